"""What follows from facts, as rows: made, changed and removed with the facts, and never over what somebody wrote."""

from __future__ import annotations

import datetime
import time

import pytest
from django.contrib.auth.models import User

from catalog.curating import capability_save
from catalog.deriving_capabilities import capabilities_infer
from catalog.deriving_relations import relations_resolve
from catalog.distribution import distribution
from catalog.models import Artifact, CapabilityEntry, CapabilityKind, Derivation, Relation, Signal, Source
from catalog.services import file_import
from tests.catalog.lines import table_hashes
from tests.catalog.test_admin import form_of
from tests.catalog.test_kinds import FIXTURE

TABLES = ("catalog_artifact", "catalog_capabilityentry", "catalog_relation")


@pytest.fixture
def kinds(db):
    file_import(FIXTURE)


@pytest.fixture
def source(db):
    return Source.objects.create(key="board", version="1", name="A board", url="https://example.org/board")


@pytest.fixture
def model(source):
    def make(slug="alpha", **fields):
        given = {"name": slug.title(), "kind": "model", "tasks": ["text-generation"], "source": source}
        return Artifact.objects.create(slug=slug, **{**given, **fields})

    return make


def paths(artifact):
    return list(artifact.capabilities.order_by("position").values_list("kind__path", flat=True))


def counts(derived):
    return derived.created, derived.changed, derived.removed


def test_an_inferred_entry_names_rule_fact_and_source(kinds, model, source):
    alpha = model(facts={"tool_call": True})
    assert counts(capabilities_infer()) == (2, 0, 0)
    entry = alpha.capabilities.select_related("kind", "source").get(kind__path="agent.tool-calling")
    assert (entry.name, entry.description) == ("Tool calling", "Tool calling is stated as supported.")
    assert (entry.status, entry.provenance, entry.reviewed_on) == ("published", "inferred", None)
    assert (entry.rule, entry.fact, entry.source) == ("tool-calling", "facts.tool_call = true", source)


def test_the_same_facts_again_change_no_row_and_no_generation(kinds, model):
    model(facts={"tool_call": True, "base_model": "nobody/nothing"})
    assert counts(relations_resolve()) == (1, 0, 0)
    capabilities_infer()
    before = table_hashes(TABLES)
    assert (relations_resolve().rested, capabilities_infer().rested) == (True, True)
    Derivation.objects.all().delete()
    assert (counts(relations_resolve()), counts(capabilities_infer())) == ((0, 0, 0), (0, 0, 0))
    assert table_hashes(TABLES) == before


def test_only_the_artifact_whose_facts_changed_is_edited(kinds, model):
    alpha, beta = model("alpha", facts={"tool_call": True}), model("beta", facts={"tool_call": True})
    capabilities_infer()
    Artifact.objects.filter(pk=alpha.pk).update(facts={"reasoning": True})
    generations = dict(Artifact.objects.values_list("slug", "generation"))
    assert counts(capabilities_infer()) == (1, 0, 1)
    after = dict(Artifact.objects.values_list("slug", "generation"))
    assert (after["alpha"] > generations["alpha"], after["beta"]) == (True, generations["beta"])
    assert paths(alpha) == ["text.generation", "reasoning.step-by-step"]
    assert paths(beta) == ["text.generation", "agent.tool-calling"]


def test_an_entry_keeps_its_id_when_its_fact_gets_another_value(kinds, model):
    alpha = model(tasks=[], facts={"frameworks": ["ONNX"]})
    capabilities_infer()
    uid = alpha.capabilities.get().uid
    Artifact.objects.update(facts={"frameworks": ["GGUF", "ONNX"]})
    assert counts(capabilities_infer()) == (0, 1, 0)
    assert (alpha.capabilities.get().uid, alpha.capabilities.get().description) == (
        uid,
        "Is handed out for GGUF and ONNX.",
    )


def test_an_entry_that_somebody_wrote_stands_alone_in_its_kind(kinds, model):
    alpha = model(facts={"tool_call": True})
    capabilities_infer()
    kind = CapabilityKind.objects.get(path="agent.tool-calling")
    CapabilityEntry.objects.create(artifact=alpha, kind=kind, name="Calls tools well", provenance="source_backed")
    assert counts(capabilities_infer()) == (0, 0, 1)
    assert list(alpha.capabilities.filter(kind=kind).values_list("name", flat=True)) == ["Calls tools well"]


