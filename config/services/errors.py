"""The one error of this package: printed as it is, without a traceback."""

from __future__ import annotations


class ServiceError(Exception):
    """Says what is missing or wrong, where, and what to do next."""
