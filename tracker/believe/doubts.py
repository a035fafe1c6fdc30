"""Doubted looks in a row -> whether their doubt still stands.

A doubt by comparison (a collapse, another language) is given up when what was doubted stays, because documents do
shrink and move. It stays only as long as nothing else is seen in between: a text that comes and goes beside the good
one (one recorded page showed a stub in 29 of 160 looks) is no new edition, however often it came.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Final

from tracker.believe.rebasing import RECORDED_VERSIONS
from tracker.believe.screen import is_lasting_doubt
from tracker.model import Sighting
from tracker.values import Struct, field

ACCEPT_AFTER: Final = 4
"""Looks in a row that a doubtful text must hold to be taken as the document, where nobody says otherwise."""
_OTHER_TEXTS: Final = 2
"""So many times more looks where the text is another at each (a rotating part), and only the doubt is the same."""
_STOOD: Final = timedelta(days=30)
"""In 340 recorded histories ten documents stood so long at a text that was doubted by comparison: five were rewritten
so, and changed again and again in what followed; five showed a part or a stub of themselves."""


def find_stood(sightings: Sequence[Sighting]) -> frozenset[int]:
    """The seqs of doubted texts of recorded histories that stood for a month, the sightings being in order.

    An archive that looks twice a day writes down what changed alone: one look there is sixty that agreed.
    """
    texts = [one for one in sightings if one.text_hash is not None]
    return frozenset(
        one.seq
        for one, later in pairwise(texts)
        if one.screened is not None
        and one.source_kind in RECORDED_VERSIONS
        and later.observed_at - one.observed_at >= _STOOD
        and not is_lasting_doubt(one.screened)
    )


class DoubtRun(Struct):
    """The looks since the last one that was not doubted; failed looks, which show no text, do not end a run."""

    accept_after: int = ACCEPT_AFTER
    _texts: Counter[str] = field(default_factory=Counter)
    _kinds: Counter[str] = field(default_factory=Counter)

    def note(self, text_hash: str, reason: str) -> bool:
        """Count one more doubted look; whether its doubt is outweighed. `reason` is "KIND: why"."""
        kind = name_doubt(reason)
        self._texts[text_hash] += 1
        self._kinds[kind] += 1
        if is_lasting_doubt(reason):
            return False
        return self._texts[text_hash] >= self.accept_after or self._kinds[kind] >= _OTHER_TEXTS * self.accept_after

    def end(self) -> None:
        """A look was not doubted."""
        self._texts.clear()
        self._kinds.clear()


def name_doubt(reason: str) -> str:
    """The kind of a doubt: "collapse" of "collapse: 34 words after 706"."""
    return reason.partition(":")[0]
