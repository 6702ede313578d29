"""The one statement of a search: lists of candidates, each with its places, fused by them.

Every list reads the documents that pass the filters; what only helps where another list found too little asks that one
first. `%(...)s` are values of a question, `{...}` parts and constants of ours: the text is the same for all questions
with the same filters, so PostgreSQL plans it once. `asked` holds what is made of the question, once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from catalog.models import Artifact
from matchgraph.filters import Filters
from matchgraph.vector_tables import FACTS, KINDS, NEEDS

LISTS = ("strict", "loose", "named", "meant")

NARROWED = {
    "kind": "d.kind = %(kind)s",
    "licence": "%(licence)s IN (d.licence_class, d.licence)",
    "task": "%(task)s = ANY(d.tasks)",
    "modality": "%(modality)s = ANY(d.modalities)",
    "language": "%(language)s = ANY(d.languages)",
    "open_weights": "d.open_weights",
    "size_min": "d.parameters >= %(size_min)s * 1e9",
    "size_max": "d.parameters <= %(size_max)s * 1e9",
    "context_min": "d.context >= %(context_min)s * 1000",
    "price_max": "d.price <= %(price_max)s",
    "source": """EXISTS (SELECT FROM catalog_artifact s JOIN catalog_source o ON o.id = s.source_id
                 WHERE s.id = d.artifact_id AND (o.key = %(source)s OR %(source)s = ANY(s.also_in)))""",
}
# Words that stand together as they were asked; of a turn, the turn itself.
TOGETHER = {False: "phraseto_tsquery('english', %(together)s)", True: "to_tsquery('simple', %(forward)s)"}
# What says the question's words the other way round, and not as they were asked, is no answer.
TURNED = " AND (NOT d.words @@ to_tsquery('simple', %(backward)s) OR d.words @@ to_tsquery('simple', %(forward)s))"
# Nothing to look for but the filters: what is listed most widely.
EVERYTHING = """
    SELECT d.artifact_id, d.prominence, 1::float8 AS weight FROM matchgraph_searchdocument d WHERE true {narrowed}
    ORDER BY d.prominence DESC, d.artifact_id LIMIT {depth}
"""
STRICT = """
    SELECT d.artifact_id, d.prominence, ts_rank('{weights}', d.words, (SELECT strict FROM asked))
           * CASE WHEN d.words @@ (SELECT together FROM asked) THEN {phrase} ELSE 1 END AS weight
    FROM matchgraph_searchdocument d WHERE d.words @@ (SELECT strict FROM asked) {narrowed}
    ORDER BY weight DESC, d.prominence DESC, d.artifact_id LIMIT {depth}
"""
# A word weighs by its rarity: ln(documents / documents that have it). Not for what is exactly or nearly a name.
LOOSE = """
    SELECT d.artifact_id, sum(t.rarity * ts_rank('{weights}', d.words, t.query)) AS weight, d.prominence
    FROM (
        SELECT quote_literal(lexeme)::tsquery AS query, ln(n.documents::float8 / t.documents) AS rarity
        FROM matchgraph_searchterm t,
             (SELECT greatest(reltuples, 1) AS documents FROM pg_class
              WHERE oid = 'matchgraph_searchdocument'::regclass) n
        WHERE lexeme = ANY(tsvector_to_array(to_tsvector('english', %(words)s)))
          AND t.documents <= greatest({common} * n.documents, 10)
        ORDER BY t.documents, lexeme LIMIT {loose_words}
    ) t JOIN matchgraph_searchdocument d ON d.words @@ t.query
    WHERE (SELECT count(*) FROM strict) < {enough} AND NOT EXISTS (SELECT FROM exactly)
      AND NOT EXISTS (SELECT FROM named WHERE weight >= {surely}) {narrowed}
    GROUP BY d.artifact_id, d.prominence ORDER BY weight DESC, d.prominence DESC, d.artifact_id LIMIT {depth}
