"""The description of the API: given without log-in, valid by a public validator, and the one the web was built from."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test/support"))
import guixing  # noqa: E402


def shape(description: dict) -> dict:
    """What a client depends on: operations, their parameters, and the kinds of answers."""
    return {f"{method.upper()} {path}": sorted(part["name"] for part in operation.get("parameters", []) if part["in"] != "header")
            for path, methods in description["paths"].items() for method, operation in methods.items()}


class OpenApi(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = tempfile.TemporaryDirectory(prefix="gx-openapi-")
        data = pathlib.Path(cls.place.name) / "data"
        guixing.command("demo", "--data", str(data))
        with guixing.Server(data) as server:
            status, cls.description, _ = guixing.Client(server.port).request("GET", "/api/openapi.json")
            assert status == 200, status

    @classmethod
    def tearDownClass(cls):
        cls.place.cleanup()

    def test_G2_is_version_3_1_and_valid(self):
        self.assertTrue(self.description["openapi"].startswith("3.1"))
        path = pathlib.Path(self.place.name) / "openapi.json"
        path.write_text(json.dumps(self.description), "utf-8")
        done = subprocess.run(["node", str(ROOT / "tools/dev/openapi/validate.mjs"), str(path)], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_every_operation_has_its_own_name_and_summary(self):
        operations = [operation for methods in self.description["paths"].values() for operation in methods.values()]
        names = [operation["operationId"] for operation in operations]
        self.assertEqual(len(names), len(set(names)))
        self.assertTrue(all(operation.get("summary") for operation in operations))

    def test_the_web_asks_only_for_what_is_there(self):
        path = ROOT / "web/openapi.json"
        wanted, given = shape(json.loads(path.read_text("utf-8"))), shape(self.description)
        self.assertEqual({name: parts for name, parts in wanted.items() if name not in given}, {})
        for name, parts in wanted.items():
            self.assertLessEqual(set(parts), set(given[name]), name)


if __name__ == "__main__":
    unittest.main()
