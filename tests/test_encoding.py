"""Bytes become the text a browser would show."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.read.encoding import decode_body, find_codec

PRICE = "Gebühr: 5 € – „fällig“"


@pytest.mark.parametrize(
    ("body", "charset", "text"),
    [
        (PRICE.encode(), None, PRICE),
        (PRICE.encode(), "utf8", PRICE),
        (PRICE.encode("cp1252"), None, PRICE),
        (PRICE.encode("cp1252"), "ISO-8859-1", PRICE),  # browsers read Latin-1 as windows-1252
        (codecs.BOM_UTF8 + PRICE.encode(), "iso-8859-1", PRICE),  # a byte order mark beats the header
        (codecs.BOM_UTF16_LE + PRICE.encode("utf-16-le"), None, PRICE),
        (codecs.BOM_UTF16_BE + PRICE.encode("utf-16-be"), "utf-8", PRICE),
        (b'<meta charset="windows-1251">' + "договор".encode("cp1251"), None, '<meta charset="windows-1251">договор'),
        (b"<meta charset=windows-1251>\xe4", "utf-8", "<meta charset=windows-1251>\ufffd"),  # header beats meta
        (b"<!-- <meta charset=cp1251> -->\xe4", None, "<!-- <meta charset=cp1251> -->ä"),
        (
            b'<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">' + "規約".encode("cp932"),
            None,
            None,
        ),
        (b'<meta charset="utf-16">' + "é".encode(), None, '<meta charset="utf-16">é'),
        ("規約".encode("gb18030"), "gb2312", "規約"),
        (PRICE.encode("cp1252"), "no-such-charset", PRICE),
        (b"", None, ""),
    ],
)
def test_evidence_is_weighed_as_a_browser_does(body: bytes, charset: str | None, text: str | None):
    decoded = decode_body(body, charset=charset)
    assert decoded == text if text is not None else decoded.endswith("規約")


def test_one_bad_byte_does_not_garble_the_accents_of_a_page():
    body = ("é" * 10).encode() + b"\xe9" + "ü".encode()
    assert decode_body(body, charset=None) == "é" * 10 + "\ufffd" + "ü"


def test_meta_is_not_looked_for_in_plain_text():
    assert decode_body(b"<meta charset=cp1251>\xe4", charset=None, is_html=False).endswith("ä")


@pytest.mark.parametrize("label", ["utf-7", "rot13", "hex", "idna", "x\0y", "", None, "unicode_escape"])
def test_labels_that_are_no_page_encoding_are_ignored(label: str | None):
    assert find_codec(label) is None


@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "latin1", "utf-16", "big5", "euc-kr", "x-sjis", "?"]))
def test_decoding_never_fails(body: bytes, charset: str | None):
    assert isinstance(decode_body(body, charset=charset), str)


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=100).filter(lambda text: not text.startswith("\ufeff"))
)
def test_utf8_is_read_as_it_is(text: str):
    assert decode_body(text.encode(), charset=None, is_html=False) == text
