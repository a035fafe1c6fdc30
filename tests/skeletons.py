"""Pages laid out as terms are on real sites -> their like with nodes dropped, doubled, emptied, renamed."""

from __future__ import annotations

import random
from pathlib import Path

from bs4 import BeautifulSoup, Tag

FOLDER = Path(__file__).parent / "cases" / "skeletons"
PAGES = {path.stem: path.read_text("utf-8") for path in sorted(FOLDER.glob("*.html"))}

ATTRIBUTES = [
    *(("start", "7"), ("start", "-1"), ("start", "99999999999"), ("value", "3"), ("value", "x"), ("type", "A")),
    *(("type", "disc"), ("reversed", ""), ("colspan", "0"), ("rowspan", "1000"), ("lang", "ja"), ("class", "")),
    *(("style", "font-weight:bold"), ("id", "a"), ("role", "list"), ("href", "http://[::1"), ("href", "")),
    *(("align", "right"), ("dir", "rtl")),
]
TAGS = ["p", "li", "ol", "ul", "b", "h2", "h6", "td", "tr", "table", "div", "span", "summary", "dd", "blockquote", "a"]


def mutilate(markup: str, seed: int) -> str:
    """The page with a handful of its nodes changed; the same for the same seed."""
    chance = random.Random(seed)
    soup = BeautifulSoup(markup, "html.parser")
    for _ in range(chance.randint(1, 6)):
        nodes = [node for node in soup.find_all(True) if node.parent is not None]
        if nodes:
            chance.choice(CHANGES)(soup, chance.choice(nodes), chance)
    return str(soup)


def drop(_: BeautifulSoup, node: Tag, __: random.Random) -> None:
    node.decompose() if node.name not in {"html", "body", "main"} else node.unwrap()


def empty(_: BeautifulSoup, node: Tag, chance: random.Random) -> None:
    """Take away the words that stand in the node itself; what is nested in it stays."""
    for text in node.find_all(string=True, recursive=chance.random() < 0.3):
        text.extract()


def double(_: BeautifulSoup, node: Tag, __: random.Random) -> None:
    node.insert_after(BeautifulSoup(str(node), "html.parser"))


def unwrap(_: BeautifulSoup, node: Tag, __: random.Random) -> None:
    node.unwrap()


def rename(_: BeautifulSoup, node: Tag, chance: random.Random) -> None:
    node.name = chance.choice(TAGS)


def mark(_: BeautifulSoup, node: Tag, chance: random.Random) -> None:
    name, value = chance.choice(ATTRIBUTES)
    node[name] = value


def wrap(soup: BeautifulSoup, node: Tag, chance: random.Random) -> None:
    node.wrap(soup.new_tag(chance.choice(TAGS)))


def move(soup: BeautifulSoup, node: Tag, chance: random.Random) -> None:
    """Put the node into another, wherever that is."""
    targets = [one for one in soup.find_all(True) if one is not node and node not in one.parents]
    if targets:
        chance.choice(targets).insert(0, node.extract())


CHANGES = [drop, empty, empty, double, unwrap, rename, mark, wrap, move]
