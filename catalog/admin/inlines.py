"""Rows edited or listed below an artifact."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.forms.models import BaseInlineFormSet

from catalog.admin.forms import FIELDS, Rows
from catalog.curating import capability_save, citation_number
from catalog.models import (
    Alias,
    Artifact,
    BenchmarkResult,
    CapabilityEntry,
    Citation,
    Claim,
    FamilyMembership,
    Price,
    Relation,
    Release,
)
from catalog.records import slug_of_name


class AliasForm(forms.ModelForm[Alias]):
    """Aliases that a source names follow the source; the curator's own may be edited."""

    class Meta:
        model = Alias
        fields = ["name", "slug"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["slug"].required = False
        if self.instance.pk is None:
            self.instance.origin = Alias.Origin.CURATED
        elif self.instance.origin != Alias.Origin.CURATED:
            for field in self.fields.values():
                field.disabled = True

    def clean_slug(self) -> str:
        return slug_of_name(self.cleaned_data["slug"] or self.cleaned_data.get("name", ""))


class AliasInline(admin.TabularInline[Alias, Artifact]):
    model = Alias
    form = AliasForm
    readonly_fields = ["origin"]
    extra = 0


class CapabilityFormSet(BaseInlineFormSet[CapabilityEntry, Artifact, Any]):
    def save_existing(self, form: Any, obj: CapabilityEntry, commit: bool = True) -> CapabilityEntry:
        """An edit in a row is a revision like any other, so an inferred entry becomes the curator's by it."""
        entry: CapabilityEntry = form.save(commit=False)
        if commit:
            capability_save(entry=entry, changed=form.changed_data)
        return entry


class CapabilityInline(admin.TabularInline[CapabilityEntry, Artifact]):
    model = CapabilityEntry
    formset = CapabilityFormSet
    fields = ["position", "status", "name"]
    extra = 0
    can_delete = False
    show_change_link = True


class CitationForm(forms.ModelForm[Citation]):
    """A source gets the next free number unless one is given."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "number" in self.fields:
            self.fields["number"].required = False
            self.fields["number"].help_text = "Left empty, the next free one"

    def save(self, commit: bool = True) -> Citation:
        if self.instance.number is None:
            self.instance.number = citation_number(artifact=self.instance.artifact)
        return super().save(commit)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("retrieved_on") and not cleaned.get("cited_by") and "retrieved_on" in self.fields:
            self.add_error("retrieved_on", "Give the day on which you opened it, or the source that cites it beside")
        return cleaned


class CitationInline(admin.TabularInline[Citation, Artifact]):
    model = Citation
    form = CitationForm
    fields = ["number", "title", "url", "publisher", "published", "retrieved_on", "cited_by"]
    formfield_overrides = FIELDS
    extra = 0


class ReleaseInline(admin.TabularInline[Release, Artifact]):
    model = Release
    fields = ["position", "version", "released", "sizes", "context", "licence", "notes"]
    formfield_overrides = FIELDS
    extra = 0
    show_change_link = True


class ClaimRows(Rows):
    model = Claim
    fields = ["subject", "statement", "status"]
    related = ("artifact",)


class BenchmarkRows(Rows):
    model = BenchmarkResult
    fields = ["benchmark", "variant", "setting", "value", "reported_by", "reported"]
    related = ("artifact", "benchmark")


class RelationRows(Rows):
    model = Relation
    fk_name = "subject"
    fields = ["type", "object_name", "object", "source"]
    related = ("subject", "object", "source")


class MemberRows(Rows):
    model = FamilyMembership
    fk_name = "family"
    fields = ["position", "member", "rule"]
    related = ("family", "member")
    verbose_name_plural = "members of this family"


class FamilyRows(Rows):
    model = FamilyMembership
    fk_name = "member"
    fields = ["family", "rule"]
    related = ("family", "member")
    verbose_name_plural = "families of this artifact"


class PriceRows(Rows):
    model = Price
    fields = ["provider", "input_amount", "output_amount", "cache_read_amount", "currency", "unit", "observed"]
    show_change_link = False
