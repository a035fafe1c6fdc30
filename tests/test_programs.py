"""Lines that only a program reads are no text of a Markdown capture; lines that look nearly so are."""

from __future__ import annotations

import pytest

from tracker.compare.changes import compare_readings
from tracker.model import Verdict
from tracker.read.document import read_document
from tracker.read.plain.programs import drop_programs

PROGRAMS = {
    "a script": r"window.crew = window.crew || \[\]; crew.push(\['set', '/pier/64b2aaf8no23'\]);",
    "values": "pierId = '4711'; boatId = '27'; host = 'pi.harbour.example'; (function() { load('a'); })();",
    "a script in a comment": '/*<![CDATA[*/window.pier="/a2";/*]]>*//*<![CDATA[*/window.map={"a":["/a-2f.js"]};/*]]>*/',
    "a call": "\\_sail.push(\\[ 'view', {v:'ext',j:'1:9.1',blog:'15985'} \\]);",
    "a style sheet": ".js-toggle { display: table; margin: 0 auto; } #pier a { color: #f5f5f5; }",
    "data": r'{"pier":{"nonce":"2d4fed73e6","boats":\["oar","sail"\],"page":"3"}}',
    "a menu with its style": "*   [Sail.css-1k10ek4{top:-1px;}.css-dk{-webkit-x:hidden;}](https://harbour.example/s)",
    "the commit of the page": "572016e70831c4523072ca970c4b5aa972a0081f",
}
TEXTS = {
    "a formula": "VAT = (price / (100 + rate)) × rate = (180 / (100 + 21)) × 21 = 31.24 EUR;",
    "a clause with brackets": "(ii) Clause 8: Clause 8.5 (e) and Clause 8.9(b);",
    "a link that runs a script": r"[Choose your cookies](javascript:window.harbour.open\(4\);)",
    "a placeholder in a sentence": "Links have to end in “?pier={pier_code}” and lead to the page of the boat itself.",
    "code in a sentence": r"The harbour added “gat.\_anonymizeIp();” to its pages so that addresses of guests are cut.",
    "a cookie and its value": r'| harbour | datalayer | {"offer":"pay as you sail","basket":""} |',
    "a clause behind a style": (
        ".css-1p{font-size:20px;color:#FAFBFC;} The owner of each boat pays a fee in advance and keeps the piers free."
    ),
    "short prose": "The owner (the “Owner”) pays (a) the fee; (b) the tax;",
}


@pytest.mark.parametrize("line", PROGRAMS.values(), ids=PROGRAMS)
def test_what_a_program_reads_is_dropped(line: str) -> None:
    assert drop_programs(["Boats are hired by the hour.", "", line]) == ["Boats are hired by the hour.", "", ""]


@pytest.mark.parametrize("line", TEXTS.values(), ids=TEXTS)
def test_what_people_read_is_kept(line: str) -> None:
    assert drop_programs([line]) == [line]


def test_what_stands_between_fences_is_kept() -> None:
    lines = ["```", PROGRAMS["a call"], "```", PROGRAMS["a call"]]
    assert drop_programs(lines) == [*lines[:3], ""]


@pytest.mark.parametrize("line", PROGRAMS.values(), ids=PROGRAMS)
def test_a_token_that_changes_daily_is_no_change(line: str) -> None:
    text = "# Rules\n\nBoats are hired by the hour at the desk.\n\n{}\n\nVests are worn by all guests.\n"
    old, new = (
        read_document(text.format(one).encode(), media_type="text/markdown")
        for one in (line, line.replace("2", "7").replace("a", "b"))
    )
    assert compare_readings(old, new).verdict is Verdict.UNCHANGED


def test_a_style_sheet_goes_with_its_empty_lines() -> None:
    sheet = ['<style type="text/css">', "  h1:before {", "", "    content: 'No';", "  }", "</style>"]
    assert drop_programs(["# Boats", *sheet, "We row."]) == ["# Boats", *[""] * 6, "We row."]


def test_a_style_sheet_that_is_never_closed_takes_nothing_with_it() -> None:
    assert drop_programs(["<style>", "We row."])[-1] == "We row."
