"""Runs of the formula, their results and the pointer that says which run readers see."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from jobs.models import Job
from scoring.columns import Reading, stored_readings

# No run ends it: greater than any run's number.
NEVER = 2**63 - 1


class ScoringRun(models.Model):
    """One result for the whole catalog, by one methodology and as of one pinned day.

    A run is built aside in a table of its own. A whole run scores everything, and its table becomes a partition of the
    scores; one with a `base` scores what changed since that run, and its rows go into the partition of the whole run
    below, its `ground`. Either way the pointer moves in the same transaction.
    """

    class State(models.TextChoices):
        BUILDING = "building", "building"
        PUBLISHED = "published", "published"
        SUPERSEDED = "superseded", "superseded"
        ABANDONED = "abandoned", "abandoned: another run was published first"
        CANCELED = "canceled", "canceled"
        PRUNED = "pruned", "pruned"

    job = models.OneToOneField(
        Job,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="scoring_run",
        help_text="The job that started it: started twice, it stays one run",
    )
    methodology = models.CharField(max_length=32)
    methodology_sha256 = models.CharField(max_length=64)
    as_of = models.DateField(help_text="The day from which the age of every figure counts")
    code_sha256 = models.CharField(max_length=64, blank=True, help_text="Of the code that scored")
    base = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The run whose rows stay in force where nothing changed; empty: everything was scored",
    )
    ground = models.BigIntegerField(null=True, blank=True, help_text="The whole run whose table holds the rows")
    why_whole = models.CharField(max_length=200, blank=True, help_text="Why everything was scored")
    asked_by = models.CharField(max_length=150, blank=True, help_text="Who or what started it")
    scored = models.PositiveIntegerField(null=True, blank=True, help_text="Artifacts that it scored itself")
    state = models.CharField(max_length=12, choices=State.choices, default=State.BUILDING)
    output_sha256 = models.CharField(max_length=64, blank=True, help_text="Of all scores; equal inputs give equal ones")
    digest_sum = models.CharField(max_length=64, blank=True, help_text="Sum of the digests of all rows, in hexadecimal")
    rated = models.JSONField(default=dict, help_text="Rated artifacts by kind")
    listed = models.JSONField(default=dict, help_text="Scored artifacts by kind, rated or not")
    grouped = models.JSONField(
        default=dict, help_text="By kind, rated and listed artifacts that are no member of a family"
    )
    impact = models.JSONField(
        null=True, blank=True, help_text="What changed against the run before it, of another methodology"
    )
    created_at = models.DateTimeField(db_default=Now())
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"run {self.pk} ({self.methodology}, {self.state})"


class ScoringBatch(models.Model):
    """What one job scores: the artifacts with ids in a closed range, or those of them that are named."""

    run = models.ForeignKey(ScoringRun, on_delete=models.CASCADE, related_name="batches")
    number = models.PositiveIntegerField()
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    artifact_ids = ArrayField(models.BigIntegerField(), null=True, blank=True)
    done = models.BooleanField(default=False)
    rows = models.PositiveIntegerField(default=0)
    digest_sum = models.CharField(max_length=64, blank=True, help_text="Sum of the digests of its rows, in hexadecimal")

    class Meta:
        ordering = ["run", "number"]
        verbose_name_plural = "scoring batches"
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="scoring_batch_once")]

    def __str__(self) -> str:
        return f"batch {self.number} of run {self.run_id}"


class ScoringCheck(models.Model):
    """A published run, computed again and compared with what is stored: see `scoring.verification`."""

    run = models.ForeignKey(ScoringRun, on_delete=models.CASCADE, related_name="checks")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    overtaken = models.BooleanField(default=False, help_text="Ended early: another run was published meanwhile")
    checked = models.PositiveIntegerField()
    left_out = models.PositiveIntegerField(help_text="Touched since the run began")
    differing = models.PositiveIntegerField()
    examples = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"check of run {self.run_id}: {self.differing} differ"


class Publication(models.Model):
    """The one row that names the published run. `version` counts the publications."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    run = models.ForeignKey(ScoringRun, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="publication_is_one_row")]

    def __str__(self) -> str:
        return f"publication {self.version}"


