"""The sentences a person reads: what leads, what is quoted, what is counted."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_significance_rules import make_change

from tracker.compare.changes import compare_readings
from tracker.compare.quoting import LONGEST_QUOTE
from tracker.compare.summary import summarize_changes
from tracker.compare.weigh.significance import rate_change
from tracker.model import Change, Event, Kind, Reading, Significance, Verdict
from tracker.read.document import read_document
from tracker.values import replace


def make_rated(old: str, new: str, *, heading: str | None = None, number: str | None = None) -> Change:
    change = make_change(old, new, heading=heading, number=number)
    significance, reasons = rate_change(change, language="en")
    return replace(change, significance=significance, reasons=reasons)


def make_ripple() -> Change:
    change = make_change("See section 4.", "See section 5.", heading="Moorings", number="9")
    return replace(change, is_ripple=True, significance=Significance.COSMETIC, reasons=("follows another change",))


def summarize(*changes: Change, event: Event | None = None) -> str:
    weighty = any(change.significance is Significance.SUBSTANTIVE for change in changes)
    return summarize_changes(changes, event, Verdict.SUBSTANTIVE if weighty else Verdict.COSMETIC)


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("The cellar is at -5 °C at night.", "The cellar is at -9 °C at night.",
         '4.2 Logbooks: "-5 °C" became "-9 °C" in "The cellar is at -9 °C at night".'),
        ("Boats are free.", "Boats are free. No logbook is ever sold without your consent.",
         '4.2 Logbooks: a sentence was added: "No logbook is ever sold without your consent".'),
        ("The guest may pay. It is warm.", "The guest must pay. It is warm.",
         '4.2 Logbooks: "may" became "must" in "The guest must pay".'),
        ("Reply within 30 days.", "Reply within 14 days.",
         '4.2 Logbooks: "30 days" became "14 days" in "Reply within 14 days".'),
        ("Dogs are not allowed here.", "Dogs are allowed here.",
         '4.2 Logbooks: words were removed: "not" in "Dogs are not allowed here".'),
        ("The guest pays Captain Nemo, the warden.", "The guest pays the warden.",
         '4.2 Logbooks: words were removed: "Captain Nemo" in "The guest pays Captain Nemo, the warden".'),
        ("With this card a guest may sail.", "Unless the flag is red or down, with this card a guest may sail.",
         '4.2 Logbooks: words were added: "Unless the flag is red or down, with".'),
        ("Boats are lent to members by the hour.",
         "Skiffs and canoes may be taken out by whoever holds a green card or two.",
         '4.2 Logbooks: words were replaced: "Boats are lent to members by the hour" by '
         '"Skiffs and canoes may be taken out by whoever holds a green card or two".'),
        ("Whoever takes a boat out at night tells the warden who of the crew can swim and when they will be back, "
         "and hangs a lamp at the bow.",
         "Whoever takes a boat out at night signs the red book that lies in the shed by the gate, for each of the "
         "crew, and nobody sails alone.",
         '4.2 Logbooks: a sentence was replaced: "…at night tells the warden who of the crew can swim and when they '
         'will be back, and hangs a lamp at…" by "…at night signs the red book that lies in the shed by the gate, for '
         'each of the crew, and nobody…".'),
        ("Ask the warden or the club.", "Ask the warden yourself. If you cannot, a friend may ask the club.",
         '4.2 Logbooks: words were added: "yourself. If you cannot, a friend may ask".'),
        ("You may read the list of boats here. To sail you need a card.",
         "You may read the list of boats at the pier. Whoever takes a boat out at night hangs a lamp at the bow. Ask "
         "the warden here. To sail you need a card.",
         '4.2 Logbooks: a sentence was added: "Whoever takes a boat out at night hangs a lamp at the bow".'),
        ("会员租船，须付费用。", "会员租船，晚上租船的会员须在船头挂灯并告知码头管理员返回的时间，须付费用。",
         '4.2 Logbooks: words were added: "晚上租船的会员须在船头挂灯并告知码头管理员返回的时间，".'),
        ("会员租船，须付费用。", "会员租船，不须付费用。",
         '4.2 Logbooks: words were added: "不" in "会员租船，不须付费用。".'),
        ("Write to the club, Pier House, 125 Kings Way, London WC2B 6NH in time.",
         "Write to the club, c/o Skiff and Partners, 22 Bishops Gate, London EC2N 4BQ in time.",
         '4.2 Logbooks: "Pier House, 125 Kings Way" became "c/o Skiff and Partners, 22 Bishops Gate", and one more '
         "edit."),
        ("Wet oars and nets are dried. It is warm.",
         "Wet oars or nets are dried. It is warm. Whoever breaks an oar tells the warden on the same day.",
         '4.2 Logbooks: a sentence was added: "Whoever breaks an oar tells the warden on the same day", and one more '
         "edit."),
        ("If that should ever happen, the club says so. Thieves are named.",
         "Where boats will be lost, the club says so. Thieves and whoever breaks the rules of the harbour on more than "
         "one day are named.",
         '4.2 Logbooks: words were added: "and whoever breaks the rules of the harbour on more than one day", and one '
         "more edit."),
        ("", "1. Boats\nA boat is lent for a day.", '4.2 Logbooks: new clause: "1. Boats A boat is lent for a day".'),
        ("", "On board you must not:\na. smoke;\nb. sing.",
         '4.2 Logbooks: new clause: "On board you must not: a. smoke; b. sing".'),
        ("A boat costs 5 euros (by day) and is paid at once.",
         "A boat costs 5 euros (by day), whoever takes it out and for how long (by night) and is paid at once.",
         '4.2 Logbooks: words were added: "whoever takes it out and for how long (by night)".'),
        ("", "Dogs sleep outside. Cats do not.", '4.2 Logbooks: new clause: "Dogs sleep outside".'),
        ("Dogs sleep outside.", "", '4.2 Logbooks: clause removed: "Dogs sleep outside".'),
        ("Write to www.boats.example in full.", "Write to www.boats.example in brief.",
         '4.2 Logbooks: "full" became "brief" in "Write to www.boats.example in brief".'),
        ("", "Boats are lent by Pier House S.A.", '4.2 Logbooks: new clause: "Boats are lent by Pier House S.A.".'),
        ("", "Selon l'article L. 217-4, la barque est rendue. Rien de plus.",
         '4.2 Logbooks: new clause: "Selon l\'article L. 217-4, la barque est rendue".'),
    ],
)  # fmt: skip
def test_one_change_is_told_with_its_words(old: str, new: str, wanted: str) -> None:
    assert summarize(make_rated(old, new, heading="Logbooks", number="4.2")) == wanted


def test_what_was_said_otherwise_is_told_before_how_it_is_cut() -> None:
    below = "## Boats\n\nA boat is lent for a day to whoever has paid for the year and holds a green card.\n\n"
    old = f"# Rules\n\n{below}## Oars\n\nOars are lent with the boat, two for each who rows, and are dried.\n"
    new = f"# Rules\n\n{below}Oars are lent with the boat, three for each who rows, and are dried.\n"
    change, *_ = compare_readings(*(read_document(text.encode(), name="rules.md") for text in (old, new))).changes
    assert summarize(change) == (
        'Boats: words were added: "three" in "lent with the boat, three for each who rows, and"; '
        "two clauses became one."
    )


def test_what_only_follows_is_counted_after_the_news() -> None:
    change = make_rated("The guest may pay.", "The guest must pay.", heading="Fees", number="3")
    assert (
        summarize(make_ripple(), change, make_ripple())
        == '3 Fees: "may" became "must" in "The guest must pay". Two renumberings or references follow.'
    )


def test_the_weightiest_change_leads_and_the_rest_is_counted() -> None:
    changes = [
        make_rated(f"Oars of kind {name} are red.", f"Oars of kind {name} are {tint} and very long.", heading=name)
        for name, tint in (("Ash", "blue"), ("Oak", "green"), ("Elm", "grey"))
    ]
    leading = make_rated("Nothing else.", "Nothing else. We train AI models with your logbooks.", heading="Data")
    told = summarize(*changes, leading)
    assert told.startswith('Data: a sentence was added: "We train AI models with your logbooks".')
    assert told.endswith("Two more changes of substance.")


def test_the_same_news_of_several_clauses_is_told_once() -> None:
    yard = [
        make_rated("Write to 4 Elm Yard.", "Write to 9 Oak Row.", heading=heading)
        for heading in ("Riders", "Drivers", "Owners")
    ]
    once = 'Riders: "4 Elm Yard" became "9 Oak Row".'
    assert summarize(*yard[:2]) == f"{once} The same in Drivers."
    other = make_rated("Boats are red.", "Boats are blue.", heading="Boats")
    told = summarize(*yard, other, make_ripple())
    assert told.startswith(f"{once} The same in two other clauses. Boats:")
    assert told.endswith("One renumbering or reference follows.")


def test_one_word_for_another_is_told_once_whatever_stands_around_it() -> None:
    words = [
        make_rated("Give your zip to the guard.", "Give your postal to the guard.", heading="Gate"),
        make_rated("ZIP codes are kept.", "POSTAL codes are kept.", heading="Book"),
    ]
    assert summarize(*words) == 'Gate: "zip" became "postal" in "Give your postal to the guard". The same in Book.'
    duties = [
        make_rated("The guard may shout.", "The guard must shout.", heading="Gate"),
        make_rated("The cook may sing.", "The cook must sing.", heading="Galley"),
    ]
    assert "The same" not in summarize(*duties)


def test_the_second_edition_on_a_page_is_not_called_by_the_name_of_the_first() -> None:
    twice = [make_rated("Boats are red.", "Boats are blue.", heading="Boats") for _ in range(2)]
    assert summarize(*twice).endswith("The same in another clause of that name.")


def test_what_stands_below_a_new_heading_is_told_before_the_heading_alone() -> None:
    old = "# Terms\n\n## 1. Boats\n\nBoats are lent by the day.\n"
    new = f"{old}\n## 2. Night rowing\n\n2.1. Lamps are lit at eight and burn until the last boat is back.\n"
    assert summarize_pages(old, new).startswith('2.1: new clause: "Lamps are lit')


def test_of_two_clauses_on_a_topic_the_one_that_is_about_nothing_else_leads() -> None:
    broad = ("clause added", "topic: AI training", "topic: retention", "topic: data sharing and sale")
    data = replace(make_change("", "We keep data of every kind, and more.", heading="Data"), reasons=broad)
    licence = replace(make_change("", "You let us train.", heading="Licence"), reasons=broad[:2])
    for changes in ((data, licence), (licence, data)):
        assert summarize(*changes).index("Licence") < summarize(*changes).index("Data")


def test_a_new_clause_leads_a_shorter_edit_of_a_duty() -> None:
    edited = make_rated("You row here.", "You may row here.", heading="Boats")
    added = replace(make_rated("", "The yard keeps a robot that answers the telephone.", heading="Robot"), old=())
    for changes in ((edited, added), (added, edited)):
        assert summarize(*changes).index("Robot") < summarize(*changes).index("Boats")


def summarize_pages(old: str, new: str) -> str:
    return compare_readings(*(read_document(text.encode(), name="terms.md") for text in (old, new))).summary


CLUB = """# Terms of the club

