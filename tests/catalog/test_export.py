"""An export and its import: byte for byte the same catalog, or a refusal that changes nothing."""

from __future__ import annotations

import io
import os
import random
from dataclasses import replace

import orjson
import pytest
from django.apps import apps
from django.db import connection, transaction

from catalog import models as catalog
from catalog.exporting import export_write
from catalog.models import Artifact, CapabilityEntry, ImportBatch, Signal
from catalog.portable import portable_records
from catalog.recording import changes_by_rule
from catalog.services import file_import
from scoring.models import Publication
from scoring.selectors import published_run, score_cards
from tests.catalog.generated import catalog_make
from tests.catalog.lines import table_hashes
from tests.compare import factories

# A hundred take half a minute: EXPORT_CATALOGS=100 pytest tests/catalog/test_export.py
SEEDS = range(int(os.environ.get("EXPORT_CATALOGS", "25")))
# Bookkeeping of one instance, and what follows from the rest; see docs/data.md.
STAYS = {"Derivation", "ImportBatch"}


def exported(**options):
    file = io.BytesIO()
    counts = export_write(file, **options)
    return file.getvalue(), counts


def assert_canonical(data):
    """The shortest numbers, sorted keys, no blanks."""
    for line in data.splitlines(keepends=True):
        assert orjson.dumps(orjson.loads(line), option=orjson.OPT_SORT_KEYS) + b"\n" == line


def emptied():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        tables = [record.table for record in portable_records()]
        cursor.execute(f"TRUNCATE {', '.join(tables)}, scoring_scoringbatch, scoring_scoringcheck CASCADE")
        cursor.execute("SELECT relid::regclass FROM pg_partition_tree('scoring_score') WHERE isleaf")
        for (partition,) in cursor.fetchall():
            cursor.execute(f"DROP TABLE {partition}")


def emptied_of_little():
    """As above for few rows, and quicker."""
    with connection.cursor() as cursor, changes_by_rule():
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for record in reversed(portable_records(["catalog", "signals"])):
            if record.cites:
                cursor.execute(f"DELETE FROM {record.table}_citations")
            cursor.execute(f"DELETE FROM {record.table}")
        cursor.execute("DELETE FROM catalog_touch")


