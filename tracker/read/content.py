"""The markup of a whole page → the markup of the document on it, found without selectors.

Recall before precision: text leaves only on evidence (a landmark, a widget's name, a consent dialog's buttons, a list
of links beside the prose), and an element that holds a large part of the page's prose stays whatever it is called.
The steps are told in docs/finding-the-document.md. Home of Lexbor (selectolax).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from tracker.errors import EmptyDocumentError, ReadingError, SelectorError
from tracker.model import ReadingSettings
from tracker.read.furniture import CHROME, NEVER_TEXT, is_spoken_name, is_widget_name, read_words
from tracker.read.furniture_lines import is_consent_button, speaks_of_cookies

# No terms page known to us has more than 3 MB of markup or 0.4 MB of text; beyond these it is not read at all.
MOST_MARKUP = 40_000_000
MOST_TEXT = 5_000_000

# An element with this share of the page's prose is the document or holds it, whatever its name says.
HEAVY_SHARE = 0.4
# Descending stops where no child holds this share of the prose: what is left out is looked at piece by piece.
CORE_SHARE = 0.9
# About three lines of print: a stretch of prose this long beside the core is kept.
PROSE_CHARS = 200
# A consent dialog is short; the longest seen held about 2,500 characters.
CONSENT_CHARS = 4000
# Words for screen readers ("opens in a new window"); a longer text is more than a hint.
SPOKEN_CHARS = 90


@dataclass(frozen=True)
class FoundDocument:
    """The document's own markup, serialised by an HTML5 parser; `title` is the page's <title>, `language` its lang."""

    markup: str
    title: str | None = None
    language: str | None = None


def find_document(text: str, settings: ReadingSettings) -> FoundDocument:
    """The part of the page `text` that is the document, under what a person said in `settings`.

    Raises SelectorError for a selector or fragment that matches nothing, ReadingError for a page too large to read,
    EmptyDocumentError where no text is left.
    """
    if len(text) > MOST_MARKUP:
        raise ReadingError(f"the page is too large to read: {len(text) // 1_000_000} MB of markup")
    tree = LexborHTMLParser(flatten_nesting(text))
    body = tree.body
    if body is None:
        raise EmptyDocumentError("the page has no body")
    title, language = _read_title(tree), _read_language(tree)
    _open_noscript(tree, body)
    tree.strip_tags(list(NEVER_TEXT))
    nodes = _select_nodes(body, settings)
    if nodes is None:
        nodes = [_strip_page(body)]
    _remove_nodes(body, settings.remove)
    markup = "".join(node.html or "" for node in nodes)
    length = sum(_length(node) for node in nodes)
    if length > MOST_TEXT:
        raise ReadingError(f"the page is too large to read: {length // 1_000_000} million characters of text")
    return FoundDocument(markup, title, language)


# --- before the tree ----------------------------------------------------------------------------------------

# Elements whose end tag may be left out, or that never nest: they say nothing about depth.
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]{0,60})")
_FLAT = read_words(
    """
    p li dt dd tr td th thead tbody tfoot option optgroup colgroup rp rt body html head br hr img input meta link area
    base col embed source track wbr param a b i u s em strong small big font tt code nobr strike"""
)
# An HTML5 parser walks its stack of open elements at each block: 100,000 nested <div> cost it 40 s. Real pages stay
# below 100 levels; a page with fewer tags than this cannot nest deeply enough to matter.
_MANY_TAGS = 15_000
_DEEPEST = 500


def flatten_nesting(text: str) -> str:
    """`text` without the block tags that nest deeper than any real page; the words stay. Linear."""
    if text.count("<") < _MANY_TAGS:
        return text
    depth = 0
    hidden = 0

    def keep_tag(found: re.Match[str]) -> str:
        nonlocal depth, hidden
        if found.group(2).lower() in _FLAT:
            return found.group()
        if found.group(1):
            if depth > _DEEPEST:
                hidden += 1
            depth = max(0, depth - 1)
            return found.group() if depth < _DEEPEST else "<wbr x"
        depth += 1
        return found.group() if depth <= _DEEPEST else "<wbr x"

    flat = _TAG.sub(keep_tag, text)
    return flat if hidden or depth > _DEEPEST else text


def _read_title(tree: LexborHTMLParser) -> str | None:
    head = tree.css_first("head title") or tree.css_first("title")
    text = " ".join(head.text().split()) if head is not None else ""
    return text or None


def _read_language(tree: LexborHTMLParser) -> str | None:
    for node in (tree.root, tree.body):
        language = (node.attributes.get("lang") or node.attributes.get("xml:lang")) if node is not None else None
        if language and language.strip():
            return language.strip()
    return None


def _open_noscript(tree: LexborHTMLParser, body: LexborNode) -> None:
    """Keep <noscript> only where the page shows nothing without it: there it holds the text for everyone else."""
    notes = body.css("noscript")
    if not notes:
        return
    fallback = sum(_length(note) for note in notes)
    if fallback > 1000 and fallback > 0.8 * _length(body):
        tree.unwrap_tags(["noscript"])
    else:
        tree.strip_tags(["noscript"])


# --- what a person said ----------------------------------------------------------------------------------------


def _select_nodes(body: LexborNode, settings: ReadingSettings) -> list[LexborNode] | None:
    """The elements that `select` or `fragment` name, None where neither is given."""
    nodes: list[LexborNode] | None = None
    if settings.select:
        nodes = _collapse_nested([node for selector in settings.select for node in _match(body, selector, "select")])
    if settings.fragment:
        part = _find_fragment(body, settings.fragment)
        if nodes is None or not any(_is_within(part[0], node) for node in nodes):
            nodes = part
    if nodes is not None:
        for node in nodes:
            _drop_named(node, None)
    return nodes


def _match(body: LexborNode, selector: str, word: str) -> list[LexborNode]:
    try:
        nodes = (body.parent or body).css(selector)
    except SelectolaxError as error:
        raise SelectorError(f"{word} selector {selector!r} is not valid CSS") from error
    if not nodes:
        raise SelectorError(
            f"{word} selector {selector!r} matches nothing on the page",
            hint="the page may have changed its markup; without selectors the document is found by itself",
        )
    return nodes


def _remove_nodes(body: LexborNode, selectors: Iterable[str]) -> None:
    for selector in selectors:
        for node in _collapse_nested(_match(body, selector, "remove")):
            node.decompose()


def _collapse_nested(nodes: list[LexborNode]) -> list[LexborNode]:
    """Each element once, in the order given, without those inside another: nested matches would repeat the text."""
    known = {node.mem_id for node in nodes}
    kept: dict[int, LexborNode] = {}
    for node in nodes:
        if node.mem_id not in kept and not any(above.mem_id in known for above in _ancestors(node)):
            kept[node.mem_id] = node
    return list(kept.values())


def _ancestors(node: LexborNode) -> Iterator[LexborNode]:
    above = node.parent
    while above is not None:
        yield above
        above = above.parent


def _is_within(node: LexborNode, outer: LexborNode) -> bool:
    return node.mem_id == outer.mem_id or any(above.mem_id == outer.mem_id for above in _ancestors(node))


# --- finding it by itself ----------------------------------------------------------------------------------------


def _strip_page(body: LexborNode) -> LexborNode:
    """Drop from `body` what is not the document; the element that is left holds all of it."""
    total = _prose(body) or 1
    _drop_consent(body, total)
    _drop_named(body, total)
    _drop_landmarks(body, total)
    _drop_beside_core(body)
    return body


def _length(node: LexborNode) -> int:
    """Characters of text, a stretch of white space counted as printed."""
    return len(node.text())


def _prose(node: LexborNode) -> int:
    """Characters of text outside links and buttons: a measure that menus do not raise."""
    clicks = sum(_length(link) for link in node.css("a, button"))
    return max(0, len(" ".join(node.text(separator=" ").split())) - clicks)


def _drop_named(node: LexborNode, total: int | None) -> None:
    """Drop what its class or id names: hints for screen readers, and (given the page's prose `total`) widgets."""
    known: dict[str, tuple[bool, bool]] = {}
    for named in node.css("[class], [id]"):
        attributes = named.attrs
        names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
        verdict = known.get(names)
        if verdict is None:
            words = names.split()
            verdict = known[names] = any(map(is_spoken_name, words)), any(map(is_widget_name, words))
        is_spoken, is_widget = verdict
        if (is_spoken and _is_hint(named)) or (is_widget and total is not None and _is_disposable(named, total)):
            named.decompose()


def _is_hint(node: LexborNode) -> bool:
    """Whether a text for screen readers is only a hint: short, and not the page's title."""
    return node.tag != "h1" and _length(node) <= SPOKEN_CHARS and node.css_first("h1") is None


def _drop_consent(body: LexborNode, total: int) -> None:
    """Drop dialogs that ask about cookies, told by a button that accepts or refuses and a text that names them."""
    for button in body.css("button, [role=button], a[class*=button i], a[class*=btn i], a[href='#']"):
        if button.parent is None or not is_consent_button(button.text().strip()):
            continue
        dialog = None
        for above in _ancestors(button):
            if above.tag in {"body", "main", "article", "html"} or above.attributes.get("role") == "main":
                break
            length = _length(above)
            if length > CONSENT_CHARS or above.css_first("h1") is not None or _prose(above) > HEAVY_SHARE * total:
                break
            if length > 0:
                dialog = above
        if dialog is not None and speaks_of_cookies(dialog.text()):
            dialog.decompose()


def _is_disposable(node: LexborNode, total: int) -> bool:
    """Whether an element may go: attached, not the page's frame, and without a large part of the prose or the title."""
    if node.parent is None or node.tag in {"body", "html", "main", "article", "h1", "h2", "h3", "p", "li", "td", "tr"}:
        return False
    if node.css_first("h1, main, [role=main]") is not None:
        return False
    return _prose(node) <= HEAVY_SHARE * total


def _drop_landmarks(body: LexborNode, total: int) -> None:
    for node in body.css(CHROME):
        if _is_disposable(node, total):
            node.decompose()
    is_titled = body.css_first("main h1, [role=main] h1") is not None
    for node in body.css("header, footer, aside, [role=complementary]"):
        if node.parent is None or not _is_disposable(
            node, sys.maxsize if is_titled and node.tag == "footer" else total
        ):
            continue
        inside = any(
            above.tag in {"main", "article"} or above.attributes.get("role") == "main" for above in _ancestors(node)
        )
        if not inside or _prose(node) < 0.5 * _length(node):
            node.decompose()


def _drop_beside_core(body: LexborNode) -> None:
    """Walk from the body to where the prose is; on the way, drop neighbours that are only links or short labels."""
    core = _marked_core(body)
    total = _prose(body) or 1
    node = body
    while True:
        children = list(node.iter())
        if not children or (core is None and _is_content_level(children)):
            return
        heaviest = core if core is not None and core.parent is not None and core.parent.mem_id == node.mem_id else None
        if heaviest is None and core is not None:
            heaviest = next((child for child in children if _is_within(core, child)), None)
        if heaviest is None:
            heaviest = max(children, key=_prose)
            if _prose(heaviest) < CORE_SHARE * total:
                return
        for child in children:
            if child.mem_id != heaviest.mem_id and not _is_kept_beside(child, total):
                child.decompose()
        if core is not None and heaviest.mem_id == core.mem_id:
            return
        node = heaviest


def _is_content_level(children: list[LexborNode]) -> bool:
    """Whether an element has headings or paragraphs of its own: here the document lies open, piece by piece."""
    return any(child.tag in _CONTENT_TAGS and _length(child) for child in children)


_CONTENT_TAGS = {"h1", "h2", "h3", "h4", "h5", "h6", "p", "ol", "dl", "table", "li", "tr", "blockquote"}


def _marked_core(body: LexborNode) -> LexborNode | None:
    """The one <main> (or role=main) of the page where it holds nearly all prose."""
    mains = _collapse_nested(body.css("main, [role=main]"))
    if len(mains) == 1 and _prose(mains[0]) >= CORE_SHARE * (_prose(body) or 1):
        return mains[0]
    return None


def _is_kept_beside(node: LexborNode, total: int) -> bool:
    """Whether a neighbour of the core is part of the document: its title, or prose of some length."""
    if node.tag in {"h1", "h2", "p", "table"} or node.css_first("h1") is not None:
        return True
    prose = _prose(node)
    if prose < 0.5 * _length(node):
        return False
    return prose >= PROSE_CHARS or (prose > 0 and total < 10 * PROSE_CHARS)


def _find_fragment(body: LexborNode, fragment: str) -> list[LexborNode]:
    """The part of the page that the id `fragment` starts: the element itself, or a heading and what follows it."""
    wanted = fragment.lstrip("#")
    target = next(
        (
            node
            for node in body.css("[id], a[name]")
            if wanted in {node.attributes.get("id"), node.attributes.get("name")}
        ),
        None,
    )
    if target is None:
        raise SelectorError(f"no part of the page has the id {wanted!r}")
    while target.parent is not None and target.parent.tag != "body" and _length(target) == 0 and target.next is None:
        target = target.parent
    if target.tag in _HEADINGS or _length(target) < PROSE_CHARS:
        return _follow_heading(target)
    return [target]


_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}


def _follow_heading(start: LexborNode) -> list[LexborNode]:
    """From a heading (or a bare anchor before or in one) up to the next heading of the same or a higher level."""
    heading = start
    for above in (start, *_ancestors(start)):
        if above.tag in _HEADINGS:
            heading = above
            break
    level = _HEADINGS.get(heading.tag or "", 0)
    nodes = [heading]
    climbed = heading
    while climbed.parent is not None and climbed.next is None and climbed.parent.tag != "body":
        climbed = climbed.parent
    follower = climbed.next
    while follower is not None:
        inner = (
            follower
            if follower.tag in _HEADINGS
            else follower.css_first("h1, h2, h3, h4, h5, h6")
            if follower.is_element_node
            else None
        )
        found = _HEADINGS.get(inner.tag or "", 0) if inner is not None else 0
        if level == 0 and found:
            level = found
        elif found and found <= level:
            break
        if follower.is_element_node:
            nodes.append(follower)
        follower = follower.next
    return nodes
