"""What surrounds a document, told by place and form: it may come, go and change; what looks nearly so is news."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tracker.compare.changes import compare_readings
from tracker.compare.weigh.margins import find_margins
from tracker.compare.weigh.outskirts import list_outskirts
from tracker.compare.weigh.page_lines import list_lines
from tracker.errors import ReadingError
from tracker.model import Reading, Verdict
from tracker.read.document import read_document
from tracker.values import replace

WIDE = Path(__file__).parents[1] / "../shared/corpus/wide.bundle"

NUMBERED = "\n\n".join(
    f"## {number}. {heading}\n\n{body}"
    for number, (heading, body) in enumerate(
        {
            "Scope": "These rules hold for every boat that lies in the harbour and for whoever sails it.",
            "Fees": "The owner pays a fee for each metre of the boat, in advance and once a year.",
            "Order": "Guests must keep the piers free, and they tell the harbour master of every damage.",
            "Liability": "The harbour is liable for damage that its own people caused on purpose.",
            "Ending": "Either side may end the contract with a notice of thirty days in writing.",
        }.items(),
        start=1,
    )
)
HEADED = NUMBERED.replace("1. ", "").replace("2. ", "").replace("3. ", "").replace("4. ", "").replace("5. ", "")
LINKS = "[our page](https://harbour.example/a) and [the map](https://harbour.example/b) say more."

SURROUNDINGS = [
    ("a pop-up after the last clause", "{}\n\n## Ten off your first mooring!\n\nWith our letter\n\nNo, thank you"),
    ("an error box", "{}\n\n## Oh no\n\nSomething went wrong! Please bear with us.\n\nAll right"),
    (
        "a sign-up box",
        "{}\n\nThe crew of the harbour\n\nJoin us today!\n\nEarly news\n\nShow wordShow word\n\n## Gifts?",
    ),
    (
        "a link list",
        "{}\n\n### More to read\n\n- [Piers](https://harbour.example/p)\n- [Boats](https://harbour.example/q)",
    ),
    (
        "a menu and a copyright line",
        "{}\n\n- [Finger post](https://post.example)\n"
        + "\n".join(
            f"- [{name}](https://harbour.example/{name})" for name in ("Help", "Jobs", "News", "Map", "Shop", "Crew")
        )
        + "\n\n© Harbour 2007 - 22",
    ),
    (
        "the foot of a page that lost its links",
        "{}\n\n"
        + "\n".join(
            f"- {name}"
            for name in (
                "Our harbour",
                "Piers",
                "Boats",
                "Investors",
                "Careers",
                "Weather",
                "Site map",
                "Help",
                "Privacy policy",
            )
        )
        + "\n\n© 2022 Harbour",
    ),
    (
        "a menu with an entry that lost its link, and one in a line with an address to write to",
        "{}\n\nLook for\n\n- [Piers](https://harbour.example/p)\n- [Boats](https://harbour.example/q)\n- Choices\n"
        + "\n".join(f"- [{name}](https://harbour.example/{name})" for name in ("Help", "Jobs", "News", "Map"))
        + "\n\n#### Learn more\n\n[Write](mailto:crew@harbour.example)"
        + "".join(
            f"[{name}](https://harbour.example/{name})" for name in ("Shop", "Crew", "Log", "Flag", "Rope", "Mast")
        )
        + "\n\nHarbour Boats, 2026. All Rights Reserved. [Terms of mooring](https://harbour.example/t).",
    ),
    (
        "cards of links, a call between them and a numbered menu",
        "{}\n\nMore of this\n\n"
        + "\n".join(
            f"* [Order\n\n    About {name}, how it works and what it costs you…](https://harbour.example/{name})"
            for name in ("piers", "boats")
        )
        + "\n\nWe help you with your mooring and more.\n\n[Sign in](https://harbour.example/in)\n\n## Crew\n\n"
        + "\n".join(f"* [{name}](https://harbour.example/{name})" for name in ("Help", "Jobs", "News"))
        + "\n\nChoose a languageEnglish and a currency€EUR\n\n1. [Terms](https://harbour.example/t)·\n"
        "2. ·[Imprint](https://harbour.example/i)",
    ),
    (
        "a link list that stands there twice",
        "{}\n\n## More\n\n[Piers](https://harbour.example/p)\n\nMore\n\n[Boats](https://harbour.example/q)",
    ),
    (
        "a menu with a name that heads a clause, too",
        "{}\n\n## More\n\n- [Fees](https://harbour.example/f)\n- [Boats](https://harbour.example/b)",
    ),
    (
        "columns of links, most of them to the site of other countries",
        "{}\n\n## Help\n\nHelp\n\n- [Ask us](https://harbour.example/a)\n\n## Piers\n\nPiers\n\n"
        "- [North](https://www.harbour.co.uk/n)\n- [South](https://harbour.test/s)\n- [East](https://harbour.test/e)",
    ),
    ("a box with a button", "{}\n\n## Tell us who you are\n\nSign in\n\nWhoever is known here moors with less ado."),
    ("one link under a heading", "{}\n\n## Any wishes left\n\n[Ask the crew](https://harbour.example/ask)"),
    ("the title once more", "Rules\n\nThese are the rules of the harbour, and they hold for all.\n\n{}"),
    ("a label above the text", "Second menu\n\nThese are the rules of the harbour, and they hold for all.\n\n{}"),
    ("the writer above the text", "Written by Kim Sailor\n\nThese are the rules of the harbour for all.\n\n{}"),
]
NEWS = [
    (
        "questions and answers",
        "{}\n\n## Who may sail?\n\nWhoever holds a licence may sail.\n\n## Who pays?\n\nThe owner pays for the pier.",
    ),
    (
        "a clause after the last one",
        "{}\n\n## Insurance\n\nThe owner must insure the boat. The harbour may ask for proof.",
    ),
    ("an address after the last clause", "{}\n\n## Contact\n\nHarbour Boats\n\n4 Pier Road\n\n2100 Seatown\n\nAsk us!"),
    ("a list that is introduced", "{}\n\nWe hand your name on to these firms:\n\n- Sailmakers\n- Ropeworks\n- Pilots"),
    ("a firm in a list at the end", "{}\n\n## Our partners\n\n- Sailmakers\n- Ropeworks\n- Pilots"),
    (
        "a list of what belongs to the rules",
        "{}\n\nThe club keeps its rules on boards in the shed by the pier.\n\n"
        + "\n".join(
            f"- {name}"
            for name in ("Terms of use", "Privacy policy", "Imprint", "Fees", "Boats", "Tides", "Nets", "Lamps", "Dogs")
        ),
    ),
    ("links to other sites", "{}\n\n## Processors\n\n- [Post](https://post.example)\n- [Bank](https://bank.example)"),
    (
        "a sentence above the head of a table that reads like a button",
        "{}\n\nThe boats are listed below; each is let for thirty days at most, no longer than a season lasts.\n\n"
        "## Name\n\n## Learn more",
    ),
    (
        "fees with a button beside them",
        "{}\n\n## Bags\n\nOnline\n\nLearn more\n\nSmall bag\n\nFree\n\nLarge bag\n\n12 € - 23 €\n\nOne each trip",
    ),
    ("an address to read at, under a heading", "{}\n\n## Also in force\n\nhttps://port.example/tides"),
    ("a sentence above the text", "Guests who stay for a night pay the fee of a week.\n\n{}"),
    ("a fee above the text", "Fee 20 EUR\n\nThese are the rules of the harbour.\n\n{}"),
]


def compare(old: str, new: str) -> Verdict:
    sides = [read_document((f"# Rules\n\n{text}\n").encode(), media_type="text/markdown") for text in (old, new)]
    return compare_readings(*sides).verdict


@pytest.mark.parametrize("body", [NUMBERED, HEADED], ids=["numbered", "headed"])
@pytest.mark.parametrize("frame", [frame for _, frame in SURROUNDINGS], ids=[name for name, _ in SURROUNDINGS])
def test_what_surrounds_the_document_comes_and_goes_in_silence(frame: str, body: str) -> None:
    body = body.replace("in writing.", f"in writing. On this {LINKS}")
    assert compare(frame.format(body).replace(*_part(frame)), frame.format(body)) is not Verdict.SUBSTANTIVE
    assert compare(frame.format(body), frame.format(body).replace(*_part(frame))) is not Verdict.SUBSTANTIVE


def test_a_box_below_a_numbered_part_is_outside_as_elsewhere() -> None:
    box = "## {}\n\nThousands sail with us every summer. See what they have seen.\n\n[Our rules](/rules)\n\nThank you!"
    old, new = (
        f"# Part 2: The harbour\n\n{NUMBERED}\n\n{box.format(name)}" for name in ("Come aboard", "Sail with us")
    )
    assert compare(old, new) is Verdict.COSMETIC
    clause = "## {}\n\nThe owner must insure the boat. The harbour may ask for proof."
    old, new = (
        f"# Part 2: The harbour\n\n{NUMBERED}\n\n{clause.format(name)}" for name in ("Boats", "All of the crew")
    )
    assert compare(old, new) is Verdict.SUBSTANTIVE


@pytest.mark.parametrize("body", [NUMBERED, HEADED], ids=["numbered", "headed"])
@pytest.mark.parametrize("frame", [frame for _, frame in NEWS], ids=[name for name, _ in NEWS])
def test_what_belongs_to_the_document_is_news(frame: str, body: str) -> None:
    body = body.replace("in writing.", f"in writing. On this {LINKS}")
    assert compare(frame.format(body).replace(*_part(frame)), frame.format(body)) is Verdict.SUBSTANTIVE
    assert compare(frame.format(body), frame.format(body).replace(*_part(frame))) is Verdict.SUBSTANTIVE


PAGES = "{}\n\n{above}## Mooring at night\n\nBoats that come after dark are moored at the outer pier."


@pytest.mark.parametrize("body", [NUMBERED, HEADED], ids=["numbered", "headed"])
@pytest.mark.parametrize(
    "path", ["All pagesHarboursMooring at night", "3. Mooring at night", "Help > Mooring at night"]
)
def test_the_path_to_a_page_stands_above_its_heading(path: str, body: str) -> None:
    assert Verdict.SUBSTANTIVE not in compare_all(PAGES.format(body, above=""), PAGES.format(body, above=f"{path}\n\n"))


@pytest.mark.parametrize("body", [NUMBERED, HEADED], ids=["numbered", "headed"])
def test_a_headed_box_above_the_text_is_told_by_its_button(body: str) -> None:
    box, names = (
        "## Harbour Boats\n\nCome aboard\n\nor\n\nSign in\n\n",
        "## The keepers\n\nKim Sailor\n\nAda Rope\n\n",
    )
    assert Verdict.SUBSTANTIVE not in compare_all(body, box + body)
    assert compare_all(body, names + body) == {Verdict.SUBSTANTIVE}


MENU = "\n".join(
    f"- [{name}](https://harbour.example/{name})" for name in ("Help", "Jobs", "News", "Map", "Shop", "Crew", "Log")
)
BARE_MENU = "Results\n\nNews\n\nSailing\n\n{}Rowing\n\nDiving\n\nKayaks\n\nMore\n\n"


@pytest.mark.parametrize("body", [NUMBERED, HEADED], ids=["numbered", "headed"])
def test_a_name_with_a_figure_among_labels_above_the_text_is_of_their_menu(body: str) -> None:
    old, new = (f"{BARE_MENU.format(name)}# Rules\n\n{body}" for name in ("2nd League\n\n", "Cup 2026\n\n"))
    assert compare_all(old, new) == {Verdict.COSMETIC}
    few = "Results\n\n{}News\n\n# Rules\n\n" + body
    assert compare_all(few.format("2 boats\n\n"), few.format("3 boats\n\n")) == {Verdict.SUBSTANTIVE}


@pytest.mark.parametrize("body", [NUMBERED, HEADED], ids=["numbered", "headed"])
def test_a_menu_below_the_last_step_of_the_path_to_a_page_is_the_pages(body: str) -> None:
    entry = "- [Puzzles](https://harbour.example/puzzles)\n"
    page = "1. [Harbour](https://harbour.example/)\n\n## 3. Privacy\n\n{}" + MENU + "\n\n# Privacy notice\n\n" + body
    assert compare_all(page.format(""), page.format(entry)) == {Verdict.COSMETIC}
    text = f"Boats\n\n## 3. Privacy\n\nGuests are asked for their names.\n\n{{}}\n\n# Privacy notice\n\n{body}"
    assert compare_all(text.format(""), text.format("Guests are asked for their age.")) == {Verdict.SUBSTANTIVE}


def test_a_line_that_says_its_heading_again_says_nothing() -> None:
    page = f"# Rules & Privacy\n\n{{}}# Rules of the harbour\n\n{HEADED}"
    assert compare_all(page.format(""), page.format("Rules & Privacy\n\nRules & Privacy\n\n")) == {Verdict.COSMETIC}


@pytest.mark.parametrize("line", ["The crew forbids mooring at night", "No: mooring at night of any boat"])
def test_a_line_of_its_own_above_a_heading_is_news(line: str) -> None:
    old, new = (PAGES.format(HEADED, above=above) for above in ("", f"{line}\n\n"))
    assert compare_all(old, new) == {Verdict.SUBSTANTIVE}


WHOLE = "{above}\n\n{menu}\n\n{text}\n\n{teaser}## Menu\n\n{menu}\n\n{below}"
BEYOND = [
    ("a promotion above the top menu", {"above": "### Ten off each pier, until Sunday, at all harbours of the north!"}),
    ("teasers of a blog above the last menu", {"teaser": "## From our log\n\n- [A windy day](/w) 4 May 2024\n\n"}),
    ("a window below it", {"below": "# Oh\n\nSomething went wrong, please bear with us\n\nYes No"}),
    (
        "a blurb below it",
        {"below": "Harbour Boats is a happy company of sailors that brings guests and boats together."},
    ),
]


@pytest.mark.parametrize("body", [NUMBERED, HEADED], ids=["numbered", "headed"])
@pytest.mark.parametrize("part", [part for _, part in BEYOND], ids=[name for name, _ in BEYOND])
def test_what_stands_beyond_the_menus_of_a_page_is_the_pages(part: dict[str, str], body: str) -> None:
    plain = dict.fromkeys(("above", "teaser", "below"), "") | {"menu": MENU, "text": f"# Rules\n\n{body}"}
    old, new = (
        read_document(WHOLE.format(**one).encode(), media_type="text/markdown") for one in (plain, plain | part)
    )
    assert compare_readings(old, new).verdict is not Verdict.SUBSTANTIVE
    assert compare_readings(new, old).verdict is not Verdict.SUBSTANTIVE


@pytest.mark.parametrize(
    "line",
    [
        "Guests who leave litter on a pier of the harbour must pay for its cleaning.",
        "You reach the harbour master at all hours on channel nine.",
        "Harbour Boats, 4 Pier Road, telephone 0123 456789",
    ],
)
def test_what_speaks_to_somebody_below_a_menu_is_news(line: str) -> None:
    plain = {"above": "", "teaser": "", "below": "", "menu": MENU, "text": f"# Rules\n\n{HEADED}"}
    old, new = (
        read_document(WHOLE.format(**one).encode(), media_type="text/markdown")
        for one in (plain, plain | {"below": line})
    )
    assert compare_readings(old, new).verdict is Verdict.SUBSTANTIVE


def test_a_list_of_links_that_is_introduced_is_no_menu() -> None:
    text = f"# Rules\n\n{HEADED}\n\nThese rules hold as well:\n\n{MENU}\n\n{{}}"
    old, new = (
        read_document(text.format(one).encode(), media_type="text/markdown")
        for one in ("", "## Sails\n\nSails are dried by the crew before the evening of each day.")
    )
    assert compare_readings(old, new).verdict is Verdict.SUBSTANTIVE


def compare_all(old: str, new: str) -> set[Verdict]:
    """The verdicts forth and back."""
    return {compare(old, new), compare(new, old)}


def put_at_every_clause(line: str) -> str:
    return HEADED.replace("\n\n## ", f"\n\n{line}\n\n## ") + f"\n\n{line}"


def test_a_label_that_comes_at_every_clause_is_a_button() -> None:
    assert compare_all(HEADED, put_at_every_clause("Choose a part to tell us of")) == {Verdict.COSMETIC}
    assert compare_all(put_at_every_clause("Show more"), put_at_every_clause("Show morePrint")) == {Verdict.COSMETIC}


@pytest.mark.parametrize("line", ["It costs 9 EUR", "The crew may fine you", "- Rafts", "| Rafts | yes |\n|-|-|"])
def test_a_rule_or_an_entry_of_a_list_that_comes_at_every_clause_is_news(line: str) -> None:
    assert compare_all(HEADED, put_at_every_clause(line)) == {Verdict.SUBSTANTIVE}


def test_headings_listed_once_more_are_a_contents_list() -> None:
    listed = "\n".join(f"{number}. {name}" for number, name in enumerate(("Scope", "Fees", "Order", "Ending"), start=1))
    assert compare_all(NUMBERED, f"{NUMBERED}\n\n{listed}") == {Verdict.COSMETIC}
    assert compare_all(NUMBERED, NUMBERED + "\n\n" + listed.replace("Order", "Rafts")) == {Verdict.SUBSTANTIVE}
    assert compare_all(NUMBERED, f"{NUMBERED}\n\nOnly these rules hold:\n\n{listed}") == {Verdict.SUBSTANTIVE}


def _part(frame: str) -> tuple[str, str]:
    """What of a frame comes and goes: all after the text, or its first line above the text."""
    before, _, after = frame.partition("{}")
    return (after, "") if after else (before.split("\n\n")[0] + "\n\n", "")


@pytest.mark.parametrize("body", [NUMBERED, HEADED], ids=["numbered", "headed"])
@pytest.mark.parametrize("frame", [frame for _, frame in SURROUNDINGS + NEWS])
def test_what_surrounds_a_document_stands_in_its_outskirts(frame: str, body: str) -> None:
    pair = read_document(body.encode(), name="old.md"), read_document(frame.format(body).encode(), name="new.md")
    margins = find_margins(pair, [list_lines(reading) for reading in pair])
    assert margins.furniture | margins.twofold <= list_outskirts(*pair)


def read_recorded(repository: Path) -> Iterator[Reading]:
    """The newest text of every second document of a repository."""
    git = ["git", "-C", str(repository)]
    listed = subprocess.run([*git, "ls-tree", "-rz", "--name-only", "HEAD"], check=True, capture_output=True).stdout
    for name in [name for name in listed.decode().split("\0") if name.endswith(".md")][::2]:
        body = subprocess.run([*git, "show", f"HEAD:{name}"], check=True, capture_output=True).stdout
        with suppress(ReadingError):
            yield read_document(body, name=name)


@pytest.mark.skipif(not WIDE.exists(), reason="needs ../shared/corpus: recorded texts are not part of the project")
@pytest.mark.floors
def test_what_surrounds_recorded_texts_stands_in_their_outskirts(tmp_path: Path) -> None:
    subprocess.run(["git", "clone", "-q", "--bare", str(WIDE), str(tmp_path / "wide.git")], check=True)
    found = 0
    for new in read_recorded(tmp_path / "wide.git"):
        old = replace(new, sections=new.sections[: -len(new.sections) // 4])  # its end is new, and may be a box
        margins = find_margins((old, new), [list_lines(reading) for reading in (old, new)])
        around = margins.furniture | margins.twofold
        found += len(around)
        assert around <= list_outskirts(old, new), new.title
    assert found


def test_one_article_for_another_is_news() -> None:
    old, new = (NUMBERED.replace("for every boat", f"for {article} boat") for article in ("the", "a"))
    comparison = compare_readings(*(read_document(text.encode(), name="text.md") for text in (old, new)))
    assert comparison.verdict is Verdict.SUBSTANTIVE
