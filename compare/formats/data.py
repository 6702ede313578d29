"""Pages as JSON: the dataclasses themselves, unknown as null, points as decimals. Pure: no Django."""

from __future__ import annotations

import functools
from typing import Any

from pydantic import TypeAdapter


@functools.cache
def _adapter(page_type: Any) -> TypeAdapter[Any]:
    return TypeAdapter(page_type)


def page_json(page: object, *, indent: int | None = None) -> bytes:
    """UTF-8 JSON of a page, its keys in the order of the dataclass."""
    shape: Any = type(page)
    return _adapter(shape).dump_json(page, indent=indent)
