"""The tables of the archive, readable; `migrations.py` puts them into a file.

Facts (what came over the wire, what people said, which ids were minted, what was told) are append-only; no code
updates or deletes them. Derived rows hang off `derivation` and vanish with it. All times are ISO 8601 text in UTC
with milliseconds, so that text order is time order; dates are `YYYY-MM-DD`; lists are JSON.
"""

from __future__ import annotations

APPLICATION_ID = 0x504F4C44
"""Written into the file's header, so that another program's SQLite file is told apart before anything is touched."""

FACTS = """
-- The bytes themselves. `hash` is their SHA-256; with codec 'zstd-prefix' they are compressed against the body `base`.
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

-- How a policy was read from when on; the newest row holds. A look is read as it was in its time, or by a later row
-- that finds the document in it.
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
    locator TEXT NOT NULL,
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

-- One look at a policy, in recording order. Each hash covers the row, its snapshots and the hash before it.
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

-- What a person decided: a note on a change set, a doubtful text accepted or refused.
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

-- A clause is minted once; a rebuild that loses one leaves an alias.
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
"""

DERIVED = """
-- One reading of a policy's whole record under one ruleset and one setting; one is current.
CREATE TABLE derivation (
    id INTEGER PRIMARY KEY,
    policy TEXT NOT NULL REFERENCES policy(id),
    setting INTEGER NOT NULL REFERENCES setting(id),
    ruleset INTEGER NOT NULL,
    is_current INTEGER NOT NULL DEFAULT 0,
    decided INTEGER NOT NULL DEFAULT 0,          -- the last decision that belief has weighed
    generation INTEGER NOT NULL DEFAULT 0        -- grows whenever belief is written: two writers notice each other
) STRICT;
CREATE UNIQUE INDEX derivation_current ON derivation(policy) WHERE is_current;
CREATE INDEX derivation_policy ON derivation(policy);

-- A section's body, once for all versions that hold it. `blocks` is JSON (archive/passages.py).
CREATE TABLE passage (
    id INTEGER PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    text TEXT NOT NULL,
    blocks TEXT NOT NULL
) STRICT;

-- A distinct text. `ordinal` counts believed texts from 1; null: seen, but never believed (quarantined, refused).
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
    is_latest INTEGER NOT NULL DEFAULT 0,
    is_indexed INTEGER NOT NULL DEFAULT 0,       -- its sections are in section_search
    UNIQUE (derivation, text_hash)
) STRICT;

CREATE TABLE section (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL REFERENCES version(id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    parent INTEGER,                              -- ordinal of the enclosing section
    level INTEGER NOT NULL,
    number TEXT,
    printed TEXT,
    path TEXT,
    heading TEXT,
    heading_links TEXT NOT NULL,
    passage INTEGER NOT NULL REFERENCES passage(id),
    clause TEXT REFERENCES clause(id),
    UNIQUE (version, ordinal)
) STRICT;
CREATE INDEX section_passage ON section(passage);
CREATE INDEX section_clause ON section(clause);

-- What reading made of one observation. `screened`: why the text was doubted; `failure`: why there is no text.
CREATE TABLE seen (
    derivation INTEGER NOT NULL REFERENCES derivation(id) ON DELETE CASCADE,
    seq INTEGER NOT NULL REFERENCES observation(seq),
    version INTEGER REFERENCES version(id) ON DELETE CASCADE,
    failure TEXT,
    screened TEXT,
    is_judged INTEGER NOT NULL DEFAULT 0,        -- 0: read, but belief has not weighed it yet
    PRIMARY KEY (derivation, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX seen_version ON seen(version);

-- What differs between two texts, whatever was believed of it and however often the step was taken.
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
    pairs TEXT NOT NULL,                         -- JSON: [[[old ordinals], [new ordinals]], ...]
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

CREATE TABLE change_section (
    change INTEGER NOT NULL REFERENCES change(id) ON DELETE CASCADE,
    side TEXT NOT NULL CHECK (side IN ('old', 'new')),
    position INTEGER NOT NULL,
    section INTEGER NOT NULL REFERENCES section(id) ON DELETE CASCADE,
    PRIMARY KEY (change, side, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX change_section_section ON change_section(section);

-- A step of the record from one believed text to the next, and what was believed of it.
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
    advances INTEGER NOT NULL,                   -- whether the new text is believed from then on
    PRIMARY KEY (derivation, id)
) STRICT;
CREATE INDEX change_set_policy ON change_set(policy, observed_at);
CREATE INDEX change_set_comparison ON change_set(comparison);
"""

VIEWS = """
CREATE VIEW changes_by_policy AS
SELECT change_set.policy, change_set.id AS change_set, change_set.previous_at, change_set.observed_at,
       change_set.held_because, comparison.verdict, comparison.event, comparison.summary, change.ordinal, change.kinds,
       change.significance, coalesce(new.path, old.path) AS path, coalesce(new.heading, old.heading) AS heading,
       coalesce(new.clause, old.clause) AS clause, change.deleted, change.inserted
FROM change_set
JOIN derivation ON derivation.id = change_set.derivation AND derivation.is_current
JOIN comparison ON comparison.id = change_set.comparison
LEFT JOIN change ON change.comparison = comparison.id
LEFT JOIN change_section new_side ON new_side.change = change.id AND new_side.side = 'new' AND new_side.position = 0
LEFT JOIN section new ON new.id = new_side.section
LEFT JOIN change_section old_side ON old_side.change = change.id AND old_side.side = 'old' AND old_side.position = 0
LEFT JOIN section old ON old.id = old_side.section
ORDER BY change_set.policy, change_set.observed_at, change.ordinal;

CREATE VIEW clause_history AS
SELECT derivation.policy, section.clause, version.first_seen_at, version.last_seen_at, version.ordinal AS version,
       section.number, section.path, section.heading, passage.text
FROM section
JOIN version ON version.id = section.version AND version.ordinal IS NOT NULL
JOIN derivation ON derivation.id = version.derivation AND derivation.is_current
JOIN passage ON passage.id = section.passage
WHERE section.clause IS NOT NULL
ORDER BY derivation.policy, section.clause, version.ordinal;

CREATE VIEW section_text AS
SELECT section.id AS id, section.heading AS heading, passage.text AS text
FROM section JOIN passage ON passage.id = section.passage;

-- Of each policy the first and the newest text are indexed: what stands now, and what stood at the first look.
CREATE VIRTUAL TABLE section_search USING fts5(
    heading, text, content='section_text', content_rowid='id', tokenize='porter unicode61');
CREATE VIRTUAL TABLE change_search USING fts5(
    inserted, deleted, content='change', content_rowid='id', tokenize='porter unicode61');
"""

PAST_SCHEMA = """
-- The settings a look was read with, where they are not the newest of its derivation.
ALTER TABLE seen ADD COLUMN setting INTEGER REFERENCES setting(id);

-- A decision that a person took back: a further fact, the decision stays on record.
CREATE TABLE withdrawal (
    decision INTEGER PRIMARY KEY REFERENCES decision(id),
    by TEXT NOT NULL,
    at TEXT NOT NULL,
    note TEXT NOT NULL
) STRICT;

CREATE INDEX version_latest ON version(derivation) WHERE is_latest;
"""
