"""Artifacts (models and datasets), the names they go by, who publishes them and which family they belong to."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower

from catalog.models.source import Source
from common.models import PARTIAL_DATE, StableId, Timestamped, text_list

SLUG = r"^[a-z0-9]+(-+[a-z0-9]+)*$"


class Organization(StableId):
    """A publisher. Names that differ only in case, spaces and punctuation are one organization."""

    key = models.CharField(max_length=120, unique=True, help_text="The name in lower-case letters and digits only")
    name = models.CharField(max_length=160)
    spellings = text_list(help_text="Every spelling met in a source")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


KIN_STAMP = """
    SELECT coalesce(md5(string_agg(concat_ws(':', kin.id, kin.generation), ',' ORDER BY kin.id)), '')
    FROM catalog_artifact kin WHERE kin.id IN (
        SELECT family_id FROM catalog_familymembership WHERE member_id = catalog_artifact.id
        UNION SELECT member_id FROM catalog_familymembership WHERE family_id = catalog_artifact.id
    )
"""


class ArtifactQuerySet(models.QuerySet["Artifact"]):
    def listed(self) -> ArtifactQuerySet:
        """What the public pages show."""
        return self.filter(status=Artifact.Status.LISTED)

    def stamped(self) -> ArtifactQuerySet:
        """Each with a `kin_stamp` that changes with every edit of its family or of a member; empty without any."""
        return self.annotate(kin_stamp=RawSQL(KIN_STAMP, (), models.TextField()))  # noqa: S611 - takes no parameter


class Artifact(StableId, Timestamped):
    """One model or dataset; `facts` holds what is typed by kind (`catalog.facts`).

    Imported and curated values live side by side: a field named in `curated_fields` keeps its curated value through
    every import, and `imported_values` keeps what the source says about it. `curated_facts` overlays `facts`.
    """

    class Kind(models.TextChoices):
        MODEL = "model", "model"
        DATASET = "dataset", "dataset"

    class Status(models.TextChoices):
        LISTED = "listed", "listed"
        HIDDEN = "hidden", "hidden"
        RETIRED = "retired", "retired"

    slug = models.CharField(max_length=160, unique=True)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    name = models.CharField(max_length=200)
    organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="artifacts"
    )
    summary = models.TextField(blank=True, help_text="One line. Left empty, a fixed rule builds it from the facts")
    homepage = models.URLField(max_length=500, blank=True)
    repository = models.URLField(max_length=500, blank=True)
    paper = models.CharField(max_length=500, blank=True, help_text="Address or arXiv id")
    hub_id = models.CharField(max_length=200, blank=True, help_text="Identifier on the hub, original case")
    licence = models.CharField(max_length=120, blank=True, help_text="SPDX id where one exists, as claimed")
    licence_code = models.CharField(max_length=120, blank=True, help_text="Only where the code's licence differs")
    licence_data = models.CharField(max_length=120, blank=True, help_text="Only where the data's licence differs")
    released = models.CharField(max_length=10, blank=True, help_text="YYYY, YYYY-MM or YYYY-MM-DD")
    modalities = text_list()
    tasks = text_list()
    domains = text_list()
    languages = text_list()
    facts = models.JSONField(default=dict, blank=True)
    pricing = models.JSONField(default=dict, blank=True, help_text="Summary of the priced offers, as imported")
    curated_fields = text_list(help_text="Fields set by a curator: imports leave them alone")
    imported_values = models.JSONField(default=dict, blank=True, help_text="What the source says about those fields")
    curated_facts = models.JSONField(default=dict, blank=True, help_text="Overlays `facts`, key by key")
    import_digest = models.CharField(
        max_length=64, blank=True, editable=False, help_text="sha256 of the last imported line"
    )
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.LISTED)
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.PROTECT, related_name="artifacts")
    also_in = text_list(help_text="Keys of further sources that list the same artifact")
    reviewed_on = models.DateField(null=True, blank=True, help_text="When a person last read the whole entry")
    generation = models.PositiveBigIntegerField(
        default=1, editable=False, help_text="Grows with every edit of the artifact or of what hangs on it"
    )

    objects = ArtifactQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(condition=Q(slug__regex=SLUG), name="artifact_slug_shape"),
            # The address of a comparison is split at "-vs-"; at an end of a slug the word would make it ambiguous.
            models.CheckConstraint(condition=~Q(slug__regex=r"(^|-)vs(-|$)"), name="artifact_slug_without_vs"),
            models.CheckConstraint(
                condition=Q(released="") | Q(released__regex=PARTIAL_DATE), name="artifact_released_shape"
            ),
            models.CheckConstraint(condition=Q(kind__in=["model", "dataset"]), name="artifact_kind_known"),
            models.UniqueConstraint("kind", Lower("hub_id"), condition=~Q(hub_id=""), name="artifact_hub_id_unique"),
        ]
        indexes = [
            models.Index(fields=["kind", "status"], name="artifact_kind_status"),
            # GIN alone: with a GiST trigram index beside it PostgreSQL takes the slower one.
            GinIndex(OpClass(Lower("name"), name="gin_trgm_ops"), name="artifact_name_trigram"),
            GinIndex(OpClass("slug", name="gin_trgm_ops"), name="artifact_slug_trigram"),
        ]

    @property
    def kin_version(self) -> str:
        """Changes with every edit of its family or of a member. Of `stamped` artifacts alone; KeyError for others."""
        return str(vars(self)["kin_stamp"])

    def __str__(self) -> str:
        return self.name


class Alias(models.Model):
    """Another name of an artifact. It may redirect and be searched; it never merges two artifacts.

    Several artifacts may share one alias: then it redirects to none of them.
    """

    class Origin(models.TextChoices):
        IMPORTED = "imported", "named by a source"
        ORIGINAL_SLUG = "original_slug", "slug of the source, changed here"
        FORMER_SLUG = "former_slug", "slug used here before"
        CURATED = "curated", "set by a curator"

    artifact = models.ForeignKey(Artifact, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=200)
    slug = models.CharField(max_length=200, help_text="The name in the shape of a slug, for redirects")
    origin = models.CharField(max_length=16, choices=Origin.choices, default=Origin.IMPORTED)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "aliases"
        constraints = [models.UniqueConstraint(fields=["artifact", "name"], name="alias_once_per_artifact")]
        indexes = [
            models.Index(fields=["slug"], name="alias_slug"),
            GinIndex(OpClass(Lower("name"), name="gin_trgm_ops"), name="alias_name_trigram"),
        ]

    def __str__(self) -> str:
        return self.name


class FamilyMembership(StableId):
    """A version or variant that belongs to a family (an artifact itself), and the rule that says so."""

    # Rules under which a curator's membership stands: no derivation touches it.
    BY_HAND = ("", "curated")

    family = models.ForeignKey(Artifact, on_delete=models.CASCADE, related_name="memberships")
    member = models.ForeignKey(Artifact, on_delete=models.CASCADE, related_name="families")
    rule = models.CharField(
        max_length=64,
        blank=True,
        help_text="What the membership rests on: facts.members, base_model ... Empty: set by a curator",
    )
    version = models.CharField(
        max_length=80, blank=True, help_text="The version of the family that it belongs to, such as Llama 3.1"
    )
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["family", "position"]
        constraints = [
            models.UniqueConstraint(fields=["family", "member"], name="family_member_once"),
            models.CheckConstraint(condition=~Q(family=models.F("member")), name="family_member_is_another"),
        ]

    def __str__(self) -> str:
        return f"{self.member} in {self.family}"
