"""Finds what carries out each clause: rules, tests, routes and pages, by the ids that stand in the sources.

rule   a comment "Clause E4.2" (or "Clauses E3.1-E3.6, E4.2") above a declaration, or `clause = "E4.2"` in a flow
test   a test whose name begins with E4_2_ (C++, Python) or with "E4.2" (web)
route  a row of a route table that names the clause, and `routes` of a module's clauses.toml
page   `pages` of the clause in a module's clauses.toml, and manual pages whose head names the clause
"""
import dataclasses
import pathlib
import re
import tomllib

ID = r"[A-Z]\d*(?:\.\d+)*[a-c]?"
COMMENT = re.compile(rf"Clauses?:?\s+({ID}(?:(?:\s*(?:,|-|and)\s*|\s+(?=[A-Z]\d)){ID})*)")
SPAN = re.compile(rf"({ID})\s*-\s*({ID})|({ID})")
FLOW = re.compile(r'^\s*clause\s*=\s*"([^"]+)"', re.MULTILINE)
GTEST = re.compile(r"\b(?:TEST(?:_F|_P)?|TYPED_TEST(?:_P)?|RC_GTEST_(?:FIXTURE_)?PROP)\s*\(\s*(\w+)\s*,\s*(\w+)")
PYTHON_TEST = re.compile(r"def test_(\w+)")
WEB_TEST = re.compile(r"\b(?:it|test|check|step)\(\s*['\"`]([^'\"`]+)")
LEADING = re.compile(r"(?:([A-Z])(\d+)((?:_\d+)*)([a-c]?)_)")
ROUTE = re.compile(r'\broute<[^>]*>\(\s*(?:\w+::)*Method::(\w+)\s*,\s*"([^"]+)"')
DECLARED = re.compile(r"(?:struct|class|enum class)\s+(\w+)|([A-Za-z_]\w*)\s*(?:\(|\{|=)")
KINDS = ("rules", "tests", "routes", "pages")


@dataclasses.dataclass
class Scan:
    evidence: dict[str, dict[str, list[str]]]
    unknown: list[tuple[str, int, str]]


def catalogue(path: pathlib.Path) -> dict[str, dict]:
    """id -> row, in the order of the file, each with the line of its id."""
    text = path.read_text("utf-8")
    rows = {row["id"]: row for row in tomllib.loads(text)["clause"]}
    lines = {match[1]: text.count("\n", 0, match.start()) + 1 for match in re.finditer(r'^id = "([^"]+)"', text, re.MULTILINE)}
    for name, row in rows.items():
        row["line"] = lines.get(name, 1)
    return rows


def claims(root: pathlib.Path) -> list[tuple[str, dict]]:
    """(file, row) of every clause that a module answers for."""
    return [(path.relative_to(root).as_posix(), row) for path in sorted(root.glob("src/modules/*/clauses.toml"))
            for row in tomllib.loads(path.read_text("utf-8")).get("clause", [])]


