-- The file as 5 migrations left it, with one look at an invented service in it.
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE TABLE body (
    hash TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    codec TEXT NOT NULL CHECK (codec IN ('raw', 'zstd', 'zstd-prefix')),
    base TEXT REFERENCES body(hash),
    depth INTEGER NOT NULL DEFAULT 0,            -- links to the next key frame; bounded
    data BLOB NOT NULL
) STRICT;
CREATE TABLE policy (
    id TEXT PRIMARY KEY,                         -- 'zoom/terms-of-service'
    name TEXT NOT NULL,
    added_at TEXT NOT NULL
) STRICT;
CREATE TABLE setting (
    id INTEGER PRIMARY KEY,
    policy TEXT NOT NULL REFERENCES policy(id),
    from_at TEXT NOT NULL,
    json TEXT NOT NULL
) STRICT;
CREATE INDEX setting_policy ON setting(policy, id);
CREATE TABLE source (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,                          -- 'http', 'browser', 'ota-versions', 'ota-snapshots', 'files'
    locator TEXT NOT NULL, site TEXT,
    UNIQUE (kind, locator)
) STRICT;
CREATE TABLE snapshot (
    id INTEGER PRIMARY KEY,
    policy TEXT NOT NULL REFERENCES policy(id),
    source INTEGER NOT NULL REFERENCES source(id),
    part INTEGER NOT NULL,                       -- page of a combined document, from 0
    body TEXT NOT NULL REFERENCES body(hash),
    media_type TEXT,
    charset TEXT,
    status INTEGER,
    final_url TEXT,
    headers TEXT NOT NULL,                       -- JSON: [[name, value], ...] in the order received
    redirects TEXT NOT NULL,                     -- JSON: every address on the way
    captured_at TEXT NOT NULL,
    external_key TEXT                            -- commit:path, file digest ...; null for live captures
) STRICT;
CREATE INDEX snapshot_policy ON snapshot(policy, part, id);
CREATE UNIQUE INDEX snapshot_external ON snapshot(policy, external_key, part) WHERE external_key IS NOT NULL;
CREATE TABLE observation (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    policy TEXT NOT NULL REFERENCES policy(id),
    observed_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('fetched', 'not-modified', 'error')),
    error TEXT,
    prev_hash TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;
