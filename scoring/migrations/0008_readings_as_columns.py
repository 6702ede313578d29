"""What a row was read from, as columns of its own instead of a JSON list for each signal. No reading is lost."""

from django.db import migrations

COLUMNS = {
    "states": "text",
    "raws": "double precision[]",
    "days": "integer[]",
    "source_ids": "integer[]",
    "notes": "text",
    "shares": "double precision[]",
}
# A reading was [state, raw, observed, source id, note] and, behind these, the share of trust where it had its own.
CONVERTED = """
    (states, raws, days, source_ids, notes, shares) = (
        SELECT string_agg(left(r ->> 0, 1), '' ORDER BY n),
               array_agg(coalesce((r ->> 1)::float8, 'NaN') ORDER BY n),
               array_agg(rpad(replace(coalesce(nullif(r ->> 2, ''), '0'), '-', ''), 8, '0')::int ORDER BY n),
               array_agg(coalesce((r ->> 3)::int, 0) ORDER BY n),
               string_agg(replace(r ->> 4, E'\\n', ' '), E'\\n' ORDER BY n),
               CASE WHEN count(r ->> 5) > 0 THEN array_agg(coalesce((r ->> 5)::float8, 'NaN') ORDER BY n) END
        FROM jsonb_array_elements(readings) WITH ORDINALITY AS each (r, n)
    )
"""
# A run that is being built has a table of its own, which must still fit.
EACH_TABLE = """
-- However long it takes: a reader's statement may not.
SET LOCAL statement_timeout = 0;
DO $$
DECLARE score_table text;
BEGIN
    FOR score_table IN
        SELECT 'scoring_score' UNION ALL
        SELECT 'scoring_score_' || id FROM scoring_scoringrun
        WHERE state = 'building' AND to_regclass('scoring_score_' || id) IS NOT NULL
    LOOP
        {statements}
    END LOOP;
END $$;
"""


def for_each_table(*statements):
    """Statements with %I for the table; nothing in them may depend on its rows but what they do to them."""
    lines = (f"EXECUTE format($statement${each}$statement$, score_table);" for each in statements)
    return EACH_TABLE.replace("{statements}", "\n        ".join(lines))


ADDED = ", ".join(f"ADD COLUMN {name} {type_}" for name, type_ in COLUMNS.items())
REQUIRED = ", ".join(f"ALTER COLUMN {name} SET NOT NULL" for name in COLUMNS if name != "shares")
FORWARDS = for_each_table(
    f"ALTER TABLE %I {ADDED}",
    f"UPDATE %I SET {CONVERTED}",
    f"ALTER TABLE %I {REQUIRED}, DROP COLUMN readings",
)
RESTORED = """
    readings = (
        SELECT jsonb_agg(
            jsonb_build_array(
                CASE letter WHEN 'o' THEN 'observed' WHEN 'a' THEN 'absent' WHEN 's' THEN 'stale' ELSE 'unknown' END,
                nullif(raws[n], 'NaN'),
                CASE WHEN days[n] = 0 THEN '' ELSE regexp_replace(
                    regexp_replace(days[n]::text, '(\\d{4})(\\d\\d)(\\d\\d)', '\\1-\\2-\\3'), '(-00)+$', '') END,
                nullif(source_ids[n], 0), split_part(notes, E'\\n', n::int)
            ) || CASE WHEN shares[n] <> 'NaN' THEN jsonb_build_array(shares[n]) ELSE '[]' END ORDER BY n
        )
        FROM string_to_table(states, NULL) WITH ORDINALITY AS each (letter, n)
    )
"""
BACKWARDS = for_each_table(
    "ALTER TABLE %I ADD COLUMN readings jsonb",
    f"UPDATE %I SET {RESTORED}",
    "ALTER TABLE %I ALTER COLUMN readings SET NOT NULL, " + ", ".join(f"DROP COLUMN {name}" for name in COLUMNS),
)


class Migration(migrations.Migration):
    dependencies = [("scoring", "0007_layers")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
