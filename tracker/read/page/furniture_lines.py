"""A finished line or a button's words → do they belong to the page rather than to the document?

Each alternative is one phrase as printed, in the languages the pages come in; a rule takes whole lines only.
"""

from __future__ import annotations

import re
from typing import Final

# A button of a consent dialog: "Accept all cookies", "Nur erforderliche", "Tout refuser".
_CONSENT_BUTTONS: Final = (
    r"(?:i )?accept|agree|allow|reject|decline|deny|refuse|manage|customi[sz]e|got it|ok(?:ay)?\b",
    r"only (?:necessary|essential)|(?:cookie|privacy) (?:settings|preferences)|save (?:preferences|settings|choices)",
    r"(?:alle[ns]? )?(?:akzept|zustimm|ablehn|erlaub|einstellungen)|nur (?:notwendig|erforderlich|essenziell)",
    r"(?:tout )?(?:accepter|refuser|autoriser)|param[eé]trer|personnaliser",
    r"aceptar|rechazar|permitir|configurar|aceitar|recusar|rejeitar",
    r"accetta|rifiuta|consenti|personalizza|accepteren|weigeren|toestaan|akkoord",
)
_CONSENT_BUTTON = re.compile(rf"\W{{0,3}}(?:{'|'.join(_CONSENT_BUTTONS)})", re.IGNORECASE)
_CONSENT_WORD = re.compile(r"cookie|similar technologies|traceurs|rastreadores", re.IGNORECASE)
_LONGEST_BUTTON: Final = 60


def is_consent_button(text: str) -> bool:
    """Whether a button's words accept, refuse or manage cookies."""
    return len(text) < _LONGEST_BUTTON and bool(_CONSENT_BUTTON.match(text))


def speaks_of_cookies(text: str) -> bool:
    """Whether a text names cookies at all (a consent dialog that does not is some other dialog)."""
    return bool(_CONSENT_WORD.search(text))


