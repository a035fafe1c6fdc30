"""What several policies changed -> the wording that went round among them, and who changed nothing else; pure.

Twelve vendors that adopt one clause are one piece of news: digests, feeds and pages tell it once and name the twelve.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from tracker.across.alike import find_share, list_sentences, mark_sentence, name_cluster, name_service
from tracker.model import SharedWords
from tracker.values import Struct, field

MOST_MARKED: Final = 60
"""Sentences of one change set that are compared, the longest first: a rewrite has thousands."""
SPARE_WORDS: Final = 6
"""So many words beside the shared sentences are a heading or a number, no news of their own."""

Runs = tuple[Sequence[str], Sequence[str]]
"""The runs of words that one change put in, and those that it took out."""


class Moved(Struct, frozen=True):
    """What a policy changed in substance: its sentences by side. `is_whole` where there is little beside them."""

    policy: str
    sentences: tuple[tuple[str, str], ...]
    is_whole: bool


class _Group(Struct):
    side: str
    sentence: str
    policy: str
    members: dict[int, None] = field(default_factory=dict)


def read_moved(policy: str, changed: Iterable[Runs]) -> Moved:
    """The sentences of the changes of substance, given as runs. A changed figure or a short run is news of its own."""
    found: list[tuple[str, str]] = []
    is_whole = True
    for inserted, deleted in changed:
        for side, runs in (("inserted", inserted), ("deleted", deleted)):
            sentences = list_sentences(runs)
            found += [(side, sentence) for sentence in sentences]
            spare = sum(len(run.split()) for run in runs) - sum(len(sentence.split()) for sentence in sentences)
            is_whole = is_whole and spare <= (SPARE_WORDS if sentences else 0)
    longest = sorted(dict.fromkeys(found), key=lambda one: -len(one[1]))
    return Moved(policy, tuple(longest[:MOST_MARKED]), is_whole and len(longest) <= MOST_MARKED)


def find_shared(moved: Sequence[Moved]) -> tuple[SharedWords, ...]:
    """The sentences that came to, or went from, two policies or more, the most widespread first; `members` are places
    in `moved`."""
    shared = [group for group in _group(moved) if _is_shared(group, moved)]
    told = (_tell(group, tuple(group.members)) for group in shared)
    return tuple(sorted(told, key=lambda one: (-len({moved[member].policy for member in one.members}), one.id)))


def fold_shared(moved: Sequence[Moved]) -> tuple[SharedWords, ...]:
    """The same of those alone that changed nothing else: each place in `moved` is in one answer at most."""
    groups = _group(moved)
    said: dict[int, list[int]] = {}
    for number, group in enumerate(groups):
        for member in group.members:
            said.setdefault(member, []).append(number)
    alike: dict[tuple[int, ...], list[int]] = {}
    for member in sorted(said):
        numbers = said[member]
        if moved[member].is_whole and all(_is_shared(groups[number], moved) for number in numbers):
            alike.setdefault(tuple(sorted(numbers)), []).append(member)
    return tuple(
        _tell(max((groups[number] for number in numbers), key=lambda group: len(group.sentence)), tuple(members))
        for numbers, members in alike.items()
        if len({moved[member].policy for member in members}) > 1
    )


def _group(moved: Sequence[Moved]) -> list[_Group]:
    """Sentences with the same or nearly the same words, in order of their first place."""
    groups: list[_Group] = []
    met: dict[tuple[str, int], list[_Group]] = {}
    for place, one in enumerate(moved):
        names = name_service(one.policy)
        for side, sentence in one.sentences:
            mark = mark_sentence(sentence, names)
            keys = [(side, key) for key in (mark.exact, *mark.bands)]
            candidates = {id(group): group for key in keys for group in met.get(key, ())}.values()
            found = next((group for group in candidates if _is_alike(group, sentence, names)), None)
            if found is None:
                found = _Group(side, sentence, one.policy)
                groups.append(found)
                for key in keys:
                    met.setdefault(key, []).append(found)
            found.members[place] = None
    return groups


def _is_alike(group: _Group, sentence: str, names: frozenset[str]) -> bool:
    return find_share(group.sentence, sentence, names | name_service(group.policy)) is not None


def _is_shared(group: _Group, moved: Sequence[Moved]) -> bool:
    return len({moved[member].policy for member in group.members}) > 1


def _tell(group: _Group, members: tuple[int, ...]) -> SharedWords:
    return SharedWords(name_cluster(group.sentence, group.policy), group.side, group.sentence, members)
