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


def of_plain(match: re.Match) -> Count:
    return Count(int(match[1]), int(match[2]), int(match[3] or 0))


def of_vitest(match: re.Match) -> Count:
    return Count(named(match[1], "passed"), named(match[1], "failed"), named(match[1], "skipped", "todo"))


def of_unittest(match: re.Match) -> Count:
    failed, skipped = named(match[3] or "", "failures", "errors"), named(match[3] or "", "skipped")
    return Count(int(match[1]) - failed - skipped, failed, skipped)


def of_output(output: str) -> Count | None:
    """From the closing lines of our own programs, node's runner, vitest or unittest, whichever stands last (a test
    may print another's lines); None if there are none."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", output)
    found = [(match.end(), read(match)) for pattern, read in ((PLAIN, of_plain), (VITEST, of_vitest), (UNITTEST, of_unittest))
             for match in pattern.finditer(text)]
    if taps := list(TAP.finditer(text)):
        last = {match[1]: int(match[2]) for match in taps}
        found.append((taps[-1].end(), Count(last.get("pass", 0), last.get("fail", 0), last.get("skipped", 0) + last.get("todo", 0))))
    return max(found, key=lambda pair: pair[0])[1] if found else None
