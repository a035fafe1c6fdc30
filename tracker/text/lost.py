"""Two keys -> whether they are one text, counting what was lost in one of them as what stands there in the other.

A lost character ("\ufffd") and a hidden e-mail address ("[email protected]") are holes; what fills them differs from
one capture to the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from tracker.compiled import compile_pattern
from tracker.text.canon import EMAIL_PLACEHOLDER, canon_key

_WILD: Final = "\ufffd"  # a character that was lost: equals up to three characters of the other text


def same_key(old: str, new: str) -> bool:
    """Whether two keys are the same text, counting a lost character or a hidden e-mail address as what stands there.

    Example: "Zoom\ufffds" equals "Zoom's"; "[emailprotected]" equals "privacy@example.org".
    """
    if old == new:
        return True
    placeholder = canon_key(EMAIL_PLACEHOLDER)
    if _WILD not in old + new and placeholder not in old + new:
        return False
    return _fits(old, new, placeholder) or _fits(new, old, placeholder)


_ADDRESS = compile_pattern(r"[\w.+'%-]{1,64}@[\w.-]{1,255}")
_MOST_LOST = 3  # characters that one lost character, or a row of them, may stand for
_STEPS_A_CHARACTER = 50
_LEAST_STEPS = 100_000


def _fits(holed: str, whole: str, placeholder: str) -> bool:
    """Whether `whole` fills the holes of `holed`.

    Goes through the pieces of `holed` with the set of places in `whole` where each may end; a text with one or two
    such places at a time is the rule. One with so many that the steps outgrow the texts is counted as different: no
    person could say either what stood there.
    """
    if _WILD not in holed and placeholder not in holed:
        return False
    left = max(_LEAST_STEPS, _STEPS_A_CHARACTER * (len(holed) + len(whole)))
    ends = {0}
    for index, part in enumerate(re.split(f"({re.escape(placeholder)}|{_WILD}+)", holed)):
        left -= len(ends) * (1 if index % 2 == 0 else len(placeholder))
        if not ends or left < 0:
            return False
        if index % 2 == 0:
            ends = {end + len(part) for end in ends if whole.startswith(part, end)}
        elif part == placeholder:
            ends = set(_address_ends(whole, ends))
        else:
            ends = {end + lost for end in ends for lost in range(1, _MOST_LOST + 1) if end + lost <= len(whole)}
    return len(whole) in ends


def _address_ends(whole: str, starts: Iterable[int]) -> Iterator[int]:
    """Where an e-mail address that begins at one of these places may end: after each character behind its "@"."""
    signs = {
        whole.index("@", found.start()): found.end() for found in (_ADDRESS.match(whole, at) for at in starts) if found
    }
    for sign, end in signs.items():
        yield from range(sign + 2, end + 1)
