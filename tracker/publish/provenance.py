"""A text that is shown -> words for how long it is known to have stood, where it was seen, and what became of it."""

from __future__ import annotations

from tracker.addresses import mask_secrets
from tracker.model import ClauseHistory, Stood, Version, Witness
from tracker.publish.times import format_day, format_moment, format_seen

SHOWN_DIGITS = 12
"""Of a hash: enough to find it, in JSON it is whole."""


def describe_stood(stood: Stood | None, version: Version) -> str:
    """ "seen 28 Jul 2023 06:31 to 5 Aug 2023 18:30 UTC, next different text 7 Aug 2023 18:30 UTC"."""
    if stood is None:
        return format_seen(version.first_seen_at, version.last_seen_at)
    seen = format_seen(stood.from_at, stood.to_at)
    return f"{seen}, next different text {format_moment(stood.next_at)}" if stood.next_at else seen


def describe_witness(witness: Witness, version: Version) -> str:
    """ "read from https://… (http, status 200) at the look of 7 Aug 2023 18:30 UTC; text 3f2a…, bytes 9c1b…"."""
    where = mask_secrets(witness.address or witness.source.locator)
    facts = [witness.source.kind]
    facts += [f"status {witness.status}"] if witness.status is not None else []
    facts += [f"commit {witness.commit[:SHOWN_DIGITS]}"] if witness.commit else []
    bodies = ", ".join(body[:SHOWN_DIGITS] for body in witness.bodies)
    hashes = f"text {version.text_hash[:SHOWN_DIGITS]}, bytes {bodies}"
    return f"read from {where} ({', '.join(facts)}), look of {format_moment(witness.observed_at)}; {hashes}"


def describe_end(life: ClauseHistory) -> str:
    """ "stands now as 10.2", "merged into 10.2 Permitted Uses on 11 Aug 2023": the day of the first look that missed
    it."""
    if not life.held:
        return "never stood in a text that was believed"
    if life.state == "present":
        return f"stands now as {life.last.label}"
    into = " and ".join(heir.label for heir in life.into)
    ended = next((held.to_at for held in reversed(life.held) if held.to_at), None)
    when = f" on {format_day(ended)}" if ended else ""
    return f"{life.state} into {into}{when}" if into else f"{life.state}{when}"
