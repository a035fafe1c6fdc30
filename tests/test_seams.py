"""Recorded versions, then captures of a web archive, then our own looks: one history, and no alarm where they meet."""

from __future__ import annotations

from pathlib import Path

from parcels import FIRST, INSURED, SHORTER, START, TRAINED, WALL, capture
from warcs import page

from tracker.archive import open_archive
from tracker.ask.history import ask_history
from tracker.model import Outcome, Source
from tracker.publish.lines import format_heading
from tracker.publish.spans import Line
from tracker.track.derive import derive_policy
from tracker.track.recording import record_captures

POLICY = "parcels/terms"
VERSIONS = Source("ota-versions", "https://git.example/versions.git#Parcels/Terms.md")
WAYBACK = Source("wayback", "https://web.archive.org")


def web(text: str, days: float, source: Source, key: str | None = None):
    one = capture(page(text), days, key=key, source=source)
    return type(one)(source, one.captured_at, one.body, "text/html", "utf-8", 200, external_key=key)


def words(lines: tuple[Line, ...]) -> str:
    return "\n".join("".join(span.text for span in line.spans) for line in lines)


def test_three_sources_make_one_history_without_alarm(tmp_path: Path) -> None:
    told: list[str] = []
    with open_archive(tmp_path / "t.db") as archive:
        recorded = [
            capture(text, days, key=f"c{days}", source=VERSIONS) for text, days in ((FIRST, -1000), (SHORTER, -700))
        ]
        record_captures(archive, POLICY, recorded, now=START)
        derive_policy(archive, POLICY, now=START)
        captures = ((SHORTER, -600), (WALL, -500), (SHORTER, -450), (TRAINED, -300), (TRAINED, -100))
        record_captures(archive, POLICY, [web(text, days, WAYBACK, f"w{days}") for text, days in captures], now=START)
        derive_policy(archive, POLICY, now=START)

        def look(text: str, days: float) -> None:
            one = web(text, days, Source("http", "https://parcels.example/terms"))
            record = archive.observations.record
            record(POLICY, observed_at=one.captured_at, outcome=Outcome.FETCHED, recorded_at=START, captures=[one])
            derive_policy(
                archive, POLICY, now=START, tell=lambda _, sets: told.extend(one.comparison.summary for one in sets)
            )

        look(TRAINED, 0)
        look(TRAINED, 1)
        assert told == []  # the seams, and years that were imported
        look(INSURED, 2)
        look(INSURED, 3)
        assert len(told) == 1 and "Insurance" in told[0]
        steps = [one for one in archive.change_sets.of(POLICY) if one.judgement.is_told]
        assert [one.source.kind for one in steps if one.source] == ["ota-versions", "wayback", "http"]
        assert "captured by https://web.archive.org; the date is the capture's" in words(format_heading(steps[1]))
        assert "captured by" not in words(format_heading(steps[2]))
        liability = ask_history(archive, POLICY, "Liability")
        assert [one.number for one in liability.clauses[0].held] == ["2", "3"]


def test_an_import_after_the_fact_alerts_nobody(tmp_path: Path) -> None:
    told: list[object] = []
    with open_archive(tmp_path / "t.db") as archive:
        archive.policies.ensure(POLICY, at=START)
        for days in (0, 1):
            one = web(INSURED, days, Source("http", "https://parcels.example/terms"))
            archive.observations.record(
                POLICY, observed_at=one.captured_at, outcome=Outcome.FETCHED, recorded_at=START, captures=[one]
            )
        derive_policy(archive, POLICY, now=START, tell=lambda _, sets: told.extend(sets))
        old = [web(text, days, WAYBACK, f"w{days}") for text, days in ((FIRST, -90), (SHORTER, -60), (SHORTER, -30))]
        record_captures(archive, POLICY, old, now=START)
        derive_policy(archive, POLICY, now=START)
        one = web(INSURED, 2, Source("http", "https://parcels.example/terms"))
        archive.observations.record(
            POLICY, observed_at=one.captured_at, outcome=Outcome.FETCHED, recorded_at=START, captures=[one]
        )
        derive_policy(archive, POLICY, now=START, tell=lambda _, sets: told.extend(sets))
        assert told == []
        assert [one.judgement.is_told for one in archive.change_sets.of(POLICY)] == [True, True]
