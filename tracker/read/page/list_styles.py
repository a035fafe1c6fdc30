"""A CSS list style and an ordinal → the sign that a browser paints: "3.", "iv.", "B.", "•".

The signs follow https://www.w3.org/TR/css-counter-styles-3/.
"""

from __future__ import annotations

from tracker.text.counters import format_roman

_BULLET = "•"
BULLETS = {"disc", "circle", "square", "disclosure-open", "disclosure-closed", "-", "–", "—"}
"""The styles that paint no number."""
# https://www.w3.org/TR/css-counter-styles-3/#simple-alphabetic
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_GREEK = "".join(chr(code) for code in range(0x3B1, 0x3CA) if code != 0x3C2)  # without the sigma that ends words


def paint_marker(style: str, ordinal: int) -> str | None:
    """The sign of `ordinal` in a CSS list style: ("lower-roman", 4) → "iv."; a style nobody knows paints a number."""
    name = style.strip().lower().split(" ")[0]
    if name.startswith("("):  # what a sheet paints: "(lower-alpha)"
        return f"({(paint_marker(name.strip('()'), ordinal) or '').rstrip('.')})"
    if name in {"none", "inherit", "unset", "initial"}:
        return None
    if name in BULLETS or name.startswith(('"', "'", "&quot;", "url(")):
        return _BULLET
    if name in {"lower-alpha", "lower-latin"} and ordinal > 0:
        return f"{_write_letters(ordinal)}."
    if name in {"upper-alpha", "upper-latin"} and ordinal > 0:
        return f"{_write_letters(ordinal).upper()}."
    if name == "lower-greek" and ordinal > 0:
        return f"{_write_letters(ordinal, _GREEK)}."
    if name == "lower-roman" and 0 < ordinal < 4000:
        return f"{format_roman(ordinal)}."
    if name == "upper-roman" and 0 < ordinal < 4000:
        return f"{format_roman(ordinal).upper()}."
    if name == "decimal-leading-zero":
        return f"{ordinal:02d}."
    return f"{ordinal}."


def _write_letters(ordinal: int, alphabet: str = _LATIN) -> str:
    """1 → "a", 26 → "z", 27 → "aa"."""
    letters = ""
    while ordinal > 0:
        ordinal, rest = divmod(ordinal - 1, len(alphabet))
        letters = alphabet[rest] + letters
    return letters
