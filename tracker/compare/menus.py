"""The blocks of a section -> the lines among them that stand in a menu, told by the company they keep.

A menu, a language picker or a footer is a run of short labels, and some of them are known wherever they stand ("Sign
in", "Cookies", "Deutsch"). A label in such company is no term, whatever it says ("In other projects", "2 languages").
A list inside the terms keeps other company: its labels are introduced by a sentence, and none is a button.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from tracker.compare.languages import LANGUAGE_NAME
from tracker.model import Block, BlockKind, Section

_LABEL_WORDS: Final = 8
_SHORTEST_RUN: Final = 4  # fewer labels in a row are a heading with its date, an address, a signature
_WITNESSES: Final = 3  # known labels that make a run a menu, in text without number and heading
_SHARE: Final = 0.3  # of the run, where it stands under a clause's heading: the foot of the page after the last clause
_SENTENCE_END = re.compile(r"[.;!?。；！？]\W{0,2}$|[,:]$")
_ADDRESSED = re.compile(
    r"\b(?:you|your|we|our|us|must|shall|may not|vous|nous|sie|wir|usted|nosotros)\b", re.IGNORECASE
)

# Whole labels as menus, pickers and footers print them. None that a list in the terms may hold by chance beside
# others of its kind: "Profile", "Photos", "Contacts" and "Messages" are what is collected.
_KNOWN: Final = (
    r"sign ?(?:in|up|out)|log ?(?:in|out|on)|register|create (?:an )?account|my account|home(?:page)?|menu|search",
    r"help(?: cent(?:er|re))?|contact us|about(?: us)?|careers|jobs|press|blog|news(?:room)?|developers?|investors?",
    r"site ?map|feedback|documentation|more(?: options)?|tools|actions|print(?:able version)?|get the app",
    r"download (?:as pdf|the app)|view (?:source|history)|what links here|related changes|page information|permalink",
    r"toggle .{2,40}|(?:show|hide) .{2,30}|open (?:menu|navigation)|close(?: menu)?|skip to .{2,20}|other projects",
    r"languages?|(?:in )?other languages|choose (?:a )?language|add languages|\d+ languages|region|country",
    r"cookies?|cookie (?:policy|settings|preferences)|ad ?choices?|advertising|accessibility|do not sell.{0,40}",
    r"privacy(?: policy| cent(?:er|re))?|terms(?: of (?:use|service))?|imprint|impressum|datenschutz",
    r"facebook|instagram|twitter|x|linkedin|youtube|tiktok|mastodon|github|discord|reddit|messenger",
    r"weather|sports?|finance|movies|mobile|wetter|nachrichten|actualités|météo|cinéma|noticias|deportes",
    r"anmelden|abmelden|registrieren|startseite|suche|hilfe|kontakt|über uns|karriere|presse|mehr|sprache",
    r"connexion|se connecter|inscription|s['’]inscrire|accueil|rechercher?|aide|contactez-nous|à propos|carrières|plus",
    r"iniciar sesión|registrarse|inicio|buscar|ayuda|contacto|acerca de|más|idioma|accedi|registrati|aiuto|contatti",
    r"entrar|cadastre-se|início|ajuda|contato|sobre|inloggen|registreren|zoeken|hulp|over ons|meer|taal",
    r"(?:©|\(c\)|copyright).{0,60}|.{0,30}©.{0,40}",
)
_KNOWN_LABEL = re.compile(rf"\W*(?:{'|'.join(_KNOWN)})\W*", re.IGNORECASE)


def find_menu_lines(sections: Iterable[Section]) -> frozenset[str]:
    """The lines of the sections that stand in a menu."""
    found: set[str] = set()
    for section in sections:
        for run in _list_runs(section.blocks):
            if _is_menu(run, section):
                found.update(run)
    return frozenset(found)


def _list_runs(blocks: Sequence[Block]) -> Iterator[list[str]]:
    """The stretches of labels in a row, each as its lines."""
    for is_label, run in groupby(blocks, key=_is_label):
        labels = [block.shown for block in run]
        if is_label and len(labels) >= _SHORTEST_RUN:
            yield labels


def _is_label(block: Block) -> bool:
    """Whether a block is a few words that say nothing: no sentence, no row of a table, nobody addressed."""
    line = block.shown
    return (
        block.kind is not BlockKind.ROW
        and len(line.split()) <= _LABEL_WORDS
        and not _SENTENCE_END.search(line)
        and not _ADDRESSED.search(line)
    )


def _is_menu(run: Sequence[str], section: Section) -> bool:
    witnesses = sum(bool(_KNOWN_LABEL.fullmatch(line)) for line in run)
    if not section.number and not section.heading:
        languages = sum(bool(LANGUAGE_NAME.search(line)) for line in run)
        return witnesses + min(languages, _WITNESSES - 1) >= _WITNESSES or languages >= len(run) / 2
    return witnesses >= _WITNESSES and witnesses >= _SHARE * len(run)
