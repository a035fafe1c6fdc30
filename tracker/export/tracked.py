"""Two readings and what changed between them -> paragraphs and table rows of tracked words.

With every insertion taken and every deletion dropped the words are those of the new text, the other way round those
of the old one: this holds by how the paragraphs are made, whatever was aligned with what. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from functools import partial
from itertools import groupby, pairwise

from tracker.compare.redline.redlining import redline_texts
from tracker.export.placing import Placed, place_units
from tracker.model import Block, BlockKind, Op, Ops, Reading, RedlineAnswer, Section, Significance
from tracker.values import Struct, replace

CELL_MARK = " | "
"""Between the cells of a row, as reading joins them."""


class Fate(StrEnum):
    """What becomes of words, of the end of a paragraph, or of a row of a table."""

    KEPT = "kept"
    DELETED = "deleted"
    INSERTED = "inserted"
    MOVED_AWAY = "moved-away"
    MOVED_HERE = "moved-here"


FATES = {Op.EQUAL: Fate.KEPT, Op.DELETE: Fate.DELETED, Op.INSERT: Fate.INSERTED}
GONE = frozenset({Fate.DELETED, Fate.MOVED_AWAY})
NEW = frozenset({Fate.INSERTED, Fate.MOVED_HERE})


class TrackedRun(Struct, frozen=True):
    """Words of one fate."""

    text: str
    fate: Fate = Fate.KEPT


class TextLine(Struct, frozen=True):
    """A paragraph of one side. `level` is the depth of a heading or list item; 0 for a heading is the title."""

    text: str
    kind: BlockKind
    level: int = 0
    is_bullet: bool = False
    is_header: bool = False


class TrackedParagraph(Struct, frozen=True):
    """A paragraph; `mark` is the fate of its end, `move` pairs what moved away with what came."""

    line: TextLine
    runs: tuple[TrackedRun, ...]
    mark: Fate
    move: int | None = None


class TrackedRow(Struct, frozen=True):
    """A row of a table with its cells; `fate` is that of the row as a whole."""

    cells: tuple[tuple[TrackedRun, ...], ...]
    fate: Fate
    is_header: bool = False


TrackedText = tuple[TrackedParagraph | TrackedRow, ...]


def track_changes(answer: RedlineAnswer, *, with_cosmetic: bool = True, as_moves: bool = True) -> TrackedText:
    """The whole redline, or that of the chosen clauses, in the order of the new text.

    With `with_cosmetic` False what changed in form alone stands as in the new text and is not tracked. With
    `as_moves` False a clause that moved is deleted in one place and inserted in the other.
    """
    old, new = answer.old.reading, answer.new.reading
    quiet = frozenset() if with_cosmetic else _list_quiet(answer)
    tracked: list[TrackedParagraph | TrackedRow] = []
    if answer.chosen is None:
        tracked += redline_lines(_title_lines(old), _title_lines(new))
    for placed in place_units(answer.comparison.pairs, [_weigh(section) for section in old.sections], answer.chosen):
        is_quiet = not with_cosmetic and placed.unit.key not in quiet
        tracked += _track_unit(placed, old, new, is_quiet=is_quiet, as_moves=as_moves)
    return part_insertions(tracked)


def _list_quiet(answer: RedlineAnswer) -> frozenset[tuple[frozenset[int], frozenset[int]]]:
    """The rows of the alignment that changed in substance: all that is left to track."""
    return frozenset(
        (frozenset(section.ordinal for section in change.old), frozenset(section.ordinal for section in change.new))
        for change in answer.comparison.changes
        if change.significance is Significance.SUBSTANTIVE
    )


def _weigh(section: Section) -> int:
    return len(section.text) + 1


def _track_unit(
    placed: Placed, old: Reading, new: Reading, *, is_quiet: bool, as_moves: bool
) -> Iterator[TrackedParagraph | TrackedRow]:
    before = [line for ordinal in placed.unit.old for line in list_lines(old.sections[ordinal])]
    after = [line for ordinal in placed.unit.new for line in list_lines(new.sections[ordinal])]
    if is_quiet:
        return iter(() if placed.role == "away" else _whole(after, Fate.KEPT))
    if placed.role == "stays":
        return redline_lines(before, after)
    if not as_moves:
        return _whole(before, Fate.DELETED) if placed.role == "away" else _whole(after, Fate.INSERTED)
    side = Fate.MOVED_AWAY if placed.role == "away" else Fate.MOVED_HERE
    return _take_side(redline_lines(before, after), side, placed.move)


def _take_side(
    tracked: Iterator[TrackedParagraph | TrackedRow], side: Fate, move: int | None
) -> Iterator[TrackedParagraph | TrackedRow]:
    """One side of a redline whose clause moved: what is kept moved, what is the other side's is left out."""
    other = NEW if side is Fate.MOVED_AWAY else GONE
    turn = partial(_turn_run, side=side)
    pending: tuple[TrackedRun, ...] = ()
    for part in tracked:
        if isinstance(part, TrackedRow):
            if part.fate not in other:
                row_fate = Fate.DELETED if side is Fate.MOVED_AWAY else Fate.INSERTED
                cells = tuple(tuple(TrackedRun(r.text, row_fate) for r in c if r.fate not in other) for c in part.cells)
                yield replace(part, cells=cells, fate=row_fate)
            continue
        pending += tuple(turn(run) for run in part.runs if run.fate not in other)
        if part.mark not in other:  # else the paragraph runs on into the next
            mark = side if part.mark is Fate.KEPT else part.mark
            yield replace(part, runs=pending, mark=mark, move=move)
            pending = ()


