"""Model objects made by hand, for tests of what people and programs are shown."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tracker.model import (
    Block,
    BlockKind,
    Change,
    ChangeSet,
    Comparison,
    HeldBecause,
    Judgement,
    Kind,
    LinkChange,
    MovedText,
    Note,
    Op,
    Reading,
    Section,
    Significance,
    Verdict,
    Version,
)


def section(
    ordinal: int, number: str | None, heading: str | None, text: str = "", clause: str | None = None
) -> Section:
    """A section at the level its number says."""
    level = 1 if number is None else number.count(".") + 1
    blocks = tuple(Block(BlockKind.PARAGRAPH, line) for line in text.split("\n") if line)
    return Section(ordinal, level, number=number, path=number, heading=heading, blocks=blocks, clause=clause)


OLD_LICENCE = section(3, "10.4", "Customer Licence", "You grant us a licence. We may train models.", "c0000001")
NEW_LICENCE = section(
    3, "10.5", "Customer Licence", "You grant us a licence. We must ask before we train models.", "c0000001"
)
INSERTED = section(2, "10.4", "Feedback", "Ideas are free.", "c0000002")

EDIT = Change(
    kinds=(Kind.EDITED, Kind.RENUMBERED),
    old=(OLD_LICENCE,),
    new=(NEW_LICENCE,),
    ops=(
        (Op.EQUAL, "You grant us a licence. We "),
        (Op.DELETE, "may "),
        (Op.INSERT, "must ask before we "),
        (Op.EQUAL, "train models."),
    ),
    deleted=("may",),
    inserted=("must ask before we",),
    significance=Significance.SUBSTANTIVE,
    reasons=("obligation: may -> must",),
)
ADDITION = Change(
    kinds=(Kind.ADDED,),
    old=(),
    new=(INSERTED,),
    ops=((Op.INSERT, "Ideas are free."),),
    inserted=("Feedback", "Ideas are free."),
    reasons=("clause added",),
)
RIPPLE = Change(
    kinds=(Kind.RENUMBERED,),
    old=(section(4, "10.5", "Restrictions", "You may not resell."),),
    new=(section(5, "10.6", "Restrictions", "You may not resell."),),
    significance=Significance.COSMETIC,
    reasons=("follows a renumbering",),
    ripple_of=0,
    is_ripple=True,
)

COMPARISON = Comparison(
    verdict=Verdict.SUBSTANTIVE,
    changes=(ADDITION, EDIT, RIPPLE),
    summary="10.4 Feedback was added.",
    links_changed=(LinkChange("16.2", "Privacy", "https://a.example/1", "https://a.example/2"),),
    unchanged=12,
)
MOVED = MovedText("This sentence stood elsewhere until now.", OLD_LICENCE, INSERTED)

SEEN_AT = datetime(2023, 8, 7, 18, 30, 15, 250000, UTC)
BEFORE_AT = datetime(2023, 7, 28, 6, 31, 2, tzinfo=UTC)

CHANGE_SET = ChangeSet(
    id="4f1c20ab93d7",
    policy="zoom/terms-of-service",
    judgement=Judgement("a", "b", 7, 9, BEFORE_AT, SEEN_AT, SEEN_AT),
    comparison=COMPARISON,
    effective_on=date(2023, 8, 7),
    is_told=True,
    is_alerted=True,
    notes=(Note("4f1c20ab93d7", "Dana", SEEN_AT, "Reviewed."),),
)
HELD = ChangeSet(
    id="77aa20ab93d7",
    policy="zoom/terms-of-service",
    judgement=Judgement("b", "a", 9, 11, BEFORE_AT, SEEN_AT, None, HeldBecause.FLAPPING, "seen 3 times", BEFORE_AT),
    comparison=Comparison(Verdict.UNCHANGED, ()),
)
READING = Reading("text/html", "Terms", "en", (INSERTED, NEW_LICENCE))
VERSION = Version(1, "zoom/terms-of-service", 3, "hash", BEFORE_AT, SEEN_AT, READING)
