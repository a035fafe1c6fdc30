"""Hits of a search -> the records that programs read. The shapes are promised in docs/json.md; see `contract.py`."""

from __future__ import annotations

from tracker.model import SearchHit, SearchSide
from tracker.publish.contract import write_time
from tracker.publish.record import Record


def search_record(hit: SearchHit) -> Record:
    """`tracker search QUERY`: one place where the words were found."""
    return {
        "schema": "tracker.search/1",
        "policy": hit.policy,
        "side": hit.side,
        "observed_at": write_time(hit.observed_at),
        "path": hit.path,
        "heading": hit.heading,
        "clause": hit.clause,
        "excerpt": hit.excerpt,
        "change_set": hit.change_set,
    }


def search_count_record(side: SearchSide, policy: str, hits: int) -> Record:
    """One object of `search --count --json`."""
    return {"schema": "tracker.search.count/1", "policy": policy, "side": side, "hits": hits}
