"""Boxes that lie over a page: dialogs, panels of consent tools → which those are, and where the page has its title.

A dialog may have a heading of the first level ("Cookie settings"): no title of the page where one stands below it.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from tracker.read.page.furniture import is_overlay_name
from tracker.read.page.nodes import MOST_LEVELS, list_names, walk_ancestors

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_DIALOG_ROLES = {"dialog", "alertdialog"}
# Headings looked at; pages stay below.
_MOST_TITLES = 20


def is_over_page(node: LexborNode) -> bool:
    """Whether an element says that it lies over the page: `<div role="dialog">`, `<div class="c-modal">`."""
    attributes = node.attributes
    if node.tag == "dialog" or attributes.get("role") in _DIALOG_ROLES or attributes.get("aria-modal") == "true":
        return True
    return any(map(is_overlay_name, list_names(node)))


def has_title_below(body: LexborNode) -> bool:
    """Whether a heading of the first level stands on the page itself, in no box over it."""
    return any(_stands_below(title) for title in body.css("h1")[:_MOST_TITLES] if (title.text() or "").strip())


def _stands_below(title: LexborNode) -> bool:
    return not any(node.is_element_node and is_over_page(node) for node in islice(walk_ancestors(title), MOST_LEVELS))
