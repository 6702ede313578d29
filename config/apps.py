"""Brings the Celery application into every Django process, so that a job enqueued anywhere goes to our broker."""

from __future__ import annotations

from django.apps import AppConfig

from config.celery import app as celery_app

__all__ = ["SiteConfig", "celery_app"]


class SiteConfig(AppConfig):
    name = "config"
    verbose_name = "Site"
