"""Word redlines: every change accepted is the new text, rejected the old one, word for word, in whatever opens them."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
from docx import Document
from office import W, read_body, read_paragraphs, settle, settle_in_office, settle_in_pandoc
from redlines import SEEN_AT, answer_redline, list_paragraphs, read_edition

from tracker.export.cover import Cover, describe_redline
from tracker.export.tracked import (
    Fate,
    TextLine,
    TrackedParagraph,
    TrackedRun,
    TrackedText,
    part_insertions,
    track_changes,
)
from tracker.export.word import LAST_LINE, write_word
from tracker.model import BlockKind, Reading, RedlineAnswer

CORPUS = sorted((Path(__file__).parent / "corpus").glob("*.md"))
GOLD = Path(__file__).parents[1] / "../shared/eval/gold"
REWRITES = (
    *(("205", "201"), ("245", "217"), ("212", "224"), ("205", "241"), ("205", "225"), ("206", "226")),
    *(("202", "203"), ("205", "207"), ("207", "219"), ("209", "211")),
)
"""Old text of one transition, new text of another: six documents years apart, four replaced by those of others."""

TABLES = """# Prices

## 1. What it costs

Fees are these.

| Plan | Fee | Notice |
| --- | --- | --- |
| Small | 5 euros | 30 days |
| Large | 9 euros | 30 days |
| Old | 7 euros | none |

- No card is needed.
- You may stop at any time.

## 2. Paying

You pay within 30 days. We remind you once.

> Reminders are free.
"""
TABLES_AFTER = """# Prices

## 1. What it costs

Fees are these, taxes included.

| Plan | Fee | Notice |
| --- | --- | --- |
| Small | 6 euros | 10 days |
| Large | 9 euros | 30 days |
| Huge | 12 euros | 90 days |

- You may stop at any time.

## 2. Paying

You pay within 10 days.

We remind you once.

## 3. Law

