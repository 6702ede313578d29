"""`manage.py comparisons survey`: finds the pairs that are offered to search engines, here and now."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from compare.pages.pairings import pairings_survey
from compare.services import pairs_write
from scoring.selectors import published_run


class Command(BaseCommand):
    help = "survey: look which pairs decide something, for the sitemap and the feed; needs a published scoring run."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["survey"])

    def handle(self, **options: Any) -> None:
        run = published_run()
        if run is None:
            self.stdout.write("No scoring run has been published yet: manage.py score")
            return
        surveyed = pairings_survey(run)
        survey = pairs_write(surveyed.found, run_id=run.run_id, looked_at=surveyed.looked_at, now=timezone.now())
        self.stdout.write(str(survey))