class Score(models.Model):
    """One artifact's result: a partition a whole run, made and filled by `scoring.services`.

    `run_id` is the whole run whose table holds the row. It is in force in the runs from `since_run`, which scored it,
    up to the one before `until_run`, which scored the artifact anew or left it out.

    The lists follow the methodology's order of signals, `points` and `tenths` with one baseline row a component behind:
    `values` and `reliabilities` in millionths, `points` in millionths of a point, `tenths` in tenths of a point.
    Intervals are empty in runs of methodologies that give none; `component_sds` are those of evidence.
    What each signal was read from is kept in the same order, and `readings` reads it: `states` has one letter a signal
    (`scoring.columns.LETTERS`), `notes` one line; `raws` is NaN, `days` and `source_ids` are 0 where there is none;
    `days` are numbers as in `scoring.days`. `shares` stand where a reading, of a family, has one of its own. `results`
    are the raw results by test that a standing on boards was made of.
    """

    pk = models.CompositePrimaryKey("run_id", "artifact_id", "since_run")
    run_id = models.BigIntegerField()
    artifact_id = models.BigIntegerField()
    since_run = models.BigIntegerField()
    until_run = models.BigIntegerField(default=NEVER)
    kind = models.CharField(max_length=16)
    slug = models.CharField(max_length=160, help_text="As it was when the row was made")
    folded = models.BooleanField(help_text="A listed family stands for it in the list without members")
    rated = models.BooleanField()
    rank_key = models.IntegerField(help_text="Lists are in its order, and then by slug: rated by score, unrated last")
    score = models.IntegerField(help_text="Millionths of a point; means nothing unless rated")
    score_tenths = models.SmallIntegerField()
    own_coverage = models.IntegerField()
    coverage = ArrayField(models.IntegerField())
    values = ArrayField(models.IntegerField())
    reliabilities = ArrayField(models.IntegerField())
    points = ArrayField(models.IntegerField())
    tenths = ArrayField(models.SmallIntegerField())
    component_tenths = ArrayField(models.SmallIntegerField())
    component_values = ArrayField(models.IntegerField())
    low = models.IntegerField(null=True, help_text="End of the 90 % interval, in millionths of a point")
    high = models.IntegerField(null=True)
    sd_evidence = models.IntegerField(null=True, help_text="Of what is missing, noisy or old, in millionths of a point")
    sd_method = models.IntegerField(null=True, help_text="Of the weights of components, in millionths of a point")
    width = models.FloatField(null=True, help_text="Half of the interval in standard deviations of evidence")
    component_sds = ArrayField(models.IntegerField(), null=True)
    sd_class = models.SmallIntegerField(help_text="Class of its deviation, for rank bands; -1 without an interval")
    digest = models.BinaryField(help_text="sha256 of what the formula made of it")
    states = models.TextField()
    raws = ArrayField(models.FloatField())
    days = ArrayField(models.IntegerField())
    source_ids = ArrayField(models.IntegerField())
    notes = models.TextField()
    shares = ArrayField(models.FloatField(), null=True)
    results = models.JSONField(null=True)

    class Meta:
        managed = False
        db_table = "scoring_score"

    def __str__(self) -> str:
        return f"score of {self.artifact_id} since run {self.since_run}"

    @property
    def readings(self) -> list[Reading]:
        return stored_readings(
            states=self.states,
            raws=self.raws,
            days=self.days,
            source_ids=self.source_ids,
            notes=self.notes,
            shares=self.shares,
        )


class Rung(models.Model):
    """How many artifacts of a run show one score with one class of deviation, and which places that gives them.

    Unrated ones stand on the rung of -1 tenths, which has no places. A place is that in the list of everything, or
    (`grouped_`) in the list without members of families.
    """

    pk = models.CompositePrimaryKey("run_id", "kind", "tenths", "sd_class")
    run_id = models.BigIntegerField()
    kind = models.CharField(max_length=16)
    tenths = models.SmallIntegerField()
    sd_class = models.SmallIntegerField()
    artifacts = models.IntegerField()
    grouped = models.IntegerField(help_text="Those of them that no family stands for")
    position = models.IntegerField(null=True, help_text="1 for the highest score of its kind; equal scores share it")
    best = models.IntegerField(null=True, help_text="1 and those who are ahead with a probability of .95 or more")
    worst = models.IntegerField(null=True, help_text="All but those who are behind with such a probability")
    grouped_position = models.IntegerField(null=True)
    grouped_best = models.IntegerField(null=True)
    grouped_worst = models.IntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.artifacts} {self.kind}s at {self.tenths} tenths in run {self.run_id}"


class Milestone(models.Model):
    """What stands at every thousandth place of a list, so that a page deep in it is found from nearby."""

    pk = models.CompositePrimaryKey("run_id", "kind", "grouped", "place")
    run_id = models.BigIntegerField()
    kind = models.CharField(max_length=16)
    grouped = models.BooleanField(help_text="In the list without members of families")
    place = models.IntegerField()
    rank_key = models.IntegerField()
    slug = models.CharField(max_length=160)

    def __str__(self) -> str:
        return f"place {self.place} of the {self.kind}s of run {self.run_id}"


class ScoreHistory(models.Model):
    """What pages printed of one artifact's score from this run on, until the next row of the artifact. Kept for ever.

    Written when a run is published, and only where something printed differs from the run before: see
    `scoring.history`. `scored` is False from the run on that left the artifact out. `digest` is that of the integers
    of the receipt (`scoring.receipt.numbers_digest`), so that a receipt can be held against it after its run is gone.
    """

    pk = models.CompositePrimaryKey("artifact_id", "run_id")
    artifact_id = models.BigIntegerField()
    run = models.ForeignKey(ScoringRun, on_delete=models.PROTECT, related_name="+")
    scored = models.BooleanField()
    kind = models.CharField(max_length=16)
    rated = models.BooleanField()
    score_tenths = models.SmallIntegerField(null=True)
    low_tenths = models.SmallIntegerField(null=True)
    high_tenths = models.SmallIntegerField(null=True)
    component_tenths = ArrayField(models.SmallIntegerField())
    component_value_tenths = ArrayField(models.SmallIntegerField())
    coverage_percent = models.SmallIntegerField()
    component_coverage_percent = ArrayField(models.SmallIntegerField())
    digest = models.BinaryField()

    class Meta:
        verbose_name_plural = "score history"

    def __str__(self) -> str:
        return f"score of {self.artifact_id} from run {self.run_id} on"


class ReceiptAddress(models.Model):
    """Where to find the score of a receipt whose address was given out; gone with its run. No copy of the receipt."""

    sha256 = models.BinaryField(primary_key=True)
    run = models.ForeignKey(ScoringRun, on_delete=models.CASCADE, related_name="+")
    artifact_id = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "receipt addresses"

    def __str__(self) -> str:
        return bytes(self.sha256).hex()
