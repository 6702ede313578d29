"""Screens for curators, split by noun."""

from __future__ import annotations

from catalog.admin import artifact, capability, evidence, kinds, names

__all__ = ["artifact", "capability", "evidence", "kinds", "names"]
