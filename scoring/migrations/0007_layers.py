"""Rows that stay in force from run to run: places are counted by rung and no longer written into rows."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

NEVER = 2**63 - 1
EVERY = 1000

# A run that is being built was planned by code that is gone; its jobs end without a word when they find it given up.
GIVE_UP = """
DO $$
DECLARE run bigint;
BEGIN
    FOR run IN SELECT id FROM scoring_scoringrun WHERE state = 'building' LOOP
        EXECUTE format('DROP TABLE IF EXISTS %I', 'scoring_score_' || run);
    END LOOP;
    UPDATE scoring_scoringrun SET state = 'abandoned' WHERE state = 'building';
    UPDATE scoring_scoringrun SET ground = id;
END $$;
"""
ADD = f"""
ALTER TABLE scoring_score
    ADD COLUMN since_run bigint, ADD COLUMN until_run bigint NOT NULL DEFAULT {NEVER},
    ADD COLUMN slug text COLLATE "C", ADD COLUMN folded boolean, ADD COLUMN rank_key integer,
    ADD COLUMN sd_class smallint, ADD COLUMN digest bytea;
UPDATE scoring_score s SET
    since_run = s.run_id, digest = '', folded = s.grouped_place IS NULL AND s.place IS NOT NULL,
    rank_key = CASE WHEN s.rated THEN -s.score ELSE 1 END,
    slug = coalesce((SELECT a.slug FROM catalog_artifact a WHERE a.id = s.artifact_id), 'gone-' || s.artifact_id),
    -- The class of `scoring.formula.bands`.
    sd_class = CASE WHEN s.sd_evidence IS NULL THEN -1 ELSE ceil(
        ln(greatest(round(s.sd_evidence * s.width / 1.6448536269514722) / 1e6, 0.1::float8) / 0.1::float8)
        / ln(1.05::float8) - 1e-9::float8
    ) END;
"""
# Bands were exact to a millionth of a point: the widest of those who show the same score stands for all of them.
PLACES = f"""
INSERT INTO scoring_rung (run_id, kind, tenths, sd_class, artifacts, "grouped", position, best, worst,
    grouped_position, grouped_best, grouped_worst)
SELECT run_id, kind, CASE WHEN rated THEN score_tenths ELSE -1 END, CASE WHEN rated THEN sd_class ELSE -1 END,
    count(*), count(*) FILTER (WHERE NOT folded), min(position), min(rank_best), max(rank_worst),
    min(grouped_position), min(grouped_best), max(grouped_worst)
FROM scoring_score GROUP BY 1, 2, 3, 4;
INSERT INTO scoring_milestone (run_id, kind, "grouped", place, rank_key, slug)
SELECT run_id, kind, lists."grouped", lists.place, rank_key, slug FROM (
    SELECT run_id, kind, rank_key, slug, folded, row_number() OVER walk AS place,
           count(*) FILTER (WHERE NOT folded) OVER walk AS grouped_place
    FROM scoring_score WINDOW walk AS (PARTITION BY run_id, kind ORDER BY rank_key, slug ROWS UNBOUNDED PRECEDING)
) walked CROSS JOIN LATERAL (
    VALUES (false, place), (true, CASE WHEN NOT folded THEN grouped_place END)
) lists ("grouped", place) WHERE lists.place % {EVERY} = 0;
"""
DROP_PLACES = """
ALTER TABLE scoring_score
    DROP COLUMN place, DROP COLUMN position, DROP COLUMN grouped_place, DROP COLUMN grouped_position,
    DROP COLUMN rank_best, DROP COLUMN rank_worst, DROP COLUMN grouped_best, DROP COLUMN grouped_worst,
    ALTER COLUMN since_run SET NOT NULL, ALTER COLUMN slug SET NOT NULL, ALTER COLUMN folded SET NOT NULL,
    ALTER COLUMN rank_key SET NOT NULL, ALTER COLUMN sd_class SET NOT NULL, ALTER COLUMN digest SET NOT NULL,
    DROP CONSTRAINT scoring_score_pkey;
ALTER TABLE scoring_score ADD PRIMARY KEY (run_id, artifact_id, since_run);
CREATE INDEX scoring_score_list ON scoring_score (kind, rank_key, slug);
"""

# Back to rows that hold their places: of runs of what changed nothing stays, and readers get the whole run below.
HOLD_PLACES = """
UPDATE scoring_publication p SET run_id = r.ground FROM scoring_scoringrun r WHERE r.id = p.run_id;
UPDATE scoring_scoringrun SET state = 'pruned' WHERE base_id IS NOT NULL AND state IN ('published', 'superseded');
UPDATE scoring_scoringrun SET state = 'published' WHERE id = (SELECT run_id FROM scoring_publication);
DELETE FROM scoring_score WHERE since_run <> run_id;
DROP INDEX scoring_score_list;
ALTER TABLE scoring_score DROP CONSTRAINT scoring_score_pkey,
    ADD COLUMN place integer, ADD COLUMN position integer, ADD COLUMN grouped_place integer,
    ADD COLUMN grouped_position integer, ADD COLUMN rank_best integer, ADD COLUMN rank_worst integer,
    ADD COLUMN grouped_best integer, ADD COLUMN grouped_worst integer;
ALTER TABLE scoring_score ADD PRIMARY KEY (run_id, artifact_id);
UPDATE scoring_score s SET place = walked.place, grouped_place = walked.grouped_place,
    position = r.position, rank_best = r.best, rank_worst = r.worst,
    grouped_position = CASE WHEN NOT s.folded THEN r.grouped_position END,
    grouped_best = CASE WHEN NOT s.folded THEN r.grouped_best END,
    grouped_worst = CASE WHEN NOT s.folded THEN r.grouped_worst END
