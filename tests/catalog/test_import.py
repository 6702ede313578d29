"""What an import leaves: the same however often it runs, with the curator's words untouched."""

from __future__ import annotations

import json

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from catalog.curating import artifact_release, artifact_save
from catalog.labels import facts_of
from catalog.models import Alias, Artifact, CapabilityEntry, Citation, ImportBatch, Organization, Price, Signal, Source
from catalog.services import file_import
from catalog.staging import Stage
from tests.catalog.lines import artifact_line, signal_line, source_line, table_hashes, write

pytestmark = pytest.mark.django_db

PRICING = {
    "currency": "USD",
    "unit": "million tokens",
    "offer_count": 2,
    "min_input": 0.5,
    "offers": [{"provider": "a", "input": 0.5, "observed_at": "2026-07"}, {"provider": "b"}],
}


def counts(report):
    return report.read, report.created, report.changed, report.unchanged, report.refused


def test_importing_the_same_file_again_changes_no_row(import_lines):
    lines = [artifact_line("a", aliases=["A one"], pricing=PRICING, organization="Org"), artifact_line("x-vs-y")]
    assert counts(import_lines(*lines, name="catalog.jsonl")) == (2, 2, 0, 0, 0)
    before = table_hashes()
    assert counts(import_lines(*lines, name="catalog.jsonl")) == (2, 0, 0, 2, 0)
    assert counts(import_lines(*lines, name="copy.jsonl")) == (2, 0, 0, 2, 0)
    assert table_hashes() == before
    assert ImportBatch.objects.count() == 1


def test_importing_the_same_lines_in_another_file_changes_no_row(import_lines):
    lines = [artifact_line("a", aliases=["A one"], pricing=PRICING), artifact_line("b")]
    import_lines(*lines)
    before = table_hashes()
    assert counts(import_lines(*reversed(lines))) == (2, 0, 0, 2, 0)
    assert table_hashes() == before


def test_a_file_that_is_known_is_read_again_once_a_later_one_has_changed_its_rows(import_lines):
    first = artifact_line("a", licence="mit")
    import_lines(first)
    import_lines(artifact_line("a", licence="apache-2.0"))
    assert counts(import_lines(first)) == (1, 0, 1, 0, 0)
    assert Artifact.objects.get().licence == "mit"


def test_a_file_that_is_known_is_read_again_where_rows_of_it_are_gone(import_lines):
    import_lines(artifact_line("a"), artifact_line("b"), name="catalog.jsonl")
    Artifact.objects.filter(slug="b").delete()
    assert counts(import_lines(artifact_line("a"), artifact_line("b"), name="catalog.jsonl")) == (2, 1, 0, 1, 0)


def test_a_file_of_which_lines_were_skipped_is_read_again_when_what_they_lacked_is_there(import_lines):
    lines = [signal_line("a"), signal_line("b")]
    import_lines(artifact_line("a"))
    assert counts(import_lines(*lines, skip_bad=True)) == (2, 1, 0, 0, 1)
    import_lines(artifact_line("b"))
    assert counts(import_lines(*lines)) == (2, 1, 0, 1, 0)
    assert Signal.objects.count() == 2


def test_a_changed_line_changes_its_artifact_alone(import_lines):
    import_lines(artifact_line("a", tasks=["x"]), artifact_line("b"))
    untouched = Artifact.objects.get(slug="b").updated_at
    assert counts(import_lines(artifact_line("a", tasks=["y"]), artifact_line("b"))) == (2, 0, 1, 1, 0)
    assert Artifact.objects.get(slug="a").tasks == ["y"]
    assert Artifact.objects.get(slug="b").updated_at == untouched


def test_a_field_that_the_source_drops_is_emptied(import_lines):
    import_lines(artifact_line("a", licence="mit", pricing=PRICING, aliases=["A one"]))
    import_lines(artifact_line("a"))
    artifact = Artifact.objects.get()
    assert (artifact.licence, artifact.pricing) == ("", {})
    assert not artifact.prices.exists()
    assert not artifact.aliases.exists()


