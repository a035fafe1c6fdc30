"""Names that people and pages choose -> ids, slugs and file names of which no two are one. Pure.

One rule for the whole program: what may be a policy's id, how words become a slug, and what a name is called on disk,
where some file systems take "Terms" and "terms" for the same and none takes more than 255 bytes.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from tracker.compiled import compile_pattern

LONGEST_PART = 100
"""Characters of one part of an id."""

MOST_PARTS = 4
LONGEST_SLUG = 80
"""Characters of a slug, so that a suffix still fits into a part of an id."""

LONGEST_FILE = 200
"""Bytes of a file's name in UTF-8; the usual limit is 255, and endings and temporary names need some."""

_TELLING = 4
"""Letters of a word that begins like a service's name before it counts as that name: "MistralAI" is Mistral's."""

ID_EXAMPLE = "zoom/terms-of-service"

KEPT_IN_MIND = 65_536
"""Names that a server or a build asks for again and again: of thousands of policies on every page."""

# The rules below for what is ASCII alone, as nearly every id is: 2,000 policies are named in 20 ms instead of 140.
_ASCII_PART = rf"[0-9A-Za-z][0-9A-Za-z._-]{{0,{LONGEST_PART - 1}}}"
_ASCII_ID = compile_pattern(rf"{_ASCII_PART}(?:/{_ASCII_PART}){{1,{MOST_PARTS - 1}}}")
_ASCII_WORD = compile_pattern("[0-9a-z]+")


# --- ids of policies ----------------------------------------------------------------------------------------


def canonical_id(text: str) -> str:
    """An id as it is kept: service/document in composed form (NFC), "e" and an accent being one letter.

    Two to four parts of letters and digits of any script, dots, hyphens and underscores; each begins with a letter
    or digit, so that none is "..", empty or hidden. Raises ValueError that says what an id looks like.
    """
    if _ASCII_ID.fullmatch(text):
        return text
    name = unicodedata.normalize("NFC", text)
    parts = name.split("/")
    if not 2 <= len(parts) <= MOST_PARTS or not all(map(_is_part, parts)):
        raise ValueError(f'expected service/document, such as "{ID_EXAMPLE}", not {text!r}')
    return name


@lru_cache(maxsize=KEPT_IN_MIND)
def is_policy_id(text: str) -> bool:
    """Whether a text is an id exactly as ids are kept."""
    if _ASCII_ID.fullmatch(text):
        return True
    try:
        return canonical_id(text) == text
    except ValueError:
        return False


def _is_part(part: str) -> bool:
    return (
        0 < len(part) <= LONGEST_PART
        and unicodedata.category(part[0])[0] in "LN"
        and all(character in "._-" or _is_word(character) for character in part)
    )


def _is_word(character: str) -> bool:
    """Letters, digits, and the signs that complete them: vowels of Devanagari and Thai are marks."""
    return unicodedata.category(character)[0] in "LMN"


# --- slugs --------------------------------------------------------------------------------------------------


def make_slug(words: str) -> str:
    """Lower case, dashes for all but letters and digits; Latin letters lose their accents, other scripts nothing.

    'Société Générale' -> 'societe-generale', 'Условия (новые)' -> 'условия-новые'; without any letter 'unnamed'.
    """
    if words.isascii():
        return _shorten_slug("-".join(_ASCII_WORD.findall(words.lower())), words)
    folded = unicodedata.normalize("NFKC", words).casefold()
    spaced = "".join(character if _is_word(character) else " " for character in _without_accents(folded))
    parts = [_without_leading_marks(part) for part in spaced.split()]
    return _shorten_slug("-".join(part for part in parts if part), words)


def _shorten_slug(slug: str, words: str) -> str:
    slug = slug or "unnamed"
    return slug if len(slug) <= LONGEST_SLUG else f"{slug[: LONGEST_SLUG - 9]}-{_digest(words)[:8]}"


def _without_accents(text: str) -> str:
    """ "é" -> "e", while "й" and "が" stay: there the mark makes another letter."""
    kept: list[str] = []
    is_latin = False
    for character in unicodedata.normalize("NFKD", text):
        is_mark = bool(unicodedata.combining(character))
        if not is_mark:
            is_latin = unicodedata.name(character, "").startswith("LATIN")
        if not (is_mark and is_latin):
            kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept))


def _without_leading_marks(part: str) -> str:
    return part.lstrip("".join(one for one in set(part) if unicodedata.category(one)[0] == "M"))