@pytest.fixture
def kept(tmp_path):
    def keep(data, name="catalog.jsonl"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return keep


@pytest.fixture
def small_catalog(db):
    """Two artifacts with figures, an entry with its source, a draft, a hidden artifact, a published run."""
    alpha = factories.rated("alpha", downloads=5_000)
    factories.rated("beta", organization=catalog.Organization.objects.create(key="org", name="Org"))
    factories.entry(alpha, "Writes code", kind="code.generation", cited=True)
    factories.entry(alpha, "Secret plan", status=CapabilityEntry.Status.DRAFT)
    factories.entry(factories.artifact("gamma", status=Artifact.Status.HIDDEN), "Hidden skill")
    factories.published()
    return alpha


def test_a_catalog_made_up_by_chance_when_exported_and_imported_has_the_same_bytes(db, kept):
    met = set()
    for seed in SEEDS:
        with transaction.atomic():
            catalog_make(seed)
            before, counts = exported()
            emptied_of_little()
            report = file_import(kept(before))
            assert report.merged, (seed, report.problems)
            after, _ = exported()
            assert after == before, seed
            assert_canonical(before)
            met |= {name for name, lines in counts.items() if lines > 1}
            transaction.set_rollback(True)
    assert met == {record.name for record in portable_records(["catalog", "signals"])}


def test_the_whole_catalog_when_exported_and_imported_has_the_same_bytes_and_scores(whole_catalog, tmp_path):
    first, again = tmp_path / "first.jsonl", tmp_path / "again.jsonl"
    with first.open("wb") as file:
        counts = export_write(file)
    slug = "the-pile"
    run, card = published_run(), score_cards([Artifact.objects.get(slug=slug).pk])
    emptied()
    report = file_import(first)
    assert report.merged, report.problems
    assert report.created == sum(counts.values())
    with again.open("wb") as file:
        export_write(file)
    assert again.read_bytes() == first.read_bytes()
    artifact = Artifact.objects.get(slug=slug)
    assert published_run() == run
    (former,) = card.values()
    assert score_cards([artifact.pk])[artifact.pk] == replace(former, artifact_id=artifact.pk)


def test_every_line_is_canonical_json_and_the_last_one_counts_them(small_catalog):
    data, counts = exported()
    lines = data.splitlines(keepends=True)
    assert_canonical(data)
    assert orjson.loads(lines[-1])["lines"] == dict(counts)
    assert len(lines) == sum(counts.values()) + 2


def test_every_table_of_the_catalog_is_in_the_export_or_named_as_one_that_stays():
    exported_tables = {record.model.__name__ for record in portable_records()}
    tables = {
        model.__name__
        for model in apps.get_app_config("catalog").get_models()
        if not model.__name__.endswith("Event") and not model._meta.proxy
    }
    assert tables - exported_tables == STAYS


def test_an_import_leaves_generations_touches_and_history_as_they_came(small_catalog, kept):
    data, _ = exported()
    generations = dict(Artifact.objects.values_list("slug", "generation"))
    emptied()
    assert file_import(kept(data)).merged
    assert dict(Artifact.objects.values_list("slug", "generation")) == generations
    assert not catalog.Touch.objects.exists()
    assert (
        not catalog.EVENTS[CapabilityEntry]
        .objects.filter(pgh_created_at__gt=small_catalog.updated_at, name="x")
        .exists()
    )
    Artifact.objects.filter(slug="alpha").update(name="Edited")
    assert Artifact.objects.get(slug="alpha").generation == generations["alpha"] + 1


def test_a_run_after_an_import_scores_what_changed_alone(small_catalog, kept):
    for number in range(8):
        factories.artifact(f"other-{number}")
    former = factories.published()
    data, _ = exported()
    emptied()
    assert file_import(kept(data)).merged
    factories.artifact("delta")
    run = factories.published()
    assert (run.why_whole, run.base_id, run.scored) == ("", former.pk, 1)
    assert Publication.objects.get().version == 3


def test_a_public_export_holds_nothing_that_readers_do_not_see(small_catalog):
    data, counts = exported(sections=["catalog", "signals"], public=True)
    assert b"Writes code" in data
    assert not [word for word in (b"gamma", b"Secret plan", b"Hidden skill", b"alignment_override") if word in data]
    assert counts["artifact"] == 2


def test_figures_alone_are_imported_into_a_catalog_that_has_none(small_catalog, kept):
    catalog_alone, _ = exported(sections=["catalog"], public=True)
    figures, counts = exported(sections=["signals"], public=True)
    before = exported(sections=["signals"])[0]
    emptied()
    assert file_import(kept(catalog_alone)).merged
    assert file_import(kept(figures, "signals.jsonl")).merged
    assert Signal.objects.count() == counts["signal"]
    assert exported(sections=["signals"])[0] == before


def test_an_import_where_something_is_already_changes_nothing_and_says_what_to_do(small_catalog, kept):
    data, _ = exported()
    before = table_hashes()
    report = file_import(kept(data))
    assert (report.merged, report.created) == (False, 0)
    assert "this instance is not empty: it holds rows of source" in str(report.problems[0])
    assert "manage.py migrate" in str(report.problems[0])
    assert table_hashes() == before


def _line_of(data, record, change):
    """The export with its first line of a record type changed."""
    lines = data.splitlines(keepends=True)
    place = next(n for n, line in enumerate(lines) if orjson.loads(line)["record"] == record)
    value = orjson.loads(lines[place])
    change(value)
    lines[place] = orjson.dumps(value, option=orjson.OPT_SORT_KEYS) + b"\n"
    return b"".join(lines), place + 1


@pytest.mark.parametrize(
    ("record", "change", "reason"),
    [
        ("artifact", lambda line: line.update(kind="song"), "kind: input should be 'model' or 'dataset'"),
        ("artifact", lambda line: line.pop("slug"), "slug: field required"),
        ("artifact", lambda line: line.update(colour="red"), "colour: is no field of such a record"),
        (
            "signal",
            lambda line: line.update(artifact="nobody"),
            "artifact: names 'nobody', which the file does not hold",
        ),
        ("signal", lambda line: line.update(observed="2026-13"), "the database refuses a row"),
        (
            "capability",
            lambda line: line.update(citations=["0" * 8 + "-0000" * 3 + "-" + "0" * 12]),
            "citations: names",
        ),
        ("capability_kind", lambda line: line.update(parent="no.such"), "parent: names 'no.such'"),
        ("run", lambda line: line.update(methodology_sha256="0" * 64), "has sha256"),
        ("run", lambda line: line.update(methodology="ur-9.9.9"), "methodology ur-9.9.9 is not known here"),
        ("score", lambda line: line.update(source_ids=["0" * 8 + "-0000" * 3 + "-" + "0" * 12]), "names the source"),
        ("end", lambda line: line.update(lines={}), "lines are missing or doubled"),
        ("export", lambda line: line.update(export=99), "is 99, not format 1"),
        ("export", lambda line: line["records"].append("songs"), "names songs, which this version does not know"),
        ("alias", lambda line: line.update(record="song"), "a line of song cannot stand here"),
    ],
)
def test_a_line_that_is_wrong_refuses_the_file_with_place_and_reason(small_catalog, kept, record, change, reason):
    catalog.Alias.objects.create(artifact=small_catalog, name="Alfa", slug="alfa")
    data, number = _line_of(exported()[0], record, change)
    emptied()
    report = file_import(kept(data))
    assert not report.merged
    told = str(report.problems[0])
    assert reason in told
    assert reason.startswith(("the database", "lines are")) or told.startswith(f"line {number}")
    assert not Artifact.objects.exists()
    assert not ImportBatch.objects.exists()


def test_an_export_when_cut_short_anywhere_is_refused_whole(small_catalog, kept):
    lines = exported()[0].splitlines(keepends=True)
    emptied()
    for place in random.Random(1).sample(range(1, len(lines)), 12):
        report = file_import(kept(b"".join(lines[:place])))
        assert not report.merged
        assert report.problems[0].reason
        assert not Artifact.objects.exists()


def test_a_dry_run_checks_and_changes_nothing(small_catalog, kept):
    data, counts = exported()
    emptied()
    report = file_import(kept(data), dry_run=True)
    assert (report.merged, report.created) == (False, sum(counts.values()))
    assert not Artifact.objects.exists()


def test_the_command_writes_a_file_when_it_is_whole_and_says_what_is_in_it(small_catalog, tmp_path, capsys):
    from django.core.management import CommandError, call_command

    target = tmp_path / "catalog.jsonl.zst"
    call_command("export_catalog", str(target))
    assert "3 artifact" in capsys.readouterr().err
    emptied()
    call_command("import_catalog", str(target))
    assert Artifact.objects.count() == 3
    with pytest.raises(CommandError, match="Nothing was written under that name"):
        call_command("export_catalog", str(tmp_path / "nowhere" / "catalog.jsonl"))
    assert [path.name for path in tmp_path.iterdir()] == [target.name]