def test_an_inferred_entry_that_a_curator_edits_is_theirs(kinds, model):
    alpha = model(facts={"tool_call": True})
    capabilities_infer()
    entry = alpha.capabilities.get(kind__path="agent.tool-calling")
    entry.description, entry.kind = "In my words.", CapabilityKind.objects.get(path="agent.planning")
    capability_save(entry=entry, changed=["description", "kind"])
    Artifact.objects.update(facts={"tool_call": True, "reasoning": True})
    capabilities_infer()
    entry.refresh_from_db()
    assert (entry.description, entry.revision) == ("In my words.", 2)
    Artifact.objects.update(facts={})
    capabilities_infer()
    assert paths(alpha) == ["text.generation", "agent.planning"]


def test_an_inferred_entry_that_is_edited_in_a_row_of_its_artifact_is_the_curators(kinds, model, client):
    alpha = model(facts={"tool_call": True})
    capabilities_infer()
    client.force_login(User.objects.create_superuser("curator"))
    address = f"/admin/catalog/artifact/{alpha.pk}/change/"
    form = form_of(client, address)
    row = next(key.removesuffix("-name") for key, value in form.items() if value == "Tool calling")
    assert client.post(address, {**form, f"{row}-name": "Calls tools"}).status_code == 302
    edited = alpha.capabilities.get(name="Calls tools")
    assert (edited.revision, alpha.capabilities.get(name="Text generation").revision) == (2, 1)
    assert counts(capabilities_infer()) == (0, 0, 0)


def test_a_reviewed_entry_stays_as_it_was_read(kinds, model):
    alpha = model(facts={"tool_call": True})
    capabilities_infer()
    alpha.capabilities.update(reviewed_on=datetime.date(2026, 11, 1))
    Artifact.objects.update(facts={}, tasks=[])
    assert counts(capabilities_infer()) == (0, 0, 0)
    assert len(paths(alpha)) == 2


def test_an_entry_that_a_curator_retires_is_not_published_again(kinds, model):
    alpha = model(facts={"frameworks": ["ONNX"]}, tasks=[])
    capabilities_infer()
    alpha.capabilities.update(status="retired")
    Artifact.objects.update(facts={"frameworks": ["GGUF"]})
    capabilities_infer()
    assert alpha.capabilities.get().status == "retired"


def test_an_entry_that_was_deleted_by_hand_comes_back(kinds, model):
    alpha = model()
    capabilities_infer()
    alpha.capabilities.all().delete()
    assert counts(capabilities_infer()) == (1, 0, 0)


def test_a_curated_fact_has_no_source(kinds, model):
    alpha = model(facts={"tool_call": False}, curated_facts={"tool_call": True}, curated_fields=["tasks"])
    capabilities_infer()
    assert len(paths(alpha)) == 2
    assert set(alpha.capabilities.values_list("source", flat=True)) == {None}


def test_a_figure_as_fact_names_the_source_of_the_figure(kinds, model):
    alpha, counted = model(tasks=[]), Source.objects.create(key="counted", name="Counted")
    Signal.objects.create(
        artifact=alpha, component="ecosystem", metric="gguf_conversions", value=2, observed="2026-01-01", source=counted
    )
    capabilities_infer()
    entry = alpha.capabilities.get()
    assert (entry.kind.path, entry.fact, entry.source) == (
        "weights.conversions",
        "signals.gguf_conversions = 2.0",
        counted,
    )
    generation = Artifact.objects.get().generation
    Source.objects.filter(pk=counted.pk).update(name="Counted anew")
    assert Artifact.objects.get().generation > generation


def test_a_hidden_artifact_has_no_inferred_entry_and_no_derived_relation(kinds, model):
    alpha = model(facts={"base_model": "x/y"})
    relations_resolve(), capabilities_infer()
    Artifact.objects.update(status="hidden")
    assert (counts(relations_resolve()), counts(capabilities_infer())) == ((0, 0, 1), (0, 0, 2))
    assert paths(alpha) == []


def test_entries_go_to_the_kind_that_theirs_was_merged_into(kinds, model):
    alpha = model(facts={"tool_call": True, "declared_capabilities": ["vision"]})
    into = CapabilityKind.objects.get(path="agent.planning")
    CapabilityKind.objects.filter(path="agent.tool-calling").update(merged_into=into)
    capabilities_infer()
    assert paths(alpha) == ["text.generation", "agent.planning", "input.images"]


def test_a_kind_under_a_new_path_keeps_its_entries(kinds, model):
    alpha = model(facts={"tool_call": True})
    capabilities_infer()
    CapabilityKind.objects.filter(path="agent.tool-calling").update(path="agent.functions")
    assert counts(capabilities_infer()) == (0, 0, 0)
    assert paths(alpha) == ["text.generation", "agent.functions"]


