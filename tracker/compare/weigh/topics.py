"""A stretch of text -> the topics it speaks of: their words stand in the language files, a key a topic.

A topic is a subject that readers of policies ask to be told about; subscriptions name them by these names.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from tracker.languages import join_bounded

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
    """The names of the topics a text speaks of, in the table's order; `language` None looks in every language."""
    return tuple(name for name, key in TOPICS.items() if _compile(key, language).search(text))


@cache
def _compile(key: str, language: str | None) -> re.Pattern[str]:
    """The pattern of one topic; English words are looked for in every text."""
    codes = (language, "en") if language else (None,)
    joined = [join_bounded(key, code, after="") for code in codes]
    return re.compile("|".join(part for part in joined if part), re.IGNORECASE)
