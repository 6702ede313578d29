"""From scores as scoring knows them to what the API answers."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from api.score_schemas import (
    History,
    HistoryChange,
    Leaderboard,
    LeaderboardRow,
    ReceiptLink,
    Score,
    ScoreComponent,
    ScoreRow,
)
from catalog.models import Artifact
from compare.pages.frames import artifact_url
from compare.pages.subjects import what_is_missing
from scoring.formula.profile import MICRO
from scoring.score_lines import ComponentLine, score_line
from scoring.selectors import RunInfo, ScoreCard, leaderboard, list_counts
from scoring.selectors_history import score_cards_at, score_history
from scoring.selectors_receipts import receipt_of
from scoring.services import receipt_issue


def score_answer(artifact: Artifact, *, run: RunInfo, day: date | None) -> Score | None:
    """None where the run left the artifact out. The address of the receipt is one that can be asked for afterwards."""
    card = score_cards_at([artifact.pk], run=run).get(artifact.pk)
    if card is None:
        return None
    line = score_line(
        slug=artifact.slug,
        kind=card.kind,
        score_tenths=card.score_tenths,
        low_tenths=card.interval.low_tenths if card.interval else None,
        high_tenths=card.interval.high_tenths if card.interval else None,
        coverage=round(card.coverage * MICRO),
        run_id=run.run_id,
        methodology=run.methodology,
        components=[
            ComponentLine(c.key, c.value_tenths, c.points_tenths, c.weight, round(c.coverage * MICRO))
            for c in card.components
        ],
    )
    return Score(
        **{**line, "components": {key: ScoreComponent(**part) for key, part in line["components"].items()}},
        at=day,
        as_of=run.as_of,
        published_at=run.published_at,
        methodology_sha256=run.methodology_sha256,
        unrated=None if card.rated else what_is_missing(card),
        position=card.position,
        population=card.population,
        rows=_rows(card),
        receipt=_receipt(artifact, run) if run.whole else None,
    )


def _rows(card: ScoreCard) -> list[ScoreRow]:
    return [
        ScoreRow(
            component=row.component,
            key=row.key,
            label=row.label,
            state=row.state,
            raw=row.raw,
            unit=row.unit,
            observed=row.observed,
            source_name=row.source_name,
            source_url=row.source_url,
            percentile=row.percentile,
            value=row.value,
            reliability=None if row.is_baseline else round(row.reliability * MICRO),
            points=row.points_tenths / 10,
            sentence=row.sentence,
        )
        for component in card.components
        for row in component.rows
    ]


def _receipt(artifact: Artifact, run: RunInfo) -> ReceiptLink | None:
    made = receipt_of(artifact, run=run)
    if made is None:
        return None
    receipt_issue(artifact_id=artifact.pk, run_id=run.run_id, sha256=made.sha256)
    return ReceiptLink(sha256=made.sha256, url=reverse("api-v1:receipt", args=[made.sha256]))


def history_answer(artifact: Artifact, *, limit: int, before: int | None) -> History:
    entries = score_history(artifact.pk, limit=limit + 1, before=before)
    changes = [
        HistoryChange(
            run=entry.run.run_id,
            published_at=entry.run.published_at,
            as_of=entry.run.as_of,
            methodology=entry.run.methodology,
            scored=entry.scored,
            score=_decimal(entry.score_tenths),
            low=_decimal(entry.low_tenths),
            high=_decimal(entry.high_tenths),
            coverage=entry.coverage_percent / 100,
            components={key: tenths / 10 for key, tenths in entry.components.items()},
            digest=entry.digest,
        )
        for entry in entries[:limit]
    ]
    older = f"?limit={limit}&before={changes[-1].run}" if len(entries) > limit else None
    address = reverse("api-v1:score_history", args=[artifact.slug])
    return History(slug=artifact.slug, changes=changes, next=f"{address}{older}" if older else None)


def leaderboard_answer(run: RunInfo, *, kind: str, offset: int, limit: int, members: bool) -> Leaderboard:
    """`next` holds the offset that goes on, where there is more; the view makes an address of it."""
    page = leaderboard(kind=kind, offset=offset, limit=limit, run=run, members=members)
    total, _ = list_counts(run, kind=kind, members=members)
    return Leaderboard(
        kind=kind,
        run=run.run_id,
        as_of=run.as_of,
        methodology=run.methodology,
        total=page.total,
        rated=page.rated,
        rows=[
            LeaderboardRow(
                position=entry.position,
                slug=entry.artifact.slug,
                name=entry.artifact.name,
                score=_decimal(entry.score_tenths),
                low=_decimal(entry.interval.low_tenths) if entry.interval else None,
                high=_decimal(entry.interval.high_tenths) if entry.interval else None,
                best=entry.band.best if entry.band else None,
                worst=entry.band.worst if entry.band else None,
                coverage=entry.coverage,
                components={key: tenths / 10 for key, tenths in entry.components.items()},
                url=artifact_url(entry.artifact.slug),
            )
            for entry in page.entries
        ],
        next=str(offset + limit) if offset + limit < total else None,
    )


def _decimal(tenths: int | None) -> float | None:
    return None if tenths is None else tenths / 10
