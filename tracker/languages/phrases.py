"""A pattern of words -> the same, asked only of texts that hold one of the letters without which it finds nothing.

Searched without case, an alternation of phrases is slow: the engine tries each of them at every letter. Most texts hold
none of them, and that is told by looking for fixed letters ("arbitrat"), a hundred times as fast.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Final

from tracker.compiled import LARGE, compile_pattern, shelve
from tracker.languages.recalled import name_rules

_FEWEST_LETTERS: Final = 3  # "ai" stands in nearly every sentence; a sign ("$") or a letter elsewhere tells by itself
_MOST_NEEDLES: Final = 100  # to look for more takes as long as the pattern
_NO_LETTERS: Final = frozenset("wWsSdDbBAZ0123456789")  # behind a backslash: a class, a border or a group again
_GROUP: Final = compile_pattern(r"\((?:\?(?:(?P<look><?[=!])|P<\w+>|[aimsux]*(?:-[imsx]+)?:))?")
_CLASS: Final = compile_pattern(r"\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_FEW_SIGNS: Final = compile_pattern(r"\[([^\^\\\]-]{1,8})\]")  # a class of some signs, each of them a needle
_REPEAT: Final = compile_pattern(r"(?P<optional>[?*]|\{0?,\d*\}|\{0\})|\+|\{\d+(?:,\d*)?\}")
_TWINS: Final = (("ς", "σ"), ("ı", "i"), ("i\u0307", "i"), ("ſ", "s"), ("µ", "μ"))  # the same to a search without case


class Phrases:
    """A compiled pattern that is read without case, and finds what `re` finds by it."""

    def __init__(self, pattern: str) -> None:
        """`pattern` as `re` takes it; it is compiled when a text first holds its letters, and what is wrong with it
        raises `re.error` then."""
        self._source = pattern
        self._needles = _recall_needles(pattern) if len(pattern) >= LARGE else _choose(find_needles(pattern))

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        return compile_pattern(self._source, re.IGNORECASE)

    def search(self, text: str) -> re.Match[str] | None:
        return self.compiled.search(text) if self.may_stand(text) else None

    def fullmatch(self, text: str) -> re.Match[str] | None:
        return self.compiled.fullmatch(text) if self.may_stand(text) else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        return self.compiled.finditer(text) if self.may_stand(text) else iter(())

    def findall(self, text: str) -> list[str]:
        return self.compiled.findall(text) if self.may_stand(text) else []

    def may_stand(self, text: str) -> bool:
        """Whether a text holds letters of the pattern: where it does not, nothing is found in it."""
        if not self._needles:
            return True
        return any(map(fold_case(text).__contains__, self._needles))


def _recall_needles(pattern: str) -> tuple[str, ...]:
    """The needles of a large pattern, which take half a millisecond to find, as these very rules found them before."""
    named = sha256(f"{name_rules(__file__)} {pattern}".encode("utf-8", "surrogatepass")).hexdigest()
    return tuple(shelve(f"needles {named[:24]}", lambda: _choose(find_needles(pattern))))


@lru_cache(maxsize=64)  # a dozen patterns in a row are asked of the same sentence
def fold_case(text: str) -> str:
    """A text in small letters, of two that a search without case takes for one always the same."""
    low = text.lower()
    if not text.isascii():
        for twin, plain in _TWINS:
            low = low.replace(twin, plain)
    return low


def find_needles(pattern: str) -> frozenset[str] | None:
    """Letters, in small ones, of which any text that a pattern finds holds one; None where there is no telling.

    Example: of `arbitrat\\w+|waive[sd]? .{0,30}jury trial` "arbitrat" and "jury trial".
    """
    try:
        needles, end = _read_branches(pattern, 0)
    except _UnreadError:
        return None
    return needles if end == len(pattern) else None


class _UnreadError(Exception):
    """What is written here is not known: nothing is said of the pattern."""


def _choose(needles: frozenset[str] | None) -> tuple[str, ...]:
    """The needles without those that hold another, where looking for them saves time; else none."""
    least = [one for one in needles or () if not any(other in one for other in needles or () if other != one)]
    return tuple(sorted(least)) if len(least) <= _MOST_NEEDLES and all(map(_is_rare, least)) else ()


def _is_rare(needle: str) -> bool:
    return len(needle) >= _FEWEST_LETTERS or not needle.isascii() or not (needle.isalnum() or " " in needle)


def _read_branches(pattern: str, at: int) -> tuple[frozenset[str] | None, int]:
    """The needles of all branches from a place up to the end of their group, None where a branch has none; the end."""
    found: list[frozenset[str] | None] = []
    while True:
        needles, at = _read_sequence(pattern, at)
        found.append(needles)
        if not pattern.startswith("|", at):
            break
        at += 1
    known = [one for one in found if one is not None]
    return (frozenset().union(*known) if len(known) == len(found) else None), at


def _read_sequence(pattern: str, at: int) -> tuple[frozenset[str] | None, int]:
    """The best needles of one branch: a text that it finds holds each part that is not optional."""
    found: list[frozenset[str]] = []
    run = ""
    while at < len(pattern) and pattern[at] not in "|)":
        letter, needles, at = _read_item(pattern, at)
        repeat = _REPEAT.match(pattern, at)
        if repeat is not None:
            at = repeat.end() + (pattern[repeat.end() : repeat.end() + 1] in ("?", "+"))
        is_optional = repeat is not None and repeat["optional"] is not None
        if letter and not is_optional:
            run += letter
        if needles and not is_optional:
            found.append(needles)
        if (not letter or repeat is not None) and run:
            found.append(frozenset({run}))
            run = ""
    found += [frozenset({run})] if run else []
    return max(found, key=lambda one: (min(map(len, one)), -len(one)), default=None), at


def _read_item(pattern: str, at: int) -> tuple[str, frozenset[str] | None, int]:
    """A letter that stands for itself ("" for anything else), the needles of a group, and the place behind."""
    sign = pattern[at]
    if sign == "\\":
        escaped = pattern[at + 1 : at + 2]
        if escaped in _NO_LETTERS:
            return "", None, at + 2
        if escaped.isalpha():
            raise _UnreadError
        return fold_case(escaped), None, at + 2
    if sign == "[":
        known = _CLASS.match(pattern, at)
        if known is None:
            raise _UnreadError
        signs = _FEW_SIGNS.fullmatch(known[0])
        return "", frozenset(map(fold_case, signs[1])) if signs else None, known.end()
    if sign == "(":
        group = _GROUP.match(pattern, at)
        if group is None or pattern.startswith("?", group.end()):
            raise _UnreadError
        needles, end = _read_branches(pattern, group.end())
        if not pattern.startswith(")", end):
            raise _UnreadError
        return "", None if group["look"] else needles, end + 1
    return ("" if sign in ".^$" else fold_case(sign)), None, at + 1
