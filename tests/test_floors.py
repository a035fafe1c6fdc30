"""What reading, comparing and believing reach on the shared corpus only rises; `pytest --raise-floors` records it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest
from floors import Floor, Measured, digest_files, find_fall, raise_floor, read_floors, write_floors
from measures import (
    CORPUS,
    EVAL,
    Extraction,
    Gold,
    Replay,
    clone_bundles,
    import_documents,
    measure_extraction,
    measure_gold,
    measure_history,
    measure_replay,
    measure_sameness,
)

from tracker.archive import Archive

REPLAYED = (
    "Zoom/Terms of Service.md",
    "Google/Terms of Service.md",
    "PubMatic/Terms of Service.md",
    "Telegram/Privacy Policy.md",
    "Grok/Trackers Policy.html",
    "Le Chat/Commercial Terms.html",
    "Llama API/Data Processor Agreement.html",
)
"""Long and short, versions and pages, two with walls and error pages, one that flips its language."""

needs_corpus = pytest.mark.skipif(
    not (CORPUS.exists() and EVAL.exists()), reason="needs ../shared: recorded texts are not part of the project"
)
Hold = Callable[[str, Measured], None]


@cache
def digest_corpus() -> str:
    """Of everything that is measured here, the judges included."""
    bundles = [CORPUS / f"{name}.bundle" for name in ("versions", "snapshots")]
    judges = [EVAL / f"score_{name}.py" for name in ("diff", "extract", "history", "replay")]
    truth = [*(EVAL / "replay").glob("*.jsonl"), *(EVAL / "history").glob("*.jsonl"), *(EVAL / "gold").iterdir()]
    return digest_files([*bundles, *judges, *truth, CORPUS / "extracted" / "pairs.jsonl"])


@pytest.fixture
def hold(request: pytest.FixtureRequest) -> Hold:
    """Compares a measured value with its floor, or records it where floors are to be raised."""

    def hold(measure: str, measured: Measured) -> None:
        floors, corpus = read_floors(), digest_corpus()
        if request.config.getoption("--raise-floors"):
            today = datetime.now(UTC).date()
            write_floors(floors | {measure: raise_floor(floors.get(measure), measured, corpus=corpus, today=today)})
            floors = read_floors()
        if measure not in floors:
            pytest.fail(f"no floor for {measure}: {measured.value:.4f}; pytest --raise-floors records it")
        if floors[measure].corpus != corpus:
            pytest.skip(f"the floor is for corpus {floors[measure].corpus}; here is {corpus}: {measured.value:.4f}")
        fall = find_fall(floors[measure], measured)
        assert fall is None, f"{measure}: {fall}"

    return hold


@pytest.fixture(scope="module")
def clones(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return clone_bundles(tmp_path_factory.mktemp("clones"))


@pytest.fixture(scope="module")
def gold() -> Gold:
    return measure_gold()


@pytest.fixture(scope="module")
def extraction(clones: Path) -> Extraction:
    return measure_extraction(clones)


@pytest.fixture(scope="module")
def archives(clones: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Archive]]:
    archives = import_documents(clones, tmp_path_factory.mktemp("archives"), REPLAYED)
    yield archives
    for archive in archives.values():
        archive.close()


@pytest.fixture(scope="module")
def replay(archives: dict[str, Archive]) -> Replay:
    return measure_replay(archives)


@needs_corpus
@pytest.mark.floors
def test_changes_are_named_as_by_hand(gold: Gold, hold: Hold) -> None:
    hold("gold score", gold.score)


@needs_corpus
@pytest.mark.floors
def test_transitions_are_perfect(gold: Gold, hold: Hold) -> None:
    hold("gold perfect", gold.perfect)


@needs_corpus
@pytest.mark.floors
@pytest.mark.parametrize("measure", ["f1", "recall", "lowest"])
def test_pages_are_read_as_people_read_them(measure: str, extraction: Extraction, hold: Hold) -> None:
    hold(f"extraction {measure}", getattr(extraction, measure))


@needs_corpus
@pytest.mark.floors
def test_what_did_not_change_is_read_the_same(clones: Path, hold: Hold) -> None:
    hold("same text read twice", measure_sameness(clones))


@needs_corpus
@pytest.mark.floors
@pytest.mark.parametrize("measure", ["recall", "precision"])
def test_subscribers_hear_what_happened(measure: str, replay: Replay, hold: Hold) -> None:
    hold(f"replay {measure}", getattr(replay, measure))


@needs_corpus
@pytest.mark.floors
def test_lives_of_clauses_are_told(archives: dict[str, Archive], hold: Hold) -> None:
    hold("clause histories", measure_history(archives))


# --- the floors themselves ---

TODAY = date(2026, 11, 24)
STOOD = Floor(0.9, "2026-01-01", "c1", weak={"page b": 0.8})


def test_a_fall_names_what_fell() -> None:
    fall = find_fall(STOOD, Measured(0.85, {"page a": 0.9, "page b": 0.8, "page c": 1.0}))
    assert fall == "0.8500 is under the floor 0.9000 of 2026-01-01\n  page a: 0.9000, was 1.0000"


@pytest.mark.parametrize("value", [0.9, 0.90004, 1.0])
def test_a_floor_holds_at_or_above_its_value(value: float) -> None:
    assert find_fall(STOOD, Measured(value, {})) is None


def test_a_floor_rises_with_its_weak_parts() -> None:
    raised = raise_floor(STOOD, Measured(0.95, {"page a": 1.0, "page b": 0.9}), corpus="c1", today=TODAY)
    assert raised == Floor(0.95, "2026-11-24", "c1", weak={"page b": 0.9})


def test_a_floor_never_sinks_on_the_same_corpus() -> None:
    assert raise_floor(STOOD, Measured(0.5, {}), corpus="c1", today=TODAY) == STOOD
    assert raise_floor(STOOD, Measured(0.5, {}), corpus="c2", today=TODAY).value == 0.5


def test_floors_are_written_as_read(tmp_path: Path) -> None:
    file = tmp_path / "floors.json"
    assert read_floors(file) == {}
    write_floors({"recall": STOOD}, file)
    assert read_floors(file) == {"recall": STOOD}


def test_a_digest_is_of_names_and_contents(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("one")
    before = digest_files([tmp_path / "a"])
    (tmp_path / "a").write_text("two")
    assert digest_files([tmp_path / "a"]) != before
