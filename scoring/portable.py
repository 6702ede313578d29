"""Runs and scores in an export of the catalog: the published run whole, what former runs said as history."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.db import connection
from pydantic import Field

from catalog.models import Artifact, Source
from catalog.portable import NAMED_BY, Change, Line, Record, records_add
from scoring.methodology import Methodology, MethodologyChangedError, methodology_of, methodology_versions
from scoring.models import Milestone, Publication, ReceiptAddress, Rung, Score, ScoreHistory, ScoringRun
from scoring.writing import partition_make

SECTION = "scores"
DOCUMENT = "document"
PUBLISHED = "(SELECT run_id FROM scoring_publication)"
KEPT = "t.state IN ('published', 'superseded', 'pruned')"
IN_FORCE = """EXISTS (
    SELECT FROM scoring_scoringrun r WHERE r.id = (SELECT run_id FROM scoring_publication)
    AND t.run_id = r.ground AND t.since_run <= r.id AND t.until_run > r.id
)"""
ARTIFACT = {"artifact_id": Artifact}


def run_going() -> Change:
    """Rows leave with the published run alone, so former ones are pruned where they arrive."""

    def change(line: Line) -> None:
        if line["state"] == ScoringRun.State.PUBLISHED:
            line[DOCUMENT] = _methodology(line).as_json()
        else:
            line["state"] = ScoringRun.State.PRUNED

    return change


def run_coming() -> Change:
    """The methodology of the published run must be one that this installation knows, to the last byte."""

    def change(line: Line) -> None:
        if line.pop(DOCUMENT, None) is None:
            return
        _methodology(line)

    return change


def _methodology(line: Line) -> Methodology:
    version, known = line["methodology"], methodology_versions()
    if version not in known:
        raise ValueError(
            f"methodology {version} is not known here, only {', '.join(known)}: bring the code up to date first"
        )
    try:
        return methodology_of(version=version, sha256=line["methodology_sha256"])
    except MethodologyChangedError as error:
        raise ValueError(str(error)) from error


def score_going() -> Change:
    """Sources by their lasting names; what is NaN in a list is null."""
    uids = {0: None, **{pk: str(uid) for pk, uid in Source.objects.values_list("pk", "uid")}}

    def change(line: Line) -> None:
        line["source_ids"] = [uids.get(source) for source in line["source_ids"]]
        line["raws"] = _without_nan(line["raws"])
        line["shares"] = line["shares"] and _without_nan(line["shares"])

    return change


def score_coming() -> Change:
    ids: dict[str | None, int] = {str(uid): pk for pk, uid in Source.objects.values_list("pk", "uid")}
    ids[None] = 0

    def change(line: Line) -> None:
        missing = next((uid for uid in line["source_ids"] if uid not in ids), None)
        if missing is not None:
            raise ValueError(f"names the source {missing}, which the file does not hold")
        line["source_ids"] = [ids[uid] for uid in line["source_ids"]]
        line["raws"] = _with_nan(line["raws"])
        line["shares"] = line.get("shares") and _with_nan(line["shares"])

    return change


def _without_nan(numbers: list[Any]) -> list[Any]:
    return [None if number == "NaN" else number for number in numbers]


def _with_nan(numbers: list[Any]) -> list[Any]:
    return ["NaN" if number is None else number for number in numbers]


def partitions_prepare(arrived: str) -> None:
    """A whole run's rows stand in a table of its own."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT run_id FROM {arrived}")  # noqa: S608 - our own names
        for (ground,) in cursor.fetchall():
            partition_make(run_id=ground)


def pointer_prepare(arrived: str) -> None:
    """The row that names the published run may be there without one."""
    Publication.objects.filter(run__isnull=True).delete()


Numbers = list[Annotated[float, Field(allow_inf_nan=False)] | None]
RECORDS = (
    Record(
        "run",
        ScoringRun,
        ("id",),
        section=SECTION,
        left_out=("job",),
        only=KEPT,
        going=run_going,
        coming=run_coming,
        shapes={DOCUMENT: dict[str, Any] | None},
    ),
    Record(
        "publication",
        Publication,
        ("id",),
        section=SECTION,
        left_out=(),
        only="t.run_id IS NOT NULL",
        prepare=pointer_prepare,
    ),
    Record(
        "score",
        Score,
        ("artifact",),
        section=SECTION,
        links=ARTIFACT,
        left_out=(),
        only=IN_FORCE,
        going=score_going,
        coming=score_coming,
        prepare=partitions_prepare,
        shapes={"source_ids": list[UUID | None], "raws": Numbers, "shares": Numbers | None},
    ),
    Record(
        "rung",
        Rung,
        ("kind", "tenths", "sd_class"),
        section=SECTION,
        left_out=(),
        only=f"t.run_id = {PUBLISHED}",
    ),
    Record(
        "milestone",
        Milestone,
        ("kind", "grouped", "place"),
        section=SECTION,
        left_out=(),
        only=f"t.run_id = {PUBLISHED}",
    ),
    Record(
        "score_history",
        ScoreHistory,
        ("artifact", "run"),
        section=SECTION,
        links=ARTIFACT,
        left_out=(),
        only=f"t.run_id IN (SELECT t.id FROM scoring_scoringrun t WHERE {KEPT})",  # noqa: S608 - our own names
    ),
    Record(
        "receipt_address",
        ReceiptAddress,
        ("sha256",),
        section=SECTION,
        links=ARTIFACT,
        left_out=(),
        only=f"t.run_id = {PUBLISHED}",
    ),
)

NAMED_BY[ScoringRun] = "id"
records_add(RECORDS)
