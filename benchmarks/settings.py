"""Production settings, but for static files straight from their sources: nobody collects them for a measurement."""

from __future__ import annotations

import os

from config.settings import *  # noqa: F403

ALLOWED_HOSTS = ["testserver"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
# What the process keeps is its own: it finds nothing of others and empties nothing that others need.
CACHES = {"default": {**CACHES["default"], "KEY_PREFIX": f"bench-{os.getpid()}"}}  # noqa: F405
# Pages of the API are asked for as quickly as they come.
API_RATE_ANON = 0