class Scanner:
    def __init__(self, root: pathlib.Path, ids: list[str]):
        self.root, self.order = root, list(ids)
        self.found = {name: {kind: [] for kind in KINDS} for name in self.order}
        self.unknown: list[tuple[str, int, str]] = []
        self.known_routes: set[str] = set()

    def add(self, kind: str, name: str, value: str, path: pathlib.Path, line: int) -> None:
        if name not in self.found:
            self.unknown.append((path.relative_to(self.root).as_posix(), line, name))
        elif value not in self.found[name][kind]:
            self.found[name][kind].append(value)

    def expand(self, text: str) -> list[str]:
        """"E3.1-E3.3, E4.2" -> each id; an unknown end stays as it is, to be reported."""
        out = []
        for span in SPAN.finditer(text):
            first, last, single = span.groups()
            if single or first not in self.found or last not in self.found:
                out += [name for name in (first, last, single) if name]
            else:
                out += self.order[self.order.index(first):self.order.index(last) + 1]
        return out

    def rules(self, path: pathlib.Path, text: str) -> None:
        name = path.relative_to(self.root).as_posix()
        for match in COMMENT.finditer(text):
            begin = text.rfind("\n", 0, match.start()) + 1
            if not re.match(r"\s*(///?|\*|/\*|#)|.*//", text[begin:match.end()]):
                continue
            what = declared_after(text, text.find("\n", match.end()) if re.match(r"\s*(/|\*)", text[begin:]) else begin)
            line = text.count("\n", 0, match.start()) + 1
            for clause in self.expand(match[1]):
                self.add("rules", clause, f"{name}: {what}" if what else name, path, line)

    def tests(self, path: pathlib.Path, text: str) -> None:
        pattern = {".cpp": GTEST, ".py": PYTHON_TEST}.get(path.suffix, WEB_TEST)
        for match in pattern.finditer(text):
            title = match[match.lastindex]
            line = text.count("\n", 0, match.start()) + 1
            shown = f"{match[1]}.{match[2]}" if pattern is GTEST else title
            names = leading_ids(title) if pattern is not WEB_TEST else re.findall(rf"^({ID})\b(?=[ :])", title)
            for clause in names:
                self.add("tests", clause, shown, path, line)

    def routes(self, path: pathlib.Path, text: str) -> None:
        rows = list(ROUTE.finditer(text))
        for row, after in zip(rows, [*rows[1:], None]):
            # The first literal of the row that looks like clauses; ends where the next row begins.
            rest = text[row.end():min(row.end() + 700, after.start() if after else len(text))]
            route = f"{dict(remove='DELETE').get(row[1], row[1].upper())} {row[2]}"
            self.known_routes.add(route)
            if clause := re.search(rf'"((?:{ID})(?:[ ,]+{ID})*)"', rest):
                for name in re.split(r"[ ,]+", clause[1]):
                    self.add("routes", name, route, path, text.count("\n", 0, row.start()) + 1)

    def claim(self, name: str, row: dict) -> None:
        """Pages of the web, and routes that carry out a clause beside the one that their row names."""
        for page in row.get("pages", []):
            self.add("pages", row["id"], page, self.root / name, 1)
        for route in row.get("routes", []):
            if route not in self.known_routes:
                self.unknown.append((name, 1, f"with a route {route}"))
            self.add("routes", row["id"], route, self.root / name, 1)

    def source(self, path: pathlib.Path) -> None:
        text = path.read_text("utf-8", "replace")
        if "/test/" in f"/{path.relative_to(self.root).as_posix()}":
            self.tests(path, text)
            return
        self.rules(path, text)
        if path.suffix == ".cpp":
            self.routes(path, text)

    def manual(self, path: pathlib.Path) -> None:
        head = re.match(r"---\n(.*?)\n---\n", path.read_text("utf-8"), re.DOTALL)
        if line := re.search(r"^clauses:\s*(.*)$", head[1] if head else "", re.MULTILINE):
            for name in re.findall(ID, line[1]):
                self.add("pages", name, f"manual: {path.stem}", path, 2)


def leading_ids(title: str) -> list[str]:
    """"E4_2_E4_3_clock" -> E4.2, E4.3."""
    out, at = [], 0
    while match := LEADING.match(title, at):
        out.append(match[1] + match[2] + match[3].replace("_", ".") + match[4])
        at = match.end()
    return out


def declared_after(text: str, at: int) -> str:
    """The name of what is declared from `at` on, past further comment lines."""
    for line in text[at:at + 1500].split("\n"):
        code = line.split("//")[0].strip()
        if code and not code.startswith(("*", "/*", "#", "template", "[[", "namespace", "}")):
            match = DECLARED.search(code)
            return (match[1] or match[2]) if match else ""
    return ""


def scan(root: pathlib.Path, ids) -> Scan:
    scanner = Scanner(root, list(ids))
    for pattern in ("src/**/*.hpp", "src/**/*.cpp", "test/**/*.cpp", "test/**/*_test.py", "web/test/**/*.ts",
                    "web/test/**/*.mjs"):
        for path in sorted(root.glob(pattern)):
            scanner.source(path)
    for path in sorted(root.glob("src/modules/*/flows/*.toml")):
        for match in FLOW.finditer(text := path.read_text("utf-8")):
            scanner.add("rules", match[1], path.relative_to(root).as_posix(), path, text.count("\n", 0, match.start()) + 1)
    for path in sorted(root.glob("test/scenarios/*.scn")):
        for clause in leading_ids(path.stem + "_"):
            scanner.add("tests", clause, path.relative_to(root).as_posix(), path, 1)
    for name, row in claims(root):
        scanner.claim(name, row)
    for path in sorted(root.glob("docs/manual/zh-CN/*.md")):
        scanner.manual(path)
    return Scan(scanner.found, scanner.unknown)
