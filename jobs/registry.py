"""Which function does which kind of job, and what such a function is given.

An app's `tasks.py` registers its handlers; `jobs` finds them there without importing upward by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol


class JobContext(Protocol):
    """What a handler may know and do about the job that it runs."""

    @property
    def job_id(self) -> int: ...

    @property
    def key(self) -> str: ...

    @property
    def arguments(self) -> Mapping[str, Any]: ...

    def progress(self, done: int, total: int, message: str = "") -> None:
        """Show how far the work is. Raises `LeaseLostError` when somebody else holds the job by now."""

    def fenced(self) -> AbstractContextManager[None]:
        """A transaction in which this job is certainly still ours: every write of a handler happens in one.

        The job's row is locked until the commit, so nobody can take the job over in between. Raises `LeaseLostError`.
        """


Handler = Callable[[JobContext], None]
_handlers: dict[str, Handler] = {}


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the decorated function for one kind of job. A handler may be run twice: it must leave one effect."""

    def register(handler: Handler) -> Handler:
        if kind in _handlers:
            raise ValueError(f"two handlers for jobs of kind {kind!r}")
        _handlers[kind] = handler
        return handler

    return register


def handler_for(kind: str) -> Handler:
    """Raises KeyError for a kind that no installed app handles."""
    return _handlers[kind]
