
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0009_family_version'),
    ]

    operations = [
        migrations.CreateModel(
            name='AliasEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=200)),
                ('slug', models.CharField(help_text='The name in the shape of a slug, for redirects', max_length=200)),
                ('origin', models.CharField(choices=[('imported', 'named by a source'), ('original_slug', 'slug of the source, changed here'), ('former_slug', 'slug used here before'), ('curated', 'set by a curator')], default='imported', max_length=16)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ArtifactEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=200)),
                ('slug', models.CharField(max_length=160)),
                ('status', models.CharField(choices=[('listed', 'listed'), ('hidden', 'hidden'), ('retired', 'retired')], default='listed', max_length=16)),
                ('summary', models.TextField(blank=True, help_text='One line. Left empty, a fixed rule builds it from the facts')),
                ('homepage', models.URLField(blank=True, max_length=500)),
                ('repository', models.URLField(blank=True, max_length=500)),
                ('paper', models.CharField(blank=True, help_text='Address or arXiv id', max_length=500)),
                ('hub_id', models.CharField(blank=True, help_text='Identifier on the hub, original case', max_length=200)),
                ('licence', models.CharField(blank=True, help_text='SPDX id where one exists, as claimed', max_length=120)),
                ('licence_code', models.CharField(blank=True, help_text="Only where the code's licence differs", max_length=120)),
                ('licence_data', models.CharField(blank=True, help_text="Only where the data's licence differs", max_length=120)),
                ('released', models.CharField(blank=True, help_text='YYYY, YYYY-MM or YYYY-MM-DD', max_length=10)),
                ('modalities', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list, size=None)),
                ('tasks', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list, size=None)),
                ('domains', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list, size=None)),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list, size=None)),
                ('curated_fields', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list, help_text='Fields set by a curator: imports leave them alone', size=None)),
                ('curated_facts', models.JSONField(blank=True, default=dict, help_text='Overlays `facts`, key by key')),
                ('reviewed_on', models.DateField(blank=True, help_text='When a person last read the whole entry', null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='BenchmarkResultEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('variant', models.CharField(blank=True, help_text='Which member or version was tested', max_length=120)),
                ('setting', models.CharField(blank=True, help_text='Shots, mode', max_length=120)),
                ('value', models.FloatField()),
                ('reported_by', models.CharField(choices=[('self', 'self-reported'), ('independent', 'independent'), ('competitor', 'reported by a competitor')], max_length=12)),
                ('reported', models.CharField(blank=True, max_length=10)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CapabilityCitedEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CapabilityEntryEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('name', models.CharField(max_length=160)),
                ('description', models.TextField(blank=True)),
                ('unique', models.TextField(blank=True, help_text='What sets it apart')),
                ('vs_alternatives', models.TextField(blank=True)),
                ('best_for', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list, size=None)),
                ('limitations', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=500), blank=True, default=list, size=None)),
                ('requires', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list, size=None)),
                ('input_types', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list, size=None)),
                ('output_types', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list, size=None)),
                ('intents_served', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list, size=None)),
                ('position', models.PositiveIntegerField(default=0)),
                ('status', models.CharField(choices=[('draft', 'draft'), ('in_review', 'in review'), ('published', 'published'), ('disputed', 'disputed'), ('retired', 'retired')], default='draft', max_length=16)),
                ('provenance', models.CharField(choices=[('verified', 'verified'), ('source_backed', 'source-backed'), ('vendor_claimed', 'vendor-claimed'), ('inferred', 'inferred'), ('unsourced', 'unsourced')], default='unsourced', max_length=16)),
                ('rule', models.CharField(blank=True, help_text='For inferred entries: the rule that made it', max_length=64)),
                ('fact', models.CharField(blank=True, help_text='For inferred entries: the fact, as it is stored', max_length=300)),
                ('reviewed_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CapabilityKindEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('path', models.CharField(max_length=160)),
                ('name', models.CharField(max_length=120)),
                ('definition', models.TextField(blank=True)),
                ('synonyms', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list, size=None)),
                ('intents', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list, size=None)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CitationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('number', models.PositiveIntegerField()),
                ('url', models.URLField(max_length=500)),
                ('title', models.CharField(max_length=300)),
                ('publisher', models.CharField(blank=True, max_length=160)),
                ('published', models.CharField(blank=True, max_length=10)),
                ('retrieved_on', models.DateField(blank=True, null=True)),
                ('cited_by', models.CharField(blank=True, help_text='Which source cites it, when nobody opened it', max_length=300)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ClaimCitedEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ClaimEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('subject', models.CharField(help_text='What it speaks of: licence, facts.parameters, history ...', max_length=120)),
                ('statement', models.TextField()),
                ('value', models.JSONField(blank=True, null=True)),
                ('unit', models.CharField(blank=True, max_length=40)),
                ('status', models.CharField(choices=[('draft', 'draft'), ('proposed', 'proposed'), ('published', 'published'), ('disputed', 'disputed'), ('retired', 'retired')], default='draft', max_length=16)),
                ('reviewed_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FamilyMembershipEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('rule', models.CharField(blank=True, help_text='What the membership rests on: facts.members, base_model ... Empty: set by a curator', max_length=64)),
                ('version', models.CharField(blank=True, help_text='The version of the family that it belongs to, such as Llama 3.1', max_length=80)),
                ('position', models.PositiveIntegerField(default=0)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RelationCitedEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RelationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('type', models.CharField(choices=[('trained_on', 'trained on'), ('evaluated_on', 'evaluated on'), ('derived_from', 'derived from'), ('successor_of', 'successor of'), ('uses_encoder', 'uses encoder'), ('part_of', 'part of')], max_length=16)),
                ('object_name', models.CharField(max_length=200)),
                ('rule', models.CharField(blank=True, help_text='How a derived relation found its object. Empty: set by a curator', max_length=32)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ReleaseCitedEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ReleaseEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('version', models.CharField(max_length=120)),
                ('released', models.CharField(blank=True, max_length=10)),
                ('sizes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list, size=None)),
                ('context', models.CharField(blank=True, max_length=120)),
                ('licence', models.CharField(blank=True, max_length=200)),
                ('notes', models.TextField(blank=True)),
                ('position', models.PositiveIntegerField(default=0)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ResultCitedEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CapabilityCited',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('catalog.capabilityentry_citations',),
        ),
        migrations.CreateModel(
            name='ClaimCited',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('catalog.claim_citations',),
        ),
        migrations.CreateModel(
            name='RelationCited',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('catalog.relation_citations',),
        ),
        migrations.CreateModel(
            name='ReleaseCited',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('catalog.release_citations',),
        ),
        migrations.CreateModel(
            name='ResultCited',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('catalog.benchmarkresult_citations',),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='alias',
            trigger=pgtrigger.compiler.Trigger(name='history_changed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD."artifact_id", OLD."name", OLD."slug", OLD."origin") IS DISTINCT FROM (NEW."artifact_id", NEW."name", NEW."slug", NEW."origin") AND coalesce(current_setting(\'catalog.by_rule\', true), \'\') = \'\')', func='INSERT INTO "catalog_aliasevent" ("artifact_id", "id", "name", "origin", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "slug") VALUES (OLD."artifact_id", OLD."id", OLD."name", OLD."origin", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'changed\', OLD."slug"); RETURN NULL;', hash='2b36dbc53927a79ac474b1e32df96187f072a169', operation='UPDATE OF "artifact_id", "name", "slug", "origin"', pgid='pgtrigger_history_changed_dfddf', table='catalog_alias', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='alias',
            trigger=pgtrigger.compiler.Trigger(name='history_removed', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (coalesce(current_setting('catalog.by_rule', true), '') = '')", func='INSERT INTO "catalog_aliasevent" ("artifact_id", "id", "name", "origin", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "slug") VALUES (OLD."artifact_id", OLD."id", OLD."name", OLD."origin", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'removed\', OLD."slug"); RETURN NULL;', hash='2bcd0727224392c0858216fa530faabedde3f90d', operation='DELETE', pgid='pgtrigger_history_removed_89e12', table='catalog_alias', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='alias',
            trigger=pgtrigger.compiler.Trigger(name='history_added', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (coalesce(current_setting('catalog.by_rule', true), '') = '')", func='INSERT INTO "catalog_aliasevent" ("artifact_id", "id", "name", "origin", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "slug") VALUES (NEW."artifact_id", NEW."id", NEW."name", NEW."origin", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'added\', NEW."slug"); RETURN NULL;', hash='8b781d55ddfbd3001576c05fa53e2ea47acff3c0', operation='INSERT', pgid='pgtrigger_history_added_28e24', table='catalog_alias', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='artifact',
            trigger=pgtrigger.compiler.Trigger(name='history_changed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD."name", OLD."slug", OLD."status", OLD."summary", OLD."organization_id", OLD."homepage", OLD."repository", OLD."paper", OLD."hub_id", OLD."licence", OLD."licence_code", OLD."licence_data", OLD."released", OLD."modalities", OLD."tasks", OLD."domains", OLD."languages", OLD."curated_fields", OLD."curated_facts", OLD."reviewed_on") IS DISTINCT FROM (NEW."name", NEW."slug", NEW."status", NEW."summary", NEW."organization_id", NEW."homepage", NEW."repository", NEW."paper", NEW."hub_id", NEW."licence", NEW."licence_code", NEW."licence_data", NEW."released", NEW."modalities", NEW."tasks", NEW."domains", NEW."languages", NEW."curated_fields", NEW."curated_facts", NEW."reviewed_on") AND (coalesce(current_setting(\'catalog.by_rule\', true), \'\') = \'\' OR cardinality(OLD.curated_fields) > 0 OR cardinality(NEW.curated_fields) > 0))', func='INSERT INTO "catalog_artifactevent" ("curated_facts", "curated_fields", "domains", "homepage", "hub_id", "id", "languages", "licence", "licence_code", "licence_data", "modalities", "name", "organization_id", "paper", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "released", "repository", "reviewed_on", "slug", "status", "summary", "tasks") VALUES (OLD."curated_facts", OLD."curated_fields", OLD."domains", OLD."homepage", OLD."hub_id", OLD."id", OLD."languages", OLD."licence", OLD."licence_code", OLD."licence_data", OLD."modalities", OLD."name", OLD."organization_id", OLD."paper", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'changed\', OLD."released", OLD."repository", OLD."reviewed_on", OLD."slug", OLD."status", OLD."summary", OLD."tasks"); RETURN NULL;', hash='44e220ac32e28c430a6a20d5b3403e3c8c5138c5', operation='UPDATE OF "name", "slug", "status", "summary", "organization_id", "homepage", "repository", "paper", "hub_id", "licence", "licence_code", "licence_data", "released", "modalities", "tasks", "domains", "languages", "curated_fields", "curated_facts", "reviewed_on"', pgid='pgtrigger_history_changed_6b5a3', table='catalog_artifact', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='artifact',
            trigger=pgtrigger.compiler.Trigger(name='history_removed', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (coalesce(current_setting('catalog.by_rule', true), '') = '')", func='INSERT INTO "catalog_artifactevent" ("curated_facts", "curated_fields", "domains", "homepage", "hub_id", "id", "languages", "licence", "licence_code", "licence_data", "modalities", "name", "organization_id", "paper", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "released", "repository", "reviewed_on", "slug", "status", "summary", "tasks") VALUES (OLD."curated_facts", OLD."curated_fields", OLD."domains", OLD."homepage", OLD."hub_id", OLD."id", OLD."languages", OLD."licence", OLD."licence_code", OLD."licence_data", OLD."modalities", OLD."name", OLD."organization_id", OLD."paper", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'removed\', OLD."released", OLD."repository", OLD."reviewed_on", OLD."slug", OLD."status", OLD."summary", OLD."tasks"); RETURN NULL;', hash='ade14e49764dbc4a30409dcc74672889d8d8f205', operation='DELETE', pgid='pgtrigger_history_removed_80b94', table='catalog_artifact', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='artifact',
            trigger=pgtrigger.compiler.Trigger(name='history_added', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (coalesce(current_setting('catalog.by_rule', true), '') = '')", func='INSERT INTO "catalog_artifactevent" ("curated_facts", "curated_fields", "domains", "homepage", "hub_id", "id", "languages", "licence", "licence_code", "licence_data", "modalities", "name", "organization_id", "paper", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "released", "repository", "reviewed_on", "slug", "status", "summary", "tasks") VALUES (NEW."curated_facts", NEW."curated_fields", NEW."domains", NEW."homepage", NEW."hub_id", NEW."id", NEW."languages", NEW."licence", NEW."licence_code", NEW."licence_data", NEW."modalities", NEW."name", NEW."organization_id", NEW."paper", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'added\', NEW."released", NEW."repository", NEW."reviewed_on", NEW."slug", NEW."status", NEW."summary", NEW."tasks"); RETURN NULL;', hash='0ff7dc4d269a12dca773214ca2609c13337e5bff', operation='INSERT', pgid='pgtrigger_history_added_d475f', table='catalog_artifact', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='benchmarkresult',
            trigger=pgtrigger.compiler.Trigger(name='history_changed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD."uid", OLD."artifact_id", OLD."benchmark_id", OLD."variant", OLD."setting", OLD."value", OLD."reported_by", OLD."reported", OLD."source_id") IS DISTINCT FROM (NEW."uid", NEW."artifact_id", NEW."benchmark_id", NEW."variant", NEW."setting", NEW."value", NEW."reported_by", NEW."reported", NEW."source_id") AND coalesce(current_setting(\'catalog.by_rule\', true), \'\') = \'\')', func='INSERT INTO "catalog_benchmarkresultevent" ("artifact_id", "benchmark_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "reported", "reported_by", "setting", "source_id", "uid", "value", "variant") VALUES (OLD."artifact_id", OLD."benchmark_id", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'changed\', OLD."reported", OLD."reported_by", OLD."setting", OLD."source_id", OLD."uid", OLD."value", OLD."variant"); RETURN NULL;', hash='9ea212ea37879daecc2e8f556ac00c16c387e1dd', operation='UPDATE OF "uid", "artifact_id", "benchmark_id", "variant", "setting", "value", "reported_by", "reported", "source_id"', pgid='pgtrigger_history_changed_bd22f', table='catalog_benchmarkresult', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='benchmarkresult',
            trigger=pgtrigger.compiler.Trigger(name='history_removed', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (coalesce(current_setting('catalog.by_rule', true), '') = '')", func='INSERT INTO "catalog_benchmarkresultevent" ("artifact_id", "benchmark_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "reported", "reported_by", "setting", "source_id", "uid", "value", "variant") VALUES (OLD."artifact_id", OLD."benchmark_id", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'removed\', OLD."reported", OLD."reported_by", OLD."setting", OLD."source_id", OLD."uid", OLD."value", OLD."variant"); RETURN NULL;', hash='d312fc5d7b2e8ef7fdb87bafe46f1d60c8eb1dd7', operation='DELETE', pgid='pgtrigger_history_removed_0d1c4', table='catalog_benchmarkresult', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='benchmarkresult',
            trigger=pgtrigger.compiler.Trigger(name='history_added', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (coalesce(current_setting('catalog.by_rule', true), '') = '')", func='INSERT INTO "catalog_benchmarkresultevent" ("artifact_id", "benchmark_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "reported", "reported_by", "setting", "source_id", "uid", "value", "variant") VALUES (NEW."artifact_id", NEW."benchmark_id", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'added\', NEW."reported", NEW."reported_by", NEW."setting", NEW."source_id", NEW."uid", NEW."value", NEW."variant"); RETURN NULL;', hash='9b78da3f31908ab943468448443fbaa486b89fce', operation='INSERT', pgid='pgtrigger_history_added_fa165', table='catalog_benchmarkresult', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='capabilityentry',
            trigger=pgtrigger.compiler.Trigger(name='history_changed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD."uid", OLD."artifact_id", OLD."kind_id", OLD."name", OLD."description", OLD."unique", OLD."vs_alternatives", OLD."best_for", OLD."limitations", OLD."requires", OLD."input_types", OLD."output_types", OLD."intents_served", OLD."position", OLD."status", OLD."provenance", OLD."rule", OLD."source_id", OLD."fact", OLD."reviewed_on") IS DISTINCT FROM (NEW."uid", NEW."artifact_id", NEW."kind_id", NEW."name", NEW."description", NEW."unique", NEW."vs_alternatives", NEW."best_for", NEW."limitations", NEW."requires", NEW."input_types", NEW."output_types", NEW."intents_served", NEW."position", NEW."status", NEW."provenance", NEW."rule", NEW."source_id", NEW."fact", NEW."reviewed_on") AND coalesce(current_setting(\'catalog.by_rule\', true), \'\') = \'\')', func='INSERT INTO "catalog_capabilityentryevent" ("artifact_id", "best_for", "description", "fact", "id", "input_types", "intents_served", "kind_id", "limitations", "name", "output_types", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "position", "provenance", "requires", "reviewed_on", "rule", "source_id", "status", "uid", "unique", "vs_alternatives") VALUES (OLD."artifact_id", OLD."best_for", OLD."description", OLD."fact", OLD."id", OLD."input_types", OLD."intents_served", OLD."kind_id", OLD."limitations", OLD."name", OLD."output_types", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'changed\', OLD."position", OLD."provenance", OLD."requires", OLD."reviewed_on", OLD."rule", OLD."source_id", OLD."status", OLD."uid", OLD."unique", OLD."vs_alternatives"); RETURN NULL;', hash='d4ef99f2102aeee31c16efc7cd38a6d442c8c152', operation='UPDATE OF "uid", "artifact_id", "kind_id", "name", "description", "unique", "vs_alternatives", "best_for", "limitations", "requires", "input_types", "output_types", "intents_served", "position", "status", "provenance", "rule", "source_id", "fact", "reviewed_on"', pgid='pgtrigger_history_changed_c0f93', table='catalog_capabilityentry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='capabilityentry',
            trigger=pgtrigger.compiler.Trigger(name='history_removed', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (coalesce(current_setting('catalog.by_rule', true), '') = '')", func='INSERT INTO "catalog_capabilityentryevent" ("artifact_id", "best_for", "description", "fact", "id", "input_types", "intents_served", "kind_id", "limitations", "name", "output_types", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "position", "provenance", "requires", "reviewed_on", "rule", "source_id", "status", "uid", "unique", "vs_alternatives") VALUES (OLD."artifact_id", OLD."best_for", OLD."description", OLD."fact", OLD."id", OLD."input_types", OLD."intents_served", OLD."kind_id", OLD."limitations", OLD."name", OLD."output_types", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'removed\', OLD."position", OLD."provenance", OLD."requires", OLD."reviewed_on", OLD."rule", OLD."source_id", OLD."status", OLD."uid", OLD."unique", OLD."vs_alternatives"); RETURN NULL;', hash='e9f6a780fa09a00898d373bb3cff04bbf6461709', operation='DELETE', pgid='pgtrigger_history_removed_08f84', table='catalog_capabilityentry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='capabilityentry',
            trigger=pgtrigger.compiler.Trigger(name='history_added', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (coalesce(current_setting('catalog.by_rule', true), '') = '')", func='INSERT INTO "catalog_capabilityentryevent" ("artifact_id", "best_for", "description", "fact", "id", "input_types", "intents_served", "kind_id", "limitations", "name", "output_types", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "position", "provenance", "requires", "reviewed_on", "rule", "source_id", "status", "uid", "unique", "vs_alternatives") VALUES (NEW."artifact_id", NEW."best_for", NEW."description", NEW."fact", NEW."id", NEW."input_types", NEW."intents_served", NEW."kind_id", NEW."limitations", NEW."name", NEW."output_types", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'added\', NEW."position", NEW."provenance", NEW."requires", NEW."reviewed_on", NEW."rule", NEW."source_id", NEW."status", NEW."uid", NEW."unique", NEW."vs_alternatives"); RETURN NULL;', hash='c4e53ccc83780ce76e50fe910994cff0047ee0db', operation='INSERT', pgid='pgtrigger_history_added_28c1b', table='catalog_capabilityentry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='capabilitykind',
            trigger=pgtrigger.compiler.Trigger(name='history_changed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD."uid", OLD."path", OLD."name", OLD."definition", OLD."parent_id", OLD."synonyms", OLD."intents", OLD."merged_into_id") IS DISTINCT FROM (NEW."uid", NEW."path", NEW."name", NEW."definition", NEW."parent_id", NEW."synonyms", NEW."intents", NEW."merged_into_id") AND coalesce(current_setting(\'catalog.by_rule\', true), \'\') = \'\')', func='INSERT INTO "catalog_capabilitykindevent" ("definition", "id", "intents", "merged_into_id", "name", "parent_id", "path", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "synonyms", "uid") VALUES (OLD."definition", OLD."id", OLD."intents", OLD."merged_into_id", OLD."name", OLD."parent_id", OLD."path", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'changed\', OLD."synonyms", OLD."uid"); RETURN NULL;', hash='f8db15655b109ac82ae45ef2b804be48653376e0', operation='UPDATE OF "uid", "path", "name", "definition", "parent_id", "synonyms", "intents", "merged_into_id"', pgid='pgtrigger_history_changed_efd72', table='catalog_capabilitykind', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='capabilitykind',
            trigger=pgtrigger.compiler.Trigger(name='history_removed', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (coalesce(current_setting('catalog.by_rule', true), '') = '')", func='INSERT INTO "catalog_capabilitykindevent" ("definition", "id", "intents", "merged_into_id", "name", "parent_id", "path", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "synonyms", "uid") VALUES (OLD."definition", OLD."id", OLD."intents", OLD."merged_into_id", OLD."name", OLD."parent_id", OLD."path", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'removed\', OLD."synonyms", OLD."uid"); RETURN NULL;', hash='f0c5cecf4798515955d1e27574ccb5ced9522a35', operation='DELETE', pgid='pgtrigger_history_removed_373df', table='catalog_capabilitykind', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='capabilitykind',
            trigger=pgtrigger.compiler.Trigger(name='history_added', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (coalesce(current_setting('catalog.by_rule', true), '') = '')", func='INSERT INTO "catalog_capabilitykindevent" ("definition", "id", "intents", "merged_into_id", "name", "parent_id", "path", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "synonyms", "uid") VALUES (NEW."definition", NEW."id", NEW."intents", NEW."merged_into_id", NEW."name", NEW."parent_id", NEW."path", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'added\', NEW."synonyms", NEW."uid"); RETURN NULL;', hash='d51bb1eeef59a4008e51e6af83fd71db3a490b87', operation='INSERT', pgid='pgtrigger_history_added_8ee3d', table='catalog_capabilitykind', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='citation',
            trigger=pgtrigger.compiler.Trigger(name='history_changed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD."uid", OLD."artifact_id", OLD."number", OLD."url", OLD."title", OLD."publisher", OLD."published", OLD."retrieved_on", OLD."cited_by") IS DISTINCT FROM (NEW."uid", NEW."artifact_id", NEW."number", NEW."url", NEW."title", NEW."publisher", NEW."published", NEW."retrieved_on", NEW."cited_by") AND coalesce(current_setting(\'catalog.by_rule\', true), \'\') = \'\')', func='INSERT INTO "catalog_citationevent" ("artifact_id", "cited_by", "id", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "published", "publisher", "retrieved_on", "title", "uid", "url") VALUES (OLD."artifact_id", OLD."cited_by", OLD."id", OLD."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'changed\', OLD."published", OLD."publisher", OLD."retrieved_on", OLD."title", OLD."uid", OLD."url"); RETURN NULL;', hash='1644c7dd4c4dcdb8e12d20a258b8fd9158ee1292', operation='UPDATE OF "uid", "artifact_id", "number", "url", "title", "publisher", "published", "retrieved_on", "cited_by"', pgid='pgtrigger_history_changed_2d575', table='catalog_citation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='citation',
            trigger=pgtrigger.compiler.Trigger(name='history_removed', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (coalesce(current_setting('catalog.by_rule', true), '') = '')", func='INSERT INTO "catalog_citationevent" ("artifact_id", "cited_by", "id", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "published", "publisher", "retrieved_on", "title", "uid", "url") VALUES (OLD."artifact_id", OLD."cited_by", OLD."id", OLD."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'removed\', OLD."published", OLD."publisher", OLD."retrieved_on", OLD."title", OLD."uid", OLD."url"); RETURN NULL;', hash='21b95a684c3d85a2e84eb5a6de460b68254489b5', operation='DELETE', pgid='pgtrigger_history_removed_e3792', table='catalog_citation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='citation',
            trigger=pgtrigger.compiler.Trigger(name='history_added', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (coalesce(current_setting('catalog.by_rule', true), '') = '')", func='INSERT INTO "catalog_citationevent" ("artifact_id", "cited_by", "id", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "published", "publisher", "retrieved_on", "title", "uid", "url") VALUES (NEW."artifact_id", NEW."cited_by", NEW."id", NEW."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'added\', NEW."published", NEW."publisher", NEW."retrieved_on", NEW."title", NEW."uid", NEW."url"); RETURN NULL;', hash='fd733a367e77ae42e4534d1fdb2f3061e3450516', operation='INSERT', pgid='pgtrigger_history_added_68339', table='catalog_citation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='history_changed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD."uid", OLD."artifact_id", OLD."subject", OLD."statement", OLD."value", OLD."unit", OLD."status", OLD."reviewed_on") IS DISTINCT FROM (NEW."uid", NEW."artifact_id", NEW."subject", NEW."statement", NEW."value", NEW."unit", NEW."status", NEW."reviewed_on") AND coalesce(current_setting(\'catalog.by_rule\', true), \'\') = \'\')', func='INSERT INTO "catalog_claimevent" ("artifact_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "reviewed_on", "statement", "status", "subject", "uid", "unit", "value") VALUES (OLD."artifact_id", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'changed\', OLD."reviewed_on", OLD."statement", OLD."status", OLD."subject", OLD."uid", OLD."unit", OLD."value"); RETURN NULL;', hash='8f57e361af7d67c0ca72a5f86f3b3b10ec04b272', operation='UPDATE OF "uid", "artifact_id", "subject", "statement", "value", "unit", "status", "reviewed_on"', pgid='pgtrigger_history_changed_dba56', table='catalog_claim', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='history_removed', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (coalesce(current_setting('catalog.by_rule', true), '') = '')", func='INSERT INTO "catalog_claimevent" ("artifact_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "reviewed_on", "statement", "status", "subject", "uid", "unit", "value") VALUES (OLD."artifact_id", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'removed\', OLD."reviewed_on", OLD."statement", OLD."status", OLD."subject", OLD."uid", OLD."unit", OLD."value"); RETURN NULL;', hash='d0e254c331bf9cba871abb8d0b87a2156a12e8f9', operation='DELETE', pgid='pgtrigger_history_removed_7b5b4', table='catalog_claim', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='history_added', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (coalesce(current_setting('catalog.by_rule', true), '') = '')", func='INSERT INTO "catalog_claimevent" ("artifact_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "reviewed_on", "statement", "status", "subject", "uid", "unit", "value") VALUES (NEW."artifact_id", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'added\', NEW."reviewed_on", NEW."statement", NEW."status", NEW."subject", NEW."uid", NEW."unit", NEW."value"); RETURN NULL;', hash='eca6fdbeed60d35a95d23d5113fc6a02fce2c377', operation='INSERT', pgid='pgtrigger_history_added_ea6ac', table='catalog_claim', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='familymembership',
            trigger=pgtrigger.compiler.Trigger(name='history_changed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD."uid", OLD."family_id", OLD."member_id", OLD."rule", OLD."version", OLD."position") IS DISTINCT FROM (NEW."uid", NEW."family_id", NEW."member_id", NEW."rule", NEW."version", NEW."position") AND coalesce(current_setting(\'catalog.by_rule\', true), \'\') = \'\')', func='INSERT INTO "catalog_familymembershipevent" ("family_id", "id", "member_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "position", "rule", "uid", "version") VALUES (OLD."family_id", OLD."id", OLD."member_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'changed\', OLD."position", OLD."rule", OLD."uid", OLD."version"); RETURN NULL;', hash='6359d939907d7b71fc3d7703d48dca1815e42455', operation='UPDATE OF "uid", "family_id", "member_id", "rule", "version", "position"', pgid='pgtrigger_history_changed_6ce5a', table='catalog_familymembership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='familymembership',
            trigger=pgtrigger.compiler.Trigger(name='history_removed', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (coalesce(current_setting('catalog.by_rule', true), '') = '')", func='INSERT INTO "catalog_familymembershipevent" ("family_id", "id", "member_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "position", "rule", "uid", "version") VALUES (OLD."family_id", OLD."id", OLD."member_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'removed\', OLD."position", OLD."rule", OLD."uid", OLD."version"); RETURN NULL;', hash='ac5b3879444c54da5b52dc7f8859518e818df216', operation='DELETE', pgid='pgtrigger_history_removed_13174', table='catalog_familymembership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='familymembership',
            trigger=pgtrigger.compiler.Trigger(name='history_added', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (coalesce(current_setting('catalog.by_rule', true), '') = '')", func='INSERT INTO "catalog_familymembershipevent" ("family_id", "id", "member_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "position", "rule", "uid", "version") VALUES (NEW."family_id", NEW."id", NEW."member_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'added\', NEW."position", NEW."rule", NEW."uid", NEW."version"); RETURN NULL;', hash='a5b0cc65231271e90d0aad611e96eada429d052d', operation='INSERT', pgid='pgtrigger_history_added_f19c5', table='catalog_familymembership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='relation',
            trigger=pgtrigger.compiler.Trigger(name='history_changed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD."uid", OLD."subject_id", OLD."type", OLD."object_id", OLD."object_name", OLD."source_id", OLD."rule") IS DISTINCT FROM (NEW."uid", NEW."subject_id", NEW."type", NEW."object_id", NEW."object_name", NEW."source_id", NEW."rule") AND coalesce(current_setting(\'catalog.by_rule\', true), \'\') = \'\')', func='INSERT INTO "catalog_relationevent" ("id", "object_id", "object_name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "rule", "source_id", "subject_id", "type", "uid") VALUES (OLD."id", OLD."object_id", OLD."object_name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'changed\', OLD."rule", OLD."source_id", OLD."subject_id", OLD."type", OLD."uid"); RETURN NULL;', hash='e59b9052ef2ae4357e28fcfa65072e7ef1d1b030', operation='UPDATE OF "uid", "subject_id", "type", "object_id", "object_name", "source_id", "rule"', pgid='pgtrigger_history_changed_80c5b', table='catalog_relation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='relation',
            trigger=pgtrigger.compiler.Trigger(name='history_removed', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (coalesce(current_setting('catalog.by_rule', true), '') = '')", func='INSERT INTO "catalog_relationevent" ("id", "object_id", "object_name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "rule", "source_id", "subject_id", "type", "uid") VALUES (OLD."id", OLD."object_id", OLD."object_name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'removed\', OLD."rule", OLD."source_id", OLD."subject_id", OLD."type", OLD."uid"); RETURN NULL;', hash='b0758ca3874787be9c739e85156a1032bd692997', operation='DELETE', pgid='pgtrigger_history_removed_3e82d', table='catalog_relation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='relation',
            trigger=pgtrigger.compiler.Trigger(name='history_added', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (coalesce(current_setting('catalog.by_rule', true), '') = '')", func='INSERT INTO "catalog_relationevent" ("id", "object_id", "object_name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "rule", "source_id", "subject_id", "type", "uid") VALUES (NEW."id", NEW."object_id", NEW."object_name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'added\', NEW."rule", NEW."source_id", NEW."subject_id", NEW."type", NEW."uid"); RETURN NULL;', hash='8fd0e313e332bc7ffec48db27ff1dfd73ccb1139', operation='INSERT', pgid='pgtrigger_history_added_1ed47', table='catalog_relation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='release',
            trigger=pgtrigger.compiler.Trigger(name='history_changed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD."uid", OLD."artifact_id", OLD."version", OLD."released", OLD."sizes", OLD."context", OLD."licence", OLD."notes", OLD."position") IS DISTINCT FROM (NEW."uid", NEW."artifact_id", NEW."version", NEW."released", NEW."sizes", NEW."context", NEW."licence", NEW."notes", NEW."position") AND coalesce(current_setting(\'catalog.by_rule\', true), \'\') = \'\')', func='INSERT INTO "catalog_releaseevent" ("artifact_id", "context", "id", "licence", "notes", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "position", "released", "sizes", "uid", "version") VALUES (OLD."artifact_id", OLD."context", OLD."id", OLD."licence", OLD."notes", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'changed\', OLD."position", OLD."released", OLD."sizes", OLD."uid", OLD."version"); RETURN NULL;', hash='4f438788b82002a86779e86250c27cbee9eaaaa7', operation='UPDATE OF "uid", "artifact_id", "version", "released", "sizes", "context", "licence", "notes", "position"', pgid='pgtrigger_history_changed_b8cbc', table='catalog_release', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='release',
            trigger=pgtrigger.compiler.Trigger(name='history_removed', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (coalesce(current_setting('catalog.by_rule', true), '') = '')", func='INSERT INTO "catalog_releaseevent" ("artifact_id", "context", "id", "licence", "notes", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "position", "released", "sizes", "uid", "version") VALUES (OLD."artifact_id", OLD."context", OLD."id", OLD."licence", OLD."notes", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'removed\', OLD."position", OLD."released", OLD."sizes", OLD."uid", OLD."version"); RETURN NULL;', hash='793e571d0105474a141709ac0d1cf4a1efcbcc7f', operation='DELETE', pgid='pgtrigger_history_removed_c3c25', table='catalog_release', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='release',
            trigger=pgtrigger.compiler.Trigger(name='history_added', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (coalesce(current_setting('catalog.by_rule', true), '') = '')", func='INSERT INTO "catalog_releaseevent" ("artifact_id", "context", "id", "licence", "notes", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "position", "released", "sizes", "uid", "version") VALUES (NEW."artifact_id", NEW."context", NEW."id", NEW."licence", NEW."notes", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'added\', NEW."position", NEW."released", NEW."sizes", NEW."uid", NEW."version"); RETURN NULL;', hash='90be0797d2264be3f3712accd4222e7b39a42d42', operation='INSERT', pgid='pgtrigger_history_added_90236', table='catalog_release', when='AFTER')),
        ),
        migrations.AddField(
            model_name='aliasevent',
            name='artifact',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalog.artifact'),
        ),
        migrations.AddField(
            model_name='artifactevent',
            name='organization',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalog.organization'),
        ),
        migrations.AddField(
            model_name='benchmarkresultevent',
            name='artifact',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalog.artifact'),
        ),
        migrations.AddField(
            model_name='benchmarkresultevent',
            name='benchmark',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalog.benchmark'),
        ),
        migrations.AddField(
            model_name='benchmarkresultevent',
            name='source',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalog.source'),
        ),
        migrations.AddField(
            model_name='capabilitycitedevent',
            name='capabilityentry',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalog.capabilityentry'),
        ),
        migrations.AddField(
            model_name='capabilitycitedevent',
            name='citation',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalog.citation'),
        ),
        migrations.AddField(
            model_name='capabilityentryevent',
            name='artifact',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalog.artifact'),
        ),
        migrations.AddField(
            model_name='capabilityentryevent',
            name='kind',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalog.capabilitykind'),
        ),
        migrations.AddField(
            model_name='capabilityentryevent',
            name='source',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='For inferred entries: where the fact comes from', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalog.source'),
        ),
        migrations.AddField(
            model_name='capabilitykindevent',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalog.capabilitykind'),
        ),
        migrations.AddField(
            model_name='capabilitykindevent',
            name='parent',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalog.capabilitykind'),
        ),
        migrations.AddField(
            model_name='citationevent',
            name='artifact',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalog.artifact'),
        ),
        migrations.AddField(
            model_name='claimcitedevent',
            name='citation',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalog.citation'),
        ),
        migrations.AddField(
            model_name='claimcitedevent',
            name='claim',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalog.claim'),
        ),
        migrations.AddField(
            model_name='claimevent',
            name='artifact',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalog.artifact'),
        ),
        migrations.AddField(
            model_name='familymembershipevent',
            name='family',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalog.artifact'),
        ),
        migrations.AddField(
            model_name='familymembershipevent',
            name='member',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalog.artifact'),
        ),
        migrations.AddField(
            model_name='relationcitedevent',
            name='citation',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalog.citation'),
        ),
        migrations.AddField(
            model_name='relationcitedevent',
            name='relation',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalog.relation'),
        ),
        migrations.AddField(
            model_name='relationevent',
            name='object',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalog.artifact'),
        ),
        migrations.AddField(
            model_name='relationevent',
            name='source',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalog.source'),
        ),
        migrations.AddField(
            model_name='relationevent',
            name='subject',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalog.artifact'),
        ),
        migrations.AddField(
            model_name='releasecitedevent',
            name='citation',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalog.citation'),
        ),
        migrations.AddField(
            model_name='releasecitedevent',
            name='release',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalog.release'),
        ),
        migrations.AddField(
            model_name='releaseevent',
            name='artifact',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalog.artifact'),
        ),
        migrations.AddField(
            model_name='resultcitedevent',
            name='benchmarkresult',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalog.benchmarkresult'),
        ),
        migrations.AddField(
            model_name='resultcitedevent',
            name='citation',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalog.citation'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='capabilitycited',
            trigger=pgtrigger.compiler.Trigger(name='history_removed', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (coalesce(current_setting('catalog.by_rule', true), '') = '')", func='INSERT INTO "catalog_capabilitycitedevent" ("capabilityentry_id", "citation_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label") VALUES (OLD."capabilityentry_id", OLD."citation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'removed\'); RETURN NULL;', hash='8374cb93f51b583691e291f5ac7785418242904b', operation='DELETE', pgid='pgtrigger_history_removed_e3f6e', table='catalog_capabilityentry_citations', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='capabilitycited',
            trigger=pgtrigger.compiler.Trigger(name='history_added', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (coalesce(current_setting('catalog.by_rule', true), '') = '')", func='INSERT INTO "catalog_capabilitycitedevent" ("capabilityentry_id", "citation_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label") VALUES (NEW."capabilityentry_id", NEW."citation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'added\'); RETURN NULL;', hash='91ee850be97186dccfdfcae29e6e7911210e24bd', operation='INSERT', pgid='pgtrigger_history_added_d3ab9', table='catalog_capabilityentry_citations', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claimcited',
            trigger=pgtrigger.compiler.Trigger(name='history_removed', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (coalesce(current_setting('catalog.by_rule', true), '') = '')", func='INSERT INTO "catalog_claimcitedevent" ("citation_id", "claim_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label") VALUES (OLD."citation_id", OLD."claim_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'removed\'); RETURN NULL;', hash='622019f6b4669bb06a1a5162cf9fcff52309b06d', operation='DELETE', pgid='pgtrigger_history_removed_34bde', table='catalog_claim_citations', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claimcited',
            trigger=pgtrigger.compiler.Trigger(name='history_added', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (coalesce(current_setting('catalog.by_rule', true), '') = '')", func='INSERT INTO "catalog_claimcitedevent" ("citation_id", "claim_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label") VALUES (NEW."citation_id", NEW."claim_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'added\'); RETURN NULL;', hash='35df54ef203fe49493f37190f944f8a3d6a1c6b3', operation='INSERT', pgid='pgtrigger_history_added_4c2d0', table='catalog_claim_citations', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='relationcited',
            trigger=pgtrigger.compiler.Trigger(name='history_removed', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (coalesce(current_setting('catalog.by_rule', true), '') = '')", func='INSERT INTO "catalog_relationcitedevent" ("citation_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "relation_id") VALUES (OLD."citation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'removed\', OLD."relation_id"); RETURN NULL;', hash='64652535613f13f5acfe25dd20700722586477ee', operation='DELETE', pgid='pgtrigger_history_removed_796c4', table='catalog_relation_citations', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='relationcited',
            trigger=pgtrigger.compiler.Trigger(name='history_added', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (coalesce(current_setting('catalog.by_rule', true), '') = '')", func='INSERT INTO "catalog_relationcitedevent" ("citation_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "relation_id") VALUES (NEW."citation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'added\', NEW."relation_id"); RETURN NULL;', hash='97a1df29e7d1b2d68f70b83fe681bbbc5e6feb4c', operation='INSERT', pgid='pgtrigger_history_added_c1461', table='catalog_relation_citations', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='releasecited',
            trigger=pgtrigger.compiler.Trigger(name='history_removed', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (coalesce(current_setting('catalog.by_rule', true), '') = '')", func='INSERT INTO "catalog_releasecitedevent" ("citation_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "release_id") VALUES (OLD."citation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'removed\', OLD."release_id"); RETURN NULL;', hash='92e429963c062a1aa60fc448d7179c4f2ec1f9c1', operation='DELETE', pgid='pgtrigger_history_removed_e9641', table='catalog_release_citations', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='releasecited',
            trigger=pgtrigger.compiler.Trigger(name='history_added', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (coalesce(current_setting('catalog.by_rule', true), '') = '')", func='INSERT INTO "catalog_releasecitedevent" ("citation_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "release_id") VALUES (NEW."citation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'added\', NEW."release_id"); RETURN NULL;', hash='e153a44d72a81dc316e7a06be01d425f7377a9c6', operation='INSERT', pgid='pgtrigger_history_added_de288', table='catalog_release_citations', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='resultcited',
            trigger=pgtrigger.compiler.Trigger(name='history_removed', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (coalesce(current_setting('catalog.by_rule', true), '') = '')", func='INSERT INTO "catalog_resultcitedevent" ("benchmarkresult_id", "citation_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label") VALUES (OLD."benchmarkresult_id", OLD."citation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'removed\'); RETURN NULL;', hash='80d34b4bfd7472cd7e259c46fbd4f74e0564414b', operation='DELETE', pgid='pgtrigger_history_removed_f34e9', table='catalog_benchmarkresult_citations', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='resultcited',
            trigger=pgtrigger.compiler.Trigger(name='history_added', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (coalesce(current_setting('catalog.by_rule', true), '') = '')", func='INSERT INTO "catalog_resultcitedevent" ("benchmarkresult_id", "citation_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label") VALUES (NEW."benchmarkresult_id", NEW."citation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'added\'); RETURN NULL;', hash='aea0d78550015329f5fb657e61514a9fdf609e8d', operation='INSERT', pgid='pgtrigger_history_added_f4f51', table='catalog_benchmarkresult_citations', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='aliasevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['id', 'pgh_id'], name='aliasevent_row'),
        ),
        migrations.AddIndex(
            model_name='aliasevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['pgh_created_at'], name='aliasevent_time'),
        ),
        migrations.AddIndex(
            model_name='aliasevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['pgh_context_id'], name='aliasevent_change'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='aliasevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='85ce30b095d5d2667a5f7e18b980ef70f42c06b7', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_eaa9b', table='catalog_aliasevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='artifactevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['id', 'pgh_id'], name='artifactevent_row'),
        ),
        migrations.AddIndex(
            model_name='artifactevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['pgh_created_at'], name='artifactevent_time'),
        ),
        migrations.AddIndex(
            model_name='artifactevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['pgh_context_id'], name='artifactevent_change'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='artifactevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='6954bc14752a5bf4afc122b895d2cf26e7d5ac41', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_5c9e4', table='catalog_artifactevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='benchmarkresultevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['id', 'pgh_id'], name='benchmarkresultevent_row'),
        ),
        migrations.AddIndex(
            model_name='benchmarkresultevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['pgh_created_at'], name='benchmarkresultevent_time'),
        ),
        migrations.AddIndex(
            model_name='benchmarkresultevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['pgh_context_id'], name='benchmarkresultevent_change'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='benchmarkresultevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='8f6628feeba0af1bca072ce8d0bccfe83f7bcf5b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_0a087', table='catalog_benchmarkresultevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='capabilitycitedevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['capabilityentry', 'pgh_id'], name='capabilitycitedevent_row'),
        ),
        migrations.AddIndex(
            model_name='capabilitycitedevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['pgh_created_at'], name='capabilitycitedevent_time'),
        ),
        migrations.AddIndex(
            model_name='capabilitycitedevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['pgh_context_id'], name='capabilitycitedevent_change'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='capabilitycitedevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='49ea063d44ee929c3d00de8ce7b75eefddedae9e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_93bda', table='catalog_capabilitycitedevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='capabilityentryevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['id', 'pgh_id'], name='capabilityentryevent_row'),
        ),
        migrations.AddIndex(
            model_name='capabilityentryevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['pgh_created_at'], name='capabilityentryevent_time'),
        ),
        migrations.AddIndex(
            model_name='capabilityentryevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['pgh_context_id'], name='capabilityentryevent_change'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='capabilityentryevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a7e4dbaddfedf6ed46413e038a1224881415bff4', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_16b6b', table='catalog_capabilityentryevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='capabilitykindevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['id', 'pgh_id'], name='capabilitykindevent_row'),
        ),
        migrations.AddIndex(
            model_name='capabilitykindevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['pgh_created_at'], name='capabilitykindevent_time'),
        ),
        migrations.AddIndex(
            model_name='capabilitykindevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['pgh_context_id'], name='capabilitykindevent_change'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='capabilitykindevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c193d6617efcfa3fabd06cfd9e227a326768c1b5', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_5194a', table='catalog_capabilitykindevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='citationevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['id', 'pgh_id'], name='citationevent_row'),
        ),
        migrations.AddIndex(
            model_name='citationevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['pgh_created_at'], name='citationevent_time'),
        ),
        migrations.AddIndex(
            model_name='citationevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['pgh_context_id'], name='citationevent_change'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='citationevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='49f3d1d9ead569b0e385ded3f746fa45418a35b6', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_1f690', table='catalog_citationevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='claimcitedevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['claim', 'pgh_id'], name='claimcitedevent_row'),
        ),
        migrations.AddIndex(
            model_name='claimcitedevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['pgh_created_at'], name='claimcitedevent_time'),
        ),
        migrations.AddIndex(
            model_name='claimcitedevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['pgh_context_id'], name='claimcitedevent_change'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claimcitedevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='201c5a9363a88cebaec6604a18054f9678bffba1', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_5d4cf', table='catalog_claimcitedevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='claimevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['id', 'pgh_id'], name='claimevent_row'),
        ),
        migrations.AddIndex(
            model_name='claimevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['pgh_created_at'], name='claimevent_time'),
        ),
        migrations.AddIndex(
            model_name='claimevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['pgh_context_id'], name='claimevent_change'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claimevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9fbe513b13868fff5ae682493a81e97b3aa885f5', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_0e85a', table='catalog_claimevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='familymembershipevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['id', 'pgh_id'], name='familymembershipevent_row'),
        ),
        migrations.AddIndex(
            model_name='familymembershipevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['pgh_created_at'], name='familymembershipevent_time'),
        ),
        migrations.AddIndex(
            model_name='familymembershipevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['pgh_context_id'], name='familymembershipevent_change'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='familymembershipevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d8878e1387b4df6a17b9350353b3034600674c57', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9db6d', table='catalog_familymembershipevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='relationcitedevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['relation', 'pgh_id'], name='relationcitedevent_row'),
        ),
        migrations.AddIndex(
            model_name='relationcitedevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['pgh_created_at'], name='relationcitedevent_time'),
        ),
        migrations.AddIndex(
            model_name='relationcitedevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['pgh_context_id'], name='relationcitedevent_change'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='relationcitedevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b48e832998d6ce5bff253e730a1a1f8c0cce2374', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b2d76', table='catalog_relationcitedevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='relationevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['id', 'pgh_id'], name='relationevent_row'),
        ),
        migrations.AddIndex(
            model_name='relationevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['pgh_created_at'], name='relationevent_time'),
        ),
        migrations.AddIndex(
            model_name='relationevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['pgh_context_id'], name='relationevent_change'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='relationevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='6f4fd539ca70cecd26abb37b54ac1353581f5751', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_bdb6c', table='catalog_relationevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='releasecitedevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['release', 'pgh_id'], name='releasecitedevent_row'),
        ),
        migrations.AddIndex(
            model_name='releasecitedevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['pgh_created_at'], name='releasecitedevent_time'),
        ),
        migrations.AddIndex(
            model_name='releasecitedevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['pgh_context_id'], name='releasecitedevent_change'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='releasecitedevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='234f71101d8da73742a6c97b9f4a3d8aaeba6711', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a6afc', table='catalog_releasecitedevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='releaseevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['id', 'pgh_id'], name='releaseevent_row'),
        ),
        migrations.AddIndex(
            model_name='releaseevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['pgh_created_at'], name='releaseevent_time'),
        ),
        migrations.AddIndex(
            model_name='releaseevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['pgh_context_id'], name='releaseevent_change'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='releaseevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d9c6bf8cd7d5206eda55c7d49bf63ae169608f84', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_84237', table='catalog_releaseevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='resultcitedevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['benchmarkresult', 'pgh_id'], name='resultcitedevent_row'),
        ),
        migrations.AddIndex(
            model_name='resultcitedevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['pgh_created_at'], name='resultcitedevent_time'),
        ),
        migrations.AddIndex(
            model_name='resultcitedevent',
            index=django.contrib.postgres.indexes.BTreeIndex(fields=['pgh_context_id'], name='resultcitedevent_change'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='resultcitedevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5ab8f3717a58eeb22c0e9a237dd9b58092c485f0', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d45f2', table='catalog_resultcitedevent', when='BEFORE')),
        ),
    ]
