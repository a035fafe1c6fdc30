"""A difference of a heading -> whether nothing of substance changed with it: the same in other words, a label, a title.

Each function is the test of one row in `harmless.RULES`, which holds examples.
"""

from __future__ import annotations

import re
from typing import Final

from tracker.compare.weigh.binding import is_statement, list_negations
from tracker.compare.weigh.difference import Difference
from tracker.compare.weigh.own_dates import states_date
from tracker.compare.weigh.retitling import is_spelt_as, means_same
from tracker.languages import compile_words
from tracker.languages.phrases import Phrases
from tracker.text.dates import names_date
from tracker.text.label_styles import match_words
from tracker.text.scripts import count_words

_BARE_WORDS: Final = 8  # a heading of more words says something by itself
_LEAST_SENTENCE: Final = 3  # words
_LITTLE: Final = 3  # letters of a word that is small in a name as well
_LEAST_SAYING: Final = 4  # words of one that rules over a text that stays: "Consent" and "No fees" are names


def is_same(difference: Difference) -> bool:
    return difference.is_heading and bool(difference.lines) and means_same(difference.old_line, difference.new_line)


def is_slip(difference: Difference) -> bool:
    if not (difference.is_heading and difference.old_line and difference.new_line):
        return False
    return is_spelt_as(difference.old_line, difference.new_line, difference.section.text)


def is_label(difference: Difference) -> bool:
    """A heading line that only labels or dates what follows: "Exhibit A", "Effective date"."""
    if not difference.is_heading or difference.section.text:
        return difference.is_heading and names_date(difference.old or difference.new)
    words = match_words("part", "annex")
    return re.fullmatch(rf"\W*(?:{words})\W*\w{{0,4}}\W*", difference.old or difference.new, re.IGNORECASE) is not None


def is_title(difference: Difference) -> bool:
    """The document's own title, a heading with nothing or its date under it, is there or is not."""
    section = difference.section
    is_bare_title = _is_alone(difference) and not section.ordinal
    if section.number or not (is_bare_title or _stands_over_date(difference)):
        return False
    title = section.heading or ""
    names_document = compile_words("around.title", code=difference.language)
    return bool(names_document.search(title)) and not is_statement(title, difference.language)


def is_bare(difference: Difference) -> bool:
    """A heading of a few words came or went: without number and text, of a part or of nothing, or over a text that
    stays. It rules nothing.

    One that says something by itself does: a figure, a duty ("Masks are compulsory"), whoever is spoken to.
    """
    if _is_border(difference):
        return True
    is_without_text = _is_alone(difference) and not difference.section.number
    is_over_text = difference.is_heading and not difference.is_whole and difference.shown.is_newly_headed
    heading, language = "".join(difference.lines), difference.language
    if is_over_text and difference.shown.is_numbered and _may_say(heading):
        return False
    if not (is_without_text or is_over_text) or count_words(heading) > _BARE_WORDS or re.search(r"\d|@", heading):
        return False
    return not (is_statement(heading, language) or _match_grave(language).search(heading))


def _may_say(heading: str) -> bool:
    """Whether words read as the heading of a clause may be the first sentence of its text, as where it had a number and
    no heading: "1.1 Fees double each year. The boats …". A name of three words has capitals.

    In some 4,700 steps eight headings came to a clause with a number, or went; three of them are names so written.
    """
    words = heading.split()
    return len(words) >= _LEAST_SENTENCE and any(len(word) > _LITTLE and word.islower() for word in words)


def _is_border(difference: Difference) -> bool:
    """A heading between clauses that became one, or between those that one became: it names what is said below.

    One that rules by itself does not: a figure, a duty or a denial ("We never sell your data"), in more than a name.
    """
    heading, language = difference.old or difference.new, difference.language
    is_whole = heading in difference.shown.parted_headings and not (difference.old and difference.new)
    if not (difference.is_heading and is_whole):
        return False
    says = list_negations(heading, language) or _match_grave(language).search(heading) or re.search(r"\d|@", heading)
    return count_words(heading) < _LEAST_SAYING or not says


def _match_grave(language: str | None) -> Phrases:
    return compile_words("duty.obligation", "duty.negation", "duty.consent", code=language)


def _is_alone(difference: Difference) -> bool:
    return difference.is_heading and difference.is_whole and not difference.section.text


def _stands_over_date(difference: Difference) -> bool:
    """Whether a whole clause says no more than a date: "2026 Rules", then "Effective 6 July 2026"."""
    if not (difference.is_heading and difference.is_whole):
        return False
    blocks = difference.section.blocks
    return bool(blocks) and all(states_date(block.text, difference.language) for block in blocks)
