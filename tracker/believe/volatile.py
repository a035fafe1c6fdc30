"""Steps so far -> the places of a document that vary without meaning: counters, percentages, rotating lists.

Two things are learned. What changes in the same way again and again, figures blanked ("97% translated"), is volatile
for good. A place where anything at all changes again and again within days (the newest posts beside the text) is
volatile as long as it goes on, but not where the line binds anybody. Neither ever holds back a duty, an amount or a
figure with a unit; where the words for duties are not known in the language of the text, nothing is held back.

A figure that was another three times within a month, in the same place of such a line, is a counter ("318,510 articles
in our library"): it is no news however long it rests.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import Final, NamedTuple

from tracker.compiled import compile_pattern
from tracker.languages import compile_words, has_key, join_patterns, join_words
from tracker.model import Change, Comparison, Op, Significance
from tracker.values import Struct, field

_LEARNED: Final = 3  # earlier steps that changed the same span in the same way
_OFTEN: Final = 4  # earlier steps that changed the same place within `_LATELY`: nobody edits terms like that
_LATELY: Final = timedelta(days=7)
_COUNTED: Final = timedelta(days=30)
"""Within it a counter changes `_LEARNED` times; the figures of terms that change most often do so once in a quarter."""
_ANCHOR: Final = 4  # words on one side of a span by which its place is known
_FIGURE = compile_pattern(r"\d+(?:[.,]\d+)*")
_WORD = compile_pattern(r"[^\W\d_]+")


class VaryingPlace(NamedTuple):
    """Words that went or came in one place: as they look with figures blanked, and what stands on either side."""

    look: str
    before: str
    after: str
    is_figure: bool = False


class VaryingPlaces(Struct):
    """Counts how often the same span changed in the same way, and when each place changed."""

    _looks: Counter[str] = field(default_factory=Counter)
    _changed_at: dict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    _counted_at: dict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    _counters: set[str] = field(default_factory=set)

    def learn(self, comparison: Comparison, at: datetime) -> None:
        """Remember a believed step's changes, seen at `at`."""
        for change in comparison.changes:
            varying = list_places(change, comparison.language)
            self._looks.update(one.look for one in varying)
            for place in {place for one in varying for place in (one.before, one.after) if place}:
                self._changed_at[place] = [*self._changed_at[place][-_OFTEN:], at]
            self._count(varying, at)

    def learn_unsettled(self, comparison: Comparison, at: datetime) -> None:
        """Remember the figures of a text seen at `at` that were others again at the next look."""
        for change in comparison.changes:
            self._count(list_places(change, comparison.language), at)

    def _count(self, varying: Iterable[VaryingPlace], at: datetime) -> None:
        for place in {place for one in varying if one.is_figure for place in (one.before, one.after) if place}:
            counted = self._counted_at[place] = [*self._counted_at[place][1 - _LEARNED :], at]
            if len(counted) >= _LEARNED and at - counted[0] <= _COUNTED:
                self._counters.add(place)

    def counts_on(self, comparison: Comparison) -> bool:
        """Whether every substantive change is that of a counter, between words that it stood between before."""
        changes = [one for one in comparison.changes if one.significance is Significance.SUBSTANTIVE]
        return bool(changes) and all(
            (varying := list_places(change, comparison.language))
            and all(one.is_figure and {one.before, one.after} <= self._counters for one in varying)
            for change in changes
        )

    def holds_all(self, comparison: Comparison, at: datetime) -> bool:
        """Whether every substantive change lies in spans that have varied before; never where a duty or amount did."""
        changes = [one for one in comparison.changes if one.significance is Significance.SUBSTANTIVE]
        return bool(changes) and all(
            (varying := list_places(change, comparison.language)) and all(self._is_volatile(one, at) for one in varying)
            for change in changes
        )

    def _is_volatile(self, varying: VaryingPlace, at: datetime) -> bool:
        if self._looks[varying.look] >= _LEARNED:
            return True
        return any(
            sum(at - earlier <= _LATELY for earlier in self._changed_at.get(place, ())) >= _OFTEN
            for place in (varying.before, varying.after)
            if place
        )


def list_places(change: Change, language: str | None) -> list[VaryingPlace]:
    """The varying places of a change; none where one of them touches a duty, an amount or a figure with a unit."""
    words = " ".join(change.deleted + change.inserted)
    context = " ".join(section.text for section in change.old[:1])
    if binds(words, language) or (_FIGURE.fullmatch(words.strip()) and binds(context, language)):
        return []
    section = (change.new or change.old)[0]
    where = section.heading or section.path or ""
    if not change.old or not change.new or not change.ops:
        return [VaryingPlace(f"{where}|{_blank(change.deleted)}|{_blank(change.inserted)}", "", "")]
    return list(_cut_places(where, change, language))


def binds(text: str, language: str | None) -> bool:
    """Whether a text may bind anybody: it has an amount, a figure with a unit, or a word of duty in its language.

    Every text may where nobody wrote down the words for duties in its language, or it is not known.
    Example: "within 30 days", "$50", "must", "may not".
    """
    if not has_key("duty.obligation", language) or _match_amounts().search(text):
        return True
    duties = compile_words("duty.obligation", "duty.negation", "duty.consent", code=language)
    negations = join_words("duty.negation", language)
    return bool(duties.search(text)) or any(word in negations for word in _WORD.findall(text.casefold()))


@cache
def _match_amounts() -> re.Pattern[str]:
    """Money and figures with a unit, in whatever language: a foreign unit is a unit all the same."""
    after = "|".join(part for key in ("text.units", "text.currencies") if (part := join_patterns(key)))
    return compile_pattern(rf"\d\s?(?:%|[$€£¥₹₩]|(?:{after}))|[$€£¥₹₩]\s?\d", re.IGNORECASE)


def _cut_places(where: str, change: Change, language: str | None) -> Iterator[VaryingPlace]:
    """Between two stretches that stand, what went and came is one place. A line that binds somebody has none."""
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
                places = ("", "") if binds(line, language) else _name_places(where, before, text)
                yield VaryingPlace(look, *places, is_figure=all(map(_FIGURE.fullmatch, (gone.strip(), came.strip()))))
            gone, came, before = "", "", text


def _name_places(where: str, before: str, after: str) -> tuple[str, str]:
    """How a place is known again: by the last words before it, and by the first after it."""
    last, first = " ".join(before.split()[-_ANCHOR:]), " ".join(after.split()[:_ANCHOR])
    return f"{where}|after|{_blank((last,))}", f"{where}|before|{_blank((first,))}"


def _blank(runs: tuple[str, ...]) -> str:
    return "|".join(_FIGURE.sub("0", " ".join(run.split()).casefold()) for run in runs)
