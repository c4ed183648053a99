"""What people and programs send that they should not: refused with place, rule and remedy, and nothing half-written."""
import concurrent.futures
import datetime
import http.client
import json
import pathlib
import re
import sys
import tempfile
import unittest
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test/support"))
import guixing  # noqa: E402
import workbook  # noqa: E402
from workbook import Date, Formula  # noqa: E402

JSON = {"Content-Type": "application/json"}
PNG_HEAD = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


def minutes(stamp: str, more: int) -> str:
    at = datetime.datetime.fromisoformat(stamp.replace("Z", "+00:00")) + datetime.timedelta(minutes=more)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def passwords(data: pathlib.Path) -> dict:
    """By log-in; posts of two compounds share their names."""
    return {row["login"]: row["password"] for row in json.loads((data / "demo-accounts.json").read_text("utf-8"))}


class World(unittest.TestCase):
    """One demo company on one server for all cases of a class."""

    @classmethod
    def setUpClass(cls):
        cls.place = tempfile.TemporaryDirectory(prefix="gx-bad-")
        cls.data = pathlib.Path(cls.place.name) / "data"
        guixing.command("demo", "--data", str(cls.data))
        cls.passwords = passwords(cls.data)
        cls.server = guixing.Server(cls.data).start()
        cls.clients = {}
        status, cls.case, _ = cls.person("guard1").create("/api/incidents", cls.fire())
        assert status == 201, cls.case

    @classmethod
    def tearDownClass(cls):
        for client in cls.clients.values():
            client.close()
        cls.server.stop()
        cls.place.cleanup()

    @classmethod
    def person(cls, login: str) -> guixing.Client:
        if login not in cls.clients:
            cls.clients[login] = cls.another(login)
        return cls.clients[login]

    @classmethod
    def another(cls, login: str) -> guixing.Client:
        """A session of its own."""
        return guixing.Client(cls.server.port).log_in(login, cls.passwords[login])

    def setUp(self):
        self.before = self.held()

    def tearDown(self):
        self.assertEqual(self.held(), self.before, "something was half-written")
        status, proof, _ = self.person("auditor").create("/api/trail/verification", {})
        self.assertIn(status, (200, 201), proof)
        self.assertNotIn("problem", proof)
        self.assertGreater(proof["entries"], 0)

    def held(self) -> dict:
        """How many of everything there is, and how far each incident has come."""
        system, leader = self.person("system"), self.person("gm")
        out = {path: len(system.request("GET", path)[1]["items"])
               for path in ("/api/compounds", "/api/departments", "/api/posts", "/api/people?limit=100", "/api/duties")}
        rows = leader.request("GET", "/api/incidents?limit=100")[1]["items"]
        out["incidents"] = {row["id"]: (row["state"], row["grade"], row["photos"]) for row in rows}
        out["rooms"] = [leader.request("GET", f"/api/compounds/{one['id']}/places")[1]
                        for one in leader.request("GET", "/api/compounds")[1]["items"]]
        return out

    @classmethod
    def now(cls) -> str:
        return cls.person("guard1").request("GET", "/api/session")[1]["server_time"]

    @classmethod
    def fire(cls, **other) -> dict:
        body = {"kind": "fire", "place": "3栋楼道", "happened_at": minutes(cls.now(), -5), "summary": "楼道有浓烟,正在疏散"}
        body.update(other)
        return {name: value for name, value in body.items() if value is not None}

    def refused(self, answer, status: int, code: str, path: str | None = None):
        """A problem with the code, in Chinese; with `path` the one that names this place."""
        got, body, headers = answer
        self.assertEqual((got, body.get("code") if isinstance(body, dict) else body),
                         (status, "input_invalid" if path is not None else code), body)
        self.assertTrue(headers["Content-Type"].startswith("application/problem+json"))
        self.assertRegex(body["detail"], "[一-鿿]{2}")
        if path is None:
            return
        named = [one for one in body["errors"] if one["path"] == path]
        self.assertEqual([one["code"] for one in named], [code], body)
        self.assertRegex(named[0]["detail"], "[一-鿿]{2}")


