"""Markdown as site generators take it: what only the generator reads is no text, and its title and dates are known."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.model import Reading
from tracker.read.document import read_document
from tracker.read.plain.site_sources import read_site_source
from tracker.text.identity import hash_reading

PLAIN = """# Allotment rules

## 1. Gates

The last one out locks the gate. Ask [the warden]({{ site.warden }}) for a key.

## 2. Water

1. Cans are filled at the tap.
2. Hoses need a permit.

| Month | Litres |
| --- | --- |
| May | 300 |
"""

DRESSED = """---
# for the site only
title: "Rules of the allotments"
layout: page
tags:
  - rules
  - {name: water, weight: 2}
summary: >
  All that holds
  on the plots
---
<!-- TODO: ask the warden
about the gate -->

# Allotment rules {: .no_toc }
{: #top }

## 1. Gates {#gates}

{% comment %} Not yet agreed: dogs. {% endcomment %}
The last one out locks the gate. Ask [the warden]({{ site.warden }}){:target="_blank"} for a key.
{: .lead data-x="1" }

{% if page.season == "summer" %}
## 2. Water {#water .wet} ##
{% endif %}

1. Cans are filled at the tap.<!-- all four -->
2. Hoses need a permit.
{: .tight}

| Month | Litres |
| --- | --- |
| May | 300 |
{:.plain}
"""


def read(source: str) -> Reading:
    return read_document(source.encode(), name="rules.md")


def test_dressing_a_document_for_a_site_changes_nothing() -> None:
    plain, dressed = read(PLAIN), read(DRESSED)
    assert dressed.sections == plain.sections
    assert hash_reading(dressed) == hash_reading(plain)
    assert (dressed.title, plain.title) == ("Allotment rules", "Allotment rules")


def test_the_title_of_the_front_matter_serves_where_the_text_has_none() -> None:
    assert read('---\ntitle: "Plot rules"\n---\nThe last one out locks the gate.\n').title == "Plot rules"
    assert read('+++\ntitle = "Plot rules"\n+++\nThe last one out locks the gate.\n').title == "Plot rules"
    assert read('{\n  "title": "Plot rules",\n  "tags": ["plot"]\n}\n\nThe last one out.\n').title == "Plot rules"


DATES = [
    ("---\nlast_updated: 2024-03-09\n---\nText.", "updated", date(2024, 3, 9)),
    ("---\nlastmod: 2024-03-09T08:00:00Z\n---\nText.", "updated", date(2024, 3, 9)),
    ("---\neffective-date: March 9, 2024\n---\nText.", "effective", date(2024, 3, 9)),
    ("---\ndate: 2024-03-09\n---\nText.", "announced", date(2024, 3, 9)),
    ("+++\nupdated = 2024-03-09\n+++\nText.", "updated", date(2024, 3, 9)),
    ('{\n  "date": "2024-03-09"\n}\nText.', "announced", date(2024, 3, 9)),
    ('# Rules\n{: datetime="2024-03-09" }\n\nText.', "updated", date(2024, 3, 9)),
]


@pytest.mark.parametrize(("source", "kind", "on"), DATES)
def test_dates_that_a_key_names_are_stated_dates(source: str, kind: str, on: date) -> None:
    (stated,) = read(source).dates
    assert (stated.kind, stated.on) == (kind, on)


def test_the_dates_of_the_text_go_before_those_beside_it() -> None:
    reading = read("---\nupdated: 2024-03-09\neffective: 2024-05-01\n---\n# Rules\n\nLast updated: 7 March 2024\n")
    assert (reading.updated_on, reading.effective_on) == (date(2024, 3, 7), date(2024, 5, 1))


NO_FRONT = [
    '{\n"title": "Plot rules"\n}\n',
    "{\nThe gate is locked.\n}\nMore.",
    "---\n\nNote: the gate is locked at dusk.\nThis holds all year.\n\n---\n\nMore.",
    "---\nThe gate is locked.\n---\nMore.",
    "---\nkey: never closed\n\nMore.",
    "text\n\n---\nkey: value\n---\nMore.",
    "--- \n---\n",
]


@pytest.mark.parametrize("source", NO_FRONT)
def test_a_text_between_two_rules_stays(source: str) -> None:
    assert read_site_source(source).text == source


@pytest.mark.parametrize(
    "text",
    [
        "Pay {amount} within {days} days.",
        "A set is written {a, b} here, or {1}.",
        "Prices {see below} rise\nby 5 %.",
        r"Write \<!-- as it stands -->.",
        "An open {{ brace and {% percent stay, <!-- too.",
    ],
)
def test_braces_of_the_text_itself_stay(text: str) -> None:
    assert read_site_source(text).text == text


@given(st.text(alphabet='-+{}%:#.<>!\n ab="[]&*', max_size=120))
def test_any_text_is_read_and_no_word_is_added(source: str) -> None:
    text = read_site_source("---\n" + source).text
    assert len(text) <= len(source) + 4


@pytest.mark.parametrize(
    "piece", ["{:", "{{", "{%", "<!--", "{#a ", "{% comment %}", "[", "a: ", "- ", "&a [*a,", "{a: ", "\ntitle: ["]
)
def test_hostile_sources_are_read_in_linear_time(piece: str) -> None:
    started = time.perf_counter()
    for source in (piece * 30_000, "---\ntitle: " + piece * 6_000 + "\n---\n"):
        read_site_source(source)
    assert time.perf_counter() - started < 5
