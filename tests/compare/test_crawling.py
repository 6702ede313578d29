"""What programs are offered: robots.txt, sitemaps that hold indexable pages and no others, feeds that readers parse."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from catalog.models import Artifact, Signal
from compare.models import Comparison, PairSurvey
from compare.pages import crawling
from compare.pages.frames import comparison_url
from compare.pages.pairings import _candidates, pairings_survey
from compare.services import FoundPair, pairs_write
from compare.tasks import survey_is_due
from jobs.services import job_enqueue, jobs_run_until_idle
from scoring.selectors import published_run
from tests.compare import factories

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ATOM = "{http://www.w3.org/2005/Atom}"
NOW = datetime(2026, 11, 28, 10, tzinfo=UTC)


def paths(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/xml; charset=utf-8"
    found = [node.text for node in ElementTree.fromstring(answer.content).iter(f"{SITEMAP}loc")]
    assert all(url.startswith(settings.SITE_URL + "/") for url in found)
    return [url.removeprefix(settings.SITE_URL) for url in found]


def pair(first, second, **fields):
    one, other = sorted([first, second], key=lambda artifact: artifact.pk)
    given = {"reason": Comparison.Reason.RIVALS, "place": 1, "fingerprint": "a", **fields}
    return FoundPair(one.pk, other.pk, **given)


def written(*found, now=NOW, run_id=1):
    return pairs_write(found, run_id=run_id, looked_at=len(found), now=now)


def test_robots_are_led_to_the_sitemap_and_away_from_what_has_no_content_of_its_own(client):
    text = client.get("/robots.txt").content.decode()
    assert text.startswith("User-agent: *\n")
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in text
    for path in ("/search/", "/api/", "/suggest/", "/admin/", "/preview/"):
        assert f"Disallow: {path}\n" in text
    assert "Disallow: /compare/\n" not in text


def test_the_index_names_files_that_are_there_and_hold_every_listed_artifact(whole_catalog, client):
    files = paths(client, "/sitemap.xml")
    found = [path for file in files for path in paths(client, file)]
    assert len(found) == len(set(found))
    artifacts = {path for path in found if path.startswith("/artifacts/")}
    assert len(artifacts) == Artifact.objects.listed().count()
    assert {"/", "/rank/model/", "/rank/dataset/", "/methodology/", "/capabilities/"} <= set(found)


def test_what_the_sitemap_offers_is_nowhere_marked_noindex(whole_catalog, client):
    some = [*paths(client, "/sitemaps/lists-1.xml"), *paths(client, "/sitemaps/capabilities-1.xml")[::40]]
    some += paths(client, "/sitemaps/artifacts-1.xml")[::1500]
    for path in some:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert "X-Robots-Tag" not in answer, path
        assert f'rel="canonical" href="{settings.SITE_URL}{path}"' in answer.content.decode()


@pytest.mark.parametrize("file", ["artifacts-0", "artifacts-99", "lists-2", "comparisons-2", "nothing-1"])
def test_a_file_beyond_those_of_the_index_is_not_found(whole_catalog, client, file):
    assert client.get(f"/sitemaps/{file}.xml").status_code == 404


@pytest.mark.django_db
def test_a_section_is_cut_into_files_that_share_its_addresses_out(client, monkeypatch):
    monkeypatch.setattr(crawling, "FILE_URLS", 2)
    for number in range(5):
        factories.artifact(f"number-{number}")
    files = [path for path in paths(client, "/sitemap.xml") if "artifacts" in path]
    assert files == [f"/sitemaps/artifacts-{number}.xml" for number in (1, 2, 3)]
    found = [path for file in files for path in paths(client, file)]
    assert found == [f"/artifacts/number-{number}/" for number in range(5)]


def test_the_survey_offers_pairs_whose_pages_say_so_and_leaves_out_the_others(whole_catalog, client, monkeypatch):
    monkeypatch.setattr("compare.pages.pairings.SURVEYED", 6)
    surveyed = pairings_survey(published_run())
    assert 0 < len(surveyed.found) < surveyed.looked_at
    pairs_write(surveyed.found, run_id=1, looked_at=surveyed.looked_at, now=timezone.now())
    offered = paths(client, "/sitemaps/comparisons-1.xml")
    assert len(offered) == len(surveyed.found)
    for path in offered[:12]:
        answer = client.get(path)
        assert answer.status_code == 200
        assert "X-Robots-Tag" not in answer, path
    found = {(pair.first_id, pair.second_id) for pair in surveyed.found}
    left_out = next(pair for pair in _candidates(published_run(), lambda done, total: None) if pair not in found)
    path = comparison_url(Artifact.objects.filter(pk__in=left_out).values_list("slug", flat=True))
    assert client.get(path)["X-Robots-Tag"] == "noindex"
    assert path not in offered


@pytest.mark.django_db
def test_a_survey_keeps_when_a_pair_was_found_and_says_when_it_changed():
    a, b, c = (factories.artifact(slug) for slug in ("alpha", "beta", "gamma"))
    written(pair(a, b), pair(b, c))
    later = datetime(2026, 11, 29, tzinfo=UTC)
    survey = written(pair(a, b, fingerprint="b", place=5), pair(a, c), now=later, run_id=2)
    rows = {(row.first_id, row.second_id): row for row in Comparison.objects.all()}
    assert set(rows) == {(a.pk, b.pk), (a.pk, c.pk)}
    kept = rows[(a.pk, b.pk)]
    assert (kept.found_at, kept.changed_at, kept.place) == (NOW, later, 5)
    assert (survey.run_id, survey.looked_at, survey.offered) == (2, 2, 2)
    written(pair(a, b, fingerprint="b", place=7), now=datetime(2026, 11, 30, tzinfo=UTC))
    assert Comparison.objects.get().changed_at == later


@pytest.mark.django_db
def test_a_survey_is_due_after_a_run_that_none_looked_at_but_not_before_its_time(settings):
    settings.PAIRS_SURVEY_SECONDS = 3600
    assert not survey_is_due()
    factories.rated("alpha")
    factories.published()
    assert survey_is_due()
    job_enqueue(kind="compare.pairs", key="catalog")
    jobs_run_until_idle()
    assert PairSurvey.objects.get().run_id == published_run().run_id
    assert not survey_is_due()
    factories.published()
    assert not survey_is_due()
    settings.PAIRS_SURVEY_SECONDS = 0
    assert survey_is_due()


@pytest.mark.django_db
def test_the_command_says_what_it_found_and_what_is_missing(capsys):
    call_command("comparisons", "survey")
    assert "No scoring run" in capsys.readouterr().out
    factories.rated("alpha")
    factories.published()
    call_command("comparisons", "survey")
    assert "0 of 0 pairs" in capsys.readouterr().out


def entries(client, address):
    answer = client.get(address)
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ElementTree.fromstring(answer.content)
    assert root.tag == f"{ATOM}feed"
    for needed in ("id", "title", "updated", "author"):
        assert root.find(f"{ATOM}{needed}") is not None, needed
    assert root.find(f"{ATOM}link[@rel='self']").get("href") == f"{settings.SITE_URL}{address}"
    found = root.findall(f"{ATOM}entry")
    for entry in found:
        for needed in ("id", "title", "updated", "link"):
            assert entry.find(f"{ATOM}{needed}") is not None, needed
    ids = [entry.find(f"{ATOM}id").text for entry in found]
    assert len(ids) == len(set(ids))
    return [(entry.find(f"{ATOM}title").text, entry.find(f"{ATOM}link").get("href")) for entry in found]


@pytest.mark.django_db
def test_the_feed_of_comparisons_tells_the_newest_first_and_escapes_names(client):
    a, b = factories.artifact("alpha", name="A <b> & \x07"), factories.artifact("beta")
    c = factories.artifact("gamma", status=Artifact.Status.HIDDEN)
    assert entries(client, "/feeds/comparisons.atom") == []
    written(pair(a, b), pair(b, c))
    assert entries(client, "/feeds/comparisons.atom") == [
        ("A <b> &  vs Beta", f"{settings.SITE_URL}/compare/alpha-vs-beta/")
    ]


@pytest.mark.django_db
def test_the_feed_of_scores_tells_what_changed_between_runs_and_not_what_came_first(client):
    one = factories.rated("alpha")
    factories.rated("beta")
    factories.published()
    assert entries(client, "/feeds/scores.atom") == []
    Signal.objects.filter(artifact=one, metric="hf_downloads_30d").update(value=90_000_000)
    factories.published()
    ((title, link),) = entries(client, "/feeds/scores.atom")
    assert re.fullmatch(r"Alpha: \d+\.\d to \d+\.\d", title)
    assert link == f"{settings.SITE_URL}/artifacts/alpha/"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/robots.txt", "/sitemap.xml", "/feeds/comparisons.atom", "/feeds/scores.atom"])
def test_an_unchanged_document_is_answered_without_its_body(client, address):
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    if "Last-Modified" in first:
        assert client.get(address, headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 304
    assert "public" in first["Cache-Control"]
    assert not first.cookies


@pytest.mark.django_db
def test_a_feed_that_there_is_not_is_not_found_and_pages_name_those_there_are(client):
    assert client.get("/feeds/prices.atom").status_code == 404
    named = re.findall(r'application/atom\+xml"\s+href="([^"]+)"', client.get("/").content.decode())
    assert named == ["/feeds/comparisons.atom", "/feeds/scores.atom"]
