"""Stored figures as the readings see them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """The latest stored figure of one metric of one artifact; of a day's figures of one source the last recorded."""

    value: float | None
    state: str
    observed: str
    source_id: int