class Reports(World):
    """Clauses E3, E4.2: what a first report must hold."""

    def report(self, **other):
        return self.person("guard1").create("/api/incidents", self.fire(**other))

    def test_E4_2_missing_elements(self):
        for name in ("kind", "place", "happened_at", "summary"):
            with self.subTest(name):
                self.refused(self.report(**{name: None}), 422, "field_missing", name)

    def test_empty_and_endless_texts(self):
        for name, value in (("summary", "短"), ("summary", "长" * 2001), ("place", ""), ("place", "  "), ("place", "远" * 201)):
            with self.subTest(name + str(len(value))):
                self.refused(self.report(**{name: value}), 422, "incident_text_length", name)

    def test_E2_times(self):
        self.refused(self.report(happened_at=minutes(self.now(), 60)), 422, "incident_in_future", "happened_at")
        self.refused(self.report(learned_at=minutes(self.now(), -60), learned_reason="值班记录"), 422,
                     "incident_learned_before_happened", "learned_at")
        for wrong in ("昨天", "2026-02-30T00:00:00Z", "2026-11-23", "", "99999-01-01T00:00:00Z", 1700000000, None, []):
            with self.subTest(str(wrong)):
                body = self.fire()
                body["happened_at"] = wrong
                status, answer, _ = self.person("guard1").create("/api/incidents", body)
                self.assertEqual((status, answer["errors"][0]["path"]), (422, "happened_at"), answer)

    def test_E3_2_unknown_words(self):
        self.refused(self.report(kind="earthquake_on_mars"), 422, "incident_kind_unknown", "kind")
        self.refused(self.report(colour="red"), 422, "json_field_unknown", "colour")
        for name, value in (("grade", "tiny"), ("loss", "很多"), ("loss", 1.5), ("injured", -1), ("injured", 10**30), ("photos", "x"),
                            ("compound", 12), ("offline", "yes")):
            with self.subTest(f"{name}={value}"):
                status, answer, _ = self.report(**{name: value})
                self.assertEqual(status, 422, answer)
                self.assertEqual({one["path"].split("/")[0] for one in answer["errors"]}, {name})

    def test_unknown_places(self):
        self.refused(self.report(compound="1"), 422, "incident_compound_unknown", "compound")
        self.refused(self.report(department="1"), 422, "incident_department_unknown", "department")

    def test_E4_2_call_to_a_receiver_without_reach(self):
        guard = self.person("guard1")
        mine = self.case
        foreign = self.person("guard2").request("GET", "/api/session")[1]["person"]["id"]
        self_id = guard.request("GET", "/api/session")[1]["person"]["id"]
        said = {"said_at": minutes(self.now(), -1), "points": ["time", "place"]}
        for receiver, code in ((foreign, "incident_receiver_without_reach"), ("1", "incident_receiver_without_reach"),
                               (self_id, "incident_call_to_oneself")):
            answer = guard.create(f"/api/incidents/{mine['id']}/calls", {"receiver": receiver, **said})
            self.refused(answer, 422, code, "receiver")
        self.assertEqual(guard.request("GET", f"/api/incidents/{mine['id']}")[1]["calls"], [])

    def test_E2_nothing_makes_it_later_or_milder(self):
        guard = self.person("guard1")
        mine = self.case
        path = f"/api/incidents/{mine['id']}"
        was = guard.request("GET", path)[1]
        later = {"learned_at": minutes(was["learned_at"], 2), "reason": "更正"}
        self.refused(guard.request("POST", path + "/knowledge", later), 422, "incident_learned_not_earlier", "learned_at")
        self.refused(guard.request("POST", path + "/grade", {"grade": was["grade"], "reason": "更正"}), 422,
                     "incident_grade_not_higher", "grade")
        self.assertEqual(guard.request("GET", path)[1]["clock"], was["clock"])


