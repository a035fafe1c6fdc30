"""Changes -> which of them merely follow another: shifted numbers, and cross-references that go with their clause."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from tracker.compare.follow.references import bare_number, translate_references
from tracker.compare.match.profile import Profile
from tracker.compiled import compile_pattern
from tracker.model import Change, Kind, Section
from tracker.text.canon import canon_key
from tracker.text.scripts import UNSPACED
from tracker.values import Struct, replace

_SHIFTING = {Kind.ADDED, Kind.REMOVED, Kind.MERGED, Kind.SPLIT, Kind.MOVED}
_ADDRESS = compile_pattern(rf"[^\W{UNSPACED}]+(?:[.(]\w+\)?)*")  # "10.4(a)", "4" in "第4条"


def mark_ripples(
    changes: Sequence[Change],
    old: Sequence[Profile],
    new: Sequence[Profile],
    new_of: Mapping[int, int],
    rename: Callable[[str], str],
) -> tuple[Change, ...]:
    """The same changes with `is_ripple` and `ripple_of` set; `ripple_of` is the index of the cause or None.

    A renumbering is a ripple when its number only shifted; an edit when the old body, its references translated to
    the new addresses of the same clauses and its names replaced (`rename`), is the new body.
    """
    mapping = _map_addresses(old, new, new_of)
    causes = _index_causes(changes)
    marked = []
    for index, change in enumerate(changes):
        if not _only_follows(change, mapping, rename):
            marked.append(change)
            continue
        cause = causes.find_shift(index, change) if Kind.RENUMBERED in change.kinds else causes.find_target(change)
        marked.append(replace(change, is_ripple=True, ripple_of=cause))
    return tuple(replace(change, ripple_of=_follow_to_root(marked, change.ripple_of)) for change in marked)


def _map_addresses(old: Sequence[Profile], new: Sequence[Profile], new_of: Mapping[int, int]) -> dict[str, str]:
    """Old address -> new address of the same clause, for every clause whose address changed.

    "Article 5" -> "Article 6" also maps "5", as a reference says its own word: "l'article 5".
    """
    addresses = []
    for old_ordinal, new_ordinal in new_of.items():
        before, after = old[old_ordinal].section, new[new_ordinal].section
        both = ((before.path, after.path), (before.number, after.number))
        addresses += [(mine, yours) for mine, yours in both if mine and yours]
        if before.path and after.path:
            addresses += _pair_items(before, after)
    mapping: dict[str, str] = {}
    for mine, yours in addresses:
        if mine != yours:
            mapping.setdefault(mine, yours)
    taken = {mine for mine, _ in addresses}
    for mine, yours in addresses:
        if mine != yours and (bare := bare_number(mine)) not in taken:
            mapping.setdefault(bare, bare_number(yours))
    return mapping


def _pair_items(old: Section, new: Section) -> Iterator[tuple[str, str]]:
    """The addresses of the items of a list within a clause, where the same words stand under another label now:
    "3(b)" and "3(c)"."""
    if old.text == new.text or not any(block.marker for block in old.blocks):
        return
    labels = _list_items(new)
    for said, label in _list_items(old).items():
        if labels.get(said, label) != label:
            yield f"{old.path}({label})", f"{new.path}({labels[said]})"


def _list_items(section: Section) -> dict[str, str]:
    """The labels of the outermost items by what they say; of a label that stands twice none knows which is meant."""
    items = [(block.marker.strip("(). "), block) for block in section.blocks if block.marker and block.level == 1]
    count = Counter(label for label, _ in items)
    return {
        canon_key(block.text).rstrip(".;,"): label for label, block in items if label.isalnum() and count[label] == 1
    }


def _only_follows(change: Change, mapping: Mapping[str, str], rename: Callable[[str], str]) -> bool:
    if not change.old or not change.new or not set(change.kinds) <= {Kind.RENUMBERED, Kind.EDITED}:
        return False
    if Kind.EDITED not in change.kinds:
        return True
    old, new = change.old[0].text, change.new[0].text
    return bool(mapping) and canon_key(rename(translate_references(old, mapping))) == canon_key(new)


class _Causes(Struct, frozen=True):
    """Indexes of changes that others can follow: by the parents of their sections, by ordinal, by new address."""

    by_parent: Mapping[tuple[str, int | None], Sequence[int]]
    renumbered_at: Mapping[int, int]
    by_address: Mapping[str, int]

    def find_shift(self, index: int, change: Change) -> int | None:
        """The nearest change before (else after) that shifts the siblings, else the parent's own renumbering."""
        before, after = -1, None
        for parent in _list_parents(change):
            at_siblings = self.by_parent.get(parent, ())
            at = bisect_left(at_siblings, index)
            if at:
                before = max(before, at_siblings[at - 1])
            if at < len(at_siblings) and (after is None or at_siblings[at] < after):
                after = at_siblings[at]
        if before >= 0 or after is not None:
            return before if before >= 0 else after
        parent_ordinal = change.new[0].parent
        return self.renumbered_at.get(parent_ordinal) if parent_ordinal is not None else None

    def find_target(self, change: Change) -> int | None:
        """The renumbered change whose new address the new body names and the old body does not."""
        known = set(_ADDRESS.findall(change.old[0].text))
        named = (address for address in _ADDRESS.findall(change.new[0].text) if address not in known)
        return next((self.by_address[address] for address in named if address in self.by_address), None)


def _index_causes(changes: Sequence[Change]) -> _Causes:
    by_parent: dict[tuple[str, int | None], list[int]] = defaultdict(list)
    renumbered_at: dict[int, int] = {}
    by_address: dict[str, int] = {}
    for index, change in enumerate(changes):
        if _SHIFTING & set(change.kinds):
            for parent in _list_parents(change):
                by_parent[parent].append(index)
        if Kind.RENUMBERED in change.kinds:
            for section in change.new:
                renumbered_at[section.ordinal] = index
                address = section.path or section.number or ""
                by_address.setdefault(address, index)
                by_address.setdefault(bare_number(address), index)
    return _Causes(by_parent, renumbered_at, by_address)


def _list_parents(change: Change) -> set[tuple[str, int | None]]:
    return {("old", section.parent) for section in change.old} | {("new", section.parent) for section in change.new}


def _follow_to_root(changes: Sequence[Change], index: int | None) -> int | None:
    seen = set()
    while index is not None and changes[index].is_ripple and index not in seen:
        seen.add(index)
        onward = changes[index].ripple_of
        if onward is None:
            return index
        index = onward
    return index
