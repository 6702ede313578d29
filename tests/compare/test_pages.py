"""Pages as data: rows that sum, blocks that align, texts that come from stored facts alone."""

from __future__ import annotations

from datetime import date

import pytest

from catalog.models import Artifact, CapabilityEntry, Relation
from catalog.selectors import artifacts_by_slug
from compare.pages.artifact import artifact_page
from compare.pages.comparison import comparison_page
from scoring.selectors import published_run, score_cards
from tests.compare import factories

SEED_ROWS = (
    "Type",
    "UnfragileRank",
    "Adoption",
    "Quality",
    "Ecosystem",
    "Match Graph",
    "Pricing",
    "Capabilities",
    "Times Matched",
)
SAME_KIND = ("deepseek-ai--deepseek-r1", "qwen--qwen3-235b-a22b")


def page_of(*slugs):
    found = artifacts_by_slug(slugs)
    return comparison_page([found[slug] for slug in slugs], run=published_run())


def test_rows_of_every_scored_artifact_when_printed_sum_to_its_score(whole_catalog):
    run = published_run()
    ids = list(Artifact.objects.listed().order_by("pk").values_list("pk", flat=True))
    totals = 0
    for start in range(0, len(ids), 3000):
        for card in score_cards(ids[start : start + 3000], run=run).values():
            for component in card.components:
                assert sum(row.points_tenths for row in component.rows) == component.points_tenths
            if card.rated:
                assert sum(component.points_tenths for component in card.components) == card.score_tenths
                totals += 1
    assert totals == sum(run.rated.values())


def test_blocks_of_a_page_when_printed_sum_to_the_shown_score(whole_catalog):
    page = page_of(*SAME_KIND)
    for side, block in zip(page.sides, page.scores, strict=True):
        offset = 0
        for component in block.components:
            assert component.offset.tenths == offset
            assert sum(row.points.tenths for row in component.rows) == component.points.tenths
            offset += component.points.tenths
        assert offset == block.total.tenths == side.score.tenths


def test_the_seed_pairs_when_shown_have_the_nine_rows_in_order(whole_catalog):
    for pair in (("internlm", "the-pile"), ("blip-2", "the-pile")):
        page = page_of(*pair)
        assert tuple(row.label for row in page.facts[:9]) == SEED_ROWS
        assert page.facts[0].cells[0].text == "Model"
        assert page.facts[0].cells[1].text == "Dataset"
        assert page.verdict.outcome == "not_comparable"
        assert page.differences is None


def test_two_of_one_kind_when_compared_explain_their_difference_to_the_tenth(whole_catalog):
    page = page_of(*SAME_KIND)
    a, b = (side.score.tenths for side in page.sides)
    assert page.differences.total.tenths == a - b
    assert sum(row.difference.tenths for row in page.differences.rows) == a - b
    assert sum(row.difference.tenths for row in page.differences.components) == a - b
    sizes = [abs(row.difference.tenths) for row in page.differences.rows]
    assert sizes == sorted(sizes, reverse=True)


def test_six_sides_when_compared_are_ranked_and_lettered(whole_catalog):
    slugs = sorted(
        [*SAME_KIND, "qwen--qwen2-5-7b-instruct", "zai-org--glm-4-5", "qwen--qwen3-30b-a3b-instruct-2507", "gpt-4o"]
    )
    page = page_of(*slugs)
    assert [side.letter for side in page.sides] == list("ABCDEF")
    assert all(len(row.cells) == 6 for row in page.facts)
    assert len(page.verdict.standings) == sum(side.score is not None for side in page.sides)


def test_an_unrated_side_when_shown_has_rows_but_no_sum(whole_catalog):
    page = page_of("internlm-104b", "the-pile")
    block = page.scores[0]
    assert block.total is None
    assert "15 % are needed" in block.unrated
    assert page.facts[1].cells[0].text == "Unrated"
    assert page.facts[1].cells[0].value is None
    assert all(component.rows for component in block.components)


def test_unknown_facts_when_shown_say_not_stated_and_are_null(whole_catalog):
    page = page_of("internlm", "the-pile")
    size = next(row for row in page.facts if row.key == "size")
    assert (size.cells[0].text, size.cells[0].value) == ("not stated", None)
    assert size.cells[1].text.startswith("825.2 GiB in 22 parts")


