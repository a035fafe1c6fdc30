"""A difference -> the checkable reasons why it matters: "obligation: may -> must", "number: 30 days -> 14 days".

Every rule is a row: a name, the words it looks for by language, and examples in our own words that a test runs.
Rules name what changed; they never decide that something did not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache, lru_cache, partial
from typing import Final, NamedTuple

from tracker.compare.weigh.answers import find_answers, list_signs
from tracker.compare.weigh.binding import list_negations
from tracker.compare.weigh.columns import find_columns
from tracker.compare.weigh.difference import Difference
from tracker.compare.weigh.figures import FIGURE_KINDS, drop_calendar, list_figures, says_ordinal
from tracker.compare.weigh.printed_addresses import find_contacts
from tracker.compare.weigh.word_forms import key_form, name_row, names_two_parties
from tracker.compiled import compile_pattern
from tracker.languages import find_language, join_bounded, join_patterns, join_words
from tracker.languages.phrases import Phrases
from tracker.text.canon import canon_text
from tracker.text.scripts import UNSPACED

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
def _compile(name: str, language: str | None) -> Phrases | None:
    """The words of one kind; None where the language has no such list or is not known: the rule says nothing then."""
    if find_language(language) is None:
        return None
    words = join_bounded(f"duty.{name}", language, before=r"(?<![\w-])", after=r"(?![\w-])")
    return Phrases(words) if words else None


def _list_words(
    name: str, difference: Difference, *, longest: int | None = None, key: Callable[[str], str] = str
) -> Iterator[str]:
    """The reasons one word list gives: words of the list that only one side has, paired in order. Words of the same
    `key` are forms of one word."""
    if longest and max(len(run.split()) for run in (difference.old, difference.new)) > longest:
        return
    pattern = _compile(name, difference.language)
    if pattern is None:
        return
    old, new = ([word.casefold() for word in pattern.findall(drop_calendar(run))] for run in _read_sides(difference))
    yield from _list_pairs(name, old, new, key=key)


def _read_sides(difference: Difference) -> tuple[str, str]:
    """The runs; in a language without blanks the lines they stand on, for there a run may be half a word."""
    language = find_language(difference.language)
    if language is None or language.spaced:
        return difference.old, difference.new
    return difference.old_line, difference.new_line


def _list_pairs(name: str, old: list[str], new: list[str], *, key: Callable[[str], str] = str) -> Iterator[str]:
    if old == new:
        return
    gone, come = _subtract(old, new, key), _subtract(new, old, key)
    if gone and come and max(len(gone), len(come)) <= MOST_PAIRED and len(gone) == len(come):
        yield from (f"{name}: {one} -> {other}" for one, other in zip(gone, come, strict=True))
        return
    yield from (f'{name}: removed "{word}"' for word in dict.fromkeys(gone[:MOST_PAIRED]))
    yield from (f'{name}: added "{word}"' for word in dict.fromkeys(come[:MOST_PAIRED]))


def _subtract(words: list[str], others: list[str], key: Callable[[str], str]) -> list[str]:
    left = Counter(map(key, others))
    kept = []
    for word in words:
        if left[key(word)]:
            left[key(word)] -= 1
        else:
            kept.append(word)
    return kept


def _find_obligations(difference: Difference) -> Iterator[str]:
    yield from _list_words("obligation", difference, key=partial(name_row, "duty.obligation", difference.language))


def _find_negations(difference: Difference) -> Iterator[str]:
    old, new = (list_negations(canon_text(run), difference.language) for run in _read_sides(difference))
    yield from _list_pairs("negation", old, new)


def _find_connectives(difference: Difference) -> Iterator[str]:
    found = _list_words("connective", difference, longest=LONGEST_RUN)
    yield from (reason for reason in found if "->" in reason or _is_short(difference))


def _is_short(difference: Difference) -> bool:
    return len(difference.old.split()) + len(difference.new.split()) <= 2


def _find_scope(difference: Difference) -> Iterator[str]:
    yield from _list_words("scope", difference, longest=LONGEST_RUN, key=key_form("scope", difference.language))


def _find_parties(difference: Difference) -> Iterator[str]:
    swaps = _list_words("party", difference, longest=8)
    for reason in swaps:
        old, arrow, new = reason.removeprefix("party: ").partition(" -> ")
        if arrow and names_two_parties(old, new, difference.language):  # one may have only come or gone
            yield reason.replace("party:", "parties swapped:")


def _find_consent(difference: Difference) -> Iterator[str]:
    yield from _list_words("consent", difference, key=key_form("consent", difference.language))


def _find_figures(difference: Difference) -> Iterator[str]:
    """Numbers, money, dates and cross-references with both values: "number: 30 days -> 14 days"."""
    old, new = list_figures(difference)
    for kind in FIGURE_KINDS:
        pairs = _list_pairs(kind, [f.text for f in old if f.kind == kind], [f.text for f in new if f.kind == kind])
        yield from (reason for reason in pairs if not says_ordinal(reason))
    yield from _list_words("number", difference, longest=LONGEST_RUN)


@cache
def _compile_terms(language: str | None) -> tuple[re.Pattern[str], re.Pattern[str], Phrases] | None:
    """A term in a run (“Customer Content” means; Device refers to), one that its sentence begins with, and "means"."""
    defining = join_patterns("forms.defining", language)
    if defining is None:
        return None
    named = r"(?:^|\s)([A-Z][\w-]+(?: [A-Z][\w-]+){0,4})\*{0,2}"
    return (
        compile_pattern(rf'"([^"\n]{{2,60}})"|{named} (?:{defining})\b'),
        compile_pattern(
            rf"^\W*\"?([^\"\n]{{2,60}}?)\"?,?(?: |(?<=[{UNSPACED}\"]))(?:{defining})(?:\b|(?<=[{UNSPACED}]))"
        ),
        Phrases(defining),
    )


def _find_terms(difference: Difference) -> Iterator[str]:
    """A defined term that was put in or taken out, or whose definition was edited."""
    patterns = _compile_terms(difference.language)
    if patterns is None:
        return
    in_run, in_sentence, defining = patterns
    runs = [canon_text(run) for run in (difference.old, difference.new)]
    if any('"' in run or defining.may_stand(run) for run in runs):
        old, new = ([term for m in in_run.finditer(run) if (term := m[1] or m[2]) and _is_term(term)] for run in runs)
        yield from _list_pairs("defined term", old, new)
    if not defining.may_stand(difference.new_line or difference.old_line):
        return  # nearly every difference leaves here
    for sentence in difference.sentences[-1:]:
        if (found := in_sentence.search(canon_text(sentence)[:200])) and _is_term(found[1].strip()):
            yield f'defined term: "{found[1].strip()}"'


def _is_term(words: str) -> bool:
    """Up to five words, the first a capital, without closing punctuation: a term, not a quoted title or a pronoun."""
    first = words.split(maxsplit=1)[0] if words.split() else ""
    return (
        len(words.split()) <= 5
        and first[:1].isupper()
        and words[-1:].isalnum()
        and first.casefold() not in join_words("forms.pointing")
    )


def _find_contacts(difference: Difference) -> Iterator[str]:
    yield from _list_pairs("contact", find_contacts(difference.old), find_contacts(difference.new))


def _find_signs(difference: Difference) -> Iterator[str]:
    known = tuple(_list_pairs("sign", *map(list_signs, (difference.old, difference.new))))
    replaced = tuple(find_answers(difference))
    yield from replaced if replaced and (difference.old and difference.new) else known or replaced


RULES: Final[tuple[WeightyRule, ...]] = (
    WeightyRule(
        "obligation",
        _find_obligations,
        (
            ("The guest may pay by card.", "The guest must pay by card.", "obligation: may -> must"),
            ("Der Gast kann zahlen.", "Der Gast muss zahlen.", "obligation: kann -> muss"),
            ("Le client pourra payer.", "Les clients doivent payer.", "obligation: pourra -> doivent"),
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
            ("The fine is .5% a day.", "The fine is 5% a day.", "number: .5% -> 5%"),
            ("Keep it below -5 °C.", "Keep it below 5 °C.", "number: -5 °C -> 5 °C"),
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
    WeightyRule(
        "column",
        find_columns,
        (("Plan | A | B\nOars | ✓ |", "Plan | A | B\nOars | | ✓", "column: A -> B"),),
    ),
    WeightyRule(
        "sign",
        _find_signs,
        (
            ("Groups of ≥ 8 guests", "Groups of ≤ 8 guests", "sign: ≥ -> ≤"),
            ("Sails | ● | ○", "Sails | ○ | ○", "sign: ● -> ○"),
            ("🔴 Oars are lent", "🟢 Oars are lent", "sign: 🔴 -> 🟢"),
        ),
    ),
)
"""In order of weight: the first reasons are the ones that lead a summary."""


@lru_cache(maxsize=4_096)  # asked for reasons, topics and the summary
def find_weighty(difference: Difference) -> tuple[str, ...]:
    """Every reason the rules give for a difference, in the table's order; empty where none speaks of it."""
    return tuple(dict.fromkeys(reason for rule in RULES for reason in rule.find(difference)))
