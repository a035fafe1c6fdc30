"""Pages as they come with status 200, in cases/screen: walls of every kind and language, and short documents that speak
of the same things. "== name | language | kind", then a title, headings (#), items (-), links (@) and buttons ([)."""

from __future__ import annotations

import time
from functools import cache
from html import escape
from pathlib import Path
from typing import NamedTuple

import pytest

from tracker.believe.screen import is_lasting_doubt, screen_reading
from tracker.believe.walls import match_duty
from tracker.errors import EmptyDocumentError
from tracker.languages import ANY, load_languages
from tracker.model import Reading
from tracker.read.document import read_document
from tracker.values import replace

CASES = Path(__file__).parent / "cases" / "screen"
MARKS = {"# ": "<h1>{}</h1>", "- ": "<ul><li>{}</li></ul>", "@ ": '<ul><li><a href="/x">{}</a></li></ul>'}
MARKS |= {"[ ": "<button>{}</button>"}


class Case(NamedTuple):
    name: str
    language: str
    kind: str
    html: str


@cache
def read_cases(file: str) -> tuple[Case, ...]:
    cases = []
    for entry in (CASES / file).read_text("utf-8").removeprefix("== ").split("\n\n== "):
        head, *lines = entry.strip().splitlines()
        name, language, kind = head.split(" | ")
        cases.append(Case(name, language, kind, write_html(language, lines)))
    return tuple(cases)


def write_html(language: str, lines: list[str]) -> str:
    title = next((line.removeprefix("title: ") for line in lines if line.startswith("title: ")), "")
    rest = [line for line in lines if not line.startswith("title: ")]
    body = "".join(
        MARKS[line[:2]].format(escape(line[2:])) if line[:2] in MARKS else f"<p>{escape(line)}</p>" for line in rest
    )
    return f"<html lang={language}><title>{escape(title)}</title><body>{body}</body></html>"


def read(html: str) -> Reading | None:
    try:
        return read_document(html.encode(), media_type="text/html", charset="utf-8")
    except EmptyDocumentError:
        return None


