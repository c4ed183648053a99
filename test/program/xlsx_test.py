"""Workbooks that the program gives out, read by other programs: Python's zip and XML, and LibreOffice in the full run."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import zipfile
from xml.etree import ElementTree

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test/support"))
import guixing  # noqa: E402

SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def texts(path: pathlib.Path) -> str:
    """Every text of a workbook, shared or in its cell."""
    with zipfile.ZipFile(path) as book:
        assert book.testzip() is None
        parts = [name for name in book.namelist() if name.startswith(("xl/sharedStrings", "xl/worksheets/sheet"))]
        return "\n".join(node.text or "" for part in parts
                         for node in ElementTree.fromstring(book.read(part)).iter(SPREADSHEET + "t"))


def as_csv(path: pathlib.Path) -> str:
    subprocess.run(["soffice", "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76", "--outdir",
                    str(path.parent), str(path)], check=True, capture_output=True, timeout=180,
                   env={**os.environ, "HOME": str(path.parent)})
    return path.with_suffix(".csv").read_text("utf-8")


class Workbooks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = tempfile.TemporaryDirectory(prefix="gx-xlsx-")
        cls.folder = pathlib.Path(cls.place.name)
        data = cls.folder / "data"
        guixing.command("demo", "--data", str(data))
        rows = {login: password for login, password in guixing.accounts(data).values()}
        with guixing.Server(data) as server:
            affairs = guixing.Client(server.port).log_in("affairs", rows["affairs"])
            cls.month = affairs.request("GET", "/api/session")[1]["server_time"][:7]
            _, cls.ledger, _ = affairs.request("GET", f"/api/incidents/ledger?month={cls.month}")
            cls.book = cls.save("ledger.xlsx", affairs.request("GET", f"/api/incidents/ledger.xlsx?month={cls.month}"))
            system = guixing.Client(server.port).log_in("system", rows["system"])
            cls.template = cls.save("template.xlsx", system.request("GET", "/api/imports/organisation/template"))

    @classmethod
    def save(cls, name: str, answer) -> pathlib.Path:
        status, content, _ = answer
        assert status == 200, answer
        path = cls.folder / name
        path.write_bytes(content)
        return path

    @classmethod
    def tearDownClass(cls):
        cls.place.cleanup()

    def numbers(self) -> list[str]:
        """The texts of the page's rows that look like an incident's number."""
        return [cell for row in self.ledger["rows"] for cell in row if re.search(r"〔\d{4}〕", str(cell))]

    def test_E4_4_the_workbook_holds_what_the_page_shows(self):
        found = texts(self.book)
        self.assertTrue(self.numbers())
        for wanted in [column["name"] for column in self.ledger["columns"]] + self.numbers():
            self.assertIn(wanted, found)

    def test_the_template_opens_and_has_its_sheets(self):
        with zipfile.ZipFile(self.template) as book:
            names = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode("utf-8"))
        self.assertGreaterEqual(len(names), 5)

    if os.environ.get("GX_FULL"):
        def test_E4_4_libreoffice_reads_the_ledger(self):
            found = as_csv(self.book)
            for wanted in [column["name"] for column in self.ledger["columns"]] + self.numbers():
                self.assertIn(wanted, found)


if __name__ == "__main__":
    unittest.main()
