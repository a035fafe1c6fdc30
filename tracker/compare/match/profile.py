"""A section -> what alignment looks at: keys for equality, words and shingles for likeness."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, cached_property, lru_cache
from typing import Final

from rapidfuzz.distance import Indel

from tracker.compiled import compile_pattern
from tracker.languages import join_patterns
from tracker.model import Reading, Section
from tracker.text.canon import canon_body, canon_heading, canon_text, drop_signs, join_body
from tracker.text.label_styles import match_words
from tracker.text.scripts import HANGUL, UNSPACED
from tracker.values import Struct

_WORD = compile_pattern(f"[{UNSPACED}{HANGUL}]|[^\\W_{UNSPACED}{HANGUL}]+")  # endings stick to Korean words
_TERM = compile_pattern(r"(?:\w{1,4} )?\"([^\"]{2,60})\"")  # an article may stand before it
_HAS_QUOTE = compile_pattern('["“”„«»「]')
_TERM_ENDS: Final = 80  # characters
_MOST_WORDS: Final = 4000  # beyond this the quadratic word ratio gives way to shingles


@lru_cache(maxsize=16384)
def split_words(text: str) -> tuple[str, ...]:
    """The words of a text in order, canonical and case-folded; in Korean and scripts without spaces by character."""
    return tuple(_WORD.findall(canon_text(text).casefold()))


class Profile(Struct, frozen=True, dict=True):
    """One section seen by alignment. What costs time is made when first asked for: most sections never change.

    `number` is the own label without its word and punctuation ("Section 3" is "3", "(a)" is "a").
    """

    section: Section
    ordinal: int
    number: str

    @property
    def printed(self) -> tuple[str | None, str]:
        """Heading and body as printed: equal ones need no closer look."""
        return self.section.heading, self.section.text

    @cached_property
    def body(self) -> str:
        """The canonical key of the body, "" where there is none."""
        return join_body(canon_body(self.section))

    @cached_property
    def heading(self) -> str:
        """The canonical key of the heading in lower case, "" where there is none."""
        return canon_heading(self.section.heading).casefold()

    @cached_property
    def term(self) -> str:
        """The defined term with which a clause without a heading begins (“A "Buyer" means”), "" where there is none."""
        start = self.section.text[:_TERM_ENDS]
        found = None if self.heading or not _HAS_QUOTE.search(start) else _TERM.match(canon_text(start).casefold())
        return found[1] if found else ""

    @cached_property
    def said(self) -> str:
        """Heading and body run together in lower case: the same whether a line was taken for the one or the other."""
        return drop_signs(self.heading + self.body.casefold())

    @property
    def path(self) -> str:
        return (self.section.path or "").casefold()

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(word for block in self.section.blocks for word in split_words(block.text))

    @cached_property
    def shingles(self) -> frozenset[int]:
        """Word triples (pairs in a body of under eight words): what is shared by texts of one origin only.

        Each by its hash of 64 bits, which sets keep and look up in half the time that the words themselves take.
        """
        size = 3 if len(self.words) >= 8 else 2
        return frozenset(map(hash, zip(*(self.words[i:] for i in range(size)), strict=False)))

    @cached_property
    def heading_words(self) -> tuple[str, ...]:
        return split_words(self.section.heading or "")


@cache
def _match_label_word() -> re.Pattern[str]:
    """What stands around the number of a clause, but for the word of an annex, which counts on its own."""
    words, after = match_words("part", "clause", "short"), join_patterns("labels.after_number")
    before, behind = join_patterns("labels.enclosed_before"), join_patterns("labels.enclosed_after")
    return compile_pattern(
        rf"^(?:{words})\.?(?:\s+|(?=\d))|(?<=\d)\.?\s+(?:{after})$|^(?:{before})|(?:{behind})$|[§\s().:]+",
        re.IGNORECASE,
    )


def profile_section(section: Section) -> Profile:
    """The profile of one section."""
    return Profile(section, section.ordinal, _bare_label(section.number) if section.number else "")


@lru_cache(maxsize=4096)
def _bare_label(number: str) -> str:
    return _match_label_word().sub("", number.casefold())


def profile_reading(reading: Reading) -> tuple[Profile, ...]:
    """The profiles of all sections; the index is the section's ordinal."""
    return tuple(profile_section(section) for section in reading.sections)


def rate_words(old: Sequence[str], new: Sequence[str]) -> float:
    """How much of two word sequences is common in order, 0 to 1: twice the common words over all words."""
    if not old or not new:
        return float(not old and not new)
    return float(Indel.normalized_similarity(old, new))


def rate_bodies(old: Profile, new: Profile) -> float:
    """Likeness of two bodies, 0 to 1: in order by words, or by shared triples where paragraphs changed places."""
    if old.body == new.body:
        return 1.0
    shared = len(old.shingles & new.shingles)
    dice = 2 * shared / ((len(old.shingles) + len(new.shingles)) or 1)
    if len(old.words) > _MOST_WORDS or len(new.words) > _MOST_WORDS:
        return dice
    return max(dice, rate_words(old.words, new.words))


def rate_headings(old: Profile, new: Profile) -> float:
    """Likeness of two headings, 0 to 1: 1 for equal keys, else by common words; 0 where either has none."""
    if not old.heading or not new.heading:
        return 0.0
    if old.heading == new.heading:
        return 1.0
    return 0.95 * rate_words(old.heading_words, new.heading_words)


def contain_share(part: Profile, whole: frozenset[int]) -> float:
    """The share of a section's shingles that also stand in `whole`, 0 to 1."""
    return len(part.shingles & whole) / len(part.shingles) if part.shingles else 0.0
