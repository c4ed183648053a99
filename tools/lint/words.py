"""Banned words, each with what to use instead."""
import re

from common import Breach, Tree, code_only, is_test

# pattern, where (regular expression over the path), what is wrong, what to use instead
IN_CODE = [
    (r"\bstd::sto(i|l|ll|ul|ull|f|d)\b|\b(atoi|atol|atoll|atof|strto(l|ll|ul|ull|d))\s*\(", r"^src/(?!.*/test/).*\.[ch]pp$",
     "a number parser that throws or guesses", "std::from_chars, or text/ and json/"),
    (r"(?<![\w:])v?s?n?f?printf\s*\(", r"^(src|test)/.*\.[ch]pp$", "printf", "fmt::format or fmt::print"),
    (r"\bstd::endl\b", r"^(src|test)/.*\.[ch]pp$", "std::endl flushes", "'\\n', and std::flush where somebody waits for it"),
    (r"\busing\s+namespace\s+(std|gx)\s*;", r"^src/.*\.hpp$", "a header that opens a namespace for its readers", "Name what is used"),
    (r"\bs?rand\s*\(|\bstd::(mt19937|random_device|default_random_engine)\b", r"^src/(?!.*/test/|platform/base/types).*\.[ch]pp$", "guessable random",
     "crypto::random"),
    (r"\b(strcpy|strcat|gets|alloca|strtok)\s*\(", r"^(src|test)/.*\.[ch]pp$", "an unbounded C function", "std::string and std::span"),
    (r"\b(double|float)\b", r"^src/modules/.*\.[ch]pp$", "floating point in a module", "Fen for money, integers for counts"),
    (r"\bassert\s*\(", r"^src/(?!.*/test/).*\.[ch]pp$", "assert vanishes in release", "GX_CHECK"),
    (r"\bstd::(cout|cerr|clog)\b", r"^src/(platform|modules)/(?!.*/test/).*\.[ch]pp$", "printing from inside",
     "Return it, or the log given by the app"),
    (r"(?<![\w.])fetch\s*\(", r"^web/src/(?!api/|sw|worker|app/offline).*\.(ts|vue)$", "raw fetch", "The client of web/src/api"),
    (r"\beval\s*\(|\bnew\s+Function\b|\binnerHTML\b", r"^web/src/.*\.(ts|vue)$", "text that becomes code", "Components and bindings"),
    (r"\bconsole\.(log|debug)\b", r"^web/src/.*\.(ts|vue)$", "console output left behind", "Remove it"),
    (r"\bwaitForTimeout\b", r"^web/test/.*\.(ts|mjs)$", "a browser test that waits for time", "Wait for what should appear"),
]
IN_TEXT = [
    (r"\b(TODO|FIXME|XXX|HACK)\b", r"\.([ch]pp|ts|vue|py|mjs|toml|sql|cmake|md)$", "something left undone", "Do it, or say in CHANGELOG what is missing"),
    (r"NOLINT(?!\w*\([^)]*\)[^\n]*\w)", r"\.[ch]pp$", "NOLINT without check and reason", "// NOLINT(check-name): why"),
    (r"['\"]element-plus", r"^web/src/(?!ui/|app/main).*\.(ts|vue)$", "Element Plus outside web/src/ui", "Wrap it in ui/ and import that"),
    (r"https?://(registry|deb|mirrors?|pypi)\.", r"", "a package registry's address", "Name the package; the client knows where"),
    (r"\"resolved\":", r"package-lock\.json$", "a lock file with addresses", "npm install --omit-lockfile-registry-resolved"),
    (r"(?<![\w/:.}$~*-])/(work|home|Users|mnt|root)/\w", r"", "a path of somebody's machine", "Relative paths, or a parameter"),
    (r"\b(issue|ticket|PR|pull request)\s*#?\d+", r"", "a number of some tracker", "Say the reason itself"),
    (r"\b\d\s+of\s+\d\s+issues?\b", r"", "a reference to planning", "Say the reason itself"),
    (r"[ \t]+$", r"\.([ch]pp|ts|vue|py|mjs|toml|sql|cmake|sh|css)$", "blanks at the end of a line", "Remove them"),
    (r"^(<<<<<<<|>>>>>>>) ", r"", "a merge left open", "Finish it"),
    (r"\r\n", r"\.([ch]pp|ts|vue|py|mjs|toml|sql|cmake|md|css)$", "DOS line ends", "Unix line ends"),
    (r"\t", r"\.([ch]pp|ts|vue|py|mjs|toml|sql|cmake|css)$", "a tab", "Blanks"),
]
BINARY = re.compile(r"\.(png|jpe?g|gif|ico|xlsx|zip|woff2?|pdf|gz|br|db|csv)$")


def scan(tree: Tree, path, text: str, table: list) -> list[Breach]:
    name = tree.name(path)
    return [tree.breach(path, match.start(), rule, f"Instead: {instead}")
            for pattern, where, rule, instead in table if re.search(where, name)
            for match in re.finditer(pattern, text, re.MULTILINE)]


def check(tree: Tree) -> list[Breach]:
    found = []
    for path in tree.files(""):
        name = tree.name(path)
        if name.startswith("tools/lint/") or BINARY.search(name) or name.endswith("schema.d.ts"):
            continue
        text = tree.text(path)
        if re.search(r"\.([ch]pp|ts|vue|mjs)$", name):
            found += scan(tree, path, code_only(text), IN_CODE)
        if not (is_test(name) and name.endswith(("data.txt", ".csv"))):
            found += scan(tree, path, text, IN_TEXT)
    return found
