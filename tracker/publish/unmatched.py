"""What in subscriptions matches nothing -> the line that says so."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.model import Unmatched


def describe_unmatched(unmatched: Unmatched) -> str:
    """'policies "zom/*" matches nothing; did you mean "zoom/*"?'."""
    if unmatched.key is None:
        return "no policy matches all its keys together"
    near = f'; did you mean "{unmatched.near}"?' if unmatched.near else ""
    return f'{unmatched.key} "{unmatched.value}" matches nothing{near}'


def sum_up_unmatched(unmatched: Sequence[Unmatched]) -> str:
    """The first in one line, how many more there are, and where to see them. There is at least one."""
    first = f'subscription "{unmatched[0].subscription}": {describe_unmatched(unmatched[0])}'
    more = len(unmatched) - 1
    return f"{first} ({more} more: `tracker subscriptions list`)" if more else first
