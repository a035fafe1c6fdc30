"""An edit planted in a document comes out as exactly that edit: nothing else is told, nothing of it is missing."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tracker.compare.changes import compare_readings
from tracker.model import Change, Comparison, Kind, Significance
from tracker.read.document import read_document

CASES = sorted((Path(__file__).parent / "cases" / "compare").glob("*.md"))
VERSIONS = Path(__file__).parents[1] / "../shared/corpus/versions.bundle"
MOST_DOCUMENTS = 16

SENTENCE = "The harbour master may lend forty wooden boats to every visitor of the upper pier."
HEADING = "Boats of the upper pier"

Plant = Callable[[str], str | None]
"""Makes the edit in a text; None where the text has no place for it."""


def compare(old: str, new: str) -> Comparison:
    return compare_readings(*(read_document(text.encode(), name="case.md") for text in (old, new)))


def list_told(comparison: Comparison) -> list[Change]:
    return [change for change in comparison.changes if not change.is_ripple]


def find_paragraphs(text: str) -> list[re.Match[str]]:
    """Paragraphs of plain sentences, with a heading somewhere above them."""
    found = re.finditer(r"(?<=\n\n)[A-Z][^\n#|*<>\[\]]{80,800}\.(?=\n\n)", text)
    return [match for match in found if "\n#" in text[: match.start()] or "\n--" in text[: match.start()]]


def add_sentence(text: str) -> str | None:
    paragraphs = find_paragraphs(text)
    if not paragraphs:
        return None
    end = paragraphs[len(paragraphs) // 2].end()
    return f"{text[:end]} {SENTENCE}{text[end:]}"


def change_figure(text: str) -> str | None:
    found = [
        match
        for paragraph in find_paragraphs(text)
        for match in re.finditer(r"(?<=\s)\d{2}(?= days\b)", paragraph[0])
        for match in [re.compile(re.escape(match[0])).search(text, paragraph.start() + match.start())]
        if match
    ]
    if not found:
        return None
    match = found[len(found) // 2]
    return f"{text[: match.start()]}{int(match[0]) + 11}{text[match.end() :]}"


def find_clauses(text: str) -> list[tuple[int, int]]:
    """Where clauses under headings of the commonest level begin and end; those alone that hold no heading below."""
    marks = list(re.finditer(r"(?m)^(#{2,4}) [^\n]+\n", text))
    levels = [len(mark[1]) for mark in marks]
    if len(levels) < 6:
        return []
    common = max(set(levels), key=levels.count)
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    spans = [(mark.start(), end) for mark, end in zip(marks, ends, strict=True) if len(mark[1]) == common]
    return [(start, end) for start, end in spans if 200 < end - start < 4000]


def insert_clause(text: str) -> str | None:
    clauses = find_clauses(text)
    if len(clauses) < 5:
        return None
    at = clauses[len(clauses) // 2][0]
    marks = re.match(r"#+", text[at:])
    assert marks is not None
    return f"{text[:at]}{marks[0]} {HEADING}\n\n{SENTENCE}\n\n{text[at:]}"


def move_clause(text: str) -> str | None:
    clauses = find_clauses(text)
    for (start, end), (below, last) in zip(clauses[1:], clauses[3:], strict=False):
        between = text[end:below]
        if re.search(r"(?m)^# ", between) is None and last < len(text):
            clause = text[start:end] if text[start:end].endswith("\n\n") else text[start:end] + "\n\n"
            return f"{text[:start]}{between}{text[below:last]}{clause}{text[last:]}"
    return None


def check_sentence(comparison: Comparison) -> None:
    (change,) = list_told(comparison)
    assert set(change.kinds) == {Kind.EDITED}
    assert (change.deleted, change.inserted) == ((), (SENTENCE,))


def check_figure(comparison: Comparison) -> None:
    (change,) = list_told(comparison)
    assert set(change.kinds) == {Kind.EDITED}
    assert len(change.deleted) == len(change.inserted) == 1
    assert any(re.match(r"number: \d+ .+ -> \d+ ", reason) for reason in change.reasons)


def check_clause(comparison: Comparison) -> None:
    (change,) = [one for one in list_told(comparison) if set(one.kinds) != {Kind.RENUMBERED}]
    assert set(change.kinds) == {Kind.ADDED}
    assert change.inserted == (HEADING, SENTENCE)


def check_move(comparison: Comparison) -> None:
    told = list_told(comparison)
    assert told
    assert all(set(change.kinds) <= {Kind.MOVED, Kind.RENUMBERED} for change in told)
    assert all(change.significance is Significance.COSMETIC for change in told)


EDITS: list[tuple[Plant, Callable[[Comparison], None]]] = [
    (add_sentence, check_sentence),
    (change_figure, check_figure),
    (insert_clause, check_clause),
    (move_clause, check_move),
]
NAMES = [plant.__name__ for plant, _ in EDITS]

NUMBERED = "# Rules of the pier\n\n" + "\n\n".join(
    f"## {number}. {name}\n\n{number}.1 The {name.lower()} of the pier belong to the town, and whoever uses them pays"
    f" the fee within {number}0 days of the first bell.\n\n{number}.2 Nobody lends the {name.lower()} to others who"
    f" have not signed the book in the office of the harbour."
    for number, name in enumerate(["Boats", "Oars", "Lamps", "Ropes", "Keys", "Nets", "Sails", "Bells"], 1)
)


@pytest.mark.parametrize(("plant", "check"), EDITS, ids=NAMES)
def test_an_edit_in_our_own_text_comes_out_as_it_is(plant: Plant, check: Callable[[Comparison], None]) -> None:
    text = (
        NUMBERED + "\n\n## 9. Closing\n\nThe pier is closed in winter, and nobody may walk on it for 20 days.\n\nEnd.\n"
    )
    text = re.sub(r"(?m)^(\d+)\.1 (.*)$", r"\2", re.sub(r"(?m)^(\d+)\.2 (.*)$", r"\2", text))
    new = plant(text)
    assert new is not None
    check(compare(text, new))


def test_a_clause_put_in_shifts_the_numbers_below_and_nothing_else() -> None:
    before, after = NUMBERED.split("## 4. ")
    shifted = re.sub(r"(?m)^(## )?(\d)\.", lambda found: f"{found[1] or ''}{int(found[2]) + 1}.", f"## 4. {after}")
    comparison = compare(NUMBERED, f"{before}## 4. {HEADING}\n\n{SENTENCE}\n\n{shifted}")
    (change,) = list_told(comparison)
    assert (set(change.kinds), change.inserted) == ({Kind.ADDED}, (HEADING, SENTENCE))
    assert all(set(one.kinds) == {Kind.RENUMBERED} for one in comparison.changes if one.is_ripple)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    """The newest recorded text of some documents, by name."""
    git = ["git", "-C", str(tmp_path_factory.mktemp("recorded") / "versions.git")]
    subprocess.run(["git", "clone", "-q", "--bare", str(VERSIONS), git[2]], check=True)
    names = subprocess.run([*git, "ls-tree", "-rz", "--name-only", "HEAD"], check=True, capture_output=True).stdout
    return list(_read_texts(git, [name for name in names.decode().split("\0") if name.endswith(".md")]))


def _read_texts(git: list[str], names: list[str]) -> Iterator[tuple[str, str]]:
    for name in names[:: max(1, len(names) // MOST_DOCUMENTS)]:
        body = subprocess.run([*git, "show", f"HEAD:{name}"], check=True, capture_output=True).stdout
        yield name, body.decode("utf-8", "replace")


@pytest.mark.skipif(not VERSIONS.exists(), reason="needs ../shared/corpus: recorded texts are not part of the project")
@pytest.mark.floors
@pytest.mark.parametrize(("plant", "check"), EDITS, ids=NAMES)
def test_an_edit_in_a_recorded_text_comes_out_as_it_is(
    plant: Plant, check: Callable[[Comparison], None], recorded: list[tuple[str, str]]
) -> None:
    differing, planted = [], 0
    for name, text in recorded:
        new = plant(text)
        if new is None:
            continue
        planted += 1
        try:
            check(compare(text, new))
        except (AssertionError, ValueError):
            differing.append(name)
    assert planted >= 3
    assert differing == []