"""
# Beside an exact name only those that go on from it are looked for: likeness of letters is the dear part.
NAMED = """
    SELECT * FROM (
        SELECT n.artifact_id, n.prominence, max(weight) AS weight FROM (
            SELECT n.artifact_id, n.prominence, greatest(similarity(n.spelled, %(spelled)s), 0.9) AS weight
            FROM matchgraph_searchname n WHERE {begins} AND (SELECT count(*) FROM strict) < {enough}
            UNION ALL
            SELECT n.artifact_id, n.prominence, similarity(n.spelled, %(spelled)s)
            FROM matchgraph_searchname n
            WHERE n.spelled %% %(spelled)s AND (SELECT count(*) FROM strict) < {enough}
              AND NOT EXISTS (SELECT FROM exactly)
        ) n {joined} WHERE true {narrowed}
        GROUP BY n.artifact_id, n.prominence
    ) likest
    WHERE weight >= {likeness} ORDER BY weight DESC, prominence DESC, artifact_id LIMIT {depth}
"""
# Sources lend names freely: an alias counts where it is like another name of its artifact, or nothing else goes by it.
EXACTLY = """
    SELECT DISTINCT n.artifact_id FROM matchgraph_searchname n {joined}
    WHERE n.compact = %(compact)s {narrowed} AND (
        n.origin <> 'alias'
        OR EXISTS (
            SELECT FROM matchgraph_searchname m WHERE m.artifact_id = n.artifact_id AND m.origin <> 'alias'
            AND similarity(m.spelled, n.spelled) >= {likeness})
        OR NOT EXISTS (
            SELECT FROM matchgraph_searchname o WHERE o.compact = %(compact)s AND o.origin <> 'alias'))
"""
# A prefix, so that an index helps whatever the plan knows of it.
BEGINS = "(n.compact ~>=~ %(starts)s AND n.compact ~<~ %(ends)s)"
# The capability kinds that lie nearest, by the nearest of the phrases that lead to each.
NEAR = f"""
    SELECT kind_id, max(likeness) AS likeness FROM (
        SELECT kind_id, 1 - (vector <=> (SELECT vector FROM asked)) AS likeness FROM {NEEDS} n
        WHERE true {{unturned}} ORDER BY vector <=> (SELECT vector FROM asked) LIMIT {{phrases}}) phrases
    GROUP BY kind_id ORDER BY likeness DESC, kind_id LIMIT {{kinds}}
"""  # noqa: S608 - our own table
# Not for a name, nor where no word of the question occurs here: what a vector makes of letters alone is chance.
# The question leans to where these kinds lie: twice itself, once their middle.
AIM = f"""
    SELECT l2_normalize(vector + vector
        + coalesce((SELECT avg(k.vector) FROM {KINDS} k JOIN near USING (kind_id)), vector)) AS vector FROM asked
    WHERE NOT EXISTS (SELECT FROM exactly) AND NOT EXISTS (SELECT FROM named WHERE weight >= {{surely}})
      AND EXISTS (SELECT FROM matchgraph_searchterm
                  WHERE lexeme = ANY(tsvector_to_array(to_tsvector('english', %(words)s))))
"""  # noqa: S608 - our own table
# Each kind by an index of its own.
MEANT = f"""
    (SELECT f.artifact_id, 0 AS prominence, 1 - (f.vector <=> (SELECT vector FROM aim)) AS weight, f.kind
     FROM {FACTS} f {{joined}} WHERE f.kind = '{{of}}' AND EXISTS (SELECT FROM aim) {{narrowed}}
     ORDER BY f.vector <=> (SELECT vector FROM aim) LIMIT {{meant_depth}})
"""  # noqa: S608 - our own table
ASKED = "SELECT to_tsquery('english', %(strict)s) AS strict, {together} AS together {vector}"
VECTOR = ", %(vector)s::halfvec AS vector"
NOTHING = "SELECT artifact_id, 0::float8 AS weight, prominence, kind FROM matchgraph_searchdocument WHERE false"
NO_MEANING = {"near": "SELECT 0::bigint AS kind_id, 0::float8 AS likeness WHERE false", "meant": NOTHING}
PLACED = """
    SELECT artifact_id, '{name}' AS list, weight, {share}::float8 AS share,
           row_number() OVER ({apart} ORDER BY weight DESC, prominence DESC, artifact_id) AS place FROM {name}
