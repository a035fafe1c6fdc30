"""What a page says by its markup (struck words, pictures in cells, parts kept apart) is read as a browser paints it."""

from __future__ import annotations

import pytest

from tracker.errors import EmptyDocumentError, ReadingError
from tracker.model import Block, ReadingSettings
from tracker.read.document import read_document
from tracker.read.markup.html import read_html
from tracker.read.plain.inline import read_inline
from tracker.text.identity import hash_reading

RULES = (
    "<h1>House rules</h1><p>Guests of the hostel leave their boots at the door and their dogs with the neighbours.</p>"
)


def read_lines(markup: str, settings: ReadingSettings = ReadingSettings()) -> list[str]:  # noqa: B008
    """The texts of the blocks after the title and the first paragraph of RULES."""
    blocks: tuple[Block, ...] = read_html(f"<body><main>{RULES}{markup}</main></body>", settings).blocks
    return [block.text for block in blocks[2:]]


STRUCK = [
    ("<p>Breakfast ends at <del>nine</del> <ins>ten</ins> sharp.</p>", ["Breakfast ends at ten sharp."]),
    ("<p>We <s>may</s><u>must</u> lock up.</p>", ["We must lock up."]),
    ("<p>Ask<del> the porter</del><ins>Anna</ins> first.</p>", ["Ask Anna first."]),
    ("<p>The flavo<ins>u</ins>r, the col<strike>l</strike>ar.</p>", ["The flavour, the colar."]),
    ('<p>Rooms cost <span style="TEXT-DECORATION: underline line-through">40</span> 45.</p>', ["Rooms cost 45."]),
    ('<p>It <s style="text-decoration:none">stays</s> open.</p>', ["It stays open."]),
    ("<p>One.</p><del><p>Two.</p></del><p>Three.</p>", ["One.", "Three."]),
    ("<table><tr><th>Bed</th><th>Price</th></tr><tr><td>Top</td><td><s>20</s> 22</td></tr></table>",
     ["Bed | Price", "Top | 22"]),
    ("<style>.was, i.gone{color:red;text-decoration:line-through 2px}</style><p>It costs <b class=was>40</b> 45.</p>",
     ["It costs 45."]),
    ("<style>.was:hover{text-decoration:line-through} .x .was{text-decoration:line-through}</style>"
     "<p>It costs <b class=was>40</b> euros.</p>", ["It costs 40 euros."]),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "lines"), STRUCK)
def test_struck_words_are_gone_and_glue_nothing(markup: str, lines: list[str]) -> None:
    assert read_lines(markup) == lines


def test_a_page_that_is_struck_by_a_forgotten_tag_is_read_all_the_same() -> None:
    page = read_html(f"<body><s>{RULES}<p>Nobody closed that tag.</p></body>", ReadingSettings())
    assert page.blocks[-1].text == "Nobody closed that tag."


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Towels ~~are free~~ cost **two** coins", "Towels cost two coins"),
        ("Quiet<del> hours</del><ins>time</ins> is ~~[nine](u) *to*~~", "Quiet time is"),
        ("Use ~~~ or a ~~ sign, about ~5 of them", "Use ~~~ or a ~~ sign, about ~5 of them"),
        ("Nobody ~~closed this", "Nobody ~~closed this"),
        (r"Not \~~struck~~", "Not ~~struck~~"),
    ],
)
def test_struck_words_of_markdown_are_gone(source: str, text: str) -> None:
    (line,) = read_inline(source)
    assert line.text == text
    assert all(link.text in text for link in line.links)


def table(*cells: str) -> str:
    rows = "".join(f"<tr><td>Sauna {n}</td><td>{cell}</td></tr>" for n, cell in enumerate(cells, 1))
    return f"<table><tr><th>Room</th><th>Open at night</th></tr>{rows}</table>"


