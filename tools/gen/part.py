"""Makes one C++ file of what stands beside a part's code: messages, migrations, flows, clauses, data.

usage: part.py PATH DIR OUTPUT      PATH is for example modules/incidents
"""
import hashlib
import pathlib
import re
import sys
import tomllib


def literal(text: str) -> str:
    """A C++ string literal of any length (split, because compilers limit one literal to 64 KiB)."""
    out = []
    for start in range(0, len(text), 4000):
        piece = text[start:start + 4000]
        escaped = piece.replace("\\", "\\\\").replace('"', '\\"').replace("\r", "\\r").replace("\n", "\\n")
        out.append('"' + escaped.replace("?", "\\?") + '"')
    return "\n        ".join(out) or '""'


def messages(folder: pathlib.Path) -> list[str]:
    path = folder / "messages.toml"
    if not path.exists():
        return []
    rows = []
    for key, row in tomllib.loads(path.read_text("utf-8")).items():
        for wanted in ("zh", "en"):
            if not row.get(wanted):
                sys.exit(f"{path}: [{key}] has no {wanted}")
        rows.append(f'    {{"{key}", {row.get("status", 0)}, {literal(row["zh"])}, {literal(row["en"])}, '
                    f'"{row.get("clause", "")}"}},')
    return rows


def migrations(folder: pathlib.Path) -> list[str]:
    rows = []
    for path in sorted((folder / "migrations").glob("*.sql")):
        name = path.name.removesuffix(".sql")
        if name.endswith(".postgres"):
            continue
        match = re.fullmatch(r"(\d{4})_([a-z0-9_]+)", name)
        if not match:
            sys.exit(f"{path}: a migration is named 0001_what.sql")
        other = path.with_name(name + ".postgres.sql")
        sql = path.read_text("utf-8")
        postgres = other.read_text("utf-8") if other.exists() else ""
        digest = hashlib.sha256((sql + "\0" + postgres).encode()).hexdigest()
        rows.append(f'    {{{int(match[1])}, "{match[2]}", {literal(sql)}, {literal(postgres)}, "{digest}"}},')
    return rows


def files(folder: pathlib.Path, sub: str, pattern: str) -> list[str]:
    return [f'    {{"{path.stem if sub == "flows" else path.name}", {literal(path.read_text("utf-8"))}}},'
            for path in sorted((folder / sub).glob(pattern))]


def array(kind: str, name: str, rows: list[str]) -> str:
    if not rows:
        return ""
    return f"constexpr {kind} {name}[] = {{\n" + "\n".join(rows) + "\n};\n"


def all_parts() -> str:
    root = pathlib.Path(__file__).resolve().parents[2]
    layers = tomllib.loads((root / "layers.toml").read_text("utf-8"))
    names = [f"platform_{part}" for part in layers["platform"]["order"]]
    names += [f"modules_{part}" for part in layers["modules"]] + ["app"]
    declared = "".join(f"extern const Part {name};\n" for name in names if name != "app")
    listed = ", ".join("&" + name for name in names)
    return (declared + "std::span<const Part* const> all_parts() {\n"
            f"    static const Part* const parts[] = {{{listed}}};\n    return parts;\n}}\n")


def main() -> None:
    path, folder, output = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    lists = {
        "messages": ("Message", messages(folder)),
        "migrations": ("Migration", migrations(folder)),
        "flows": ("NamedText", files(folder, "flows", "*.toml")),
        "data": ("NamedText", files(folder, "data", "*")),
    }
    clauses = folder / "clauses.toml"
    text = '// Made by tools/gen/part.py; never edited.\n#include "platform/base/part.hpp"\n\nnamespace gx::gen {\n'
    text += "namespace {\n" + "".join(array(kind, "k_" + name, rows) for name, (kind, rows) in lists.items())
    text += "}  // namespace\n"
    members = ", ".join(f"k_{name}" if rows else "{}" for name, (_, rows) in lists.items())
    clause_text = literal(clauses.read_text("utf-8")) if clauses.exists() else '""'
    symbol = path.replace("/", "_")
    text += f'extern const Part {symbol};\nconst Part {symbol}{{"{path}", {members}, {clause_text}}};\n'
    if path == "app":
        text += all_parts()
    text += "}  // namespace gx::gen\n"
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(text, "utf-8")


main()
