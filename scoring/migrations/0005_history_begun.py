"""The history of an installation that has scores already begins with the run that readers see."""

from django.db import migrations

BEGIN = """
INSERT INTO scoring_scorehistory (
    artifact_id, run_id, scored, kind, rated, score_tenths, component_tenths, component_value_tenths, coverage_percent,
    component_coverage_percent, digest)
SELECT artifact_id, s.run_id, true, kind, rated, CASE WHEN rated THEN score_tenths END, component_tenths,
    ARRAY(SELECT round(value / 1e3::float8)::int2 FROM unnest(component_values) WITH ORDINALITY AS u (value, place)
          ORDER BY place),
    round(100 * (own_coverage / 1e6::float8))::int2,
    ARRAY(SELECT round(100 * (share / 1e6::float8))::int2 FROM unnest(coverage) WITH ORDINALITY AS u (share, place)
          ORDER BY place),
    sha256(convert_to('{"points":[' || array_to_string(points, ',')
        || '],"reliabilities":[' || array_to_string(reliabilities, ',')
        || '],"values":[' || array_to_string("values", ',') || ']}', 'UTF8'))
FROM scoring_score s JOIN scoring_publication p ON p.run_id = s.run_id
"""


class Migration(migrations.Migration):
    dependencies = [("scoring", "0004_score_history")]

    operations = [migrations.RunSQL(BEGIN, migrations.RunSQL.noop)]
