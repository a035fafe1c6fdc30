"""Two headings -> whether they mean the same: numbering, case, little words and well-worn synonyms aside."""

from __future__ import annotations

import re
from functools import cache

from tracker.compare.weigh.spelling import fold_spelling
from tracker.languages import join_pairs, join_words
from tracker.text.canon import canon_text
from tracker.text.label_styles import match_words


@cache
def _match_label() -> re.Pattern[str]:
    """Example: "Exhibit A Binding Arbitration", "4.8 Prize Draws", "Article IV - Fees"."""
    words, annex = match_words("part", "annex", "clause", "short"), match_words("annex")
    return re.compile(
        rf"^\W*(?:(?:{words}|§)\W*[\divxlc]{{1,6}}|(?:{annex}) [a-z]|\d{{1,3}}(?:\.\d{{1,3}}){{0,4}})(?:[\W_]+|$)",
        re.IGNORECASE,
    )


_WORD = re.compile(r"[^\W_]+")


def means_same(old: str, new: str) -> bool:
    """Whether two headings say the same in other words: "Introduction" and "Overview", "Fees" and "The fees".

    Figures, negations and every word that carries meaning must agree; where one has no such word, they differ.
    """
    one, other = _read_meaning(old), _read_meaning(new)
    return bool(one) and one == other


def _read_meaning(heading: str) -> frozenset[str]:
    text = _match_label().sub("", canon_text(heading), count=1).casefold()
    words = _WORD.findall(text)
    empty = (join_words("text.little") | join_words("forms.asking")) - join_words("duty.negation")
    kept = [word for word in words if word not in empty]
    same = join_pairs("forms.heading_synonym")
    return frozenset(same.get(stem, stem) for stem in map(_stem, kept))


def _stem(word: str) -> str:
    """The singular, in one spelling, as far as endings tell."""
    word = fold_spelling(word)
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
