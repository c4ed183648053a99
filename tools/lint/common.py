"""What all lints share: a breach, the walk over our own files, and text without comments or strings."""
import dataclasses
import functools
import pathlib
import re

SKIPPED = {".git", "build", "node_modules", "dist", "data-demo", "__pycache__", "test-results", ".ccache"}


@dataclasses.dataclass(frozen=True, order=True)
class Breach:
    path: str
    line: int
    rule: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}. {self.remedy}"


class Tree:
    """The sources under one root; tests give a small tree of their own."""

    def __init__(self, root: pathlib.Path):
        self.root = pathlib.Path(root)
        self._texts: dict[pathlib.Path, str] = {}

    @functools.cached_property
    def all_files(self) -> list[pathlib.Path]:
        found, folders = [], [self.root]
        while folders:
            for entry in sorted(folders.pop().iterdir()):
                if entry.is_symlink():
                    continue
                if entry.is_file():
                    found.append(entry)
                elif entry.name not in SKIPPED and self.name(entry) != "data":
                    folders.append(entry)
        return sorted(found)

    def files(self, folder: str, *suffixes: str) -> list[pathlib.Path]:
        """Files below `folder` ("" = everywhere) that end so; no suffix = all."""
        prefix = folder + "/" if folder else ""
        return [path for path in self.all_files
                if self.name(path).startswith(prefix) and (not suffixes or path.name.endswith(suffixes))]

    def name(self, path: pathlib.Path) -> str:
        return path.relative_to(self.root).as_posix()

    def text(self, path: pathlib.Path) -> str:
        if path not in self._texts:
            self._texts[path] = path.read_text("utf-8", "replace")
        return self._texts[path]

    def breach(self, path: pathlib.Path, at: int, rule: str, remedy: str) -> Breach:
        """`at` is an offset into the file's text."""
        return Breach(self.name(path), self.text(path).count("\n", 0, at) + 1, rule, remedy)


def is_test(name: str) -> bool:
    return name.startswith("test/") or "/test/" in name or "/testing/" in name


TOKEN = re.compile(r"""
    R"(?P<mark>[^\s()\\]{0,16})\((?:.*?)\)(?P=mark)"   # raw string
  | "(?:\\.|[^"\\\n])*"
  | '(?:\\.|[^'\\\n])+'
  | //[^\n]* | /\*.*?\*/
""", re.VERBOSE | re.DOTALL)
DIGIT_MARK = re.compile(r"(?<=[0-9A-Fa-f])'(?=[0-9A-Fa-f])")  # 10'000 is no character literal


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def without_comments(text: str) -> str:
    """C++ or TypeScript with comments blanked; offsets and lines stay."""
    return TOKEN.sub(lambda m: _blank(m[0]) if m[0].startswith(("//", "/*")) else m[0], DIGIT_MARK.sub("_", text))


def code_only(text: str) -> str:
    """The same with strings blanked too (their quotes stay)."""
    def blank(m: re.Match) -> str:
        return _blank(m[0]) if m[0].startswith(("//", "/*")) else '"' + _blank(m[0][1:-1]) + '"'
    return TOKEN.sub(blank, DIGIT_MARK.sub("_", text))
