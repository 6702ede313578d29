"""What the forms of the admin share: lists line by line, citations of one artifact, tables to be read only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.forms import SimpleArrayField
from django.db.models import Field, Model, URLField
from django.http import HttpRequest


class LinesField(SimpleArrayField):
    """A list of texts, one a line: a sentence may hold commas."""

    def __init__(self, base_field: forms.Field, **options: Any) -> None:
        super().__init__(base_field, **{**options, "delimiter": "\n", "widget": forms.Textarea({"rows": 3})})

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = "\n".join(line for line in value.splitlines() if line.strip())
        return super().to_python(value)


FIELDS: dict[type[Field[Any, Any]], dict[str, Any]] = {
    ArrayField: {"form_class": LinesField},
    URLField: {"assume_scheme": "https"},
}


class CitedForm(forms.ModelForm[Any]):
    """A statement cites the numbered sources of the artifact that it speaks of."""

    owner = "artifact"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        owner = cleaned.get(self.owner) or getattr(self.instance, self.owner, None)
        foreign = [str(citation) for citation in cleaned.get("citations") or [] if citation.artifact != owner]
        if foreign:
            self.add_error("citations", f"These sources belong to another artifact: {', '.join(foreign)}")
        return cleaned


class ReadOnly:
    """For tables that imports and runs write: nothing is added, changed or deleted by hand."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class Rows(ReadOnly, admin.TabularInline[Any, Any]):
    """Rows shown below an artifact and edited on a page of their own, so that no row costs a query for its choices."""

    extra = 0
    show_change_link = True
    related: tuple[str, ...] = ()

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related(*self.related)
