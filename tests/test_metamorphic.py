"""Changes of markup that no reader sees leave a page's text and sections as they are."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Comment, NavigableString, Tag
from bs4.dammit import EntitySubstitution
from bs4.formatter import HTMLFormatter

from tracker.errors import ReadingError
from tracker.read.document import read_document

CASES = sorted((Path(__file__).parent / "cases" / "html").glob("*.html"))
SNAPSHOTS = Path(__file__).parents[1] / "../shared/corpus/snapshots.bundle"
MOST_PAGES = 12

BOXES = ("p", "h1", "h2", "h3", "h4", "li", "td", "dd")
INLINE = {"b", "strong", "i", "em", "a"}
UNSEEN = {"script", "style", "template", "svg", "title", "textarea", "iframe", "noscript", "head", "object", "select"}


class AsWritten(HTMLFormatter):
    """Attributes in their own order; bs4 sorts them."""

    def attributes(self, tag: Tag) -> Iterator[tuple[str, object]]:
        yield from tag.attrs.items()


def write(soup: BeautifulSoup) -> str:
    return soup.decode(formatter=AsWritten(entity_substitution=EntitySubstitution.substitute_xml))


def read_sections(page: str) -> list[tuple[str | None, str | None, str]] | str:
    try:
        reading = read_document(page.encode(), media_type="text/html", charset="utf-8")
    except ReadingError as error:  # a page without a document must stay one
        return str(error)
    return [(section.number, section.heading, section.text) for section in reading.sections]


def list_texts(soup: BeautifulSoup) -> list[NavigableString]:
    body = soup.body or soup
    return [
        text
        for text in body.find_all(string=True)
        if type(text) is NavigableString and text.strip() and not UNSEEN & {above.name for above in text.parents}
    ]


def add_names(soup: BeautifulSoup) -> None:
    """A class and data on every element, as build tools add them with every release."""
    for count, tag in enumerate(soup.find_all(True)):
        tag["class"] = [*tag.get_attribute_list("class"), f"c{count:x}q"]
        tag["data-v"] = f"{count:x}"


def turn_attributes(soup: BeautifulSoup) -> None:
    for tag in soup.find_all(True):
        tag.attrs = dict(reversed(tag.attrs.items()))


def wrap_boxes(soup: BeautifulSoup) -> None:
    """A <span> around all that a paragraph, heading, item or cell of words holds."""
    for tag in soup.find_all(BOXES):
        if not any(isinstance(child, Tag) and child.name not in INLINE for child in tag.children):
            span = soup.new_tag("span")
            for child in list(tag.contents):
                span.append(child.extract())
            tag.append(span)


def wrap_page(soup: BeautifulSoup) -> None:
    """One more box around everything, as every framework puts one."""
    body = soup.body
    if body is not None:
        box = soup.new_tag("div")
        for child in list(body.contents):
            box.append(child.extract())
        body.append(box)


def mark_words(soup: BeautifulSoup) -> None:
    """An inline tag around a word in the middle of each text, and one inside of a word."""
    for count, text in enumerate(list_texts(soup)):
        words = list(re.finditer(r"[^\W\d_]{6,}", text))
        if len(words) > 2:
            word = words[len(words) // 2]
            cut = word.start() + 3 * (count % 2)
            inner = soup.new_tag(("span", "font", "abbr")[count % 3])
            inner.string = text[cut : word.end()]
            text.replace_with(NavigableString(text[:cut]), inner, NavigableString(text[word.end() :]))


def add_comments(soup: BeautifulSoup) -> None:
    for text in list_texts(soup):
        text.insert_before(Comment(" rendered 12:01 "))
        half = len(text) // 2
        text.replace_with(NavigableString(text[:half]), Comment("!"), NavigableString(text[half:]))


def change_space(soup: BeautifulSoup) -> None:
    """Line breaks and indents of the source where there is space already."""
    for text in list_texts(soup):
        if not {"pre", "code"} & {above.name for above in text.parents}:
            text.replace_with(NavigableString(re.sub(r"[ \n]+", "\n   ", text)))


def add_part(soup: BeautifulSoup, markup: str, *, is_before: bool) -> None:
    body = soup.body
    if body is not None:
        part = BeautifulSoup(markup, "html.parser")
        body.insert(0, part) if is_before else body.append(part)


def add_cookie_banner(soup: BeautifulSoup) -> None:
    words = "<p>We use cookies to make our site work and to count visits.</p><button>Accept all</button>"
    add_part(soup, f'<div class="cookie-banner" role="dialog" aria-label="Cookies">{words}</div>', is_before=True)


def add_promotion_before(soup: BeautifulSoup) -> None:
    add_part(soup, '<aside><a href="/boats">New: hire a boat for half the price</a></aside>', is_before=True)


def add_promotion_after(soup: BeautifulSoup) -> None:
    words = "<h2>Get our letter</h2><form><input type=email><button>Subscribe</button></form>"
    add_part(soup, f"<footer><section>{words}</section></footer>", is_before=False)


CHANGES = [
    add_names,
    turn_attributes,
    wrap_boxes,
    wrap_page,
    mark_words,
    add_comments,
    change_space,
    add_cookie_banner,
    add_promotion_before,
    add_promotion_after,
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_our_pages_read_alike(case: Path, change: Callable[[BeautifulSoup], None]) -> None:
    check_alike(case.read_text("utf-8"), change)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_every_change_changes_the_markup(change: Callable[[BeautifulSoup], None]) -> None:
    changed = 0
    for case in CASES:
        before, after = (BeautifulSoup(case.read_text("utf-8"), "lxml") for _ in range(2))
        change(after)
        changed += write(after) != write(before)
    assert changed >= len(CASES) / 2


def check_alike(page: str, change: Callable[[BeautifulSoup], None]) -> None:
    before, after = (BeautifulSoup(page, "lxml") for _ in range(2))
    change(after)
    assert read_sections(write(after)) == read_sections(write(before))


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    """The newest recorded page of some documents, by name."""
    git = ["git", "-C", str(tmp_path_factory.mktemp("recorded") / "pages.git")]
    subprocess.run(["git", "clone", "-q", "--bare", str(SNAPSHOTS), git[2]], check=True)
    names = subprocess.run([*git, "ls-tree", "-rz", "--name-only", "HEAD"], check=True, capture_output=True).stdout
    return list(_read_pages(git, [name for name in names.decode().split("\0") if name.endswith(".html")]))


def _read_pages(git: list[str], names: list[str]) -> Iterator[tuple[str, str]]:
    for name in names[:: max(1, len(names) // MOST_PAGES)]:
        body = subprocess.run([*git, "show", f"HEAD:{name}"], check=True, capture_output=True).stdout
        yield name, body.decode("utf-8", "replace")


@pytest.mark.skipif(not SNAPSHOTS.exists(), reason="needs ../shared/corpus: recorded pages are not part of the project")
@pytest.mark.floors
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_recorded_pages_read_alike(change: Callable[[BeautifulSoup], None], recorded: list[tuple[str, str]]) -> None:
    differing = []
    for name, page in recorded:
        try:
            check_alike(page, change)
        except AssertionError:
            differing.append(name)
    assert differing == []
