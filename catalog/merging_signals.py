"""How staged figures become signals. Signals are append-only: the same figure again changes nothing."""

from __future__ import annotations

from catalog.merging import Merge, Merged, Refusals


def signals_match(merge: Merge) -> None:
    """Find the artifact of each figure: by its slug, else by a slug that it had in its source or here before."""
    merge.run("ALTER TABLE {stage} ADD COLUMN IF NOT EXISTS artifact_id int8")
    merge.run(
        """
        UPDATE {stage} s SET artifact_id = named.id
        FROM (
            SELECT slug, id FROM catalog_artifact
            UNION ALL SELECT l.slug, min(l.artifact_id) FROM catalog_alias l
            WHERE l.origin IN ('original_slug', 'former_slug')
              AND NOT EXISTS (SELECT FROM catalog_artifact a WHERE a.slug = l.slug)
            GROUP BY l.slug HAVING count(DISTINCT l.artifact_id) = 1
        ) named
        WHERE named.slug = s.slug
        """
    )


def signals_check(merge: Merge) -> Refusals:
    """Figures about nothing, doubled in the file, or contradicting what the same source version said before."""
    checks = [
        (
            "artifact_slug",
            "Import the catalog that holds it first",
            "SELECT line, 'no artifact ' || slug FROM {stage} WHERE artifact_id IS NULL",
        ),
        (
            "name",
            "Keep one of the two lines",
            """
            SELECT line, metric || ' of ' || slug || ' stands on line ' || first || ' already' FROM (
                SELECT line, slug, metric, min(line) OVER (
                    PARTITION BY artifact_id, metric, observed, source_key, source_version) AS first
                FROM {stage} WHERE artifact_id IS NOT NULL
            ) numbered WHERE line <> first
            """,
        ),
        (
            "value",
            "Signals are append-only: publish a correction under a new source version",
            """
            SELECT s.line, metric || ' of ' || slug || ' is recorded as ' || old.value || ' already' FROM {stage} s
            JOIN catalog_source source ON source.key = s.source_key AND source.version = s.source_version
            JOIN catalog_signal old USING (artifact_id, metric, observed)
            WHERE old.source_id = source.id AND old.value IS DISTINCT FROM s.value
            """,
        ),
    ]
    return merge.refusals(checks)


def signals_merge(merge: Merge) -> Merged:
    """Append the figures that are new."""
    created = merge.run(
        """
        INSERT INTO catalog_signal (artifact_id, component, metric, state, value, unit, observed, source_id)
        SELECT s.artifact_id, s.component, s.metric, 'observed', s.value, s.unit, s.observed, source.id
        FROM {stage} s
        JOIN catalog_source source ON source.key = s.source_key AND source.version = s.source_version
        ORDER BY s.artifact_id, s.metric, s.observed
        ON CONFLICT (artifact_id, metric, observed, source_id) DO NOTHING
        """
    )
    total = merge.rows("SELECT count(*) FROM {stage}")[0][0]
    return Merged(created, 0, total - created)