def _turn_run(run: TrackedRun, *, side: Fate) -> TrackedRun:
    return replace(run, fate=side) if run.fate is Fate.KEPT else run


def part_insertions(tracked: Sequence[TrackedParagraph | TrackedRow]) -> TrackedText:
    """The same text, no paragraph that both texts have ending in an insertion where the next begins with one.

    LibreOffice (7.4) takes two such insertions for one, from the words before the end to those after it: rejected, it
    takes the end along and runs the two paragraphs together.
    """
    parted = list(tracked)
    for place, (part, follows) in enumerate(pairwise(tracked)):
        if isinstance(part, TrackedParagraph) and isinstance(follows, TrackedParagraph) and part.mark is Fate.KEPT:
            meets = len(part.runs) > 1 and part.runs[-1].fate is Fate.INSERTED
            if meets and follows.runs and follows.runs[0].fate is Fate.INSERTED:
                parted[place] = replace(part, runs=_end_with_deletion(part.runs))
    return tuple(parted)


def _end_with_deletion(runs: tuple[TrackedRun, ...]) -> tuple[TrackedRun, ...]:
    """Runs whose last is an insertion, so that a deletion comes last: the one before it, or the word before it, which
    is put in and taken out again."""
    *start, before, came = runs
    if before.fate is Fate.DELETED:
        return (*start, came, before)
    if before.fate is not Fate.KEPT:
        return runs
    place = before.text.rstrip().rfind(" ") + 1
    head, word = before.text[:place], before.text[place:]
    kept = (TrackedRun(head),) if head else ()
    return (*start, *kept, TrackedRun(word + came.text, Fate.INSERTED), TrackedRun(word, Fate.DELETED))


# --- the lines of one side -----------------------------------------------------------------------------------------


def _title_lines(reading: Reading) -> list[TextLine]:
    return [TextLine(_one_line(reading.title), BlockKind.HEADING)] if reading.title else []


def list_lines(section: Section) -> list[TextLine]:
    """A section as paragraphs: number and heading as printed, then its blocks; a number without a heading stands
    before the first words of the body."""
    label = " ".join(part for part in (section.printed or section.number, section.heading) if part)
    blocks = [line for block in section.blocks for line in [_block_line(block)] if line.text]
    if section.heading:
        return [TextLine(_one_line(label), BlockKind.HEADING, section.level), *blocks]
    if label and blocks and blocks[0].kind is not BlockKind.ROW:
        first = replace(blocks[0], text=f"{_one_line(label)} {blocks[0].text}", is_bullet=False)
        return [first, *blocks[1:]]
    return [TextLine(_one_line(label), BlockKind.PARAGRAPH), *blocks] if label else blocks


