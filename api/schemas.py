"""What the API answers. Pages are the dataclasses of `compare` themselves, so page and API never disagree."""

from __future__ import annotations

from typing import Annotated

from ninja import Schema
from pydantic import Field

from compare.parts.kinds import CapabilityIndexPage, CapabilityPage
from compare.parts.lists import NearGroup
from compare.parts.pages import ArtifactPage, ComparisonPage

Artifact = ArtifactPage
Comparison = ComparisonPage
Capabilities = CapabilityIndexPage
Capability = CapabilityPage


Weight = Annotated[str, Field("", max_length=20, description="0 to 100; only proportions count; 0 where left out")]


class OwnWeights(Schema):
    """Weights of a reader's own, by component."""

    adoption: Weight
    quality: Weight
    ecosystem: Weight
    match_graph: Weight


class Problem(Schema):
    """An error (RFC 9457). `near` lists, for each name that nothing here has, artifacts with a name like it."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    near: list[NearGroup] = []
