"""Pages that only staff may open: parse, ask, render."""

from __future__ import annotations

from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from catalog.models import Artifact
from compare.pages import missing
from compare.pages.previews import preview_page
from compare.responses import rendered, uncached
from scoring.selectors import published_run


@require_safe
@staff_member_required
@permission_required("catalog.view_artifact", raise_exception=True)
def preview(request: HttpRequest, number: int) -> HttpResponseBase:
    """By its number in the admin: a slug may change under the curator's hands. Never kept by a cache."""
    artifact = Artifact.objects.select_related("organization", "source").filter(pk=number).first()
    if artifact is None:
        return uncached(rendered(missing.address_missing(request.path), status=404))
    return uncached(rendered(preview_page(artifact, run=published_run())))