class Bodies(World):
    """Broken, endless and foreign bytes."""

    def raw(self, body: bytes, headers: dict | None = None):
        return self.person("guard1").request("POST", "/api/incidents", body,
                                             {**JSON, "Idempotency-Key": uuid.uuid4().hex, **(headers or {})})

    def test_ten_megabytes_of_json(self):
        body = json.dumps(self.fire(summary="烟" * 3_400_000), ensure_ascii=False).encode()
        try:
            self.refused(self.another("guard1").create("/api/incidents", body), 413, "body_too_large")
        except (BrokenPipeError, ConnectionResetError):
            pass  # told before the end of what nobody reads
        self.assertEqual(self.person("guard1").request("GET", "/healthz")[0], 200)

    def test_nesting(self):
        for deep in (100, 10_000):
            for one in (b"[" * deep + b"]" * deep, b'{"a":' * deep + b"1" + b"}" * deep):
                status, answer, _ = self.raw(one)
                self.assertIn(status, (400, 422), answer)
                self.assertRegex(answer["detail"], "[一-鿿]{2}")

    def test_broken_json(self):
        for one in (b"{", b"nonsense", b'{"kind":"fire",}', b"[]", b"null", b'"x"', b"{}{}", b'{"kind":"fire","kind":"fire"}',
                    b"\xef\xbb\xbf{}", b'{"kind":NaN}', b'{"injured":1e400}'):
            with self.subTest(one):
                status, answer, _ = self.raw(one)
                self.assertIn(status, (400, 422), answer)
                self.assertRegex(answer["detail"], "[一-鿿]{2}")

    def test_broken_encodings(self):
        whole = json.dumps(self.fire(summary="MARK烟")).encode()
        for one in (b"\xff\xfe", b"\xc3", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf5\x80\x80\x80", b"\\ud800", b"\\udc00\\ud800",
                    b"\\u0000", b"\0", b"\x01", "烟".encode("gb18030")):
            with self.subTest(one):
                status, answer, _ = self.raw(whole.replace(b"MARK", one))
                self.assertIn(status, (400, 422), answer)
                self.assertRegex(answer["detail"], "[一-鿿]{2}")

    def test_another_media_type(self):
        self.refused(self.raw(b"kind=fire", {"Content-Type": "application/x-www-form-urlencoded"}), 415, "media_type_wrong")
        self.refused(self.raw(b"{}", {"Content-Type": "text/plain"}), 415, "media_type_wrong")

    def test_photos_that_are_none(self):
        for content, code in ((b"not a picture at all", "file_kind_refused"), (b"", "file_empty"), (PNG_HEAD, "picture_bad"),
                              (b"\xff\xd8\xff\xe0" + b"\0" * 200, "picture_bad"), (b"<svg onload='x'/>", "file_kind_refused"),
                              (b"GIF89a<script>", None), (b"%PDF-1.4", "file_kind_refused"), (b"MZ\x90", "file_kind_refused")):
            with self.subTest(content[:8]):
                answer = self.person("guard1").create("/api/files?name=photo.jpg", content)
                if code:
                    self.refused(answer, answer[0], code)
                self.assertIn(answer[0], (400, 413, 415, 422))
        self.assertEqual([one for one in (self.data / "files").rglob("*") if one.is_file()], [])


