"""Each lint: a small tree that is in order, then one breach planted, which has to be found at its place."""
import importlib
import pathlib
import sys
import tempfile
import unittest

LINT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(LINT))
import common  # noqa: E402

LAYERS = '[platform]\norder = ["base", "store", "clock", "http"]\n[modules]\nsystem = []\nincidents = ["system"]\n'


class LintTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.write("layers.toml", LAYERS)

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def check(self, lint: str) -> list[common.Breach]:
        return importlib.import_module(lint).check(common.Tree(self.root))

    def assert_clean(self, lint: str) -> None:
        self.assertEqual([str(breach) for breach in self.check(lint)], [])

    def assert_breach(self, lint: str, path: str, line: int, words: str) -> None:
        found = self.check(lint)
        self.assertTrue(any(b.path == path and b.line == line and words in b.rule and b.remedy for b in found),
                        f"not found: {path}:{line} {words}; found: {[str(b) for b in found]}")


class Layers(LintTest):
    def setUp(self):
        super().setUp()
        self.write("src/platform/base/a.hpp", "#pragma once\n")
        self.write("src/platform/store/db.hpp", '#include "platform/base/a.hpp"\n#include <sqlite3.h>\n')
        self.write("src/modules/system/face.hpp", '#include "platform/store/db.hpp"\n')
        self.write("src/modules/incidents/service.cpp", '#include "modules/system/face.hpp"\n')
        self.write("src/main.cpp", '#include "app/run.hpp"\n')
        self.write("src/app/run.hpp", '#include "modules/incidents/service.hpp"\n')

    def test_in_order(self):
        self.assert_clean("layers")

    def test_platform_upwards(self):
        self.write("src/platform/base/b.cpp", '\n#include "platform/store/db.hpp"\n')
        self.assert_breach("layers", "src/platform/base/b.cpp", 2, "stands below it")

    def test_platform_knows_no_module(self):
        self.write("src/platform/http/x.cpp", '#include "modules/system/face.hpp"\n')
        self.assert_breach("layers", "src/platform/http/x.cpp", 1, "knows no module")

    def test_module_only_by_face(self):
        self.write("src/modules/incidents/x.cpp", '#include "modules/system/store.hpp"\n')
        self.assert_breach("layers", "src/modules/incidents/x.cpp", 1, "only the face.hpp")

    def test_undeclared_edge(self):
        self.write("src/modules/system/x.cpp", '#include "modules/incidents/face.hpp"\n')
        self.assert_breach("layers", "src/modules/system/x.cpp", 1, "does not allow")

    def test_nobody_includes_app(self):
        self.write("src/modules/system/x.cpp", '#include "app/run.hpp"\n')
        self.assert_breach("layers", "src/modules/system/x.cpp", 1, "may not include app/")

    def test_main_only_app(self):
        self.write("src/main.cpp", '#include "platform/base/a.hpp"\n')
        self.assert_breach("layers", "src/main.cpp", 1, "only app/")

    def test_wall(self):
        self.write("src/modules/incidents/x.cpp", "#include <libpq-fe.h>\n")
        self.assert_breach("layers", "src/modules/incidents/x.cpp", 1, "may be seen only by platform/store")

    def test_rules_are_pure(self):
        self.write("src/modules/incidents/rules.cpp", '#include "platform/store/db.hpp"\n')
        self.assert_breach("layers", "src/modules/incidents/rules.cpp", 1, "neither store nor http")

    def test_ring(self):
        for name, used in (("a", "b"), ("b", "c"), ("c", "a")):
            self.write(f"src/platform/http/{name}.hpp", f'#include "platform/http/{used}.hpp"\n')
        self.assertTrue(any("include each other" in breach.rule for breach in self.check("layers")))

    def test_unknown_module(self):
        self.write("src/modules/mail/x.cpp", "int x;\n")
        self.assert_breach("layers", "src/modules/mail", 1, "does not name the module")


