"""Sections -> the dates a document states about itself: effective, updated, announced, with their phrase.

A date counts only beside words that say what it is the date of ("Effective Date: July 27, 2023"); words and
dates of the seven languages are in tables here and in `date_grammar`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from tracker.model import Block, DateKind, Section, StatedDate
from tracker.text.date_grammar import DateMatch, find_date_matches

_FARTHEST: Final = 70  # characters between the words and their date: "effective for all users who join as of"
_SHORT_BLOCK: Final = 400  # characters of a paragraph that may say of the document when it applies
_SHORT_LINE: Final = 14  # words of a line that is about nothing but a date

# example of each: "Effective Date: July 27, 2023"; "Zuletzt aktualisiert am 1. Mai 2024"; "Published on 2 May 2024"
_KEYWORDS: Final[tuple[tuple[DateKind, re.Pattern[str]], ...]] = (
    (
        "effective",
        re.compile(
            r"\beffective\b|\b(?:comes?|came|enters?|entered|entry|takes?|took) into (?:force|effect)|\btakes? effect"
            r"|\b(?:valid|applicable|in force|in effect) (?:from|as of|since|on)|\bapply (?:from|as of)|\bstarting from"
            r"|\ben vigueur|\bpris?e d[’']effet|\bprend(?:ra|ront|nent)? effet"
            r"|\bapplicables? (?:à compter|à partir|au|dès|depuis)|\bà compter du"
            r"|\bgültig (?:ab|seit)|\bin kraft|\bgilt ab|\bgelten ab|\bwirksam ab|\bstand\b|\bgültigkeit"
            r"|\ben vigor|\bvigente|\bvigencia|\bfecha efectiva|\bentrada em vigor|\bem vigor|\bvigência"
            r"|\bvigor a partir"
            r"|\bin vigore|\befficac[ei] dal|\bdecorrenza|\bvalid[oie] dal|\bgeldig (?:vanaf|sinds)|\bvan kracht"
            r"|\bingangsdatum|\bin werking|\bgäller från|\bgælder fra|施行|生效|発効",
            re.IGNORECASE,
        ),
    ),
    (
        "updated",
        re.compile(
            r"\bdated\b|\b(?:last\s)?(?:updated|modified|revised|amended|changed|edited|reviewed)\b"
            r"|\b(?:last )?(?:update|revision|modification)\b|\brevised\b|\bversion\b|\bmise?s? à jour"
            r"|\bdernière (?:modification|révision|version)"
            r"|\bmodifiée? le|\baktualisier"
            r"|\bletzte (?:änderung|fassung|aktualisierung)"
            r"|\bzuletzt (?:geändert|bearbeitet)"
            r"|\bfassung vom|\b(?:última|ultima) (?:actualización|modificación|revisión"
            r"|atualização|modificação|revisão)"
            r"|\bactualizad[oa]|\batualizad[oa]|\bultimo aggiornamento|\bultima modifica"
            r"|\baggiornat[oa]"
            r"|\bversión|\bversione"
            r"|\bversão|\blaatst (?:bijgewerkt|gewijzigd|herzien)|\bbijgewerkt|\bversie|\buppdaterad"
            r"|更新|改定|改訂|修订",
            re.IGNORECASE,
        ),
    ),
    (
        "announced",
        re.compile(
            r"\b(?:published|posted|announced|issued|publication date|posting date|date of publication)\b|\bpubliée? le"
            r"|\bdate de publication|\bveröffentlich|\bpublicad[oa]|\bpubblicat[oa]|\bgepubliceerd"
            r"|公布|公開|制定",
            re.IGNORECASE,
        ),
    ),
)
# example: "Previous version May 17 2023 (archived)": the date of another text
_OTHER_TEXT = re.compile(
    r"\b(?:previous|prior|archived?|earlier|supersed\w+|replac\w+|remplac\w+|ersetz\w*|sustitu\w+|sostitu\w+|substitu\w+|vervang\w*|précédente?s?|ältere|frühere|vorherige|anterior(?:es)?|precedent[ei]|vorige"
    r"|eerdere|act of|regulation|directive|gesetz|loi n)\b",
    re.IGNORECASE,
)
# not between "1." and "Januar"
_SENTENCE = re.compile(r"(?:(?<=\d{4}[.;])|(?<=[^\d\s][.!?;]))\s+(?=[A-ZÀ-ÝÄÖÜ“\"(])|\n")
_JOINED = re.compile(r"\s*(?:date\s*)?(?:and|und|et|y|e|en|&|/|,)\s*", re.IGNORECASE)  # "updated and effective"
# example: "These Terms and Conditions were published on 21 February 2024", wherever it stands
_ABOUT_ITSELF = re.compile(
    r"^(?:the|these|this|our|les|la|le|diese|die|estos|estas|este|esta|i|le|questi|queste|estes|deze|dit)\b.{0,40}?"
    r"\b(?:terms|policy|agreement|conditions|notice|statement|addendum|bedingungen|datenschutzerklärung|politique"
    r"|condiciones|términos|política|condizioni|informativa|termos|voorwaarden)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")


def find_dates(sections: Sequence[Section], *, language: str | None) -> tuple[StatedDate, ...]:
    """The dates the document states of itself, in order, each kind and day once.

    Looked for in the opening, in lines that are about nothing else, and in the last section's sentences;
    `phrase` is the sentence or line that says it.
    """
    found: dict[tuple[DateKind, object], StatedDate] = {}
    for phrase in _iterate_phrases(sections):
        for stated in _read_phrase(phrase, language):
            found.setdefault((stated.kind, stated.on), stated)
    return tuple(found.values())


def is_date_line(text: str) -> bool:
    """Whether a line is about nothing but a date of the document: "Last Updated: October 25, 2024"."""
    if len(text) > 160 or not any(character.isdigit() for character in text):
        return False
    matches = list(find_date_matches(text))
    if not matches:
        return False
    rest = "".join(_cut_dates(text, matches))
    words = _WORD.findall(rest)
    if len(words) <= 3 * len(matches):
        return True
    return len(words) <= _SHORT_LINE and any(pattern.search(rest) for _, pattern in _KEYWORDS)


def names_date(text: str) -> bool:
    """Whether a line only announces a date that stands elsewhere: "Effective Date:"."""
    return len(_WORD.findall(text)) <= 6 and any(pattern.search(text) for _, pattern in _KEYWORDS)


def _cut_dates(text: str, matches: list[DateMatch]) -> Iterator[str]:
    end = 0
    for match in matches:
        yield text[end : match.start]
        end = match.end
    yield text[end:]


def _iterate_phrases(sections: Sequence[Section]) -> Iterator[str]:
    """Sentences that may state a date; a line that ends in "Effective Date:" goes with the line after it."""
    for section in sections:
        is_edge = section.ordinal == 0 or section.ordinal >= len(sections) - 2
        heading = section.heading or ""
        before = heading if names_date(heading) else ""
        for block in section.blocks:
            text = f"{before} {block.text}" if before and len(block.text) < 60 else block.text
            if is_edge or is_date_line(text) or (len(text) < _SHORT_BLOCK and _ABOUT_ITSELF.match(text)):
                yield from _SENTENCE.split(text[:20_000])
            before = block.text if _ends_open(block) else ""


def _ends_open(block: Block) -> bool:
    return names_date(block.text) and not any(True for _ in find_date_matches(block.text))


def _read_phrase(phrase: str, language: str | None) -> Iterator[StatedDate]:
    if not any(character.isdigit() for character in phrase):
        return
    previous_end = 0
    for match in find_date_matches(phrase, language=language):
        before = phrase[max(previous_end, match.start - _FARTHEST) : match.start]
        after = phrase[match.end : match.end + _FARTHEST // 2]
        kinds = [] if _OTHER_TEXT.search(before) else _kinds_of(before) or _kinds_of(after)
        for kind in kinds:
            yield StatedDate(kind, match.on, " ".join(phrase.split()))
        previous_end = match.end


def _kinds_of(words: str) -> list[DateKind]:
    """What the words say of a date: the last of them, and those joined to it ("Last updated and effective:")."""
    found = sorted(
        (match.start(), match.end(), kind) for kind, pattern in _KEYWORDS for match in pattern.finditer(words)
    )
    kinds: list[DateKind] = []
    start = len(words)
    for begins, ends, kind in reversed(found):
        if kinds and not _JOINED.fullmatch(words[ends:start]):
            break
        if kind not in kinds:
            kinds.append(kind)
        start = begins
    return kinds[::-1]
