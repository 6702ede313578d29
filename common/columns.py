"""Whole columns out of PostgreSQL and into it, as arrays: what a batch of rows says, without an object for each row."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg.pq import Format

# Arrays on the wire: dimensions, whether one element is NULL, the element's type, length and lower bound; then each
# element behind its length. https://www.postgresql.org/docs/current/sql-copy.html describes the rows around them.
_ARRAY_HEADER = struct.Struct(">iiIii")
_NULL = (-1).to_bytes(4, "big", signed=True)
_ELEMENTS = {16: ("bool", ">b1"), 20: ("int8", ">i8"), 21: ("int2", ">i2"), 23: ("int4", ">i4"), 701: ("float8", ">f8")}
_TYPES = {np.dtype(wire).newbyteorder("="): oid for oid, (_, wire) in _ELEMENTS.items()}

_COPY_BEGIN = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_COPY_END = b"\xff\xff"


class _ArrayLoader(Loader):
    """An array of numbers without NULLs, as numpy reads it from the message itself."""

    format = Format.BINARY

    def load(self, data: Buffer) -> npt.NDArray[Any]:
        _, _, oid, count, _ = _ARRAY_HEADER.unpack_from(data)
        wire = np.dtype([("length", ">i4"), ("item", _ELEMENTS[oid][1])])
        items = np.frombuffer(data, dtype=wire, count=count, offset=_ARRAY_HEADER.size)["item"]
        return items.astype(items.dtype.newbyteorder("="))


def columns_read(statement: str, parameters: Mapping[str, Any], columns: Mapping[str, type]) -> list[Any]:
    """The named columns of a statement, in its order: numbers as arrays, `str` as lists.

    `columns` gives each its type: `np.int64`, `np.int32`, `np.int16`, `np.float64`, `np.bool_` or `str`, as PostgreSQL
    sends it. Numbers must not be NULL; texts may.
    """
    aggregates = ", ".join(f"array_agg({name})" for name in columns)
    with _binary_cursor() as cursor:
        cursor.execute(f"SELECT {aggregates} FROM ({statement}) found", parameters)  # noqa: S608 - our own statement
        row = cursor.fetchone() or ()
    empty: list[Any] = [[] if type_ is str else np.empty(0, dtype=type_) for type_ in columns.values()]
    return [nothing if found is None else found for nothing, found in zip(empty, row, strict=True)]


def _binary_cursor() -> CursorWrapper:
    """Django's own cursors put parameters in themselves, and those get text alone."""
    connection.ensure_connection()
    raw: Any = psycopg.Cursor(connection.connection)
    raw.format = Format.BINARY
    for name, _ in _ELEMENTS.values():
        raw.adapters.register_loader(raw.adapters.types[name].array_oid, _ArrayLoader)
    return connection.make_debug_cursor(raw) if connection.queries_logged else connection.make_cursor(raw)


Field = npt.NDArray[Any] | Sequence[bytes | None] | None


def block(fields: Sequence[Field], *, rows: int) -> bytes:
    """Rows for `blocks_copy`.

    A field is an array (rows,) of numbers, an array (rows, k) where each row holds an array of k, one value of bytes a
    row as PostgreSQL receives it (None: NULL), or None where every row has NULL.
    """
    if not rows:
        return b""
    head = np.full((rows, 2), list(struct.pack(">h", len(fields))), dtype=np.uint8)
    fixed: list[npt.NDArray[np.uint8]] = [head]
    parts: list[Sequence[bytes]] = []
    for field in fields:
        if field is None or isinstance(field, np.ndarray):
            fixed.append(_wire(field, rows))
            continue
        parts += [_cut(fixed)] if fixed else []
        parts.append([_NULL if value is None else struct.pack(">i", len(value)) + value for value in field])
        fixed = []
    parts += [_cut(fixed)] if fixed else []
    return b"".join(chain.from_iterable(zip(*parts, strict=True)))


def blocks_copy(target: str, blocks: Iterable[bytes]) -> None:
    """Append blocks of rows to a table; `target` names it with its columns in parentheses."""
    with (
        connection.cursor() as cursor,
        cursor.cursor.copy(f"COPY {target} FROM STDIN (FORMAT BINARY)") as copy,
    ):
        for piece in (_COPY_BEGIN, *blocks, _COPY_END):
            copy.write(piece)


def array_bytes(values: npt.NDArray[Any]) -> bytes:
    """One array of numbers (k,), k > 0, as PostgreSQL receives it."""
    return _wire(values[None, :], 1)[0, 4:].tobytes()


def _wire(field: npt.NDArray[Any] | None, rows: int) -> npt.NDArray[np.uint8]:
    """The bytes (rows, width) of a field that is as long in every row."""
    if field is None:
        return np.full((rows, 4), 0xFF, dtype=np.uint8)
    oid = _TYPES[field.dtype]
    wire = np.dtype(_ELEMENTS[oid][1])
    items = np.empty((rows, field.size // max(rows, 1)), dtype=np.dtype([("length", ">i4"), ("item", wire)]))
    items["length"], items["item"] = wire.itemsize, field.reshape(items.shape)
    body = items.view(np.uint8).reshape(rows, -1)
    if field.ndim == 1:
        return body
    head = _ARRAY_HEADER.pack(1, 0, oid, field.shape[1], 1)
    prefix = struct.pack(">i", len(head) + body.shape[1]) + head
    return np.hstack([np.full((rows, len(prefix)), list(prefix), dtype=np.uint8), body])


def _cut(fields: Sequence[npt.NDArray[np.uint8]]) -> list[bytes]:
    """Neighboring fields of fixed width as one piece of bytes a row."""
    whole = np.hstack(fields)
    data, width = whole.tobytes(), whole.shape[1]
    return [data[start : start + width] for start in range(0, len(data), width)]
