"""The search page over HTTP: what a hit says, filters, help where nothing is found, odd input, ways on."""

from __future__ import annotations

import re

import pytest
from django.db import connection

from catalog.models import FamilyMembership
from compare.pages.search_hits import answers_find, answers_gather, intent_of
from matchgraph.retrieval import Filters
from matchgraph.services import index_refresh
from tests.compare import factories
from tests.matchgraph.slowness import search_held_up

ADDRESS = "/search/"


@pytest.fixture
def catalog(db):
    """Three models and a dataset; one of them has a name, an alias and a capability entry to be found by."""
    alpha = factories.rated("alpha-7b", name="Alpha-7B", tasks=["speech-recognition"], modalities=["audio"])
    alpha.aliases.create(name="First letter", slug="first-letter")
    factories.entry(alpha, "Transcription of calls", kind="audio.transcription", best_for=["call centers"])
    factories.artifact("beta", tasks=["translation"], licence="proprietary")
    factories.artifact("gamma", tasks=["translation"])
    factories.artifact("letters", kind="dataset", licence="cc-by-4.0", tasks=["translation"])
    factories.published()
    index_refresh()
    return alpha


def text_of(response):
    html = response.content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html[html.index("<main") :]))


def intent(text):
    found = answers_find(text, filters=Filters())
    ids = [row.artifact_id for row in found.ranked]
    gathered = answers_gather(found, ids)
    return intent_of(found, [gathered.explained[pk] for pk in ids])


def test_a_hit_says_why_it_was_found_what_serves_the_question_and_what_is_not_known(catalog, client):
    text = text_of(client.get(ADDRESS, {"q": "transcription of calls"}))
    assert "Alpha-7B" in text
    assert "transcription , calls in capability: Transcription of calls" in text
    assert "Serves it by Transcription of calls (100&nbsp;% of the question's words)" in text
    assert "no match evidence yet" in text


def test_a_hit_by_its_alias_says_which(catalog, client):
    assert "first , letter in alias: First letter" in text_of(client.get(ADDRESS, {"q": "first letter"}))


def test_a_score_leads_to_its_rows_and_none_is_said_in_words(catalog, client):
    html = client.get(ADDRESS, {"q": "alpha"}).content.decode()
    assert re.search(r'<a href="/artifacts/alpha-7b/#score-rows"[^>]*>\d+\.\d</a>', html)
    html = client.get(ADDRESS, {"q": "gamma"}).content.decode()
    assert re.search(r'<a class="pill" href="/artifacts/gamma/#score-rows"[^>]*>Unrated</a>', html)


def test_a_search_is_kept_by_no_cache_and_stays_out_of_search_engines(catalog, client):
    response = client.get(ADDRESS, {"q": "alpha"})
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies


def test_filters_when_set_then_they_narrow_and_stand_in_every_address(catalog, client):
    response = client.get(ADDRESS, {"q": "translation", "kind": "model", "licence": "none"})
    text, html = text_of(response), response.content.decode()
    assert ("Gamma" in text, "Beta" in text, "Letters" in text) == (True, False, False)
    assert 'href="/search/?q=translation&amp;licence=none"' in html
    assert '<option value="model" selected>model (1)</option>' in html


@pytest.mark.parametrize("licence", ["proprietary", "named"])
def test_a_licence_when_asked_by_id_or_class_then_it_is_found(catalog, client, licence):
    text = text_of(client.get(ADDRESS, {"q": "translation", "licence": licence}))
    assert ("Beta" in text, "Gamma" in text) == (True, False)


def test_nothing_found_with_filters_then_each_one_is_dropped_in_turn_with_what_that_finds(catalog, client):
    response = client.get(ADDRESS, {"q": "translation", "kind": "dataset", "modality": "audio"})
    text = text_of(response)
    assert "Nothing was found for “translation” with these filters" in text
    assert re.search(r"without modality\s*: 1", text)
    assert "without kind" not in text
    assert "All models by score" in text


