-- The catalog again under other names until it holds :artifacts artifacts, for `benchmarks.searching`: each copy has the
-- kinds, tasks, facts and capability entries of its original, and a name of its own.
\set ON_ERROR_STOP on
SET synchronous_commit = off;
-- Nobody edits here: no history, no touched generations.
SET session_replication_role = replica;

CREATE TEMPORARY TABLE original AS SELECT id, row_number() OVER (ORDER BY id) AS place FROM catalog_artifact;
CREATE UNIQUE INDEX ON original (id);
SELECT count(*) AS originals, max(id) AS stride FROM original \gset
CREATE TEMPORARY TABLE copy AS
    SELECT number * :stride + id AS id, id AS original, number, substr(md5(number || ':' || id), 1, 6) AS mark
    FROM original, generate_series(1, (:artifacts - 1) / :originals) number
    WHERE number * :originals + place <= :artifacts;
CREATE INDEX ON copy (original);
ANALYZE copy;

INSERT INTO catalog_artifact (
    id, created_at, updated_at, uid, slug, kind, name, summary, homepage, repository, paper, hub_id, licence,
    licence_code, licence_data, released, modalities, tasks, domains, languages, facts, pricing, curated_fields,
    imported_values, curated_facts, import_digest, status, also_in, reviewed_on, generation, organization_id, source_id
)
SELECT copy.id, created_at, updated_at, gen_random_uuid(), left(slug, 150) || '-' || mark, kind,
       left(name, 190) || ' ' || mark, summary, homepage, repository, paper,
       CASE WHEN hub_id <> '' THEN left(hub_id, 190) || '-' || mark ELSE '' END, licence, licence_code, licence_data,
       released, modalities, tasks, domains, languages, facts, pricing, curated_fields, imported_values, curated_facts,
       import_digest, status, also_in, reviewed_on, generation, organization_id, source_id
FROM copy JOIN catalog_artifact a ON a.id = copy.original ORDER BY copy.id;

INSERT INTO catalog_capabilityentry (
    created_at, updated_at, uid, name, description, "unique", vs_alternatives, best_for, limitations, requires,
    input_types, output_types, intents_served, position, status, provenance, rule, reviewed_on, revision, artifact_id,
    kind_id, fact, source_id
)
SELECT created_at, updated_at, gen_random_uuid(), name, description, "unique", vs_alternatives, best_for, limitations,
       requires, input_types, output_types, intents_served, position, status, provenance, rule, reviewed_on, revision,
       copy.id, kind_id, fact, source_id
FROM copy JOIN catalog_capabilityentry e ON e.artifact_id = copy.original ORDER BY copy.id, position;
ANALYZE catalog_artifact, catalog_capabilityentry;
