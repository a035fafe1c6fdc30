"""What a pattern caught -> the one written form of the value, so that two ways of saying it are no change.

"thirty (30) days" and "30 days’" are "30 days"; "ONE HUNDRED U.S. DOLLARS (U.S. $100.00)" and "$100 USD" are "$100".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from tracker.across.kinds_of_fact import Words, load_parts
from tracker.compiled import compile_pattern

_DIGITS: Final = compile_pattern(r"\d{1,4}")
_NUMBER: Final = r"\d[\d.,\u00a0\u202f ']{0,14}\d|\d"
_CENTS: Final = compile_pattern(r"[.,]00?$")
LONGEST_PLACE: Final = 60


def write_period(caught: str, words: Words) -> str | None:
    """ "thirty (30) calendar days" -> "30 days"; None where it has no number or unit after all."""
    digits = _DIGITS.search(caught)
    number = digits[0] if digits else next((n for word, n in words.numbers.items() if _starts(caught, word)), None)
    units = (unit for form, unit in words.units.items() if re.search(rf"(?:^|[\W\d])(?:{form})\W*$", caught, re.I))
    unit = next(units, None)
    if number is None or unit is None:
        return None
    return f"{int(number)} {unit[:-1] if int(number) == 1 else unit}"


def write_age(caught: str, words: Words) -> str | None:
    """ "eighteen (18)" -> "18"."""
    digits = _DIGITS.search(caught)
    return digits[0] if digits else words.numbers.get(caught.casefold())


def write_cap(caught: str, words: Words) -> str | None:
    """ "THE GREATER OF $100 OR THE AMOUNT YOU PAID IN THE PAST SIX MONTHS" -> "the greater of $100 and payments of 6
    months"; None where no amount, share or payment stands in it."""
    parts = list(dict.fromkeys([*_write_amounts(caught), *_write_payments(caught, words)]))
    if len(parts) < 2:
        return parts[0] if parts else None
    bound = "lesser" if _compile("cap", "lesser").search(caught) else "greater"
    return f"the {bound} of {' and '.join(parts[:3])}"


def _write_amounts(text: str) -> Iterator[str]:
    for found in _compile_money().finditer(text):
        spelled = found["before"] or found["after"]
        sign = next(sign for sign, form in load_parts("money").items() if re.fullmatch(form, spelled.strip(), re.I))
        number = _CENTS.sub("", (found["first"] or found["last"]).strip(" .,\u00a0'"))
        yield f"{sign}{number}"


def _write_payments(text: str, words: Words) -> Iterator[str]:
    paid = _compile("cap", "paid").search(text)
    if paid is None:
        return
    period = re.search(words.period, text[paid.start() :], re.IGNORECASE)
    share = re.search(rf"(\d{{1,4}})\s?(?:{load_parts('cap')['share']})", text, re.IGNORECASE)
    size = f"{share[1]} % of payments" if share else "payments"
    span = write_period(period[0], words) if period else None
    yield f"{size} of {span}" if span else size


def write_place(caught: str, words: Words) -> str | None:
    """ "the State of California, without regard to" -> "California"; "Spanish" -> "Spain"."""
    for form, place in words.places.items():
        if re.fullmatch(form, caught.strip(), re.IGNORECASE):
            return place
    parts = load_parts("place")
    text = re.sub(rf"^(?:{parts['before']})", "", caught.strip(), count=1, flags=re.IGNORECASE)
    text = _compile_end().split(f"{text} ", maxsplit=1)[0]
    if words.places:  # "Ireland and Irish (law)"
        text = re.sub(rf"\s\w{{2,3}}\s(?:{'|'.join(words.places)})$", "", text)
    behind = rf"(?:,?\s(?:{parts['behind']})|[\s,.])*$"
    text = re.sub(behind, "", text).strip(" ,.")
    if re.fullmatch(parts["none"], text, re.IGNORECASE):
        return None
    return _write_title(text) if 1 < len(text) <= LONGEST_PLACE else None


@cache
def _compile_end() -> re.Pattern[str]:
    """Where the name of a place ends: at a sign, at a small word, in capitals at a word that goes on."""
    parts = load_parts("place")
    small = rf",?\s(?!(?:{parts['within']})\b)[a-zà-ÿ]"
    capitals = rf",?\s(?:{parts['ends']})\b".upper().replace("\\S", "\\s").replace("\\B", "\\b")
    return compile_pattern(rf"\s*(?:[;:()\[\]|“”\"]|\.(?!\w|\s?[A-Z]\.)|{small}|{capitals})")


@cache
def _compile_money() -> re.Pattern[str]:
    signs = "|".join(load_parts("money").values())
    return compile_pattern(
        rf"(?<!\w)(?P<before>{signs})\s?(?P<first>{_NUMBER})|(?P<last>{_NUMBER})\s?(?P<after>{signs})(?!\w)", re.I
    )


@cache
def _compile(part: str, name: str) -> re.Pattern[str]:
    return compile_pattern(rf"\b(?:{load_parts(part)[name]})\b", re.IGNORECASE)


def _write_title(text: str) -> str:
    """A name in capitals throughout as it is written elsewhere: "SARASOTA COUNTY" -> "Sarasota County"."""
    if not text.isupper() or len(text) <= len("USA"):
        return text
    within = load_parts("place")["within"].split("|")
    return " ".join(word.lower() if word.lower() in within else word.capitalize() for word in text.split())


def _starts(caught: str, word: str) -> bool:
    return re.match(rf"\W*{re.escape(word)}\b", caught, re.IGNORECASE) is not None
