"""Changes -> one to three sentences that quote the words: what a person reads in ten seconds.

The same text stands in the log, in alerts and in feeds, so it is plain, on one line, and always the same for the
same changes. What matters most is said first; the rest is counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tracker.compare.exchanges import find_replaced, find_swap
from tracker.compare.news import pick_news, says_names_alone
from tracker.compare.quoting import cut, find_whole, name_run, quote, quote_both, quote_section, spell
from tracker.compare.redline.border_lines import say_change
from tracker.compare.resettled import describe_resettled
from tracker.compare.weigh.answers import list_answers
from tracker.compare.weigh.columns import list_moved
from tracker.compare.weigh.difference import list_differences
from tracker.compare.weigh.renamed import THROUGHOUT
from tracker.compare.weigh.significance import REPLACED
from tracker.compiled import compile_pattern
from tracker.model import Change, Event, Kind, Op, Significance, Verdict, weigh_change, weigh_reasons
from tracker.text.scripts import count_words

LONGEST_LABEL: Final = 70
MOST_TOLD: Final = 2
"""Changes told by name; the others are counted."""
MOST_LAID_TOGETHER: Final = 12
"""Changes, the weightiest first, that are looked through for the same news in several clauses."""
MANY_MORE: Final = 12
"""Changes that are only counted: of so many people hear what most of them are."""
SHORT_RUN: Final = 2
"""Words of a run that says nothing without those around it."""
_IN_WORD = r"(?:[^\s.;|]|\.(?=\w)|(?<=\.\w)\.(?!\w))"  # "boats.example", "4.5", "B.V.": a stop in a word ends nothing
_LAST_WORDS = compile_pattern(rf"(?:{_IN_WORD}{{1,40}}\s+){{0,4}}{_IN_WORD}{{0,40}}$")
_MOST_AROUND: Final = 400  # characters: more than any match holds, and a text has many more
_FIRST_WORDS = compile_pattern(rf"\s?{_IN_WORD}{{0,40}}(?:\s+{_IN_WORD}{{1,40}}){{0,4}}")

_SAYS = compile_pattern(r"\w")
_MORE_EDITS = compile_pattern(r", and \w+ more edits?(?=;|$)")
_PLACE = compile_pattern(r" in \"[^\"]*\"(?=;|$)")
_RENAMED = compile_pattern(rf"{THROUGHOUT}: (?P<old>.+) -> (?P<new>.+) \((?P<places>\d+ places?)\)")
SPELLING: Final = "regional spelling"
"""The reason of what changed where the page came in another region's spelling of the same language."""
_RESPELT: Final = "The page is now in the spelling of another region; its clauses stand as before."
_EVENTS: Final = {
    Event.LANGUAGE_SWITCH: "The page is now in another language; its clauses stand as before, place by place.",
    Event.DOCUMENT_REPLACED: "Another document now stands at this address",
    Event.REWRITE: "The document was rewritten: little of its wording survives",
}


def summarize_changes(
    changes: Sequence[Change], event: Event | None, verdict: Verdict, language: str | None = None
) -> str:
    """What happened, in one to three sentences on one line; `language` is that of the new text.

    News leads: new clauses, changed duties and figures. A name replaced throughout is told once, last.

    Example: '10.4 Customer License Grant: a sentence was added: "…without your consent". Two cross-references follow.'
    """
    if verdict is Verdict.UNCHANGED or not changes:
        return "Nothing changed."
    if event is Event.LANGUAGE_SWITCH:
        return _RESPELT if any(SPELLING in change.reasons for change in changes) else _EVENTS[event]
    weighty = [change for change in changes if change.significance is Significance.SUBSTANTIVE]
    if event is Event.DOCUMENT_REPLACED:
        return f"{_EVENTS[event]}: {_count_kinds(changes)}."
    if event is Event.REWRITE:
        leading = sorted(weighty, key=weigh_change)[:MOST_TOLD]
        told = [_write_statement(change, _describe_what(pick_news(change, language, ()))) for change in leading]
        return " ".join([f"{_EVENTS[event]}: {_count_kinds(changes)}.", *told])
    if not weighty:
        return f"Nothing of substance: {_list_harmless(changes)}."
    renamed = [told for told in map(_describe_renaming, weighty) if told]
    names = _list_names(weighty)
    untold = [change for change in weighty if not _describe_renaming(change)]
    ranked = sorted(untold, key=lambda one: (says_names_alone(one, language, names), _is_bare(one), weigh_change(one)))
    news = [(change, pick_news(change, language, names)) for change in ranked[:MOST_LAID_TOGETHER]]
    moved = {id(change): told for change, told in ((one, describe_resettled(what)) for one, what in news) if told}
    alike = _gather_alike([(change, what) for change, what in news if id(change) not in moved])
    resettled = next(iter(moved.values()), "") if len(alike) < MOST_TOLD else ""
    parts = [part for what, places in alike[:MOST_TOLD] for part in _describe_alike(what, places)]
    counted = [id(change) for _, places in alike[:MOST_TOLD] for change in places]
    counted += [one for one, told in moved.items() if told == resettled]
    rest = _count_rest([change for change in ranked if id(change) not in counted], changes)
    return " ".join(filter(None, [*parts, *renamed[:MOST_TOLD], resettled, rest]))


