"""One change -> what a page shows of it: its words marked, long unchanged stretches folded, nothing left out. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from tracker.model import Change, Op, Ops, Section, Severity, name_severity
from tracker.pages.addresses import Address
from tracker.publish.lines import name_kinds
from tracker.publish.spans import Line, Role, Span, redline_spans, split_lines
from tracker.values import Struct, replace

SHOWN_WORDS = 220
"""An unchanged paragraph beside a changed one is shown up to this length: what a reader needs to find the place."""

FOLDED_WORDS = 25
"""Less than this is not worth a fold."""


class RedlineStretch(Struct, frozen=True):
    """Some paragraphs; `folded` counts their words where they are unchanged and folded away, else 0."""

    lines: tuple[Line, ...]
    folded: int = 0


class SideRow(Struct, frozen=True):
    """The same paragraphs before and after."""

    old: tuple[Line, ...]
    new: tuple[Line, ...]
    folded: int = 0


class ClauseLink(Struct, frozen=True):
    """A clause by its name, and its page."""

    label: str
    href: str | None


class ChangeView(Struct, frozen=True):
    """One changed clause as a page shows it."""

    anchor: str
    label: str
    href: str | None
    kinds: str
    severity: Severity
    reasons: tuple[str, ...]
    heading: tuple[Span, ...]
    stretches: tuple[RedlineStretch, ...]
    moved: tuple[tuple[str, ClauseLink, ClauseLink], ...]
    kin: tuple[ClauseLink, ...]
    followers: tuple[str, ...] = ()

    @property
    def is_redlined(self) -> bool:
        return any(stretch.lines for stretch in self.stretches)

    @property
    def sides(self) -> tuple[SideRow, ...]:
        """The same stretches, what stood on the left and what stands on the right."""
        return tuple(
            SideRow(_drop_role(one.lines, Role.INSERTED), _drop_role(one.lines, Role.DELETED), one.folded)
            for one in self.stretches
        )

    @property
    def size(self) -> int:
        """Bytes of text: what a page is measured by."""
        spans = (span for one in self.stretches for line in one.lines for span in line.spans)
        text = sum(len(span.text.encode("utf-8", "replace")) + 12 for span in spans)
        return text + sum(map(len, self.reasons)) + 500


def view_change(
    policy: str, change: Change, *, anchor: str, followers: Sequence[str] = (), clause: str | None = None
) -> ChangeView:
    """What a page shows of one change; `clause` is the id of the clause whose page it is."""
    section = (change.new or change.old)[0]
    kin = [one for one in (*change.old, *change.new) if one.clause not in (clause, None)] if clause else []
    return ChangeView(
        anchor=anchor,
        label=section.label,
        href=link_clause(policy, section),
        kinds=name_kinds(change),
        severity=name_severity(change.significance, change.reasons),
        reasons=change.reasons,
        heading=tuple(redline_spans(change.heading_ops, context=None)) if _is_changed(change.heading_ops) else (),
        stretches=tuple(fold_lines(redline_lines(change))),
        moved=tuple((moved.text, _link(policy, moved.old), _link(policy, moved.new)) for moved in change.moved_text),
        kin=tuple(dict.fromkeys(_link(policy, one) for one in kin)),
        followers=tuple(followers),
    )


def link_clause(policy: str, section: Section) -> str | None:
    return Address("clause", policy, section.clause).path if section.clause else None


def _link(policy: str, section: Section) -> ClauseLink:
    return ClauseLink(section.label, link_clause(policy, section))


def _is_changed(ops: Ops) -> bool:
    return any(op is not Op.EQUAL for op, _ in ops)


def redline_lines(change: Change) -> tuple[Line, ...]:
    """Every paragraph of both texts, marked; none for a mere shift."""
    if not change.old or not change.new:
        role = Role.INSERTED if change.new else Role.DELETED
        return split_lines([Span("\n".join(one.text for one in change.new or change.old), role)], depth=0)
    return split_lines(redline_spans(change.ops, context=None), depth=0) if _is_changed(change.ops) else ()


def fold_lines(lines: Sequence[Line]) -> Iterator[RedlineStretch]:
    """Changed paragraphs and their short neighbours, and what lies between, folded where it is long."""
    changed = [any(span.role is not Role.PLAIN and span.text.strip() for span in line.spans) for line in lines]
    beside = [any(changed[max(0, index - 1) : index + 2]) for index in range(len(lines))]
    shown = [
        is_changed or (is_beside and count_words(line) <= SHOWN_WORDS)
        for line, is_changed, is_beside in zip(lines, changed, beside, strict=True)
    ]
    for is_shown, pairs in groupby(zip(shown, lines, strict=True), key=lambda pair: pair[0]):
        some = tuple(line for _, line in pairs)
        words = sum(map(count_words, some))
        yield RedlineStretch(some, 0 if is_shown or words < FOLDED_WORDS else words)


def count_words(line: Line) -> int:
    return sum(len(span.text.split()) for span in line.spans)


def _drop_role(lines: Sequence[Line], role: Role) -> tuple[Line, ...]:
    kept = (replace(line, spans=tuple(span for span in line.spans if span.role is not role)) for line in lines)
    return tuple(line for line in kept if any(span.text.strip() for span in line.spans))
