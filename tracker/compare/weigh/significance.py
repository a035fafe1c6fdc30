"""A change -> cosmetic or substantive, with reasons that a person can check against the redline.

Cosmetic is what the rules of `harmless` know to mean nothing; all else is substantive, however small. The reasons
come from `weighty` and `topics`. Knows neither where a text came from nor who will be told, and hides nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import takewhile
from typing import Final

from tracker.compare.redline.border_lines import leave_moves
from tracker.compare.weigh.borders import SAME_WORDS, say_same
from tracker.compare.weigh.difference import Difference, list_differences
from tracker.compare.weigh.harmless import find_harmless
from tracker.compare.weigh.topics import find_subjects, find_topics, find_touched, name_all
from tracker.compare.weigh.weighty import find_weighty
from tracker.compiled import compile_pattern
from tracker.model import Change, Kind, OwnTopic, Section, Significance
from tracker.text.canon import canon_body, canon_heading
from tracker.text.language import detect_language
from tracker.text.sentences import split_sentences

MOST_REASONS: Final = 16
"""A clause that was rewritten gives no longer list than this; topics are always told."""

REPLACED: Final = "name replaced"
"""The reason of what another change tells for the whole document: a name that reads otherwise everywhere."""
MOST_WEIGHED: Final = 40
"""Differences that matter in one clause after which the verdict is plain and no more are sorted out."""
MOST_CONTEXT: Final = 10_000
"""Characters of a clause or of changed words in which topics are looked for."""
LEAST_PASSAGE: Final = 3
"""Sentences of a run that is judged as a clause is: by what it is about, not by a word in it."""
NEAR: Final = 12
"""Characters between changed words and those of a topic that they still touch."""
_BARE_NUMBER: Final = compile_pattern(r'number: (?:added |removed )?"?[\d.,]+"?(?: -> "?[\d.,]+"?)?')
"""A figure without a unit: as often the number of a page as one that the heading above speaks of."""
_GRAVE: Final = ("obligation", "negation", "consent", "number", "money", "scope")


def rate_change(
    change: Change,
    *,
    language: str | None = None,
    remaining: Collection[tuple[str, ...]] = (),
    doubled: Collection[tuple[str, tuple[str, ...]]] = (),
    is_explained: Callable[[Difference], bool] = lambda _: False,
    own: tuple[OwnTopic, ...] = (),
) -> tuple[Significance, tuple[str, ...]]:
    """The significance of a change and why.

    `change` has its kinds, sections, ops and runs; `language` is the new text's ("en", "de-AT"), None for unknown.
    `is_explained` says which differences another change tells for the whole document: a name replaced throughout.
    `remaining` holds the canonical bodies of the new version, so that a duplicate dropped is told from a loss;
    `doubled` what it says once more than before (`find_doubled`).
    `own` are topics that people added. The rule of what is cosmetic is CONTRACT.md's "verdict and significance".
    """
    if change.is_ripple:
        return Significance.COSMETIC, ("follows another change",)
    if not change.new and _is_duplicate(change, remaining):
        return Significance.COSMETIC, ("duplicate dropped",)
    if doubled and not change.old and all(name_words(section) in doubled for section in change.new):
        return Significance.COSMETIC, ("stands twice",)
    if change.old and change.new and not set(change.kinds) & {Kind.EDITED, Kind.RETITLED, Kind.MERGED, Kind.SPLIT}:
        return Significance.COSMETIC, tuple(f"{kind} only" for kind in change.kinds)
    if set(change.kinds) & {Kind.MERGED, Kind.SPLIT} and say_same(change.old, change.new):
        return Significance.COSMETIC, (SAME_WORDS,)
    language = language or _detect_language(change)
    differences = list_differences(change, language)
    if not change.old or not change.new:
        harmless = [reason for reason in takewhile(bool, map(find_harmless, differences)) if reason]
        matter = [] if len(harmless) == len(differences) else list(differences)
    else:
        harmless, matter = _sort_out(differences, is_explained)
    if matter:
        return Significance.SUBSTANTIVE, _list_reasons(change, matter, language, own)
    has_moves = leave_moves(change) is not change.ops
    reasons = tuple(dict.fromkeys([*(["moved inside"] if has_moves else []), *harmless]))
    return Significance.COSMETIC, reasons or (SAME_WORDS,)


def find_doubled(old: Sequence[Section], new: Sequence[Section]) -> frozenset[tuple[str, tuple[str, ...]]]:
    """Headings with their bodies that stood in the old text, and stand in the new one more often, twice at least: a
    page that prints a document a second time says nothing new."""
    before, after = (Counter(map(name_words, side)) for side in (old, new))
    return frozenset(words for words, count in after.items() if words[1] and count > before[words] > 0)


def name_words(section: Section) -> tuple[str, tuple[str, ...]]:
    """The heading and the body of a section, by which it is known where it stands twice."""
    return canon_heading(section.heading), canon_body(section)


def _detect_language(change: Change) -> str | None:
    """The language of the clause itself, where nobody knows that of the document."""
    return detect_language("\n".join(section.text for section in (*change.old, *change.new)), None)


def _sort_out(
    differences: Sequence[Difference], is_explained: Callable[[Difference], bool]
) -> tuple[list[str], list[Difference]]:
    """The reasons of the harmless differences, and those that matter; past `MOST_WEIGHED` the rest matters too."""
    harmless: list[str] = []
    matter: list[Difference] = []
    for difference in differences:
        reason = find_harmless(difference) if len(matter) < MOST_WEIGHED else None
        if reason is None and is_explained(difference):
            reason = REPLACED
        if reason:
            harmless.append(reason)
        else:
            matter.append(difference)
    return harmless, matter


def _is_duplicate(change: Change, remaining: Collection[tuple[str, ...]]) -> bool:
    bodies = [canon_body(section) for section in change.old]
    return bool(remaining) and all(body and body in remaining for body in bodies)


def _list_reasons(
    change: Change, differences: Sequence[Difference], language: str | None, own: tuple[OwnTopic, ...]
) -> tuple[str, ...]:
    topics = [f"topic: {topic}" for topic in _find_topics(change, differences, language, own)]
    if not change.old or not change.new:
        return ("clause added" if change.new else "clause removed", *topics)
    of_heading = next((difference for difference in differences if difference.is_heading), None)
    found = dict.fromkeys([_name_heading(change, of_heading)] if of_heading else [])
    for difference in differences:
        found.update(dict.fromkeys(find_weighty(difference)))
        if len(found) >= MOST_REASONS:
            break
    reasons = tuple(found)[:MOST_REASONS]
    return (*(reasons or (_name_default(differences),)), *topics)


def _name_default(differences: Sequence[Difference]) -> str:
    """What can be said where no rule speaks: "wording", or that lines came or went."""
    if all(d.new and not d.old and not d.old_line for d in differences):
        return "text added"
    if all(d.old and not d.new and not d.new_line for d in differences):
        return "text removed"
    return "wording"


def _name_heading(change: Change, difference: Difference) -> str:
    heading = difference.old or difference.new
    if heading in difference.shown.parted_headings and not (difference.old and difference.new):
        return f'heading: {"removed" if difference.old else "added"} "{heading}"'
    old, new = (next((s.heading for s in side if s.heading), "") or "none" for side in (change.old, change.new))
    return f"heading: {old} -> {new}"


def _find_topics(
    change: Change, differences: Sequence[Difference], language: str | None, own: tuple[OwnTopic, ...]
) -> tuple[str, ...]:
    """The topics that changed words touch; of a clause that came or went, those that it is about."""
    if not change.old or not change.new:
        sections = change.new or change.old
        found = {
            topic
            for section in sections
            for topic in find_subjects(section.heading, split_sentences(section.text[:MOST_CONTEXT]), language, own)
        }
    else:
        found = {topic for difference in differences for topic in _find_touched(change, difference, language, own)}
    return tuple(topic for topic in name_all(own) if topic in found)


def _find_touched(
    change: Change, difference: Difference, language: str | None, own: tuple[OwnTopic, ...]
) -> Iterator[str]:
    """Topics in or beside the words that went and came. A duty, a figure or a consent that changed is about its whole
    sentence and the heading above it."""
    reasons = find_weighty(difference)
    is_grave = any(reason.startswith(_GRAVE) for reason in reasons)
    sides = ((difference.old, difference.old_line), (difference.new, difference.new_line))
    for run, line in ((run, line) for run, line in sides if run):
        parts = split_sentences(run[:MOST_CONTEXT])
        if len(parts) >= LEAST_PASSAGE:
            yield from find_subjects(None, parts, language, own)
            continue
        sentence = next((one for one in split_sentences(line) if run in one), _cut_around(run, line))
        reach = len(sentence) if is_grave else 0 if _is_address(reasons) else NEAR
        yield from find_touched(run, sentence, language, reach=reach, own=own)
    if any(reason.startswith(_GRAVE) and not _BARE_NUMBER.fullmatch(reason) for reason in reasons):
        headings = "\n".join(section.heading for section in (*change.old, *change.new) if section.heading)
        yield from find_topics(headings, language, own)


def _is_address(reasons: Collection[str]) -> bool:
    return bool(reasons) and all(reason.startswith(("contact", "cross-reference")) for reason in reasons)


def _cut_around(run: str, line: str) -> str:
    at = line.find(run)
    return line[max(0, at - NEAR) : at + len(run) + NEAR][:MOST_CONTEXT]
