"""One stylesheet for all pages, put together from the files in `static/css` when static files are looked for.

Each component keeps a file of its own to read and to edit; a page would have to ask for forty of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

SITE = "css/site.css"
# Names of colours and sizes first, then elements, then the page, then what stands on it; none of these rests on its
# place among its own.
FIRST = ("tokens.css", "base.css", "layout.css")


class BundleFinder(BaseFinder):
    """Finds `css/site.css`, made anew where a part of it has changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.source = settings.BASE_DIR / "static" / "css"
        self.storage = FileSystemStorage(location=settings.VAR_DIR / "bundle")

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if path != SITE:
            return []
        found = str(self._bundle())
        return [found] if find_all or kwargs.get("all") else found

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, Storage]]:
        self._bundle()
        yield SITE, self.storage

    def _bundle(self) -> Path:
        target = Path(self.storage.path(SITE))
        text = site_css(self.source)
        if not target.exists() or target.read_text("utf-8") != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            # Two processes may do this at once; each leaves a whole file.
            half = target.with_suffix(f".{id(self)}.new")
            half.write_text(text, "utf-8")
            half.replace(target)
        return target


def site_css(source: Path) -> str:
    """All of it, in the order in which rules that weigh the same shall win."""
    parts = [*(source / name for name in FIRST), *sorted((source / "components").glob("*.css"))]
    return "\n".join(part.read_text("utf-8").strip() for part in parts) + "\n"
