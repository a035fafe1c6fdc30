"""The words of reading: blocks, sections, stated dates, and one text, read."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Literal
from urllib.parse import urljoin

from tracker.values import Struct, replace


class BlockKind(StrEnum):
    """What a stretch of text is on the page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"
    QUOTE = "quote"


class Link(Struct, frozen=True):
    """A link beside the text, never in it: the words it stands on and where it leads."""

    text: str
    target: str


class Block(Struct, frozen=True):
    """One heading, paragraph, list item, table row or quote, as printed.

    `text` has its whitespace collapsed and does not hold the list marker. `level` is 1-6 for a heading
    (as marked up) and the nesting depth from 1 for an item, else 0. `marker` is a list item's label as a
    browser would paint it ("3.", "(a)", "iv.", "•"); a label typed into the text stays in the text until
    sectioning moves it here. `lead` counts the leading characters of `text` that are bold or underlined
    (a run-in heading, or the whole of a bold line); `cells` counts a row's cells. `is_header` marks a
    row of header cells. `anchor` is the id attribute that a fragment or a contents list can point to.
    """

    kind: BlockKind
    text: str
    level: int = 0
    marker: str | None = None
    lead: int = 0
    links: tuple[Link, ...] = ()
    is_header: bool = False
    anchor: str | None = None

    @property
    def shown(self) -> str:
        """The text with its marker, bullets left out: "(a) rent, lease or sell"."""
        marker = self.marker
        if marker and any(map(str.isalnum, marker)):
            return f"{marker} {self.text}" if self.text else marker
        return self.text


def name_place(number: str | None, heading: str | None, ordinal: int | None) -> str:
    """How a person names a section: "10.4 Customer License Grant", "Definitions"; without number and heading the text
    before the first clause is the opening, and other text unnumbered."""
    named = " ".join(part for part in (number, heading) if part)
    return named or ("opening" if ordinal == 0 else "unnumbered text")


class Section(Struct, frozen=True, dict=True):
    """A node of one version's tree: the smallest unit with a number or heading of its own.

    `number` is the own label after repair, without trailing punctuation ("10.4", "(a)", "Article 4");
    `printed` the raw label where repair changed it; `path` the full address a reader would write
    ("10.4", "D.4", "10.4(a)"). `parent` is the ordinal of the enclosing section, None at the top.
    `clause` is the id of the clause this is an occurrence of, None outside a database.
    """

    ordinal: int
    level: int
    number: str | None = None
    printed: str | None = None
    path: str | None = None
    heading: str | None = None
    blocks: tuple[Block, ...] = ()
    heading_links: tuple[Link, ...] = ()
    parent: int | None = None
    clause: str | None = None

    @cached_property
    def text(self) -> str:
        """The body: the own blocks as shown, joined by newlines; no number, heading or children."""
        return "\n".join(block.shown for block in self.blocks)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """All links of the heading and the body, in order."""
        return self.heading_links + tuple(link for block in self.blocks for link in block.links)

    @property
    def label(self) -> str:
        """How a person names it: "10.4 Customer License Grant", "Definitions", "opening"."""
        return name_place(self.path or self.number, self.heading, self.ordinal)


DateKind = Literal["effective", "updated", "announced"]


class StatedDate(Struct, frozen=True):
    """A date the document states about itself, with the phrase it came from."""

    kind: DateKind
    on: date
    phrase: str


class ReadingSettings(Struct, frozen=True):
    """What a person may say about how one policy is read: CSS selectors, part of the page, the language to expect."""

    select: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    language: str | None = None
    fragment: str | None = None


class ReadingWarning(Struct, frozen=True):
    """What a person should know though a document was read; no part of the text.

    `kind` is a word for programs ("embedded"), `address` where the matter is, as the document writes it.
    """

    kind: str
    message: str
    address: str | None = None

    def resolve(self, base: str | None) -> ReadingWarning:
        """The same with its whole address, where the page that wrote it came from `base`."""
        if not base or not self.address:
            return self
        try:
            return replace(self, address=urljoin(base, self.address))
        except ValueError:  # "http://[" is no address: it stays as it is written
            return self

    def __str__(self) -> str:
        return f"{self.message}: {self.address}" if self.address else self.message


class Reading(Struct, frozen=True):
    """One text, read: what `read_document` makes of bytes. A reading out of the archive has no warnings."""

    media_type: str
    title: str | None
    language: str | None
    sections: tuple[Section, ...]
    dates: tuple[StatedDate, ...] = ()
    warnings: tuple[ReadingWarning, ...] = ()

    def stated_on(self, kind: DateKind) -> date | None:
        """The first stated date of one kind, else None."""
        return next((stated.on for stated in self.dates if stated.kind == kind), None)

    @property
    def effective_on(self) -> date | None:
        return self.stated_on("effective")

    @property
    def updated_on(self) -> date | None:
        return self.stated_on("updated")
