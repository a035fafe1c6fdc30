"""Sections that did not change -> the first, surest pairs of an alignment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from typing import Final

from tracker.compare.match.matching import Matching
from tracker.compare.match.profile import Profile

_TELLING_WORDS: Final = 8  # a body this long that stands on both sides is the same clause whatever its heading
_WIDE_GROUP: Final = 40  # so many equal sections (empty rows, "Reserved") are paired in order, not by context

Key = Callable[[Profile], Hashable | None]


def anchor_identical(matching: Matching) -> None:
    """Pair what is equal: first where it is unmistakable, then duplicates by where they stand.

    Order: heading, body and path; heading and body if unique; body alone if long and unique (headings pass to other
    clauses, bodies stay themselves); then duplicated clauses by parent, number and neighbours.
    """
    for key in (_printed_with_path, _whole_with_path, _whole, _long_body_with_path, _long_body, _said):
        _pair_unique(matching, key)
    for key in (_whole, _long_body):
        _pair_duplicates(matching, key)


def _printed_with_path(profile: Profile) -> Hashable | None:
    return (profile.printed, profile.path) if profile.path and any(profile.printed) else None


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


def _pair_unique(matching: Matching, key: Key) -> None:
    new_groups = _group(matching.free_new, key)
    for value, olds in _group(matching.free_old, key).items():
        news = new_groups.get(value, [])
        if len(olds) == len(news) == 1:
            matching.pair(olds[0].ordinal, news[0].ordinal)


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
