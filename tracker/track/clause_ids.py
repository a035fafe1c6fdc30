"""The versions of one derivation, in order -> the clause each section is, with ids that a rebuild keeps."""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import overload

from tracker.compare.lineage import Rows, carry_clauses, map_clauses
from tracker.model import Judgement, Reading, Section
from tracker.track.texts import Texts
from tracker.values import Struct, replace

REMEMBERED = 4
"""Earlier texts in which a clause that is back is looked for, besides the nearest and the last in each language."""

Place = tuple[int, int]
"""A section of a derivation: (row of the version, ordinal)."""

Occurrences = Mapping[Place, Sequence[tuple[int, str]]]


class Minting(Struct, frozen=True):
    """A clause that no earlier text had: a provisional id, and what its own id is made from."""

    provisional: str
    seed: str


def chain_clauses(
    versions: Sequence[str], judgements: Sequence[Judgement], texts: Texts, known: Collection[str]
) -> tuple[dict[str, tuple[str, ...]], list[Minting]]:
    """The clause ids of every version that is not in `known`, and which of them are new.

    `versions` are text hashes in order of first sighting; those in `known` bear their ids already.
    """
    nearest = {judged.new_hash: judged.old_hash for judged in reversed(judgements)}
    languages = texts.archive.versions.languages(texts.derivation)
    chained: dict[str, tuple[str, ...]] = {}
    minted: list[Minting] = []
    in_language: dict[str | None, str] = {}
    born = Born(texts, chained)
    for index, text_hash in enumerate(versions):
        if text_hash not in known:
            earlier = versions[max(0, index - REMEMBERED) : index][::-1]
            wanted = dict.fromkeys([nearest.get(text_hash), *earlier, *in_language.values()])
            ancestors = Ancestors([one for one in wanted if one in chained or one in known], born)
            mint, rows = make_mint(text_hash, minted), find_rows(texts, ancestors.nearest, text_hash)
            chained[text_hash] = carry_clauses(texts.reading(text_hash), ancestors, mint=mint, rows=rows)
        in_language[languages[text_hash]] = text_hash
    return chained, minted


def find_rows(texts: Texts, old_hash: str | None, new_hash: str) -> Rows | None:
    """The alignment of two texts that were compared already; None where they were not."""
    if old_hash is None or not texts.is_compared((old_hash, new_hash)):
        return None
    return texts.compare(old_hash, new_hash).pairs


class Born:
    """Readings with their clause ids, each made once while it is among the last that were asked for."""

    def __init__(self, texts: Texts, chained: Mapping[str, tuple[str, ...]]) -> None:
        self._texts = texts
        self._chained = chained
        self._kept: OrderedDict[str, Reading] = OrderedDict()

    def reading(self, text_hash: str) -> Reading:
        if text_hash not in self._chained:
            return self._texts.reading(text_hash)  # has its ids from before
        if text_hash not in self._kept:
            self._kept[text_hash] = bear_clauses(self._texts.reading(text_hash), self._chained[text_hash])
        self._kept.move_to_end(text_hash)
        if len(self._kept) > 2 * REMEMBERED:
            self._kept.popitem(last=False)
        return self._kept[text_hash]


class Ancestors(Sequence[Reading]):
    """Earlier readings bearing clause ids, each read when it is looked at: mostly the nearest is enough."""

    def __init__(self, hashes: Sequence[str | None], born: Born) -> None:
        self._hashes = [text_hash for text_hash in hashes if text_hash is not None]
        self._born = born

    @property
    def nearest(self) -> str | None:
        """The hash of the nearest, None where there is none."""
        return self._hashes[0] if self._hashes else None

    def __len__(self) -> int:
        return len(self._hashes)

    @overload
    def __getitem__(self, index: int) -> Reading: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Reading]: ...
    def __getitem__(self, index: int | slice) -> Reading | Sequence[Reading]:
        if isinstance(index, slice):
            return Ancestors(self._hashes[index], self._born)
        return self._born.reading(self._hashes[index])


def bear_clauses(reading: Reading, clauses: Sequence[str]) -> Reading:
    """The reading with these clause ids on its sections."""
    pairs = zip(reading.sections, clauses, strict=True)
    return replace(reading, sections=tuple(replace(section, clause=clause) for section, clause in pairs))


def make_mint(text_hash: str, minted: list[Minting]) -> Callable[[Section], str]:
    """A mint of provisional ids: the real ones are facts, and made only when the whole derivation stands."""

    def mint(section: Section) -> str:
        seed = f"{text_hash}\n{section.ordinal}\n{section.label}"
        minted.append(Minting(f"~{len(minted)}", seed))
        return minted[-1].provisional

    return mint


def keep_ids(
    old_places: Occurrences, old_clauses: Mapping[Place, str], new_places: Occurrences, new_clauses: Mapping[Place, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """(provisional id -> the id a person knows, lost id -> provisional id of what took its place).

    By the greatest overlap of where the clauses were seen; a lost id that overlaps nothing leads nowhere.
    """
    old = gather_places(old_places, old_clauses)
    new = gather_places(new_places, new_clauses)
    mapped = map_clauses(old, new)
    lost = {clause: places for clause, places in old.items() if clause not in set(mapped.values())}
    holders: dict[tuple[int, str], list[str]] = defaultdict(list)
    for clause, places in new.items():
        for place in places:
            holders[place].append(clause)
    heirs = {}
    for clause, places in lost.items():
        votes = Counter(holder for place in places for holder in holders.get(place, ()))
        if votes:
            heirs[clause] = min(votes, key=lambda heir: (-votes[heir], heir))
    return mapped, heirs


def gather_places(places: Occurrences, clauses: Mapping[Place, str]) -> dict[str, list[tuple[int, str]]]:
    gathered: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for place, clause in clauses.items():
        gathered[clause].extend(places.get(place, ()))
    return gathered
