"""A difference -> whether only the writing changed, not the words: case, commas, spelling, typos, repetitions.

Each function is the test of one row in `harmless.RULES`, which holds examples.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import chain, pairwise
from typing import Final

from tracker.compare.weigh.difference import Difference
from tracker.compare.weigh.spelling import differs_in_capitals, fold_spelling, is_grammar_slip, is_inflection, is_typo
from tracker.compiled import compile_pattern
from tracker.languages import compile_words, join_pairs, join_words
from tracker.languages.phrases import Phrases
from tracker.model import BlockKind
from tracker.text.canon import canon_text
from tracker.text.numbering import find_labels
from tracker.text.scripts import STOPS, WIDE_STOPS
from tracker.text.signs import CHECKS, CLOSING, MINUS, POINT, SIGNS, fold_sign, is_quote_mark

_WORD = compile_pattern(
    r"[a-zA-Z]+(?=[ ,;)])|"  # most words: nothing that stands below begins with one that ends so, which is quicker
    r"[\w.+-]{1,64}@[\w.-]{1,255}|https?://\S{1,500}|[^\W_]+(?:['’][^\W_]+)*['’]?|!=|"
    rf"[$€£¥₹%<>=+@#{SIGNS}]|\ufffd"
)
_NUMBER = compile_pattern(r"\d+(?:[.,]\d+)*")
_GROUPED = compile_pattern(r"(?<=\d)[\s'’](?=\d{3}(?!\d))")  # "1 000 €" and "CHF 1'000" are 1000
_DIGIT = compile_pattern(r"\d")
_FEW: Final = 3  # words of one run in another form; where more are, somebody rewrote it
_APOSTROPHE = compile_pattern(r"(?<=[^\W\d_])['’]")
_SIGNED = compile_pattern(rf"{MINUS}(?:[^\W\d]{{0,3}}[$€£¥₹₩]?\s?){POINT}?\d+|{POINT}\d+")


@lru_cache(maxsize=1024)  # six rules ask for the words of the same runs and lines
def list_words(text: str) -> tuple[str, ...]:
    """Words, figures and signs that mean something ("$", "≥", "✓"), canonical, case-folded, without punctuation."""
    lines = (canon_text(line).casefold().replace("&", " and ") for line in text.split("\n"))
    return tuple(map(fold_sign, chain.from_iterable(map(_WORD.findall, lines))))


@lru_cache(maxsize=4)  # six rules in a row ask it of the same difference
def _is_comparable(difference: Difference) -> bool:
    """Whether both runs are about as long, a quick no for most differences, and no minus or point came or went."""
    old, new = len(difference.old), len(difference.new)
    if abs(old - new) > 12 + max(old, new) // 4 and any(map(str.isalnum, difference.old + difference.new)):
        return False  # a line without a letter may be as long as it likes: "| :---- | :---- |"
    return _list_signed(difference, difference.old) == _list_signed(difference, difference.new)


def differs_in_punctuation(difference: Difference) -> bool:
    """Only spaces, hyphens, punctuation or case differ, and every figure is the same."""
    if not _is_comparable(difference):
        return False
    old, new = (_GROUPED.sub("", canon_text(run)) for run in (difference.old, difference.new))
    if _NUMBER.findall(old) != _NUMBER.findall(new) or _join_said(difference, old) != _join_said(difference, new):
        return False
    return not _is_negation_glued(old, new, difference.language)


def _join_said(difference: Difference, run: str) -> str:
    """The letters and signs of a run, without an apostrophe after a letter: "the world's" and "the worlds"."""
    return _APOSTROPHE.sub("", "".join(_list_said(difference, run)))


_TAG_END = compile_pattern(r"<?/[a-z]{1,10}[1-6]?>")  # "<name>" is to be filled in


def _list_said(difference: Difference, run: str) -> Sequence[str]:
    """The words of a run, without a check that is a bullet, a cross that closes a window, a ">" that quotes, and what
    a page broke off a closing tag ("/p>")."""
    is_bullet = not difference.before.strip() and difference.after.strip()[:1] not in ("", "|") and run in CHECKS
    is_closing = run in CLOSING and run in difference.lines
    is_mark = is_quote_mark(run, difference.before, difference.after) or _TAG_END.fullmatch(run.strip())
    is_loose = is_bullet or is_closing or is_mark
    return () if is_loose else list_words(run)


def _list_signed(difference: Difference, run: str) -> list[str]:
    """The figures of a run that begin with a minus or a point, as they stand on the line: "-5", ".5"."""
    before = difference.before if difference.before.strip() else "\n"
    text = f"{before} {run} {difference.after}"
    return [canon_text(figure) for figure in _SIGNED.findall(text)] if _DIGIT.search(text) else []


def _is_negation_glued(old: str, new: str, language: str | None) -> bool:
    """Example: "not able" and "notable" are not the same word with a space in it."""
    negations = join_words("duty.negation", language)
    counts = [sum(word in negations for word in list_words(text)) for text in (old, new)]
    return counts[0] != counts[1]


def differs_in_case(difference: Difference) -> bool:
    old, new = canon_text(difference.old), canon_text(difference.new)
    return old != new and old.casefold() == new.casefold()


def differs_in_contraction(difference: Difference) -> bool:
    """Words drawn into one or cut short, or written out again, and nothing else: "we will", "we'll"; "e.g.", "for
    example" (21 times in the steps of 247 documents, all of one company's)."""
    if not (difference.old and difference.new and _may_be_contracted(difference)):
        return False
    parts = join_pairs("forms.contracted", difference.language)
    old, new = (canon_text(text).casefold() for text in (difference.old, difference.new))
    parted_old, parted_new = old, new
    for part, both in parts.items():
        parted_old, parted_new = re.sub(part, both, parted_old), re.sub(part, both, parted_new)
    return (parted_old, parted_new) != (old, new) and list_words(parted_old) == list_words(parted_new)