def _is_bare(change: Change) -> bool:
    """Whether it is a heading that came or went without a text: what stands below it says more."""
    return not (change.old and change.new) and not any(one.text for one in (*change.old, *change.new))


def _gather_alike(news: Sequence[tuple[Change, Change]]) -> list[tuple[str, list[Change]]]:
    """What is told of the first changes, each with all of them that it is true of: an address that became another in
    seven clauses is one piece of news, and so is an edit in both of two editions on one page."""
    found: dict[str, tuple[str, list[Change]]] = {}
    for change, picked in news:
        what = _describe_what(picked)
        found.setdefault(_key_news(what, change.reasons), (what, []))[1].append(change)
    return list(found.values())


def _key_news(what: str, reasons: Sequence[str]) -> str:
    """What is told of a change, the same wherever it is the same news: "zip" that became "postal" in other words around
    it, too. A "may" is another one in each clause."""
    key = _MORE_EDITS.sub("", what)
    is_word = weigh_reasons(one for one in reasons if not one.startswith("topic: ")) == weigh_reasons(())
    return _PLACE.sub("", key).casefold() if is_word else key


def _describe_alike(what: str, places: Sequence[Change]) -> list[str]:
    """Example: 'Riders: "Oak" became "Elm".', 'The same in Drivers.'"""
    others = f"{spell(len(places) - 1)} other clauses" if len(places) > 2 else _name_change(places[-1])
    if others == _name_change(places[0]):
        others = "another clause of that name"  # two editions on one page
    return [_write_statement(places[0], what), *([f"The same in {others}."] if len(places) > 1 else [])]


def _list_names(changes: Sequence[Change]) -> tuple[tuple[str, str], ...]:
    """The names that were replaced throughout, old and new."""
    found = (_RENAMED.fullmatch(change.reasons[0]) for change in changes if change.reasons)
    return tuple((match["old"], match["new"]) for match in found if match)


def _describe_renaming(change: Change) -> str:
    """Example: '"Twiddle" became "Yonder" in 10 places.'; "" for a change that tells no replaced name."""
    found = _RENAMED.fullmatch(change.reasons[0]) if change.reasons else None
    return f"{quote(found['old'])} became {quote(found['new'])} in {found['places']}." if found else ""


def _write_statement(change: Change, what: str) -> str:
    label = _name_change(change)
    return f"{label[:1].upper()}{label[1:]}: {what}."


def _name_change(change: Change) -> str:
    return cut(change.label, LONGEST_LABEL)


def _describe_what(change: Change) -> str:
    if not change.old or not change.new:
        verb = "new clause" if change.new else "clause removed"
        quoted = quote_section((change.new or change.old)[0])
        return f"{verb}{f': {quoted}' if quoted else ''}"
    joined = []
    if Kind.MERGED in change.kinds:
        joined.append(f"{spell(len(change.old))} clauses became one")
    if Kind.SPLIT in change.kinds:
        joined.append(f"one clause became {spell(len(change.new))}")
    if Kind.RETITLED in change.kinds and not _lists_edits(change):
        return _describe_heading(change.old[0].heading, change.new[0].heading)
    if not _lists_edits(change):
        return ", ".join(joined) or _describe_border(change)
    return "; ".join([_describe_edit(change), *joined])  # people want to know what was said before how it is cut


def _describe_border(change: Change) -> str:
    """What is told where no word changed: its label, or where it stands."""
    if Kind.RENUMBERED in change.kinds:
        return f"labelled {quote(change.new[0].number or 'no number')}, before {quote(change.old[0].number or 'none')}"
    return "moved" if Kind.MOVED in change.kinds else "changed"


def _describe_heading(old: str | None, new: str | None) -> str:
    """What became of a heading: words that came or went, where one text has none."""
    if old and new:
        return f"renamed from {quote(old)}"
    return f"{name_run(new)} added: {quote(new)}" if new else f"{name_run(old or '')} removed: {quote(old or '')}"


def _lists_edits(change: Change) -> bool:
    return bool(set(change.kinds) & {Kind.EDITED, Kind.MERGED, Kind.SPLIT}) and bool(change.deleted or change.inserted)


def _describe_edit(change: Change) -> str:
    """The weightiest edit in words: a swap quoted on both sides, else what came, else what went."""
    deleted, inserted = change.deleted, change.inserted
    is_whole = len(change.old) + len(change.new) > 2  # there what stands side by side was seldom exchanged
    if not is_whole and (swap := find_swap(change)):
        return f"{quote(swap[0])} became {quote(swap[1])}{_place(change, Op.INSERT, swap[1])}{_count_more(change, 1)}"
    if not is_whole and (row := _describe_columns(change) or _describe_answer(change)):
        return row
    longest = max((*deleted, *inserted), key=len)
    if not is_whole and (pair := find_replaced(change, longest)):
        old, new = quote_both(*pair)
        return f"{name_run(pair[0])} replaced: {old} by {new}{_count_more(change, 1)}"
    if inserted and (not deleted or len(max(inserted, key=len)) >= len(max(deleted, key=len))):
        run = find_whole(max(inserted, key=len))
        return f"{name_run(run)} added: {quote(run)}{_place(change, Op.INSERT, run)}{_count_more(change, 1)}"
    run = find_whole(max(deleted, key=len))
    return f"{name_run(run)} removed: {quote(run)}{_place(change, Op.DELETE, run)}{_count_more(change, 1)}"


