"""Rated changes -> the same, without substance where only the border between headings, bodies or clauses moved.

A line that became a heading, or a heading that became words of a body, shows as a clause that came or went beside
one that was edited. Taken together such neighbours still say the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Final

from tracker.compare.weigh.slips import list_words
from tracker.compiled import compile_pattern
from tracker.model import Change, Kind, Section, Significance
from tracker.text.canon import canon_body, canon_heading, canon_key, join_body, run_section
from tracker.values import replace

_BORDERS: Final = {Kind.RETITLED, Kind.MERGED, Kind.SPLIT}
SAME_WORDS: Final = "no word changed"
_STOP: Final = compile_pattern(r"\.(?:(?<!\d\.)|(?!\d))|www\.")
_JOIN: Final = compile_pattern(r"(?<!\d)[.:]|[.:](?!\d)|[()]")
MOST_NEIGHBOURS: Final = 6
"""Changes in a row that are read as one; a border that moved touches few clauses."""


def run_words(sections: Sequence[Section], titles: Collection[str] = ()) -> str:
    """Headings and bodies run together: a line that became a heading of its own is the same text.

    Without blanks, and without full stops outside figures: "Beta Services. We may offer" is a heading and a line once
    an archive marks it up, and "www.adr.org" is printed as "adr.org". Without lines that are one of the `titles`.
    """
    lines = (line for section in sections for line in (canon_heading(section.heading), *canon_body(section)))
    return _STOP.sub("", join_body(line for line in lines if line not in titles))


def say_same(old: Sequence[Section], new: Sequence[Section], titles: Collection[str] = ()) -> bool:
    """Whether two runs of sections have the same words, figures and signs in the same order, headings included.

    Words that markup glued together ("harmCivic") are the same. `titles` are keys of the documents' titles: a title
    that lost its markup is a line of the first clause.
    """
    return run_words(old, titles) == run_words(new, titles) or _glue_words(old) == _glue_words(new)


def _glue_words(sections: Sequence[Section]) -> str:
    return "".join("".join(list_words(part)) for one in sections for part in (one.heading, one.text) if part)


def drop_borders(changes: Sequence[Change]) -> tuple[Change, ...]:
    """The changes without neighbours that print the same, labels included, in the same order: only markup drew their
    borders elsewhere (a bold line was marked up as a heading), which is no difference at all (CONTRACT.md)."""
    gone: set[int] = set()
    for start in range(len(changes)):
        if start not in gone:
            ends = _list_ends(changes, start)
            gone |= next((set(range(start, end)) for end in ends if _prints_same(changes[start:end])), set())
    kept = [index for index in range(len(changes)) if index not in gone]
    places: dict[int | None, int] = {old: new for new, old in enumerate(kept)}
    return tuple(replace(changes[index], ripple_of=places.get(changes[index].ripple_of)) for index in kept)


def _prints_same(run: Sequence[Change]) -> bool:
    is_border = any(not change.old or not change.new or _BORDERS & set(change.kinds) for change in run)
    if not is_border or any(Kind.MOVED in change.kinds for change in run):
        return False
    old = sorted((section for change in run for section in change.old), key=attrgetter("ordinal"))
    new = sorted((section for change in run for section in change.new), key=attrgetter("ordinal"))
    if not old or not new or not _are_neighbours(old) or not _are_neighbours(new):
        return False
    return "".join(map(run_section, old)) == "".join(map(run_section, new)) and _print(old) == _print(new)


def _print(sections: Sequence[Section]) -> str:
    """All that is printed, but for what closes a label or a heading."""
    parts = (part for one in sections for part in (one.number, one.heading, one.text) if part)
    return _JOIN.sub("", join_body(map(canon_key, parts)))


def settle_borders(changes: Sequence[Change], titles: Iterable[str | None] = ()) -> tuple[Change, ...]:
    """The changes in their order; neighbours that together say what they said before are cosmetic: "no word changed".

    Words that went from one clause to another, both of which were there before, are no such case. `titles` are those
    of the two documents.
    """
    keys = frozenset(map(canon_heading, titles)) - {""}
    settled = list(changes)
    at = 0
    while at < len(settled):
        end = next((end for end in _list_ends(changes, at) if _says_same(changes[at:end], keys)), at)
        for index in range(at, end):
            if settled[index].significance is Significance.SUBSTANTIVE:
                settled[index] = replace(settled[index], significance=Significance.COSMETIC, reasons=(SAME_WORDS,))
        at = max(end, at + 1)
    return tuple(settled)


def _list_ends(changes: Sequence[Change], start: int) -> Iterator[int]:
    """Where a run of changes that begins at `start` may end, the shortest run first."""
    yield from range(start + 1, min(start + MOST_NEIGHBOURS, len(changes)) + 1)


def _says_same(run: Sequence[Change], titles: Collection[str]) -> bool:
    if not any(change.significance is Significance.SUBSTANTIVE for change in run):
        return False
    if not any(not change.old or not change.new or _BORDERS & set(change.kinds) for change in run):
        return False
    old = sorted((section for change in run for section in change.old), key=attrgetter("ordinal"))
    new = sorted((section for change in run for section in change.new), key=attrgetter("ordinal"))
    if not old or not new or not _are_neighbours(old) or not _are_neighbours(new):
        return False
    if say_same(old, new, titles):
        return True
    # Two clauses that exchange their headings ("Allowed", "Forbidden") have the same lines and say something else.
    is_retitled = any(Kind.RETITLED in change.kinds for change in run)
    return not is_retitled and _count_lines(old) == _count_lines(new)


def _count_lines(sections: Sequence[Section]) -> Counter[str]:
    """Headings and lines, whatever stands above what: a link of its own may now stand below the next heading."""
    headings = (canon_heading(section.heading) for section in sections)
    lines = (line.strip(".:;,-#") for section in sections for line in canon_body(section))
    return Counter(filter(None, (*headings, *lines)))


def _are_neighbours(sections: Sequence[Section]) -> bool:
    """Whether sections, in order, stand side by side in their document."""
    return sections[-1].ordinal - sections[0].ordinal == len(sections) - 1
