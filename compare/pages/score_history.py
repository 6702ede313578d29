"""The history of one artifact's score as a block of its page."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.models import Artifact
from compare.pages.frames import artifact_url, score_data_url
from compare.parts.history import HistoryStep, Moved, ScoreHistory, chart_of
from compare.parts.points import Between, Points
from scoring.selectors import RunInfo
from scoring.selectors_history import HistoryEntry, score_history

SHOWN = 24


def history_block(artifact: Artifact, *, run: RunInfo | None) -> ScoreHistory | None:
    """The newest changes up to the run that is shown, drawn and as a table; None before any. One query."""
    if run is None:
        return None
    entries = score_history(artifact.pk, limit=SHOWN + 1, before=run.run_id + 1)
    if not entries:
        return None
    kept = entries[:SHOWN]
    moves = [
        Moved(e.run.published_at, e.score_tenths, e.run.methodology, e.low_tenths, e.high_tenths)
        for e in reversed(kept)
    ]
    before: Sequence[HistoryEntry | None] = [*entries[1:], None][: len(kept)]
    return ScoreHistory(
        steps=tuple(_step(entry, former, artifact) for entry, former in zip(kept, before, strict=True)),
        chart=chart_of(moves, until=run.published_at),
        more=len(entries) > SHOWN,
        data_url=f"{score_data_url(artifact.slug)}/history",
    )


def _step(entry: HistoryEntry, former: HistoryEntry | None, artifact: Artifact) -> HistoryStep:
    same = former is not None and former.run.methodology == entry.run.methodology
    change = None
    if former is not None and same and entry.score_tenths is not None and former.score_tenths is not None:
        change = Points(entry.score_tenths - former.score_tenths)
    score = None if entry.score_tenths is None else Points(entry.score_tenths)
    day = entry.run.published_at.date()
    return HistoryStep(
        run_id=entry.run.run_id,
        day=day,
        as_of=entry.run.as_of,
        methodology=entry.run.methodology,
        starts="" if same else entry.run.methodology,
        score=score,
        between=None
        if entry.low_tenths is None or entry.high_tenths is None
        else Between(Points(entry.low_tenths), Points(entry.high_tenths)),
        text=str(score) if score else ("Unrated" if entry.scored else "not scored"),
        change=change,
        coverage_percent=entry.coverage_percent,
        url=f"{artifact_url(artifact.slug)}?at={day.isoformat()}",
    )
