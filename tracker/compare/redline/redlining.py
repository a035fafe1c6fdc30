"""Two bodies -> a redline: which words went, which came, exact to the character both ways.

Lines are paired first, then sentences inside what differs, then words; so the time grows with the text and a
sentence that was added whole is shown whole. Knows nothing of sections, significance or dates.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from tracker.compare.redline.blocks import gather_blocks
from tracker.compare.redline.sequences import Facing, Vocabulary, match_sequences, pair_units
from tracker.compiled import compile_pattern
from tracker.languages import join_words
from tracker.model import Op, Ops
from tracker.text.canon import canon_key
from tracker.text.counters import COUNTING_SIGNS
from tracker.text.lost import same_key
from tracker.text.scripts import STOPS, WIDE_STOPS
from tracker.text.sentences import split_sentences
from tracker.text.tokens import key_token, split_roughly, split_tokens

MOST_ABSORBED: Final = 2
"""A shared run of at most this many little words between two larger changes is shown as changed too."""
LEAST_ABSORBING: Final = 4
"""Tokens gone and come in the larger of the two; a figure changed beside a figure stays apart ("30 days of $5")."""

_LINE = compile_pattern(r"[^\n]*\n|[^\n]+")
# "(b) rent or lease", "iv. the owner", "12) copies", "2° de", "② sell": a marker as it stands before an item's text
_MARKER: Final = rf"(?:\(?(?:[a-zA-Z]|\d{{1,3}}|[ivxlIVXL]{{1,6}})[.)]|\d{{1,3}}[°º]|[{COUNTING_SIGNS}])"
LIST_MARKER = compile_pattern(rf"{_MARKER}\s+")
_LONE_MARKER = compile_pattern(rf"{_MARKER}\s*")
_STOPS: Final = tuple(STOPS + WIDE_STOPS)
_PAUSES: Final = tuple(",;:、，；：")
_OPENERS: Final = tuple("([“«„")


def redline_texts(old: str, new: str) -> Ops:
    """The redline of two bodies (blocks joined by newlines).

    Equal and delete texts joined are `old`, equal and insert texts joined are `new`, character for character.
    Neighbouring operations differ, a delete stands before its insert, none is empty.
    """
    if old == new:
        return ((Op.EQUAL, old),) if old else ()
    return gather_blocks(_join_pieces(_redline_lines(_LINE.findall(old), _LINE.findall(new))))


Piece = tuple[str, str, str]
"""Text that is equal, then text that went, then text that came; any of them may be empty."""


def _redline_lines(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    head = _count_shared(old, new)
    tail = _count_shared(old[: head - 1 if head else None : -1], new[: head - 1 if head else None : -1])
    yield "".join(old[:head]), "", ""
    for old_part, new_part in _pair_parts(old[head : len(old) - tail], new[head : len(new) - tail]):
        if old_part == new_part:
            yield old_part, "", ""
        else:
            for old_passage, new_passage in _pair_parts(split_sentences(old_part), split_sentences(new_part)):
                yield from _redline_words(old_passage, new_passage)
    yield "".join(old[len(old) - tail :]), "", ""


def _count_shared(old: Sequence[str], new: Sequence[str]) -> int:
    same = zip(old, new, strict=False)
    return next((i for i, (one, other) in enumerate(same) if one != other), min(len(old), len(new)))


def _pair_parts(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The texts of lines or sentences that stand beside each other; one side may be empty."""
    if len(old) <= 1 and len(new) <= 1:
        yield "".join(old), "".join(new)
        return
    for a0, a1, b0, b1 in pair_units(old, new, _list_words):
        yield "".join(old[a0:a1]), "".join(new[b0:b1])


def _list_words(unit: str) -> list[str]:
    """The words of a line or sentence without its list marker, which shifts when an item is put in before it."""
    marker = LIST_MARKER.match(unit)
    return split_roughly(unit[marker.end() :] if marker else unit)


