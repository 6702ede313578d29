"""The shapes of export lines, read from the columns of each record type: to check what arrives, and as JSON schemas."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from pydantic import ConfigDict, Field, TypeAdapter, create_model

from catalog.portable import CITATIONS, Column, Record

# From the narrow to the wide: a column is the first of these that it is an instance of.
TYPES: tuple[tuple[type[models.Field[Any, Any]], Any], ...] = (
    (models.UUIDField, UUID),
    (models.BooleanField, bool),
    (models.FloatField, Annotated[float, Field(allow_inf_nan=False)]),
    (models.DateTimeField, datetime),
    (models.DateField, date),
    (models.BinaryField, Annotated[str, Field(pattern=r"^\\x([0-9a-f]{2})*$")]),
    (models.JSONField, Any),
)


@cache
def shape_of(record: Record) -> TypeAdapter[Any]:
    """Of a list of lines, as they are checked in batches."""
    lines: Any = list[_line(record)]  # type: ignore[misc]
    return TypeAdapter(lines)


def schema_of(record: Record) -> dict[str, Any]:
    """The JSON schema of one line."""
    return TypeAdapter(_line(record)).json_schema()


def _line(record: Record) -> Any:
    fields: dict[str, Any] = {column.key: (_stands(column), column.default) for column in record.columns}
    if record.cites:
        fields[CITATIONS] = (list[UUID], [])
    fields |= {key: (of, fields.get(key, (of, None))[1]) for key, of in record.shapes.items()}
    fields["record"] = (Literal[record.name], ...)
    return create_model(record.name, __config__=ConfigDict(extra="forbid", strict=True), **fields)


def _stands(column: Column) -> Any:
    of = _type(column.stands)
    return of | None if column.field.null and of is not Any else of


def _type(field: Any) -> Any:
    if field.choices:
        return Literal[tuple(value for value, _ in field.flatchoices)]
    if isinstance(field, ArrayField):
        return list[_type(field.base_field) | None if field.base_field.null else _type(field.base_field)]  # type: ignore[misc]
    if isinstance(field, models.IntegerField):
        return _integer(field)
    if isinstance(field, models.DecimalField):
        whole = Decimal(10) ** (field.max_digits - field.decimal_places)
        return Annotated[float, Field(gt=-float(whole), lt=float(whole))]
    for known, of in TYPES:
        if isinstance(field, known):
            return of
    return Annotated[str, Field(max_length=field.max_length)] if field.max_length else str


def _integer(field: models.IntegerField[Any, Any]) -> Any:
    kind = field.get_internal_type()
    bits = 15 if "Small" in kind else 63 if "Big" in kind else 31
    least = 0 if "Positive" in kind else -(1 << bits)
    return Annotated[int, Field(ge=least, lt=1 << bits)]
