"""What it takes to rent or to run a side, and what its licence allows, as rows of the facts table."""

from __future__ import annotations

from decimal import Decimal

import pytest

from catalog.licences import licence_meaning, licence_terms
from catalog.models import Artifact, Price
from common.money import money_label
from compare.pages.costs import price_cell


def offer(provider, amount, *, currency="USD", unit="million tokens", observed="2026-09-16"):
    price = None if amount is None else Decimal(amount)
    return Price(provider=provider, input_amount=price, currency=currency, unit=unit, observed=observed)


def cell(*offers):
    return price_cell(offers, "input_amount")


def test_a_range_names_who_asks_the_least_and_the_most_and_when_it_was_seen():
    found = cell(offer("dear", "3"), offer("cheap", "0.27", observed="2026-07-02"), offer("middle", "1.5"))
    assert found.text == "$0.27 to $3.00 per million tokens"
    assert found.note == "3 offers, the lowest at cheap, the highest at dear; seen 2026-07-02 to 2026-09-16"
    assert found.value == 0.27


def test_one_price_is_no_range():
    assert cell(offer("only", "0.159")).text == "$0.159 per million tokens"
    assert cell(offer("only", "0.159")).note == "at only; seen 2026-09-16"
    assert cell(offer("one", "2"), offer("two", "2")).note == "at 2 providers; seen 2026-09-16"


def test_a_free_tier_is_told_apart_and_is_not_the_least_price():
    found = cell(offer("tier", "0"), offer("paid", "1"))
    assert found.text == "$1.00 per million tokens"
    assert found.note.endswith("free tier at tier")
    assert cell(offer("tier", "0")).text == "free tier"


def test_other_currencies_and_units_are_not_set_beside():
    found = cell(offer("a", "1"), offer("b", "2"), offer("c", "0.01", currency="EUR"), offer("d", "0.1", unit="image"))
    assert found.text == "$1.00 to $2.00 per million tokens"


def test_without_an_offer_nothing_is_stated():
    assert not cell().known
    assert not cell(offer("hosted", None)).known


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (0.27, "USD", "$0.27"),
        (3, "USD", "$3.00"),
        (0.0001, "USD", "$0.0001"),
        (1.005, "EUR", "EUR 1.005"),
        (2, "", "2.00"),
    ],
)
def test_money_has_two_decimals_at_least(amount, currency, text):
    assert money_label(amount, currency) == text


@pytest.mark.parametrize(
    ("licence", "meaning"),
    [
        ("mit", "Commercial use allowed"),
        ("cc-by-4.0", "Commercial use allowed; name the authors"),
        ("cc-by-nc-sa-4.0", "No commercial use; name the authors; what is made from it must stay under the same or like terms"),
        ("gemma", "Commercial use within the limits that it sets on who and what for"),
        ("cc0-1.0", "No rights are claimed, use it for anything"),
        ("other", "Its own terms, which the source does not name"),
        ("never-heard-of-it", "Its terms are not among those that this site knows"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_licence_says_in_plain_words_what_it_allows(licence, meaning):
    assert licence_meaning(licence) == meaning


def test_no_licence_of_the_catalog_both_allows_and_forbids(whole_catalog):
    for licence in Artifact.objects.values_list("licence", flat=True).distinct():
        assert not {"terms.commercial", "terms.non-commercial"} <= licence_terms(licence)


def facts(client, slug):
    return {row["key"]: row["cells"][0] for row in client.get(f"/artifacts/{slug}.json").json()["facts"]}


def test_memory_follows_from_the_stated_parameters_by_a_formula_that_is_shown(whole_catalog, client):
    stated = Artifact.objects.get(slug="qwen--qwen2-5-7b-instruct").facts["parameters"]
    memory = facts(client, "qwen--qwen2-5-7b-instruct")["memory"]
    assert memory["value"] == round(2 * stated / 1e9, 3)
    assert memory["text"] == "15.2 GB at 16 bits, 7.6 GB at 8 bits, 3.8 GB at 4 bits"
    assert "parameters x 2 / 1 / 0.5 bytes" in memory["note"]
    assert memory["source_name"] == "computed from the stated parameters"


def test_a_family_a_dataset_and_a_model_of_unknown_size_have_no_memory_row(whole_catalog, client):
    for slug in ("llama", "the-pile"):
        assert "memory" not in facts(client, slug)


def test_the_licence_row_says_what_it_means_and_where_it_stands(whole_catalog, client):
    licence = facts(client, "qwen--qwen2-5-7b-instruct")["licence"]
    assert licence["note"] == "Commercial use allowed"
    assert licence["source_name"]
