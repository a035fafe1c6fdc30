"""Which changes a subscription asks for: a table of subscriptions against one change set."""

from __future__ import annotations

import pytest
from telling import make_change, make_change_set, make_section

from tracker.config import SubscriptionSettings
from tracker.model import Kind, Significance, Verdict
from tracker.publish.subscriptions import change_topics, covers_policy, expand_clauses, match_change_set, name_asked
from tracker.values import replace

LICENCE = make_change(
    "You let us show your clips.",
    "You let us show your clips and train machine learning models on them.",
    number="10.4",
    heading="Licence to your clips",
    clause="clicence",
    deleted=(),
    inserted=("and train machine learning models on them",),
    reasons=("topic: AI training", "wording"),
)
TERM = make_change(
    "We give 30 days notice.", "We give 14 days notice.", number="12", heading="Ending", clause="cending",
    deleted=("30",), inserted=("14",), reasons=("number: 30 days -> 14 days",),
)  # fmt: skip
SHIFT = make_change(
    number="10.5",
    heading="Fees",
    clause="cfees",
    kinds=(Kind.RENUMBERED,),
    significance=Significance.COSMETIC,
    reasons=(),
    deleted=(),
    inserted=(),
)
CHANGE_SET = make_change_set(LICENCE, TERM, SHIFT)


def subscribe(**keys: object) -> SubscriptionSettings:
    keys = {
        key: (value,) if isinstance(value, str) and key not in ("least", "words_in") else value
        for key, value in keys.items()
    }
    return SubscriptionSettings(name="s", channels=("desk",), **keys)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({}, (0, 1)),
        ({"least": "cosmetic"}, (0, 1, 2)),
        ({"policies": "clipcast/*"}, (0, 1)),
        ({"policies": "other/*"}, None),
        ({"policies": ("other/*", "*/terms")}, (0, 1)),
        ({"services": "clipcast"}, (0, 1)),
        ({"services": "clip"}, None),
        ({"tags": "video"}, (0, 1)),
        ({"tags": "chat"}, None),
        ({"policies": "clipcast/*", "tags": "chat"}, None),
        ({"headings": "licence*"}, (0,)),
        ({"headings": "Ending"}, (1,)),
        ({"headings": "end"}, None),
        ({"topics": "ai-training"}, (0,)),
        ({"topics": "AI training"}, (0,)),
        ({"topics": "arbitration"}, None),
        ({"words": "machine learning"}, (0,)),
        ({"words": "Machine  Learning"}, (0,)),
        ({"words": "machine learn"}, None),
        ({"words": "learn*"}, (0,)),
        ({"words": "30"}, (1,)),
        ({"words": "30", "words_in": "inserted"}, None),
        ({"words": "30", "words_in": "deleted"}, (1,)),
        ({"words": "notice"}, None),  # it stands in the clause, but neither came nor went
        ({"words": "30", "topics": "ai-training"}, None),
    ],
)
def test_what_a_subscription_matches(keys: dict[str, object], expected: tuple[int, ...] | None) -> None:
    assert match_change_set(subscribe(**keys), CHANGE_SET, tags=("video",)) == expected


def test_a_clause_alerts_for_itself_alone() -> None:
    subscription = subscribe(clauses="clipcast/terms 10.4")
    assert match_change_set(subscription, CHANGE_SET, followed={"clicence"}) == (0,)
    # The number has passed to another clause; the one that is followed did not change.
    assert match_change_set(subscription, CHANGE_SET, followed={"cother"}) is None
    assert match_change_set(subscription, make_change_set(LICENCE, policy="other/terms"), followed={"clicence"}) is None


def test_who_follows_a_clause_follows_what_stands_under_it() -> None:
    sections = (
        make_section("", ordinal=0, number="10", clause="c10"),
        make_section("", ordinal=1, number="10.4", clause="c104", parent=0),
        make_section("", ordinal=2, number="(a)", clause="ca", parent=1),
        make_section("", ordinal=3, number="i", clause="ci", parent=2),
        make_section("", ordinal=4, number="10.5", clause="c105", parent=0),
    )
    assert expand_clauses({"c104"}, sections) == {"c104", "ca", "ci"}
    assert expand_clauses({"gone"}, sections) == {"gone"}


def test_cosmetic_change_sets_are_for_those_who_ask() -> None:
    quiet = make_change_set(SHIFT, verdict=Verdict.COSMETIC)
    assert match_change_set(subscribe(), quiet) is None
    assert match_change_set(subscribe(least="cosmetic"), quiet) == (0,)


def test_a_phrase_of_old_and_new_words_counts() -> None:
    change = make_change("We use machines.", "We use machine learning.", deleted=("machines",), inserted=("learning",))
    # The redline may share "machine": the phrase is new all the same.
    assert match_change_set(subscribe(words="machine learning"), make_change_set(change)) == (0,)


def test_words_in_a_script_without_spaces() -> None:
    change = make_change("当社は通知します。", "当社は仲裁を求めます。", deleted=("通知し",), inserted=("仲裁を求め",))
    assert match_change_set(subscribe(words="仲裁"), make_change_set(change)) == (0,)


def test_clause_subscriptions_reach_their_policy_only() -> None:
    subscription = subscribe(clauses='clipcast/terms "Licence to your clips"')
    assert covers_policy(subscription, "clipcast/terms")
    assert not covers_policy(subscription, "clipcast/privacy")


def test_topics_as_a_configuration_writes_them() -> None:
    assert change_topics(LICENCE) == ("ai-training",)


@pytest.mark.parametrize(
    ("keys", "followed", "expected"),
    [
        ({}, (), None),
        ({"topics": "ai-training"}, (), "AI training"),
        ({"clauses": "clipcast/terms 10.4"}, ("clicence",), "10.4 Licence to your clips"),
        ({"headings": "licence*"}, (), "10.4 Licence to your clips"),
        ({"words": "machine learning"}, (), "“machine learning”"),
        ({"words": "machine learning", "topics": "ai-training"}, (), "AI training"),
    ],
)
def test_a_mail_leads_with_what_was_subscribed_to(keys: dict, followed: tuple, expected: str | None) -> None:
    assert name_asked(subscribe(**keys), (LICENCE, SHIFT), followed=followed) == expected


def test_in_a_merge_the_clause_is_called_as_the_subscription_calls_it() -> None:
    uses = make_section("We may use clips.", ordinal=1, number="10.2", heading="Uses", clause="cuses")
    licence = make_section("You grant a licence.", ordinal=3, number="10.4", heading="Licence", clause="clicence")
    merged = replace(make_change(), kinds=(Kind.MERGED,), old=(uses, licence), new=(uses,))
    subscription = subscribe(clauses="clipcast/terms 10.4")
    assert name_asked(subscription, (merged,), followed=("cuses", "clicence")) == "10.4 Licence"
