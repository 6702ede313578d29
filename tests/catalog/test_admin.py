"""The curators' screens: each opens in a constant number of queries, and what is set there stays."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import (
    Alias,
    AlignmentOverride,
    Artifact,
    Benchmark,
    BenchmarkResult,
    CapabilityEntry,
    CapabilityKind,
    Citation,
    Claim,
    FamilyMembership,
    ImportBatch,
    Organization,
    Price,
    Relation,
    Release,
    Signal,
    Source,
)
from tests.catalog.lines import artifact_line, signal_line

pytestmark = pytest.mark.django_db

MODELS = (
    Alias,
    AlignmentOverride,
    Artifact,
    Benchmark,
    BenchmarkResult,
    CapabilityEntry,
    CapabilityKind,
    Citation,
    Claim,
    FamilyMembership,
    ImportBatch,
    Organization,
    Relation,
    Release,
    Signal,
    Source,
)
WRITTEN_BY_IMPORTS = (ImportBatch, Signal)


def url(model, page="changelist", *arguments):
    tail = {"changelist": "", "add": "add/", "change": "{}/change/"}[page]
    return f"/admin/catalog/{model._meta.model_name}/" + tail.format(*arguments)


def fill(number):
    """One artifact with a row of everything, and more rows of everything on the first artifact."""
    organization = Organization.objects.create(key=f"org{number}", name=f"Org {number}")
    source = Source.objects.create(key=f"board{number}", name=f"Board {number}")
    kind = CapabilityKind.objects.create(path=f"text.k{number}", name="K", parent=CapabilityKind.objects.first())
    artifact = Artifact.objects.create(
        slug=f"a{number}", name=f"A {number}", kind="model", organization=organization, source=source
    )
    benchmark = Benchmark.objects.create(key=f"b{number}", name="B")
    ImportBatch.objects.create(file_name="f", sha256="0", record_type="artifact")
    first = Artifact.objects.order_by("pk").first()
    for owner in {artifact, first}:
        citation = Citation.objects.create(artifact=owner, number=number, url="https://a/", title="T", cited_by="B")
        cited = [
            CapabilityEntry.objects.create(artifact=owner, kind=kind, name="Writes"),
            Claim.objects.create(artifact=owner, subject="licence", statement="MIT"),
            Release.objects.create(artifact=owner, version=str(number)),
            Relation.objects.create(
                subject=owner,
                type="trained_on",
                object=None if owner == artifact else artifact,
                object_name=f"o{number}",
            ),
            BenchmarkResult.objects.create(artifact=owner, benchmark=benchmark, value=1, reported_by="self"),
        ]
        for statement in cited:
            statement.citations.add(citation)
        Alias.objects.create(artifact=owner, name=f"alias {number}", slug=f"alias-{number}")
        Price.objects.create(artifact=owner, provider=f"p{number}", unit="m", input_amount=number)
        Signal.objects.create(
            artifact=owner, component="adoption", metric=f"m{number}", value=1, observed="2026", source=source
        )
    if artifact != first:
        FamilyMembership.objects.create(family=first, member=artifact, rule="by hand")
        FamilyMembership.objects.create(family=artifact, member=first, rule="by hand")
        ends = [owner.capabilities.order_by("-pk").first() for owner in (first, artifact)]
        AlignmentOverride.objects.create(one=ends[0], other=ends[1], verdict="same")


def queries(client, address):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert answer.content
    return len(captured)


def test_every_table_of_the_catalog_has_its_screen():
    registered = {model for model in admin.site._registry if model._meta.app_label == "catalog"}
    assert registered == set(MODELS)


@pytest.mark.parametrize("model", MODELS)
def test_a_list_and_a_form_open_in_as_many_queries_for_ten_rows_as_for_two(client, curator, model):
    fill(1)
    fill(2)
    form = url(model, "change", model.objects.order_by("pk").first().pk)
    pages = [url(model), f"{url(model)}?q=a1", form]
    for page in pages:
        client.get(page)  # content types are read once a process
    few = [queries(client, page) for page in pages]
    for number in range(3, 11):
        fill(number)
    many = [queries(client, page) for page in pages]
    assert many == few
    assert max(many) <= 32


@pytest.mark.parametrize("model", [model for model in MODELS if model not in WRITTEN_BY_IMPORTS])
def test_a_curated_table_offers_a_form_for_a_new_row(client, curator, model):
    assert client.get(url(model, "add")).status_code == 200


@pytest.mark.parametrize("model", WRITTEN_BY_IMPORTS)
def test_what_imports_write_is_shown_and_neither_added_nor_changed_nor_deleted(client, curator, model):
    fill(1)
    row = model.objects.first()
    assert client.get(url(model, "add")).status_code == 403
    form = client.get(url(model, "change", row.pk))
    assert b"_save" not in form.content
    assert client.post(url(model, "change", row.pk), {}).status_code == 403
    assert client.get(f"{url(model)}{row.pk}/delete/").status_code == 403


def test_an_artifact_is_not_deleted_by_hand(client, curator):
    fill(1)
    assert client.post(f"{url(Artifact)}{Artifact.objects.get().pk}/delete/", {"post": "yes"}).status_code == 403
    assert Artifact.objects.exists()


def form_of(client, address):
    """What a browser would send back from a form that nobody has touched."""
    answer = client.get(address)
    form = answer.context["adminform"].form
    parts = [form, *(inline.formset.management_form for inline in answer.context["inline_admin_formsets"])]
    for inline in answer.context["inline_admin_formsets"]:
        parts += inline.formset.initial_forms
    data = {}
    for part in parts:
        for bound in part:
            value = bound.value()
            if value is None or bound.field.disabled or (value is False and bound.widget_type == "checkbox"):
                continue
            data[bound.html_name] = value
            if bound.field.show_hidden_initial:
                data[bound.html_initial_name] = value
    data.pop("give_back", None)
    return data


def save(client, artifact, **fields):
    address = url(Artifact, "change", artifact.pk)
    answer = client.post(address, {**form_of(client, address), **fields})
    assert answer.status_code == 302, [answer.context["errors"], answer.context["adminform"].form.errors]
    artifact.refresh_from_db()


def agree(client, model, action, keys, **fields):
    """Ask for an action on rows, and agree to what its page shows."""
    asked = {"action": action, "_selected_action": keys, **fields}
    page = client.post(url(model), asked)
    assert page.status_code == 200, page
    return client.post(url(model), {**asked, "seen": page.context["seen"]}, follow=True)


def test_a_form_saved_untouched_curates_nothing(client, curator, import_lines):
    import_lines(artifact_line("a", tasks=["x, y", "z"], licence="mit", organization="Org", aliases=["b"]))
    artifact = Artifact.objects.get()
    save(client, artifact)
    assert (artifact.curated_fields, artifact.tasks, artifact.organization.name) == ([], ["x, y", "z"], "Org")


def test_an_edit_in_the_admin_survives_the_next_import_and_shows_what_the_source_says(client, curator, import_lines):
    import_lines(artifact_line("a", licence="other", tasks=["x"]))
    artifact = Artifact.objects.get()
    save(client, artifact, licence="apache-2.0", tasks="chat, with tools\n\nsearch\n", summary="By hand.")
    assert artifact.curated_fields == ["licence", "tasks"]
    import_lines(artifact_line("a", licence="gpl-3.0", tasks=["x"], name="Renamed"))
    artifact.refresh_from_db()
    assert (artifact.licence, artifact.tasks) == ("apache-2.0", ["chat, with tools", "search"])
    assert (artifact.name, artifact.summary) == ("Renamed", "By hand.")
    page = client.get(url(Artifact, "change", artifact.pk)).content
    assert b"licence: gpl-3.0" in page


def test_an_import_between_opening_and_saving_a_form_is_neither_undone_nor_curated(client, curator, import_lines):
    import_lines(artifact_line("a", licence="other", tasks=["x"]))
    artifact = Artifact.objects.get()
    address = url(Artifact, "change", artifact.pk)
    opened = form_of(client, address)
    import_lines(artifact_line("a", licence="mit", tasks=["y"], organization="Org"))
    assert client.post(address, {**opened, "summary": "By hand."}).status_code == 302
    artifact.refresh_from_db()
    assert (artifact.licence, artifact.tasks, artifact.organization.name) == ("mit", ["y"], "Org")
    assert (artifact.summary, artifact.curated_fields) == ("By hand.", [])


def test_a_field_given_back_follows_the_imports_again(client, curator, import_lines):
    import_lines(artifact_line("a", licence="other"))
    artifact = Artifact.objects.get()
    save(client, artifact, licence="mit")
    save(client, artifact, give_back=["licence"])
    assert (artifact.licence, artifact.curated_fields) == ("other", [])


def test_curated_facts_are_laid_over_the_imported_ones_and_taken_away_again(client, curator, import_lines):
    import_lines(artifact_line("a", facts={"experts": 8}))
    artifact = Artifact.objects.get()
    save(client, artifact, curated_facts='{"experts": 16, "parameters": 7e9}')
    assert (artifact.facts, artifact.curated_facts) == ({"experts": 8}, {"experts": 16, "parameters": 7e9})
    save(client, artifact, curated_facts="")
    assert (artifact.curated_facts, artifact.curated_fields) == ({}, [])


def test_a_new_slug_keeps_the_former_one_as_an_address(client, curator, import_lines):
    import_lines(artifact_line("a"))
    artifact = Artifact.objects.get()
    save(client, artifact, slug="alpha")
    assert artifact.aliases.get().origin == Alias.Origin.FORMER_SLUG


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("slug", "a-vs-b", "artifact_slug_without_vs"),
        ("slug", "A B", "artifact_slug_shape"),
        ("released", "last year", "artifact_released_shape"),
        ("curated_facts", '{"parametres": 7}', "parametres"),
        ("curated_facts", '{"open_weights": "yes"}', "open_weights"),
        ("curated_facts", "{", "valid JSON"),
    ],
)
def test_a_value_that_an_import_would_refuse_is_refused_in_the_form(
    client, curator, import_lines, field, value, reason
):
    import_lines(artifact_line("a"))
    address = url(Artifact, "change", Artifact.objects.get().pk)
    answer = client.post(address, {**form_of(client, address), field: value})
    assert answer.status_code == 200
    assert reason in str(answer.context["adminform"].form.errors)
    assert Artifact.objects.get().curated_fields == []


def test_an_alias_added_by_hand_is_curated_and_one_of_a_source_stays_as_it_is(client, curator, import_lines):
    import_lines(artifact_line("a", aliases=["imported"]))
    artifact = Artifact.objects.get()
    added = {
        "aliases-TOTAL_FORMS": "2",
        "aliases-1-name": "By Hand",
        "aliases-1-slug": "",
        "aliases-1-artifact": artifact.pk,
    }
    save(client, artifact, **added, **{"aliases-0-name": "changed", "aliases-0-slug": "changed"})
    aliases = artifact.aliases.values_list("name", "slug", "origin")
    assert set(aliases) == {("imported", "imported", "imported"), ("By Hand", "by-hand", "curated")}


def test_hidden_artifacts_have_no_public_page_to_look_at(client, curator, import_lines):
    import_lines(artifact_line("a"))
    artifact = Artifact.objects.get()
    address = url(Artifact, "change", artifact.pk)
    assert b'href="/artifacts/a/"' in client.get(address).content
    agree(client, Artifact, "hide", [artifact.pk])
    artifact.refresh_from_db()
    assert (artifact.status, artifact.curated_fields) == (Artifact.Status.HIDDEN, ["status"])
    assert b'href="/artifacts/a/"' not in client.get(address).content
    import_lines(artifact_line("a", licence="mit"))
    artifact.refresh_from_db()
    assert artifact.status == Artifact.Status.HIDDEN


def test_selected_artifacts_are_listed_retired_and_marked_as_reviewed(client, curator, import_lines):
    import_lines(artifact_line("a"), artifact_line("b"))
    keys = list(Artifact.objects.values_list("pk", flat=True))
    for action, status in (("retire", "retired"), ("list_again", "listed")):
        agree(client, Artifact, action, keys)
        assert set(Artifact.objects.values_list("status", flat=True)) == {status}
    agree(client, Artifact, "mark_reviewed", keys)
    assert not Artifact.objects.filter(reviewed_on=None).exists()


def test_staff_without_the_right_to_change_artifacts_cannot_hide_one(client, import_lines):
    import_lines(artifact_line("a"))
    user = User.objects.create_user("reader", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_artifact"))
    client.force_login(user)
    assert client.get(url(Artifact)).status_code == 200
    client.post(url(Artifact), {"action": "hide", "_selected_action": [Artifact.objects.get().pk]})
    assert Artifact.objects.get().status == Artifact.Status.LISTED


@pytest.mark.parametrize(
    ("asked", "slugs"),
    [
        ("licence=open", {"free"}),
        ("licence=other", {"odd"}),
        ("licence=none", {"silent"}),
        ("curated=yes", {"odd"}),
        ("curated=no", {"free", "silent"}),
        ("source_key=board", {"free", "silent", "odd"}),
        ("source_key=nothing", set()),
        ("kind__exact=dataset", {"silent"}),
        ("reviewed_on__isempty=0", set()),
        ("q=Second+name", {"free"}),
        ("q=owner/odd", {"odd"}),
    ],
)
def test_the_list_of_artifacts_is_filtered_and_searched(client, curator, import_lines, asked, slugs):
    import_lines(
        artifact_line("free", licence="mit", aliases=["Second name"]),
        artifact_line("odd", licence="llama-x", hf_id="owner/odd"),
        artifact_line("silent", type="dataset"),
    )
    Artifact.objects.filter(slug="odd").update(summary="By hand.")
    shown = client.get(f"{url(Artifact)}?{asked}").context["cl"].result_list
    assert {artifact.slug for artifact in shown} == slugs


def test_a_capability_entry_counts_its_revisions_and_cites_its_own_artifact_alone(client, curator):
    fill(1)
    fill(2)
    entry = CapabilityEntry.objects.filter(artifact__slug="a2").get()
    own, foreign = entry.citations.get(), Citation.objects.filter(artifact__slug="a1").first()
    address = url(CapabilityEntry, "change", entry.pk)
    data = {"name": "Reads", "kind": entry.kind_id, "position": 3, "status": "published", "provenance": "verified"}
    answer = client.post(address, {**data, "citations": [foreign.pk]})
    assert "belongs to another artifact" in str(answer.context["adminform"].form.errors)
    assert (
        client.post(address, {**data, "citations": [own.pk], "limitations": "Slow, at times\nDear"}).status_code == 302
    )
    entry.refresh_from_db()
    assert (entry.name, entry.revision, entry.limitations) == ("Reads", 2, ["Slow, at times", "Dear"])


def test_an_organization_added_by_hand_is_the_one_that_an_import_means(client, curator, import_lines):
    assert client.post(url(Organization, "add"), {"name": "Open AI"}).status_code == 302
    again = client.post(url(Organization, "add"), {"name": "OpenAI"})
    assert "same letters and digits" in str(again.context["adminform"].form.errors)
    import_lines(artifact_line("a", organization="OpenAI"))
    assert Artifact.objects.get().organization.name == "Open AI"


def test_a_source_is_editable_until_something_was_imported_from_it(client, curator, import_lines):
    client.post(url(Source, "add"), {"key": "mine", "name": "Mine"})
    mine = Source.objects.get()
    assert client.post(url(Source, "change", mine.pk), {"key": "mine", "name": "My own"}).status_code == 302
    import_lines(artifact_line("a"))
    import_lines(signal_line("a"))
    board = Source.objects.get(key="board")
    client.post(url(Source, "change", board.pk), {"key": "board", "name": "Edited"})
    assert set(Source.objects.values_list("name", flat=True)) == {"My own", "A board"}


@pytest.mark.parametrize("model", [Artifact, Organization, CapabilityKind, Source, Benchmark])
def test_a_field_that_completes_what_is_typed_finds_its_rows(client, curator, model):
    fill(1)
    fields = {
        Artifact: ("relation", "subject"),
        Organization: ("artifact", "organization"),
        CapabilityKind: ("capabilityentry", "kind"),
        Source: ("relation", "source"),
        Benchmark: ("benchmarkresult", "benchmark"),
    }
    owner, field = fields[model]
    asked = {"app_label": "catalog", "model_name": owner, "field_name": field, "term": ""}
    assert len(client.get("/admin/autocomplete/", asked).json()["results"]) == model.objects.count()
