"""A stretch of text -> the topics it speaks of: their words stand in the language files, a key a topic.

A topic is a subject that readers of policies ask to be told about; subscriptions name them by these names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from tracker.compiled import compile_pattern
from tracker.languages import ANY, compile_words, find_language, has_key, load_languages
from tracker.languages.phrases import Phrases
from tracker.model import OwnTopic
from tracker.values import Struct

TOPICS: Final = {
    "AI training": "topics.ai_training",
    "arbitration": "topics.arbitration",
    "class action": "topics.class_action",
    "liability cap": "topics.liability_cap",
    "governing law": "topics.governing_law",
    "jurisdiction": "topics.jurisdiction",
    "data sharing and sale": "topics.data_sharing_and_sale",
    "retention": "topics.retention",
    "children": "topics.children",
    "termination": "topics.termination",
    "unilateral change": "topics.unilateral_change",
    "price": "topics.price",
    "auto-renewal": "topics.auto_renewal",
}
"""A topic's name in reasons and subscriptions -> the key of its words."""
TOPIC_NAMES: Final = tuple(TOPICS)
LEAST_SHARE: Final = 0.25
"""Of the sentences of a clause that speak of a topic, before a clause that came or went is on it."""

_IN_REFERENCE: Final = compile_pattern(r"\d[\w.-]{0,8}(?:\([a-z0-9]{1,4}\))*\s?\([^()]{0,80}\Z")
"""Before what stands in brackets behind a number, which is the name of a clause elsewhere: "Sections 9 (Liability"."""
_REFERENCE_REACH: Final = 120


def name_all(own: Sequence[OwnTopic] = ()) -> tuple[str, ...]:
    """The names of all topics, those that people added last."""
    return (*TOPIC_NAMES, *(topic.name for topic in own))


@lru_cache(maxsize=4096)
def find_topics(text: str, language: str | None, own: tuple[OwnTopic, ...] = ()) -> tuple[str, ...]:
    """The names of the topics a text speaks of, in the table's order; none where its language is not known. `own` are
    topics that people added.

    Successive versions share most clauses: each is looked through once for many.
    """
    heard = _list_heard(language, own)
    return tuple(name for name, pattern in heard if any(_list_matches(pattern, text)))


@lru_cache(maxsize=64)
def _list_heard(language: str | None, own: tuple[OwnTopic, ...]) -> tuple[tuple[str, Phrases], ...]:
    """Every topic that can be heard in a language, with what it is heard by."""
    known = find_language(language)
    if known is None:
        return ()
    ours = [(name, compile_words(key, code=language, after="")) for name, key in TOPICS.items()]
    theirs = [(topic.name, dict(topic.patterns).get(known.code)) for topic in own]
    return (*ours, *((name, Phrases(pattern)) for name, pattern in theirs if pattern))


def _list_matches(pattern: Phrases, text: str) -> Iterator[re.Match[str]]:
    """Where a text speaks of a topic itself: not where it only names a clause that does."""
    for match in pattern.finditer(text):
        if not _IN_REFERENCE.search(text, max(0, match.start() - _REFERENCE_REACH), match.start()):
            yield match


def find_touched(
    run: str, sentence: str, language: str | None, *, reach: int, own: tuple[OwnTopic, ...] = ()
) -> tuple[str, ...]:
    """The topics whose words a changed run holds, or that stand within `reach` characters of it in its sentence.

    Example: in "Write to Acme Video about arbitration" the word "Video" touches no arbitration.
    """
    at = sentence.find(run)
    if at < 0:
        return ()
    first, last = max(0, at - reach), at + len(run) + reach
    found = _place_topics(sentence, language, own)
    return tuple(name for name, spans in found if any(start < last and end > first for start, end in spans))


@lru_cache(maxsize=2048)  # each of several edits of one sentence asks where its topics stand
def _place_topics(
    sentence: str, language: str | None, own: tuple[OwnTopic, ...]
) -> tuple[tuple[str, tuple[tuple[int, int], ...]], ...]:
    """Where in a sentence each topic that it speaks of stands, in the table's order."""
    heard = _list_heard(language, own)
    placed = ((name, tuple(match.span() for match in _list_matches(pattern, sentence))) for name, pattern in heard)
    return tuple((name, spans) for name, spans in placed if spans)


def find_subjects(
    heading: str | None, sentences: Sequence[str], language: str | None, own: tuple[OwnTopic, ...] = ()
) -> tuple[str, ...]:
    """The topics that a whole clause is about: its heading names them, or so many of its sentences speak of them."""
    told = dict.fromkeys(name_all(own), 0)
    for sentence in sentences:
        for topic in find_topics(sentence, language, own):
            told[topic] += 1
    named = find_topics(heading or "", language, own)
    least = max(1, round(len(sentences) * LEAST_SHARE))
    return tuple(topic for topic in told if topic in named or told[topic] >= least)


def list_deaf_topics(language: str | None, own: Sequence[OwnTopic] = ()) -> tuple[str, ...]:
    """The topics that cannot be heard in a language, since nobody wrote down its words for them."""
    known = find_language(language)
    ours = [name for name, key in TOPICS.items() if not has_key(key, language)]
    return (*ours, *(topic.name for topic in own if known is None or known.code not in topic.languages))


class Topic(Struct, frozen=True):
    """A topic, words by which it is heard in one language (None: in that one it is not), and the codes of the
    languages it is heard in. `is_own`: people added it."""

    name: str
    example: str | None
    languages: tuple[str, ...]
    is_own: bool = False


def list_topics(language: str = "en", own: Sequence[OwnTopic] = ()) -> tuple[Topic, ...]:
    """Every topic in the table's order, with an example in a language; those that people added last."""
    codes = [code for code in load_languages() if code != ANY]
    ours = [
        Topic(name, _find_example(key, language), tuple(code for code in codes if has_key(key, code)))
        for name, key in TOPICS.items()
    ]
    theirs = (Topic(topic.name, dict(topic.examples).get(language), topic.languages, is_own=True) for topic in own)
    return (*ours, *theirs)


def _find_example(key: str, language: str) -> str | None:
    found = find_language(language)
    return next((row.example for row in found.rows.get(key, ())), None) if found else None