@cache
def write_document(words: int) -> Reading:
    """A believed document of about so many words, on boats."""
    clause = (
        "<h2>{0}. Boats of class {0}</h2><p>Members may hire boats of class {0} for {0} hours and bring them back.</p>"
    )
    body = "".join(clause.format(number) for number in range(1, 1 + words // 18))
    reading = read(f"<html lang=en><title>Rules of hire</title><body><h1>Rules</h1>{body}</body></html>")
    assert reading is not None
    return reading


@pytest.mark.parametrize("words", [0, 150, 700, 5000])
@pytest.mark.parametrize("case", read_cases("walls.txt"), ids=lambda case: case.name)
def test_a_wall_is_doubted_for_good_whatever_stood_there_before(case: Case, words: int) -> None:
    reading = read(case.html)
    if reading is None:
        return  # nothing on it is a document's: no text, no version
    doubt = screen_reading(reading, write_document(words) if words else None)
    assert doubt is not None
    assert is_lasting_doubt(doubt), doubt
    if not words:
        assert doubt.partition(":")[0] == case.kind


@pytest.mark.parametrize("case", read_cases("documents.txt"), ids=lambda case: case.name)
def test_a_document_is_not_doubted_for_the_words_it_uses(case: Case) -> None:
    reading = read(case.html)
    assert reading is not None
    assert screen_reading(reading, None) is None
    assert screen_reading(reading, reading) is None
    words = sum(len(section.text.split()) for section in reading.sections)
    assert screen_reading(reading, write_document(max(36, words))) is None


@pytest.mark.parametrize("line", (CASES / "sentences.txt").read_text("utf-8").splitlines())
def test_a_page_that_says_of_itself_what_it_is_is_no_document_in_any_language(line: str) -> None:
    language, kind, sentence = line.split(" | ")
    reading = read(write_html(language, ["title: Harbour", f"# {sentence}", "Harbour, 12 Quay Street"]))
    assert reading is not None
    assert (screen_reading(reading, None) or "").partition(":")[0] == kind


SAID_OF_A_PART = [
    "This page isn't available at the moment",
    "An unexpected error has occurred. Try reloading the page or come back later.",
    "Sorry! Something went wrong :(",
    "Die Seite wurde nicht gefunden.",
    "Une erreur est survenue. Veuillez réessayer plus tard.",
]
NOT_SAID_OF_A_PART = [
    "You must not attempt to circumvent any content-filtering techniques we employ.",
    "If an error has occurred in a booking, come back to us within a day.",
    "Data that we use to address technical issues of the boats.",
    "Boats that are not available are not hired out.",
    "Verifying your identity",
]


def write_with(line: str, words: int) -> Reading:
    """The document of 2,000 words on boats with a line below the last clause in place of some of the words."""
    whole = write_document(2000 - words)
    (said,) = (section for section in (read(write_html("en", [line])) or whole).sections)
    sections = (*whole.sections, replace(said, ordinal=len(whole.sections) + 1))
    return replace(whole, sections=sections)


@pytest.mark.parametrize("line", SAID_OF_A_PART)
def test_an_error_in_place_of_a_part_is_doubted_for_good(line: str) -> None:
    doubt = screen_reading(write_with(line, 300), write_document(2000))
    assert doubt is not None and is_lasting_doubt(doubt), doubt
    assert screen_reading(write_with(line, 0), write_document(2000)) is None, "nothing is missing"
    assert screen_reading(write_with(line, 300), write_with(line, 0)) is None, "it stood there before"
    edited = replace(write_with(line, 0), sections=write_with(line, 0).sections[20:])
    assert screen_reading(edited, write_document(2000)) is None, "what is missing stood elsewhere"


@pytest.mark.parametrize("line", NOT_SAID_OF_A_PART)
def test_a_new_sentence_that_speaks_of_errors_is_no_error(line: str) -> None:
    assert screen_reading(write_with(line, 300), write_document(2000)) is None


@pytest.mark.parametrize(
    "line",
    [
        "Siden findes ikke, eller adressen er ændret.",  # "dret" is a right in Catalan
        "Jätkamiseks logige sisse, kõik väljad on kohustuslikud.",  # fields that must be filled in
        "Za nadaljevanje se prijavite, vsa polja so obvezna.",
        "Pre pokračovanie sa prihláste, všetky polia sú povinné.",
    ],
)
def test_what_a_wall_says_binds_nobody_by_the_words_of_another_language(line: str) -> None:
    assert match_duty().search(line) is None


def test_every_language_has_pages_of_every_kind_to_be_told_by() -> None:
    said = {tuple(line.split(" | ")[:2]) for line in (CASES / "sentences.txt").read_text("utf-8").splitlines()}
    kinds = {kind for _, kind in said}
    assert {(code, kind) for code in load_languages() for kind in kinds if code != ANY} - said == set()


def test_a_page_that_answers_with_an_error_is_one_whatever_it_says() -> None:
    assert screen_reading(write_document(700), None, status=404) == "error page: HTTP status 404"


def test_a_document_that_falls_to_a_stub_is_doubted_until_it_stays() -> None:
    before, stub = write_document(5000), write_document(150)
    doubt = screen_reading(stub, before)
    assert doubt is not None
    assert doubt.startswith("collapse: ")
    assert not is_lasting_doubt(doubt)
    assert screen_reading(before, stub) is None  # growth is never doubtful


def write_rules(last: str, *, ending: str = "") -> Reading:
    """A document whose fortieth clause of eighty is `last`, and nothing behind it but `ending`, where that is given."""
    clauses = [
        f"Members may hire boats of class {number} for {number} hours, and bring them back." for number in range(80)
    ]
    lines = [*clauses[:39], last, *([ending] if ending else clauses[40:])]
    reading = read(write_html("en", ["title: Rules of hire", "# Rules", *(line for line in lines if line.strip())]))
    assert reading is not None
    return reading


WHOLE = "A member who brings a boat back after sundown pays the warden for each hour that has begun."


@pytest.mark.parametrize(
    ("cut", "kind", "lasts"),
    [("after sund", "cut off within a word", True), ("after sundown", "cut off", False)],
    ids=["within a word", "between words"],
)
def test_a_text_that_ends_in_the_midst_of_a_sentence_is_doubted(cut: str, kind: str, *, lasts: bool) -> None:
    before, stub = write_rules(WHOLE), write_rules(WHOLE.partition(cut)[0] + cut, ending=" ")
    doubt = screen_reading(stub, before)
    assert doubt is not None
    assert doubt.partition(":")[0] == kind
    assert is_lasting_doubt(doubt) is lasts
    assert screen_reading(before, stub) is None  # growth is never doubtful


def test_half_a_letter_at_the_end_shows_a_cut_as_well() -> None:
    doubt = screen_reading(write_rules(WHOLE[:49] + "\ufffd", ending=" "), write_rules(WHOLE))
    assert doubt is not None
    assert is_lasting_doubt(doubt)


@pytest.mark.parametrize(
    ("last", "ending"),
    [
        (WHOLE, " "),
        (WHOLE[:60], "You find all else at the desk of the harbour."),
        (WHOLE[:60], ""),
        ("Ask the crew", " "),
    ],
    ids=["after a sentence", "with another line behind it", "with the rest behind it", "with words of its own"],
)
def test_a_text_that_ends_otherwise_is_not_cut_off(last: str, ending: str) -> None:
    assert screen_reading(write_rules(last, ending=ending), write_rules(WHOLE)) is None


@pytest.mark.parametrize("piece", ["page ", "not found ", "we are ", "a", "(", "404 ", "javascript is ", "\n", "ü "])
def test_hostile_text_is_screened_in_linear_time(piece: str) -> None:
    reading = read(f"<body><p>{piece * 20_000}</p></body>")
    began = time.process_time()
    if reading is not None:
        screen_reading(reading, None)
    assert time.process_time() - began < 2
