"""Model objects -> the JSON objects that programs read (schemas `tracker.*/1`): a public interface.

Keys may be added freely; none is renamed or dropped without raising the number in its `schema`. Times are UTC to
the second ("2023-08-11T19:15:38Z"), calendar dates "2023-08-11". Knows nothing of files, databases or channels.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from tracker.addresses import mask_secrets
from tracker.errors import TrackerError
from tracker.model import (
    Alternation,
    Change,
    ChangeSet,
    ClauseEvent,
    ClauseHistory,
    Comparison,
    FactChange,
    Gap,
    Held,
    History,
    LinkChange,
    MovedText,
    Note,
    Ops,
    PolicyOverview,
    PolicyStatus,
    Reading,
    ReadingWarning,
    RecordStatus,
    RegularState,
    Section,
    SentenceAge,
    ShownText,
    Stood,
    Unmatched,
    Version,
    VersionDiff,
    Witness,
)
from tracker.publish.phrases import list_phrases
from tracker.publish.record import Record, error_record
from tracker.publish.sources import source_record


def write_time(moment: datetime | None) -> str | None:
    """An aware time as "2023-08-11T19:15:38Z", fractions of a second dropped; None stays None."""
    if moment is None:
        return None
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def write_date(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


# --- sections ------------------------------------------------------------------------------------------


def section_place(section: Section) -> Record:
    """REF without its text: enough to find the section."""
    return {
        "number": section.number,
        "printed": section.printed,
        "path": section.path,
        "heading": section.heading,
        "level": section.level,
        "clause": section.clause,
    }


def section_record(section: Section) -> Record:
    """REF: a section with its own body."""
    return {**section_place(section), "text": section.text}


def section_records(sections: Sequence[Section]) -> list[Record]:
    return [section_record(section) for section in sections]


def outline_record(reading: Reading, *, file: str) -> Record:
    """`tracker outline`: one object for one file."""
    return {
        "schema": "tracker.outline/1",
        "file": file,
        "media_type": reading.media_type,
        "title": reading.title,
        "language": reading.language,
        "effective_on": write_date(reading.effective_on),
        "updated_on": write_date(reading.updated_on),
        "dates": [
            {"kind": stated.kind, "on": write_date(stated.on), "phrase": stated.phrase} for stated in reading.dates
        ],
        "warnings": warning_records(reading.warnings),
        "sections": section_records(reading.sections),
    }


def warning_records(warnings: Sequence[ReadingWarning]) -> list[Record]:
    """What a person should know though a document was read."""
    return [{"kind": one.kind, "address": one.address, "message": one.message} for one in warnings]


def outline_error_record(error: TrackerError, *, file: str) -> Record:
    """`tracker outline` for a file that could not be read."""
    return {"schema": "tracker.outline/1", "file": file, "error": error_record(error)}


# --- comparisons ------------------------------------------------------------------------------------------


def ops_record(ops: Ops) -> list[list[str]]:
    return [[op.value, text] for op, text in ops]


def moved_record(moved: MovedText) -> Record:
    return {"text": moved.text, "from": section_place(moved.old), "to": section_place(moved.new)}


def change_record(change: Change) -> Record:
    """One aligned row that differs, ripples included; short runs come with their nearest words."""
    deleted, inserted = list_phrases(change)
    return {
        "kinds": [kind.value for kind in change.kinds],
        "old": section_records(change.old),
        "new": section_records(change.new),
        "significance": change.significance.value,
        "reasons": list(change.reasons),
        "ripple_of": change.ripple_of,
        "is_ripple": change.is_ripple,
        "deleted": deleted,
        "inserted": inserted,
        "ops": ops_record(change.ops),
        "heading_ops": ops_record(change.heading_ops),
        "moved_text": [moved_record(moved) for moved in change.moved_text],
    }


def link_record(link: LinkChange) -> Record:
    return {"section": link.section, "text": link.text, "old": link.old, "new": link.new}


def comparison_record(comparison: Comparison) -> Record:
    """The part that compare, diff and log share."""
    return {
        "verdict": comparison.verdict.value,
        "event": comparison.event.value if comparison.event else None,
        "summary": comparison.summary,
        "changes": [change_record(change) for change in comparison.changes],
        "links_changed": [link_record(link) for link in comparison.links_changed],
        "unchanged": comparison.unchanged,
        "facts": [fact_change_record(change) for change in comparison.facts],
    }


def fact_change_record(change: FactChange) -> Record:
    """A kind of fact whose values changed: those that went, came and stayed, and the changes where they stand."""
    return {
        "kind": change.kind,
        "old": list(change.old),
        "new": list(change.new),
        "kept": list(change.kept),
        "changes": list(change.changes),
    }


def compared_file(reading: Reading, *, file: str) -> Record:
    return {"file": file, "title": reading.title, "sections": len(reading.sections)}


def compare_record(old: Reading, new: Reading, comparison: Comparison, *, old_file: str, new_file: str) -> Record:
    """`tracker compare OLD NEW`."""
    return {
        "schema": "tracker.compare/1",
        "old": compared_file(old, file=old_file),
        "new": compared_file(new, file=new_file),
        **comparison_record(comparison),
    }


def compared_version(version: Version) -> Record:
    return {
        "version": version.ordinal,
        "observed_at": write_time(version.first_seen_at),
        "last_seen_at": write_time(version.last_seen_at),
        "title": version.reading.title,
        "sections": len(version.reading.sections),
    }


def diff_record(difference: VersionDiff) -> Record:
    """`tracker diff POLICY FROM TO`: as compare, with the policy and both times."""
    return {
        "schema": "tracker.diff/1",
        "policy": difference.policy,
        "old": compared_version(difference.old),
        "new": compared_version(difference.new),
        **comparison_record(difference.comparison),
    }


# --- the record of a policy -----------------------------------------------------------------------------------


def note_record(note: Note) -> Record:
    return {"change_set": note.change_set, "by": note.by, "at": write_time(note.at), "text": note.text}


def log_record(change_set: ChangeSet) -> Record:
    """`tracker log POLICY`: one change set, told or not; also the body of a webhook."""
    judgement = change_set.judgement
    return {
        "schema": "tracker.log/1",
        "change_set": change_set.id,
        "policy": change_set.policy,
        "observed_at": write_time(judgement.observed_at),
        "previous_at": write_time(judgement.previous_at),
        "confirmed_at": write_time(judgement.confirmed_at),
        "alerted": change_set.is_alerted,
        "held_because": judgement.held_because.value if judgement.held_because else None,
        "reason": judgement.reason,
        "reverts_to": write_time(judgement.reverts_to),
        "effective_on": write_date(change_set.effective_on),
        "source": source_record(change_set.source),
        "is_quiet_edit": change_set.is_quiet_edit,
        "is_date_only": change_set.is_date_only,
        "notes": [note_record(note) for note in change_set.notes],
        **comparison_record(change_set.comparison),
    }


def gap_record(gap: Gap) -> Record:
    return {"from": write_time(gap.from_at), "to": write_time(gap.to_at), "why": gap.why}


def state_record(state: RegularState) -> Record:
    times = {"from": write_time(state.first_at), "to": write_time(state.last_at)}
    return {"looks": state.looks, "spells": state.spells, **times}


def stood_record(stood: Stood) -> Record:
    """How long a text is known to have stood; `next` is the first look at another text, null where none came yet."""
    return {"from": write_time(stood.from_at), "to": write_time(stood.to_at), "next": write_time(stood.next_at)}


def witness_record(witness: Witness) -> Record:
    """Where a text was seen: `bodies` are the SHA-256 of what came over the wire, part by part."""
    return {
        "kind": witness.source.kind,
        "locator": mask_secrets(witness.source.locator),
        "address": mask_secrets(witness.address) if witness.address else None,
        "status": witness.status,
        "commit": witness.commit,
        "bodies": list(witness.bodies),
    }


def show_record(shown: ShownText) -> Record:
    """`tracker show POLICY [CLAUSE] [--at DATE]`: the sections asked for of one version.

    `observed_at` is the look that shows the text, `at` the moment asked about.
    """
    version, witness = shown.version, shown.witness
    return {
        "schema": "tracker.show/1",
        "policy": version.policy,
        "name": shown.name,
        "version": version.ordinal,
        "title": version.reading.title,
        "language": version.reading.language,
        "at": write_time(shown.at),
        "observed_at": write_time(witness.observed_at if witness else version.last_seen_at),
        "stood": stood_record(shown.stood) if shown.stood else None,
        "text_hash": version.text_hash,
        "source": witness_record(witness) if witness else None,
        "gone": clause_end_record(shown.gone) if shown.gone else None,
        "first_seen": write_time(version.first_seen_at),
        "last_seen": write_time(version.last_seen_at),
        "effective_on": write_date(version.reading.effective_on),
        "updated_on": write_date(version.reading.updated_on),
        "gaps": [gap_record(gap) for gap in shown.gaps],
        "sections": section_records(shown.sections),
        "regular_states": [state_record(state) for state in shown.regular_states],
    }


def blame_record(age: SentenceAge) -> Record:
    """`tracker blame POLICY [CLAUSE]`: one sentence and since when it has stood."""
    return {
        "schema": "tracker.blame/1",
        "number": age.section.number,
        "path": age.section.path,
        "heading": age.section.heading,
        "clause": age.section.clause,
        "sentence": age.sentence,
        "since": write_time(age.since_at),
        "change_set": age.change_set,
    }


def check_record(
    policy: str,
    *,
    outcome: str,
    observed_at: datetime | None = None,
    change_set: str | None = None,
    error: TrackerError | None = None,
    redirected_to: str | None = None,
    reason: str | None = None,
    warnings: Sequence[ReadingWarning] = (),
) -> Record:
    """`tracker check`: what one look at one policy gave. `redirected_to`: an address on another host that answered;
    `reason`: why the text is doubted or held; `warnings`: of what was read anew."""
    return {
        "schema": "tracker.check/1",
        "policy": policy,
        "outcome": outcome,
        "observed_at": write_time(observed_at),
        "change_set": change_set,
        "error": error_record(error) if error else None,
        "redirected_to": redirected_to,
        "reason": reason,
        "warnings": warning_records(warnings),
    }


def clause_event_record(event: ClauseEvent) -> Record:
    """One change of a clause, in the words of compare, with its step and what people noted on that; `held` is null
    where it belongs to what is believed."""
    return {
        "observed_at": write_time(event.step.observed_at),
        "previous_at": write_time(event.step.previous_at),
        **change_record(event.change),
        "change_set": event.step.change_set,
        "held": event.held.value if event.held else None,
        "notes": [note_record(note) for note in event.step.notes],
    }


def held_record(held: Held) -> Record:
    """A number a clause held; `to` is null while it holds."""
    times = {"from": write_time(held.from_at), "to": write_time(held.to_at)}
    return {"number": held.number, "path": held.path, **times}


def alternation_record(one: Alternation) -> Record:
    """How often a clause was seen otherwise, and held."""
    return {"from": write_time(one.from_at), "to": write_time(one.to_at), "times": one.times}


def clause_end_record(life: ClauseHistory) -> Record:
    """A clause that stands no more: its id, what became of it, and the first look that missed it."""
    ended = next((held.to_at for held in reversed(life.held) if held.to_at), None)
    return {"clause": life.clause, **clause_state_record(life), "at": write_time(ended)}


def clause_state_record(life: ClauseHistory) -> Record:
    return {"state": life.state, **({"into": [heir.clause for heir in life.into]} if life.into else {})}


def clause_record(life: ClauseHistory) -> Record:
    """The life of one clause: what is believed, then what was held where that was asked for."""
    return {
        "clause": life.clause,
        "heading": life.last.heading,
        "held": [held_record(held) for held in life.held],
        "events": [clause_event_record(event) for event in (*life.events, *life.asides)],
        "alternated": [alternation_record(one) for one in life.alternated],
        "now": clause_state_record(life),
    }


def history_record(history: History) -> Record:
    """`tracker history POLICY CLAUSE`: every clause that the words name, the present holder first, and when nobody
    knows what it said."""
    return {
        "schema": "tracker.history/1",
        "policy": history.policy,
        "query": history.query,
        "gaps": [gap_record(gap) for gap in history.gaps],
        "clauses": [clause_record(life) for life in history.clauses],
    }


# --- the whole record -------------------------------------------------------------------------------------------


def overview_record(overview: PolicyOverview) -> Record:
    """`tracker list`: one policy that is watched or recorded."""
    return {
        "schema": "tracker.list/1",
        "policy": overview.policy,
        "name": overview.name,
        "fetch": list(overview.addresses),
        "tags": list(overview.tags),
        "is_watched": overview.is_watched,
        "is_paused": overview.is_paused,
        "versions": overview.versions,
        "last_look_at": write_time(overview.last_look_at),
        "failures": overview.failures,
    }


def status_record(status: RecordStatus) -> Record:
    """`tracker status`, the first object: the database."""
    return {
        "schema": "tracker.status/1",
        "database": status.path,
        "bytes": status.size,
        "ruleset": status.ruleset,
        "alerts": dict(status.alerts),
        "channels_down": list(status.channels_down),
        "damage": list(status.damage),
        "exposed": list(status.exposed),
        "verified": {"looks": status.chain[0], "head": status.chain[1]} if status.chain else None,
        "unmatched": [{"subscription": one.subscription, **unmatched_record(one)} for one in status.unmatched],
    }


def unmatched_record(unmatched: Unmatched) -> Record:
    """What in a subscription matches nothing now; `key` and `value` are null where no policy matches all keys."""
    return {"key": unmatched.key, "value": unmatched.value, "did_you_mean": unmatched.near}


def policy_status_record(status: PolicyStatus) -> Record:
    """`tracker status`, the following objects: one policy."""
    return {
        "schema": "tracker.status.policy/1",
        "policy": status.policy,
        "versions": status.versions,
        "told": status.told,
        "held": dict(status.held),
        "last_look_at": write_time(status.last_look_at),
        "is_dead": status.is_dead,
        "failures": status.failures,
        "trouble": status.trouble,
        "is_up_to_date": status.is_up_to_date,
        "next_look_at": write_time(status.next_look_at),
        "is_overdue": status.is_overdue,
        "is_paused": status.is_paused,
        "gaps": [gap_record(gap) for gap in status.gaps],
        "regular_states": [state_record(state) for state in status.regular_states],
        "language": status.language,
        "deaf_topics": list(status.deaf_topics),
    }
