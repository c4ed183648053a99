"""Paths, and how to call other programs. Everything in tools/dev begins here."""
import hashlib
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"


class Stop(Exception):
    """Something a person has to put right; the text says what."""


def say(text: str) -> None:
    print(f"== {text}", flush=True)


def run(command: list, cwd: pathlib.Path = ROOT, env: dict | None = None, quiet: bool = False) -> None:
    """Runs to the end. With `quiet` the output is shown only if the program fails."""
    words = [str(word) for word in command]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT} if quiet else {}
    try:
        done = subprocess.run(words, cwd=cwd, env={**os.environ, **(env or {})}, stdin=subprocess.DEVNULL, **streams)
    except FileNotFoundError as missing:
        raise Stop(f"{words[0]} is not installed") from missing
    if done.returncode != 0:
        if quiet:
            sys.stdout.write(done.stdout.decode("utf-8", "replace")[-8000:])
        raise Stop(f"failed with exit code {done.returncode}: {' '.join(words)}")


def digest(paths: list[pathlib.Path]) -> str:
    """One hash over names and contents, for stamps."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def stamped(stamp: pathlib.Path, wanted: str) -> bool:
    return stamp.exists() and stamp.read_text("utf-8") == wanted


def write_stamp(stamp: pathlib.Path, value: str) -> None:
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(value, "utf-8")
