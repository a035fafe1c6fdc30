"""A question of an assistant -> the records that answer it, as the commands with `--json` give them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import islice

from tracker.archive import Archive
from tracker.ask.diff import ask_diff
from tracker.ask.facts import ask_facts
from tracker.ask.first import ask_first
from tracker.ask.history import ask_history
from tracker.ask.log import ask_log
from tracker.ask.moments import parse_moment
from tracker.ask.policies import ask_policies
from tracker.ask.search import SearchBounds, ask_search
from tracker.ask.show import ask_show
from tracker.ask.since import ask_since
from tracker.ask.spread import SpreadFinder
from tracker.ask.status import ask_status
from tracker.ask.topic import ask_topic
from tracker.config import TrackerSettings
from tracker.model import SearchSide
from tracker.publish.across_contract import (
    elsewhere_record,
    fact_record,
    since_record,
    topic_change_record,
    topic_clause_record,
)
from tracker.publish.contract import (
    diff_record,
    history_record,
    log_record,
    overview_record,
    policy_status_record,
    section_record,
    show_record,
)
from tracker.publish.record import Record
from tracker.publish.search_contract import search_record
from tracker.values import Struct

MOST_CHANGE_SETS = 200


class Desk(Struct, frozen=True):
    """Answers questions from one open record; `clock` says what time it is."""

    archive: Archive
    clock: Callable[[], datetime]

    def policies(self) -> list[Record]:
        return [overview_record(one) for one in ask_policies(self.archive, now=self.clock())]

    def status(self) -> list[Record]:
        status = ask_status(self.archive, now=self.clock(), dead_after=TrackerSettings().dead_after)
        return [policy_status_record(one) for one in status.policies]

    def log(self, policies: Sequence[str], since: str | None, until: str | None, held: bool) -> list[Record]:
        """The newest first."""
        change_sets = ask_log(
            self.archive,
            policies,
            since=parse_moment(since, now=self.clock()) if since else None,
            until=parse_moment(until, now=self.clock()) if until else None,
            newest_first=True,
            is_told=not held,
        )
        spread = SpreadFinder.of(self.archive)
        return [
            log_record(one) | {"elsewhere": elsewhere_record(spread.find(one))}
            for one in islice(change_sets, MOST_CHANGE_SETS)
        ]

    def history(self, policy: str, clause: str) -> list[Record]:
        """One record for each clause that the words name."""
        record = history_record(ask_history(self.archive, policy, clause))
        return [{"policy": policy, "query": clause, **life} for life in record["clauses"]]

    def show(self, policy: str, clause: str | None, at: str | None) -> list[Record]:
        """First what text it is, then one record a section."""
        shown = ask_show(self.archive, policy, clause, at=parse_moment(at, now=self.clock()) if at else None)
        head = {key: value for key, value in show_record(shown).items() if key != "sections"}
        return [head, *(section_record(section) for section in shown.sections)]

    def compare(self, policy: str, old: str | None, new: str | None) -> list[Record]:
        """First the verdict, then one record a change."""
        return split_changes(diff_record(ask_diff(self.archive, policy, old, new, now=self.clock())))

    def since(self, policy: str, day: str) -> list[Record]:
        return split_changes(since_record(ask_since(self.archive, policy, parse_moment(day, now=self.clock()))))

    def search(self, query: str, side: SearchSide, policy: str | None) -> list[Record]:
        hits = ask_search(self.archive, query, sides=(side,), bounds=SearchBounds(policy))
        return [search_record(hit) for hit in hits]

    def first(self, query: str) -> list[Record]:
        return [search_record(hit) for hit in ask_first(self.archive, query)]

    def topic(self, topic: str, policies: Sequence[str], at: str | None) -> list[Record]:
        """The clauses that speak of it, then the changes."""
        answer = ask_topic(self.archive, topic, policies, at=parse_moment(at, now=self.clock()) if at else self.clock())
        clauses = [topic_clause_record(span) for span in answer.clauses]
        return clauses + [topic_change_record(answer.topic, change) for change in answer.changes]

    def facts(
        self, policies: Sequence[str], kinds: Sequence[str], at: str | None, changed_since: str | None
    ) -> list[Record]:
        answers = ask_facts(
            self.archive,
            policies,
            kinds=kinds,
            at=parse_moment(at, now=self.clock()) if at else None,
            changed_since=parse_moment(changed_since, now=self.clock()) if changed_since else None,
        )
        return [fact_record(answer) for answer in answers]


def split_changes(record: Record) -> list[Record]:
    """A comparison's record -> the record without its changes, then the changes, so that each fits a parcel."""
    return [{key: value for key, value in record.items() if key != "changes"}, *record["changes"]]
