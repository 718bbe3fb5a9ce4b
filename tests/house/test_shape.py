import ast
import re
import subprocess
import sys
from pathlib import Path

from tests.house.trees import ROOT, modules

MODULE_LINES = 300
FUNCTION_LINES = 40
EMPTY_WORDS = {
    "utils",
    "util",
    "helpers",
    "helper",
    "manager",
    "service",
    "common",
    "misc",
    "data",
    "info",
}
TOP = {
    "app", "campaigns", "templates", "static", "tests", "config.py", "wsgi.py", "requirements.txt",
    "README.md", "pyproject.toml", "script", "requirements.in", "LICENSE", "NOTICE", "docs",
}  # fmt: skip


def _tracked():
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return [Path(line) for line in listed.stdout.splitlines()]


def test_the_import_contracts_hold():
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_no_module_is_longer_than_three_hundred_lines():
    long = {
        str(path): lines
        for path in _tracked()
        if path.suffix == ".py" and "migrations" not in path.parts and (ROOT / path).exists()
        if (lines := len((ROOT / path).read_text().splitlines())) > MODULE_LINES
    }
    assert long == {}


def test_no_function_is_longer_than_forty_lines():
    long = {
        f"{path}:{node.name}": node.end_lineno - node.lineno + 1
        for path, tree in modules().items()
        if "migrations" not in path.parts
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        if node.end_lineno - node.lineno + 1 > FUNCTION_LINES
    }
    assert long == {}


def test_only_atomic_commits():
    commits = {
        str(path)
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "commit"
    }
    assert commits <= {"campaigns/kernel/db.py", *NETWORK_OF_ITS_OWN}
    assert "campaigns/kernel/db.py" in commits


# The rehearsal network keeps its own record in its own database, apart from the house's tables.
NETWORK_OF_ITS_OWN = {
    str(path)
    for path in modules("campaigns/platforms")
    if "rehearsal" in str(path) or "network" in str(path)
}


def test_nothing_is_imported_inside_a_function():
    hidden = [
        f"{path}:{inner.lineno}"
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_packages_say_what_they_are_and_hold_no_code():
    for path, tree in modules().items():
        if path.name == "__init__.py":
            assert ast.get_docstring(tree), path
            assert len(tree.body) == 1, path


def test_names_say_something():
    empty = [
        str(path)
        for path in _tracked()
        if path.suffix == ".py" and EMPTY_WORDS & set(re.split(r"[_./]", str(path)))
    ]
    assert empty == []


def test_sql_stays_in_models_and_queries():
    allowed = {"model.py", "queries.py"}
    leaks = [
        f"{path}: {node.names[0].name}"
        for path, tree in modules("campaigns").items()
        if path.name not in allowed
        and path.parts[1] not in {"kernel", "migrations"}
        and not path.stem.endswith("_queries")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and node.module == "sqlalchemy"
        and {name.name for name in node.names}
        & {"select", "insert", "update", "delete", "text", "func"}
    ]
    assert leaks == []


def test_the_ledgers_are_written_in_one_place_each():
    for made, home in (
        ("TimelineEntry", "campaigns/timeline/actions.py"),
        ("AuditEntry", "campaigns/audit/actions.py"),
    ):
        makers = {
            str(path)
            for path, tree in modules().items()
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == made
        }
        assert makers == {home}


def test_the_top_level_holds_what_it_was_given():
    found = {path.parts[0] for path in _tracked() if not path.parts[0].startswith(".")}
    assert found <= TOP