class Doors(World):
    """Who is asking, from where, and whether they asked before."""

    def test_sessions_that_are_over_or_stolen(self):
        mine = self.another("guard1")
        self.assertEqual(mine.request("GET", "/api/session")[0], 200)
        spent = mine.cookie
        self.assertEqual(mine.request("DELETE", "/api/session")[0], 204)
        mine.close()
        name = spent.split("=")[0]
        for cookie in (spent, spent[:-1] + ("A" if spent[-1] != "A" else "B"), f"{name}=", f"{name}=" + "A" * 4000, f"{name}=\u00ff"):
            thief = guixing.Client(self.server.port, cookie)
            self.refused(thief.request("GET", "/api/incidents"), 401, "not_logged_in")
            thief.cookie = cookie
            self.refused(thief.create("/api/incidents", self.fire()), 401, "not_logged_in")
            thief.close()

    def test_cookie_of_another_company(self):
        data = pathlib.Path(self.place.name) / "other"
        guixing.command("demo", "--data", str(data))
        with guixing.Server(data) as server:
            theirs = guixing.Client(server.port).log_in("gm", passwords(data)["gm"])
            theirs.close()
        here = guixing.Client(self.server.port, theirs.cookie)
        self.refused(here.request("GET", "/api/incidents"), 401, "not_logged_in")
        here.close()

    def test_log_in_gives_a_cookie_of_its_own(self):
        planted = guixing.Client(self.server.port, "gx=" + "A" * 43)
        _, _, headers = planted.request("POST", "/api/session", {"login": "guard1", "password": self.passwords["guard1"]})
        planted.close()
        self.assertNotIn("A" * 43, headers["Set-Cookie"])
        for flag in ("HttpOnly", "SameSite=Strict", "Path=/"):
            self.assertIn(flag, headers["Set-Cookie"])

    def test_writes_from_other_sites(self):
        guard = self.person("guard1")
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
                        {"Sec-Fetch-Site": "", "Origin": "http://evil.example"}, {"Sec-Fetch-Site": "", "Origin": "null"},
                        {"Sec-Fetch-Site": "", "Origin": f"https://127.0.0.1:{self.server.port}"},
                        {"Sec-Fetch-Site": "", "Origin": f"http://127.0.0.1:{self.server.port}.evil.example"}):
            with self.subTest(str(headers)):
                sent = {"Idempotency-Key": uuid.uuid4().hex, **headers}
                self.refused(guard.request("POST", "/api/incidents", self.fire(), sent), 403, "other_site")
                visitor = guixing.Client(self.server.port)
                self.refused(visitor.request("POST", "/api/session",
                                             {"login": "guard1", "password": self.passwords["guard1"]}, headers), 403, "other_site")
                visitor.close()

    def test_keys(self):
        guard = self.person("guard1")
        self.refused(guard.request("POST", "/api/incidents", self.fire()), 400, "idempotency_key_missing")
        for key in ("short", "x" * 129, "with space inside"):
            self.refused(guard.create("/api/incidents", self.fire(), key), 400, "idempotency_key_malformed")

    def test_revisions(self):
        path = "/api/incidents/" + self.case["id"]
        full = {name: "有" * 4 for name in ("time", "place", "course", "trend", "measures", "help")}
        for tag, status, code in ((None, 428, "if_match_missing"), ('"999"', 412, "rev_moved"), ("*", 400, "if_match_malformed"),
                                  ('W/"1"', 400, "if_match_malformed"), ('"99999999999999999999"', 400, "if_match_malformed")):
            sent = {"Idempotency-Key": uuid.uuid4().hex, **({"If-Match": tag} if tag else {})}
            self.refused(self.person("guard1").request("POST", path + "/full-report", full, sent), status, code)

    def test_cursors_ids_and_queries(self):
        guard = self.person("guard1")
        for query in ("cursor=abc", "cursor=-1", "cursor=99999999999999999999", "limit=0", "limit=101", "limit=x", "month=2026-13",
                      "month=x", "state=x", "late=perhaps", "nonsense=1", "kind=%00", "state=%FF"):
            with self.subTest(query):
                status, answer, _ = guard.request("GET", "/api/incidents?" + query)
                self.assertIn(status, (400, 422), answer)
                self.assertRegex(answer["detail"], "[一-鿿]{2}")
        for wrong in ("0", "-1", "01", "99999999999999999999", "9223372036854775807", "x", "1%2e", "%2e%2e"):
            with self.subTest(wrong):
                self.refused(guard.request("GET", "/api/incidents/" + wrong), 404, "not_found")

    def test_paths_and_methods(self):
        for method, path in (("GET", "/../data/demo-accounts.json"), ("GET", "/%2e%2e/%2e%2e/etc/passwd"), ("GET", "//etc/passwd"),
                             ("GET", "/assets/..%2f..%2fetc/passwd"), ("GET", "/..\\..\\etc"), ("TRACE", "/api/session"),
                             ("GET", "/metrics"), ("CONNECT", "/"), ("GET", "/?" + "a" * 100_000)):
            with self.subTest(path[:40]):
                link = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
                link.putrequest(method, path, skip_accept_encoding=True)
                link.putheader("X-Forwarded-For", "203.0.113.9")
                link.endheaders()
                answer = link.getresponse()
                content = answer.read()
                link.close()
                self.assertNotIn(b"root:", content)
                self.assertNotIn(b"password\":\"", content)
                if not path.startswith(("/..", "/%2e", "//", "/assets")):
                    self.assertGreaterEqual(answer.status, 400)


