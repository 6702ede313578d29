"""The site's own settings with the few changes that tests need."""

from __future__ import annotations

import os

os.environ.setdefault("DEBUG", "1")

from config.settings import *  # noqa: F403

DEBUG = False
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# A test notes searches, and writes what was noted, when it says so: results keep their order and pages their bytes.
MATCH_RECORDING = False
MATCH_FLUSH = False
# Tests ask as often as they like; those of the limiter set a limit.
API_RATE_ANON = API_RATE_KEY = 0
# Static files straight from their sources: nobody has collected them.
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
# Brings the handlers that the tests of the ledger run, and the table in which these leave their effects.
INSTALLED_APPS = [*INSTALLED_APPS, "tests.jobs.apps.JobTestsConfig"]  # noqa: F405
