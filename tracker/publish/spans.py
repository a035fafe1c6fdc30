"""A redline -> spans marked as kept, deleted or inserted, cut to what a person needs to see.

Spans stand in lines; what they look like is the painters' business.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum

from tracker.model import Op, Ops
from tracker.values import Struct, replace


class Role(StrEnum):
    """What a span is, for the painters."""

    PLAIN = "plain"
    TITLE = "title"
    LABEL = "label"
    DELETED = "deleted"
    INSERTED = "inserted"
    QUIET = "quiet"


ROLES = {Op.EQUAL: Role.PLAIN, Op.DELETE: Role.DELETED, Op.INSERT: Role.INSERTED}


class Span(Struct, frozen=True):
    text: str
    role: Role = Role.PLAIN


class Line(Struct, frozen=True):
    """`depth` counts indentation steps; an empty line separates. `hang` is how many steps deeper it goes on where a
    terminal must wrap it: an entry of a list, unlike a paragraph."""

    spans: tuple[Span, ...] = ()
    depth: int = 0
    hang: int = 0


CONTEXT_WORDS = 12
"""Unchanged words kept on either side of a change: about half a sentence of legal English."""


def redline_spans(ops: Ops, *, context: int | None = CONTEXT_WORDS) -> Iterator[Span]:
    """Ops as spans; long unchanged runs are cut to `context` words beside each change (None: whole)."""
    for place, (op, text) in enumerate(ops):
        if op is Op.EQUAL and context is not None:
            before = context if place > 0 else 0
            after = context if place < len(ops) - 1 else 0
            yield Span(cut_middle(text, before, after))
        elif op is Op.DELETE and place + 1 < len(ops) and ops[place + 1][0] is Op.INSERT:
            # "1 March\n" replaced by "7 July\n": the line ends once, after both.
            yield Span(text[: len(text) - len(shared_blank(text, ops[place + 1][1]))], ROLES[op])
        elif op is Op.INSERT and place > 0 and ops[place - 1][0] is Op.DELETE:
            blank = shared_blank(ops[place - 1][1], text)
            yield Span(text[: len(text) - len(blank)], ROLES[op])
            yield Span(blank)
        else:
            yield Span(text, ROLES[op])


def shared_blank(old: str, new: str) -> str:
    """The blanks and line breaks that both texts end in, where a line break is among them; else nothing."""
    tail = old[len(old.rstrip(" \n")) :]
    while tail and not new.endswith(tail):
        tail = tail[1:]
    return tail if "\n" in tail else ""


def cut_middle(text: str, before: int, after: int) -> str:
    """The first `before` and last `after` words with "…" between; the whole where that leaves nothing out."""
    words = text.split(" ")
    if len(words) <= before + after + 1:
        return text
    first = " ".join(words[:before]) + " " if before else ""
    last = " " + " ".join(words[-after:]) if after else ""
    return f"{first}…{last}"


def limit_spans(spans: Iterable[Span], limit: int) -> Iterator[Span]:
    """The first `limit` words of the spans, and how many more there are."""
    left, cut = limit, 0
    for span in spans:
        words = span.text.split(" ")
        if len(words) <= left:
            yield span
        elif left > 0:
            yield replace(span, text=" ".join(words[:left]) + " …")
        cut += max(0, len(words) - max(0, left))
        left -= len(words)
    if cut:
        yield Span(f" ({cut} more words)", Role.QUIET)


def trim_words(text: str, count: int) -> list[str]:
    words = text.split()
    return words if len(words) <= count else [*words[:count], "…"]


def split_lines(spans: Iterable[Span], *, depth: int) -> tuple[Line, ...]:
    """Spans that hold line breaks -> one line for each block; blank lines are dropped."""
    rows: list[list[Span]] = [[]]
    for span in spans:
        first, *rest = span.text.split("\n")
        rows[-1].append(replace(span, text=first))
        rows += [[replace(span, text=text)] for text in rest]
    kept = ([span for span in row if span.text] for row in rows)
    return tuple(Line(_start_at_words(row), depth) for row in kept if any(span.text.strip() for span in row))


def _start_at_words(row: list[Span]) -> tuple[Span, ...]:
    """The row without blanks before its first word: how deep it stands is the line's to say."""
    while row and not row[0].text.strip():
        row = row[1:]
    return (replace(row[0], text=row[0].text.lstrip()), *row[1:])