class Symbols(LintTest):
    def judge(self, tables, edges=None):
        return importlib.import_module("symbols").judge(tables, edges or {})

    def test_downwards(self):
        self.assertEqual(self.judge([("platform_base", {"a"}, set()), ("platform_store", {"b"}, {"a"})]), [])

    def test_upwards(self):
        found = self.judge([("platform_base", {"a"}, {"b"}), ("platform_store", {"b"}, set())])
        self.assertEqual([breach.path for breach in found], ["src/platform/base"])

    def test_between_modules(self):
        tables = [("modules_system", {"a"}, set()), ("modules_incidents", {"b"}, {"a"})]
        self.assertEqual(len(self.judge(tables)), 1)
        self.assertEqual(self.judge(tables, {"modules_incidents": {"modules_system"}}), [])


class Sizes(LintTest):
    def test_in_order(self):
        self.write("src/a.cpp", "int f() {\n" + "    g();\n" * 60 + "}\nint h() {\n" + "    g();\n" * 60 + "}\n")
        self.write("src/b.cpp", "namespace gx {\n" + "int a();\n" * 200 + "}\n")
        self.assert_clean("sizes")

    def test_long_function(self):
        self.write("src/a.cpp", "int x;\n\nResult<int> f(const std::string& a) const {\n" + "    g();\n" * 70 + "}\n")
        self.assert_breach("sizes", "src/a.cpp", 3, "72 lines")

    def test_long_constructor(self):
        self.write("src/a.cpp", "A::A(int b)\n    : b_(b) {\n" + "    g();\n" * 70 + "}\n")
        self.assert_breach("sizes", "src/a.cpp", 1, "73 lines")

    def test_braces_in_strings(self):
        self.write("src/a.cpp", 'int f() {\n    g("}{{");  // {\n}\n' + "int a;\n" * 80)
        self.assert_clean("sizes")

    def test_long_file(self):
        self.write("web/src/a.vue", "<p/>\n" * 501)
        self.assert_breach("sizes", "web/src/a.vue", 501, "501 lines")

    def test_long_typescript_function(self):
        self.write("web/src/a.ts", "export function f(): void {\n" + "  g()\n" * 70 + "}\n")
        self.assert_breach("sizes", "web/src/a.ts", 1, "72 lines")

    def test_long_function_of_a_component(self):
        self.write("web/src/a.vue", '<script setup lang="ts">\nfunction f(): void {\n' + "  g()\n" * 70 + "}\n</script>\n")
        self.assert_breach("sizes", "web/src/a.vue", 2, "72 lines")

    def test_long_python_function(self):
        self.write("tools/a.py", "def f():\n" + "    g()\n" * 70)
        self.assert_breach("sizes", "tools/a.py", 1, "71 lines")


QUERY = 'const store::Query kOne{"incidents.one", R"sql(\n    SELECT id FROM incident WHERE id = $1\n)sql"};\n'


class Sql(LintTest):
    def test_in_order(self):
        self.write("src/modules/incidents/store.cpp", QUERY)
        self.write("src/modules/incidents/store_list.cpp", QUERY.replace("one", "two").replace("kOne", "kTwo"))
        self.assert_clean("sql")

    def test_outside(self):
        self.write("src/modules/incidents/service.cpp", '\nauto sql = "SELECT id FROM incident";\n')
        self.assert_breach("sql", "src/modules/incidents/service.cpp", 2, "outside a store file")

    def test_in_a_comment(self):
        self.write("src/modules/incidents/service.cpp", '// "SELECT id FROM incident" would be wrong here\n')
        self.assert_clean("sql")

    def test_no_constant(self):
        self.write("src/modules/incidents/store.cpp", 'void f() {\n    run(R"sql(SELECT id FROM incident)sql");\n}\n')
        self.assert_breach("sql", "src/modules/incidents/store.cpp", 2, "no Query constant")

    def test_second_text_of_a_constant(self):
        self.write("src/modules/incidents/store.cpp", QUERY.replace(')sql"}', ')sql",\n    R"sql(SELECT 1)sql"}'))
        self.assert_clean("sql")

    def test_same_name(self):
        self.write("src/modules/incidents/store.cpp", QUERY + QUERY.replace("kOne", "kTwo"))
        self.assert_breach("sql", "src/modules/incidents/store.cpp", 4, "two queries")

    def test_foreign_words(self):
        for word, rule in (("SELECT * FROM a", "SELECT *"), ("SELECT a ->> 'b' FROM a", "JSON"), ("SELECT now()", "time"),
                           ("SELECT a FROM a LIMIT 5 OFFSET 9", "OFFSET")):
            self.write("src/modules/incidents/store.cpp", f'const store::Query kA{{"a.b", R"sql(\n{word}\n)sql"}};\n')
            self.assert_breach("sql", "src/modules/incidents/store.cpp", 2, rule)


