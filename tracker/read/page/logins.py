"""Forms that sign somebody up or in → marked as such, before their fields, which are never text, are taken out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from tracker.read.page.nodes import MOST_LEVELS, measure_text, walk_ancestors

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

LOGIN_MARK = "data-signs-up"
_MOST_FIELDS = 20
_MOST_ASKED = 3  # fields of a form that asks for an address to send news to
_BOX_CHARS = 600  # of the box around such a form: what is offered, and what one agrees to
_BOX_SHARE = 0.25  # of the page's text
_UNASKED = "".join(f":not([type={kind}])" for kind in ("hidden", "submit", "button", "checkbox", "image"))
_FIELDS = f"input{_UNASKED}, select, textarea"


def mark_logins(body: LexborNode) -> None:
    """Mark each form with a field for a password: what stands around it ("I am looking for") signs somebody up; and the
    box around a form that asks for an e-mail address and hardly more: "Stay up to date"."""
    for field in body.css("form input[type=password]")[:_MOST_FIELDS]:
        form = _find_form(field)
        if form is not None:
            form.attrs[LOGIN_MARK] = ""
    addresses = body.css("form input[type=email]")[:_MOST_FIELDS]
    most = min(_BOX_CHARS, int(_BOX_SHARE * measure_text(body))) if addresses else 0
    for field in addresses:
        form = _find_form(field)
        if form is not None and len(form.css(_FIELDS)) <= _MOST_ASKED:
            for box in (form, *_list_boxes(form, most)):
                box.attrs[LOGIN_MARK] = ""


def _find_form(field: LexborNode) -> LexborNode | None:
    return next((above for above in islice(walk_ancestors(field), MOST_LEVELS) if above.tag == "form"), None)


def _list_boxes(form: LexborNode, most: int) -> Iterator[LexborNode]:
    """The elements around a form that hold no more than so many letters."""
    return takewhile(lambda above: measure_text(above) <= most, islice(walk_ancestors(form), MOST_LEVELS))
