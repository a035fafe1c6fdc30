"""The outline's numbers as printed -> as they are, and the full path of each section.

Converters print list counters where the page shows chapter numbers: "27. CUSTOMER CONTENT" whose clauses are 10.1
and 10.2 is chapter 10. The clauses say so; chapters without any are told by their neighbours.
"""

from __future__ import annotations

from collections import Counter

from tracker.read.outline.tree import Node, iterate_nodes
from tracker.text.numbering import format_steps, replace_values


def repair_numbers(root: Node) -> None:
    """Put the chapter numbers right in place, keeping the raw label in `printed`."""
    for parent in [root, *iterate_nodes(root)]:
        chapters = [
            child
            for child in parent.children
            if child.label and len(child.values) == 1 and child.label.is_weak and not child.label.letters
        ]
        if len(chapters) > 1:
            _repair_chapters(chapters)
            _repair_counters(chapters)
        for child in parent.children:
            _repair_from_children(child, is_alone=len(chapters) <= 1)


def _repair_chapters(chapters: list[Node]) -> None:
    fixed = {
        index: number
        for index, node in enumerate(chapters)
        if (number := _told_by_children(node)) is not None and not _lost_heading(chapters, index, number)
    }
    if not any(number != chapters[index].values[0] for index, number in fixed.items()):
        return
    known = [(-1, 0), *sorted(fixed.items())]
    for place, (index, number) in enumerate(known):
        next_index, next_number = known[place + 1] if place + 1 < len(known) else (len(chapters), 0)
        for other in range(max(index, 0), next_index):
            told = number + other - index
            if other == index or not next_number or next_number - number == next_index - index:
                _set_number(chapters[other], told)


def _lost_heading(chapters: list[Node], index: int, number: int) -> bool:
    """Whether the chapter that clauses name stood between this one and the next and lost its heading: 1, (2) 2.1, 3."""
    return index + 1 < len(chapters) and chapters[index].values[0] < number < chapters[index + 1].values[0]


def _repair_counters(chapters: list[Node]) -> None:
    """Take the lists that a converter counted as items out of the count: 1, 2 (with a list), 4 is 1, 2, 3."""
    if not any(chapter.holds_flat_list for chapter in chapters):
        return
    numbers: list[int] = []
    surplus = 0
    for chapter in chapters:
        numbers.append(chapter.values[0] - surplus)
        surplus += chapter.holds_flat_list
    if numbers == list(range(numbers[0], numbers[0] + len(numbers))):
        for chapter, number in zip(chapters, numbers, strict=True):
            _set_number(chapter, number)


def _repair_from_children(node: Node, *, is_alone: bool) -> None:
    number = _told_by_children(node) if is_alone and node.label and len(node.values) == 1 else None
    if number is not None:
        _set_number(node, number)


def _set_number(node: Node, number: int) -> None:
    if node.label is None or node.values == (number,):
        return
    node.printed = node.label.number
    node.label = replace_values(node.label, (number,))


def _told_by_children(node: Node) -> int | None:
    """The chapter number that most dotted children begin with, None where they do not begin at 1."""
    dotted = [child.values for child in node.children if len(child.values) == 2 and _is_decimal(child)]
    if not dotted or dotted[0][1] != 1:
        return None
    return Counter(values[0] for values in dotted).most_common(1)[0][0]


def _is_decimal(node: Node) -> bool:
    return node.label is not None and node.label.style == "decimal"


def find_paths(root: Node) -> dict[Node, str | None]:
    """The full address of every node: "10.4", "D.4", "10.4(a)", "Annex II.1"; of an unnumbered one, its parent's."""
    paths: dict[Node, str | None] = {root: None}
    owners: dict[Node, Node | None] = {root: None}
    for node in iterate_nodes(root):
        parent = node.parent or root
        owner = parent if parent.label else owners[parent]
        owners[node] = owner
        paths[node] = paths[parent] if node.label is None else _join_path(owner, paths[owner] if owner else None, node)
    return paths


def _join_path(owner: Node | None, base: str | None, node: Node) -> str:
    label = node.label
    assert label is not None  # callers look
    if owner is None or base is None or owner.label is None:
        return label.number
    if label.style == "letter and number":
        return f"{base}.{label.number}" if owner.label.is_annex else label.number
    if len(label.values) > 1:
        depth = len(owner.values)
        is_under = label.steps[:depth] == owner.label.steps and owner.label.counter == label.counter
        if is_under and len(label.steps) > depth:
            return ".".join([base, *label.steps[depth:]])
        return f"{base}.{label.number}" if owner.label.is_annex else label.number
    if label.style == "bracketed":
        return f"{base}{label.number}"
    if label.word is not None and not owner.label.is_annex:
        return label.number
    if owner.label.is_part and not owner.label.is_annex and label.counter == "decimal" and not _restarts(owner):
        return label.number
    shown = label.number if label.word else format_steps(label)
    return f"{base}.{shown}"


def _restarts(part: Node) -> bool:
    """Whether clauses are counted anew in every part, so that a clause's number alone is not enough."""
    siblings = [other for other in (part.parent.children if part.parent else []) if other.label and other.label.is_part]
    starts = [other.children[0].values for other in siblings if other.children]
    return starts.count((1,)) > 1
