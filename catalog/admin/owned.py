"""Rows that belong to an artifact: its page leads to their form, and their form leads back."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import Max
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from catalog.admin.recorded import RecordedAdmin


class OwnedAdmin(RecordedAdmin):
    """`?artifact=` in the address fills in the artifact, brings back to it, and stays when another row is added."""

    owner = "artifact"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A row stays with its artifact, whose sources it cites."""
        return [*super().get_readonly_fields(request, obj), *([self.owner] if obj else [])]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """At the end of the artifact's list, where rows have an order."""
        initial: dict[str, Any] = super().get_changeform_initial_data(request)
        owner = str(initial.get(self.owner, ""))
        if owner.isdecimal() and any(column.name == "position" for column in self.opts.fields):
            rows = self.model._default_manager.filter(**{f"{self.owner}_id": owner})
            initial.setdefault("position", (rows.aggregate(last=Max("position"))["last"] or 0) + 1)
        return initial

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        response = super().response_add(request, obj, post_url_continue)
        if (
            "_addanother" in request.POST
            and self.owner not in request.GET
            and isinstance(response, HttpResponseRedirect)
        ):
            # Django keeps what the address had; the artifact may have been chosen in the form instead.
            joined = "&" if "?" in response.url else "?"
            owner = getattr(obj, f"{self.owner}_id")
            return HttpResponseRedirect(f"{response.url}{joined}{urlencode({self.owner: owner})}")
        return response

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        if self.owner in request.GET:
            return HttpResponseRedirect(
                reverse("admin:catalog_artifact_change", args=[getattr(obj, f"{self.owner}_id")])
            )
        return super().response_post_save_add(request, obj)
