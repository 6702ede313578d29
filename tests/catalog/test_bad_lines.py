"""Bad lines: each is refused with line, field, reason and next step, and nothing of its file is stored."""

from __future__ import annotations

import itertools

import orjson
import pytest
from django.core.management import CommandError, call_command

from tests.catalog.lines import SOURCE, artifact_line, signal_line, source_line, stage_tables, table_hashes, write

pytestmark = pytest.mark.django_db

ADVICE = "Correct the line, or import the rest with --skip-bad"


def raw(line, old, new):
    """The line as bytes with one spelling replaced: what no JSON writer would write."""
    data = orjson.dumps(line)
    assert old in data
    return data.replace(old, new, 1) + b"\n"


def nested(depth):
    return b'{"slug":"deep","name":"x","type":"model","facts":' + b"[" * depth + b"]" * depth + b"}\n"


def offer(**fields):
    price = {"currency": "USD", "unit": "million tokens", "offer_count": 1}
    return artifact_line(pricing={**price, "offers": [{"provider": "p", **fields}]})


LINES = {
    "no JSON": (b"slug: alpha\n", "", "is not JSON"),
    "half a line": (b'{"slug":"alpha",\n', "", "is not JSON"),
    "two objects": (b'{"slug":"a"} {"slug":"b"}\n', "", "is not JSON"),
    "a list": (b'["slug"]\n', "", "is not a JSON object"),
    "a text": (b'"slug"\n', "", "is not a JSON object"),
    "no UTF-8": (raw(artifact_line(), b"Alpha", b"Alph\xe9"), "", "is not UTF-8 at byte"),
    "overlong UTF-8": (raw(artifact_line(), b"Alpha", b"Alph\xc0\xaf"), "", "is not UTF-8 at byte"),
    "UTF-16 inside": ("{}\n".encode("utf-16-le"), "", "is not JSON"),
    "a byte 0": (raw(artifact_line(), b"Alpha", b"Al\x00pha"), "", "is not JSON"),
    "an escaped NUL": (raw(artifact_line(), b"Alpha", b"Al\\u0000pha"), "", "holds the character NUL"),
    "a lone surrogate": (raw(artifact_line(), b"Alpha", b"\\ud800"), "", "is not JSON"),
    "NaN": (raw(signal_line(), b":7,", b":NaN,"), "", "is not JSON"),
    "Infinity": (raw(signal_line(), b":7,", b":Infinity,"), "", "is not JSON"),
    "beyond doubles": (raw(signal_line(), b":7,", b":1e999,"), "", "is not JSON"),
    "a doubled key": (raw(artifact_line(), b'"name"', b'"slug":"beta","name"'), "", "has the key 'slug' twice"),
    "a doubled key inside": (
        raw(artifact_line(facts={"hub": "a"}), b'"hub"', b'"hub":"b","hub"'),
        "",
        "has the key 'hub' twice",
    ),
    "a doubled key by escape": (
        raw(artifact_line(), b'"name"', b'"n\\u0061me":"x","name"'),
        "",
        "has the key 'name' twice",
    ),
    "a huge integer": (raw(signal_line(), b":7,", b":" + b"9" * 30 + b","), "", "holds an integer beyond 64 bits"),
    "a hugest integer": (raw(signal_line(), b":7,", b":" + b"9" * 5000 + b","), "", "is not JSON: number is infinity"),
    "40 levels": (nested(40), "", "is nested deeper than 32 levels"),
    "2000 levels": (nested(2000), "", "is not JSON"),
    "no kind": ({k: v for k, v in artifact_line().items() if k != "type"}, "type", "should be 'model' or 'dataset'"),
    "an unknown kind": (artifact_line(type="robot"), "type", "should be 'model' or 'dataset', not 'robot'"),
    "a kind that is a number": (artifact_line(type=3), "type", "should be 'model' or 'dataset'"),
    "no name": ({k: v for k, v in artifact_line().items() if k != "name"}, "name", "field required"),
    "no source": ({k: v for k, v in artifact_line().items() if k != "source"}, "source", "field required"),
    "a source without id": (artifact_line(source={"name": "x"}), "source.id", "field required"),
    "an unknown field": (artifact_line(colour="red"), "colour", "is no field of such a record"),
    "an unknown fact": (artifact_line(facts={"parametres": 7}), "facts.parametres", "is no field"),
    "a fact of the other kind": (artifact_line(facts={"examples": 7}), "facts.examples", "is no field"),
    "a fact of a wrong type": (artifact_line(facts={"open_weights": "yes"}), "facts.open_weights", "boolean"),
    "a negative count": (artifact_line(facts={"experts": -1}), "facts.experts", "greater than or equal to 0, not -1"),
    "a broken count": (artifact_line(facts={"experts": 1.5}), "facts.experts", "integer"),
    "a negative amount": (artifact_line(facts={"parameters": -7}), "facts.parameters", "greater than or equal to 0"),
    "facts as a list": (artifact_line(facts=[]), "facts", "should be an object"),
    "an empty slug": (artifact_line(""), "slug", "should match pattern"),
    "capitals in a slug": (artifact_line("Alpha"), "slug", "should match pattern"),
    "a space in a slug": (artifact_line("al pha"), "slug", "should match pattern"),
    "a slug with a slash": (artifact_line("../etc"), "slug", "should match pattern"),
    "a slug in look-alikes": (artifact_line("\u0430lpha"), "slug", "should match pattern"),
    "a slug read backwards": (artifact_line("al\u202epha"), "slug", "should match pattern"),
    "a slug with nothing to see": (artifact_line("al\u200bpha"), "slug", "should match pattern"),
    "a slug with a line end": (artifact_line("alpha\n"), "slug", "should match pattern"),
    "a slug too long": (artifact_line("a" * 151), "slug", "at most 150 characters"),
    "a slug that grows too long": (artifact_line("a-vs-" * 25 + "a"), "slug", "longer than 160 characters once -vs-"),
    "a slug that is a number": (artifact_line(7), "slug", "valid string, not 7"),
    "a name of spaces": (artifact_line(name="  "), "name", "should match pattern"),
    "a name too long": (artifact_line(name="n" * 201), "name", "at most 200 characters"),
    "an organization too long": (artifact_line(organization="o" * 121), "organization", "at most 120 characters"),
    "a homepage without http": (artifact_line(homepage="javascript:alert(1)"), "homepage", "is not an http(s) address"),
    "a homepage too long": (artifact_line(homepage="https://a/" + "b" * 500), "homepage", "at most 500 characters"),
    "a licence too long": (artifact_line(licence="l" * 121), "licence", "at most 120 characters"),
    "a date in words": (artifact_line(released="last spring"), "released", "should match pattern"),
    "a 13th month": (artifact_line(released="2024-13"), "released", "should match pattern"),
    "31 February": (artifact_line(released="2024-02-31"), "released", "is no day of the calendar"),
    "the year 0": (artifact_line(released="0000"), "released", "is no day of the calendar"),
    "digits of another script": (
        artifact_line(released="\uff12\uff10\uff12\uff14"),
        "released",
        "is not written in the digits 0-9",
    ),
    "tasks as one text": (artifact_line(tasks="text-generation"), "tasks", "valid array"),
    "an empty task": (artifact_line(tasks=["ok", ""]), "tasks.1", "at least 1 character"),
    "too many tasks": (artifact_line(tasks=["t"] * 2001), "tasks", "at most 2000 items"),
    "a source id with a space": (
        artifact_line(source={**SOURCE, "id": "a board"}),
        "source.id",
        "should match pattern",
    ),
    "a source licence too long": (
        artifact_line(source={**SOURCE, "licence": "l" * 121}),
        "source.licence",
        "at most 120",
    ),
    "a source address too long": (artifact_line(source={**SOURCE, "url": "u" * 501}), "source.url", "at most 500"),
    "a retrieval on no day": (
        artifact_line(source={**SOURCE, "retrieved": "2024-99-99"}),
        "source.retrieved",
        "no day",
    ),
    "a price beyond the column": (offer(input=1e9), "pricing.offers.0.input", "less than 100000000"),
    "a negative price": (offer(output=-1), "pricing.offers.0.output", "greater than or equal to 0"),
    "a provider too long": (offer(provider="p" * 121), "pricing.offers.0.provider", "at most 120 characters"),
    "a currency in lower case": (
        artifact_line(pricing={"currency": "usd", "unit": "u", "offer_count": 0, "offers": []}),
        "pricing.currency",
        "should match pattern",
    ),
    "a signal without source": ({k: v for k, v in signal_line().items() if k != "source"}, "source", "field required"),
    "a signal without date": (
        {k: v for k, v in signal_line().items() if k != "observed_at"},
        "observed_at",
        "field required",
    ),
    "a signal with a text for value": (signal_line(value="7"), "value", "valid number, not '7'"),
    "a signal without value": (signal_line(value=None), "value", "valid number"),
    "a signal with a truth for value": (signal_line(value=True), "value", "valid number"),
    "a signal of an unknown component": (signal_line(component="match_graph"), "component", "'adoption', 'quality' or"),
    "a signal observed on 30 February": (
        signal_line(observed_at="2024-02-30"),
        "observed_at",
        "is no day of the calendar",
    ),
    "a signal with a unit too long": (signal_line(unit="u" * 41), "unit", "at most 40 characters"),
    "a signal with a name too long": (signal_line(name="n" * 121), "name", "at most 120 characters"),
    "a source without name": ({"id": "board"}, "name", "field required"),
    "a source with a name that is a list": (source_line(name=["x"]), "name", "valid string"),
    "no record at all": ({"title": "x"}, "", "no known record"),
}
GOOD = {"artifact_slug": signal_line("known"), "id": source_line("other"), "slug": artifact_line("good")}