"""
# What the nearest kinds are is told once, beside the first.
FUSED = f"""
    placed AS ({{placed}} UNION ALL SELECT artifact_id, 'exact', 1, 0, 0 FROM exactly),
    fused AS (
        SELECT p.artifact_id, bool_or(p.list = 'exact') AS exact,
               coalesce(max(p.weight) FILTER (WHERE p.list = 'named'), 0) AS likeness,
               sum(p.share / ({{k}} + p.place)) * CASE WHEN d.kind = %(other)s THEN {{against}} ELSE 1 END
               * (1 + {{prior}} * ln(1 + least(d.prominence, {{known}})) / ln(1 + {{known}})) AS relevance,
               {{places}},
               d.prominence, d.kind, d.licence_class, d.tasks, d.modalities, d.languages, d.open_weights,
               d.parameters, d.context, d.price
        FROM placed p JOIN matchgraph_searchdocument d USING (artifact_id)
        JOIN catalog_artifact a ON a.id = p.artifact_id AND a.status = '{Artifact.Status.LISTED.value}'
        GROUP BY p.artifact_id, d.artifact_id
        ORDER BY exact DESC, CASE WHEN bool_or(p.list = 'exact') THEN d.prominence END DESC NULLS LAST,
                 relevance DESC, d.prominence DESC, p.artifact_id LIMIT {{depth}})
    SELECT *, CASE WHEN row_number() OVER () = 1 THEN
        (SELECT array_agg(ARRAY[kind_id::float8, likeness] ORDER BY likeness DESC, kind_id) FROM near) END
    FROM fused
"""  # noqa: S608 - our own constants


def statement(
    filters: Filters,
    *,
    lists: Iterable[str],
    constants: Mapping[str, Any],
    everything: bool,
    exempt: Iterable[str] = (),
    turned: bool = False,
) -> str:
    """For these filters and lists. `exempt`: filters that an exact name need not pass; `turned`: the question has an
    order of words that must not be turned round.
    """
    names, wanted = tuple(filters.named()), set(lists)
    narrowed = "".join(f" AND {NARROWED[name]}" for name in names) + (TURNED if turned else "")
    joined = "JOIN matchgraph_searchdocument d USING (artifact_id)"
    given = {**constants, "narrowed": narrowed, "joined": joined if narrowed else "", "begins": BEGINS}
    named_only = "".join(f" AND {NARROWED[name]}" for name in names if name not in set(exempt))
    own = {"narrowed": named_only if "named" in wanted else "AND false", "joined": joined}
    exactly = EXACTLY.format(**{**constants, **own})
    strict = EVERYTHING if everything else STRICT
    asked = {"strict": strict.format(**given), "named": NAMED.format(**given), "loose": LOOSE.format(**given)}
    meaning = _meaning(filters, narrowed, constants, turned=turned) if "meant" in wanted else NO_MEANING
    parts = {"asked": ASKED.format(together=TOGETHER[turned], vector=VECTOR if "meant" in wanted else "")}
    parts |= {"exactly": exactly}
    parts |= {name: asked[name] if name in wanted else NOTHING for name in asked} | meaning
    with_ = ", ".join(f"{name} AS MATERIALIZED ({text})" for name, text in parts.items())
    apart = {"meant": "PARTITION BY kind"}
    shares = constants["shares"]
    placed = " UNION ALL ".join(
        PLACED.format(name=name, share=shares[name], apart=apart.get(name, "")) for name in LISTS
    )
    places = ", ".join(f"max(place) FILTER (WHERE list = '{name}')" for name in LISTS)
    return f"WITH {with_}, " + FUSED.format(**constants, placed=placed, places=places)


def _meaning(filters: Filters, narrowed: str, constants: Mapping[str, Any], *, turned: bool) -> dict[str, str]:
    joined = "JOIN matchgraph_searchdocument d USING (artifact_id)" if narrowed else ""
    kinds = [filters.kind] if filters.kind in Artifact.Kind.values else Artifact.Kind.values
    each = (MEANT.format(**constants, of=kind, joined=joined, narrowed=narrowed) for kind in kinds)
    unturned = " AND n.phrase !~* %(turned)s" if turned else ""
    return {
        "near": NEAR.format(**constants, unturned=unturned),
        "aim": AIM.format(**constants),
        "meant": " UNION ALL ".join(each),
    }
