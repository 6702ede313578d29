"""What a score may rest on leaves a touch when it is written, whoever writes it; what no score rests on leaves none."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from catalog.models import Artifact, Claim, FamilyMembership, Price, Relation, Signal, Source, Touch
from catalog.recording import changes_by_rule
from catalog.touches import edits_waiting, touches_forget, touches_take

pytestmark = pytest.mark.django_db


@pytest.fixture
def source():
    return Source.objects.create(key="hub", version="1", name="Hub")


@pytest.fixture
def artifacts(source):
    made = [Artifact.objects.create(slug=slug, name=slug, kind="model", source=source) for slug in ("a", "b", "c")]
    Touch.objects.all().delete()
    return made


def touched():
    """Ids of what was touched since the last look."""
    ids = set(Touch.objects.values_list("artifact_id", flat=True))
    Touch.objects.all().delete()
    return ids


def sql(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def test_an_artifact_is_touched_when_it_comes_and_when_it_goes(source):
    artifact = Artifact.objects.create(slug="new", name="new", kind="model", source=source)
    pk = artifact.pk
    assert touched() == {pk}
    artifact.delete()
    assert touched() == {pk}


@pytest.mark.parametrize(
    "change",
    [
        {"slug": "other"},
        {"name": "other"},
        {"licence": "mit"},
        {"facts": {"frameworks": ["x"]}},
        {"curated_facts": {"languages": ["en"]}},
        {"also_in": ["z"]},
        {"status": "hidden"},
        {"tasks": ["t"]},
        {"paper": "p"},
    ],
)
def test_a_change_of_what_the_formula_reads_is_noted_once_an_artifact(artifacts, change):
    Artifact.objects.filter(pk=artifacts[0].pk).update(**change)
    assert touched() == {artifacts[0].pk}
    Artifact.objects.filter(pk=artifacts[0].pk).update(**change)
    assert touched() == set()


def test_a_change_of_anything_else_is_not_noted(artifacts):
    Artifact.objects.update(summary="s", generation=7, released="2024", reviewed_on="2026-01-01")
    Claim.objects.create(artifact=artifacts[0], subject="s", statement="t")
    Relation.objects.create(subject=artifacts[0], type="trained_on", object=artifacts[1])
    Relation.objects.create(subject=artifacts[0], type="derived_from", object_name="nowhere")
    Source.objects.update(name="other")
    assert touched() == set()


def test_figures_are_noted_when_they_are_added_changed_and_removed(artifacts, source):
    rows = [
        Signal(artifact=artifact, component="adoption", metric="m", value=1, observed="2026", source=source)
        for artifact in artifacts[:2]
    ]
    Signal.objects.bulk_create(rows)
    both = {artifact.pk for artifact in artifacts[:2]}
    assert touched() == both
    Signal.objects.filter(artifact=artifacts[0]).update(artifact=artifacts[2])
    assert touched() == {artifacts[0].pk, artifacts[2].pk}
    Signal.objects.all().delete()
    assert touched() == {artifacts[1].pk, artifacts[2].pk}


def test_prices_memberships_and_derivations_are_noted_for_whom_they_count(artifacts):
    first, second, third = artifacts
    Price.objects.create(artifact=first, provider="p", unit="u", currency="USD")
    assert touched() == {first.pk}
    membership = FamilyMembership.objects.create(family=first, member=second)
    assert touched() == {first.pk, second.pk}
    membership.delete()
    assert touched() == {first.pk, second.pk}
    relation = Relation.objects.create(subject=first, type="derived_from", object=second)
    assert touched() == {second.pk}
    Relation.objects.filter(pk=relation.pk).update(object=third)
    assert touched() == {second.pk, third.pk}


def test_what_rules_and_plain_sql_write_is_noted_too(artifacts):
    with changes_by_rule():
        FamilyMembership.objects.create(family=artifacts[0], member=artifacts[1], rule="r")
    assert touched() == {artifacts[0].pk, artifacts[1].pk}
    sql("UPDATE catalog_artifact SET licence = 'mit'")
    assert touched() == {artifact.pk for artifact in artifacts}


def test_the_new_key_of_a_source_and_a_statement_that_touches_too_many_mean_everything(artifacts, source):
    Source.objects.filter(pk=source.pk).update(key="other")
    assert touched() == {None}
    sql(
        "INSERT INTO catalog_signal (artifact_id, component, metric, state, value, unit, observed, source_id)"
        " SELECT %s, 'adoption', 'm' || i, 'observed', i, '', '2026', %s FROM generate_series(1, 20000) i",
        artifacts[0].pk,
        source.pk,
    )
    assert touched() == {artifacts[0].pk}
    sql("SELECT catalog_touch_note(array(SELECT generate_series(1, 10001)::bigint))")
    assert touched() == {None}


def test_what_is_touched_while_a_run_is_at_work_stays_for_the_next_one(artifacts):
    Artifact.objects.filter(slug="a").update(licence="mit")
    assert touches_take(by=7).artifact_ids == {artifacts[0].pk}
    Artifact.objects.filter(slug="a").update(licence="gpl-3.0")
    touches_forget(by=7)
    assert edits_waiting() is not None
    assert touches_take(by=8).artifact_ids == {artifacts[0].pk}
    touches_forget(by=8)
    assert edits_waiting() is None


def test_a_later_run_takes_over_what_an_earlier_one_has_not_shown(artifacts):
    Artifact.objects.filter(slug="a").update(licence="mit")
    touches_take(by=7)
    Artifact.objects.filter(slug="b").update(licence="mit")
    assert touches_take(by=8).artifact_ids == {artifacts[0].pk, artifacts[1].pk}
    touches_forget(by=7)
    assert touches_take(by=9).artifact_ids == {artifacts[0].pk, artifacts[1].pk}


def test_an_edit_that_was_taken_back_leaves_nothing(artifacts):
    with transaction.atomic():
        Artifact.objects.filter(slug="a").update(licence="mit")
        transaction.set_rollback(True)
    assert edits_waiting() is None
