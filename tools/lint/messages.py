"""Every sentence in both languages, once, used, and with the parameters that it names."""
import re
import tomllib

from common import Breach, Tree, is_test, without_comments

USES = [
    # A key stands as a literal right after these words; the first group is the key.
    (re.compile(r'\brefuse\s*\(\s*"([^"]+)"'), True),
    (re.compile(r'\brefuse_field\s*\([^,()"]*(?:"[^"]*")?[^,()]*,\s*"([^"]+)"'), False),
    (re.compile(r'\bsay\s*\(\s*[^,()]+(?:\(\))?\s*,\s*"([^"]+)"'), False),
    (re.compile(r'\bError\s*\{\s*"([^"]+)"'), True),
]
HOLE = re.compile(r"\{(\w+)\}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def catalogue(tree: Tree) -> tuple[dict, list[Breach]]:
    """key -> (path, row); and what is wrong with the files themselves."""
    keys, found = {}, []
    for path in tree.files("src", "messages.toml"):
        try:
            rows = tomllib.loads(tree.text(path))
        except tomllib.TOMLDecodeError as wrong:
            found.append(Breach(tree.name(path), 1, f"no TOML: {wrong}", "Mend the file"))
            continue
        for key, row in rows.items():
            at = place(tree, path, key)
            if not isinstance(row, dict) or not isinstance(row.get("zh"), str):
                found.append(tree.breach(path, at, f"[{key}] is no row with zh and en",
                                         'A key with a dot is written in quotes: ["level.1"]'))
                continue
            if key in keys:
                found.append(tree.breach(path, at, f"[{key}] stands also in {tree.name(keys[key][0])}", "Keep one of them"))
                continue
            keys[key] = (path, row)
            found += of_row(tree, path, at, key, row)
    return keys, found


def place(tree: Tree, path, key: str) -> int:
    found = re.search(rf'^\[\s*"?{re.escape(key)}"?\s*\]', tree.text(path), re.MULTILINE)
    return found.start() if found else 0


def holes(text: str) -> set[str]:
    """Names in braces; who_zh and who_en are one parameter in two languages."""
    return {re.sub("_(zh|en)$", "", name) for name in HOLE.findall(text)}


def of_row(tree: Tree, path, at: int, key: str, row: dict) -> list[Breach]:
    zh, en = row.get("zh", ""), row.get("en", "")
    problems = []
    if not zh or not en:
        problems.append(("is not in both languages", "Write zh and en"))
    elif holes(zh) != holes(en):
        problems.append(("names other parameters in zh than in en", "Use the same {names} in both"))
    if zh and not CHINESE.search(HOLE.sub("", zh)) and re.search(r"[A-Za-z]{3}", HOLE.sub("", zh)):
        problems.append(("has no Chinese in zh", "Write zh for office staff"))
    if CHINESE.search(en):
        problems.append(("has Chinese in en", "Write en in English"))
    return [tree.breach(path, at, f"[{key}] {rule}", remedy) for rule, remedy in problems]


def used(tree: Tree) -> list[tuple]:
    """(path, offset, key, is the refusal itself) of every literal use."""
    found = []
    for path in tree.files("src", ".cpp", ".hpp"):
        if is_test(tree.name(path)):
            continue
        text = without_comments(tree.text(path))
        for pattern, refusal in USES:
            found += [(path, match.start(1), match[1], refusal) for match in pattern.finditer(text)]
    return found


def literals(tree: Tree) -> set[str]:
    """Every string of code, flows and data that could be a key or the beginning of one."""
    out = set()
    for path in tree.files("src", ".cpp", ".hpp", ".toml", ".def"):
        name = tree.name(path)
        if name.endswith("messages.toml") or is_test(name):
            continue
        text = without_comments(tree.text(path)) if name.endswith(("pp", ".def")) else tree.text(path)
        out.update(re.findall(r'"@?([A-Za-z0-9_.{}-]+)"', text))
        out.update(re.findall(r"\b[a-z_0-9]+\b", text) if name.endswith((".def", ".toml")) else [])
    return out


def is_used(key: str, strings: set[str]) -> bool:
    """As it stands, or put together: a literal "level." and a tail, or a head and ".zh"."""
    if key in strings:
        return True
    heads = [key[:at + 1] for at, mark in enumerate(key) if mark in "._" and at >= 3]
    return any(head in strings or head + "{}" in strings for head in heads)


def check(tree: Tree) -> list[Breach]:
    keys, found = catalogue(tree)
    for path, at, key, refusal in used(tree):
        if key.endswith((".", "_")) and any(known.startswith(key) for known in keys):
            continue
        if key not in keys:
            found.append(tree.breach(path, at, f'no messages.toml has [{key}]', "Add it with status, zh and en"))
        elif refusal and not 400 <= keys[key][1].get("status", 0) < 600:
            found.append(tree.breach(path, at, f"[{key}] is refused with, but has no status", "Give it status = 4xx"))
    strings = literals(tree)
    for key, (path, _) in keys.items():
        if not is_used(key, strings):
            found.append(tree.breach(path, place(tree, path, key), f"nobody uses [{key}]", "Remove it"))
    return found
