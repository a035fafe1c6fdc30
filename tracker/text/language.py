"""The text of a document -> the language it is written in, checked against what the page declares.

A script that one language writes tells it; languages that share one are told by their function words. Both stand in
the language files (`[detect]`): no model, no download, no import time.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from tracker.compiled import compile_pattern
from tracker.languages import ANY, find_language, join_patterns, join_words, load_languages
from tracker.languages.recalled import recall

_LOOKED_AT: Final = 20_000  # characters: enough words to tell any language, and the cost stays small
_LEAST_HITS: Final = 4  # function words below which a text says nothing
_LEAST_SHARE: Final = 0.06  # of all words are function words of the language a text is written in
_SURE_SHARE: Final = 0.18
"""The same where the declared language has no file, so that its own words cannot speak: of 123 documents in
13 languages two (addresses) had less; texts in Icelandic, Irish, Welsh and Filipino, taken for others, .16 at most."""
_CLEAR: Final = 1.15  # how far the best profile must lead for the declared language to be overruled
_OWN_SHARE: Final = 0.02  # of the letters are those that only one language has: kana in Japanese
_SCRIPT_SHARE: Final = 0.3  # of the letters are of the script; names and addresses are Latin anywhere
_WORD = compile_pattern(r"[^\W\d_]+")
_CODE = compile_pattern(r"[a-zA-Z]{2,3}")


def detect_language(text: str, declared: str | None, expected: str | None = None) -> str | None:
    """The language of `text` as a two-letter code, None where nothing says.

    `declared` is what the page says of itself ("en-US"), `expected` what a person said of it. The text decides where
    it speaks clearly; else the expectation, then the declaration.
    """
    claimed = _CODE.match(expected or "") or _CODE.match(declared or "")
    code = claimed[0].lower() if claimed else None
    sample = text[:_LOOKED_AT]
    return _detect_by_script(sample, code) or _detect_by_words(sample, code)


def is_same_language(one: str | None, other: str | None) -> bool:
    """Whether two codes mean one language, as far as anything here is told apart: "pt-BR" and "pt", "no" and "nb"."""
    first, second = find_language(one), find_language(other)
    if first is None or second is None:
        return (one or "").lower()[:2] == (other or "").lower()[:2]
    return first is second


def _detect_by_script(sample: str, code: str | None) -> str | None:
    """The language that the letters tell; a declared one stands where nothing is known of its letters."""
    if sample.isascii() or not _any_script().search(sample):
        return None
    letters = sum(map(str.isalpha, sample))
    found = ((name, own) for name, script, own in _scripts() if _is_written_in(sample, letters, script, own))
    first, own = next(found, (None, None))
    if first and code and find_language(code) is None:
        return code
    if first is None or own is not None:
        return first
    sharers = [first, *(name for name, _ in found)]
    return _choose_sharer(sharers, sample, code) if sharers[1:] else first


def _choose_sharer(found: Sequence[str], sample: str, code: str | None) -> str:
    """Of languages whose letters are the same the one that the words tell; where they do not, the declared one."""
    words = Counter(_WORD.findall(sample.lower()))
    hits = {name: sum(words[word] for word in _profiles().get(name, ())) for name in found}
    claimed = find_language(code)
    least = _CLEAR * hits.get(claimed.code, 0) if claimed else 0
    best = max(reversed(found), key=lambda name: hits[name])
    return claimed.code if claimed and claimed.code in hits and hits[best] <= least else best


def _is_written_in(sample: str, letters: int, script: re.Pattern[str], own: re.Pattern[str] | None) -> bool:
    if own is not None and len(own.findall(sample)) <= _OWN_SHARE * letters:
        return False
    return len(script.findall(sample)) > _SCRIPT_SHARE * letters


def _detect_by_words(sample: str, code: str | None) -> str | None:
    words = Counter(_WORD.findall(sample.lower()))
    hits = {name: sum(words[word] for word in profile & words.keys()) for name, profile in _profiles().items()}
    best = max(hits, key=lambda name: hits[name])
    claimed = find_language(code)
    least = _SURE_SHARE if code and claimed is None else _LEAST_SHARE
    if hits[best] < _LEAST_HITS or hits[best] < least * words.total():
        return code
    if code is None:
        return best
    return best if hits[best] > _CLEAR * hits.get(claimed.code if claimed else code, 0) else code


@cache
def _profiles() -> Mapping[str, frozenset[str]]:
    """The function words of each language that is written in a script with others."""
    found: dict[str, list[str]] = recall(__file__, "profiles", _list_profiles)
    return {name: frozenset(words) for name, words in found.items()}


def _list_profiles() -> dict[str, list[str]]:
    found = {name: sorted(join_words("detect.function_words", name)) for name in load_languages() if name != ANY}
    return {name: words for name, words in found.items() if words}


@cache
def _any_script() -> re.Pattern[str]:
    """A letter of any of `_scripts`: most texts have none, and need not be counted then."""
    return compile_pattern("|".join(letters.pattern for _, letters, _ in _scripts()))


@cache
def _scripts() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str] | None], ...]:
    """Language, the letters it is written in, and those that no other of the same script has; the latter first."""
    found: list[tuple[str, str, str | None]] = recall(__file__, "scripts", _list_scripts)
    return tuple((name, compile_pattern(all_), compile_pattern(own) if own else None) for name, all_, own in found)


def _list_scripts() -> list[tuple[str, str, str | None]]:
    found = []
    for name in load_languages():
        letters, own = (join_patterns(f"detect.{key}", name) for key in ("letters", "own_letters"))
        if letters:
            found.append((name, letters, own))
    return sorted(found, key=lambda entry: entry[2] is None)
