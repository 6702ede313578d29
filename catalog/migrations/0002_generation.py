"""Triggers that make `Artifact.generation` grow with every edit of an artifact or of what hangs on it.

In the database, so that COPY, bulk updates and psql count as edits too. Statement-level with transition tables: one
update however many rows changed. Signals do not count: pages show them through the published scoring run.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION catalog_artifact_edited() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.generation = OLD.generation AND NEW IS DISTINCT FROM OLD THEN
        NEW.generation := OLD.generation + 1;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION catalog_artifact_touched() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    owner text;
BEGIN
    FOREACH owner IN ARRAY TG_ARGV LOOP
        EXECUTE format(
            'UPDATE catalog_artifact SET generation = generation + 1 WHERE id IN (SELECT %I FROM touched)', owner);
    END LOOP;
    RETURN NULL;
END $$;

CREATE TRIGGER catalog_artifact_edited BEFORE UPDATE ON catalog_artifact
    FOR EACH ROW EXECUTE FUNCTION catalog_artifact_edited();
"""

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
EVENTS = {"insert": "NEW", "update": "NEW", "delete": "OLD"}


def triggers():
    for table, owners in OWNERS.items():
        arguments = ", ".join(f"'{owner}'" for owner in owners)
        for event, transition in EVENTS.items():
            yield (
                f"CREATE TRIGGER {table}_{event}_touches AFTER {event.upper()} ON {table} "
                f"REFERENCING {transition} TABLE AS touched "
                f"FOR EACH STATEMENT EXECUTE FUNCTION catalog_artifact_touched({arguments});"
            )


def undo():
    for table in OWNERS:
        for event in EVENTS:
            yield f"DROP TRIGGER {table}_{event}_touches ON {table};"
    yield "DROP TRIGGER catalog_artifact_edited ON catalog_artifact;"
    yield "DROP FUNCTION catalog_artifact_touched(); DROP FUNCTION catalog_artifact_edited();"


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]

    operations = [migrations.RunSQL(FUNCTIONS + "\n".join(triggers()), "\n".join(undo()))]
