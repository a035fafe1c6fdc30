"""Blocks -> which of them are a contents list, whose lines name headings that follow and are none themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tracker.compiled import compile_pattern
from tracker.model import Block, BlockKind
from tracker.text.numbering import find_labels

_LEAST_LINES: Final = 3
_LONGEST_LINE: Final = 160
_LONGEST_LEADER: Final = 400  # with the points that lead to the page
_MOST_STRANGERS: Final = 3  # how far apart two lines may stand: a line in between may be worded otherwise

_PAGE_AT_END = compile_pattern(r"[\s.…·_]{2,200}\d{1,4}$|\s\d{1,3}$")  # "Definitions ........ 3"
_LED = compile_pattern(r"[.…·_]{4}\s?\d{1,4}$")  # such a line is of a list whatever stands below
_SENTENCE_WORDS: Final = 10  # names end without a stop, or are short
_STOPS: Final = (".", ";", ":")
_KEPT = compile_pattern(r"[\W_]+")


def find_contents_lists(blocks: Sequence[Block]) -> frozenset[int]:
    """Indices of the blocks that belong to contents lists.

    Such a list is a run of short lines of one kind, each of which stands again further down or links to a place
    on the same page.
    """
    keys = [_echo_key(block) for block in blocks]
    last_at: dict[str, int] = {}
    for index, (key, block) in enumerate(zip(keys, blocks, strict=True)):
        if key and not _is_link_line(block):
            last_at[key] = index
    headed = {key for key, block in zip(keys, blocks, strict=True) if block.kind is BlockKind.HEADING}
    listed: set[int] = set()
    run: list[int] = []
    named: set[str] = set()  # a line that comes twice is the first heading below the list
    for index, (key, block) in enumerate(zip(keys, blocks, strict=True)):
        is_led = bool(key) and _LED.search(block.text) is not None
        is_echo = bool(key) and (is_led or last_at.get(key, -1) > index or _points_inside(block))
        is_heading = block.kind is BlockKind.HEADING or block.lead > 0
        is_near = bool(run) and index - run[-1] <= _MOST_STRANGERS and _same_kind(blocks[run[-1]], block)
        if is_echo and is_near and (is_led or key not in named):
            run.append(index)
        elif is_echo or (run and not is_near) or not (key or (run and keys[run[-1]] in headed and not is_heading)):
            listed.update(_close_run(run, blocks))
            run = [index] if is_echo and key not in named else []
            named = set()
        if is_echo and run:
            named.add(key)
    listed.update(_close_run(run, blocks))
    return frozenset(listed)


def _close_run(run: list[int], blocks: Sequence[Block]) -> range:
    """The stretch that a run of echoes makes a list of: two lines suffice where both link into the page."""
    is_list = len(run) >= _LEAST_LINES or (len(run) > 1 and all(_points_inside(blocks[index]) for index in run))
    return range(run[0], run[-1] + 1) if is_list else range(0)


def _same_kind(old: Block, new: Block) -> bool:
    return (old.kind is BlockKind.HEADING) == (new.kind is BlockKind.HEADING)


def _echo_key(block: Block) -> str:
    """What two lines that name the same clause share; "" for a block that cannot be a line of a list."""
    if len(block.text) > _LONGEST_LEADER or block.kind is BlockKind.ROW or _is_sentence(block.text):
        return ""
    text = _PAGE_AT_END.sub("", block.text)
    if len(text) > _LONGEST_LINE:
        return ""
    labels = find_labels(text)
    if labels and len(text) > labels[0].length:
        text = text[labels[0].length :]
    return _KEPT.sub("", text).casefold()


def _is_sentence(text: str) -> bool:
    return text.endswith(_STOPS) and len(text.split()) >= _SENTENCE_WORDS


def _is_link_line(block: Block) -> bool:
    if block.kind is BlockKind.HEADING or not block.links:
        return False
    labels = find_labels(block.text)
    return len(block.links[0].text) >= len(block.text) - (labels[0].length if labels else 0) - 3


def _points_inside(block: Block) -> bool:
    """Whether the line is a link to a place on the same page: "[2. Fees](#fees)"."""
    return _is_link_line(block) and block.links[0].target.startswith("#")