_UNITS: Final = (
    "seconds?|minutes?|hours?|days?|weeks?|months?|years?|sekunden?|minuten?|stunden?|tage?n?|wochen?|monate?n?|jahre?n?|"
    "secondes?|heures?|jours?|semaines?|mois|ans?|d[ií]as?|semanas?|mes(?:es)?|a[ñn]os?|anos?|horas?|minutos?|"
    "giorn[oi]|settiman[ae]|mes[ei]|ann[oi]|or[ae]|dagen?|weken|week|maand(?:en)?|jaar|uur"
)
_ABOUT: Final = "(?:(?:about|over|almost|more than|etwa|über|environ|plus de|circa|ongeveer) )?"
_COUNT: Final = r"(?:\d{1,3}|an?|one|einem|einer|einigen|une?|un[ao]?|uma?|een|several|quelques)"
_SPAN: Final = f"{_COUNT} (?:{_UNITS})"
_AGO: Final = (
    f"{_ABOUT}{_SPAN} (?:ago|fa|atr[áa]s|geleden)|(?:vor|il y a|hace|h[áa]) {_ABOUT}{_SPAN}|yesterday|gestern|hier|ayer"
)
_UPDATED: Final = (
    "(?:last )?(?:updated|modified|edited|published|revised|reviewed)|"
    "(?:zuletzt )?aktualisiert|(?:dernière )?mise? à jour|"
    "modifiée?|(?:última )?actualizaci[oó]n|actualizado|(?:ultimo )?aggiornamento|aggiornato|atualizado|bijgewerkt"
)
_CONTENT: Final = (
    "content|hauptinhalt|inhalt|contenu(?: principal)?|contenido(?: principal)?|contenuto(?: principale)?|"
    "conte[úu]do(?: principal)?|(?:hoofd)?inhoud"
)
_FURNITURE_LINES: Final = (
    # "Updated over 2 months ago", "3 years ago", "vor 3 Wochen aktualisiert", "Mis à jour il y a 3 jours"
    rf"(?:(?:{_UPDATED})\W{{1,3}})?(?:{_AGO})(?:\W{{1,3}}(?:{_UPDATED}))?",
    # "5 min read", "Lesezeit: 7 Minuten"
    r"\d{1,3} (?:min(?:ute)?s?\.?|minuten) (?:read|de lecture|lesezeit|de lectura|leestijd)",
    r"(?:reading time|lesezeit|temps de lecture|tiempo de lectura|leestijd)\W{1,3}\d{1,3} min\w*",
    # "Skip to main content", "Zum Hauptinhalt springen", "Aller au contenu principal"
    rf"(?:skip|jump|go)(?: directly)? to (?:the )?(?:main )?(?:{_CONTENT})",
    rf"(?:zum|aller|ir|saltar|vai|passa|pular|ga|naar|direkt zum)(?: au| al| naar| para o)? "
    rf"(?:{_CONTENT})(?: springen)?",
    # "Back to top", "Nach oben"
    "(?:back|return|go back) to (?:the )?top|top of page|nach oben|zurück (?:zum anfang|nach oben)",
    "haut de (?:la )?page|retour en haut|volver arriba|torna su|naar boven|voltar ao topo",
    # "Was this article helpful?", "3 out of 5 found this helpful"
    r"(?:was|is|did|were) (?:this|the|you)\b[^.!?]{0,40}\b(?:helpful|useful|find)[^.!?]{0,30}\?(?: yes)?(?: no)?",
    r"war dieser (?:artikel|beitrag) hilfreich\?|cet article (?:vous a-t-il été|était-il) utile ?\?",
    r"¿(?:fue|te resultó) útil[^.?]{0,30}\?|questo articolo ti è stato utile\?|was dit artikel nuttig\?",
    r"\d+ out of \d+ found this helpful|thanks for your feedback!?|have more questions\? submit a request",
    # "Print this page", "Copy as Markdown", "Download PDF"
    "print(?: this)?(?: page| article| document)?|drucken|imprimer|imprimir|stampa|afdrukken",
    r"share(?: this)?(?: page| article| on \w{2,12})?|teilen|partager|compartir|condividi|delen",
    "(?:copy|view|open)(?: this)?(?: page)? (?:link|url|as markdown|page)|link copied!?|copied!?",
    "close(?: menu)?|schließen|fermer|cerrar|chiudi|sluiten|fechar|expand_more|arrow_drop_down|chevron_right",
    "(?:download|view|open)(?: as| this| in)?(?: an?)? ?(?:pdf|printable version)",
    r"show (?:more|less)|read (?:more|less)|(?:expand|collapse) all(?: sections?)?|loading\W{0,3}",
    "related (?:articles|posts|content|links|topics)|recently viewed(?: articles)?|(?:popular|recommended) articles",
    "share this (?:article|page)|on this page|in this article|auf dieser seite|sur cette page|en esta página|ask ai",
    r"\(?opens in (?:a )?new (?:window|tab)\)?(?: ?\(opens a footnote\))?",
    r"advertisement|your browser does not support \w+\W?",
)
_FURNITURE_LINE = re.compile("|".join(_FURNITURE_LINES), re.IGNORECASE)
_LONGEST_LINE: Final = 90

# Lines of the above that head a list of links which goes with them.
_LINK_LIST_HEAD = re.compile(
    "related|recently viewed|on this page|in this article|auf dieser seite|sur cette page|en esta página|share this|"
    "popular|recommended",
    re.IGNORECASE,
)


def is_furniture_line(text: str) -> bool:
    """Whether a whole line (whitespace collapsed) is the page's own: "Updated 3 weeks ago", "Back to top"."""
    return len(text) < _LONGEST_LINE and bool(_FURNITURE_LINE.fullmatch(text))


def starts_link_list(text: str) -> bool:
    """Whether a furniture line heads a list of links that goes with it: "Related articles"."""
    return bool(_LINK_LIST_HEAD.match(text))
