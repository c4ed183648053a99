"""What the server leaves on the disk is its owner's alone, and what fails inside it stands in its log."""
import json
import os
import pathlib
import stat
import subprocess
import sys
import tempfile
import threading
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test/support"))
import guixing  # noqa: E402

PHOTO = (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9c\x63\xf8\xcf"
         b"\xc0\xf0\x1f\0\x05\0\x01\xff\x89\x99\x3d\x1d\0\0\0\0IEND\xae\x42\x60\x82")
HOOK = {"name": "值班群", "url": "http://127.0.0.1:9/none", "secret": "0123456789abcdef0123456789abcdef"}


def open_to_others(folder: pathlib.Path) -> list:
    """Every file and folder that somebody else could read or enter."""
    found = [folder, *folder.rglob("*")]
    return [f"{path} {stat.S_IMODE(path.lstat().st_mode):o}" for path in found if path.lstat().st_mode & 0o077]


class LoudServer(guixing.Server):
    """Keeps what the server says on its error output."""

    def start(self):
        self.process = subprocess.Popen(
            [str(guixing.BINARY), "serve", "--data", str(self.data), "--listen", "127.0.0.1:0"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=self.env, umask=0o022)
        self.port = int(self.process.stdout.readline().rsplit(":", 1)[1].strip("/\n"))
        self.said, self.heard = [], threading.Event()
        self.reader = threading.Thread(target=self.listen)
        self.reader.start()
        return self

    def listen(self):
        for line in self.process.stderr:
            self.said.append(line)
            if line.startswith("webhook "):
                self.heard.set()


class Private(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory(prefix="gx-private-")
        self.addCleanup(place.cleanup)
        self.data = pathlib.Path(place.name) / "data"
        guixing.command("demo", "--data", str(self.data), umask=0o022)
        rows = json.loads((self.data / "demo-accounts.json").read_text("utf-8"))
        self.passwords = {row["login"]: row["password"] for row in rows}

    def test_nobody_else_reads_what_lies_in_the_folder(self):
        self.assertEqual(open_to_others(self.data), [])
        for file in (self.data / "db").iterdir():  # as an earlier version left it
            os.chmod(file, 0o644)
        with LoudServer(self.data) as server:
            person = guixing.Client(server.port).log_in("guard1", self.passwords["guard1"])
            status, answer, _ = person.request("POST", "/api/files?name=a.png", PHOTO,
                                               {"Content-Type": "application/octet-stream", "Idempotency-Key": "private-photo"})
            self.assertEqual(status, 201, answer)
            person.close()
            self.assertEqual(open_to_others(self.data), [])
            out = self.data.parent / "backup.gxb"
            guixing.command("backup", "--data", str(self.data), "--out", str(out), umask=0o022)
            self.assertEqual(stat.S_IMODE(out.stat().st_mode), 0o600)
        server.reader.join()
        server.process.stderr.close()
        self.assertEqual(open_to_others(self.data), [])

    def test_a_delivery_that_fails_is_told_to_the_operators(self):
        with LoudServer(self.data) as server:
            system = guixing.Client(server.port).log_in("system", self.passwords["system"])
            status, answer, _ = system.create("/api/settings/webhooks", HOOK)
            self.assertEqual(status, 201, answer)
            guard = guixing.Client(server.port).log_in("guard1", self.passwords["guard1"])
            _, who, _ = guard.request("GET", "/api/session")
            status, answer, _ = guard.create("/api/incidents", {
                "kind": "fire", "place": "3栋", "happened_at": who["server_time"], "summary": "配电间冒烟,已断电"})
            self.assertEqual(status, 201, answer)
            self.assertTrue(server.heard.wait(30), server.said)
            system.close()
            guard.close()
        server.reader.join()
        server.process.stderr.close()

    def test_certificates_that_cannot_be_read_stop_the_start(self):
        done = guixing.command("serve", "--data", str(self.data), "--listen", "127.0.0.1:0", "--ca-file", "none.pem",
                               check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("none.pem", done.stderr)


if __name__ == "__main__":
    unittest.main()
