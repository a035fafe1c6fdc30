"""Printed text -> the form that is compared: what no reader would call a difference is gone.

A rule sees one text and knows neither sections nor the other version. Shown text stays as printed; only
comparisons use these forms. Every rule carries one string of the kind it was written for, is idempotent and
never changes a word or a figure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from typing import Final, NamedTuple

from tracker.compiled import compile_pattern
from tracker.languages import join_patterns
from tracker.model import Reading, Section
from tracker.text.signs import CHECKS

EMAIL_PLACEHOLDER: Final = "[email protected]"

# beside what is not seen the stroke that only makes an Arabic word longer
_INVISIBLE = compile_pattern(
    "[\u00ad\u034f\u061c\u0640\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe0e\ufe0f]"
)
_DOUBLE: Final = "“”„‟«»″〝〞「」『』"
_SINGLE: Final = "‘’‚‛′‹›´"
_NAMED_DASH = compile_pattern("&[mn]dash;")
_FRACTION = compile_pattern("[¼-¾⅐-⅞](?<=\\d.)")  # the sign first, for the engine to leap to it
# Neither ASCII nor a Latin letter that stands for itself.
_RARE = compile_pattern("[^\\x00-\\x7fÀ-ÖØ-öø-ıĴ-ľŁ-ňŊ-ŷŹ-ž]")
_SIGN_AS_LABEL = compile_pattern(r"©(?=\s?[a-z])")  # before a name or a year it is the copyright's
_DASHES: Final = "‐‑‒–—―−﹘﹣⁃"
_DASH_ROW = compile_pattern("--+")
_BULLET = compile_pattern(r"^(?:[•·‣⁃◦▪▫●○■□►▶➢➤✓✔❖\uf06c\uf06e\uf076\uf0a7\uf0b7\uf0d8*][ \t]*)+")
_MARKS: Final = f"{CHECKS}•●○■□"  # "yes" and "no" in a table of rights
_ESCAPE = compile_pattern(r"\\([\\`*_{}\[\]()#+\-.!|>~])")
# Begins with the signs themselves, for the engine to leap from one to the next: the border before stands behind.
_EMPHASIS = compile_pattern(r"[*_](?:(?<=\*)\**|(?<!\w_)(?<=_)_*(?=\w)|(?<=[\w.,;:!?)]_)_*(?!\w))")
_MOJIBAKE = {
    "â€™": "'", "â€˜": "'", "â€œ": '"', "â€\x9d": '"', "â€": '"', "â€“": "-", "â€”": "-", "â€¢": "",
    "Â\xa0": " ", "Â§": "§", "Ã©": "é", "Ã¨": "è", "Ã\xa0": "à", "Ã¼": "ü", "Ã¶": "ö", "Ã¤": "ä", "ÃŸ": "ß",
    "Ã§": "ç", "Ã±": "ñ", "Ã³": "ó", "Ã¡": "á",
}  # fmt: skip
_HAS_MOJIBAKE = compile_pattern("|".join(map(re.escape, sorted(_MOJIBAKE, key=len, reverse=True))))


class CanonRule(NamedTuple):
    """One rule: `example` is a string it was written for, `gives` what it makes of it.

    `is_rare`: it changes only texts with a character that is neither ASCII nor a plain Latin letter.
    """

    name: str
    apply: Callable[[str], str]
    example: str
    gives: str
    is_rare: bool = False


def _fix_mojibake(text: str) -> str:
    return _HAS_MOJIBAKE.sub(lambda found: _MOJIBAKE[found[0]], text) if _may_be_garbled(text) else text


def _may_be_garbled(text: str) -> bool:
    return not text.isascii() and ("Ã" in text or "â€" in text or "Â" in text)


def _make_compatible(text: str) -> str:
    """NFKC; "2½" is 2 1/2, not 21/2, and the marks of names ("Oar™", "Oar℠") are signs, no letters."""
    marked = text.replace("™", "®").replace("℠", "®")
    plain = unicodedata.normalize("NFKC", marked)
    if "⁄" in plain:  # what NFKC leaves within a fraction
        return unicodedata.normalize("NFKC", _FRACTION.sub(r" \g<0>", marked)).replace("⁄", "/")
    return plain


def _restore_label(text: str) -> str:
    """The label of an item that a typesetting program took for the sign of copyright."""
    return _SIGN_AS_LABEL.sub("(c)", text)


class _Emails(NamedTuple):
    """What addresses are hidden behind: "legal [at] example [dot] org", "[email protected]"."""

    at: re.Pattern[str]
    dot: re.Pattern[str]
    sign: re.Pattern[str]
    hidden: re.Pattern[str]
    any_sign: re.Pattern[str]


@cache
def match_hidden_email() -> str:
    """The pattern, to be read without case, of an address of which only a sign is left: "[email protected]".

    What hides an address may leave a piece of it glued to the sign, another piece each day: "i[email protected]",
    "[email protected]mple.org" (6 of 800 recorded documents). The piece belongs to what is hidden.
    """
    sign = rf"\[?\s*(?:{join_patterns('page.hidden_email')})\s*\]"
    return rf"(?a:(?<![\w.+-])[\w.+-]{{1,64}})?{sign}(?a:\.?\w[\w-]*(?:\.[\w-]+)*)?"


@cache
def _compile_emails() -> _Emails:
    at, dot = (join_patterns(f"page.{key}") for key in ("at_sign", "dot_sign"))
    return _Emails(
        compile_pattern(rf"(\w)\s*[\[({{]\s*(?:{at})\s*[\])}}]\s*(\w)", re.IGNORECASE),
        compile_pattern(rf"(@[\w-]+(?:\.[\w-]+)*)\s*[\[({{]\s*(?:{dot})\s*[\])}}]\s*(\w)", re.IGNORECASE),
        compile_pattern(rf"(?:{join_patterns('page.hidden_email')})\s*\]", re.IGNORECASE),
        compile_pattern(match_hidden_email(), re.IGNORECASE),
        compile_pattern(rf"[\[({{]\s*(?:{at}|{dot})\s*[\])}}]", re.IGNORECASE),
    )


def _unify_email(text: str) -> str:
    if not ("]" in text or "(" in text or "{" in text):
        return text
    emails = _compile_emails()
    if "]" in text and emails.sign.search(text):
        text = emails.hidden.sub(EMAIL_PLACEHOLDER, text)
    if not emails.any_sign.search(text):
        return text
    return emails.dot.sub(r"\1.\2", emails.at.sub(r"\1@\2", text))


def _strip_bullets(text: str) -> str:
    """A mark with no words after it on its line or in its cell is no bullet: it is what the line says."""
    if text[:1].isalnum() or not (found := _BULLET.match(text)):
        return text
    rest = text[found.end() :]
    says = rest.lstrip()[:1] in ("", "|") and any(mark in found[0] for mark in _MARKS)
    return text if says else rest


def _strip_emphasis(text: str) -> str:
    """Until nothing is left to strip: a mark may stand beside another ("0*_")."""
    while ("*" in text or "_" in text) and (stripped := _EMPHASIS.sub("", text)) != text:
        text = stripped
    return text


def _strip_escapes(text: str) -> str:
    # An escaped backslash may escape in its turn; each round halves a row of them.
    while "\\" in text and (plain := _ESCAPE.sub(r"\1", text)) != text:
        text = plain
    return text


def _straighten_quotes(text: str) -> str:
    return _put(_put(text, _DOUBLE, '"'), _SINGLE, "'")


def _put(text: str, signs: str, plain: str) -> str:
    """A text with a plain sign for each of some: to look for a dozen one by one takes half the time of a pattern."""
    for sign in signs:
        if sign in text:
            text = text.replace(sign, plain)
    return text


def _join_dashes(text: str) -> str:
    if "dash;" in text:
        text = _NAMED_DASH.sub("-", text)
    return _DASH_ROW.sub("-", text) if "--" in text else text


def join_spaces(text: str) -> str:
    """A text on one line, with single blanks and none around it."""
    # what is printable has no white space but the blank, and no sign of the ASCII separators
    is_single = text.isprintable() and "  " not in text and text[:1] != " " and text[-1:] != " "
    return text if is_single else " ".join(text.split())


RULES: Final[tuple[CanonRule, ...]] = (
    CanonRule("mojibake", _fix_mojibake, "the serviceâ€™s users", "the service's users", is_rare=True),
    CanonRule("compatibility", _make_compatible, "ﬁnal\xa0terms", "final terms", is_rare=True),
    CanonRule(
        "invisible",
        lambda text: _INVISIBLE.sub("", text),
        "con\u00adsent\u200b given",
        "consent given",
        is_rare=True,
    ),
    CanonRule("quotes", _straighten_quotes, "“Service” and ‘you’", "\"Service\" and 'you'", is_rare=True),
    CanonRule("back quotes", lambda text: text.replace("`", "'"), "our `rules`", "our 'rules'"),
    CanonRule(
        "dashes", lambda text: _put(text, _DASHES, "-"), "data – all of it — is", "data - all of it - is", is_rare=True
    ),
    CanonRule("label as a sign", _restore_label, "(b) lend or © sell it", "(b) lend or (c) sell it", is_rare=True),
    CanonRule("rows of dashes", _join_dashes, "data -- all&mdash;is", "data - all-is"),
    CanonRule("bullets", _strip_bullets, "• a first point", "a first point"),
    CanonRule("escapes", _strip_escapes, r"1\. Scope\_of use", "1. Scope_of use"),
    CanonRule("emphasis", _strip_emphasis, "**Charges**, _as set_ here", "Charges, as set here"),
    CanonRule("e-mail", _unify_email, "legal [at] example [dot] org", "legal@example.org"),
    CanonRule("whitespace", join_spaces, " two  spaces\n", "two spaces"),
)


@lru_cache(maxsize=32768)
def canon_text(text: str) -> str:
    """The readable canonical form of one stretch of text: one line, straight quotes, plain dashes, no emphasis."""
    text = apply_rules(text)
    # What a rule takes away may bare what an earlier one would have taken: a garbled letter ("Ã*©"), a bullet behind a
    # blank (" •"), a dash of two ("-*-"). Each further round shortens the text; plain lines need none.
    while (not text[:1].isalnum() or "--" in text or _may_be_garbled(text)) and (again := apply_rules(text)) != text:
        text = again
    return text


def apply_rules(text: str) -> str:
    """One round of the rules, of those alone that may find something."""
    rare = () if text.isascii() else frozenset(_RARE.findall(text))
    if rare and (_may_be_garbled(text) or not _PLAIN.keys() >= rare):
        rules = RULES
    else:
        rules = _COMMON_RULES
        for sign in rare:
            text = text.replace(sign, _PLAIN[sign])
    for rule in rules:
        text = rule.apply(text)
    return text


_COMMON_RULES: Final = tuple(rule for rule in RULES if not rule.is_rare)
"""What may change a line of plain letters, as most of them are; a property test holds that it gives the same."""
_PLAIN: Final = {
    sign: plain
    for signs, plain in ((_DOUBLE, '"'), (_SINGLE, "'"), (_DASHES, "-"), ("\xa0", " "))
    for sign in signs
    if unicodedata.normalize("NFKC", sign) in {sign, plain}
}
"""The rare signs of most texts, each with the one that the rules for rare signs make of it."""


_FIGURES = compile_pattern(r" (?<=\d )(?=\d)")  # the blank first, for the engine to leap to it


@lru_cache(maxsize=32768)
def canon_key(text: str) -> str:
    """The canonical form without whitespace: equal keys mean that no word, figure or punctuation differs.

    Spaces go altogether because markup glues and splits words at will ("Terms.You", "Play store", "§5"); only a
    space between two digits stays, for "1 000 to 2 000" is not "10002000".
    """
    # a line end, which no canonical text has, stands for the space that stays
    return _FIGURES.sub("\n", canon_text(text)).replace(" ", "").replace("\n", " ")


_SAYS = compile_pattern(r"\w")


def canon_heading(text: str | None) -> str:
    """The key of a heading: canonical, without closing punctuation ("Charges." equals "Charges")."""
    return canon_key(text).strip(".:;,-#") if text else ""


def canon_body(section: Section) -> tuple[str, ...]:
    """The keys of a section's blocks; list markers are no text, and a block without any letter or digit is none."""
    return tuple(key for block in section.blocks if _SAYS.search(key := canon_key(block.text)))


