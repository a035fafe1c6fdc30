"""Pages in XHTML read as an XML parser reads them, and as HTML where they are no XML."""

from __future__ import annotations

import time

import pytest

from tracker.read.document import read_document
from tracker.read.markup.xhtml import is_xhtml, write_as_html

PROLOG = '<?xml version="1.0" encoding="UTF-8"?>\n'
DOCTYPE = (
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">\n'
)
HEAD = '<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="nl"><head><title/><script src="a.js"/></head><body>'
RULES = "<h1>Rules of the pool</h1><p>No diving from the roof of the hut.</p>"


def read_lines(markup: str, media_type: str | None = "application/xhtml+xml") -> list[str]:
    reading = read_document(markup.encode(), media_type=media_type)
    blocks = [block.text for section in reading.sections for block in section.blocks]
    return [text for section in reading.sections if (text := section.heading)] + blocks + [reading.title or ""]


@pytest.mark.parametrize(
    ("markup", "media_type"),
    [
        (f"{HEAD}{RULES}</body></html>", "application/xhtml+xml"),
        (f"{HEAD}{RULES}</body></html>", "application/xhtml+xml; charset=utf-8"),
        (f"{PROLOG}{DOCTYPE}{HEAD}{RULES}</body></html>", "text/html"),
        (f"{PROLOG}{DOCTYPE}{HEAD}{RULES}</body></html>", "application/xml"),
        (f"{PROLOG}{HEAD}<style/>{RULES}<div/><textarea/></body></html>", None),
    ],
)
def test_elements_that_close_themselves_swallow_nothing(markup: str, media_type: str | None) -> None:
    lines = read_lines(markup, media_type)
    assert "No diving from the roof of the hut." in lines and "Rules of the pool" in lines


def test_cdata_and_the_names_of_signs_are_text() -> None:
    lines = read_lines(f"{HEAD}{RULES}<p>Fish&nbsp;&amp; chips: 5&euro; <![CDATA[or < 6 &euro;]]></p></body></html>")
    assert any(line.replace("\xa0", " ") == "Fish & chips: 5€ or < 6 &euro;" for line in lines)


def test_a_prefix_for_every_element_is_no_other_language() -> None:
    markup = f"<h:html xmlns:h='http://www.w3.org/1999/xhtml'><h:body>{RULES}</h:body></h:html>"
    markup = markup.replace("<h1", "<h:h1").replace("</h1", "</h:h1").replace("<p>", "<h:p>").replace("</p>", "</h:p>")
    assert "No diving from the roof of the hut." in read_lines(PROLOG + markup)


def test_the_language_that_xml_names_is_the_pages() -> None:
    body = f"{HEAD}<h1>Zwembad</h1><p>Duiken verboden.</p></body></html>".encode()
    assert read_document(body, media_type="application/xhtml+xml").language == "nl"


@pytest.mark.parametrize(
    "body",
    [
        f"{RULES}<p>Left open<br>",
        f"{RULES}<p>A & B</p></body></html>",
        RULES + "<div>" * 3000,
    ],
)
def test_what_is_no_xml_is_read_as_html(body: str) -> None:
    head = HEAD.replace('<script src="a.js"/>', "")
    assert "No diving from the roof of the hut." in read_lines(f"{PROLOG}{head}{body}")


def test_entities_of_the_pages_own_are_not_grown() -> None:
    """Each of them ten of the one before: a thousand million letters where a parser believed it."""
    entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    doctype = f'<!DOCTYPE html [<!ENTITY e0 "ha"><!ENTITY f SYSTEM "file:///etc/hostname">{entities}]>'
    lines = read_lines(f"{PROLOG}{doctype}{HEAD}{RULES}<p>&e9; &f; end</p></body></html>")
    assert "No diving from the roof of the hut." in lines
    assert sum(map(len, lines)) < 500


@pytest.mark.parametrize("piece", ["<![CDATA[", "<!DOCTYPE[", "<?xml ", "&nbsp;<", "<!DOCTYPE html [<!--"])
def test_pages_that_never_close_what_they_open_are_read_in_time(piece: str) -> None:
    started = time.process_time()
    write_as_html(PROLOG + piece * 100_000)
    is_xhtml(PROLOG + piece * 100_000, None)
    assert time.process_time() - started < 2
