"""Topics -> a change set nobody made, to show what its readers will get. Pure.

Its words say what they are, so that nobody takes it for news.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from tracker.model import (
    Block,
    BlockKind,
    Change,
    ChangeSet,
    Comparison,
    Judgement,
    Kind,
    Op,
    Section,
    Significance,
    Verdict,
)

_KEPT = "We answer what you ask of us within "
_OLD, _NEW = "30 days", "14 days"
SPECIMEN = "specimen"
"""The id of the change set."""

SUMMARY = f'This is a specimen: no document changed. 1 Specimen: "{_OLD}" became "{_NEW}".'


def make_specimen(policy: str, *, topics: Sequence[str], now: datetime) -> ChangeSet:
    """A change of one clause that touches topics ("AI training"), as a subscription to them would be told it."""
    change = Change(
        kinds=(Kind.EDITED,),
        old=(_make_section(f"{_KEPT}{_OLD}."),),
        new=(_make_section(f"{_KEPT}{_NEW}."),),
        ops=((Op.EQUAL, _KEPT), (Op.DELETE, _OLD), (Op.INSERT, _NEW), (Op.EQUAL, ".")),
        deleted=(_OLD,),
        inserted=(_NEW,),
        significance=Significance.SUBSTANTIVE,
        reasons=(f"number: {_OLD} -> {_NEW}", *(f"topic: {topic}" for topic in topics)),
    )
    judgement = Judgement(
        old_hash="",
        new_hash="",
        old_seq=0,
        new_seq=0,
        previous_at=now - timedelta(hours=12),
        observed_at=now,
        confirmed_at=now,
    )
    comparison = Comparison(verdict=Verdict.SUBSTANTIVE, changes=(change,), summary=SUMMARY)
    return ChangeSet(SPECIMEN, policy, judgement, comparison, is_told=True)


def _make_section(text: str) -> Section:
    return Section(1, 1, number="1", path="1", heading="Specimen", blocks=(Block(BlockKind.PARAGRAPH, text),))
