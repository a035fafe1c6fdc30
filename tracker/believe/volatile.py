"""Steps so far -> the spans of a document that vary without meaning: counters, percentages, rotating lists."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from tracker.model import Change, Comparison, Significance

_LEARNED: Final = 3  # earlier steps that changed the same span in the same way
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_BINDING = re.compile(  # "within 30 days", "$50", "must": a change of these is never noise
    r"\d\s*(?:%|percent|days?|weeks?|months?|years?|hours?|jours?|mois|ans|tage?n?|monate?n?|jahre?n?|d[ií]as|meses|dagen|"
    r"€|\$|£|eur|usd|gbp|chf)|[$€£]\s*\d|\b(?:must|shall|may|will|not|never|required|doit|doivent|muss|müssen|darf|debe|moet)\b",
    re.IGNORECASE,
)


@dataclass
class VolatileSpans:
    """Counts how often the same span of the same section changed in the same way, figures blanked."""

    _seen: Counter[str] = field(default_factory=Counter)

    def learn(self, comparison: Comparison) -> None:
        """Remember a believed step's changes."""
        self._seen.update(sign for change in comparison.changes if (sign := _sign(change)))

    def holds_all(self, comparison: Comparison) -> bool:
        """Whether every substantive change lies in a span that has varied before; never where a duty or amount did."""
        changes = [one for one in comparison.changes if one.significance is Significance.SUBSTANTIVE]
        return bool(changes) and all(
            (sign := _sign(one)) is not None and self._seen[sign] >= _LEARNED for one in changes
        )


def _sign(change: Change) -> str | None:
    """What a change looks like with its figures blanked, None where it touches a figure with a unit or a duty."""
    words = " ".join(change.deleted + change.inserted)
    context = " ".join(section.text for section in change.old[:1])
    if _BINDING.search(words) or (_FIGURE.fullmatch(words.strip()) and _BINDING.search(context)):
        return None
    where = (change.new or change.old)[0]
    return f"{where.heading or where.path}|{_blank(change.deleted)}|{_blank(change.inserted)}"


def _blank(runs: tuple[str, ...]) -> str:
    return "|".join(_FIGURE.sub("0", run.casefold()) for run in runs)
