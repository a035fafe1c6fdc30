"""Change sets -> rows for a spreadsheet, one a change."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from tracker.model import Change, ChangeSet, Kind, RuledFact, SearchHit, list_topics
from tracker.publish.cards import PolicyCard
from tracker.publish.contract import write_date, write_time
from tracker.publish.hostile import clean_text

SHEET_COLUMNS = (
    *("policy", "name", "address", "change_set", "previous_at", "observed_at", "effective_on", "told", "held_because"),
    *("summary", "ordinal", "clause", "number", "place", "heading", "kinds", "significance", "topics", "reasons"),
    *("deleted", "inserted"),
)

HIT_COLUMNS = ("policy", "side", "observed_at", "number", "heading", "clause", "change_set", "excerpt")

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a cell for a formula (OWASP, "CSV Injection")."""


def sheet_rows(change_set: ChangeSet, card: PolicyCard) -> list[tuple[str, ...]]:
    """One row a change, in the order of `SHEET_COLUMNS`; `ordinal` is its place in the JSON's `changes`, from 0."""
    judgement = change_set.judgement
    head = (
        *(change_set.policy, card.name, card.link or "", change_set.id),
        *(write_time(judgement.previous_at) or "", write_time(judgement.observed_at) or ""),
        write_date(change_set.effective_on) or "",
        "yes" if change_set.is_told else "no",
        judgement.held_because.value if judgement.held_because else "",
        change_set.comparison.summary,
    )
    return [
        (*head, str(ordinal), *_change_cells(change)) for ordinal, change in enumerate(change_set.comparison.changes)
    ]


def _change_cells(change: Change) -> Iterator[str]:
    section = (change.new or change.old)[0]
    deleted, inserted = _list_words(change)
    yield section.clause or ""
    yield section.number or ""
    yield change.label
    yield section.heading or ""
    yield " ".join(kind.value for kind in change.kinds)
    yield change.significance.value
    yield "; ".join(list_topics(change.reasons))
    yield "; ".join(reason for reason in change.reasons if not list_topics((reason,)))
    yield " … ".join(deleted)
    yield " … ".join(inserted)


def _list_words(change: Change) -> tuple[Sequence[str], Sequence[str]]:
    """What went and came; of a merge or split in which no word changed, the clauses that went and those that came."""
    if change.deleted or change.inserted or not set(change.kinds) & {Kind.MERGED, Kind.SPLIT}:
        return change.deleted, change.inserted
    kept = {section.clause for section in change.old} & {section.clause for section in change.new}
    gone = [f"{section.label}: {section.text}" for section in change.old if section.clause not in kept]
    come = [f"{section.label}: {section.text}" for section in change.new if section.clause not in kept]
    return gone, come


FACT_COLUMNS = (
    "policy",
    "kind",
    "value",
    "holds",
    "from",
    "to",
    "from_start",
    "path",
    "heading",
    "clause",
    "quote",
)


def fact_rows(answer: RuledFact) -> list[tuple[str, ...]]:
    """One row a value, those that held before first, in the order of `FACT_COLUMNS`; one row where nothing is said."""
    rows: list[tuple[str, ...]] = [
        (
            *(answer.policy, answer.kind, span.value, "yes" if span in answer.values else "no"),
            *(write_time(span.from_at) or "", write_time(span.to_at) or "", "yes" if span.is_from_start else "no"),
            *(span.path or "", span.heading or "", span.clause or "", span.quote),
        )
        for span in (*answer.earlier, *answer.values)
    ]
    said = "not said" if answer.is_known else "not known in this language"
    return rows or [(answer.policy, answer.kind, said, *[""] * (len(FACT_COLUMNS) - 3))]


def hit_row(hit: SearchHit) -> tuple[str, ...]:
    """A hit of a search, in the order of `HIT_COLUMNS`."""
    seen = write_time(hit.observed_at) or ""
    place = (hit.path or "", hit.heading or "", hit.clause or "", hit.change_set or "")
    return (hit.policy, hit.side, seen, *place, hit.excerpt)


def write_rows(rows: Iterable[Sequence[str]]) -> str:
    """CSV text; a cell that would be a formula gets an apostrophe in front, so that it stays text."""
    sheet = StringIO()
    csv.writer(sheet, lineterminator="\n").writerows([guard_cell(cell) for cell in row] for row in rows)
    return sheet.getvalue()


def guard_cell(cell: str) -> str:
    text = clean_text(cell)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
