"""A topic -> who says what on it, since when, and what changed on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from difflib import get_close_matches

from tracker.archive import Archive
from tracker.ask.policies import choose_policies
from tracker.compare.weigh.topics import TOPIC_NAMES
from tracker.errors import NotFoundError
from tracker.model import TopicAnswer
from tracker.names import make_slug


def ask_topic(archive: Archive, topic: str, policies: Sequence[str] = (), *, at: datetime) -> TopicAnswer:
    """The clauses that speak of a topic at a moment, policy by policy, and the told changes on it until then.

    `topic` by its name or as a subscription writes it; `policies` may be globs or services, none means all. Raises
    NotFoundError for a topic or policy nobody knows, with the nearest.
    """
    name = find_topic(topic)
    chosen = choose_policies(archive, policies)
    clauses = archive.rulings.topics(chosen, name, at=at)
    return TopicAnswer(name, clauses, archive.rulings.topic_changes(chosen, name, at=at))


def find_topic(topic: str) -> str:
    """The name of a topic that is written in any way: "ai-training" is "AI training". Raises NotFoundError."""
    known = {make_slug(name): name for name in TOPIC_NAMES}
    slug = make_slug(topic)
    if slug in known:
        return known[slug]
    near = get_close_matches(slug, known, n=1, cutoff=0.4)
    hint = f"did you mean {near[0]}?" if near else f"topics are {', '.join(known)}"
    raise NotFoundError(f'no topic is called "{topic}"', candidates=tuple(near), hint=hint)