class Moments(LintTest):
    def test_in_order(self):
        self.write("src/platform/clock/clock.cpp", "auto a = std::chrono::system_clock::now();\n")
        self.write("src/modules/incidents/x.cpp", "int time(int); // system_clock::now() is not asked\n")
        self.assert_clean("moments")

    def test_wall_clock(self):
        for code in ("std::chrono::system_clock::now()", "time(nullptr)", "localtime(&x)", "gettimeofday(&x, 0)"):
            self.write("src/modules/incidents/x.cpp", f"\nauto a = {code};\n")
            self.assert_breach("moments", "src/modules/incidents/x.cpp", 2, "asks the machine")

    def test_test_sleeps(self):
        self.write("src/modules/incidents/test/x_test.cpp", "std::this_thread::sleep_for(1s);\n")
        self.assert_breach("moments", "src/modules/incidents/test/x_test.cpp", 1, "a test sleeps")

    def test_test_reads_wall_clock(self):
        self.write("test/scenarios/x_test.cpp", "auto a = std::chrono::system_clock::now();\n")
        self.assert_breach("moments", "test/scenarios/x_test.cpp", 1, "asks the machine")

    def test_rule_asks_a_clock(self):
        self.write("src/modules/incidents/rules.cpp", "auto a = clock.now();\n")
        self.assert_breach("moments", "src/modules/incidents/rules.cpp", 1, "a rule asks a clock")


class Words(LintTest):
    PLANTED = [
        ("src/platform/base/a.cpp", "int a = std::stoi(b);", "number parser"),
        ("src/platform/base/a.cpp", 'printf("x");', "printf"),
        ("src/modules/incidents/a.cpp", "double money = 0;", "floating point"),
        ("src/modules/incidents/a.cpp", "std::cout << 1;", "printing"),
        ("src/platform/base/a.cpp", "assert(a);", "assert"),
        ("src/platform/base/a.cpp", "// TODO later", "left undone"),
        ("src/platform/base/a.cpp", "int a;  // NOLINT", "NOLINT"),
        ("web/src/modules/x/A.vue", "await fetch('/api/x')", "raw fetch"),
        ("web/src/modules/x/a.ts", "import { ElButton } from 'element-plus'", "Element Plus"),
        ("web/test/browser/a.mjs", "await page.waitForTimeout(500)", "waits for time"),
        ("deps/package-lock.json", '"resolved": "somewhere"', "addresses"),
        ("docs/a.md", "see https://registry.example.org/x", "registry"),
        ("docs/a.md", "see /home/li/x", "somebody's machine"),
        ("docs/a.md", "as issue 12 says", "tracker"),
        ("src/platform/base/a.cpp", "int a; ", "blanks"),
        ("src/platform/base/a.cpp", "\tint a;", "a tab"),
    ]

    def test_in_order(self):
        self.write("src/platform/base/a.cpp", 'auto a = "printf(x)";  // std::stoi( would guess\nfmt::print("x");\n')
        self.write("web/src/api/client.ts", "await fetch('/api/x')\nconst n = refetch()\n")
        self.assert_clean("words")

    def test_planted(self):
        for path, text, words in self.PLANTED:
            with self.subTest(text=text):
                self.write(path, f"\n{text}\n")
                self.assert_breach("words", path, 2, words)
                (self.root / path).unlink()


