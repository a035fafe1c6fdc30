"""A text, read -> what its clauses rule: each fact with the sentence it rests on, and never a guess.

What no sentence says is not said: there is no fact of that kind.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from tracker.across.kinds_of_fact import LIST_SIGN, Rule, Words, compile_rule, list_kinds, list_rules, load_words
from tracker.across.values import write_age, write_cap, write_period, write_place
from tracker.model import Fact, FactChange, Section
from tracker.text.sentences import split_sentences

LONGEST_SENTENCE: Final = 1200
"""Characters of a sentence that are looked at; what a page runs together beyond that is looked at in stretches."""
LONGEST_QUOTE: Final = 400
LONGEST_LEAD: Final = 700
ITEM_ENDS: Final = (";", ",", "; and", "; or", ", and", ", or", "; and/or")
"""How an item ends that another follows: "(i) to run the service; and"."""

Said = tuple[str, str, str]
"""A kind, a value, and the sentence that gives it."""


def read_facts(sections: Sequence[Section], language: str | None) -> tuple[Fact, ...]:
    """The facts of a text in its order, each kind and value once for each section; none in a language without rules."""
    if not list_rules(language):
        return ()
    return tuple(
        Fact(kind, value, quote, section.ordinal)
        for section in sections
        for kind, value, quote in read_clause(section.heading or "", section.text, language)
    )


@lru_cache(maxsize=4096)
def read_clause(heading: str, text: str, language: str | None) -> tuple[Said, ...]:
    """What one clause rules. Successive versions share most clauses: each is read once for many."""
    lowered = text.casefold()
    rules = {
        kind: some
        for kind, some in list_rules(language).items()
        if any(need in lowered for rule in some for need in rule.needs)
    }
    if not rules:
        return ()
    words = load_words((language or "").lower().partition("-")[0])
    found: dict[tuple[str, str], str] = {}
    for sentence, lead in _list_stretches(text):
        for kind, value, quote in _read_sentence(sentence, lead, heading, rules, words):
            found.setdefault((kind, value), quote)
    return tuple((kind, value, quote) for (kind, value), quote in found.items())


def _list_stretches(text: str) -> Iterator[tuple[str, str]]:
    """The sentences of a clause, and before each item of an enumeration what leads on to it; "" before the others."""
    lead = before = ""
    for sentence in split_sentences(text):
        for start in range(0, len(sentence), LONGEST_SENTENCE):
            if stretch := " ".join(sentence[start : start + LONGEST_SENTENCE].split()):
                if before.endswith(":"):
                    lead = before if len(before) <= LONGEST_LEAD else ""
                elif not before.endswith(ITEM_ENDS):
                    lead = ""
                yield stretch, lead
                before = stretch


def _read_sentence(
    sentence: str, lead: str, heading: str, rules: dict[str, tuple[Rule, ...]], words: Words
) -> Iterator[tuple[str, str, str]]:
    """The value that the first rule of each kind finds, and the words it rests on; a rule that finds none leaves it to
    the next."""
    lowered = sentence.casefold()
    for kind, some in rules.items():
        for rule in some:
            if not any(need in lowered for need in rule.needs):
                continue
            whole = f"{lead} {sentence}" if lead and rule.is_led else sentence
            if said := apply_rule(rule, whole, heading, list_kinds()[kind].values, words):
                value, at = said
                yield kind, value, cut_quote(whole, at)
                break


def apply_rule(rule: Rule, sentence: str, heading: str, values: str, words: Words) -> tuple[str, int] | None:
    """The value that one rule reads in one sentence, in its written form, and where; None where it says nothing."""
    if rule.heading is not None and not compile_rule(rule.heading).search(heading):
        return None
    found = compile_rule(rule.pattern).search(sentence)
    if found is None or (rule.also is not None and not compile_rule(rule.also).search(sentence)):
        return None
    if rule.unless is not None and compile_rule(rule.unless).search(sentence):
        return None
    if rule.value is not None:
        return rule.value, found.start()
    if values == "list":
        value = LIST_SIGN.join(sorted({name for form, name in rule.listed if compile_rule(form).search(sentence)}))
        return (value, found.start()) if value else None
    caught = next((name for name, text in found.groupdict().items() if name.startswith("value") and text), None)
    written = _write_value(values, found[caught], words) if caught else None
    return (written, found.start(caught)) if caught and written else None


def cut_quote(sentence: str, at: int) -> str:
    """The sentence, or of a long one what stands around `at`, cut between words and marked with "…"."""
    if len(sentence) <= LONGEST_QUOTE:
        return sentence
    start = min(max(0, at - LONGEST_QUOTE // 2), len(sentence) - LONGEST_QUOTE)
    cut = sentence[start : start + LONGEST_QUOTE]
    cut = cut if start == 0 else f"…{cut.partition(' ')[2] or cut}"
    return cut if start + LONGEST_QUOTE == len(sentence) else f"{cut.rpartition(' ')[0] or cut}…"


def _write_value(values: str, caught: str, words: Words) -> str | None:
    match values:
        case "place":
            return write_place(caught, words)
        case "age":
            return write_age(caught, words)
        case "cap":
            return write_cap(caught, words)
        case _:
            return write_period(caught, words)


def compare_facts(old: Sequence[Fact], new: Sequence[Fact]) -> tuple[FactChange, ...]:
    """The kinds whose values differ between two texts, with the values that went, came and stayed.

    Values alone count: words that change around them, and the clause they stand in, do not.
    """
    changes = []
    for kind in list_kinds():
        before, after = _values(old, kind), _values(new, kind)
        gone = tuple(value for value in before if value not in after)
        come = tuple(value for value in after if value not in before)
        if gone or come:
            kept = tuple(value for value in after if value in before)
            changes.append(FactChange(kind, gone, come, kept))
    return tuple(changes)


def _values(facts: Sequence[Fact], kind: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fact.value for fact in facts if fact.kind == kind))
