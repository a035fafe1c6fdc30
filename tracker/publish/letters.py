"""What a message says -> its text and its HTML. Pure; every word of a page counts as hostile.

Readers see a mail by its subject and the first words of its body: both lead with what was asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import jinja2

from tracker.publish.hostile import clean_text
from tracker.publish.render import paint_html, paint_text
from tracker.publish.spans import Line, Role, Span
from tracker.values import Struct

PART_MARK = "<!--part-->"
"""Stands between the changes in the HTML of a message, so that a digest can take the first of them."""

TEMPLATES = jinja2.Environment(
    loader=jinja2.PackageLoader("tracker.publish"), autoescape=True, trim_blocks=True, lstrip_blocks=True
)


class Letter(Struct, frozen=True):
    """The parts of a message in the order they are read.

    `name` is the policy's, `asked` what the reader asked for of it, `facts` stand under the summary, `lines` are the
    changes. `link` is the document at its source; `page` shows this news where pages are served, else the command
    that shows the change set `change_set` is given.
    """

    name: str
    summary: str
    facts: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    asked: str | None = None
    link: str | None = None
    page: str | None = None
    change_set: str | None = None

    @property
    def title(self) -> str:
        return f"{self.asked} — {self.name}" if self.asked else self.name

    @property
    def command(self) -> str | None:
        """What to type to see the change set."""
        return f"tracker log {self.change_set}" if self.change_set else None


def write_text(letter: Letter) -> str:
    """The letter as plain text: title, summary and facts, each set apart by an empty line, then the changes."""
    top = [Line((Span(letter.title, Role.TITLE),)), Line(), Line((Span(letter.summary),)), Line()]
    top += [Line((Span(fact, Role.QUIET),)) for fact in (*letter.facts, *_list_ways(letter))]
    return paint_text((*top, *letter.lines))


def _list_ways(letter: Letter) -> Iterator[str]:
    """Where to read on: the change by its id, on its page or by a command, and the document at its source."""
    if letter.change_set:
        yield f"Change {letter.change_set}: {letter.page or letter.command}"
    elif letter.page:
        yield f"Its page: {letter.page}"
    if letter.link:
        yield f"The document at its source: {letter.link}"


def write_html(letter: Letter) -> str:
    """The letter as a page with inline styles that mail and feed readers keep."""
    groups = [f'<div style="margin:0 0 1.3em">\n{paint_html(group)}\n</div>' for group in _group_lines(letter.lines)]
    return TEMPLATES.get_template("message.html.j2").render(
        title=clean_text(letter.title),
        name=clean_text(letter.name),
        asked=clean_text(letter.asked) if letter.asked else None,
        summary=clean_text(letter.summary),
        facts=[clean_text(fact) for fact in letter.facts],
        body=f"\n{PART_MARK}\n".join(groups),
        link=letter.link,
        page=letter.page,
        change_set=letter.change_set,
        command=letter.command,
    )


def _group_lines(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """What empty lines set apart: a change with all that is said of it."""
    group: list[Line] = []
    for line in lines:
        if line.spans:
            group.append(line)
        elif group:
            yield group
            group = []
    if group:
        yield group


def message_body(html: str) -> str:
    """What a message's page has between its marks: the part that feeds and digests take over."""
    return html.split("<!--begin-->", 1)[1].split("<!--end-->", 1)[0]
