"""Policies and kinds of fact -> what each rules, since when, and every earlier value; what is not said is said so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import compress, groupby

from tracker.across.kinds_of_fact import KindOfFact, find_kind, list_kinds, list_rules
from tracker.archive import Archive
from tracker.ask.policies import choose_policies
from tracker.model import FactSpan, RuledFact


def ask_facts(
    archive: Archive,
    policies: Sequence[str] = (),
    *,
    kinds: Sequence[str] = (),
    at: datetime | None = None,
    changed_since: datetime | None = None,
) -> tuple[RuledFact, ...]:
    """One answer for each policy and kind, by policy, then in the order of what kinds mean for people.

    `policies` may be globs or services, none means all; `kinds` none means all. `at`: as it was at a moment;
    `changed_since`: only where a value came or went after that moment. A kind that has no rules for the language of a
    policy is answered as not known. Raises NotFoundError for a policy or kind nobody knows, with the nearest.
    """
    wanted = [find_kind(kind).id for kind in kinds] or sorted(list_kinds(), key=lambda kind: list_kinds()[kind].rank)
    chosen = choose_policies(archive, policies)
    spans = {
        key: tuple(some)
        for key, some in groupby(archive.rulings.facts(chosen, wanted), key=lambda span: (span.policy, span.kind))
    }
    languages = archive.versions.standing_languages(chosen if policies else None)
    answers = (
        _answer(policy, kind, spans.get((policy, kind), ()), languages[policy], at)
        for policy in chosen
        if policy in languages
        for kind in wanted
    )
    return tuple(answer for answer in answers if changed_since is None or has_changed(answer, changed_since))


def _answer(policy: str, kind: str, spans: Sequence[FactSpan], language: str | None, at: datetime | None) -> RuledFact:
    if at is not None:
        spans = [span for span in spans if span.from_at <= at]
    held = [_holds(span, at) for span in spans]
    return RuledFact(
        policy=policy,
        kind=kind,
        name=list_kinds()[kind].name,
        values=tuple(compress(spans, held)),
        earlier=tuple(span for span, is_held in zip(spans, held, strict=True) if not is_held),
        is_known=bool(spans) or kind in list_rules(language),
    )


def _holds(span: FactSpan, at: datetime | None) -> bool:
    return span.to_at is None or (at is not None and span.to_at > at)


def has_changed(answer: RuledFact, since: datetime) -> bool:
    """Whether a value of the answer came or went after a moment; what the first text said did not come."""
    return any(moment > since for moment in _list_moments(answer))


def _list_moments(answer: RuledFact) -> Iterator[datetime]:
    for span in (*answer.values, *answer.earlier):
        if not span.is_from_start:
            yield span.from_at
        if span.to_at is not None:
            yield span.to_at


def ask_kinds() -> tuple[KindOfFact, ...]:
    """The kinds of fact, in the order of what they mean for people."""
    return tuple(sorted(list_kinds().values(), key=lambda kind: kind.rank))


def ask_kind(name: str) -> KindOfFact:
    """The kind of that id. Raises NotFoundError with the nearest."""
    return find_kind(name)
