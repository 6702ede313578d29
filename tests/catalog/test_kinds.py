"""Capability kinds: the file, its import, and what a curator changes in them."""

from __future__ import annotations

import re
from pathlib import Path

import orjson
import pytest

from catalog.kinds import kind_uid
from catalog.management.commands.capabilities import kinds_table
from catalog.models import CapabilityKind, ImportBatch
from catalog.services import file_import
from tests.catalog.lines import write

FIXTURE = Path(__file__).resolve().parent.parent.parent / "fixtures" / "capability_kinds.jsonl"
LINES = [orjson.loads(line) for line in FIXTURE.read_bytes().splitlines()]


def kind_line(path="text.chat", **fields):
    return {"path": path, "name": path.title(), "definition": f"What {path} is.", **fields}


def import_lines(folder, *lines):
    return file_import(write(folder / "capability_kinds.jsonl", lines))


def test_the_file_holds_at_least_150_kinds_below_their_roots():
    assert sum("." in line["path"] for line in LINES) >= 150
    assert len({line["path"] for line in LINES}) == len({line["name"] for line in LINES}) == len(LINES)


@pytest.mark.parametrize("line", LINES, ids=lambda line: line["path"])
def test_a_kind_of_the_file_is_defined_in_one_sentence_with_synonyms_and_intents(line):
    assert re.fullmatch(r"[A-Z0-9][^.]*\.", line["definition"])
    assert line["synonyms"]
    assert line["intents"]


@pytest.mark.django_db
def test_the_file_when_imported_again_changes_nothing():
    first = file_import(FIXTURE)
    assert (first.created, first.merged) == (len(LINES), True)
    ImportBatch.objects.all().delete()
    again = file_import(FIXTURE)
    assert (again.created, again.changed, again.unchanged) == (0, 0, len(LINES))


@pytest.mark.django_db
def test_kinds_when_imported_hang_from_the_kind_above_them():
    file_import(FIXTURE)
    for kind in CapabilityKind.objects.select_related("parent"):
        assert (kind.parent.path if kind.parent else "") == kind.path.rpartition(".")[0]


@pytest.mark.django_db
def test_a_kind_without_the_kind_above_it_is_refused(tmp_path):
    report = import_lines(tmp_path, kind_line("text"), kind_line("audio.speech"))
    assert not report.merged
    assert [(problem.line, problem.reason) for problem in report.problems] == [(2, "no kind audio")]


@pytest.mark.django_db
def test_a_path_that_stands_twice_is_refused(tmp_path):
    report = import_lines(tmp_path, kind_line("text"), kind_line("text"))
    assert [str(problem) for problem in report.problems] == [
        "line 2, path: path text stands on line 1 already. Keep one of the two lines"
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["Text", "text..chat", "text.", "text_chat", "t" * 59])
def test_a_path_of_another_shape_is_refused(tmp_path, path):
    assert not import_lines(tmp_path, kind_line("text"), kind_line(path)).merged


@pytest.mark.django_db
def test_a_field_that_a_curator_changed_stays_while_the_others_follow_the_file(tmp_path):
    import_lines(tmp_path, kind_line("text", synonyms=["words"]))
    CapabilityKind.objects.filter(path="text").update(name="Written language")
    report = import_lines(tmp_path, kind_line("text", definition="Anew.", name="Other", synonyms=["letters"]))
    kind = CapabilityKind.objects.get(path="text")
    assert report.changed == 1
    assert (kind.name, kind.definition, kind.synonyms) == ("Written language", "Anew.", ["letters"])


@pytest.mark.django_db
def test_a_kind_under_a_new_path_stays_the_same_kind(tmp_path):
    import_lines(tmp_path, kind_line("text"), kind_line("text.chat"))
    CapabilityKind.objects.filter(path="text.chat").update(path="text.conversation")
    report = import_lines(tmp_path, kind_line("text"), kind_line("text.chat", definition="Anew."))
    kind = CapabilityKind.objects.get(uid=kind_uid("text.chat"))
    assert (kind.path, kind.definition, report.created) == ("text.conversation", "Anew.", 0)


@pytest.mark.django_db
def test_a_kind_made_by_hand_keeps_its_words_and_gets_what_it_lacks(tmp_path):
    CapabilityKind.objects.create(path="text", name="Mine")
    import_lines(tmp_path, kind_line("text", intents=["read"]))
    kind = CapabilityKind.objects.get()
    assert (kind.name, kind.definition, kind.intents) == ("Mine", "What text is.", ["read"])


@pytest.mark.django_db
def test_a_merged_kind_stays_merged_when_imported_again(tmp_path):
    import_lines(tmp_path, kind_line("text"), kind_line("words"))
    CapabilityKind.objects.filter(path="words").update(merged_into=CapabilityKind.objects.get(path="text"))
    import_lines(tmp_path, kind_line("text"), kind_line("words", definition="Anew."))
    assert CapabilityKind.objects.get(path="words").merged_into.path == "text"


@pytest.mark.django_db
def test_the_page_on_capabilities_shows_the_tree_of_the_file():
    file_import(FIXTURE)
    page = (FIXTURE.parent.parent / "docs" / "capabilities.md").read_text()
    shown = page.partition("<!-- tree -->\n")[2].partition("<!-- /tree -->")[0]
    assert shown == kinds_table(), "write it anew: manage.py capabilities tree"