def _block_line(block: Block) -> TextLine:
    is_bullet = block.kind is BlockKind.ITEM and block.shown == block.text
    # A heading inside a section names no clause: it is a line of its text, and stays out of the outline.
    kind = BlockKind.PARAGRAPH if block.kind is BlockKind.HEADING else block.kind
    level = block.level if kind is BlockKind.ITEM else 0
    return TextLine(_one_line(block.shown), kind, level, is_bullet, block.is_header)


def _one_line(text: str) -> str:
    return " ".join(text.split("\n"))


# --- the redline of some lines -------------------------------------------------------------------------------------


def _whole(lines: Sequence[TextLine], fate: Fate) -> Iterator[TrackedParagraph | TrackedRow]:
    """Lines that share one fate."""
    for line in lines:
        if line.kind is BlockKind.ROW:
            cells = tuple((TrackedRun(cell, fate),) for cell in line.text.split(CELL_MARK))
            yield TrackedRow(cells, fate, line.is_header)
        else:
            yield TrackedParagraph(line, (TrackedRun(line.text, fate),), fate)


def redline_lines(old: Sequence[TextLine], new: Sequence[TextLine]) -> Iterator[TrackedParagraph | TrackedRow]:
    """Lines of the old and of the new text -> paragraphs and rows, exact both ways."""
    if not old or not new:
        yield from _interleave(old, new)
        return
    ops = redline_texts(_join(old), _join(new))
    before, after = list(old), list(new)
    for group in _split_groups(settle_ends(ops)):
        gone, came = (
            sum(text.count("\n") for op, text in group if op is not other) for other in (Op.INSERT, Op.DELETE)
        )
        yield from _track_group(group, before[:gone], after[:came])
        del before[:gone], after[:came]


def _join(lines: Sequence[TextLine]) -> str:
    return "".join(f"{line.text}\n" for line in lines)


def settle_ends(ops: Ops) -> Ops:
    """The same redline with the ends of paragraphs where a word processor has them.

    A line that went or came has its own end, not that of the line before it ("\\nB" before "\\n" becomes "B\\n" after
    "\\n"); words that took the place of others at the end of a line leave the line its end.
    """
    settled: list[tuple[Op, str]] = []
    rest = [*_share_ends(ops), (Op.EQUAL, "")]
    for place, (op, text) in enumerate(rest[:-1]):
        follows = rest[place + 1]
        is_alone = not settled or settled[-1][0] is Op.EQUAL
        turns = op is not Op.EQUAL and is_alone and text.startswith("\n") and not text.endswith("\n")
        if turns and follows[0] is Op.EQUAL and follows[1].startswith("\n"):
            settled += [(Op.EQUAL, "\n"), (op, f"{text[1:]}\n")]
            rest[place + 1] = (Op.EQUAL, follows[1][1:])
        else:
            settled.append((op, text))
    return tuple((op, text) for op, text in settled if text)


def _share_ends(ops: Ops) -> list[tuple[Op, str]]:
    """Where words in the middle of a line were replaced up to its end, both sides share that end."""
    shared: list[tuple[Op, str]] = []
    is_inside = False
    for op, text in ops:
        swaps = op is Op.INSERT and bool(shared) and shared[-1][0] is Op.DELETE
        if swaps and is_inside and text.endswith("\n") and shared[-1][1].endswith("\n"):
            gone = shared.pop()[1]
            shared += [(Op.DELETE, gone[:-1]), (Op.INSERT, text[:-1]), (Op.EQUAL, "\n")]
        else:
            shared.append((op, text))
        if op is Op.EQUAL:
            is_inside = not text.endswith("\n")
    return [(op, text) for op, text in shared if text]


def _split_groups(ops: Ops) -> Iterator[list[tuple[Op, str]]]:
    """The redline cut after every end of a line that both texts have."""
    group: list[tuple[Op, str]] = []
    for op, text in ops:
        if op is not Op.EQUAL:
            group.append((op, text))
            continue
        *ended, last = text.split("\n")
        for line in ended:
            yield [*group, (op, f"{line}\n")]
            group = []
        if last:
            group.append((op, last))
    if group:
        yield group