class Repeats(World):
    """Same key again: the same answer, never a second record. Here records do appear, so they are counted by number."""

    def tearDown(self):
        status, proof, _ = self.person("auditor").create("/api/trail/verification", {})
        self.assertIn(status, (200, 201), proof)
        self.assertNotIn("problem", proof)

    def count(self) -> int:
        return len(self.held()["incidents"])

    def test_log_out_ends_the_event_stream(self):
        leaving = self.another("guard1")
        link = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=10)
        link.request("GET", "/api/events", headers={"Cookie": leaving.cookie})
        stream = link.getresponse()
        self.assertEqual(stream.status, 200)
        while stream.readline().strip() != b"event: counts":
            pass
        self.assertEqual(leaving.request("DELETE", "/api/session")[0], 204)
        leaving.close()
        # Something for this person: an open stream would bring it, this one ends.
        self.assertEqual(self.person("guard1").create("/api/incidents", self.fire())[0], 201)
        self.assertNotIn(b"event: notice", stream.read())
        link.close()

    def test_two_at_once_with_one_key(self):
        people = [self.another("guard1") for _ in range(8)]
        body, key, before = self.fire(), uuid.uuid4().hex, self.count()
        with concurrent.futures.ThreadPoolExecutor(len(people)) as crowd:
            answers = list(crowd.map(lambda one: one.create("/api/incidents", body, key), people))
        for one in people:
            one.close()
        self.assertLessEqual({status for status, _, _ in answers}, {201, 409})
        self.assertEqual(len({answer["id"] for status, answer, _ in answers if status == 201}), 1)
        self.assertEqual(self.count(), before + 1)
        status, again, headers = self.person("guard1").create("/api/incidents", body, key)
        self.assertEqual((status, headers.get("Idempotency-Replayed")), (201, "true"))
        self.refused(self.person("guard1").create("/api/incidents", self.fire(place="别处"), key), 422, "idempotency_mismatch")
        self.assertEqual(self.count(), before + 1)
        # The key is the person's own: with somebody else it begins afresh and shows nothing of the first record.
        status, other, headers = self.person("guard2").create("/api/incidents", body, key)
        self.assertEqual((status, headers.get("Idempotency-Replayed")), (201, None))
        self.assertNotEqual(other["id"], again["id"])


PEOPLE = ["工号", "姓名", "手机", "岗位编码", "任职日期", "登录名"]
ROOMS = ["小区编码", "楼栋", "单元", "房号", "楼层"]
HOUSE = [["小区编码", "小区名称"], ["BAD-1", "试一苑"]]


