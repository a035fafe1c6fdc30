"""Marks -> the tree of sections: which marks hold, what stands under what, and the numbers put right.

The number's sequence says more than its looks: 10.4 goes under 10, 5 beside 4; rank decides where numbers say
nothing. Printed chapter counters that contradict their children are repaired.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tracker.read.outline.marks import HEADING_RANK, NUMBERED_LINE_RANK, NUMBERED_TEXT_RANK, Mark
from tracker.text.numbering import Label
from tracker.values import Struct, field

_WIDEST_GAP: Final = 3  # a clause or two may be missing between two numbers of one sequence
_CLOSE_RANKS: Final = ({0, 1}, {1, 3, 5})  # looks that siblings of one sequence may differ by


class Node(Struct, eq=False):
    """A section in the making. `label` is its number as it will be shown; `printed` the raw one where it lied.

    `holds_flat_list`: its clauses were printed as a list beside it, and the counter counted that list as an item.
    """

    mark: Mark | None
    rank: tuple[int, int]
    parent: Node | None = None
    label: Label | None = None
    printed: str | None = None
    children: list[Node] = field(default_factory=list)
    last_dotted: Label | None = None
    holds_flat_list: bool = False

    @property
    def values(self) -> tuple[int, ...]:
        return self.label.values if self.label else ()


def build_outline(marks: Sequence[Mark]) -> Node:
    """The root over all sections, in document order; the root itself is no section."""
    root = Node(None, (-2, 0))
    placer = _Placer(root, _gather_values(marks), _find_resumptions(marks))
    for mark in marks:
        placer.place(mark)
    return root


def iterate_nodes(node: Node) -> Iterator[Node]:
    """All nodes under `node`, in document order."""
    stack = list(reversed(node.children))
    while stack:
        current = stack.pop()
        yield current
        stack.extend(reversed(current.children))


def _gather_values(marks: Sequence[Mark]) -> dict[tuple[tuple[str, str, str], tuple[str, ...]], int]:
    """The last place at which each number stands."""
    return {(label.sequence, label.steps): mark.index for mark in marks for label in mark.labels}


def _find_resumptions(marks: Sequence[Mark]) -> dict[int, int]:
    """For each item that begins a list anew, the number of the item at which that list does not go on."""
    begun: dict[tuple[object, int], tuple[int, int]] = {}
    found: dict[int, int] = {}
    for mark in marks:
        label = mark.labels[0] if mark.labels else None
        if label is None or len(label.values) > 1 or label.letters or mark.rank[0] == HEADING_RANK:
            continue
        key, value = (label.sequence, mark.rank[1]), label.values[0]
        start, last = begun.get(key, (-1, 0))
        if value == 1 or value != last + 1:
            found[start] = value
            begun[key] = (mark.index, value)
        else:
            begun[key] = (start, value)
    return found


class _Placer(Struct):
    """The path of open nodes, outermost first, and the numbers that are still to come."""

    root: Node
    last_at: dict[tuple[tuple[str, str, str], tuple[str, ...]], int]
    resumed_at: dict[int, int]
    open: list[Node] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.open = [self.root]

    def place(self, mark: Mark) -> None:
        """Add the mark's node where it belongs, unless it is weak and nothing supports it."""
        label, sibling = self._choose_label(mark)
        if mark.is_weak and (label is None or not self._is_supported(mark, label, sibling)):
            return
        node = Node(mark, mark.rank, label=label)
        if label is not None and label.is_annex:
            self._close_until(self._annex_parent(node))
        elif sibling is not None:
            self._close_until(sibling.parent)
        elif label is not None and self._begins_flat_list(mark, label):
            self.open[-1].holds_flat_list = True
        elif label is not None and len(label.values) > 1 and (owner := self._owner_of(label)) is not None:
            self._close_until(owner)
        else:
            self._close_by_rank(node, is_first=label is not None and label.steps == ("1",) and label.word is None)
        node.parent = self.open[-1]
        node.parent.children.append(node)
        if label is not None and len(label.values) > 1:
            node.parent.last_dotted = label
        if not mark.names_contents:
            self.open.append(node)

    def _choose_label(self, mark: Mark) -> tuple[Label | None, Node | None]:
        """The reading that goes on from an open node, with that node; else one that begins; else the likeliest."""
        for label in mark.labels:
            sibling = self._find_sibling(label, mark)
            if sibling is not None:
                return label, sibling
        firsts = [label for label in mark.labels if label.values[-1] == 1]
        likeliest = firsts or mark.labels
        return (likeliest[0] if likeliest else None), None

    def _find_sibling(self, label: Label, mark: Mark) -> Node | None:
        """The open node that this number follows, of the same looks if possible; small gaps and repeats count too."""
        same: Node | None = self._find_holder(label, mark)
        close: Node | None = None
        if same is not None:
            return same
        for node in reversed(self.open):
            old = node.label
            if old is None or old.values[:-1] != label.values[:-1] or old.sequence != label.sequence:
                continue
            if old.steps[:-1] != label.steps[:-1]:
                continue
            step = label.count_from(old)
            is_same_look = node.rank == mark.rank
            is_close = len(label.values) > 1 or _is_close(node.rank, mark.rank)
            if step == 1 and (is_same_look or is_close):
                return node
            if 0 <= step <= _WIDEST_GAP and is_same_look and same is None and (step > 0 or label.values[-1] != 1):
                same = node
            is_headed = node.rank[0] == mark.rank[0] == HEADING_RANK and label.counter == "decimal"  # 10 is no first
            if step > 1 and close is None and ((is_close and step <= _WIDEST_GAP) or is_headed or _counts_wrong(node)):
                close = node
        return same or close

    def _find_holder(self, label: Label, mark: Mark) -> Node | None:
        """The open item whose flat list ends here: its looks, and a number two further on."""
        last = self.open[-1]
        holders = [node for node in reversed(self.open) if node.holds_flat_list]
        for node in holders:
            if node.label is None or node.mark is None:
                continue
            is_resumed = node.label.sequence == label.sequence and label.values == (node.values[0] + 2,)
            is_alike = node.rank == mark.rank or (node is holders[0] and _is_close(node.rank, mark.rank))
            looks_alike = is_alike and _is_shouted(node.mark) == _is_shouted(mark)
            is_inner = last.rank == mark.rank and last.mark is not None and _is_shouted(last.mark) == _is_shouted(mark)
            goes_on = last.label is not None and label.follows(last.label) and is_inner
            if is_resumed and looks_alike and not goes_on:
                return node
        return None

    def _owner_of(self, label: Label) -> Node | None:
        """The open chapter that a dotted number belongs under: by its number, or as the chapter whose counter lies."""
        for node in reversed(self.open):
            if node.label and node.label.is_above(label):
                return node
        for node in reversed(self.open):
            if node.label and len(node.values) == 1 and _may_adopt(node, label):
                return node
        return None

    def _is_supported(self, mark: Mark, label: Label, sibling: Node | None) -> bool:
        """Whether a number in plain text is one: it goes on from an open one, or begins what goes on later."""
        following = (*label.steps[:-1], str(label.values[-1] + 1))
        goes_on = self.last_at.get((label.sequence, following), -1) > mark.index
        if sibling is not None and sibling.label is not None and sibling.label.steps != label.steps:
            is_next = label.count_from(sibling.label) == 1
            is_full = len(label.values) > 1  # 6.6 after 6.4: one was struck out
            return is_next or mark.heading is not None or ((goes_on or is_full) and not mark.is_doubtful)
        if not label.is_weak or label.inserted:
            return not label.is_weak  # "3D printing" goes on from nothing
        goes_down = self.last_at.get((label.sequence, (*label.steps, "1")), -1) > mark.index
        owner = self._owner_of(label) if len(label.values) > 1 else None
        if owner is not None and (label.values[-1] == 1 or _goes_on(owner.last_dotted, label)):
            return True
        if owner is not None and owner.values == label.values[:-1] and label.values[-1] <= _WIDEST_GAP:
            return not mark.is_doubtful  # 5.2 right under 5
        return (goes_on or goes_down) and not mark.is_doubtful

    def _begins_flat_list(self, mark: Mark, label: Label) -> bool:
        """Whether a list printed at the depth of the item right above it is that item's: "2. Use", then "1. Who".

        So it is below an item that is a heading only, or where the count above goes on two later.
        """
        above = self.open[-1]
        if label.values != (1,) or above.label is None or above.mark is None or above.mark.index + 1 != mark.index:
            return False
        is_beside = HEADING_RANK not in (above.rank[0], mark.rank[0]) and above.rank[1] == mark.rank[1] >= 1
        if not is_beside or above.label.sequence != label.sequence:
            return False
        if self.resumed_at.get(mark.index) == above.values[0] + 2:
            return True
        is_higher = above.rank[0] == NUMBERED_LINE_RANK and mark.rank[0] > NUMBERED_LINE_RANK
        return is_higher or (_is_shouted(above.mark) and not _is_shouted(mark))

    def _annex_parent(self, node: Node) -> Node:
        """An annex ends every chapter: beside an annex of its kind, else under the top or a higher markup heading."""
        for other in reversed(self.open):
            if other.label and node.label and other.label.sequence == node.label.sequence:
                return other.parent or self.root
        if node.rank[0] != HEADING_RANK:
            return self.root
        return next(other for other in reversed(self.open) if other.rank < node.rank and not other.label)

    def _close_until(self, parent: Node | None) -> None:
        while len(self.open) > 1 and self.open[-1] is not parent:
            self.open.pop()

    def _close_by_rank(self, node: Node, *, is_first: bool) -> None:
        """Close what ranks no higher; a part stands above articles, whatever they look like.

        `is_first`: a number that begins a sequence of its own goes under the numbered clause of the same looks.
        """
        while len(self.open) > 1 and not _ranks_above(self.open[-1], node) and not _encloses(self.open[-1], node):
            if is_first and _begins_under(self.open[-1], node):
                break
            self.open.pop()