def _track_group(
    group: Sequence[tuple[Op, str]], old: Sequence[TextLine], new: Sequence[TextLine]
) -> Iterator[TrackedParagraph | TrackedRow]:
    """One stretch between shared ends of lines; where a table is among it, its rows are paired by themselves."""
    if len(old) == len(new) == 1 and old[0].text == new[0].text:
        yield from _whole(new, Fate.KEPT)
    elif any(line.kind is BlockKind.ROW for line in (*old, *new)):
        yield from _interleave(old, new)
    else:
        yield from _track_paragraphs(group, list(old), list(new))


def _interleave(old: Sequence[TextLine], new: Sequence[TextLine]) -> Iterator[TrackedParagraph | TrackedRow]:
    """Paragraphs taken whole and tables row by row, those of both sides beside each other: one table stays one."""
    sides = [
        [list(run) for _, run in groupby(side, key=lambda line: line.kind is BlockKind.ROW)] for side in (old, new)
    ]
    while any(sides):
        are_rows = any(side and side[0][0].kind is BlockKind.ROW for side in sides)
        gone, came = (side.pop(0) if side and (side[0][0].kind is BlockKind.ROW) is are_rows else [] for side in sides)
        if are_rows:
            yield from _track_rows(gone, came)
        else:
            yield from (*_whole(gone, Fate.DELETED), *_whole(came, Fate.INSERTED))


def _track_rows(old: Sequence[TextLine], new: Sequence[TextLine]) -> Iterator[TrackedParagraph | TrackedRow]:
    """Rows of as many cells that begin with the same one, or one row for one that shares a cell with it, are the same
    row; the rest went and came."""
    keys = [[(line.text.partition(CELL_MARK)[0], _count_cells(line)) for line in side] for side in (old, new)]
    for tag, a0, a1, b0, b1 in SequenceMatcher(None, keys[0], keys[1], autojunk=False).get_opcodes():
        if tag == "equal" or (a1 - a0 == b1 - b0 == 1 and _share_cell(old[a0], new[b0])):
            yield from map(_pair_row, old[a0:a1], new[b0:b1])
        else:
            yield from (*_whole(old[a0:a1], Fate.DELETED), *_whole(new[b0:b1], Fate.INSERTED))


def _share_cell(old: TextLine, new: TextLine) -> bool:
    cells = old.text.split(CELL_MARK), new.text.split(CELL_MARK)
    return len(cells[0]) == len(cells[1]) and any(map(str.__eq__, *cells))


def _pair_row(old: TextLine, new: TextLine) -> TrackedRow:
    pairs = zip(old.text.split(CELL_MARK), new.text.split(CELL_MARK), strict=True)
    cells = tuple(tuple(TrackedRun(text, FATES[op]) for op, text in redline_texts(*pair)) for pair in pairs)
    return TrackedRow(cells, Fate.KEPT, new.is_header)


def _count_cells(line: TextLine) -> int:
    return line.text.count(CELL_MARK) + 1


def _track_paragraphs(
    group: Sequence[tuple[Op, str]], old: list[TextLine], new: list[TextLine]
) -> Iterator[TrackedParagraph]:
    """A paragraph ends where either text has an end of a line; it looks as the text that has that end says."""
    runs: list[TrackedRun] = []
    for op, text in group:
        *ended, last = text.split("\n")
        for words in ended:
            line = new[0] if op is not Op.DELETE else old[0]
            yield TrackedParagraph(line, _runs(runs, words, op), FATES[op])
            runs = []
            del old[: op is not Op.INSERT], new[: op is not Op.DELETE]
        if last:
            runs.append(TrackedRun(last, FATES[op]))
    assert not runs, "every line has its end"


def _runs(runs: Sequence[TrackedRun], words: str, op: Op) -> tuple[TrackedRun, ...]:
    return (*runs, TrackedRun(words, FATES[op])) if words else tuple(runs)
