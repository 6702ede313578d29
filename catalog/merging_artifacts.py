"""How staged artifact lines become artifacts, aliases and prices."""

from __future__ import annotations

from catalog.merging import HELD_FIELDS, Merge, Merged, Refusals

MATCH_ADVICE = "Correct the slug or the hub id so that both name one artifact, or leave the line out"


def artifacts_match(merge: Merge) -> None:
    """Find for each line the artifact that it speaks of: by hub id first, else by the id that the slug of the source
    gives (an artifact keeps it when a curator changes its slug), else by slug.
    """
    merge.run("ALTER TABLE {stage} ADD COLUMN IF NOT EXISTS by_hub int8, ADD COLUMN IF NOT EXISTS by_slug int8")
    merge.run("CREATE INDEX IF NOT EXISTS {stage}_slug ON {stage} (slug)")
    merge.run(
        """
        UPDATE {stage} s SET by_hub = h.id, by_slug = coalesce(u.id, a.id)
        FROM {stage} t
        LEFT JOIN catalog_artifact h ON t.hub_id <> '' AND h.kind = t.kind
             AND lower(h.hub_id) = lower(t.hub_id) AND h.hub_id <> ''
        LEFT JOIN catalog_artifact u ON u.uid = t.uid
        LEFT JOIN catalog_artifact a ON a.slug = t.slug
        WHERE t.line = s.line AND (h.id IS NOT NULL OR u.id IS NOT NULL OR a.id IS NOT NULL)
        """
    )


def artifacts_check(merge: Merge) -> Refusals:
    """Lines that cannot be merged: doubled in the file, or speaking of two artifacts at once."""
    checks = [
        (
            "slug",
            "Keep one of the two lines",
            """
            SELECT line, 'slug ' || slug || ' stands on line ' || first || ' already' FROM (
                SELECT line, slug, min(line) OVER (PARTITION BY slug) AS first FROM {stage}
            ) numbered WHERE line <> first
            """,
        ),
        (
            "hf_id",
            "Keep one of the two lines",
            """
            SELECT line, 'hub id ' || hub_id || ' stands on line ' || first || ' already' FROM (
                SELECT line, hub_id, min(line) OVER (PARTITION BY kind, lower(hub_id)) AS first
                FROM {stage} WHERE hub_id <> ''
            ) numbered WHERE line <> first
            """,
        ),
        (
            "slug",
            MATCH_ADVICE,
            """
            SELECT s.line, 'the slug belongs to ' || a.slug || ' but the hub id to ' || h.slug FROM {stage} s
            JOIN catalog_artifact a ON a.id = s.by_slug JOIN catalog_artifact h ON h.id = s.by_hub WHERE a.id <> h.id
            """,
        ),
        (
            "type",
            "An artifact keeps its kind: give the new one another slug",
            """
            SELECT s.line, 'slug ' || s.slug || ' belongs to a ' || a.kind || ' already' FROM {stage} s
            JOIN catalog_artifact a ON a.id = s.by_slug WHERE a.kind <> s.kind
            """,
        ),
        (
            "slug",
            MATCH_ADVICE,
            """
            SELECT line, 'speaks of ' || a.slug || ' as line ' || first || ' does already' FROM (
                SELECT line, coalesce(by_hub, by_slug) AS id,
                       min(line) OVER (PARTITION BY coalesce(by_hub, by_slug)) AS first
                FROM {stage} WHERE coalesce(by_hub, by_slug) IS NOT NULL
            ) numbered JOIN catalog_artifact a USING (id) WHERE line <> first
            """,
        ),
    ]
    return merge.refusals(checks)


def artifacts_merge(merge: Merge) -> Merged:
    """Insert what is new, update what differs from its last import, leave the rest untouched."""
    merge.run("ALTER TABLE {stage} ADD COLUMN IF NOT EXISTS artifact_id int8, ADD COLUMN IF NOT EXISTS touched bool")
    merge.run(
        """
        UPDATE {stage} s SET artifact_id = a.id, touched = a.import_digest <> s.digest
        FROM catalog_artifact a WHERE a.id = coalesce(s.by_hub, s.by_slug)
        """
    )
    unchanged = merge.rows("SELECT count(*) FROM {stage} WHERE NOT touched")[0][0]
    changed = merge.run(_update_statement())
    created = merge.run(_insert_statement())
    if created:
        # A table that was vacuumed while it was empty counts as empty: the next statements would walk it line by line.
        merge.run("ANALYZE catalog_artifact")
    merge.run(
        """
        UPDATE {stage} s SET artifact_id = a.id, touched = true
        FROM catalog_artifact a WHERE s.artifact_id IS NULL AND a.uid = s.uid
        """
    )
    _aliases_merge(merge)
    _prices_merge(merge)
    return Merged(created, changed, unchanged)


