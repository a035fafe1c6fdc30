"""How labels are printed -> one row a style: the pattern that finds it, how it counts, how it is printed again.

The words of labels stand in the language files (`[labels]`); those of all languages are looked for side by side.
Adding a style is adding a row to `list_styles`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final, NamedTuple

from tracker.compiled import compile_pattern
from tracker.languages import join_patterns, join_series, list_patterns
from tracker.text.counters import (
    COUNTING_SIGNS,
    ROMAN_SIGNS,
    SIGN_SERIES,
    list_own_letters,
    match_ordinal,
    match_own_letters,
)
from tracker.text.mixed_numbers import MIXED
from tracker.text.scripts import HAN_DIGITS, UNSPACED_LETTER


class NumberStyle(NamedTuple):
    """One way to print a label: `pattern` finds it (groups word, number), `counters` are tried in order.

    `is_weak`: without a heading around it or a neighbour in sequence it is no label. `shape` prints it again.
    """

    name: str
    pattern: re.Pattern[str]
    counters: tuple[str, ...]
    shape: str
    example: str
    is_weak: bool = False


_TEXT: Final = '[^\\W\\d_]|["“«„]'
"""What may follow a label without a blank: the text begins, with a letter or a quote ("(ii)“Goods” means")."""
_CLOSE: Final = rf"(?:\s?[.:：)\]–—-]{{1,2}}(?=\s|$|{_TEXT})|(?=\s|$))"
_NO_STATUTE: Final = r"(?!\.?\s?\d{1,4}-\d)"
"""Behind a letter that counts: "Article L 217-4" and "Article R. 212-1" are articles of a code, not an article L."""
_HAN: Final = f"[{HAN_DIGITS}]{{1,3}}"


@cache
def match_step() -> str:
    """One step of a decimal number, with what numbers put in later bear: "2", "2A", "2bis", "3 ter"."""
    latin = "|".join(name for names in join_series("labels.inserted") for name in names)
    glued = rf"(?-i:[A-Z]{{1,2}}(?!\w)|[a-z](?![\w'’]))|(?:{latin})(?!\w)"
    return rf"\d{{1,3}}(?:{glued}|[\s-](?:{latin})(?=\s?[.:)\]–—-]|\s?$))?"  # in German "1 bis 3" counts days


@cache
def match_dotted(most: int = 6) -> str:
    """A decimal number of at most so many steps: "10.4", "1A.1", "2.2bis"."""
    return rf"{match_step()}(?:\.{match_step()}){{0,{most - 1}}}"


_PLAIN_START: Final = compile_pattern(r"[^\W\d_](?![?*+{])")


@cache
def match_words(*kinds: str) -> str:
    """The words of labels of these kinds, as an alternation: "part", "annex", "clause", "reference".

    Words of one first letter stand together: there are hundreds, and they are looked for at every word of a text.
    """
    words = dict.fromkeys(word for kind in kinds for word in list_patterns(f"labels.{kind}"))
    by_letter: dict[str, list[str]] = {}
    for word in words:
        by_letter.setdefault(word[:1].casefold() if _PLAIN_START.match(word) else "", []).append(word)
    others = by_letter.pop("", [])
    groups = [f"{letter}(?:{'|'.join(word[1:] for word in same)})" for letter, same in sorted(by_letter.items())]
    return "|".join([*groups, *others])


@cache
def is_part_word(word: str) -> bool:
    """Whether a label's word names what holds articles: "Part", "Kapitel", 章."""
    return re.fullmatch(match_words("part", "enclosed_part"), word, re.IGNORECASE) is not None


@cache
def is_annex_word(word: str) -> bool:
    """Whether a label's word names what is added at the end: "Annex", "Exhibit"."""
    return re.fullmatch(match_words("annex"), word, re.IGNORECASE) is not None


def _worded() -> NumberStyle:
    words, ordinal = match_words("part", "annex", "clause", "short"), match_ordinal()
    suffix, sign = join_patterns("text.day_suffixes"), join_patterns("labels.number_sign")
    pattern = (
        rf"(?P<word>{words})(?:\.?\s|\.|(?<={UNSPACED_LETTER}))\s?(?:(?:{sign})\.?\s?)?(?:\((?=\d))?"
        rf"(?P<number>{match_dotted()}|{ordinal}|{_HAN}|(?:[IVXLC]{{1,7}}|A?[A-Z]|(?P<twice>[B-Z])(?P=twice)){_NO_STATUTE})"
        rf"(?:{suffix}|º|ª|°|\.º)?{_CLOSE}"
    )
    counters = ("decimal", "han", "ROMAN", "LETTER")
    compiled = compile_pattern(pattern, re.IGNORECASE)
    return NumberStyle("worded", compiled, counters, "{word} {number}", "Article 4 – Fees")


def _enclosed() -> NumberStyle:
    before, after = join_patterns("labels.enclosed_before"), join_patterns("labels.enclosed_after")
    branch = join_patterns("labels.enclosed_branch")
    pattern = (
        rf"(?P<open>{before})\s?(?P<number>[0-9]{{1,3}}|{_HAN})\s?(?P<word>{after})"
        rf"(?:(?:{branch})(?P<branch>[0-9]{{1,2}}|{_HAN})(?!\w?，)|(?!\w?(?:{branch}|，)))[.:：、．]?"
    )
    return NumberStyle("enclosed", compile_pattern(pattern), ("decimal", "han"), "{open}{number}{word}", "第3条(利用)")


