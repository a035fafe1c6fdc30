"""What a list's markup says → the marker that a browser paints before each item: "3.", "iv.", "B.", "•".

The counter follows https://html.spec.whatwg.org/#ordinal-value (start, reversed, <li value>), the signs follow
https://www.w3.org/TR/css-counter-styles-3/.
"""

from __future__ import annotations

from collections.abc import Mapping

from tracker.read.page.sheets import NESTED
from tracker.values import Struct

_BULLET = "•"
_BULLETS = {"disc", "circle", "square", "disclosure-open", "disclosure-closed", "-", "–", "—"}
# `<ol type="a">` and its style
_TYPES = {"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


# https://www.w3.org/TR/css-counter-styles-3/#simple-alphabetic
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_GREEK = "".join(chr(code) for code in range(0x3B1, 0x3CA) if code != 0x3C2)  # without the sigma that ends words


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
        if value is not None and self.style not in _BULLETS:
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


def paint_marker(style: str, ordinal: int) -> str | None:
    """The sign of `ordinal` in a CSS list style: ("lower-roman", 4) → "iv."; a style nobody knows paints a number."""
    name = style.strip().lower().split(" ")[0]
    if name.startswith("("):  # what a sheet paints: "(lower-alpha)"
        return f"({(paint_marker(name.strip('()'), ordinal) or '').rstrip('.')})"
    if name in {"none", "inherit", "unset", "initial"}:
        return None
    if name in _BULLETS or name.startswith(('"', "'", "&quot;", "url(")):
        return _BULLET
    if name in {"lower-alpha", "lower-latin"} and ordinal > 0:
        return f"{write_letters(ordinal)}."
    if name in {"upper-alpha", "upper-latin"} and ordinal > 0:
        return f"{write_letters(ordinal).upper()}."
    if name == "lower-greek" and ordinal > 0:
        return f"{write_letters(ordinal, _GREEK)}."
    if name == "lower-roman" and 0 < ordinal < 4000:
        return f"{write_roman(ordinal)}."
    if name == "upper-roman" and 0 < ordinal < 4000:
        return f"{write_roman(ordinal).upper()}."
    if name == "decimal-leading-zero":
        return f"{ordinal:02d}."
    return f"{ordinal}."


def write_letters(ordinal: int, alphabet: str = _LATIN) -> str:
    """1 → "a", 26 → "z", 27 → "aa"."""
    letters = ""
    while ordinal > 0:
        ordinal, rest = divmod(ordinal - 1, len(alphabet))
        letters = alphabet[rest] + letters
    return letters


def write_roman(ordinal: int) -> str:
    """4 → "iv", 19 → "xix"."""
    signs = ""
    for value, sign in _ROMAN:
        count, ordinal = divmod(ordinal, value)
        signs += sign * count
    return signs


def _read_integer(text: str | None) -> int | None:
    """The integer that an attribute holds; pages print value="" and value="1a"."""
    if text is None:
        return None
    digits = text.strip()
    sign = -1 if digits.startswith("-") else 1
    digits = digits.lstrip("+-")
    return sign * int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 7 else None
