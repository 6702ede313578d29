"""Whether the published scores are behind the catalog, and when a new run is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models.functions import Now

from catalog.touches import Edits, edits_waiting
from jobs.models import Job
from scoring.methodology import CURRENT, methodology_get
from scoring.models import Publication, ScoringCheck, ScoringRun

# The jobs of a run, and that of a check.
KINDS = START, BATCH, PUBLISH = ("scoring.start", "scoring.batch", "scoring.publish")
CHECK = "scoring.check"
# Their key where there is one at a time, whoever asks for it.
ONE = "run"


@dataclass(frozen=True)
class Rescoring:
    """Edits that the published run does not show yet, and the job that is about to show them, if there is one.

    `check` is the last one of these scores, where it found that some differ from what scoring everything gives.
    """

    edits: Edits | None
    job: Job | None
    run: ScoringRun | None
    batches: int = 0
    batches_done: int = 0
    check: ScoringCheck | None = None

    @property
    def due_at(self) -> datetime | None:
        """When a run starts by itself: some time after the last edit, and in the end although edits go on."""
        if self.edits is None:
            return None
        quiet = self.edits.last + timedelta(seconds=settings.RESCORE_QUIET_SECONDS)
        return min(quiet, self.edits.first + timedelta(seconds=settings.RESCORE_LATEST_SECONDS))


def edits_unscored() -> Edits | None:
    """Changes of the catalog that the published run does not show; None before the first one. Two queries."""
    return edits_waiting() if Publication.objects.filter(run__isnull=False).exists() else None


def run_is_stale() -> bool:
    """Whether a new run would show something else: none is published, or catalog or methodology have changed since."""
    run = ScoringRun.objects.filter(pk__in=Publication.objects.values("run")).first()
    if run is None or run.methodology_sha256 != methodology_get(CURRENT).sha256:
        return True
    return edits_unscored() is not None


def rescoring() -> Rescoring:
    """What staff should know of the scores, after an edit above all."""
    job = Job.objects.filter(state__in=Job.ACTIVE, kind__in=KINDS).order_by("id").first()
    run = ScoringRun.objects.filter(state=ScoringRun.State.BUILDING).first() if job else None
    edits, check = edits_unscored(), check_alarming()
    if run is None:
        return Rescoring(edits, job, None, check=check)
    return Rescoring(edits, job, run, run.batches.count(), run.batches.filter(done=True).count(), check)


def check_alarming() -> ScoringCheck | None:
    """The last check of the rows that readers see, when it found something; a whole run makes other rows. One query."""
    grounds = Publication.objects.filter(run__isnull=False).values("run__ground")
    last = ScoringCheck.objects.filter(run__ground__in=grounds, overtaken=False).order_by("-pk").first()
    return last if last is not None and last.differing else None


def rescore_is_due() -> bool:
    """Whether edits have waited long enough, nothing is on its way, and no run has failed since the last edit.

    The first run of an installation is somebody's own to start.
    """
    state = rescoring()
    if state.job is not None or state.edits is None or state.due_at is None:
        return False
    waiting = Publication.objects.filter(run__isnull=False).annotate(now=Now()).values_list("now", flat=True).first()
    if waiting is None or waiting < state.due_at:
        return False
    failed = Job.objects.filter(kind__in=KINDS, state__in=Job.STOPPED, finished_at__gt=state.edits.last)
    return not failed.exists()
