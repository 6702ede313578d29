"""What the house rules say about the code, held by reading it."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent
APPS = ("api", "catalog", "common", "compare", "jobs", "matchgraph", "scoring")
ROOMS = {"__init__", "admin", "apps", "management", "migrations", "models", "pages", "selectors", "services"}
ROOMS |= {"tasks", "templatetags", "urls", "views"}
LONGEST_FILE = 300
LONGEST_FUNCTION = 60


def python_files() -> list[Path]:
    """Every Python file that stands in the repository, or is about to."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listing.returncode:
        pytest.skip("no git, or not its checkout: which files belong to the repository is not known")
    return [path for name in listing.stdout.splitlines() if (path := CHECKOUT / name).exists()]


def own_code() -> list[Path]:
    """Without migrations, which Django writes, and without tests."""
    names = {"migrations", "tests"}
    return [path for path in python_files() if not names & set(path.relative_to(CHECKOUT).parts)]


def trees(paths: list[Path]) -> list[tuple[str, ast.Module]]:
    return [(str(path.relative_to(CHECKOUT)), ast.parse(path.read_text())) for path in paths]


def test_imports_keep_to_floors_and_rooms():
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    finished = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stdout + finished.stderr


def test_nothing_that_is_shipped_imports_tests_or_measurements():
    outside = {"tests", "benchmarks", "evaluation"}
    found = [
        f"{name}:{node.lineno}"
        for name, tree in trees([path for path in own_code() if not {"benchmarks", "evaluation"} & set(path.parts)])
        for node in ast.walk(tree)
        if (isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in outside)
        or (isinstance(node, ast.Import) and any(alias.name.split(".")[0] in outside for alias in node.names))
    ]
    assert not found


def test_no_file_is_longer_than_its_limit():
    lengths = {str(path.relative_to(CHECKOUT)): len(path.read_text().splitlines()) for path in own_code()}
    assert not {name: length for name, length in lengths.items() if length > LONGEST_FILE}


def test_no_function_is_longer_than_its_limit():
    found = {
        f"{name}: {node.name}": node.end_lineno - node.lineno + 1
        for name, tree in trees(own_code())
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    }
    assert not found


def test_no_import_is_relative_or_hidden_in_a_function():
    found = []
    for name, tree in trees(own_code()):
        found += [f"{name}:{node.lineno}" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level]
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                hidden = [node for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom)]
                found += [f"{name}:{node.lineno}" for node in hidden]
    assert not found


def test_every_module_that_is_not_empty_says_what_it_is_for():
    silent = [
        name
        for name, tree in trees(own_code())
        if tree.body and not ast.get_docstring(tree) and not name.endswith("/apps.py")
    ]
    assert not silent


def test_nothing_is_named_for_having_no_name():
    homeless = {"utils", "util", "helpers", "helper", "misc", "base_utils"}
    assert not [str(path) for path in python_files() if homeless & {path.stem, path.parent.name}]


@pytest.mark.parametrize("app", APPS)
def test_every_part_of_an_app_is_a_room_or_stands_in_the_map(app):
    named = set(re.findall(r"`([a-z_]+)`", (CHECKOUT / "docs" / "architecture.md").read_text()))
    folder = CHECKOUT / app
    parts = {path.stem for path in own_code() if path.parent == folder}
    parts |= {path.parent.name for path in own_code() if path.parent.parent == folder}
    assert parts - ROOMS <= named, f"not named in docs/architecture.md: {sorted(parts - ROOMS - named)}"
