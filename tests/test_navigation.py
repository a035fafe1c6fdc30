"""A site menu in front of the document is dropped; titles, contents lists and breadcrumbs stay."""

from tracker.read.outline.navigation import drop_leading_menu
from tracker.read.plain.markdown import read_markdown

MENU = """
[Products](https://example.org/p)[Pricing](https://example.org/q)[Support](https://example.org/s)

Select a language

[English](https://example.org/en)[Deutsch](https://example.org/de)[Italiano](https://example.org/it)
"""
TERMS = """
Terms of Use
============

You agree to these terms when you use the service.
"""


def texts(markdown: str) -> list[str]:
    return [block.text for block in drop_leading_menu(read_markdown(markdown)).blocks]


def test_a_menu_with_its_labels_goes_and_the_title_stays():
    assert texts(MENU + TERMS) == texts(TERMS)


def test_a_contents_list_stays():
    contents = "[Scope](#a)[Fees](#b)[Liability](#c)[Law](#d)[Contact](#e)\n"
    assert texts(contents + TERMS)[0].startswith("Scope")


def test_a_breadcrumb_of_a_few_links_stays():
    assert texts("[Home](https://example.org)[Legal](https://example.org/legal)\n" + TERMS)[0] == "HomeLegal"


def test_what_follows_the_first_sentence_is_never_dropped():
    assert texts(TERMS + MENU)[-1] == "EnglishDeutschItaliano"


def test_a_menu_below_the_name_of_the_site_goes_with_it():
    assert texts("Boats\n=====\n\nHelp\n" + MENU + TERMS) == texts(TERMS)
    below_title = "Terms of Use\n============\n" + MENU + "\nScope\n=====\n\nYou agree to these terms."
    assert texts(below_title)[0] == "Terms of Use"
