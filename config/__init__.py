"""Settings, root addresses, the Celery application and the embedded services. No app imports it."""

from __future__ import annotations

from config.celery import app as celery_app

__all__ = ["celery_app"]
