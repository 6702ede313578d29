"""Capability kinds, and how two of them become one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path

from catalog.admin.forms import FIELDS
from catalog.admin.recorded import RecordedAdmin, name_of, reason_of
from catalog.kind_merges import KindMergeError, kind_merge, kind_merge_preview, kind_unmerge
from catalog.models import CapabilityEntry, CapabilityKind


class MergeForm(forms.Form):
    """The kind that stays."""

    into = forms.ModelChoiceField(
        CapabilityKind.objects.filter(merged_into=None),
        label="Merge into",
        help_text="The kind that stays. Type a part of its path, its name or a synonym",
        widget=AutocompleteSelect(CapabilityKind._meta.get_field("merged_into"), admin.site),
        error_messages={"required": "Choose the kind that stays", "invalid_choice": "This kind was merged or is gone"},
    )


class MergedFilter(admin.SimpleListFilter):
    title = "merged"
    parameter_name = "merged"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", "stands for itself"), ("yes", "merged into another")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(merged_into__isnull=self.value() == "no") if self.value() else queryset


@admin.register(CapabilityKind)
class CapabilityKindAdmin(RecordedAdmin):
    list_display = ["path", "name", "parent", "merged_into", "entries_counted"]
    list_filter = [MergedFilter]
    list_select_related = ["parent", "merged_into"]
    search_fields = ["path", "name", "synonyms"]
    search_help_text = "Path, name or synonym"
    autocomplete_fields = ["parent"]
    readonly_fields = ["merged_into", "uid"]
    fields = ["path", "name", "definition", "parent", "synonyms", "intents", "merged_into", "uid"]
    formfield_overrides = FIELDS

    def get_queryset(self, request: HttpRequest) -> QuerySet[CapabilityKind]:
        """With the number of entries, counted by the index for the rows of the page alone."""
        of_kind = CapabilityEntry.objects.order_by().filter(kind=OuterRef("pk")).values("kind")
        counted = Subquery(of_kind.annotate(count=Count("pk")).values("count"))
        rows: QuerySet[CapabilityKind] = super().get_queryset(request).select_related("parent", "merged_into")
        return rows.annotate(entry_count=counted)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """A merged kind is found in the list, but nothing new is hung on it."""
        if request.path.endswith("/autocomplete/"):
            queryset = queryset.filter(merged_into=None)
        return super().get_search_results(request, queryset, search_term)

    def get_urls(self) -> list[URLPattern]:
        merge = self.admin_site.admin_view(self.merge_view)
        unmerge = self.admin_site.admin_view(self.unmerge_view)
        own = [
            path("<path:object_id>/merge/", merge, name="catalog_capabilitykind_merge"),
            path("<path:object_id>/unmerge/", unmerge, name="catalog_capabilitykind_unmerge"),
        ]
        return [*own, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> Any:
        kind = self.get_object(request, object_id)
        tools = []
        if isinstance(kind, CapabilityKind) and self.has_change_permission(request, kind):
            merged = kind.merged_into_id is not None
            address = self.address("unmerge" if merged else "merge", kind.pk)
            tools.append({"label": "Take back the merge" if merged else "Merge into another kind", "address": address})
        return super().change_view(request, object_id, form_url, {"tools": tools, **(extra_context or {})})

    def has_delete_permission(self, request: HttpRequest, obj: CapabilityKind | None = None) -> bool:
        """Entries and rules name it, and an import would bring it back. Merge it into another one instead."""
        return False

    @admin.display(description="entries")
    def entries_counted(self, kind: CapabilityKind) -> int:
        return int(getattr(kind, "entry_count", 0) or 0)

    def merge_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Choose the survivor, see what would move, agree."""
        kind = self._kind(request, object_id)
        form = MergeForm(request.POST if request.method == "POST" else None)
        context: dict[str, Any] = {"title": f"Merge {kind} into another kind", "form": form, "media": form.media}
        if request.method == "POST" and form.is_valid():
            into = form.cleaned_data["into"]
            try:
                if "agreed" in request.POST:
                    return self._merge(request, kind, into)
                context |= {"merge": kind_merge_preview(kind=kind, into=into), "title": f"Merge {kind} into {into}?"}
            except KindMergeError as error:
                form.add_error("into", str(error))
        return self._page(request, "admin/catalog/merge.html", kind, context)

    def _merge(self, request: HttpRequest, kind: CapabilityKind, into: CapabilityKind) -> HttpResponse:
        merge = kind_merge(kind=kind, into=into, who=name_of(request), why=reason_of(request))
        moved = merge.written + merge.inferred - merge.doubled
        text = f"{kind} was merged into {into}: {moved} entries moved, {len(merge.children)} kinds below it"
        self.message_user(request, f"{text}. Its path leads on; the merge can be taken back", messages.SUCCESS)
        return HttpResponseRedirect(self.address("change", into.pk))

    def unmerge_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        kind = self._kind(request, object_id)
        if request.method == "POST":
            try:
                undone = kind_unmerge(kind=kind, who=name_of(request), why=reason_of(request))
            except KindMergeError as error:
                self.message_user(request, str(error), messages.ERROR)
            else:
                text = f"{kind} stands for itself again; {undone.restored} rows are what they were"
                follow = "Inferred entries follow with the next derive_catalog"
                self.message_user(request, f"{text}. {follow}", messages.SUCCESS)
                for reason in undone.left_alone[:20]:
                    self.message_user(request, f"Left alone: {reason}", messages.WARNING)
            return HttpResponseRedirect(self.address("change", kind.pk))
        return self._page(request, "admin/catalog/unmerge.html", kind, {"title": f"Take back the merge of {kind}?"})

    def _kind(self, request: HttpRequest, object_id: str) -> CapabilityKind:
        kind = self._row(request, object_id, change=True)
        if not isinstance(kind, CapabilityKind):
            raise Http404("there is no such kind")
        return kind
