"""Entity tags: what a page was made from, so that an unchanged one is answered before it is made."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable

from django.conf import settings

from catalog.models import Artifact
from scoring.selectors import RunInfo

# Whose text decides what a page says, apart from the data; static files by their hashed names.
CODE = ("api", "catalog", "compare", "matchgraph", "scoring", "static", "templates", "config/settings.py")
SUFFIXES = (".py", ".html", ".json", ".css", ".js", ".svg")


def page_tag(*, run: RunInfo | None, artifacts: Iterable[Artifact] = (), extra: Iterable[object] = ()) -> str:
    """A tag of the published run, what was learned, the artifacts' edits and names above them, the code and the rest.

    Edits of an artifact's family and of a family's members count too: the artifacts are `stamped`.

    Quoted, as the header wants it. Another format of the page needs another `extra`.
    """
    parts: list[object] = [code_stamp(), settings.RANK_NAME, (run.run_id, run.match_run) if run else 0, *extra]
    for artifact in artifacts:
        organization = artifact.organization.name if artifact.organization else ""
        parts += [artifact.pk, artifact.generation, artifact.status, organization, artifact.kin_version]
    return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'


@functools.cache
def code_stamp() -> str:
    """Of the code and templates that this process runs: equal on every server of one deployment."""
    digest = hashlib.sha256()
    for name in CODE:
        root = settings.BASE_DIR / name
        for path in sorted(root.rglob("*")) if root.is_dir() else [root]:
            if path.suffix in SUFFIXES:
                digest.update(path.relative_to(settings.BASE_DIR).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()
