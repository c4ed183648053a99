"""SQL stands only in store files, as registered Query constants, in the words that both engines know."""
import re

from common import Breach, Tree, is_test, without_comments

STATEMENT = re.compile(r'"\s*(SELECT\b[^"]*\bFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+(TABLE|INDEX)'
                       r'|ALTER\s+TABLE|DROP\s+TABLE)\b')
RAW = re.compile(r'R"sql\((.*?)\)sql"', re.DOTALL)
QUERY = re.compile(r'const\s+(?:store::)?Query\s+k\w+\s*\{\s*"([^"]*)"\s*,\s*(?=R"sql\()')
ADDED = re.compile(r'const\s+(?:store::)?Query\s+k\w+\s*\{\s*"[^"]*"\s*,\s*R"sql\((?:(?!\)sql").)*\)sql"\s*,\s*$', re.DOTALL)
NAME = re.compile(r"[a-z_]+(\.[a-z0-9_]+)+$")
# One text for both engines: what only one of them knows, or what would bind the result to the machine.
FOREIGN = [
    (r"\bSELECT\s+\*", "SELECT * breaks when a column is added", "Name the columns"),
    (r"->>|->", "JSON operators differ between the engines", "Keep what is asked for in columns of its own"),
    (r"\b(datetime|strftime|julianday|date_trunc|now|current_timestamp)\b\s*\(?", "the database does not tell the time",
     "Pass the instant as a parameter"),
    (r"\brandom\s*\(", "the database draws no lots", "Make the value in C++ and pass it"),
    (r"\bOFFSET\b", "OFFSET reads what it skips", "Continue after the last key of the page"),
    (r"\bcount\s*\(\s*\*\s*\)\s+OVER", "counting a whole list reads the whole list", "Give a cursor instead of a total"),
]


def in_store(name: str) -> bool:
    return re.search(r"(^|/)([a-z0-9_]*_)?store[a-z0-9_]*\.cpp$", name) is not None


def of_file(tree: Tree, path) -> list[Breach]:
    name, text = tree.name(path), without_comments(tree.text(path))
    if not in_store(name):
        return [tree.breach(path, match.start(), "SQL outside a store file",
                            "Make it a Query constant of the part's store.cpp and call a function of store.hpp")
                for pattern in (STATEMENT, RAW) for match in pattern.finditer(text)]
    found = []
    for raw in RAW.finditer(text):
        before = text[max(0, raw.start() - 6000):raw.start()]
        head = re.search(r'const\s+(?:store::)?Query\s+k\w+\s*\{\s*"([^"]*)"\s*,\s*$', before)
        if not head and not ADDED.search(before) and not name.startswith("src/platform/store/"):
            found.append(tree.breach(path, raw.start(), "SQL that is no Query constant",
                                     'Write  const store::Query kName{"part.what", R"sql(...)sql"};  at namespace scope'))
        for pattern, rule, remedy in FOREIGN:
            if wrong := re.search(pattern, raw[1], re.IGNORECASE):
                found.append(tree.breach(path, raw.start(1) + wrong.start(), rule, remedy))
    return found


def check(tree: Tree) -> list[Breach]:
    found, names = [], {}
    for path in tree.files("src", ".cpp", ".hpp"):
        if is_test(tree.name(path)):
            continue
        found += of_file(tree, path)
        for query in QUERY.finditer(without_comments(tree.text(path))):
            if not NAME.match(query[1]):
                found.append(tree.breach(path, query.start(1), f'the query name "{query[1]}"', "Call it part.what"))
            if query[1] in names:
                found.append(tree.breach(path, query.start(1), f'two queries are called "{query[1]}" (also {names[query[1]]})',
                                         "Give each its own name; logs and metrics tell them apart by it"))
            names.setdefault(query[1], tree.name(path))
    return found
