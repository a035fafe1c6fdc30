"""Two readings of one document in different languages -> rows of the same clauses, told by address, order and length.

No word is the same, but figures are, a long clause stays long, and clauses keep their order (the observation that
sentences of parallel texts are aligned by: Gale and Church 1993).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from tracker.compare.match.profile import Profile
from tracker.compiled import compile_pattern

Rows = list[tuple[tuple[int, ...], tuple[int, ...]]]

_SKIPPED: Final = 0.9  # what it costs that a section has no partner: a pair of lengths as 1 to 2.5 costs as much
_UNLIKE: Final = 0.4  # where only one of two has a heading, or they stand at different levels
_SHARED: Final = 0.5  # what the same figures and addresses are worth
_PADDING: Final = 30  # characters: short lines differ much in length and are the same
_MOST_CELLS: Final = 250_000  # of one stretch: beyond this its sections are paired in order
_LASTING = compile_pattern(r"[\w.-]+@[\w.-]+|\d[\d.,]*\d|\d")


def pair_by_position(old: Sequence[Profile], new: Sequence[Profile]) -> Rows:
    """Rows for a text in another language: sections of the same path, and between them those that fit best in order."""
    by_path: dict[str, int] = {}
    for profile in new:
        by_path.setdefault(profile.path, profile.ordinal)
    new_of: dict[int, int] = {}
    last = -1
    for profile in old:
        at = by_path.get(profile.path, -1) if profile.path else -1
        if at > last:
            new_of[profile.ordinal] = last = at
    rows: Rows = []
    bounds = [(-1, -1), *sorted(new_of.items()), (len(old), len(new))]
    for (old_from, new_from), (old_to, new_to) in pairwise(bounds):
        rows += _pair_stretch(old[old_from + 1 : old_to], new[new_from + 1 : new_to])
        if old_to < len(old):
            rows.append(((old_to,), (new_to,)))
    return rows


def _pair_stretch(olds: Sequence[Profile], news: Sequence[Profile]) -> Rows:
    if len(olds) == len(news) or len(olds) * len(news) > _MOST_CELLS:
        rows: Rows = [((o.ordinal,), (n.ordinal,)) for o, n in zip(olds, news, strict=False)]
        rows += [((one.ordinal,), ()) for one in olds[len(news) :]]
        return rows + [((), (one.ordinal,)) for one in news[len(olds) :]]
    return _follow_back(_fill_costs(olds, news), olds, news)


def _fill_costs(olds: Sequence[Profile], news: Sequence[Profile]) -> list[list[tuple[float, int]]]:
    """The cost of the best pairing of the first i old with the first j new sections, and its last step: 0 a pair,
    1 an old one without a partner, 2 a new one."""
    table = [[(j * _SKIPPED, 2) for j in range(len(news) + 1)]]
    mine, yours = map(_list_lasting, olds), [_list_lasting(new) for new in news]
    for i, (old, lasting) in enumerate(zip(olds, mine, strict=True), 1):
        above, row = table[-1], [(i * _SKIPPED, 1)]
        for j, new in enumerate(news, 1):
            paired = above[j - 1][0] + _rate_unlike(old, new) - _SHARED * _share(lasting, yours[j - 1])
            row.append(min((paired, 0), (above[j][0] + _SKIPPED, 1), (row[-1][0] + _SKIPPED, 2)))
        table.append(row)
    return table


def _follow_back(table: list[list[tuple[float, int]]], olds: Sequence[Profile], news: Sequence[Profile]) -> Rows:
    rows: Rows = []
    i, j = len(olds), len(news)
    while i or j:
        step = table[i][j][1]
        i, j = i - (step != 2), j - (step != 1)
        rows.append((() if step == 2 else (olds[i].ordinal,), () if step == 1 else (news[j].ordinal,)))
    return rows[::-1]


def _rate_unlike(old: Profile, new: Profile) -> float:
    """What it costs to take two sections for each other in translation, 0 for the best."""
    lengths = [len(one.section.text) + _PADDING for one in (old, new)]
    cost = abs(math.log(lengths[0] / lengths[1]))
    return (
        cost + _UNLIKE * ((not old.heading) != (not new.heading)) + _UNLIKE * (old.section.level != new.section.level)
    )


def _share(mine: frozenset[str], yours: frozenset[str]) -> float:
    return len(mine & yours) / len(mine | yours) if mine and yours else 0.0


def _list_lasting(profile: Profile) -> frozenset[str]:
    """The figures and e-mail addresses of a section, which stay in any language."""
    return frozenset(_LASTING.findall(f"{profile.heading} {profile.section.text}"))
