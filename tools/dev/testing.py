"""`./dev test`: install, build, run everything, and close with one line of figures."""
import json
import sys
import traceback

import build
import demo_server
import postgres
import suites
from count import Count
from house import BUILD, ROOT, Stop, say

# Under sanitizers in every run: what reads foreign bytes, keeps data, or shares memory between threads.
CORE = ["base", "text", "json", "crypto", "store", "clock", "keys", "trail", "outbox", "labels", "org", "due", "calendar",
        "flow", "files", "http"]
SANITIZED = {
    "ASAN_OPTIONS": "detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1:abort_on_error=0",
    "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1",
    "TSAN_OPTIONS": "halt_on_error=1:second_deadlock_stack=1",
}


def core_programs() -> list[str]:
    return [f"test_gx_platform_{part}" for part in CORE if any((ROOT / "src/platform" / part / "test").glob("*_test.cpp"))]


def tools() -> list[suites.Suite]:
    python = [sys.executable, "-B", "-m", "unittest", "discover", "-p", "*_test.py", "-s"]
    return [suites.Suite("lint", [ROOT / "tools/lint/all"]),
            suites.Suite("lint-tests", [*python, ROOT / "tools/lint/test"]),
            suites.Suite("dev-tests", [*python, ROOT / "tools/dev/test"])]


def web(env: dict, names: tuple[str, ...]) -> list[suites.Suite]:
    """Scripts of web/package.json."""
    path = ROOT / "web/package.json"
    scripts = json.loads(path.read_text("utf-8")).get("scripts", {}) if path.exists() else {}
    return [suites.Suite(f"web-{name.replace(':', '-')}", ["npm", "run", "--silent", name], cwd=ROOT / "web", env=env,
                         seconds_max=1500)
            for name in names if name in scripts]


def whole_program(env: dict, full: bool) -> list[suites.Suite]:
    """Programs of test/fault and test/program: they start the release binary, end it hard, read what it gives out."""
    env = {**env, "GX_BINARY": str(BUILD / "release/guixing"), "GX_KILLS": "400" if full else "200"}
    found = sorted((ROOT / "test").glob("fault/*_test.py")) + sorted((ROOT / "test").glob("program/*_test.py"))
    return [suites.Suite(f"{path.parent.name}-{path.stem}", [sys.executable, "-B", path], env=env,
                         seconds_max=3600 if full else 1200) for path in found]


def tidy() -> list[suites.Suite]:
    """All findings at once, and no other test waits for them."""
    return [suites.Suite("tidy", build.ninja("tidy", "-k", "0"), env=build.CACHE, seconds_max=7200)]


def built(full: bool) -> dict:
    env = build.deps("test", *(["full"] if full else []))
    build.web(env)
    build.compile_preset("release", [])
    if full:
        build.compile_preset("debug", [])
        build.compile_preset("thread", core_programs())
    else:
        build.compile_preset("debug", core_programs())
    return env


def run_suites(env: dict, full: bool, total: Count) -> None:
    """Adds to `total` as it goes, so that what broke off half-way still counts what ran."""
    total.add(suites.run_all("lints", tools()))
    core = set(core_programs())
    with postgres.cluster() as url:
        stores = {"GX_TEST_PG": url, "GX_FULL": "1" if full else ""}
        total.add(suites.run_all("C++ tests, release", suites.of_ctest("release", stores)))
        chosen = (lambda name: True) if full else core.__contains__
        total.add(suites.run_all("C++ tests, address and undefined sanitizers",
                                 suites.of_ctest("debug", {**stores, **SANITIZED}, chosen)))
        if full:
            total.add(suites.run_all("C++ tests, thread sanitizer",
                                     suites.of_ctest("thread", {**stores, **SANITIZED}, core.__contains__)))
        total.add(suites.run_all("the program as a whole", whole_program({**env, **stores}, full)))
    total.add(suites.run_all("web pages", web(env, ("check", "test", "budget"))))
    if full:
        total.add(suites.run_all("clang-tidy", tidy()))
    with demo_server.running() as server:
        total.add(suites.run_all("browser, against the real server", web({**env, **server}, ("test:browser",))))


def everything(full: bool) -> int:
    total = Count()
    try:
        run_suites(built(full), full, total)
    except (Stop, OSError) as problem:
        print(f"./dev test: {problem}", file=sys.stderr)
        total.failed += 1
    except Exception:  # noqa: BLE001 - whatever happens, the closing line has to say that it failed
        traceback.print_exc()
        total.failed += 1
    sys.stderr.flush()
    if total.skipped:
        say(f"{total.skipped} tests were skipped; their reasons stand in {suites.OUTPUT.relative_to(ROOT)}")
    print(total.line(), flush=True)
    return 0 if total.failed == 0 and total.passed > 0 else 1
