"""The writes of the index: rows staged by COPY, merged by set, words taken by PostgreSQL's own English."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

DOCUMENT = (
    ("artifact_id", "int8"),
    ("kind", "text"),
    ("licence", "text"),
    ("licence_class", "text"),
    ("tasks", "text[]"),
    ("modalities", "text[]"),
    ("languages", "text[]"),
    ("parameters", "float8"),
    ("context", "float8"),
    ("price", "float8"),
    ("open_weights", "bool"),
    ("prominence", "int2"),
    ("digest", "text"),
    ("generation", "int8"),
    ("stamp", "text"),
)
WEIGHTED = (("a", "text"), ("b", "text"), ("c", "text"), ("d", "text"))
NAME = (
    ("artifact_id", "int8"),
    ("origin", "text"),
    ("name", "text"),
    ("spelled", "text"),
    ("compact", "text"),
    ("prominence", "int2"),
)


def rows_stage(table: str, columns: Sequence[tuple[str, str]], rows: Sequence[tuple[Any, ...]]) -> None:
    declared = ", ".join(f"{name} {type_}" for name, type_ in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {table}")
        cursor.execute(f"CREATE TEMP TABLE {table} ({declared}) ON COMMIT DROP")
        with cursor.cursor.copy(f"COPY {table} FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types([type_ for _, type_ in columns])
            for row in rows:
                copy.write_row(row)


def staged_merge() -> int:
    """How many documents have the words that they had, and only note that they were looked at."""
    names = ", ".join(name for name, _ in DOCUMENT)
    words = " || ".join(f"setweight(to_tsvector('english', {name}), '{name.upper()}')" for name, _ in WEIGHTED)
    updated = ", ".join(f"{name} = EXCLUDED.{name}" for name, _ in DOCUMENT[1:])
    with connection.cursor() as cursor:
        same = "d.artifact_id = s.artifact_id AND d.digest = s.digest"
        cursor.execute(
            f"""
            UPDATE matchgraph_searchdocument d SET generation = s.generation, stamp = s.stamp
            FROM staged_document s WHERE {same}
            """  # noqa: S608 - our own columns
        )
        kept = int(cursor.rowcount)
        cursor.execute(f"DELETE FROM staged_document s USING matchgraph_searchdocument d WHERE {same}")  # noqa: S608
        cursor.execute(
            f"""
            INSERT INTO matchgraph_searchdocument ({names}, words) SELECT {names}, {words} FROM staged_document
            ON CONFLICT (artifact_id) DO UPDATE SET {updated}, words = EXCLUDED.words
            """  # noqa: S608 - our own columns
        )
        cursor.execute(
            "DELETE FROM matchgraph_searchname n USING staged_document d WHERE d.artifact_id = n.artifact_id"
        )
        columns = ", ".join(name for name, _ in NAME)
        cursor.execute(
            f"INSERT INTO matchgraph_searchname ({columns}) SELECT {columns} FROM staged_name n "  # noqa: S608
            "WHERE EXISTS (SELECT FROM staged_document d WHERE d.artifact_id = n.artifact_id)"
        )
    return kept


def entries_merge() -> None:
    """Searches need not read the waiting entries one after the other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT gin_clean_pending_list('search_document_words'), gin_clean_pending_list('search_name_trigram')"
        )


def terms_count() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM matchgraph_searchterm")
        cursor.execute(
            "INSERT INTO matchgraph_searchterm (lexeme, documents) "
            "SELECT word, ndoc FROM ts_stat('SELECT words FROM matchgraph_searchdocument') WHERE length(word) <= 255"
        )
