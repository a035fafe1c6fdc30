"""A difference -> whether the addresses printed in it are the same: parameters, scheme, wrapping, words before them.

`find_contacts` lists them; each other function is the test of one row in `harmless.RULES`, which holds examples.
"""

from __future__ import annotations

import re

from tracker.compare.redline.links import strip_tracking
from tracker.compare.weigh.difference import Difference
from tracker.compiled import compile_pattern
from tracker.text.canon import canon_key, canon_text

_LINK = compile_pattern(r"(https?://[^\s?#]{3,300})(?:[?#]\S{1,300})?")
_EDITION = compile_pattern(r"(?<=/)(?:\d{8}|\d{4}-\d\d-\d\d)(?=/|$)")  # "https://boats.example/privacy/20260105"


# "privacy@example.org", "https://example.org/help", "+1 555 010 2030"
_CONTACT = compile_pattern(
    r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+|(?:https?://|www\.)[^\s)\"]{2,200}|\+\d[\d ()-]{6,20}\d"
)


def find_contacts(run: str) -> list[str]:
    """The addresses, to write to or of a page, and the telephone numbers in a run, in order and canonical."""
    text = canon_text(run)
    return _CONTACT.findall(text) if any(sign in text for sign in ("@", "://", "www.", "+")) else []


def differs_in_link_parameter(difference: Difference) -> bool:
    """An address printed in the text that differs only after "?" or "#", or in the date of its edition:
    "https://boats.example/terms?r=7", "https://boats.example/terms/20260105"."""
    old, new = _LINK.fullmatch(difference.old), _LINK.fullmatch(difference.new)
    return old is not None and new is not None and _EDITION.sub("", old[1]) == _EDITION.sub("", new[1])


_ADDRESS_START = compile_pattern(r"(?<![\w.])(?:https?://(?:www\.)?|www\.)(?=\w)", re.IGNORECASE)
_ADDRESS_END = compile_pattern(r"(?<=\w)/(?=[\s,;:)\]]|$)")


def differs_in_scheme(difference: Difference) -> bool:
    """The same addresses, printed with "https" for "http", with or without "www." or a stroke at the end."""
    old, new = difference.old, difference.new
    if not any(_ADDRESS_START.search(run) for run in (old, new)):
        return False
    return _drop_scheme(old) == _drop_scheme(new)


def _drop_scheme(run: str) -> str:
    return _ADDRESS_END.sub("", _ADDRESS_START.sub("", canon_text(run)))


def is_wrapped_address(difference: Difference) -> bool:
    """A printed address that another line end cut elsewhere, with the hyphen it got or lost there."""
    old, new = difference.old, difference.new
    if not re.search(r"\s", old + new) or not all(re.search(r"://|www\.", run) for run in (old, new)):
        return False
    return re.sub(r"[\s-]", "", old) == re.sub(r"[\s-]", "", new)


_ADDRESS = compile_pattern(r"(?:https?://|www\.)\S{3,500}|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+", re.IGNORECASE)
_SCHEME = compile_pattern(r"^(?:mailto:|https?://)?(?:www\.)?", re.IGNORECASE)


def is_address_behind_words(difference: Difference) -> bool:
    """An address that was printed is now the target of a link on the words in its place or before it, or the other way
    round: "[our list](https://boats.example/t)" and "our list (https://boats.example/t)"."""
    if not (difference.old and difference.new):
        return _is_behind_link(difference)
    for printed, words in ((difference.old, difference.new), (difference.new, difference.old)):
        is_hidden = words and _ADDRESS.fullmatch(printed) and not _ADDRESS.fullmatch(words)  # not exchanged for another
        if is_hidden:
            key = canon_key(words)
            if any(key in canon_key(link.text) and _is_target(link.target, printed) for link in difference.shown.links):
                return True
    return False


def _is_behind_link(difference: Difference) -> bool:
    """Whether what came or went is the address that the words right before it lead to on the other side."""
    printed = (difference.old or difference.new).strip("()[] ")
    if not _ADDRESS.fullmatch(printed):
        return False
    before = canon_key(difference.before)
    return any(
        len(link.text) > 1 and before.endswith(canon_key(link.text)) and _is_target(link.target, printed)
        for link in difference.shown.links
    )


def _is_target(target: str, printed: str) -> bool:
    one, other = (_SCHEME.sub("", strip_tracking(address.strip())).rstrip("/.,;") for address in (target, printed))
    return one.casefold() == other.casefold()