def _begins_under(outer: Node, inner: Node) -> bool:
    """Whether a first number goes under the clause before it: "(a)" after "4.1.1", "1." after "D." of one look."""
    if outer.label is None or inner.label is None or outer.label.sequence == inner.label.sequence:
        return False
    if HEADING_RANK in (outer.rank[0], inner.rank[0]):
        return outer.rank == inner.rank
    if outer.label.word and not (outer.label.is_part or outer.label.is_annex or inner.label.word):
        return True  # what counts anew below "Article 3", also where it looks like more
    is_minor = inner.label.style in ("bracketed", "lettered") and not inner.label.counter.isupper()
    return outer.rank == inner.rank or (is_minor and (not inner.rank[1] or outer.rank[1] <= inner.rank[1]))


def _ranks_above(outer: Node, inner: Node) -> bool:
    """Whether `inner` goes under `outer` by its looks: for two list items, by how deep they are nested first."""
    if outer.rank[0] != HEADING_RANK and inner.rank[0] != HEADING_RANK and outer.rank[1] and inner.rank[1]:
        return outer.rank[::-1] < inner.rank[::-1]
    return outer.rank < inner.rank


def _encloses(outer: Node, inner: Node) -> bool:
    """Whether a part or annex holds a clause of the same looks: "Part II" before "Article 4", "Annex I" before "1."."""
    if outer.label is None or outer.rank[0] > NUMBERED_LINE_RANK + 1:
        return False
    is_outer_higher = outer.label.is_part or outer.label.is_annex
    if inner.label is None:
        return False
    if outer.label.is_part and inner.label.is_part:
        return outer.label.sequence != inner.label.sequence  # "Part I" before "Chapter 1", or the other way round
    return is_outer_higher and not inner.label.is_part and not inner.label.is_annex


