"""Texts -> which of a language's two regional spellings they are written in: British or American English.

A site serves "licence" and "organisation" to some visitors and "license" and "organization" to others. Words that both
regions write stand in no table, and a text with few of the others says nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Final

from tracker.compiled import compile_pattern
from tracker.languages import join_pairs

_WORD: Final = compile_pattern(r"\w+")
_LEAST: Final = 5
"""Words of one spelling: fewer may be names and quotations."""
_TIMES: Final = 4
"""As many as of the other. In recorded English histories the spelling turned 20 times; one turn came with an edit
that made the document half as long again, the others changed its length by under a tenth."""


def find_region(texts: Iterable[str], language: str | None) -> str | None:
    """ "first" or "second" spelling of the table `detect.regional`; None where a text mixes them or says nothing."""
    if not all(_list_spellings(language)):
        return None
    counts = [sum(side) for side in zip((0, 0), *(_count_spellings(text, language) for text in texts), strict=True)]
    for name, mine, other in (("first", counts[0], counts[1]), ("second", counts[1], counts[0])):
        if mine >= _LEAST and mine >= _TIMES * other:
            return name
    return None


@lru_cache(maxsize=1024)  # of successive versions most texts are the same
def _count_spellings(text: str, language: str | None) -> tuple[int, int]:
    words = Counter(_WORD.findall(text.casefold()))
    first, second = (sum(words[word] for word in spelling & words.keys()) for spelling in _list_spellings(language))
    return first, second


@cache
def _list_spellings(language: str | None) -> tuple[frozenset[str], frozenset[str]]:
    pairs = join_pairs("detect.regional", language) if language else {}
    return frozenset(map(str.casefold, pairs)), frozenset(map(str.casefold, pairs.values()))
