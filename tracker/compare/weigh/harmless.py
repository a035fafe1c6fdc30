"""A difference -> the reason why it means nothing, or none: typos, case, commas, date lines, furniture of the page.

Every rule is a row with examples in our own words; a test runs them. A rule may only say that it knows a
difference to be harmless. What no rule knows is substantive, however small.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple

from tracker.compare.weigh import apparatus, figure_forms, headings, own_dates, printed_addresses, slips
from tracker.compare.weigh import page_parts as furniture
from tracker.compare.weigh.answers import find_answers
from tracker.compare.weigh.columns import find_columns
from tracker.compare.weigh.difference import Difference

MOST_KEPT: Final = 16_384
"""Differences of which is known what the rules say, while a comparison weighs them."""

Example = tuple[str, str]


class HarmlessRule(NamedTuple):
    """One rule: its reason, its test, and examples of lines (old, new) it covers; "# " marks a heading."""

    reason: str
    covers: Callable[[Difference], bool]
    examples: tuple[Example, ...]


RULES: Final[tuple[HarmlessRule, ...]] = (
    HarmlessRule("case only", slips.differs_in_case, (("the Supplier pays", "the supplier pays"), ("FEES", "Fees"))),
    HarmlessRule(
        "punctuation only",
        slips.differs_in_punctuation,
        (
            ("cats, dogs", "cats dogs"),
            ("send e-mail", "send email"),
            ("The club’s boats", "The clubs boats"),
            ("It costs 1 000 €.", "It costs 1000 €."),
            ("It costs CHF 1'000.", "It costs CHF 1000."),
        ),
    ),
    HarmlessRule(
        "spelling variant", slips.differs_in_spelling, (("our licence", "our license"), ("we organise", "we organize"))
    ),
    HarmlessRule(
        "spelling variant",
        slips.differs_in_contraction,
        (("we will stop", "we'll stop"), ("It isn’t here", "It is not here"), ("(e.g., oars)", "(for example, oars)")),
    ),
    HarmlessRule(
        "spelling variant",
        figure_forms.differs_in_figure_form,
        (("It costs 1,000 euros.", "It costs 1000 euros."), ("in thirty (30) days", "in 30 days")),
    ),
    HarmlessRule(
        "note mark",
        figure_forms.differs_in_note_mark,
        (("The pier[12] is shut.", "The pier[13] is shut."), ("It costs $100.", "It costs $100¹.")),
    ),
    HarmlessRule("size of a file", figure_forms.differs_in_file_size, (("(PDF, 0.2MB, FR)", "(PDF, 0.1MB, FR)"),)),
    HarmlessRule("doubled word", slips.is_doubled_word, (("of of course", "of course"),)),
    HarmlessRule(
        "article only",
        slips.differs_in_article,
        (
            ("of the goods", "of goods"),
            ("sell the goods now", "sell goods now"),
            ("if you break of any of these rules", "if you break any of these rules"),
        ),
    ),
    HarmlessRule("typo", slips.is_slip, (("you recieve mail", "you receive mail"), ("the Agreeement", "Agreement"))),
    HarmlessRule(
        "inflection",
        slips.differs_in_inflection,
        (
            ("These Terms of hire apply", "These Term of hire applies"),
            ("the clubs and we enforce", "the club and we enforces"),
        ),
    ),
    HarmlessRule(
        "garbled apostrophe",
        slips.is_garbled,
        (("Le prix n’est pas dû.", "Le prix néest pas dû."), ("l’« offre »", "lé« offre »")),
    ),
    HarmlessRule(
        "lost character",
        slips.is_lost_character,
        (("It costs 50 ? a day.", "It costs 50 € a day."), ("It costs 50 £ a day.", "It costs 50 ? a day.")),
    ),
    HarmlessRule(
        "dotted line",
        slips.differs_in_leader,
        (("Date …………é……", "Date ………"), ("Name ………………", "Name é………'………")),
    ),
    HarmlessRule(
        "link parameter only",
        printed_addresses.differs_in_link_parameter,
        (
            ("See https://boats.example/t?r=7 here", "See https://boats.example/t?r=8 here"),
            ("https://boats.example/privacy/20260105", "https://boats.example/privacy/20260301"),
        ),
    ),
    HarmlessRule(
        "scheme of an address",
        printed_addresses.differs_in_scheme,
        (
            ("See http://boats.example/hire for more", "See https://boats.example/hire for more"),
            ("Look at http://www.boats.example/ or ask", "Look at https://boats.example or ask"),
        ),
    ),
    HarmlessRule(
        "address wrapped",
        printed_addresses.is_wrapped_address,
        (("See https://boats.exa- mple/hire", "See https://boats.example/hire"),),
    ),
    HarmlessRule(
        "address behind its words",
        printed_addresses.is_address_behind_words,
        (
            ("See https://boats.example/t for prices", "See [our list](https://boats.example/t) for prices"),
            ("See [our list](https://boats.example/t).", "See our list (https://boats.example/t)."),
            ("Write to [the club](mailto:row@boats.example) now", "Write to row@boats.example now"),
        ),
    ),
    HarmlessRule(
        "said twice",
        slips.is_repeated,
        (
            (
                "Each party bears its own costs here. Each party bears its own costs here.",
                "Each party bears its own costs here.",
            ),
            (
                "Goods travel at the risk of the buyer. Fine. Goods travel at the risk of the buyer.",
                "Goods travel at the risk of the buyer. Fine.",
            ),
            ("Bring your own oars at six.", "Bring your own oars at six. Bring your own oars at six."),
        ),
    ),
    HarmlessRule(
        "date line only",
        own_dates.is_own_date,
        (
            ("Last updated: 3 May 2023", "Last updated: 9 June 2024"),
            ("Version 02/2022", "Version 12/2023"),
            ("", "Last update of the rules: 02/06/22"),
            (
                "This notice was published on 31 May 2023 and tells you how we handle your details in the shop.",
                "This notice was published on 14 March 2024 and tells you how we handle your details in the shop.",
            ),
            (
                "These rules, effective as of 2 May 2021, tell members how boats of the club are shared among them.",
                "These rules, effective as of 2 May 2022, tell members how boats of the club are shared among them.",
            ),
            ("Reference: boat-rules/20240105", "Reference: boat-rules/20240304"),
            ("File rules-2024-01-05 holds these rules.", "File rules-2024-03-04 holds these rules."),
            ("Boat rulesKim Oar2026-01-05T11:02:20+01:00", "Boat rulesKim Oar2026-03-07T09:41:05+01:00"),
            ("This policy was last updated in June 2021.", "This policy was last updated in May 2022."),
        ),
    ),
    HarmlessRule(
        "relative time",
        own_dates.is_relative_time,
        (
            ("Written by Kim. Updated over 2 years ago", "Written by Kim. Updated over 3 years ago"),
            ("il y a 3 semaines", "il y a 4 semaines"),
        ),
    ),
    HarmlessRule(
        "announcement of an update",
        apparatus.is_banner,
        (
            ("", "We've updated our terms of hire."),
            ("", "Nous avons mis à jour nos règles."),
            ("We've updated our terms of hire, effective 1 May 2024. You can read the former terms until then.", ""),
            (
                "We have made some updates to our rules, which will go into effect on 1 May 2024.",
                "Effective: 1 May 2024",
            ),
            (
                "# 4 Oars\nRow on.\nYou can find our previous terms here. The terms below take effect on 1 May 2024.",
                "# 4 Oars\nRow on.",
            ),
            ("# Privacy\nRow on.\nWe have updated our rules. The former rules are below.", "# Privacy\nRow on."),
        ),
    ),
    HarmlessRule(
        "contents list",
        apparatus.is_contents_entry,
        (
            ("Table of contents", ""),
            ("", "Inhaltsverzeichnis"),
            ("Oars . . . . . . . . . . 3", "Oars . . . . . . . . . . 4\nSails . . . . . . . . . . 9"),
        ),
    ),
    HarmlessRule(
        "label only",
        slips.differs_in_label,
        (
            ("1. a. Oars stay on the pier.", "1. 1. Oars stay on the pier."),
            ("1. Oars stay on the pier.", "1. (b) Oars stay on the pier."),
            ("if (i) it rains, (ii) it snows, or (iii) you leave", "if (i) it rains, (ii) it snows, or (iv) you leave"),
        ),
    ),
    HarmlessRule(
        "list of archived versions",
        apparatus.is_archive_entry,
        (("", "Previous version of the rules (PDF)"), ("Ältere Fassungen: 2019", "Ältere Fassungen: 2019, 2021")),
    ),
    HarmlessRule(
        "pointer to another edition",
        apparatus.is_edition_pointer,
        (
            (
                "",
                "To read the version of the terms of hire of our rowing club in force from 1.2.2024 to 3.4.2025, "
                "please click [here](/former).",
            ),
            ("", "Les mêmes conditions générales dans leur version anglaise : [lire](/en)."),
        ),
    ),
    HarmlessRule(
        "change log",
        apparatus.is_log_entry,
        (
            (
                "# Changes\n3 May 2020: Added a list",
                "# Changes\n3 May 2020: Added a list\nExpanded the list of harbours.",
            ),
            ("# Log\nNone", "# Log\nNone\n9 June 2024\nRevised the part on rowing."),
        ),
    ),
    HarmlessRule(
        "page furniture",
        furniture.is_furniture,
        (
            ("", "Skip to content"),
            ("© 2022 Boats Ltd", "© 2023 Boats Ltd"),
            ("", "Português (Brasil)\nSuomi"),
            ("", "Zum Inhalt springen"),
            ("Cet article vous a-t-il été utile ?", ""),
            ("3 out of 5 found this helpful", "4 out of 7 found this helpful"),
            ("Build 68f56ea (685)", "Build e044032 (691)"),
            (
                "All names belong to their owners. rev 2020.1.2.3806",
                "All names belong to their owners. rev 2020.2.1.3901",
            ),
            ("", "V-a ajutat această pagină?\nDaNu"),
            ("Boats are hired by the hour.", "Boats are hired by the hour. [edit]"),
            (
                "See https://boats.example/hire for more.",
                "See https://boats.example/hireOpens in a new window for more.",
            ),
        ),
    ),
    HarmlessRule(
        "heading reworded",
        headings.is_same,
        (("# How we collect payment", "# Collecting of payments"), ("# Introduction", "# Overview")),
    ),
    HarmlessRule(
        "heading spelt as its text",
        headings.is_slip,
        (
            ("# 祖船的费用\n会员租船时支付费用。", "# 租船的费用\n会员租船时支付费用。"),
            ("# Wypożyczene łodzi\nWypożyczenie kosztuje.", "# Wypożyczenie łodzi\nWypożyczenie kosztuje."),
        ),
    ),
    HarmlessRule("label only", headings.is_label, (("# Exhibit A", ""), ("", "# Annex II"))),
    HarmlessRule(
        "title only", headings.is_title, (("# Rules of the rowing club", ""), ("", "# Rules of the rowing club"))
    ),
    HarmlessRule("heading alone", headings.is_bare, (("# Oars and sails", ""), ("", "# Welcome to the harbour"))),
)


def find_harmless(difference: Difference) -> str | None:
    """The reason why a difference means nothing, or None where no rule knows one.

    A difference of several lines is harmless when a rule covers it, or one covers every line of it.
    """
    direct = find_rule(difference)
    if direct:
        return direct
    pieces = difference.pieces
    if len(pieces) < 2 or (difference.old and difference.new and "\n" not in difference.old + difference.new):
        return None
    return find_rule(pieces[0]) if all(map(find_rule, pieces)) else None


@lru_cache(maxsize=MOST_KEPT)
def find_rule(difference: Difference) -> str | None:
    """The reason of the first rule that covers a whole difference; none does where a column or answer is another."""
    if any(find_columns(difference)) or any(find_answers(difference)):
        return None
    return next((rule.reason for rule in RULES if rule.covers(difference)), None)
