"""An address with secrets -> what may be shown of it. Pure.

A secret stands before the host ("https://user:password@…"), in the query under a telling name ("?token=…"), or is named
as an environment variable ("${TERMS_TOKEN}").
"""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from tracker.compiled import compile_pattern

PLACEHOLDER = compile_pattern(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")  # "${TERMS_TOKEN}"
_WORD_EDGE = compile_pattern(r"[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])")  # "api_key", "X-Amz-Signature", "apiKey"
_TELLING_ANYWHERE = ("token", "secret", "passw", "credential", "apikey")
_TELLING = frozenset({"key", "sig", "signature", "auth", "authorization", "pass", "pwd"})
_USERINFO = compile_pattern(r"(?<=//)[^/@\s]{1,500}@")  # "//user:secret@" of "http://user:secret@proxy:3128"


def mask_secrets(url: str) -> str:
    """An address as it may be shown: without user, password, and what a query carries under a telling name."""
    masked = mask_userinfo(url)
    try:
        parts = urlsplit(masked)
    except ValueError:
        return masked
    if not parts.query:
        return masked
    pairs = [_mask_pair(pair) for pair in parts.query.split("&")]
    return urlunsplit(parts._replace(query="&".join(pairs)))


def _mask_pair(pair: str) -> str:
    name, equals, value = pair.partition("=")
    return f"{name}=***" if equals and value and is_telling(name) else pair


def mask_userinfo(text: str) -> str:
    """A text whose addresses show neither user nor password."""
    return _USERINFO.sub("***@", text)


def strip_userinfo(text: str) -> str:
    """A text whose addresses have neither user nor password."""
    return _USERINFO.sub("", text)


def list_secret_values(url: str) -> tuple[str, ...]:
    """The values that an address's query carries under telling names, as they are written there."""
    pairs = url.partition("?")[2].partition("#")[0].split("&")
    return tuple(pair.partition("=")[2] for pair in pairs if _mask_pair(pair) != pair and "${" not in pair)


def show_address(url: str) -> str:
    """An address as everybody may see it: without user and password, and without what a query carries from the
    environment or under a telling name."""
    bare = strip_userinfo(url)
    try:
        parts = urlsplit(bare)
    except ValueError:
        return bare
    if not parts.query:
        return bare
    kept = [pair for pair in parts.query.split("&") if "${" not in pair and _mask_pair(pair) == pair]
    return urlunsplit(parts._replace(query="&".join(kept)))


def is_telling(name: str) -> bool:
    """Whether a name says that its value is a secret: "access_token", "SMTP_PASSWORD", "sig", but not "author"."""
    words = set(_WORD_EDGE.split(name))
    return any(word in name.lower() for word in _TELLING_ANYWHERE) or any(word.lower() in _TELLING for word in words)