def test_curated_fields_survive_an_import_and_keep_what_the_source_says_beside_them(import_lines):
    import_lines(artifact_line("a", licence="other", organization="Org", tasks=["x"]))
    artifact = Artifact.objects.get()
    artifact.licence, artifact.tasks, artifact.summary = "apache-2.0", ["chat"], "By hand."
    artifact.organization = None
    artifact_save(artifact=artifact, changed=["licence", "tasks", "summary", "organization"])
    import_lines(artifact_line("a", licence="mit", organization="Org", tasks=["y"], homepage="https://a/"))
    artifact.refresh_from_db()
    assert (artifact.licence, artifact.tasks, artifact.summary) == ("apache-2.0", ["chat"], "By hand.")
    assert artifact.organization is None
    assert artifact.homepage == "https://a/"
    assert artifact.imported_values == {"licence": "mit", "organization": "Org", "tasks": ["y"]}


def test_a_curated_field_given_back_takes_the_latest_imported_value(import_lines):
    import_lines(artifact_line("a", licence="other", organization="Org"))
    artifact = Artifact.objects.get()
    artifact.licence, artifact.organization = "mit", None
    artifact_save(artifact=artifact, changed=["licence", "organization"])
    import_lines(artifact_line("a", licence="gpl-3.0", organization="Org"))
    artifact_release(artifact=artifact, fields=["licence", "organization"])
    assert (artifact.licence, artifact.organization.name) == ("gpl-3.0", "Org")
    assert (artifact.curated_fields, artifact.imported_values) == ([], {})


def test_an_artifact_added_by_hand_keeps_its_values_when_an_import_meets_it(import_lines):
    artifact_save(artifact=Artifact(slug="a", kind="model", name="Named by hand", licence="mit"), changed=["name"])
    assert counts(import_lines(artifact_line("a", licence="other", tasks=["x"]))) == (1, 0, 1, 0, 0)
    artifact = Artifact.objects.get()
    assert (artifact.name, artifact.licence, artifact.tasks) == ("Named by hand", "mit", ["x"])


def test_curated_facts_lie_over_imported_ones(import_lines):
    import_lines(artifact_line("a", facts={"parameters": 7e9, "access": "open"}))
    artifact = Artifact.objects.get()
    artifact.curated_facts = {"parameters": 8e9}
    artifact_save(artifact=artifact, changed=["curated_facts"])
    import_lines(artifact_line("a", facts={"parameters": 6e9, "access": "open", "experts": 8}))
    artifact.refresh_from_db()
    assert facts_of(artifact) == {"parameters": 8e9, "access": "open", "experts": 8}


def test_capability_entries_citations_and_curated_aliases_survive_an_import(import_lines):
    import_lines(artifact_line("a", aliases=["imported name"]))
    artifact = Artifact.objects.get()
    citation = Citation.objects.create(artifact=artifact, number=1, url="https://a/", title="A", cited_by="B")
    entry = CapabilityEntry.objects.create(artifact=artifact, name="Writes")
    entry.citations.add(citation)
    Alias.objects.create(artifact=artifact, name="Mine", slug="mine", origin=Alias.Origin.CURATED)
    before = table_hashes(["catalog_citation", "catalog_capabilityentry", "catalog_capabilityentry_citations"])
    import_lines(artifact_line("a", name="Changed"))
    assert table_hashes(before) == before
    assert set(artifact.aliases.values_list("name", flat=True)) == {"Mine"}


def test_a_slug_changed_by_a_curator_is_still_the_artifact_of_its_source(import_lines):
    import_lines(artifact_line("old-name"))
    artifact = Artifact.objects.get()
    artifact.slug = "new-name"
    artifact_save(artifact=artifact, changed=["slug"])
    assert counts(import_lines(artifact_line("old-name", licence="mit"), name="again.jsonl")) == (1, 0, 1, 0, 0)
    assert counts(import_lines(signal_line("old-name"))) == (1, 1, 0, 0, 0)
    artifact.refresh_from_db()
    assert (artifact.slug, artifact.licence) == ("new-name", "mit")
    assert artifact.aliases.get().origin == Alias.Origin.FORMER_SLUG
    artifact.slug = "old-name"
    artifact_save(artifact=artifact, changed=["slug"])
    assert [alias.slug for alias in artifact.aliases.all()] == ["new-name"]


