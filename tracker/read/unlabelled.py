"""Bytes of a page that says nothing of its encoding → the codec that reads them, the same for the same bytes.

Valid UTF-8 is UTF-8. What is left was written before it: bytes above 127 in runs write a script without
Latin letters, which charset-normalizer tells; bytes that stand alone between ASCII letters are accents, and the
language of the page says in which encoding they are. One word more or less must not read a whole page otherwise, so
a page is judged piece by piece, and the pieces vote.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from tracker.first_use import FirstUse
from tracker.languages import join_words
from tracker.text.language import detect_language

if TYPE_CHECKING:
    import charset_normalizer
else:
    charset_normalizer = FirstUse("charset_normalizer")  # most pages say what they are in

UTF_8 = "utf-8"
WESTERN = "cp1252"

# The encodings of the standard (https://encoding.spec.whatwg.org/#names) for scripts other than Latin.
_OTHER_SCRIPTS = [
    *("cp1251", "koi8_r", "koi8_u", "cp866", "iso8859_5", "mac_cyrillic", "cp1253", "iso8859_7", "cp1255", "cp1256"),
    *("iso8859_6", "cp874", "gb18030", "big5hkscs", "cp932", "euc_jp", "cp949"),
]
# `ESC $ B` turns to Japanese within seven-bit text.
_ISO_2022_JP = re.compile(rb"\x1b\$[@B]")
_REPLACEMENT = "\ufffd".encode()  # written so: what an earlier reader could not tell
_TAG = re.compile(rb"<[^<>]{0,2000}>")
# 0xA0 is a space, and rules are drawn of one sign over and over: neither is a letter.
_LETTER = re.compile(rb"[\x80-\x9f\xa1-\xff]")
_RUN = re.compile(rb"(?=([\x80-\x9f\xa1-\xff])(?!\1)[\x80-\x9f\xa1-\xff]{2})")
_NEEDED_RUNS = 6
_DENSE = 0.25  # runs to letters: .5 and above in Hebrew or Greek, almost none among accents
# A piece has letters enough to be told by; so many of them tell a page.
_PIECE_BYTES = 1500
_MOST_PIECES = 40
_LANGUAGE_CHARS = 20_000
# How strange a piece may look, of 1: what is not Latin is known to be, and names or broken signs in it look strange.
_TOLERANCE = 1.0
_DECLARED = re.compile(rb"""<html\b[^<>]{0,400}?\blang\s{0,9}=\s{0,9}["']?([A-Za-z-]{2,20})""", re.IGNORECASE)
# Signs of windows encodings (quotes, dashes, š, ž, ś) that are control characters in those of ISO: among so many
# accents there is one, or there is none at all.
_WINDOWS_SIGN = re.compile(rb"[\x80-\x9f]")
_MANY_LETTERS = 100


def detect_codec(body: bytes) -> str:
    """Python's name of the codec for a body without a label, `WESTERN` where nothing tells. Never raises."""
    if _is_utf8(body):
        return "iso2022_jp" if _ISO_2022_JP.search(body) else UTF_8
    text = _TAG.sub(b"\n", body)
    letters, runs = len(_LETTER.findall(text)), len(_RUN.findall(text))
    if runs < _NEEDED_RUNS or runs < _DENSE * letters:
        return _detect_latin(body, text)
    return _take_vote(text, _OTHER_SCRIPTS)


def count_damage(text: str, body: bytes) -> int:
    """How many letters of a body could not be read as UTF-8; a sign of damage that is written in it is none."""
    damaged = text.count("\ufffd")
    return damaged and damaged - body.count(_REPLACEMENT)


def _is_utf8(body: bytes) -> bool:
    """Whether a page is UTF-8 in the main.

    One bad byte in a UTF-8 page (a truncated download, one pasted Latin-1 letter) must not turn every accent of the
    page into mojibake: the page stays UTF-8 while its valid multi-byte sequences outnumber the bad bytes.
    """
    text = body.decode(UTF_8, "replace")
    damaged = count_damage(text, body)
    return not damaged or sum(character > "\x7f" for character in text) - damaged > damaged


def _take_vote(text: bytes, candidates: list[str]) -> str:
    """What most pieces of a page are in, of some encodings; `WESTERN` where they are in none."""
    votes = Counter(_detect_piece(piece, candidates) for piece in _cut_pieces(text))
    return min(votes, key=lambda codec: (-votes[codec], codec))


def _detect_piece(piece: bytes, candidates: list[str]) -> str:
    matches = charset_normalizer.from_bytes(piece, cp_isolation=candidates, threshold=_TOLERANCE, enable_fallback=False)
    best = matches.best()
    return best.encoding if best else WESTERN


def _cut_pieces(text: bytes) -> Iterator[bytes]:
    """The lines with letters above 127, some at a time, from all over the page."""
    pieces = list(_gather(line for line in re.split(rb"[\r\n]+", text) if _LETTER.search(line)))
    step = len(pieces) // _MOST_PIECES + 1
    yield from pieces[::step]


def _gather(lines: Iterable[bytes]) -> Iterator[bytes]:
    piece: list[bytes] = []
    size = 0
    for line in lines:
        piece.append(line)
        size += len(line)
        if size >= _PIECE_BYTES:
            yield b"\n".join(piece)
            piece, size = [], 0
    if piece:
        yield b"\n".join(piece)


def _detect_latin(body: bytes, text: bytes) -> str:
    """The encoding that pages of the language were in before UTF-8, read off its ASCII words or the page's `lang`."""
    declared = _DECLARED.search(body[:_LANGUAGE_CHARS])
    language = detect_language(
        text[:_LANGUAGE_CHARS].decode(WESTERN, "replace"), declared.group(1).decode("ascii") if declared else None
    )
    usual = sorted(join_words("text.encodings", language)) if language else []
    has_signs = _WINDOWS_SIGN.search(text) is not None
    if has_signs or len(_LETTER.findall(text)) >= _MANY_LETTERS:
        usual = [codec for codec in usual if codec.startswith("cp") == has_signs] or usual
    return _take_vote(text, usual) if len(usual) > 1 else next(iter(usual), WESTERN)