PICTURES = [
    ('<img src="a.png" alt="open">', "open"),
    ('<svg aria-label="shut"><path d="M0"/></svg>', "shut"),
    ('<svg role="img"><title>shut</title><path d="M0"/></svg>', "shut"),
    ('<span role="img" aria-label="on request"></span>', "on request"),
    ('<i class="icon icon-tick" title="open"></i>', "open"),
    ('<picture><source srcset="a.webp"><img src="a.png" alt="open"></picture>', "open"),
    ('<i class="tick" aria-hidden="true"></i><span class="sr-only">open</span>', "open"),
    ('<img src="d.png" alt="open" class="dark"><img src="l.png" alt="open" class="light">', "open"),
    ('<span role="img" aria-label="open"><img src="a.png" alt="tick"></span>', "open"),
    ('<img src="a.png" alt="">', ""),
    ('<img src="a.png" alt="" title="tick">', ""),
    ('<svg aria-hidden="true"><title>tick</title></svg>', ""),
    ('<span aria-hidden="true"><img src="a.png" alt="tick"></span>', ""),
    ('<img src="a.png" alt="tick.png">', ""),
    ('<img src="a.png" alt="a tick"> from noon', "from noon"),
    ('<a href="/sauna"><img src="a.png" alt="see the sauna"></a>', ""),
]


@pytest.mark.parametrize(("cell", "said"), PICTURES)
def test_a_picture_that_is_all_a_cell_holds_says_what_it_stands_for(cell: str, said: str) -> None:
    header, row, other = read_lines(table(cell, "always"))
    assert (header, other) == ("Room | Open at night", "Sauna 2 | always")
    assert row == f"Sauna 1 | {said}".strip()


def test_a_picture_that_is_all_an_item_holds_says_what_it_stands_for() -> None:
    assert read_lines('<ul><li>Soap</li><li><img src="t.png" alt="Towels"></li></ul>') == ["Soap", "Towels"]


@pytest.mark.parametrize(
    "markup",
    [
        '<ul><li><img src="v.png" alt="Hostel of the year"></li><li><img src="g.png" alt="Green key"></li></ul>',
        '<p><img src="logo.png" alt="The Blue Boot"></p>',
        '<table><tr><td><img src="logo.png" alt="The Blue Boot"></td><td>12 Mill Lane</td></tr></table>',
        '<ul><li><a href="/fb"><svg><title>Follow us</title></svg></a></li><li>Soap</li></ul>',
        '<table role="presentation"><tr><td>a<td><img alt="spacer"></tr><tr><td>b<td>c</tr></table>',
    ],
)
def test_logos_and_galleries_stay_silent(markup: str) -> None:
    said = " ".join(read_lines(markup))
    assert not any(word in said for word in ("year", "key", "Boot", "Follow", "spacer"))


SENTENCE = "Whoever loses a key of the hostel pays for a new lock and for the walk of the smith who fits it."


def test_a_declared_shadow_root_is_read_with_its_slots_filled() -> None:
    root = (
        '<rule-card><template shadowrootmode="open"><style>p{margin:0}</style><h2><slot name="head">Rule</slot></h2>'
        f'<slot></slot><p>Asked often.</p></template><b slot="head">Keys</b><p>{SENTENCE}</p>'
        '<p slot="nowhere">Unseen.</p></rule-card>'
        "<rule-card><template shadowrootmode=closed><h2><slot name=head>Rule</slot></h2>"
        "<inner-part><template shadowrootmode=open><p>Deep.</p></template></inner-part></template></rule-card>"
    )
    assert read_lines(root) == ["Keys", SENTENCE, "Asked often.", "Rule", "Deep."]


def test_a_template_that_no_browser_paints_is_no_text() -> None:
    assert read_lines("<template><p>For a script.</p></template><p>Painted.</p>") == ["Painted."]


def test_fields_that_only_show_are_read_and_fields_to_fill_in_are_not() -> None:
    shown = f"<textarea readonly>1. {SENTENCE}\n\n2. {SENTENCE}</textarea>"
    filled = f"<textarea>{SENTENCE}</textarea><textarea readonly>&lt;iframe src='https://x.example' {SENTENCE}"
    assert read_lines(shown + filled) == [f"1. {SENTENCE}", f"2. {SENTENCE}"]


def test_a_frame_that_holds_its_page_is_read_in_place() -> None:
    frame = '<p>Before.</p><iframe srcdoc="<h2>Keys</h2><p>Bring &amp;quot;yours&amp;quot;.</p>"></iframe><p>After.</p>'
    assert read_lines(frame) == ["Before.", "Keys", 'Bring "yours".', "After."]
    hidden = '<iframe srcdoc="<p>Unseen.</p>" width="0" height="0"></iframe>'
    assert read_lines(hidden) == []


def test_a_frame_too_large_to_read_says_so() -> None:
    with pytest.raises(ReadingError, match="a frame of the page is too large"):
        read_lines(f'<iframe srcdoc="{"&lt;b>" * 60_000}"></iframe>')