def _describe_columns(change: Change) -> str:
    """Example: 'in another column now ("Small" before, "Large" now): "Oars | ✓"'; "" where words differ, too."""
    if any(run.strip(" |") for run in (*change.deleted, *change.inserted)):
        return ""
    for difference in list_differences(change, None):
        for before, now in list_moved(difference):
            return f"in another column ({quote(before)} before, {quote(now)} now): {quote(difference.new_line)}"
    return ""


def _describe_answer(change: Change) -> str:
    """Example: '"●" became "○" in "Oars | ○"'; "" where words differ, too."""
    runs = (*change.deleted, *change.inserted)
    if any(map(_SAYS.search, runs)) or all(map(str.isascii, runs)):
        return ""
    found = (
        (pair, difference.new_line)
        for difference in list_differences(change, None)
        for pair in list_answers(difference)
    )
    for (before, now), line in found:
        return f"{quote(before)} became {quote(now)} in {quote(line)}{_count_more(change, 1)}"
    return ""


def _place(change: Change, op: Op, run: str) -> str:
    """Where a run of one or two words stands: ' in "you and Acme Video Company"'; "" for a longer one."""
    if count_words(run) > SHORT_RUN:
        return ""
    _, ops = say_change(change)
    side = [(kind, text) for kind, text in ops if kind in (Op.EQUAL, op)]
    at = next((index for index, (kind, text) in enumerate(side) if kind is op and run in text), None)
    if at is None:
        return ""
    before = _LAST_WORDS.search(side[at - 1][1][-_MOST_AROUND:]) if at and side[at - 1][0] is Op.EQUAL else None
    after = _FIRST_WORDS.match(side[at + 1][1]) if at + 1 < len(side) and side[at + 1][0] is Op.EQUAL else None
    around = f"{before[0] if before else ''}{side[at][1]}{after[0] if after else ''}"
    return f" in {quote(around)}" if count_words(around) > count_words(run) else ""


def _count_more(change: Change, told: int) -> str:
    more = max(len(change.deleted), len(change.inserted)) - told
    return f", and {spell(more)} more edit{'s' if more > 1 else ''}" if more > 0 else ""


def _count_rest(others: Sequence[Change], changes: Sequence[Change]) -> str:
    """What was not told by name: further substantive changes, then what merely follows or means nothing."""
    ripples = sum(change.is_ripple and REPLACED not in change.reasons for change in changes)
    harmless = sum(change.significance is Significance.COSMETIC and not change.is_ripple for change in changes)
    parts = []
    if others:
        parts.append(
            f"{spell(len(others))} more change{'s' if len(others) > 1 else ''} of substance{_describe_most(others)}"
        )
    if harmless:
        parts.append(f"{spell(harmless)} without effect")
    text = " and ".join(parts)
    if ripples:
        follow = (
            f"{spell(ripples)} renumbering{'s' if ripples > 1 else ''} or reference{'s' if ripples > 1 else ''} follow"
        )
        text = (
            f"{text}; {follow if ripples > 1 else follow + 's'}" if text else (follow if ripples > 1 else follow + "s")
        )
    return text[:1].upper() + text[1:] + "." if text else ""


def _describe_most(others: Sequence[Change]) -> str:
    """Example: " (289 of them new clauses)", where a document grew or was cut."""
    count, what = max((sum(not change.old for change in others), "new"), (sum(not c.new for c in others), "removed"))
    is_told = len(others) >= MANY_MORE and 2 * count > len(others)
    return f" ({'all' if count == len(others) else spell(count)} of them {what} clauses)" if is_told else ""


def _list_harmless(changes: Sequence[Change]) -> str:
    """The reasons of a cosmetic change set, each with how many clauses it is true of, most frequent first."""
    reasons = [reason for change in changes for reason in change.reasons[:1]]
    counts = {reason: reasons.count(reason) for reason in dict.fromkeys(reasons)}
    ordered = sorted(counts, key=lambda reason: -counts[reason])
    told = [f"{reason} ({counts[reason]})" if counts[reason] > 1 else reason for reason in ordered[:3]]
    where = f" in {cut(changes[0].label, LONGEST_LABEL)}" if len(changes) == 1 else ""
    return ", ".join(told) + (f" and {spell(len(ordered) - 3)} more" if len(ordered) > 3 else "") + where


def _count_kinds(changes: Sequence[Change]) -> str:
    added = sum(not change.old for change in changes)
    removed = sum(not change.new for change in changes)
    counts = ((added, "new"), (removed, "gone"), (len(changes) - added - removed, "changed"))
    told = [f"{spell(count)} {word}" for count, word in counts if count]
    return ", ".join(told) + " (clauses)" if told else "no clause differs"
