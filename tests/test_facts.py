"""What clauses rule: every rule by its own examples, values in one written form, and what a person is told of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from calls import Call
from hypothesis import given
from hypothesis import strategies as st

from tracker.across.comparing import compare_with_facts
from tracker.across.facts import LONGEST_QUOTE, apply_rule, compare_facts, read_clause, read_facts
from tracker.across.kinds_of_fact import Rule, find_kind, list_kinds, list_rules, load_words
from tracker.across.leading import describe_fact_change, is_leading
from tracker.across.spans import trace_stretches
from tracker.across.values import write_cap, write_period, write_place
from tracker.config import SubscriptionSettings, parse_config
from tracker.errors import ConfigError, NotFoundError
from tracker.model import ChangeSet, FactChange, Judgement
from tracker.publish.subscriptions import match_change_set
from tracker.read.document import read_document

LANGUAGES = sorted({language for kind in list_kinds().values() for language in kind.languages})
RULES = [
    pytest.param(kind, rule, id=f"{kind}-{language}-{place}")
    for language in LANGUAGES
    for kind, rules in list_rules(language).items()
    for place, rule in enumerate(rules)
]
HEADING = "How to opt out of arbitration"


@pytest.mark.parametrize(
    ("clause", "said"),
    [
        (
            "You grant us a licence to use what you send us: (i) to run the service; (ii) to train our AI models.",
            {"yes"},
        ),
        ("We use what we collect:\nto run the service;\nto train and improve artificial intelligence.", {"yes"}),
        ("An exception is a customer using output to:\ntrain AI models of its own;\nsort its data.", set()),
        ("You may not do any of this: (a) resell our content; (b) use it to train AI models.", set()),
        ("We collect what follows: your name. Others train AI models.", set()),
    ],
)
def test_an_item_is_read_with_what_leads_on_to_it(clause: str, said: set[str]) -> None:
    assert {value for kind, value, _ in read_clause("", clause, "en") if kind == "ai-training"} == said


@pytest.mark.parametrize(("kind", "rule"), RULES)
def test_a_rule_reads_its_own_examples(kind: str, rule: Rule) -> None:
    words, values = load_words(rule.language), list_kinds()[kind].values
    assert rule.says, "a rule shows what it reads"
    for sentence, value in rule.says:
        said = apply_rule(rule, sentence, HEADING, values, words)
        assert said is not None and said[0] == value
        assert (kind, value) in {said[:2] for said in read_clause(HEADING, sentence, rule.language)}
    for sentence in rule.silent:
        assert kind not in {said[0] for said in read_clause("", sentence, rule.language)}


@pytest.mark.parametrize(
    ("caught", "value"),
    [
        ("30 days", "30 days"),
        ("thirty (30) calendar days", "30 days"),
        ("twelve-month", "12 months"),
        ("1 month", "1 month"),
        ("ten (10) business days", "10 business days"),
        ("twenty-four (24) hours", "24 hours"),
    ],
)
def test_periods_have_one_form(caught: str, value: str) -> None:
    assert write_period(caught, load_words("en")) == value


@pytest.mark.parametrize(
    ("caught", "value"),
    [
        (" one hundred U.S. dollars (U.S. $100.00).", "$100"),
        (" $100 USD", "$100"),
        (" US$1,000.00 in aggregate", "$1,000"),
        (" S$100", "S$100"),
        (" the greater of (1) €500 or (2) 125% of the fees paid in the 12 months before", "the greater of €500 and 125 % of payments of 12 months"),  # noqa: E501
        (" the lesser of $50 and the fees you paid", "the lesser of $50 and payments"),
        (" what the law permits", None),
    ],
)  # fmt: skip
def test_caps_have_one_form(caught: str, value: str | None) -> None:
    assert write_cap(caught, load_words("en")) == value


@pytest.mark.parametrize(
    ("caught", "value"),
    [
        ("the State of California, without regard to conflict of laws", "California"),
        ("England and Wales", "England and Wales"),
        ("SARASOTA COUNTY, FLORIDA, AND YOU HEREBY CONSENT", "Sarasota County, Florida"),
        ("the Republic of Ireland that has jurisdiction", "Ireland"),
        ("Spanish", "Spain"),
        ("another EU Member State, where that law", None),
        ("the country of your residence", None),
    ],
)
def test_places_have_one_form(caught: str, value: str | None) -> None:
    assert write_place(caught, load_words("en")) == value


def test_words_around_a_value_are_no_change_of_fact() -> None:
    old = read("## 1. Notice\n\nWe will give you at least 30 days' notice before changes to these terms apply.\n")
    new = read("## 1. Word\n\nYou will be notified thirty (30) days before a modification of these terms.\n")
    assert compare_facts(old, new) == ()


def read(text: str) -> tuple:  # type: ignore[type-arg]
    reading = read_document(text.encode(), name="terms.md")
    return read_facts(reading.sections, reading.language or "en")


CAPPED = """# Harbour terms