def test_a_slug_that_holds_vs_is_rewritten_and_its_original_leads_there(import_lines):
    import_lines(artifact_line("chess-vs-go-vs-shogi"))
    artifact = Artifact.objects.get()
    assert artifact.slug == "chess-versus-go-versus-shogi"
    assert artifact.aliases.get().slug == "chess-vs-go-vs-shogi"
    assert artifact.aliases.get().origin == Alias.Origin.ORIGINAL_SLUG
    assert counts(import_lines(signal_line("chess-vs-go-vs-shogi"))) == (1, 1, 0, 0, 0)


def test_rows_marked_as_test_fixtures_are_hidden(import_lines):
    import_lines(artifact_line("tiny-random", facts={"test_fixture": True}), artifact_line("real"))
    assert [artifact.slug for artifact in Artifact.objects.listed()] == ["real"]


def test_organizations_that_differ_in_spelling_alone_are_one(import_lines):
    names = ["open-ai", "OpenAI", "~ OpenAI", "Open AI", "OpenAI"]
    import_lines(*(artifact_line(f"a{number}", organization=name) for number, name in enumerate(names)))
    organization = Organization.objects.get()
    assert organization.name == "OpenAI"
    assert organization.spellings == ["Open AI", "OpenAI", "open-ai"]
    assert organization.artifacts.count() == 5


def test_an_organization_of_signs_alone_is_none(import_lines):
    import_lines(artifact_line("a", organization="~ "))
    assert Artifact.objects.get().organization is None


def test_a_hub_id_finds_the_artifact_whatever_its_slug_and_case(import_lines):
    import_lines(artifact_line("a", hf_id="Owner/Model"))
    assert counts(import_lines(artifact_line("owner--model", hf_id="owner/model", licence="mit"))) == (1, 0, 1, 0, 0)
    artifact = Artifact.objects.get()
    assert (artifact.slug, artifact.licence) == ("a", "mit")
    assert artifact.aliases.get().slug == "owner--model"


def test_the_slug_of_another_source_becomes_the_original_slug_though_it_was_an_alias(import_lines):
    import_lines(artifact_line("a", hf_id="o/m", aliases=["other"]))
    import_lines(artifact_line("other", hf_id="o/m", aliases=["other"]))
    assert Alias.objects.get(name="other").origin == Alias.Origin.ORIGINAL_SLUG
    assert counts(import_lines(signal_line("other"))) == (1, 1, 0, 0, 0)


def test_a_model_and_a_dataset_may_share_a_hub_id(import_lines):
    import_lines(artifact_line("m", hf_id="o/x"), artifact_line("d", hf_id="o/x", type="dataset"))
    assert Artifact.objects.count() == 2


def test_prices_follow_their_source(import_lines):
    import_lines(artifact_line("a", pricing=PRICING))
    import_lines(artifact_line("a", pricing={**PRICING, "offers": PRICING["offers"][:1]}))
    assert [price.provider for price in Price.objects.all()] == ["a"]
    assert Artifact.objects.get().pricing["observed"] == "2026-07"


def test_a_source_named_by_signals_takes_its_words_from_the_file_of_sources(import_lines):
    import_lines(artifact_line("a", source={"id": "hub", "name": "The hub"}))
    import_lines(signal_line("a", source={"id": "figures", "version": "3", "licence": "CC0-1.0"}))
    assert Source.objects.get(key="figures").name == "figures"
    report = import_lines(source_line("figures", version="3", name="Figures of the hub", retrieved="2026-11-22"))
    assert counts(report) == (1, 0, 1, 0, 0)
    source = Source.objects.get(key="figures")
    assert (source.name, source.licence, str(source.retrieved_on)) == ("Figures of the hub", "CC0-1.0", "2026-11-22")


