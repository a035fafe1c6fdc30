"""Markup that nests deeper than any document → the same words in markup that a parser can take. Linear."""

from __future__ import annotations

import re

from tracker.compiled import compile_pattern
from tracker.read.page.furniture import read_words

# Elements whose end tag may be left out, or that never nest: they say nothing about depth.
_FLAT = read_words(
    """p li dt dd tr td th thead tbody tfoot option optgroup colgroup rp rt body html head br hr img input meta link
    area base col embed source track wbr param"""
)
_INLINE = read_words("a b i u s em strong small big font tt code nobr strike span")
_TAG = compile_pattern(r"<(/?)([a-zA-Z][^\s/>]{0,60})")  # "<div", "</section"
# An HTML5 parser walks its stack of open elements at each block: 100,000 nested <div> cost it 40 s. Real pages stay
# below 100 levels; a page with fewer tags than this cannot nest deeply enough to matter.
_MANY_TAGS = 15_000
_DEEPEST = 500
_HARMLESS = "<wbr x"  # what stands for a tag that is left out; its attributes, if any, become this one's


def flatten_nesting(text: str) -> str:
    """`text` without the tags that nest deeper than any real page; words, and the tags above that depth, stay."""
    if text.count("<") < _MANY_TAGS:
        return text
    depths = [0, 0]  # of boxes and of words: an unclosed <b> must not cost the page its paragraphs
    is_flattened = False

    def keep_tag(found: re.Match[str]) -> str:
        nonlocal is_flattened
        name = found[2].lower()
        if name in _FLAT:
            return found[0]
        kind = name in _INLINE
        if found[1]:
            is_kept = depths[kind] <= _DEEPEST
            depths[kind] = max(0, depths[kind] - 1)
        else:
            depths[kind] += 1
            is_kept = depths[kind] <= _DEEPEST
        is_flattened |= not is_kept
        return found[0] if is_kept else _HARMLESS

    flat = _TAG.sub(keep_tag, text)
    return flat if is_flattened else text
