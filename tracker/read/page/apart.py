"""What a page keeps apart from its own tree (shadow roots, written-out frames, read-only fields) → in its place.

A browser paints these as part of the page. What stands at another address is not read; `list_embedded` names it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING

from tracker.compiled import compile_pattern
from tracker.errors import ReadingError
from tracker.first_use import FirstUse
from tracker.model import ReadingWarning
from tracker.read.page.nesting import flatten_nesting
from tracker.read.page.nodes import walk_ancestors
from tracker.text.signs import raise_figures

if TYPE_CHECKING:
    from selectolax import lexbor
    from selectolax.lexbor import LexborNode
else:
    lexbor = FirstUse("selectolax.lexbor")

# Roots inside roots, frames inside frames: each level is one more pass over the page.
_MOST_LEVELS = 8
_MOST_FRAMES = 50
_MOST_FRAME_TAGS = 50_000
# A read-only field of less text is a code or an address to copy; terms in one are a sentence or two at least.
_FIELD_CHARS = 80
# Boxes that nobody can tick here: they say what is chosen, as in a task list of GitHub's.
_SHOWN_CHOICES = "li input[type=checkbox][disabled], td input[type=checkbox][disabled]"
_MOST_FORMULAS = 2_000
_HELD_IN_HEADINGS = ", ".join(f"h{level} > p" for level in range(1, 7))
_EMBEDDED = "iframe, object, embed"
# A frame with the right to play is a film or a song:
# https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Permissions-Policy
_PLAYER = compile_pattern(r"autoplay|encrypted-media|gyroscope|picture-in-picture", re.IGNORECASE)
# `style="display: none"`, `style="width:0;height:0"`: frames that nobody is meant to see
_HIDDEN = compile_pattern(r"display:\s?none|visibility:\s?hidden", re.IGNORECASE)
_TINY = compile_pattern(r"(?:width|height):\s?[01](?:px)?\s?(?:[;!]|$)", re.IGNORECASE)
_FURNITURE = {"nav", "header", "footer", "aside", "dialog", "form"}
_LEAST_HEIGHT = 100  # pixels
_MOST_ABOVE = 60
_MOST_WARNINGS = 20
_LONGEST_ADDRESS = 500


def put_in_place(body: LexborNode) -> None:
    """Put what is kept apart where a browser paints it, and empty what shows another address.

    Raises ReadingError where a frame is too large to read.
    """
    for _ in range(_MOST_LEVELS):
        if not _open_shadow_roots(body) + _open_frames(body):
            break
    for field in body.css("textarea[readonly], textarea[disabled]"):
        text = field.text().strip()
        if len(text) >= _FIELD_CHARS and not text.startswith("<"):
            _put_before(field, "pre").insert_child(text)
            field.decompose()
    for field in body.css(_SHOWN_CHOICES):
        field.replace_with("☑ " if "checked" in field.attributes else "☐ ")
    _end_headings(body)
    _write_formulas(body)
    _write_quotes(body)
    for node in body.css("svg foreignObject")[:_MOST_FRAMES]:
        if len(text := node.text(separator=" ").strip()) >= _FIELD_CHARS:
            _put_before(_find_drawing(node), "p").insert_child(text)
    for node in body.css(_EMBEDDED):
        for child in list(node.iter(include_text=True)):
            child.decompose()  # what is shown where nothing can be embedded


def _write_formulas(body: LexborNode) -> None:
    """Fractions and powers of MathML as they are written on a line: "1/12", "x²"."""
    for node in body.css("mfrac, msup")[:_MOST_FORMULAS]:
        parts = [part for part in node.iter() if part.text().strip()]
        if len(parts) != 2:
            continue
        if node.tag == "mfrac":
            parts[1].insert_before("/")
        elif (power := parts[1].text().strip()) != (raised := raise_figures(power)):
            parts[1].replace_with(raised)
        else:
            parts[1].insert_before("^")


def _end_headings(body: LexborNode) -> None:
    """Put behind a heading the paragraphs that stand in it because nobody closed it: `<h2>Fees<p>You pay …`.

    Words of the heading itself stand before them; a short paragraph below these is a second line of the heading.
    """
    seen: set[int] = set()
    for paragraph in body.css(_HELD_IN_HEADINGS)[:_MOST_FORMULAS]:
        heading = paragraph.parent
        if heading is None or heading.mem_id in seen:
            continue
        seen.add(heading.mem_id)
        held = list(heading.iter(include_text=True))
        long = (at for at, node in enumerate(held) if node.tag == "p" and len(node.text().strip()) >= _FIELD_CHARS // 2)
        start = next(long, 0)
        if start and "".join(node.text() for node in held[:start]).strip():
            for node in reversed(held[start:]):
                heading.insert_after(node)  # a copy
                node.decompose()


def _write_quotes(body: LexborNode) -> None:
    """The signs that a browser paints around `<q>`, unless they stand in it."""
    for node in body.css("q")[:_MOST_FORMULAS]:
        if (text := node.text().strip()) and text[0] not in "\"'“”„‘«「":
            node.insert_before("“")
            node.insert_after("”")


def _find_drawing(node: LexborNode) -> LexborNode:
    """The drawing that a node stands in."""
    return next(above for above in walk_ancestors(node) if above.tag == "svg")


def _put_before(node: LexborNode, tag: str) -> LexborNode:
    """A new empty element before `node`."""
    made = lexbor.LexborHTMLParser(f"<{tag}></{tag}>").css_first(tag)
    assert made is not None, "it was just written"
    node.insert_before(made)
    placed = node.prev
    assert placed is not None, "it was just put there"
    return placed


# --- shadow roots -------------------------------------------------------------------------------------------------


def _open_shadow_roots(body: LexborNode) -> int:
    """Give elements what their declared shadow roots paint, with what they hold themselves in the slots; how many.

    https://html.spec.whatwg.org/#attr-template-shadowrootmode
    """
    hosts: set[int] = set()
    for fragment in body.template_fragments():
        template = fragment.parent
        host = template.parent if template is not None else None
        if template is None or host is None or not template.attributes.get("shadowrootmode") or host.mem_id in hosts:
            continue  # an element has one root: the first
        hosts.add(host.mem_id)
        own: dict[str, list[LexborNode]] = {}
        unseen = [template]
        for node in host.iter(include_text=True):
            if node.is_text_node or (node.is_element_node and node.mem_id != template.mem_id):
                own.setdefault(node.attributes.get("slot") or "" if node.is_element_node else "", []).append(node)
        slots = fragment.css("slot")
        for node in list(fragment.iter(include_text=True)):
            host.insert_child(node, move=True)
        for slot in slots:
            _fill_slot(slot, own.pop(slot.attributes.get("name") or "", []))
        for node in [*unseen, *(node for nodes in own.values() for node in nodes)]:
            node.decompose()  # what no slot takes is not painted
    return len(hosts)


def _fill_slot(slot: LexborNode, nodes: list[LexborNode]) -> None:
    """Put nodes in a slot's place; a slot that gets none shows what it holds itself."""
    if not any((node.text() or "").strip() for node in nodes):
        return
    for child in list(slot.iter(include_text=True)):
        child.decompose()
    for node in nodes:
        slot.insert_child(node, move=True)


