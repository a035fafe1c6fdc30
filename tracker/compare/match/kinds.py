"""One aligned row -> the kinds that are true of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from tracker.compare.match.profile import Profile
from tracker.compiled import compile_pattern
from tracker.languages import join_patterns
from tracker.model import Kind, Section
from tracker.text.canon import canon_heading, join_body, run_section
from tracker.text.lost import same_key
from tracker.text.scripts import WORD_END, WORD_START, count_words

_LONGEST_TITLE: Final = 10  # words
_STEP = compile_pattern(r"\d+|\b[A-Za-z]{1,4}\b")  # "Article 3.2" has two steps, "D.4(a)" three


def find_carrier(olds: Sequence[Profile], news: Sequence[Profile]) -> tuple[Profile, Profile]:
    """The pair that carries the clause on in a merge or split: the same heading, best with the same label, else the
    same label where neither has a heading, else the most words."""
    old, new = olds[0], news[0]
    if len(olds) > 1:
        old = max(olds, key=lambda one: (_rate_name(one, new), _size(one)))
    if len(news) > 1:
        new = max(news, key=lambda one: (_rate_name(old, one), _size(one)))
    return old, new


def _rate_name(old: Profile, new: Profile) -> int:
    """2 for the same heading and label, 1 for the same heading, 0 for another name."""
    if old.heading != new.heading:
        return 0
    return 2 if old.number == new.number else int(bool(old.heading))


def _size(profile: Profile) -> tuple[int, int]:
    return len(profile.words), -profile.ordinal


def stands_alike(old: Profile, new: Profile) -> bool:
    """Whether a section is printed as it was, label and address too: nothing differs, and most need no closer look."""
    before, after = old.section, new.section
    is_same_place = before.number == after.number and before.path == after.path
    return is_same_place and before.heading == after.heading and before.text == after.text


def detect_kinds(
    olds: Sequence[Profile],
    news: Sequence[Profile],
    titles: tuple[str | None, str | None] = (None, None),
    *,
    has_moved: bool,
    same_parent: bool,
) -> tuple[Kind, ...]:
    """The kinds of a row, none where nothing differs. `titles` are those of the two documents.

    `has_moved` and `same_parent` are said of the member that carries the clause on.
    """
    if not olds or not news:
        return (Kind.ADDED if news else Kind.REMOVED,)
    old, new = find_carrier(olds, news)
    kinds = []
    if any(_is_clause(one) for one in olds if one is not old):
        kinds.append(Kind.MERGED)
    if any(_is_clause(one) for one in news if one is not new):
        kinds.append(Kind.SPLIT)
    if is_renumbered(old, new, same_parent=same_parent):
        kinds.append(Kind.RENUMBERED)
    is_single = len(olds) == len(news) == 1
    if is_single and old.printed == new.printed:
        return (*kinds, Kind.MOVED) if has_moved else tuple(kinds)
    is_retitled = not same_key(canon_heading(old.section.heading), canon_heading(new.section.heading))
    is_retitled = is_retitled and not _is_title_alone(old.section, new.section, titles if is_single else (None, None))
    if (is_retitled or len(olds) + len(news) > 2) and _say_the_same(olds, news):
        return (*kinds, Kind.MOVED) if has_moved else tuple(kinds)  # only markup drew the border elsewhere
    if is_retitled:
        kinds.append(Kind.RETITLED)
    if not same_key(_join_bodies(olds), _join_bodies(news)):
        kinds.append(Kind.EDITED)
    if has_moved:
        kinds.append(Kind.MOVED)
    return tuple(kinds)


def _is_clause(profile: Profile) -> bool:
    """Whether it has a label or a heading, or opens the document: other loose text is no clause of its own."""
    return bool(profile.section.number or profile.section.heading) or not profile.ordinal


def _is_title_alone(old: Section, new: Section, titles: tuple[str | None, str | None]) -> bool:
    """Whether the openings of two documents differ by a title above one of them, which is no part of any clause: the
    other lost it, or has it where only its markup says so. So it is where a heading of the one is the title of the
    other, as where another heading above it came or went."""
    title = old.heading or new.heading or ""
    if old.number or new.number or (old.heading and new.heading):
        return False
    bare, others = (new, titles[1]) if old.heading else (old, titles[0])
    if not bare.ordinal and others and same_key(canon_heading(title), canon_heading(others)):
        return True
    is_opening = not (old.ordinal or new.ordinal)
    return is_opening and count_words(title) <= _LONGEST_TITLE and _match_title().search(title) is not None


@cache
def _match_title() -> re.Pattern[str]:
    return compile_pattern(rf"{WORD_START}(?:{join_patterns('headings.titles')}){WORD_END}", re.IGNORECASE)


def is_renumbered(old: Profile, new: Profile, *, same_parent: bool) -> bool:
    """Whether the own label differs (its word and punctuation apart), or the clause went to another depth.

    Under the same parent the depth is the parent's affair: its address is only inherited.
    """
    if old.number != new.number:
        return True
    if not old.number or same_parent:
        return False
    return _count_steps(old.section) != _count_steps(new.section)


def _count_steps(section: Section) -> int:
    return len(_STEP.findall(section.path or section.number or ""))


def _say_the_same(olds: Sequence[Profile], news: Sequence[Profile]) -> bool:
    """Whether both sides are the same run of text, with their labels or (shifted numbers) without."""
    return "".join(one.said for one in olds) == "".join(one.said for one in news) or "".join(
        run_section(one.section).casefold() for one in olds
    ) == "".join(run_section(one.section).casefold() for one in news)


def _join_bodies(profiles: Sequence[Profile]) -> str:
    return join_body(profile.body for profile in profiles)
