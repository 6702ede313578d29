"""Open data over HTTP: files that are whole, agree with their manifest and hold what readers see alone."""

from __future__ import annotations

import hashlib

import orjson
import pytest
import zstandard
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import IntegrityError, connection
from django.urls import reverse

from api import services
from api.dumping import NAMES, dump_schemas
from api.models import Dump, DumpChunk
from api.services import DUMP, dump_build
from catalog.models import Artifact, CapabilityEntry, Organization
from jobs.models import Job
from jobs.services import jobs_run_until_idle
from tests.api.test_api import problem_of
from tests.compare import factories


@pytest.fixture
def small_catalog(db):
    alpha = factories.rated("alpha", organization=Organization.objects.create(key="org", name="Org"))
    factories.entry(alpha, "Writes code", kind="code.generation", cited=True)
    factories.entry(alpha, "Secret plan", status=CapabilityEntry.Status.DRAFT)
    factories.artifact("gamma", status=Artifact.Status.HIDDEN)
    factories.published()


def downloaded(client, name):
    return b"".join(client.get(f"/dump/{name}").streaming_content)


def lines_of(data):
    return [orjson.loads(line) for line in zstandard.ZstdDecompressor().stream_reader(data).read().splitlines()]


def test_files_have_the_sizes_checksums_and_lines_that_manifest_and_sums_state(small_catalog, client):
    dump_build()
    manifest = client.get("/dump/manifest.json").json()
    sums = dict(line.split("  ")[::-1] for line in client.get("/dump/SHA256SUMS").content.decode().splitlines())
    assert [file["name"] for file in manifest["files"]] == list(NAMES)
    for file in manifest["files"]:
        data = downloaded(client, file["name"])
        assert (len(data), hashlib.sha256(data).hexdigest()) == (file["bytes"], file["sha256"])
        assert sums[file["name"]] == file["sha256"]
        ends = 0 if file["name"].startswith("scores") else 2
        assert len(lines_of(data)) == file["lines"] + ends
    assert manifest["run"]["methodology"]
    assert manifest["sources"] == [
        {
            **{"key": "list", "version": "1", "name": "A list", "url": "https://example.org/list"},
            **{"licence": "", "retrieved_on": None},
        }
    ]


def test_lines_have_the_keys_that_their_schemas_name_and_nothing_that_readers_do_not_see(small_catalog, client):
    dump_build()
    schemas = client.get("/dump/schemas.json").json()["files"]
    for name in NAMES:
        data = downloaded(client, name)
        lines = lines_of(data)
        for line in lines if name.startswith("scores") else lines[1:-1]:
            schema = schemas[name][line.get("record", "score")]
            assert set(schema["required"]) <= set(line) <= set(schema["properties"])
        text = orjson.dumps(lines)
        assert not [word for word in (b"gamma", b"Secret plan") if word in text]


def test_a_file_is_sent_piece_by_piece_and_not_again_to_whoever_has_it(small_catalog, client, monkeypatch):
    monkeypatch.setattr(services, "CHUNK_BYTES", 100)
    dump_build()
    response = client.get("/dump/catalog.jsonl.zst")
    pieces = list(response.streaming_content)
    assert len(pieces) == DumpChunk.objects.filter(file__name="catalog.jsonl.zst").count() > 5
    assert int(response["Content-Length"]) == len(b"".join(pieces))
    assert (response["Content-Type"], response["Access-Control-Allow-Origin"]) == ("application/zstd", "*")
    assert not response.cookies
    assert client.get("/dump/catalog.jsonl.zst", headers={"If-None-Match": response["ETag"]}).status_code == 304
    head = client.head("/dump/catalog.jsonl.zst")
    assert (head["Content-Length"], head["ETag"]) == (response["Content-Length"], response["ETag"])


def test_before_the_first_dump_every_address_says_what_to_do(db, client):
    for name in ("manifest.json", "SHA256SUMS", *NAMES):
        problem = problem_of(client.get(f"/dump/{name}"))
        assert (problem.status, problem.type) == (404, "no-dump")
        assert "manage.py dumps build" in problem.detail
    assert problem_of(client.get("/dump/other.zip")).status == 404
    assert client.get("/dump/schemas.json").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_build_that_fails_publishes_nothing_and_leaves_the_former_one(client):
    factories.published()
    dump_build()
    before = client.get("/dump/manifest.json").json()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE api_dumpfile ADD CONSTRAINT no_room CHECK (name < 'signals') NOT VALID")
        try:
            with pytest.raises(IntegrityError, match="no_room"):
                dump_build()
        finally:
            cursor.execute("ALTER TABLE api_dumpfile DROP CONSTRAINT no_room")
    assert Dump.objects.filter(published_at__isnull=True).count() == 1
    assert client.get("/dump/manifest.json").json() == before
    dump_build()
    assert Dump.objects.filter(published_at__isnull=True).count() == 0


def test_the_last_two_dumps_are_kept(small_catalog):
    built = [dump_build().pk for _ in range(3)]
    assert list(Dump.objects.order_by("pk").values_list("pk", flat=True)) == built[1:]


@pytest.mark.django_db(transaction=True)
def test_staff_ask_for_a_dump_and_a_job_builds_it(client, capsys):
    factories.published()
    client.force_login(User.objects.create_superuser("staff"))
    assert client.post(reverse("admin:api_dump_build")).status_code == 302
    assert Job.objects.get(kind=DUMP).state == Job.State.QUEUED
    assert jobs_run_until_idle(kind_prefix=DUMP).done == 1
    assert client.get("/dump/manifest.json").status_code == 200
    call_command("dumps", "show")
    assert "catalog.jsonl.zst" in capsys.readouterr().out
    assert "Build a dump now" in client.get(reverse("admin:api_dump_changelist")).content.decode()


def test_schemas_name_every_record_type_of_public_files():
    assert {name: len(records) for name, records in dump_schemas()["files"].items()} == {
        "catalog.jsonl.zst": 14,
        "signals.jsonl.zst": 1,
        "scores.jsonl.zst": 1,
    }
