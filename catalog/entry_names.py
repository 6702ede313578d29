"""What the names in an entry document stand for here, and what is wrong with a document before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from catalog.entry_records import EntryLine
from catalog.entry_rows import TABLES, Names, line_key
from catalog.facts import facts_faults
from catalog.models import Alias, Artifact, Benchmark, CapabilityKind, Signal, Source

ADVICE = "Correct the document"
IMPORT_FIRST = "Import the file that holds it first, or correct the document"
ENDS: tuple[Literal["subject"], Literal["object"]] = ("subject", "object")
Fault = tuple[str, str, str]  # where in the document, what is wrong, what to do


def artifacts_named(slugs: Iterable[str]) -> dict[str, Artifact]:
    """Artifacts by slug, or by a slug that they had before where it leads to one alone."""
    wanted = set(slugs)
    found = {artifact.slug: artifact for artifact in Artifact.objects.filter(slug__in=wanted)}
    former = Alias.objects.filter(
        slug__in=wanted - set(found), origin__in=(Alias.Origin.ORIGINAL_SLUG, Alias.Origin.FORMER_SLUG)
    ).select_related("artifact")
    led = Counter(alias.slug for alias in former)
    return found | {alias.slug: alias.artifact for alias in former if led[alias.slug] == 1}


def names_of(document: EntryLine, artifact: Artifact) -> Names:
    """Everything that the document names and that is here; what is not is missing from the answer."""
    results, relations = document.get("results", []), document.get("relations", [])
    slugs = {line["artifact"] for line in results if "artifact" in line}
    slugs |= {line[end] for line in relations for end in ENDS if end in line}
    paths = {line["kind"] for line in document.get("capabilities", []) if "kind" in line}
    kinds = CapabilityKind.objects.filter(path__in=paths).select_related("merged_into")
    return Names(
        artifact=artifact,
        artifacts=artifacts_named(slugs),
        kinds={kind.path: kind.merged_into or kind for kind in kinds},
        sources=_sources(line["source"] for line in (*results, *document.get("signals", [])) if "source" in line),
    )


def _sources(named: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], Source]:
    """Sources by key and version as asked for; without a version the newest one."""
    asked = {(line["id"], line.get("version", "")) for line in named}
    found: dict[tuple[str, str], Source] = {}
    for source in Source.objects.filter(key__in=[key for key, _ in asked]).order_by("version"):
        found[source.key, source.version] = found[source.key, ""] = source
    return {name: source for name, source in found.items() if name in asked}


def faults_of(document: EntryLine) -> Iterator[Fault]:
    """Why the document cannot be merged; nothing for a sound one."""
    slug = document["entry_of"]
    artifact = artifacts_named([slug]).get(slug)
    if artifact is None:
        yield "entry_of", f"no artifact {slug}", IMPORT_FIRST
        return
    names = names_of(document, artifact)
    yield from _doubled(document)
    yield from _missing(document, names)
    yield from _uncited(document)
    for fault in facts_faults(artifact.kind, document.get("facts", {})):
        yield "facts", fault, ADVICE
    yield from _contradictions(document, names)


def _doubled(document: EntryLine) -> Iterator[Fault]:
    stated: Mapping[str, Any] = document
    for table in TABLES:
        for key, times in Counter(line_key(table, line) for line in stated.get(table.name, ())).items():
            if times > 1:
                yield table.name, f"{key.partition(':')[2]} stands there {times} times", "Keep one of them"


def _missing(document: EntryLine, names: Names) -> Iterator[Fault]:
    """Names that stand for nothing here."""
    for line in document.get("capabilities", []):
        if "kind" in line and line["kind"] not in names.kinds:
            yield f"capabilities.{line['id']}.kind", f"no capability kind {line['kind']}", IMPORT_FIRST
    tests = {line["key"] for line in document.get("benchmarks", [])}
    results = document.get("results", [])
    unknown = {line["benchmark"] for line in results} - tests
    unknown -= set(Benchmark.objects.filter(key__in=unknown).values_list("key", flat=True))
    for key in sorted(unknown):
        yield "results", f"no benchmark {key}", "Define it under `benchmarks`"
    ends = [("results.artifact", line["artifact"]) for line in results if "artifact" in line]
    for relation in document.get("relations", []):
        ends += [(f"relations.{end}", relation[end]) for end in ENDS if end in relation]
        if relation.get("object") == relation.get("subject", document["entry_of"]):
            yield "relations", f"{relation['object_name']} stands in a relation to itself", ADVICE
    for where, slug in dict.fromkeys(ends):
        if slug not in names.artifacts:
            yield where, f"no artifact {slug}", IMPORT_FIRST
    stated: list[Mapping[str, Any]] = [*results, *document.get("signals", [])]
    for source in (line["source"] for line in stated if "source" in line):
        if names.source(source) is None:
            yield "source", f"no source {source['id']} {source.get('version', '')}".rstrip(), IMPORT_FIRST


def _uncited(document: EntryLine) -> Iterator[Fault]:
    """Statements without a source that the document lists, and sources of which nobody knows how they came here."""
    stated: Mapping[str, Any] = document
    listed = {line["number"] for line in document["citations"]}
    for citation in document["citations"]:
        if ("retrieved_on" in citation) == ("cited_by" in citation):
            reason = "needs either the day on which it was opened or the source that cites it"
            yield f"citations.{citation['number']}", reason, "Give `retrieved_on` or `cited_by`, never both"
    for table in TABLES:
        for line in stated.get(table.name, ()) if table.cited else ():
            for number in sorted(set(line.get("citations", ())) - listed):
                yield table.name, f"cites [{number}], which is not among the citations", ADVICE
    for line in document.get("results", []):
        if "artifact" in line and ("citations" in line or "source" not in line):
            reason = "a figure of another artifact needs a `source`: citation numbers are this artifact's own"
            yield "results", f"{line['artifact']} on {line['benchmark']}: {reason}", ADVICE
        elif "artifact" not in line and "citations" not in line:
            yield "results", f"{line['benchmark']} cites nothing", ADVICE


def _contradictions(document: EntryLine, names: Names) -> Iterator[Fault]:
    """Signals are append-only: a source version says one figure a day."""
    for line in document.get("signals", []):
        source = names.source(line["source"])
        recorded = Signal.objects.filter(
            artifact=names.artifact, metric=line["name"], observed=line["observed_at"], source=source
        ).first()
        if recorded is not None and recorded.value != line["value"]:
            reason = f"{line['name']} is recorded as {recorded.value} already"
            yield "signals", reason, "Signals are append-only: publish a correction under a new source version"
