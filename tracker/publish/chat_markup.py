r"""A page's text -> the same text for a chat, where none of it acts: no masked link, no mention, no mark-up. Pure.

A clause that says "[your bank](https://evil.example)" would else be a link that shows another name than it has. What
Apprise escapes itself it escapes; what it hands on as it is gets backslashes where the service reads Markdown. Marks
that no service has an escape for are taken apart with a word joiner (U+2060), which nobody sees.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tracker.compiled import compile_pattern
from tracker.publish.hostile import clean_text

WORD_JOINER = "\u2060"

READS_MARKDOWN = frozenset({"discord", "guilded", "mmost", "mmosts", "zulip"})
"""Schemas of Apprise whose services read plain text as Markdown, with backslash as the escape."""

# "[your bank](https://evil.example)", "[a][b]", "[a]: https://evil.example", "<https://evil.example|your bank>",
# "<!channel>", "<users/all>", "@everyone", "@**all**", "@alice", but not "legal@zoom.us". Of
# "x@everyone.example" Apprise itself makes a call in Discord.
_ACTING = compile_pattern(
    r"\](?=[(\[:])|<|(?<![^\W_])@(?=[\w*|])|@(?=(?:everyone|here|channel|all|room)\b)", re.IGNORECASE
)
_MARKDOWN = compile_pattern(r"[\\`*_~|\[\]#>]")


def neutralise(text: str, *, links: Sequence[str] = (), escapes_markdown: bool = False) -> str:
    """The text as a chat may have it. `links`, the policy's own addresses, stay as they are wherever they stand."""
    own = "|".join(re.escape(link) for link in sorted(links, key=len, reverse=True))
    parts = re.split(f"({own})", text) if own else [text]
    return "".join(part if part in links else _disarm(part, escapes_markdown) for part in parts)


def _disarm(text: str, escapes_markdown: bool) -> str:
    apart = _ACTING.sub(lambda found: found[0] + WORD_JOINER, clean_text(text))
    return _MARKDOWN.sub(r"\\\g<0>", apart) if escapes_markdown else apart


def shorten(text: str, room: int) -> str:
    """As much of the text as there is room for, in characters; a cut is shown and never ends in half an escape."""
    if len(text) <= room:
        return text
    kept = text[: room - 1].rstrip()
    slashes = len(kept) - len(kept.rstrip("\\"))
    return kept[: len(kept) - slashes % 2] + "…"
