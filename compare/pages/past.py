"""`?at=YYYY-MM-DD`: the run that readers saw on a day, and what a page of that day says of itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from compare.pages.subjects import Subject
from compare.parts.history import Past
from compare.parts.verdicts import Verdict
from scoring.selectors import RunInfo, published_run
from scoring.selectors_history import NothingPublishedError, run_at

NOINDEX = "Not offered to search engines: these are the scores of a past day."
ROWS_GONE = "Rows are kept of the last two runs; of this one points, values and coverage are left."
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class UnknownDayError(ValueError):
    """`?at=` names no day of which there are scores. `unreadable`: it names no day at all, or one to come."""

    def __init__(self, reason: str, *, unreadable: bool) -> None:
        super().__init__(reason)
        self.unreadable = unreadable


@dataclass(frozen=True)
class Moment:
    """The run to show; `day` is None for now."""

    run: RunInfo | None
    day: date | None = None

    @property
    def tag(self) -> str:
        """What of it an entity tag must know beside the run."""
        return self.day.isoformat() if self.day else ""


def moment(at: str) -> Moment:
    """Now where nothing is asked for. Raises `UnknownDayError`, in words for a reader."""
    if not at:
        return Moment(published_run())
    try:
        day = date.fromisoformat(at) if _DAY.fullmatch(at) else None
    except ValueError:
        day = None
    if day is None:
        raise UnknownDayError("A day is asked for as ?at=YYYY-MM-DD, such as ?at=2026-11-28", unreadable=True)
    if day > timezone.now().date():
        raise UnknownDayError(f"{at} is still to come: ask for a day that is over, or leave ?at= out", unreadable=True)
    try:
        return Moment(run_at(day), day)
    except NothingPublishedError as error:
        since = (
            f"the first scores were published on {error.first.isoformat()}" if error.first else "none is published yet"
        )
        raise UnknownDayError(f"There were no scores here on {at}: {since}", unreadable=False) from error


def past_of(when: Moment, *, url: str) -> Past | None:
    """What a page says of the day that it shows; None for now."""
    if when.day is None or when.run is None:
        return None
    run = when.run
    text = (
        f"Scores as this site showed them at the end of {when.day.isoformat()} (UTC): run {run.run_id}, as of"
        f" {run.as_of.isoformat()}, methodology {run.methodology}. Facts and capabilities are those of today."
    )
    return Past(day=when.day, text=text, rows_gone="" if run.whole else ROWS_GONE, url=url)


def verdict_not_kept(subjects: Sequence[Subject]) -> Verdict:
    """A verdict looks at rows, and those of the run are gone: the scores stand, nothing is judged anew."""
    names = " and ".join(subject.artifact.name for subject in subjects)
    return Verdict(
        outcome="not_kept",
        headline=f"The scores of {names} on that day stand below; its verdict is not kept.",
        winner=None,
        margin=None,
        reasons=(),
        caveats=(),
        standings=(),
    )
