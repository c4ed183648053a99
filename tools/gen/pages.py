"""Packs the built web pages and the manual into one assembly file and one table of C++.

usage: pages.py DIST MANUAL OUTPUT      writes OUTPUT.S and OUTPUT.cpp; an absent DIST gives an empty table
"""
import gzip
import hashlib
import pathlib
import re
import subprocess
import sys

MEDIA = {".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8",
         ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml", ".json": "application/json",
         ".webmanifest": "application/manifest+json", ".png": "image/png", ".ico": "image/x-icon",
         ".md": "text/markdown; charset=utf-8", ".txt": "text/plain; charset=utf-8"}


def brotli(content: bytes) -> bytes:
    return subprocess.run(["brotli", "-q", "11", "-c", "-"], input=content, stdout=subprocess.PIPE, check=True).stdout


def main() -> None:
    dist, manual, output = (pathlib.Path(arg) for arg in sys.argv[1:4])
    work = output.parent / "packed"
    work.mkdir(parents=True, exist_ok=True)
    found = [("/" + path.relative_to(dist).as_posix(), path) for path in sorted(dist.rglob("*")) if path.is_file()]
    found += [("/manual/" + path.relative_to(manual).as_posix(), path) for path in sorted(manual.rglob("*.md"))]
    assembly = ['.section .rodata', '']
    rows = []
    for index, (url, path) in enumerate(found):
        content = path.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        for kind, pack in (("br", brotli), ("gz", lambda data: gzip.compress(data, 9, mtime=0))):
            packed = work / f"{digest}.{kind}"
            if not packed.exists():
                packed.write_bytes(pack(content))
            symbol = f"gx_page_{index}_{kind}"
            assembly += [f".global {symbol}", f"{symbol}:", f'.incbin "{packed}"', f".global {symbol}_end",
                         f"{symbol}_end:"]
        hashed = "true" if re.search(r"-[A-Za-z0-9_-]{8}\.\w+$", url) and "/assets/" in url else "false"
        media = MEDIA.get(path.suffix, "application/octet-stream")
        rows.append((index, f'{{"{url}", "{media}", "{digest[:20]}", span(gx_page_{index}_br, gx_page_{index}_br_end), '
                            f'span(gx_page_{index}_gz, gx_page_{index}_gz_end), {hashed}}}'))
    # Without this note the whole program's stack would become executable.
    assembly.append('.section .note.GNU-stack,"",%progbits')
    pathlib.Path(f"{output}.S").write_text("\n".join(assembly) + "\n", "utf-8")
    declared = "".join(f"extern const std::uint8_t gx_page_{i}_{k}[], gx_page_{i}_{k}_end[];\n"
                       for i, _ in rows for k in ("br", "gz"))
    listed = ",\n        ".join(row for _, row in rows)
    pathlib.Path(f"{output}.cpp").write_text(
        '// Made by tools/gen/pages.py; never edited.\n#include <vector>\n\n#include "app/pages.hpp"\n\n'
        'extern "C" {\n' + declared + '}\n\nnamespace gx::app {\nnamespace {\n'
        '[[maybe_unused]] BytesView span(const std::uint8_t* from, const std::uint8_t* to) {\n'
        '    return {from, static_cast<std::size_t>(to - from)};\n}\n}  // namespace\n\n'
        'std::span<const http::StaticFile> pages() {\n'
        f'    static const std::vector<http::StaticFile> files{{\n        {listed}\n    }};\n'
        '    return files;\n}\n\n}  // namespace gx::app\n', "utf-8")


main()
