"""Pictures that are all a heading, cell or item says → the words they stand for: `<td><img alt="yes"></td>` → "yes".

Pictures that draw one sign of a text ("✔", the "@" of an address) are that sign; others beside text, in links, in
galleries and in tables that only lay a page out stay silent: they are logos.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from tracker.compiled import compile_pattern
from tracker.read.page.furniture import UNSHOWN_NAMES, has_spoken_name
from tracker.read.page.nodes import measure_prose, measure_text, select_classes, walk_ancestors
from tracker.text.signs import is_drawn_sign, is_file_name

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

PICTURE_TAGS = ("img", "svg", "picture")

_PLACES = "td, th, li, dd, [role=cell], [role=gridcell], [role=listitem]"
# what may be a picture, or stand for one: fonts of icons are set on empty elements
_PICTURES = "img, svg, [role=img], [aria-label], [title]"
# `<i class="fa fa-check"></i>`, `<span class="icon icon-close"></span>`: signs of a font of icons, told by name
_ICONS = (
    "td i[class], td span[class], td em[class], [role=cell] i[class], [role=cell] span[class], [role=cell] em[class]"
)
# emoji that are drawn for browsers without them, and what hides an e-mail address from machines
_SIGN_PICTURES = 'img.emoji[alt], img[alt="@"], img[alt="."]'
_MOST_SIGNS = 200
_MOST_BESIDE = 4  # the picture, and boxes around nothing else
_ICON_NAME = compile_pattern(
    r"(?:^|[\s_-])(?:fa[srlb]?|glyphicon|icons?|ico|bi|mdi|ri|ti|la|dashicons|feather)(?=[\s_-]|$)"
)
_ICON_YES = compile_pattern(r"[\s_-](?:check(?:mark)?|tick|ok|yes|done)(?=[\s_-]|$)")
_ICON_NO = compile_pattern(r"[\s_-](?:x|x?mark|times|close|cross|remove|no|cancel|ban)(?=[\s_-]|$)")
# A picture to click is the way to somewhere; boxes within boxes lay out a page.
_SILENT = "a, button, [role=button], input, select, textarea, table, ul, ol, h1, h2, h3, h4"
_WHOLE_TAGS = {"table", "ul", "ol", "dl", "menu"}
_WHOLE_ROLES = {"table", "grid", "treegrid", "list"}
_LAYING_OUT = "table, [role=table], h1, h2"
_MOST_ABOVE = 12
_MOST_PICTURES = 6
# A word or two stand for a sign; a longer text describes a picture.
_LONGEST_WORDS = 60


def let_pictures_speak(body: LexborNode, names: frozenset[str]) -> None:
    """Put words in place of the pictures that are the only content of a cell or item whose neighbours hold text; the
    elements of the page have the classes `names`."""
    _write_signs(body)
    _name_headings(body)
    speaking: dict[int, bool] = {}  # of tables and lists
    spoken_for = _find_spoken_for(body, names)
    for place in body.css(_PLACES):
        if place.mem_id not in spoken_for or place.css_first(_SILENT) is not None:
            continue
        words = _find_words(place)
        whole = _find_whole(place) if words else None
        if whole is None:
            continue
        if whole.mem_id not in speaking:
            speaking[whole.mem_id] = _holds_words(whole)
        if speaking[whole.mem_id]:
            for child in list(place.iter(include_text=True)):
                child.decompose()
            place.insert_child(words)


def _name_headings(body: LexborNode) -> None:
    """Put its words in place of a picture that is all a heading holds; above all others it is a logo."""
    for heading in body.css("h2, h3, h4, h5, h6"):
        picture = heading.css_first("img[alt]") if not measure_text(heading) else None
        label = _read(picture, "alt") if picture is not None and heading.css_first("a, button") is None else ""
        if picture is not None and label and len(label) <= _LONGEST_WORDS and not is_file_name(label):
            picture.replace_with(label)


def _write_signs(body: LexborNode) -> None:
    """Put the sign in place of pictures that draw one within a text: `<img class="emoji" alt="✔">`."""
    for picture in body.css(_SIGN_PICTURES)[:_MOST_SIGNS]:
        label = _read(picture, "alt")
        if is_drawn_sign(label, _read_beside(picture, is_after=False), _read_beside(picture, is_after=True)):
            picture.replace_with(label)


def _read_beside(picture: LexborNode, *, is_after: bool) -> str:
    """The text right before or after a picture, also where boxes around nothing else part them."""
    node: LexborNode | None = picture
    for _ in range(_MOST_BESIDE):
        if node is None:
            break
        beside = node.next if is_after else node.prev
        while beside is not None and beside.tag == "-comment":
            beside = beside.next if is_after else beside.prev
        if beside is not None:
            return (beside.text_content or "") if beside.tag == "-text" else beside.text()
        node = node.parent
    return ""


def _find_spoken_for(body: LexborNode, names: frozenset[str]) -> set[int]:
    """What stands around a picture or around words for screen readers: nowhere else is there anything to say."""
    around: set[int] = set()
    selector = ", ".join(filter(None, (_PICTURES, select_classes(UNSHOWN_NAMES & names))))
    for node in (*body.css(selector), *filter(_read_icon, body.css(_ICONS))):
        for above in walk_ancestors(node):
            if above.mem_id in around:
                break
            around.add(above.mem_id)
    return around


def _list_hints(node: LexborNode) -> list[LexborNode]:
    """The elements in a node whose class hides them from sight."""
    return [one for one in node.css("[class]") if has_spoken_name(one.attrs.get("class") or "")]


def _find_words(place: LexborNode) -> str:
    """What a cell without text of its own says to those who cannot see its pictures."""
    spoken = _list_hints(place)
    drawn = place.css("svg")
    if measure_text(place) > sum(map(measure_text, spoken)) + sum(map(measure_text, drawn)):
        return ""
    words = [" ".join(node.text().split()) for node in spoken]
    known = {node.mem_id for node in spoken}
    for picture in place.css(_PICTURES)[:_MOST_PICTURES]:
        around = list(_walk_up(picture, place))
        if any(one.mem_id in known or _read(one, "aria-hidden") == "true" for one in around):
            continue  # its words were given, or it is only drawn
        label = " ".join(_read_label(picture).split())
        if label and len(label) <= _LONGEST_WORDS and not is_file_name(label):
            known.add(picture.mem_id)
            words.append(label)
    if not words:
        words = [sign for icon in place.css("i, span, em")[:_MOST_PICTURES] if (sign := _read_icon(icon))]
    return " ".join(dict.fromkeys(words))


def _read_icon(node: LexborNode) -> str:
    """The sign that the class of an element without text names: "✓" of "fa fa-check", "✗" of "icon-close"."""
    classes = node.attributes.get("class") or ""
    if not _ICON_NAME.search(classes) or node.text().strip():
        return ""
    is_yes, is_no = _ICON_YES.search(classes), _ICON_NO.search(classes)
    return "" if bool(is_yes) == bool(is_no) else "✓" if is_yes else "✗"


def _walk_up(node: LexborNode, end: LexborNode) -> Iterator[LexborNode]:
    """`node` and what it stands in, up to but not including `end`."""
    yield node
    for above in islice(walk_ancestors(node), _MOST_ABOVE):
        if above.mem_id == end.mem_id:
            return
        yield above


def _read(node: LexborNode, name: str) -> str:
    return (node.attributes.get(name) or "").strip()


def _read_label(picture: LexborNode) -> str:
    """The words of a picture, by the steps of https://www.w3.org/TR/accname-1.2/ that it has; "" for a decoration."""
    if _read(picture, "role") in {"presentation", "none"}:
        return ""
    if label := _read(picture, "aria-label"):
        return label
    if picture.tag == "img" and "alt" in picture.attributes:
        return _read(picture, "alt")
    if picture.tag == "svg":
        title = picture.css_first("title")
        return title.text() if title is not None else ""
    return _read(picture, "title")


def _find_whole(place: LexborNode) -> LexborNode | None:
    """The table or list that a cell or item is part of; None for one that lays out a page."""
    for above in islice(walk_ancestors(place), _MOST_ABOVE):
        if above.tag in _WHOLE_TAGS or _read(above, "role") in _WHOLE_ROLES:
            return above
        if _read(above, "role") in {"presentation", "none"}:
            return None
    return None


def _holds_words(whole: LexborNode) -> bool:
    """Whether a table has two rows of cells with words, or a list an item with words: then it is no gallery."""
    if _read(whole, "role") in {"presentation", "none"}:
        return False
    if whole.tag == "table" or _read(whole, "role") in _WHOLE_ROLES - {"list"}:
        is_laid_out = any(inner.mem_id != whole.mem_id for inner in whole.css(_LAYING_OUT))
        rows = islice((row for row in whole.css("tr, [role=row]") if _says_words(row)), 2)
        return not is_laid_out and len(list(rows)) == 2
    return any(_says_words(item) for item in whole.iter())


def _says_words(node: LexborNode) -> bool:
    return measure_prose(node) > sum(map(measure_text, node.css("svg")))
