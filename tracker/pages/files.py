"""Pages and their data -> files in a folder that is being built; what is as it was stays the file it was."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import unquote

from tracker.ask.record import OpenRecord
from tracker.pages.addresses import Address
from tracker.pages.page import Elsewhere, Shelf, SiteFrame, WebPage
from tracker.pages.paging import PartLinks
from tracker.pages.painting import paint, paint_page
from tracker.pages.routes import make_page
from tracker.pages.swap import take_over
from tracker.publish.feeds import write_atom
from tracker.publish.record import Record
from tracker.values import Struct, field, replace


class PageWriter(Struct):
    """Writes below `stage`; a file that is the same in `old` is taken over with its time, so that who copies a site
    copies only what changed. `names` are the files that are there, `changed` counts those that are other than before.
    """

    stage: Path
    old: Path
    around: SiteFrame
    shelf: Shelf | None = None
    names: list[str] = field(default_factory=list)
    pages: int = 0
    changed: int = 0

    def write(self, name: str, content: bytes) -> None:
        """One file by its decoded path."""
        self.names.append(name)
        before, path = self.old / name, self.stage / name
        if before.is_file() and before.stat().st_size == len(content) and before.read_bytes() == content:
            take_over(before, path)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self.changed += 1

    def write_page(self, page: WebPage) -> None:
        """The HTML of one page alone."""
        self.pages += 1
        self.write("/".join((*page.address.parts, "index.html")), paint_page(page, self.around).encode())

    def write_data(self, page: WebPage) -> None:
        """The same facts as JSON, and as a feed where there is one."""
        self.write(unquote(page.address.file("json")), dump_json(page.write_record()))
        if page.write_sheet is not None:
            self.write(unquote(page.address.file("csv")), page.write_sheet().encode("utf-8", "replace"))
        if page.make_feed is not None:
            base = self.around.base_url
            text = write_atom(page.make_feed(base, self.shelf), site=base)
            self.write(unquote(page.address.file("atom")), text.encode("utf-8", "replace"))

    def write_parts(self, record: OpenRecord, address: Address) -> WebPage | None:
        """A page with all its parts and data; None where it only leads on to another."""
        try:
            page = make_page(record, address)
        except Elsewhere as moved:
            self.write_moved(address, moved.address)
            return None
        self.write_page(page)
        if not address.is_side:
            self.write_data(page)
        for part in range(2, count_parts(page) + 1):
            self.write_page(make_page(record, replace(address, part=part)))
        return page

    def write_moved(self, address: Address, target: Address) -> None:
        """A page that leads on to where a clause stands now, and its data."""
        self.pages += 1
        root = "../" * len(address.parts)
        text = paint("moved.html.j2", self.around, root=root, target=target.path)
        self.write("/".join((*address.parts, "index.html")), text.encode())
        moved = {"schema": "tracker.page.moved/1", "path": address.path, "to": target.path}
        self.write(unquote(address.file("json")), dump_json(moved))


def count_parts(page: WebPage) -> int:
    """How many pages a long one has; 1 for a page without parts."""
    parts = getattr(page.view, "parts", None)
    return len(parts.hrefs) if isinstance(parts, PartLinks) else 1


def dump_json(record: Record) -> bytes:
    """JSON as files and answers have it: on one line, as UTF-8; half a surrogate pair comes escaped."""
    try:
        return (json.dumps(record, ensure_ascii=False) + "\n").encode()
    except UnicodeEncodeError:
        return (json.dumps(record) + "\n").encode()
