"""The document that the running program gives out is OpenAPI 3.1 by a public validator, and says what the wall does."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "test/support"), str(ROOT / "tools/dev")]
import guixing  # noqa: E402
import node  # noqa: E402


class OpenApi(unittest.TestCase):
    def test_document_is_valid_and_needs_no_log_in(self) -> None:
        env = node.environment()
        node.clean_install(ROOT / "test/openapi", env or None)
        with tempfile.TemporaryDirectory() as folder:
            data = pathlib.Path(folder) / "data"
            guixing.command("init", "--data", str(data))
            with guixing.Server(data) as server:
                status, document, headers = guixing.Client(server.port).request("GET", "/api/openapi.json")
                self.assertEqual(status, 200)
                self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
                refused, problem, _ = guixing.Client(server.port).request("GET", "/api/session")
                self.assertEqual((refused, problem["code"]), (401, "not_logged_in"))
            path = pathlib.Path(folder) / "openapi.json"
            path.write_text(json.dumps(document), "utf-8")
            done = subprocess.run(["node", "validate.mjs", str(path)], cwd=ROOT / "test/openapi", capture_output=True, text=True,
                                  env={**os.environ, **env}, check=False)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        for wanted in ("/api/session", "/api/incidents", "/api/incidents/{id}"):
            self.assertIn(wanted, document["paths"])
        created = document["paths"]["/api/incidents"]["post"]
        self.assertIn("201", created["responses"])
        self.assertIn("Idempotency-Key", [row["name"] for row in created["parameters"]])


if __name__ == "__main__":
    unittest.main()
