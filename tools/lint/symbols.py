"""The link graph as built: no archive of a lower part needs a symbol that only a higher one has.

Reads build/release with nm; where nothing is built there is nothing to check."""
import pathlib
import subprocess
import tomllib

from common import Breach, Tree


def archives(root: pathlib.Path, order: list[str], modules: list[str]) -> list[tuple[str, pathlib.Path]]:
    names = [f"platform_{part}" for part in order] + [f"modules_{part}" for part in modules] + ["app"]
    found = [(name, root / f"libgx_{name}.a") for name in names]
    return [(name, path) for name, path in found if path.exists()]


def symbols(path: pathlib.Path) -> tuple[set[str], set[str]]:
    """What an archive defines and what it needs, of our own names."""
    listed = subprocess.run(["nm", "-P", "--quiet", str(path)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                            check=False).stdout
    defined, needed = set(), set()
    for line in listed.splitlines():
        pieces = line.split()
        if len(pieces) >= 2 and pieces[0].startswith("_Z") and "2gx" in pieces[0]:
            (needed if pieces[1] == "U" else defined).add(pieces[0])
    return defined, needed - defined


def judge(tables: list[tuple[str, set[str], set[str]]], edges: dict[str, set[str]]) -> list[Breach]:
    """`tables` in layer order: name, defined, needed. `edges`: what a module may need of other modules."""
    found = []
    for at, (name, _, needed) in enumerate(tables):
        below = set().union(*(defined for other, defined, _ in tables[:at]
                              if not (name.startswith("modules_") and other.startswith("modules_"))
                              or other in edges.get(name, set())), set())
        for other, defined, _ in tables:
            if other == name or other in edges.get(name, set()):
                continue
            wrong = sorted((needed & defined) - below)
            if wrong:
                found.append(Breach(f"src/{name.replace('_', '/', 1)}", 1, f"needs {wrong[0]} of {other.replace('_', '/', 1)}",
                                    "Move the code down, or hand it in from above"))
    return found


def check(tree: Tree) -> list[Breach]:
    layers = tomllib.loads((tree.root / "layers.toml").read_text("utf-8"))
    build = tree.root / "build/release"
    listed = archives(build, layers["platform"]["order"], list(layers["modules"]))
    edges = {f"modules_{name}": {f"modules_{other}" for other in used} for name, used in layers["modules"].items()}
    return judge([(name, *symbols(path)) for name, path in listed], edges)
