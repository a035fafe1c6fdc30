"""Every row of the tables of significance, run on its own examples."""

from __future__ import annotations

import re

import pytest

from tracker.compare.redline.redlining import changed_runs, redline_texts
from tracker.compare.weigh.difference import forget_differences, list_differences
from tracker.compare.weigh.harmless import RULES as HARMLESS
from tracker.compare.weigh.harmless import find_harmless
from tracker.compare.weigh.significance import rate_change
from tracker.compare.weigh.topics import TOPIC_NAMES, TOPICS, find_topics
from tracker.compare.weigh.weighty import RULES as WEIGHTY
from tracker.languages import ANY, join_pairs, load_languages
from tracker.model import Block, BlockKind, Change, Kind, Link, Op, Section, Significance
from tracker.values import replace

LINK = re.compile(r"\[([^\]]+)\]\((\S+?)\)")


def make_section(text: str, *, heading: str | None = None, number: str | None = None) -> Section:
    blocks = tuple(
        Block(BlockKind.PARAGRAPH, LINK.sub(r"\1", line), links=tuple(Link(*pair) for pair in LINK.findall(line)))
        for line in text.split("\n")
        if line
    )
    return Section(ordinal=0, level=1, number=number, path=number, heading=heading, blocks=blocks)


def make_change(old: str, new: str, *, heading: str | None = None, number: str | None = None) -> Change:
    """A change as `changes.py` draws it; a line that begins with "# " is a heading, lines after it the body."""
    heads = [text.partition("\n")[::2] for text in (old, new)]
    if heads[0][1] and heads[0][1] == heads[1][1] and heads[0][0] != heads[1][0] and new.startswith("# "):
        return retitle(*(make_section(body, heading=head.removeprefix("# ")) for head, body in heads))
    is_heading = (old or new).startswith("# ") and "\n" not in old + new
    if "\n" in old + new and new.startswith("# "):
        heading = new.split("\n", maxsplit=1)[0].removeprefix("# ")
        old, new = ("\n".join(text.split("\n")[1:]) for text in (old, new))
    old, new = old.removeprefix("# "), new.removeprefix("# ")
    sides = [
        (make_section("", heading=text) if is_heading else make_section(text, heading=heading, number=number),)
        if text
        else ()
        for text in (old, new)
    ]
    old, new = (LINK.sub(r"\1", text) for text in (old, new))
    ops = redline_texts(old, new)
    if not old or not new:
        op, text = (Op.INSERT, new) if new else (Op.DELETE, old)
        ops = ((op, text),)
    deleted, inserted = changed_runs(ops)
    kind = Kind.ADDED if not old else Kind.REMOVED if not new else Kind.RETITLED if is_heading else Kind.EDITED
    return Change(
        kinds=(kind,),
        old=sides[0],
        new=sides[1],
        ops=() if is_heading else ops,
        heading_ops=ops if is_heading else (),
        deleted=deleted,
        inserted=inserted,
    )


def retitle(old: Section, new: Section) -> Change:
    """A heading that reads otherwise over the same text."""
    ops = redline_texts(old.heading or "", new.heading or "")
    deleted, inserted = changed_runs(ops)
    return Change((Kind.RETITLED,), (old,), (new,), heading_ops=ops, deleted=deleted, inserted=inserted)


def guess_language(text: str) -> str:
    signs = {
        "de": (" der ", "der ", "wir ", "miete", "ältere", "inhaltsv"),
        "fr": (" le ", "le client", "nous ", "répondez", "ces ", "il y a"),
        "es": ("el ",),
    }
    signs |= {"nl": ("de gast",)}
    return next((name for name, words in signs.items() if text.casefold().startswith(words)), "en")


@pytest.mark.parametrize(
    ("reason", "old", "new"), [(rule.reason, *example) for rule in HARMLESS for example in rule.examples]
)
def test_a_harmless_rule_covers_its_examples(reason: str, old: str, new: str) -> None:
    change = make_change(old, new)
    significance, reasons = rate_change(change, language=guess_language(new))
    assert significance is Significance.COSMETIC, reasons
    assert reason in reasons


@pytest.mark.parametrize("rule", HARMLESS, ids=lambda rule: rule.reason)
def test_a_harmless_rule_is_reached(rule) -> None:
    for old, new in rule.examples:
        assert any(
            rule.covers(difference)
            for difference in list_differences(make_change(old, new), guess_language(new or old))
        )


@pytest.mark.parametrize(("old", "new", "reason"), [example for rule in WEIGHTY for example in rule.examples])
def test_a_weighty_rule_gives_its_reason(old: str, new: str, reason: str) -> None:
    significance, reasons = rate_change(make_change(old, new), language=guess_language(old))
    assert significance is Significance.SUBSTANTIVE
    assert reason in reasons