# --- what people call a policy ------------------------------------------------------------------------------


@lru_cache(maxsize=KEPT_IN_MIND)
def name_for_people(policy: str, name: str | None) -> str:
    """What mails, feeds and lists call a policy, so that the service is always said, whatever the page calls itself.

    ("mistral/terms", "Terms of Service") -> "Mistral: Terms of Service"; a name that has the service in it stays, and
    without a name the id speaks: "Mistral: Terms".
    """
    service, _, document = policy.partition("/")
    if not name or name == policy:
        name = say_slug(document)
    if not any(map(str.isalpha, service)) or _names_service(name, service):
        return name
    return f"{say_slug(service)}: {name}"


def say_slug(slug: str) -> str:
    """A slug as words: "terms-of-service" is "Terms of service", "eu/terms" is "Eu, terms"."""
    words = " ".join(part for part in slug.replace("/", ", ").replace("_", "-").split("-") if part)
    return words[:1].upper() + words[1:]


def _names_service(name: str, service: str) -> bool:
    """Whether the words of a name hold the service: "OpenAI terms" and "Open AI terms" hold "open-ai"."""
    words, key = make_slug(name).split("-"), make_slug(service).replace("-", "")
    runs = ("".join(words[start:end]) for start in range(len(words)) for end in range(start + 1, len(words) + 1))
    return any(run == key for run in runs) or any(
        len(min(word, key, key=len)) >= _TELLING and (word.startswith(key) or key.startswith(word)) for word in words
    )


# --- names of which no two are one --------------------------------------------------------------------------


def settle_names(wanted: Sequence[tuple[str, str]], *, taken: Iterable[str] = ()) -> dict[str, str]:
    """For each (name, short form), in order: the short form, or with a suffix where an earlier name has it.

    Short forms are the same where a file system that folds case takes them for the same. The suffix is of the name
    alone, so it stays whoever else comes or goes.
    """
    used = {fold(one) for one in taken}
    settled: dict[str, str] = {}
    for name, short in wanted:
        if name not in settled:
            settled[name] = short if fold(short) not in used else distinguish(short, name, used)
            used.add(fold(settled[name]))
    return settled


def distinguish(short: str, name: str, used: Collection[str]) -> str:
    """The short form with as much of the name's SHA-256 as makes it its own: "ai-training-5e0c91"."""
    digest = _digest(name)
    return next(
        longer for length in range(6, 65) if fold(longer := f"{short}-{digest[:length]}") not in used or length == 64
    )


def fold(name: str) -> str:
    """What a file system that ignores case and composition makes of a name."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


# --- files --------------------------------------------------------------------------------------------------


def is_inside(path: str) -> bool:
    """Whether a relative path stays in its folder: no part is empty, ".", ".." or holds what is no character."""
    return bool(path) and all(
        part not in ("", ".", "..")
        and "\\" not in part
        and not any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in part)
        for part in path.split("/")
    )


def shorten_path(path: str) -> str:
    """A path whose every part fits a file system: a longer one is cut and ends in a digest of the whole part."""
    return "/".join(part if len(part.encode()) <= LONGEST_FILE else _shorten(part) for part in path.split("/"))


PAGE_WORDS = (
    "changes",
    "policies",
    "tags",
    "topics",
    "search",
    "status",
    "about",
    "assets",
    "review",
    "sign-in",
    "facts",
    "clusters",
)
"""First folders of the site that are no service."""

PAGE_INNER = ("changes", "clauses", "at", "compare", "since", "facts")
"""Folders of the site after which something of a policy is named."""

PAGE_PART = "page-"
PAGE_ESCAPE = "~"
"""Stands before a part of an id that would be taken for a word of the site ("topics/terms"); no id has it."""


def list_folders(policy: str) -> tuple[str, ...]:
    """The folders in which the pages of a policy stand, from the top down."""
    first, *rest = shorten_path(policy).split("/")
    escaped = [f"{PAGE_ESCAPE}{part}" if at and _is_page_word(part) else part for at, part in enumerate(rest)]
    return (escape_service(first), *escaped)


def escape_service(service: str) -> str:
    """The folder of a service."""
    return f"{PAGE_ESCAPE}{service}" if service in PAGE_WORDS else service


def _is_page_word(part: str) -> bool:
    return part in PAGE_INNER or part.startswith(PAGE_PART)


def _shorten(part: str) -> str:
    return f"{part.encode()[: LONGEST_FILE - 17].decode('utf-8', 'ignore')}-{_digest(part)[:16]}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
