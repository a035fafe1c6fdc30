"""A difference -> whether it lies in what stands around the terms: news of updates, contents lists, archives.

Each function is the test of one row in `harmless.RULES`, which holds examples. A function that looks at lines must
hold for every line touched, so that it never excuses words beside it.
"""

from __future__ import annotations

import re

from tracker.compare.weigh.difference import Difference
from tracker.compare.weigh.own_dates import PROMISE, states_date
from tracker.text.date_grammar import find_date_matches
from tracker.text.sentences import split_sentences

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
    if not changed or any(len(s) > 400 or PROMISE.search(s) for s in changed):
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
    if heading and len(heading.split()) <= 8 and _ARCHIVE.search(heading) and not PROMISE.search(heading):
        return True
    lines = difference.single_lines
    return bool(lines) and all(
        len(line.split()) <= 14 and _ARCHIVE.search(line) and not PROMISE.search(line) and not _ADDRESSED.search(line)
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
        states_date(line) or (len(line.split()) <= 40 and _LOG_ENTRY.search(line) and not PROMISE.search(line))
        for line in lines
    )


_ADDRESSED = re.compile(r"\b(?:you|your|we|our|us|not|vous|nous|sie|wir|usted|nosotros|u|wij)\b", re.IGNORECASE)