def test_a_corrected_figure_of_a_new_source_version_stands_beside_the_old(import_lines):
    import_lines(artifact_line("a"))
    import_lines(signal_line("a"))
    import_lines(signal_line("a", value=8, source={"id": "board", "version": "2"}))
    assert sorted(Signal.objects.values_list("value", flat=True)) == [7, 8]


def test_a_dry_run_reports_and_changes_nothing(tmp_path, capsys):
    path = write(tmp_path / "catalog.jsonl", [artifact_line("a")])
    before = table_hashes()
    call_command("import_catalog", str(path), "--dry-run")
    assert "1 read, 1 created, 0 changed, 0 unchanged, 0 refused (dry run)" in capsys.readouterr().out
    assert table_hashes() == before
    assert not ImportBatch.objects.exists()


def test_a_dry_run_of_a_bad_file_refuses_it(tmp_path):
    path = write(tmp_path / "catalog.jsonl", [artifact_line("a"), artifact_line("B")])
    with pytest.raises(CommandError) as refusal:
        call_command("import_catalog", str(path), "--dry-run")
    assert refusal.value.returncode == 3


def test_skip_bad_imports_the_rest_and_keeps_what_was_refused_with_the_reasons(tmp_path, capsys):
    bad = [b"no json\n", artifact_line("B"), artifact_line("a")]
    path = write(tmp_path / "catalog.jsonl.zst", [artifact_line("a"), *bad, artifact_line("b")])
    call_command("import_catalog", str(path), "--skip-bad")
    assert "5 read, 2 created, 0 changed, 0 unchanged, 3 refused" in capsys.readouterr().out
    assert set(Artifact.objects.values_list("slug", flat=True)) == {"a", "b"}
    rejects, reasons = sorted((settings.VAR_DIR / "rejects").iterdir(), key=lambda file: file.suffix)
    assert rejects.read_bytes().splitlines() == write(tmp_path / "bad.jsonl", bad).read_bytes().splitlines()
    assert [line.split(":")[0] for line in reasons.read_text().splitlines()] == [
        "line 2",
        "line 3, slug",
        "line 4, slug",
    ]


def test_skip_bad_with_a_bad_first_line_imports_the_rest(import_lines):
    assert counts(import_lines(b"no json\n", artifact_line("a"), skip_bad=True)) == (2, 1, 0, 0, 1)


def test_the_json_report_counts_every_file_and_lists_its_problems(tmp_path, capsys):
    good = write(tmp_path / "catalog.jsonl", [artifact_line("a")])
    bad = write(tmp_path / "signals.jsonl", [signal_line("nobody")])
    with pytest.raises(CommandError):
        call_command("import_catalog", str(good), str(bad), "--json")
    files = json.loads(capsys.readouterr().out)["files"]
    assert [(file["file"], file["merged"], file["created"], file["refused"]) for file in files] == [
        ("catalog.jsonl", True, 1, 0),
        ("signals.jsonl", False, 0, 1),
    ]
    problem = files[1]["problems"][0]
    assert (problem["line"], problem["field"]) == (1, "artifact_slug")
    assert problem["reason"]
    assert problem["advice"]


def test_files_are_imported_in_the_order_that_they_need(tmp_path):
    signals = write(tmp_path / "signals.jsonl", [signal_line("a")])
    catalog = write(tmp_path / "catalog.jsonl", [artifact_line("a")])
    call_command("import_catalog", str(signals), str(catalog))
    assert Signal.objects.count() == 1


def test_a_half_staged_file_is_dropped_when_its_successor_is_imported(tmp_path):
    half = ImportBatch.objects.create(file_name="catalog.jsonl", sha256="0" * 64, record_type="artifact", next_line=9)
    stage = Stage(half)
    stage.create()
    file_import(write(tmp_path / "catalog.jsonl", [artifact_line("a")]))
    assert stage.row_count() is None
    assert [batch.state for batch in ImportBatch.objects.all()] == [ImportBatch.State.MERGED]
