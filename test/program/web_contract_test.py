"""The API's description that the web pages were built from is one that the running program still keeps."""
import json
import pathlib
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test/support"))
import guixing  # noqa: E402


def shape(description: dict) -> dict:
    """What a client depends on: operations and the parameters they take."""
    return {f"{method.upper()} {path}": {part["name"] for part in operation.get("parameters", []) if part["in"] != "header"}
            for path, methods in description["paths"].items() for method, operation in methods.items()}


class WebContract(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as folder:
            data = pathlib.Path(folder) / "data"
            guixing.command("init", "--data", str(data))
            with guixing.Server(data) as server:
                _, cls.given, _ = guixing.Client(server.port).request("GET", "/api/openapi.json")
        cls.wanted = json.loads((ROOT / "web/openapi.json").read_text("utf-8"))

    def test_the_web_asks_only_for_what_is_there(self):
        wanted, given = shape(self.wanted), shape(self.given)
        self.assertEqual(sorted(wanted.keys() - given.keys()), [])
        for name, parts in wanted.items():
            self.assertLessEqual(parts, given[name], name)

    def test_every_operation_has_its_own_name_and_summary(self):
        operations = [operation for methods in self.given["paths"].values() for operation in methods.values()]
        names = [operation["operationId"] for operation in operations]
        self.assertEqual(len(names), len(set(names)))
        self.assertTrue(all(operation.get("summary") for operation in operations))


if __name__ == "__main__":
    unittest.main()
