"""Eight-word shingles of the sample documents as short hashes, so that copied sentences are found without keeping them.

Run as `python -m tests.seed_shingles FOLDER` it reads the documents of a folder and writes the hashes anew.
"""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path

import zstandard

WORDS = 8
HASH_BYTES = 6
STORED = Path(__file__).resolve().parent / "golden" / "seed_shingles.bin.zst"


def shingles(text):
    """Every run of eight words: letters and digits in lower case, whatever stands between them."""
    words = re.findall(r"[^\W_]+", text.lower())
    return {" ".join(words[start : start + WORDS]) for start in range(len(words) - WORDS + 1)}


def hashed(shingle):
    return hashlib.blake2b(shingle.encode(), digest_size=HASH_BYTES).digest()


def stored():
    data = zstandard.decompress(STORED.read_bytes())
    return {data[start : start + HASH_BYTES] for start in range(0, len(data), HASH_BYTES)}


def write(folder):
    texts = [path.read_text("utf-8") for path in sorted(Path(folder).glob("*.txt"))]
    hashes = sorted({hashed(shingle) for text in texts for shingle in shingles(text)})
    STORED.write_bytes(zstandard.compress(b"".join(hashes), 19))
    return len(hashes)


if __name__ == "__main__":
    print(write(sys.argv[1]), "shingles")
