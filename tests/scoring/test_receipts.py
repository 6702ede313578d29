"""Receipts: equal on every call, recomputed to the byte by a script that knows nothing of this code, and tamper-evident."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from catalog.models import Artifact, Signal
from scoring.methodology import methodology_versions
from scoring.models import Score
from scoring.selectors import published_run
from scoring.selectors_receipts import receipt_of
from tests.scoring.runs import catalog_make, run_whole

CHECKOUT = Path(__file__).resolve().parents[2]
SCRIPT = CHECKOUT / "scripts" / "verify_receipt.py"
_spec = importlib.util.spec_from_file_location("verify_receipt", SCRIPT)
verifier = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(verifier)

# One condition on a stored row for every way in which a row comes about.
KINDS = {
    "observed": "EXISTS (SELECT FROM unnest(string_to_array(s.states, NULL), s.raws) r (state, raw) WHERE state = 'o' AND raw > 0)",
    "absent": "strpos(s.states, 'a') > 0",
    "unknown": "strpos(s.states, 'u') > 0",
    "stale": "strpos(s.states, 's') > 0",
    "counted and found nowhere": (
        "EXISTS (SELECT FROM unnest(string_to_array(s.states, NULL), s.raws, s.days) r (state, raw, day) "
        "WHERE state = 'o' AND raw = 0 AND day = 0)"
    ),
    "boards": "strpos(s.notes, 'Leaderboard') > 0",
    "family": "a.facts->>'artifact_scope' = 'family' AND s.shares IS NOT NULL",
    "unrated": "NOT s.rated",
    "dataset": "s.kind = 'dataset' AND s.rated",
}


def artifacts_where(condition, *, limit):
    """Of the published run, spread over the catalog and the same ones every time."""
    statement = f"""
        SELECT s.artifact_id FROM scoring_score s JOIN catalog_artifact a ON a.id = s.artifact_id
        WHERE s.run_id = %s AND {condition} ORDER BY md5(a.slug) LIMIT {limit}
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [published_run().run_id])
        return list(Artifact.objects.filter(pk__in=[pk for (pk,) in cursor.fetchall()]).order_by("slug"))


@pytest.mark.parametrize("version", methodology_versions())
def test_a_receipt_of_every_methodology_is_recomputed_to_the_same_bytes(db, version):
    artifacts = catalog_make(20)
    run_whole(methodology=version)
    for artifact in artifacts:
        made = receipt_of(artifact, run=published_run())
        code, said = verifier.verify(made.document, made.sha256)
        assert code == 0, (artifact.slug, said)


@pytest.fixture
def the_pile(whole_catalog):
    return receipt_of(Artifact.objects.get(slug="the-pile"), run=published_run())


@pytest.mark.parametrize("kind", KINDS)
def test_a_receipt_of_every_kind_of_row_is_recomputed_to_the_same_bytes(whole_catalog, kind):
    artifacts = artifacts_where(KINDS[kind], limit=40)
    assert artifacts, f"the catalog has no row that is {kind}"
    for artifact in artifacts:
        made = receipt_of(artifact, run=published_run())
        code, said = verifier.verify(made.document, made.sha256)
        assert code == 0, (artifact.slug, said)


def test_a_receipt_is_equal_on_every_call_and_named_by_its_bytes(whole_catalog, the_pile):
    again = receipt_of(Artifact.objects.get(slug="the-pile"), run=published_run())
    assert again == the_pile
    assert hashlib.sha256(the_pile.document).hexdigest() == the_pile.sha256


def test_a_receipt_is_canonical_and_holds_no_number_that_languages_print_differently(the_pile):
    document = json.loads(the_pile.document, parse_float=pytest.fail)
    assert verifier.canonical(document) == the_pile.document


def test_a_receipt_says_what_the_run_stored_and_nothing_of_this_installation(whole_catalog, the_pile):
    document = json.loads(the_pile.document)
    row = Score.objects.get(run_id=published_run().run_id, artifact_id=Artifact.objects.get(slug="the-pile").pk)
    assert [given["value"] for given in document["inputs"].values()] == [
        row.values[document["methodology"]["signals"].index(key)] for key in document["inputs"]
    ]
    assert document["result"]["points"] == row.points
    assert document["result"]["score_tenths"] == row.score_tenths
    assert document["run"] == {"as_of": published_run().as_of.isoformat()}
    names = {key for given in document["inputs"].values() for key in given}
    assert names == {
        *("state", "raw", "unit", "observed", "source", "source_version", "note", "share", "value", "reliability")
    }


