"""A topic that people added: its name and what it is heard by, as reading, comparing and the record hand it on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from tracker.values import Struct


class OwnTopic(Struct, frozen=True):
    """`patterns` are (code of a language, one pattern of all its words); it is heard in no other language.

    `examples` are (code, a sentence that speaks of it), for who lists topics; they decide nothing.
    """

    name: str
    patterns: tuple[tuple[str, str], ...]
    examples: tuple[tuple[str, str], ...] = ()

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(code for code, _ in self.patterns)


def write_topics(own: Sequence[OwnTopic]) -> str:
    """Topics as one text, the same for the same words in whatever order of files; empty for none."""
    rows = sorted((topic.name, sorted(topic.patterns)) for topic in own)
    return json.dumps(rows, ensure_ascii=False) if rows else ""


def read_topics(text: str) -> tuple[OwnTopic, ...]:
    """What `write_topics` was given, without examples."""
    rows = json.loads(text) if text else []
    return tuple(OwnTopic(name, tuple((code, pattern) for code, pattern in patterns)) for name, patterns in rows)


def name_topics(own: Sequence[OwnTopic]) -> str:
    """What stands for these topics where only sameness counts; empty for none."""
    text = write_topics(own)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12] if text else ""
