"""Lines of marked spans -> text, Markdown and HTML. Pure; every word of a page counts as hostile.

Text marks what went and came as `[-deleted-]` and `{+inserted+}`, so that a pipe loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from tracker.compiled import compile_pattern
from tracker.first_use import FirstUse
from tracker.publish.hostile import clean_text
from tracker.publish.spans import Line, Role, Span

if TYPE_CHECKING:
    import html
else:
    html = FirstUse("html")  # a terminal shows none

INDENT = "  "


# --- text ---------------------------------------------------------------------------------------------------


def paint_text(lines: Iterable[Line]) -> str:
    """Plain text, one line each, ending in a line break."""
    return "".join(f"{INDENT * line.depth}{paint_spans(line.spans, mark_span)}".rstrip() + "\n" for line in lines)


def paint_spans(spans: Iterable[Span], paint: Callable[[Span], str]) -> str:
    """Spans one after another, harmless and on one line; blanks at the ends of a span stand outside its marks.

    Where a redline leaves blanks on both sides of a mark, one is shown.
    """
    painted: list[str] = []
    has_blank = False
    for span in spans:
        text = clean_text(span.text).replace("\n", " ")
        core = text.strip(" ")
        head, tail = ("", "") if core == text else text.split(core, 1) if core else (text, "")
        painted += ["" if has_blank else head, paint(Span(core, span.role)) if core else "", tail]
        has_blank = bool(tail) or (not core and (has_blank or bool(head)))
    return "".join(painted)


def mark_span(span: Span) -> str:
    """The text of a span, what went and came in marks: where there is no colour."""
    if span.role is Role.DELETED:
        return f"[-{span.text}-]"
    if span.role is Role.INSERTED:
        return f"{{+{span.text}+}}"
    return span.text


# --- Markdown -----------------------------------------------------------------------------------------------

_MARKDOWN_SPECIAL = compile_pattern(r"([\\`*_{}\[\]<>#|~])")
_MARKDOWN_MARKS = {Role.TITLE: "**", Role.LABEL: "**", Role.DELETED: "~~", Role.INSERTED: "**", Role.QUIET: "_"}


def paint_markdown(lines: Iterable[Line]) -> str:
    """Markdown paragraphs; indented lines are quotes, what went is struck out, what came is bold."""
    paragraphs = []
    for line in lines:
        text = paint_spans(line.spans, _markdown_span)
        if text.strip():
            paragraphs.append(f"{'> ' if line.depth else ''}{text.strip()}")
    return "\n\n".join(paragraphs) + "\n" if paragraphs else ""


def _markdown_span(span: Span) -> str:
    mark = _MARKDOWN_MARKS.get(span.role, "")
    escaped = _MARKDOWN_SPECIAL.sub(r"\\\1", span.text)
    return f"{mark}{escaped}{mark}"


# --- HTML ---------------------------------------------------------------------------------------------------

STYLES = {
    Role.TITLE: "font-weight:600",
    Role.LABEL: "font-weight:600",
    Role.DELETED: "background:#fdd8d8;color:#7a1010;text-decoration:line-through",
    Role.INSERTED: "background:#d6f5d9;color:#0b4f16;text-decoration:underline",
    Role.QUIET: "opacity:.75;font-size:90%",
}
"""Inline, because mail readers drop style sheets; struck and underlined, because colour alone is not enough. What is
quiet takes the reader's own colour: no grey can be read on white and on black alike."""

_TAGS = {Role.TITLE: "strong", Role.LABEL: "strong", Role.DELETED: "del", Role.INSERTED: "ins", Role.QUIET: "span"}
_CHANGED = {Role.DELETED, Role.INSERTED}
_PARAGRAPH = "margin:0 0 .4em {indent}em;overflow-wrap:anywhere"


def paint_html(lines: Iterable[Line]) -> str:
    """A fragment of HTML with inline styles, safe inside any page or mail: one <p> a line."""
    painted = []
    for line in lines:
        text = paint_spans(part_words(line.spans), _html_span)
        if text.strip():
            style = _PARAGRAPH.format(indent=f"{1.2 * line.depth:g}")
            painted.append(f'<p dir="auto" style="{style}">{text}</p>')
    return "\n".join(painted)


def part_words(spans: Iterable[Span]) -> Iterator[Span]:
    """The spans with a blank between words that went and words that came, whichever stand first.

    Where only colour tells them apart, "30 days10 days" is hard to read; marks as in text need no blank.
    """
    before = Span("")
    for span in spans:
        is_swap = {before.role, span.role} == _CHANGED
        if is_swap and before.text[-1:].strip() and span.text[:1].strip():
            yield Span(" ")
        yield span
        before = span if span.text else before


def _html_span(span: Span) -> str:
    text = html.escape(span.text)
    tag = _TAGS.get(span.role)
    if span.role in _CHANGED:
        # Gmail drops <ins> and <del> and keeps the span; many feed readers drop the style or the span and keep the tag.
        return f'<span style="{STYLES[span.role]}"><{tag}>{text}</{tag}></span>'
    return f'<{tag} style="{STYLES[span.role]}">{text}</{tag}>' if tag else text