def test_nothing_found_then_near_names_are_offered(catalog, client):
    response = client.get(ADDRESS, {"q": "alpa7b", "kind": "dataset"})
    assert "Names like it" in text_of(response)
    assert 'href="/artifacts/alpha-7b/"' in response.content.decode()


def test_nothing_asked_then_examples_are_offered(catalog, client):
    text = text_of(client.get(ADDRESS))
    assert "For example" in text
    assert "stable diffusion xl" in text


def test_an_empty_catalog_then_the_page_says_what_to_do(db, client):
    assert "manage.py import_catalog" in text_of(client.get(ADDRESS))
    assert "Nothing was found" in text_of(client.get(ADDRESS, {"q": "alpha"}))


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("a", "Type at least two characters."),
        ("😀 !", "There is no letter or digit to search for."),
        ("\x00", "There is no letter or digit to search for."),
        ("alpha " * 100, "Only the first 200 of 599 characters were searched for."),
    ],
)
def test_odd_input_when_asked_then_the_page_says_what_is_wrong_and_keeps_it(catalog, client, query, says):
    response = client.get(ADDRESS, {"q": query})
    assert response.status_code == 200
    assert says in text_of(response)
    kept = re.search(r'name="q"\s+value="([^"]*)"', response.content.decode())
    assert kept is None or kept[1] == query.replace("\x00", "").strip()


