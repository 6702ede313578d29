"""SVG to PNG, with the fonts of a package alone: the same picture on every machine. The one module that knows how."""

from __future__ import annotations

import functools
from importlib.resources import files

import resvg_py

FONTS = "font_source_sans_pro"
FAMILY = "Source Sans Pro"
FACES = ("SourceSansPro-Regular.ttf", "SourceSansPro-Bold.ttf")


def png(svg: str) -> bytes:
    """Raises `ValueError` where the text is no SVG. Nothing that it names is loaded, no font of the system is used."""
    drawn = resvg_py.svg_to_bytes(
        svg_string=svg, skip_system_fonts=True, font_files=list(_faces()), font_family=FAMILY, sans_serif_family=FAMILY
    )
    return bytes(drawn)


@functools.cache
def _faces() -> tuple[str, ...]:
    folder = files(FONTS) / "files"
    return tuple(str(folder / face) for face in FACES)
