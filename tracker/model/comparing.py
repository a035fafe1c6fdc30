"""The words of comparing: changes between two readings, with redlines, kinds and significance."""

from __future__ import annotations

from enum import StrEnum

from tracker.model.reading import Section
from tracker.model.ruling import FactChange
from tracker.values import Struct


class Kind(StrEnum):
    """How a section changed; a change carries every kind that is true of it."""

    ADDED = "added"
    REMOVED = "removed"
    EDITED = "edited"
    RETITLED = "retitled"
    RENUMBERED = "renumbered"
    MOVED = "moved"
    MERGED = "merged"
    SPLIT = "split"


class Significance(StrEnum):
    COSMETIC = "cosmetic"
    SUBSTANTIVE = "substantive"


class Verdict(StrEnum):
    UNCHANGED = "unchanged"
    COSMETIC = "cosmetic"
    SUBSTANTIVE = "substantive"


class Event(StrEnum):
    """Something that happened to the document as a whole."""

    LANGUAGE_SWITCH = "language-switch"
    DOCUMENT_REPLACED = "document-replaced"
    REWRITE = "rewrite"


class Op(StrEnum):
    EQUAL = "equal"
    DELETE = "delete"
    INSERT = "insert"


Ops = tuple[tuple[Op, str], ...]
"""A redline: equal + delete joined is the old text exactly, equal + insert the new one."""


class MovedText(Struct, frozen=True):
    """Wording that stood in one section and now stands in another."""

    text: str
    old: Section
    new: Section


class Change(Struct, frozen=True):
    """One aligned row that differs.

    `deleted` and `inserted` are the runs of words that went and came (differences without meaning left out).
    `ripple_of` is the index, in the comparison's changes, of the change that this one merely follows.
    """

    kinds: tuple[Kind, ...]
    old: tuple[Section, ...]
    new: tuple[Section, ...]
    ops: Ops = ()
    heading_ops: Ops = ()
    deleted: tuple[str, ...] = ()
    inserted: tuple[str, ...] = ()
    moved_text: tuple[MovedText, ...] = ()
    significance: Significance = Significance.SUBSTANTIVE
    reasons: tuple[str, ...] = ()
    ripple_of: int | None = None
    is_ripple: bool = False

    @property
    def label(self) -> str:
        """The section's name for people: where it stands now, else where it stood."""
        return (self.new or self.old)[0].label


class LinkChange(Struct, frozen=True):
    """A link on the same words that now leads elsewhere (tracking parameters apart)."""

    section: str | None
    text: str
    old: str
    new: str


class Comparison(Struct, frozen=True):
    """What happened between two readings.

    `pairs` is the whole alignment as (old ordinals, new ordinals), unchanged sections included: every
    section of either side stands in exactly one row. `unchanged` counts the rows without a change. `language` is
    that of the new reading, None for unknown. `facts` are the values that changed of what the text rules.
    """

    verdict: Verdict
    changes: tuple[Change, ...]
    event: Event | None = None
    summary: str = ""
    links_changed: tuple[LinkChange, ...] = ()
    unchanged: int = 0
    pairs: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...] = ()
    language: str | None = None
    facts: tuple[FactChange, ...] = ()
