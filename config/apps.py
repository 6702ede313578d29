"""Brings the Celery application into every Django process, so that a job enqueued anywhere goes to our broker."""

from __future__ import annotations

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig

from config.celery import app as celery_app

__all__ = ["SiteConfig", "celery_app"]


class SiteConfig(AppConfig):
    name = "config"
    verbose_name = "Site"


class CurationConfig(AdminConfig):
    """Django's admin with our site, which is loaded once the models are there."""

    default_site = "config.curation.CurationSite"
