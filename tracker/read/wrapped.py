"""The bytes of a file → the page within, where a browser saved it as a message (MHTML), or a refusal of other kinds.

Rich text, PostScript and the pointers of Git LFS are letters from end to end, and would pass as texts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from tracker.errors import EmptyDocumentError
from tracker.first_use import FirstUse

if TYPE_CHECKING:
    import email
else:
    email = FirstUse("email")  # few pages are saved so

# https://www.rfc-editor.org/rfc/rfc2557: a message whose parts are a page and what it shows
_MESSAGE = re.compile(rb"(?:[\w-]{1,60}:[^\n]{0,2000}\n(?:[ \t][^\n]{0,2000}\n){0,9}){1,30}\r?\n")
_RELATED = re.compile(rb"^content-type:\s{0,9}multipart/(?:related|mixed|alternative)\b", re.IGNORECASE | re.MULTILINE)
_LONGEST_HEAD: Final = 8_192

_OTHERS: Final = (
    (b"{\\rtf", "rich text (RTF)", "only HTML, PDF, Markdown and text are read"),
    (b"%!PS", "PostScript", "only HTML, PDF, Markdown and text are read"),
    (
        b"version https://git-lfs.github.com/spec/",
        "a pointer of Git LFS",
        "`git lfs fetch --all` brings the file itself",
    ),
)


class Saved(NamedTuple):
    """A page out of a message, with the encoding that the message says it is in."""

    body: bytes
    charset: str | None


def open_saved_page(body: bytes) -> Saved | None:
    """The first page of a message, None where the bytes are none. Raises EmptyDocumentError for one without a page."""
    head = _MESSAGE.match(body[:_LONGEST_HEAD])
    if head is None or not _RELATED.search(head[0]):
        return None
    for part in email.message_from_bytes(body).walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            payload = part.get_payload(decode=True)
            return Saved(payload if isinstance(payload, bytes) else b"", part.get_content_charset())
    raise EmptyDocumentError("the message holds no page")


def refuse_others(start: bytes) -> None:
    """Raise EmptyDocumentError where bytes begin as a file of another kind does, though they are letters."""
    for sign, what, hint in _OTHERS:
        if start.lstrip().startswith(sign):
            raise EmptyDocumentError(f"the document is {what}, no page", hint=hint)
