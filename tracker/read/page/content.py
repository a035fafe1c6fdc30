"""The markup of a whole page → the elements of the document on it, found without selectors.

Recall before precision: text leaves only on evidence (a landmark, a widget's name, a consent dialog's buttons, a list
of links beside the prose), and an element that holds a large part of the page's prose stays whatever it is called.
The steps are told in docs/finding-the-document.md.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tracker.errors import EmptyDocumentError, ReadingError
from tracker.model import ReadingSettings, ReadingWarning
from tracker.read.page.apart import list_embedded, put_in_place
from tracker.read.page.core import PROSE_CHARS, drop_beside_core
from tracker.read.page.furniture import CHROME, NEVER_TEXT, has_spoken_name, is_overlay_name, is_widget_name, read_words
from tracker.read.page.furniture_lines import is_consent_button, speaks_of_cookies
from tracker.read.page.hidden import drop_hidden
from tracker.read.page.nesting import MANY_TAGS, flatten_nesting
from tracker.read.page.nodes import (
    collapse_nested,
    drop_nodes,
    is_main,
    measure_prose,
    measure_text,
    walk_ancestors,
)
from tracker.read.page.pictures import PICTURE_TAGS, let_pictures_speak
from tracker.read.page.selection import remove_nodes, select_nodes
from tracker.read.page.struck import drop_struck, find_struck_classes

# No terms page known to us has more than 3 MB of markup, 30,000 tags or 0.4 MB of text; beyond these it is not read.
MOST_TAGS = 200_000
MOST_MARKUP = 40_000_000
MOST_TEXT = 5_000_000

# An element with this share of the page's prose is the document or holds it, whatever its name says.
HEAVY_SHARE = 0.4
# Less than this share of the text left means that the marks were lies.
LEAST_SHARE = 0.01
# A consent dialog is short; the longest seen held about 2,500 characters.
CONSENT_CHARS = 4000
# Words for screen readers ("opens in a new window"); a longer text is more than a hint.
HINT_CHARS = 90
# Levels climbed or descended in search of a box, and buttons looked at; pages stay below, hostile ones do not matter.
MOST_LEVELS = 60
MOST_BUTTONS = 300
# A sentence or two to each link: less is a teaser.
CLAUSE_CHARS = 120
# A button's words; a longer text in a button is content that somebody made clickable.
BUTTON_CHARS = 80

_MOST_FRAMES = 5  # that are named
_WORD_TAGS = read_words("a span b strong em i u font")
_FRAME_TAGS = read_words("body html main article h1 h2 h3 h4 h5 h6 p li dt dd td th tr tbody")
_TEXT_TAGS = {"p", "li", "td", "dd", "span", "strong", "em", "b"}
_LABEL_TAGS = {"h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt"}


@dataclass(frozen=True)
class FoundDocument:
    """The elements that hold the document and nothing else; `title` is the page's <title>, `language` its lang."""

    nodes: tuple[LexborNode, ...]
    title: str | None = None
    language: str | None = None
    warnings: tuple[ReadingWarning, ...] = ()


def find_document(text: str, settings: ReadingSettings) -> FoundDocument:
    """The part of the page `text` that is the document, under what a person said in `settings`.

    Raises SelectorError for a selector or fragment that matches nothing, ReadingError for a page too large to read,
    EmptyDocumentError where there is no page.
    """
    tags = text.count("<")
    if tags > MOST_TAGS:
        raise ReadingError(f"the page is too large to read: {tags} tags")
    if len(text) > MOST_MARKUP:
        raise ReadingError(f"the page is too large to read: {len(text) // 1_000_000} MB of markup")
    markup = flatten_nesting(text) if tags >= MANY_TAGS else text
    tree, body = _parse_page(markup)
    remove_nodes(body, settings.remove)
    nodes = select_nodes(body, settings.select, settings.fragment)
    warnings = list_embedded(nodes or [body])
    if nodes is None:
        whole = measure_text(body)
        strip_page(body)
        length = measure_text(body)
        if length < LEAST_SHARE * whole:  # all of it looks like furniture: then none of it is
            tree, body = _parse_page(markup)
            remove_nodes(body, settings.remove)
            length = whole
        nodes = [body]
    else:
        length = sum(map(measure_text, nodes))
    if length > MOST_TEXT:
        raise ReadingError(f"the page is too large to read: {length // 1_000_000} million characters of text")
    for node in nodes:
        _drop_buttons(node)
    return FoundDocument(tuple(nodes), _read_title(tree), _read_language(tree), warnings)


