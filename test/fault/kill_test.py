"""kill -9 at random moments under a load of quick reports: every acknowledged report is there with its trail
entry, none twice, and the trail verifies. Seeded; GX_KILLS sets how often (200 in the ordinary run)."""
import json
import os
import pathlib
import random
import shutil
import sys
import tempfile
import threading
import time
import unittest
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import guixing  # noqa: E402

KILLS = int(os.environ.get("GX_KILLS", "200"))
CLIENTS = 4


class Reporter(threading.Thread):
    """Reports until the connection breaks; remembers what was sent and what was acknowledged."""

    def __init__(self, port: int, cookie: str, resend: list[tuple[str, dict]]):
        super().__init__()
        self.client = guixing.Client(port, cookie)
        self.waiting = list(resend)
        self.acknowledged: dict[str, str] = {}
        self.wrong: list[str] = []

    def run(self) -> None:
        while True:
            if not self.waiting:
                number = uuid.uuid4().hex
                self.waiting.append((number, report(number)))
            key, body = self.waiting[0]
            try:
                status, answer, _ = self.client.create("/api/incidents", body, key)
            except Exception:
                return  # the kill, as far as this client can tell
            if status != 201:
                self.wrong.append(f"{status} {answer}")
                return
            self.acknowledged[key] = answer["id"]
            self.waiting.pop(0)


def report(number: str) -> dict:
    return {"kind": "fire", "place": "3栋负一层配电间", "happened_at": Kill.happened_at,
            "summary": f"配电间冒烟，已断电处置（{number}）"}


class Kill(unittest.TestCase):
    happened_at = ""

    def test_E4_2_nothing_acknowledged_is_lost_and_nothing_doubled(self):
        seed = int(os.environ.get("GX_SEED", "20261123"))
        chance = random.Random(seed)
        folder = pathlib.Path(tempfile.mkdtemp(prefix="gx-kill-"))
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        guixing.command("demo", "--data", str(folder))
        login, password = guixing.accounts(folder)["秩序维护员"]
        server = guixing.Server(folder).start()
        self.addCleanup(lambda: server.process.poll() is None and server.stop())
        cookie = guixing.Client(server.port).log_in(login, password).cookie
        _, session, _ = guixing.Client(server.port, cookie).request("GET", "/api/session")
        Kill.happened_at = session["server_time"]
        acknowledged: dict[str, str] = {}
        resend: list[list[tuple[str, dict]]] = [[] for _ in range(CLIENTS)]
        for _ in range(KILLS):
            reporters = [Reporter(server.port, cookie, waiting) for waiting in resend]
            for reporter in reporters:
                reporter.start()
            # The only wait: how long the load runs before the kill is the random moment itself.
            time.sleep(chance.uniform(0.002, 0.12))
            server.kill()
            fresh: dict[str, str] = {}
            for reporter in reporters:
                reporter.join()
                self.assertEqual(reporter.wrong, [], f"seed {seed}")
                fresh.update(reporter.acknowledged)
            resend = [reporter.waiting for reporter in reporters]
            acknowledged.update(fresh)
            server.start()
            client = guixing.Client(server.port, cookie)
            self.check_there(client, fresh)
            client.close()
        self.finish(server, cookie, acknowledged, resend, folder)

    def check_there(self, client: guixing.Client, fresh: dict[str, str]) -> None:
        for key, incident in list(fresh.items())[-20:]:
            status, answer, _ = client.request("GET", f"/api/incidents/{incident}")
            self.assertEqual(status, 200, f"acknowledged {incident} is gone")
            self.assertIn(key, answer["summary"])

    def finish(self, server, cookie, acknowledged, resend, folder) -> None:
        """Sends what was never answered once more, then counts everything."""
        client = guixing.Client(server.port, cookie)
        for waiting in resend:
            for key, body in waiting:
                status, answer, _ = client.create("/api/incidents", body, key)
                self.assertEqual(status, 201, answer)
                acknowledged[key] = answer["id"]
        bundle = folder / "trail.bundle"
        guixing.command("trail", "export", "--data", str(folder), "--out", str(bundle))
        guixing.command("trail", "verify", "--bundle", str(bundle))
        guixing.command("trail", "verify", "--data", str(folder))
        reported: dict[str, int] = {}
        lines = bundle.read_text("utf-8").split("\nentries\n", 1)[1].splitlines()
        for line in lines:
            entry = json.loads(line[65:])
            if entry["action"] == "incident.reported" and entry["outcome"] == 0:
                reported[entry["object"]] = reported.get(entry["object"], 0) + 1
        for incident in acknowledged.values():
            self.assertEqual(reported.pop(incident, 0), 1, f"trail entries of {incident}")
        client.close()
        demo = sum(reported.values())
        self.assertEqual(len(set(acknowledged.values())), len(acknowledged), "two keys gave one report")
        self.assertLessEqual(demo, 40, "reports in the trail that nobody sent")
        self.assertEqual(server.stop(), 0)
        print(f"{KILLS} kills, {len(acknowledged)} acknowledged reports, none lost, none doubled")


if __name__ == "__main__":
    unittest.main()