def _bracketed() -> NumberStyle:
    pattern = (
        r"[(（](?P<number>[a-zA-Z]{1,2}|[ivxlc]{1,7}|[IVXLC]{1,7}|\d{1,3}[a-z]?"
        rf"|[{HAN_DIGITS[1:]}]{{1,3}}|{match_own_letters()})[)）](?:[.:](?=\s)|(?=\s|$|{_TEXT}))"
    )
    counters = ("decimal", "roman", "letter", "ROMAN", "LETTER", "han", *list_own_letters())
    return NumberStyle("bracketed", compile_pattern(pattern), counters, "({number})", "(a) rent or lend", is_weak=True)


def _lettered() -> NumberStyle:
    pattern = (
        r"(?![A-Z]\.\s[A-Z]\.)(?P<number>[a-zA-Z]{1,2}|[ivxlc]{1,7}|[IVXLC]{1,7}"
        rf"|{match_own_letters()})(?:[.)](?=\s|$)|[．）、]|\.?\s?[-–—](?=\s)|(?<=[\u05d0-\u05ea])['’\u05f3][.)]?(?=\s))"
    )
    counters = ("roman", "letter", "ROMAN", "LETTER", *list_own_letters())
    compiled = compile_pattern(pattern)
    return NumberStyle("lettered", compiled, counters, "{number}", "b. Backup and Restore", is_weak=True)


def _within() -> tuple[NumberStyle, ...]:
    """What counts within a clause, and signs that are a number each."""
    degree = compile_pattern(rf"(?P<number>\d{{1,2}})[°ºª](?:\s?[-–—.):]{{1,2}})?(?=\s|$|{_TEXT})")
    sign = compile_pattern(rf"(?P<number>[{COUNTING_SIGNS}])(?:[.)、．](?=\s|$|{_TEXT})|(?=\s|$|{_TEXT}))")
    roman = re.compile(rf"(?P<number>[{ROMAN_SIGNS}])(?:\s?[.:)、．：–—-]{{1,2}}(?=\s|$|{_TEXT})|(?=\s|$))")
    series = tuple(f"signs from {signs[0]}" for signs in SIGN_SERIES)
    return (
        NumberStyle("roman sign", roman, ("ROMAN sign", "roman sign"), "{number}", "\u2161. Fees", is_weak=True),
        NumberStyle("degree", degree, ("decimal",), "{number}°", "2° Ou s'il flotte", is_weak=True),
        NumberStyle("sign", sign, series, "{number}", "① Scope", is_weak=True),
    )


def _several_steps() -> tuple[NumberStyle, ...]:
    """Steps that count in different ways."""
    return (
        NumberStyle(
            "mixed",
            compile_pattern(rf"(?P<number>{MIXED}){_CLOSE}"),
            ("mixed",), "{number}", "3.b.ii. Late fees", is_weak=True,
        ),
        NumberStyle(
            "lettered decimal",
            compile_pattern(rf"(?P<number>[A-Z](?:\.\d{{1,3}}){{1,4}}){_CLOSE}"),
            ("LETTER",), "{number}", "D.4 License Grant",
        ),
        NumberStyle(
            "letter and number",
            compile_pattern(rf"(?P<number>[A-Z]-?\d{{1,2}}(?:\.\d{{1,3}}){{0,3}}){_CLOSE}"),
            ("LETTER",), "{number}", "A1. Definitions", is_weak=True,
        ),
    )  # fmt: skip


@cache
def list_styles() -> tuple[NumberStyle, ...]:
    """Every style, the surest first."""
    return (
        _worded(),
        NumberStyle(
            "ordinal",
            compile_pattern(rf"(?P<number>{match_ordinal()})(?:\s?[.:)–—-]{{1,2}})(?=\s|$)", re.IGNORECASE),
            ("ordinal",), "{number}", "PRIMERA.- Objeto", is_weak=True,
        ),
        NumberStyle(
            "section sign",
            compile_pattern(rf"(?P<word>§{{1,2}})\s?(?P<number>{match_dotted()}){_CLOSE}"),
            ("decimal",), "{word} {number}", "§ 5 Haftung",
        ),
        _enclosed(),
        NumberStyle(
            "number and word",
            compile_pattern(
                rf"(?P<number>\d{{1,3}})\.?\s?(?P<word>{match_words('after_number')}){_CLOSE}", re.IGNORECASE
            ),
            ("decimal",), "{number} {word}", "2. fejezet", is_weak=True,
        ),
        NumberStyle(
            "han list",
            compile_pattern(rf"(?P<number>[{HAN_DIGITS[1:]}]{{1,3}})[、．.]"),
            ("han",), "{number}", "三、服务", is_weak=True,
        ),
        *_several_steps(),
        NumberStyle(
            "hyphened",
            compile_pattern(rf"(?P<number>\d{{1,2}}(?:-\d{{1,2}}){{1,2}}){_CLOSE}"),
            ("decimal",), "{number}", "16-1. Class action", is_weak=True,
        ),
        *_within(),
        NumberStyle(
            "decimal",
            compile_pattern(
                rf"(?:[#№]\s?)?(?P<number>{match_dotted(7)})(?:\ufe0f?\u20e3)?"
                rf"(?:\.?\s?[-–—](?=\s)|\s?[.)\]]{{1,2}}:?(?=\s|$|{_TEXT})|/(?=\s)|:?(?=\s|$)|(?<=\d\.\d)(?=[A-Z])|[．、])"
            ),
            ("decimal",), "{number}", "10.4 Customer License Grant", is_weak=True,
        ),
        _bracketed(),
        _lettered(),
    )  # fmt: skip
