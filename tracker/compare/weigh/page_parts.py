"""A difference -> whether it is furniture of the page: buttons, menus, language pickers, copyright lines.

`is_furniture` is the test of one row in `harmless.RULES`, which holds examples.
"""

from __future__ import annotations

import re
from functools import cache

from tracker.compare.weigh.difference import Difference
from tracker.compare.weigh.menus import LONGEST_LINE
from tracker.compare.weigh.pickers import names_language, names_languages
from tracker.compiled import compile_pattern
from tracker.languages import compile_lines, join_patterns
from tracker.model import Block, BlockKind
from tracker.text.scripts import count_words


@cache
def _compile_glued() -> re.Pattern[str]:
    """A button's words run together with the text beside it: "Fees[edit]", "Fees Copy link"."""
    section_button, glued_button = join_patterns("menu.section_button"), join_patterns("menu.glued_button")
    return compile_pattern(
        rf"\W{{0,20}}(?:\[ ?(?:{section_button})(?: ?\| ?[^\[\]]{{1,30}})? ?\]|{glued_button})\W{{0,20}}", re.IGNORECASE
    )


def is_furniture(difference: Difference) -> bool:
    """Menus, buttons, language pickers and copyright lines: by their words, or links alone."""
    runs = [run for run in (difference.old, difference.new) if run]
    if runs and all(_compile_glued().fullmatch(run) for run in runs):
        return True
    if _is_glued_behind(difference) or _is_token(difference) or _is_copyright_year(difference):
        return True
    lines, button = difference.single_lines, compile_lines("menu.button", "page.furniture_line")
    is_loose = not (difference.section.number or difference.section.heading)
    return bool(lines) and all(
        button.fullmatch(line)
        or names_language(line)
        or names_languages(line, is_loose=is_loose)
        or _leads_to_languages(difference, line)
        or _is_menu_entry(difference, line)
        or (count_words(line) <= LONGEST_LINE and line in difference.shown.menu_lines)
        or _asks_opinion(difference, line)
        for line in lines
    )


def _is_glued_behind(difference: Difference) -> bool:
    """Whether a word only got or lost a button's words behind it: "boats.exampleOpens in a new tab"."""
    shorter, longer = sorted((difference.old, difference.new), key=len)
    return bool(shorter) and longer.startswith(shorter) and bool(_compile_glued().fullmatch(longer[len(shorter) :]))


# "572016e7…0081f", "68f56ea", "2020.11.24.38066": what a page was built of, and when; the third with its count behind
_TOKEN = compile_pattern(r"(?:(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,128}|(?:19|20)\d\d(?:\.\d{1,9}){3})(?: \(\d{1,9}\))?")
_LABELLED = 2  # words before a token: "Build 68f56ea", "site rev 2020.11.24.38066"


def _is_token(difference: Difference) -> bool:
    """Whether only the token that ends a line is another, alone or behind a label: the commit that a page was built
    of. In a sentence a token may be a name that the terms speak of."""
    sides = ((difference.old, difference.old_line), (difference.new, difference.new_line))
    if not all(_TOKEN.fullmatch(run) and line.endswith(run) for run, line in sides):
        return False
    *_, label = re.split(r"[.!?]\s", difference.before)
    return count_words(label) <= _LABELLED


_YEARS = compile_pattern(r"(?:(?:19|20)\d\d\W{1,3})?(?:19|20)\d\d,?")
_COPYRIGHT = compile_pattern(r"(?:©|\(c\))\W{0,3}(?:(?:19|20)\d\d\W{1,3})?$", re.IGNORECASE)


def _is_copyright_year(difference: Difference) -> bool:
    """Whether only the year behind the sign of copyright is another, whatever the line says beside it."""
    runs = (difference.old, difference.new)
    return all(map(_YEARS.fullmatch, runs)) and _COPYRIGHT.search(difference.before) is not None


_POINTER_WORDS = 20


def _leads_to_languages(difference: Difference, line: str) -> bool:
    """A line whose links are all called by languages: "View the terms in other languages: Suomi and English"."""
    if difference.is_heading:
        links = list(difference.shown.heading_links)
    else:
        links = [link for block in difference.find_blocks(line) for link in block.links]
    return bool(links) and count_words(line) <= _POINTER_WORDS and all(names_language(link.text) for link in links)


_ASKED = 12  # words of a question that two buttons answer


def _asks_opinion(difference: Difference, line: str) -> bool:
    """A short question of the page that is answered by two buttons, or the buttons: "Was this of use? Yes No"."""
    answers = compile_lines("menu.yes_no")
    if answers.fullmatch(line):
        return True
    is_question = count_words(line) <= _ASKED and line.rstrip().endswith(("?", "？", ";", "؟"))
    return is_question and any(answers.fullmatch(shown) for shown in difference.shown.blocks)


_MENU_LINKS = 4  # links side by side in one line: no sentence of terms is made of links alone
_ROW_NAMES = 3  # names set apart by strokes
_NAME_WORDS = 8
_BETWEEN_NAMES = compile_pattern(r"\s[|·•]\s")


def _is_menu_entry(difference: Difference, line: str) -> bool:
    """A line that is links and nothing else: short, in text without number and heading, or a row of them anywhere."""
    section = difference.section
    if "@" in line:
        return False
    is_short = not (section.number or section.heading) and count_words(line) <= _NAME_WORDS
    return any(
        block.links
        and ((_is_linked(block) and (is_short or _is_row(block))) or _is_row_of_pages(block))
        and not any(link.target.startswith(("mailto:", "tel:", "#")) for link in block.links)
        for block in difference.find_blocks(line)
    )


def _is_linked(block: Block) -> bool:
    return sum(len(link.text) for link in block.links) >= 0.95 * len(block.text.replace(" ", ""))


def _is_row(block: Block) -> bool:
    """Whether links stand in a row: four, or fewer with nothing between them ("Contact usHelp center")."""
    is_glued = len(block.links) > 1 and block.text == "".join(link.text for link in block.links)
    return is_glued or len(block.links) >= _MENU_LINKS


def _is_row_of_pages(block: Block) -> bool:
    """Whether a paragraph is names set apart by strokes, links all but the one of the page itself."""
    names = [name.strip() for name in _BETWEEN_NAMES.split(block.text)]
    if block.kind is not BlockKind.PARAGRAPH or len(names) < _ROW_NAMES:
        return False
    links = {link.text.strip() for link in block.links}
    return sum(name not in links for name in names) <= 1 and all(count_words(name) <= _NAME_WORDS for name in names)