# '<iframe src="https://example.org/ns.html" />': without an end tag a parser takes the rest of the page for its text
_SELF_CLOSED = re.compile(
    r"(<(?-i:(?=[iInNxXtT]))(iframe|noembed|noframes|xmp|title|textarea)\b[^<>]*)/>", re.IGNORECASE
)


def _parse_page(markup: str) -> tuple[LexborHTMLParser, LexborNode]:
    """The page as it is painted, without what is never text."""
    tree = LexborHTMLParser(_SELF_CLOSED.sub(r"\1></\2>", markup))
    body = tree.body
    if body is None:
        frames = [frame.attributes.get("src") or "" for frame in tree.css("frame[src]")][:_MOST_FRAMES]
        if not frames:
            raise EmptyDocumentError("the page has no body")
        hint = "one of these can be tracked"
        raise EmptyDocumentError(f"the page is made of frames and shows {', '.join(frames)}", hint=hint)
    struck = find_struck_classes(style.text() for style in tree.css("style"))
    _open_noscript(tree, body)
    _decode_addresses(body)
    put_in_place(body)
    keep_words(body, struck)
    return tree, body


def keep_words(body: LexborNode, struck: frozenset[str] = frozenset()) -> None:
    """Take out of a body what is never text or was struck out (also by the classes `struck`), and put words in the
    place of pictures that stand for some."""
    body.strip_tags(list(NEVER_TEXT))  # not the tree's: the head holds the title
    drop_struck(body, struck)
    let_pictures_speak(body)
    body.strip_tags(list(PICTURE_TAGS))


def _read_title(tree: LexborHTMLParser) -> str | None:
    title = tree.css_first("head title") or tree.css_first("body > title")
    return (" ".join(title.text().split()) or None) if title is not None else None


def _read_language(tree: LexborHTMLParser) -> str | None:
    for node in (tree.root, tree.body):
        language = (node.attributes.get("lang") or node.attributes.get("xml:lang")) if node is not None else None
        if language and language.strip():
            return language.strip()
    return None


def _open_noscript(tree: LexborHTMLParser, body: LexborNode) -> None:
    """Keep <noscript> only where the page shows nothing without it: there it holds the text for everyone else."""
    fallback = sum(map(measure_text, body.css("noscript")))
    if fallback > 2 * PROSE_CHARS and fallback > 0.8 * measure_text(body):
        tree.unwrap_tags(["noscript"])
    elif fallback:
        tree.strip_tags(["noscript"])


def _decode_addresses(body: LexborNode) -> None:
    """Undo the widespread hiding of e-mail addresses: `<a data-cfemail="543d…">`, the first byte is the key."""
    for node in body.css("[data-cfemail]"):
        try:
            key, *cipher = bytes.fromhex(node.attributes.get("data-cfemail") or "")
        except ValueError:
            continue  # not what it says: the placeholder stays as printed
        address = bytes(byte ^ key for byte in cipher).decode("utf-8", "replace")
        node.replace_with(address)


# --- what surrounds the document ----------------------------------------------------------------------------------


