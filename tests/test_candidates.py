"""Which clauses are weighed as rivals: the short way of a small edit proposes what the index of a large one does."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tracker.compare.match import candidates
from tracker.compare.match.matching import Matching
from tracker.compare.match.profile import profile_reading
from tracker.read.document import read_document

HEADINGS = ("Boats", "Oars", "Fees")
SENTENCES = ("The club lends boats to members.", "Oars stay on the pier at night.", "A fee is due in May.", "Ask us.")
CLAUSES = st.lists(
    st.tuples(st.sampled_from(HEADINGS), st.lists(st.sampled_from(SENTENCES), max_size=3)), min_size=1, max_size=5
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CLAUSES, CLAUSES, st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=2))
def test_few_new_sections_are_all_weighed_where_the_index_proposes_them(
    monkeypatch: pytest.MonkeyPatch,
    old: list[tuple[str, list[str]]],
    new: list[tuple[str, list[str]]],
    pairs: list[tuple[int, int]],
) -> None:
    readings = [
        read_document(
            "\n\n".join(f"## {n}. {name}\n\n{' '.join(text)}" for n, (name, text) in enumerate(side, 1)).encode(),
            name="rules.md",
        )
        for side in (old, new)
    ]
    matching = Matching(*map(profile_reading, readings))
    for one, other in pairs:
        if one < len(matching.old) and other < len(matching.new) and matching.are_free(one, other):
            matching.pair(one, other)

    def propose() -> set[tuple[int, int]]:
        gaps = matching.find_gaps()
        return {(one.ordinal, other.ordinal) for one, other in candidates._propose(matching, *gaps)}

    short = propose()
    monkeypatch.setattr(candidates, "_FEW", -1)
    assert short == propose()
    monkeypatch.undo()
