"""Only platform/clock asks the machine for the time; no test sleeps or reads the wall clock."""
import re

from common import Breach, Tree, code_only, is_test

WALL = re.compile(r"\bsystem_clock::now|\bhigh_resolution_clock\b|\butc_clock\b|\bgettimeofday\s*\(|\bclock_gettime\s*\((?!\s*clockid_t)"
                  r"|\blocaltime(_r)?\s*\(|\bgmtime(_r)?\s*\(|\bmktime\s*\(|\bstd::time\s*\(|(?<![\w.:>])time\s*\(\s*(nullptr|NULL|0)\s*\)")
STEADY = re.compile(r"\bsteady_clock::now")
SLEEP = re.compile(r"\bsleep_(for|until)\b|\bu?sleep\s*\(|\bnanosleep\s*\(|this_thread::sleep")
# How long something took, never what time it is: the wall, the committer, the sender, the start of the program.
MEASURING = ("src/platform/clock/", "src/platform/http/", "src/platform/store/", "src/platform/notify/", "src/app/",
             "test/support/", "test/fault/")
CALLS_NOW = re.compile(r"\.now\s*\(\s*\)|->now\s*\(\s*\)")


def check(tree: Tree) -> list[Breach]:
    found = []
    for path in tree.files("src", ".cpp", ".hpp") + tree.files("test", ".cpp", ".hpp"):
        name, code = tree.name(path), code_only(tree.text(path))
        if not name.startswith("src/platform/clock/"):
            found += [tree.breach(path, match.start(), f"{match[0].strip()} asks the machine for the time",
                                  "Take `Instant now` as an argument; only platform/clock reads clocks")
                      for match in WALL.finditer(code)]
        if not name.startswith(MEASURING):
            found += [tree.breach(path, match.start(), "steady_clock::now outside what measures durations",
                                  "Take the time as an argument, or measure in the wall or the store")
                      for match in STEADY.finditer(code)]
        where = "a test sleeps" if is_test(name) else "code sleeps"
        found += [tree.breach(path, match.start(), where, "Wait for the event itself (condition, future, due row)")
                  for match in SLEEP.finditer(code)]
        if re.match(r"rules\w*\.[ch]pp$", path.name):
            found += [tree.breach(path, match.start(), "a rule asks a clock", "Rules take `now` as an argument")
                      for match in CALLS_NOW.finditer(code)]
    return found
