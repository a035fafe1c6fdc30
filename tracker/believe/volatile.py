"""Steps so far -> the spans of a document that vary without meaning: counters, percentages, rotating lists.

Two things are learned. What changes in the same way again and again, figures blanked ("97% translated"), is volatile
for good. A place where anything at all changes again and again within days (the newest posts beside the text) is
volatile as long as it goes on, but not where the line binds anybody. Neither ever holds back a duty, an amount or a
figure with a unit.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from tracker.model import Change, Comparison, Op, Significance

_LEARNED: Final = 3  # earlier steps that changed the same span in the same way
_OFTEN: Final = 4  # earlier steps that changed the same place within `_LATELY`: nobody edits terms like that
_LATELY: Final = timedelta(days=7)
_ANCHOR: Final = 4  # words on one side of a span by which its place is known
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_BINDING = re.compile(  # "within 30 days", "$50", "must": a change of these is never noise
    r"\d\s*(?:%|percent|days?|weeks?|months?|years?|hours?|jours?|mois|ans|tage?n?|monate?n?|jahre?n?|d[ií]as|meses|dagen|"
    r"€|\$|£|eur|usd|gbp|chf)|[$€£]\s*\d|\b(?:must|shall|may|will|not|never|required|doit|doivent|muss|müssen|darf|debe|moet)\b",
    re.IGNORECASE,
)


class Span(NamedTuple):
    """Words that went or came in one place: as they look with figures blanked, and what stands on either side."""

    look: str
    before: str
    after: str


@dataclass
class VolatileSpans:
    """Counts how often the same span changed in the same way, and when each place changed."""

    _looks: Counter[str] = field(default_factory=Counter)
    _changed_at: dict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))

    def learn(self, comparison: Comparison, at: datetime) -> None:
        """Remember a believed step's changes, seen at `at`."""
        for change in comparison.changes:
            spans = list_spans(change)
            self._looks.update(span.look for span in spans)
            for place in {place for span in spans for place in (span.before, span.after) if place}:
                self._changed_at[place] = [*self._changed_at[place][-_OFTEN:], at]

    def holds_all(self, comparison: Comparison, at: datetime) -> bool:
        """Whether every substantive change lies in spans that have varied before; never where a duty or amount did."""
        changes = [one for one in comparison.changes if one.significance is Significance.SUBSTANTIVE]
        return bool(changes) and all(
            (spans := list_spans(change)) and all(self._is_volatile(span, at) for span in spans) for change in changes
        )

    def _is_volatile(self, span: Span, at: datetime) -> bool:
        if self._looks[span.look] >= _LEARNED:
            return True
        return any(
            sum(at - earlier <= _LATELY for earlier in self._changed_at.get(place, ())) >= _OFTEN
            for place in (span.before, span.after)
            if place
        )


def list_spans(change: Change) -> list[Span]:
    """The spans of a change; none where one of them touches a duty, an amount or a figure with a unit."""
    words = " ".join(change.deleted + change.inserted)
    context = " ".join(section.text for section in change.old[:1])
    if _BINDING.search(words) or (_FIGURE.fullmatch(words.strip()) and _BINDING.search(context)):
        return []
    section = (change.new or change.old)[0]
    where = section.heading or section.path or ""
    if not change.old or not change.new or not change.ops:
        return [Span(f"{where}|{_blank(change.deleted)}|{_blank(change.inserted)}", "", "")]
    return list(_cut_spans(where, change))


def _cut_spans(where: str, change: Change) -> Iterator[Span]:
    """Between two stretches that stand, what went and came is one span. A line that binds somebody has no place."""
    gone, came, before = "", "", "^"
    for op, text in (*change.ops, (Op.EQUAL, " $")):
        if op is Op.DELETE:
            gone += text
        elif op is Op.INSERT:
            came += text
        elif text.strip():
            if gone.strip() or came.strip():
                look = f"{where}|{_blank((gone,))}|{_blank((came,))}"
                line = " ".join((before.rsplit("\n", maxsplit=1)[-1], gone, came, text.split("\n")[0]))
                places = ("", "") if _BINDING.search(line) else _name_places(where, before, text)
                yield Span(look, *places)
            gone, came, before = "", "", text


def _name_places(where: str, before: str, after: str) -> tuple[str, str]:
    """How a place is known again: by the last words before it, and by the first after it."""
    last, first = " ".join(before.split()[-_ANCHOR:]), " ".join(after.split()[:_ANCHOR])
    return f"{where}|after|{_blank((last,))}", f"{where}|before|{_blank((first,))}"


def _blank(runs: tuple[str, ...]) -> str:
    return "|".join(_FIGURE.sub("0", " ".join(run.split()).casefold()) for run in runs)
