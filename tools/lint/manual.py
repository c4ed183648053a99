"""The manual: each page in both languages, with head and owner; each page that the web asks for is there."""
import re

from common import Breach, Tree

HEAD = re.compile(r"---\n(.*?)\n---\n", re.DOTALL)
WANTED = ("title", "clauses", "owner")
LANGUAGES = ("zh-CN", "en")


def of_page(tree: Tree, path, names: set[str]) -> list[Breach]:
    text = tree.text(path)
    head = HEAD.match(text)
    fields = dict(re.findall(r"^(\w+):[ \t]*(.*)$", head[1], re.MULTILINE)) if head else {}
    found = [tree.breach(path, 0, f"the page has no {field} in its head", "Begin with ---, title, clauses, owner, ---")
             for field in WANTED if not fields.get(field)]
    found += [tree.breach(path, link.start(), f"the link leads to {link[1]}, which is not there", "Name a page of the manual")
              for link in re.finditer(r"\]\(([a-z-]+)\.md\)", text) if link[1] not in names]
    if len(text) < 200:
        found.append(tree.breach(path, 0, "the page says next to nothing", "Say what the screen is for and how to use it"))
    return found


def check(tree: Tree) -> list[Breach]:
    pages = {language: {path.stem: path for path in tree.files(f"docs/manual/{language}", ".md")} for language in LANGUAGES}
    found = []
    for language in LANGUAGES:
        other = pages["en" if language == "zh-CN" else "zh-CN"]
        for name, path in pages[language].items():
            found += of_page(tree, path, set(pages[language]))
            if name not in other:
                found.append(tree.breach(path, 0, "the page is missing in the other language", "Write it there too"))
    for path in tree.files("web/src", ".vue", ".ts"):
        for asked in re.finditer(r"""(?<![:\w])help="([a-z-]+)"|openHelp\('([a-z-]+)'\)""", tree.text(path)):
            name = asked[1] or asked[2]
            if name not in pages["zh-CN"]:
                found.append(tree.breach(path, asked.start(), f"the manual has no page {name}", "Write docs/manual/*/" + name + ".md"))
    return found
