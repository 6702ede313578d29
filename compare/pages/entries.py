"""Lineage, benchmark tables and claims of sides, made from what the catalog holds of their entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from catalog.models import Artifact, BenchmarkResult, Claim, Release
from compare.pages.capabilities import marks_of
from compare.pages.frames import artifact_url, web_address
from compare.pages.subjects import Subject
from compare.parts.entries import (
    BenchmarkColumn,
    BenchmarkRow,
    BenchmarkTable,
    ClaimLine,
    Claims,
    Lineage,
    ReleaseRow,
    Result,
)

# Figures stand on one line only when these are the same.
Test = tuple[str, str]


def lineage(subject: Subject, releases: Sequence[Release]) -> Lineage | None:
    """None where no version is listed."""
    rows = tuple(
        ReleaseRow(
            version=release.version,
            released=release.released,
            sizes=tuple(release.sizes),
            context=release.context,
            licence=release.licence,
            notes=release.notes,
            citations=marks_of(subject, "releases", release.pk),
        )
        for release in releases
    )
    return Lineage(subject.letter, subject.artifact.name, rows) if rows else None


def claims(subject: Subject, stated: Sequence[Claim]) -> Claims | None:
    """Statements by subject, in the order in which they were written; None where there is none."""
    lines = tuple(
        ClaimLine(
            anchor=f"claim-{claim.uid.hex[:12]}",
            subject=claim.subject,
            statement=_statement(claim),
            disputed=claim.status == Claim.Status.DISPUTED,
            citations=marks_of(subject, "claims", claim.pk),
        )
        for claim in stated
    )
    return Claims(subject.letter, subject.artifact.name, lines) if lines else None


def _statement(claim: Claim) -> str:
    """Only a preview holds claims that are not published."""
    stated = claim.status in (Claim.Status.PUBLISHED, Claim.Status.DISPUTED)
    return claim.statement if stated else f"{claim.statement} ({claim.get_status_display()})"


def benchmark_tables(subject: Subject, results: Sequence[BenchmarkResult]) -> tuple[BenchmarkTable, ...]:
    """A table for each variant, day and source, newest first, with what that source sets beside it."""
    own = [result for result in results if result.artifact_id == subject.artifact.pk]
    others = [result for result in results if result.artifact_id != subject.artifact.pk]
    tables = []
    for number, ((_, variant, _), rows) in enumerate(groupby(sorted(own, key=_table_order), key=_table_key)):
        held = list(rows)
        first = held[0]
        beside = [o for o in others if first.source_id and _reported_with(o, first)]
        names = {other.artifact_id: other.artifact for other in beside}
        column = [
            _by_test(subject, held),
            *(_by_test(subject, [o for o in beside if o.artifact_id == k]) for k in names),
        ]
        tables.append(
            BenchmarkTable(
                anchor=f"benchmarks-{number + 1}",
                title=variant or subject.artifact.name,
                standing=", ".join(part for part in (first.get_reported_by_display(), first.reported) if part),
                columns=(BenchmarkColumn(variant or subject.artifact.name, ""), *map(_column, names.values())),
                rows=_rows([*held, *beside], column),
            )
        )
    return tuple(tables)


def _table_key(result: BenchmarkResult) -> tuple[str, str, int]:
    return result.reported, result.variant, result.source_id or 0


def _table_order(result: BenchmarkResult) -> tuple[int, tuple[str, str, int], int]:
    """Newest day first; within a table the order in which the entry lists the rows."""
    day = -int("".join(part for part in result.reported.split("-")).ljust(8, "0") or 0)
    return day, _table_key(result), result.pk


def _reported_with(result: BenchmarkResult, first: BenchmarkResult) -> bool:
    return (result.source_id, result.reported) == (first.source_id, first.reported)


def _column(artifact: Artifact) -> BenchmarkColumn:
    listed = artifact.status == Artifact.Status.LISTED
    return BenchmarkColumn(artifact.name, artifact_url(artifact.slug) if listed else "")


def _by_test(subject: Subject, results: Iterable[BenchmarkResult]) -> dict[Test, Result]:
    return {test_of(result): result_of(subject, result) for result in results}


def _rows(results: Iterable[BenchmarkResult], columns: Sequence[Mapping[Test, Result]]) -> tuple[BenchmarkRow, ...]:
    tests = {test_of(result): result.benchmark for result in results}
    # Settings of one test stand below each other.
    order = list(dict.fromkeys(key for key, _ in tests))
    return tuple(
        BenchmarkRow(
            benchmark=benchmark.name,
            setting=setting,
            metric=metric_of(benchmark.metric, benchmark.unit),
            url=web_address(benchmark.url),
            cells=tuple(column.get((key, setting)) for column in columns),
        )
        for (key, setting), benchmark in sorted(tests.items(), key=lambda item: order.index(item[0][0]))
    )


def test_of(result: BenchmarkResult) -> Test:
    return result.benchmark.key, result.setting


def metric_of(metric: str, unit: str) -> str:
    return metric if metric == unit else ", ".join(part for part in (metric, unit) if part)


def _figure(value: float) -> str:
    """At least one decimal: tables of tests print 34.0, not 34."""
    text = f"{value:.10g}"
    return text if "." in text else f"{value:.1f}"


def result_of(subject: Subject, result: BenchmarkResult) -> Result:
    source = result.source
    return Result(
        text=_figure(result.value),
        value=result.value,
        variant=result.variant,
        reported_by=result.get_reported_by_display(),
        reported=result.reported,
        source_name=str(source) if source else "",
        source_url=web_address(source.url) if source else "",
        citations=marks_of(subject, "benchmark_results", result.pk),
    )
