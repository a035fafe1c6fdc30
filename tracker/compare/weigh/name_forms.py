"""Runs of words -> whether they are a name, a term or an address: what may be replaced throughout a document."""

from __future__ import annotations

from typing import Final

from tracker.compare.weigh.printed_addresses import find_contacts
from tracker.compiled import compile_pattern
from tracker.languages import compile_words, join_words
from tracker.text.canon import canon_text
from tracker.text.dates import names_date
from tracker.text.scripts import UNSPACED

MOST_NAME_WORDS: Final = 6
_MOST_TERM_WORDS: Final = 3
_MOST_TERM_LETTERS: Final = 40
_LEAST_LETTERS: Final = 4  # of a term's longest word: shorter ones join others
_EDGES: Final = " \t\n.,;:()[]\"'“”„‘’«»"
_POSSESSIVE = compile_pattern(r"(?:['’]s?|(?<=s)['’])$")
_DUTIES: Final = ("duty.obligation", "duty.negation", "duty.consent", "duty.scope", "duty.connective", "duty.person")
_TERM_WORD = compile_pattern(rf"(?:(?![{UNSPACED}])[^\W\d_])+(?:[-'’](?:(?![{UNSPACED}])[^\W\d_])+)*")
ELIDED = compile_pattern(r"(?<!\w)(?:[a-z]|L|D)['’](?=\w)")  # "l'Assistant Acme" became "Boats & Co"


def may_name(run: str) -> bool:
    """A quick no for what `is_name` would never take: a long run, or one without a capital and a figure."""
    return (run.lower() != run or any(map(str.isdecimal, run))) and len(run.split()) <= 2 * MOST_NAME_WORDS


def find_address(run: str) -> str:
    """The one address in a run, beside which other words may have changed; "" where it has none, or several."""
    found = find_contacts(run)
    return found[0] if len(found) == 1 else ""


def is_address(name: str) -> bool:
    return find_contacts(name) == [name]


def may_be_term(run: str) -> bool:
    return 0 < len(run) <= _MOST_TERM_LETTERS and len(run.split()) <= _MOST_TERM_WORDS


def is_term(run: str, language: str | None) -> bool:
    """Whether some words, with capitals or without, say what is spoken of: not who may do it, when, or whether."""
    words = run.split()
    if not words or not all(map(_TERM_WORD.fullmatch, words)):
        return False
    common = join_words("detect.function_words")
    is_weighty = any(len(word) >= _LEAST_LETTERS and word.casefold() not in common for word in words)
    return is_weighty and compile_words(*_DUTIES, code=language).search(run) is None


def clean_name(run: str) -> str:
    """Example: "Acme's" as "Acme", "“Customer Data”," as "Customer Data"."""
    run = ELIDED.sub("", canon_text(run).strip(_EDGES))
    return " ".join(_POSSESSIVE.sub("", run).strip(_EDGES).split())


def is_name(run: str, language: str | None) -> bool:
    """Whether words are a name: few, every one of weight with a capital (or a figure, "37signals"), none a pronoun."""
    words = run.split()
    is_long = not 0 < len(words) <= MOST_NAME_WORDS or "," in run
    if is_long or names_date(run) or any(word.isdecimal() for word in words):
        return False
    small, common = join_words("headings.small"), join_words("detect.function_words")
    weighty = [word for word in words if word not in small]
    is_named = bool(weighty) and all(word[0].isupper() or word[0].isdecimal() for word in weighty)
    if not is_named or (not any(map(str.isupper, run)) and not run[0].isdecimal()):
        return False
    is_duty = compile_words("duty.obligation", "duty.negation", code=language).fullmatch(run)
    return not is_duty and (len(words) > 1 or run.casefold() not in common)