def _goes_on(old: Label | None, new: Label) -> bool:
    """Whether a dotted number goes on from the last one of its chapter, a small gap allowed; 3.2 from 3.1.a, too."""
    if old is not None and len(old.values) > len(new.values):
        last = len(new.values) - 1
        return old.steps[:last] == new.steps[:last] and 0 < new.values[last] - old.values[last] <= _WIDEST_GAP
    return old is not None and old.steps[:-1] == new.steps[:-1] and 0 < new.count_from(old) <= _WIDEST_GAP


def _counts_wrong(node: Node) -> bool:
    """Whether a chapter's counter is known to lie: "9." holds 3.1. Then the gap to the next one tells nothing."""
    return node.last_dotted is not None and node.last_dotted.values[:-1] != node.values


def _is_shouted(mark: Mark) -> bool:
    return mark.heading is not None and mark.heading.isupper()


def _is_close(old: tuple[int, int], new: tuple[int, int]) -> bool:
    if old[1] and new[1] and old[1] != new[1] and HEADING_RANK not in (old[0], new[0]):
        return False  # list items of different depth
    return any(old[0] in ranks and new[0] in ranks for ranks in _CLOSE_RANKS) and (
        old[1] == new[1] or HEADING_RANK in (old[0], new[0]) or NUMBERED_TEXT_RANK not in (old[0], new[0])
    )


def _may_adopt(node: Node, label: Label) -> bool:
    """Whether a chapter printed "27." may be the one that 10.1 stands under: it is whose children say nothing else."""
    if node.last_dotted is not None:
        return node.last_dotted.steps[:-1] == label.steps[:-1]
    return (
        len(label.values) == 2
        and label.values[1] == 1
        and node.label is not None
        and node.label.counter == label.counter
    )
