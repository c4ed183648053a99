"""Functions of at most 70 lines, files of at most 500."""
import ast
import re

from common import Breach, Tree, code_only

FUNCTION_MAX = 70
FILE_MAX = 500
SUFFIXES = (".cpp", ".hpp", ".ts", ".vue", ".py", ".mjs", ".js", ".lua", ".sql", ".css")
GENERATED = re.compile(r"schema\.d\.ts$|\.gen\.")

CONTROL = re.compile(r"\b(if|for|while|switch|catch|do|else|namespace|struct|class|enum|union|extern|describe|defineStore|BOOST_\w+)\b")
CPP_HEAD = re.compile(r"\)\s*(?:const|noexcept|override|final|mutable|try|&{1,2}|->[^;{}]+|:[^;{}]*)*\s*$")
TS_HEAD = re.compile(r"(?:\)\s*(?::[^;{}=]+)?|=>)\s*$")


def bodies(code: str, head: re.Pattern) -> list[tuple[int, int]]:
    """Start and end offsets of what looks like a function, outermost only."""
    found, stack, since = [], [], 0
    for match in re.finditer(r"[{};]", code):
        at, mark = match.start(), match[0]
        if mark == "{":
            before = code[since:at]
            inside = any(kind for kind, _ in stack)
            named = re.sub(r"[^\n]*?\bconst\s", "", before.strip(), count=0)
            is_function = not inside and bool(head.search(before)) and not CONTROL.search(named.split("(")[0])
            stack.append((is_function, since + len(before) - len(before.lstrip())))
            since = at + 1
        elif mark == "}" and stack:
            is_function, start = stack.pop()
            if is_function:
                found.append((start, at))
            since = at + 1
        else:
            since = at + 1
    return found


def of_braces(tree: Tree, path, text: str, head: re.Pattern) -> list[Breach]:
    code = re.sub(r"^\s*#[^\n]*", lambda m: " " * len(m[0]), code_only(text), flags=re.MULTILINE)
    return [long(tree, path, text.count("\n", 0, start) + 1, text.count("\n", start, end) + 1)
            for start, end in bodies(code, head) if text.count("\n", start, end) + 1 > FUNCTION_MAX]


def of_python(tree: Tree, path, text: str) -> list[Breach]:
    nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    return [long(tree, path, node.lineno, node.end_lineno - node.lineno + 1) for node in nodes
            if node.end_lineno - node.lineno + 1 > FUNCTION_MAX]


def long(tree: Tree, path, line: int, lines: int) -> Breach:
    return Breach(tree.name(path), line, f"a function of {lines} lines (at most {FUNCTION_MAX})",
                  "Let the parent decide and move what it computes into functions of their own")


def check(tree: Tree) -> list[Breach]:
    found = []
    for path in tree.files("", *SUFFIXES):
        if GENERATED.search(path.name):
            continue
        text = tree.text(path)
        lines = text.count("\n")
        if lines > FILE_MAX:
            found.append(Breach(tree.name(path), lines, f"a file of {lines} lines (at most {FILE_MAX})",
                                "Split it by noun: rules_<noun>.cpp, <Part>.vue"))
        if path.suffix in (".cpp", ".hpp"):
            found += of_braces(tree, path, text, CPP_HEAD)
        elif path.suffix in (".ts", ".vue", ".mjs", ".js"):
            script = text
            if path.suffix == ".vue":
                script = "".join(re.sub(r"[^\n]", " ", piece) if at % 2 == 0 else piece
                                 for at, piece in enumerate(re.split(r"(?s)(?<=>)(?<=setup lang=\"ts\">)(.*?)(?=</script>)", text)))
            found += of_braces(tree, path, script, TS_HEAD)
        elif path.suffix == ".py":
            found += of_python(tree, path, text)
    return found
