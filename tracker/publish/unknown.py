"""What the looks at a policy do not say, or are not believed in -> words: when nobody saw it, between which texts it
alternates, what was held aside."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.model import Alternation, Gap, HeldBecause, RegularState
from tracker.publish.lines import HELD_WORDS
from tracker.publish.times import format_day, format_span

SHOWN_GAPS = 3


def describe_gap(gap: Gap) -> str:
    """ "not observed from 3 May 2023 06:30 to 9 May 2023 18:30 UTC: answered 503"."""
    return f"not observed from {format_span(gap.from_at, gap.to_at)}: {gap.why}"


def describe_gaps(gaps: Sequence[Gap]) -> list[str]:
    """The latest gaps, and how many came before them."""
    shown = [describe_gap(gap) for gap in gaps[-SHOWN_GAPS:]]
    more = len(gaps) - len(shown)
    return [f"{more} earlier {'gap' if more == 1 else 'gaps'}", *shown] if more else shown


def describe_states(states: Sequence[RegularState]) -> str | None:
    """ "alternates between 2 regular states: ..." in words, None where there are none."""
    if not states:
        return None
    spans = "; ".join(map(_describe_state, states[:3]))
    more = f"; and {len(states) - 3} more" if len(states) > 3 else ""
    return f"keeps coming back to {len(states)} regular {'state' if len(states) == 1 else 'states'}: {spans}{more}"


def _describe_state(state: RegularState) -> str:
    days = f"{format_day(state.first_at.date())} to {format_day(state.last_at.date())}"
    return f"{state.looks} looks in {state.spells} spells, {days}"


def describe_alternation(one: Alternation) -> str:
    """ "alternated with another version 23 times between 3 May 2023 and 9 Aug 2023"."""
    first, last = format_day(one.from_at), format_day(one.to_at)
    when = f"on {first}" if first == last else f"between {first} and {last}"
    if one.times == 1:
        return f"stood otherwise once, {when}"
    return f"alternated with another version {one.times} times {when}"


def describe_held(held: Sequence[tuple[HeldBecause, int]]) -> list[str]:
    """ "12: nothing but form changed", a line for each reason for which change sets were held."""
    return [f"{count}: {HELD_WORDS[reason].partition(': ')[2]}" for reason, count in held]