EMBEDDED = [
    ('<iframe src="/rules.pdf"></iframe>', "/rules.pdf"),
    ('<object data="rules.pdf" type="application/pdf"><p>Your browser shows no PDF.</p></object>', "rules.pdf"),
    ('<embed src="https://files.example/rules.pdf">', "https://files.example/rules.pdf"),
    ('<div style="height:0;padding-bottom:60%"><iframe src="/viewer?file=rules.pdf" allowfullscreen></iframe></div>',
     "/viewer?file=rules.pdf"),
    ('<iframe src="/rules.html"/><p>Goes on.</p>', "/rules.html"),
    ('<iframe src="/count" width="1" height="1"></iframe>', None),
    ('<iframe src="/count" style="display:none"></iframe>', None),
    ('<iframe src="/film" allow="autoplay; encrypted-media"></iframe>', None),
    ('<iframe src="about:blank"></iframe>', None),
    ('<iframe src="/badge" width="256" height="60"></iframe>', None),
    ('<form><iframe src="/are-you-human"></iframe></form>', None),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "address"), EMBEDDED)
def test_what_is_only_embedded_is_named(markup: str, address: str | None) -> None:
    page = f"<html lang=en><body><main>{RULES}{markup}</main></body></html>"
    reading = read_document(page.encode(), name="rules.html")
    assert [warning.address for warning in reading.warnings] == ([address] if address else [])
    assert "shows no PDF" not in "".join(section.text for section in reading.sections)


def test_warnings_are_no_part_of_the_text() -> None:
    pages = [
        f'<html lang=en><body><main>{RULES}<iframe src="/{name}"></iframe></main></body></html>'.encode()
        for name in ("a.pdf", "b.pdf")
    ]
    first, second = (read_document(page, name="rules.html") for page in pages)
    assert first.warnings != second.warnings
    assert hash_reading(first) == hash_reading(second)


def test_a_selected_part_warns_of_what_stands_in_it() -> None:
    page = f'<body><main>{RULES}<iframe src="/a.pdf"></iframe></main><section><iframe src="/b.pdf"></iframe></section>'
    reading = read_document(page.encode(), name="r.html", settings=ReadingSettings(select=("main",)))
    assert [warning.address for warning in reading.warnings] == ["/a.pdf"]


def test_a_page_that_only_embeds_says_what() -> None:
    with pytest.raises(EmptyDocumentError, match=r"only shows /rules\.pdf"):
        read_document(b'<html><body><iframe src="/rules.pdf"></iframe></body></html>', name="rules.html")


SHOWN = [
    ('<p hidden="until-found">Bikes are locked at night.</p>', ["Bikes are locked at night."]),
    ('<div itemprop="acceptedAnswer" style="display:none"><p>At noon.</p></div>', ["At noon."]),
    ("<p hidden>Menu closed</p>", []),
    ("<p>Rent is 10<sup>2</sup> euros<sup>1</sup>, the 1<sup>st</sup> month free<sup><a href='#n1'>2, 3</a></sup>.</p>",
     ["Rent is 10² euros¹, the 1st month free², ³."]),
    ("<table><tr><td>Rent<sup>1</sup></td><td>9 m<sup>2</sup></td></tr></table>", ["Rent¹ | 9 m²"]),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "lines"), SHOWN)
def test_what_readers_come_upon_is_read_as_they_see_it(markup: str, lines: list[str]) -> None:
    assert read_lines(markup) == lines


def test_a_page_of_frames_names_them() -> None:
    with pytest.raises(EmptyDocumentError, match="/menu, /rules"):
        read_html(
            '<html><frameset cols="20%,*"><frame src="/menu"><frame src="/rules"></frameset></html>', ReadingSettings()
        )


LINED = [
    ('<div style="white-space: pre-line">Write to the hostel:\nLane 4, the red\ndoor.\n\n1. Knock.</div>',
     ["Write to the hostel:", "Lane 4, the red door.", "1. Knock."]),
    ("<style>.a{white-space:pre-wrap} .b{white-space:normal}</style><p class=a>One.\nTwo.</p>"
     "<p class=b>Three\nfour.</p>", ["One.", "Two.", "Three four."]),
    ('<h2 style="white-space:pre">Nights\nand days</h2>', ["Nights and days"]),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "lines"), LINED)
def test_lines_that_a_style_paints_are_lines(markup: str, lines: list[str]) -> None:
    assert read_lines(markup) == lines