def run_section(section: Section) -> str:
    """Label, heading and body run together, letters and digits only: where markup draws borders does not show."""
    return drop_signs(canon_key(f"{section.number or ''} {section.heading or ''} {section.text}"))


def drop_signs(text: str) -> str:
    """The letters and digits of a text run together."""
    return text.translate(_NO_SIGNS) if text.isascii() else _NOT_TEXT.sub("", text)


_NOT_TEXT = compile_pattern(r"[\W_]+")
_NO_SIGNS = {code: None for code in range(128) if not chr(code).isalnum()}  # quicker, but for ASCII alone


def join_body(keys: Iterable[str]) -> str:
    """The keys of blocks run together, for where a body breaks into blocks is layout. As within a block, a space
    between two digits stays: an address of several lines ("Cedar Street 59", "10827 Berlin") may be printed in one.
    """
    return _BROKEN_FIGURES.sub(" ", "\n".join(keys)).replace("\n", "")


_BROKEN_FIGURES = compile_pattern(r"\n(?<=\d\n)(?=\d)")  # the sign first, for the engine to leap to it


def iterate_canon(reading: Reading) -> Iterator[str]:
    """The canonical lines of a reading in order: label with heading, then body, of each section.

    The blocks of a body are run together.
    """
    for section in reading.sections:
        yield f"\x1d{section.number or ''}\x1f{canon_heading(section.heading)}"
        yield join_body(canon_body(section))
