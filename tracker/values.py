"""What every room makes its values of: classes of named fields, made in C.

`Struct` is the base of a class whose annotations are its fields, `field` gives one a default that is made anew, and
`replace` copies a value with some of its fields changed. Said of a class: `frozen=True`, its values never change and
can be keys; `dict=True`, they can keep what was found out about them (`cached_property`). `encode_json` writes a value
and all that it holds as JSON in UTF-8, and `decode_json` reads JSON, or raises `DecodeError`; `to_builtins` makes
dictionaries and lists of a value.
"""

from msgspec import DecodeError, Struct, field, to_builtins
from msgspec.json import decode as decode_json
from msgspec.json import encode as encode_json
from msgspec.structs import asdict, replace

__all__ = ["DecodeError", "Struct", "asdict", "decode_json", "encode_json", "field", "replace", "to_builtins"]
