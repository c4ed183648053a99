"""`guixing clauses`: the whole catalogue, with what carries it out and live figures; exit codes of the commands."""
import json
import pathlib
import sys
import tempfile
import tomllib
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test/support"))
import guixing  # noqa: E402


class Clauses(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = tempfile.TemporaryDirectory(prefix="gx-clauses-")
        cls.data = str(pathlib.Path(cls.place.name) / "data")
        guixing.command("demo", "--data", cls.data)
        cls.rows = {row["id"]: row for row in json.loads(guixing.command("clauses", "--json", "--data", cls.data).stdout)}

    @classmethod
    def tearDownClass(cls):
        cls.place.cleanup()

    def test_C5_every_clause_of_the_catalogue_is_listed(self):
        catalogue = tomllib.loads((ROOT / "src/modules/system/data/clauses.toml").read_text("utf-8"))
        self.assertEqual(list(self.rows), [row["id"] for row in catalogue["clause"]])

    def test_C5_what_is_built_names_rule_test_page_and_route(self):
        for row in self.rows.values():
            for kind in ("rules", "tests", "pages", "routes"):
                self.assertIsInstance(row[kind], list)
                if row["state"] in ("built", "part", "red"):
                    self.assertTrue(row[kind], f"{row['id']} has no {kind}")

    def test_C5_the_demo_company_has_no_red_clause(self):
        red = {name: row["reason"] for name, row in self.rows.items() if row["state"] == "red"}
        self.assertEqual(red, {})

    def test_C5_figures_are_live(self):
        self.assertTrue(self.rows["E4.2"]["evidence"])
        self.assertTrue(all(isinstance(row["value"], int) and row["label"] for row in self.rows["E4.2"]["evidence"]))

    def test_C5_text_for_people_ends_with_figures(self):
        self.assertRegex(guixing.command("clauses", "--data", self.data).stdout.strip().splitlines()[-1], r"\d+ \S+")

    def test_exit_codes(self):
        self.assertEqual(guixing.command("clauses", "--no-such-option", check=False).returncode, 2)
        self.assertEqual(guixing.command("clauses", "--data", self.place.name + "/nowhere", check=False).returncode, 1)


if __name__ == "__main__":
    unittest.main()
