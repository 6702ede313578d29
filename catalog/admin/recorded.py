"""Forms that say who and why, a readable history, and the way back, for every table that keeps one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from catalog.admin.bulk import CHANGE, BulkActions
from catalog.history import author_of, changes_of, removed_rows, restore_preview, rows_of_change
from catalog.models import EVENTS, Artifact
from catalog.models.history import REMOVED
from catalog.recording import changes_by
from catalog.restoring import RestoreError, change_undo, row_bring_back, row_restore

REASON = "change_reason"


def reason_of(request: HttpRequest) -> str:
    """What the curator gave as the reason, as long as a line."""
    return request.POST.get(REASON, "").strip()[:300]


def name_of(request: HttpRequest) -> str:
    return request.user.get_username()


class RecordedAdmin(BulkActions, admin.ModelAdmin[Any]):
    """Whatever is changed here is one change in the history, with the name of who did it and the reason given."""

    change_form_template = "admin/catalog/recorded_form.html"
    object_history_template = "admin/catalog/history.html"

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        context = {"change_reason": reason_of(request), **(extra_context or {})}
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, context)
        with changes_by(who=name_of(request), why=reason_of(request)):
            return super().changeform_view(request, object_id, form_url, context)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> Any:
        with changes_by(who=name_of(request), why=reason_of(request)):
            return super().delete_view(request, object_id, extra_context)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        if request.method != "POST":
            return super().changelist_view(request, extra_context)
        with changes_by(who=name_of(request), why=reason_of(request)) as change:
            request.META[CHANGE] = str(change)
            return super().changelist_view(request, extra_context)

    def get_urls(self) -> list[URLPattern]:
        views: dict[str, tuple[Callable[..., HttpResponse], str]] = {
            "<path:object_id>/restore/<str:key>/": (self.restore_view, "restore"),
            "<path:object_id>/bring-back/<str:table>/<int:event_id>/": (self.bring_back_view, "bring_back"),
            "undo/<uuid:change>/": (self.undo_view, "undo"),
        }
        own = [
            path(route, self.admin_site.admin_view(view), name=f"catalog_{self.opts.model_name}_{name}")
            for route, (view, name) in views.items()
        ]
        return [*own, *super().get_urls()]

    def address(self, name: str, *arguments: Any) -> str:
        return reverse(f"admin:catalog_{self.opts.model_name}_{name}", args=arguments)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        instance = self._row(request, object_id)
        changes = [
            {"change": change, "restore": change.before and self.address("restore", object_id, change.key)}
            for change in changes_of(instance)
        ]
        removed = [
            {
                "table": model._meta.verbose_name,
                "row": _named(event),
                "at": event.pgh_created_at,
                "who": author_of(event)[0],
                "address": self.address("bring_back", object_id, model._meta.model_name, event.pk),
            }
            for model, event in (removed_rows(instance) if isinstance(instance, Artifact) else [])
        ]
        allowed = self.has_change_permission(request, instance)
        context = {"title": f"History of {instance}", "changes": changes, "removed": removed, "has_change": allowed}
        return self._page(request, "admin/catalog/history.html", instance, context)

    def restore_view(self, request: HttpRequest, object_id: str, key: str) -> HttpResponse:
        """Show what restoring would change; on POST restore."""
        instance = self._row(request, object_id, change=True)
        fields = restore_preview(instance, key)
        if fields is None:
            raise Http404("there is no such change in the history of this row")
        if request.method == "POST":
            why = f"restored an earlier version. {reason_of(request)}".strip()
            try:
                with changes_by(who=name_of(request), why=why):
                    row_restore(instance=instance, key=key)
            except RestoreError as error:
                self.message_user(request, f"Nothing was restored: {error}", messages.ERROR)
            else:
                self.message_user(request, f"{instance} is what it was before that change", messages.SUCCESS)
            return HttpResponseRedirect(self.address("history", object_id))
        context = {"title": f"Restore {instance}?", "fields": fields}
        return self._page(request, "admin/catalog/restore.html", instance, context)

    def bring_back_view(self, request: HttpRequest, object_id: str, table: str, event_id: int) -> HttpResponse:
        """Make a removed row anew. POST only, from the history."""
        instance = self._row(request, object_id, change=True)
        model = next((model for model in EVENTS if model._meta.model_name == table), None)
        event = EVENTS[model].objects.filter(pk=event_id, pgh_label=REMOVED).first() if model else None
        if model is None or event is None or request.method != "POST":
            raise Http404("there is no such removed row")
        try:
            with changes_by(who=name_of(request), why=reason_of(request) or "brought back"):
                row = row_bring_back(model=model, event=event)
        except RestoreError as error:
            self.message_user(request, f"Nothing was brought back: {error}", messages.ERROR)
        else:
            self.message_user(request, f"{model._meta.verbose_name} {row} is there again", messages.SUCCESS)
        return HttpResponseRedirect(self.address("history", instance.pk))

    def undo_view(self, request: HttpRequest, change: UUID) -> HttpResponse:
        """Take back what one change did to many rows, where nothing has changed since."""
        if not self.has_change_permission(request):
            raise Http404("there is no such change")
        touched = rows_of_change(change)
        if not touched:
            raise Http404("there is no such change")
        if request.method == "POST":
            with changes_by(who=name_of(request), why=f"undid a change. {reason_of(request)}".strip()):
                undone = change_undo(change=change)
            self.message_user(request, f"{undone.restored} restored", messages.SUCCESS)
            for reason in undone.left_alone[:20]:
                self.message_user(request, f"Left alone: {reason}", messages.WARNING)
            return HttpResponseRedirect(self.address("changelist"))
        tables = [(model._meta.verbose_name_plural, len(ids)) for model, ids in touched.items()]
        return self._page(request, "admin/catalog/undo.html", None, {"title": "Undo this change?", "tables": tables})

    def _row(self, request: HttpRequest, object_id: str, *, change: bool = False) -> Model:
        instance = self.get_object(request, object_id)
        allowed = self.has_change_permission if change else self.has_view_or_change_permission
        if not isinstance(instance, Model) or not allowed(request, instance):
            raise Http404("there is no such row, or you may not see it")
        return instance

    def _page(
        self, request: HttpRequest, template: str, instance: Model | None, context: dict[str, Any]
    ) -> TemplateResponse:
        shared = {**self.admin_site.each_context(request), "opts": self.opts, "original": instance}
        return TemplateResponse(request, template, {**shared, **context})


def _named(event: Any) -> str:
    """A removed row in words: its own method needs rows that may be gone."""
    names = ("name", "title", "version", "subject", "object_name", "variant")
    return next((str(value) for name in names if (value := getattr(event, name, ""))), f"row {event.id}")
