"""A change -> its differences: each run of words that went or came, with the line and the sentence around it.

What the rules of significance look at. Knows no rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache

from tracker.compare.redline.border_lines import SameParts, forget_said, say_change
from tracker.compare.redline.redlining import list_edits
from tracker.compare.weigh.menus import find_menu_lines
from tracker.model import Block, Change, Link, Op, Ops, Section
from tracker.text.sentences import split_sentences
from tracker.values import Struct, replace

_MOST_ALIKE = 4  # blocks shown alike that are kept: of a line repeated a thousand times a few tell all
_MOST_KEPT = 4_096  # changes whose differences are known while a comparison weighs them
_WIDEST = 2_000  # characters of context looked at on either side of a difference


class Shown:
    """The blocks of a change by the line they are shown as, its links and its menus; found when first asked."""

    def __init__(self, change: Change, language: str | None) -> None:
        self._change, self._language = change, language

    @cached_property
    def blocks(self) -> dict[str, list[Block]]:
        index: dict[str, list[Block]] = {}
        for section in (*self._change.old, *self._change.new):
            for block in section.blocks:
                same = index.setdefault(block.shown, [])
                if len(same) < _MOST_ALIKE:
                    same.append(block)
        return index

    @cached_property
    def old_text(self) -> str:
        return "\n".join(section.text for section in self._change.old)

    @cached_property
    def is_newly_headed(self) -> bool:
        """Whether one side of the change has a heading and the other has none."""
        old, new = (any(section.heading for section in side) for side in (self._change.old, self._change.new))
        return old != new

    @cached_property
    def is_numbered(self) -> bool:
        """Whether each clause of the change has a number, before and after."""
        return all(section.number for section in (*self._change.old, *self._change.new))

    @cached_property
    def parted_headings(self) -> frozenset[str]:
        """The headings of clauses that became one, or of those that one became; none of any other change."""
        old, new = self._change.old, self._change.new
        return frozenset(one.heading for one in (*old, *new) if one.heading) if len(old) + len(new) > 2 else frozenset()

    @cached_property
    def heading_links(self) -> tuple[Link, ...]:
        return tuple(link for section in (*self._change.old, *self._change.new) for link in section.heading_links)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        return tuple(link for section in (*self._change.old, *self._change.new) for link in section.links)

    @cached_property
    def menu_lines(self) -> frozenset[str]:
        return find_menu_lines((*self._change.old, *self._change.new), self._language)


class Difference(Struct, frozen=True, eq=False, dict=True):
    """Words that went (`old`) and words that came (`new`) in one place; either may be "", both are stripped.

    `old_line` and `new_line` are the whole lines (blocks) that the runs touch, `before` and `after` the text around
    the run on its line. `section` is the section as it now stands, or stood; `shown` its blocks by line.
    `is_whole` marks the lines of an added or removed section. Equal only to itself: what the rules say of one is kept.
    """

    old: str
    new: str
    old_line: str
    new_line: str
    section: Section
    shown: Shown
    language: str | None = None
    before: str = ""
    after: str = ""
    is_heading: bool = False
    is_whole: bool = False

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines touched, old before new, without the empty ones."""
        return tuple(line for line in (self.old_line, self.new_line) if line)

    @cached_property
    def single_lines(self) -> tuple[str, ...]:
        """The lines touched, one by one."""
        return tuple(line for lines in self.lines for line in lines.split("\n") if line.strip())

    def find_blocks(self, line: str) -> Sequence[Block]:
        """The blocks of the change's sections that are shown as `line`."""
        return self.shown.blocks.get(line, ())

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The sentences that hold the runs, old before new; the line where a run spans several."""
        return tuple(
            found
            for run, line in ((self.old, self.old_line), (self.new, self.new_line))
            if line
            for found in [next((s.strip() for s in split_sentences(line) if run and run in s), line)]
        )

    @cached_property
    def pieces(self) -> tuple[Difference, ...]:
        """The difference cut into single lines that went and single lines that came."""
        gone = [replace(self, old=p, old_line=w, new="", new_line="") for p, w in _cut_lines(self.old, self.old_line)]
        come = [replace(self, old="", old_line="", new=p, new_line=w) for p, w in _cut_lines(self.new, self.new_line)]
        return (*gone, *come)


def _cut_lines(run: str, lines: str) -> list[tuple[str, str]]:
    """The parts of a run line by line, each with the whole line it stands on."""
    wholes = [line for line in lines.split("\n") if line.strip()]
    parts = [part.strip() for part in run.split("\n") if part.strip()]
    return list(zip(parts, wholes if len(wholes) == len(parts) else parts, strict=True))


def list_differences(change: Change, language: str | None) -> tuple[Difference, ...]:
    """The differences of a change, heading first. For an added or removed section: its heading and every line.

    A line that only stands elsewhere in the clause now is none; one that was edited as well differs in the edit. Nor
    is a heading that went into the body, or came out of it.
    """
    return _list_kept(SameParts(change), language)


def forget_differences() -> None:
    """Let go of the differences that were kept, and with them of their sections."""
    _list_kept.cache_clear()
    forget_said()


@lru_cache(maxsize=_MOST_KEPT)  # seven steps of a comparison ask for the differences of the same changes
def _list_kept(parts: SameParts, language: str | None) -> tuple[Difference, ...]:
    change = parts.change
    shown = Shown(change, language)
    if not change.old or not change.new:
        return tuple(_list_whole(change, shown, language))
    section = change.new[0]
    heading_ops, ops = say_change(change)
    return (
        *_list_edited(heading_ops, section, shown, language, is_heading=True),
        *_list_edited(ops, section, shown, language, is_heading=False),
    )


def _list_whole(change: Change, shown: Shown, language: str | None) -> Iterator[Difference]:
    for section in change.new or change.old:
        parts = [(section.heading, True)] if section.heading else []
        for text, is_heading in [*parts, *((line, False) for line in section.text.split("\n") if line.strip())]:
            old, new = ("", text) if change.new else (text, "")
            yield Difference(old, new, old, new, section, shown, language, is_heading=is_heading, is_whole=True)


def _list_edited(
    ops: Ops, section: Section, shown: Shown, language: str | None, *, is_heading: bool
) -> Iterator[Difference]:
    old_text = "".join(text for op, text in ops if op is not Op.INSERT)
    new_text = "".join(text for op, text in ops if op is not Op.DELETE)
    for edit in list_edits(ops):
        old_line = _find_lines(old_text, edit.at_old, edit.old)
        new_line = _find_lines(new_text, edit.at_new, edit.new)
        old_run, new_run = edit.old.strip(), edit.new.strip()
        if not old_run and new_run == new_line:
            old_line = ""
        if not new_run and old_run == old_line:
            new_line = ""
        text, end = (new_text, edit.at_new + len(edit.new)) if edit.new else (old_text, edit.at_old + len(edit.old))
        after = text[end : end + 80].split("\n")[0]
        before = new_text[max(0, edit.at_new - 80) : edit.at_new].split("\n")[-1]
        yield Difference(
            old_run, new_run, old_line, new_line, section, shown, language, before, after, is_heading=is_heading
        )


def _find_lines(text: str, at: int, run: str) -> str:
    """The lines that `run`, which begins at `at`, stands on; without a run, the line it would have stood on."""
    body = run.strip("\n")
    start = at + (len(run) - len(run.lstrip("\n")) if body else 0)
    end = start + len(body)
    first = text.rfind("\n", max(0, start - _WIDEST), start) + 1 or max(0, start - _WIDEST)
    last = text.find("\n", end, end + _WIDEST)
    return text[first : last if last >= 0 else end + _WIDEST].strip()
