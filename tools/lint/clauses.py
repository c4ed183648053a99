"""Every clause that a module answers for has a rule, a test, a route and a page; no id is used that does not exist."""
import pathlib
import re
import sys

from common import Breach, Tree

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "gen"))
import clause_scan  # noqa: E402

CATALOGUE = "src/modules/system/data/clauses.toml"
TEXTS = ("source", "title", "title_en", "must_zh", "must_en", "shows_zh", "shows_en")
WANTED = {"rules": "no rule: name it in a comment above the code (Clause {id})",
          "tests": "no test: begin a test's name with {name}_",
          "routes": "no route: name it in a row of a route table",
          "pages": "no page: give it pages in the module's clauses.toml"}


def of_claim(name: str, row: dict, evidence: dict, web_pages: set[str] | None) -> list[Breach]:
    """What is wrong with one row of a module's clauses.toml."""
    problems, clause = [], row["id"]
    if row.get("state") not in ("built", "part"):
        problems.append("its state is neither built nor part")
    if row.get("state") == "part" and not (row.get("zh_reason") and row.get("en_reason")):
        problems.append("it is built in part and does not say what is missing (zh_reason, en_reason)")
    problems += ["it has " + WANTED[kind].format(id=clause, name=clause.replace(".", "_"))
                 for kind in WANTED if not evidence.get(kind)]
    if web_pages is not None:
        problems += [f"the web has no page {page}" for page in row.get("pages", []) if page not in web_pages]
    return [Breach(name, 1, f"clause {clause}: {problem}", "Supply it, or claim less") for problem in problems]


def pages_of_web(tree: Tree) -> set[str] | None:
    router = tree.root / "web/src/app/router.ts"
    if not router.exists():
        return None
    return {re.sub(r"\([^)]*\)", "", path) for path in re.findall(r"path:\s*'([^']+)'", tree.text(router))}


def check(tree: Tree) -> list[Breach]:
    catalogue = clause_scan.catalogue(tree.root / CATALOGUE)
    scan, web_pages = clause_scan.scan(tree.root, catalogue), pages_of_web(tree)
    found = [Breach(CATALOGUE, row["line"], f"clause {name} has no {text}", "Write it")
             for name, row in catalogue.items() for text in TEXTS if not row.get(text)]
    claimed: dict[str, str] = {}
    for name, row in clause_scan.claims(tree.root):
        if row["id"] in claimed:
            found.append(Breach(name, 1, f"clause {row['id']} is claimed by {claimed[row['id']]} too", "One of them answers for it"))
        claimed[row["id"]] = name
        if row["id"] in catalogue:
            found += of_claim(name, row, scan.evidence[row["id"]], web_pages)
    for name, evidence in scan.evidence.items():
        if name not in claimed and all(evidence.values()):
            found.append(Breach(CATALOGUE, catalogue[name]["line"], f"clause {name} has rule, test, route and page, but no "
                                "module answers for it", "Claim it in that module's clauses.toml"))
    found += [Breach(where, line, f"there is no clause {name}", f"Take an id of {CATALOGUE}")
              for where, line, name in scan.unknown]
    return found
