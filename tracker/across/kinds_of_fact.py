"""The files of `kinds/` -> what can be read from clauses: a kind a file, its rules with their language and examples.

`parts.toml` has the words that patterns are put together from: `<period>` in a pattern stands for every way its
language writes a period, `<value:period>` for the one that is the value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from tracker.compiled import compile_pattern, load_toml
from tracker.errors import NotFoundError
from tracker.values import Struct

_FOLDER: Final = Path(__file__).parent / "kinds"

Values = Literal["period", "period or choice", "place", "age", "choice", "list", "cap"]

_PART: Final = compile_pattern(r"<(?:(?P<group>value\d?):)?(?P<part>period|age|places)>")
_AGE: Final = r"1[2-9]|2[01]"
_NEVER: Final = "(?!)"
WEIGHTY: Final = 9
LIST_SIGN: Final = ", "
"""What parts the names within one value of a kind whose values are lists."""


class Rule(Struct, frozen=True):
    """A sentence of one language that holds `pattern`, and `also` where that is given, and nothing of `unless`, says a
    value: the fixed one, or what the pattern's groups `value…` caught, or the names in `listed` whose words it has.

    `needs` are beginnings of words, in small letters, of which a sentence must have one: asked first, since it is
    quick. `heading` must be found in the section's heading. With `is_led` an item is read behind what leads on to it
    ("You grant us a licence to:"): who grants what to whom stands there alone. `says` are sentences with their values,
    `silent` sentences that say nothing; both are checked.
    """

    language: str
    needs: tuple[str, ...]
    pattern: str
    also: str | None = None
    unless: str | None = None
    heading: str | None = None
    is_led: bool = False
    value: str | None = None
    listed: tuple[tuple[str, str], ...] = ()
    says: tuple[tuple[str, str], ...] = ()
    silent: tuple[str, ...] = ()


class KindOfFact(Struct, frozen=True):
    """`id` is the file's name ("liability-cap"), `about` what the values say, `languages` those it has rules for.

    `rank` orders kinds by what they mean for people, 1 first; of the weighty ones the first word said, or the last, is
    a headline by itself.
    """

    id: str
    name: str
    about: str
    values: Values
    languages: tuple[str, ...]
    rank: int

    @property
    def is_weighty(self) -> bool:
        return self.rank <= WEIGHTY


class Words(Struct, frozen=True):
    """One language's ways to write numbers, units of time and whose law: form -> the one that is meant."""

    numbers: Mapping[str, str]
    units: Mapping[str, str]
    places: Mapping[str, str]

    @property
    def period(self) -> str:
        numbers = "|".join(sorted(map(re.escape, self.numbers), key=len, reverse=True))
        units = "|".join(self.units)
        return rf"\b(?:\d{{1,4}}|{numbers or _NEVER})(?:\s?\([^()]{{1,12}}\))?[\s\u00a0-]{{1,2}}(?:{units or _NEVER})\b"

    @property
    def age(self) -> str:
        ages = "|".join(word for word, number in self.numbers.items() if re.fullmatch(_AGE, number))
        return rf"(?:(?:{_AGE})(?![\d.,]\d|\s?%)|(?:{ages or _NEVER})(?:\s?\(\d{{2}}\))?)"


@cache
def list_kinds() -> Mapping[str, KindOfFact]:
    """Every kind by id, in order of id."""
    return {
        kind: KindOfFact(
            *(kind, data["name"], data["about"], data["values"]),
            *(tuple(dict.fromkeys(row["language"] for row in data["rule"])), data["rank"]),
        )
        for kind, data in _load_kinds().items()
    }


def find_kind(name: str) -> KindOfFact:
    """The kind of that id. Raises NotFoundError with the nearest."""
    kinds = list_kinds()
    if name in kinds:
        return kinds[name]
    near = get_close_matches(name.lower(), kinds, n=1, cutoff=0.4)
    hint = f"did you mean {near[0]}?" if near else f"kinds are {', '.join(kinds)}"
    raise NotFoundError(f'no kind of fact is called "{name}"', candidates=tuple(near or kinds), hint=hint)


@cache
def list_rules(language: str | None) -> Mapping[str, tuple[Rule, ...]]:
    """The rules of one language by kind: empty where no file has any for it."""
    code = (language or "").lower().partition("-")[0]
    rules = {
        kind: tuple(_make_rule(row) for row in data["rule"] if row["language"] == code)
        for kind, data in _load_kinds().items()
    }
    return {kind: some for kind, some in rules.items() if some}


@cache
def load_words(language: str) -> Words:
    """How a language writes numbers, units and places; English place names count everywhere."""
    parts = _load_file("parts.toml")
    own = parts.get(language, {})
    places = {**own.get("places", {}), **(parts["en"]["places"] if language == "en" else {})}
    numbers = {form: str(number) for form, number in own.get("numbers", {}).items()}
    return Words(numbers, own.get("units", {}), places)


def load_parts(name: str) -> Mapping[str, str]:
    """A table of `parts.toml` that belongs to no language: "place", "cap", "money"."""
    table: Mapping[str, str] = _load_file("parts.toml")[name]
    return table


@cache
def _load_kinds() -> Mapping[str, Mapping[str, Any]]:
    names = sorted(file.name for file in _FOLDER.iterdir() if file.name.endswith(".toml"))
    return {name.removesuffix(".toml"): _load_file(name) for name in names if name != "parts.toml"}


@cache
def _load_file(name: str) -> dict[str, Any]:
    return load_toml(_FOLDER / name)


def _make_rule(row: Mapping[str, Any]) -> Rule:
    words = load_words(row["language"])
    return Rule(
        language=row["language"],
        needs=tuple(row["needs"].casefold().split()),
        pattern=_fill(row["pattern"], words),
        also=_fill(row["also"], words) if "also" in row else None,
        unless=_fill(row["unless"], words) if "unless" in row else None,
        heading=_fill(row["heading"], words) if "heading" in row else None,
        is_led=row.get("led", False),
        value=row.get("value"),
        listed=tuple(row.get("list", {}).items()),
        says=tuple((sentence, value) for sentence, value in row.get("says", ())),
        silent=tuple(row.get("silent", ())),
    )


def _fill(pattern: str, words: Words) -> str:
    def fill(found: re.Match[str]) -> str:
        part = {"period": words.period, "age": words.age, "places": "|".join(words.places) or _NEVER}[found["part"]]
        return f"(?P<{found['group']}>{part})" if found["group"] else f"(?:{part})"

    return _PART.sub(fill, pattern)


@cache
def compile_rule(pattern: str) -> re.Pattern[str]:
    """A pattern of a rule, compiled when first asked for: of a hundred rules few texts need more than some."""
    return compile_pattern(pattern, re.IGNORECASE | re.DOTALL)
