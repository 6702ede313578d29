"""The admin site: Django's own, which also tells staff whether the published scores are behind their edits.

It stands here because it speaks of every app; none of them could tell the others' staff.
"""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from scoring.freshness import Rescoring, rescoring


class Autocomplete(AutocompleteJsonView):
    """Rows in the words of their own admin, where it has some for a list to choose from: `autocomplete_words`."""

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        words = getattr(self.model_admin, "autocomplete_words", str)
        return {**super().serialize_result(obj, to_field_name), "text": words(obj)}


class CurationSite(AdminSite):
    site_header = "Unfragile curation"

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        response: HttpResponse = Autocomplete.as_view(admin_site=self)(request)  # type: ignore[assignment]
        return response

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = super().each_context(request)
        if request.method == "GET" and request.user.has_perm("jobs.view_job"):
            state = rescoring()
            context["rescoring"], context["alarm"] = _notice(state), _alarm(state)
        return context


def _notice(state: Rescoring) -> dict[str, Any] | None:
    """What the bar above each page says; None when the published scores show everything."""
    if state.job is not None:
        done = f": {state.batches_done} of {state.batches} batches done" if state.batches else ""
        return {"text": f"A scoring run is on its way{done}.", "job": state.job.pk}
    if state.edits is None or state.due_at is None:
        return None
    wait = round((state.due_at - timezone.now()).total_seconds())
    when = f"in about {wait} s" if wait > 0 else "as soon as a worker is free"
    return {"text": f"Edits are not in the scores yet. A scoring run starts by itself {when}.", "job": None}


def _alarm(state: Rescoring) -> dict[str, Any] | None:
    """What stands above it when published scores are wrong."""
    if state.check is None:
        return None
    differ = "1 score differs" if state.check.differing == 1 else f"{state.check.differing:,} scores differ"
    return {"text": f"The last check found that {differ} from what scoring everything gives.", "check": state.check.pk}
