"""What a list's markup says → the marker that a browser paints before each item: "3.", "iv.", "B.", "•".

The counter follows https://html.spec.whatwg.org/#ordinal-value (start, reversed, <li value>).
"""

from __future__ import annotations

from collections.abc import Mapping

from tracker.read.page.list_styles import BULLETS, paint_marker
from tracker.read.page.sheets import NESTED
from tracker.values import Struct

# `<ol type="a">` and its style
_TYPES = {"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}


class OpenList(Struct):
    """A list while its items are read: `style` a CSS list-style-type, `counter` the ordinal of the next item.

    `outer` is what a nested list counts below: "1." of the item that it stands in.
    """

    style: str
    counter: int = 1
    step: int = 1
    outer: str = ""
    painted: str = ""

    def paint_next(self, item: Mapping[str, str | None], style: str | None) -> str | None:
        """The marker of the next item (its attributes, its own CSS style if any); None where a browser paints none."""
        value = _read_integer(item.get("value"))
        if value is not None and self.style not in BULLETS:
            self.counter = value
        ordinal, self.counter = self.counter, self.counter + self.step
        if self.style == NESTED:
            self.painted = f"{self.outer}{ordinal}."
            return self.painted
        return paint_marker(style or _TYPES.get(item.get("type") or "", self.style), ordinal)


def open_list(
    tag: str, attributes: Mapping[str, str | None], style: str | None, count: int, within: OpenList | None = None
) -> OpenList:
    """The list that `<tag attributes>` opens; `style` as CSS gives it, `count` its items (needed when reversed), in
    the list `within`."""
    if tag != "ol":
        return OpenList(style or "disc")
    style = style or _TYPES.get((attributes.get("type") or "").strip(), "decimal")
    is_reversed = "reversed" in attributes
    start = _read_integer(attributes.get("start"))
    if start is None:
        start = count if is_reversed else 1
    return OpenList(style, start, -1 if is_reversed else 1, within.painted if within else "")


def _read_integer(text: str | None) -> int | None:
    """The integer that an attribute holds; pages print value="" and value="1a"."""
    if text is None:
        return None
    digits = text.strip()
    sign = -1 if digits.startswith("-") else 1
    digits = digits.lstrip("+-")
    return sign * int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 7 else None
