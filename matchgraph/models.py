"""What search looks into: one document an artifact, the names it goes by, and how rare each word is.

All of it follows from the catalog and is written by `matchgraph.indexing` alone.
"""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from catalog.models import Artifact
from common.models import text_list
from matchgraph import graph_models


class SearchDocument(models.Model):
    """The words of one listed artifact, weighted A to D, and what searches are narrowed by.

    `generation` is that of the artifact when the words were taken, `stamp` that of the code and of the shared kinds.
    """

    class Licence(models.TextChoices):
        OPEN = "open", "open licence"
        NAMED = "named", "named, not open"
        NONE = "none", "not stated"

    artifact = models.OneToOneField(
        Artifact, primary_key=True, on_delete=models.CASCADE, related_name="search_document"
    )
    words = SearchVectorField()
    kind = models.CharField(max_length=16, choices=Artifact.Kind.choices)
    licence = models.CharField(max_length=120, blank=True)
    licence_class = models.CharField(max_length=8, choices=Licence.choices)
    tasks = text_list()
    modalities = text_list()
    languages = text_list()
    parameters = models.FloatField(null=True, help_text="None: not stated")
    context = models.FloatField(null=True, help_text="In tokens; None: not stated")
    price = models.FloatField(
        null=True, help_text="Lowest of a million input tokens, in USD; None: no such offer known"
    )
    open_weights = models.BooleanField(default=False)
    prominence = models.PositiveSmallIntegerField(default=0, help_text="How many further sources list the artifact")
    digest = models.CharField(max_length=32, help_text="Of all the above: the same words are not written again")
    generation = models.PositiveBigIntegerField()
    stamp = models.CharField(max_length=32)

    class Meta:
        # GIN alone: beside a GiST index PostgreSQL takes the slower one.
        indexes = [GinIndex(fields=["words"], name="search_document_words")]

    def __str__(self) -> str:
        return f"words of {self.artifact_id}"


class SearchName(models.Model):
    """One name of an artifact in one spelling for all (`words.spelled`), narrow so that its index stays small."""

    class Origin(models.TextChoices):
        NAME = "name", "name"
        SLUG = "slug", "slug"
        HUB = "hub", "hub id"
        ALIAS = "alias", "alias"

    artifact = models.ForeignKey(Artifact, on_delete=models.CASCADE, related_name="search_names")
    origin = models.CharField(max_length=8, choices=Origin.choices)
    name = models.CharField(max_length=200, help_text="As it is written")
    spelled = models.CharField(max_length=600)
    compact = models.CharField(max_length=600, help_text="Without signs and blanks")
    prominence = models.PositiveSmallIntegerField(default=0, help_text="That of the document, which need not be joined")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["artifact", "spelled"], name="search_name_once")]
        indexes = [
            GinIndex(OpClass("spelled", name="gin_trgm_ops"), name="search_name_trigram"),
            models.Index(OpClass("compact", name="text_pattern_ops"), name="search_name_prefix"),
        ]

    def __str__(self) -> str:
        return self.name


class SearchTerm(models.Model):
    """In how many documents a word stem occurs: what is rare says more."""

    lexeme = models.CharField(max_length=255, primary_key=True)
    documents = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.lexeme


# Django looks for models here; the graph has a file of its own.
__all__ = ["SearchDocument", "SearchName", "SearchTerm", "graph_models"]
