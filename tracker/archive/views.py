"""The views that people, spreadsheets and exports read: names and columns are a promise, as docs/data.md has it.

Times are ISO 8601 text in UTC, dates `YYYY-MM-DD`, lists are joined by blanks ("edited renumbered") or, where their
parts hold blanks, by "; " or " … ". A null end means: until now.
"""

from __future__ import annotations

from typing import Final

from tracker.archive.places import STANDS_IN

VIEWS_FOR_PEOPLE: Final = f"""
DROP VIEW changes_by_policy;
DROP VIEW clause_history;

-- Every believed text of a policy from the moment it was first seen: a text that comes back has a row for each time.
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

-- A row for every change that was told; what merely followed another is left out.
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

-- A row for each time a clause bore one number and heading and said one thing.
CREATE VIEW clause_spans AS
WITH standing AS (
    SELECT standing_texts.policy, standing_texts.place, standing_texts.since, standing_texts.until, section.clause,
           section.number, section.path, section.heading, section.passage,
           standing_texts.place - row_number() OVER (
               PARTITION BY standing_texts.policy, section.clause, section.number, section.path, section.heading,
               section.passage ORDER BY standing_texts.place) AS island
    FROM standing_texts JOIN version ON version.id = standing_texts.version_id
    JOIN section ON {STANDS_IN} AND section.clause IS NOT NULL
)
SELECT standing.policy, standing.clause, standing.number, standing.path, standing.heading, passage.text,
       min(standing.since) AS since, nullif(max(coalesce(standing.until, '~')), '~') AS until
FROM standing JOIN passage ON passage.id = standing.passage
GROUP BY standing.policy, standing.clause, standing.number, standing.path, standing.heading, standing.passage,
         standing.island;

-- A row for every clause there ever was, as it was called last.
CREATE VIEW clauses AS
WITH span AS (
    SELECT clause_spans.*, row_number() OVER (PARTITION BY policy, clause ORDER BY since DESC) AS age,
           min(since) OVER (PARTITION BY policy, clause) AS first_since,
           count(*) OVER (PARTITION BY policy, clause) AS spans
    FROM clause_spans
)
SELECT policy, clause, number, path, heading, text, first_since AS since, until, spans
FROM span WHERE age = 1;

-- A row for each time a sentence stood in a clause.
CREATE VIEW sentences AS
WITH standing AS (
    SELECT DISTINCT standing_texts.policy, standing_texts.place, standing_texts.since, standing_texts.until,
           section.clause,
           substr(passage.text, json_extract(sentence.value, '$[0]') + 1,
                  json_extract(sentence.value, '$[1]')) AS sentence
    FROM standing_texts JOIN version ON version.id = standing_texts.version_id
    JOIN section ON {STANDS_IN} AND section.clause IS NOT NULL
    JOIN passage ON passage.id = section.passage JOIN json_each(passage.sentences) sentence
), island AS (
    SELECT standing.*, place - row_number() OVER (PARTITION BY policy, clause, sentence ORDER BY place) AS island
    FROM standing
)
SELECT policy, clause, sentence, min(since) AS since, nullif(max(coalesce(until, '~')), '~') AS until
FROM island GROUP BY policy, clause, sentence, island;
"""  # noqa: S608 - constants alone
