"""What pages say that are served in a document's place: the rows of the languages -> patterns by kind of page.

The words stand in the tables `[walls]`, `[marks]` and `[documents]` of `languages/`. Such a row is what a page says of
*itself, here and now* ("this page isn't available", "log in to continue"), not what a document says of the matter
("content may not be available", "you must log in to order"). `^` and `$` are a line's ends: what they enclose is the
whole of a heading or button. All gaps are bounded, so that a search is linear.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final, NamedTuple

from tracker.compiled import compile_pattern
from tracker.languages import has_key, join_patterns
from tracker.text.scripts import bound_words

CONSENT: Final = "consent wall"
"""The one kind that speaks like a document: of data, rights and what happens if."""

MATTERS: Final[dict[str, tuple[str, ...]]] = {
    "challenge": ("challenge", "refused", "too_many"),
    "script required": ("script", "cookies", "browser"),
    CONSENT: ("consent",),
    "login wall": ("login", "age"),
    "error page": ("not_found", "failed", "try_again", "search", "home"),
    "maintenance page": ("maintenance",),
    "placeholder": ("not_yet", "no_more"),
    "redirect shell": ("redirect",),
    "region": ("region",),
}
"""Kind of page -> the matters it speaks of: `not_found` is the key "walls.not_found" of the languages."""

_MARKS: Final = {"challenge": "marks.challenge", "error page": "marks.error_page", "placeholder": "marks.placeholder"}
_CODES: Final = r"(?:40[013458]|410|4(?:19|29)|451|50[0234]|52\d|1020)"


class WallRule(NamedTuple):
    """One way a page speaks that is served in a document's place."""

    kind: str
    pattern: re.Pattern[str]


@cache
def list_marks() -> tuple[WallRule, ...]:
    """What no document prints: names and numbers that a machine puts under its refusal. One is enough, anywhere."""
    return tuple(WallRule(kind, _compile(_join(key))) for kind, key in _MARKS.items())


@cache
def make_code_rule() -> WallRule:
    """A number in a title says it in every language: "404", "Error 503", "Fehler 404", "404: NOT_FOUND"."""
    label = _join("walls.error", "walls.code_label")
    before = rf"^\W{{0,3}}(?:(?:{label})\W{{0,3}}){{1,3}}{_CODES}(?!\d)"
    phrase = _join("walls.error", "walls.code_label", "walls.code_phrase")
    after = rf"^\W{{0,3}}{_CODES}\W{{1,3}}(?:{phrase})"
    return WallRule("error page", _compile(rf"^\W{{0,3}}{_CODES}\W{{0,3}}$|{before}|{after}|\({_CODES}\)$"))


@cache
def list_phrases() -> tuple[WallRule, ...]:
    """What pages of each kind say in sentences, in any language; a bare "Error" and "Oops" among them."""
    rules = [
        WallRule(kind, _compile(_join(f"walls.{matter}"))) for kind, matters in MATTERS.items() for matter in matters
    ]
    alone = _join("walls.error", "walls.oops")
    return (*rules, WallRule("error page", _compile(rf"^(?:{alone})\W{{0,3}}$")))


@cache
def match_document_name() -> re.Pattern[str]:
    """What a document calls itself. A page headed so is one, unless half of what it says is a wall's."""
    return _compile(_join("documents.names"))


@cache
def match_duty() -> re.Pattern[str]:
    """What a document does and no wall: it binds, grants, promises, limits.

    One such sentence makes a page a document, that has to be a wall for half of its length.
    """
    return _compile(_join("documents.duties"))


@cache
def match_condition(language: str | None) -> re.Pattern[str]:
    """ "If an error occurred in the price": a wall says what is so, a document what holds when it is.

    In the language of the page, where it is known: "ha" is "if" in Hungarian and "has" in Spanish.
    """
    key = "documents.conditions"
    return _compile(bound_words(_join(key, code=language if has_key(key, language) else None)))


def _join(*keys: str, code: str | None = None) -> str:
    return "|".join(patterns for key in keys if (patterns := join_patterns(key, code)))


def _compile(pattern: str) -> re.Pattern[str]:
    return compile_pattern(pattern, re.IGNORECASE | re.MULTILINE)