@pytest.mark.parametrize("query", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_markup_when_asked_then_it_is_printed_as_text(catalog, client, query):
    html = client.get(ADDRESS, {"q": query}).content.decode()
    assert query not in html


@pytest.mark.parametrize("wrong", [{"page": "0"}, {"page": "x"}, {"kind": "thing"}])
def test_a_parameter_that_makes_no_sense_is_refused_with_what_would(catalog, client, wrong):
    response = client.get(ADDRESS, {"q": "alpha", **wrong})
    assert response.status_code == 400


def test_a_page_beyond_the_end_leads_back(catalog, client):
    response = client.get(ADDRESS, {"q": "alpha", "page": "9"})
    assert response.status_code == 404
    assert 'href="/search/?q=alpha"' in response.content.decode()


def test_a_question_that_takes_too_long_then_the_page_says_so(whole_catalog, client):
    with search_held_up():
        response = client.get(ADDRESS, {"q": "text generation model"})
    assert response.status_code == 503
    assert "took too long" in response.content.decode()


def test_a_long_list_stands_on_pages(db, client):
    for number in range(45):
        factories.artifact(f"model-{number}", name=f"Zeppelin {number}")
    index_refresh()
    first, last = client.get(ADDRESS, {"q": "zeppelin"}), client.get(ADDRESS, {"q": "zeppelin", "page": 3})
    assert "Page 1 of 3" in text_of(first)
    assert first.content.decode().count('<article class="search-hit">') == 20
    assert last.content.decode().count('<article class="search-hit">') == 5
    assert 'href="/search/?q=zeppelin&amp;page=2" rel="next"' in first.content.decode()


def test_variants_stand_under_their_family_and_the_rest_is_folded(db, client):
    family = factories.artifact("zeppelin", name="Zeppelin")
    for number in range(12):
        member = factories.artifact(f"zeppelin-{number}", name=f"Zeppelin {number}")
        FamilyMembership.objects.create(family=family, member=member, rule="facts.members", position=number)
    index_refresh()
    response = client.get(ADDRESS, {"q": "zeppelin"})
    assert response.content.decode().count('<li class="search-group">') == 1
    assert "Family of 12; 12 of them found." in text_of(response)
    assert "9 more found in Zeppelin" in text_of(response)
    assert "All members of Zeppelin" in text_of(response)


@pytest.mark.parametrize(
    ("picks", "says"),
    [
        ([], "Nothing was checked"),
        (["alpha-7b"], "One was checked"),
        ([f"model-{number}" for number in range(7)], "7 were checked"),
    ],
)
def test_too_few_or_too_many_when_checked_then_the_page_says_so_and_leads_back(catalog, client, picks, says):
    response = client.get("/compare/", {"pick": picks, "q": "alpha"})
    assert response.status_code == 400
    assert says in text_of(response)
    assert 'href="/search/?q=alpha"' in response.content.decode()


def test_two_to_six_when_checked_then_they_are_compared_whatever_their_kind(catalog, client):
    response = client.get("/compare/", {"pick": ["letters", "alpha-7b", "letters"], "q": "x"})
    assert (response.status_code, response["Location"]) == (302, "/compare/alpha-7b-vs-letters/")


def test_a_check_that_names_no_possible_slug_is_refused(catalog, client):
    assert client.get("/compare/", {"pick": ["a b", "c"]}).status_code == 400


@pytest.mark.parametrize("field", ["q", "a", "b"])
def test_names_while_typed_come_as_a_list_to_choose_from(catalog, client, field):
    response = client.get("/suggest/", {field: "alp"})
    html = response.content.decode()
    assert 'role="listbox"' in html
    assert 'data-slug="alpha-7b" data-url="/artifacts/alpha-7b/"' in re.sub(r"\s+", " ", html)
    assert "<html" not in html
    assert response["Cache-Control"].startswith("public")


def test_nothing_like_what_is_typed_then_the_list_is_empty(catalog, client):
    assert client.get("/suggest/", {"q": "qqqqqq"}).content.strip() == b""
    assert client.get("/suggest/").content.strip() == b""


@pytest.mark.parametrize(
    ("text", "type_", "category", "refined"),
    [
        ("alpha 7b", "known_item", None, "alpha 7b"),
        ("alphaa 7b", "known_item", None, "alphaa 7b"),
        ("transcription calls", "capability", "audio.transcription", "transcription calls"),
        ("translation model", "browse", None, "translation"),
        ("entirely unknown words", None, None, "entirely unknown words"),
    ],
)
def test_an_intent_follows_three_rules(catalog, text, type_, category, refined):
    one = intent(text)
    assert (one.type, one.category, one.refined) == (type_, category, refined)


@pytest.mark.parametrize("hits", [1, 30])
def test_a_search_when_hits_grow_asks_no_more(db, client, django_assert_num_queries, hits):
    for number in range(hits):
        factories.entry(factories.artifact(f"model-{number}", name=f"Zeppelin {number}"), "Flies", kind="text.fly")
    factories.published()
    index_refresh()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with django_assert_num_queries(10):
        assert client.get(ADDRESS, {"q": "zeppelin"}).status_code == 200


def test_what_is_read_out_of_a_question_is_shown_and_can_be_taken_as_words_again(catalog, client):
    response = client.get(ADDRESS, {"q": "translation dataset"})
    text, html = text_of(response), response.content.decode()
    assert "Kind: dataset, from “dataset”" in text
    assert ("Letters" in text, "Gamma" in text) == (True, False)
    assert 'href="/search/?q=translation+dataset&amp;words=kind"' in html
    text = text_of(client.get(ADDRESS, {"q": "translation dataset", "words": "kind"}))
    assert "from “dataset”" not in text


def test_bounds_when_asked_then_they_narrow_and_what_states_nothing_passes_none(catalog, client):
    text = text_of(client.get(ADDRESS, {"q": "translation", "size_max": "9"}))
    assert "Nothing was found for “translation” with these filters" in text
    assert re.search(r"without size up to\s*: 3", text)
    assert client.get(ADDRESS, {"q": "translation", "size_max": "nine"}).status_code == 400


def test_a_question_of_filters_alone_lists_what_passes_them(catalog, client):
    text = text_of(client.get(ADDRESS, {"q": "open source datasets"}))
    assert ("Letters" in text, "Gamma" in text) == (True, False)
