"""The published run over the whole fixture catalog."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from django.db import connection

from catalog.models import Artifact
from scoring.doubts import side_of
from scoring.formula.paired import NO_LINKS, paired_difference
from scoring.methodology import methodology_get
from scoring.models import Score
from scoring.selectors import leaderboard, list_counts, published_run, score_cards


def query(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def test_every_listed_artifact_is_scored_and_no_other(whole_catalog):
    scored = set(Score.objects.filter(run_id=published_run().run_id).values_list("artifact_id", flat=True))
    assert scored == set(Artifact.objects.listed().values_list("pk", flat=True))


def test_the_rows_of_every_scored_artifact_sum_to_its_score(whole_catalog):
    """In the tables, over all of them; in tenths as shown and in millionths as stored."""
    run = published_run()
    wrong = query(
        f"""
        SELECT artifact_id FROM scoring_score WHERE run_id = {run.run_id} AND (
            (SELECT sum(t) FROM unnest(tenths) t) <> score_tenths
            OR (SELECT sum(t) FROM unnest(component_tenths) t) <> score_tenths
            OR (SELECT sum(p) FROM unnest(points) p) <> score
            OR score_tenths <> (score + 50000) / 100000)
        """
    )
    assert wrong == []
    assert Score.objects.filter(run_id=run.run_id).count() == sum(run.listed.values())


def test_the_rows_of_every_card_sum_to_its_components_and_these_to_its_score(whole_catalog):
    """As pages and API read them: all cards, in stretches."""
    ids = list(Artifact.objects.listed().order_by("pk").values_list("pk", flat=True))
    seen = 0
    for start in range(0, len(ids), 5000):
        for card in score_cards(ids[start : start + 5000]).values():
            for component in card.components:
                assert sum(row.points_tenths for row in component.rows) == component.points_tenths
                assert all(row.sentence for row in component.rows)
            total = sum(component.points_tenths for component in card.components)
            assert card.score_tenths == (total if card.rated else None)
            assert (card.position is not None) == card.rated
            seen += 1
    assert seen == len(ids)


def test_values_and_coverage_stay_in_their_range(whole_catalog):
    assert query(
        """
        SELECT count(*) FROM scoring_score, unnest(values || reliabilities || coverage || component_values) v
        WHERE v NOT BETWEEN 0 AND 1000000
        """
    ) == [(0,)]


def test_artifacts_are_rated_from_the_floor_of_the_methodology_on(whole_catalog):
    floor = round(methodology_get().rated_from * 1_000_000)
    run = published_run()
    assert query(f"SELECT count(*) FROM scoring_score WHERE rated <> (own_coverage >= {floor})") == [(0,)]
    assert all(0 < run.rated[kind] < run.listed[kind] for kind in ("model", "dataset"))


def test_nothing_tells_artifacts_apart_where_there_is_no_match_evidence(whole_catalog):
    """All of a kind start alike, to the tenth that rounding may move."""
    statement = "SELECT max(component_tenths[4]) - min(component_tenths[4]) <= 2, max(coverage[4]) FROM scoring_score"
    assert query(f"{statement} GROUP BY kind") == [(True, 0), (True, 0)]


def test_lists_are_in_order_without_gaps(whole_catalog):
    for kind in ("model", "dataset"):
        wrong = query(
            f"""
            SELECT slug FROM (
                SELECT slug, score, rated, lag(score) OVER walk AS above, lag(rated) OVER walk AS rated_above
                FROM scoring_score WHERE kind = '{kind}' WINDOW walk AS (ORDER BY rank_key, slug)
            ) listed WHERE (rated AND above < score) OR (rated AND NOT rated_above)
            """
        )
        assert wrong == []
        page = leaderboard(kind=kind, offset=0, limit=50)
        assert [entry.position for entry in page.entries][:1] == [1]
        assert len(page.entries) == 50


def test_every_place_of_a_list_is_on_one_page_of_it(whole_catalog):
    """Across milestones too."""
    run = published_run()
    for members in (True, False):
        total, rated = list_counts(run, kind="dataset", members=members)
        pages = [
            leaderboard(kind="dataset", offset=offset, limit=900, run=run, members=members).entries
            for offset in range(0, total, 900)
        ]
        listed = [entry for page in pages for entry in page]
        assert len({entry.artifact.pk for entry in listed}) == len(listed) == total
        positions = [entry.position for entry in listed if entry.position is not None]
        assert positions == sorted(positions)
        assert len(positions) == rated


def test_every_rated_score_lies_in_its_interval(whole_catalog):
    assert query(
        """
        SELECT count(*) FROM scoring_score WHERE NOT (
            low BETWEEN 0 AND score AND high BETWEEN score AND 100000000 AND sd_evidence > 0 AND sd_method >= 0
            AND cardinality(component_sds) = 4 AND sd_class BETWEEN 0 AND 150 AND octet_length(digest) = 32)
        """
    ) == [(0,)]


def test_every_rung_counts_what_stands_on_it_and_every_position_lies_in_its_band(whole_catalog):
    assert query(
        """
        SELECT count(*) FROM scoring_rung r LEFT JOIN (
            SELECT kind, CASE WHEN rated THEN score_tenths ELSE -1 END AS tenths,
                   CASE WHEN rated THEN sd_class ELSE -1 END AS sd_class, count(*) AS artifacts
            FROM scoring_score GROUP BY 1, 2, 3
        ) counted USING (kind, tenths, sd_class)
        WHERE counted.artifacts IS DISTINCT FROM r.artifacts OR r.grouped > r.artifacts OR NOT CASE
            WHEN tenths < 0 THEN best IS NULL AND worst IS NULL AND position IS NULL
            ELSE best BETWEEN 1 AND position AND worst >= position
                AND (r."grouped" = 0 OR grouped_best BETWEEN 1 AND grouped_position
                     AND grouped_worst >= grouped_position) END
        """
    ) == [(0,)]


def test_the_standard_deviation_of_a_score_is_that_of_its_components_together(whole_catalog):
    """Rounded to a millionth each."""
    assert query(
        """
        SELECT count(*) FROM scoring_score WHERE abs(
            sd_evidence - sqrt((SELECT sum(sd::float8 ^ 2) FROM unnest(component_sds) sd))) > 3
        """
    ) == [(0,)]


def test_models_without_a_board_all_have_the_quality_that_stands_in_for_it(whole_catalog):
    assert query(
        """
        SELECT count(DISTINCT component_values[2]), min(coverage[2]) FROM scoring_score
        WHERE kind = 'model' AND reliabilities[5] = 0
        """
    ) == [(1, 0)]


def test_two_models_of_a_frontier_board_are_told_apart_more_surely_than_if_its_link_counted_twice(whole_catalog):
    listed = Artifact.objects.filter(signals__metric="lmarena_text:score", kind="model").order_by("slug").distinct()
    cards = score_cards(listed.values_list("pk", flat=True)[:40])
    sides = [side for card in cards.values() if (side := side_of(card)).links.size and card.rated]
    assert len(sides) > 10
    weights = np.array([0.3, 0.35, 0.15, 0.2])
    apart = [replace(side, links=NO_LINKS) for side in sides]
    for place, side in enumerate(sides[1:], start=1):
        shared = paired_difference(weights, sides[0], side)
        counted_twice = paired_difference(weights, apart[0], apart[place])
        assert shared.difference == counted_twice.difference
        assert shared.sd_evidence > 0
        assert shared.sd_evidence != counted_twice.sd_evidence


def test_a_stored_standing_holds_its_board_results_and_nothing_else_does(whole_catalog):
    wrong = query(
        """
        SELECT count(*) FROM scoring_score
        WHERE (results IS NOT NULL) <> (kind = 'model' AND substr(states, 5, 1) = 'o')
        """
    )
    assert wrong == [(0,)]


def test_the_middle_of_every_kind_is_fifty(whole_catalog):
    """Of those that its scale was fitted on: families are none of them."""
    middles = query(
        """
        SELECT s.kind, percentile_cont(0.5) WITHIN GROUP (ORDER BY score)
        FROM scoring_score s JOIN catalog_artifact a ON a.id = s.artifact_id
        WHERE rated AND coalesce(a.facts->>'artifact_scope', '') <> 'family' GROUP BY s.kind
        """
    )
    assert all(abs(middle / 1_000_000 - 50) < 0.1 for _, middle in middles), middles
    assert len(middles) == 2