MESSAGES = '[too_late]\nstatus = 409\nzh = "已过 {days} 天。"\nen = "It is {days} days late."\n'


class Messages(LintTest):
    def setUp(self):
        super().setUp()
        self.write("src/modules/incidents/messages.toml", MESSAGES)
        self.write("src/modules/incidents/service.cpp", 'return refuse("too_late", "days", "2");\n')

    def test_in_order(self):
        self.assert_clean("messages")

    def test_missing(self):
        self.write("src/modules/incidents/a.cpp", '\nreturn refuse("no_such");\n')
        self.assert_breach("messages", "src/modules/incidents/a.cpp", 2, "no messages.toml has [no_such]")

    def test_missing_field_message(self):
        self.write("src/modules/incidents/a.cpp", 'return refuse_field("loss", "no_such");\n')
        self.assert_breach("messages", "src/modules/incidents/a.cpp", 1, "[no_such]")

    def test_unused(self):
        self.write("src/modules/incidents/messages.toml", MESSAGES + '\n[spare]\nzh = "多余。"\nen = "Spare."\n')
        self.assert_breach("messages", "src/modules/incidents/messages.toml", 6, "nobody uses [spare]")

    def test_put_together(self):
        self.write("src/modules/incidents/messages.toml", MESSAGES + '\n["grade.major"]\nzh = "重大"\nen = "major"\n')
        self.write("src/modules/incidents/a.cpp", 'return texts.say(lang, "grade." + key);\n')
        self.assert_clean("messages")

    def test_one_language(self):
        self.write("src/modules/incidents/messages.toml", MESSAGES.replace('en = "It is {days} days late."', 'en = ""'))
        self.assert_breach("messages", "src/modules/incidents/messages.toml", 1, "both languages")

    def test_parameters_differ(self):
        self.write("src/modules/incidents/messages.toml", MESSAGES.replace("{days} 天", "{hours} 天"))
        self.assert_breach("messages", "src/modules/incidents/messages.toml", 1, "other parameters")

    def test_twice(self):
        self.write("src/platform/base/messages.toml", MESSAGES)
        self.assertTrue(any("stands also in" in breach.rule for breach in self.check("messages")))

    def test_refusal_without_status(self):
        self.write("src/modules/incidents/messages.toml", MESSAGES.replace("status = 409\n", ""))
        self.assert_breach("messages", "src/modules/incidents/service.cpp", 1, "has no status")


class Locales(LintTest):
    def setUp(self):
        super().setUp()
        self.write("web/src/locales/zh-CN.json", '{\n  "page.start": "首页"\n}\n')
        self.write("web/src/locales/en.json", '{\n  "page.start": "Start"\n}\n')

    def test_in_order(self):
        self.write("web/src/app/a.ts", "t('page.start')\n")
        self.assert_clean("locales")

    def test_missing_in_english(self):
        self.write("web/src/locales/zh-CN.json", '{\n  "page.start": "首页",\n  "page.end": "尾页"\n}\n')
        self.assert_breach("locales", "web/src/locales/zh-CN.json", 3, "missing in en.json")

    def test_unknown_key(self):
        self.write("web/src/app/a.ts", "\nt('page.nowhere')\n")
        self.assert_breach("locales", "web/src/app/a.ts", 2, "page.nowhere")


CLAUSE = ('[[clause]]\nid = "E4.2"\nsource = "1-4-2"\ntitle = "两小时"\ntitle_en = "Two hours"\nmust_zh = "一"\n'
          'must_en = "a"\nshows_zh = "二"\nshows_en = "b"\n')