def strip_page(body: LexborNode) -> None:
    """Drop from a page's body what is not the document."""
    total = measure_prose(body) or 1
    main = body.css_first("main, [role=main]")
    # Where <main> holds the title and some text, what else calls itself a landmark is none of it, however long.
    is_titled = main is not None and main.css_first("h1") is not None and measure_prose(main) > PROSE_CHARS
    limit = sys.maxsize if is_titled else int(HEAVY_SHARE * total)
    drop_nodes(_find_consent(body, limit))
    drop_nodes(_find_named(body, int(HEAVY_SHARE * total)))
    drop_nodes(_find_landmarks(body, limit, int(HEAVY_SHARE * total)))
    drop_hidden(body, int(HEAVY_SHARE * total))
    drop_beside_core(body)


def _find_consent(body: LexborNode, limit: int) -> list[LexborNode]:
    """Dialogs that ask about cookies, told by a button that accepts or refuses and a text that names them."""
    dialogs = []
    buttons = body.css("button, [role=button], a[class*=button i], a[class*=btn i], a[href='#']")
    for button in buttons[:MOST_BUTTONS]:
        if not is_consent_button(" ".join(button.text().split())):
            continue
        dialog = None
        for above in islice(walk_ancestors(button), MOST_LEVELS):
            if above.tag in {"body", "html"} or is_main(above) or measure_text(above) > CONSENT_CHARS:
                break
            if above.css_first("h1, main, [role=main]") is not None or measure_prose(above) > limit:
                break
            dialog = above
        if dialog is not None and speaks_of_cookies(" ".join(dialog.text().split())):
            dialogs.append(dialog)
    return dialogs


def _find_named(body: LexborNode, limit: int) -> list[LexborNode]:
    """Elements whose class or id names a widget or words for screen readers; and what describes a link to those."""
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
        is_hint = (is_spoken or identity in spoken_ids) and _is_hint(node)
        is_box = is_widget and (any(map(is_overlay_name, names.split())) or not _reads_like_clause(node))
        if is_hint or (is_box and _is_disposable(node, limit)):
            found.append(node)
    return found


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


def _is_disposable(node: LexborNode, limit: int) -> bool:
    """Whether an element may go: it is not the page's frame, holds neither title nor more prose than `limit`."""
    if node.tag in _FRAME_TAGS or node.css_first("h1, main, [role=main]") is not None:
        return False
    if node.tag in _WORD_TAGS and node.parent is not None and node.parent.tag in _FRAME_TAGS - {"body", "main"}:
        return False  # words of a heading or a sentence: `<h2><span id="cookie-settings">Cookie settings</span></h2>`
    return measure_prose(node) <= limit


_EDGES = "header, footer, aside, [role=complementary]"


def _find_landmarks(body: LexborNode, outer_limit: int, inner_limit: int) -> list[LexborNode]:
    """Navigation, dialogs, page headers and footers, and boxes of links; the limits hold outside and inside <main>."""
    found = []
    mains = collapse_nested(body.css("main, article, section, [role=main]"))
    inner = {node.mem_id for main in mains for node in main.css(f"{CHROME}, {_EDGES}")}
    for node in body.css(CHROME):
        if _is_disposable(node, inner_limit if node.mem_id in inner else outer_limit):
            found.append(node)
    has_main = body.css_first("main, article, [role=main]") is not None
    for node in body.css(_EDGES):
        is_inner = node.mem_id in inner or _belongs_to_text(node, has_main=has_main)
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


def _drop_buttons(node: LexborNode) -> None:
    """Drop what is only there to be clicked; a button that opens a panel is the panel's heading and stays."""
    dropped = []
    for button in node.css("button, [role=button]"):
        attributes = button.attributes
        is_label = any(above.tag in _LABEL_TAGS for above in islice(walk_ancestors(button), MOST_LEVELS))
        opens = not {"aria-expanded", "aria-controls", "data-toggle", "data-bs-toggle"}.isdisjoint(attributes)
        if is_label or (opens and "aria-haspopup" not in attributes) or measure_text(button) > BUTTON_CHARS:
            continue
        if button.tag == "a" or (button.parent is not None and button.parent.tag in _TEXT_TAGS):
            continue
        dropped.append(button)
    drop_nodes(dropped)
