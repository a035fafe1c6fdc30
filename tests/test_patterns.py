"""No regular expression takes for ever on hostile text: each is attacked with long runs of what it looks for."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import re._parser as sre  # the standard library's own: it tells what a pattern repeats
import signal
import time
from collections.abc import Iterator

import pytest

import tracker
from tracker.across.kinds_of_fact import compile_rule, list_rules
from tracker.languages import ANY, compile_lines, compile_words, load_languages
from tracker.languages.keys import KEYS
from tracker.languages.phrases import Phrases

pytestmark = pytest.mark.slow

SIZE = 1_000
SECONDS = 0.25
"""What grows with the square of the length takes a tenth of this at that size; what grows faster takes all of it."""

RUNS = [" ", "a", "1", "-", "\n", "1.", "a, ", "©"]


class TooLongError(Exception):
    pass


def find_patterns(value: object, name: str, depth: int = 0) -> Iterator[tuple[str, re.Pattern[str]]]:
    """The patterns in a module's value: alone, in tables, in rows of tables."""
    if isinstance(value, re.Pattern):
        yield name, value
    elif isinstance(value, Phrases):
        yield name, value.compiled
    elif depth < 3 and isinstance(value, dict):
        yield from find_patterns(tuple(value.values()), name, depth + 1)
    elif depth < 3 and isinstance(value, tuple | list | frozenset | set):
        for index, inner in enumerate(value):
            yield from find_patterns(inner, f"{name}[{index}]", depth + 1)


def gather_patterns() -> dict[re.Pattern[str], str]:
    """Every pattern that a module of the package holds or makes without being told more, with where it stands."""
    found: dict[re.Pattern[str], str] = {}
    for module in pkgutil.walk_packages(tracker.__path__, "tracker."):
        if not module.name.endswith("__main__"):
            for name, value in vars(importlib.import_module(module.name)).items():
                made = call_maker(value) if callable(value) else value
                for place, pattern in find_patterns(made, f"{module.name}.{name}"):
                    found.setdefault(pattern, place)
    return {pattern: place for pattern, place in found.items() if isinstance(pattern.pattern, str)}


def call_maker(function: object) -> object:
    """What a function gives that makes a pattern, of all languages, out of nothing; None of any other function."""
    kept = getattr(function, "__wrapped__", None)
    gives = str(getattr(kept, "__annotations__", {}).get("return"))
    if not ("re.Pattern" in gives or "Phrases" in gives) or kept.__code__.co_argcount:
        return None
    return function() if not kept.__code__.co_flags & inspect.CO_VARARGS else None


def list_language_patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """What the languages' files say to each key, all languages at once: as words, and as whole lines."""
    for key in KEYS:
        try:
            yield f"{key} as words", compile_words(key).compiled
            if key.startswith(("menu.", "around.")):
                yield f"{key} as lines", compile_lines(key)
        except KeyError:  # a series, or pairs
            continue


def list_fact_patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """What the rules of facts are told by, in every language."""
    for language in (code for code in load_languages() if code != ANY):
        for kind, rules in list_rules(language).items():
            for rule in rules:
                for source in (rule.pattern, rule.also, rule.unless, rule.heading):
                    if source is not None:
                        yield f"{kind} in {language}", compile_rule(source)


def sample(parsed: sre.SubPattern) -> str:
    """A short text of the kind that a pattern matches: its literals, the first of each choice."""
    text = ""
    for operator, argument in parsed:
        name = str(operator)
        if name == "LITERAL":
            text += chr(argument)
        elif name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
            text += sample(argument[2]) * max(1, min(argument[0], 2))
        elif name == "SUBPATTERN":
            text += sample(argument[-1])
        elif name == "BRANCH":
            text += sample(argument[1][0])
        elif name == "IN":
            text += next((chr(inner) for kind, inner in argument if str(kind) == "LITERAL"), "a")
        elif name in {"ANY", "NOT_LITERAL"}:
            text += "a"
    return text


def attack(pattern: re.Pattern[str]) -> tuple[float, str]:
    """The longest time that any attack took, and the run that did it; an attack is ended at the limit."""
    own = sample(sre.parse(pattern.pattern, pattern.flags))
    worst = (0.0, "")
    for run in [*RUNS, *filter(None, {own, own[: len(own) // 2]})]:
        took = attack_with(pattern, own, run * (SIZE // len(run)) + "\0a")
        worst = max(worst, (took, run))
    return worst


def attack_with(pattern: re.Pattern[str], own: str, text: str) -> float:
    begun = time.process_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, 2 * SECONDS)
    try:
        pattern.fullmatch(text)
        pattern.search(text)
        pattern.search(own + text)
    except TooLongError:
        return 2 * SECONDS
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.process_time() - begun


@pytest.fixture(autouse=True)
def _limited() -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGVTALRM, stop)
    yield
    signal.signal(signal.SIGVTALRM, before)


@pytest.mark.parametrize("pattern", [r"(?:\d+\s*){1,9}x", r"(?:a|aa)+$", r"a.{1,3}" * 14 + "b"])
def test_a_pattern_that_takes_for_ever_would_be_found(pattern: str) -> None:
    assert attack(re.compile(pattern))[0] > SECONDS


def test_no_pattern_takes_for_ever() -> None:
    listed = (*list_language_patterns(), *list_fact_patterns())
    patterns = {**gather_patterns(), **{pattern: place for place, pattern in listed}}
    assert len(patterns) > 100
    slow = {place: worst for pattern, place in patterns.items() if (worst := attack(pattern))[0] > SECONDS}
    assert slow == {}
