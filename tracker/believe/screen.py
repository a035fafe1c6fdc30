"""A reading and the one before it -> a reason to doubt that this is the document, or None.

Doubts about the page itself (walls, error pages) last however often they repeat; doubts by comparison (a collapse,
another language) are given up when the text repeats, because documents do shrink and move.

A wall is told by where it says what it is and by how much of it says so, not by its words alone: a document may speak
of captchas and errors, but it is not headed by one, and most of its sentences speak of something else.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import accumulate
from typing import Final

from tracker.believe.cut_off import WITHIN_WORD, find_cut
from tracker.believe.failed_part import find_failed_part
from tracker.believe.lines import HEAD_WORDS, PLAIN, count_linked, fold_sentence, list_lines, list_sentences, split_line
from tracker.believe.walls import (
    CONSENT,
    MATTERS,
    WallRule,
    list_marks,
    list_phrases,
    make_code_rule,
    match_condition,
    match_document_name,
    match_duty,
)
from tracker.model import Reading, Section
from tracker.text.language import is_same_language
from tracker.text.scripts import count_words
from tracker.values import Struct

_WALL_WORDS: Final = 450  # the longest walls seen are consent walls of about 400 words
_WALL_LETTERS: Final = 6000  # twice what the longest walls have: the rules look no further, which bounds their time
_SHELL_WORDS: Final = 12
_PROSE_WORDS: Final = 5  # a sentence; what is shorter is a label, a button or a link and weighs nothing
_HEAD_LINES: Final = 3  # title and first two lines: there a wall says what it is
_HEADINGS: Final = 2  # so many headings count as well, where the lines above them are a menu's
_HEADED_SHARE: Final = (
    0.05  # of the prose says so, too, where the headline does: a soft 404 shows teasers, or a consent
)
# dialog of 200 words besides
_SHARE: Final = 0.3  # of the prose where no headline says so
_DOCUMENT_SHARE: Final = 0.5  # of the prose where the page is headed like a document, or binds, grants or promises
_SAME_SHARE: Final = 0.5  # of the prose stood in the document before: an edit, not a wall
_LINKED_SHARE: Final = 0.5  # of the letters are links, and there is no sentence: a menu
_COLLAPSE_WORDS: Final = 0.3  # of the words before: recorded histories hold 168 such falls, nearly all failures
_COLLAPSE_FOREIGN: Final = 0.5  # of the words before where no sentence of them is left
_COLLAPSE_SECTIONS: Final = 0.2
_MANY_LABELS: Final = 25  # an imprint has fewer
_LIST_PROSE: Final = 0.2  # of the words at most are sentences
_WORTH_COMPARING: Final = 200
_WORTH_MISSING: Final = 100  # words before of which a sentence should be left


_LASTING: Final = frozenset(MATTERS) | {"empty shell", WITHIN_WORD}


def screen_reading(
    reading: Reading, before: Reading | None, *, language: str | None = None, status: int | None = None
) -> str | None:
    """Why a reading is doubted ("error page: this page isn't available"), None when it passes.

    `before` is the last accepted reading of the policy, `language` what the policy says it is in, `status` the
    HTTP status it came with. Growth is never doubtful.
    """
    if status is not None and status >= 400:
        return f"error page: HTTP status {status}"
    count, count_before = _count_words(reading), _count_words(before) if before is not None else 0
    if count < _WALL_WORDS:
        known = list_sentences(before) if before is not None else frozenset()
        page = _measure_page(reading, known)
        if page.known_share < _SAME_SHARE and (wall := _find_wall(page, reading.language)):
            return wall
        if count < _SHELL_WORDS and (before is None or count_before >= 2 * _SHELL_WORDS):
            return f"empty shell: {count} words"
        if before is None and page.is_list:
            return f"no document: {count} words, nearly all of them labels"
        if page.known == 0 and count_before >= _WORTH_MISSING and count < _COLLAPSE_FOREIGN * count_before:
            return f"collapse: {count} words after {count_before}, none of them the same"
    if before is not None and (lost := find_failed_part(reading, before) or find_cut(reading, before)):
        return lost
    return _doubt_by_comparison(reading, before, (count_before, count), language) or _doubt_repetition(reading)


def is_lasting_doubt(reason: str) -> bool:
    """Whether a doubt stays however often the text repeats: an error page seen ten times is no document."""
    return reason.partition(":")[0] in _LASTING


# --- walls --------------------------------------------------------------------------------------------------------


class _Page(Struct, frozen=True):
    """A short reading, measured. `text` holds a sentence a line; `starts` is where each begins, `words` its length.

    `heads` are the sentences of the headline, `known` the words of sentences that stood in the document before, `prose`
    the words of all sentences, `links` the share of letters that are links.
    """

    text: str
    starts: tuple[int, ...]
    words: tuple[int, ...]
    heads: frozenset[int]
    prose: int
    known: int
    links: float

    @property
    def known_share(self) -> float:
        return self.known / (self.prose or 1)

    @property
    def is_list(self) -> bool:
        """Whether a page is a choice of countries or a menu whose links were lost: many labels, hardly a sentence."""
        labels = sum(0 < count < _PROSE_WORDS for count in self.words)
        return labels >= _MANY_LABELS and self.prose < _LIST_PROSE * sum(self.words)

    def find(self, rule: WallRule) -> Iterator[tuple[int, str]]:
        """The sentences that a rule matches: their index and the doubt they raise."""
        for found in rule.pattern.finditer(self.text):
            if found[0].strip():
                yield bisect_right(self.starts, found.start()) - 1, f"{rule.kind}: {found[0].strip()[:60]}"

    def names_document(self, index: int) -> bool:
        """Whether a sentence is a document's name: "404 Media Privacy Policy"."""
        return self.words[index] <= HEAD_WORDS and match_document_name().search(self.sentence(index)) is not None

    def is_document(self, hits: Mapping[int, str]) -> bool:
        """Whether what is no hit reads like a document: its name at the top, or a sentence of duty or right."""
        if any(self.names_document(index) for index in range(min(2, len(self.words))) if index not in hits):
            return True
        rest = (
            self.sentence(index)
            for index, count in enumerate(self.words)
            if index not in hits and count >= _PROSE_WORDS
        )
        duty = match_duty()
        return any(duty.search(sentence) for sentence in rest)

    def sentence(self, index: int) -> str:
        return self.text[self.starts[index] :].partition("\n")[0]


