"""The texts of the web pages: the same keys in Chinese and English, and no key asked for that is not there."""
import json
import re

from common import Breach, Tree

ASKED = re.compile(r"(?<![\w.$])\$?t\(\s*['\"]([A-Za-z0-9_.-]+)['\"]")


def keys_of(text: str) -> dict[str, int]:
    """Dotted keys of a JSON file of texts, with their offsets."""
    def walk(rows: dict, before: str):
        for key, value in rows.items():
            if isinstance(value, dict):
                yield from walk(value, before + key + ".")
            elif value:
                yield before + key
    return {key: max(0, text.find(json.dumps(key.split(".")[-1], ensure_ascii=False)) if "." in key and json.dumps(key) not in text
                     else text.find(json.dumps(key))) for key in walk(json.loads(text), "")}


def doubled(text: str) -> list[str]:
    names = re.findall(r'^\s*"([^"]+)"\s*:', text, re.MULTILINE)
    return sorted({name for name in names if names.count(name) > 1 and "." in name})


def pairs(tree: Tree) -> list[tuple]:
    """zh file and en file that belong together: zh-CN.json and en.json."""
    found = []
    for path in tree.files("web/src", "zh-CN.json"):
        other = path.with_name(re.sub("zh-CN", "en", path.name))
        found.append((path, other))
    return found


def check(tree: Tree) -> list[Breach]:
    found, known = [], set()
    for zh, en in pairs(tree):
        if not en.exists():
            found.append(tree.breach(zh, 0, f"has no {en.name} beside it", "Write the English texts"))
            continue
        zh_keys, en_keys = keys_of(tree.text(zh)), keys_of(tree.text(en))
        found += [tree.breach(path, 0, f'"{key}" stands twice', "Keep one") for path in (zh, en) for key in doubled(tree.text(path))]
        if not zh_keys:
            found.append(tree.breach(zh, 0, "no texts were found in it", "Keep it one plain object of strings"))
        found += [tree.breach(zh, zh_keys[key], f'"{key}" is missing in {en.name}', "Write it in English")
                  for key in zh_keys.keys() - en_keys.keys()]
        found += [tree.breach(en, en_keys[key], f'"{key}" is missing in {zh.name}', "Write it in Chinese")
                  for key in en_keys.keys() - zh_keys.keys()]
        known |= zh_keys.keys()
    if not known:
        return found
    for path in tree.files("web/src", ".ts", ".vue"):
        found += [tree.breach(path, match.start(1), f'no text is called "{match[1]}"', "Add it to zh and en")
                  for match in ASKED.finditer(tree.text(path))
                  if match[1] not in known and not match[1].endswith(".")]
    return found
