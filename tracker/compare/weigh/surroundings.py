"""Rated changes -> the same, without substance where all that differs is the site's own and not the document's.

A line is the site's where it stands outside the document and looks like furniture (`margins`), where the text between
such lines stands alone in the other reading (`same_within`), or where the record
says so (`SiteEvidence`): it stands on other pages of the site, or came and went before while nothing else moved. So is
a label that comes or goes at every clause at once, and a list of the document's own headings its contents; a heading
alone that stands twice says nothing when it stands once. What is shared may be a clause: it counts only for what stands
outside the outline or is a label or a link.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import takewhile

from tracker.compare.weigh.binding import promises
from tracker.compare.weigh.difference import Difference, list_differences
from tracker.compare.weigh.harmless import find_harmless
from tracker.compare.weigh.margins import Margins, find_labels, find_margins
from tracker.compare.weigh.outskirts import list_outskirts
from tracker.compare.weigh.page_lines import PageLine, is_sentence, list_lines
from tracker.compare.weigh.same_within import find_around
from tracker.compare.weigh.strewn import find_contents, find_strewn, is_label_long, key_entry, list_entry_keys
from tracker.languages import compile_words
from tracker.model import NO_EVIDENCE, Change, Reading, Significance, SiteEvidence
from tracker.text.canon import canon_key
from tracker.text.scripts import STOPS, WIDE_STOPS
from tracker.values import replace

_ENDS = frozenset(f"{STOPS}{WIDE_STOPS};；:：") - frozenset("?？؟")
STREWN = "the same at every clause"
OUTSIDE = "outside the document"
CONTENTS = "contents list"
STILL_SAID = "heading that stands elsewhere"
CAME_AND_WENT = "came and went before while nothing else changed"


class PageEdges:
    """Tells of a difference between two readings whether it lies in what surrounds the document; found when asked."""

    def __init__(self, old: Reading, new: Reading, evidence: SiteEvidence = NO_EVIDENCE) -> None:
        self._old, self._new, self._evidence = old, new, evidence

    @cached_property
    def _lines(self) -> tuple[Sequence[PageLine], Sequence[PageLine]]:
        return list_lines(self._old), list_lines(self._new)

    @cached_property
    def _margins(self) -> Margins:
        return find_margins((self._old, self._new), self._lines)

    @cached_property
    def _around(self) -> frozenset[str]:
        return find_around(*self._lines)

    @cached_property
    def _labels(self) -> frozenset[str]:
        return find_labels(self._lines)

    @cached_property
    def _strewn(self) -> frozenset[str]:
        return find_strewn(self._lines)

    def _is_strewn(self, line: str) -> bool:
        return is_label_long(line) and line in self._strewn

    def explain(self, difference: Difference) -> str | None:
        """Why a difference is the site's, None where it is not: every line that it touches must be.

        Of a line that stands within the document too, the others say where it came or went.
        """
        lines = [line for line in difference.single_lines if not self._is_twofold(line) or self._is_strewn(line)]
        if difference.new and (known := self._explain_edited(difference)):
            return known
        if self._is_said_all_the_same(difference):
            return STILL_SAID
        reasons = [self._explain_line(line, difference.language) for line in lines]
        if reasons and all(reasons):
            return next((reason for reason in reasons if reason != OUTSIDE), OUTSIDE)
        return CONTENTS if self._lists_contents(difference) else None

    def _is_furniture(self, line: str) -> bool:
        return line in self._outskirts and line in self._margins.furniture

    def _is_twofold(self, line: str) -> bool:
        return line in self._outskirts and line in self._margins.twofold

    @cached_property
    def _outskirts(self) -> frozenset[str]:
        """Lines outside of which no margins need to be looked for: quick, and most edits are elsewhere."""
        return list_outskirts(self._old, self._new)

    def _is_said_all_the_same(self, difference: Difference) -> bool:
        """Whether a heading without text came or went, or a line that says its heading again, and the words stand in
        both texts all the same."""
        lines = [_key_line(line) for line in difference.single_lines]
        heading, text = _key_line(difference.section.heading or ""), difference.section.text
        says_more = any(_key_line(line) != heading for line in text.split("\n") if line.strip())
        is_bare = difference.is_heading and difference.is_whole and not says_more
        is_again = not difference.is_heading and set(lines) == {heading}
        return (is_bare or is_again) and self._said.issuperset(lines)

    @cached_property
    def _said(self) -> frozenset[str]:
        old, new = (frozenset(_key_line(line.text) for line in lines) for lines in self._lines)
        return old & new

    def _lists_contents(self, difference: Difference) -> bool:
        lines = difference.single_lines
        if difference.is_heading or not lines or any(map(_says_something, lines)):
            return False
        is_known = all(not self._headings.isdisjoint(list_entry_keys(line)) for line in lines)
        return is_known and self._contents.issuperset(lines)

    @cached_property
    def _headings(self) -> frozenset[str]:
        return frozenset(key_entry(line.text) for side in self._lines for line in side if line.block is None)

    @cached_property
    def _contents(self) -> frozenset[str]:
        old, new = self._lines
        return find_contents(old) | find_contents(new)

    def is_twofold(self, difference: Difference) -> bool:
        """Whether all that differs are lines that stand both outside the document and within it."""
        lines = difference.single_lines
        return bool(lines) and all(map(self._is_twofold, lines))

    def _explain_edited(self, difference: Difference) -> str | None:
        """Why an edit lies in the surroundings: what was edited came alone, and the line still promises nothing."""
        lines = [line for line in difference.old_line.split("\n") if line.strip()]
        if not lines or promises(difference.new_line, difference.language):
            return None
        reasons = [self._explain_visit(line, difference.language) for line in lines]
        return reasons[0] if all(reasons) else None

    def _explain_visit(self, line: str, language: str | None) -> str | None:
        key = canon_key(line)
        if key not in self._evidence.visits or line not in self._margins.around or promises(line, language):
            return None
        since = self._evidence.visits[key]
        return f"came or went alone on {since:%Y-%m-%d}" if since else CAME_AND_WENT

    def _explain_line(self, line: str, language: str | None) -> str | None:
        is_outside = self._is_furniture(line)
        count = self._evidence.shared.get(canon_key(line), 0)
        if count and (is_outside or self._is_at_edge(line, language)):
            return f"stands on {count} other page{'s' if count > 1 else ''} of this site"
        if visit := self._explain_visit(line, language):
            return visit
        if self._is_strewn(line) and not promises(line, language):
            return STREWN
        is_around = line in self._around and (_key_line(line) in self._said or not _rules(line, language))
        return OUTSIDE if is_outside or is_around else None

    def _is_at_edge(self, line: str, language: str | None) -> bool:
        """Whether a line stands outside the outline or ends the text, and promises nothing, or is a label or a link."""
        margins = self._margins
        is_around = line in margins.around or line in margins.tail
        return line in self._labels or (is_around and not promises(line, language))


def _says_something(line: str) -> bool:
    """Whether a line is a sentence and ends as one. Long headings and questions ("What does it cost? 3") do not."""
    return is_sentence(line) and line.rstrip()[-1:] in _ENDS


def _rules(line: str, language: str | None) -> bool:
    """Whether a line promises something, or names a figure with a unit ("90 days"), wherever it stands."""
    return promises(line, language) or compile_words("text.units", before=r"\d\s?").search(line) is not None


def _key_line(line: str) -> str:
    return canon_key(line).casefold()


def speaks_of(evidence: SiteEvidence, change: Change) -> bool:
    """Whether the record says anything of a line of a change: where it does not, the change stays as it was rated.

    Quick, for nearly every change is asked and hardly one has such a line.
    """
    parts = (part for one in (*change.old, *change.new) for part in (one.heading, one.text) if part)
    keys = (canon_key(line) for part in parts for line in part.split("\n"))
    return any(key in evidence.shared or key in evidence.visits for key in keys)


def lay_to_site(changes: Sequence[Change], edges: PageEdges, *, language: str | None) -> tuple[Change, ...]:
    """The changes in their order; those of substance that lie wholly in the surroundings are cosmetic, and say why."""
    return tuple(
        _rate_again(change, edges, language) if change.significance is Significance.SUBSTANTIVE else change
        for change in changes
    )


def _rate_again(change: Change, edges: PageEdges, language: str | None) -> Change:
    reasons = []
    for difference in list_differences(change, language):
        reason = _find_reason(difference, edges)
        if reason:
            reasons.append(reason)
        elif not edges.is_twofold(difference):  # "Overview" heads a card below the text, and a clause: see the others
            return change
    if not reasons:
        return change
    own = [reason for reason in reasons if reason != OUTSIDE]
    return replace(change, significance=Significance.COSMETIC, reasons=tuple(dict.fromkeys([*own, *reasons])))


def _find_reason(difference: Difference, edges: PageEdges) -> str | None:
    reason = edges.explain(difference) or find_harmless(difference)
    if reason or len(difference.pieces) < 2:
        return reason
    explained = [(edges.explain(piece), piece) for piece in difference.pieces]
    if not any(reason for reason, _ in explained):
        return None  # of an edit within the document the rules were asked
    reasons = list(takewhile(bool, (reason or find_harmless(piece) for reason, piece in explained)))
    return reasons[0] if len(reasons) == len(explained) else None
