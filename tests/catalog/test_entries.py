"""What the import of entry documents leaves, and what it never writes over."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command

from catalog.curating import artifact_save, capability_save
from catalog.labels import facts_of
from catalog.models import (
    Artifact,
    Benchmark,
    BenchmarkResult,
    CapabilityEntry,
    CapabilityKind,
    Citation,
    Claim,
    EntryDocument,
    Relation,
    Release,
    Signal,
)
from catalog.services import file_import
from tests.catalog.documents import BENCHMARK, capability, citation, claim, document, result
from tests.catalog.lines import artifact_line, source_line, table_hashes

pytestmark = pytest.mark.django_db

TABLES = (
    "catalog_artifact",
    "catalog_benchmark",
    "catalog_benchmarkresult",
    "catalog_capabilityentry",
    "catalog_capabilityentry_citations",
    "catalog_citation",
    "catalog_claim",
    "catalog_entrydocument",
    "catalog_relation",
    "catalog_release",
    "catalog_signal",
)
BOARD = {"id": "board", "version": "1"}


def whole():
    """A document with a row of every table."""
    return document(
        fields={"summary": "A model.", "licence": "mit", "licence_code": "apache-2.0"},
        facts={"context_length": 4096},
        citations=[citation(1), citation(2, cited_by="A paper", published="2024-03")],
        capabilities=[capability("chat"), capability("code", position=1, kind="text.code", citations=[1, 2])],
        claims=[claim(), claim("terms", status="disputed", value=4e12, unit="tokens", citations=[1, 2])],
        releases=[{"version": "1", "position": 0, "released": "2024-01", "sizes": ["7B"], "citations": [2]}],
        benchmarks=[BENCHMARK],
        results=[
            result(citations=[1]),
            result(artifact="beta", reported_by="competitor", variant="", source={"id": "board"}),
        ],
        relations=[
            {"type": "successor_of", "object": "beta", "object_name": "Beta", "citations": [1]},
            {"subject": "beta", "type": "evaluated_on", "object_name": "A test", "citations": [2]},
        ],
        signals=[
            {
                "component": "quality",
                "name": "reported:mmlu",
                "value": 71,
                "unit": "percent",
                "observed_at": "2024-07-03",
                "source": BOARD,
            }
        ],
    )


@pytest.fixture
def catalog(import_lines):
    import_lines(artifact_line("alpha"), artifact_line("beta"))
    CapabilityKind.objects.create(path="text.code", name="Code")


@pytest.fixture
def imported(catalog, import_lines):
    report = import_lines(whole())
    assert report.merged, report.problems


def counts(report):
    return report.created, report.changed, report.unchanged, report.refused


def test_a_document_when_imported_leaves_a_row_in_every_table(imported):
    alpha, beta = Artifact.objects.order_by("slug")
    assert (alpha.summary, alpha.licence, alpha.licence_code) == ("A model.", "mit", "apache-2.0")
    assert facts_of(alpha)["context_length"] == 4096
    chat, code = alpha.capabilities.all()
    assert (chat.kind, code.kind.path, code.revision) == (None, "text.code", 1)
    assert [c.number for c in code.citations.order_by("number")] == [1, 2]
    assert Claim.objects.get(subject="size", value=4e12).status == "disputed"
    assert Release.objects.get().sizes == ["7B"]
    assert {r.artifact.slug: r.reported_by for r in BenchmarkResult.objects.all()} == {
        "alpha": "self",
        "beta": "competitor",
    }
    assert {(r.subject, r.object) for r in Relation.objects.all()} == {(alpha, beta), (beta, None)}
    assert Signal.objects.get().source.key == "board"


def test_a_document_when_imported_again_changes_no_row(imported, import_lines):
    before = table_hashes(TABLES)
    assert counts(import_lines(whole())) == (0, 0, 1, 0)
    reordered = dict(reversed(whole().items()))
    assert counts(import_lines(reordered)) == (0, 0, 1, 0)
    assert table_hashes(TABLES) == before


def test_a_document_spread_over_lines_is_the_same_document(catalog, tmp_path):
    path = tmp_path / "alpha.json"
    path.write_text(json.dumps(whole(), indent=2))
    assert counts(file_import(path)) == (1, 0, 0, 0)
    path.write_text(json.dumps(whole(), indent=4))
    assert counts(file_import(path)) == (0, 0, 1, 0)


def test_documents_among_other_files_come_last(db, tmp_path):
    lines = {"catalog.jsonl": artifact_line("alpha"), "sources.jsonl": source_line("board")}
    for name, line in lines.items():
        (tmp_path / name).write_text(json.dumps(line))
    (tmp_path / "alpha.json").write_text(json.dumps(document(capabilities=[capability()])))
    call_command("import_catalog", *(str(tmp_path / name) for name in ("alpha.json", *lines)))
    assert CapabilityEntry.objects.count() == 1


def test_two_instances_that_import_a_document_give_its_rows_the_same_ids(imported):
    assert str(CapabilityEntry.objects.get(name="Chat").uid) == "f2c35868-23d9-58ef-b25c-ecb9d58f94c7"


def test_curated_values_of_a_document_stay_through_later_imports(imported, import_lines):
    import_lines(artifact_line("alpha", licence="other", facts={"context_length": 8}), artifact_line("beta"))
    alpha = Artifact.objects.get(slug="alpha")
    assert (alpha.licence, facts_of(alpha)["context_length"]) == ("mit", 4096)
    assert alpha.curated_fields == ["licence"]
    assert alpha.imported_values == {"licence": "other"}


def test_an_edit_made_here_wins_over_the_document_that_is_unchanged(imported, import_lines):
    chat = CapabilityEntry.objects.get(name="Chat")
    chat.description = "Better words."
    capability_save(entry=chat, changed=["description"])
    assert counts(import_lines(whole(), document("beta"))) == (1, 0, 1, 0)
    chat.refresh_from_db()
    assert chat.description == "Better words."


def test_a_changed_document_when_rows_were_edited_here_reports_them_and_writes_the_rest(imported, import_lines):
    chat = CapabilityEntry.objects.get(name="Chat")
    chat.description = "Better words."
    capability_save(entry=chat, changed=["description"])
    changed = whole()
    changed["capabilities"][0]["unique"] = "Something new."
    changed["capabilities"][1]["unique"] = "Something new."
    report = import_lines(changed)
    assert counts(report) == (0, 1, 0, 0)
    assert [str(conflict) for conflict in report.conflicts] == [
        "line 1, capabilities:chat: was edited here and is changed in the document. "
        "It stays as it is here: take it over into the document, or change it by hand"
    ]
    chat, code = CapabilityEntry.objects.order_by("position")
    assert (chat.description, chat.unique) == ("Better words.", "What sets it apart.")
    assert (code.unique, code.revision) == ("Something new.", 2)
    assert import_lines(changed).conflicts == []


def test_an_edited_field_of_the_artifact_is_a_conflict_too(imported, import_lines):
    alpha = Artifact.objects.get(slug="alpha")
    alpha.summary = "My line."
    artifact_save(artifact=alpha, changed=["summary"])
    changed = whole()
    changed["fields"]["summary"] = "Another line."
    changed["facts"]["context_length"] = 8192
    assert [conflict.field for conflict in import_lines(changed).conflicts] == ["field:summary"]
    alpha.refresh_from_db()
    assert (alpha.summary, facts_of(alpha)["context_length"]) == ("My line.", 8192)


def test_what_a_curator_removed_stays_removed(imported, import_lines):
    Claim.objects.get(value=4e12).delete()
    changed = whole()
    changed["fields"]["summary"] = "Another line."
    assert import_lines(changed).conflicts == []
    assert Claim.objects.count() == 1


def test_what_a_changed_document_drops_is_removed_and_fields_go_back_to_their_source(imported, import_lines):
    shorter = document(capabilities=[capability("chat")], benchmarks=[BENCHMARK])
    assert counts(import_lines(shorter)) == (0, 1, 0, 0)
    assert [entry.name for entry in CapabilityEntry.objects.all()] == ["Chat"]
    left = (Citation, Claim, Release, BenchmarkResult, Relation, Benchmark, Signal)
    assert [model.objects.count() for model in left] == [1, 0, 0, 0, 0, 1, 1]
    alpha = Artifact.objects.get(slug="alpha")
    assert (alpha.summary, alpha.licence, alpha.licence_code, alpha.curated_facts) == ("", "", "", {})


def test_a_row_that_was_written_here_by_hand_is_kept(catalog, import_lines):
    alpha = Artifact.objects.get(slug="alpha")
    Citation.objects.create(artifact=alpha, number=1, url="https://example.org/mine", title="Mine", cited_by="Me")
    report = import_lines(document(capabilities=[capability()]))
    assert [conflict.field for conflict in report.conflicts] == ["citations:1"]
    assert CapabilityEntry.objects.get().citations.get().title == "Mine"


def test_an_artifact_under_a_new_slug_is_found_by_the_one_of_the_document(imported, import_lines):
    alpha = Artifact.objects.get(slug="alpha")
    alpha.slug = "alpha-two"
    artifact_save(artifact=alpha, changed=["slug"])
    changed = whole()
    changed["capabilities"][0]["unique"] = "Something new."
    report = import_lines(changed)
    assert (counts(report), report.conflicts) == ((0, 1, 0, 0), [])
    assert CapabilityEntry.objects.get(name="Chat").unique == "Something new."


def test_a_dry_run_changes_nothing(catalog, import_lines):
    report = import_lines(whole(), dry_run=True)
    assert (report.created, report.merged) == (1, False)
    assert not EntryDocument.objects.exists()


@pytest.mark.parametrize(
    ("lists", "reason"),
    [
        ({"capabilities": [capability(kind="text.nothing")]}, "no capability kind text.nothing"),
        ({"capabilities": [capability(citations=[1, 7])]}, "cites [7], which is not among the citations"),
        ({"capabilities": [capability(citations=[])]}, "list should have at least 1 item"),
        ({"capabilities": [capability(), capability()]}, "chat stands there 2 times"),
        ({"capabilities": [capability(description=" ")]}, "string should match pattern"),
        ({"capabilities": [capability(provenance="inferred")]}, "input should be 'verified'"),
        ({"citations": [citation(retrieved_on="2026-11-22")]}, "needs either the day on which it was opened or"),
        ({"citations": [{"number": 1, "url": "https://example.org", "title": "x"}]}, "needs either the day"),
        ({"results": [result(citations=[1])]}, "no benchmark mmlu"),
        ({"benchmarks": [BENCHMARK], "results": [result()]}, "mmlu cites nothing"),
        ({"benchmarks": [BENCHMARK], "results": [result(artifact="beta", citations=[1])]}, "needs a `source`"),
        ({"benchmarks": [BENCHMARK], "results": [result(artifact="nobody", source=BOARD)]}, "no artifact nobody"),
        (
            {"benchmarks": [BENCHMARK], "results": [result(artifact="beta", source={"id": "no-such"})]},
            "no source no-such",
        ),
        (
            {"relations": [{"type": "part_of", "object": "alpha", "object_name": "Alpha", "citations": [1]}]},
            "stands in a relation to itself",
        ),
        ({"facts": {"context_length": "long"}}, "context_length"),
        ({"facts": {"contxt": 1}}, "contxt"),
        ({"fields": {"slug": "gamma"}}, "is no field of such a record"),
    ],
)
def test_a_document_that_is_not_sound_is_refused_whole(catalog, import_lines, lists, reason):
    report = import_lines(document(**lists))
    assert (report.merged, report.refused) == (False, 1)
    assert reason in str(report.problems[0])
    assert not Citation.objects.exists()


def test_a_document_of_an_artifact_that_is_not_here_is_refused(import_lines, catalog):
    (problem,) = import_lines(document("gamma")).problems
    assert str(problem) == (
        "line 1, entry_of: no artifact gamma. Import the file that holds it first, or correct the document"
    )


def test_two_documents_of_one_artifact_in_a_file_are_refused(import_lines, catalog):
    report = import_lines(document(), document())
    assert [str(problem).partition(".")[0] for problem in report.problems] == [
        "line 2, entry_of: alpha stands on line 1 already"
    ]


def test_a_figure_that_contradicts_what_its_source_said_is_refused(imported, import_lines):
    changed = whole()
    changed["signals"][0]["value"] = 72
    (problem,) = import_lines(changed).problems
    assert "reported:mmlu is recorded as 71.0 already" in problem.reason


def test_a_merged_kind_stands_for_the_one_that_it_became(catalog, import_lines):
    into = CapabilityKind.objects.create(path="text.programming", name="Programming")
    CapabilityKind.objects.filter(path="text.code").update(merged_into=into)
    import_lines(document(capabilities=[capability(kind="text.code")]))
    assert CapabilityEntry.objects.get().kind == into
