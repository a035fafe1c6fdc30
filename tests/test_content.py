"""The document is found on the page: furniture goes on evidence, a large part of the prose never."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.model import ReadingSettings
from tracker.read.markup.html import read_html
from tracker.read.page.furniture import has_spoken_name, is_widget_name
from tracker.read.page.furniture_lines import is_consent_button, is_furniture_line

CLAUSES = "".join(
    f"<p>{number}. The tenant of room {number} leaves the kitchen as clean as it was found, every evening.</p>"
    for number in range(1, 9)
)


def read_text(markup: str) -> str:
    return "\n".join(block.text for block in read_html(markup, ReadingSettings()).blocks)


@pytest.mark.parametrize(
    "wrapped",
    [
        "<aside>{}</aside>",
        "<footer>{}</footer>",
        "<nav>{}</nav>",
        "<form>{}</form>",
        "<div role=dialog aria-modal=true><button>Accept</button>We use no cookies. {}</div>",
        "<div class='cookie-notice'>{}</div>",
        "<div class='modal' style='display:none'>{}</div>",
        "<div aria-hidden=true>{}</div>",
        "<div hidden>{}</div>",
        "<noscript>{}</noscript>",
        "<div class='site-header breadcrumb'>{}</div>",
        "<table><tr><td>{}</td></tr></table>",
        "<main></main><div>{}</div>",
        "<main><p>Menu</p></main><article>{}</article>",
    ],
)
def test_text_that_is_most_of_the_page_stays_whatever_it_is_called(wrapped: str):
    text = read_text(f"<body><div><a href='/'>Home</a></div>{wrapped.format(CLAUSES)}</body>")
    assert all(f"{number}. The tenant" in text for number in range(1, 9))


@pytest.mark.parametrize(
    "furniture",
    [
        "<nav><a href=/>Start</a> <a href=/b>NOISE</a></nav>",
        "<div role=navigation>NOISE</div>",
        "<header><a href=/>NOISE</a></header>",
        "<footer><p>NOISE is a registered company of this town, with its seat in the old mill.</p></footer>",
        "<div class='c-cookie-banner__wrap'>NOISE</div>",
        "<div id=onetrust-consent-sdk><p>NOISE</p></div>",
        "<div class=Q7x><p>NOISE: this site sets cookies.</p><button>Alle akzeptieren</button></div>",
        "<section class='related-articles'><a href=/x>NOISE</a></section>",
        "<ul class='language-switcher'><li>NOISE</li></ul>",
        "<dialog>NOISE</dialog>",
        "<button>NOISE</button>",
        "<select><option>NOISE</select>",
        "<div class=Q8x><div><a href=/1>NOISE</a></div><div><a href=/2>Other page</a></div></div>",
        "<span class='sr-only'>NOISE</span>",
        "<aside><a href=/x>NOISE</a></aside>",
        "<template>NOISE</template><svg><text>NOISE</text></svg>",
        "<div class='modal' style='display: none'>NOISE</div>",
        "<div class=Q6x><h5>NOISE</h5><p>One letter a month.</p><form action=/s><input type=email><input type=submit>"
        "</form></div>",
    ],
)
@pytest.mark.parametrize("place", ["before", "after"])
def test_furniture_beside_the_document_goes(furniture: str, place: str):
    document = f"<main><h1>House rules</h1>{CLAUSES}</main>"
    page = furniture + document if place == "before" else document + furniture
    text = read_text(f"<body>{page}</body>")
    assert "NOISE" not in text
    assert text.count("The tenant of room") == 8


def test_preamble_and_signature_beside_the_core_stay():
    core = f"<div class=core>{CLAUSES * 10}</div>"
    before = "<div><h1>House rules</h1><div>Agreed by all tenants.</div></div>"
    after = "<div>" + "Signed in the hall of the house by the owner and by all who live in it. " * 4 + "</div>"
    text = read_text(f"<body><div>{before}{core}{after}</div></body>")
    assert text.startswith("House rules\nAgreed by all tenants.")
    assert text.endswith("all who live in it.")


def test_footer_of_the_document_stays_and_footer_of_the_page_goes():
    main = f"<main><h1>House rules</h1>{CLAUSES}<footer>Last changed in May.</footer></main>"
    text = read_text(f"<body>{main}<footer>Imprint of the page.</footer></body>")
    assert text.endswith("Last changed in May.")


def test_a_form_that_asks_for_more_than_an_address_keeps_what_stands_around_it():
    fields = "".join(f"<input name={name}>" for name in ("room", "week", "reason"))
    form = f"<div><p>Ask for another room here.</p><form><input type=email>{fields}</form></div>"
    assert "Ask for another room" in read_text(
        f"<body><main><h1>House rules</h1>{CLAUSES}{form}{CLAUSES}</main></body>"
    )


def test_the_box_of_a_form_is_no_large_part_of_a_page():
    form = "<div><p>Write to us about the rooms.</p><form><input type=email></form></div>"
    text = read_text(f"<body><div><p>We let rooms.</p><p>In the mill.</p></div>{form}</body>")
    assert "Write to us about the rooms." in text


@pytest.mark.parametrize(
    ("before", "is_kept"),
    [
        ("<div>House rules</div><div>Last updated: 9 April 2026</div>", True),
        ("<div>Hausordnung</div><div>Stand: 9. April 2026</div>", True),
        ("<div>Our rooms</div><div>Prices and weeks</div>", False),
        ("<div><a href=/news>News</a></div><div>Last updated: 9 April 2026</div>", False),
    ],
    ids=["says since when it holds", "in German", "names alone", "a teaser"],
)
def test_a_title_that_says_since_when_the_text_holds_stays(before: str, is_kept: bool):
    text = read_text(f"<body><div><div class=t>{before}</div><div class=c>{CLAUSES * 4}</div></div></body>")
    assert ("2026" in text or "Prices" in text) == is_kept


@pytest.mark.parametrize(
    ("entry", "is_kept"),
    [
        ("Weekly rates", False),
        ("The tenant who leaves last puts out the lamp, closes the door and takes the key along", True),
    ],
)
def test_a_foot_whose_entries_a_script_follows_goes(entry: str, is_kept: bool):
    entries = "".join(f"<div><div>{entry}</div><i class=arrow></i></div>" for _ in range(12))
    foot = f"<div class='footerWrap--S1'>{entries}</div>"
    text = read_text(f"<body><div><div class=c>{CLAUSES * 30}</div>{foot}</div></body>")
    assert (entry in text) == is_kept


def test_second_copy_for_phones_is_dropped():
    shown = (
        f"<body><h1>House rules</h1><div>{CLAUSES}</div><div class=phone style='display:none'>{CLAUSES}</div></body>"
    )
    assert read_text(shown).count("The tenant of room 3") == 1


@pytest.mark.parametrize("box", ["section", "div"])
def test_header_of_a_clause_and_remark_beside_it_stay(box: str):
    clauses = f"<{box}><header><h2>1. Kitchen</h2></header>{CLAUSES}</{box}>" * 3
    remark = (
        "<aside>In short: whoever cooks also cleans, on the same evening, and nobody has to be asked twice to do so; "
    )
    remark += "those who are ill are excused, and so are those who were away on that day.</aside>"
    text = read_text(f"<body><div>{clauses}{remark}</div></body>")
    assert text.count("1. Kitchen") == 3
    assert "whoever cooks also cleans" in text


def test_a_clause_about_a_widget_is_not_the_widget():
    clause = (
        "<p>We send the newsletter once a month to those who asked for it. You end it by <a href=/end>a click</a>, "
    )
    clause += "and we then delete the address that you gave us, together with the day on which you gave it.</p>"
    text = read_text(
        f"<body><h1>Privacy</h1>{CLAUSES}<section id=newsletter><h4>Newsletter</h4>{clause}</section></body>"
    )
    assert "once a month" in text
    assert "Newsletter" in text


def test_words_of_a_heading_are_no_widget():
    heading = "<h2><span id=cookie-settings>Cookie settings</span></h2><h3 id=newsletter>Newsletter</h3>"
    text = read_text(f"<body><main><h1>Privacy</h1>{heading}{CLAUSES}</main></body>")
    assert text.startswith("Privacy\nCookie settings\nNewsletter\n")


def test_names_are_judged_by_whole_words_at_their_end():
    for name in (
        "cookie-banner",
        "CookieBanner_root__x7",
        "js-gdpr-notice",
        "site_breadcrumbs",
        "main-nav",
        "share-bar-2",
    ):
        assert is_widget_name(name), name
    for name in (
        "cookie-policy",
        "cookies",
        "privacy-notice-text",
        "navigation-rules",
        "menu-of-services",
        "terms",
        "md:modal",
    ):
        assert not is_widget_name(name), name
    assert has_spoken_name("sr-only")
    assert not has_spoken_name("not-sr-only")


@pytest.mark.parametrize(
    "line",
    [
        "Updated 3 weeks ago", "vor 2 Tagen",
        "Mis à jour il y a 3 jours", "hace 5 meses", "about 2 years ago", "7 min read",
        "Skip to main content", "Zum Inhalt springen", "Back to top", "Was this article helpful?", "Print this page",
        "2 out of 9 found this helpful", "Copy link", "Related articles", "(opens in a new window)",
    ],
)  # fmt: skip
def test_lines_of_the_page_are_known(line: str):
    assert is_furniture_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "Last updated: 3 May 2024", "You must tell us within 3 weeks", "30 days", "Updated terms apply after 30 days.",
        "Share of costs", "Content", "We keep it for 2 years", "Two years ago we changed this rule.", "Related persons",
    ],
)  # fmt: skip
def test_lines_of_a_document_are_not_taken_for_the_pages(line: str):
    assert not is_furniture_line(line)


def test_consent_buttons_are_told_from_others():
    assert is_consent_button("Accept all cookies")
    assert is_consent_button("Nur notwendige")
    assert not is_consent_button("Next")
    assert not is_consent_button("Accept " + "a very long explanation " * 5)


NAMES = [
    "nav",
    "main",
    "header",
    "footer",
    "modal",
    "cookie-banner",
    "sr-only",
    "related-articles",
    "content",
    "accordion",
]


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.integers(1, 12)), min_size=1, max_size=6))
def test_some_of_the_prose_is_always_left(boxes: list[tuple[str, int]]):
    sentence = "The tenant leaves the kitchen as clean as it was found, every evening of the week."
    body = "".join(f"<div class='{name}'>{f'<p>{sentence}</p>' * count}</div>" for name, count in boxes)
    assert sentence in read_text(f"<body>{body}</body>")
