"""The words of believing: what was seen, what is held, what became a change set."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from tracker.model.capturing import Source
from tracker.model.comparing import Comparison, Event, Verdict
from tracker.model.reading import Reading, StatedDate
from tracker.model.surroundings import SitePart
from tracker.values import Struct, field


class HeldBecause(StrEnum):
    """Why subscribers were not told of a change set (or a text did not become a version).

    These words are promised to whoever reads the JSON. No rule gives "bad-extraction" today; it stays, so that a record
    or a reader that knows it is understood.
    """

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


class Sighting(Struct, frozen=True):
    """One observation as the record holds it after reading and screening.

    `text_hash` is the canonical hash of what was read, None when nothing could be read. `screened` says why the
    text was doubted (None: it passed). `source_kind` as in `Source.kind`. `setting` stands for the settings it was read
    with. `seq` is unique in the database and grows in order of recording; sightings are judged in order of
    `observed_at`, then `seq`.
    """

    seq: int
    observed_at: datetime
    text_hash: str | None
    screened: str | None = None
    source_kind: str = "http"
    setting: int = 0


class Judgement(Struct, frozen=True):
    """What the record says about the step from one believed text to the next.

    `old_seq`/`new_seq` are the last sighting of the old and the first of the new text; `observed_at` and
    `previous_at` their times. `is_believed`: the new text is what people are shown from then on; a step aside, which
    nobody was told of, is none. `is_echo` marks a step that was taken aside before, told after all and compared with
    the text that subscribers know. `site_part` are the changes that the
    record lays to the site, None where it does not.
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
    is_echo: bool = False
    is_believed: bool = False
    site_part: SitePart | None = None

    @property
    def is_tellable(self) -> bool:
        """Whether it may be news to anybody: confirmed, and not held, or held as cosmetic (some ask for those too)."""
        return self.confirmed_at is not None and self.held_because in (None, HeldBecause.COSMETIC)

    @property
    def is_told(self) -> bool:
        """Whether it is news to everybody who asked for no more than the substance: confirmed and not held."""
        return self.confirmed_at is not None and self.held_because is None


class ChangeSet(Struct, frozen=True):
    """All changes between two versions of a policy, with what was believed and told of them.

    `is_told`: it is news by all that is believed. `is_alerted`: there are alerts of it, or would have been had anybody
    subscribed, or had what was imported been seen live. `source` is whence the first sighting of the new text came.
    """

    id: str
    policy: str
    judgement: Judgement
    comparison: Comparison
    effective_on: date | None = None
    is_told: bool = False
    is_alerted: bool = False
    notes: tuple[Note, ...] = ()
    dates_before: tuple[StatedDate, ...] = ()
    dates_after: tuple[StatedDate, ...] = ()
    source: Source | None = None

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


class Note(Struct, frozen=True):
    """What a person wrote about a change set."""

    change_set: str
    by: str
    at: datetime
    text: str


class Version(Struct, frozen=True):
    """A distinct text of a policy, with where in time it was seen."""

    id: int
    policy: str
    ordinal: int
    text_hash: str
    first_seen_at: datetime
    last_seen_at: datetime
    reading: Reading


class Gap(Struct, frozen=True):
    """A span in which nothing is known of a policy, and why."""

    from_at: datetime
    to_at: datetime
    why: str


class Observation(Struct, frozen=True):
    """One look at a policy as recorded: `snapshots` are ids of the captured parts in order."""

    seq: int
    policy: str
    observed_at: datetime
    outcome: Outcome
    error: str | None = None
    snapshots: tuple[int, ...] = field(default=())
