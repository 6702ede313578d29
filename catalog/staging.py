"""Where checked lines wait for the merge: one unlogged table a batch, filled by binary COPY, chunk by chunk."""

from __future__ import annotations

from collections.abc import Iterable

import orjson
from django.db import connection, transaction
from psycopg import sql
from psycopg.types.json import Jsonb, set_json_dumps

from catalog.models import ImportBatch
from catalog.records import Row

SOURCE = [
    ("source_key", "text"),
    ("source_version", "text"),
    ("source_name", "text"),
    ("source_url", "text"),
    ("source_licence", "text"),
    ("source_retrieved", "text"),
    ("source_uid", "uuid"),
]
ARTIFACT_COLUMNS = [
    ("line", "int8"),
    ("digest", "text"),
    ("uid", "uuid"),
    ("slug", "text"),
    ("original_slug", "text"),
    ("kind", "text"),
    ("name", "text"),
    ("organization_key", "text"),
    ("organization_name", "text"),
    ("homepage", "text"),
    ("repository", "text"),
    ("paper", "text"),
    ("hub_id", "text"),
    ("licence", "text"),
    ("released", "text"),
    ("modalities", "text[]"),
    ("tasks", "text[]"),
    ("domains", "text[]"),
    ("languages", "text[]"),
    ("facts", "jsonb"),
    ("pricing", "jsonb"),
    ("status", "text"),
    ("also_in", "text[]"),
    *SOURCE,
    ("aliases", "jsonb"),
    ("offers", "jsonb"),
]
SIGNAL_COLUMNS = [
    ("line", "int8"),
    ("slug", "text"),
    ("component", "text"),
    ("metric", "text"),
    ("value", "float8"),
    ("unit", "text"),
    ("observed", "text"),
    *SOURCE,
]
SOURCE_COLUMNS = [("line", "int8"), *SOURCE]
ENTRY_COLUMNS = [("line", "int8"), ("digest", "text"), ("slug", "text"), ("document", "jsonb")]
KIND_COLUMNS = [
    ("line", "int8"),
    ("uid", "uuid"),
    ("path", "text"),
    ("parent_uid", "uuid"),
    ("parent_path", "text"),
    ("name", "text"),
    ("definition", "text"),
    ("synonyms", "text[]"),
    ("intents", "text[]"),
]
COLUMNS = {
    "artifact": ARTIFACT_COLUMNS,
    "capability_kind": KIND_COLUMNS,
    "entry": ENTRY_COLUMNS,
    "signal": SIGNAL_COLUMNS,
    "source": SOURCE_COLUMNS,
}


class Stage:
    """The staging table of one batch."""

    def __init__(self, batch: ImportBatch) -> None:
        self.batch = batch
        self.columns = COLUMNS[batch.record_type]
        self.table = sql.Identifier(f"catalog_stage_{batch.pk}")

    def create(self) -> None:
        """Make the table anew; a crash of PostgreSQL empties unlogged tables, so old rows are never trusted."""
        columns = sql.SQL(", ").join(sql.SQL("{} {}").format(sql.Identifier(n), sql.SQL(t)) for n, t in self.columns)
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(self.table).as_string(cursor.connection))
            cursor.execute(
                sql.SQL("CREATE UNLOGGED TABLE {} ({})").format(self.table, columns).as_string(cursor.connection)
            )

    def drop(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(self.table).as_string(cursor.connection))

    def row_count(self) -> int | None:
        """Rows waiting, or None when the table is not there."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass(%s)", [f"catalog_stage_{self.batch.pk}"])
            if (cursor.fetchone() or (None,))[0] is None:
                return None
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(self.table).as_string(cursor.connection))
            return int((cursor.fetchone() or (0,))[0])

    def append(self, rows: Iterable[Row], *, next_line: int, lines_read: int) -> None:
        """Copy one chunk and move the checkpoint behind it, in one transaction: they are kept or lost together."""
        json_columns = {position for position, (_, type_) in enumerate(self.columns) if type_ == "jsonb"}
        names = sql.SQL(", ").join(sql.Identifier(name) for name, _ in self.columns)
        statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(self.table, names)
        with transaction.atomic(), connection.cursor() as cursor:
            set_json_dumps(orjson.dumps, cursor.connection)
            with cursor.cursor.copy(statement) as copy:
                copy.set_types([type_ for _, type_ in self.columns])
                for row in rows:
                    copy.write_row(
                        [Jsonb(value) if place in json_columns else value for place, value in enumerate(row)]
                    )
            self.batch.next_line = next_line
            self.batch.lines_read = lines_read
            self.batch.save(update_fields=["next_line", "lines_read"])