def test_without_kinds_nothing_is_inferred(model):
    model(facts={"tool_call": True})
    assert counts(capabilities_infer()) == (0, 0, 0)


def test_relations_keep_the_words_of_the_source_and_find_what_they_mean(model, source):
    data = model("c4", kind="dataset", name="C4")
    base = model("org--base", hub_id="Org/Base")
    alpha = model(facts={"training_datasets": ["C4", "Nothing here", "Unspecified"], "base_model": "org/base (Merge)"})
    assert counts(relations_resolve()) == (3, 0, 0)
    assert set(alpha.relations.values_list("type", "object_name", "object", "rule", "source")) == {
        ("trained_on", "C4", data.pk, "name", source.pk),
        ("trained_on", "Nothing here", None, "unresolved", source.pk),
        ("derived_from", "org/base (Merge)", base.pk, "hub id", source.pk),
    }


def test_two_names_of_one_thing_are_one_relation_and_nothing_relates_to_itself(model):
    model("c4", kind="dataset", name="C4")
    alpha = model(hub_id="x/alpha", facts={"training_datasets": ["C4", "c4"], "base_model": "x/alpha (Merge)"})
    relations_resolve()
    assert list(alpha.relations.values_list("object_name", flat=True)) == ["C4"]


def test_a_name_is_found_once_the_artifact_is_there(model):
    alpha = model(facts={"training_datasets": ["C4"]})
    relations_resolve()
    data = model("c4", kind="dataset", name="C4")
    assert counts(relations_resolve()) == (0, 1, 0)
    assert alpha.relations.get().object == data


def test_a_relation_that_a_curator_set_stands_alone(model, client):
    data = model("c4", kind="dataset", name="C4")
    alpha = model(facts={"training_datasets": ["C4"]})
    relations_resolve()
    relation = alpha.relations.get()
    client.force_login(User.objects.create_superuser("curator"))
    form = {"subject": alpha.pk, "type": "trained_on", "object": data.pk, "object_name": "The C4 corpus"}
    assert client.post(f"/admin/catalog/relation/{relation.pk}/change/", form).status_code == 302
    relation.refresh_from_db()
    assert (relation.rule, relation.object_name) == ("", "The C4 corpus")
    assert counts(relations_resolve()) == (0, 0, 0)
    Artifact.objects.update(facts={})
    assert counts(relations_resolve()) == (0, 0, 0)
    assert Relation.objects.get() == relation


def test_the_command_says_what_it_did_and_rests_the_second_time(run_manage, transactional_db, model):
    file_import(FIXTURE)
    model(facts={"tool_call": True, "base_model": "x/y"})
    first, second = run_manage("derive_catalog"), run_manage("derive_catalog")
    assert first.returncode == second.returncode == 0, first.stderr + second.stderr
    assert "relations: 1 created, 0 changed, 0 removed" in first.stdout
    assert "capabilities: 3 created, 0 changed, 0 removed" in first.stdout
    assert second.stdout.count("nothing has changed since the last time") == 3
    report = run_manage("capabilities", "report")
    assert "uses of task labels: 1, mapped 1 (100.0 %)" in report.stdout


def test_the_whole_catalog_is_reached_by_the_rules(whole_catalog):
    found = distribution()
    assert found.kinds >= 150
    assert found.labels.mapped >= 0.95 * found.labels.total
    assert not found.labels.unmapped
    assert found.entries["model"].median >= 5
    assert found.entries["dataset"].median >= 4
    assert found.names["training_datasets"].resolved >= 0.6 * found.names["training_datasets"].total


def test_the_whole_catalog_again_changes_no_row_and_takes_little_time(whole_catalog):
    before = table_hashes(TABLES)
    begun = time.monotonic()
    assert (relations_resolve().rested, capabilities_infer().rested) == (True, True)
    assert time.monotonic() - begun < 2
    Derivation.objects.all().delete()
    assert (counts(relations_resolve()), counts(capabilities_infer())) == ((0, 0, 0), (0, 0, 0))
    assert table_hashes(TABLES) == before


def test_no_inferred_entry_of_the_whole_catalog_lacks_its_fact(whole_catalog):
    inferred = CapabilityEntry.objects.filter(provenance="inferred")
    assert inferred.exists()
    assert not inferred.filter(fact="").exists()
    assert not inferred.filter(source=None).exists()
    assert not inferred.filter(kind=None).exists()
