"""What the forms of the admin share: lists line by line, citations of one artifact, tables to be read only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.forms import SimpleArrayField
from django.db.models import Field, Model, URLField
from django.http import HttpRequest

from catalog.models import Citation


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
    """A statement cites the numbered sources of the artifact that it speaks of, and can tick no others."""

    owner = "artifact"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["citations"] = SourcesField(self._owner())

    def _owner(self) -> Any:
        """The artifact: of the row, of what was sent, or of the address that preset it; None when nobody knows yet."""
        stated = getattr(self.instance, f"{self.owner}_id", None)
        for values, key in ((self.data, self.add_prefix(self.owner)), (self.initial, self.owner)):
            stated = stated or values.get(key)
        stated = getattr(stated, "pk", stated)
        return stated if str(stated).isdecimal() else None


class SourcesField(forms.ModelMultipleChoiceField[Citation]):
    """The numbered sources of one artifact, to be ticked."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages = {
        "invalid_choice": "Source %(value)s belongs to another artifact, or is gone: tick one of those listed",
    }

    def __init__(self, artifact: Any) -> None:
        sources = Citation.objects.filter(artifact=artifact) if artifact else Citation.objects.none()
        help_text = "Add a missing one below the artifact first: a source is written once and cited by number"
        if not artifact:
            help_text = "Choose the artifact, then save and continue: its sources are listed here"
        super().__init__(sources, required=False, label="Sources", help_text=help_text)


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
