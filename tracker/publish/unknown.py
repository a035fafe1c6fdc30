"""What the looks at a policy do not say -> words: when nobody saw it, and between which texts it alternates."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.model import Gap, RegularState
from tracker.publish.times import tell_day, tell_span

SHOWN_GAPS = 3


def describe_gap(gap: Gap) -> str:
    """ "not observed from 3 May 2023 06:30 to 9 May 2023 18:30 UTC: answered 503"."""
    return f"not observed from {tell_span(gap.from_at, gap.to_at)}: {gap.why}"


def describe_gaps(gaps: Sequence[Gap]) -> list[str]:
    """The latest gaps, and how many came before them."""
    shown = [describe_gap(gap) for gap in gaps[-SHOWN_GAPS:]]
    more = len(gaps) - len(shown)
    return [f"{more} earlier {'gap' if more == 1 else 'gaps'}", *shown] if more else shown


def describe_states(states: Sequence[RegularState]) -> str | None:
    """ "alternates between 2 regular states: ..." in words, None where there are none."""
    if not states:
        return None
    spans = "; ".join(
        f"{one.looks} looks in {one.spells} spells, {tell_day(one.first_at.date())} to {tell_day(one.last_at.date())}"
        for one in states[:3]
    )
    more = f"; and {len(states) - 3} more" if len(states) > 3 else ""
    return f"keeps coming back to {len(states)} regular {'state' if len(states) == 1 else 'states'}: {spans}{more}"
