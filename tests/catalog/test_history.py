"""The history of curated rows: what was, who changed it and why; and the way back."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from catalog.bulk_edits import BulkEdit, bulk_edit
from catalog.curating import artifact_save
from catalog.deriving_capabilities import capabilities_infer
from catalog.history import NOBODY, changes_of, removed_rows
from catalog.models import (
    CITED_EVENTS,
    EVENTS,
    RECORDED,
    Alias,
    Artifact,
    CapabilityEntry,
    CapabilityKind,
    Citation,
    Claim,
    Organization,
)
from catalog.recording import changes_by
from catalog.restoring import RestoreError, change_undo, row_bring_back, row_restore
from tests.catalog.lines import artifact_line, signal_line

pytestmark = pytest.mark.django_db


def make(slug="alpha", **fields):
    return Artifact.objects.create(**{"slug": slug, "name": slug.title(), "kind": "model", **fields})


def cite(artifact, number):
    return Citation.objects.create(
        artifact=artifact, number=number, url=f"https://a/{number}", title=f"T{number}", cited_by="B"
    )


def recorded(model=None):
    tables = [EVENTS[model]] if model else [*EVENTS.values(), *CITED_EVENTS.values()]
    return sum(table.objects.count() for table in tables)


def edit(artifact, who="ada", why="", **fields):
    for name, value in fields.items():
        setattr(artifact, name, value)
    with changes_by(who=who, why=why):
        artifact_save(artifact=artifact, changed=list(fields))


def test_an_edit_is_kept_with_who_when_why_and_what_it_changed():
    artifact = make(summary="Old.")
    edit(artifact, "ada", "the paper says so", summary="New.", licence="mit")
    change = changes_of(artifact)[0]
    assert (change.who, change.why, change.label) == ("ada", "the paper says so", "changed")
    assert {(each.label, each.old, each.new) for each in change.fields} == {
        ("summary", "Old.", "New."),
        ("licence", "", "mit"),
        ("curated fields", "", "licence"),
    }


@pytest.mark.parametrize(
    "write",
    [
        lambda: Artifact.objects.update(summary="New."),
        lambda: Artifact.objects.bulk_update([_with_summary(Artifact.objects.get())], ["summary"]),
        lambda: connection.cursor().execute("UPDATE catalog_artifact SET summary = 'New.'"),
    ],
    ids=["queryset", "bulk_update", "SQL"],
)
def test_what_passes_by_the_models_is_kept_too(write):
    artifact = make()
    write()
    artifact.refresh_from_db()
    change = changes_of(artifact)[0]
    assert (change.who, change.fields[0].new) == (NOBODY, "New.")


def _with_summary(artifact):
    artifact.summary = "New."
    return artifact


def test_a_change_of_nothing_that_a_curator_sets_leaves_no_history():
    make()
    before = recorded()
    Artifact.objects.update(generation=9, imported_values={"a": 1}, facts={"experts": 8}, summary="")
    assert recorded() == before


def test_who_is_told_only_inside_its_transaction():
    artifact = make()
    edit(artifact, "ada", summary="By Ada.")
    Artifact.objects.update(summary="By nobody.")
    artifact.refresh_from_db()
    assert [change.who for change in changes_of(artifact)[:2]] == [NOBODY, "ada"]


def test_a_change_that_fails_leaves_no_history_and_no_name_behind():
    artifact = make()
    before = recorded()

    def fail():
        with changes_by(who="ada"):
            Artifact.objects.update(summary="Lost.")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert recorded() == before
    Artifact.objects.update(summary="Kept.")
    artifact.refresh_from_db()
    assert changes_of(artifact)[0].who == NOBODY


def test_a_history_is_appended_to_and_never_changed():
    make()
    with pytest.raises(Exception, match="append_only"), transaction.atomic():
        EVENTS[Artifact].objects.update(summary="Another past")


def test_imports_leave_no_history_of_what_nobody_curated(import_lines):
    import_lines(artifact_line("a", licence="mit", aliases=["x"]), artifact_line("b"))
    import_lines(artifact_line("a", licence="gpl-3.0", aliases=["y"]), artifact_line("b", name="B"))
    import_lines(signal_line("a"))
    assert recorded() == 0


def test_an_import_that_changes_an_artifact_with_curated_values_is_kept_with_its_file(import_lines):
    import_lines(artifact_line("a", licence="mit"))
    artifact = Artifact.objects.get()
    edit(artifact, licence="apache-2.0")
    import_lines(artifact_line("a", licence="mit", name="Renamed"), name="later.jsonl")
    artifact.refresh_from_db()
    change = changes_of(artifact)[0]
    assert change.who == "import later.jsonl"
    assert change.why.startswith("batch ")
    assert [(each.label, each.new) for each in change.fields] == [("name", "Renamed")]


def test_inferred_entries_leave_no_history(import_lines):
    CapabilityKind.objects.create(path="text.generation", name="Text generation")
    import_lines(artifact_line("a", tasks=["text-generation"]))
    before = recorded()
    assert capabilities_infer().created
    assert recorded() == before


def test_sources_of_a_statement_belong_to_its_history():
    artifact = make()
    first, second = cite(artifact, 1), cite(artifact, 2)
    claim = Claim.objects.create(artifact=artifact, subject="licence", statement="MIT")
    with changes_by(who="ada"):
        claim.citations.add(first, second)
    with changes_by(who="bob", why="a better source"):
        claim.statement = "MIT, since 2024"
        claim.save()
        claim.citations.set([second])
    newest, older, added = changes_of(claim)
    assert (newest.who, older.who, added.label) == ("bob", "ada", "added")
    assert ("citations", "[1] T1\n[2] T2", "[2] T2") in [(f.label, f.old, f.new) for f in newest.fields]
    row_restore(instance=claim, key=newest.key)
    claim.refresh_from_db()
    assert (claim.statement, set(claim.citations.all())) == ("MIT", {first, second})


def test_a_restored_version_is_a_change_of_its_own_and_the_former_one_stays():
    artifact = make(summary="First.")
    edit(artifact, summary="Second.")
    edit(artifact, summary="Third.")
    with changes_by(who="bob", why="the first was right"):
        row_restore(instance=artifact, key=changes_of(artifact)[1].key)
    artifact.refresh_from_db()
    assert artifact.summary == "First."
    assert [(c.who, c.fields[0].new) for c in changes_of(artifact)[:3]] == [
        ("bob", "First."),
        ("ada", "Third."),
        ("ada", "Second."),
    ]


def test_a_field_that_was_not_curated_then_follows_the_imports_again_when_restored(import_lines):
    import_lines(artifact_line("a", licence="mit", organization="Org"))
    artifact = Artifact.objects.get()
    organization = Organization.objects.create(key="other", name="Other")
    edit(artifact, licence="apache-2.0", organization=organization)
    import_lines(artifact_line("a", licence="gpl-3.0", organization="Org"))
    artifact.refresh_from_db()
    row_restore(instance=artifact, key=changes_of(artifact)[0].key)
    artifact.refresh_from_db()
    assert (artifact.licence, artifact.organization.name, artifact.curated_fields) == ("gpl-3.0", "Org", [])


def test_a_version_that_another_row_has_taken_the_place_of_is_refused_with_the_reason():
    artifact = make()
    first = cite(artifact, 1)
    first.number = 2
    first.save()
    cite(artifact, 1)
    with pytest.raises(RestoreError, match="Number already exists"):
        row_restore(instance=first, key=changes_of(first)[0].key)
    first.refresh_from_db()
    assert first.number == 2


def test_a_removed_row_is_listed_with_its_artifact_and_comes_back_as_it_was():
    artifact = make()
    source = cite(artifact, 1)
    entry = CapabilityEntry.objects.create(artifact=artifact, name="Writes", limitations=["Slow"])
    entry.citations.add(source)
    uid, pk = entry.uid, entry.pk
    with changes_by(who="ada"):
        entry.delete()
    ((model, event),) = removed_rows(artifact)
    assert (model, event.name) == (CapabilityEntry, "Writes")
    back = row_bring_back(model=model, event=event)
    assert (back.pk, back.uid, back.limitations, list(back.citations.all())) == (pk, uid, ["Slow"], [source])
    assert removed_rows(artifact) == []
    with pytest.raises(RestoreError, match="there again"):
        row_bring_back(model=model, event=event)


def test_one_change_of_many_rows_is_undone_where_nothing_has_changed_since():
    rows = [make(slug) for slug in ("a", "b", "c")]
    with changes_by(who="ada") as change:
        bulk_edit(rows=rows, edit=BulkEdit("review", "Mark as reviewed"))
    edit(Artifact.objects.get(slug="b"), summary="Later.")
    undone = change_undo(change=change)
    assert (undone.restored, undone.left_alone) == (2, ["B was changed again since"])
    assert set(Artifact.objects.filter(reviewed_on=None).values_list("slug", flat=True)) == {"a", "c"}


def test_a_history_is_read_in_as_many_queries_for_ten_changes_as_for_two(django_assert_num_queries):
    artifact = make()
    claim = Claim.objects.create(artifact=artifact, subject="s", statement="0")
    for number in range(1, 11):
        with changes_by(who="ada"):
            claim.citations.add(cite(artifact, number))
            Claim.objects.update(statement=str(number))
        claim.refresh_from_db()
        if number in (2, 10):
            with django_assert_num_queries(5):
                assert len(changes_of(claim)) == number + 1


def test_every_recorded_column_exists_and_every_row_can_be_told_from_another():
    for model, columns in RECORDED.items():
        names = {field.name for field in model._meta.fields}
        assert set(columns) <= names
        assert model is Artifact or model is Alias or "uid" in columns
