"""A difference -> whether it lies in what stands around the terms: news of updates, contents lists, archives.

Each function is the test of one row in `harmless.RULES`, which holds examples. A function that looks at lines must
hold for every line touched, so that it never excuses words beside it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from tracker.compare.weigh.binding import addresses, is_statement, list_negations, promises
from tracker.compare.weigh.difference import Difference
from tracker.compare.weigh.own_dates import states_date
from tracker.compiled import compile_pattern
from tracker.languages import compile_lines, compile_words
from tracker.text.date_grammar import find_date_matches
from tracker.text.dates import is_date_line
from tracker.text.scripts import HALTS, count_words
from tracker.text.sentences import split_sentences
from tracker.values import replace

_BANNER_WORDS: Final = 60
_NOTE_WORDS: Final = 20  # of a sentence below a heading
_LIST_NAME_WORDS: Final = 4  # "Current version"
_LONGEST_DAY: Final = 30
_LEAST_DAYS: Final = 3
_POINTER_WORDS: Final = 30  # of a line that leads to another edition: two days and the whole name of the terms


def is_banner(difference: Difference) -> bool:
    """Sentences that only announce an update, in the unnumbered text before, after or between the clauses.

    In text without a heading short sentences beside the announcement ("Read more on our blog.") go with it. One that
    comes with the date of new terms ("These changes apply from 1 May 2024.") is news, not a banner; when it
    goes, it goes in silence.
    """
    section, language = difference.section, difference.language
    if is_notice_gone(difference):
        return True
    if difference.is_heading or not any(_holds_banner(line, language) for line in difference.lines):
        return False
    if _is_banner_gone(difference):
        return True
    if section.number:
        return False
    old, new = _list_sentences(difference.old_line), _list_sentences(difference.new_line)
    changed = [s for s in old if s not in new] + [s for s in new if s not in old]
    if not changed or any(len(s) > 400 or promises(s, language) for s in changed):
        return False
    if any(next(find_date_matches(s), None) for s in new if s not in old):
        return False
    others = [s for s in changed if not _holds_banner(s, language)]
    return not others or (
        not section.heading and len(others) < len(changed) and all(count_words(s) <= 15 for s in others)
    )


@lru_cache(maxsize=1024)  # each difference on a line asks for the line
def _holds_banner(text: str, language: str | None) -> bool:
    return compile_words("around.banner", code=language).search(text) is not None


def is_notice_gone(difference: Difference) -> bool:
    """Whether what went, in a clause or not, spoke of nothing but editions of this document: where the former one is
    read, that it was changed, from when it holds."""
    lines = difference.single_lines
    if difference.is_heading or difference.new_line or not lines:
        return False
    return all(count_words(line) <= _BANNER_WORDS for line in lines) and all(
        _speaks_of_edition(sentence, difference.language) for line in lines for sentence in _list_sentences(line)
    )


def _speaks_of_edition(sentence: str, language: str | None) -> bool:
    banner, edition, title = (compile_words(f"around.{key}", code=language) for key in ("banner", "edition", "title"))
    if banner.search(sentence):
        return True
    says_when = next(find_date_matches(sentence), None) and compile_words("around.about_date", code=language).search(
        sentence
    )
    return bool(title.search(sentence) and (edition.search(sentence) or says_when))


def _is_banner_gone(difference: Difference) -> bool:
    """Whether an announcement went, and at most the date that it announced stands in its place. Below a heading all of
    it must speak of the document: "We have new rules. The new rules apply from 1 May. The former rules are below."."""
    if difference.new_line and not is_date_line(difference.new_line):
        return False
    if not difference.section.heading and _opens_with_banner(replace(difference, new="", new_line="")):
        return True
    known = compile_words("around.banner", "around.title", code=difference.language)
    sentences = [one for line in difference.old_line.split("\n") for one in _list_sentences(line)]
    return bool(sentences) and all(count_words(one) <= _NOTE_WORDS and known.search(one) for one in sentences)


def _opens_with_banner(difference: Difference) -> bool:
    """Whether each line that went begins by announcing an update: "We have new rules from 1 May. See the old ones."."""
    banner = compile_words("around.banner", code=difference.language)
    firsts = [next(iter(_list_sentences(line)), "") for line in difference.single_lines]
    is_short = all(count_words(line) <= _BANNER_WORDS for line in difference.single_lines)
    return is_short and bool(firsts) and all(banner.search(sentence) for sentence in firsts)


def _list_sentences(lines: str) -> list[str]:
    return [s.strip() for s in split_sentences(lines) if re.search(r"\w", s)]


_DOTS: Final = ".…·_"
_LEAST_DOTS: Final = 8
_PAGE_ENTRY: Final = compile_pattern(
    rf"(?<![{_DOTS}])(?<![{_DOTS}]\s)(?:[{_DOTS}]\s?){{{_LEAST_DOTS},}}+\d{{1,4}}(?!\S)"
)


def _names_page(line: str) -> bool:
    """Example: "Oars ......... 12"."""
    return sum(map(line.count, _DOTS)) >= _LEAST_DOTS and _PAGE_ENTRY.search(line) is not None


_ENTRY_WORDS: Final = 12
_LEAST_ENTRIES: Final = 3  # beside one sentence that says how the list is used
_ENDS: Final = tuple(HALTS)
_CLOSED: Final = ' )]"”»’'


def _is_prose(line: str) -> bool:
    """Whether a line is a sentence, or several, and no name of a clause. Where nothing but bold print heads the first
    clauses, they stand below the heading of the contents list (seven documents of six services in 3,370 alerts)."""
    return count_words(line) > _ENTRY_WORDS and line.rstrip(_CLOSED).endswith(_ENDS) and not _names_page(line)


def is_contents_entry(difference: Difference) -> bool:
    """Entries of a contents list: under its heading, lines that are links to places on the same page, or names with
    dots before the number of a page. A paragraph under that heading is text."""
    heading, contents = difference.section.heading, compile_lines("around.contents", code=difference.language)
    lines = difference.single_lines
    if heading and contents.fullmatch(heading):
        return sum(map(_is_prose, lines)) * _LEAST_ENTRIES <= len(lines)
    return bool(lines) and all(
        contents.fullmatch(line) or _names_page(line) or _leads_to_place(difference, line) for line in lines
    )


def _leads_to_place(difference: Difference, line: str) -> bool:
    return any(
        link.target.startswith("#") and 2 * len(link.text) >= len(block.text)
        for block in difference.find_blocks(line)
        for link in block.links
    )


def is_archive_entry(difference: Difference) -> bool:
    """Earlier versions listed: under a heading that says so, or short lines that only point to them."""
    heading, language = difference.section.heading, difference.language
    archive = compile_words("around.archive", code=language)
    lines = difference.single_lines
    if heading and count_words(heading) <= 8 and archive.search(heading) and not promises(heading, language):
        # "Historique des commandes" heads a clause as well: an archive lists, it rules nothing.
        return not any(count_words(line) > 8 and addresses(line, language) for line in lines)
    if _lists_days(difference):
        return True
    return bool(lines) and all(
        count_words(line) <= 14 and archive.search(line) and not is_statement(line, language) for line in lines
    )


def _lists_days(difference: Difference) -> bool:
    """Whether the lines are days alone, in a list of days beside the word for an edition: "Current version", then days.

    A server that counts in another zone prints each of them a day earlier.
    """
    changed = set(difference.old_line.split("\n")) ^ set(difference.new_line.split("\n"))
    if not all(map(_is_day, changed - {""})):
        return False
    printed = [block.text for block in difference.section.blocks]
    edition = compile_words("around.edition", "around.archive", code=difference.language)
    names_edition = any(count_words(line) <= _LIST_NAME_WORDS and edition.search(line) for line in printed)
    return names_edition and sum(map(_is_day, printed)) >= _LEAST_DAYS


def _is_day(line: str) -> bool:
    found = next(find_date_matches(line), None) if len(line) <= _LONGEST_DAY else None
    return found is not None and found.start == 0 and found.end >= len(line.rstrip(". "))


def is_edition_pointer(difference: Difference) -> bool:
    """Lines of text without a number that lead to another edition of the document and say nothing else: "To read the
    rules in force from 1 May 2023 to 3 June 2024, click here". One that comes with the day on which new terms begin is
    news, as an announcement is."""
    lines = difference.single_lines
    if difference.section.number or difference.is_heading or not lines:
        return False
    return all(_leads_to_edition(difference, line) for line in lines)


def _leads_to_edition(difference: Difference, line: str) -> bool:
    language = difference.language
    edition, title = (compile_words(key, code=language) for key in ("around.edition", "around.title"))
    if count_words(line) > _POINTER_WORDS or not (edition.search(line) and title.search(line)):
        return False
    if list_negations(line, language) or not any(block.links for block in difference.find_blocks(line)):
        return False
    if line not in difference.new_line.split("\n"):
        return True  # that one may read it elsewhere is no right that went
    return not promises(line, language) and len(list(find_date_matches(line))) != 1


_ENTRY_START = r"^\W*(?:\d[\d./-]*\W+)?"  # "12. Added a list of processors"


def is_log_entry(difference: Difference) -> bool:
    """Entries of a change log under a heading of changes: a date, then lines that say what was added or revised."""
    heading, lines, language = difference.section.heading, difference.single_lines, difference.language
    entry = compile_words("around.log_entry", code=language, before=_ENTRY_START, after="")
    if not heading or not lines or not compile_words("around.log_heading", code=language).search(heading):
        return False
    return all(
        states_date(line, language) or (count_words(line) <= 40 and entry.search(line) and not promises(line, language))
        for line in lines
    )
