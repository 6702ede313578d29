"""Writes of search: bringing the index in line with the catalog, words first, then vectors."""

from __future__ import annotations

from matchgraph.indexing import Indexed, index_write, tables_analyze
from matchgraph.vectors import vectors_refresh

__all__ = ["index_refresh", "vectors_refresh"]


def index_refresh() -> Indexed:
    """Take the words of what changed in the catalog since the last time. Safe to call at any time, by anyone."""
    indexed = index_write()
    if not indexed.rested:
        tables_analyze()
    return indexed
