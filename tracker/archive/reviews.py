"""What people made of change sets <-> rows: read, not relevant, something to do, and whose it is; kept by rebuilds."""

from __future__ import annotations

from tracker.archive.decisions import Decisions
from tracker.archive.moments import read_moment, write_moment
from tracker.archive.passages import clean_text
from tracker.archive.store import Store
from tracker.model import ReviewMark, ReviewState

REVIEW_SCHEMA = """
-- A fact, append-only: the newest row of a change set holds. 'open' takes an earlier mark back.
CREATE TABLE review (
    id INTEGER PRIMARY KEY,
    policy TEXT NOT NULL REFERENCES policy(id),
    change_set TEXT NOT NULL,                    -- the id shown when it was made
    old_seq INTEGER NOT NULL REFERENCES observation(seq),
    seq INTEGER NOT NULL REFERENCES observation(seq),
    state TEXT NOT NULL CHECK (state IN ('open', 'reviewed', 'not-relevant', 'needs-action')),
    assignee TEXT,
    by TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;
CREATE INDEX review_policy ON review(policy);
"""


class Reviews:
    """The `review` table. Tests: test_review.py.

    Like a note, a mark stays with the step in which its observation lies where better rules make other steps.
    """

    def __init__(self, store: Store, decisions: Decisions) -> None:
        self._store = store
        self._decisions = decisions

    def add(self, policy: str, mark: ReviewMark, *, old_seq: int, seq: int) -> None:
        """Write what a person made of a change set between two observations."""
        self._store.run(
            "INSERT INTO review (policy, change_set, old_seq, seq, state, assignee, by, at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                *(policy, mark.change_set, old_seq, seq, mark.state.value),
                None if mark.assignee is None else clean_text(mark.assignee),
                *(clean_text(mark.by), write_moment(mark.at)),
            ],
        )

    def of(self, policy: str) -> dict[str, ReviewMark]:
        """What holds of every change set of a policy that anybody made something of."""
        found: dict[str, ReviewMark] = {}
        for row in self._store.rows("SELECT * FROM review WHERE policy = ? ORDER BY id", [policy]):
            change_set = self._decisions.place(policy, row)
            state = ReviewState(row["state"])
            found[change_set] = ReviewMark(change_set, state, row["by"], read_moment(row["at"]), row["assignee"])
        return found

    def policies(self) -> tuple[str, ...]:
        """The policies of which anybody made anything."""
        return tuple(row["policy"] for row in self._store.rows("SELECT DISTINCT policy FROM review"))
