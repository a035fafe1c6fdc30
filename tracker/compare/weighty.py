"""A difference -> the checkable reasons why it matters: "obligation: may -> must", "number: 30 days -> 14 days".

Every rule is a row: a name, the words it looks for by language, and examples in our own words that a test runs.
Rules name what changed; they never decide that something did not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from tracker.compare.difference import Difference
from tracker.compare.tokens import MONTH, split_tokens
from tracker.compare.words import NEGATIONS, WEIGHTY_WORDS
from tracker.read.canon import canon_text

_LETTERS = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
MOST_PAIRED: Final = 3
"""At most this many words of one kind are paired "old -> new"; more of them are a rewrite."""
LONGEST_RUN: Final = 25
"""In runs of more words than this, little words (and, you) say nothing about what was meant."""

Example = tuple[str, str, str]


class WeightyRule(NamedTuple):
    """One rule: what it is called, what it finds in a difference, and examples (old, new, a reason it must give)."""

    name: str
    find: Callable[[Difference], Iterator[str]]
    examples: tuple[Example, ...]


@lru_cache(maxsize=64)
def _compile(name: str, language: str | None) -> re.Pattern[str]:
    words = WEIGHTY_WORDS[name]
    chosen = [p for lang, p in words.items() if language is None or lang == language] or [words["en"]]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(chosen)})(?![\w-])", re.IGNORECASE)


# "31 May 2023", "May 2": the month is no permission
_CALENDAR = re.compile(rf"\d{{1,2}}\s{MONTH}(?!\w)|\b{MONTH}\s\d{{1,4}}(?!\w)", re.IGNORECASE)


def _tell_words(name: str, difference: Difference, *, longest: int | None = None) -> Iterator[str]:
    """The reasons one word list gives: words of the list that only one side has, paired in order."""
    if longest and max(len(run.split()) for run in (difference.old, difference.new)) > longest:
        return
    pattern = _compile(name, difference.language and difference.language[:2])
    old, new = (
        [word.casefold() for word in pattern.findall(_CALENDAR.sub("", canon_text(run)))]
        for run in (difference.old, difference.new)
    )
    yield from _tell_pairs(name, old, new)


def _tell_pairs(name: str, old: list[str], new: list[str]) -> Iterator[str]:
    gone, come = _subtract(old, new), _subtract(new, old)
    if gone and come and max(len(gone), len(come)) <= MOST_PAIRED and len(gone) == len(come):
        yield from (f"{name}: {one} -> {other}" for one, other in zip(gone, come, strict=True))
        return
    yield from (f'{name}: removed "{word}"' for word in dict.fromkeys(gone[:MOST_PAIRED]))
    yield from (f'{name}: added "{word}"' for word in dict.fromkeys(come[:MOST_PAIRED]))


def _subtract(words: list[str], others: list[str]) -> list[str]:
    left = Counter(others)
    kept = []
    for word in words:
        if left[word]:
            left[word] -= 1
        else:
            kept.append(word)
    return kept


def _find_obligations(difference: Difference) -> Iterator[str]:
    yield from _tell_words("obligation", difference)


def _find_negations(difference: Difference) -> Iterator[str]:
    negations = _negations(difference)
    old, new = (
        [word for word in _LETTERS.findall(canon_text(run).casefold()) if word in negations]
        for run in (difference.old, difference.new)
    )
    yield from _tell_pairs("negation", old, new)


def _negations(difference: Difference) -> frozenset[str]:
    """ "no" is French for nothing and "pas" Dutch for "just": the list of the language, where it is known."""
    language = (difference.language or "en")[:2]
    return NEGATIONS.get(language, NEGATIONS["en"])


def _find_connectives(difference: Difference) -> Iterator[str]:
    yield from (
        r for r in _tell_words("connective", difference, longest=LONGEST_RUN) if "->" in r or _is_short(difference)
    )


def _is_short(difference: Difference) -> bool:
    return len(difference.old.split()) + len(difference.new.split()) <= 2


def _find_scope(difference: Difference) -> Iterator[str]:
    yield from _tell_words("scope", difference, longest=LONGEST_RUN)


def _find_parties(difference: Difference) -> Iterator[str]:
    swaps = _tell_words("party", difference, longest=8)
    yield from (reason.replace("party:", "parties swapped:") for reason in swaps if "->" in reason)


def _find_consent(difference: Difference) -> Iterator[str]:
    yield from _tell_words("consent", difference)


# "$1,250.00", "EUR 12", "5 €", "50 dollars"
_MONEY = re.compile(r"[$€£¥₹₩]|\b(?:USD|EUR|GBP|CHF|CAD|AUD|euros?|dollars?|pounds?)\b", re.IGNORECASE)
# "Sections 3, 10.2 and ": what stands before the number of a clause
_REFERENCE = re.compile(
    r"(?:\b(?:sections?|clauses?|articles?|paragraphs?|exhibits?|annex|schedule|ziffer|abschnitt|artikel|cláusula)|§)[\s(]{0,3}"
    r"(?:(?:\d[\d.]{0,9}(?:\([a-z0-9]{1,3}\)){0,3}|and|or|to|through|und|et|y|en|bis|à)[\s,;–-]{1,3}){0,8}\(?$",
    re.IGNORECASE,
)
_DATE = re.compile(rf"\b{MONTH}\s\d|\d\s(?:de\s)?{MONTH}(?!\w)|\d{{4}}-\d\d-\d\d|\d[./]\d{{1,2}}[./]\d", re.IGNORECASE)
_UNIT_AFTER = re.compile(
    r"^[\s)]*((?:calendar |business |working )?(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|percent|%"
    r"|jours?|mois|ans?|années?"
    r"|tagen?|wochen|monaten?|jahren?|días?|meses|años|dagen|weken|maanden|jaar|times?|users?|members?|copies"
    r"|devices?))(?!\w)",
    re.IGNORECASE,
)


class _Figure(NamedTuple):
    kind: str
    text: str


def _find_figures(difference: Difference) -> Iterator[str]:
    """Numbers, money, dates and cross-references with both values: "number: 30 days -> 14 days"."""
    unit = _UNIT_AFTER.match(canon_text(difference.after)) if difference.after else None
    old, new = (
        _list_figures(run, difference.before[-60:], unit[1] if unit else "", is_cited=_is_cited(difference))
        for run in (difference.old, difference.new)
    )
    for kind in ("money", "date", "cross-reference", "number"):
        yield from _tell_pairs(kind, [f.text for f in old if f.kind == kind], [f.text for f in new if f.kind == kind])
    yield from _tell_words("number", difference, longest=LONGEST_RUN)


def _is_cited(difference: Difference) -> bool:
    """Example: "12.1 hereof" speaks of a clause."""
    return (
        re.match(r"\s*(?:hereof|above|below|of (?:this|these|the) (?:agreement|terms))\b", difference.after, re.I)
        is not None
    )


def _list_figures(run: str, before: str, unit: str, *, is_cited: bool) -> list[_Figure]:
    """The figures of a run, which stands after `before`; `unit` follows it and belongs to a figure at its very end."""
    figures: list[_Figure] = []
    tokens = split_tokens(canon_text(run))
    for index, token in enumerate(tokens):
        core = token.strip()
        if any(map(str.isdigit, core)) and "@" not in core and "://" not in core:
            is_last = index == len(tokens) - 1
            kind = "cross-reference" if is_last and is_cited else _tell_kind(core, before)
            takes_unit = is_last and unit and kind == "number" and core[-1].isdigit()
            figures.append(_Figure(kind, f"{core} {unit}" if takes_unit else core))
        before = (before + token)[-60:]
    return figures


def _tell_kind(core: str, before: str) -> str:
    if _MONEY.search(core):
        return "money"
    if _DATE.search(core):
        return "date"
    return "cross-reference" if _REFERENCE.search(before) else "number"


# “Customer Content” means; "Device" refers to
_TERM = re.compile(
    r'"([^"\n]{2,60})"|(?:^|\s)([A-Z][\w-]+(?: [A-Z][\w-]+){0,4})\*{0,2} (?:means|refers to|shall mean)\b'
)
_DEFINES = re.compile(
    r"^\W*\"?([^\"\n]{2,60}?)\"?,? (?:shall mean|means|refers to|includes|désigne|bezeichnet"
    r"|bedeutet|significa|betekent)\b"
)


def _find_terms(difference: Difference) -> Iterator[str]:
    """A defined term that was put in or taken out, or whose definition was edited."""
    old, new = ([m[1] or m[2] for m in _TERM.finditer(canon_text(run))] for run in (difference.old, difference.new))
    yield from _tell_pairs("defined term", old, new)
    for sentence in difference.sentences[-1:]:
        if found := _DEFINES.search(canon_text(sentence)[:200]):
            yield f'defined term: "{found[1].strip()}"'


# "privacy@example.org", "https://example.org/help", "+1 555 010 2030"
_CONTACT = re.compile(
    r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+|(?:https?://|www\.)[^\s)\"]{2,200}|\+\d[\d ()-]{6,20}\d"
)


def _find_contacts(difference: Difference) -> Iterator[str]:
    old, new = (_CONTACT.findall(canon_text(run)) for run in (difference.old, difference.new))
    yield from _tell_pairs("contact", old, new)


RULES: Final[tuple[WeightyRule, ...]] = (
    WeightyRule(
        "obligation",
        _find_obligations,
        (
            ("The guest may pay by card.", "The guest must pay by card.", "obligation: may -> must"),
            ("Der Gast kann zahlen.", "Der Gast muss zahlen.", "obligation: kann -> muss"),
            ("Le client peut payer.", "Le client doit payer.", "obligation: peut -> doit"),
            ("El cliente puede pagar.", "El cliente debe pagar.", "obligation: puede -> debe"),
            ("De gast kan betalen.", "De gast moet betalen.", "obligation: kan -> moet"),
        ),
    ),
    WeightyRule(
        "negation",
        _find_negations,
        (
            ("We sell your list.", "We do not sell your list.", 'negation: added "not"'),
            ("Dogs are not welcome.", "Dogs are welcome.", 'negation: removed "not"'),
            ("Wir haften.", "Wir haften nicht.", 'negation: added "nicht"'),
            ("Nous ne vendons pas vos listes.", "Nous vendons vos listes.", 'negation: removed "pas"'),
        ),
    ),
    WeightyRule(
        "figures",
        _find_figures,
        (
            ("Reply within 30 days.", "Reply within 14 days.", "number: 30 days -> 14 days"),
            ("The deposit is $50.", "The deposit is $100.", "money: $50 -> $100"),
            ("Wait sixty days.", "Wait ninety days.", "number: sixty -> ninety"),
            ("Répondez sous 30 jours.", "Répondez sous 14 jours.", "number: 30 jours -> 14 jours"),
            ("It starts on 1 June 2024.", "It starts on 1 July 2024.", "date: 1 June 2024 -> 1 July 2024"),
        ),
    ),
    WeightyRule(
        "connective",
        _find_connectives,
        (
            ("Pay the rent and the deposit.", "Pay the rent or the deposit.", "connective: and -> or"),
            ("Miete und Strom", "Miete oder Strom", "connective: und -> oder"),
        ),
    ),
    WeightyRule(
        "parties",
        _find_parties,
        (
            ("The cost is borne by us.", "The cost is borne by you.", "parties swapped: us -> you"),
            ("You pay for repairs.", "We pay for repairs.", "parties swapped: you -> we"),
        ),
    ),
    WeightyRule(
        "consent",
        _find_consent,
        (
            ("We film you.", "We film you without your consent.", 'consent: added "without your consent"'),
            ("You can opt out by mail.", "You can write by mail.", 'consent: removed "opt out"'),
        ),
    ),
    WeightyRule(
        "scope",
        _find_scope,
        (
            ("Some boats may be hired.", "All boats may be hired.", "scope: some -> all"),
            ("We use cookies for login.", "We use cookies only for login.", 'scope: added "only"'),
        ),
    ),
    WeightyRule(
        "defined term",
        _find_terms,
        (
            ('"Boat" means a rowing boat.', '"Boat" means a rowing or sailing boat.', 'defined term: "Boat"'),
            ("Keep it clean.", 'Keep the "Rented Boat" clean.', 'defined term: added "Rented Boat"'),
        ),
    ),
    WeightyRule(
        "contact",
        _find_contacts,
        (
            ("Write to a@boats.example.", "Write to b@boats.example.", "contact: a@boats.example -> b@boats.example"),
            ("See the site.", "See https://boats.example/x now.", 'contact: added "https://boats.example/x"'),
        ),
    ),
)
"""In order of weight: the first reasons are the ones that lead a summary."""


def find_weighty(difference: Difference) -> tuple[str, ...]:
    """Every reason the rules give for a difference, in the table's order; empty where none speaks of it."""
    return tuple(dict.fromkeys(reason for rule in RULES for reason in rule.find(difference)))