class Workbooks(World):
    """Clause C3.3: the organisation workbook, all or nothing."""

    def bring(self, content: bytes, dry: bool = False):
        return self.person("system").create(f"/api/imports/organisation?dry_run={str(dry).lower()}", content)

    def wrong(self, content: bytes, *places: tuple[str, str]):
        """Each place is named with its code and a sentence, dry and wet alike, and nothing is applied."""
        for dry in (True, False):
            _, answer, _ = self.bring(content, dry)
            self.assertFalse(answer["applied"], answer)
            self.assertEqual([(one.get("cell"), one["code"]) for one in answer["errors"]], list(places), answer)
            for one in answer["errors"]:
                self.assertRegex(one["detail"], "[一-鿿]{4}")
                self.assertTrue(one["sheet"] and one["row"] and one["column"])

    def test_merged_cells(self):
        rows = [ROOMS, ["BAD-1", "1栋", "", "101", 1], ["BAD-1", None, "", "102", 1]]
        self.wrong(workbook.make({"小区": HOUSE, "房间": rows}, {"房间": ["B2:B3"]}), ("B2", "import_merged"), ("B3", "import_merged"))

    def test_formulas(self):
        for formula in (Formula("A2&B2", "101"), Formula("A2&B2"), Formula('HYPERLINK("http://x.example")', "101")):
            rows = [ROOMS, ["BAD-1", "1栋", "", formula, 1]]
            self.wrong(workbook.make({"小区": HOUSE, "房间": rows}), ("D2", "import_formula"))

    def test_dates_that_are_none(self):
        for value, code in (("昨天", "import_date_wrong"), ("2026-13-45", "import_date_wrong"), ("2026-02-30", "import_date_wrong"),
                            ("1.11.2026", "import_date_wrong"), (46327, "import_date_wrong"), (Date(60), "import_cell_error"),
                            (Date(-3), "import_cell_error"), (Date(1e9), "import_cell_error")):
            with self.subTest(str(value)):
                rows = [PEOPLE, ["BAD-9", "试人", "", "guard1", value, ""]]
                self.wrong(workbook.make({"人员": rows}), ("E2", code))

    def test_doubled_rooms(self):
        rows = [ROOMS, ["BAD-1", "1栋", "", "101", 1], ["BAD-1", "1栋", "", "101", 2], ["BAD-1", " 1栋", "", "１０１", 1]]
        self.wrong(workbook.make({"小区": HOUSE, "房间": rows}), ("D3", "import_doubled"), ("D4", "import_doubled"))

    def test_one_wrong_line_keeps_all_others_out(self):
        rows = [ROOMS] + [["BAD-1", "1栋", "", str(100 + n), 1] for n in range(50)] + [["NOWHERE", "1栋", "", "101", 1]]
        self.wrong(workbook.make({"小区": HOUSE, "房间": rows}), ("A52", "import_compound_unknown"))

    def test_what_is_no_workbook(self):
        whole = workbook.make({"小区": HOUSE})
        for content in (b"", b"PK\x03\x04", whole[:-40], whole[:200], b"\xd0\xcf\x11\xe0" + b"\0" * 600, b"\0" * 1000):
            with self.subTest(content[:8]):
                status, answer, _ = self.bring(content)
                self.assertIn(status, (400, 413, 415, 422), answer)
                self.assertRegex(answer["detail"], "[一-鿿]{4}")

    def test_only_those_who_may(self):
        for login in ("guard1", "manager1", "auditor"):
            self.refused(self.person(login).create("/api/imports/organisation?dry_run=false", workbook.make({"小区": HOUSE})), 403,
                         "forbidden")


class Calendars(World):
    """Dates as text and as numbers of either calendar are the same day. Records do appear here."""

    def tearDown(self):
        pass

    def test_1900_and_1904(self):
        days = {"CAL-1": ("2026-11-02", False), "CAL-2": ("2026年11月2日", False), "CAL-3": ("2026/11/2", False),
                "CAL-4": (Date(46328), False), "CAL-5": (Date(44866), True)}
        system = self.person("system")
        for number, (value, from_1904) in days.items():
            rows = [PEOPLE, [number, "示例某人", "", "guard1", value, ""]]
            status, answer, _ = system.create("/api/imports/organisation?dry_run=false",
                                              workbook.make({"人员": rows}, from_1904=from_1904))
            self.assertTrue(answer["applied"], answer)
        people = {one["staff_number"]: one for one in system.request("GET", "/api/people?limit=100")[1]["items"]}
        self.assertEqual({number: people[number]["posts"][0]["from"][:19] for number in days},
                         {number: "2026-11-01T16:00:00" for number in days})


if __name__ == "__main__":
    unittest.main()