The law of the place of the workshop holds.
"""
SWAPPED = (
    "## 1. First\n\nThe first clause speaks of apples and of pears in the garden.\n\n",
    "## 2. Last\n\nThe last"
    " clause speaks of who may use the ladder, of its height and of when it has to be brought back.\n\n",
)


def make(answer: RedlineAnswer, **how: bool) -> tuple[bytes, Cover]:
    tracked = track_changes(answer, **how)
    cover = describe_redline(answer, tracked, with_cosmetic=how.get("with_cosmetic", True))
    return write_word(tracked, cover, dated_at=SEEN_AT, language=answer.new.reading.language), cover


def list_cover(cover: Cover) -> list[str]:
    """The paragraphs before the text; the empty ones part facts from notes and notes from the text."""
    return [cover.title, *(word.strip() for fact in cover.facts for word in fact), "", *cover.notes, ""]


def expect(cover: Cover, reading: Reading) -> list[str]:
    return [*list_cover(cover), *list_paragraphs(reading), LAST_LINE]


def holds_both(answer: RedlineAnswer, **how: bool) -> bytes:
    """The document, after what is left of it was compared with both texts, paragraph by paragraph."""
    document, cover = make(answer, **how)
    assert settle(document, "accept") == expect(cover, answer.new.reading)
    assert settle(document, "reject") == expect(cover, answer.old.reading)
    return document


@pytest.mark.parametrize("file", CORPUS, ids=lambda file: file.stem)
@pytest.mark.parametrize("as_moves", [True, False])
def test_accepting_all_gives_the_new_text_and_rejecting_all_the_old_one(file: Path, as_moves: bool) -> None:
    old, _, new = file.read_text("utf-8").partition("\n=== labels ===\n")[0].partition("\n=== new ===\n")
    holds_both(answer_redline(read_edition(old), read_edition(new)), as_moves=as_moves)
    holds_both(answer_redline(read_edition(new), read_edition(old)), as_moves=as_moves)


def test_tables_stay_tables_and_their_rows_are_tracked() -> None:
    document = holds_both(answer_redline(read_edition(TABLES), read_edition(TABLES_AFTER)))
    (table,) = Document(io.BytesIO(document)).tables[1:]  # the first is that of the first page
    rows = table._tbl.findall(f"{W}tr")
    fates = [[mark.tag.removeprefix(W) for mark in row.iterfind(f"{W}trPr/*")] for row in rows]
    assert [fate[-1:] for fate in fates] == [["tblHeader"], [], [], ["del"], ["ins"]]
    assert len(table.columns) == 3


def test_headings_stand_in_the_outline_with_their_numbers() -> None:
    document = Document(io.BytesIO(holds_both(answer_redline(read_edition(TABLES), read_edition(TABLES)))))
    styles = {paragraph.text: paragraph.style.name for paragraph in document.paragraphs}
    assert styles["1 What it costs"] == "Heading 1"
    assert styles["Prices"] == "Title"
    assert styles["No card is needed."] == "List Bullet"
    assert styles["Reminders are free."] == "Quote"


def test_a_clause_that_moved_is_tracked_as_moved_or_on_request_as_deleted_and_inserted() -> None:
    answer = answer_redline(
        read_edition("# Garden\n\n" + "".join(SWAPPED)), read_edition("# Garden\n\n" + "".join(SWAPPED[::-1]))
    )
    tags = {element.tag.removeprefix(W) for element in read_body(holds_both(answer)).iter()}
    assert {"moveFrom", "moveTo", "moveFromRangeStart", "moveToRangeEnd"} <= tags
    plain = {element.tag.removeprefix(W) for element in read_body(holds_both(answer, as_moves=False)).iter()}
    assert {"ins", "del"} <= plain and not {tag for tag in plain if tag.startswith("move")}


def test_both_sides_of_a_move_have_one_name_and_every_mark_an_id_of_its_own() -> None:
    answer = answer_redline(
        read_edition("# Garden\n\n" + "".join(SWAPPED)), read_edition("# Garden\n\n" + "".join(SWAPPED[::-1]))
    )
    body = read_body(holds_both(answer))
    names = {
        side: [one.get(f"{W}name") for one in body.iter(f"{W}{side}RangeStart")] for side in ("moveFrom", "moveTo")
    }
    assert names["moveFrom"] == names["moveTo"] == ["move1"]
    marks = [one.get(f"{W}id") for tag in ("ins", "del", "moveFrom", "moveTo") for one in body.iter(f"{W}{tag}")]
    assert len(marks) == len(set(marks)) > 3


def paragraph(*runs: tuple[Fate, str], mark: Fate = Fate.KEPT) -> TrackedParagraph:
    return TrackedParagraph(
        TextLine("", BlockKind.PARAGRAPH), tuple(TrackedRun(text, fate) for fate, text in runs), mark
    )


NEW = paragraph((Fate.INSERTED, "We remind you."), mark=Fate.INSERTED)
LAST = paragraph((Fate.INSERTED, "Once more: "), (Fate.KEPT, "the end."))
MEETING = {
    "after a deletion": (paragraph((Fate.DELETED, "a fee."), (Fate.INSERTED, "; nothing.")), NEW, LAST),
    "after words": (paragraph((Fate.KEPT, "You pay at once"), (Fate.INSERTED, "; we wait")), NEW, NEW, LAST),
    "after a word": (paragraph((Fate.KEPT, "Fees"), (Fate.INSERTED, " and taxes")), LAST),
}
"""Words are put in at the end of a paragraph that both texts have, and at the beginning of the next."""


@pytest.mark.parametrize("tracked", MEETING.values(), ids=MEETING)
def test_no_insertion_goes_on_over_the_end_of_a_paragraph_that_both_texts_have(tracked: TrackedText) -> None:
    parted = part_insertions(tracked)
    assert parted[0].runs[-1].fate is Fate.DELETED and parted[1:] == tracked[1:]
    for deed in ("accept", "reject"):
        left = [settle(write_meeting(text), deed) for text in (parted, tracked)]
        assert left[0] == left[1]


def write_meeting(tracked: TrackedText) -> bytes:
    _, cover = make(answer_redline(read_edition(TABLES), read_edition(TABLES)))
    return write_word(tracked, cover, dated_at=SEEN_AT)


def test_every_change_bears_the_policy_and_the_day_of_observation() -> None:
    body = read_body(holds_both(answer_redline(read_edition(TABLES), read_edition(TABLES_AFTER))))
    marks = [one for tag in ("ins", "del") for one in body.iter(f"{W}{tag}")]
    assert {one.get(f"{W}author") for one in marks} == {"Acme Terms as published"}
    assert {one.get(f"{W}date") for one in marks} == {"2024-03-02T06:30:00Z"}


def test_without_cosmetic_changes_only_the_substance_is_tracked() -> None:
    old, new = (
        read_edition("# T\n\n## 1. A\n\nYou pay teh fee.\n\n## 2. B\n\nYou may leave.\n"),
        read_edition("# T\n\n## 1. A\n\nYou pay the fee.\n\n## 2. B\n\nYou must leave.\n"),
    )
    answer = answer_redline(old, new)
    document, cover = make(answer, with_cosmetic=False)
    assert settle(document, "accept") == expect(cover, new)
    rejected = settle(document, "reject")
    assert "You may leave." in rejected and "You pay the fee." in rejected
    assert any("not quite the old one" in note for note in cover.notes)


def test_hostile_letters_and_letters_from_right_to_left_are_words_and_nothing_else() -> None:
    old = read_edition("# T\n\nOne \u202eword \x1b[2J of 1 < 2 & more.\n\nשלום עולם\n")
    new = read_edition("# T\n\nOne \u202eword \x1b[2J of 3 < 4 & more.\n\nשלום לכולם\n")
    document, _ = make(answer_redline(old, new))
    assert any("<U+202E>word" in text and "3 < 4 & more" in text for text in settle(document, "accept"))
    assert [one.tag for one in read_body(document).iter(f"{W}bidi")]


def test_the_first_page_says_what_is_compared_whence_and_with_which_hashes() -> None:
    document, cover = make(answer_redline(read_edition(TABLES), read_edition(TABLES_AFTER)))
    facts = dict(cover.facts)
    assert facts["New text"] == "version 2, as seen 2 Mar 2024 06:30 UTC (look 9)"
    values = [value for _, value in cover.facts]
    assert "a" * 64 in values and "b" * 64 in values and "https://acme.example/terms" in values
    with zipfile.ZipFile(io.BytesIO(document)) as parts:
        for name in parts.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(parts.read(name))


# --- what other programs make of it --------------------------------------------------------------------------------


@cache
def read_gold(name: str) -> Reading:
    return read_edition((GOLD / name).read_bytes())


@cache
def list_transitions() -> dict[str, RedlineAnswer]:
    """30 real transitions in which something changed, and ten rewrites."""
    found: dict[str, RedlineAnswer] = {}
    for file in sorted(GOLD.glob("*.json")):
        number = file.name[:3]
        answer = answer_redline(read_gold(f"{number}.old.md"), read_gold(f"{number}.new.md"))
        if len(found) < 30 and answer.comparison.changes and json.loads(file.read_text("utf-8"))["changes"]:
            found[number] = answer
    for old, new in REWRITES:
        answer = answer_redline(read_gold(f"{old}.old.md"), read_gold(f"{new}.new.md"))
        assert answer.comparison.event is not None, f"{old} to {new} is no rewrite"
        found[f"{old}-{new}"] = answer
    return found


needs_gold = pytest.mark.skipif(not GOLD.exists(), reason="needs ../shared: recorded texts are not part of the project")


@needs_gold
@pytest.mark.slow
def test_real_transitions_hold_both_texts() -> None:
    transitions = list_transitions()
    assert len(transitions) == 40
    for answer in transitions.values():
        holds_both(answer)
        holds_both(answer, as_moves=False)


needs_office = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="needs LibreOffice (soffice), such as libreoffice-writer-nogui"
)


@pytest.mark.slow
@needs_office
def test_libreoffice_keeps_paragraphs_apart_whose_insertions_meet(tmp_path: Path) -> None:
    documents = {name: write_meeting(part_insertions(tracked)) for name, tracked in MEETING.items()}
    for name, document in documents.items():
        (tmp_path / f"{name}.docx").write_bytes(document)
    settle_in_office(tmp_path)
    for name, document in documents.items():
        for deed in ("accept", "reject"):
            left = read_paragraphs((tmp_path / deed / f"{name}.docx").read_bytes())
            assert list(filter(None, left)) == list(filter(None, settle(document, deed)))


@needs_gold
@pytest.mark.slow
@needs_office
def test_libreoffice_accepts_and_rejects_real_transitions_word_for_word(tmp_path: Path) -> None:
    transitions, covers = list_transitions(), {}
    for name, answer in transitions.items():
        document, covers[name] = make(answer)
        (tmp_path / f"{name}.docx").write_bytes(document)
    settle_in_office(tmp_path)
    wrong = []
    for name, answer in transitions.items():
        for deed, reading in (("accept", answer.new.reading), ("reject", answer.old.reading)):
            left = read_paragraphs((tmp_path / deed / f"{name}.docx").read_bytes())
            words = " ".join(" ".join(left).split())
            if words != " ".join(" ".join(expect(covers[name], reading)).split()):
                wrong.append(f"{name} {deed}")
    assert wrong == []


@needs_gold
@pytest.mark.slow
@pytest.mark.skipif(shutil.which("pandoc") is None, reason="needs pandoc")
def test_pandoc_accepts_and_rejects_real_transitions_word_for_word(tmp_path: Path) -> None:
    wrong = []
    for name, answer in list_transitions().items():
        document, _ = make(answer)
        file = tmp_path / f"{name}.docx"
        file.write_bytes(document)
        for deed, reading in (("accept", answer.new.reading), ("reject", answer.old.reading)):
            wanted = "".join(" ".join([*list_paragraphs(reading), LAST_LINE]).split())
            if not "".join(settle_in_pandoc(file, deed).split()).endswith(wanted):
                wrong.append(f"{name} {deed}")
    assert wrong == []