def good_line_beside(line):
    """A sound line of the same type, so that the file's type is known and the bad line stands second."""
    text = line if isinstance(line, bytes) else orjson.dumps(line)
    key = next((key for key in GOOD if f'"{key}":'.encode() in text.split(b'"source"')[0]), "slug")
    return GOOD[key]


@pytest.mark.parametrize("name", LINES)
def test_a_bad_line_is_refused_by_line_field_and_reason_and_nothing_is_stored(name, import_lines, tmp_path, capsys):
    line, field, reason = LINES[name]
    import_lines(artifact_line("known"))
    before = table_hashes()
    path = write(tmp_path / "bad.jsonl", [good_line_beside(line), b"\n", line])
    with pytest.raises(CommandError) as refusal:
        call_command("import_catalog", str(path))
    assert refusal.value.returncode == 3
    said = capsys.readouterr().err
    assert f"line 3, {field}: " in said if field else "line 3: " in said
    assert reason.lower() in said.lower()
    assert ADVICE in said or "Keep one record type a file" in said
    assert table_hashes() == before
    assert stage_tables() == 0


@pytest.mark.parametrize(
    ("lines", "line", "field", "reason"),
    [
        ([artifact_line("a"), artifact_line("a")], 2, "slug", "slug a stands on line 1 already"),
        ([artifact_line("x-vs-y"), artifact_line("x-versus-y")], 2, "slug", "slug x-versus-y stands on line 1 already"),
        ([artifact_line("a", hf_id="o/A"), artifact_line("b", hf_id="O/a")], 2, "hf_id", "hub id O/a stands on line 1"),
        ([artifact_line("known", type="dataset")], 1, "type", "slug known belongs to a model already"),
        ([artifact_line("other", hf_id="o/known")], 1, "slug", "the slug belongs to other but the hub id to known"),
        ([artifact_line("known"), artifact_line("k2", hf_id="o/known")], 2, "slug", "speaks of known as line 1 does"),
        ([signal_line("nobody")], 1, "artifact_slug", "no artifact nobody"),
        (
            [signal_line("known"), signal_line("known", value=8)],
            2,
            "name",
            "hf_likes of known stands on line 1 already",
        ),
        ([signal_line("old", value=8)], 1, "value", "hf_likes of old is recorded as 7 already"),
        ([artifact_line("a"), signal_line("a")], 2, "", "is a record of type signal in a file of type artifact"),
        ([signal_line("known"), source_line()], 2, "", "is a record of type source in a file of type signal"),
    ],
)
def test_lines_that_contradict_each_other_or_the_catalog_are_refused(import_lines, lines, line, field, reason):
    import_lines(artifact_line("known", hf_id="o/known"), artifact_line("other"), artifact_line("old"))
    import_lines(signal_line("old"))
    before = table_hashes()
    report = import_lines(*lines)
    assert [(problem.line, problem.field) for problem in report.problems] == [(line, field)]
    assert reason in report.problems[0].reason
    assert report.problems[0].advice
    assert not report.merged
    assert table_hashes() == before
    assert stage_tables() == 0


def test_three_faults_of_a_line_are_told_at_once(import_lines):
    report = import_lines(artifact_line("A", name="", released="x", licence=""))
    assert len(report.problems) == 3
    assert report.refused == 1


def test_a_file_with_a_thousand_bad_lines_lists_two_hundred_and_counts_all(import_lines):
    report = import_lines(artifact_line("good"), *itertools.repeat(artifact_line("Bad"), 1000))
    assert len(report.problems) == 200
    assert report.refused == 1000


def test_signals_of_a_thousand_unknown_artifacts_are_all_counted_and_all_left_out(import_lines):
    import_lines(artifact_line("known"))
    lines = [signal_line("known"), *(signal_line(f"nobody-{number}") for number in range(1000))]
    report = import_lines(*lines)
    assert (report.refused, len(report.problems), report.merged) == (1000, 200, False)
    report = import_lines(*lines, skip_bad=True)
    assert (report.refused, report.created, report.merged) == (1000, 1, True)


def test_a_literal_backslash_before_u0000_is_text(import_lines):
    report = import_lines(artifact_line(name="the escape \\u0000"))
    assert report.merged, report.problems
