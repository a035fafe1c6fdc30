"""A difference -> whether only a date of the document itself changed, or how long ago something was.

Each function is the test of one row in `harmless.RULES`, which holds examples.
"""

from __future__ import annotations

import re
from functools import cache

from tracker.compare.weigh.difference import Difference
from tracker.languages import join_patterns
from tracker.text.date_grammar import find_date_matches
from tracker.text.dates import is_date_line, names_date
from tracker.text.months import match_months

PROMISE = re.compile(
    r"\b(?:(?<!\d )may(?! \d)|must|shall|agree|reserve|from time to time|at any time|pouvons|peut|können|kann"
    r"|dürfen|podemos"
    r"|puede|kunnen|mogen)\b",
    re.IGNORECASE,
)
"""Words that promise, allow or demand: a sentence with one is about more than a date or an update."""


def is_date_only(difference: Difference) -> bool:
    """Lines that state a date of the document, and the words that announce one on the next line."""
    lines = difference.single_lines
    return bool(lines) and all(states_date(line) or _announces_date(line) for line in lines)


def _announces_date(line: str) -> bool:
    """Example: "Terms of Use Effective Date:"."""
    return names_date(line) and bool(re.search(r":\W*$|\b(?:date|datum|fecha)\W*$", line, re.IGNORECASE))


@cache
def _match_loose_date() -> re.Pattern[str]:
    """Example: "Version 03/2024", "Stand: März 2024", "Effective 10 May 2023, 08:31 GMT"."""
    month = rf"{match_months(with_short=False)}\.?"
    return re.compile(
        rf"\b\d{{1,2}}[./](?:19|20)\d\d\b|\b(?:19|20)\d\d\b|\b{month} \d{{1,2}}(?!\w)"
        rf"|\b\d{{1,2}}(?:{join_patterns('text.day_suffixes')}|\.)? {month}(?!\w)",
        re.IGNORECASE,
    )


_ABOUT_DATE = re.compile(
    r"\b(?:effective|(?:last )?(?:updated?|modified|revised|revision|changed|reviewed|amended|published|posted)"
    r"|dated?|version"
    r"|as of|en vigueur|mise?s? à jour|dernière (?:modification|mise)|publi(?:ée?s?|cation)|applicables?"
    r"|stand|gültig|gilt|aktualisiert|in ?kraft\w*|geändert|überarbeitet|veröffentlicht"
    r"|letzte (?:änderung"
    r"|aktualisierung)|fassung|vigente?|vigor|actualiza\w+|última|publicad[oa]|versión|revisión"
    r"|aggiornat\w+|aggiornamento|ultima (?:modifica|revisione)|versione|vigore|pubblicat[oa]|decorrenza"
    r"|atualiza\w+|vigência|revisão|versão|laatst|bijgewerkt|herzien|van kracht"
    r"|gewijzigd|versie|ingangsdatum"
    r"|geldig)\b|更新|施行|改定",
    re.IGNORECASE,
)


@cache
def _match_place() -> re.Pattern[str]:
    """Example: "Madrid, 3 de mayo de 2023", "Köln, den 4. Juni 2024", "Amsterdam, mei 2020"."""
    month = rf"{match_months(with_short=False)}\.?"
    return re.compile(
        r"^[^\W\d_][\w' -]{2,30},\s(?:(?:le|den|im|am|a|el|em|il|lì|op)\s)?"
        rf"(?:\d{{1,2}}\D|{month}\s\d)[^,;:]{{3,24}}$",
        re.IGNORECASE,
    )


def states_date(text: str) -> bool:
    """Whether a line is about a date of the document and nothing else."""
    if PROMISE.search(text):
        return False
    is_short = len(text.split()) <= 4 or bool(_match_place().match(text))
    if is_date_line(text) and (is_short or _ABOUT_DATE.search(text) or names_date(text)):
        return True
    is_about = _match_place().match(text) or _ABOUT_DATE.search(text)
    return len(text) <= 90 and len(text.split()) <= 10 and bool(is_about and _match_loose_date().search(text))


# "These Terms were published on 14 March", "Diese AGB gelten ab dem", "Les présentes conditions sont en vigueur"
_OWN_DATE = re.compile(
    r"\b(?:these|this|the present) (?:\w+ ){0,3}(?:terms|conditions|agreement|policy|notice|statement|rules"
    r"|version|document)\b"
    r"[^.]{0,60}\b(?:published|posted|effective|updated|revised|dated|in force|apply|applies)\b"
    r"|\bdiese\w* (?:\w+ ){0,2}\w+ (?:gelten|gilt|sind|ist|treten|tritt)\b[^.]{0,40}\b(?:ab|gültig|kraft|stand)\b"
    r"|\bprésentes? (?:\w+ ){1,4}[^.]{0,60}\b(?:en vigueur|publiées?|applicables?)\b"
    r"|\b(?:estos|esta|este|las presentes) (?:\w+ ){1,4}[^.]{0,60}\b(?:vigor|vigentes?|publicad[oa]s?)\b"
    r"|\bdeze \w+ [^.]{0,60}\b(?:geldig|gelden|geldt|van kracht|gepubliceerd)\b",
    re.IGNORECASE,
)


def is_date_in_sentence(difference: Difference) -> bool:
    """A date swapped for a date in a sentence that says since when this text itself applies.

    Example: "These terms are effective as of 1 May 2024 and replace the terms of 1 May 2023."
    """
    if difference.is_heading or not (difference.old and difference.new):
        return False
    if not all(_is_date(run) for run in (difference.old, difference.new)):
        return False
    is_numbered = difference.section.number is not None
    return all((_OWN_DATE if is_numbered else _ABOUT_DATE).search(sentence) for sentence in difference.sentences)


def _is_date(run: str) -> bool:
    """Whether a run is a date or a part of one ("14 March", "2024", "July 7,")."""
    rest = run
    for match in find_date_matches(run):
        rest = rest.replace(run[match.start : match.end], "")
    rest = _match_loose_date().sub("", rest)
    return not re.search(r"[^\W\d_]{3}|\d{3}", rest) and bool(re.search(r"\d", run))


# "Updated over 2 years ago", "il y a 3 semaines", "vor 2 Tagen aktualisiert", "hace un mes", "3 weken geleden"
_RELATIVE = re.compile(
    r"\b(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?) ago\b|\byesterday\b"
    r"|\bil y a\b.{1,20}\b(?:heures?|jours?|semaines?"
    r"|mois|ans?)\b|\bvor\b.{1,20}\b(?:stunden?|tag(?:en)?|wochen?|monat(?:en)?|jahr(?:en)?)\b"
    r"|\bhace\b.{1,20}\b(?:horas?|d[ií]as?"
    r"|semanas?|mes(?:es)?|años?)\b|\b(?:uur|dag(?:en)?|we(?:ek|ken)|maand(?:en)?|ja(?:ar|ren)) geleden\b|前に?更新",
    re.IGNORECASE,
)


def is_relative_time(difference: Difference) -> bool:
    lines = difference.single_lines
    return bool(lines) and all(len(line.split()) <= 14 and _RELATIVE.search(line) for line in lines)
