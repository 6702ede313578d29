"""Screens for curators, split by noun."""

from __future__ import annotations

from catalog.admin import alignment, artifact, capability, evidence, kinds, names

__all__ = ["alignment", "artifact", "capability", "evidence", "kinds", "names"]
