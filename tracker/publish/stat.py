"""A comparison -> how many words came and went, clause by clause, as `git diff --stat` does for lines. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracker.model import Change, Comparison
from tracker.publish.lines import count_words, name_kinds
from tracker.publish.spans import Line, Role, Span
from tracker.publish.subjects import shorten_text
from tracker.text.tokens import split_tokens

LONGEST_NAME = 44
LONGEST_BAR = 24


def format_stat(comparison: Comparison) -> Iterator[Line]:
    """One line a change, in the order of the text: its place, the words that came and went and a bar of both, else
    what happened to it; then the sums."""
    own = [change for change in comparison.changes if not change.is_ripple]
    counted = [(change, count_runs(change.inserted), count_runs(change.deleted)) for change in own]
    most = max((came + went for _, came, went in counted), default=0)
    digits = len(str(most))
    names = [shorten_text(change.label, LONGEST_NAME) for change in own]
    width = max(map(len, names), default=0)
    for name, (change, came, went) in zip(names, counted, strict=True):
        shown = f"{came + went:>{digits}} {draw_bar(came, went, most) if came + went else name_kinds(change)}"
        yield Line((Span(f"{name:<{width}} |", Role.LABEL), Span(f" {shown}")))
    yield Line((Span(sum_up(comparison, own, counted), Role.QUIET),))


def sum_up(comparison: Comparison, own: Sequence[Change], counted: Sequence[tuple[Change, int, int]]) -> str:
    """ "3 clauses changed, 120 words came, 14 went, 2 only followed"."""
    parts = [f"{count_words(len(own), 'clause')} changed"]
    parts.append(f"{count_words(sum(came for _, came, _ in counted), 'word')} came")
    parts.append(f"{sum(went for _, _, went in counted)} went")
    followed = len(comparison.changes) - len(own)
    parts += [f"{count_words(followed, 'clause')} only followed"] if followed else []
    parts += [f"{count_words(len(comparison.links_changed), 'link')} elsewhere"] if comparison.links_changed else []
    return ", ".join(parts)


def count_runs(runs: Sequence[str]) -> int:
    """The words of runs; marks alone count for nothing."""
    return sum(any(map(str.isalnum, token)) for run in runs for token in split_tokens(run))


def draw_bar(came: int, went: int, most: int) -> str:
    """ "+++--", the longest of `LONGEST_BAR` signs, and at least one for each side that is not empty."""
    scale = min(1.0, LONGEST_BAR / most) if most else 0.0
    return "".join(sign * max(1, round(count * scale)) for sign, count in (("+", came), ("-", went)) if count)
