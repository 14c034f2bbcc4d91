"""The modules of the ambition stand in one order: none needs another that needs it, not even within a function."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import wijkdata.ambition

FOLDER = Path(wijkdata.ambition.__file__).parent
PACKAGE = "wijkdata.ambition"


def imported(node: ast.AST) -> set[str]:
    """Return the modules of the ambition that a piece of code imports, but for what only types need."""
    found: set[str] = set()
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return found
    if isinstance(node, ast.ImportFrom) and node.module == PACKAGE:
        found |= {one.name for one in node.names}
    elif isinstance(node, ast.ImportFrom) and str(node.module).startswith(f"{PACKAGE}."):
        found.add(str(node.module).removeprefix(f"{PACKAGE}."))
    for child in ast.iter_child_nodes(node):
        found |= imported(child)
    return found


def test_no_module_needs_one_that_needs_it():
    needs = {path.stem: imported(ast.parse(path.read_text(encoding="utf-8"))) for path in FOLDER.glob("*.py")}
    assert {"here", "testable", "follow_up"} <= needs["contributions"] | needs["rules"] | needs["follow_up"]
    order = list(TopologicalSorter(needs).static_order())
    assert order.index("contributions") < order.index("rules_sums") < order.index("rules")