def _update_statement() -> str:
    """Held fields keep their value, and what the source says about them is kept beside it."""
    assignments = [
        f"{field} = CASE WHEN '{field}' = ANY(a.curated_fields) THEN a.{field} ELSE s.{field} END"
        for field in HELD_FIELDS
    ]
    beside = ", ".join(f"'{field}', to_jsonb(s.{field})" for field in HELD_FIELDS)
    organization = "CASE WHEN 'organization' = ANY(a.curated_fields) THEN a.organization_id ELSE o.id END"
    return f"""
        UPDATE catalog_artifact a SET {", ".join(assignments)},
            organization_id = {organization},
            imported_values = (
                SELECT coalesce(jsonb_object_agg(key, value), '{{}}') FROM jsonb_each(
                    jsonb_build_object({beside}, 'organization', to_jsonb(s.organization_name))
                ) WHERE key = ANY(a.curated_fields)
            ),
            facts = s.facts, also_in = s.also_in, source_id = source.id, import_digest = s.digest, updated_at = now()
        FROM {{stage}} s
        JOIN catalog_source source ON source.key = s.source_key AND source.version = s.source_version
        LEFT JOIN catalog_organization o ON o.key = s.organization_key
        WHERE a.id = s.artifact_id AND s.touched
    """  # noqa: S608 - field names are constants of this module


def _insert_statement() -> str:
    fields = ", ".join(HELD_FIELDS)
    staged = ", ".join(f"s.{field}" for field in HELD_FIELDS)
    return f"""
        INSERT INTO catalog_artifact (uid, slug, kind, {fields}, facts, also_in, import_digest, organization_id,
            source_id, summary, licence_code, licence_data, curated_fields, imported_values, curated_facts,
            generation, created_at, updated_at)
        SELECT s.uid, s.slug, s.kind, {staged}, s.facts, s.also_in, s.digest, o.id, source.id,
               '', '', '', '{{}}', '{{}}', '{{}}', 1, now(), now()
        FROM {{stage}} s
        JOIN catalog_source source ON source.key = s.source_key AND source.version = s.source_version
        LEFT JOIN catalog_organization o ON o.key = s.organization_key
        WHERE s.artifact_id IS NULL
        ORDER BY s.slug
    """  # noqa: S608 - field names are constants of this module


def _aliases_merge(merge: Merge) -> None:
    """Imported aliases follow their source; slugs once used stay as aliases for ever."""
    merge.keep(
        "incoming_alias",
        """
        SELECT DISTINCT ON (s.artifact_id, named.name) s.artifact_id, named.name, slug_of, origin FROM {stage} s
        JOIN catalog_artifact a ON a.id = s.artifact_id
        CROSS JOIN LATERAL (
            SELECT e ->> 'name' AS name, e ->> 'slug' AS slug_of, 'imported' AS origin, 2 AS rank
            FROM jsonb_array_elements(s.aliases) e
            UNION ALL SELECT s.original_slug, s.original_slug, 'original_slug', 1 WHERE s.original_slug <> a.slug
        ) named
        WHERE s.touched ORDER BY s.artifact_id, named.name, rank
        """,
    )
    merge.run(
        """
        DELETE FROM catalog_alias old USING {stage} s
        WHERE s.touched AND old.artifact_id = s.artifact_id AND old.origin = 'imported' AND NOT EXISTS (
            SELECT FROM incoming_alias i WHERE i.artifact_id = old.artifact_id AND i.name = old.name)
        """
    )
    merge.run(
        """
        INSERT INTO catalog_alias (artifact_id, name, slug, origin)
        SELECT artifact_id, name, slug_of, origin FROM incoming_alias ORDER BY artifact_id, name
        ON CONFLICT (artifact_id, name) DO UPDATE SET origin = excluded.origin
        WHERE catalog_alias.origin = 'imported' AND excluded.origin = 'original_slug'
        """
    )


def _prices_merge(merge: Merge) -> None:
    merge.run("DELETE FROM catalog_price p USING {stage} s WHERE s.touched AND p.artifact_id = s.artifact_id")
    merge.run(
        """
        INSERT INTO catalog_price (artifact_id, provider, unit, currency, input_amount, output_amount,
                                   cache_read_amount, observed)
        SELECT s.artifact_id, o ->> 'provider', s.pricing ->> 'unit', s.pricing ->> 'currency',
               (o ->> 'input')::numeric, (o ->> 'output')::numeric, (o ->> 'cache_read')::numeric,
               coalesce(o ->> 'observed_at', '')
        FROM {stage} s CROSS JOIN LATERAL jsonb_array_elements(s.offers) WITH ORDINALITY offer(o, place)
        WHERE s.touched ORDER BY s.artifact_id, place
        """
    )