def _may_be_contracted(difference: Difference) -> bool:
    """Whether a run holds words that can be drawn into one, or such a one: a quick no for most."""
    either = _match_contracted(difference.language)
    return any(either.search(canon_text(run).casefold()) for run in (difference.old, difference.new))


@cache
def _match_contracted(language: str | None) -> Phrases:
    return Phrases("|".join(join_pairs("forms.contracted", language)) or "(?!)")


def differs_in_spelling(difference: Difference) -> bool:
    if not _is_comparable(difference):
        return False
    old, new = list_words(difference.old), list_words(difference.new)
    if old and len(old) == len(new) and [fold_spelling(w) for w in old] == [fold_spelling(w) for w in new]:
        return True
    return differs_in_capitals(difference.old, difference.new)


_INNER_LABEL = compile_pattern(r"\(?(?:[a-z]|[ivx]{1,5})\)?")
# ", or (iii) sails"; "of clause (iii)" is a reference
_ITEM_BEFORE = compile_pattern(r"[,;][ \n](?:[^\W\d_]{1,4}[ \n])?\(?$")


def differs_in_label(difference: Difference) -> bool:
    """Only the label that a line begins with is another, came or went: "a. Oars" and "1. Oars"; or that of an item in
    a sentence: "(i) oars, or (iii) sails" and "(i) oars, or (ii) sails"."""
    old, new = difference.old_line, difference.new_line
    if _INNER_LABEL.fullmatch(difference.old) and _INNER_LABEL.fullmatch(difference.new):
        return _ITEM_BEFORE.search(difference.before) is not None
    if difference.is_heading or not (old and new) or "\n" in old + new:
        return False
    at_old, at_new = _measure_labels(old), _measure_labels(new)
    start = len(difference.before.lstrip())
    ends = ((start + len(difference.old), at_old, old), (start + len(difference.new), at_new, new))
    return all(end <= at < len(line) for end, at, line in ends)


def _measure_labels(line: str) -> int:
    """The characters of a line that its labels take, each closed by a stop or bracket: of "1. (a) Oars" seven."""
    at = 0
    while label := next((one for one in find_labels(line[at:]) if one.is_closed and not one.word), None):
        at += label.length
    return at


def differs_in_article(difference: Difference) -> bool:
    """Only "a", "an", "the" or a lone "of" came or went; English alone, for elsewhere articles carry case and gender.

    One article for another is no slip: "the seller" is not "a seller".
    """
    if (difference.old and difference.new) or len(difference.old + difference.new) > 12:
        return False
    return not _drop_articles(difference, difference.old or difference.new)


def is_slip(difference: Difference) -> bool:
    """Word by word the same but for typos and articles: "the Agreeement" and "the Agreement"."""
    if not _is_comparable(difference):
        return False
    old, new = list_words(difference.old), list_words(difference.new)
    if len(old) != len(new):
        old, new = (_drop_articles(difference, run) for run in (difference.old, difference.new))
    if not old or len(old) != len(new):
        return False
    pairs = [(one, other) for one, other in zip(old, new, strict=True) if fold_spelling(one) != fold_spelling(other)]
    return all(
        is_typo(one, other, difference.language) or is_grammar_slip(one, other, difference.language)
        for one, other in pairs
    )


_GRAVE: Final = ("duty.obligation", "duty.negation", "duty.scope", "duty.consent", "duty.number")


