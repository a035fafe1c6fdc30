"""Bytes of a page or text file → the text that a browser would show.

The order of evidence is the one of the HTML standard (https://html.spec.whatwg.org/#determining-the-character-encoding):
byte order mark, then what the transport said, then a `<meta>` among the first 1024 bytes, then sniffing. Sniffing
here is: valid UTF-8 is UTF-8, everything else windows-1252. Decoding never fails: what cannot be read becomes U+FFFD.
"""

from __future__ import annotations

import codecs
import re

# Byte order marks beat every label.
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

# Labels that a browser reads as another, wider encoding (https://encoding.spec.whatwg.org/#names-and-labels);
# every other label is looked up in Python's own table.
_WIDER = {
    "ascii": "windows-1252",
    "iso8859-1": "windows-1252",
    "iso8859-9": "windows-1254",
    "iso8859-11": "windows-874",
    "tis-620": "windows-874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "utf-16": "utf-16-le",
}
_ALIASES = {"x-sjis": "shift_jis", "x-gbk": "gbk", "unicode": "utf-16-le", "x-euc-jp": "euc_jp"}

# Encodings that may run code, look elsewhere or are no text encodings at all; a page that claims one is lying.
_REFUSED = {"utf-7", "utf-32", "utf-32-le", "utf-32-be", "idna", "punycode", "unicode-escape", "raw-unicode-escape"}

# `<meta charset="utf-8">`, `<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1">`
_META = re.compile(rb"""<meta[^>]{0,400}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:-]{1,40})""", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_PRESCAN_BYTES = 1024  # as the standard says; some pages put the tag later, hence the second, longer look below
_LATE_PRESCAN_BYTES = 16_384


def decode_body(body: bytes, *, charset: str | None, is_html: bool = True) -> str:
    """The text of `body`; `charset` is the label of the transport ("utf-8", "ISO-8859-1"), None where it gave none.

    A label that is unknown is ignored. Never raises.
    """
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    declared = find_codec(charset) or (_find_meta_codec(body) if is_html else None)
    if declared is None or declared == "utf-8":
        return _decode_utf8_or_western(body, is_declared=declared is not None)
    return body.decode(declared, "replace")


def find_codec(label: str | None) -> str | None:
    """Python's codec for an encoding label as browsers understand it, None when nobody knows it."""
    if not label:
        return None
    try:
        name = label.strip().strip("\"'").lower()
        name = codecs.lookup(_ALIASES.get(name, name)).name
    except (LookupError, ValueError):
        return None
    name = _WIDER.get(name, name)
    if name.replace("_", "-") in _REFUSED or not codecs.lookup(name)._is_text_encoding:
        return None
    return name


def _find_meta_codec(body: bytes) -> str | None:
    """The codec that a `<meta>` names. A meta that says UTF-16 was readable as ASCII, so it means UTF-8."""
    for length in (_PRESCAN_BYTES, _LATE_PRESCAN_BYTES):
        found = _META.search(_COMMENT.sub(b"", body[:length]))
        codec = find_codec(found.group(1).decode("ascii", "replace")) if found else None
        if codec is not None:
            return "utf-8" if codec.startswith("utf-16") else codec
    return None


def _decode_utf8_or_western(body: bytes, *, is_declared: bool) -> str:
    """Valid UTF-8 as such; otherwise the reading with less damage.

    One bad byte in a UTF-8 page (a truncated download, one pasted Latin-1 letter) must not turn every accent of the
    page into mojibake: the page stays UTF-8 while its valid multi-byte sequences outnumber the bad bytes.
    """
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("utf-8", "replace")
    damaged = text.count("�")
    multibyte = sum(ch > "\x7f" for ch in text) - damaged
    if is_declared or multibyte > damaged:
        return text
    return body.decode("windows-1252", "replace")
