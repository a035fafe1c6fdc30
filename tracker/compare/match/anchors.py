"""Sections that did not change -> the first, surest pairs of an alignment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Final

from rapidfuzz.distance import Indel

from tracker.compare.match.matching import Matching
from tracker.compare.match.profile import Profile

_TELLING_WORDS: Final = 8  # a body this long that stands on both sides is the same clause whatever its heading
_WIDE_GROUP: Final = 40  # so many equal sections (empty rows, "Reserved") are paired in order, not by context

Key = Callable[[Profile], Hashable | None]


def anchor_identical(matching: Matching) -> None:
    """Pair what is equal: first where it is unmistakable, then duplicates by where they stand.

    Order: heading, body and path; heading and body if unique; body alone if long and unique (headings pass to other
    clauses, bodies stay themselves); then duplicated clauses by parent, order, number and neighbours.
    """
    for key in (_printed_with_path, _whole_with_path, _printed, _whole, _long_body_with_path, _long_body, _said):
        if matching.is_full:
            return
        _pair_unique(matching, key)
    for key in (_whole, _long_body):
        _pair_unique(matching, key, is_within_parent=True)
        _pair_in_order(matching, key)
        _pair_duplicates(matching, key)


def _printed_with_path(profile: Profile) -> Hashable | None:
    section = profile.section
    return (profile.path, section.heading, section.text) if section.path and (section.heading or section.text) else None


def _printed(profile: Profile) -> Hashable | None:
    """Most clauses without an address stand as they stood, and need no closer look."""
    return profile.printed if any(profile.printed) else None


def _whole(profile: Profile) -> Hashable | None:
    return (profile.heading, profile.body) if profile.heading or profile.words else None


def _whole_with_path(profile: Profile) -> Hashable | None:
    return (
        (profile.heading, profile.body, profile.path) if profile.path and (profile.heading or profile.words) else None
    )


def _long_body(profile: Profile) -> Hashable | None:
    return profile.body if len(profile.words) >= _TELLING_WORDS else None


def _long_body_with_path(profile: Profile) -> Hashable | None:
    return (profile.body, profile.path) if profile.path and len(profile.words) >= _TELLING_WORDS else None


def _said(profile: Profile) -> Hashable | None:
    """A heading on one side that is the first line of the body on the other."""
    return profile.said if len(profile.said) >= _TELLING_WORDS else None


def _group(profiles: Iterable[Profile], key: Key) -> dict[Hashable, list[Profile]]:
    groups: dict[Hashable, list[Profile]] = defaultdict(list)
    for profile in profiles:
        if (value := key(profile)) is not None:
            groups[value].append(profile)
    return groups


def _find_single(profiles: Iterable[Profile], key: Key) -> dict[Hashable, int]:
    """The keys that one section alone has, with its ordinal, in order."""
    found: dict[Hashable, int] = {}
    again: set[Hashable] = set()
    for profile in profiles:
        if (value := key(profile)) is None:
            continue
        if value in found:
            again.add(value)
        else:
            found[value] = profile.ordinal
    for value in again:
        del found[value]
    return found


def _pair_unique(matching: Matching, key: Key, *, is_within_parent: bool = False) -> None:
    """Pair sections whose key stands once on each side, or once `is_within_parent`, whose parent was paired."""

    def place(profile: Profile, partners: Mapping[int, int] | None) -> Hashable | None:
        parent = profile.section.parent
        if parent is not None and partners is not None:
            parent = partners.get(parent)
        value = key(profile)
        return (parent, value) if value is not None and parent is not None else None

    of_old: Key = (lambda one: place(one, matching.new_of)) if is_within_parent else key
    of_new: Key = (lambda one: place(one, None)) if is_within_parent else key
    found = _find_single(matching.free_new, of_new)
    for value, old in _find_single(matching.free_old, of_old).items():
        if (new := found.get(value)) is not None:
            matching.pair(old, new)


def _pair_in_order(matching: Matching, key: Key) -> None:
    """Pair the longest common sequence of what is left: where one of many equal sections was edited, the others stay
    what they are."""
    olds = [(profile, value) for profile in matching.free_old if (value := key(profile)) is not None]
    news = [(profile, value) for profile in matching.free_new if (value := key(profile)) is not None]
    names: dict[Hashable, int] = {}
    rows = [[names.setdefault(value, len(names)) for _, value in side] for side in (olds, news)]
    for step in Indel.opcodes(*rows):
        if step.tag == "equal":
            for i, j in zip(range(step.src_start, step.src_end), range(step.dest_start, step.dest_end), strict=True):
                matching.pair(olds[i][0].ordinal, news[j][0].ordinal)


def _pair_duplicates(matching: Matching, key: Key) -> None:
    new_groups = _group(matching.free_new, key)
    for value, olds in _group(matching.free_old, key).items():
        news = new_groups.get(value, [])
        if not news:
            continue
        if max(len(olds), len(news)) > _WIDE_GROUP:
            for old, new in zip(olds, news, strict=False):
                matching.pair(old.ordinal, new.ordinal)
            continue
        ranked = sorted(
            (
                (_rate_context(matching, old, new), -abs(i - j), -i, -j)
                for i, old in enumerate(olds)
                for j, new in enumerate(news)
            ),
            reverse=True,
        )
        for _, _, i, j in ranked:
            if matching.are_free(olds[-i].ordinal, news[-j].ordinal):
                matching.pair(olds[-i].ordinal, news[-j].ordinal)


def _rate_context(matching: Matching, old: Profile, new: Profile) -> int:
    """How well two equal sections stand in the same place: parent, number, the sections before and after."""
    return (
        3 * matching.share_parent(old, new)
        + 2 * (old.path == new.path)
        + (old.number == new.number)
        + 2 * (matching.new_of.get(old.ordinal - 1) == new.ordinal - 1)
        + 2 * (matching.new_of.get(old.ordinal + 1) == new.ordinal + 1)
    )
