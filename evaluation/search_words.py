"""Words of what is stated of artifacts, as PostgreSQL's English takes them, for a plain search beside ours."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from matchgraph.words import searchable

# Facts of the sources alone: no capability entries, which are ours.
STATED = """
    SELECT a.slug, concat_ws(' . ', a.name, a.kind, o.name, a.summary, array_to_string(a.tasks, ' . '),
        array_to_string(a.domains, ' . '), array_to_string(a.languages, ' '), array_to_string(a.modalities, ' '),
        (SELECT string_agg(l.name, ' . ') FROM catalog_alias l WHERE l.artifact_id = a.id))
    FROM catalog_artifact a LEFT JOIN catalog_organization o ON o.id = a.organization_id WHERE a.slug = ANY(%s)
"""
COUNTED = """
    SELECT given.slug, words.lexeme, cardinality(words.positions)
    FROM unnest(%s::text[], %s::text[]) given(slug, text), unnest(to_tsvector('english', given.text)) words
"""


def stated_words(slugs: Sequence[str]) -> dict[str, dict[str, int]]:
    """By slug, how often each stem stands in what is stated."""
    counted: dict[str, dict[str, int]] = {slug: {} for slug in slugs}
    with connection.cursor() as cursor:
        cursor.execute(STATED, [list(slugs)])
        texts = cursor.fetchall()
        cursor.execute(COUNTED, [[slug for slug, _ in texts], [searchable(text) for _, text in texts]])
        for slug, lexeme, count in cursor.fetchall():
            counted[slug][lexeme] = count
    return counted


def stems(text: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tsvector_to_array(to_tsvector('english', %s))", [searchable(text)])
        row = cursor.fetchone()
    return list(row[0]) if row else []
