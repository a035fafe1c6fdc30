"""A change -> what of it is news: its runs without dates, buttons and names that are told for all clauses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tracker.compare.resettled import is_resettled
from tracker.compare.weigh.difference import Difference, list_differences
from tracker.compare.weigh.harmless import find_harmless
from tracker.compare.weigh.weighty import find_weighty
from tracker.compiled import compile_pattern
from tracker.model import Change, Kind, is_trailing
from tracker.text.canon import canon_key
from tracker.text.scripts import count_words
from tracker.values import replace

LONGEST_ASIDE: Final = 12
"""Words of a run that is nothing but a date, an address or a reference; in a longer one these stand beside news
("returns are free until 31 March" went, of which the date alone is named)."""
_END_SIGNS = compile_pattern(r"\W{1,9}$")


def pick_news(change: Change, language: str | None, names: Sequence[tuple[str, str]]) -> Change:
    """The change with no other runs than those that are news: no date line, no button, no name told for all clauses;
    a date, a printed address or a reference only where nothing else changed."""
    if not change.old or not change.new:
        return change
    matter = [
        difference
        for difference in list_differences(change, language)
        if find_harmless(difference) is None and not _is_part_of(difference, names)
    ]
    leading = [difference for difference in matter if not _is_aside(difference)] or matter
    if not leading:
        return change
    moved = {_key_words(run) for run in change.deleted} & {_key_words(run) for run in change.inserted}
    runs = [[run for run in side if run] for side in ([d.old for d in leading], [d.new for d in leading])]
    rest = [[run for run in side if _key_words(run) not in moved and not is_resettled(change, run)] for side in runs]
    deleted, inserted = map(tuple, rest if any(rest) else runs)
    kinds = change.kinds
    if Kind.RETITLED in kinds and all(difference.is_heading for difference in leading):
        kinds = tuple(kind for kind in kinds if kind is not Kind.EDITED)  # what changed in the text is no news
    return replace(change, kinds=kinds, deleted=deleted, inserted=inserted)


def says_names_alone(change: Change, language: str | None, names: Sequence[tuple[str, str]]) -> bool:
    """Whether all that is told of a change is a name that is told for all clauses."""
    if not names or not change.old or not change.new:
        return False
    matter = [one for one in list_differences(change, language) if find_harmless(one) is None]
    return bool(matter) and all(_is_part_of(one, names) for one in matter)


def _is_aside(difference: Difference) -> bool:
    """Whether a difference is a date, a printed address or a reference and little else."""
    is_short = max(map(count_words, (difference.old, difference.new))) <= LONGEST_ASIDE
    return is_short and is_trailing(find_weighty(difference))


def _key_words(run: str) -> str:
    """The words of a run, however it ends: what went from one place of a clause and came to another is no news."""
    return _END_SIGNS.sub("", canon_key(run))


def _is_part_of(difference: Difference, names: Sequence[tuple[str, str]]) -> bool:
    """Whether the runs are names that were replaced throughout, or the words in which these differ."""
    return any(difference.old in old and difference.new in new for old, new in names)
