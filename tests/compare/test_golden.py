"""Golden files: two seed pairs and one pair of models, as JSON, Markdown and terminal text, read by eye when they change."""

from __future__ import annotations

import json

import pytest
from django.conf import settings

from catalog.selectors import artifacts_by_slug
from compare.formats.data import page_json
from compare.formats.markdown import markdown
from compare.formats.outline import outline
from compare.formats.terminal import terminal_text
from compare.pages.comparison import comparison_page
from scoring.selectors import published_run

PAIRS = (
    ("internlm", "the-pile"),
    ("blip-2", "the-pile"),
    ("deepseek-ai--deepseek-r1", "qwen--qwen3-235b-a22b"),
)


@pytest.fixture(params=PAIRS, ids="-vs-".join)
def pair(request, whole_catalog):
    found = artifacts_by_slug(request.param)
    page = comparison_page([found[slug] for slug in request.param], run=published_run())
    return "-vs-".join(request.param), page


def test_json_of_a_pair_is_the_golden_one(pair, golden):
    name, page = pair
    data = json.loads(page_json(page))
    # Number and moment of the run are the only values that differ between two builds of the same catalog.
    published, run_id = data["meta"]["run"].pop("published_at"), data["meta"]["run"].pop("run_id")
    text = json.dumps(data, indent=1, ensure_ascii=False).replace(settings.SITE_URL, "https://site.example")
    # A citation names both, in its key, its note and its date.
    for said, kept in ((f"-run{run_id},", "-run1,"), (f"scoring run {run_id},", "scoring run 1,")):
        text = text.replace(said, kept)
    text = text.replace(f"UnfragileRank ({published[:10]})", "UnfragileRank (2026-11-28)")
    golden(f"{name}.json", f"{text}\n")


def test_markdown_of_a_pair_is_the_golden_one(pair, golden):
    name, page = pair
    golden(f"{name}.md", markdown(outline(page)).replace(f", run {page.meta.run.run_id},", ", run 1,"))


def test_text_of_a_pair_is_the_golden_one(pair, golden):
    name, page = pair
    text = terminal_text(outline(page), width=100)
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) <= 100
    golden(f"{name}.txt", text.replace(f", run {page.meta.run.run_id},", ", run 1,"))
