"""The partitioned table of scores: one partition a run, made aside and attached when the run is published."""

from django.db import migrations

CREATE = """
CREATE TABLE scoring_score (
    run_id bigint NOT NULL,
    artifact_id bigint NOT NULL,
    kind text NOT NULL,
    rated boolean NOT NULL,
    score integer NOT NULL CONSTRAINT score_in_range CHECK (score BETWEEN 0 AND 100000000),
    score_tenths smallint NOT NULL,
    own_coverage integer NOT NULL,
    coverage integer[] NOT NULL,
    "values" integer[] NOT NULL,
    reliabilities integer[] NOT NULL,
    points integer[] NOT NULL,
    tenths smallint[] NOT NULL,
    component_tenths smallint[] NOT NULL,
    component_values integer[] NOT NULL,
    readings jsonb NOT NULL,
    place integer,
    position integer,
    PRIMARY KEY (run_id, artifact_id)
) PARTITION BY LIST (run_id);
CREATE INDEX scoring_score_place ON scoring_score (run_id, kind, place);
INSERT INTO scoring_publication (id, run_id, version) VALUES (1, NULL, 0);
"""


class Migration(migrations.Migration):
    dependencies = [("scoring", "0001_initial")]

    operations = [
        migrations.RunSQL(CREATE, "DROP TABLE scoring_score; DELETE FROM scoring_publication;"),
    ]
