"""From words to candidates: full text and names, fused by their places, in one statement.

Places are fused and not weights, which mean something else in each list: an artifact gets weight / (60 + place) from
each list that has it (reciprocal rank fusion). Who it is for and how well it scores plays no part here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import OperationalError, connection
from psycopg import errors

from catalog.models import Artifact
from matchgraph.words import compact, pieces, searchable, spelled, strict_query

# k of reciprocal rank fusion as its authors recommend it (Cormack, Clarke, Büttcher 2009).
FUSION_K = 60
# What a place in each list counts.
FUSION_WEIGHTS = {"strict": 1.0, "loose": 1.0, "named": 0.6}
LISTS = tuple(FUSION_WEIGHTS)
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


class SearchTooSlowError(Exception):
    """The database gave up on the question within the time that a reader's statement has."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What candidates are narrowed to; an empty value narrows nothing. `licence` is a class or an id."""

    kind: str = ""
    licence: str = ""
    task: str = ""
    modality: str = ""
    open_weights: bool = False
    source: str = ""

    def named(self) -> dict[str, Any]:
        """The filters that are set, by name."""
        return {name: value for name in self.__slots__ if (value := getattr(self, name))}

    def without(self, name: str) -> Filters:
        return Filters(**{key: value for key, value in self.named().items() if key != name})


@dataclass(frozen=True, slots=True)
class Candidate:
    """An artifact that retrieval proposes. `relevance` is the fused value; `places` counts from 1, by list.

    `exact` says that it goes by exactly the name asked for; `likeness` is that of its likest name, 0 to 1.
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
    open_weights: bool


@dataclass(frozen=True)
class Question:
    """What is asked, in the forms that the statement needs."""

    text: str
    filters: Filters = field(default_factory=Filters)
    lists: tuple[str, ...] = LISTS
    depth: int = DEPTH

    @property
    def is_empty(self) -> bool:
        return not pieces(self.text)

    @property
    def may_be_a_name(self) -> bool:
        return len(pieces(self.text)) <= NAME_WORDS


def candidates_find(question: Question) -> tuple[Candidate, ...]:
    """Candidates, best first: exact names, then by fused places, then the more widely listed. One statement.

    Raises `SearchTooSlowError`.
    """
    if question.is_empty:
        return ()
    values = _values(question)
    try:
        with connection.cursor() as cursor:
            cursor.execute(_statement(question), values)
            rows = cursor.fetchall()
    except OperationalError as error:
        if isinstance(error.__cause__, errors.QueryCanceled):
            raise SearchTooSlowError("the search took too long") from error
        raise
    return tuple(_candidate(row) for row in rows)


def _candidate(row: tuple[Any, ...]) -> Candidate:
    artifact_id, relevance, exact, likeness, *places, prominence, kind, licence_class, tasks, modalities, weights = row
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
        open_weights=weights,
    )


def _values(question: Question) -> dict[str, Any]:
    given = pieces(question.text)
    goes_on = question.text[-1:].isalnum()
    return {
        "strict": strict_query(question.text, prefix=goes_on and len(given[-1].whole) > 2),
        "words": searchable(question.text),
        "spelled": spelled(question.text),
        "compact": compact(question.text),
        "starts": compact(question.text) + "%",
        "weights": WORD_WEIGHTS,
        # A sentence stands in no text as it is.
        "phrase": PHRASE_FACTOR if question.may_be_a_name else 1.0,
        "together": searchable(question.text) if question.may_be_a_name else "",
        "depth": question.depth,
        "enough": ENOUGH,
        "loose_words": LOOSE_WORDS,
        "common": COMMON_SHARE,
        "likeness": NAME_LIKENESS,
        "k": FUSION_K,
        **{f"weight_{name}": FUSION_WEIGHTS[name] for name in LISTS},
        **question.filters.named(),
    }


_NARROWED = {
    "kind": "d.kind = %(kind)s",
    "licence": "%(licence)s IN (d.licence_class, d.licence)",
    "task": "%(task)s = ANY(d.tasks)",
    "modality": "%(modality)s = ANY(d.modalities)",
    "open_weights": "d.open_weights",
    "source": """EXISTS (SELECT FROM catalog_artifact s JOIN catalog_source o ON o.id = s.source_id
                 WHERE s.id = d.artifact_id AND (o.key = %(source)s OR %(source)s = ANY(s.also_in)))""",
}
_STRICT = """
    SELECT d.artifact_id, d.prominence, ts_rank_cd(%(weights)s, d.words, to_tsquery('english', %(strict)s))
           * CASE WHEN d.words @@ phraseto_tsquery('english', %(together)s) THEN %(phrase)s ELSE 1 END AS weight
    FROM matchgraph_searchdocument d WHERE d.words @@ to_tsquery('english', %(strict)s) {narrowed}
    ORDER BY weight DESC, d.prominence DESC, d.artifact_id LIMIT %(depth)s
