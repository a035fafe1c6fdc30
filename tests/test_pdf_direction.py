"""Letters as they stand on a page that is read from right to left become words in reading order."""

from __future__ import annotations

import random

import pytest

from tracker.read.pdf.direction import has_leftward, order_runs
from tracker.read.pdf.layout import lay_out_pages
from tracker.read.pdf.runs import Glyph, gather_runs

WIDTH, BLANK, SIZE = 5.0, 3.0, 11.0


def print_line(seen: str, *, base: float = 700, left: float = 60, size: float = SIZE, first: int = 0) -> list[Glyph]:
    """The characters of a line as the eye sees them from left to right."""
    glyphs, at, word = [], left, first
    for character in seen:
        if character == " ":
            at, word = at + BLANK, word + 1
        else:
            glyphs.append(Glyph(character, at, at + WIDTH, base, size, False, word))
            at += WIDTH
    return glyphs


def read_line(glyphs: list[Glyph]) -> str:
    runs = list(order_runs(glyphs))
    assert [run.left for run in runs] == sorted(run.left for run in runs), "reading goes from smaller to larger"
    return "".join((" " if run.has_space else "") + run.text for run in runs).strip()


def see(*words: str) -> str:
    """Words of a right-to-left line in reading order -> as they are seen from the left."""
    return " ".join(word[::-1] if has_leftward(print_line(word)) else word for word in reversed(words))


LINES = [
    # what is seen from left to right, and what is read
    (see("הסאונה", "פתוחה", "בלילה"), "הסאונה פתוחה בלילה"),
    (see("מגבות") + " .1", "1. מגבות"),
    ("." + see("משנת", "2019"), "משנת 2019."),
    (see("עד", "20:30"), "עד 20:30"),
    (see("עולה", "$40", "או", "35%"), "עולה $40 או 35%"),
    (see("מועדון", "Blue Boot Club", "בלבד"), "מועדון Blue Boot Club בלבד"),
    (see("מועדון", "Blue Boot 2", "בלבד"), "מועדון Blue Boot 2 בלבד"),
    (see("בין", "12/05/2024", "לבין", "3.10.2024"), "בין 12/05/2024 לבין 3.10.2024"),
    ("(" + see("שבת") + ") " + see("למעט"), "למעט (שבת)"),  # brackets as they look
    (")" + see("שבת") + "( " + see("למעט"), "למעט (שבת)"),  # brackets by their meaning
    (see("מחיר") + " (" + see("א") + ")", "(א) מחיר"),
    (see("מחיר") + " (" + see("א"), "א) מחיר"),
    ("Boot (Bath) " + see("מועדון", "הסאונה"), "מועדון הסאונה Boot (Bath)"),
    ("20:00-" + see("מ") + " " + see("פתוח"), "פתוח מ-20:00"),
    (see("المسبح", "مفتوح", "٣٠", "يوما"), "المسبح مفتوح ٣٠ يوما"),
    ("." + see("خلال", "30", "يوما"), "خلال 30 يوما."),
    (see("ﺑﺎﺏ"), "باب"),  # shapes of letters, as some files name them
]


@pytest.mark.parametrize("order", ["as seen", "as read", "words as seen", "mixed"])
@pytest.mark.parametrize(("seen", "read"), LINES)
def test_a_line_is_read_however_the_file_orders_it(seen: str, read: str, order: str) -> None:
    glyphs = print_line(seen)
    if order == "as read":
        glyphs.reverse()
    elif order == "words as seen":
        glyphs.sort(key=lambda glyph: (-glyph.word, glyph.left))
    elif order == "mixed":
        random.Random(len(seen)).shuffle(glyphs)
    assert read_line(glyphs) == read


def test_a_vowel_sign_stays_with_its_letter() -> None:
    letters = print_line("חמסי")  # "יסמח" from the right
    sign = Glyph("\u064f", letters[3].left - 2, letters[3].left, 700, SIZE, False, 0)
    assert read_line([letters[3], sign, *letters[:3]]) == "י\u064fסמח"


def test_words_of_such_a_script_in_another_page_are_turned() -> None:
    seen = 'The club is called "' + see("בית", "הסאונה") + '" and it opens in March of every year.'
    assert read_line(print_line(seen)) == 'The club is called "בית הסאונה" and it opens in March of every year.'


def test_a_page_without_such_letters_is_none_of_this() -> None:
    glyphs = print_line("Towels are free. (a) 20 %")
    assert not has_leftward(glyphs)
    (run,) = gather_runs(glyphs)
    assert run.text == "Towels are free. (a) 20 %"


def test_paragraphs_begin_at_the_right_and_end_at_the_left() -> None:
    def right(*words: str, base: float) -> list[Glyph]:
        seen = see(*words)
        return print_line(seen, base=base, left=500 - len(print_line(seen)) * WIDTH - seen.count(" ") * BLANK)

    full = ["כל", "אורח", "מקבל", "מגבת", "אחת", "ליום", "ועוד", "אחת", "לסאונה", "אם", "הוא", "מבקש"]
    page = [
        right(*full, *full, base=700),
        right("ומשלם", "על", "כך.", base=686),
        right("הסאונה", "סגורה", "בשבת.", base=650),
    ]
    runs = list(order_runs([glyph for line in page for glyph in line]))
    texts = [block.text for block in lay_out_pages([runs])]
    assert texts == [" ".join([*full, *full, "ומשלם על כך."]), "הסאונה סגורה בשבת."]


def test_a_sign_stands_on_the_letter_that_is_printed_in_one_shape_with_it() -> None:
    # as a browser prints "قاربًا": the letter with its sign a little below the line, the sign last but one in the file
    printed = [("ب", 7.0), ("ر", 10.0), ("ا", 15.0), ("ق", 20.0), ("ً", 4.0), ("ا", 0.0)]
    glyphs = [
        Glyph(
            letter,
            left,
            left + WIDTH,
            699.0 if letter in "بً" else 700.0,
            SIZE,
            False,
            0,
            3.0 if letter in "بً" else left,
        )
        for letter, left in printed
    ]
    assert read_line(glyphs) == "قاربًا"
