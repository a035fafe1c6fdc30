"""A page -> HTML: the templates, and what they may call. Every word of a page is escaped and cannot turn direction."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache, lru_cache
from html import escape
from importlib.resources import files

import jinja2
from markupsafe import Markup

from tracker.pages.page import SITE_NAME, SiteFrame, WebPage
from tracker.pages.statements import isolate, split_summary
from tracker.publish.hostile import clean_text
from tracker.publish.render import paint_spans, part_words
from tracker.publish.spans import Line, Role, Span
from tracker.publish.times import format_day, format_moment

ASSETS = ("style.css", "site.js", "icon.svg")
_TAGS = {Role.DELETED: "del", Role.INSERTED: "ins", Role.LABEL: "mark"}


def finalize(value: object) -> object:
    """What could act on a browser or a reader (controls, overrides of direction) is shown, not obeyed."""
    return clean_text(value) if isinstance(value, str) and not isinstance(value, Markup) else value


TEMPLATES = jinja2.Environment(
    loader=jinja2.PackageLoader("tracker.pages"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=jinja2.StrictUndefined,
    finalize=finalize,
    auto_reload=False,
)


def paint_page(page: WebPage, around: SiteFrame) -> str:
    """The whole HTML of a page."""
    root = "../" * len(page.address.parts) if around.root is None else around.root
    return paint(page.template, around, root=root, page=page, view=page.view)


def paint(template: str, around: SiteFrame, **names: object) -> str:
    """A template with what every one may use."""
    return TEMPLATES.get_template(template).render(around=around, site=SITE_NAME, **names)


# --- what templates call -------------------------------------------------------------------------------------


def paint_marks(spans: Iterable[Span]) -> Markup:
    """Marked words as <del>, <ins> and <mark>, escaped."""
    return Markup(paint_spans(part_words(spans), _paint_span))  # noqa: S704 - every text in it is escaped below


def _paint_span(span: Span) -> str:
    tag, text = _TAGS.get(span.role), escape(span.text)
    return f"<{tag}>{text}</{tag}>" if tag else text


def paint_lines(lines: Iterable[Line]) -> Markup:
    """One paragraph a line, each in the direction of its own letters."""
    painted = (f'<p dir="auto">{paint_marks(line.spans)}</p>' for line in lines)
    return Markup("\n".join(painted))  # noqa: S704 - painted above


@lru_cache(maxsize=4096)
def paint_time(moment: datetime, form: str = "day") -> Markup:
    """A moment as <time>; "day" or "moment". A script may add how long ago it was."""
    moment = moment.astimezone(UTC)
    shown = escape(format_day(moment.date()) if form == "day" else format_moment(moment))
    return Markup(f'<time datetime="{moment:%Y-%m-%dT%H:%M:%SZ}">{shown}</time>')  # noqa: S704 - escaped above


def name_month(month: str) -> str:
    """ "2023-08" as "Aug 2023"."""
    return f"{datetime.fromisoformat(f'{month}-01'):%b %Y}"


def begin_sentence(text: str) -> str:
    """The first letter made big, all others as they are: "not observed from 3 May" names a month."""
    return text[:1].upper() + text[1:]


TEMPLATES.filters |= {
    "marks": paint_marks,
    "lines": paint_lines,
    "when": paint_time,
    "month": name_month,
    "sentence": begin_sentence,
    "statements": split_summary,
    "isolate": isolate,
}


# --- files beside the pages ----------------------------------------------------------------------------------


@cache
def read_asset(name: str) -> bytes:
    """A file of the look: style, script or icon."""
    return files("tracker.pages").joinpath("assets", name).read_bytes()


@cache
def revise_assets() -> str:
    """What stands in their addresses: another whenever one of them is."""
    return hashlib.sha256(b"".join(map(read_asset, ASSETS))).hexdigest()[:10]


@cache
def revise_templates() -> str:
    """The same of the templates: pages made by others are made anew."""
    folder = files("tracker.pages").joinpath("templates")
    texts = sorted((one.name, one.read_bytes()) for one in folder.iterdir())
    return hashlib.sha256(repr(texts).encode()).hexdigest()[:10]
