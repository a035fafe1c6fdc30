"""A stretch of text -> its sentences, so that what was added or dropped whole is shown whole.

A wrong border costs nothing but beauty: words are compared across it all the same.
"""

from __future__ import annotations

import re

from tracker.compare.words import SHORTENED

# "…with your consent. We may also": a stop, closing quotes or brackets, a space, then no lower-case letter;
# "同意します。当社は": a wide stop needs no space.
_BORDER = re.compile(r"[.!?;:]+[\"'”’»)\]]{0,3}\s+(?![a-zà-öø-ÿ])|[。！？；]+[」』”）]{0,2}\s*|\n+")
_LAST_WORD = re.compile(r"[\w.°]{1,12}$")


def split_sentences(text: str) -> list[str]:
    """The sentences of a text, each with the whitespace after it; joined, they are the text.

    Long sentences also end at ";" and ":" before a capital or a mark, where a list runs on inside a line.
    """
    pieces: list[str] = []
    start = 0
    for border in _BORDER.finditer(text):
        before = _LAST_WORD.search(text, max(start, border.start() - 12), border.start())
        if border[0][0] == "." and before and before[0].casefold() in SHORTENED:
            continue
        pieces.append(text[start : border.end()])
        start = border.end()
    if start < len(text):
        pieces.append(text[start:])
    return pieces
