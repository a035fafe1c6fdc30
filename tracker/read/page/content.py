"""The markup of a whole page → the elements of the document on it, found without selectors.

Recall before precision: text leaves only on evidence (a landmark, a widget's name, a consent dialog's buttons, a list
of links beside the prose), and an element that holds a large part of the page's prose stays whatever it is called.
The steps are told in docs/finding-the-document.md.
"""

from __future__ import annotations

import re
import sys
from itertools import islice
from typing import TYPE_CHECKING

from tracker.compiled import compile_pattern
from tracker.errors import EmptyDocumentError, ReadingError
from tracker.first_use import FirstUse
from tracker.model import ReadingSettings, ReadingWarning
from tracker.read.page.apart import list_embedded, put_in_place
from tracker.read.page.boxes import find_consent, find_landmarks, find_named
from tracker.read.page.core import PROSE_CHARS, drop_beside_core
from tracker.read.page.furniture import NEVER_TEXT
from tracker.read.page.hidden import drop_copies, drop_hidden, opens_panel
from tracker.read.page.logins import mark_logins
from tracker.read.page.nesting import flatten_nesting
from tracker.read.page.nodes import (
    MOST_LEVELS,
    drop_all,
    drop_nodes,
    list_class_names,
    measure_links,
    measure_prose,
    measure_text,
    walk_ancestors,
)
from tracker.read.page.overlays import has_title_below
from tracker.read.page.pictures import PICTURE_TAGS, let_pictures_speak
from tracker.read.page.selection import remove_nodes, select_nodes
from tracker.read.page.sheet_counters import write_counters
from tracker.read.page.sheets import read_sheets, write_styles
from tracker.read.page.struck import drop_struck, find_struck_classes
from tracker.values import Struct

if TYPE_CHECKING:
    from selectolax import lexbor
    from selectolax.lexbor import LexborHTMLParser, LexborNode
else:
    lexbor = FirstUse("selectolax.lexbor")  # a file in Markdown has no page

# No terms page known to us has more than 3 MB of markup, 30,000 tags or 0.4 MB of text; beyond these it is not read.
MOST_TAGS = 200_000
MOST_MARKUP = 40_000_000
MOST_TEXT = 5_000_000

# An element with this share of the page's prose is the document or holds it, whatever its name says.
HEAVY_SHARE = 0.4
# Less than this share of the text left means that the marks were lies.
LEAST_SHARE = 0.01
# A button's words; a longer text in a button is content that somebody made clickable.
BUTTON_CHARS = 80

_NEVER_TEXT = ", ".join(sorted(NEVER_TEXT))
_PICTURES = ", ".join(PICTURE_TAGS)
_MOST_FRAMES = 5  # that are named
_TEXT_TAGS = {"p", "li", "td", "dd", "span", "strong", "em", "b"}
_LABEL_TAGS = {"h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt"}


class FoundDocument(Struct, frozen=True):
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
    if len(text) > MOST_TAGS and (tags := text.count("<")) > MOST_TAGS:
        raise ReadingError(f"the page is too large to read: {tags} tags")
    if len(text) > MOST_MARKUP:
        raise ReadingError(f"the page is too large to read: {len(text) // 1_000_000} MB of markup")
    markup = flatten_nesting(text)
    tree, body = _parse_page(markup)
    remove_nodes(body, settings.remove)
    nodes = select_nodes(body, settings.select, settings.fragment)
    warnings = list_embedded(nodes or [body])
    if nodes is None:
        whole = measure_text(body)
        strip_page(body, whole)
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
_SELF_CLOSED = compile_pattern(
    r"(<(?-i:(?=[iInNxXtT]))(iframe|noembed|noframes|xmp|title|textarea)\b[^<>]*)/>", re.IGNORECASE
)


def _parse_page(markup: str) -> tuple[LexborHTMLParser, LexborNode]:
    """The page as it is painted, without what is never text."""
    tree = lexbor.LexborHTMLParser(_SELF_CLOSED.sub(r"\1></\2>", markup))
    body = tree.body
    if body is None:
        frames = [frame.attributes.get("src") or "" for frame in tree.css("frame[src]")][:_MOST_FRAMES]
        if not frames:
            raise EmptyDocumentError("the page has no body")
        hint = "one of these can be tracked"
        raise EmptyDocumentError(f"the page is made of frames and shows {', '.join(frames)}", hint=hint)
    sheets = [style.text() for style in tree.css("style")]
    struck = find_struck_classes(sheets)
    _open_noscript(tree, body)
    _decode_addresses(body)
    put_in_place(body)
    mark_logins(body)
    names = list_class_names(body)
    keep_words(body, names, struck)
    write_counters(body, sheets)
    styles = read_sheets(sheets)
    write_styles(body, styles)
    drop_copies(body, names, styles.hidden)
    return tree, body


def keep_words(body: LexborNode, names: frozenset[str], struck: frozenset[str] = frozenset()) -> None:
    """Take out of a body, whose elements have the classes `names`, what is never text or was struck out (also by the
    classes `struck`), and put words in the place of pictures that stand for some."""
    drop_all(body, _NEVER_TEXT)  # not the tree's: the head holds the title
    drop_struck(body, struck)
    let_pictures_speak(body, names)
    drop_all(body, _PICTURES)


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


def strip_page(body: LexborNode, whole: int) -> None:
    """Drop from a page's body of `whole` characters of text what is not the document."""
    total = max(1, whole - measure_links(body))
    main = body.css_first("main, [role=main]")
    # Where <main> holds the title and some text, what else calls itself a landmark is none of it, however long.
    is_titled = main is not None and main.css_first("h1") is not None and measure_prose(main) > PROSE_CHARS
    limit = sys.maxsize if is_titled else int(HEAVY_SHARE * total)
    drop_nodes(find_consent(body, limit))
    is_titled_below = has_title_below(body)
    drop_nodes(find_named(body, int(HEAVY_SHARE * total), total - PROSE_CHARS, is_titled_below=is_titled_below))
    drop_nodes(find_landmarks(body, limit, int(HEAVY_SHARE * total), is_titled_below=is_titled_below))
    drop_hidden(body, int(HEAVY_SHARE * total))
    drop_beside_core(body)


def _drop_buttons(node: LexborNode) -> None:
    """Drop what is only there to be clicked; a button that opens a panel is the panel's heading and stays."""
    dropped = []
    for button in node.css("button, [role=button]"):
        attributes = button.attributes
        is_label = button.css_first("h1, h2, h3, h4, h5, h6") is not None
        is_label = is_label or any(above.tag in _LABEL_TAGS for above in islice(walk_ancestors(button), MOST_LEVELS))
        opens = opens_panel(attributes.get("class") or "")
        opens = opens or not {"aria-expanded", "aria-controls", "data-toggle", "data-bs-toggle"}.isdisjoint(attributes)
        if is_label or (opens and "aria-haspopup" not in attributes) or measure_text(button) > BUTTON_CHARS:
            continue
        if button.tag == "a" or (button.parent is not None and button.parent.tag in _TEXT_TAGS):
            continue
        dropped.append(button)
    drop_nodes(dropped)
