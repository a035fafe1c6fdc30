"""Change sets -> rows for a spreadsheet, one a change."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from tracker.model import ChangeSet, RuledFact, SearchHit
from tracker.publish.contract import write_time
from tracker.publish.render import clean_text

SHEET_COLUMNS = (
    "policy",
    "change_set",
    "previous_at",
    "observed_at",
    "told",
    "held_because",
    "place",
    "kinds",
    "significance",
    "reasons",
    "deleted",
    "inserted",
)

HIT_COLUMNS = ("policy", "side", "observed_at", "number", "heading", "clause", "change_set", "excerpt")

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a cell for a formula (OWASP, "CSV Injection")."""


def sheet_rows(change_set: ChangeSet) -> list[tuple[str, ...]]:
    """One row a change, in the order of `SHEET_COLUMNS`."""
    judgement = change_set.judgement
    head = (
        change_set.policy,
        change_set.id,
        write_time(judgement.previous_at) or "",
        write_time(judgement.observed_at) or "",
        "yes" if change_set.is_told else "no",
        judgement.held_because.value if judgement.held_because else "",
    )
    return [
        (
            *head,
            change.label,
            " ".join(kind.value for kind in change.kinds),
            change.significance.value,
            "; ".join(change.reasons),
            " … ".join(change.deleted),
            " … ".join(change.inserted),
        )
        for change in change_set.comparison.changes
    ]


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
