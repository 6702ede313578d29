"""From words to candidates: full text, names and meaning, fused by their places, in one statement.

Places are fused and not weights, which mean something else in each list: an artifact gets weight / (60 + place) from
each list that has it (reciprocal rank fusion). Who it is for and how well it scores plays no part here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import OperationalError
from psycopg import errors

from common.database import prepared_cursor
from matchgraph.embedding import vector_of
from matchgraph.filters import Filters
from matchgraph.statements import LISTS, statement
from matchgraph.vectors import vectors_usable
from matchgraph.words import compact, pieces, searchable, spelled, strict_query, turn_word

__all__ = ["DEPTH", "LISTS", "Candidate", "Filters", "Question", "SearchTooSlowError", "candidates_find"]

# k of reciprocal rank fusion as its authors recommend it (Cormack, Clarke, Büttcher 2009).
FUSION_K = 60
# What a place in each list counts.
FUSION_WEIGHTS = {"strict": 1.0, "loose": 0.3, "named": 0.6, "meant": 1.0}
# What the most widely listed gains over what one source alone lists: a small prior, stated here and in docs/search.md.
PRIOR = 0.3
# From so many sources on more of them say nothing more.
KNOWN_BY = 10
# What the other kind keeps where a question leans to one.
AGAINST = 0.8
# Phrases that are looked at, kinds that they lead to, and answers by meaning of each kind.
NEAR_PHRASES = 40
NEAR_KINDS = 5
MEANT_DEPTH = 60
# A name as much like the question as this is what was meant: nothing is searched by meaning then.
SURELY = 0.5
# Of one hit, by the weight of the words: D (descriptions), C (about), B (capabilities), A (names).
WORD_WEIGHTS = "{0.1, 0.3, 0.8, 1.0}"
# Words that stand together as they were asked, in their order, count this many times: "speech to text" is not "text to
# speech".
PHRASE_FACTOR = 3.0
# So many from each list: what stands further back is no answer.
DEPTH = 200
# A question is read so far and no further, whoever asks.
LONGEST_QUESTION = 500
# With fewer strict hits than this, words are also taken one by one, and names that are alike.
ENOUGH = 10
# The rarest words of a question, when taken one by one; a word that more than this share of documents has says nothing.
LOOSE_WORDS = 12
COMMON_SHARE = 0.25
# Names are compared with short questions alone: a sentence is like no name.
NAME_WORDS = 8
NAME_LIKENESS = 0.35
# Behind every letter that a name may go on with.
LAST_LETTER = "\U0010ffff"


class SearchTooSlowError(Exception):
    """The database gave up on the question within the time that a reader's statement has."""


class Candidate(NamedTuple):
    """An artifact that retrieval proposes. `relevance` is the fused value; `places` counts from 1, by list.

    `exact` says that it goes by exactly the name asked for; `likeness` is that of its likest name, 0 to 1; `near_kinds`
    are the capability kinds nearest to the question with their likeness, the same for all.
    """

    artifact_id: int
    relevance: float
    exact: bool
    likeness: float
    prominence: int
    places: dict[str, int]
    kind: str
    licence_class: str
    tasks: tuple[str, ...]
    modalities: tuple[str, ...]
    languages: tuple[str, ...]
    open_weights: bool
    parameters: float | None = None
    context: float | None = None
    price: float | None = None
    near_kinds: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True)
class Question:
    """What is asked, in the forms that the statement needs.

    `text` is searched for; `name` is all that was typed, which may be a name as it is; `need` is what is embedded.
    `exempt` are filters that an exact name need not pass; `leans` is the kind that it leans to; `turned` holds the two
    ends of `text to speech`.
    """

    text: str
    filters: Filters = field(default_factory=Filters)
    lists: tuple[str, ...] = LISTS
    depth: int = DEPTH
    name: str = ""
    need: str = ""
    exempt: tuple[str, ...] = ()
    leans: str = ""
    turned: tuple[str, str] | None = None

    @property
    def is_empty(self) -> bool:
        return not (pieces(self.text) or self.filters.named())

    @property
    def may_be_a_name(self) -> bool:
        return len(pieces(self.text)) <= NAME_WORDS


