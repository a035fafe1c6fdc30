"""A line -> whether it names languages in their own words: an entry of a language picker, or a row of them."""

from __future__ import annotations

import re
from typing import Final

# "Português (Brasil)", "中文(简体)": an entry of a language picker
LANGUAGE_NAME = re.compile(
    r"^\W*(?:afrikaans|azərbaycan dili|bahasa (?:indonesia|melayu)|bosanski|català|čeština|česky|cymraeg|dansk|deutsch"
    r"|eesti"
    r"|english|español|esperanto|euskara|filipino|français|frysk|gaeilge|galego|hrvatski|indonesia|italiano|íslenska"
    r"|kiswahili|latviešu|lietuvių|magyar|malti|nederlands|norsk(?: bokmål| nynorsk)?|o['‘’]?zbek|polski|português"
    r"|română|shqip|slovenčina|slovenščina|srpski|suomi|svenska|tiếng việt|türkçe|ελληνικά|беларуская|български"
    r"|македонски|русский|српски|українська|қазақ тілі|ქართული|հայերեն|עברית|العربية"
    r"|فارسی|اردو|हिन्दी|मराठी|বাংলা|ਪੰਜਾਬੀ|ગુજરાતી"
    r"|தமிழ்|తెలుగు|ಕನ್ನಡ|മലയാളം|සිංහල|ไทย|ລາວ|မြန်မာ|ខ្មែរ|中文|简体中文|繁體中文|日本語|한국어)\s*(?:[(（][^()（）]{1,30}[)）])?\W*$",
    re.IGNORECASE,
)

_BORDER: Final = re.compile(r"\s*[•·|]\s*|\n")
_LOOSE_BORDER: Final = re.compile(r"\s*[•·|/,]\s*|\n")
_FEWEST: Final = 3
_SHARE: Final = 0.6  # of the entries; the rest are languages that the table does not know


def names_languages(line: str, *, is_loose: bool) -> bool:
    """ "In other languages: česky • Deutsch • English • suomi": a picker written in one line.

    Outside clauses (`is_loose`) commas part its entries as well; in one, "Deutsch, English" may be what a court speaks.
    """
    entries = [entry for entry in (_LOOSE_BORDER if is_loose else _BORDER).split(line) if entry.strip()]
    named = sum(bool(LANGUAGE_NAME.search(entry)) for entry in entries)
    return named >= _FEWEST and named >= _SHARE * len(entries)
