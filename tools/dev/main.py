"""The commands of ./dev."""
import argparse
import os
import pathlib
import signal
import sys

import build
import packages
import testing
from house import ROOT, Stop, run, say


def command_deps(_: argparse.Namespace) -> int:
    build.deps("test")
    say("everything that building and testing need is installed")
    return 0


def command_build(_: argparse.Namespace) -> int:
    say(f"built {build.release().relative_to(ROOT)}")
    return 0


def command_run(options: argparse.Namespace) -> int:
    program = build.release()
    data = pathlib.Path(options.data).absolute() if options.data else ROOT / "data"
    if not data.exists() or not any(data.iterdir()):
        run([program, "demo" if options.demo else "init", "--data", data])
    elif options.demo:
        say(f"{data} is in use already; its company is served as it is")
    serve = [str(program), "serve", "--data", str(data), "--listen", options.listen]
    say(f"open http://{options.listen}/  (end with Ctrl+C)")
    if (data / "demo-accounts.json").exists():
        say(f"log-ins of the demo company: {data / 'demo-accounts.json'}")
    sys.stdout.flush()
    os.execv(serve[0], serve)
    return 0


def command_test(options: argparse.Namespace) -> int:
    return testing.everything(full=options.full)


def command_bench(options: argparse.Namespace) -> int:
    packages.install("bench")
    program = build.release()
    run([sys.executable, "-B", ROOT / "test/bench/run.py", "--program", program, *options.rest])
    return 0


def command_lint(_: argparse.Namespace) -> int:
    run([ROOT / "tools/lint/all"])
    return 0


def command_fmt(_: argparse.Namespace) -> int:
    packages.install("format")
    files = [path for folder in ("src", "test") for kind in ("*.cpp", "*.hpp") for path in (ROOT / folder).rglob(kind)]
    run(["clang-format-14", "-i", *files])
    return 0


def parse(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev", description="Build, run and test Guixing.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("deps", help="install what building and testing need").set_defaults(act=command_deps)
    commands.add_parser("build", help="build/release/guixing").set_defaults(act=command_build)
    start = commands.add_parser("run", help="build, then serve")
    start.add_argument("--demo", action="store_true", help="fill an empty DIR with the demo company")
    start.add_argument("--listen", default="127.0.0.1:8080", metavar="A:P")
    start.add_argument("--data", metavar="DIR", help="where the company's data lives (default: data/)")
    start.set_defaults(act=command_run)
    test = commands.add_parser("test", help="install, build, run all tests")
    test.add_argument("--full", action="store_true", help="also the slow ones: all sanitizers, tidy, more kills")
    test.set_defaults(act=command_test)
    bench = commands.add_parser("bench", help="ratios against limits measured in the same run")
    bench.set_defaults(act=command_bench)
    commands.add_parser("lint", help="the lints of the house").set_defaults(act=command_lint)
    commands.add_parser("fmt", help="format the C++ sources").set_defaults(act=command_fmt)
    options, rest = parser.parse_known_args(words)
    if rest and options.command != "bench":
        parser.error(f"unknown argument: {rest[0]}")
    options.rest = rest
    return options


def end(*_) -> None:
    """Asked to end: leave through every `finally`, so that servers and clusters of ours end too."""
    raise KeyboardInterrupt


def main() -> int:
    options = parse(sys.argv[1:])
    signal.signal(signal.SIGTERM, end)
    try:
        return options.act(options)
    except Stop as stop:
        print(f"./dev {options.command}: {stop}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


sys.exit(main())
