from __future__ import annotations

from django.apps import AppConfig


class MatchgraphConfig(AppConfig):
    name = "matchgraph"
    verbose_name = "Search"
