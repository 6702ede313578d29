"""Artifacts and what hangs on them. What is set here stays through every import (`catalog.curating`)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from catalog.admin.filters import CuratedFilter, LicenceFilter, SourceFilter
from catalog.admin.forms import FIELDS
from catalog.admin.inlines import (
    AliasForm,
    AliasInline,
    BenchmarkRows,
    CapabilityInline,
    CitationInline,
    ClaimRows,
    FamilyRows,
    MemberRows,
    PriceRows,
    RelationRows,
    ReleaseInline,
)
from catalog.admin.recorded import RecordedAdmin
from catalog.bulk_edits import BulkEdit
from catalog.curating import CURATABLE, artifact_release, artifact_save
from catalog.facts import facts_faults
from catalog.models import Alias, Artifact

# What may be added to an artifact on a page of its own, with the artifact filled in.
TOOLS = {
    "capabilityentry": ("Add capability", "artifact"),
    "claim": ("Add claim", "artifact"),
    "benchmarkresult": ("Add result", "artifact"),
    "relation": ("Add relation", "subject"),
    "familymembership": ("Add member", "family"),
}


class ArtifactForm(forms.ModelForm[Artifact]):
    give_back = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Curated fields that take the source's value again and follow the imports from now on",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in CURATABLE.intersection(self.fields):
            # What the curator changed is told by what the form showed: an import may have come in between.
            self.fields[name].show_hidden_initial = True
        choices = self.fields.get("give_back")
        if isinstance(choices, forms.MultipleChoiceField):
            choices.choices = [(field, field) for field in self.instance.curated_fields]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind = cleaned.get("kind") or self.instance.kind
        cleaned["curated_facts"] = cleaned.get("curated_facts") or {}
        for fault in facts_faults(kind, cleaned["curated_facts"]) if kind else []:
            self.add_error("curated_facts", fault)
        return cleaned


@admin.register(Artifact)
class ArtifactAdmin(RecordedAdmin):
    form = ArtifactForm
    formfield_overrides = FIELDS
    list_display = ["name", "slug", "kind", "status", "organization", "licence", "released", "source", "reviewed_on"]
    list_filter = [
        "kind",
        "status",
        LicenceFilter,
        CuratedFilter,
        ("reviewed_on", admin.EmptyFieldListFilter),
        SourceFilter,
    ]
    list_select_related = ["organization", "source"]
    search_fields = ["slug", "name", "aliases__name", "hub_id"]
    search_help_text = "Slug, name, alias or hub id"
    show_full_result_count = False
    autocomplete_fields = ["organization"]
    readonly_fields = ["imported", "facts", "pricing", "source", "also_in", "generation", "uid"]
    bulk_edits = [
        BulkEdit("list_again", "List the selected artifacts", Artifact.Status.LISTED),
        BulkEdit("hide", "Hide the selected artifacts", Artifact.Status.HIDDEN),
        BulkEdit("retire", "Retire the selected artifacts", Artifact.Status.RETIRED),
        BulkEdit("mark_reviewed", "Mark the selected artifacts as reviewed today"),
    ]
    inlines = [
        CapabilityInline,
        CitationInline,
        ReleaseInline,
        AliasInline,
        ClaimRows,
        RelationRows,
        BenchmarkRows,
        MemberRows,
        FamilyRows,
        PriceRows,
    ]
    fieldsets = [
        (None, {"fields": ["name", "slug", "kind", "status", "summary", "organization", "reviewed_on"]}),
        ("Curated and imported", {"fields": ["imported", "give_back"]}),
        ("Addresses", {"fields": ["homepage", "repository", "paper", "hub_id"]}),
        ("Terms", {"fields": ["licence", "licence_code", "licence_data", "released"]}),
        ("What it is for", {"fields": ["modalities", "tasks", "domains", "languages"]}),
        ("Facts", {"fields": ["facts", "curated_facts", "pricing", "source", "also_in", "generation", "uid"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Artifact]:
        rows: QuerySet[Artifact] = super().get_queryset(request).select_related("organization", "source")
        return rows

    def get_readonly_fields(self, request: HttpRequest, obj: Artifact | None = None) -> list[str]:
        """An artifact keeps its kind: facts and scores depend on it."""
        return [*self.readonly_fields, *(["kind"] if obj else [])]

    def view_on_site(self, obj: Artifact) -> str | None:
        """The public page and the preview belong to a floor above: their addresses are written here, not looked up."""
        return f"/artifacts/{obj.slug}/" if obj.status == Artifact.Status.LISTED else None

    @admin.display(description="Curated fields: what the source says")
    def imported(self, artifact: Artifact) -> SafeString | str:
        values = ((field, artifact.imported_values.get(field, "nothing")) for field in artifact.curated_fields)
        return format_html_join("", "<div>{}: {}</div>", values) or "none: every value follows the imports"

    def save_model(self, request: HttpRequest, obj: Artifact, form: Any, change: bool) -> None:
        changed = [name for name in form.changed_data if name != "give_back"]
        artifact_save(artifact=obj, changed=changed)
        if form.cleaned_data.get("give_back"):
            artifact_release(artifact=obj, fields=form.cleaned_data["give_back"])

    def has_delete_permission(self, request: HttpRequest, obj: Artifact | None = None) -> bool:
        """An artifact is hidden or retired: an import would bring a deleted one back, and links to it would break."""
        return False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> Any:
        tools = [{"label": "Preview", "address": f"/preview/{object_id}/"}]
        tools += [
            {"label": label, "address": f"{reverse(f'admin:catalog_{table}_add')}?{urlencode({column: object_id})}"}
            for table, (label, column) in TOOLS.items()
            if request.user.has_perm(f"catalog.add_{table}")
        ]
        return super().change_view(request, object_id, form_url, {"tools": tools, **(extra_context or {})})


@admin.register(Alias)
class AliasAdmin(RecordedAdmin):
    """Names of a source follow the source; the curator's own may be edited. Added below an artifact or here."""

    form = AliasForm
    fields = ["artifact", "name", "slug", "origin"]
    list_display = ["name", "slug", "artifact", "origin"]
    list_filter = ["origin"]
    list_select_related = ["artifact"]
    search_fields = ["name", "slug", "artifact__slug"]
    autocomplete_fields = ["artifact"]
    readonly_fields = ["origin"]
    show_full_result_count = False

    def get_readonly_fields(self, request: HttpRequest, obj: Alias | None = None) -> list[str]:
        return [*self.readonly_fields, *(["artifact"] if obj else [])]
