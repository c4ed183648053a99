"""Direction of includes: main -> app -> modules -> platform, inside the platform only downwards, no cycle."""
import re
import tomllib

from common import Breach, Tree, is_test

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)

# Libraries behind a wall: header -> the folders that may see it.
WALLS = [
    (r"sqlite3.*\.h$", ["platform/store"]),
    (r"libpq-fe\.h$|postgresql/", ["platform/store"]),
    (r"boost/(beast|asio)(/|\.hpp)", ["platform/http"]),
    (r"sodium(/|\.h)", ["platform/crypto"]),
    (r"openssl/", ["platform/crypto", "platform/http"]),
    (r"curl/", ["platform/notify"]),
    (r"xlsxwriter", ["platform/render"]),
    (r"zip\.h$", ["platform/files", "app"]),
    (r"expat\.h$", ["platform/files"]),
    (r"gd\.h$", ["platform/files", "platform/render"]),
    (r"qrencode\.h$", ["platform/render", "platform/http"]),
    (r"date/", ["platform/clock"]),
    (r"cmark\.h$", ["modules/system"]),
    (r"(cairo|pango)", ["printer"]),
    (r"seccomp\.h$", ["printer"]),
]


def part_of(path: str) -> str:
    """"platform/store/db.hpp" -> "platform/store"."""
    pieces = path.split("/")
    return "/".join(pieces[:2]) if pieces[0] in ("platform", "modules") else pieces[0]


def allowed(user: str, used: str, order: list[str], modules: dict) -> str | None:
    """The reason why `user` (a file under src) may not include `used`, or None."""
    mine, other = part_of(user), part_of(used)
    if mine == other or mine == "app":
        return None
    if user == "main.cpp":
        return None if other == "app" else "main.cpp may include only app/"
    if mine == "printer":
        fine = other in ("platform/base", "platform/json") or used == "platform/render/paper.hpp"
        return None if fine else f"the printer gets finished texts and may not include {used}"
    if other in ("app", "main.cpp", "printer"):
        return f"{mine} may not include app/"
    if mine.startswith("platform/"):
        if not other.startswith("platform/"):
            return f"{mine} may not include {other}: the platform knows no module"
        if order.index(other[9:]) > order.index(mine[9:]):
            return f"{mine} may not include {other}, which stands below it in layers.toml"
        return None
    if other.startswith("modules/"):
        if used != f"{other}/face.hpp":
            return f"{mine} may see only the face.hpp of {other}"
        if other[8:] not in modules.get(mine[8:], []):
            return f"layers.toml does not allow {mine} to use {other}"
    return None


def of_file(tree: Tree, path, layers: dict) -> list[Breach]:
    order, modules = layers["platform"]["order"], layers["modules"]
    user = tree.name(path).removeprefix("src/")
    found = []
    for include in INCLUDE.finditer(tree.text(path)):
        used = include[2]
        if part_of(used).split("/")[0] in ("platform", "modules", "app", "printer"):
            known = part_of(used).removeprefix("platform/") in order or not used.startswith("platform/")
            reason = allowed(user, used, order, modules) if known else f"layers.toml has no {part_of(used)}"
            if reason:
                found.append(tree.breach(path, include.start(1), reason, "Move the code, or ask through what is above"))
            if re.match(r"(rules\w*\.[ch]pp|types\.hpp)$", path.name) and re.match(r"platform/(store|http)/", used):
                found.append(tree.breach(path, include.start(1), "rules and types know neither store nor http",
                                         "Take what the rule needs as an argument"))
        for pattern, owners in WALLS:
            if re.match(pattern, used) and part_of(user) not in owners and not is_test("src/" + user):
                found.append(tree.breach(path, include.start(1), f"<{used}> may be seen only by {', '.join(owners)}",
                                         "Go through that part's header"))
    return found


def cycles(tree: Tree, files: list) -> list[Breach]:
    """Files that include each other in a ring."""
    graph = {tree.name(path)[4:]: [include[2] for include in INCLUDE.finditer(tree.text(path)) if include[1] == '"']
             for path in files}
    done, found = set(), []

    def walk(name: str, way: list[str]) -> None:
        if name in way:
            ring = way[way.index(name):] + [name]
            # A header and its templates' bodies beside it are one file in two.
            if len(ring) == 3 and part_of(ring[0]) == part_of(ring[1]):
                return
            found.append(Breach("src/" + name, 1, f"files include each other: {' -> '.join(ring)}",
                                "Move what both need into a third file"))
            return
        if name in done or name not in graph:
            return
        for used in graph[name]:
            walk(used, way + [name])
        done.add(name)

    for name in sorted(graph):
        walk(name, [])
    return found


def check(tree: Tree) -> list[Breach]:
    layers = tomllib.loads((tree.root / "layers.toml").read_text("utf-8"))
    files = tree.files("src", ".cpp", ".hpp")
    found = [breach for path in files for breach in of_file(tree, path, layers)]
    on_disk = {path.relative_to(tree.root / "src/modules").parts[0] for path in files
               if tree.name(path).startswith("src/modules/")}
    for name in sorted(on_disk - set(layers["modules"])):
        found.append(Breach(f"src/modules/{name}", 1, f"layers.toml does not name the module {name}", "Add it there"))
    return found + cycles(tree, files)
