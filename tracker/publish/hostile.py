"""Text of a page -> text that nothing obeys which shows it: no terminal, mail reader or browser."""

from __future__ import annotations

import json
import re

# Controls (a terminal obeys "\x1b[2J"), overrides and isolates of direction ("\u202egpj.exe"), line and paragraph
# separators, invisible tag characters, halves of surrogate pairs.
_HOSTILE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\U000e0000-\U000e007f]")


def clean_text(text: str) -> str:
    """Text that no terminal, mail reader or browser obeys: what could act is shown as "<U+202E>" instead.

    Line breaks stay, tabs become spaces.
    """
    if text.isprintable():  # as nearly everything is: nothing in it is a control, a separator or half a pair
        return text
    return _HOSTILE.sub(lambda found: f"<U+{ord(found[0]):04X}>", text.replace("\r\n", "\n").replace("\t", " "))


def escape_json(line: str) -> str:
    r"""A line of JSON, the same value, with what could act written as "\u202e": for a terminal."""
    return _HOSTILE.sub(lambda found: json.dumps(found[0])[1:-1], line)
