"""What people type for a clause, and which clauses that means: one table for every command and subscription."""

from __future__ import annotations

import pytest

from tracker.compare.follow.naming import find_clauses, resolve_clauses
from tracker.errors import NotFoundError
from tracker.model import ClauseName


def name(clause: str, path: str | None, heading: str | None = None, opening: str = "", number: str = "") -> ClauseName:
    return ClauseName(clause, number or path, path, heading, opening)


DECIMAL = (
    name("c1", "1", "Definitions", "In these terms some words have a meaning of their own."),
    name("c2", None, None, "“Order Form” means the form by which a customer orders."),
    name("c3", "3", "Your Content"),
    name("c31", "3.1", "Licence to Your Content"),
    name("c31a", "3.1(a)", None, "to store it,", number="(a)"),
    name("c4", "4", "Fees and Payment."),
    name("c41", "4.1", "Late Payment"),
    name("cA1", "A.1", "Regions"),
    name("cA1a", "A.1(a)", None, "in Utrecht,", number="(a)"),
)
LAWFUL = (
    name("d4", "§ 4", "Haftung"),
    name("d5", "§ 5", "Kündigung"),
    name("e5", "Article 5", "Notice"),
    name("e3", "第3条", "禁止事項"),
    name("eA", "Annex II", "Prices"),
)
GONE = ClauseName("g9", "9", "9", "Arbitration of Disputes", "", stands=False)
STANDING = name("g8", "8", "Disputes")

ROWS = [
    (DECIMAL, "c31", ["c31"]),
    (DECIMAL, "3", ["c3"]),
    (DECIMAL, "3.", ["c3"]),
    (DECIMAL, " 3.1 ", ["c31"]),
    (DECIMAL, "3.1.", ["c31"]),
    (DECIMAL, "section 3", ["c3"]),
    (DECIMAL, "Section 3.1", ["c31"]),
    (DECIMAL, "§3.1", ["c31"]),
    (DECIMAL, "§ 3.1", ["c31"]),
    (DECIMAL, "Clause 3.1(a)", ["c31a"]),
    (DECIMAL, "3.1 (a)", ["c31a"]),
    (DECIMAL, "Section A.1", ["cA1"]),
    (DECIMAL, "a.1", ["cA1"]),
    (DECIMAL, "(a)", ["c31a", "cA1a"]),
    (DECIMAL, "your content", ["c3"]),
    (DECIMAL, "YOUR CONTENT.", ["c3"]),
    (DECIMAL, "fees and payment", ["c4"]),
    (DECIMAL, "3.1 Licence to Your Content", ["c31"]),
    (DECIMAL, "Order Form", ["c2"]),
    (DECIMAL, "licence", ["c31"]),
    (DECIMAL, "late pay", ["c41"]),
    (DECIMAL, "egions", []),
    (DECIMAL, "payment", []),
    (DECIMAL, "33", []),
    (DECIMAL, "", []),
    (DECIMAL, "§", []),
    (LAWFUL, "§5", ["d5"]),
    (LAWFUL, "4", ["d4"]),
    (LAWFUL, "5", ["d5", "e5"]),
    (LAWFUL, "article 5", ["e5"]),
    (LAWFUL, "3", ["e3"]),
    (LAWFUL, "第3条", ["e3"]),
    (LAWFUL, "禁止", []),
    (LAWFUL, "禁止事", ["e3"]),
    (LAWFUL, "annex ii", ["eA"]),
    ((STANDING, GONE), "disputes", ["g8"]),
    ((STANDING, GONE), "disput", ["g8"]),
    ((STANDING, GONE), "arbitration", ["g9"]),
    ((), "3", []),
]


@pytest.mark.parametrize(("names", "query", "wanted"), ROWS, ids=[row[1] or "nothing" for row in ROWS])
def test_words_name_clauses(names: tuple[ClauseName, ...], query: str, wanted: list[str]) -> None:
    assert list(find_clauses(names, query)) == wanted


def test_what_names_nothing_is_answered_with_the_nearest() -> None:
    with pytest.raises(NotFoundError) as caught:
        resolve_clauses(DECIMAL, "3.2")
    assert caught.value.candidates[0] == "3.1 Licence to Your Content"
    with pytest.raises(NotFoundError, match=r"did you mean 4\.1 Late Payment"):
        resolve_clauses(DECIMAL, "Late Payments")
    with pytest.raises(NotFoundError, match="tracker show lists"):
        resolve_clauses((), "3")


def test_a_part_of_several_headings_is_answered_with_all_of_them() -> None:
    with pytest.raises(NotFoundError) as caught:
        resolve_clauses(DECIMAL, "payment")
    assert caught.value.candidates == ("4 Fees and Payment.", "4.1 Late Payment")
    assert str(caught.value) == (
        '"payment" is part of the headings of 2 clauses (which one: 4 Fees and Payment.; 4.1 Late Payment?)'
    )
