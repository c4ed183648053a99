"""Makes the table of what carries out each clause, and the manual's texts, so that the program can show both alone.

usage: clauses.py ROOT OUTPUT
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import clause_scan  # noqa: E402


def literal(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def manual(root: pathlib.Path) -> str:
    """The pages of both languages; long texts in pieces, because compilers limit one literal."""
    rows = []
    for folder, language in (("zh-CN", "zh"), ("en", "en")):
        for path in sorted((root / "docs/manual" / folder).glob("*.md")):
            text = path.read_text("utf-8")
            pieces = "\n        ".join(literal(text[at:at + 4000]).replace("\n", "\\n") for at in range(0, len(text), 4000))
            rows.append(f'    {{"{language}", "{path.stem}",\n        {pieces}}},')
    if not rows:
        return "std::span<const ManualPage> manual_pages() { return {}; }\n\n"
    return ("namespace {\nconstexpr ManualPage kPages[] = {\n" + "\n".join(rows) + "\n};\n}  // namespace\n\n"
            "std::span<const ManualPage> manual_pages() { return kPages; }\n\n")


def table(found: clause_scan.Scan) -> str:
    lists, rows = [], []
    for at, (name, evidence) in enumerate(found.evidence.items()):
        members = []
        for kind in clause_scan.KINDS:
            if evidence[kind]:
                texts = ",\n    ".join(literal(text) for text in evidence[kind])
                lists.append(f"constexpr std::string_view k_{kind}_{at}[] = {{\n    {texts}}};")
            members.append(f"k_{kind}_{at}" if evidence[kind] else "{}")
        rows.append(f"    {{{literal(name)}, {', '.join(members)}}},")
    return ('// Made by tools/gen/clauses.py; never edited.\n#include "modules/system/clause_table.hpp"\n\n'
            "namespace gx::system {\nnamespace {\n" + "\n".join(lists)
            + "\nconstexpr CarriedOut kTable[] = {\n" + "\n".join(rows) + "\n};\n}  // namespace\n\n"
            "std::span<const CarriedOut> carried_out() { return kTable; }\n\n")


def main() -> None:
    root, output = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    names = clause_scan.catalogue(root / "src/modules/system/data/clauses.toml")
    text = table(clause_scan.scan(root, names)) + manual(root) + "}  // namespace gx::system\n"
    # Left as it is where nothing changed, so that nothing is compiled again.
    if not output.exists() or output.read_text("utf-8") != text:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(text, "utf-8")


main()