"""
# A word weighs by its rarity: ln(documents / documents that have it).
_LOOSE = """
    SELECT d.artifact_id, sum(t.rarity * ts_rank(%(weights)s, d.words, t.query)) AS weight, d.prominence
    FROM (
        SELECT quote_literal(lexeme)::tsquery AS query, ln(n.documents::float8 / t.documents) AS rarity
        FROM matchgraph_searchterm t,
             (SELECT greatest(reltuples, 1) AS documents FROM pg_class
              WHERE oid = 'matchgraph_searchdocument'::regclass) n
        WHERE lexeme = ANY(tsvector_to_array(to_tsvector('english', %(words)s)))
          AND t.documents <= greatest(%(common)s * n.documents, 10)
        ORDER BY t.documents, lexeme LIMIT %(loose_words)s
    ) t JOIN matchgraph_searchdocument d ON d.words @@ t.query
    WHERE (SELECT count(*) FROM strict) < %(enough)s {narrowed}
    GROUP BY d.artifact_id, d.prominence ORDER BY weight DESC, d.prominence DESC, d.artifact_id LIMIT %(depth)s
"""
_NAMED = """
    SELECT * FROM (
        SELECT n.artifact_id, n.prominence, max(
            greatest(similarity(n.spelled, %(spelled)s), CASE WHEN n.compact LIKE %(starts)s THEN 0.9 ELSE 0 END)
        ) AS weight
        FROM matchgraph_searchname n {joined}
        WHERE (SELECT count(*) FROM strict) < %(enough)s
          AND (n.spelled %% %(spelled)s OR n.compact LIKE %(starts)s) {narrowed}
        GROUP BY n.artifact_id, n.prominence
    ) likest
    WHERE weight >= %(likeness)s ORDER BY weight DESC, prominence DESC, artifact_id LIMIT %(depth)s
"""
# Sources lend names freely: an alias counts where it is like another name of its artifact, or nothing else goes by it.
_EXACTLY = """
    SELECT DISTINCT n.artifact_id FROM matchgraph_searchname n {joined}
    WHERE n.compact = %(compact)s {narrowed} AND (
        n.origin <> 'alias'
        OR EXISTS (
            SELECT FROM matchgraph_searchname m WHERE m.artifact_id = n.artifact_id AND m.origin <> 'alias'
            AND similarity(m.spelled, n.spelled) >= %(likeness)s)
        OR NOT EXISTS (
            SELECT FROM matchgraph_searchname o WHERE o.compact = %(compact)s AND o.origin <> 'alias'))
"""
_PLACED = """
    SELECT artifact_id, '{name}' AS list, weight, %(weight_{name})s::float8 AS share,
           row_number() OVER (ORDER BY weight DESC, prominence DESC, artifact_id) AS place FROM {name}
"""
_NOTHING = "SELECT artifact_id, 0::float8 AS weight, prominence FROM matchgraph_searchdocument WHERE false"
_SQL = {"strict": _STRICT, "loose": _LOOSE, "named": _NAMED}


def _statement(question: Question) -> str:
    narrowed = "".join(f" AND {_NARROWED[name]}" for name in question.filters.named())
    joined = "JOIN matchgraph_searchdocument d USING (artifact_id)" if narrowed else ""
    wanted = [name for name in question.lists if name != "named" or question.may_be_a_name]
    asked = {name: _SQL[name].format(narrowed=narrowed, joined=joined) for name in wanted}
    lists = ", ".join(f"{name} AS MATERIALIZED ({asked.get(name, _NOTHING)})" for name in LISTS)
    placed = " UNION ALL ".join(_PLACED.format(name=name) for name in LISTS)
    places = ", ".join(f"max(place) FILTER (WHERE list = '{name}')" for name in LISTS)
    exactly = _EXACTLY.format(narrowed=narrowed if "named" in question.lists else "AND false", joined=joined)
    return f"""
        WITH {lists}, exactly AS MATERIALIZED ({exactly}), placed AS ({placed}
            UNION ALL SELECT artifact_id, 'exact', 1, 0, 0 FROM exactly)
        SELECT p.artifact_id, sum(p.share / (%(k)s + p.place)) AS relevance, bool_or(p.list = 'exact') AS exact,
               coalesce(max(p.weight) FILTER (WHERE p.list = 'named'), 0), {places},
               d.prominence, d.kind, d.licence_class, d.tasks, d.modalities, d.open_weights
        FROM placed p JOIN matchgraph_searchdocument d USING (artifact_id)
        JOIN catalog_artifact a ON a.id = p.artifact_id AND a.status = '{Artifact.Status.LISTED.value}'
        GROUP BY p.artifact_id, d.artifact_id
        ORDER BY exact DESC, CASE WHEN bool_or(p.list = 'exact') THEN d.prominence END DESC NULLS LAST,
                 relevance DESC, d.prominence DESC, p.artifact_id LIMIT %(depth)s
    """  # noqa: S608 - our own constants
