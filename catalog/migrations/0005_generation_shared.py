"""More edits that make `Artifact.generation` grow.

The statements that cite a source, rows that move from one artifact to another (the one they leave changes too), and
what many artifacts share: the words of an organization, a capability kind, a benchmark and a source.
"""

from django.db import migrations

CITED = {
    "catalog_benchmarkresult": ("catalog_benchmarkresult_citations", "benchmarkresult_id", "artifact_id"),
    "catalog_capabilityentry": ("catalog_capabilityentry_citations", "capabilityentry_id", "artifact_id"),
    "catalog_claim": ("catalog_claim_citations", "claim_id", "artifact_id"),
    "catalog_relation": ("catalog_relation_citations", "relation_id", "subject_id"),
    "catalog_release": ("catalog_release_citations", "release_id", "artifact_id"),
}
OWNERS = {
    "catalog_alias": ["artifact_id"],
    "catalog_benchmarkresult": ["artifact_id"],
    "catalog_capabilityentry": ["artifact_id"],
    "catalog_citation": ["artifact_id"],
    "catalog_claim": ["artifact_id"],
    "catalog_familymembership": ["family_id", "member_id"],
    "catalog_price": ["artifact_id"],
    "catalog_relation": ["subject_id", "object_id"],
    "catalog_release": ["artifact_id"],
}
SHARED = {
    "catalog_organization": ("name", "SELECT id FROM catalog_artifact WHERE organization_id = OLD.id"),
    "catalog_source": ("name, url, licence", "SELECT id FROM catalog_artifact WHERE source_id = OLD.id"),
    "catalog_benchmark": (
        "name, metric, unit, higher_is_better, url",
        "SELECT artifact_id FROM catalog_benchmarkresult WHERE benchmark_id = OLD.id",
    ),
    "catalog_capabilitykind": (
        "path, name, definition",
        "SELECT artifact_id FROM catalog_capabilityentry WHERE kind_id = OLD.id",
    ),
}

FUNCTIONS = """
CREATE FUNCTION catalog_cited_touched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format(
        'UPDATE catalog_artifact SET generation = generation + 1 WHERE id IN '
        '(SELECT %I FROM %I WHERE id IN (SELECT %I FROM touched))', TG_ARGV[0], TG_ARGV[1], TG_ARGV[2]);
    RETURN NULL;
END $$;

CREATE FUNCTION catalog_artifact_moved() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    owner text;
BEGIN
    FOREACH owner IN ARRAY TG_ARGV LOOP
        EXECUTE format(
            'UPDATE catalog_artifact SET generation = generation + 1 WHERE id IN '
            '(SELECT %1$I FROM left_behind EXCEPT SELECT %1$I FROM touched)', owner);
    END LOOP;
    RETURN NULL;
END $$;
"""

SHARED_FUNCTION = """
CREATE FUNCTION {table}_edited() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE catalog_artifact SET generation = generation + 1 WHERE id IN ({artifacts});
    RETURN NULL;
END $$;
CREATE TRIGGER {table}_edit_touches AFTER UPDATE OF {columns} ON {table}
    FOR EACH ROW WHEN (({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION {table}_edited();
"""


def do():
    yield FUNCTIONS
    for table, (join, key, owner) in CITED.items():
        for event, transition in (("insert", "NEW"), ("delete", "OLD")):
            yield (
                f"CREATE TRIGGER {join}_{event}_touches AFTER {event.upper()} ON {join} "
                f"REFERENCING {transition} TABLE AS touched FOR EACH STATEMENT "
                f"EXECUTE FUNCTION catalog_cited_touched('{owner}', '{table}', '{key}');"
            )
    for table, owners in OWNERS.items():
        arguments = ", ".join(f"'{owner}'" for owner in owners)
        yield (
            f"CREATE TRIGGER {table}_move_touches AFTER UPDATE ON {table} "
            "REFERENCING OLD TABLE AS left_behind NEW TABLE AS touched "
            f"FOR EACH STATEMENT EXECUTE FUNCTION catalog_artifact_moved({arguments});"
        )
    for table, (columns, artifacts) in SHARED.items():
        names = columns.split(", ")
        yield SHARED_FUNCTION.format(
            table=table,
            columns=columns,
            artifacts=artifacts,
            old=", ".join(f"OLD.{name}" for name in names),
            new=", ".join(f"NEW.{name}" for name in names),
        )


def undo():
    for join, _, _ in CITED.values():
        for event in ("insert", "delete"):
            yield f"DROP TRIGGER {join}_{event}_touches ON {join};"
    for table in OWNERS:
        yield f"DROP TRIGGER {table}_move_touches ON {table};"
    for table in SHARED:
        yield f"DROP TRIGGER {table}_edit_touches ON {table}; DROP FUNCTION {table}_edited();"
    yield "DROP FUNCTION catalog_cited_touched(); DROP FUNCTION catalog_artifact_moved();"


class Migration(migrations.Migration):
    dependencies = [("catalog", "0004_import_rows_after")]

    operations = [migrations.RunSQL("\n".join(do()), "\n".join(undo()))]