## 1. Who we are

{name} runs the boats. You deal with {name} alone.

## 2. Boats

{name} lends boats to members. The gate closes at {hour}.

## 3. Fees

You pay {name} in March. {name} writes a bill.

## 4. Oars

{oars}
"""


def test_a_replaced_name_is_told_once_and_after_the_news() -> None:
    old = CLUB.format(name="Otter Rowing", hour="eight", oars="Otter Rowing lends oars with every boat.")
    new = CLUB.format(name="Heron Club", hour="nine", oars="Heron Club lends oars with every boat.")
    assert summarize_pages(old, new) == (
        '2 Boats: "eight" became "nine" in "The gate closes at nine". "Otter Rowing" became "Heron Club" in 6 places.'
    )


def test_the_whole_name_is_told_of_which_a_part_was_replaced() -> None:
    was, name = "the Otter Rowing Desk", "the Otter Rowing Portal"
    old, new = (CLUB.format(name=one, hour="eight", oars=f"With every boat {one} lends oars.") for one in (was, name))
    assert summarize_pages(old, new) == '"Otter Rowing Desk" became "Otter Rowing Portal" in 6 places.'


def test_a_name_that_still_stands_elsewhere_was_not_replaced() -> None:
    kept = "Otter Rowing and Otter Rowing alone lends oars, says Otter Rowing; Otter Rowing has them, Otter Rowing."
    old = CLUB.format(name="Otter Rowing", hour="eight", oars=kept)
    new = CLUB.format(name="Heron Club", hour="eight", oars=kept)
    assert "places" not in summarize_pages(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Last updated: 3 May 2023\nThe gate may close.", "Last updated: 9 June 2024\nThe gate must close."),
        ("Write to keys@boats.example for a key.\nThe gate may close.",
         "Write to the-office-of-keys@boats.example for a key.\nThe gate must close."),
        ("The gate may close.\nSkip to content", "The gate must close."),
    ],
)  # fmt: skip
def test_dates_buttons_and_addresses_do_not_lead(old: str, new: str) -> None:
    told = summarize(make_rated(old, new, heading="Gate"))
    assert told.startswith('Gate: "may" became "must" in "The gate must close".')


def test_a_sentence_is_news_though_all_that_has_a_name_in_it_is_a_date() -> None:
    old = "Whoever brings a boat back by the quiet side of the pier until 31 March 2022 pays nothing for the ropes."
    told = summarize(make_rated(f"Ropes are red.\n{old}", "Ropes are red.\nThe office helps.", heading="Ropes"))
    assert "pays nothing" in told


def test_a_heading_that_went_into_the_text_is_no_news_beside_a_figure() -> None:
    rest = "You get a key when you have paid for the year.\n\n## Guests\n\nA guest rows with a member.\n"
    old = f"# Terms\n\n## Lost keys\n\nTell the office within three days.\n\n## Keys\n\n{rest}"
    new = f"# Terms\n\nLost keys. Tell the office within two days.\n\n## Keys\n\n{rest}"
    told = summarize_pages(old, new)
    assert "two" in told
    assert "Lost keys. Tell" not in told


def test_a_named_swap_leads_a_longer_edit() -> None:
    change = make_rated(
        "The guard may close the gate. It is painted in a cheerful and expensive colour.",
        "The guard shall close the gate. It is painted in a sober tone by the members themselves.",
        heading="Gate",
    )
    assert summarize(change).startswith('Gate: "may" became "shall" in "The guard shall close the gate", and ')


def test_nothing_of_substance_names_the_rules() -> None:
    comma = make_rated("Oars, ropes and sails.", "Oars, ropes, and sails.", heading="Gear")
    date = make_rated("Last updated: 3 May 2023", "Last updated: 9 June 2024")
    assert summarize(comma) == "Nothing of substance: punctuation only in Gear."
    assert summarize(comma, comma, date) == "Nothing of substance: punctuation only (2), date line only."


def test_events_are_named() -> None:
    added, removed = make_rated("", "Dogs."), make_rated("Cats.", "")
    assert summarize(added, event=Event.LANGUAGE_SWITCH).startswith("The page is now in another language")
    assert summarize(added, removed, event=Event.DOCUMENT_REPLACED).startswith("Another document now stands")
    assert "rewritten" in summarize(added, event=Event.REWRITE)


def test_no_change_says_so() -> None:
    assert summarize_changes((), None, Verdict.UNCHANGED) == "Nothing changed."


def test_a_renaming_names_both_headings() -> None:
    change = make_change("# Oregon boating rights", "# Coastal boating rights")
    rated = replace(change, significance=Significance.SUBSTANTIVE, reasons=("heading: a -> b",), kinds=(Kind.RETITLED,))
    assert summarize(rated) == 'Coastal boating rights: renamed from "Oregon boating rights".'


def test_a_heading_that_comes_or_goes_is_words_that_do() -> None:
    text = (
        "# Rules\n\n## Fees\n\nTen euros a day.\n\n3. {}The surplus of a year goes to the piers, and to nothing else.\n"
    )
    old, new = (read_rules(text.format(words)) for words in ("", "No member is paid. "))
    assert 'words were added: "No member is paid"' in compare_readings(old, new).summary
    assert 'words were removed: "No member is paid"' in compare_readings(new, old).summary


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400), st.text(max_size=400))
def test_a_summary_is_one_line_and_bounded(old: str, new: str) -> None:
    change = make_change(old, new)
    if old == new or not (change.old or change.new):
        return
    told = summarize(replace(change, significance=Significance.SUBSTANTIVE, reasons=("wording",)))
    assert "\n" not in told
    assert len(told) < 3 * LONGEST_QUOTE + 200
    assert told.endswith(".")


def test_a_paragraph_that_moved_is_told_by_what_was_edited_in_it() -> None:
    lines = [
        "Boats are hired by the hour only.",
        "Vests are worn by all on board.",
        "Pets wait ten minutes at the most.",
    ]
    moved = [lines[2].replace("ten", "twenty"), *lines[:2]]
    old, new = (
        read_document("\n\n".join(["# Rules", "## 1. Hire", *side]).encode(), name="rules.md")
        for side in (lines, moved)
    )
    assert (
        compare_readings(old, new).summary == '1 Hire: "ten" became "twenty" in "Pets wait twenty minutes at the most".'
    )


def read_rules(text: str) -> Reading:
    return read_document(text.encode(), media_type="text/markdown")


def test_a_heading_that_alone_is_news_is_told_as_one() -> None:
    text = "# Rules\n\n## {}\n\nWhoever lost a rope tells the warden on the same day.\n\n{}## Fees\n\nTen euros a day."
    old, new = (read_rules(text.format(*parts)) for parts in (("Lost ropes", ""), ("Duty to tell", "Back to top\n\n")))
    assert compare_readings(old, new).summary.startswith('Duty to tell: renamed from "Lost ropes".')


def test_a_sentence_that_only_moved_within_its_clause_is_no_news() -> None:
    moved = "Each oar bears a number, and the number stands in the book of the warden."
    old = f"{moved} Boats are lent for a day. Sails are dried by whoever used them."
    new = f"Boats are lent for a day. Sails are dried by whoever used them. {moved} Dogs stay ashore."
    assert summarize(make_rated(old, new, heading="Boats")) == 'Boats: words were added: "Dogs stay ashore".'


def test_a_sentence_that_went_to_another_clause_is_told_as_moved_and_after_the_news() -> None:
    wet = "Wet oars are dried on the rack behind the shed."
    page = "# 1. Boats\n\nA boat is lent for {time}.{boats}\n\n# 2. Oars\n\nOars stand by the gate.{oars}\n"
    old = page.format(time="a day", boats=f" {wet}", oars="")
    moved = f'A sentence moved from 1 Boats to 2 Oars: "{wet[:-1]}".'
    assert summarize_pages(old, page.format(time="a day", boats="", oars=f" {wet}")) == moved
    told = summarize_pages(old, page.format(time="a week", boats="", oars=f" {wet}"))
    assert told == f'1 Boats: "day" became "week" in "is lent for a week". {moved}'


def test_what_most_of_many_changes_are_is_said() -> None:
    changes = [replace(make_rated("", f"Guests pay for boat {n}.", number=str(n)), old=()) for n in range(1, 16)]
    assert summarize(*changes).endswith("13 more changes of substance (all of them new clauses).")
    assert summarize(*changes[:9]).endswith("Seven more changes of substance.")
