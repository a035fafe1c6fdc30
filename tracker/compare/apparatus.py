"""A difference -> whether it lies in what stands around the terms: dates, announcements, contents, archives, menus.

Each function is the test of one row in `harmless.RULES`, which holds examples. A function that looks at lines must
hold for every line touched, so that it never excuses words beside it.
"""

from __future__ import annotations

import re

from tracker.compare.difference import Difference
from tracker.compare.sentences import split_sentences
from tracker.compare.tokens import MONTH
from tracker.read.date_grammar import find_date_matches
from tracker.read.dates import is_date_line, names_date


def is_date_only(difference: Difference) -> bool:
    """Lines that state a date of the document, and the words that announce one on the next line."""
    lines = difference.single_lines
    return bool(lines) and all(_states_date(line) or _announces_date(line) for line in lines)


def _announces_date(line: str) -> bool:
    """Example: "Terms of Use Effective Date:"."""
    return names_date(line) and bool(re.search(r":\W*$|\b(?:date|datum|fecha)\W*$", line, re.IGNORECASE))


# "Version 03/2024", "Stand: März 2024", "Effective 10 May 2023, 08:31 GMT"
_LOOSE_DATE = re.compile(
    rf"\b\d{{1,2}}[./](?:19|20)\d\d\b|\b(?:19|20)\d\d\b|\b{MONTH} \d{{1,2}}(?!\w)"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th|er|\.)? {MONTH}(?!\w)",
    re.IGNORECASE,
)
_ABOUT_DATE = re.compile(
    r"\b(?:effective|(?:last )?(?:updated?|modified|revised|revision|changed|reviewed|amended|published|posted)"
    r"|dated?|version"
    r"|as of|en vigueur|mises? à jour|dernière (?:modification|mise)|publiée?s?|stand|gültig|gilt|aktualisiert"
    r"|letzte (?:änderung"
    r"|aktualisierung)|fassung|vigente?|vigor|actualiza\w+|última|publicad[oa]|versión|laatst|bijgewerkt"
    r"|gewijzigd|versie|ingangsdatum"
    r"|geldig)\b|更新|施行|改定",
    re.IGNORECASE,
)


def _states_date(text: str) -> bool:
    """Whether a line is about a date of the document and nothing else."""
    if _PROMISE.search(text):
        return False
    if is_date_line(text) and (len(text.split()) <= 4 or _ABOUT_DATE.search(text) or names_date(text)):
        return True
    return len(text) <= 90 and len(text.split()) <= 10 and bool(_ABOUT_DATE.search(text) and _LOOSE_DATE.search(text))


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
    rest = _LOOSE_DATE.sub("", rest)
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


# "We've updated our Terms.", "These changes take effect on 1 May", "Nous avons mis à jour notre politique"
_BANNER = re.compile(
    r"\b(?:we(?:['’]ve| have)?|[A-Z]\w+ (?:has|have)) (?:recently |just )?(?:updated|revised|changed"
    r"|made (?:some )?changes|made updates)\b"
    r"|\bwe(?:['’]re| are) (?:updating|changing|making (?:some )?(?:changes|updates))\b"
    r"|\b(?:updated|new|revised|these|this) (?:terms|policy|privacy policy|notice|statement|updates?|changes"
    r"|version)\b[^.]{0,60}"
    r"\b(?:(?:takes?|will take|going into|goes? into|come into) effect|(?:is|are|be|become) effective|appl(?:y"
    r"|ies) (?:from|as of))\b"
    r"|\b(?:see|view|read|click) [^.]{0,40}\b(?:previous|prior|earlier|old|new|updated|current) (?:version|terms"
    r"|policy)"
    r"|\bsummary of (?:the |our )?(?:changes|updates)\b"
    r"|\bnous (?:avons (?:mis à jour|modifié|actualisé)|mettons à jour)\b|\bmises? à jour\b[^.]{0,40}\bprendr(?:a"
    r"|ont) effet"
    r"|\bwir haben\b[^.]{0,60}\b(?:aktualisiert|geändert|überarbeitet)\b|\b(?:hemos|ha) (?:actualizado|modificado)\b"
    r"|\b(?:entrarán|entrará) en vigor\b|\bwe hebben\b[^.]{0,60}\b(?:bijgewerkt|gewijzigd|aangepast)\b",
    re.IGNORECASE,
)
_PROMISE = re.compile(
    r"\b(?:(?<!\d )may(?! \d)|must|shall|agree|reserve|from time to time|at any time|pouvons|peut|können|kann"
    r"|dürfen|podemos"
    r"|puede|kunnen|mogen)\b",
    re.IGNORECASE,
)


