"""Running one test program: its output in a file, its count taken, a crash or a hang counted as a failure."""
import dataclasses
import json
import os
import pathlib
import signal
import subprocess
import time

import count
from house import BUILD, ROOT, say

OUTPUT = BUILD / "test-output"


@dataclasses.dataclass
class Suite:
    name: str
    command: list
    cwd: pathlib.Path = ROOT
    env: dict = dataclasses.field(default_factory=dict)
    gtest: bool = False
    seconds_max: int = 900


def finish(command: list[str], suite: Suite, log) -> int | None:
    """Exit code, or None after a hang. The suite's children (servers, browsers) end with it."""
    child = subprocess.Popen(command, cwd=suite.cwd, env={**os.environ, **suite.env}, stdin=subprocess.DEVNULL, stdout=log,
                             stderr=subprocess.STDOUT, start_new_session=True)
    try:
        return child.wait(timeout=suite.seconds_max)
    except subprocess.TimeoutExpired:
        return None
    finally:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def run(suite: Suite) -> count.Count:
    OUTPUT.mkdir(parents=True, exist_ok=True)
    log_path, report = OUTPUT / f"{suite.name}.log", OUTPUT / f"{suite.name}.json"
    report.unlink(missing_ok=True)
    command = [str(word) for word in suite.command]
    if suite.gtest:
        command += [f"--gtest_output=json:{report}", "--gtest_brief=1"]
    began = time.monotonic()
    with open(log_path, "wb") as log:
        code = finish(command, suite, log)
    output = log_path.read_text("utf-8", "replace")
    total = count.of_gtest(report) if suite.gtest else count.of_output(output) or count.Count()
    if code != 0 and total.failed == 0:
        total.failed = 1
    if code == 0 and total == count.Count() and not suite.gtest:
        total.passed = 1
    print(f"{'ok  ' if code == 0 and not total.failed else 'FAIL'} {suite.name}: {total.line()}"
          f" ({time.monotonic() - began:.1f} s)", flush=True)
    if code != 0:
        reason = "did not end in time" if code is None else f"exit code {code}"
        print(f"--- {suite.name}: {reason}; the last lines of {log_path.relative_to(ROOT)}:\n{output[-6000:]}\n---", flush=True)
    return total


def run_all(title: str, suites: list[Suite]) -> count.Count:
    say(title)
    total = count.Count()
    for suite in suites:
        total.add(run(suite))
    return total


def of_ctest(preset: str, env: dict, chosen=lambda name: True) -> list[Suite]:
    """The GoogleTest programs that CMake knows in one build folder."""
    listed = subprocess.run(["ctest", "--test-dir", str(BUILD / preset), "--show-only=json-v1"], stdout=subprocess.PIPE,
                            check=True, text=True)
    return [Suite(f"{preset}.{test['name']}", test["command"], env=env, gtest=True)
            for test in json.loads(listed.stdout)["tests"] if "command" in test and chosen(test["name"])]
