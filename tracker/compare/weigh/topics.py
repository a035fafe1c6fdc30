"""A stretch of text -> the topics it speaks of: their words stand in the language files, a key a topic.

A topic is a subject that readers of policies ask to be told about; subscriptions name them by these names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tracker.languages import ANY, compile_words, find_language, has_key, load_languages

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


def find_topics(text: str, language: str | None) -> tuple[str, ...]:
    """The names of the topics a text speaks of, in the table's order; none where its language is not known."""
    if find_language(language) is None:
        return ()
    found = ((name, compile_words(key, code=language, after="")) for name, key in TOPICS.items())
    return tuple(name for name, pattern in found if pattern.search(text))


def list_deaf_topics(language: str | None) -> tuple[str, ...]:
    """The topics that cannot be heard in a language, since nobody wrote down its words for them."""
    return tuple(name for name, key in TOPICS.items() if not has_key(key, language))


@dataclass(frozen=True)
class Topic:
    """A topic, words by which it is heard in one language (None: in that one it is not), and the codes of the
    languages it is heard in."""

    name: str
    example: str | None
    languages: tuple[str, ...]


def list_topics(language: str = "en") -> tuple[Topic, ...]:
    """Every topic in the table's order, with an example in a language."""
    codes = [code for code in load_languages() if code != ANY]
    return tuple(
        Topic(name, _find_example(key, language), tuple(code for code in codes if has_key(key, code)))
        for name, key in TOPICS.items()
    )


def _find_example(key: str, language: str) -> str | None:
    found = find_language(language)
    return next((row.example for row in found.rows.get(key, ())), None) if found else None
