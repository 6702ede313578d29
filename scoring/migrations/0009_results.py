"""The raw board results that a standing was made of, beside the readings. Rows from before hold none."""

import importlib

from django.db import migrations

for_each_table = importlib.import_module("scoring.migrations.0008_readings_as_columns").for_each_table


class Migration(migrations.Migration):
    dependencies = [("scoring", "0008_readings_as_columns")]

    operations = [
        migrations.RunSQL(
            for_each_table("ALTER TABLE %I ADD COLUMN results jsonb"),
            for_each_table("ALTER TABLE %I DROP COLUMN results"),
        )
    ]
