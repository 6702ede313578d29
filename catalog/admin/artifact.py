"""Artifacts and what hangs on them. What is set here stays through every import (`catalog.curating`)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from catalog.admin.forms import FIELDS, Rows
from catalog.curating import (
    CURATABLE,
    artifact_release,
    artifact_save,
    artifacts_mark_reviewed,
    artifacts_set_status,
    capability_save,
)
from catalog.facts import facts_faults
from catalog.labels import OPEN_LICENCES
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
    Source,
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


class CitationInline(admin.TabularInline[Citation, Artifact]):
    model = Citation
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


class LicenceFilter(admin.SimpleListFilter):
    title = "licence"
    parameter_name = "licence"
    choices_ = {
        "open": Q(licence__in=OPEN_LICENCES),
        "other": ~Q(licence__in=OPEN_LICENCES) & ~Q(licence=""),
        "none": Q(licence=""),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("open", "open"), ("other", "named, not open"), ("none", "not stated")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.choices_.get(self.value() or "")
        return queryset.filter(chosen) if chosen is not None else queryset


class SourceFilter(admin.SimpleListFilter):
    """By collection, whatever its version."""

    title = "source"
    parameter_name = "source_key"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        keys = Source.objects.filter(artifacts__isnull=False).order_by("key").values_list("key", flat=True).distinct()
        return [(key, key) for key in keys]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(source__key=self.value()) if self.value() else queryset


class CuratedFilter(admin.SimpleListFilter):
    title = "curated"
    parameter_name = "curated"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "has curated values"), ("no", "as imported")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        as_imported = Q(curated_fields=[], curated_facts={}, summary="")
        match self.value():
            case "yes":
                return queryset.exclude(as_imported)
            case "no":
                return queryset.filter(as_imported)
        return queryset


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
class ArtifactAdmin(admin.ModelAdmin[Artifact]):
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
    actions = ["list_again", "hide", "retire", "mark_reviewed"]
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
        return super().get_queryset(request).select_related("organization", "source")

    def get_readonly_fields(self, request: HttpRequest, obj: Artifact | None = None) -> list[str]:
        """An artifact keeps its kind: facts and scores depend on it."""
        return [*self.readonly_fields, *(["kind"] if obj else [])]

    def view_on_site(self, obj: Artifact) -> str | None:
        """The public page belongs to a floor above: its address is written here, not looked up there."""
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

    @admin.action(description="List the selected artifacts", permissions=["change"])
    def list_again(self, request: HttpRequest, queryset: QuerySet[Artifact]) -> None:
        self._set_status(request, queryset, Artifact.Status.LISTED)

    @admin.action(description="Hide the selected artifacts", permissions=["change"])
    def hide(self, request: HttpRequest, queryset: QuerySet[Artifact]) -> None:
        self._set_status(request, queryset, Artifact.Status.HIDDEN)

    @admin.action(description="Retire the selected artifacts", permissions=["change"])
    def retire(self, request: HttpRequest, queryset: QuerySet[Artifact]) -> None:
        self._set_status(request, queryset, Artifact.Status.RETIRED)

    @admin.action(description="Mark the selected artifacts as reviewed today", permissions=["change"])
    def mark_reviewed(self, request: HttpRequest, queryset: QuerySet[Artifact]) -> None:
        self.message_user(request, f"{artifacts_mark_reviewed(artifacts=queryset)} marked", messages.SUCCESS)

    def _set_status(self, request: HttpRequest, queryset: QuerySet[Artifact], status: Artifact.Status) -> None:
        count = artifacts_set_status(artifacts=queryset, status=status)
        self.message_user(request, f"{count} set to {status.label}", messages.SUCCESS)
