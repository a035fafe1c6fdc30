"""What one look at a policy gave -> the line a person reads of it, or its record."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.model import HeldBecause
from tracker.publish.contract import check_record
from tracker.publish.lines import format_change_set
from tracker.publish.record import Record
from tracker.publish.spans import Line, Role, Span
from tracker.publish.subjects import write_subject
from tracker.track.checking import Checked

SHOWN_WORDS = 120
"""Words shown of one change under `-v`, as in `log`."""

OUTCOME_WORDS = {
    "first": "read for the first time",
    "unchanged": "unchanged",
    "not-modified": "unchanged (304)",
    "error": "could not be checked",
}
HELD_WORDS = {
    HeldBecause.COSMETIC: "changed in form only, not told",
    HeldBecause.UNCONFIRMED: "changed, waits for a second look",
    HeldBecause.FLAPPING: "alternates between texts seen before, not told",
    HeldBecause.QUARANTINED: "doubtful, kept aside",
    HeldBecause.VOLATILE: "changed only in what changes on every look, not told",
    HeldBecause.BAD_EXTRACTION: "not read well, not told",
    HeldBecause.LANGUAGE_SWITCH: "came in another language or spelling, not told",
    HeldBecause.SOURCE_CHANGED: "came from another source, not told",
    HeldBecause.SETTINGS_CHANGED: "is read in another way, not told",
    HeldBecause.REFUSED: "changed as a person refused, not told",
}
DECIDE = "`tracker accept {0}` takes it as true, `tracker refuse {0}` does not"


def is_worth_mail(result: Checked) -> bool:
    """Whether `-q` speaks of it: it was told, or could not be checked."""
    return result.outcome == "error" or (result.change_set is not None and result.change_set.is_told)


def format_result(result: Checked, *, is_verbose: bool) -> Iterator[Line]:
    """One line: the policy, what came of the look, and of what is told the weightiest change by name. With
    `is_verbose` the changed words of what is told under it."""
    other = f" (another host answered: {result.redirected_to})" if result.redirected_to else ""
    warned = "".join(f"; warning: {warning}" for warning in result.warnings)
    yield Line((Span(result.policy, Role.TITLE), Span(f"  {describe_outcome(result)}{other}{warned}")), hang=1)
    if is_verbose and result.change_set is not None and result.change_set.is_told:
        for line in format_change_set(result.change_set, limit=SHOWN_WORDS)[1:]:
            yield Line(line.spans, line.depth + 1)


def describe_outcome(result: Checked) -> str:
    """ "changed: 10.4 Licence edited (AI training), and 8 more", "unchanged", "could not be checked: 404 …"."""
    if result.change_set is not None and result.change_set.is_told:
        return f"changed: {write_subject(result.change_set)}"
    if result.outcome == "quarantined":
        why = f": {result.reason}" if result.reason else ""
        return f"{HELD_WORDS[HeldBecause.QUARANTINED]}{why}; {DECIDE.format(result.policy)}"
    held = result.change_set.judgement.held_because if result.change_set is not None else None
    if result.outcome == "held" and held is not None:
        return HELD_WORDS[held]
    trouble = f": {result.error}" if result.error else ""
    return f"{OUTCOME_WORDS[result.outcome]}{trouble}"


def write_result(result: Checked) -> Record:
    """The object of `check --json`."""
    return check_record(
        result.policy,
        outcome=result.outcome,
        observed_at=result.observed_at,
        change_set=result.change_set.id if result.change_set else None,
        error=result.error,
        redirected_to=result.redirected_to,
        reason=result.reason,
        warnings=result.warnings,
    )
