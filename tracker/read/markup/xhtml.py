"""A page in XHTML → the same page in HTML, as an XML parser understands it.

In XML any element may close itself (`<title/>`, `<script src="a.js"/>`, `<div/>`) and CDATA is text; an HTML parser
takes what follows for the title, the script or the inside of the box. A page that is no well-formed XML stays as it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tracker.compiled import compile_pattern
from tracker.first_use import FirstUse

if TYPE_CHECKING:
    import html

    from lxml import etree
else:
    html = FirstUse("html")
    etree = FirstUse("lxml.etree")

XHTML = "application/xhtml+xml"
_NAMESPACE = "{http://www.w3.org/1999/xhtml}"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_PROLOG = compile_pattern(r"\ufeff?\s{0,99}<\?xml\b[^<>]{0,400}\?>", re.IGNORECASE)
_ROOT = compile_pattern(
    r"<(?:\w{1,20}:)?html\b[^<>]{0,400}\bxmlns(?::\w{1,20})?\s{0,9}=\s{0,9}[\"']http://www\.w3\.org/1999/xhtml[\"']"
)
# All before the root: prolog, style sheets and the document type, whose entities are not read.
_BEFORE_ROOT = compile_pattern(
    r"\ufeff?(?:\s++|<\?xml\b[^<>]{0,400}\?>){0,20}+(?:<!DOCTYPE\b[^<>\[]{0,400}(?:\[[^\]]{0,20000}\]\s{0,99})?>)?",
    re.IGNORECASE,
)
# Names of signs (`&nbsp;`): without the document type XML knows a few alone. In CDATA they are text.
_SIGN = compile_pattern(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|&([A-Za-z]\w{0,30});", re.DOTALL | re.IGNORECASE)
_KNOWN_TO_XML = frozenset({"lt", "gt", "amp", "quot", "apos"})
_START_CHARS = 4096


def is_xhtml(text: str, media_type: str | None) -> bool:
    """Whether a page is meant for an XML parser: it is sent as XHTML, or begins as XML and says that it is XHTML."""
    sent_as = (media_type or "").partition(";")[0].strip().lower()
    start = text[:_START_CHARS]
    return sent_as == XHTML or (_PROLOG.match(start) is not None and _ROOT.search(start) is not None)


def write_as_html(text: str) -> str:
    """An XHTML page as HTML; `text` itself where it is no well-formed XML.

    No entity of the page's own is read, and nothing is fetched.
    """
    source = _SIGN.sub(_write_sign, _BEFORE_ROOT.sub("", text, count=1))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True)
    try:
        root = etree.fromstring(source.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return text
    for element in root.iter(f"{_NAMESPACE}*"):
        element.tag = str(element.tag).removeprefix(_NAMESPACE)
        if (language := element.attrib.pop(_XML_LANG, None)) and "lang" not in element.attrib:
            element.set("lang", language)
    etree.cleanup_namespaces(root)
    return f"<!doctype html>\n{etree.tostring(root, method='html', encoding='unicode')}"


def _write_sign(found: re.Match[str]) -> str:
    """`&nbsp;` as the sign it names, a name that nobody knows as it is printed, CDATA as it is."""
    if found[1] is None or found[1] in _KNOWN_TO_XML:
        return found[0]
    sign = html.unescape(found[0])
    return f"&amp;{sign[1:]}" if sign == found[0] else sign