def _redline_words(old: str, new: str) -> Iterator[Piece]:
    if not old or not new or old == new:
        yield ("", old, new) if old != new else (old, "", "")
        return
    old_tokens, new_tokens = split_tokens(old), split_tokens(new)
    names = Vocabulary()
    old_codes = names.encode(map(key_token, old_tokens))
    new_codes = names.encode(map(key_token, new_tokens))
    changes = _list_changes(match_sequences(old_codes, new_codes), len(old_tokens), len(new_tokens))
    changes = _absorb_little_words(changes, old_tokens)
    changes = _slide_to_borders(changes, old_codes, new_codes, old_tokens, new_tokens)
    a = b = 0
    for a0, a1, b0, b1 in [*changes, Facing(len(old_tokens), len(old_tokens), len(new_tokens), len(new_tokens))]:
        yield from _split_apart(old_tokens[a:a0], new_tokens[b:b0])
        yield "", "".join(old_tokens[a0:a1]), "".join(new_tokens[b0:b1])
        a, b = a1, b1


def _split_apart(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    """Tokens with equal keys: as printed they may still differ in their spaces, quotes or dashes."""
    start = 0  # of the tokens that are the same as printed
    for at, (one, other) in enumerate(zip(old, new, strict=True)):
        if one == other:
            continue
        core = one.rstrip()
        yield "".join(old[start:at]), "", ""
        yield (core, one[len(core) :], other[len(core) :]) if core == other.rstrip() else ("", one, other)
        start = at + 1
    yield "".join(old[start:]), "", ""


def _list_changes(equal: Iterable[Facing], old_length: int, new_length: int) -> list[Facing]:
    changes: list[Facing] = []
    a = b = 0
    for a0, a1, b0, b1 in [*equal, Facing(old_length, old_length, new_length, new_length)]:
        if a0 > a or b0 > b:
            changes.append(Facing(a, a0, b, b0))
        a, b = a1, b1
    return changes


def _absorb_little_words(changes: Sequence[Facing], old: Sequence[str]) -> list[Facing]:
    """Join changes that share no more than little words and punctuation between them, where both are larger.

    Example: "30 days of notice" -> "14 weeks of warning" is one change, not two around "of".
    """
    joined: list[Facing] = []
    for change in changes:
        last = joined[-1] if joined else None
        sizes = sorted((_measure(last), _measure(change))) if last else [0, 0]
        if last and sizes[1] >= LEAST_ABSORBING and _is_little(old[last.a1 : change.a0], sizes[0]):
            joined[-1] = Facing(last.a0, change.a1, last.b0, change.b1)
        else:
            joined.append(change)
    return joined


def _measure(change: Facing) -> int:
    return change.a1 - change.a0 + change.b1 - change.b0


def _is_little(shared: Sequence[str], around: int) -> bool:
    if len(shared) > MOST_ABSORBED or around < 2 * len(shared) or any("\n" in token for token in shared):
        return False
    words = [token.strip().casefold() for token in shared]
    little = join_words("text.little")
    return all(word in little or not any(map(str.isalnum, word)) for word in words)


def _slide_to_borders(
    changes: Sequence[Facing], old_codes: str, new_codes: str, old: Sequence[str], new: Sequence[str]
) -> list[Facing]:
    """Shift pure insertions and deletions, where their words allow it, so that they begin and end at borders.

    Example: in "A, B" -> "A, X, B" the words ", X" came as well as "X, "; the latter reads better.
    """
    moved: list[Facing] = []
    for index, change in enumerate(changes):
        before = moved[-1] if moved else Facing(0, 0, 0, 0)
        after = changes[index + 1] if index + 1 < len(changes) else Facing(len(old), 0, len(new), 0)
        if change.a0 == change.a1:
            shift = _choose_shift(new_codes, new, (change.b0, change.b1), (before.b1, after.b0))
        elif change.b0 == change.b1:
            shift = _choose_shift(old_codes, old, (change.a0, change.a1), (before.a1, after.a0))
        else:
            shift = 0
        moved.append(Facing(*(place + shift for place in change)))
    return moved


def _choose_shift(codes: str, tokens: Sequence[str], run: tuple[int, int], room: tuple[int, int]) -> int:
    """How far the tokens of `run` may shift inside `room` without changing the other side, for the best borders."""
    (start, end), (first, last) = run, room
    lowest = highest = 0
    while start + lowest > first and codes[start + lowest - 1] == codes[end + lowest - 1]:
        lowest -= 1
    while end + highest < last and codes[start + highest] == codes[end + highest]:
        highest += 1
    if not lowest and not highest:
        return 0
    return max(
        range(lowest, highest + 1),
        key=lambda shift: (_rate_border(tokens, start + shift) + _rate_border(tokens, end + shift), -abs(shift)),
    )


def _rate_border(tokens: Sequence[str], at: int) -> int:
    """How good a place the one before token `at` is to begin or end: after a line 4, a sentence 3, "," or ";" 2."""
    if at == 0 or at == len(tokens) or "\n" in tokens[at - 1]:
        return 4
    core = tokens[at - 1].rstrip()
    if core[-1:] in _STOPS:
        return 3
    return 2 if core[-1:] in _PAUSES else 1 if tokens[at].strip()[:1] in _OPENERS else 0


def _join_pieces(pieces: Iterable[Piece]) -> Ops:
    ops: list[tuple[Op, str]] = []
    equal: list[str] = []
    gone: list[str] = []
    come: list[str] = []
    for same, old, new in pieces:
        if same:
            _close_change(ops, equal, gone, come)
            equal.append(same)
        gone.append(old)
        come.append(new)
    _close_change(ops, equal, gone, come)
    if equal:
        ops.append((Op.EQUAL, "".join(equal)))
    return tuple(ops)


def _close_change(ops: list[tuple[Op, str]], equal: list[str], gone: list[str], come: list[str]) -> None:
    """Write out the change gathered in `gone` and `come`, after the equal text gathered before it."""
    old, new = "".join(gone), "".join(come)
    gone.clear()
    come.clear()
    if old == new:
        if old:
            equal.append(old)
        return
    if equal:
        ops.append((Op.EQUAL, "".join(equal)))
        equal.clear()
    ops += [(op, text) for op, text in ((Op.DELETE, old), (Op.INSERT, new)) if text]


class Edit(NamedTuple):
    """One place where words differ: the run that went and the one that came (either may be empty), unstripped.

    `at_old` and `at_new` are where the runs begin, in characters of the old and the new text.
    """

    old: str
    new: str
    at_old: int
    at_new: int


def changed_runs(ops: Ops) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The runs of words that went and those that came, in order, without surrounding space; see `list_edits`."""
    edits = list(list_edits(ops))
    deleted = tuple(edit.old.strip() for edit in edits if canon_key(edit.old))
    return deleted, tuple(edit.new.strip() for edit in edits if canon_key(edit.new))


def list_edits(ops: Ops) -> Iterator[Edit]:
    """The edits of a redline in order, without those in which no reader sees a difference.

    Left out are spaces, quotes, dashes, bullets, a list marker that shifted, a character or an e-mail address that
    was lost and is now legible.
    """
    for group in _group_changes(ops):
        old, new = _drop_shifted_marker(group.before, group.old, group.new)
        if not same_key(canon_key(old), canon_key(new)):
            yield Edit(old, new, group.at_old, group.at_new)


class _Group(NamedTuple):
    before: str
    old: str
    new: str
    at_old: int
    at_new: int


def _group_changes(ops: Ops) -> Iterator[_Group]:
    """Per change: the character before it ("" at the start), the text that went, the text that came, and where."""
    before = old = new = ""
    at_old = at_new = 0
    for op, text in (*ops, (Op.EQUAL, "")):
        if op is Op.DELETE:
            old = text
        elif op is Op.INSERT:
            new = text
        else:
            if old or new:
                yield _Group(before, old, new, at_old, at_new)
            at_old, at_new = at_old + len(old) + len(text), at_new + len(new) + len(text)
            before, old, new = text[-1:], "", ""


def _drop_shifted_marker(before: str, old: str, new: str) -> tuple[str, str]:
    """Both runs without the list marker they end in, where it opens the same item on either side.

    Example: before an item put in as (b), "(b) " went and "(b) borrow\n(c) " came; what came is "(b) borrow".
    """
    starts = [run.rfind("\n") + 1 for run in (old, new)]
    for run, start in zip((old, new), starts, strict=True):
        if not _LONE_MARKER.fullmatch(run, start) or (not start and before not in ("", "\n")):
            return old, new
    return old[: starts[0]], new[: starts[1]]
