"""Which artifacts were touched, noted by triggers on everything that a score is made of."""

import django.db.models.functions.datetime
from django.db import migrations, models

# A statement that touches more artifacts than this is noted as one row that means all of them.
NAMED = 10000
# What `scoring.subjects` reads of an artifact.
READ = (
    *("slug", "kind", "name", "hub_id", "licence", "facts", "curated_facts", "source_id", "also_in", "status"),
    *("languages", "tasks", "domains", "modalities", "homepage", "paper"),
)
OLD, NEW = (", ".join(f"{row}.{column}" for column in READ) for row in ("o", "n"))

CREATE = f"""
CREATE FUNCTION catalog_touch_note(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF cardinality(ids) > {NAMED} THEN
        INSERT INTO catalog_touch (artifact_id) VALUES (NULL);
    ELSE
        INSERT INTO catalog_touch (artifact_id) SELECT id FROM unnest(ids) AS id WHERE id IS NOT NULL;
    END IF;
END $$;

-- Every statement is planned anew: a plan that was kept from a change of one row compares all rows with all others.
CREATE FUNCTION catalog_touch_artifact() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ids bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        EXECUTE 'SELECT array_agg(id) FROM new_rows' INTO ids;
    ELSIF TG_OP = 'DELETE' THEN
        EXECUTE 'SELECT array_agg(id) FROM old_rows' INTO ids;
    ELSE
        EXECUTE 'SELECT array_agg(n.id) FROM new_rows n JOIN old_rows o USING (id)
                 WHERE ({NEW}) IS DISTINCT FROM ({OLD})' INTO ids;
    END IF;
    PERFORM catalog_touch_note(ids);
    RETURN NULL;
END $$;

-- Arguments: what names the touched artifacts of a row, as an array; which rows count.
CREATE FUNCTION catalog_touch_owner() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[];
    touched text := 'SELECT array_agg(DISTINCT one) FROM %s AS written, unnest(' || TG_ARGV[0] || ') AS touched (one) WHERE '
        || TG_ARGV[1];
BEGIN
    IF TG_OP <> 'DELETE' THEN
        EXECUTE format(touched, 'new_rows') INTO ids;
        PERFORM catalog_touch_note(ids);
    END IF;
    IF TG_OP <> 'INSERT' THEN
        EXECUTE format(touched, 'old_rows') INTO ids;
        PERFORM catalog_touch_note(ids);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION catalog_touch_all() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO catalog_touch (artifact_id) VALUES (NULL);
    RETURN NULL;
END $$;
CREATE TRIGGER touch_changed AFTER UPDATE OF key ON catalog_source FOR EACH ROW
    WHEN (OLD.key IS DISTINCT FROM NEW.key) EXECUTE FUNCTION catalog_touch_all();

-- What was edited before is not known.
INSERT INTO catalog_touch (artifact_id) SELECT NULL WHERE EXISTS (SELECT FROM catalog_artifact);
"""
EVENTS = {
    "INSERT": ("touch_added", "NEW TABLE AS new_rows"),
    "UPDATE": ("touch_changed", "OLD TABLE AS old_rows NEW TABLE AS new_rows"),
    "DELETE": ("touch_removed", "OLD TABLE AS old_rows"),
}
# A relation counts for the family of what it speaks of; a membership for both of its sides.
TABLES = {
    "catalog_artifact": "catalog_touch_artifact()",
    "catalog_signal": "catalog_touch_owner('ARRAY[artifact_id]', 'true')",
    "catalog_price": "catalog_touch_owner('ARRAY[artifact_id]', 'true')",
    "catalog_familymembership": "catalog_touch_owner('ARRAY[family_id, member_id]', 'true')",
    "catalog_relation": "catalog_touch_owner('ARRAY[object_id]', 'type = ''derived_from''')",
}
TRIGGERS = "".join(
    f"CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {rows} FOR EACH STATEMENT EXECUTE FUNCTION {call};\n"
    for table, call in TABLES.items()
    for event, (name, rows) in EVENTS.items()
)
DROP = "".join(f"DROP TRIGGER {name} ON {table};\n" for table in TABLES for name, _ in EVENTS.values()) + """
DROP TRIGGER touch_changed ON catalog_source;
DROP FUNCTION catalog_touch_all(), catalog_touch_owner(), catalog_touch_artifact(), catalog_touch_note(bigint[]);
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0011_capability_kind_published")]

    operations = [
        migrations.CreateModel(
            name="Touch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("artifact_id", models.BigIntegerField(help_text="Empty: more than can be named, or all of them", null=True)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("taken_by", models.BigIntegerField(help_text="The run that will show it", null=True)),
            ],
            options={
                "verbose_name_plural": "touches",
                "indexes": [models.Index(fields=["taken_by"], name="touch_taken_by")],
            },
        ),
        migrations.RunSQL(CREATE + TRIGGERS, DROP),
    ]