def is_banner(difference: Difference) -> bool:
    """Sentences that only announce an update, in the unnumbered text before, after or between the clauses.

    In text without a heading short sentences beside the announcement ("Read more on our blog.") go with it. One that
    comes with the date of new terms ("These changes apply from 1 May 2024.") is news, not a banner.
    """
    section = difference.section
    if section.number or difference.is_heading or not any(_BANNER.search(line) for line in difference.lines):
        return False
    old, new = _list_sentences(difference.old_line), _list_sentences(difference.new_line)
    changed = [s for s in old if s not in new] + [s for s in new if s not in old]
    if not changed or any(len(s) > 400 or _PROMISE.search(s) for s in changed):
        return False
    if any(next(find_date_matches(s), None) for s in new if s not in old):
        return False
    others = [s for s in changed if not _BANNER.search(s)]
    return not others or (
        not section.heading and len(others) < len(changed) and all(len(s.split()) <= 15 for s in others)
    )


def _list_sentences(lines: str) -> list[str]:
    return [s.strip() for s in split_sentences(lines) if re.search(r"\w", s)]


_CONTENTS = re.compile(
    r"^\W*(?:(?:table of )?contents|(?:in|on) this (?:page|policy|document|article|notice|statement|agreement)"
    r"|jump to"
    r"|quick links|overview of contents|sommaire|table des matières|inhalt(?:sverzeichnis|sübersicht)?|índice"
    r"|tabla de contenidos?|inhoud(?:sopgave)?|indice|sumário|innehåll(?:sförteckning)?|目次|目录|目錄)\W*$",
    re.IGNORECASE,
)


def is_contents_entry(difference: Difference) -> bool:
    """Entries of a contents list: under its heading, or lines that are links to places on the same page."""
    heading = difference.section.heading
    if heading and _CONTENTS.search(heading):
        return True
    lines = difference.single_lines
    return bool(lines) and all(_CONTENTS.search(line) or _leads_to_place(difference, line) for line in lines)


def _leads_to_place(difference: Difference, line: str) -> bool:
    return any(
        link.target.startswith("#") and 2 * len(link.text) >= len(block.text)
        for block in difference.find_blocks(line)
        for link in block.links
    )


# "Previous versions", "Archived versions of these terms", "Change log"
_ARCHIVE = re.compile(
    r"\b(?:previous|prior|past|earlier|archived?|older|historical|superseded) (?:versions?|terms|polic(?:y|ies)"
    r"|updates?|revisions?"
    r"|editions?)\b|\bversion history\b|\b(?:change|revision) ?(?:log|history)\b|\bhistory of (?:changes"
    r"|revisions)\b|\barchives?\b"
    r"|\bversions? (?:précédentes?|antérieures?|archivées?)\b|\bhistorique\b|\b(?:ältere|frühere|vorherige"
    r"|archivierte) (?:versionen"
    r"|fassungen|version|fassung)\b|\bänderungshistorie\b|\bversionsverlauf\b|\bversion(?:es)? anterior(?:es)?\b"
    r"|\bhistorial\b"
    r"|\b(?:vorige|eerdere|oudere) versies?\b|\bwijzigingsgeschiedenis\b|\bversioni precedenti\b",
    re.IGNORECASE,
)


def is_archive_entry(difference: Difference) -> bool:
    """Earlier versions listed: under a heading that says so, or short lines that only point to them."""
    heading = difference.section.heading
    if heading and len(heading.split()) <= 8 and _ARCHIVE.search(heading) and not _PROMISE.search(heading):
        return True
    lines = difference.single_lines
    return bool(lines) and all(
        len(line.split()) <= 14 and _ARCHIVE.search(line) and not _PROMISE.search(line) and not _ADDRESSED.search(line)
        for line in lines
    )


# "Expanded 3.2 with details on sign-in by mail.", "Added a list of processors"
_LOG_ENTRY = re.compile(
    r"^\W*(?:\d[\d./-]*\W+)?(?:added|expanded|removed|updated|clarified|changed|moved|renamed|introduced|fixed"
    r"|revised|corrected"
    r"|replaced|deleted|amended|ajout|suppression|modification|mise à jour|ergänz|entfern|aktualisier|hinzugefügt"
    r"|añadid|eliminad"
    r"|actualizad|toegevoegd|verwijderd|bijgewerkt)\w*",
    re.IGNORECASE,
)
_LOG_HEADING = re.compile(
    r"\b(?:changes?|updates?|history|log|changelog|revisions?|modifications?|historique|änderung\w*|cambios"
    r"|wijziging\w*)\b",
    re.IGNORECASE,
)


