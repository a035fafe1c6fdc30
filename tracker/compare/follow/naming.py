"""What a person calls a clause -> the clauses meant: one resolver for every question and every subscription.

Pure: what clauses are and were called comes as `ClauseName`s, the text that stands now first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import takewhile
from typing import Final

from tracker.compare.follow.references import bare_number
from tracker.errors import NotFoundError
from tracker.model import ClauseName, Section
from tracker.text.canon import canon_heading, canon_key, canon_text
from tracker.text.numbering import parse_number

OPENING: Final = 160
"""Characters of a body that are looked at for the words it begins with."""

_TELLING: Final = 6  # characters, without spaces: fewer begin too many clauses
_LEAST_PART: Final = 3  # characters of a part of a heading
_OFFERED: Final = 5
_NO_QUOTES: Final = str.maketrans("", "", "\"'")


def name_sections(sections: Iterable[Section]) -> tuple[ClauseName, ...]:
    """The names of the clauses of one text, in document order; sections without a clause id have none."""
    return tuple(
        ClauseName(
            *(section.clause, section.number, section.path, section.heading, section.text[:OPENING]),
            ordinal=section.ordinal,
        )
        for section in sections
        if section.clause
    )


def find_clauses(names: Sequence[ClauseName], query: str) -> tuple[str, ...]:
    """The ids of all clauses that a person's words name, in the order of `names`; empty where they name none.

    Tried in this order, the first that finds something holds: a clause id; a number ("10.4", "10.4."), then a path
    ("10.4(a)"); a heading (canonical, any case); number and heading ("10.4 Customer License Grant"); a number or path
    without the word of its label ("§ 10.4", "Section 10.4", "5" for "Article 5"); the words a body begins with, such
    as the term it defines; a part of a heading that only one clause has.
    """
    for matches in _list_tests(query):
        if found := _collect(names, matches):
            return found
    parts = _find_parts(names, query)
    return parts if len(parts) == 1 else ()


def resolve_clauses(names: Sequence[ClauseName], query: str) -> tuple[str, ...]:
    """The same, but raises NotFoundError where nothing is named (offers the nearest labels) or where a part of a
    heading names several (lists them)."""
    if found := find_clauses(names, query):
        return found
    if several := _find_parts(names, query):
        labels = tuple(next(name.label for name in names if name.clause == clause) for clause in several[:_OFFERED])
        more = f" and {len(several) - _OFFERED} more" if len(several) > _OFFERED else ""
        raise NotFoundError(
            f'"{query}" is part of the headings of {len(several)} clauses',
            candidates=labels,
            hint=f"which one: {'; '.join(labels)}{more}?",
        )
    near = suggest_clauses(names, query)
    hint = f"did you mean {'; '.join(near)}?" if near else "tracker show lists what there is"
    raise NotFoundError(f'no clause "{query}"', candidates=near, hint=hint)


def suggest_clauses(names: Sequence[ClauseName], query: str) -> tuple[str, ...]:
    """The labels nearest to words that name no clause, best first, at most five: those that share most words, then
    those whose number begins alike, then those that look most alike."""
    wanted = query.casefold().strip()
    words = set(wanted.split())
    labels = dict.fromkeys(name.label for name in names if name.number or name.heading)

    def rate(label: str) -> tuple[int, int, float]:
        folded = label.casefold()
        same = takewhile(lambda pair: pair[0] == pair[1], zip(wanted, folded, strict=False))
        begun = len(list(same)) if wanted[:1].isdigit() else 0
        alike = max(SequenceMatcher(None, wanted, one).ratio() for one in (folded, folded.split(" ", 1)[0]))
        return -len(words & set(folded.split())), -begun, -alike

    return tuple(sorted(labels, key=rate)[:_OFFERED])


Test = Callable[[ClauseName], bool]


def _list_tests(query: str) -> Iterator[Test]:
    """The ways a query may be meant, the strictest first."""
    wanted, bare = _fold_label(query), _fold_bare(query)
    words, heading = _fold_words(query), canon_heading(query).casefold()
    yield lambda name: name.clause == query.strip()
    if wanted:
        yield lambda name: _fold_label(name.number) == wanted
        yield lambda name: _fold_label(name.path) == wanted
    if heading:
        yield lambda name: canon_heading(name.heading).casefold() == heading
        yield lambda name: bool(name.heading) and _fold_words(name.label) == words
    if bare:
        yield lambda name: _fold_bare(name.number) == bare
        yield lambda name: _fold_bare(name.path) == bare
    if len(heading) >= _TELLING:
        yield lambda name: canon_key(name.opening).casefold().translate(_NO_QUOTES).startswith(heading)


def _find_parts(names: Sequence[ClauseName], query: str) -> tuple[str, ...]:
    """The clauses of whose heading the words are a part; only those that stand now, where any of them does."""
    part = _fold_words(query)
    if len(part) < _LEAST_PART:
        return ()
    named = [name for name in names if _holds_words(_fold_words(name.heading), part)]
    return _collect(named, lambda name: name.stands) or _collect(named, lambda _: True)


def _holds_words(heading: str, part: str) -> bool:
    """Whether a part stands in a heading from the beginning of a word on ("licen" in "customer license grant")."""
    at = heading.find(part)
    while at > 0 and heading[at - 1].isascii() and heading[at - 1].isalnum():
        at = heading.find(part, at + 1)
    return at >= 0


def _collect(names: Iterable[ClauseName], matches: Test) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.clause for name in names if matches(name)))


def _fold_label(label: str | None) -> str:
    """ "10.4." and " 10.4" as "10.4"."""
    return "".join((label or "").split()).strip(".:;)").casefold()


def _fold_bare(label: str | None) -> str:
    """ "Section 10.4", "§10.4" and "10.4." as "10.4", "Section D.4" as "d.4"; "第3条" as "3"."""
    spaced = " ".join((label or "").replace("§", "§ ").split())
    word, _, rest = spaced.partition(" ")
    if word.rstrip(".").isalpha() and rest and parse_number(rest):
        return _fold_label(rest)
    return _fold_label(bare_number(spaced))


def _fold_words(text: str | None) -> str:
    return canon_text(text or "").casefold().strip(" .:;,-#")
