"""The words everyone uses: what is seen, read, compared and told, as frozen dataclasses.

Nothing here knows how anything is stored, fetched or shown. Times are aware UTC and end in `_at`;
calendar dates end in `_on`. Old comes before new everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Literal

# --- reading: bytes -> blocks -> sections -----------------------------------------------------------


class BlockKind(StrEnum):
    """What a stretch of text is on the page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class Link:
    """A link beside the text, never in it: the words it stands on and where it leads."""

    text: str
    target: str


@dataclass(frozen=True)
class Block:
    """One heading, paragraph, list item, table row or quote, as printed.

    `text` has its whitespace collapsed and does not hold the list marker. `level` is 1-6 for a heading
    (as marked up) and the nesting depth from 1 for an item, else 0. `marker` is a list item's label as a
    browser would paint it ("3.", "(a)", "iv.", "•"); a label typed into the text stays in the text until
    sectioning moves it here. `lead` counts the leading characters of `text` that are bold or underlined
    (a run-in heading, or the whole of a bold line); `cells` counts a row's cells. `is_header` marks a
    row of header cells. `anchor` is the id attribute that a fragment or a contents list can point to.
    """

    kind: BlockKind
    text: str
    level: int = 0
    marker: str | None = None
    lead: int = 0
    links: tuple[Link, ...] = ()
    is_header: bool = False
    anchor: str | None = None

    @property
    def shown(self) -> str:
        """The text with its marker, bullets left out: "(a) rent, lease or sell"."""
        if self.marker and any(c.isalnum() for c in self.marker):
            return f"{self.marker} {self.text}" if self.text else self.marker
        return self.text


@dataclass(frozen=True)
class Section:
    """A node of one version's tree: the smallest unit with a number or heading of its own.

    `number` is the own label after repair, without trailing punctuation ("10.4", "(a)", "Article 4");
    `printed` the raw label where repair changed it; `path` the full address a reader would write
    ("10.4", "D.4", "10.4(a)"). `parent` is the ordinal of the enclosing section, None at the top.
    `clause` is the id of the clause this is an occurrence of, None outside a database.
    """

    ordinal: int
    level: int
    number: str | None = None
    printed: str | None = None
    path: str | None = None
    heading: str | None = None
    blocks: tuple[Block, ...] = ()
    heading_links: tuple[Link, ...] = ()
    parent: int | None = None
    clause: str | None = None

    @cached_property
    def text(self) -> str:
        """The body: the own blocks as shown, joined by newlines; no number, heading or children."""
        return "\n".join(block.shown for block in self.blocks)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """All links of the heading and the body, in order."""
        return self.heading_links + tuple(link for block in self.blocks for link in block.links)

    @property
    def label(self) -> str:
        """How a person names it: "10.4 Customer License Grant", "Definitions", "opening"."""
        return " ".join(part for part in (self.path or self.number, self.heading) if part) or "unnumbered text"


DateKind = Literal["effective", "updated", "announced"]


@dataclass(frozen=True, slots=True)
class StatedDate:
    """A date the document states about itself, with the phrase it came from."""

    kind: DateKind
    on: date
    phrase: str


@dataclass(frozen=True)
class ReadingSettings:
    """What a person may say about how one policy is read: CSS selectors, language, part of the page."""

    select: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    language: str | None = None
    fragment: str | None = None


@dataclass(frozen=True)
class Reading:
    """One text, read: what `read_document` makes of bytes."""

    media_type: str
    title: str | None
    language: str | None
    sections: tuple[Section, ...]
    dates: tuple[StatedDate, ...] = ()

    def stated_on(self, kind: DateKind) -> date | None:
        """The first stated date of one kind, else None."""
        return next((stated.on for stated in self.dates if stated.kind == kind), None)

    @property
    def effective_on(self) -> date | None:
        return self.stated_on("effective")

    @property
    def updated_on(self) -> date | None:
        return self.stated_on("updated")


# --- capturing: what came over the wire ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Source:
    """Whence captures come: kind "http", "browser", "ota-versions", "ota-snapshots" or "files"; locator an address."""

    kind: str
    locator: str


@dataclass(frozen=True)
class Capture:
    """Bytes as received, with provenance. Immutable; the archive keeps it as a snapshot.

    `headers` keep their order and repeats, names lower-cased. `external_key` identifies a capture inside its
    source (a commit, a file's digest), so that importing twice adds nothing; None for live captures.
    `part` counts the pages of a combined document from 0. `redirects` lists every address on the way.
    """

    source: Source
    captured_at: datetime
    body: bytes
    media_type: str | None = None
    charset: str | None = None
    status: int | None = None
    final_url: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    redirects: tuple[str, ...] = ()
    external_key: str | None = None
    part: int = 0


# --- comparing: two readings -> changes -----------------------------------------------------------------


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


@dataclass(frozen=True)
class MovedText:
    """Wording that stood in one section and now stands in another."""

    text: str
    old: Section
    new: Section


@dataclass(frozen=True)
class Change:
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


@dataclass(frozen=True, slots=True)
class LinkChange:
    """A link on the same words that now leads elsewhere (tracking parameters apart)."""

    section: str | None
    text: str
    old: str
    new: str


@dataclass(frozen=True)
class Comparison:
    """What happened between two readings.

    `pairs` is the whole alignment as (old ordinals, new ordinals), unchanged sections included: every
    section of either side stands in exactly one row. `unchanged` counts the rows without a change.
    """

    verdict: Verdict
    changes: tuple[Change, ...]
    event: Event | None = None
    summary: str = ""
    links_changed: tuple[LinkChange, ...] = ()
    unchanged: int = 0
    pairs: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...] = ()


# --- believing: what was seen, what is held, what is told --------------------------------------------------