class Clauses(LintTest):
    def setUp(self):
        super().setUp()
        self.write("src/modules/system/data/clauses.toml", CLAUSE)
        self.write("src/modules/incidents/clauses.toml", '[[clause]]\nid = "E4.2"\nstate = "built"\npages = ["/incidents"]\n')
        self.write("src/modules/incidents/rules.hpp", "/// Lateness. Clause E4.2.\nJudged judge(int facts);\n")
        self.write("src/modules/incidents/test/rules_test.cpp", "TEST(Rules, E4_2_late_is_late) {}\n")
        self.write("src/modules/incidents/routes.cpp",
                   'http::route<&get>(Method::get, "/api/incidents", Kind::read, holds(kRead), "E4.2", "incidents.get"),\n')
        self.write("web/src/app/router.ts", "{ path: '/incidents' }\n")

    def test_in_order(self):
        self.assert_clean("clauses")

    def test_each_kind_is_wanted(self):
        for path, words in (("src/modules/incidents/rules.hpp", "no rule"), ("src/modules/incidents/routes.cpp", "no route"),
                            ("src/modules/incidents/test/rules_test.cpp", "no test")):
            with self.subTest(words=words):
                text = (self.root / path).read_text("utf-8")
                self.write(path, "\n")
                self.assert_breach("clauses", "src/modules/incidents/clauses.toml", 1, words)
                self.write(path, text)

    def test_page_that_is_not_there(self):
        self.write("web/src/app/router.ts", "{ path: '/other' }\n")
        self.assert_breach("clauses", "src/modules/incidents/clauses.toml", 1, "no page /incidents")

    def test_part_without_reason(self):
        self.write("src/modules/incidents/clauses.toml", '[[clause]]\nid = "E4.2"\nstate = "part"\npages = ["/incidents"]\n')
        self.assert_breach("clauses", "src/modules/incidents/clauses.toml", 1, "what is missing")

    def test_unknown_id(self):
        self.write("src/modules/incidents/rules.cpp", "\n// Clause E9.9: nothing.\nint a();\n")
        self.assert_breach("clauses", "src/modules/incidents/rules.cpp", 2, "no clause E9.9")

    def test_untranslated(self):
        self.write("src/modules/system/data/clauses.toml", CLAUSE.replace('must_en = "a"\n', ""))
        self.assert_breach("clauses", "src/modules/system/data/clauses.toml", 2, "no must_en")

    def test_carried_out_but_unclaimed(self):
        self.write("src/modules/incidents/clauses.toml", "")
        self.write("docs/manual/zh-CN/incidents.md", "---\ntitle: 事件\nclauses: E4.2\nowner: 综合部\n---\n")
        self.assert_breach("clauses", "src/modules/system/data/clauses.toml", 2, "no module answers")


PAGE = "---\ntitle: 首页\nclauses: A4.1\nowner: 综合部\n---\n" + "这里说明首页怎样使用。" * 40


class Manual(LintTest):
    def setUp(self):
        super().setUp()
        self.write("docs/manual/zh-CN/start.md", PAGE)
        self.write("docs/manual/en/start.md", PAGE)

    def test_in_order(self):
        self.write("web/src/modules/system/A.vue", '<PageHead help="start" />\n')
        self.assert_clean("manual")

    def test_missing_page(self):
        self.write("web/src/modules/system/A.vue", '\n<PageHead help="nowhere" />\n')
        self.assert_breach("manual", "web/src/modules/system/A.vue", 2, "no page nowhere")

    def test_one_language(self):
        self.write("docs/manual/zh-CN/other.md", PAGE)
        self.assert_breach("manual", "docs/manual/zh-CN/other.md", 1, "other language")

    def test_no_owner(self):
        self.write("docs/manual/en/start.md", PAGE.replace("owner: 综合部\n", ""))
        self.assert_breach("manual", "docs/manual/en/start.md", 1, "no owner")


if __name__ == "__main__":
    unittest.main()
