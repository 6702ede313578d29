"""The admin's pages of history, restoring, bulk edits and merges: nothing changes before somebody has agreed."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission, User

from catalog import bulk_edits
from catalog.history import changes_of
from catalog.models import Artifact, CapabilityEntry, CapabilityKind, Citation, Claim, FamilyMembership
from tests.catalog.lines import artifact_line
from tests.catalog.test_admin import agree, fill, form_of, queries, save, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def artifact(import_lines):
    import_lines(artifact_line("a", licence="other"))
    return Artifact.objects.get()


def address(row, page):
    return f"{url(type(row))}{row.pk}/{page}/"


def entry_of(artifact, **fields):
    return CapabilityEntry.objects.create(**{"artifact": artifact, "name": "Writes", **fields})


def test_a_save_is_kept_with_the_name_of_the_curator_and_the_reason(client, curator, artifact):
    save(client, artifact, licence="mit", change_reason="see the LICENSE file")
    change = changes_of(artifact)[0]
    assert (change.who, change.why) == ("curator", "see the LICENSE file")
    page = client.get(address(artifact, "history")).content.decode()
    assert "see the LICENSE file" in page
    assert "<del>other</del>" in page
    assert "<ins>mit</ins>" in page


def test_a_reason_survives_a_form_with_a_fault(client, curator, artifact):
    target = url(Artifact, "change", artifact.pk)
    answer = client.post(target, {**form_of(client, target), "released": "last year", "change_reason": "because"})
    assert 'value="because"' in answer.content.decode()


def test_a_row_that_nobody_changed_says_so(client, curator, artifact):
    assert b"Nobody has changed this row" in client.get(address(artifact, "history")).content


def test_a_restore_shows_what_it_would_change_and_changes_it_when_agreed(client, curator, artifact):
    save(client, artifact, licence="mit", summary="By hand.")
    page = client.get(address(artifact, f"restore/{changes_of(artifact)[0].key}"))
    assert {(each.label, each.old, each.new) for each in page.context["fields"]} >= {("summary", "By hand.", "")}
    artifact.refresh_from_db()
    assert artifact.summary == "By hand."
    answer = client.post(page.request["PATH_INFO"], {"change_reason": "too early"}, follow=True)
    artifact.refresh_from_db()
    assert (artifact.summary, artifact.licence, artifact.curated_fields) == ("", "other", [])
    assert "restored an earlier version. too early" in answer.content.decode()


def test_a_restore_that_cannot_be_says_why(client, curator, artifact):
    first = Citation.objects.create(artifact=artifact, number=1, url="https://a.org/", title="T", cited_by="B")
    first.number = 2
    first.save()
    Citation.objects.create(artifact=artifact, number=1, url="https://b.org/", title="T", cited_by="B")
    answer = client.post(address(first, f"restore/{changes_of(first)[0].key}"), follow=True)
    assert "Nothing was restored: Citation with this Artifact and Number already exists" in answer.content.decode()


def test_a_removed_row_is_brought_back_from_the_history_of_its_artifact(client, curator, artifact):
    entry = entry_of(artifact)
    client.post(f"{url(CapabilityEntry)}{entry.pk}/delete/", {"post": "yes"})
    page = client.get(address(artifact, "history"))
    (row,) = page.context["removed"]
    assert (row["row"], row["who"]) == ("Writes", "curator")
    assert client.get(row["address"]).status_code == 404
    client.post(row["address"], follow=True)
    assert CapabilityEntry.objects.get().uid == entry.uid


@pytest.mark.parametrize("page", ["restore/nothing", "bring-back/claim/1", "bring-back/nothing/1"])
def test_a_version_that_is_not_there_is_not_found(client, curator, artifact, page):
    assert client.post(address(artifact, page)).status_code == 404


def test_who_may_only_look_sees_the_history_and_restores_nothing(client, artifact):
    artifact.summary = "New."
    artifact.save()
    user = User.objects.create_user("reader", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_artifact"))
    client.force_login(user)
    page = client.get(address(artifact, "history"))
    assert b"Restore what was before" not in page.content
    assert client.post(address(artifact, f"restore/{changes_of(artifact)[0].key}")).status_code == 404
    artifact.refresh_from_db()
    assert artifact.summary == "New."


def test_a_bulk_edit_shows_what_would_change_and_what_not_and_waits(client, curator, artifact):
    source = Citation.objects.create(artifact=artifact, number=1, url="https://a.org/", title="T", cited_by="B")
    draft, uncited, done = (entry_of(artifact, name=name) for name in ("Cited", "Uncited", "Done"))
    draft.citations.add(source)
    CapabilityEntry.objects.filter(pk=done.pk).update(status="published")
    keys = [draft.pk, uncited.pk, done.pk]
    page = client.post(url(CapabilityEntry), {"action": "publish", "_selected_action": keys})
    assert (page.context["count"], page.context["names"]) == (1, ["A: Cited"])
    assert {group["reason"]: group["names"] for group in page.context["left_alone"]} == {
        bulk_edits.UNCITED: ["A: Uncited"],
        "are published already": ["A: Done"],
    }
    draft.refresh_from_db()
    assert draft.status == "draft"
    answer = agree(client, CapabilityEntry, "publish", keys, change_reason="checked")
    draft.refresh_from_db()
    uncited.refresh_from_db()
    assert (draft.status, draft.revision, uncited.status) == ("published", 2, "draft")
    assert "1 changed, 2 left alone" in answer.content.decode()
    assert changes_of(draft)[0].why == "checked"


def test_a_bulk_edit_of_rows_that_changed_meanwhile_asks_again(client, curator, artifact):
    keys = [artifact.pk]
    page = client.post(url(Artifact), {"action": "hide", "_selected_action": keys})
    Artifact.objects.update(status="hidden")
    answer = client.post(url(Artifact), {"action": "hide", "_selected_action": keys, "seen": page.context["seen"]})
    assert "The rows have changed meanwhile" in answer.content.decode()
    assert answer.context["count"] == 0


def test_a_bulk_edit_is_undone_as_a_whole(client, curator, import_lines):
    import_lines(artifact_line("a"), artifact_line("b"))
    keys = list(Artifact.objects.values_list("pk", flat=True))
    answer = agree(client, Artifact, "retire", keys)
    (message,) = answer.context["messages"]
    undo = str(message).split('href="')[1].split('"')[0]
    assert client.get(undo).context["tables"] == [("artifacts", 2)]
    assert set(Artifact.objects.values_list("status", flat=True)) == {"retired"}
    client.post(undo)
    assert set(Artifact.objects.values_list("status", "curated_fields__len")) == {("listed", 0)}
    assert client.get(undo.replace(undo.split("/")[-2], "00000000-0000-0000-0000-000000000000")).status_code == 404


def test_all_rows_of_a_filtered_list_are_edited_without_naming_each(client, curator, import_lines):
    import_lines(artifact_line("a"), artifact_line("b"), artifact_line("c", type="dataset"))
    asked = {"action": "hide", "_selected_action": [Artifact.objects.first().pk], "select_across": "1"}
    target = f"{url(Artifact)}?kind__exact=model"
    page = client.post(target, asked)
    assert (page.context["count"], len(page.context["selected"])) == (2, 1)
    client.post(target, {**asked, "seen": page.context["seen"]})
    assert set(Artifact.objects.filter(status="hidden").values_list("slug", flat=True)) == {"a", "b"}


def test_more_rows_than_a_browser_would_wait_for_are_refused_with_advice(client, curator, import_lines, monkeypatch):
    monkeypatch.setattr(bulk_edits, "MOST", 1)
    import_lines(artifact_line("a"), artifact_line("b"))
    keys = list(Artifact.objects.values_list("pk", flat=True))
    answer = client.post(url(Artifact), {"action": "hide", "_selected_action": keys}, follow=True)
    assert "narrow the list by filters" in answer.content.decode()
    assert not Artifact.objects.filter(status="hidden").exists()


def test_a_merge_of_kinds_shows_what_moves_and_moves_it_when_agreed(client, curator, artifact):
    old = CapabilityKind.objects.create(path="text.prose", name="Prose", intents=["write a story"])
    new = CapabilityKind.objects.create(path="text.writing", name="Writing")
    entry = entry_of(artifact, kind=old)
    merge = address(old, "merge")
    assert client.get(merge).status_code == 200
    page = client.post(merge, {"into": new.pk})
    assert (page.context["merge"].written, page.context["merge"].intents) == (1, ["write a story"])
    entry.refresh_from_db()
    assert entry.kind == old
    client.post(merge, {"into": new.pk, "agreed": "yes", "change_reason": "the same"})
    for row in (entry, old):
        row.refresh_from_db()
    assert (entry.kind, old.merged_into) == (new, new)
    assert b"Take back the merge" in client.get(address(old, "change")).content
    client.post(address(old, "unmerge"))
    for row in (entry, old):
        row.refresh_from_db()
    assert (entry.kind, old.merged_into) == (old, None)


def test_a_merge_that_would_make_a_circle_is_refused_beside_the_field(client, curator):
    old = CapabilityKind.objects.create(path="text", name="Text")
    below = CapabilityKind.objects.create(path="text.writing", name="Writing", parent=old)
    for data, reason in (({"into": below.pk, "agreed": "yes"}, "stands below"), ({}, "Choose the kind that stays")):
        answer = client.post(address(old, "merge"), data)
        assert reason in str(answer.context["form"].errors["into"])
    old.refresh_from_db()
    assert old.merged_into is None


def test_a_merged_kind_is_offered_to_no_entry(client, curator):
    new = CapabilityKind.objects.create(path="text.writing", name="Writing")
    CapabilityKind.objects.create(path="text.prose", name="Prose", merged_into=new)
    asked = {"app_label": "catalog", "model_name": "capabilityentry", "field_name": "kind", "term": "text"}
    found = client.get("/admin/autocomplete/", asked).json()["results"]
    assert [each["text"] for each in found] == ["text.writing"]


def test_another_row_keeps_the_artifact_and_a_saved_one_leads_back_to_it(client, curator, artifact):
    target = f"{url(CapabilityEntry, 'add')}?artifact={artifact.pk}"
    data = {**form_of(client, target), "name": "Writes"}
    assert (data["artifact"], data["position"]) == (str(artifact.pk), 1)
    again = client.post(target, {**data, "_addanother": "1"})
    assert again.url.endswith(f"?artifact={artifact.pk}")
    chosen = client.post(url(CapabilityEntry, "add"), {**data, "_addanother": "1"})
    assert chosen.url.endswith(f"?artifact={artifact.pk}")
    assert form_of(client, again.url)["position"] == 2
    assert client.post(target, {**data, "_save": "1"}).url == url(Artifact, "change", artifact.pk)


def test_a_membership_that_a_curator_saves_is_no_rules_any_more(client, curator, artifact):
    family = Artifact.objects.create(slug="family", name="Family", kind="model")
    row = FamilyMembership.objects.create(family=family, member=artifact, rule="hub owner")
    target = url(FamilyMembership, "change", row.pk)
    assert client.post(target, {**form_of(client, target), "version": "2"}).status_code == 302
    row.refresh_from_db()
    assert (row.rule, row.version) == ("", "2")


def test_only_the_sources_of_the_artifact_can_be_ticked(client, curator, artifact):
    own = Citation.objects.create(artifact=artifact, number=1, url="https://a.org/", title="Own", cited_by="B")
    fill(2)
    own.artifact.citations.exclude(pk=own.pk).delete()
    assert Citation.objects.count() == 2
    page = client.get(f"{url(Claim, 'add')}?artifact={artifact.pk}")
    assert list(page.context["adminform"].form.fields["citations"].queryset) == [own]
    assert list(client.get(url(Claim, "add")).context["adminform"].form.fields["citations"].queryset) == []


def test_sources_number_themselves(client, curator, artifact):
    rows = {}
    for number in range(2):
        start = f"citations-{number}-"
        rows |= {f"{start}title": "T", f"{start}url": "https://a.org/", f"{start}cited_by": "B"}
        rows |= {f"{start}artifact": artifact.pk, f"{start}number": ""}
    save(client, artifact, **rows, **{"citations-TOTAL_FORMS": "2"})
    assert list(artifact.citations.values_list("number", flat=True)) == [1, 2]


def test_a_source_that_nobody_opened_and_nothing_cites_is_refused_in_words(client, curator, artifact):
    target = url(Artifact, "change", artifact.pk)
    row = {"citations-0-title": "T", "citations-0-url": "https://a.org/", "citations-0-artifact": artifact.pk}
    answer = client.post(target, {**form_of(client, target), **row, "citations-TOTAL_FORMS": "1"})
    assert "Give the day on which you opened it" in answer.content.decode()


def test_pages_of_history_and_bulk_edits_cost_as_many_queries_for_ten_rows_as_for_two(client, curator):
    fill(1)
    fill(2)

    def count():
        entry = CapabilityEntry.objects.order_by("pk").first()
        pages = [address(entry, "history"), address(entry.artifact, "history"), address(entry.kind, "merge")]
        return [queries(client, page) for page in pages]

    count()
    few = count()
    for number in range(3, 11):
        fill(number)
    assert count() == few
