"""Reads of dated figures."""

from __future__ import annotations

from collections.abc import Iterable

from catalog.models import Signal


def board_figures(artifact_ids: Iterable[int]) -> list[Signal]:
    """The latest figure of each artifact on each test of a board (`board:test`), with its source; one query."""
    figures = Signal.objects.filter(
        artifact_id__in=list(artifact_ids), component="quality", state=Signal.State.OBSERVED, metric__contains=":"
    )
    latest = figures.order_by("artifact_id", "metric", "-observed", "-source_id").distinct("artifact_id", "metric")
    return list(latest.select_related("source"))