def differs_in_inflection(difference: Difference) -> bool:
    """A word or two in another number or case, and none that binds: "the Terms applies", "the Term apply"."""
    old, new = list_words(difference.old), list_words(difference.new)
    pairs = [(one, other) for one, other in zip(old, new, strict=False) if one != other]
    if len(old) != len(new) or not 1 <= len(pairs) <= _FEW or not _is_comparable(difference):
        return False
    grave = compile_words(*_GRAVE, code=difference.language)
    return all(
        one.isalpha() and other.isalpha() and is_inflection(one, other, difference.language) and not grave.search(other)
        for one, other in pairs
    )


def _drop_articles(difference: Difference, run: str) -> tuple[str, ...]:
    articles = join_words("forms.article", difference.language)
    return tuple(word for word in list_words(run) if word not in articles)


def is_doubled_word(difference: Difference) -> bool:
    """A word that stood twice in a row now stands once: "the the owner"."""
    if bool(difference.old) == bool(difference.new) or len(difference.old + difference.new) > 60:
        return False
    run = list_words(difference.old or difference.new)
    if not 1 <= len(run) <= 3 or not all(word[0].isalnum() for word in run):
        return False
    words = list_words(difference.old_line if difference.old else difference.new_line)
    width = len(run)
    places = [i for i in range(len(words) - width + 1) if words[i : i + width] == run]
    return any(later - earlier == width for earlier, later in pairwise(places))


def is_repeated(difference: Difference) -> bool:
    """A sentence that stood twice in the section now stands once, or a paragraph that stood once now stands twice.

    An item that is put to a second list as well is none: it says something there.
    """
    if (difference.old and difference.new) or difference.is_whole or difference.is_heading:
        return False
    run = difference.old or difference.new
    words = list_words(run)
    if len(words) < 6 or " ".join(words) not in _join_words(difference.section.text):
        return False
    if difference.old:
        return True
    is_said = " ".join(words) in _join_words(difference.shown.old_text)
    blocks = [block for line in run.split("\n") for block in difference.find_blocks(line)]
    is_text = all(block.kind is BlockKind.PARAGRAPH for block in blocks)
    return is_said and is_text and run.rstrip('"”»)').endswith(tuple(STOPS + WIDE_STOPS))


@lru_cache(maxsize=4)  # all that went from one section is looked for in the same words
def _join_words(text: str) -> str:
    return " ".join(list_words(text))


# "……é……": what a broken encoding left on a dotted line
_STRAY = compile_pattern(r"(?<=[.…_])\s?[^\s\d.…_]\s?(?=[.…_])")
_DOTTED = compile_pattern(r"[.…_]")
_LEADER = compile_pattern(r"[.…_][.…_\s]{2,}")


def differs_in_leader(difference: Difference) -> bool:
    """A line to write on is longer, shorter or broken: "Date …………é……" and "Date ………"."""
    runs = [canon_text(run) for run in (difference.old, difference.new)]
    if not any(map(_DOTTED.search, runs)):
        return False
    if any(runs) and all(_is_leader(run) for run in runs if run):
        return True
    old, new = (_LEADER.sub("… ", _STRAY.sub("", run)).strip() for run in runs)
    return "…" in old + new and old.replace("…", "").split() == new.replace("…", "").split()


def _is_leader(run: str) -> bool:
    """Dots or underscores to write on, with a stray letter or two: "é……", "'…………"."""
    strays = re.sub(r"[.…_\s]", "", run)
    return len(run) - len(strays) >= 3 and len(strays) <= 2 and not any(map(str.isdigit, strays))


_APOSTROPHES: Final = frozenset("'‘’`´«»�?")


def is_garbled(difference: Difference) -> bool:
    """An apostrophe that came out as another letter, or back: "n'est" and "néest"."""
    old, new = canon_text(difference.old), canon_text(difference.new)
    if len(old) != len(new):
        return False
    pairs = [pair for pair in zip(old, new, strict=True) if pair[0] != pair[1]]
    return bool(pairs) and all(
        (one in _APOSTROPHES and _is_garbage(other)) or (other in _APOSTROPHES and _is_garbage(one))
        for one, other in pairs
    )


def _is_garbage(character: str) -> bool:
    """A letter that an apostrophe comes out as in a wrong encoding; never a currency's sign."""
    return not character.isascii() and character.isalpha()


_LOST: Final = compile_pattern(r"(?<=[^\W\d_])[?\ufffd](?=[^\W\d_])|(?<=\d)\s?[?\ufffd]|^[?\ufffd]$")


def is_lost_character(difference: Difference) -> bool:
    """A letter or a currency's sign that an encoding lost, or that is back: "50 ?" and "50 €"."""
    old, new = canon_text(difference.old), canon_text(difference.new)
    if len(old) != len(new) or not (_LOST.search(old) or _LOST.search(new)):
        return False
    pairs = [pair for pair in zip(old, new, strict=True) if pair[0] != pair[1]]
    return bool(pairs) and all(
        min(one, other) in ("?", "\ufffd") and not max(one, other).isascii() for one, other in pairs
    )
