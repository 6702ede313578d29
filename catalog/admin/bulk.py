"""Actions on many rows: nothing changes before a page has said what would, and somebody has agreed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from catalog.bulk_edits import BulkEdit, BulkPreview, TooManyRowsError, bulk_edit, bulk_preview

NAMED = 20
# Where a request notes the id under which the history keeps what it does.
CHANGE = "catalog.change"

Action = Callable[[Any, HttpRequest, QuerySet[Any]], HttpResponse | None]


class BulkActions(admin.ModelAdmin[Any]):
    """Offers the edits of `bulk_edits` to whoever may change rows."""

    bulk_edits: Sequence[BulkEdit] = ()

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions: dict[str, Any] = super().get_actions(request)
        if self.has_change_permission(request) and "_popup" not in request.GET:
            actions.update({edit.name: (_action(edit), edit.name, edit.label) for edit in self.bulk_edits})
        return actions

    def bulk_answer(self, request: HttpRequest, queryset: QuerySet[Any], edit: BulkEdit) -> HttpResponse | None:
        try:
            preview = bulk_preview(rows=queryset, edit=edit)
        except TooManyRowsError as error:
            self.message_user(request, str(error), messages.ERROR)
            return None
        seen = request.POST.get("seen")
        if seen == preview.seen and preview.rows:
            self._report(request, bulk_edit(rows=preview.rows, edit=edit), preview)
            return None
        if seen is not None:
            self.message_user(request, "The rows have changed meanwhile: please look again", messages.WARNING)
        return self._confirmation(request, edit, preview)

    def _report(self, request: HttpRequest, count: int, preview: BulkPreview) -> None:
        left = sum(map(len, preview.left_alone.values()))
        undo = reverse(f"admin:catalog_{self.opts.model_name}_undo", args=[request.META[CHANGE]])
        text = format_html('{} changed, {} left alone. <a href="{}">Undo</a>', count, left, undo)
        self.message_user(request, text, messages.SUCCESS)

    def _confirmation(self, request: HttpRequest, edit: BulkEdit, preview: BulkPreview) -> HttpResponse:
        across = request.POST.get("select_across") == "1"
        selected = request.POST.getlist(ACTION_CHECKBOX_NAME)
        context = {
            **self.admin_site.each_context(request),
            "title": edit.label,
            "opts": self.opts,
            "edit": edit,
            "count": len(preview.rows),
            "names": [_line(row) for row in preview.rows[:NAMED]],
            "more": max(len(preview.rows) - NAMED, 0),
            "left_alone": [
                {"reason": reason, "count": len(rows), "names": [_line(row) for row in rows[:NAMED]]}
                for reason, rows in preview.left_alone.items()
            ],
            "seen": preview.seen,
            "select_across": int(across),
            "selected": selected[:1] if across else selected,
            "checkbox": ACTION_CHECKBOX_NAME,
            "back": request.get_full_path(),
        }
        return TemplateResponse(request, "admin/catalog/bulk.html", context)


def _action(edit: BulkEdit) -> Action:
    def act(model_admin: BulkActions, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        return model_admin.bulk_answer(request, queryset, edit)

    return act


def _line(row: Any) -> str:
    """A row with the artifact on which it hangs."""
    artifact = getattr(row, "artifact", None)
    return f"{artifact}: {row}" if artifact and not str(row).startswith(str(artifact)) else str(row)
