-- The catalog as often as it takes to hold :artifacts artifacts, for `benchmarks.million`. Every copy has the kinds, facts,
-- sources, families and relations of the original, so what is drawn is the real distribution; its figures are
-- jittered by a hash of artifact, metric and seed, so that no two copies score alike.
\set ON_ERROR_STOP on
SET synchronous_commit = off;
SET maintenance_work_mem = '512MB';
SET work_mem = '64MB';
-- Nobody edits here: no history, no touched generations, no checks of references that are right by construction.
SET session_replication_role = replica;
-- Search is not asked; its indexes would take longer to grow than everything else.
DROP INDEX artifact_name_trigram, artifact_slug_trigram, catalog_artifact_slug_27147139_like;
ALTER TABLE catalog_signal DROP CONSTRAINT signal_once_per_day_and_source, DROP CONSTRAINT catalog_signal_pkey;
DROP INDEX catalog_signal_artifact_id_a094bd7f, catalog_signal_source_id_a53b6057;

CREATE TEMPORARY TABLE original AS SELECT id, row_number() OVER (ORDER BY id) AS place FROM catalog_artifact;
CREATE UNIQUE INDEX ON original (id);
SELECT count(*) AS originals, max(id) AS stride FROM original \gset
CREATE TEMPORARY TABLE copy AS
    SELECT number, number * :stride AS shift FROM generate_series(1, (:artifacts - 1) / :originals) number;
ANALYZE original;
ANALYZE copy;

INSERT INTO catalog_artifact (
    id, created_at, updated_at, uid, slug, kind, name, summary, homepage, repository, paper, hub_id, licence,
    licence_code, licence_data, released, modalities, tasks, domains, languages, facts, pricing, curated_fields,
    imported_values, curated_facts, import_digest, status, also_in, reviewed_on, generation, organization_id, source_id
)
SELECT id + shift, created_at, updated_at, gen_random_uuid(), left(slug, 150) || '-n' || number, kind, name, summary,
       homepage, repository, paper, CASE WHEN hub_id <> '' THEN left(hub_id, 190) || '-n' || number ELSE '' END,
       licence, licence_code, licence_data, released, modalities, tasks, domains, languages, facts, pricing,
       curated_fields, imported_values, curated_facts, import_digest, status, also_in, reviewed_on, generation,
       organization_id, source_id
FROM copy, catalog_artifact JOIN original USING (id)
WHERE number * :originals + place <= :artifacts ORDER BY number, id;

-- By a tenth at most and downwards, so that no result leaves the range of its test; counts stay whole.
INSERT INTO catalog_signal (component, metric, state, value, unit, observed, artifact_id, source_id)
SELECT component, metric, state,
       CASE WHEN value = round(value) THEN round(value * factor) ELSE value * factor END,
       unit, observed, artifact_id + shift, source_id
FROM copy, LATERAL (
    SELECT s.*, 1 - (hashtextextended(metric, :seed + artifact_id + shift) & 1023) / 10240.0 AS factor
    FROM catalog_signal s JOIN original ON original.id = s.artifact_id
    WHERE number * :originals + place <= :artifacts ORDER BY s.artifact_id
) jittered;

INSERT INTO catalog_familymembership (uid, rule, position, family_id, member_id, version)
SELECT gen_random_uuid(), rule, position, family_id + shift, member_id + shift, version
FROM copy, catalog_familymembership m
WHERE (SELECT max(place) FROM original WHERE id IN (family_id, member_id)) + number * :originals <= :artifacts;

INSERT INTO catalog_relation (uid, type, object_name, object_id, subject_id, source_id, rule)
SELECT gen_random_uuid(), type, object_name, object_id + shift, subject_id + shift, source_id, rule
FROM copy, catalog_relation r
WHERE (SELECT max(place) FROM original WHERE id IN (object_id, subject_id)) + number * :originals <= :artifacts;

INSERT INTO catalog_price (provider, unit, currency, input_amount, output_amount, cache_read_amount, observed, artifact_id)
SELECT provider, unit, currency, input_amount, output_amount, cache_read_amount, observed, artifact_id + shift
FROM copy, catalog_price p JOIN original ON original.id = p.artifact_id
WHERE number * :originals + place <= :artifacts;

ALTER TABLE catalog_signal ADD CONSTRAINT catalog_signal_pkey PRIMARY KEY (id),
    ADD CONSTRAINT signal_once_per_day_and_source UNIQUE (artifact_id, metric, observed, source_id);
CREATE INDEX ON catalog_signal (artifact_id);
SELECT setval(pg_get_serial_sequence('catalog_artifact', 'id'), (SELECT max(id) FROM catalog_artifact));
VACUUM ANALYZE catalog_artifact, catalog_signal, catalog_familymembership, catalog_relation, catalog_price;
