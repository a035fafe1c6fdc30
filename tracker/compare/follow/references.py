"""Cross-references in a text -> whether they follow their clauses through a renumbering."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from tracker.text.counters import ORDINAL

_WORDS = (
    r"sections?|sect?\.|clauses?|articles?|art\.|paragraphs?|paras?\.?|parts?|chapters?|annex(?:es)?|schedules?|exhibits?|"
    r"items?|points?|rules?|terms?|abschnitte?[ns]?|ziffern?|nummern?|punkte?[ns]?|absatz|artikeln?|anhang|"
    r"paragraphes?|chapitres?|annexes?|secci[oó]n(?:es)?|cl[aá]usulas?|art[ií]culos?|apartados?|anexos?|"
    r"sezion[ei]|articol[oi]|punt[oi]|allegat[oi]|se[cç][aã]o|se[cç][oõ]es|artigos?|itens|bepaling(?:en)?|leden|lid|bijlagen?"
)
_NUMBER = (
    r"\d{1,3}(?:\.\d{1,3}){0,4}(?:\s?\([a-z0-9]{1,4}\)){0,3}|[A-Z]\.\d{1,3}(?:\.\d{1,3})*" rf"|(?:{ORDINAL})(?!\w)"
)
_JOINING = r"to|through|and|or|bis|und|oder|sowie|et|ou|à|au|y|o|a|al|e|en|of|t/m|tot"
_NAMED = re.compile(  # "Sections 12.7 and 14.3", "§ 5", "Ziffern 3 und 4", "第4条"
    rf"(?:\b(?:{_WORDS})|§{{1,2}})\s?(?:{_NUMBER})(?:\s?(?:,|;|-|–|{_JOINING})\s?(?:{_NUMBER}))*"
    rf"|第\s?\d{{1,3}}(?=\s?[条條章節节款項项])",
    re.IGNORECASE,
)
_DOTTED = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){1,4}(?:\([a-z0-9]{1,4}\)){0,3}(?![\w]|\.\d)")  # "(see 10.2)"
_ONE = re.compile(rf"(?:(?<![\w.])|(?<=第))(?:{_NUMBER})(?![\w]|\.\d)")
_LABEL_WORD = re.compile(
    rf"(?:[^\W\d_]{{1,12}}\.?|§{{1,2}})\s(?=\d|(?:{ORDINAL})$)|第\s?(?=\d)|(?<=\d)[条條章節节款項项]$"
)  # of "Article 5", "第4条"


def _rewrite(text: str, replace: Callable[[re.Match[str]], str]) -> str:
    """The text with the number of each named reference and each bare dotted number passed through a function."""

    def replace_named(found: re.Match[str]) -> str:
        return _ONE.sub(replace, found[0])

    parts, end = [], 0
    for named in _NAMED.finditer(text):
        parts += [_DOTTED.sub(replace, text[end : named.start()]), replace_named(named)]
        end = named.end()
    return "".join([*parts, _DOTTED.sub(replace, text[end:])])


def bare_number(address: str) -> str:
    """An address without the word of its label: "5" of "Article 5", "4" of "第4条", "quarta" of "Cláusula quarta"."""
    return _LABEL_WORD.sub("", address).lower()


def translate_references(text: str, mapping: Mapping[str, str]) -> str:
    """`text` with its cross-references as they read after a renumbering.

    `mapping` holds old and new addresses: {"10.2": "10.5"} turns "Section 10.2" into "Section 10.5".
    """

    def follow(found: re.Match[str]) -> str:
        number = re.sub(r"\s(?=\()", "", found[0])
        return mapping.get(number) or mapping.get(number.lower(), number)

    return _rewrite(text, follow)
