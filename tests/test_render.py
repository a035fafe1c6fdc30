"""What people are shown: ripples folded, context cut, hostile text made harmless, in text, Markdown and HTML."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html
from samples import ADDITION, BEFORE_AT, CHANGE_SET, COMPARISON, EDIT, HELD, READING, RIPPLE, SEEN_AT, section
from telling import make_card, make_change, make_section

from tracker.model import Change, ClauseName, Comparison, Event, Kind, Op, Verdict
from tracker.publish.hostile import clean_text
from tracker.publish.lines import format_change, format_change_set, format_comparison
from tracker.publish.outlines import format_outline, format_text
from tracker.publish.render import STYLES, paint_html, paint_markdown, paint_text, part_words
from tracker.publish.sheet import SHEET_COLUMNS, guard_cell, sheet_rows, write_rows
from tracker.publish.spans import Line, Role, Span, cut_middle, limit_spans, redline_spans, split_lines
from tracker.publish.times import format_between, format_seen, format_span
from tracker.values import replace

HOSTILE = "\x1b[2J<script>alert(1)</script>\u202egpj.exe\x00]]> & \ud800"


def test_a_change_set_reads_in_ten_seconds() -> None:
    assert paint_text(format_change_set(CHANGE_SET)) == (
        "zoom/terms-of-service  between 28 Jul 06:31 and 7 Aug 2023 18:30 UTC  4f1c20ab93d7\n"
        "  says it is effective 7 Aug 2023\n"
        "  note by Dana, 7 Aug 2023 18:30 UTC: Reviewed.\n"
        "10.4 Feedback was added.\n"
        "\n"
        "10.4 Feedback  added\n"
        "  substantive: clause added\n"
        "  {+Ideas are free.+}\n"
        "  1 section only followed: 10.5 → 10.6\n"
        "\n"
        "10.5 Customer Licence  edited, renumbered from 10.4\n"
        "  substantive: obligation: may -> must\n"
        "  You grant us a licence. We [-may-] {+must ask before we+} train models.\n"
        "\n"
        "1 link elsewhere, the words the same:\n"
        "  16.2, “Privacy”: https://a.example/1 → https://a.example/2\n"
    )


def test_held_change_sets_say_why() -> None:
    told = paint_text(format_change_set(HELD))
    assert "not told: the page alternates between texts seen before (seen 3 times)" in told
    assert "back to the version of 28 Jul 2023 06:31 UTC" in told


def test_ripples_of_ripples_are_folded_under_the_first_cause() -> None:
    second = replace(RIPPLE, ripple_of=1)
    loose = replace(RIPPLE, ripple_of=None)
    told = paint_text(
        format_comparison(replace(COMPARISON, changes=(ADDITION, RIPPLE, second, loose), links_changed=()))
    )
    assert told.count("only followed") == 2
    assert "2 sections only followed: 10.5 → 10.6, 10.5 → 10.6" in told


def test_a_rewrite_shows_the_weightiest_changes_and_lists_the_rest() -> None:
    gone = [Change((Kind.REMOVED,), (section(n, str(n), "Old"),), ()) for n in range(1, 90)]
    rewritten = Comparison(Verdict.SUBSTANTIVE, (EDIT, ADDITION, *gone), Event.REWRITE, "A new text.", unchanged=4)
    told = paint_text(format_comparison(rewritten))
    assert len(told.splitlines()) < 40
    places = [told.index(part) for part in ("{+must ask before we+}", "10.4 Feedback  added", "1 Old")]
    assert places == sorted(places)
    assert "83 more gone: 7 Old, 8 Old" in told and "and 71 more" in told
    assert paint_text(format_comparison(rewritten, most=None)).count("  removed\n") == 89


def test_another_document_is_told_by_its_names_alone() -> None:
    replaced = Comparison(Verdict.SUBSTANTIVE, (EDIT, ADDITION), Event.DOCUMENT_REPLACED, "Another.", unchanged=4)
    assert "1 new: 10.4 Feedback" in paint_text(format_comparison(replaced))


def test_unchanged_says_so() -> None:
    assert paint_text(format_comparison(Comparison(Verdict.UNCHANGED, ()))) == "No change.\n"


def test_marks_stand_around_words_not_blanks() -> None:
    spans = redline_spans(((Op.EQUAL, "We "), (Op.DELETE, "may "), (Op.INSERT, "must "), (Op.EQUAL, "go.")))
    assert paint_text([Line(tuple(spans))]) == "We [-may-] {+must+} go.\n"


def test_markdown_escapes_what_would_be_markup() -> None:
    lines = [Line((Span("a_b*c <b> [x](y) "), Span("gone ", Role.DELETED), Span("new", Role.INSERTED)), 1)]
    assert paint_markdown(lines) == "> a\\_b\\*c \\<b\\> \\[x\\](y) ~~gone~~ **new**\n"


def test_html_is_a_safe_fragment() -> None:
    painted = paint_html([Line((Span(HOSTILE), Span(HOSTILE, Role.DELETED)))])
    assert "<script" not in painted and "\x1b" not in painted and "\u202e" not in painted
    (paragraph,) = lxml_html.fragments_fromstring(painted)
    assert [element.tag for element in paragraph.iter()] == ["p", "span", "del"]


def test_topics_stand_before_other_reasons() -> None:
    change = make_change(reasons=("obligation: may -> must", "topic: price", "money: $1 -> $2", "topic: children"))
    rated = paint_text(format_change(change)).splitlines()[1]
    assert rated == "  substantive: topic: price, topic: children, obligation: may -> must, money: $1 -> $2"


def test_what_is_quiet_can_be_read_on_white_and_on_black() -> None:
    assert "color" not in STYLES[Role.QUIET]


def test_the_text_before_the_first_clause_has_one_name() -> None:
    first, later = make_section("a", ordinal=0), make_section("b", ordinal=7)
    assert first.label == ClauseName("c", None, None, None, "", ordinal=0).label == "opening"
    assert later.label == ClauseName("c", None, None, None, "", ordinal=7).label == "unnumbered text"


@pytest.mark.parametrize("ops", [((Op.DELETE, "July"), (Op.INSERT, "May")), ((Op.INSERT, "May"), (Op.DELETE, "July"))])
def test_a_blank_parts_what_went_from_what_came_in_any_order(ops: tuple[tuple[Op, str], ...]) -> None:
    spans = [Span(text, Role.DELETED if op is Op.DELETE else Role.INSERTED) for op, text in ops]
    assert "".join(span.text for span in part_words(spans)) in ("July May", "May July")


def test_words_that_went_and_came_do_not_stick_together() -> None:
    swap = [Line((Span("within "), Span("30 days", Role.DELETED), Span("10 days", Role.INSERTED), Span(".")))]
    (paragraph,) = lxml_html.fragments_fromstring(paint_html(swap))
    assert paragraph.text_content() == "within 30 days 10 days."
    assert paragraph.get("dir") == "auto"


@given(st.text())
def test_no_painter_lets_a_control_through(text: str) -> None:
    line = Line((Span(text), Span(text, Role.INSERTED)))
    for painted in (paint_text([line]), paint_markdown([line]), paint_html([line])):
        assert not any((ord(c) < 32 and c != "\n") or 0x7F <= ord(c) < 0xA0 for c in painted)
        assert not set(painted) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")
        painted.encode("utf-8")
    assert paint_text([line]).count("\n") == 1


@given(st.text())
def test_cleaning_is_idempotent(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)


def test_context_is_cut_only_where_words_are_saved() -> None:
    text = " ".join(str(n) for n in range(40))
    assert cut_middle(text, 2, 2) == "0 1 … 38 39"
    assert cut_middle(text, 0, 3) == "… 37 38 39"
    assert cut_middle("a b c d e", 2, 2) == "a b c d e"


def test_long_additions_are_limited_and_counted() -> None:
    spans = list(limit_spans([Span("a b c"), Span("d e f g", Role.INSERTED), Span("h i")], 5))
    assert [span.text for span in spans] == ["a b c", "d e …", " (4 more words)"]


def test_blocks_become_lines_and_marks_do_not_cross_them() -> None:
    lines = split_lines([Span("a\nb ", Role.INSERTED), Span("c\n\n")], depth=1)
    assert paint_text(lines) == "  {+a+}\n  {+b+} c\n"


def test_spans_of_time_say_how_exact_they_are() -> None:
    assert format_between(BEFORE_AT, SEEN_AT) == "between 28 Jul 06:31 and 7 Aug 2023 18:30 UTC"
    assert format_between(BEFORE_AT, BEFORE_AT + timedelta(hours=9)) == "on 28 Jul 2023, between 06:31 and 15:31 UTC"
    new_year = datetime(2022, 12, 31, 23, 59, tzinfo=UTC)
    assert format_between(new_year, SEEN_AT) == "between 31 Dec 2022 23:59 and 7 Aug 2023 18:30 UTC"
    assert format_between(SEEN_AT, SEEN_AT + timedelta(seconds=2)) == "on 7 Aug 2023, between 18:30:15 and 18:30:17 UTC"
    assert format_span(BEFORE_AT, None) == "since 28 Jul 2023 06:31 UTC"
    assert format_span(BEFORE_AT, SEEN_AT) == "28 Jul 2023 06:31 to 7 Aug 2023 18:30 UTC"
    assert format_seen(SEEN_AT, SEEN_AT) == "seen once, 7 Aug 2023 18:30 UTC"
    assert format_seen(BEFORE_AT, SEEN_AT) == "seen 28 Jul 2023 06:31 to 7 Aug 2023 18:30 UTC"


def test_outline_and_text_of_a_reading() -> None:
    outline = paint_text(format_outline(READING, name="terms.html"))
    assert outline.splitlines()[0] == "Terms"
    assert "    10.4 Feedback  Ideas are free." in outline
    assert "10.5 Customer Licence\n    You grant us a licence." in paint_text(format_text(READING.sections))


def test_change_without_words_shows_no_redline() -> None:
    assert len(format_change(RIPPLE)) == 2


def test_a_merge_without_a_new_word_names_what_went_in_a_spreadsheet() -> None:
    uses, licence = (make_section(text, number=text[:4], clause=text[:4]) for text in ("10.2 Use it.", "10.4 License."))
    merged = replace(make_change(), kinds=(Kind.MERGED,), old=(uses, licence), new=(uses,), deleted=(), inserted=())
    change_set = replace(CHANGE_SET, comparison=replace(COMPARISON, changes=(merged,)))
    (cells,) = sheet_rows(change_set, make_card(link="https://clipcast.example/terms"))
    row = dict(zip(SHEET_COLUMNS, cells, strict=True))
    assert (row["deleted"], row["inserted"]) == ("10.4: 10.4 License.", "")
    assert row["address"] == "https://clipcast.example/terms" and row["name"] == "Clipcast Terms"


def test_spreadsheet_cells_are_never_formulas() -> None:
    rows = list(csv.reader(io.StringIO(write_rows([SHEET_COLUMNS, *sheet_rows(CHANGE_SET, make_card())]))))
    assert [len(row) for row in rows] == [len(SHEET_COLUMNS)] * 4
    row = dict(zip(SHEET_COLUMNS, rows[2], strict=True))
    assert (row["place"], row["kinds"], row["reasons"]) == (
        "10.5 Customer Licence",
        "edited renumbered",
        "obligation: may -> must",
    )
    for text in ("=1+1", "+1", "-1", "@x"):
        assert guard_cell(text) == f"'{text}"
