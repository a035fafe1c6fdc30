"""Two profiled readings -> what happened to the document as a whole, if anything did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tracker.compare.match.profile import Profile
from tracker.model import Event, Reading
from tracker.text.language import is_same_language
from tracker.text.regions import find_region
from tracker.text.scripts import UNSPACED_LANGUAGES

_ENOUGH: Final = (
    400  # characters, some 60 words; a shorter text shares too little by nature to say that it was replaced
)
_SHARED_BY_CHANCE: Final = 0.06  # of the word triples: what two terms of one service share in stock phrases
_TRANSLATED: Final = (
    0.15  # of the length: Chinese takes a third of the characters of German; a notice is no translation
)
_TRANSLATED_ALIKE: Final = 0.5  # of the length, where both languages part their words: German takes 1.3 times English
_RESPELT_ALIKE: Final = 0.9  # of the length: what the terms for two regions differ by besides their spelling
_DENSE: Final = UNSPACED_LANGUAGES | {"ko"}
_STOCK_HEADINGS: Final = 0.25
_LONG: Final = 60  # characters: a body that two documents do not share by chance


def detect_event(
    old: Reading, new: Reading, old_profiles: Sequence[Profile], new_profiles: Sequence[Profile]
) -> Event | None:
    """LANGUAGE_SWITCH, also between British and American English, DOCUMENT_REPLACED, or None. (A rewrite shows only
    after aligning.)"""
    shared = _share_triples(old_profiles, new_profiles)
    shorter, longer = sorted((_measure(old_profiles), _measure(new_profiles)))
    is_other_language = bool(old.language and new.language) and not is_same_language(old.language, new.language)
    is_dense = bool({(old.language or "")[:2], (new.language or "")[:2]} & _DENSE)
    translated = _TRANSLATED if is_dense else _TRANSLATED_ALIKE
    if is_other_language and shared < 0.5 and shorter >= translated * longer:
        return Event.LANGUAGE_SWITCH
    if not is_other_language and shorter >= _RESPELT_ALIKE * longer and _turns_spelling(old, new):
        return Event.LANGUAGE_SWITCH
    if shared >= _SHARED_BY_CHANCE or shorter < _ENOUGH:
        return None
    if _share_headings(old_profiles, new_profiles) < _STOCK_HEADINGS:
        return Event.DOCUMENT_REPLACED
    return None


def _turns_spelling(old: Reading, new: Reading) -> bool:
    """Whether the page came in another region's spelling: what changed is written otherwise, and so is the whole."""
    sides = [[section.text for section in reading.sections] for reading in (old, new)]
    for texts, others in ((sides[0], sides[1]), (sides[1], sides[0])):
        known = frozenset(others)
        if find_region((text for text in texts if text not in known), new.language) is None:
            return False  # nearly every edit leaves here
    regions = [find_region(texts, new.language) for texts in sides]
    return None not in regions and regions[0] != regions[1]


def _measure(profiles: Sequence[Profile]) -> int:
    return sum(len(profile.section.text) for profile in profiles)


def _share_triples(old: Sequence[Profile], new: Sequence[Profile]) -> float:
    """The share of the shorter text's word triples that the other has too."""
    printed = {profile.section.text for profile in old}
    if sum(len(profile.section.text) > _LONG and profile.section.text in printed for profile in new) * 4 >= len(new):
        return 1.0
    mine = frozenset().union(*(profile.shingles for profile in old))
    yours = frozenset().union(*(profile.shingles for profile in new))
    return len(mine & yours) / (min(len(mine), len(yours)) or 1)


def _share_headings(old: Sequence[Profile], new: Sequence[Profile]) -> float:
    mine = {profile.heading for profile in old if profile.heading}
    yours = {profile.heading for profile in new if profile.heading}
    return len(mine & yours) / (min(len(mine), len(yours)) or 1)
