"""Files that are not what they say they are: refused whole, in bounded memory, with the next step."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import zstandard
from django.core.management import CommandError, call_command

from catalog.models import ImportBatch
from tests.catalog.lines import artifact_line, signal_line, stage_tables, table_hashes, text_of

CHECKOUT = Path(__file__).resolve().parent.parent.parent
LINES = text_of([artifact_line(f"a{number}") for number in range(40)])
PACKED = zstandard.compress(LINES)
GIB = 1 << 30
RSS_RISE_KB = 64 << 10


def bomb(byte):
    """One GiB of one byte, in some 32 KB."""
    packer = zstandard.ZstdCompressor(level=3).compressobj()
    block = byte * (1 << 20)
    return b"".join(packer.compress(block) for _ in range(GIB >> 20)) + packer.flush()


def wide_window():
    """A frame whose header asks for a window of 1 GiB."""
    parameters = zstandard.ZstdCompressionParameters.from_level(3, window_log=30)
    packer = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    return packer.compress(LINES) + packer.flush()


def declared_bomb():
    """A small frame that declares 1 GiB of content."""
    frame = zstandard.ZstdCompressor().compress(b"\0" * 100_000)
    return frame[:5] + (GIB).to_bytes(4, "little") + frame[9:]


FILES = {
    "empty": ("a.jsonl", b"", "the file is empty"),
    "blank lines": ("a.jsonl", b"\n\n  \n\r\n", "the file is empty"),
    "empty zst": ("a.jsonl.zst", b"", "the file is empty"),
    "zst of nothing": ("a.jsonl.zst", zstandard.compress(b""), "the file is empty"),
    "many tiny frames": ("a.jsonl.zst", zstandard.compress(b"") * 20_000, "the file is empty"),
    "wrong magic": ("a.jsonl.zst", b"\x1f\x8b" + PACKED[2:], "is no sound zstd stream"),
    "plain text": ("a.jsonl.zst", LINES, "is no sound zstd stream"),
    "trailing bytes": ("a.jsonl.zst", PACKED + b"tail of something else", "is no sound zstd stream"),
    "a flipped bit": ("a.jsonl.zst", PACKED[:40] + bytes([PACKED[40] ^ 64]) + PACKED[41:], ""),
    "a wide window": ("a.jsonl.zst", wide_window(), "is no sound zstd stream"),
    "a declared bomb": ("a.jsonl.zst", declared_bomb(), ""),
    "two frames, the second cut": ("a.jsonl.zst", PACKED + PACKED[:-9], "ends inside a zstd frame"),
    "packed, not said": ("a.jsonl", PACKED, "is not UTF-8"),
    "byte order mark": ("a.jsonl", b"\xef\xbb\xbf" + LINES, "byte order mark"),
    "UTF-16": ("a.jsonl", LINES.decode().encode("utf-16"), "byte order mark"),
    "UTF-16 without mark": ("a.jsonl", LINES.decode().encode("utf-16-le"), "is not JSON"),
    "a long line": (
        "a.jsonl",
        LINES + b'{"slug":"' + b"a" * (2 << 20),
        "after line 40: the next line is longer than 1,048,576",
    ),
    "a long line, ended": ("a.jsonl", LINES + b" " * (2 << 20) + b"\n" + LINES, "longer than 1,048,576 bytes"),
    "a picture": ("a.jsonl", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "is not"),
    "no records": ("a.jsonl", b'{"a":1}\n' * 900, "is no record that can be imported: an artifact has `slug`"),
}


def refused(path, capsys):
    before = table_hashes()
    with pytest.raises(CommandError) as refusal:
        call_command("import_catalog", str(path))
    assert refusal.value.returncode == 3
    assert table_hashes() == before
    assert stage_tables() == 0
    said = capsys.readouterr().err
    assert "line " in said
    return said


@pytest.mark.django_db
@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_not_what_it_says_is_refused_whole(name, tmp_path, capsys):
    file_name, data, reason = FILES[name]
    path = tmp_path / file_name
    path.write_bytes(data)
    said = refused(path, capsys)
    assert reason.removeprefix("after ") in said
    assert "mend" in said or "Correct the line" in said


@pytest.mark.django_db
def test_a_packed_file_cut_at_any_byte_is_refused(tmp_path, capsys):
    path = tmp_path / "cut.jsonl.zst"
    for length in range(1, len(PACKED), max(1, len(PACKED) // 60)):
        path.write_bytes(PACKED[:length])
        assert "is cut short" in refused(path, capsys)


@pytest.mark.django_db
def test_a_cut_file_says_after_which_line_and_keeps_no_staged_rows(tmp_path, capsys):
    lines = text_of(
        [artifact_line(f"a{number}", homepage=f"https://a/{os.urandom(40).hex()}") for number in range(3000)]
    )
    path = tmp_path / "cut.jsonl.zst"
    path.write_bytes(zstandard.compress(lines)[:-500])
    said = refused(path, capsys)
    assert int(said.split("line ")[1].split(":")[0]) > 2000
    assert ImportBatch.objects.get().state == ImportBatch.State.REFUSED


def test_a_bomb_of_one_gib_is_refused_in_bounded_memory(transactional_db, process_environment, tmp_path):
    def peak(path):
        command = [sys.executable, "manage.py", "import_catalog", str(path)]
        process = subprocess.Popen(
            command, cwd=CHECKOUT, env=process_environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        said = process.stderr.read()
        process.stderr.close()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 3, said
        return usage.ru_maxrss, said

    small = tmp_path / "small.jsonl"
    small.write_bytes(b"x\n")
    usual, _ = peak(small)
    for byte in (b"\n", b"a", b"\0"):
        path = tmp_path / "bomb.jsonl.zst"
        path.write_bytes(bomb(byte))
        assert path.stat().st_size < 64 << 10
        used, said = peak(path)
        assert "refused as a bomb" in said or "longer than 1,048,576 bytes" in said
        assert used - usual < RSS_RISE_KB


@pytest.mark.django_db
def test_a_frame_that_packs_well_but_no_bomb_is_imported(tmp_path, capsys):
    lines = [artifact_line("a"), *(artifact_line(f"a{number}") for number in range(3000))]
    path = tmp_path / "dense.jsonl.zst"
    path.write_bytes(zstandard.compress(text_of(lines), 19))
    call_command("import_catalog", str(path))
    assert "3,001 created" in capsys.readouterr().out


@pytest.mark.django_db
def test_a_file_of_several_frames_with_windows_line_ends_and_no_last_one_is_imported(tmp_path, capsys):
    first = text_of([artifact_line("a"), artifact_line("b")]).replace(b"\n", b"\r\n")
    path = tmp_path / "frames.jsonl.zst"
    path.write_bytes(zstandard.compress(first) + zstandard.compress(text_of([artifact_line("c")]).rstrip()))
    call_command("import_catalog", str(path))
    assert "3 created" in capsys.readouterr().out


@pytest.mark.django_db
def test_a_missing_file_is_a_usage_error_that_names_it(tmp_path):
    with pytest.raises(CommandError, match=r"nowhere.jsonl. Give paths of") as refusal:
        call_command("import_catalog", str(tmp_path / "nowhere.jsonl"))
    assert refusal.value.returncode == 2


@pytest.mark.django_db
def test_a_file_that_cannot_be_read_is_a_usage_error():
    with pytest.raises(CommandError, match="cannot be read") as refusal:
        call_command("import_catalog", "/proc/self/mem")
    assert refusal.value.returncode == 2


@pytest.mark.django_db
def test_a_refused_file_does_not_stop_the_next_but_the_command_fails(tmp_path, capsys):
    (tmp_path / "catalog.jsonl").write_bytes(text_of([artifact_line("a")]))
    (tmp_path / "signals.jsonl").write_bytes(text_of([signal_line("nobody")]))
    with pytest.raises(CommandError) as refusal:
        call_command("import_catalog", str(tmp_path / "signals.jsonl"), str(tmp_path / "catalog.jsonl"))
    assert refusal.value.returncode == 3
    assert "catalog.jsonl: 1 read, 1 created" in capsys.readouterr().out
