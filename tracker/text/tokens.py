"""Text -> tokens, the units a redline never splits: words, figures with their unit, dates, money, addresses, terms.

Whitespace belongs to the token before it, so the tokens of a text, joined, are the text. Knows no language and
no other version.
"""

from __future__ import annotations

import re
from typing import Final

from tracker.text.canon import canon_key
from tracker.text.scripts import MARKS, UNSPACED

MONTH: Final = (
    r"(?:jan(?:uary|vier|uar|uari)?|janv|feb(?:ruary|ruar|ruari|rero)?|f[ée]vr?(?:ier)?|ene(?:ro)?|m[aä]r(?:ch|z|s|zo|t)?"
    r"|maart|mrt|apr(?:il)?|avr(?:il)?|abr(?:il)?|(?-i:May|MAY)|mai|mei|mayo|june?|jun[io]|juin|juni|july?|jul[io]|juil(?:let)?|juli"
    r"|aug(?:ust|ustus)?|ao[uû]t|ago(?:sto)?|sep(?:t(?:ember|embre|iembre)?)?|o[ck]t(?:ober|obre|ubre)?"
    r"|nov(?:ember|embre|iembre|embro)?|de[cz](?:ember|embro)?|d[ée]c(?:embre)?|dic(?:iembre|embre)?"
    r"|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre"
    r"|janeiro|fevereiro|março|maio|jun?ho|julho|setembro|outubro)\.?"
)
"""Month names in English, French, German, Spanish, Dutch, Italian and Portuguese, whole or
shortened; for case-insensitive patterns."""

_UNIT: Final = (
    r"(?:percent|per\s?cent|%|(?:(?:calendar|business|working|consecutive)\s)?(?:seconds?|minutes?|hours?|days?|weeks?"
    r"|months?|years?)|secondes?|minuten?|heures?|jours?|semaines?|mois|ans?|ann[ée]es?|stunden?|tagen?|tage?|werktagen?"
    r"|wochen?|monaten?|monate?|jahren?|jahre?|horas?|d[ií]as?|semanas?|mes(?:es)?|a[ñn]os?|uur|dag(?:en)?|we(?:ek|ken)"
    r"|maand(?:en)?|ja(?:ar|ren)|ore|ora|giorn[oi]|settiman[ae]|mes[ei]|ann[oi]|dias?|m[êe]s(?:es)?|[kmgt]b|gbps|mbps|km|kg|mm|cm)(?!\w)"
)
_CURRENCY: Final = r"(?:US\$|A\$|C\$|CA\$|AU\$|HK\$|[$€£¥₹₩])"
_CODE: Final = r"(?:USD|EUR|GBP|CHF|CAD|AUD|JPY|INR|SEK|NOK|DKK|PLN|BRL|euros?|dollars?|pounds?|[$€£¥])(?!\w)"
_FIGURE: Final = r"\d{1,18}(?:[.,'’]\d{1,18}){0,12}"

_PATTERN = re.compile(
    "|".join(
        (
            rf"[{UNSPACED}]",
            # "privacy@example.org"
            r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}",
            # "https://example.org/terms?x=1"
            r"(?:https?://|www\.)[^\s<>\"”»)]{1,500}(?<![.,;:!?])",
            # "January 5, 2024", "Sept. 1st 2023"
            rf"\b{MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s\d{{4}})?(?!\w)",
            # "5 January 2024", "1er mars 2024", "3 de mayo de 2022", "5. Januar 2024"
            rf"\d{{1,2}}(?:st|nd|rd|th|er|\.)?\s(?:de\s)?{MONTH}(?:\s(?:de\s)?\d{{4}})?(?!\w)",
            # "2024-01-05", "05.01.2024", "1/5/24"
            r"\d{4}-\d\d-\d\d(?!\w)|\d{1,2}([./-])\d{1,2}\1\d{2,4}(?!\w)",
            # "2024年3月1日", "30日", "6か月", "500円"
            rf"\d{{4}}年\d{{1,2}}月\d{{1,2}}日|{_FIGURE}(?:日間?|[かヶカケ箇]月|週間|年間?|時間|分|円|元|天|个月|小时|일|개월|원)",
            # "$1,250.00", "US$ 50", "EUR 12"
            rf"(?:{_CURRENCY}|\b(?:USD|EUR|GBP|CHF|CAD|AUD))\s?{_FIGURE}",
            # "30 days", "99.9%", "1,000 EUR", "14 jours"
            rf"{_FIGURE}\s?(?:{_UNIT}|{_CODE})",
            # "10.4(a)(ii)", "27.1.3", "1,000.50", "18", "3rd"
            rf"{_FIGURE}(?:\([a-z0-9]{{1,4}}\)){{0,4}}(?:st|nd|rd|th)?(?![^\W{UNSPACED}])",
            # a quoted defined term: “Customer Content”
            r"[“„«\"](?=[^\s“”„«»\"])[^“”„«»\"\n]{1,40}(?<!\s)[”“»\"](?!\w)",
            # "(b)", "(iv)", "(30)"
            r"\([a-z0-9]{1,4}\)",
            # "example.org", "support.example.org"
            r"[a-z0-9-]{2,63}(?:\.[a-z][a-z0-9-]{1,62}){1,4}(?!\w)",
            # "e.g.", "i.e.", "U.S."
            r"(?:[A-Za-z]\.){2,6}(?!\w)",
            # "third-party", "don't", "and/or", "AT&T", "Nutzer*innen"
            rf"[^\W{UNSPACED}](?:[^\W{UNSPACED}]|[{MARKS}]|(?<=\w)[-'’/&*](?=[^\W{UNSPACED}]))*",
            r"([^\w\s])\2*",
        )
    ),
    re.IGNORECASE,
)
_TOKEN = re.compile(rf"(?:{_PATTERN.pattern})\s*|\s+|.", re.IGNORECASE | re.DOTALL)

_ROUGH = re.compile(rf"[{UNSPACED}]|[^\s{UNSPACED}]+")


def split_tokens(text: str) -> list[str]:
    """The tokens of a text in order, each with the whitespace that follows it; joined, they are the text."""
    return [found[0] for found in _TOKEN.finditer(text)]


def key_token(token: str) -> str:
    """What two tokens are compared by: the token without its whitespace, in canonical form; "" for a bullet."""
    core = token.rstrip()
    return core if core.isascii() else canon_key(core)


def split_roughly(text: str) -> list[str]:
    """Words by whitespace alone (lone characters where a script has none): quick, to judge whether lines are alike."""
    words = _ROUGH.findall(text)
    return words if text.isascii() else [word if word.isascii() else canon_key(word) for word in words]
