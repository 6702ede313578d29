"""Places in the list that folds members away under their family, beside those in the list of everything."""

from django.db import migrations, models

# A run that is being built while this is applied has a table of its own, which must still fit when it is attached.
ADD = """
ALTER TABLE scoring_score ADD COLUMN grouped_place integer, ADD COLUMN grouped_position integer;
DO $$
DECLARE run bigint;
BEGIN
    FOR run IN SELECT id FROM scoring_scoringrun WHERE state = 'building' LOOP
        EXECUTE format(
            'ALTER TABLE IF EXISTS %I ADD COLUMN grouped_place integer, ADD COLUMN grouped_position integer',
            'scoring_score_' || run);
    END LOOP;
END $$;
"""
DROP = "ALTER TABLE scoring_score DROP COLUMN grouped_place, DROP COLUMN grouped_position"


class Migration(migrations.Migration):
    dependencies = [("scoring", "0002_score_table")]

    operations = [
        migrations.RunSQL(ADD, DROP),
        migrations.AddField(
            model_name="scoringrun",
            name="grouped",
            field=models.JSONField(
                default=dict, help_text="By kind, rated and listed artifacts that are no member of a family"
            ),
        ),
    ]
