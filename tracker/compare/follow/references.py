"""Cross-references in a text -> whether they follow their clauses through a renumbering."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Final

from tracker.compiled import compile_pattern
from tracker.languages import join_patterns
from tracker.text.canon import canon_text
from tracker.text.counters import match_ordinal
from tracker.text.label_styles import match_dotted, match_words
from tracker.text.scripts import HAN_DIGITS, SPACED_LETTER, WORD_START

_DOTTED = compile_pattern(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){1,4}(?:\([a-z0-9]{1,4}\)){0,3}(?![\w]|\.\d)")  # "(see 10.2)"


_WORDED = compile_pattern(r"[^\W\d_]{2,}\s\S|\S\s[^\W\d_]{2,}")  # "Annex IV", "3 člen"; not "Article" nor "4(a)"
_MIXED = compile_pattern(r"\d[\d.]*\.[a-z]")  # "3.b.ii": nothing else is written so
_HELD: Final = "\ue000{}\ue001"  # of the private use area
_PLACE = compile_pattern("\ue000(\\d+)\ue001")


@cache
def _match_number() -> str:
    return (
        rf"{match_dotted(5)}(?:\s?\([a-z0-9]{{1,4}}\)){{0,3}}|[A-Z]\.\d{{1,3}}(?:\.\d{{1,3}})*"
        rf"|(?:{match_ordinal()})(?!\w)|(?-i:[IVXLC]{{1,7}}|[A-Z]{{1,2}})(?!\w)"
    )


@cache
def _match_named() -> re.Pattern[str]:
    """Example: "Sections 12.7, 13, and 14.3", "§ 5", "Ziffern 3 und 4", "第4条", "4. madde"."""
    number, joining, sign = _match_number(), join_patterns("labels.joining"), join_patterns("labels.number_sign")
    return compile_pattern(
        rf"(?:{WORD_START}(?:{match_words('part', 'annex', 'clause', 'reference')})|§{{1,2}})\s?(?:(?:{sign})\.?\s?)?"
        rf"(?:{number})(?:\s?(?:[,;](?:\s(?:{joining})(?!\w))?|-|–|{joining})\s?(?:{number}))*"
        rf"|(?:{join_patterns('labels.enclosed_before')})\s?\d{{1,3}}(?=\s?(?:{join_patterns('labels.enclosed_after')}))"
        rf"|(?<![\w.])\d{{1,3}}(?:\.\d{{1,3}}){{0,4}}(?=\.?\s(?:{match_words('after_number')}))",
        re.IGNORECASE,
    )


@cache
def _match_enclosed() -> re.Pattern[str]:
    """Example: "第二条", "第３条", but not the beginning of "第3条の2"."""
    before, after, branch = (join_patterns(f"labels.enclosed_{part}") for part in ("before", "after", "branch"))
    figures = rf"\d{{1,3}}|[{HAN_DIGITS}]{{1,3}}"
    return compile_pattern(rf"(?:{before})\s?(?:{figures})\s?(?:{after})(?!(?:{branch})[\d{HAN_DIGITS}])")


@cache
def _match_one() -> re.Pattern[str]:
    before = join_patterns("labels.enclosed_before")
    return compile_pattern(rf"(?:(?<!\.){WORD_START}|(?<={before}))(?:{_match_number()})(?!{SPACED_LETTER}|\.\d)")


@cache
def _match_label_word() -> re.Pattern[str]:
    """Example: what is no number in "Article 5", "第4条"."""
    before, after = join_patterns("labels.enclosed_before"), join_patterns("labels.enclosed_after")
    return compile_pattern(
        rf"[^\s\d.]{{1,12}}\.?\s(?=\d|(?:{match_ordinal()})$)"
        rf"|(?:{before})\s?(?=\d)|(?<=\d)(?:{after})$"
    )


@cache
def _match_within() -> re.Pattern[str]:
    """Example: "paragraph 2 of Schedule 1": a number that counts within an annex alone."""
    inner, annex = match_words("part", "clause", "reference"), match_words("annex")
    number = _match_number()
    return compile_pattern(
        rf"(?P<before>(?<!\w)(?!(?:{annex})\s)(?:{inner})\s)(?P<inner>{number})(?P<between>\s(?:[^\W\d_]{{1,6}}\s){{1,2}})"
        rf"(?P<annex>(?:{annex})\s(?:{number}))(?!\w)",
        re.IGNORECASE,
    )


@lru_cache(maxsize=64)
def _match_worded(addresses: tuple[str, ...]) -> re.Pattern[str]:
    """The addresses that are known wherever they stand: "Annex IV", "Straipsnis 3", "3 člen", "3.b.ii"."""
    known = (address for address in addresses if _WORDED.search(address) or _MIXED.match(address))
    joined = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    return re.compile(rf"(?<!\w)(?<!\w\.)(?:{joined or '(?!)'})(?!\w|\.\d|[.(][a-z0-9]{{1,4}}(?!\w))", re.IGNORECASE)


def _rewrite(text: str, replace: Callable[[re.Match[str]], str], replace_named: Callable[[re.Match[str]], str]) -> str:
    """The text with each bare dotted number and the numbers of each named reference passed through a function."""
    parts, end = [], 0
    for named in _match_named().finditer(text):
        parts += [_DOTTED.sub(replace, text[end : named.start()]), _match_one().sub(replace_named, named[0])]
        end = named.end()
    return "".join([*parts, _DOTTED.sub(replace, text[end:])])


def bare_number(address: str) -> str:
    """An address without the word of its label: "5" of "Article 5", "4" of "第4条", "quarta" of "Cláusula quarta"."""
    return _match_label_word().sub("", address).lower()


def translate_references(text: str, mapping: Mapping[str, str]) -> str:
    """`text` with its cross-references as they read after a renumbering.

    `mapping` holds old and new addresses: {"10.2": "10.5"} turns "Section 10.2" into "Section 10.5".
    """

    folded = {old.casefold(): new for old, new in mapping.items()}
    held: list[str] = []

    def follow(found: re.Match[str], *, is_named: bool = False) -> str:
        number = re.sub(r"\s(?=\()", "", found[0])
        return mapping.get(number) or mapping.get(number.lower()) or _follow_outer(number, mapping, is_named=is_named)

    def follow_named(found: re.Match[str]) -> str:
        return follow(found, is_named=True)

    def follow_enclosed(found: re.Match[str]) -> str:
        new_address = mapping.get("".join(canon_text(found[0]).split()))
        return hold(new_address) if new_address else found[0]

    def hold(translated: str) -> str:
        """A place for what is translated, so that its number is not translated again."""
        held.append(translated)
        return _HELD.format(len(held) - 1)

    def follow_within(found: re.Match[str]) -> str:
        old_annex = " ".join(found["annex"].split())
        new_address = folded.get(f"{old_annex}.{found['inner']}".casefold())
        annex, _, inner = new_address.rpartition(".") if new_address else ("", "", "")
        annex = _keep_word(old_annex, annex or folded.get(old_annex.casefold(), old_annex))
        return hold(f"{found['before']}{inner or found['inner']}{found['between']}{annex}")

    text = _match_within().sub(follow_within, text)
    worded = _match_worded(tuple(sorted(mapping)))
    text = _match_enclosed().sub(follow_enclosed, text)
    text = worded.sub(lambda found: hold(_keep_word(found[0], folded[found[0].casefold()])), text)
    return _PLACE.sub(
        lambda place: held[int(place[1])] if int(place[1]) < len(held) else place[0],
        _rewrite(text, follow, follow_named),
    )


def _follow_outer(number: str, mapping: Mapping[str, str], *, is_named: bool) -> str:
    """What is no clause of its own goes with the one that it stands in: "Table 12.2.1" and "12.2(a)" with 12.2. A
    figure ("2.5 %") is never taken for a part of clause 2, but "Section 2.5" is one."""
    outer = number
    while (end := max(outer.rfind("."), outer.rfind("("))) > 0:
        is_item = outer[end] == "("
        outer = outer[:end]
        if outer in mapping and (is_named or is_item or "." in outer):
            return mapping[outer] + number[end:]
    return number


def _keep_word(old: str, new: str) -> str:
    """The new address with its word as the text prints it: "ANNEX IV" becomes "ANNEX V"."""
    word, blank, number = old.rpartition(" ")
    new_word, _, new_number = new.rpartition(" ")
    return f"{word}{blank}{new_number}" if word.casefold() == new_word.casefold() and number else new
