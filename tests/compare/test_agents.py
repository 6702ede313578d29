"""What programs that read text are given: one file that says what there is, and the Markdown of every page."""

from __future__ import annotations

import re

import pytest

from tests.compare import factories


@pytest.fixture
def small_catalog(db):
    factories.entry(factories.rated("alpha"), "Writes code", kind="code", cited=True)
    factories.rated("beta", name="Beta [new]\nline")
    factories.published()


def test_every_link_of_llms_txt_leads_to_text_or_data_of_this_site(small_catalog, client, settings):
    response = client.get("/llms.txt")
    text = response.content.decode()
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert text.startswith("# ")
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert len(links) == 8
    for link in links:
        assert link.startswith(settings.SITE_URL)
        address = link.removeprefix(settings.SITE_URL)
        if address != "/dump/manifest.json":
            assert client.get(address)["Content-Type"].startswith(("text/markdown", "application/")), address
    assert "Beta (new) line" in text
    assert client.get("/llms.txt", headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_llms_txt_before_the_first_run_says_so(db, client):
    assert "No scores are published yet." in client.get("/llms.txt").content.decode()


@pytest.mark.parametrize(
    ("page", "twin"),
    [
        ("/compare/alpha-vs-beta/", "/compare/alpha-vs-beta.md"),
        ("/artifacts/alpha/", "/artifacts/alpha.md"),
        ("/rank/model/?members=1", "/rank/model.md?members=1"),
        ("/alternatives/alpha/", "/alternatives/alpha.md"),
        ("/capabilities/", "/capabilities/?format=md"),
        ("/capabilities/code/", "/capabilities/code/?format=md"),
    ],
)
def test_the_path_behind_agent_gives_the_markdown_of_the_page(small_catalog, client, settings, page, twin):
    response = client.get(f"/agent{page}")
    assert (response.status_code, response["Content-Type"]) == (200, "text/markdown; charset=utf-8")
    assert response.content == client.get(twin).content
    assert response["Link"] == f'<{settings.SITE_URL}{page.partition("?")[0]}>; rel="canonical"'
    assert response["X-Robots-Tag"] == "noindex"
    assert client.get(f"/agent{page}", headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_where_a_page_leads_on_so_does_its_address_behind_agent(small_catalog, client):
    response = client.get("/agent/compare/beta-vs-alpha/")
    assert (response.status_code, response["Location"]) == (301, "/agent/compare/alpha-vs-beta/")
    assert client.get("/agent/artifacts/Alpha")["Location"] == "/agent/artifacts/alpha/"


@pytest.mark.parametrize(
    "path", ["nowhere/", "admin/", "api/v1/docs", "search/", "agent/artifacts/alpha/", "artifacts/nobody/"]
)
def test_what_is_no_page_or_nobody_is_not_found_in_markdown(small_catalog, client, path):
    response = client.get(f"/agent/{path}")
    assert (response.status_code, response["Content-Type"]) == (404, "text/markdown; charset=utf-8")


def test_agent_alone_says_what_there_is(small_catalog, client):
    assert client.get("/agent/").content == client.get("/llms.txt").content
