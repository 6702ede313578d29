"""What a curator says of two entries: one word a pair, kept through imports, with a history, seen by both pages."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from catalog.deriving_capabilities import capabilities_infer
from catalog.history import changes_of, removed_rows
from catalog.models import EVENTS, AlignmentOverride, Artifact, CapabilityEntry
from catalog.restoring import row_bring_back, row_restore
from catalog.selectors_entries import artifact_capabilities, entry_overrides
from catalog.services import file_import
from tests.catalog.test_admin import form_of, url
from tests.catalog.test_generation import raised
from tests.catalog.test_kinds import FIXTURE

pytestmark = pytest.mark.django_db

SLUGS = ("first", "second", "bystander")


@pytest.fixture
def entries():
    artifacts = [Artifact.objects.create(slug=slug, name=slug.title(), kind="model") for slug in SLUGS]
    return [CapabilityEntry.objects.create(artifact=each, name="Writes", status="published") for each in artifacts]


def override(one, other, verdict="same", **fields):
    return AlignmentOverride.objects.create(one=one, other=other, verdict=verdict, **fields)


def said_of(entry):
    (found,) = artifact_capabilities([entry.artifact_id])[entry.artifact_id]
    return entry_overrides(found)


def test_a_pair_holds_one_word_whichever_entry_is_named_first(entries):
    one, other, _ = entries
    override(one, other)
    with pytest.raises(IntegrityError), transaction.atomic():
        override(other, one, "different")
    with pytest.raises(ValidationError, match="change that instead"):
        AlignmentOverride(one=other, other=one, verdict="different").full_clean()


def test_an_entry_with_itself_or_with_another_of_its_artifact_is_refused(entries):
    one = entries[0]
    beside = CapabilityEntry.objects.create(artifact=one.artifact, name="Reads")
    with pytest.raises(IntegrityError), transaction.atomic():
        override(one, one)
    with pytest.raises(ValidationError, match="of one artifact"):
        AlignmentOverride(one=one, other=beside, verdict="same").full_clean()


def test_what_is_said_stands_with_the_entry_named_first(entries):
    one, other, bystander = entries
    override(one, other)
    override(one, bystander, "different")
    assert sorted(said_of(one)) == sorted([(str(other.uid), True), (str(bystander.uid), False)])
    assert said_of(other) == []


def test_every_edit_raises_the_generation_of_both_artifacts_and_of_those_left(entries):
    one, other, bystander = entries
    assert raised(lambda: override(one, other)) == {"first", "second"}
    row = AlignmentOverride.objects.get()
    assert raised(lambda: AlignmentOverride.objects.update(verdict="different")) == {"first", "second"}
    assert raised(lambda: AlignmentOverride.objects.update(other=bystander.uid)) == {"first", "second", "bystander"}
    assert raised(row.delete) == {"first", "bystander"}


def test_what_is_said_outlives_an_entry_that_goes_and_comes_back(entries):
    one, other, _ = entries
    override(one, other)
    uid = other.uid
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM catalog_capabilityentry WHERE id = %s", [other.pk])
    CapabilityEntry.objects.create(artifact=other.artifact, name="Writes", status="published", uid=uid)
    assert said_of(one) == [(str(uid), True)]


def test_what_is_said_of_an_inferred_entry_holds_again_when_its_fact_comes_back():
    file_import(FIXTURE)
    alpha, beta = (
        Artifact.objects.create(slug=slug, name=slug, kind="model", facts={"tool_call": True})
        for slug in ("alpha", "beta")
    )
    capabilities_infer()
    one, other = (each.capabilities.get(kind__path="agent.tool-calling") for each in (alpha, beta))
    override(one, other, "different")
    for facts, there in (({}, False), ({"tool_call": True}, True)):
        Artifact.objects.filter(pk=beta.pk).update(facts=facts)
        capabilities_infer()
        assert beta.capabilities.filter(uid=other.uid).exists() == there
    entries = artifact_capabilities([alpha.pk])[alpha.pk]
    assert [said for entry in entries for said in entry_overrides(entry)] == [(str(other.uid), False)]


def test_an_override_has_a_history_and_a_way_back(entries):
    one, other, _ = entries
    row = override(one, other, note="both write")
    row.verdict = "different"
    row.save()
    change = changes_of(row)[0]
    assert [(each.label, each.old, each.new) for each in change.fields] == [("verdict", "same", "different")]
    row_restore(instance=row, key=change.key)
    row.refresh_from_db()
    assert row.verdict == "same"
    row.delete()
    model, event = next((model, event) for model, event in removed_rows(one.artifact) if model is AlignmentOverride)
    assert isinstance(event, EVENTS[AlignmentOverride])
    row_bring_back(model=model, event=event)
    assert AlignmentOverride.objects.get().note == "both write"


def test_a_change_of_the_entries_is_told_by_their_names(entries):
    one, other, bystander = entries
    bystander.name = "Reads"
    bystander.save()
    row = override(one, other)
    row.other = bystander
    row.save()
    assert [(each.label, each.old, each.new) for each in changes_of(row)[0].fields] == [("other", "Writes", "Reads")]


def test_the_form_offers_entries_with_their_artifact_and_keeps_what_was_chosen(client, curator, entries):
    one, other, _ = entries
    asked = {"app_label": "catalog", "model_name": "alignmentoverride", "field_name": "one", "term": "first wri"}
    found = client.get("/admin/autocomplete/", asked).json()["results"]
    assert found == [{"id": str(one.uid), "text": "First: Writes (published)"}]
    target = url(AlignmentOverride, "add")
    sent = {**form_of(client, target), "one": one.uid, "other": other.uid, "verdict": "different", "note": "not so"}
    answer = client.post(target, {**sent, "change_reason": "read both"})
    row = AlignmentOverride.objects.get()
    assert answer.status_code == 302
    assert (row.one, row.other, row.verdict, row.note) == (one, other, "different", "not so")
    assert (changes_of(row)[-1].who, changes_of(row)[-1].why) == ("curator", "read both")
    page = client.get(url(AlignmentOverride, "change", row.pk)).content.decode()
    assert "Second: Writes (published)" in page
    again = client.post(target, {**sent, "one": other.uid, "other": one.uid})
    assert "change that instead" in again.content.decode()


def test_the_list_names_entries_and_says_which_are_gone(client, curator, entries):
    one, other, _ = entries
    override(one, other)
    assert "Second: Writes" in client.get(url(AlignmentOverride), {"q": "second"}).content.decode()
    assert b"First: Writes" not in client.get(url(AlignmentOverride), {"q": "bystander"}).content
    other.delete()
    row = AlignmentOverride.objects.get()
    assert f"an entry that is gone ({row.other_id})" in client.get(url(AlignmentOverride)).content.decode()
    assert client.get(url(AlignmentOverride, "change", row.pk)).status_code == 200
    assert client.get(f"{url(AlignmentOverride)}{row.pk}/history/").status_code == 200
