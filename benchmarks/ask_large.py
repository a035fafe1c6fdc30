"""How long each question across policies takes over a large record, in CPU time.

    python benchmarks/large_record.py FILE
    python benchmarks/ask_large.py FILE

The record is the one that `large_record.py` makes: its policies share nearly all sentences, so that who says the same
is asked at its worst.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from tracker.archive import open_archive
from tracker.ask.facts import ask_facts
from tracker.ask.like import ask_like_clause, find_clusters
from tracker.ask.log import ask_log
from tracker.ask.record import OpenRecord
from tracker.ask.shared import ask_shared
from tracker.ask.since import ask_since
from tracker.ask.spread import SpreadFinder
from tracker.ask.topic import ask_topic
from tracker.pages.page import SiteFrame
from tracker.pages.painting import paint_page
from tracker.pages.routes import find_page


def list_questions(record: OpenRecord) -> dict[str, Callable[[], object]]:
    """What is asked, by the name it is told under."""
    archive, now = record.archive, record.now
    policies = archive.policies.ids()
    policy = policies[len(policies) // 2]
    news = archive.overviews.news(most=1)[0]
    clause = archive.clauses.of(policy)[5]
    paths = ("", f"{policy}/", f"{policy}/facts/", "facts/governing-law/", "clusters/", f"{policy}/since/2025-01-01/")
    pages = {f"page /{path}": lambda path=path: paint_page(find_page(record, path), SiteFrame()) for path in paths}
    return {
        "facts of a policy": lambda: ask_facts(archive, [policy]),
        "facts, one kind": lambda: ask_facts(archive, kinds=["governing-law"]),
        "facts, all of all": lambda: ask_facts(archive),
        "topic": lambda: ask_topic(archive, "arbitration", at=now),
        "since": lambda: ask_since(archive, policy, datetime(2025, 1, 1, tzinfo=UTC)),
        "like a clause": lambda: ask_like_clause(archive, policy, clause),
        "like a change set": lambda: find_clusters(archive, archive.change_sets.get(news.policy, news.change_set)),
        "shared wording": lambda: ask_shared(record, most=200),
        "20 change sets of the log": lambda: list(ask_log(archive, most=20)),
        "how far each of them went": lambda: list(map(SpreadFinder.of(archive).find, ask_log(archive, most=20))),
        **pages,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    path = parser.parse_args().file
    with open_archive(path, read_only=True) as archive:
        for name, ask in list_questions(OpenRecord(archive, datetime.now(UTC))).items():
            started = time.process_time()
            ask()
            print(f"{name:40} {time.process_time() - started:6.2f} s")


if __name__ == "__main__":
    main()
