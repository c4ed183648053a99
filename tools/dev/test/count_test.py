"""The closing line must never count a failure as a success."""
import pathlib
import sys
import tempfile
import unittest
import unittest.mock

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import count  # noqa: E402
import house  # noqa: E402
import node  # noqa: E402
import packages  # noqa: E402
import suites  # noqa: E402


class CountTest(unittest.TestCase):
    def test_plain_line(self):
        self.assertEqual(count.of_output("noise\n12 passed, 3 failed, 1 skipped\n"), count.Count(12, 3, 1))
        self.assertEqual(count.of_output("browser: 2 passed, 0 failed\n"), count.Count(2, 0, 0))

    def test_last_plain_line_counts(self):
        self.assertEqual(count.of_output("1 passed, 0 failed\n5 passed, 2 failed\n"), count.Count(5, 2, 0))

    def test_vitest(self):
        text = "\x1b[2m      Tests \x1b[22m 1 failed | 14 passed | 2 skipped (17)\n"
        self.assertEqual(count.of_output(text), count.Count(14, 1, 2))

    def test_unittest(self):
        self.assertEqual(count.of_output("Ran 9 tests in 0.1s\n\nFAILED (failures=2, errors=1, skipped=1)\n"),
                         count.Count(5, 3, 1))
        self.assertEqual(count.of_output("Ran 1 test in 0.1s\n\nOK\n"), count.Count(1, 0, 0))

    def test_node_runner(self):
        self.assertEqual(count.of_output("# tests 5\n# pass 4\n# fail 1\n# skipped 0\n"), count.Count(4, 1, 0))

    def test_what_stands_last_counts(self):
        self.assertEqual(count.of_output("3 passed, 0 failed\nRan 13 tests in 1.1s\n\nOK\n"), count.Count(13, 0, 0))

    def test_nothing_said(self):
        self.assertIsNone(count.of_output("all fine\n"))

    def test_cut_report_counts_nothing(self):
        with tempfile.TemporaryDirectory() as folder:
            report = pathlib.Path(folder) / "report.json"
            report.write_text('{"testsuites": [', "utf-8")
            self.assertEqual(count.of_gtest(report), count.Count())


class SuiteTest(unittest.TestCase):
    def run_shell(self, script: str, seconds_max: int = 20) -> count.Count:
        return suites.run(suites.Suite("self-test", ["sh", "-c", script], seconds_max=seconds_max))

    def test_crash_is_a_failure(self):
        self.assertEqual(self.run_shell("echo '3 passed, 0 failed'; kill -9 $$"), count.Count(3, 1, 0))

    def test_hang_is_a_failure(self):
        self.assertEqual(self.run_shell("exec tail -f /dev/null", seconds_max=1), count.Count(0, 1, 0))

    def test_success_without_figures_counts_once(self):
        self.assertEqual(self.run_shell("true"), count.Count(1, 0, 0))


class NodeTest(unittest.TestCase):
    def test_versions(self):
        for version, wanted in (("v18.19.0", False), ("v20.18.1", False), ("v20.19.0", True), ("v21.7.3", False),
                                ("v22.11.0", False), ("v22.12.0", True), ("v24.1.0", True), ("", False)):
            self.assertEqual(node.new_enough(version), wanted, version)


class PackagesTest(unittest.TestCase):
    def test_installed_and_missing_are_told_apart(self):
        self.assertEqual(packages.missing(["dpkg", "no-such-package-here"]), ["no-such-package-here"])

    def test_without_root_the_command_is_said(self):
        with unittest.mock.patch("os.geteuid", return_value=1000), self.assertRaises(house.Stop) as stop:
            packages.apt(["brotli", "mold"])
        self.assertIn("sudo apt-get install -y --no-install-recommends brotli mold", str(stop.exception))


if __name__ == "__main__":
    unittest.main()
