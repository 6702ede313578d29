"""How far a run is that is being built: what the admin, the bar above its pages and the terminal say of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Now

from scoring.models import ScoringRun

MINUTE = 60


@dataclass(frozen=True)
class Progress:
    """Batches done of all, artifacts scored in them, and the seconds since the run began."""

    done: int
    batches: int
    scored: int
    seconds: float

    @property
    def rate(self) -> float | None:
        """Artifacts a second; None before the first batch is done."""
        return self.scored / self.seconds if self.done and self.seconds > 0 else None

    @property
    def seconds_left(self) -> float | None:
        """By the pace so far; None before there is one. Publishing comes on top."""
        if not self.done:
            return None
        return self.seconds * (self.batches - self.done) / self.done

    def __str__(self) -> str:
        said = f"{self.done:,} of {self.batches:,} batches"
        if self.rate is not None and self.seconds_left is not None:
            said += f", {self.rate:,.0f} artifacts a second, {duration(self.seconds_left)} left"
        return said


def runs_counted() -> QuerySet[ScoringRun]:
    """Runs with what `progress_of` needs, in the query that reads them."""
    return ScoringRun.objects.annotate(
        all_batches=Count("batches"),
        done_batches=Count("batches", filter=Q(batches__done=True)),
        rows_done=Sum("batches__rows"),
        seen_at=Now(),
    )


def progress_of(run: ScoringRun) -> Progress:
    """Of a run that was read by `runs_counted`."""
    counted = vars(run)
    return Progress(
        done=counted["done_batches"],
        batches=counted["all_batches"],
        scored=counted["rows_done"] or 0,
        seconds=(counted["seen_at"] - run.created_at).total_seconds(),
    )


def duration(seconds: float) -> str:
    """Such as `40 s` or `3 min 20 s`."""
    whole = max(round(seconds), 0)
    return f"{whole} s" if whole < MINUTE else f"{whole // MINUTE} min {whole % MINUTE} s"
