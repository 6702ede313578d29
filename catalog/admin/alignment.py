"""What a curator says of two capability entries, over the rules that align them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from catalog.admin.recorded import RecordedAdmin
from catalog.models import AlignmentOverride, CapabilityEntry


def entry_words(entry: CapabilityEntry) -> str:
    """An entry among others of its name."""
    return f"{entry.artifact.name}: {entry.name} ({entry.get_status_display()})"


class AlignmentOverrideForm(forms.ModelForm[AlignmentOverride]):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("one", "other"):
            field: Any = self.fields[name]
            field.label_from_instance = entry_words


@admin.register(AlignmentOverride)
class AlignmentOverrideAdmin(RecordedAdmin):
    form = AlignmentOverrideForm
    list_display = ["one_entry", "verdict", "other_entry", "note", "updated_at"]
    list_display_links = ["one_entry"]
    list_filter = ["verdict"]
    search_fields = ["note"]
    search_help_text = "Name of an entry or of an artifact, its slug, or a word of the note"
    autocomplete_fields = ["one", "other"]
    readonly_fields = ["uid", "created_at", "updated_at"]
    fields = ["one", "other", "verdict", "note", "uid", "created_at", "updated_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[AlignmentOverride]:
        """An override outlives its entries: those that are gone at the moment are not left out of the list."""
        rows: QuerySet[AlignmentOverride] = super().get_queryset(request)
        return rows.prefetch_related("one__artifact", "other__artifact")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        found, duplicates = super().get_search_results(request, queryset, search_term)
        if search_term:
            named = CapabilityEntry.objects.filter(
                Q(name__icontains=search_term)
                | Q(artifact__name__icontains=search_term)
                | Q(artifact__slug__icontains=search_term)
            ).values("uid")
            found |= queryset.filter(Q(one__in=named) | Q(other__in=named))
        return found, duplicates

    @admin.display(description="one entry")
    def one_entry(self, override: AlignmentOverride) -> str:
        return _entry_or_gone(override, "one")

    @admin.display(description="other entry")
    def other_entry(self, override: AlignmentOverride) -> str:
        return _entry_or_gone(override, "other")


def _entry_or_gone(override: AlignmentOverride, end: str) -> str:
    try:
        return entry_words(getattr(override, end))
    except CapabilityEntry.DoesNotExist:
        return f"an entry that is gone ({getattr(override, f'{end}_id')})"
