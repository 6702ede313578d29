"""How a text becomes words, the same way for what is searched and for what is asked. Pure.

Names of models join letters, digits and signs as they like: `internlm2.5-7b`, `GPT 4o`, `Llama-3`, `llama3`. A text is
cut at every sign, and a run of letters and digits also where digits follow letters: each spelling finds the others.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass

LONGEST_PIECE = 60
_PIECE = re.compile(r"[^\W_]+")
_PART = re.compile(r"[^\W\d_]+|\d+[^\W\d_]*")
_MEDIUM = "text|speech|image|video|audio|sound|3d"
_TURN = re.compile(rf"\b({_MEDIUM})[ -]to[ -](?=({_MEDIUM})\b)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Piece:
    """One run of letters and digits as typed, and its parts where it has more than one: `llama3` -> llama, 3."""

    whole: str
    parts: tuple[str, ...]


def cleaned(text: str) -> str:
    """Without control and invisible characters, with single blanks, in the composed form of Unicode."""
    return " ".join(unicodedata.normalize("NFKC", _CONTROL.sub(" ", text)).split())


def folded(text: str) -> str:
    """Without regard to case and accents. Styled letters show their case only when taken apart."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text.casefold()).casefold())
    return unicodedata.normalize("NFC", "".join(sign for sign in apart if not unicodedata.combining(sign)))


def pieces(text: str) -> tuple[Piece, ...]:
    """The runs of a text, in order. A run beyond any word's length is cut."""
    found = []
    for match in _PIECE.finditer(folded(text)):
        whole = match.group()[:LONGEST_PIECE]
        parts = tuple(_PART.findall(whole))
        found.append(Piece(whole, parts if len(parts) > 1 else ()))
    return tuple(found)


@functools.lru_cache(maxsize=1 << 16)
def searchable(text: str) -> str:
    """A text as it is indexed: every run, and after a run its parts. Cached: thousands of artifacts share phrases."""
    return " ".join(word for piece in pieces(text) for word in (piece.whole, *piece.parts))


def spelled(text: str) -> str:
    """A name as its parts alone, in one spelling for all: `Qwen2.5-7B` and `qwen 2.5 7b` -> `qwen 2 5 7b`."""
    return " ".join(word for piece in pieces(text) for word in (piece.parts or (piece.whole,)))


def compact(text: str) -> str:
    """A name without any sign or blank: equal for every way to join its parts."""
    return "".join(piece.whole for piece in pieces(text))


def turns(text: str) -> tuple[tuple[str, str], ...]:
    """From which medium to which, where a text says so: `text-to-speech` is not `speech to text`.

    PostgreSQL keeps no `to`, so the index holds such a turn as a word of its own: `turn_word`.
    """
    found = ((one.lower(), other.lower()) for one, other in _TURN.findall(text))
    return tuple(dict.fromkeys((one, other) for one, other in found if one != other))


def turn_word(one: str, other: str) -> str:
    return f"{one}2{other}turn"


def strict_query(text: str, *, prefix: bool) -> str:
    """A tsquery that wants every word, in any spelling; the last one may go on where `prefix` says so. Maybe empty.

    Words hold letters and digits alone, so the quotes round them cannot be left.
    """
    given = pieces(text)
    wanted = []
    for piece in dict.fromkeys(given):
        ends = ":*" if prefix and piece == given[-1] else ""
        ways = [f"'{piece.whole}'{ends}"]
        if piece.parts:
            ways.append(f"({' & '.join(_quoted(piece.parts, ends))})")
        wanted.append(f"({' | '.join(ways)})")
    return " & ".join(wanted)


def _quoted(parts: tuple[str, ...], ends: str) -> list[str]:
    return [f"'{part}'{ends if number == len(parts) - 1 else ''}" for number, part in enumerate(parts)]
