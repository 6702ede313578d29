"""Tables of the catalog, split by noun. Import them from here."""

from __future__ import annotations

from catalog.models.alignment import AlignmentOverride
from catalog.models.artifact import Alias, Artifact, ArtifactQuerySet, FamilyMembership, Organization
from catalog.models.capability import CapabilityEntry, CapabilityKind
from catalog.models.claim import Citation, Claim
from catalog.models.entry import EntryDocument
from catalog.models.history import CITED, CITED_EVENTS, EVENTS, RECORDED
from catalog.models.imports import Derivation, ImportBatch
from catalog.models.lineage import Price, Relation, Release
from catalog.models.measurement import Benchmark, BenchmarkResult, Signal
from catalog.models.source import Source
from catalog.models.touch import Touch

__all__ = [
    "CITED",
    "CITED_EVENTS",
    "EVENTS",
    "RECORDED",
    "Alias",
    "AlignmentOverride",
    "Artifact",
    "ArtifactQuerySet",
    "Benchmark",
    "BenchmarkResult",
    "CapabilityEntry",
    "CapabilityKind",
    "Citation",
    "Claim",
    "Derivation",
    "EntryDocument",
    "FamilyMembership",
    "ImportBatch",
    "Organization",
    "Price",
    "Relation",
    "Release",
    "Signal",
    "Source",
    "Touch",
]
