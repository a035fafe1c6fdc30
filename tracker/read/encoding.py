"""Bytes of a page or text file → the text that a browser would show.

The order of evidence is the one of the HTML standard (https://html.spec.whatwg.org/#determining-the-character-encoding):
byte order mark, then what the transport said, then a `<meta>` among the first 1024 bytes, then what the bytes look like
(`unlabelled.py`). Labels mean what the Encoding standard says ("gb2312" is GB 18030, "iso-8859-1" is windows-1252).
In one thing a page is read better than it is shown: a label that the bytes belie from end to end is not believed.
Decoding never fails: what cannot be read becomes U+FFFD.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from tracker.first_use import FirstUse
from tracker.read.unlabelled import UTF_8, count_damage, detect_codec

if TYPE_CHECKING:
    import webencodings
else:
    webencodings = FirstUse("webencodings")  # a file has no label

# Byte order marks beat every label.
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

# What the standard knows by name and reads as U+FFFD, because it was used in attacks.
_REFUSED = "replacement"
# Python has no codec for bytes that stand for themselves; the standard says windows-1252 where a page claims it.
# The decoder of "gbk" is that of its superset.
_READ_AS = {"x-user-defined": "cp1252", "gbk": "gb18030"}

# `<meta charset="utf-8">`, `<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1">`
_META = re.compile(rb"""<meta[^>]{0,400}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:-]{1,40})""", re.IGNORECASE)
# `<?xml version="1.0" encoding="windows-1251"?>`
_PROLOG = re.compile(rb"""\s{0,9}<\?xml\b[^>]{0,200}?\bencoding\s{0,9}=\s{0,9}["']([\w.:-]{1,40})""")
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_WESTERN = "cp1252"
_MANY_LETTERS = 12  # outside ASCII: so many speak for or against an encoding
_FEW_LETTERS = 3  # so many do where the page itself names another one
_PRESCAN_BYTES = 1024  # as the standard says; some pages put the tag later, hence the second, longer look below
_LATE_PRESCAN_BYTES = 16_384


def decode_body(body: bytes, *, charset: str | None, is_html: bool = True) -> str:
    """The text of `body`; `charset` is the label of the transport ("utf-8", "ISO-8859-1"), None where it gave none.

    A label that is unknown is ignored. Never raises.
    """
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    meta = _find_meta_codec(body) if is_html else None
    told = find_codec(charset)
    if told == _WESTERN and meta == UTF_8 and _count_utf_8(body):
        told = meta  # a server's default over a page that says better
    label = told or meta
    text = body.decode(label or detect_codec(body), "replace")
    better = _find_better(text, label, meta, body) if label else None
    return body.decode(better, "replace") if better else text


def _find_better(text: str, label: str, meta: str | None, body: bytes) -> str | None:
    """The codec that the bytes plainly are in where the `text` that their label gives belies it, else None.

    A server's default says Latin-1 or windows-1251 of a page in UTF-8, or UTF-8 of an old page. Few letters prove
    nothing: two bytes of a page in GBK may be a letter in UTF-8.
    """
    if label.startswith(("utf-16", "iso2022")):
        return None
    if label != UTF_8:
        return UTF_8 if _count_utf_8(body) >= _MANY_LETTERS else None
    damaged = count_damage(text, body)
    letters = _count_letters(text)
    said = meta if meta not in (None, UTF_8) and _is_whole(body, meta) else None
    if damaged < _MANY_LETTERS or 2 * damaged < letters:
        return said if damaged == letters >= _FEW_LETTERS else None  # the page knows better what they are
    return said or detect_codec(body)


def _count_utf_8(body: bytes) -> int:
    """How many letters outside ASCII a body in UTF-8 has; 0 where it is not."""
    try:
        text = body.decode(UTF_8)
    except UnicodeDecodeError:
        return 0
    return _count_letters(text)


def _count_letters(text: str) -> int:
    """How many letters outside ASCII a text has."""
    return 0 if text.isascii() else len(text) - len(text.encode("ascii", "ignore"))


def _is_whole(body: bytes, codec: str) -> bool:
    try:
        body.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def is_utf_16(start: bytes, charset: str | None) -> bool:
    """Whether bytes are text of two bytes a sign: by their mark, or by what the transport said where they look so."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    codec = find_codec(charset)
    return codec is not None and codec.startswith("utf-16") and b"\0" in start


def find_codec(label: str | None) -> str | None:
    """Python's codec for an encoding label as the standard has it, None when it does not know it."""
    name = (label or "").strip().strip("\"'")
    encoding = webencodings.lookup(name) if name else None
    if encoding is None or encoding.name == _REFUSED:
        return None
    return _READ_AS.get(encoding.name) or encoding.codec_info.name


def _find_meta_codec(body: bytes) -> str | None:
    """The codec that a `<meta>` or an XML prolog names. One that says UTF-16 was readable as ASCII, so it means
    UTF-8."""
    looks = [_PROLOG.match(body)]
    looks += [_META.search(_COMMENT.sub(b"", body[:length])) for length in (_PRESCAN_BYTES, _LATE_PRESCAN_BYTES)]
    for found in looks:
        codec = find_codec(found.group(1).decode("ascii", "replace")) if found else None
        if codec is not None:
            return UTF_8 if codec.startswith("utf-16") else codec
    return None