def candidates_find(question: Question) -> tuple[Candidate, ...]:
    """Candidates, best first: exact names, then by fused places, then the more widely listed. One statement.

    Raises `SearchTooSlowError`.
    """
    if question.is_empty:
        return ()
    vector = vector_of(question.need or question.text) if "meant" in question.lists and vectors_usable() else None
    lists = [name for name in question.lists if name != "meant" or vector]
    if not question.may_be_a_name:
        lists = [name for name in lists if name != "named"]
    if not pieces(question.text):
        lists = ["strict"]
    text = statement(
        question.filters,
        lists=lists,
        constants=_constants(question),
        everything=not pieces(question.text),
        exempt=question.exempt,
        turned=question.turned is not None,
    )
    try:
        with prepared_cursor() as cursor:
            cursor.execute(text, _values(question, vector))
            rows = cursor.fetchall()
    except OperationalError as error:
        if isinstance(error.__cause__, errors.QueryCanceled):
            raise SearchTooSlowError("the search took too long") from error
        raise
    near = tuple((int(kind), likeness) for kind, likeness in rows[0][-1] or ()) if rows else ()
    return tuple(_candidate(row, near) for row in rows)


def _candidate(row: tuple[Any, ...], near: tuple[tuple[int, float], ...]) -> Candidate:
    artifact_id, exact, likeness, relevance, *places = row[: 4 + len(LISTS)]
    prominence, kind, licence_class, tasks, modalities, languages, weights, *numbers, _ = row[4 + len(LISTS) :]
    parameters, context, price = numbers
    return Candidate(
        artifact_id=artifact_id,
        relevance=float(relevance),
        exact=exact,
        likeness=float(likeness),
        places={name: place for name, place in zip(LISTS, places, strict=True) if place is not None},
        prominence=prominence,
        kind=kind,
        licence_class=licence_class,
        tasks=tuple(tasks),
        modalities=tuple(modalities),
        languages=tuple(languages),
        open_weights=weights,
        parameters=parameters,
        context=context,
        price=price,
        near_kinds=near,
    )


def _constants(question: Question) -> dict[str, Any]:
    return {
        "weights": WORD_WEIGHTS,
        # A sentence stands in no text as it is.
        "phrase": PHRASE_FACTOR if question.may_be_a_name else 1.0,
        "against": AGAINST,
        "prior": PRIOR,
        "known": KNOWN_BY,
        "phrases": NEAR_PHRASES,
        "kinds": NEAR_KINDS,
        "meant_depth": min(MEANT_DEPTH, question.depth),
        "surely": SURELY,
        "depth": question.depth,
        "enough": ENOUGH,
        "loose_words": LOOSE_WORDS,
        "common": COMMON_SHARE,
        "likeness": NAME_LIKENESS,
        "k": FUSION_K,
        "shares": FUSION_WEIGHTS,
    }


def _values(question: Question, vector: str | None) -> dict[str, Any]:
    given = pieces(question.text)
    goes_on = bool(given) and question.text[-1:].isalnum() and len(given[-1].whole) > 2
    begins = compact(question.text)
    one, other = question.turned or ("", "")
    return {
        "strict": strict_query(question.text, prefix=goes_on),
        "together": searchable(question.text) if question.may_be_a_name else "",
        "words": searchable(question.text),
        "spelled": spelled(question.text),
        "compact": compact(question.name or question.text),
        "starts": begins,
        "ends": begins + LAST_LETTER,
        "vector": vector,
        "turned": f"\\m{other}.to.{one}\\M",
        "forward": turn_word(one, other),
        "backward": turn_word(other, one),
        "other": {"model": "dataset", "dataset": "model"}.get(question.leans),
        **question.filters.named(),
    }
