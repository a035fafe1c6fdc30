"""A summary -> the things it tells, one by one, and each isolated from the direction of the letters around it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from markupsafe import Markup

from tracker.compiled import compile_pattern
from tracker.publish.hostile import clean_text
from tracker.values import Struct

LONGEST_LEAD = 120

_QUOTED = compile_pattern(r'"[^"]*"')
_END = compile_pattern(r"\. ")
_RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_LETTERS = r"[^\W\d_]"
_RUN = compile_pattern(rf"[{_RIGHT_TO_LEFT}](?:(?:(?!{_LETTERS}).)*[{_RIGHT_TO_LEFT}])*")


class Statement(Struct, frozen=True):
    """One thing that a summary tells: what it speaks of ("10.4 Customer License Grant"; "" where it begins
    otherwise), and what became of that."""

    lead: str
    rest: str


def split_summary(summary: str) -> tuple[Statement, ...]:
    """The statements of a summary in order; together they are the summary.

    One ends in a full stop outside of quotation marks, and says by a colon or in quotation marks what it speaks of: a
    full stop before that is part of a name ("22. US STATE LAW: new clause").
    """
    return tuple(map(_read_statement, _cut(summary)))


def _cut(summary: str) -> Iterator[str]:
    blank = _QUOTED.sub(lambda found: "\0" * len(found[0]), summary)
    begun = 0
    for end in _END.finditer(blank):
        said = blank[begun : end.start()]
        if end.end() < len(summary) and (": " in said or said.startswith("\0")):
            yield summary[begun : end.start() + 1]
            begun = end.end()
    if summary[begun:]:
        yield summary[begun:]


def _read_statement(text: str) -> Statement:
    lead, colon, rest = text.partition(": ")
    is_name = lead and colon and len(lead) <= LONGEST_LEAD and '"' not in lead
    return Statement(lead, rest) if is_name else Statement("", text)


def isolate(text: str) -> Markup:
    """A sentence of ours with words of a document in it: what is quoted, and what else runs from right to left, keeps
    its direction to itself."""
    at, painted = 0, []
    for found in _QUOTED.finditer(text):
        painted += [_isolate_runs(text[at : found.start()]), f'"<bdi>{_escape(found[0][1:-1])}</bdi>"']
        at = found.end()
    painted.append(_isolate_runs(text[at:]))
    return Markup("".join(painted))  # noqa: S704 - every piece is escaped


def _isolate_runs(text: str) -> str:
    at, painted = 0, []
    for found in _RUN.finditer(text):
        painted += [_escape(text[at : found.start()]), f"<bdi>{_escape(found[0])}</bdi>"]
        at = found.end()
    return "".join((*painted, _escape(text[at:])))


def _escape(text: str) -> str:
    return escape(clean_text(text))