CREATE INDEX observation_policy ON observation(policy, observed_at, seq);
CREATE TABLE observation_part (
    seq INTEGER NOT NULL REFERENCES observation(seq),
    part INTEGER NOT NULL,
    snapshot INTEGER NOT NULL REFERENCES snapshot(id),   -- an earlier one where the server said 304
    PRIMARY KEY (seq, part)
) STRICT, WITHOUT ROWID;
CREATE INDEX observation_part_snapshot ON observation_part(snapshot);
CREATE TABLE decision (
    id INTEGER PRIMARY KEY,
    policy TEXT NOT NULL REFERENCES policy(id),
    kind TEXT NOT NULL CHECK (kind IN ('note', 'accept', 'refuse')),
    change_set TEXT,                             -- the id shown when it was made
    old_seq INTEGER REFERENCES observation(seq),
    seq INTEGER NOT NULL REFERENCES observation(seq),
    by TEXT NOT NULL,
    at TEXT NOT NULL,
    note TEXT NOT NULL
) STRICT;
CREATE INDEX decision_policy ON decision(policy, kind);
CREATE TABLE clause (
    id TEXT PRIMARY KEY,
    policy TEXT NOT NULL REFERENCES policy(id),
    minted_at TEXT NOT NULL
) STRICT;
CREATE INDEX clause_policy ON clause(policy);
CREATE TABLE clause_alias (
    old TEXT PRIMARY KEY REFERENCES clause(id),
    id TEXT NOT NULL REFERENCES clause(id)
) STRICT;
CREATE TABLE derivation (
    id INTEGER PRIMARY KEY,
    policy TEXT NOT NULL REFERENCES policy(id),
    setting INTEGER NOT NULL REFERENCES setting(id),
    ruleset INTEGER NOT NULL,
    is_current INTEGER NOT NULL DEFAULT 0,
    decided INTEGER NOT NULL DEFAULT 0,          -- the last decision that belief has weighed
    generation INTEGER NOT NULL DEFAULT 0        -- grows whenever belief is written: two writers notice each other
, weighed_to INTEGER NOT NULL DEFAULT 0, steps TEXT NOT NULL DEFAULT '[]', returns INTEGER NOT NULL DEFAULT 0, longest_silence REAL NOT NULL DEFAULT 0) STRICT;
CREATE UNIQUE INDEX derivation_current ON derivation(policy) WHERE is_current;
CREATE INDEX derivation_policy ON derivation(policy);
CREATE TABLE version (
    id INTEGER PRIMARY KEY,
    derivation INTEGER NOT NULL REFERENCES derivation(id) ON DELETE CASCADE,
    ordinal INTEGER,
    text_hash TEXT NOT NULL,
    media_type TEXT NOT NULL,
    title TEXT,
    language TEXT,
    dates TEXT NOT NULL,                         -- JSON: [[kind, date, phrase], ...]
    first_seen_at TEXT,
    last_seen_at TEXT,
    is_latest INTEGER NOT NULL DEFAULT 0, sheet INTEGER, is_chained INTEGER NOT NULL DEFAULT 0, page_hash TEXT,       -- its sections are in section_search
    UNIQUE (derivation, text_hash)
) STRICT;
CREATE TABLE seen (
    derivation INTEGER NOT NULL REFERENCES derivation(id) ON DELETE CASCADE,
    seq INTEGER NOT NULL REFERENCES observation(seq),
    version INTEGER REFERENCES version(id) ON DELETE CASCADE,
    failure TEXT,
    screened TEXT,
    is_judged INTEGER NOT NULL DEFAULT 0, setting INTEGER REFERENCES setting(id),        -- 0: read, but belief has not weighed it yet
    PRIMARY KEY (derivation, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX seen_version ON seen(version);
CREATE TABLE comparison (
    id INTEGER PRIMARY KEY,
    derivation INTEGER NOT NULL REFERENCES derivation(id) ON DELETE CASCADE,
    old_version INTEGER NOT NULL REFERENCES version(id) ON DELETE CASCADE,
    new_version INTEGER NOT NULL REFERENCES version(id) ON DELETE CASCADE,
    verdict TEXT NOT NULL,
    event TEXT,
    summary TEXT NOT NULL,
    unchanged INTEGER NOT NULL,
    links_changed TEXT NOT NULL,                 -- JSON: [[section, text, old, new], ...]
    pairs TEXT NOT NULL, facts TEXT NOT NULL DEFAULT '[]',                         -- JSON: [[[old ordinals], [new ordinals]], ...]
    UNIQUE (old_version, new_version)
) STRICT;
CREATE INDEX comparison_derivation ON comparison(derivation);
CREATE INDEX comparison_new ON comparison(new_version);
CREATE TABLE change (
    id INTEGER PRIMARY KEY,
    comparison INTEGER NOT NULL REFERENCES comparison(id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    kinds TEXT NOT NULL,                         -- 'edited renumbered'
    significance TEXT NOT NULL,
    reasons TEXT NOT NULL,                       -- JSON
    inserted TEXT NOT NULL,                      -- the runs, each ended by a record separator (U+001E)
    deleted TEXT NOT NULL,
    ops TEXT NOT NULL,                           -- JSON: lengths over the bodies, or texts (archive/redlines.py)
    heading_ops TEXT NOT NULL,
    moved_text TEXT NOT NULL,                    -- JSON: [[text, old section, new section], ...]
    ripple_of INTEGER,
    is_ripple INTEGER NOT NULL,
    UNIQUE (comparison, ordinal)
) STRICT;
CREATE TABLE change_set (
    derivation INTEGER NOT NULL REFERENCES derivation(id) ON DELETE CASCADE,
    id TEXT NOT NULL,                            -- hash of policy, old_seq, new_seq: the same after a rebuild
    policy TEXT NOT NULL REFERENCES policy(id),
    comparison INTEGER NOT NULL REFERENCES comparison(id) ON DELETE CASCADE,
    old_seq INTEGER NOT NULL REFERENCES observation(seq),
    new_seq INTEGER NOT NULL REFERENCES observation(seq),
    previous_at TEXT NOT NULL,
    observed_at TEXT NOT NULL,
    confirmed_at TEXT,
    held_because TEXT,
    reason TEXT,
    reverts_to TEXT,
    advances INTEGER NOT NULL, site_part TEXT,                   -- whether the new text is believed from then on
    PRIMARY KEY (derivation, id)
) STRICT;
CREATE INDEX change_set_policy ON change_set(policy, observed_at);
CREATE INDEX change_set_comparison ON change_set(comparison);
CREATE VIEW section_text AS
SELECT section.id AS id, section.heading AS heading, passage.text AS text
FROM section JOIN passage ON passage.id = section.passage;
CREATE VIRTUAL TABLE section_search USING fts5(
    heading, text, content='section_text', content_rowid='id', tokenize='porter unicode61');
CREATE VIRTUAL TABLE change_search USING fts5(
    inserted, deleted, content='change', content_rowid='id', tokenize='porter unicode61');
CREATE TABLE message (hash text primary key, data blob not null) strict;
CREATE TABLE alert (
  id integer primary key,                -- the order of raising, and so of sending
  receipt_key text not null unique,      -- the same for the same news in every derivation
  subscription text not null,
  channel text not null,
  address text not null,                 -- '' where a channel has but one receiver
  message text not null references message(hash),
  state text not null check (state in ('pending', 'gathered', 'bundled', 'sent', 'failed')),
  created_at text not null,
  due_at text not null,                  -- not before: the hour of a digest
  next_at text not null,                 -- the next try after a failure
  attempts integer not null default 0,
  sent_at text,
  error text,
  bundle text                            -- receipt_key of the digest a bundled alert went into
) strict;
CREATE INDEX alert_queue on alert(channel, due_at, id) where state = 'pending';
CREATE INDEX alert_waiting on alert(channel, address, due_at, id) where state = 'pending' and attempts > 0;
CREATE INDEX alert_gathered on alert(subscription, channel, address, due_at, id) where state = 'gathered';
CREATE INDEX alert_bundle on alert(bundle) where bundle is not null;
CREATE INDEX alert_state on alert(state, id);
CREATE TABLE told (
  policy text not null, new_seq integer not null, old_seq integer not null,
  at text not null, is_alerted integer not null,
  primary key (policy, new_seq)
) strict, without rowid;
CREATE TABLE outage (channel text primary key, since_at text not null, next_at text not null,
  attempts integer not null, error text not null) strict;
CREATE TABLE follow (
  subscription text not null, policy text not null, query text not null, clause text not null references clause(id),
  since_at text not null,
  primary key (subscription, policy, query, clause)
) strict, without rowid;
CREATE TABLE asking (
  seq integer primary key references observation(seq), accept_language text, retry_at text,
  again_of integer references observation(seq)
) strict;
CREATE INDEX asking_again_of on asking(again_of) where again_of is not null;
CREATE INDEX asking_retry_at on asking(retry_at) where retry_at is not null;
CREATE TABLE passage (
    id INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    text TEXT NOT NULL,
    blocks TEXT NOT NULL,
    sentences TEXT NOT NULL
) STRICT;
CREATE TABLE section (
    id INTEGER PRIMARY KEY,
    sheet INTEGER NOT NULL REFERENCES version(id) ON DELETE CASCADE,  -- the text that the sheet began with
    place INTEGER NOT NULL,
    since INTEGER NOT NULL,
    until INTEGER,
    up INTEGER,
    level INTEGER NOT NULL,
    number TEXT,
    printed TEXT,
    path TEXT,
    heading TEXT,
    heading_links TEXT NOT NULL,
    passage INTEGER NOT NULL REFERENCES passage(id),
    facts TEXT,                                  -- [[kind, value], ...]
    topics TEXT,                                 -- [topic, ...]
    clause TEXT REFERENCES clause(id),
    is_indexed INTEGER NOT NULL DEFAULT 0        -- it is in section_search
) STRICT;
CREATE INDEX section_sheet ON section(sheet, place);
CREATE INDEX section_passage ON section(passage);
CREATE INDEX section_clause ON section(clause) WHERE clause IS NOT NULL;
CREATE TABLE change_section (
    change INTEGER NOT NULL REFERENCES change(id) ON DELETE CASCADE,
    side TEXT NOT NULL CHECK (side IN ('old', 'new')),
    position INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    parent INTEGER,
    section INTEGER NOT NULL REFERENCES section(id) ON DELETE CASCADE,
    PRIMARY KEY (change, side, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX change_section_section ON change_section(section);
CREATE INDEX version_sheet ON version(derivation, sheet);
CREATE TABLE stamp (
  hash text primary key, seq integer not null references observation(seq), head text not null,
  authority text not null, stamped_at text not null, received_at text not null,
  token blob not null, certificates text not null
) strict;
CREATE INDEX stamp_seq on stamp(seq);
CREATE TABLE stamp_cover (
  stamp text primary key references stamp(hash), seq integer not null references observation(seq)
) strict;
CREATE INDEX stamp_cover_seq on stamp_cover(seq);
CREATE TABLE fact_span (
    id INTEGER PRIMARY KEY,
    derivation INTEGER NOT NULL REFERENCES derivation(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    quote TEXT NOT NULL,
    section INTEGER NOT NULL REFERENCES section(id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    from_at TEXT NOT NULL,
    to_at TEXT,
    is_from_start INTEGER NOT NULL
) STRICT;
CREATE INDEX fact_span_derivation ON fact_span(derivation, kind);
CREATE INDEX fact_span_kind ON fact_span(kind, from_at);
CREATE INDEX fact_span_section ON fact_span(section);
CREATE TABLE topic_span (
    id INTEGER PRIMARY KEY,
    derivation INTEGER NOT NULL REFERENCES derivation(id) ON DELETE CASCADE,
    topic TEXT NOT NULL,
    section INTEGER NOT NULL REFERENCES section(id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    from_at TEXT NOT NULL,
    to_at TEXT,
    is_from_start INTEGER NOT NULL
) STRICT;
CREATE INDEX topic_span_derivation ON topic_span(derivation, topic);
CREATE INDEX topic_span_topic ON topic_span(topic, from_at);
CREATE INDEX topic_span_section ON topic_span(section);
CREATE TABLE topic_change (
    topic TEXT NOT NULL,
    change INTEGER NOT NULL REFERENCES change(id) ON DELETE CASCADE,
    PRIMARY KEY (topic, change)
) STRICT, WITHOUT ROWID;
CREATE INDEX topic_change_change ON topic_change(change);
CREATE TABLE signed (
    id INTEGER PRIMARY KEY,
    policy TEXT NOT NULL REFERENCES policy(id),
    signed_on TEXT NOT NULL,
    by TEXT NOT NULL,
    at TEXT NOT NULL,
    note TEXT NOT NULL
) STRICT;
CREATE INDEX signed_by ON signed(by, policy, id);
CREATE TABLE moved_sentence (
    change INTEGER NOT NULL REFERENCES change(id) ON DELETE CASCADE,
    side TEXT NOT NULL CHECK (side IN ('inserted', 'deleted')),
    place INTEGER NOT NULL,
    exact INTEGER NOT NULL,
    PRIMARY KEY (change, side, place)
) STRICT, WITHOUT ROWID;
-- Where each policy put some words in, or took them out, first: of its told steps alone, so that who else has them is
-- read and counted off one index. Written with the belief.
CREATE TABLE adoption (
    exact INTEGER NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('inserted', 'deleted')),
    derivation INTEGER NOT NULL REFERENCES derivation(id) ON DELETE CASCADE,
    observed_at TEXT NOT NULL,
    change_set TEXT NOT NULL,
    change INTEGER NOT NULL,                     -- goes with its derivation
    place INTEGER NOT NULL,
    PRIMARY KEY (exact, side, derivation)
) STRICT, WITHOUT ROWID;
CREATE INDEX adoption_derivation ON adoption(derivation);
CREATE TABLE sentence_band (
    band INTEGER NOT NULL,
    exact INTEGER NOT NULL,
    PRIMARY KEY (band, exact)
) STRICT, WITHOUT ROWID;
CREATE TABLE rename (
    id INTEGER PRIMARY KEY,
    old TEXT NOT NULL,
    new TEXT NOT NULL,
    seq INTEGER NOT NULL,
    at TEXT NOT NULL
) STRICT;
CREATE TABLE purged_look (
    seq INTEGER PRIMARY KEY,
    named TEXT NOT NULL,                         -- what the policy was called
    observed_at TEXT NOT NULL,
    covered TEXT NOT NULL,
    prev_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;
CREATE VIEW standing_texts AS
WITH standing AS (
    SELECT derivation.policy, version.id AS version, version.first_seen_at AS since, 0 AS new_seq, 0 AS old_seq
    FROM version JOIN derivation ON derivation.id = version.derivation AND derivation.is_current
    WHERE version.ordinal = 1
    UNION ALL
    SELECT change_set.policy, comparison.new_version, change_set.observed_at, change_set.new_seq, change_set.old_seq
    FROM change_set JOIN derivation ON derivation.id = change_set.derivation AND derivation.is_current
    JOIN comparison ON comparison.id = change_set.comparison
    WHERE change_set.advances
)
SELECT standing.policy, policy.name, row_number() OVER step AS place, version.ordinal AS version, standing.since,
       lead(standing.since) OVER step AS until, version.title, version.language,
       (SELECT json_extract(value, '$[1]') FROM json_each(version.dates)
        WHERE json_extract(value, '$[0]') = 'effective' LIMIT 1) AS effective_on,
       version.text_hash, standing.version AS version_id
FROM standing JOIN version ON version.id = standing.version JOIN policy ON policy.id = standing.policy
WINDOW step AS (PARTITION BY standing.policy ORDER BY standing.since, standing.new_seq, standing.old_seq);
CREATE VIEW told_changes AS
SELECT change_set.policy, policy.name, change_set.id AS change_set, change_set.previous_at, change_set.observed_at,
       change_set.confirmed_at,
       (SELECT json_extract(value, '$[1]') FROM json_each(new_text.dates)
        WHERE json_extract(value, '$[0]') = 'effective' LIMIT 1) AS effective_on,
       comparison.event, comparison.summary, change.ordinal, change.kinds, change.significance,
       (SELECT group_concat(value, '; ') FROM json_each(change.reasons) WHERE value NOT LIKE 'topic: %') AS reasons,
       (SELECT group_concat(substr(value, 8), '; ') FROM json_each(change.reasons) WHERE value LIKE 'topic: %')
           AS topics,
       coalesce(new.number, old.number) AS number, coalesce(new.path, old.path) AS path,
       coalesce(new.heading, old.heading) AS heading, coalesce(new.clause, old.clause) AS clause,
       replace(rtrim(change.deleted, char(30)), char(30), ' … ') AS deleted,
       replace(rtrim(change.inserted, char(30)), char(30), ' … ') AS inserted,
       (SELECT coalesce(snapshot.final_url, CASE WHEN source.kind IN ('http', 'browser') THEN source.locator END)
        FROM snapshot JOIN source ON source.id = snapshot.source WHERE snapshot.policy = change_set.policy
        ORDER BY snapshot.id DESC LIMIT 1) AS address
FROM change_set
JOIN derivation ON derivation.id = change_set.derivation AND derivation.is_current
JOIN policy ON policy.id = change_set.policy
JOIN comparison ON comparison.id = change_set.comparison
JOIN version new_text ON new_text.id = comparison.new_version
JOIN change ON change.comparison = comparison.id AND NOT change.is_ripple
LEFT JOIN change_section new_side ON new_side.change = change.id AND new_side.side = 'new' AND new_side.position = 0
LEFT JOIN section new ON new.id = new_side.section
LEFT JOIN change_section old_side ON old_side.change = change.id AND old_side.side = 'old' AND old_side.position = 0
LEFT JOIN section old ON old.id = old_side.section
WHERE change_set.confirmed_at IS NOT NULL AND change_set.held_because IS NULL;
CREATE VIEW clause_spans AS
WITH standing AS (
    SELECT standing_texts.policy, standing_texts.place, standing_texts.since, standing_texts.until, section.clause,
           section.number, section.path, section.heading, section.passage,
           standing_texts.place - row_number() OVER (
               PARTITION BY standing_texts.policy, section.clause, section.number, section.path, section.heading,
               section.passage ORDER BY standing_texts.place) AS island
    FROM standing_texts JOIN version ON version.id = standing_texts.version_id
    JOIN section ON section.sheet = version.sheet AND section.since <= version.id
    AND (section.until IS NULL OR section.until > version.id) AND section.clause IS NOT NULL
)
SELECT standing.policy, standing.clause, standing.number, standing.path, standing.heading, passage.text,
       min(standing.since) AS since, nullif(max(coalesce(standing.until, '~')), '~') AS until
FROM standing JOIN passage ON passage.id = standing.passage
GROUP BY standing.policy, standing.clause, standing.number, standing.path, standing.heading, standing.passage,
         standing.island;
CREATE VIEW clauses AS
WITH span AS (
    SELECT clause_spans.*, row_number() OVER (PARTITION BY policy, clause ORDER BY since DESC) AS age,
           min(since) OVER (PARTITION BY policy, clause) AS first_since,
           count(*) OVER (PARTITION BY policy, clause) AS spans
    FROM clause_spans
)
SELECT policy, clause, number, path, heading, text, first_since AS since, until, spans
FROM span WHERE age = 1;
CREATE VIEW sentences AS
WITH standing AS (
    SELECT DISTINCT standing_texts.policy, standing_texts.place, standing_texts.since, standing_texts.until,
           section.clause,
           substr(passage.text, json_extract(sentence.value, '$[0]') + 1, json_extract(sentence.value, '$[1]')) AS sentence
    FROM standing_texts JOIN version ON version.id = standing_texts.version_id
    JOIN section ON section.sheet = version.sheet AND section.since <= version.id
    AND (section.until IS NULL OR section.until > version.id) AND section.clause IS NOT NULL
    JOIN passage ON passage.id = section.passage JOIN json_each(passage.sentences) sentence
), island AS (
    SELECT standing.*, place - row_number() OVER (PARTITION BY policy, clause, sentence ORDER BY place) AS island
    FROM standing
)
SELECT policy, clause, sentence, min(since) AS since, nullif(max(coalesce(until, '~')), '~') AS until
FROM island GROUP BY policy, clause, sentence, island;
CREATE TABLE withdrawal (
    decision INTEGER PRIMARY KEY REFERENCES decision(id),
    by TEXT NOT NULL,
    at TEXT NOT NULL,
    note TEXT NOT NULL
) STRICT;
CREATE INDEX version_latest ON version(derivation) WHERE is_latest;
CREATE INDEX told_at on told(at);
CREATE INDEX change_set_step on change_set(policy, new_seq);
CREATE INDEX change_set_told ON change_set(observed_at) WHERE held_because IS NULL AND confirmed_at IS NOT NULL;
CREATE TABLE review (
    id INTEGER PRIMARY KEY,
    policy TEXT NOT NULL REFERENCES policy(id),
    change_set TEXT NOT NULL,                    -- the id shown when it was made
    old_seq INTEGER NOT NULL REFERENCES observation(seq),
    seq INTEGER NOT NULL REFERENCES observation(seq),
    state TEXT NOT NULL CHECK (state IN ('open', 'reviewed', 'not-relevant', 'needs-action')),
    assignee TEXT,
    by TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;
CREATE INDEX review_policy ON review(policy);
CREATE INDEX snapshot_source ON snapshot(source, policy);
CREATE INDEX source_site ON source(site) WHERE site IS NOT NULL;
CREATE INDEX observation_order ON observation(policy, seq);
CREATE INDEX snapshot_live ON snapshot(policy, part) WHERE external_key IS NULL;
CREATE TABLE back_index (
  policy text not null, archive text not null, address text not null, span text not null,
  resume text, listed_at text, primary key (policy, archive, address, span)
) strict;
CREATE TABLE back_capture (
  policy text not null, archive text not null, stamp text not null, url text not null,
  media_type text, status integer, digest text, memento text,
  state text not null default 'waiting' check (state in ('waiting', 'taken', 'passed')), reason text,
  primary key (policy, archive, stamp, url)
) strict;
CREATE INDEX version_place ON version(derivation, ordinal) WHERE ordinal IS NOT NULL;
CREATE INDEX change_set_unconfirmed ON change_set(policy, observed_at) WHERE held_because = 'unconfirmed';
CREATE INDEX seen_trouble ON seen(derivation) WHERE failure IS NOT NULL OR screened IS NOT NULL;
-- The topic files that texts were read with, beside the topics that come with the program: names and patterns as JSON.
CREATE TABLE topic_set (
    name TEXT PRIMARY KEY,                       -- the hash of `topics`
    topics TEXT NOT NULL
) STRICT;
-- The topic files of a derivation; empty: none.
ALTER TABLE derivation ADD COLUMN topics TEXT NOT NULL DEFAULT '';
INSERT INTO policy VALUES ('parcels/terms', 'parcels/terms', '2024-03-01T08:30:00.000Z');
INSERT INTO source VALUES (1, 'http', 'https://parcels.example/terms', 'parcels.example');
INSERT INTO body VALUES ('bc50e73ca07b479f64183f7be9f9024515c3cbdeacd3b0327fa42223ebdef28a', 662, 'zstd', NULL, 0, X'28b52ffd6096015d0c00761f511e504dd30674b4ddb4bdcf5988fd495d8702a8696221ca388d50389985fbd44b0046004800364364225eb630930f86a1e0416422f81070226118c7d2475cfab1a6c28ac1ca24a2a6e05c1f34642697d7d03a3d515bbcf41137ea2352b15ae8d757470d8671c54ed5122bd26aa16f7022cef5c278d9e23b18c6da4b87d82df818506a5fce668fd6cb0fe13bf8d0230b066d07affcc678d4f87c972789599d15bc031fdf5356268d694d1f132d4f5f2fc498b7c953ca240a1f34e75aa9eb39666572f98ab1b56365f2c107413a62092da64a6ea2c5e68366056f4f1be319e068971d0710180fed35568c516257abc5594af0b1acc1f4aa4c5667a9cc1d6010c6b1d61f64ac36315dccc429d92f2d8b79ed25a8b1e4c6167c143891308c43edcbc7b47e15e63d7f9f7efc0660254c2f457ad939ab5f591f717a7cd4e0e32add0a1eda446b061800efc8b29269ae411ceb9997cf43e425718d10a4e068a5e45b64e1d297192f55f445bd0b693464b6f7c4683160cfd5d4c6ebd81cc75cf0261997d71ca34acc332e1505');
INSERT INTO snapshot VALUES (1, 'parcels/terms', 1, 0, 'bc50e73ca07b479f64183f7be9f9024515c3cbdeacd3b0327fa42223ebdef28a', 'text/markdown', 'utf-8', 200, NULL, '[]', '[]', '2024-03-01T08:30:00.000Z', '1');
INSERT INTO observation VALUES (1, 'parcels/terms', '2024-03-01T08:30:00.000Z', '2024-03-01T08:30:00.000Z', 'fetched', NULL, '0000000000000000000000000000000000000000000000000000000000000000', 'd21bb91a77af657b422415b57301f26cafe511cc041988e5654fb901f75796be');
INSERT INTO observation_part VALUES (1, 0, 1);
INSERT INTO _sqlite_migrations VALUES (1, 'tracker', 'create_tables', '2026-11-26 13:06:25.228357+00:00');
INSERT INTO _sqlite_migrations VALUES (2, 'tracker', 'create_outbox', '2026-11-26 13:06:25.230345+00:00');
INSERT INTO _sqlite_migrations VALUES (3, 'tracker', 'create_follows', '2026-11-26 13:06:25.232462+00:00');
INSERT INTO _sqlite_migrations VALUES (4, 'tracker', 'create_asking', '2026-11-26 13:06:25.236668+00:00');
INSERT INTO _sqlite_migrations VALUES (5, 'tracker', 'enlarge_record', '2026-11-26 18:30:00.000000+00:00');
