"""Captures of one page are read once: what comes back is what reading anew would give, but for what addresses carry."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import EmptyDocumentError
from tracker.model import Reading, ReadingSettings
from tracker.read.document import Part, ReadBefore, gather_parts, read_gathered
from tracker.text.identity import hash_reading
from tracker.values import replace

PAGE = """<html lang="en"><title>Terms {title}</title><main><h1>Terms of hire</h1><p>Updated {day} March 2024.</p>
<ul><li><a href="#{anchor}">1. Boats</a></li><li><a href="#pay">2. Pay</a></li></ul>
<h2 id="{anchor}">1. Boats</h2><p>You {verb} return a boat <a href="/r?utm={nonce}">by ten</a>.</p>
<h2 id="pay">2. Pay</h2><p>By the hour.</p></main><script>var n = "{nonce}"</script></html>"""

values = st.fixed_dictionaries(
    {
        "title": st.sampled_from(["", "2"]),
        "day": st.sampled_from(["1", "2"]),
        "anchor": st.sampled_from(["boats", "b"]),
        "verb": st.sampled_from(["must", "may"]),
        "nonce": st.integers(0, 3).map(str),
    }
)


def read(body: str, before: ReadBefore | None = None, **settings: object) -> Reading:
    gathered = gather_parts([Part(body.encode(), "text/html")], settings=ReadingSettings(**settings))
    return read_gathered(gathered, before=before)


def strip_nonce(reading: Reading) -> str:
    return re.sub(r"utm=\d", "", repr(replace(reading, warnings=())))


@given(rounds=st.lists(values, min_size=1, max_size=12), language=st.sampled_from([None, "de"]))
def test_a_row_of_captures_reads_as_each_alone(rounds: list[dict[str, str]], language: str | None) -> None:
    before = ReadBefore()
    for one in rounds:
        alone, again = read(PAGE.format(**one), language=language), read(PAGE.format(**one), before, language=language)
        assert strip_nonce(again) == strip_nonce(alone)
        assert hash_reading(again) == hash_reading(alone) and again.warnings == alone.warnings


def test_another_nonce_is_not_read_again() -> None:
    before = ReadBefore()
    read_all = [read(PAGE.format(title="", day=1, anchor="a", verb="may", nonce=nonce), before) for nonce in range(5)]
    assert all(reading.sections is read_all[0].sections for reading in read_all)


def test_no_more_than_some_readings_are_kept() -> None:
    before = ReadBefore()
    for day in range(1, 29):
        read(PAGE.format(title="", day=day, anchor="a", verb="may", nonce=0), before)
    assert len(before.readings) == 16


def test_a_page_without_text_fails_each_time() -> None:
    before = ReadBefore()
    for _ in range(2):
        with pytest.raises(EmptyDocumentError):
            read("<html><body></body></html>", before)
