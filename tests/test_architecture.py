"""The house: four floors, imports only go down, and no file lies outside what checks and tests read."""

import ast
from pathlib import Path

import pytest

from graph.checking import all_checks
from graph.sources import Sources
from tests.conftest import ROOT

FLOORS = ["ontology", "graph", "queries", "server"]
MODULES = [path for floor in FLOORS for path in sorted((ROOT / floor).glob("*.py"))]


def imports(path: Path) -> set[str]:
    """The top-level names that a module imports."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    whole = {
        alias.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }
    return whole | {
        node.module.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module
    }


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_only_go_down(path):
    floor = FLOORS.index(path.parent.name)
    assert not imports(path) & set(FLOORS[floor + 1 :])


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_flask_lives_on_the_top_floor_only(path):
    assert path.parent.name == "server" or not imports(path) & {"flask", "granian", "werkzeug"}


def test_no_fact_file_lies_outside_what_the_build_reads():
    read = {*Sources.shipped().files(), Sources.shipped().shapes}
    lying = {
        p for floor in ("ontology", "graph") for ending in ("ttl", "trig") for p in (ROOT / floor).rglob(f"*.{ending}")
    }
    assert {p for p in lying - read if p.name != "exceptions.ttl"} == set()


def test_every_check_says_what_is_wrong_and_what_to_do():
    checks = all_checks()
    assert len(checks) >= 15
    assert all(c.problem and c.remedy and "?subject" in c.query and "?detail" in c.query for c in checks)


@pytest.mark.parametrize("floor", FLOORS)
def test_each_floor_says_what_it_may_not_do(floor):
    assert (ROOT / floor / "README.md").is_file()
