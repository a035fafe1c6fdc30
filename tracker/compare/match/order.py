"""Aligned rows -> which clauses moved: the fewest that explain the new order, and those with a new parent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from tracker.compare.match.profile import Profile

Weight = tuple[int, int, int]


def find_moved(old: Sequence[Profile], new: Sequence[Profile], new_of: Mapping[int, int]) -> frozenset[int]:
    """Ordinals of the new sections that moved; `new_of` maps each carried-on old ordinal to its new one.

    A clause moved when it has a new parent, or when it is not among the siblings that kept their order: the
    largest such set stays put, preferring clauses whose text is unchanged, then the longer ones. A shift because
    something was inserted or removed moves nothing, and neither does a heading put above clauses that keep their
    labels, or one taken away from above them.
    """
    moved = set()
    releveled = []
    old_of = {new_ordinal: old_ordinal for old_ordinal, new_ordinal in new_of.items()}
    families: dict[tuple[int | None, int | None], list[int]] = defaultdict(list)
    for old_ordinal, new_ordinal in sorted(new_of.items()):
        old_parent, new_parent = old[old_ordinal].section.parent, new[new_ordinal].section.parent
        if (new_of.get(old_parent) if old_parent is not None else None) != new_parent:
            if _is_releveled(old[old_ordinal], new[new_ordinal], new_of, old_of):
                releveled.append(new_ordinal)
            elif not _lost_heading(old_parent, new_parent, new, new_of):
                moved.add(new_ordinal)
        else:
            families[old_parent, new_parent].append(old_ordinal)
    for siblings in families.values():
        moved |= _find_out_of_order(siblings, old, new, new_of)
    if releveled:
        moved |= _find_out_of_order(sorted(new_of), old, new, new_of) & set(releveled)
    return frozenset(moved)


def _find_out_of_order(
    old_ordinals: Sequence[int], old: Sequence[Profile], new: Sequence[Profile], new_of: Mapping[int, int]
) -> set[int]:
    order = [new_of[ordinal] for ordinal in old_ordinals]
    if order == sorted(order):
        return set()
    weights = [_weigh(old[ordinal], new[new_of[ordinal]]) for ordinal in old_ordinals]
    return set(order) - _heaviest_increasing(order, weights)


def _is_releveled(old: Profile, new: Profile, new_of: Mapping[int, int], old_of: Mapping[int, int]) -> bool:
    """Whether another parent is nothing that happened to the section, whose label is the same: its heading was put
    above it or taken away from there, or only the level of headings differs, which is no difference (CONTRACT.md):
    both parents, which go on, stand before the section now as they did. So they do where one of several labelled
    clauses lost its label, or got it back: without one it is read as part of the clause before it. A number that counts
    through all chapters is as good as the same: a clause that came above shifts it.
    """
    same_number = old.number == new.number or (_counts_flat(old) and _counts_flat(new))
    if old.number and new.number and not same_number:
        return False
    old_parent, new_parent = old.section.parent, new.section.parent
    if (old_parent is not None and old_parent not in new_of) or (new_parent is not None and new_parent not in old_of):
        return same_number
    if old.number == new.number != "" and old.path != new.path:
        return False
    if old_parent is not None and new_of.get(old_parent, new.ordinal) >= new.ordinal:
        return False
    return new_parent is None or old_of.get(new_parent, old.ordinal) < old.ordinal


def _counts_flat(profile: Profile) -> bool:
    """Whether a clause's number is one step and its whole address, whatever heading it stands under."""
    number = profile.section.number or "."
    return number == profile.section.path and "." not in number


def _lost_heading(
    old_parent: int | None, new_parent: int | None, new: Sequence[Profile], new_of: Mapping[int, int]
) -> bool:
    """Whether the old parent goes on as plain text under the new one: a heading lost, not a clause moved."""
    if old_parent is None or old_parent not in new_of:
        return False
    carried_on = new[new_of[old_parent]].section
    return not (carried_on.number or carried_on.heading) and carried_on.parent == new_parent


def _weigh(old: Profile, new: Profile) -> Weight:
    return (1, int(old.body == new.body and old.heading == new.heading), len(old.words))


def _heaviest_increasing(values: Sequence[int], weights: Sequence[Weight]) -> set[int]:
    """The increasing subsequence of greatest total weight, compared part by part.

    O(n log n) by a prefix-maximum tree.
    """
    ranks = {value: rank + 1 for rank, value in enumerate(sorted(values))}
    nothing: tuple[Weight, int] = ((0, 0, 0), -1)
    tree = [nothing] * (len(values) + 1)
    before = []
    for index, (value, weight) in enumerate(zip(values, weights, strict=True)):
        best, rank = nothing, ranks[value] - 1
        while rank > 0:
            best = max(best, tree[rank], key=lambda entry: entry[0])
            rank -= rank & -rank
        before.append(best[1])
        entry = ((best[0][0] + weight[0], best[0][1] + weight[1], best[0][2] + weight[2]), index)
        rank = ranks[value]
        while rank < len(tree):
            tree[rank] = max(tree[rank], entry, key=lambda entry: entry[0])
            rank += rank & -rank
    index, kept = max(tree, key=lambda entry: entry[0])[1], set()
    # A prefix maximum over the whole tree is the best entry anywhere: every entry stands at its own rank too.
    while index >= 0:
        kept.add(values[index])
        index = before[index]
    return kept