## 1. The service

You must be at least 16 years old to use the service, and you keep what you upload to it.

## 2. Liability

Our aggregate liability under these terms will not exceed the fees paid in the twelve (12) months before the claim.
"""
LOWERED = CAPPED.replace("the fees paid in the twelve (12) months before the claim", "one hundred dollars ($100)")
ARBITRATED = f"{LOWERED}\n## 3. Disputes\n\nYou agree that disputes will be resolved by binding arbitration.\n"


def test_a_changed_fact_leads_the_summary() -> None:
    old, new = (read_document(text.encode(), name="terms.md") for text in (CAPPED, LOWERED))
    comparison = compare_with_facts(old, new)
    assert comparison.facts == (FactChange("liability-cap", ("payments of 12 months",), ("$100",), changes=(0,)),)
    assert comparison.summary.startswith("Liability cap: payments of 12 months → $100. 2 Liability:")


def test_a_value_beside_another_does_not_replace_it() -> None:
    here = (FactChange("venue", (), ("Ireland",), ("Texas",)), FactChange("venue", ("Ireland",), (), ("Texas",)))
    assert [describe_fact_change(change) for change in here] == [
        "Venue: also Ireland, beside Texas",
        "Venue: no longer Ireland, still Texas",
    ]


def test_of_lists_the_words_are_told_in_which_they_differ_and_of_caps_what_the_rest_does_not_say() -> None:
    here = (
        FactChange("content-licence", ("royalty-free, sublicensable, worldwide",), ("royalty-free, worldwide",)),
        FactChange("content-licence", ("perpetual, worldwide",), ("irrevocable, worldwide",)),
        FactChange("content-licence", ("perpetual",), ("irrevocable",)),
        FactChange("liability-cap", ("payments",), (), ("payments of 12 months",)),
    )
    assert [describe_fact_change(change) for change in here] == [
        "Licence to user content: no longer sublicensable, still royalty-free, worldwide",
        "Licence to user content: no longer perpetual, also irrevocable, still worldwide",
        "Licence to user content: perpetual → irrevocable",
        "Liability cap: still payments of 12 months",
    ]
    assert not is_leading(here[-1])


LICENCE = "You grant us a {} licence to use your {}.\n\n"


def test_words_that_another_licence_still_has_are_not_gone() -> None:
    one, two = LICENCE.format("worldwide, perpetual", "data"), LICENCE.format("worldwide, irrevocable", "pictures")
    part = LICENCE.format("worldwide", "pictures")
    texts = [f"{CAPPED}\n## 3. Licence\n\n{clause}" for clause in (one + two, one, one + part)]
    both, first, with_part = (read_document(text.encode(), name="terms.md") for text in texts)
    assert compare_with_facts(both, first).summary.startswith(
        "Licence to user content: no longer irrevocable, still perpetual, worldwide. 3 Licence:"
    )
    assert compare_with_facts(first, both).summary.startswith(
        "Licence to user content: also irrevocable, beside perpetual, worldwide. 3 Licence:"
    )
    for old, new in ((with_part, first), (first, with_part)):
        comparison = compare_with_facts(old, new)
        assert comparison.facts
        assert comparison.summary.startswith("3 Licence:")
        assert [describe_fact_change(change) for change in comparison.facts] == [
            "Licence to user content: still perpetual, worldwide"
        ]


def test_a_weighty_answer_that_is_new_leads_too() -> None:
    old, new = (read_document(text.encode(), name="terms.md") for text in (LOWERED, ARBITRATED))
    assert compare_with_facts(old, new).summary.startswith("Arbitration: not said → yes. ")


@given(st.text(max_size=3000))
def test_any_text_can_be_read(text: str) -> None:
    for _, _, quote in read_clause("", f"liability {text} not exceed $5", "en"):
        assert 0 < len(quote) <= LONGEST_QUOTE + 2


def test_a_long_sentence_without_an_end_is_read_in_stretches() -> None:
    read_clause("", "liability exceed notice days change terms " * 3000, "en")


@given(st.lists(st.sets(st.sampled_from("abcd")), min_size=1, max_size=8))
def test_stretches_cover_each_text_exactly(texts: list[set[str]]) -> None:
    start = datetime(2024, 1, 1, tzinfo=UTC)
    timeline = [(start + timedelta(days=day), day) for day in range(len(texts))]
    spans = trace_stretches(timeline, dict(enumerate(texts)))
    for moment, day in timeline:
        held = {s.key for s in spans if s.from_at <= moment and (s.to_at is None or moment < s.to_at)}
        assert held == texts[day]
    assert all(s.is_from_start == (s.from_at == start) for s in spans)


def test_an_unknown_kind_offers_the_nearest() -> None:
    with pytest.raises(NotFoundError, match="liabilty-cap") as caught:
        find_kind("liabilty-cap")
    assert "liability-cap" in str(caught.value.hint)


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    """A record of three texts, one a month."""
    call = Call(tmp_path, capsys)
    for day, text in (("2024-01-01", CAPPED), ("2024-02-01", LOWERED), ("2024-03-01", ARBITRATED)):
        (tmp_path / f"terms-{day}.md").write_text(text)
    files = sorted(map(str, tmp_path.glob("*.md")))
    call("import", "files", *files, "--as", "harbour/terms", "--database", str(tmp_path / "t.db"))
    return call


def ask(call: Call, *words: str) -> list[dict[str, Any]]:
    return call.json("facts", *words, "--database", str(call.folder / "t.db"))


def test_facts_say_since_when_and_what_was_before(call: Call) -> None:
    (cap,) = ask(call, "--kind", "liability-cap")
    assert [(one["value"], one["from"], one["path"]) for one in cap["values"]] == [
        ("$100", "2024-02-01T00:00:00Z", "2")
    ]
    assert "one hundred dollars ($100)" in cap["values"][0]["quote"]
    assert [(one["value"], one["to"], one["from_start"]) for one in cap["earlier"]] == [
        ("payments of 12 months", "2024-02-01T00:00:00Z", True)
    ]


def test_what_no_clause_says_is_not_said(call: Call) -> None:
    answers = {one["kind"]: one for one in ask(call, "harbour")}
    assert (answers["venue"]["said"], answers["venue"]["known"], answers["venue"]["values"]) == (False, True, [])
    assert answers["minimum-age"]["values"][0]["value"] == "16"


def test_facts_at_a_moment_and_since_a_moment(call: Call) -> None:
    (cap,) = ask(call, "--kind", "liability-cap", "--at", "2024-01-15")
    assert [one["value"] for one in cap["values"]] == ["payments of 12 months"]
    assert [one["kind"] for one in ask(call, "--changed-since", "2024-02-15")] == ["arbitration"]


def test_facts_are_kept_by_a_rebuild(call: Call) -> None:
    before = ask(call)
    call("rebuild", "--database", str(call.folder / "t.db"))
    assert ask(call) == before


def test_facts_for_people(call: Call) -> None:
    shown = call("facts", "harbour/terms", "--database", str(call.folder / "t.db"))
    assert "Liability cap: $100" in shown
    assert "before: payments of 12 months, from the first look on, 1 Jan 2024 to 1 Feb 2024" in shown
    assert "Not said: Use for AI training" in shown


def test_the_log_has_the_facts_that_changed(call: Call) -> None:
    told = call.json("log", "harbour/terms", "--database", str(call.folder / "t.db"))
    changed = [one["facts"] for one in told]
    assert changed == [
        [{"kind": "liability-cap", "old": ["payments of 12 months"], "new": ["$100"], "kept": [], "changes": [0]}],
        [{"kind": "arbitration", "old": [], "new": ["yes"], "kept": [], "changes": [0]}],
    ]


@pytest.mark.parametrize(
    ("facts", "matched"),
    [(("liability-cap",), (0,)), (("arbitration",), None), (("arbitration", "liability-cap"), (0,))],
)
def test_a_subscription_asks_for_facts(facts: tuple[str, ...], matched: tuple[int, ...] | None) -> None:
    old, new = (read_document(text.encode(), name="terms.md") for text in (CAPPED, LOWERED))
    now = datetime(2024, 2, 1, tzinfo=UTC)
    judgement = Judgement("a", "b", 1, 2, now, now, now)
    change_set = ChangeSet("0f" * 6, "harbour/terms", judgement, compare_with_facts(old, new), is_told=True)
    assert match_change_set(SubscriptionSettings(name="caps", channels=("desk",), facts=facts), change_set) == matched


def test_a_subscription_to_an_unknown_kind_is_refused_with_the_nearest(tmp_path: Path) -> None:
    text = """
[channel.desk]
kind = "feed"
folder = "feeds"

[[subscription]]
name = "caps"
channels = ["desk"]
facts = ["liabilty-cap"]
"""
    with pytest.raises(ConfigError, match="liability-cap"):
        parse_config(text, path=tmp_path / "config.toml")
