"""`export_scores`: one line an artifact, equal to the API, whole or not there at all."""

from __future__ import annotations

import json
import random

import orjson
import pytest
import zstandard
from django.core.management import CommandError, call_command

from catalog.models import Artifact
from common.jsonl import lines_read
from common.jsonl_writing import lines_written
from scoring.selectors import published_run
from tests.scoring.runs import catalog_make, run_whole


def exported(path):
    return [orjson.loads(line) for _, line in lines_read(path)]


def test_the_file_has_every_listed_artifact_by_slug_and_equals_the_api(whole_catalog, tmp_path, client):
    path = tmp_path / "scores.jsonl.zst"
    call_command("export_scores", str(path))
    lines = {line["slug"]: line for line in exported(path)}
    slugs = list(lines)
    assert slugs == sorted(slugs)
    assert set(slugs) == set(Artifact.objects.listed().values_list("slug", flat=True))
    assert any(line["score"] is None for line in lines.values())
    for slug in random.Random(7).sample(slugs, 30):
        answer = client.get(f"/api/v1/artifacts/{slug}/score").json()
        assert lines[slug] == {key: answer[key] for key in lines[slug]}


def test_a_line_has_the_keys_that_are_promised(db, tmp_path):
    catalog_make(4)
    run_whole()
    path = tmp_path / "scores.jsonl"
    call_command("export_scores", str(path))
    for line in exported(path):
        assert list(line) == [*("slug", "kind", "score", "low", "high", "coverage", "run", "methodology", "components")]
        assert list(line["components"]) == ["adoption", "quality", "ecosystem", "match_graph"]
        for part in line["components"].values():
            assert list(part) == ["value", "points", "weight", "coverage"]
        assert line["run"] == published_run().run_id
        if line["score"] is None:
            assert (line["low"], line["high"]) == (None, None)
        else:
            assert line["low"] < line["score"] < line["high"]
            assert round(sum(part["points"] for part in line["components"].values()), 1) == line["score"]


def test_the_same_scores_give_the_same_bytes_in_every_form(db, tmp_path, run_manage, capfdbinary):
    catalog_make(6)
    run_whole()
    call_command("export_scores", str(tmp_path / "a.jsonl"))
    call_command("export_scores", str(tmp_path / "b.jsonl.zst"))
    call_command("export_scores", "-")
    plain = (tmp_path / "a.jsonl").read_bytes()
    assert zstandard.ZstdDecompressor().decompressobj().decompress((tmp_path / "b.jsonl.zst").read_bytes()) == plain
    assert capfdbinary.readouterr().out == plain
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.jsonl", "b.jsonl.zst"]


def test_an_artifact_hidden_since_the_run_is_left_out(db, tmp_path):
    artifact = catalog_make(4)[0]
    run_whole()
    Artifact.objects.filter(pk=artifact.pk).update(status=Artifact.Status.HIDDEN)
    call_command("export_scores", str(tmp_path / "a.jsonl"))
    assert artifact.slug not in {line["slug"] for line in exported(tmp_path / "a.jsonl")}


def test_without_a_run_nothing_is_written_and_the_way_on_is_said(db, tmp_path):
    with pytest.raises(CommandError, match=r"run manage\.py score first") as caught:
        call_command("export_scores", str(tmp_path / "a.jsonl"))
    assert caught.value.returncode == 3
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_named(db, tmp_path):
    catalog_make(2)
    run_whole()
    with pytest.raises(CommandError, match=r"No such file or directory\. Nothing was written"):
        call_command("export_scores", str(tmp_path / "nowhere" / "a.jsonl"))


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.zst"])
def test_a_file_that_fails_half_way_leaves_the_former_one(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"former")

    def broken():
        with lines_written(str(path)) as write:
            write({"a": 1})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken()
    assert path.read_bytes() == b"former"
    assert list(tmp_path.iterdir()) == [path]


def test_a_line_is_one_line_whatever_it_holds(tmp_path):
    path = tmp_path / "a.jsonl"
    with lines_written(str(path)) as write:
        write({"text": "two\nlines \u2028"})
    assert [json.loads(line) for line in path.read_text("utf-8").split("\n")[:-1]] == [{"text": "two\nlines \u2028"}]
