"""Boxes around a document → those that are none of it: consent dialogs, widgets by name, landmarks of the page.

Each is told by what it says of itself, and spoken against by what it holds: a title, a main part, much of the prose.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from tracker.read.page.furniture import (
    has_spoken_name,
    is_chrome,
    is_consent_name,
    is_consent_tool,
    is_widget_name,
    read_words,
)
from tracker.read.page.furniture_lines import is_consent_button, speaks_of_cookies
from tracker.read.page.logins import LOGIN_MARK
from tracker.read.page.nodes import (
    MOST_LEVELS,
    exceeds_prose,
    is_main,
    is_within_any,
    measure_prose,
    measure_text,
    walk_ancestors,
)
from tracker.read.page.overlays import is_over_page

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

# A consent dialog is short; the longest seen held about 2,500 characters.
CONSENT_CHARS = 4000
# Words for screen readers ("opens in a new window"); a longer text is more than a hint.
HINT_CHARS = 90
# Buttons looked at; pages stay below, hostile ones do not matter.
MOST_BUTTONS = 300
# A sentence or two to each link: less is a teaser.
CLAUSE_CHARS = 120

_WORD_TAGS = read_words("a span b strong em i u font")
_FRAME_TAGS = read_words("body html main article h1 h2 h3 h4 h5 h6 p li dt dd td th tr tbody")


def find_consent(body: LexborNode, limit: int) -> list[LexborNode]:
    """Dialogs that ask about cookies, told by a button that accepts or refuses and a text that names them."""
    dialogs: dict[int, LexborNode] = {}
    fits: dict[int, bool] = {}  # the buttons of one dialog climb the same elements
    buttons = body.css("button, [role=button], a[class*=button i], a[class*=btn i], a[href='#']")
    for button in buttons[:MOST_BUTTONS]:
        if not is_consent_button(" ".join(button.text().split())):
            continue
        dialog = None
        for above in islice(walk_ancestors(button), MOST_LEVELS):
            if above.mem_id not in fits:
                fits[above.mem_id] = _may_be_dialog(above, limit)
            if not fits[above.mem_id]:
                break
            dialog = above
        if dialog is not None:
            dialogs[dialog.mem_id] = dialog
    return [dialog for dialog in dialogs.values() if speaks_of_cookies(" ".join(dialog.text().split()))]


def _may_be_dialog(node: LexborNode, limit: int) -> bool:
    """Whether an element is short, and holds neither a title nor the page's main part."""
    if node.tag in {"body", "html"} or is_main(node) or measure_text(node) > CONSENT_CHARS:
        return False
    return node.css_first("h1, main, [role=main]") is None and not exceeds_prose(node, limit)


def find_named(body: LexborNode, limit: int, room: int, *, is_titled_below: bool) -> list[LexborNode]:
    """Elements whose class or id names a widget or words for screen readers; and what describes a link to those.

    What a consent tool draws may be the larger part of a short page: it goes up to `room`, the rest up to `limit`.
    """
    spoken_ids = {node.attributes.get("aria-describedby") for node in body.css("a[aria-describedby]")}
    verdicts: dict[str, tuple[bool, bool]] = {}
    found = []
    for node in body.css("[class], [id]"):
        attributes = node.attrs
        identity = attributes.get("id") or ""
        names = f"{attributes.get('class') or ''} {identity}"
        verdict = verdicts.get(names)
        if verdict is None:
            verdict = verdicts[names] = has_spoken_name(names), any(map(is_widget_name, names.split()))
        is_spoken, is_widget = verdict
        if not (is_spoken or is_widget or identity in spoken_ids):
            continue
        is_hint = (is_spoken or identity in spoken_ids) and _is_hint(node)
        is_box = is_widget and (is_over_page(node) or not _reads_like_clause(node))
        most = room if is_box and _asks_consent(node, names.split(), is_titled_below=is_titled_below) else limit
        if is_hint or (is_box and _is_disposable(node, most, is_titled_below=is_titled_below)):
            found.append(node)
    return found


def _asks_consent(node: LexborNode, names: list[str], *, is_titled_below: bool) -> bool:
    """Whether a box is drawn by a consent tool, or lies over a page with a title and is named like one."""
    return any(map(is_consent_tool, names)) or (
        is_titled_below and is_over_page(node) and any(map(is_consent_name, names))
    )


def _is_hint(node: LexborNode) -> bool:
    """Whether a text for screen readers is only a hint: short, and not the page's title."""
    return node.tag != "h1" and measure_text(node) <= HINT_CHARS and node.css_first("h1") is None


def _reads_like_clause(node: LexborNode) -> bool:
    """Whether a text named like a widget is one *about* it, as `<section id="newsletter">` of a privacy policy is:

    prose of more than a line with hardly a link, and nothing to click or fill in.
    """
    if node.css_first("button, form, [role=button], a[class*=btn i], a[class*=button i], h1") is not None:
        return False
    prose = measure_prose(node)
    return prose >= CLAUSE_CHARS * max(1, len(node.css("a"))) and prose >= 0.5 * measure_text(node)


def _is_disposable(node: LexborNode, limit: int, *, is_titled_below: bool = False) -> bool:
    """Whether an element may go: it is not the page's frame, holds neither title nor more prose than `limit`.

    `is_titled_below`: the page has its title in no box over it, so what a dialog has is none.
    """
    if node.tag in _FRAME_TAGS or node.css_first("main, [role=main]") is not None:
        return False
    if node.css_first("h1") is not None and not (is_titled_below and is_over_page(node)):
        return False
    if node.tag in _WORD_TAGS and node.parent is not None and node.parent.tag in _FRAME_TAGS - {"body", "main"}:
        return False  # words of a heading or a sentence: `<h2><span id="cookie-settings">Cookie settings</span></h2>`
    return not exceeds_prose(node, limit)


_CHROME = f"nav, dialog, [role], [aria-modal], [itemtype], [{LOGIN_MARK}]"
_EDGES = "header, footer, aside, [role=complementary]"


def find_landmarks(body: LexborNode, outer_limit: int, inner_limit: int, *, is_titled_below: bool) -> list[LexborNode]:
    """Navigation, dialogs, page headers and footers, and boxes of links; the limits hold outside and inside <main>."""
    found = []
    mains = body.css("main, article, section, [role=main]")
    inside = {main.mem_id for main in mains}
    for node in body.css(_CHROME):
        attributes = node.attributes
        if not (is_chrome(node.tag or "", attributes) or LOGIN_MARK in attributes):
            continue
        most = inner_limit if is_within_any(node, inside) else outer_limit
        if _is_disposable(node, most, is_titled_below=is_titled_below):
            found.append(node)
    has_main = any(is_main(main) for main in mains)
    for node in body.css(_EDGES):
        is_inner = is_within_any(node, inside) or _belongs_to_text(node, has_main=has_main)
        if not _is_disposable(node, inner_limit if is_inner else outer_limit):
            continue
        if not is_inner or measure_prose(node) < 0.5 * measure_text(node):
            found.append(node)
    return found


def _belongs_to_text(node: LexborNode, *, has_main: bool) -> bool:
    """Whether a header is that of a clause, or (on a page that marks no main part) an aside is a remark in the text."""
    if node.tag == "header":
        return node.css_first("h2, h3, h4, h5, h6") is not None
    return node.tag == "aside" and not has_main and _reads_like_clause(node)
