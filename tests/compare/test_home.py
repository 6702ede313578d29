"""Home: pairs that people may ask for, named for what they are, and those that are new."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from compare.models import Comparison
from compare.pages.lists import PAIRS, home_page
from compare.services import FoundPair, pairs_write
from tests.compare import factories

RIVALS, CURATED = Comparison.Reason.RIVALS, Comparison.Reason.CURATED


def home():
    return home_page(typed=("", ""), found=(None, None), run=None)


def write(*pairs, day=1):
    found = [
        FoundPair(*sorted((one.pk, other.pk)), reason, place, fingerprint)
        for place, (one, other, reason, fingerprint) in enumerate(pairs)
    ]
    pairs_write(found, run_id=1, looked_at=len(found), now=datetime(2026, 11, day, tzinfo=UTC))


@pytest.mark.django_db
def test_the_highest_rivals_stand_on_it_nobody_twice_and_the_newest_beside_them():
    made = [factories.artifact(f"name-{number:02}") for number in range(20)]
    first = [(made[0], other, RIVALS, "a") for other in made[1:6]]
    others = [(made[number], made[number + 1], RIVALS, "a") for number in range(2, 18, 2)]
    write(*first, *others, (made[18], made[19], CURATED, "a"))
    shown = home()
    assert shown.rivals[0].text == "Name 00 vs Name 01"
    assert shown.rivals[0].url == "/compare/name-00-vs-name-01/"
    assert len(shown.rivals) == PAIRS
    names = [name for link in shown.rivals for name in link.text.split(" vs ")]
    assert len(names) == len(set(names))
    assert "Name 18 vs Name 19" not in [link.text for link in shown.rivals]
    write(*first, *others, (made[18], made[19], CURATED, "b"), day=2)
    assert home().recent[0].text == "Name 18 vs Name 19"


@pytest.mark.django_db
def test_without_a_survey_it_has_neither_and_never_a_count_of_visits(client):
    body = client.get("/").content.decode()
    assert "Pairs people may ask for" not in body
    a, b = factories.artifact("alpha"), factories.artifact("beta")
    write((a, b, RIVALS, "a"))
    body = client.get("/").content.decode()
    assert re.search(r"Rivals that stand high\. Nobody's visits are counted", body)
    assert "popular" not in body.lower()
