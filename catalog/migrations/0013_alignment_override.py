"""What curators say of two capability entries, with its history; each edit makes both artifacts' generation grow."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.comparison
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.db import migrations, models

# Both artifacts' pages show an edit; after a change of entries those of the former ones too.
EVENTS = {"insert": ("NEW", "INSERT"), "delete": ("OLD", "DELETE"), "move_from": ("OLD", "UPDATE"), "move_to": ("NEW", "UPDATE")}
TOUCHES = """
CREATE FUNCTION catalog_alignmentoverride_touched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE catalog_artifact SET generation = generation + 1 WHERE id IN (
        SELECT e.artifact_id FROM catalog_capabilityentry e
        WHERE e.uid IN (SELECT one_id FROM touched UNION SELECT other_id FROM touched));
    RETURN NULL;
END $$;
""" + "".join(
    f"CREATE TRIGGER catalog_alignmentoverride_{name}_touches AFTER {event} ON catalog_alignmentoverride "
    f"REFERENCING {rows} TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION catalog_alignmentoverride_touched();\n"
    for name, (rows, event) in EVENTS.items()
)
UNTOUCHES = "".join(
    f"DROP TRIGGER catalog_alignmentoverride_{name}_touches ON catalog_alignmentoverride;\n" for name in EVENTS
) + "DROP FUNCTION catalog_alignmentoverride_touched();"


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0012_touches'),
    ]

    operations = [
        migrations.CreateModel(
            name='AlignmentOverrideEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('verdict', models.CharField(choices=[('same', 'the same capability'), ('different', 'not the same capability')], max_length=10)),
                ('note', models.CharField(blank=True, help_text='Why, for the next curator', max_length=300)),
                ('one', models.ForeignKey(db_constraint=False, help_text="An entry of one artifact. Type a part of its name or of its artifact's", on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalog.capabilityentry', to_field='uid')),
                ('other', models.ForeignKey(db_constraint=False, help_text='An entry of another artifact', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalog.capabilityentry', to_field='uid')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AlignmentOverride',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('verdict', models.CharField(choices=[('same', 'the same capability'), ('different', 'not the same capability')], max_length=10)),
                ('note', models.CharField(blank=True, help_text='Why, for the next curator', max_length=300)),
                ('one', models.ForeignKey(db_constraint=False, help_text="An entry of one artifact. Type a part of its name or of its artifact's", on_delete=django.db.models.deletion.DO_NOTHING, related_name='overrides_as_one', to='catalog.capabilityentry', to_field='uid')),
                ('other', models.ForeignKey(db_constraint=False, help_text='An entry of another artifact', on_delete=django.db.models.deletion.DO_NOTHING, related_name='overrides_as_other', to='catalog.capabilityentry', to_field='uid')),
            ],
            options={
                'ordering': ['-updated_at', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('one', models.F('other')), _negated=True), name='alignment_override_two_entries'), models.UniqueConstraint(django.db.models.functions.comparison.Least('one', 'other'), django.db.models.functions.comparison.Greatest('one', 'other'), name='alignment_override_one_word_a_pair', violation_error_message='Something is said of these two entries already: change that instead')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='alignmentoverride',
            trigger=pgtrigger.compiler.Trigger(name='history_changed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD."uid", OLD."one_id", OLD."other_id", OLD."verdict", OLD."note") IS DISTINCT FROM (NEW."uid", NEW."one_id", NEW."other_id", NEW."verdict", NEW."note") AND coalesce(current_setting(\'catalog.by_rule\', true), \'\') = \'\')', func='INSERT INTO "catalog_alignmentoverrideevent" ("id", "note", "one_id", "other_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "uid", "verdict") VALUES (OLD."id", OLD."note", OLD."one_id", OLD."other_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'changed\', OLD."uid", OLD."verdict"); RETURN NULL;', hash='14a15737cb1d6b0a3d6488e28ee24b7df30ffe0e', operation='UPDATE OF "uid", "one_id", "other_id", "verdict", "note"', pgid='pgtrigger_history_changed_0b71a', table='catalog_alignmentoverride', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='alignmentoverride',
            trigger=pgtrigger.compiler.Trigger(name='history_removed', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (coalesce(current_setting('catalog.by_rule', true), '') = '')", func='INSERT INTO "catalog_alignmentoverrideevent" ("id", "note", "one_id", "other_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "uid", "verdict") VALUES (OLD."id", OLD."note", OLD."one_id", OLD."other_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'removed\', OLD."uid", OLD."verdict"); RETURN NULL;', hash='3820b14be99e849fdca669ef05bf7ae487e6ab02', operation='DELETE', pgid='pgtrigger_history_removed_33488', table='catalog_alignmentoverride', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='alignmentoverride',
            trigger=pgtrigger.compiler.Trigger(name='history_added', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (coalesce(current_setting('catalog.by_rule', true), '') = '')", func='INSERT INTO "catalog_alignmentoverrideevent" ("id", "note", "one_id", "other_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "uid", "verdict") VALUES (NEW."id", NEW."note", NEW."one_id", NEW."other_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'added\', NEW."uid", NEW."verdict"); RETURN NULL;', hash='77a657717a1f1ef18a9eab5b4d9602ba31a41380', operation='INSERT', pgid='pgtrigger_history_added_5e6e6', table='catalog_alignmentoverride', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='alignmentoverrideevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['id', 'pgh_id'], name='alignmentoverrideevent_row'),
        ),
        migrations.AddIndex(
            model_name='alignmentoverrideevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['pgh_created_at'], name='alignmentoverrideevent_time'),
        ),
        migrations.AddIndex(
            model_name='alignmentoverrideevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['pgh_context_id'], name='alignmentoverrideevent_change'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='alignmentoverrideevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3de3609a352100d5adfc1a8e676484bc57885147', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_09bce', table='catalog_alignmentoverrideevent', when='BEFORE')),
        ),
        migrations.RunSQL(TOUCHES, UNTOUCHES),
    ]