def _measure_page(reading: Reading, known: frozenset[str]) -> _Page:
    sentences: list[str] = []
    words: list[int] = []
    heads: set[int] = set()
    prose = known_words = 0
    headings = {section.heading.translate(PLAIN) for section in _list_headed(reading)[:_HEADINGS] if section.heading}
    for index, (line, is_linked) in enumerate(list_lines(reading)):
        in_line = split_line(line)
        for sentence in in_line:
            count = count_words(sentence)
            is_known = fold_sentence(sentence) in known
            is_head = index < _HEAD_LINES or line in headings
            if is_head and len(in_line) == 1 and count <= HEAD_WORDS and not is_known:
                heads.add(len(sentences))
            if count >= _PROSE_WORDS and not is_linked and index:
                prose += count
                known_words += count if is_known else 0
            # What stood in the document before belongs to it, whatever it says: a blank line is found by no rule.
            sentences.append("" if is_known else sentence)
            words.append(count)
    starts = tuple(accumulate((len(sentence) + 1 for sentence in sentences[:-1]), initial=0))
    text = "\n".join(sentences)[:_WALL_LETTERS]
    return _Page(text, starts, tuple(words), frozenset(heads), prose, known_words, _share_links(reading))


def _find_wall(page: _Page, language: str | None) -> str | None:
    """The kind of wall that a page in a language is, with the words that say so."""
    for rule in list_marks():
        for _, doubt in page.find(rule):
            return doubt
    for index, doubt in page.find(make_code_rule()):
        if index in page.heads and not page.names_document(index):
            return doubt
    condition = match_condition(language)
    hits: dict[int, str] = {}
    for rule in list_phrases():
        for index, doubt in page.find(rule):
            if rule.kind == CONSENT or not condition.search(page.sentence(index)):
                hits.setdefault(index, doubt)
    if not hits:
        is_menu = page.prose < _PROSE_WORDS and page.links > _LINKED_SHARE
        return "empty shell: only links" if is_menu else None
    headed = sorted(page.heads.intersection(hits))
    share = sum(page.words[index] for index in hits) / max(page.prose, 1)
    wall = hits[(headed or sorted(hits))[0]]
    is_document = not wall.startswith(CONSENT) and page.is_document(hits)
    return wall if share >= (_DOCUMENT_SHARE if is_document else _HEADED_SHARE if headed else _SHARE) else None


def _list_headed(reading: Reading) -> list[Section]:
    return [section for section in reading.sections if section.heading]


def _share_links(reading: Reading) -> float:
    blocks = [block for section in reading.sections for block in section.blocks]
    return sum(map(count_linked, blocks)) / (sum(len(block.text) for block in blocks) or 1)


# --- what was there before ----------------------------------------------------------------------------------------


def _doubt_by_comparison(
    reading: Reading, before: Reading | None, counts: tuple[int, int], language: str | None
) -> str | None:
    words_before, count = counts
    if language and reading.language and not is_same_language(reading.language, language):
        return f"language: {reading.language} instead of {language}"
    if before is None or words_before < _WORTH_COMPARING:
        return None
    if count < _COLLAPSE_WORDS * words_before:
        return f"collapse: {count} words after {words_before}"
    if (
        len(before.sections) >= 20
        and len(reading.sections) < _COLLAPSE_SECTIONS * len(before.sections)
        and count < 0.6 * words_before
    ):
        return f"collapse: {len(reading.sections)} sections after {len(before.sections)}"
    return None


def _doubt_repetition(reading: Reading) -> str | None:
    """A page that repeats itself: two thirds of its long paragraphs stand there exactly twice."""
    blocks = Counter(block.text for section in reading.sections for block in section.blocks if len(block.text) > 80)
    if len(blocks) >= 5 and sum(count == 2 for count in blocks.values()) * 3 > 2 * len(blocks):
        return "repeats itself: most paragraphs stand there twice"
    return None


def _count_words(reading: Reading) -> int:
    return sum(count_words(section.heading or "") + count_words(section.text) for section in reading.sections)
