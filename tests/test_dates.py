"""Dates in all spellings, and which of them a document states of itself."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_significance_rules import make_change

from tracker.compare.weigh.own_dates import states_date
from tracker.compare.weigh.significance import rate_change
from tracker.model import Block, BlockKind, Section, Significance
from tracker.text.date_grammar import find_date_matches
from tracker.text.dates import find_dates, is_date_line, names_date
from tracker.values import replace

SPELLINGS = [
    ("2023-08-07", "en"), ("7 August 2023", "en"), ("August 7, 2023", "en"), ("Aug. 7, 2023", "en"),
    ("7th of August, 2023", "en"),
    ("8/7/2023", "en"), ("07/08/2023", "fr"), ("07.08.2023", "de"), ("7. August 2023", "de"), ("7 août 2023", "fr"),
    ("7 de agosto de 2023", "es"), ("7 agosto 2023", "it"), ("7 de agosto de 2023", "pt"), ("7 augustus 2023", "nl"),
    ("2023年8月7日", "ja"), ("2023/8/7", "ja"), ("令和5年8月7日", "ja"), ("令和 ５ 年８月７日", "ja"),
    ("Aug-07-2023", "en"),
    ("民國112年8月7日", "zh"), ("中華民國 112 年 8 月 7 日", "zh"), ("7o de agosto de 2023", "pt"),
    ("二〇二三年八月七日", "zh"), ("二零二三年八月七日", "zh"), ("二○二三年八月七日", "ja"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "language"), SPELLINGS)
def test_every_spelling_is_read(text: str, language: str) -> None:
    assert [match.on for match in find_date_matches(f"on {text} and", language=language)] == [date(2023, 8, 7)]


def test_the_first_of_a_month_in_french() -> None:
    assert [match.on for match in find_date_matches("le 1er janvier 2025")] == [date(2025, 1, 1)]


@pytest.mark.parametrize("text", ["本规则于2023年8月7日生效", "更新于2023-08-07", "改定日は2023年8月7日です"])
def test_a_date_needs_no_blank_before_it_where_none_is_written(text: str) -> None:
    assert [match.on for match in find_date_matches(text)] == [date(2023, 8, 7)]


@pytest.mark.parametrize("text", ["31.02.2024", "2024-13-45", "10.4.2", "1.2.3.2024", "May 2024", "12345-06-07"])
def test_what_is_no_date(text: str) -> None:
    assert list(find_date_matches(text)) == []


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_iso_dates(on: date) -> None:
    assert [match.on for match in find_date_matches(f"since {on.isoformat()}.")] == [on]


def make_sections(*texts: str) -> tuple[Section, ...]:
    opening = Section(0, 1, blocks=tuple(Block(BlockKind.PARAGRAPH, text) for text in texts))
    return (opening, *(Section(n, 1, heading="Rest", blocks=(Block(BlockKind.PARAGRAPH, "x"),)) for n in range(1, 5)))


STATED = [
    (["Effective Date: July 27, 2023"], "en", [("effective", "2023-07-27")]),
    (["Last updated: 3 May 2024. Effective: 1 June 2024."], "en",
     [("updated", "2024-05-03"), ("effective", "2024-06-01")]),
    (["Effective date:", "July 14, 2020"], "en", [("effective", "2020-07-14")]),
    (["Effective: June 26, 2026 (previous version)"], "en", [("effective", "2026-06-26")]),
    (["Previous version: May 17, 2022"], "en", []),
    (["Effective until May 18, 2022"], "en", []),
    (["Gültig bis zum 18. Mai 2022. Stand: 3. März 2021"], "de", [("effective", "2021-03-03")]),
    (["En vigueur jusqu’au 18 mai 2022"], "fr", []),
    (["2022年5月18日まで有効"], "ja", []),
    (["Obowiązuje do dnia 18 maja 2022"], "pl", []),
    (["We were founded on May 17, 2002."], "en", []),
    (["Last updated and effective: 2 May 2024"], "en", [("updated", "2024-05-02"), ("effective", "2024-05-02")]),
    (["Effective date", "These terms were last updated on 2 May 2024."], "en", [("updated", "2024-05-02")]),
    (["Published on 2 May 2024"], "en", [("announced", "2024-05-02")]),
    (["Senast uppdaterad: 25 juni 2025"], "sv", [("updated", "2025-06-25")]),
    (["Villkoren träder i kraft den 1 maj 2024."], "sv", [("effective", "2024-05-01")]),
    (["Betingelserne træder i kraft den 1. maj 2024"], "da", [("effective", "2024-05-01")]),
    (["Sist endret 1. mai 2024"], "nb", [("updated", "2024-05-01")]),
    (["Päivitetty 1. toukokuuta 2024"], "fi", [("updated", "2024-05-01")]),
    (["Ehdot ovat voimassa 1.5.2024 alkaen"], "fi", [("effective", "2024-05-01")]),
    (["Regulamin obowiązuje od 1 maja 2024 r."], "pl", [("effective", "2024-05-01")]),
    (["Ostatnia aktualizacja: 1 maja 2024"], "pl", [("updated", "2024-05-01")]),
    (["Účinnost od 1. května 2024"], "cs", [("effective", "2024-05-01")]),
    (["Hatályos: 2024. május 1."], "hu", [("effective", "2024-05-01")]),
    (["Ultima actualizare: 1 mai 2024"], "ro", [("updated", "2024-05-01")]),
    (["Ημερομηνία ισχύος: 1 Μαΐου 2024"], "el", [("effective", "2024-05-01")]),
    (["Последнее обновление: 1 мая 2024 г."], "ru", [("updated", "2024-05-01")]),
    (["Правила вступают в силу 1 мая 2024 года"], "ru", [("effective", "2024-05-01")]),
    (["Федеральный закон от 1 мая 2024 г. вступает в силу"], "ru", []),
    (["Набирає чинності 1 травня 2024 року"], "uk", [("effective", "2024-05-01")]),
    (["Yürürlük tarihi: 1 Mayıs 2024"], "tr", [("effective", "2024-05-01")]),
    (["آخر تحديث: ١ مايو ٢٠٢٤"], "ar", [("updated", "2024-05-01")]),
    (["עודכן לאחרונה ב-1 במאי 2024"], "he", [("updated", "2024-05-01")]),
    (["施行日:2024年5月1日"], "ja", [("effective", "2024-05-01")]),
    (["시행일: 2024년 5월 1일"], "ko", [("effective", "2024-05-01")]),
    (["최종 수정: 2024. 5. 1."], "ko", [("updated", "2024-05-01")]),
    (["生效日期:2024年5月1日"], "zh", [("effective", "2024-05-01")]),
    (["มีผลบังคับใช้ตั้งแต่วันที่ 1 พฤษภาคม 2567"], "th", [("effective", "2024-05-01")]),
    (["Cập nhật ngày 1 tháng 5 năm 2024"], "vi", [("updated", "2024-05-01")]),
    (["Mulai berlaku 1 Mei 2024"], "id", [("effective", "2024-05-01")]),
    (["Dernière mise à jour : 25/06/2025"], "fr", [("updated", "2025-06-25")]),
    (["En vigueur à compter du 1er janvier 2025"], "fr", [("effective", "2025-01-01")]),
    (["Stand: 1. Januar 2025"], "de", [("effective", "2025-01-01")]),
    (["Zuletzt aktualisiert am 27.07.2023"], "de", [("updated", "2023-07-27")]),
    (["Última actualización: 2 de enero de 2024"], "es", [("updated", "2024-01-02")]),
    (["Ultimo aggiornamento: 28 febbraio 2024"], "it", [("updated", "2024-02-28")]),
    (["Última atualização: 2 de março de 2024"], "pt", [("updated", "2024-03-02")]),
    (["Laatst bijgewerkt op 5 mei 2024"], "nl", [("updated", "2024-05-05")]),
    (["2023年8月7日 改定"], "ja", [("updated", "2023-08-07")]),
    (["平成元年8月7日 施行"], "ja", [("effective", "1989-08-07")]),
    (["Date d’effet : lundi 7 août 2023"], "fr", [("effective", "2023-08-07")]),
    (["Berlaku 7 Agustus 2023"], "id", [("effective", "2023-08-07")]),
    (["Последна актуализация: 1 май 2024 г."], "bg", [("updated", "2024-05-01")]),
    (["Тези условия влизат в сила на 1 май 2024 г."], "bg", [("effective", "2024-05-01")]),
    (["Stupa na snagu 1. listopada 2024."], "hr", [("effective", "2024-10-01")]),
    (["Ostatnia aktualizacja: 1 listopada 2024"], "pl", [("updated", "2024-11-01")]),
    (["Účinné od 1. mája 2024"], "sk", [("effective", "2024-05-01")]),
    (["Последње ажурирање: 1. мај 2024."], "sr", [("updated", "2024-05-01")]),
    (["Zadnja posodobitev: 1. maj 2024"], "sl", [("updated", "2024-05-01")]),
    (["Viimati uuendatud: 1. mai 2024"], "et", [("updated", "2024-05-01")]),
    (["Noteikumi stājas spēkā 2024. gada 1. maijā"], "lv", [("effective", "2024-05-01")]),
    (["Atnaujinta 2024 m. gegužės 1 d."], "lt", [("updated", "2024-05-01")]),
    (["Darrera actualització: 1 d'abril del 2024"], "ca", [("updated", "2024-04-01")]),
    (["अंतिम अपडेट: 1 मई 2024"], "hi", [("updated", "2024-05-01")]),
    (["آخرین به‌روزرسانی: ۱ مه ۲۰۲۴"], "fa", [("updated", "2024-05-01")]),
    (["Verze 3 platná od 7. srpna 2023"], "cs", [("effective", "2023-08-07")]),
]  # fmt: skip


@pytest.mark.parametrize(("texts", "language", "expected"), STATED, ids=lambda value: str(value)[:40])
def test_stated_dates(texts: list[str], language: str, expected: list[tuple[str, str]]) -> None:
    found = find_dates(make_sections(*texts), language=language)
    assert [(stated.kind, stated.on.isoformat()) for stated in found] == expected
    assert all(any(part in stated.phrase for part in texts[-1].split(". ")) for stated in found)


@pytest.mark.parametrize(
    ("line", "language"), [(texts[0], language) for texts, language, dates in STATED if len(texts) == len(dates) == 1]
)
def test_a_line_with_nothing_but_its_date_states_it_in_every_language(line: str, language: str) -> None:
    assert states_date(line, language)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("Last Updated: October 25, 2024", True),
        ("Effective from 2025-08-14 and until further notice.", True),
        ("Version du 01/02/2022", True),
        ("27 July 2023", True),
        ("Stand: 01.03.25", True),
        ("Thu, 16 Feb 2017 17:17:39 -0500", True),
        ("Stand: 15.10.25", True),
        ("01.03.25", True),
        ("1.2.13", False),
        ("1.2.13 Payment", False),
        ("Payment 1.10.13", False),
        ("Claims until 01.03.25 are paid", False),
        ("Publication date: 1-Mar-25", True),
        ("Pay by 1-Mar-25", False),
        ("Fecha: marzo/2025", True),
        ("最終更新日:二〇二五年三月一日", True),
        ("Addendum for the harbour at boats.example/harbour (dated 2 May 2021)", False),
        ("5. Changes", False),
        ("You must pay by July 1, 2024 for all that you ordered before that day", False),
    ],
)
def test_lines_about_nothing_but_a_date(text: str, is_one: bool) -> None:
    assert is_date_line(text) is is_one


@pytest.mark.parametrize(
    ("line", "is_stated"),
    [
        ("Rev. 03/25", True),
        ("Terms of Use (rev. 3-1-2025)", True),
        ("v2.1 (03/2025)", True),
        ("Stand: 01.03.25", True),
        ("Fee 03/25", False),
        ("Cover 10/25", False),
        ("The API v2 closes on 03/2025", False),
        ("Claims until 01.03.25 are paid", False),
    ],
)
def test_lines_of_an_edition_and_its_date(line: str, *, is_stated: bool) -> None:
    assert states_date(line, "en") is is_stated


@pytest.mark.parametrize(
    ("language", "ordinal", "old", "new", "is_own"),
    [
        ("is", 0, "Síðast uppfært: 1. mars 2025", "Síðast uppfært: 15. júní 2025", True),
        ("sq", 0, "Përditësuar më: 1 prill 2025", "Përditësuar më: 2 tetor 2025", True),
        ("is", 2, "Síðast uppfært: 1. mars 2025", "Síðast uppfært: 15. júní 2025", False),
        ("is", 0, "Greitt fyrir 1. mars 2025", "Greitt fyrir 15. júní 2025", False),
        ("en", 0, "Pay your bill before: 1 March 2025", "Pay your bill before: 15 June 2025", False),
    ],
)
def test_a_date_behind_a_colon_in_the_opening_is_the_text_s_own_where_no_word_is_known(
    language: str, ordinal: int, old: str, new: str, *, is_own: bool
) -> None:
    change = make_change(old, new)
    change = replace(
        change,
        old=tuple(replace(section, ordinal=ordinal) for section in change.old),
        new=tuple(replace(section, ordinal=ordinal) for section in change.new),
    )
    significance, _ = rate_change(change, language=language)
    assert (significance is Significance.COSMETIC) is is_own


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("Effective date:", True),
        ("“Last updated” on this very day:", True),  # six words
        ("“Last updated” on this one very day:", False),
        ("A" * 50_000 + " effective date", True),
        ("a-" * 50_000, False),
    ],
)
def test_lines_that_announce_a_date_have_six_words_at_most(text: str, is_one: bool) -> None:
    assert names_date(text) is is_one


def test_figures_of_other_scripts_are_years_too() -> None:
    assert [found.on for found in find_date_matches("١٥/٠٣/٢٠٢٤")] == [date(2024, 3, 15)]
