"""Number styles: what is a label, what only looks like one, and that printing undoes parsing."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.text.counters import format_roman, list_counters, parse_han, parse_roman
from tracker.text.label_styles import list_styles
from tracker.text.numbering import Label, find_labels, format_label, parse_number

FOUND = [
    ("10.4 Customer License Grant", "10.4", (10, 4), "Customer License Grant"),
    ("3.Integration with others", "3", (3,), "Integration with others"),
    ("2.1. L'adhésion", "2.1", (2, 1), "L'adhésion"),
    ("1.- Objeto", "1", (1,), "Objeto"),
    ("1/ Points", "1", (1,), "Points"),
    ("(a) rent or lend", "(a)", (1,), "rent or lend"),
    ("b- Le cumul", "b", (2,), "Le cumul"),
    ("IV. Data", "IV", (4,), "Data"),
    ("Article 4 – Fees", "Article 4", (4,), "Fees"),
    ("ARTICLE IV. FEES", "Article IV", (4,), "FEES"),
    ("Article 1er : Objet", "Article 1", (1,), "Objet"),
    ("Article premier", "Article premier", (1,), ""),
    ("Artículo 2º.- Precio", "Artículo 2", (2,), "Precio"),
    ("Section 3: Use", "Section 3", (3,), "Use"),
    ("§ 5 Haftung", "§ 5", (5,), "Haftung"),
    ("2° Ou s'il présente", "2°", (2,), "Ou s'il présente"),
    ("1ª. Objeto", "1°", (1,), "Objeto"),
    ("5 °C is cold", "5", (5,), "°C is cold"),
    ("3\ufe0f\u20e3 Fees", "3", (3,), "Fees"),
    ("② Fees", "②", (2,), "Fees"),
    ("⑵ Fees", "⑵", (2,), "Fees"),
    ("⒊Fees", "⒊", (3,), "Fees"),
    ("❷ Fees", "❷", (2,), "Fees"),
    ("ⓑ Fees", "ⓑ", (2,), "Fees"),
    ("Ⅱ．総則", "Ⅱ", (2,), "総則"),
    ("1.A.2 Fees", "1.A.2", (1, 1, 2), "Fees"),
    ("16-1. CLASS ACTIONS", "16-1", (16, 1), "CLASS ACTIONS"),
    ("S-1.1 Products", "S-1.1", (19, 1, 1), "Products"),
    ("Άρθρο 2ο Πληρωμές", "Άρθρο 2", (2,), "Πληρωμές"),
    ("ثانياً: الرسوم", "ثانياً", (2,), "الرسوم"),
    ("Annex II", "Annex II", (2,), ""),
    ("第3条(利用)", "第3条", (3,), "(利用)"),
    ("第3条の2(解約)", "第3条の2", (3,), "(解約)"),
    ("제3조(이용)", "제3조", (3,), "(이용)"),
    ("제3조의2 (해지)", "제3조의2", (3,), "(해지)"),
    ("附件一 服务", "附件 一", (1,), "服务"),
    ("附件一：服务", "附件 一", (1,), "服务"),
    ("Artykuł 4. Opłaty", "Artykuł 4", (4,), "Opłaty"),
    ("Článek II. Ceny", "Článek II", (2,), "Ceny"),
    ("Статья 4. Оплата", "Статья 4", (4,), "Оплата"),
    ("Розділ 2. Умови", "Розділ 2", (2,), "Умови"),
    ("Άρθρο 4 – Τιμές", "Άρθρο 4", (4,), "Τιμές"),
    ("المادة 4: الرسوم", "المادة 4", (4,), "الرسوم"),
    ("المادة (4) الرسوم", "المادة 4", (4,), "الرسوم"),
    ("المادة الثانية: الرسوم", "المادة الثانية", (2,), "الرسوم"),
    ("סעיף 4. תשלום", "סעיף 4", (4,), "תשלום"),
    ("Điều 4. Phí", "Điều 4", (4,), "Phí"),
    ("ข้อ 4 ค่าบริการ", "ข้อ 4", (4,), "ค่าบริการ"),
    ("Pasal 4 Biaya", "Pasal 4", (4,), "Biaya"),
    ("MADDE 4 – Ücretler", "Madde 4", (4,), "Ücretler"),
    ("Articolul 4. Prețuri", "Articolul 4", (4,), "Prețuri"),
    ("Bilaga 2 Priser", "Bilaga 2", (2,), "Priser"),
    ("2. fejezet Díjak", "2 fejezet", (2,), "Díjak"),
    ("3 § Maksut", "3 §", (3,), "Maksut"),
    ("4. Bölüm: Ücretler", "4 Bölüm", (4,), "Ücretler"),
    ("第十二条 登録", "第十二条", (12,), "登録"),
    ("D.4 License Grant", "D.4", (4, 4), "License Grant"),
    ("A1. Definitions", "A1", (1, 1), "Definitions"),
    ("19A. Commercial Activities", "19A", (19,), "Commercial Activities"),
    ("1.2A Lost keys", "1.2A", (1, 2), "Lost keys"),
    ("1A.1 Boats", "1A.1", (1, 1), "Boats"),
    ("2.2bis Oars", "2.2bis", (2, 2), "Oars"),
    ("Article 3 bis – Rames", "Article 3 bis", (3,), "Rames"),
    ("§ 5a Haftung", "§ 5a", (5,), "Haftung"),
    ("Annex AB – Boats", "Annex AB", (28,), "Boats"),
    ("Annex DD – Oars", "Annex DD", (30,), "Oars"),
    ("2 bis 3 Tage", "2", (2,), "bis 3 Tage"),
    ("3.b.ii. Late fees", "3.b.ii", (3, 2, 2), "Late fees"),
    ("1(a) Oars", "1(a)", (1, 1), "Oars"),
    ("10.4(b)(iii): Oars", "10.4(b)(iii)", (10, 4, 2, 3), "Oars"),
    ("A.1.c) Oars", "A.1.c", (1, 1, 3), "Oars"),
    ("II.1 Oars", "II.1", (2, 1), "Oars"),
    ("\u2162. Oars", "\u2162", (3,), "Oars"),
    ("\u2171) Oars", "\u2171", (2,), "Oars"),
    ("ב' תשלום", "ב", (2,), "תשלום"),
    ("4.I agree to row", "4", (4,), "I agree to row"),
]


@pytest.mark.parametrize(("text", "number", "values", "rest"), FOUND)
def test_label_is_found(text: str, number: str, values: tuple[int, ...], rest: str) -> None:
    label = find_labels(text)[0]
    assert (label.number, label.values, text[label.length :]) == (number, values, rest)


@pytest.mark.parametrize(
    "text",
    [
        "2023 was long",
        "10% of it",
        "I agree",
        "27. Juli 2023",
        "Art. 6(1)(f)",
        "a company",
        "12:30 h",
        "U. S. residents",
        "Article of faith",
        "Part of the service",
        "Article L 12-4 du Code des ports",
        "Article R. 212-1 du Code des ports",
        "ข้อกำหนด 4",
        "第3条の規定",
        "제3조의 규정",
    ],
)
def test_no_label_is_found(text: str) -> None:
    assert find_labels(text) == ()


def test_a_letter_that_is_a_roman_number_has_both_readings() -> None:
    assert {(label.counter, label.values) for label in find_labels("(i) one")} == {("roman", (1,)), ("letter", (9,))}


def test_successors() -> None:
    (first,), (second,) = find_labels("10.4 x"), find_labels("10.5 x")
    assert second.follows(first)
    assert not first.follows(second)
    assert not find_labels("11.5 x")[0].follows(first)
    assert not find_labels("Article 5")[0].follows(find_labels("4. x")[0])


def test_numbers_put_in_later_follow_what_they_were_put_behind() -> None:
    printed = ["1.2", "1.2A", "1.2AA", "1.2B", "1.3", "1.3bis", "1.3ter", "1.4"]
    labels = [find_labels(f"{number} x")[0] for number in printed]
    assert all(new.follows(old) for old, new in pairwise(labels))
    assert not labels[1].follows(labels[2])
    assert [format_label(label) for label in labels] == printed


@pytest.mark.parametrize(
    "printed",
    [
        ["第2条", "第2条の2", "第2条の3", "第3条", "第3条の10", "第3条の11"],
        ["제2조", "제2조의2", "제2조의3", "제3조"],
        ["第二条", "第二条之二", "第二条之三", "第三条"],
    ],
)
def test_articles_put_in_later_stand_beside_what_they_were_put_behind(printed: list[str]) -> None:
    labels = [find_labels(f"{number} x")[0] for number in printed]
    assert [new.follows(old) for old, new in pairwise(labels)] == [True] * (len(printed) - 1)
    assert [len(label.steps) for label in labels] == [1] * len(printed)
    assert [format_label(label) for label in labels] == printed


@pytest.mark.parametrize("style", list_styles(), ids=lambda style: style.name)
def test_every_style_finds_its_example(style) -> None:
    assert any(label.style == style.name for label in find_labels(style.example))


@given(
    st.sampled_from(list_styles()),
    st.integers(1, 40),
    st.lists(st.integers(1, 30), max_size=2),
    st.sampled_from(["Article", "Annex"]),
)
def test_printing_undoes_parsing(style, first: int, others: list[int], word: str) -> None:
    counter = "1.a.1" if style.name == "mixed" else style.counters[0]
    is_dotted = counter in ("decimal", "LETTER") and style.name not in ("enclosed", "bracketed", "lettered", "degree")
    is_dotted = is_dotted and style.name != "number and word"
    values = (first if counter not in ("LETTER", "letter") else first % 26 + 1, *(others if is_dotted else ()))
    if style.name == "lettered decimal":
        values = (*values[:1], 2, *values[1:])
    if style.name == "letter and number":
        values = (values[0], first)
    if style.name == "hyphened":
        values = (first, 2)
    if style.name == "mixed":
        values = (first, first % 8 + 1, first)
    if style.name in ("sign", "roman sign"):
        values = (first % 12 + 1,)
    words = {"worded": word, "section sign": "§", "enclosed": "条", "number and word": "§"}
    made = Label(
        style.name,
        counter,
        values,
        "第",
        word=words.get(style.name),
    )
    shown = format_label(made)
    closing = "、" if style.name == "han list" else "." if style.name not in ("bracketed", "enclosed", "degree") else ""
    read = [
        label for label in find_labels(f"{shown}{closing} x") if (label.style, label.counter) == (style.name, counter)
    ]
    assert [(label.values, label.number) for label in read] == [(values, shown)]


@given(st.integers(1, 399))
def test_roman_numbers(value: int) -> None:
    assert parse_roman(format_roman(value)) == value


@pytest.mark.parametrize(("value", "painted"), [(400, "cd"), (944, "cmxliv"), (3999, "mmmcmxcix")])
def test_large_roman_numbers_are_painted_and_not_read(value: int, painted: str) -> None:
    assert format_roman(value) == painted
    assert parse_roman(painted) is None


@given(st.integers(1, 99))
def test_chinese_numbers(value: int) -> None:
    assert parse_han(list_counters()["han"].format(value)) == value


@pytest.mark.parametrize("text", ["iiii", "vx", "ic", "", "xiix"])
def test_misspelt_roman_numbers_are_none(text: str) -> None:
    assert parse_roman(text) is None


@pytest.mark.parametrize(
    ("text", "values"), [("10.4", (10, 4)), ("(b)", (2,)), ("Annex II", (2,)), ("IV", (4,)), ("第3条", (3,))]
)
def test_a_text_that_is_only_a_number(text: str, values: tuple[int, ...]) -> None:
    label = parse_number(text)
    assert label is not None
    assert label.values == values


def test_a_text_that_is_more_than_a_number() -> None:
    assert parse_number("10.4 Customer License Grant") is None


@given(st.text(alphabet="0123456789.()[]aivxIVX §第条一二十ArticleSection \n-–", max_size=60))
def test_labels_of_any_text_lie_within_it(text: str) -> None:
    for label in find_labels(text):
        assert 0 < label.length <= len(text)
        assert label.values
