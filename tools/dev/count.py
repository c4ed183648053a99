"""Counting what test programs say, whatever they are written with."""
import dataclasses
import json
import pathlib
import re


@dataclasses.dataclass
class Count:
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def add(self, other: "Count") -> None:
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped

    def line(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def of_gtest(report: pathlib.Path) -> Count:
    """From --gtest_output=json. A report that is missing or cut (the program died) counts nothing."""
    total = Count()
    try:
        suites = json.loads(report.read_text("utf-8"))["testsuites"]
    except (OSError, ValueError, KeyError):
        return total
    for test in (test for suite in suites for test in suite["testsuite"]):
        if test.get("failures"):
            total.failed += 1
        elif test.get("result") == "SKIPPED":
            total.skipped += 1
        elif test.get("status") == "RUN":
            total.passed += 1
    return total


PLAIN = re.compile(r"^(?:\w+: )?(\d+) passed, (\d+) failed(?:, (\d+) skipped)?\s*$", re.MULTILINE)
TAP = re.compile(r"^(?:#|ℹ) (pass|fail|skipped|todo) (\d+)\s*$", re.MULTILINE)
VITEST = re.compile(r"^\s*Tests\s+(.*)\(\d+\)\s*$", re.MULTILINE)
UNITTEST = re.compile(r"^Ran (\d+) tests? in .*\n+(OK|FAILED)(?: \((.*)\))?", re.MULTILINE)


def named(text: str, *names: str) -> int:
    """The number before or after one of the words: "3 failed", "failures=3"."""
    return sum(int(a or b) for name in names for a, b in re.findall(rf"(\d+) {name}\b|\b{name}=(\d+)", text))


def of_output(output: str) -> Count | None:
    """From the closing lines of our own programs, node's runner, vitest or unittest; None if there are none."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", output)
    if plain := PLAIN.findall(text):
        passed, failed, skipped = plain[-1]
        return Count(int(passed), int(failed), int(skipped or 0))
    if found := VITEST.findall(text):
        return Count(named(found[-1], "passed"), named(found[-1], "failed"), named(found[-1], "skipped", "todo"))
    if found := UNITTEST.findall(text):
        ran, _, details = found[-1]
        failed, skipped = named(details, "failures", "errors"), named(details, "skipped")
        return Count(int(ran) - failed - skipped, failed, skipped)
    if found := dict(TAP.findall(text)):
        return Count(int(found.get("pass", 0)), int(found.get("fail", 0)),
                     int(found.get("skipped", 0)) + int(found.get("todo", 0)))
    return None
