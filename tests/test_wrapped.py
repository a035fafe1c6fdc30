"""Pages saved as messages, and files of letters that are no pages."""

from __future__ import annotations

import pytest

from tracker.errors import EmptyDocumentError
from tracker.read.document import read_document

HEAD = 'From: <A browser>\r\nSubject: Oars\r\nMIME-Version: 1.0\r\nContent-Type: {kind};\r\n\tboundary="=b"\r\n\r\n'
PAGE = (
    "--=b\r\nContent-Type: text/html; charset=windows-1252\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    "<html><h1>Oars</h1><h2>1. Fees</h2><p>Each boat has two oars, which cos=\r\nt 4 =80 a day.</p></html>\r\n"
)
STYLE = "--=b\r\nContent-Type: text/css\r\n\r\np { color: red }\r\n"


@pytest.mark.parametrize("kind", ["multipart/related", "Multipart/Related"])
@pytest.mark.parametrize("parts", [PAGE + STYLE, STYLE + PAGE])
def test_a_page_saved_as_a_message_is_read(kind: str, parts: str) -> None:
    reading = read_document((HEAD.format(kind=kind) + parts + "--=b--\r\n").encode(), name="oars.mhtml")
    assert reading.media_type == "text/html"
    assert [(one.number, one.text) for one in reading.sections] == [
        ("1", "Each boat has two oars, which cost 4 € a day.")
    ]


def test_a_message_without_a_page_is_none() -> None:
    with pytest.raises(EmptyDocumentError):
        read_document((HEAD.format(kind="multipart/related") + STYLE + "--=b--\r\n").encode())


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (rb"{\rtf1\ansi {\b Oars}\par Each boat has two oars.\par}", "RTF"),
        (b"%!PS-Adobe-3.0\n(Each boat has two oars.) show\nshowpage\n", "PostScript"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n", "Git LFS"),
    ],
)
def test_what_is_letters_and_no_page_is_refused(body: bytes, what: str) -> None:
    with pytest.raises(EmptyDocumentError, match=what):
        read_document(body, name="oars.html")


@pytest.mark.parametrize("text", ["Fees: 4 euros\n\nOars: 2\n", "Content-Type: multipart/related\nis what we send.\n"])
def test_lines_that_look_like_a_head_are_text(text: str) -> None:
    assert read_document(text.encode(), name="oars.txt").sections
