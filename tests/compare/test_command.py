"""`manage.py compare` prints what the page prints."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command


def printed(*arguments):
    out = io.StringIO()
    call_command("compare", *arguments, stdout=out)
    return out.getvalue()


def test_two_names_when_compared_print_the_page_in_columns(whole_catalog, monkeypatch):
    monkeypatch.setenv("COLUMNS", "90")
    text = printed("The Pile", "internlm")
    assert text.startswith("InternLM vs The Pile\n")
    assert "Different kinds: no winner." in text
    assert max(map(len, text.splitlines())) <= 90
    assert "\x1b" not in text


def test_markdown_and_json_when_asked_for_are_those_of_the_page(whole_catalog, client):
    assert (
        printed("internlm", "pile", "--format", "md") == client.get("/compare/internlm-vs-the-pile.md").content.decode()
    )
    data = json.loads(printed("internlm", "the_pile", "--format", "json"))
    assert data == client.get("/compare/internlm-vs-the-pile.json").json()


def test_an_unknown_name_when_compared_lists_near_matches_and_exits_with_3(whole_catalog):
    with pytest.raises(CommandError, match="the-pile  \\(The Pile, dataset\\)") as refusal:
        printed("the-pil", "internlm")
    assert refusal.value.returncode == 3


@pytest.mark.parametrize("names", [("internlm",), ("internlm", "InternLM"), tuple("abcdefg")])
def test_other_than_two_to_six_artifacts_are_refused(whole_catalog, names):
    with pytest.raises(CommandError):
        printed(*names)