@pytest.mark.parametrize("language", sorted(load_languages()))
def test_numbers_spelt_out_are_read_in_any_case(language: str) -> None:
    """ "ß" and "İ" have a lower case that is no single letter."""
    for word, figure in join_pairs("text.numerals", language).items():
        for spelt in (word, word.upper(), word.title()):
            rate_change(make_change(f"{figure} x y", f"{spelt} x y"), language=language)
        significance, _ = rate_change(make_change(f"x {figure} y", f"x {word} y"), language=language)
        assert significance is Significance.COSMETIC, word


@pytest.mark.parametrize(
    ("language", "old", "new"),
    [
        ("en", "The guest is required to pay.", "Guests are required to pay."),
        ("de", "Der Gast kann zahlen.", "Gäste können zahlen."),
        ("fr", "Les clients peuvent payer.", "Chaque client pourra payer."),
        ("es", "El cliente puede pagar.", "Los clientes podrán pagar."),
        ("it", "Il cliente deve pagare.", "I clienti dovranno pagare."),
        ("pt", "O cliente pode pagar.", "Os clientes poderão pagar."),
        ("nl", "De gast kan betalen.", "De gasten kunnen betalen."),
    ],
)
def test_another_form_of_a_verb_is_no_other_duty(language: str, old: str, new: str) -> None:
    _, reasons = rate_change(make_change(old, new), language=language)
    assert not [reason for reason in reasons if reason.startswith("obligation")]


@pytest.mark.parametrize(
    ("language", "short", "full"),
    [
        ("en", "By boat, i.e. rowing.", "By boat, that is, rowing."),
        (
            "de",
            "Mit Boten (z. B. Ruderern) und ggf. Gästen.",
            "Mit Boten (zum Beispiel Ruderern) und gegebenenfalls Gästen.",
        ),
        ("fr", "Un tiers (ex. la poste) rame.", "Un tiers (par exemple la poste) rame."),
        ("pl", "Wiosła, np. długie.", "Wiosła, na przykład długie."),
        ("sv", "Båtar, t.ex. ekor.", "Båtar, till exempel ekor."),
        ("ru", "Лодки, т. е. вёсла.", "Лодки, то есть вёсла."),
    ],
)
def test_words_cut_short_are_the_same_in_full(language: str, short: str, full: str) -> None:
    for old, new in ((short, full), (full, short)):
        assert rate_change(make_change(old, new), language=language) == (Significance.COSMETIC, ("spelling variant",))
    substantive, _ = rate_change(make_change(short, "By oars alone."), language=language)
    assert substantive is Significance.SUBSTANTIVE


@pytest.mark.parametrize(
    ("language", "old", "new"),
    [
        ("en", "This policy was last modified May 3, 2023.", "This policy was last modified June 9, 2024."),
        (
            "fr",
            "Cette politique a été mise à jour le 3 mai 2023.",
            "Cette politique a été mise à jour le 9 juin 2024.",
        ),
        (
            "de",
            "Diese Ordnung wurde zuletzt am 3. Mai 2023 geändert.",
            "Diese Ordnung wurde zuletzt am 9. Juni 2024 geändert.",
        ),
    ],
)
def test_the_date_of_the_text_is_no_news_in_a_numbered_clause(language: str, old: str, new: str) -> None:
    significance, reasons = rate_change(make_change(old, new, heading="Changes", number="12"), language=language)
    assert (significance, reasons) == (Significance.COSMETIC, ("date line only",))


TOPIC_EXAMPLES = {
    "AI training": (
        "We may use your files to train our models.",
        "Our artificial intelligence is trained on what you send.",
    ),
    "arbitration": (
        "Disputes are settled by binding arbitration.",
        "The arbitrator decides alone.",
    ),
    "class action": (
        "You waive any class action.",
        "There is no right to a jury trial.",
    ),
    "liability cap": (
        "Our total liability does not exceed the fees you paid.",
        "We are not liable for lost profits.",
    ),
    "governing law": (
        "These terms are governed by the laws of Norway.",
        "Governing law: Ireland.",
    ),
    "jurisdiction": (
        "The courts of Oslo have jurisdiction.",
        "Each side submits to the exclusive jurisdiction of the island's courts.",
    ),
    "data sharing and sale": (
        "We share your information with advertisers.",
        "We never sell personal data.",
    ),
    "retention": (
        "We retain logs for 90 days.",
        "Backups are kept until you close the account.",
    ),
    "children": (
        "The service is not for children under 13.",
        "A minor needs consent of a parent.",
    ),
    "termination": (
        "We may suspend or terminate your account.",
        "You can cancel whenever you like.",
    ),
    "unilateral change": (
        "We may amend these terms whenever we wish.",
        "Features may change without notice.",
    ),
    "price": (
        "The fee rises to $12.",
        "Prices include all taxes.",
    ),
    "auto-renewal": (
        "The plan renews each month by itself.",
        "Automatic renewal can be switched off.",
    ),
}


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_is_found_in_its_examples(topic: str) -> None:
    for example in TOPIC_EXAMPLES[topic]:
        assert topic in find_topics(example, "en")


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_is_found_in_the_example_of_each_row(topic: str) -> None:
    rows = [(code, row) for code, one in load_languages().items() for row in one.rows.get(TOPICS[topic], ())]
    deaf = [(code, row) for code, row in rows if topic not in find_topics(row.example, "en" if code == ANY else code)]
    assert rows
    assert not deaf


