"""A difference -> whether it is furniture of the page: buttons, menus, language pickers, copyright lines.

`is_furniture` is the test of one row in `harmless.RULES`, which holds examples.
"""

from __future__ import annotations

import re

from tracker.compare.weigh.difference import Difference
from tracker.compare.weigh.pickers import LANGUAGE_NAME, names_languages

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
    r"|country)|language|(?:edit|hide|show|close|open|collapse|expand)(?: (?:all|section|this section|details))?"
    r"|direct link to .{1,100}|\d{1,2}[ -]min(?:ute)?s? read|e-?mail this (?:page|article|document)"
    r"|was this helpful|jump to (?:content|navigation)"
    r"|(?:translate this page\W{1,3})?this page contains changes which are not marked for translation"
    r"|want to help translate\? .{0,60}"
    r"|hidden categor(?:y|ies):?|shortcuts?:? ?[A-Z:]{0,20}|still need help\?"
    r"|(?:did|does|is) this (?:docs?|page|article|answer) (?:help|useful|clear).{0,20}\?"
    r"|english(?: \(\w+\))?|deutsch|français|español|nederlands|italiano|permalink.{0,60}"
    r"|(?:retrieved from \W?)?https?://\S{1,200}"
    r"|(?:©|\(c\)|copyright)[^.]{0,40}(?:19|20)\d\d\b.{0,60}"
    r"|imprimer|télécharger.{0,30}|(?:retour en )?haut(?: de (?:la )?page)?|partager|aller au contenu(?: principal)?"
    r"|(?:cet article|cette page).{0,12} été utile|drucken|herunterladen|nach oben|als pdf.{0,30}|teilen"
    r"|zum (?:haupt)?inhalt(?: springen| wechseln)?|(?:war|fanden sie) .{0,30}\b(?:hilfreich|nützlich)"
    r"|imprimir|descargar.{0,30}|volver arriba|compartir|(?:saltar|ir) al contenido(?: principal)?"
    r"|(?:te|le) ha .{0,12}\bútil .{0,24}|stampa|scarica .{0,24}|torna su|condividi|vai al contenuto(?: principale)?"
    r"|baixar .{0,24}|compartilhar|voltar ao topo|ir para o conteúdo(?: principal)?"
    r"|afdrukken|downloaden|naar boven|delen|(?:ga )?naar (?:de )?(?:hoofd)?inhoud)\W*$",
    re.IGNORECASE,
)


# A button's words run together with the text beside it: "Fees[edit]", "Fees Copy link", "FeesDirect link to Fees"
_GLUED = re.compile(
    r"\W*(?:\[ ?(?:edit|hide|show|close|modifier|bearbeiten|editar|modifica|bewerken)(?: ?\| ?[^\[\]]{1,30})? ?\]"
    r"|copy link|expand all|collapse all|(?:back|return) to top|show (?:more|less)|read more|direct link to .{1,100}"
    r"|permalink(?: to .{1,100})?)\W*",
    re.IGNORECASE,
)


def is_furniture(difference: Difference) -> bool:
    """Menus, buttons, language pickers and copyright lines: by their words, or links alone."""
    runs = [run for run in (difference.old, difference.new) if run]
    if runs and all(_GLUED.fullmatch(run) for run in runs):
        return True
    lines = difference.single_lines
    is_loose = not (difference.section.number or difference.section.heading)
    return bool(lines) and all(
        _FURNITURE.search(line)
        or LANGUAGE_NAME.search(line)
        or names_languages(line, is_loose=is_loose)
        or _is_menu_entry(difference, line)
        or line in difference.shown.menu_lines
        for line in lines
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