FROM (
    SELECT run_id, artifact_id, kind, CASE WHEN rated THEN score_tenths ELSE -1 END AS tenths,
        CASE WHEN rated THEN sd_class ELSE -1 END AS sd_class,
        row_number() OVER (PARTITION BY run_id, kind ORDER BY rank_key, slug) AS place,
        CASE WHEN NOT folded THEN row_number() OVER (PARTITION BY run_id, kind, folded ORDER BY rank_key, slug) END
            AS grouped_place
    FROM scoring_score
) walked LEFT JOIN scoring_rung r USING (run_id, kind, tenths, sd_class)
WHERE walked.run_id = s.run_id AND walked.artifact_id = s.artifact_id;
CREATE INDEX scoring_score_place ON scoring_score (run_id, kind, place);
"""
REMOVE = """
ALTER TABLE scoring_score DROP COLUMN since_run, DROP COLUMN until_run, DROP COLUMN slug, DROP COLUMN folded,
    DROP COLUMN rank_key, DROP COLUMN sd_class, DROP COLUMN digest;
"""


class Migration(migrations.Migration):
    dependencies = [("scoring", "0006_intervals"), ("catalog", "0012_touches")]

    operations = [
        migrations.AddField(
            model_name="scoringrun",
            name="base",
            field=models.ForeignKey(blank=True, help_text="The run whose rows stay in force where nothing changed; empty: everything was scored", null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="scoring.scoringrun"),
        ),
        migrations.AddField(
            model_name="scoringrun",
            name="ground",
            field=models.BigIntegerField(blank=True, help_text="The whole run whose table holds the rows", null=True),
        ),
        migrations.AddField(
            model_name="scoringrun",
            name="why_whole",
            field=models.CharField(blank=True, help_text="Why everything was scored", max_length=200),
        ),
        migrations.AddField(
            model_name="scoringrun",
            name="asked_by",
            field=models.CharField(blank=True, help_text="Who or what started it", max_length=150),
        ),
        migrations.AddField(
            model_name="scoringrun",
            name="scored",
            field=models.PositiveIntegerField(blank=True, help_text="Artifacts that it scored itself", null=True),
        ),
        migrations.AddField(
            model_name="scoringrun",
            name="code_sha256",
            field=models.CharField(blank=True, help_text="Of the code that scored", max_length=64),
        ),
        migrations.AddField(
            model_name="scoringrun",
            name="digest_sum",
            field=models.CharField(blank=True, help_text="Sum of the digests of all rows, in hexadecimal", max_length=64),
        ),
        migrations.AlterField(
            model_name="scoringrun",
            name="state",
            field=models.CharField(choices=[("building", "building"), ("published", "published"), ("superseded", "superseded"), ("abandoned", "abandoned: another run was published first"), ("canceled", "canceled"), ("pruned", "pruned")], default="building", max_length=12),
        ),
        migrations.AddField(
            model_name="scoringbatch",
            name="artifact_ids",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, null=True, size=None),
        ),
        migrations.AddField(
            model_name="scoringbatch",
            name="rows",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="scoringbatch",
            name="digest_sum",
            field=models.CharField(blank=True, help_text="Sum of the digests of its rows, in hexadecimal", max_length=64),
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                ("pk", models.CompositePrimaryKey("run_id", "kind", "grouped", "place", blank=True, editable=False, primary_key=True, serialize=False)),
                ("run_id", models.BigIntegerField()),
                ("kind", models.CharField(max_length=16)),
                ("grouped", models.BooleanField(help_text="In the list without members of families")),
                ("place", models.IntegerField()),
                ("rank_key", models.IntegerField()),
                ("slug", models.CharField(max_length=160)),
            ],
        ),
        migrations.CreateModel(
            name="Rung",
            fields=[
                ("pk", models.CompositePrimaryKey("run_id", "kind", "tenths", "sd_class", blank=True, editable=False, primary_key=True, serialize=False)),
                ("run_id", models.BigIntegerField()),
                ("kind", models.CharField(max_length=16)),
                ("tenths", models.SmallIntegerField()),
                ("sd_class", models.SmallIntegerField()),
                ("artifacts", models.IntegerField()),
                ("grouped", models.IntegerField(help_text="Those of them that no family stands for")),
                ("position", models.IntegerField(help_text="1 for the highest score of its kind; equal scores share it", null=True)),
                ("best", models.IntegerField(help_text="1 and those who are ahead with a probability of .95 or more", null=True)),
                ("worst", models.IntegerField(help_text="All but those who are behind with such a probability", null=True)),
                ("grouped_position", models.IntegerField(null=True)),
                ("grouped_best", models.IntegerField(null=True)),
                ("grouped_worst", models.IntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ScoringCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField()),
                ("overtaken", models.BooleanField(default=False, help_text="Ended early: another run was published meanwhile")),
                ("checked", models.PositiveIntegerField()),
                ("left_out", models.PositiveIntegerField(help_text="Touched since the run began")),
                ("differing", models.PositiveIntegerField()),
                ("examples", models.JSONField(blank=True, default=list)),
                ("run", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="checks", to="scoring.scoringrun")),
            ],
            options={"ordering": ["-id"]},
        ),
        migrations.RunSQL(GIVE_UP, migrations.RunSQL.noop),
        migrations.RunSQL(ADD, REMOVE),
        migrations.RunSQL(PLACES, migrations.RunSQL.noop),
        migrations.RunSQL(DROP_PLACES, HOLD_PLACES),
    ]
