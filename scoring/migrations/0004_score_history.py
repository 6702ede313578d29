"""The history of scores, begun with the runs that are still whole, and the addresses of receipts."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scoring", "0003_grouped_lists")]

    operations = [
        migrations.CreateModel(
            name="ScoreHistory",
            fields=[
                ("pk", models.CompositePrimaryKey("artifact_id", "run_id", blank=True, editable=False, primary_key=True, serialize=False)),
                ("artifact_id", models.BigIntegerField()),
                ("scored", models.BooleanField()),
                ("kind", models.CharField(max_length=16)),
                ("rated", models.BooleanField()),
                ("score_tenths", models.SmallIntegerField(null=True)),
                ("low_tenths", models.SmallIntegerField(null=True)),
                ("high_tenths", models.SmallIntegerField(null=True)),
                ("component_tenths", django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), size=None)),
                ("component_value_tenths", django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), size=None)),
                ("coverage_percent", models.SmallIntegerField()),
                ("component_coverage_percent", django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), size=None)),
                ("digest", models.BinaryField()),
                ("run", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="scoring.scoringrun")),
            ],
            options={"verbose_name_plural": "score history"},
        ),
        migrations.CreateModel(
            name="ReceiptAddress",
            fields=[
                ("sha256", models.BinaryField(primary_key=True, serialize=False)),
                ("artifact_id", models.BigIntegerField()),
                ("run", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="scoring.scoringrun")),
            ],
            options={"verbose_name_plural": "receipt addresses"},
        ),
    ]
