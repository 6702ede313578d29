"""What the API answers. Pages are the dataclasses of `compare` themselves, so page and API never disagree."""

from __future__ import annotations

from ninja import Schema

from compare.kind_pages import CapabilityIndexPage, CapabilityPage
from compare.list_pages import NearGroup
from compare.pages import ArtifactPage, ComparisonPage

Artifact = ArtifactPage
Comparison = ComparisonPage
Capabilities = CapabilityIndexPage
Capability = CapabilityPage


class Problem(Schema):
    """An error (RFC 9457). `near` lists, for each name that nothing here has, artifacts with a name like it."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    near: list[NearGroup] = []