class HeldBecause(StrEnum):
    """Why subscribers were not told of a change set (or a text did not become a version)."""

    COSMETIC = "cosmetic"
    UNCONFIRMED = "unconfirmed"
    FLAPPING = "flapping"
    QUARANTINED = "quarantined"
    VOLATILE = "volatile"
    BAD_EXTRACTION = "bad-extraction"
    LANGUAGE_SWITCH = "language-switch"
    SOURCE_CHANGED = "source-changed"
    SETTINGS_CHANGED = "settings-changed"
    REFUSED = "refused"


class Outcome(StrEnum):
    """What one look at a policy gave."""

    FETCHED = "fetched"
    NOT_MODIFIED = "not-modified"
    ERROR = "error"


@dataclass(frozen=True)
class Sighting:
    """One observation as the record holds it after reading and screening.

    `text_hash` is the canonical hash of what was read, None when nothing could be read. `screened` says why the
    text was doubted (None: it passed). `source_kind` as in `Source.kind`. `seq` is unique in the database and
    grows in order of recording; sightings are judged in order of `observed_at`, then `seq`.
    """

    seq: int
    observed_at: datetime
    text_hash: str | None
    screened: str | None = None
    source_kind: str = "http"


@dataclass(frozen=True)
class Judgement:
    """What the record says about the step from one believed text to the next.

    `old_seq`/`new_seq` are the last sighting of the old and the first of the new text; `observed_at` and
    `previous_at` their times. A change set is told when `held_because` is None and it is confirmed.
    """

    old_hash: str
    new_hash: str
    old_seq: int
    new_seq: int
    previous_at: datetime
    observed_at: datetime
    confirmed_at: datetime | None = None
    held_because: HeldBecause | None = None
    reason: str | None = None
    reverts_to: datetime | None = None


@dataclass(frozen=True)
class ChangeSet:
    """All changes between two versions of a policy, with what was believed and told of them."""

    id: str
    policy: str
    judgement: Judgement
    comparison: Comparison
    effective_on: date | None = None
    is_told: bool = False
    notes: tuple[Note, ...] = ()
    dates_before: tuple[StatedDate, ...] = ()
    dates_after: tuple[StatedDate, ...] = ()

    @property
    def is_quiet_edit(self) -> bool:
        """Whether the text changed in substance while the dates it states about itself stood still."""
        if self.comparison.verdict is not Verdict.SUBSTANTIVE or self.comparison.event is Event.DOCUMENT_REPLACED:
            return False
        before, after = ({(one.kind, one.on) for one in side} for side in (self.dates_before, self.dates_after))
        return bool(before) and before == after

    @property
    def is_date_only(self) -> bool:
        """Whether the document put a new date on itself and changed nothing else."""
        before, after = ({(one.kind, one.on) for one in side} for side in (self.dates_before, self.dates_after))
        changes = self.comparison.changes
        return before != after and bool(changes) and all(one.reasons == ("date line only",) for one in changes)


@dataclass(frozen=True)
class Note:
    """What a person wrote about a change set."""

    change_set: str
    by: str
    at: datetime
    text: str


@dataclass(frozen=True)
class Version:
    """A distinct text of a policy, with where in time it was seen."""

    id: int
    policy: str
    ordinal: int
    text_hash: str
    first_seen_at: datetime
    last_seen_at: datetime
    reading: Reading


@dataclass(frozen=True)
class Gap:
    """A span in which nothing is known of a policy, and why."""

    from_at: datetime
    to_at: datetime
    why: str


@dataclass(frozen=True)
class Observation:
    """One look at a policy as recorded: `snapshots` are ids of the captured parts in order."""

    seq: int
    policy: str
    observed_at: datetime
    outcome: Outcome
    error: str | None = None
    snapshots: tuple[int, ...] = field(default=())


# --- telling: what people and programs are sent --------------------------------------------------------------


class AlertState(StrEnum):
    """Where an alert stands. GATHERED waits for its digest; BUNDLED went into one and fares as that does."""

    PENDING = "pending"
    GATHERED = "gathered"
    BUNDLED = "bundled"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True)
class Message:
    """A copy of what will be sent, fixed when the alert was raised and the same whatever carries it.

    `thread` groups messages (a policy id, or a digest's subscription); `link` is the policy's own address.
    `record` is the JSON object that programs receive, as text; its `subscription` is filled in on sending.
    """

    thread: str
    subject: str
    summary: str
    text: str
    html: str
    record: str
    occurred_at: datetime
    link: str | None = None


@dataclass(frozen=True)
class Alert:
    """One message for one address of one channel.

    `receipt_key` is the same for the same news whatever derivation it comes from, so nobody is told twice.
    `due_at` is when it may first be sent, `next_at` when it may next be tried.
    """

    receipt_key: str
    subscription: str
    channel: str
    address: str
    message: Message
    created_at: datetime
    due_at: datetime
    next_at: datetime
    state: AlertState = AlertState.PENDING
    attempts: int = 0
    sent_at: datetime | None = None
    error: str | None = None
    bundle: str | None = None


# --- looking things up: what the archive answers -------------------------------------------------------------


@dataclass(frozen=True)
class TrackedPolicy:
    """A policy the database knows, whether or not a configuration names it now."""

    id: str
    name: str
    added_at: datetime


SearchSide = Literal["now", "first", "inserted", "deleted"]


@dataclass(frozen=True)
class SearchHit:
    """A place where words were found: in a text that stands ("now"), in the first text seen ("first"), or in the
    words that a change set put in or took out. `excerpt` has the words between "[" and "]"."""

    policy: str
    side: SearchSide
    observed_at: datetime
    path: str | None
    heading: str | None
    clause: str | None
    excerpt: str
    change_set: str | None = None