def _changed(value):
    """Another value of the same type."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, list):
        return [*value[:-1], _changed(value[-1])] if value else ["added"]
    if isinstance(value, dict):
        return {key: _changed(each) for key, each in value.items()}
    if value is None:
        return "1"
    return f"{value}1" if value.replace(".", "").isdigit() else f"{value}x"


def _leaves(document):
    """Every field of every part, with where it stands."""
    for name in ("artifact", "run", "methodology", "result"):
        for field in document[name]:
            yield document[name], name, field
    for name in ("components", "signals", "inputs", "boards", "scales"):
        for key, part in document.get(name, {}).items():
            for field in part:
                yield part, f"{name}/{key}", field


@pytest.mark.parametrize("slug", ["the-pile", "internlm", "llama", "internlm-104b"])
def test_a_receipt_when_any_one_field_is_changed_is_refused_and_the_field_named(whole_catalog, slug):
    made = receipt_of(Artifact.objects.get(slug=slug), run=published_run())
    count = sum(1 for _ in _leaves(json.loads(made.document)))
    unreadable = {("methodology", "formula")}
    for place in range(count):
        document = json.loads(made.document)
        part, path, field = list(_leaves(document))[place]
        part[field] = _changed(part[field])
        code, said = verifier.verify(verifier.canonical(document), made.sha256)
        if (path, field) in unreadable:
            assert code == 2
            continue
        assert code == 3, (path, field, said)
        assert any(line.startswith(f"changed: {path}: {field}") for line in said), (path, field, said)


def test_a_receipt_sealed_anew_after_a_change_is_told_by_what_does_not_follow(whole_catalog, the_pile):
    document = json.loads(the_pile.document)
    document["inputs"]["independent_sources_listing"]["raw"] = "900.0"
    code, said = verifier.verify(sealed_anew(document), "")
    assert code == 3
    assert said[0].startswith("inputs/independent_sources_listing: value is ")


def test_a_receipt_made_anew_as_a_whole_has_another_address(whole_catalog, the_pile):
    document = json.loads(the_pile.document)
    document["inputs"]["citations"]["note"] = "as I say"
    document["seals"]["inputs/citations"] = "".join(
        verifier.seal("inputs/citations", name, value)
        for name, value in sorted(document["inputs"]["citations"].items())
    )
    forged = verifier.canonical(document)
    assert verifier.verify(forged, "")[0] == 0
    code, said = verifier.verify(forged, the_pile.sha256)
    assert (code, len(said)) == (3, 1)
    assert said[0].startswith("its address is ")


def sealed_anew(document):
    document["seals"] = {
        path: "".join(verifier.seal(path, name, part[name]) for name in sorted(part))
        for path, part in verifier.parts(document).items()
    }
    return verifier.canonical(document)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda document, board, test: document["inputs"]["board_standing"]["results"].update({test: "99.0"}), "raw"),
        (lambda document, board, test: document["boards"][board].update(location="9.5"), "raw"),
        (lambda document, board, test: document["boards"][board]["tests"][test].__setitem__(1, "101.0"), "raw"),
        (lambda document, board, test: document["scales"]["text"]["knots"].__setitem__(1, ["0.3", "0.5"]), "value"),
    ],
)
def test_a_standing_follows_from_raw_results_and_the_boards_that_the_receipt_holds(whole_catalog, change, says):
    made = receipt_of(Artifact.objects.get(slug="internlm"), run=published_run())
    document = json.loads(made.document)
    board = next(path for path in document["boards"] if path.startswith("text/open_llm"))
    results = document["inputs"]["board_standing"]["results"]
    test = next(key for key in document["boards"][board]["tests"] if key in results)
    change(document, board, test)
    code, said = verifier.verify(sealed_anew(document), "")
    assert code == 3
    assert any(line.startswith(f"inputs/board_standing: {says} is ") for line in said), said


def test_a_receipt_holds_board_results_only_where_there_is_a_standing(whole_catalog, the_pile):
    document = json.loads(the_pile.document)
    assert document["format"] == "receipt-1"
    assert not {"boards", "scales"} & set(document)
    made = json.loads(receipt_of(Artifact.objects.get(slug="internlm"), run=published_run()).document)
    assert made["format"] == "receipt-2"
    listed = {key for board in made["boards"].values() for key in board["tests"]}
    assert listed & set(made["inputs"]["board_standing"]["results"])
    assert {path.split("/")[0] for path in made["boards"]} == set(made["scales"])


def test_a_standing_in_two_families_is_recomputed_from_both(db):
    artifact, *_ = catalog_make(2)
    for metric, value in (("lmarena_text:score", 1300.0), ("timm:imagenet:top1", 80.0)):
        Signal.objects.create(
            artifact=artifact,
            component="quality",
            metric=metric,
            value=value,
            observed="2026-01",
            source=artifact.source,
        )
    run_whole()
    made = receipt_of(artifact, run=published_run())
    assert len(json.loads(made.document)["scales"]) == 2
    assert verifier.verify(made.document, made.sha256)[0] == 0


def _run(*arguments, given=None):
    """In a Python without site-packages, in another folder: nothing but the standard library can help it."""
    return subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), *arguments], input=given, cwd="/", capture_output=True, check=False
    )


def test_the_script_verifies_offline_with_the_standard_library_alone(the_pile, tmp_path):
    path = tmp_path / "receipt.json"
    path.write_bytes(the_pile.document)
    finished = _run(str(path), "--sha256", the_pile.sha256)
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.decode().startswith("verified: the-pile, ")
    assert _run("-", given=the_pile.document).returncode == 0


@pytest.mark.parametrize(
    ("make", "code", "says"),
    [
        (lambda raw: raw.replace(b'"the-pile"', b'"the-pill"'), 3, "changed: artifact: slug"),
        (lambda raw: raw + b"\n", 3, "not in canonical form"),
        (lambda raw: json.dumps(json.loads(raw), indent=1).encode(), 3, "not in canonical form"),
        (lambda raw: raw[:-1], 2, "not a whole receipt"),
        (lambda raw: b"[]", 2, "not a whole receipt"),
        (lambda raw: b"{}", 2, "not a whole receipt"),
        (lambda raw: b"\xff", 2, "not a whole receipt"),
        (lambda raw: raw.replace(b'"receipt-1"', b'"receipt-9"'), 2, "none that this script knows"),
    ],
)
def test_the_script_says_what_is_wrong_and_ends_with_its_code(the_pile, tmp_path, make, code, says):
    path = tmp_path / "receipt.json"
    path.write_bytes(make(the_pile.document))
    finished = _run(str(path))
    assert finished.returncode == code, finished.stderr
    assert says in finished.stderr.decode()
    assert b"Traceback" not in finished.stderr


def test_the_script_when_asked_wrongly_ends_with_two(tmp_path):
    assert _run(str(tmp_path / "nothing.json")).returncode == 2
    assert _run("-", "--sha256", "12", given=b"").returncode == 2
    assert _run().returncode == 2