# --- frames -------------------------------------------------------------------------------------------------------


def _open_frames(body: LexborNode) -> int:
    """Put the pages that frames hold in their own markup (`srcdoc`) in their place; how many."""
    frames = body.css("iframe[srcdoc]")[:_MOST_FRAMES]
    for frame in frames:
        markup = frame.attributes.get("srcdoc") or ""
        if markup.count("<") > _MOST_FRAME_TAGS:
            raise ReadingError(f"a frame of the page is too large to read: {markup.count('<')} tags")
        inner = lexbor.LexborHTMLParser(flatten_nesting(markup)).body if markup and not _is_unseen(frame) else None
        if inner is not None:
            box = _put_before(frame, "div")
            for node in list(inner.iter(include_text=True)):
                box.insert_child(node)
        frame.decompose()
    return len(frames)


def list_embedded(nodes: Iterable[LexborNode]) -> tuple[ReadingWarning, ...]:
    """A warning for each document that stands in `nodes` only as a frame, an object or a viewer of another address.

    Films, frames too small to see, and those of a page's edges and forms are left out.
    """
    found: dict[str, ReadingWarning] = {}
    for node in (embedded for one in nodes for embedded in _find_embedded(one)):
        address = (node.attributes.get("src") or node.attributes.get("data") or "").strip()
        is_document = bool(address) and not address.lower().startswith(("about:", "javascript:", "data:", "blob:"))
        is_shown = not (_is_unseen(node) or _is_low(node) or _is_aside(node))
        if is_document and is_shown and len(address) <= _LONGEST_ADDRESS:
            message = "the page shows another document here, which was not read"
            found.setdefault(address, ReadingWarning("embedded", message, address))
    return tuple(islice(found.values(), _MOST_WARNINGS))


def _find_embedded(node: LexborNode) -> list[LexborNode]:
    return [node] if node.tag in {"iframe", "object", "embed"} else node.css(_EMBEDDED)


def _is_unseen(node: LexborNode) -> bool:
    attributes = node.attributes
    sizes = {(attributes.get(name) or "").strip().removesuffix("px") for name in ("width", "height")}
    return bool(
        _is_hidden(node)
        or {"0", "1"} & sizes
        or attributes.get("aria-hidden") == "true"
        or _TINY.search(attributes.get("style") or "")
        or _PLAYER.search(attributes.get("allow") or "")
    )


def _is_low(node: LexborNode) -> bool:
    """Whether a frame is too low to read a document in: a badge, a button, a counter."""
    height = (node.attributes.get("height") or "").strip().removesuffix("px")
    return height.isascii() and height.isdigit() and len(height) < 9 and int(height) < _LEAST_HEIGHT


def _is_aside(node: LexborNode) -> bool:
    """Whether it stands in a part of the page that is no document, or in one that is not shown."""
    above = islice(walk_ancestors(node), _MOST_ABOVE)
    return any(one.is_element_node and (one.tag in _FURNITURE or _is_hidden(one)) for one in above)


def _is_hidden(node: LexborNode) -> bool:
    return "hidden" in node.attributes or bool(_HIDDEN.search(node.attributes.get("style") or ""))
