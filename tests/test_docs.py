"""Documentation as tested surface: what exists is described, and what is described exists."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from ninja import NinjaAPI

from config.environment import Environment

CHECKOUT = Path(__file__).resolve().parent.parent
PAGES = sorted([*CHECKOUT.glob("*.md"), *CHECKOUT.glob("docs/**/*.md"), *CHECKOUT.glob("fixtures/*.md")])
DOCS = "\n".join(path.read_text() for path in PAGES)
OPERATIONS = (CHECKOUT / "docs" / "operations.md").read_text()
INDEX = (CHECKOUT / "docs" / "index.md").read_text()


def names_of(path: Path) -> str:
    return str(path.relative_to(CHECKOUT))


def url_names(resolver: URLResolver) -> set[str]:
    """Names of our own addresses; the admin's and the API's are described by themselves."""
    names: set[str] = set()
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            names |= {entry.name} if entry.name else set()
        elif entry.app_name not in {"admin", "ninja"}:
            names |= url_names(entry)
    return names


def apis(resolver: URLResolver) -> set[NinjaAPI]:
    """Every API whose addresses are wired in; the views of its reference pages carry it."""
    found: set[NinjaAPI] = set()
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            found |= apis(entry)
        elif isinstance(api := getattr(entry.callback, "keywords", {}).get("api"), NinjaAPI):
            found.add(api)
    return found


def anchors(text: str) -> set[str]:
    """Anchors of headings, as repositories make them."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("name", Environment.model_fields)
def test_every_deployment_value_has_a_row(name):
    assert re.search(rf"^\| `{name.upper()}` \|", OPERATIONS, re.MULTILINE)


@pytest.mark.parametrize("path", sorted(CHECKOUT.glob("*/management/commands/[a-z]*.py")), ids=lambda path: path.stem)
def test_every_command_is_described(path):
    assert re.search(rf"manage\.py {path.stem}\b", OPERATIONS)


def test_every_address_is_described_by_its_name():
    described = set(re.findall(r"`([a-z0-9-]+)`", (CHECKOUT / "docs" / "architecture.md").read_text()))
    assert url_names(get_resolver()) <= described


def test_every_endpoint_of_the_api_is_described():
    text = (CHECKOUT / "docs" / "api.md").read_text()
    paths = [path for api in apis(get_resolver()) for path in api.get_openapi_schema()["paths"]]
    assert paths, "no API is wired in"
    assert not [path for path in paths if path.partition("{")[0] not in text]


@pytest.mark.parametrize("path", sorted(CHECKOUT.glob("docs/**/*.md")), ids=names_of)
def test_every_page_is_reached_from_the_index(path):
    if path.name != "index.md":
        assert f"]({path.relative_to(CHECKOUT / 'docs')})" in INDEX


@pytest.mark.parametrize("path", sorted(CHECKOUT.glob("docs/adr/*.md")), ids=names_of)
def test_every_decision_has_context_decision_and_consequences(path):
    headings = re.findall(r"^## (.+)$", path.read_text(), re.MULTILINE)
    assert headings[:3] == ["Context", "Decision", "Consequences"]
    assert path.read_text().startswith(f"# {int(path.name[:4])}. ")


@pytest.mark.parametrize("path", PAGES, ids=names_of)
def test_every_link_within_the_repository_leads_somewhere(path):
    text = re.sub(r"```.*?```", "", path.read_text(), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        there = (path.parent / file).resolve() if file else path
        assert there.exists(), target
        if anchor and there.suffix == ".md":
            assert anchor in anchors(there.read_text()), target


def test_every_make_command_that_is_named_exists():
    targets = set(re.findall(r"^([a-z][a-z-]*):", (CHECKOUT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"(?:`|^\s*(?:\$ )?)make ([a-z][a-z-]*)", DOCS, re.MULTILINE))
    assert {"demo", "test"} <= named
    assert named <= targets


def test_every_dependency_has_its_reason():
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["services"]]
    reasons = (CHECKOUT / "docs" / "adr" / "0002-libraries.md").read_text()
    rows = "\n".join(line for line in reasons.splitlines() if line.startswith("| "))
    assert not [name for name in (re.split(r"[\[<>=]", each)[0] for each in wanted) if name not in rows]


def test_readme_names_demo_first_and_test_second():
    assert re.findall(r"make ([a-z]+)", (CHECKOUT / "README.md").read_text())[:2] == ["demo", "test"]