def test_stated_facts_when_shown_name_their_source(whole_catalog):
    released = next(row for row in page_of("blip-2", "the-pile").facts if row.key == "released")
    assert all(cell.source_name for cell in released.cells)


def test_pages_without_shared_capabilities_when_shown_say_why_search_engines_stay_away(whole_catalog):
    assert page_of(*SAME_KIND).meta.noindex == ""
    CapabilityEntry.objects.filter(artifact__slug=SAME_KIND[0]).delete()
    assert "0 capabilities are shared" in page_of(*SAME_KIND).meta.noindex


@pytest.mark.django_db
def test_entries_when_two_have_the_same_kind_stand_side_by_side():
    a, b = factories.rated("alpha"), factories.rated("beta", downloads=900)
    factories.entry(a, "Chat", kind="text.chat", cited=True, unique="Short", vs_alternatives="Faster than none")
    factories.entry(a, "Code", kind="text.code")
    factories.entry(b, "Dialogue", kind="text.chat", reviewed_on=date(2026, 11, 3))
    factories.entry(b, "Hidden", status=CapabilityEntry.Status.DRAFT)
    factories.published()
    page = page_of("alpha", "beta")
    shared = page.capabilities.shared[0]
    assert [item.name for item in shared.items] == ["Chat", "Dialogue"]
    assert shared.method == "kind"
    assert [[item.name for item in lane.items] for lane in page.capabilities.only] == [["Code"], []]
    assert page.capabilities.counts == (2, 1)
    assert page.capabilities.only[1].empty.text == "Everything that Beta has is shared."
    assert shared.items[0].citations[0].anchor == "source-a-1"
    assert shared.items[1].provenance == "no source"
    assert shared.items[1].reviewed_on == date(2026, 11, 3)
    assert page.facts[7].cells[0].text == "2 decomposed"


@pytest.mark.django_db
def test_a_page_when_enough_facts_and_a_capability_are_shared_is_open_to_search_engines():
    fields = {"released": "2024-01", "languages": ["en"], "tasks": ["text-generation", "translation"]}
    a, b = factories.rated("alpha", **fields), factories.rated("beta", **fields)
    factories.entry(a, "Chat")
    factories.entry(b, "chat")
    assert page_of("alpha", "beta").meta.noindex == ""


@pytest.mark.django_db
def test_a_page_when_its_only_shared_task_is_text_generation_does_not_count_it():
    fields = {"released": "2024-01", "tasks": ["text-generation"]}
    a, b = (factories.artifact(slug, licence="other", **fields) for slug in ("alpha", "beta"))
    factories.entry(a, "Chat")
    factories.entry(b, "chat")
    assert page_of("alpha", "beta").meta.noindex.startswith("Not offered to search engines: 1 facts")


@pytest.mark.django_db
def test_a_relation_between_the_sides_when_known_is_named():
    a, b = factories.artifact("alpha"), factories.artifact("beta", kind="dataset")
    other = factories.artifact("gamma", kind="dataset", status=Artifact.Status.HIDDEN)
    Relation.objects.create(subject=a, type=Relation.Type.TRAINED_ON, object=b, object_name="beta data")
    Relation.objects.create(subject=a, type=Relation.Type.EVALUATED_ON, object=other, object_name="gamma data")
    (line,) = page_of("alpha", "beta").relations
    assert (line.subject, line.phrase, line.object, line.url) == ("Alpha", "was trained on", "Beta", "/artifacts/beta/")
    hidden = artifact_page(a, run=None).relations[0]
    assert (hidden.object, hidden.url) == ("gamma data", "")


@pytest.mark.django_db
def test_a_page_before_the_first_run_says_so_and_ranks_nothing():
    factories.artifact("alpha"), factories.artifact("beta")
    page = page_of("alpha", "beta")
    assert page.meta.run is None
    assert page.scores == ()
    assert page.verdict.outcome == "unrated"
    assert [cell.text for cell in page.facts[1].cells] == ["not scored yet", "not scored yet"]
    assert page.sides[0].unrated == "no scoring run has been published yet"


@pytest.mark.django_db
def test_an_artifact_when_younger_than_the_run_says_so():
    factories.rated("alpha")
    factories.published()
    factories.artifact("beta")
    assert page_of("alpha", "beta").sides[1].unrated == "it came after the published scoring run"