def is_log_entry(difference: Difference) -> bool:
    """Entries of a change log under a heading of changes: a date, then lines that say what was added or revised."""
    heading, lines = difference.section.heading, difference.single_lines
    if not heading or not lines or not _LOG_HEADING.search(heading):
        return False
    return all(
        _states_date(line) or (len(line.split()) <= 40 and _LOG_ENTRY.search(line) and not _PROMISE.search(line))
        for line in lines
    )


_ADDRESSED = re.compile(r"\b(?:you|your|we|our|us|not|vous|nous|sie|wir|usted|nosotros|u|wij)\b", re.IGNORECASE)


# "Skip to main content", "Download as PDF", "© 2024 Example Inc. All rights reserved.", "Was this article helpful?"
_FURNITURE = re.compile(
    r"^\W*(?:skip to (?:main )?content|(?:back|return) to (?:the )?top|(?:print|download|share|copy link|save)(?: "
    r"(?:this|the|as|a|page|pdf|link"
    r"|version|copy|document|article|terms|policy)){0,5}|log ?in|log ?out|sign ?(?:in|up)|menu|search|close|home"
    r"|help ?cent(?:er|re)"
    r"|read more|learn more|show (?:more|less)|expand all|collapse all|cookie (?:settings|preferences)"
    r"|manage cookies|accept (?:all )?cookies"
    r"|was this (?:article|page|information|answer) helpful.{0,40}|yes\W{0,3}no"
    r"|did this answer your question.{0,20}|related articles"
    r"|\d{1,6} out of \d{1,6} found this helpful|follow|get (?:the )?app|choose (?:a |your )?(?:language|region"
    r"|country)|language"
    r"|english(?: \(\w+\))?|deutsch|français|español|nederlands|italiano|permalink.{0,60}|https?://\S{1,200}"
    r"|(?:©|\(c\)|copyright)[^.]{0,40}(?:19|20)\d\d\b.{0,60}|imprimer|télécharger.{0,30}|retour en haut|drucken"
    r"|herunterladen"
    r"|nach oben|als pdf.{0,30}"
    r"|imprimir|descargar.{0,30}|volver arriba|afdrukken|downloaden|naar boven)\W*$",
    re.IGNORECASE,
)


# "Português (Brasil)", "中文(简体)": an entry of a language picker
_LANGUAGE_NAME = re.compile(
    r"^\W*(?:afrikaans|azərbaycan dili|bahasa (?:indonesia|melayu)|bosanski|català|čeština|cymraeg|dansk|deutsch|eesti"
    r"|english|español|esperanto|euskara|filipino|français|frysk|gaeilge|galego|hrvatski|indonesia|italiano|íslenska"
    r"|kiswahili|latviešu|lietuvių|magyar|malti|nederlands|norsk(?: bokmål| nynorsk)?|o['‘’]?zbek|polski|português"
    r"|română|shqip|slovenčina|slovenščina|srpski|suomi|svenska|tiếng việt|türkçe|ελληνικά|беларуская|български"
    r"|македонски|русский|српски|українська|қазақ тілі|ქართული|հայերեն|עברית|العربية"
    r"|فارسی|اردو|हिन्दी|मराठी|বাংলা|ਪੰਜਾਬੀ|ગુજરાતી"
    r"|தமிழ்|తెలుగు|ಕನ್ನಡ|മലയാളം|සිංහල|ไทย|ລາວ|မြန်မာ|ខ្មែរ|中文|简体中文|繁體中文|日本語|한국어)\s*(?:[(（][^()（）]{1,30}[)）])?\W*$",
    re.IGNORECASE,
)


def is_furniture(difference: Difference) -> bool:
    """Menus, buttons, language pickers and copyright lines: by their words, or links alone."""
    lines = difference.single_lines
    return bool(lines) and all(
        _FURNITURE.search(line) or _LANGUAGE_NAME.search(line) or _is_menu_entry(difference, line) for line in lines
    )


_MENU_LINKS = 4  # links side by side in one line: no sentence of terms is made of links alone


def _is_menu_entry(difference: Difference, line: str) -> bool:
    """A line that is links and nothing else: short, in text without number and heading, or a row of them anywhere."""
    section = difference.section
    if "@" in line:
        return False
    is_short = not (section.number or section.heading) and len(line.split()) <= 8
    return any(
        block.links
        and (is_short or len(block.links) >= _MENU_LINKS)
        and sum(len(link.text) for link in block.links) >= 0.95 * len(block.text.replace(" ", ""))
        and not any(link.target.startswith(("mailto:", "tel:", "#")) for link in block.links)
        for block in difference.find_blocks(line)
    )
