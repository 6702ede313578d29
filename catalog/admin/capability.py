"""What artifacts can do, what is said of them and what both cite."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from catalog.admin.alignment import entry_words
from catalog.admin.forms import FIELDS, CitedForm
from catalog.admin.inlines import CitationForm
from catalog.admin.owned import OwnedAdmin
from catalog.bulk_edits import BulkEdit
from catalog.curating import capability_save
from catalog.models import CapabilityEntry, Citation, Claim

STATUSES = {
    "publish": ("Publish", "published"),
    "send_to_review": ("Send to review", "in_review"),
    "dispute": ("Mark as disputed", "disputed"),
    "retire": ("Retire", "retired"),
    "back_to_draft": ("Take back to draft", "draft"),
}


def _edits(rows: str, statuses: list[str]) -> list[BulkEdit]:
    edits = [
        BulkEdit(name, f"{label}: the selected {rows}", status)
        for name, (label, status) in STATUSES.items()
        if status in statuses
    ]
    return [*edits, BulkEdit("mark_reviewed", f"Mark the selected {rows} as reviewed today")]


class CapabilityForm(CitedForm):
    class Meta:
        model = CapabilityEntry
        fields = "__all__"
        help_texts = {
            "name": "A few words that name the ability, as a reader would: Tool calling, Long documents",
            "kind": "The shared concept on which comparisons align two artifacts. Empty: it aligns with none",
            "description": "40 to 80 words in your own words: what it does, how well, on what that rests",
            "unique": "One sentence: what sets it apart from others of its kind",
            "vs_alternatives": "One sentence: name something comparable and the fact that differs",
            "best_for": "One use a line",
            "limitations": "One a line: where it fails, what it costs",
            "requires": "One a line: hardware, keys, formats that it cannot do without",
            "input_types": "One a line: text, image, table ...",
            "output_types": "One a line",
            "intents_served": "One a line, as somebody would ask for it: summarize a contract",
            "position": "Place on the artifact's page, lowest first",
            "status": "Pages show published entries alone",
            "provenance": "Source-backed: to be read in what is cited. Vendor-claimed: its publisher alone says so. "
            "Verified: somebody here has tried it",
            "reviewed_on": "When a person last read the whole entry; empty shows as not reviewed yet",
        }


@admin.register(CapabilityEntry)
class CapabilityEntryAdmin(OwnedAdmin):
    form = CapabilityForm
    formfield_overrides = FIELDS
    list_display = ["name", "artifact", "kind", "status", "provenance", "reviewed_on", "revision"]
    list_filter = ["status", "provenance", ("reviewed_on", admin.EmptyFieldListFilter), "artifact__kind"]
    list_select_related = ["artifact", "kind"]
    search_fields = ["name", "artifact__slug", "artifact__name", "kind__path"]
    search_help_text = "Name, artifact or path of the kind"
    show_full_result_count = False
    autocomplete_fields = ["artifact", "kind"]
    readonly_fields = ["revision", "uid", "rule", "fact", "source"]
    bulk_edits = _edits("entries", ["published", "in_review", "disputed", "retired", "draft"])
    fieldsets = [
        (None, {"fields": ["artifact", "name", "kind", "description"]}),
        ("Compared", {"fields": ["unique", "vs_alternatives"]}),
        ("In use", {"fields": ["best_for", "limitations", "requires", "intents_served"]}),
        ("In and out", {"fields": ["input_types", "output_types"]}),
        ("Sources", {"fields": ["citations", "provenance"]}),
        ("State", {"fields": ["status", "position", "reviewed_on"]}),
        ("Where it comes from", {"classes": ["collapse"], "fields": ["rule", "fact", "source", "revision", "uid"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[CapabilityEntry]:
        rows: QuerySet[CapabilityEntry] = super().get_queryset(request).select_related("artifact", "kind", "source")
        return rows

    def autocomplete_words(self, entry: CapabilityEntry) -> str:
        """Many artifacts have an entry of the same name."""
        return entry_words(entry)

    def view_on_site(self, obj: CapabilityEntry) -> str | None:
        """Its place on the artifact's page, which shows published entries of listed artifacts."""
        shown = obj.status == CapabilityEntry.Status.PUBLISHED and obj.artifact.status == "listed"
        return f"/artifacts/{obj.artifact.slug}/#capabilities" if shown else None

    def save_model(self, request: HttpRequest, obj: CapabilityEntry, form: Any, change: bool) -> None:
        capability_save(entry=obj, changed=form.changed_data)


@admin.register(Claim)
class ClaimAdmin(OwnedAdmin):
    form = CitedForm
    list_display = ["subject", "artifact", "statement", "status", "reviewed_on"]
    list_filter = ["status", ("reviewed_on", admin.EmptyFieldListFilter)]
    list_select_related = ["artifact"]
    search_fields = ["subject", "statement", "artifact__slug", "artifact__name"]
    autocomplete_fields = ["artifact"]
    bulk_edits = _edits("claims", ["published", "disputed", "retired", "draft"])


@admin.register(Citation)
class CitationAdmin(OwnedAdmin):
    form = CitationForm
    formfield_overrides = FIELDS
    list_display = ["title", "artifact", "number", "publisher", "published", "retrieved_on", "cited_by"]
    list_filter = [("retrieved_on", admin.EmptyFieldListFilter)]
    list_select_related = ["artifact"]
    search_fields = ["title", "url", "publisher", "artifact__slug"]
    autocomplete_fields = ["artifact"]
