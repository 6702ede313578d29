"""One line about an artifact and one about its price, case by case."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.labels import licence_label, pricing_label, size_label, summary_line
from catalog.models import Artifact, Organization


def model(**fields):
    return Artifact(**{"kind": "model", **fields})


def dataset(**fields):
    return Artifact(**{"kind": "dataset", **fields})


@pytest.mark.parametrize(
    ("count", "label"),
    [
        (0, "0"),
        (1, "1"),
        (999, "999"),
        (1000, "1K"),
        (1500, "1.5K"),
        (999_940, "999.9K"),
        (999_950, "1M"),
        (999_999, "1M"),
        (7_000_000_000, "7B"),
        (1_480_000_000, "1.5B"),
        (70.6e9, "70.6B"),
        (999_999_999_999, "1T"),
        (4e12, "4T"),
    ],
)
def test_a_size_is_shown_with_one_digit_behind_the_point_at_most(count, label):
    assert size_label(count) == label


@given(st.floats(1, 1e15), st.floats(1, 1e15))
def test_a_larger_size_is_never_shown_as_a_smaller_one(one, other):
    units = {"K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}

    def shown(count):
        label = size_label(count)
        return float(label.rstrip("KMBT")) * units.get(label[-1], 1)

    less, more = sorted((one, other))
    assert shown(less) <= shown(more)
    assert shown(one) == pytest.approx(one, rel=0.5 if one < 10 else 0.051)


@pytest.mark.parametrize(
    ("licence", "label"),
    [
        ("apache-2.0", "Apache-2.0"),
        ("mit", "MIT"),
        ("cc-by-4.0", "CC-BY-4.0"),
        ("cc0-1.0", "CC0-1.0"),
        ("bsd-3-clause", "BSD-3-Clause"),
        ("bsd-3-clause-clear", "BSD-3-Clause-Clear"),
        ("gpl-3.0", "GPL-3.0"),
        ("odc-by", "ODC-By"),
        ("odbl", "ODbL"),
        ("gfdl", "GFDL"),
        ("llama3.1", "Llama3.1"),
        ("creativeml-openrail-m", "CreativeML-OpenRAIL-M"),
        ("", ""),
    ],
)
def test_a_licence_is_written_as_its_owners_write_it(licence, label):
    assert licence_label(licence) == label


@pytest.mark.parametrize(
    ("artifact", "line"),
    [
        (model(), "Model"),
        (dataset(), "Dataset"),
        (model(summary="By hand.", tasks=["x"]), "By hand."),
        (
            model(
                facts={"parameters": 7e9},
                tasks=["text-generation"],
                organization=Organization(name="X"),
                licence="apache-2.0",
                released="2024-03-21",
            ),
            "7B text-generation model by X, Apache-2.0, released 2024-03",
        ),
        (model(facts={"parameters": 7e9}, curated_facts={"parameters": 8e9}), "8B model"),
        (model(facts={"artifact_scope": "family"}, tasks=["text-generation"]), "Text-generation model family"),
        (model(tasks=["sentence-similarity"]), "Text-embedding model"),
        (model(modalities=["image", "text", "audio"]), "Image-and-text model"),
        (model(licence="other", released="2023"), "Model, released 2023"),
        (model(languages=["de", "en", "fr"], tasks=["translation"]), "Translation model"),
        (dataset(languages=["de", "en", "fr"], tasks=["translation"]), "Multilingual translation dataset"),
        (dataset(languages=["de", "en", "fr"]), "Multilingual dataset"),
        (dataset(languages=["de", "en"], facts={"examples": 200_000}), "200K-example dataset"),
    ],
)
def test_the_summary_line_follows_from_the_facts(artifact, line):
    assert summary_line(artifact) == line


def priced(**offer):
    return {"currency": "USD", "unit": "million tokens", "offer_count": 3, "observed": "2026-07", **offer}


@pytest.mark.parametrize(
    ("artifact", "label"),
    [
        (model(), "not stated"),
        (model(licence="apache-2.0"), "not stated"),
        (model(licence="apache-2.0", facts={"open_weights": False}), "not stated"),
        (model(licence="apache-2.0", facts={"open_weights": True}), "Free"),
        (model(licence="apache-2.0", curated_facts={"open_weights": True}), "Free"),
        (model(licence="cc-by-nc-4.0", facts={"open_weights": True}), "Free for non-commercial use"),
        (model(licence="proprietary", facts={"open_weights": True}), "not stated"),
        (dataset(licence="cc-by-4.0"), "Free"),
        (dataset(licence="cc-by-nc-sa-4.0"), "Free for non-commercial use"),
        (dataset(licence="other"), "not stated"),
        (dataset(licence=""), "not stated"),
        (model(pricing=priced(min_input=0.5)), "from $0.50 / M tokens (3 providers, 2026-07)"),
        (model(pricing=priced(min_input=0.5, offer_count=1)), "from $0.50 / M tokens (1 provider, 2026-07)"),
        (model(pricing=priced(min_input=15)), "from $15.00 / M tokens (3 providers, 2026-07)"),
        (model(pricing=priced(min_input=0.0375)), "from $0.0375 / M tokens (3 providers, 2026-07)"),
        (model(pricing=priced(min_input=0.00001)), "below $0.0001 / M tokens (3 providers, 2026-07)"),
        (model(pricing=priced(min_input=2, currency="EUR")), "from EUR 2.00 / M tokens (3 providers, 2026-07)"),
        (model(pricing=priced(min_input=0)), "free tier (3 providers, 2026-07)"),
        (model(pricing=priced(observed="")), "hosted, price not stated (3 providers)"),
        (model(pricing=priced(offer_count=0)), "not stated"),
        (
            model(licence="mit", facts={"open_weights": True}, pricing=priced(min_input=0.1)),
            "Free; from $0.10 / M tokens (3 providers, 2026-07)",
        ),
    ],
)
def test_the_pricing_label_follows_from_licence_weights_and_offers(artifact, label):
    assert pricing_label(artifact) == label


texts = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=30)
numbers = st.one_of(st.none(), st.floats(0, 1e15))


@given(
    kind=st.sampled_from(["model", "dataset"]),
    licence=texts,
    released=st.sampled_from(["", "2024", "2024-05", "2024-05-06"]),
    tasks=st.lists(texts.filter(bool), max_size=3),
    modalities=st.lists(texts.filter(bool), max_size=3),
    languages=st.lists(texts.filter(bool), max_size=4),
    size=numbers,
    price=numbers,
)
def test_every_artifact_has_one_line_about_it_and_one_about_its_price(
    kind, licence, released, tasks, modalities, languages, size, price
):
    facts = {key: size for key in ("parameters", "examples") if size is not None}
    artifact = Artifact(
        kind=kind,
        licence=licence,
        released=released,
        tasks=tasks,
        modalities=modalities,
        languages=languages,
        facts=facts,
        pricing=priced(**({} if price is None else {"min_input": price})),
    )
    line = summary_line(artifact)
    assert kind in line.lower()
    assert "\n" not in line
    label = pricing_label(artifact)
    assert "providers" in label
    assert "$0.00 " not in label
