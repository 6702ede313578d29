"""The WSGI application that granian (or gunicorn) serves."""

from __future__ import annotations

import importlib
import os
import threading

from django.core.wsgi import get_wsgi_application

from config.environment import environment
from config.page_cache import PageCache

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = PageCache(get_wsgi_application(), limit=environment.page_cache_mb * 1024 * 1024)


def _search_warm() -> None:
    """Named, not imported above: apps exist only once Django is set up."""
    importlib.import_module("matchgraph.embedding").embedder_warm()


# Half a second beside the first requests, instead of in the first search.
threading.Thread(target=_search_warm, name="search-warm", daemon=True).start()
