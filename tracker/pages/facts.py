"""What clauses rule -> the table of a policy, and who rules what across policies. Pure views, and who asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from tracker.ask.facts import ask_facts, ask_kind, ask_kinds
from tracker.ask.record import OpenRecord
from tracker.errors import NotFoundError
from tracker.model import FactSpan, RuledFact
from tracker.pages.addresses import Address
from tracker.pages.news import policy_crumbs
from tracker.pages.page import SITE_NAME, Crumb, WebPage
from tracker.pages.paging import PartLinks, link_parts
from tracker.publish.across_contract import fact_record
from tracker.publish.record import Record
from tracker.publish.sheet import FACT_COLUMNS, fact_rows, write_rows
from tracker.values import Struct

PART = 100
"""Policies on one page of a kind: some 60 kB."""
VALUES_COUNTED = 12


class ValueView(Struct, frozen=True):
    """A value with the sentence it rests on, the clause, and from when to when it held; `to_at` None: it holds."""

    value: str
    quote: str
    label: str
    href: str | None
    from_at: datetime
    to_at: datetime | None
    is_from_start: bool


class RuledView(Struct, frozen=True):
    """What one policy rules of one kind. `name` is the policy's where policies are compared, the kind's otherwise."""

    name: str
    href: str
    values: tuple[ValueView, ...]
    earlier: tuple[ValueView, ...]
    is_known: bool
    language: str | None = None


class PolicyFactsView(Struct, frozen=True):
    """Everything that a policy rules; `silent` are the kinds it does not speak of, `unknown` those that nobody can read
    in its language."""

    name: str
    language: str | None
    ruled: tuple[RuledView, ...]
    silent: tuple[Crumb, ...]
    unknown: tuple[Crumb, ...]
    csv: str


class KindView(Struct, frozen=True):
    """What the policies rule of one kind, `PART` of those that say something a page; `counted` the commonest values."""

    name: str
    about: str
    ruled: tuple[RuledView, ...]
    said: int
    silent: int
    counted: tuple[tuple[str, int], ...]
    parts: PartLinks
    csv: str


class KindsView(Struct, frozen=True):
    """The kinds of fact, each with what its values say."""

    kinds: tuple[tuple[Crumb, str], ...]


def view_ruled(answer: RuledFact, name: str, href: str, language: str | None = None) -> RuledView:
    """One answer, the newest of the earlier values first."""
    values = tuple(map(_view_value, answer.values))
    earlier = tuple(map(_view_value, sorted(answer.earlier, key=lambda span: span.from_at, reverse=True)))
    return RuledView(name, href, values, earlier, answer.is_known, language)


def _view_value(span: FactSpan) -> ValueView:
    href = Address("clause", span.policy, span.clause).path if span.clause else None
    return ValueView(span.value, span.quote, span.label, href, span.from_at, span.to_at, span.is_from_start)


def link_kind(kind: str) -> str:
    return Address("fact", name=kind).path


def view_policy_facts(
    answers: Sequence[RuledFact], name: str, address: Address, language: str | None
) -> PolicyFactsView:
    """The view of what one policy rules, in the order of what kinds mean for people."""
    told = [one for one in answers if one.values or one.earlier]
    rest = [one for one in answers if not (one.values or one.earlier)]
    return PolicyFactsView(
        name=name,
        language=language,
        ruled=tuple(view_ruled(one, one.name, link_kind(one.kind), language) for one in told),
        silent=tuple(Crumb(one.name, link_kind(one.kind)) for one in rest if one.is_known),
        unknown=tuple(Crumb(one.name, link_kind(one.kind)) for one in rest if not one.is_known),
        csv=address.file("csv"),
    )


def make_policy_facts(record: OpenRecord, address: Address) -> WebPage:
    """The page of what a policy rules. Raises NotFoundError."""
    policy = address.policy
    name, answers = record.name_policy(policy), ask_facts(record.archive, [policy])
    language = _list_languages(record).get(policy)
    view = view_policy_facts(answers, name, address, language)
    said = ", ".join(f"{one.name}: {one.values[0].value}" for one in view.ruled if one.values)
    return WebPage(
        *(address, "policy-facts.html.j2", view),
        title=f"{name}: what it rules",
        description=said[:300] or f"Nothing that is asked about is said in {name}.",
        write_record=lambda: _write_facts(address, answers),
        crumbs=policy_crumbs(record, policy),
        write_sheet=lambda: _write_sheet(answers),
    )


def make_kind(record: OpenRecord, address: Address) -> WebPage:
    """The page of a kind across policies. Raises NotFoundError."""
    kind = ask_kind(address.name)
    if kind.id != address.name:
        raise NotFoundError(f'no kind of fact is called "{address.name}"', candidates=(kind.id,))
    answers = ask_facts(record.archive, kinds=[kind.id])
    told = [one for one in answers if (one.values or one.earlier) and one.policy in record.names]
    pages = max(1, -(-len(told) // PART))
    if address.part > pages:
        raise NotFoundError(f"no page {address.part}", hint=f"there are {pages}")
    shown = told[(address.part - 1) * PART :][:PART]
    languages = _list_languages(record)
    values = Counter(value for one in told for value in dict.fromkeys(span.value for span in one.values))
    view = KindView(
        name=kind.name,
        about=kind.about,
        ruled=tuple(
            view_ruled(one, record.names[one.policy], Address("policy", one.policy).path, languages.get(one.policy))
            for one in shown
        ),
        said=len(told),
        silent=len(answers) - len(told),
        counted=tuple(values.most_common(VALUES_COUNTED)),
        parts=link_parts(address, pages),
        csv=address.file("csv"),
    )
    commonest = ", ".join(f"{value} ({count})" for value, count in view.counted)
    return WebPage(
        *(address, "kind.html.j2", view),
        title=f"{kind.name}: who rules what",
        description=f"{len(told)} policies speak of it: {commonest}",
        write_record=lambda: _write_facts(address, answers),
        crumbs=(Crumb(SITE_NAME, ""), Crumb("Terms as data", Address("facts").path)),
        write_sheet=lambda: _write_sheet(answers),
    )


def make_kinds(record: OpenRecord, address: Address) -> WebPage:
    """The list of kinds."""
    del record  # they come with the program
    kinds = ask_kinds()
    view = KindsView(tuple((Crumb(one.name, link_kind(one.id)), one.about) for one in kinds))

    def write() -> Record:
        return {"schema": "tracker.page.facts/1", "kinds": [{"kind": one.id, "name": one.name} for one in kinds]}

    return WebPage(
        *(address, "kinds.html.j2", view, "Terms as data", f"{len(kinds)} kinds of rules, read from clauses."),
        write_record=write,
        crumbs=(Crumb(SITE_NAME, ""),),
    )


def _list_languages(record: OpenRecord) -> Mapping[str, str | None]:
    return record.archive.versions.standing_languages()


def _write_facts(address: Address, answers: Sequence[RuledFact]) -> Record:
    return {
        "schema": "tracker.page.facts/1",
        "path": address.path,
        "facts": [fact_record(one) for one in answers],
    }


def _write_sheet(answers: Sequence[RuledFact]) -> str:
    return write_rows([FACT_COLUMNS, *(row for answer in answers for row in fact_rows(answer))])
