"""An interval and a rank band for every score, and what a new methodology moved."""

from django.db import migrations, models

# Empty where a methodology gives no intervals. A run that is being built has a table of its own, which must still fit.
COLUMNS = {
    "low": "integer",
    "high": "integer",
    "sd_evidence": "integer",
    "sd_method": "integer",
    "width": "double precision",
    "component_sds": "integer[]",
    "rank_best": "integer",
    "rank_worst": "integer",
    "grouped_best": "integer",
    "grouped_worst": "integer",
}
ADDED = ", ".join(f"ADD COLUMN {name} {type_}" for name, type_ in COLUMNS.items())
ADD = f"""
ALTER TABLE scoring_score {ADDED};
DO $$
DECLARE run bigint;
BEGIN
    FOR run IN SELECT id FROM scoring_scoringrun WHERE state = 'building' LOOP
        EXECUTE format('ALTER TABLE IF EXISTS %I {ADDED}', 'scoring_score_' || run);
    END LOOP;
END $$;
"""
DROP = "ALTER TABLE scoring_score " + ", ".join(f"DROP COLUMN {name}" for name in COLUMNS)


class Migration(migrations.Migration):
    dependencies = [("scoring", "0005_history_begun")]

    operations = [
        migrations.RunSQL(ADD, DROP),
        migrations.AddField(
            model_name="scoringrun",
            name="impact",
            field=models.JSONField(
                blank=True, help_text="What changed against the run before it, of another methodology", null=True
            ),
        ),
    ]
