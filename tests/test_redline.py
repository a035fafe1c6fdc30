"""Redlines by case files: old, new, and the redline as [-gone-]{+come+} with the runs told."""

from __future__ import annotations

import difflib
import random
import time
from pathlib import Path

import pytest

from tracker.compare.redline.redlining import changed_runs, redline_texts
from tracker.model import Op
from tracker.text.sentences import split_sentences
from tracker.text.tokens import key_token, split_tokens

CASES = Path(__file__).parent / "cases" / "redline"
MARKS = {Op.EQUAL: "{}", Op.DELETE: "[-{}-]", Op.INSERT: "{{+{}+}}"}


def show_redline(old: str, new: str) -> str:
    ops = redline_texts(old, new)
    deleted, inserted = changed_runs(ops)
    drawn = "".join(MARKS[op].format(text) for op, text in ops)
    return f"{drawn}\ndeleted: {list(deleted)}\ninserted: {list(inserted)}\n"


@pytest.mark.parametrize("path", sorted(CASES.glob("*.txt")), ids=lambda path: path.stem)
def test_redline_is_as_drawn(path: Path, update_cases: bool) -> None:
    old, rest = path.read_text(encoding="utf-8").split("\n=== new ===\n")
    new, wanted = rest.split("\n=== redline ===\n")
    shown = show_redline(old, new)
    if update_cases and shown != wanted:
        path.write_text(f"{old}\n=== new ===\n{new}\n=== redline ===\n{shown}", encoding="utf-8")
    assert shown == wanted


@pytest.mark.parametrize(
    "token",
    [
        "$1,250.00", "30 days", "3 May 2023", "May 3, 2023", "1er mars 2024", "2024-03-01", "10.4(a)(ii)", "99.9%",
        "12 EUR", "helm@rowing.example", "https://rowing.example/a?b=1", "“Customer Content”", "third-party", "don’t",
        "and/or", "(iv)", "e.g.", "14 jours", "30 Tagen", "rowing.example",
        "5 000€", "10 062,33 €", "€ 12 500", "1 000 000 EUR",
    ],
)  # fmt: skip
def test_what_belongs_together_is_one_token(token: str) -> None:
    assert token in [found.strip() for found in split_tokens(f"see {token} here")]


def test_a_month_is_no_unit_of_the_verb_may() -> None:
    assert [token.strip() for token in split_tokens("Section 8 may change")] == ["Section", "8", "may", "change"]


def test_keys_forget_quotes_and_spaces() -> None:
    assert key_token("“Boat” ") == key_token('"Boat"')


def test_sentences_survive_abbreviations() -> None:
    text = "We keep data, e.g. Your name. See Art. 6 of it! “Really?” Yes."
    assert split_sentences(text) == ["We keep data, e.g. Your name. ", "See Art. 6 of it! ", "“Really?” ", "Yes."]
    assert split_sentences("Zakon (Ur. l. RS) velja. Drugo.") == ["Zakon (Ur. l. RS) velja. ", "Drugo."]
    assert split_sentences("Selon l'article L. 217-4, il rame. Rien de plus.") == [
        "Selon l'article L. 217-4, il rame. ",
        "Rien de plus.",
    ]
    assert split_sentences("Boote, z. B. Kanus (9 S. Pier Street, U. S. Coast). Mehr.") == [
        "Boote, z. B. Kanus (9 S. Pier Street, U. S. Coast). ",
        "Mehr.",
    ]
    assert split_sentences("See Annex B. The boats stay. Take plan C. You pay.") == [
        "See Annex B. ",
        "The boats stay. ",
        "Take plan C. ",
        "You pay.",
    ]


@pytest.mark.parametrize(
    "sentences",
    [
        ["Die Ordnung ändert sich zum 1. Mai 2024. ", "Danach gilt sie."],
        ["Reglerna gäller från den 5. Juni i hamnen. ", "Ro!"],
        ["You must be over 13. ", "May we write?"],
        ["It costs 40. ", "June is hot."],
        ["1. ", "Mai und Juni"],
    ],
)
def test_a_stop_behind_a_day_ends_no_sentence(sentences: list[str]) -> None:
    assert split_sentences("".join(sentences)) == sentences


def make_text(words: int, rng: random.Random) -> str:
    lexicon = [f"w{number}" for number in range(500)]
    chosen = [
        rng.choice(lexicon) + ("." if at % 15 == 14 else "") + ("\n" if at % 70 == 69 else " ") for at in range(words)
    ]
    return "".join(chosen)


def count_changed(old: str, new: str) -> int:
    return sum(len(text.split()) for op, text in redline_texts(old, new) if op is not Op.EQUAL)


@pytest.mark.parametrize("seed", range(4))
def test_little_more_words_change_than_must(seed: int) -> None:
    """Beside difflib without its junk heuristic; at most 1.05 times as many changed words."""
    rng = random.Random(seed)
    old = make_text(600, rng)
    words = [("changed" if rng.random() < 0.04 else word) for word in old.split(" ") if rng.random() > 0.02]
    new = " ".join(words)
    opcodes = difflib.SequenceMatcher(None, old.split(), new.split(), autojunk=False).get_opcodes()
    oracle = sum(a1 - a0 + b1 - b0 for tag, a0, a1, b0, b1 in opcodes if tag != "equal")
    assert count_changed(old, new) <= 1.05 * oracle


@pytest.mark.parametrize("border", ["\n", " "])
def test_a_long_rewrite_ends_in_time(border: str) -> None:
    """Nothing quadratic on hostile text: one line or many, 12,000 words that share little, well under 5 seconds."""
    rng = random.Random(3)
    old, new = (border.join(str(rng.randrange(4000)) for _ in range(12_000)) for _ in range(2))
    started = time.process_time()
    ops = redline_texts(old, new)
    assert time.process_time() - started < 5
    assert "".join(text for op, text in ops if op is not Op.INSERT) == old
