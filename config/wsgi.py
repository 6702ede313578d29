"""The WSGI application that granian (or gunicorn) serves."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from config.environment import environment
from config.page_cache import PageCache

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = PageCache(get_wsgi_application(), limit=environment.page_cache_mb * 1024 * 1024)