MENTIONS = {
    "AI training": [
        ("en", "Outputs of artificial intelligence can be wrong."),
        ("en", "The keyboard guesses words by machine learning."),
        ("de", "Fragen Sie unsere KI."),
    ],
    "arbitration": [
        ("en", "Sections 4, 9(a) (Fees) and 11 (Disputes and Arbitration) survive."),
        ("fr", "Le médiateur de la consommation répond sous un mois."),
    ],
    "liability cap": [
        ("en", "You answer for all liabilities, including without limitation penalties."),
        ("fr", "Il verse sous son entière responsabilité dans la limite des plafonds."),
        ("fr", "Le client est responsable de la perte des articles."),
        ("de", "Der Nutzer haftet für alle Bestellungen."),
    ],
    "governing law": [
        ("en", "We disclose records where applicable law requires it."),
        ("fr", "Nous le faisons dans la mesure permise par la loi applicable."),
        ("fr", "Elles ne sont pas soumises au droit de rétractation."),
        ("fr", "Nous nous fondons sur la loi irlandaise de 2018 sur les données."),
    ],
    "jurisdiction": [
        ("en", "The minimum age in your jurisdiction may be higher."),
        ("en", "The concert venue may change."),
        ("fr", "Les règles varient selon votre juridiction."),
    ],
    "data sharing and sale": [
        ("en", "Think twice before you share information about others."),
        ("fr", "Nous communiquons avec vous au sujet de vos informations."),
        ("es", "El Vendedor publica sus datos."),
    ],
    "retention": [("en", "Moderators delete posts that insult."), ("fr", "Vous pouvez supprimer une carte.")],
    "children": [("en", "Never upload child pornography.")],
    "termination": [("en", "You may cancel an order before it ships."), ("fr", "Annulez votre vol en ligne.")],
    "unilateral change": [
        ("en", "You may not modify or decode the services."),
        ("en", "We have made some updates to our Terms of Service."),
        ("en", "You can change your settings at any time."),
        ("fr", "Vous pouvez retirer votre accord à tout moment."),
    ],
    "price": [
        ("en", "Our payment provider may contact you."),
        ("en", "You bear reasonable attorneys’ fees."),
        ("fr", "Choisissez un moyen de paiement."),
    ],
    "auto-renewal": [("en", "We record purchase and renewal dates.")],
}
"""What holds a word of a topic and says nothing on it."""


@pytest.mark.parametrize(
    ("topic", "language", "sentence"), [(topic, *said) for topic, mentions in MENTIONS.items() for said in mentions]
)
def test_a_word_of_a_topic_is_no_provision_on_it(topic: str, language: str, sentence: str) -> None:
    assert topic not in find_topics(sentence, language)


def test_an_innocent_sentence_has_no_topic() -> None:
    assert find_topics("The harbour master keeps the boats clean and dry.", "en") == ()


def test_topic_names_are_distinct() -> None:
    assert len(set(TOPIC_NAMES)) == len(TOPIC_NAMES) == 13


def test_no_harmless_rule_speaks_of_words_beside_it() -> None:
    change = make_change("Last updated: 3 May 2023", "Last updated: 9 June 2024. You must pay $5.")
    assert rate_change(change, language="en")[0] is Significance.SUBSTANTIVE
    assert [find_harmless(d) for d in list_differences(change, "en")][-1] is None


def test_the_differences_of_a_change_that_was_only_rated_anew_are_the_same() -> None:
    change = make_change("You may pay.", "You must pay.")
    found = list_differences(change, "en")
    rated = replace(change, significance=Significance.SUBSTANTIVE, reasons=("obligation: may -> must",))
    assert list_differences(rated, "en") is found
    assert list_differences(change, "de") is not found
    assert list_differences(replace(change, ops=(*change.ops,)[:1]), "en") is not found
    forget_differences()
    again = list_differences(change, "en")
    assert again is not found
    assert [(one.old, one.new, one.sentences) for one in again] == [(one.old, one.new, one.sentences) for one in found]
