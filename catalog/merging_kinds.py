"""How staged lines become capability kinds. What a curator changed in a kind stays as it is."""

from __future__ import annotations

from catalog.merging import Merge, Merged, Refusals
from catalog.recording import changes_by_rule

FIELDS = ("name", "definition", "synonyms", "intents")


def kinds_match(merge: Merge) -> None:
    """Find the kind of each line: by the id that its path gives (it keeps it under another path), else by path."""
    merge.run("ALTER TABLE {stage} ADD COLUMN IF NOT EXISTS kind_id int8")
    merge.run(
        """
        UPDATE {stage} s SET kind_id = coalesce(u.id, p.id) FROM {stage} t
        LEFT JOIN catalog_capabilitykind u ON u.uid = t.uid
        LEFT JOIN catalog_capabilitykind p ON p.path = t.path
        WHERE t.line = s.line
        """
    )


def kinds_check(merge: Merge) -> Refusals:
    """Lines doubled in the file, or hanging from a kind that is nowhere."""
    checks = [
        (
            "path",
            "Keep one of the two lines",
            """
            SELECT line, 'path ' || path || ' stands on line ' || first || ' already' FROM (
                SELECT line, path, min(line) OVER (PARTITION BY path) AS first FROM {stage}
            ) numbered WHERE line <> first
            """,
        ),
        (
            "path",
            "Add a line for the kind above it",
            """
            SELECT line, 'no kind ' || parent_path FROM {stage} s WHERE parent_path <> ''
            AND NOT EXISTS (SELECT FROM {stage} p WHERE p.path = s.parent_path)
            AND NOT EXISTS (SELECT FROM catalog_capabilitykind k WHERE k.uid = s.parent_uid OR k.path = s.parent_path)
            """,
        ),
    ]
    return merge.refusals(checks)


def kinds_merge(merge: Merge) -> Merged:
    """Insert what is new, then write fields that nobody changed since the import that wrote them last."""
    total = merge.rows("SELECT count(*) FROM {stage}")[0][0]
    changed = merge.run(_update_statement())
    with changes_by_rule():
        created = _insert(merge)
    return Merged(created, changed, total - created - changed)


def _insert(merge: Merge) -> int:
    created = merge.run(
        """
        INSERT INTO catalog_capabilitykind (uid, path, name, definition, synonyms, intents, imported)
        SELECT uid, path, name, definition, synonyms, intents,
               jsonb_build_object('name', name, 'definition', definition, 'synonyms', synonyms, 'intents', intents)
        FROM {stage} WHERE kind_id IS NULL ORDER BY path
        """
    )
    merge.run(
        """
        UPDATE catalog_capabilitykind k SET parent_id = coalesce(p.merged_into_id, p.id) FROM {stage} s
        JOIN catalog_capabilitykind p ON p.uid = s.parent_uid OR p.path = s.parent_path
        WHERE k.uid = s.uid AND s.parent_path <> '' AND k.parent_id IS NULL
          AND coalesce(p.merged_into_id, p.id) <> k.id
        """
    )
    return created


def _update_statement() -> str:
    """A field that differs from what the last import wrote was set by hand; an empty one is anybody's to fill."""
    values = {
        field: f"CASE WHEN to_jsonb(k.{field}) = k.imported -> '{field}' OR k.{field} = '{empty}'"
        f" THEN s.{field} ELSE k.{field} END"
        for field, empty in zip(FIELDS, ("", "", "{}", "{}"), strict=True)
    }
    assignments = ", ".join(f"{field} = {value}" for field, value in values.items())
    stated = ", ".join(f"'{field}', s.{field}" for field in FIELDS)
    return f"""
        UPDATE catalog_capabilitykind k SET {assignments}, imported = jsonb_build_object({stated})
        FROM {{stage}} s
        WHERE k.id = s.kind_id AND (k.imported <> jsonb_build_object({stated}) OR
            ({", ".join(f"k.{field}" for field in FIELDS)}) IS DISTINCT FROM ({", ".join(values.values())}))
    """  # noqa: S608 - field names are constants of this module
