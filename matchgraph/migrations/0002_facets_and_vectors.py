import django.contrib.postgres.fields
from django.db import migrations, models

# Vectors are optional: where the server has no pgvector, or this role may not add it, search goes by words alone.
EXTENSION = """
    DO $$ BEGIN
        IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector') THEN
            CREATE EXTENSION IF NOT EXISTS vector;
        END IF;
    EXCEPTION WHEN insufficient_privilege THEN
        RAISE NOTICE 'this role may not create the extension vector: search goes by words alone';
    END $$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('matchgraph', '0001_search_tables'),
    ]

    operations = [
        migrations.RunSQL(EXTENSION, migrations.RunSQL.noop),
        migrations.AddField(
            model_name='searchdocument',
            name='languages',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list, size=None),
        ),
        migrations.AddField(
            model_name='searchdocument',
            name='parameters',
            field=models.FloatField(help_text='None: not stated', null=True),
        ),
        migrations.AddField(
            model_name='searchdocument',
            name='context',
            field=models.FloatField(help_text='In tokens; None: not stated', null=True),
        ),
        migrations.AddField(
            model_name='searchdocument',
            name='price',
            field=models.FloatField(help_text='Lowest of a million input tokens, in USD; None: no such offer known', null=True),
        ),
    ]
