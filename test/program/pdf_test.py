"""The ledger's PDF as the running program gives it, read by poppler and qpdf."""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test/support"))
import guixing  # noqa: E402


def said(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout


class Papers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = tempfile.TemporaryDirectory(prefix="gx-pdf-")
        cls.folder = pathlib.Path(cls.place.name)
        data = cls.folder / "data"
        guixing.command("demo", "--data", str(data))
        rows = {login: password for login, password in guixing.accounts(data).values()}
        with guixing.Server(data) as server:
            affairs = guixing.Client(server.port).log_in("affairs", rows["affairs"])
            cls.month = affairs.request("GET", "/api/session")[1]["server_time"][:7]
            _, cls.ledger, _ = affairs.request("GET", f"/api/incidents/ledger?month={cls.month}")
            status, content, head = affairs.request("GET", f"/api/incidents/ledger.pdf?month={cls.month}")
            assert status == 200, content
            cls.head = head
        cls.paper = cls.folder / "ledger.pdf"
        cls.paper.write_bytes(content)

    @classmethod
    def tearDownClass(cls):
        cls.place.cleanup()

    def test_E4_4_the_paper_holds_what_the_page_shows(self):
        found = re.sub(r"\s", "", said("pdftotext", "-raw", str(self.paper), "-"))
        numbers = [cell for row in self.ledger["rows"] for cell in row if re.search(r"〔\d{4}〕", str(cell))]
        self.assertTrue(numbers)
        for wanted in [column["name"] for column in self.ledger["columns"]] + numbers + ["内部·普通", "第1页,共"]:
            self.assertIn(re.sub(r"\s", "", wanted), found)
        # the checkpoint is a signed note: origin, size, root, signature
        self.assertRegex(found, r"guixing/\d+?[1-9]\d*[A-Za-z0-9+/]{43}=—guixing/")

    def test_qpdf_finds_no_fault_and_the_fonts_are_inside(self):
        self.assertIn("No syntax or stream encoding errors", said("qpdf", "--check", str(self.paper)))
        fonts = said("pdffonts", str(self.paper)).splitlines()[2:]
        self.assertTrue(fonts)
        for font in fonts:
            self.assertRegex(font, r"\+NotoSansCJKsc-.* yes +yes +yes ")

    def test_without_the_printer_the_export_is_refused_and_the_rest_goes_on(self):
        alone = self.folder / "alone"
        alone.mkdir()
        program = shutil.copy(guixing.BINARY, alone)
        answer = subprocess.run([program, "export", "ledger", "--data", str(self.folder / "data"), "--month", self.month,
                                 "--out", str(alone / "a.pdf")], capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(answer.returncode, 1, answer.stderr)
        self.assertIn("guixing-printer", answer.stdout + answer.stderr)
        self.assertFalse((alone / "a.pdf").exists())
        guixing.command("export", "ledger", "--data", str(self.folder / "data"), "--month", self.month, "--out",
                        str(alone / "b.pdf"))
        self.assertEqual((alone / "b.pdf").read_bytes()[:5], b"%PDF-")


if __name__ == "__main__":
    unittest.main()
