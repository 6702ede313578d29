"""The curated entries of the fixtures as a reviewer reads them: cited, complete, in words of our own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from catalog.models import BenchmarkResult, CapabilityEntry, Citation, Claim, Release
from catalog.selectors import artifact_citations, citing_rows
from tests.seed_shingles import hashed, shingles, stored

FOLDER = Path(__file__).resolve().parent.parent.parent / "fixtures" / "entries"
DOCUMENTS = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.json"))}
CAPABILITIES = {"blip-2": 12, "internlm": 14, "the-pile": 12}
# Titles and addresses are those of the sources, not ours.
NOT_OURS = {"title", "url", "publisher"}

each_document = pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)


def texts(value):
    if isinstance(value, dict):
        for key, part in value.items():
            if key not in NOT_OURS:
                yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)
    elif isinstance(value, str):
        yield value


def test_the_three_are_decomposed_into_as_many_capabilities_as_their_pages_promise():
    assert {name: len(document["capabilities"]) for name, document in DOCUMENTS.items()} == CAPABILITIES


@each_document
def test_every_capability_has_all_its_parts(document):
    for capability in document["capabilities"]:
        for part in ("name", "description", "unique", "vs_alternatives", "best_for", "limitations", "requires"):
            assert capability[part], (capability["id"], part)
        for part in ("input_types", "output_types", "intents_served", "citations"):
            assert capability[part], (capability["id"], part)
        assert 40 <= len(capability["description"].split()) <= 80, capability["id"]
    assert [capability["position"] for capability in document["capabilities"]] == list(
        range(len(document["capabilities"]))
    )


@each_document
def test_every_curated_statement_cites_a_listed_source_and_every_source_is_cited(document):
    listed = {citation["number"] for citation in document["citations"]}
    assert listed == set(range(1, len(listed) + 1))
    cited = set()
    for kind in ("capabilities", "claims", "releases", "relations"):
        for line in document.get(kind, []):
            assert line["citations"], line
            cited |= set(line["citations"])
    for line in document.get("results", []):
        assert ("source" in line) if "artifact" in line else line["citations"]
        cited |= set(line.get("citations", []))
    assert cited == listed


@each_document
def test_no_sentence_is_shared_with_the_sample_documents(document):
    copied = stored()
    assert len(copied) > 5000
    found = [shingle for text in texts(document) for shingle in shingles(text) if hashed(shingle) in copied]
    assert found == []


def test_a_copied_sentence_would_be_found():
    # Eight words that stand in a table of one of the sample documents.
    assert any(
        hashed(shingle) in stored()
        for shingle in shingles("Review status Source-backed Revision v2 2,019 words Improve this article")
    )


@each_document
def test_no_source_has_both_a_day_of_retrieval_and_a_source_that_cites_it(document):
    for citation in document["citations"]:
        assert ("retrieved_on" in citation) != ("cited_by" in citation), citation["number"]
        if "retrieved_on" in citation:
            assert citation.get("published", "") <= citation["retrieved_on"]


def test_the_errors_of_the_sample_documents_are_corrected():
    pile = "\n".join(texts(DOCUMENTS["the-pile"]))
    for fact in ("825.18 GiB", "18.11 %", "14.40 %", "12.07 %", "10.01 %", "September 2020", "31 December 2020"):
        assert fact in pile
    assert "taken down in 2023" in pile
    blip = "\n".join(texts(DOCUMENTS["blip-2"]))
    assert "OPT and Flan-T5" in blip
    internlm = DOCUMENTS["internlm"]
    claims = {claim["id"]: claim for claim in internlm["claims"]}
    assert (claims["training-tokens"]["value"], claims["training-tokens"]["unit"]) == (4_000_000_000_000, "tokens")
    assert claims["training-tokens"]["status"] == "disputed"
    assert claims["thinking-budget"]["value"] == 8192


def test_the_lineage_of_internlm_has_its_four_generations():
    releases = [(release["version"], release["released"]) for release in DOCUMENTS["internlm"]["releases"]]
    assert releases == [
        ("InternLM", "2023-07-06"),
        ("InternLM2", "2024-01-17"),
        ("InternLM2.5", "2024-07-03"),
        ("InternLM3", "2025-01-15"),
    ]


def test_imported_entries_hang_together(whole_catalog):
    citations = artifact_citations(Citation.objects.values_list("artifact_id", flat=True).distinct())
    cited = {
        name: {row for numbered in citations.values() for citation in numbered for row in citing_rows(citation, name)}
        for name in ("capabilities", "claims", "releases", "benchmark_results", "relations")
    }
    curated = CapabilityEntry.objects.exclude(provenance="inferred")
    assert set(curated.values_list("pk", flat=True)) <= cited["capabilities"]
    assert curated.count() == sum(CAPABILITIES.values())
    assert set(Claim.objects.values_list("pk", flat=True)) == cited["claims"]
    assert set(Release.objects.values_list("pk", flat=True)) == cited["releases"]
    own = BenchmarkResult.objects.exclude(reported_by="competitor")
    assert set(own.values_list("pk", flat=True)) == cited["benchmark_results"]
    assert not BenchmarkResult.objects.filter(reported_by="competitor", source=None).exists()
    assert len(cited["relations"]) == sum(len(document["relations"]) for document in DOCUMENTS.values())
    assert curated.filter(kind=None).count() == 0
