"""The chain's head and the configured authorities -> tokens in the record. A joint: archive, network and RFC 3161 meet.

An authority that fails is told and asked again at the next run; it never stops a look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from tracker.addresses import show_address
from tracker.archive import Archive
from tracker.capture.authority import ask_authority
from tracker.config import AuthoritySettings, Config
from tracker.errors import StampError
from tracker.export.tokens import Token, check_token, load_library, make_request
from tracker.model import ChainLink
from tracker.values import Struct


class Stamped(Struct, frozen=True):
    """What asking one authority gave: a token's time over a look, or why there is none."""

    authority: str
    seq: int
    stamped_at: datetime | None = None
    error: str | None = None


def stamp_head(
    archive: Archive, config: Config, *, clock: Callable[[], datetime], is_forced: bool = True
) -> Iterator[Stamped]:
    """Have the newest look stamped by every authority whose newest token does not stand over it already.

    Unless `is_forced`, an authority is left alone until `[timestamp] every` has passed since its last token.
    """
    link = next(archive.observations.links(archive.observations.head_seq()), None)
    if link is None:
        return
    for authority in config.authorities:
        name = show_address(authority.url)
        last = archive.stamps.last_received(name)
        if last is not None and (last[0] >= link.seq or not (is_forced or clock() - last[1] >= config.timestamp.every)):
            continue
        try:
            stamped_at = _stamp(archive, config, authority, link, clock)
        except StampError as error:
            yield Stamped(name, link.seq, error=str(error))
        else:
            yield Stamped(name, link.seq, stamped_at)


def stamp_after_check(archive: Archive, config: Config, *, clock: Callable[[], datetime]) -> list[Stamped]:
    """The same after a run of looks, where that is configured; what failed comes back, nothing is raised for it."""
    if not (config.timestamp.after_check and config.authorities):
        return []
    return list(stamp_head(archive, config, clock=clock, is_forced=False))


def _stamp(
    archive: Archive, config: Config, authority: AuthoritySettings, link: ChainLink, clock: Callable[[], datetime]
) -> datetime:
    if not link.is_intact:
        raise StampError(f"look {link.seq} is not as it was recorded: nothing was stamped", hint="tracker verify")
    trusted = read_trusted(config, authority)
    token, answer = _ask(config, authority, link, trusted)
    archive.stamps.add(
        seq=link.seq,
        head=link.hash,
        authority=show_address(authority.url),
        stamped_at=token.stamped_at,
        received_at=clock(),
        token=answer,
        certificates=token.certificates,
    )
    return token.stamped_at


def _ask(config: Config, authority: AuthoritySettings, link: ChainLink, trusted: str) -> tuple[Token, bytes]:
    """A token that holds, after as many tries as are configured."""
    settings = config.timestamp
    load_library()
    failure: StampError | None = None
    for _ in range(settings.retries + 1):
        request = make_request(link.covered.encode())
        try:
            question = request.as_bytes()
            answer = ask_authority(authority.url, question, timeout=settings.timeout, proxy=config.fetch.proxy)
            return check_token(answer, link.hash, trusted, nonce=request.nonce), answer
        except StampError as error:
            failure = error
    assert failure is not None
    raise failure


def read_trusted(config: Config, authority: AuthoritySettings) -> str:
    """The certificates of an authority from the file beside the configuration. Raises StampError."""
    path = (config.path.parent if config.path else Path()) / authority.certificates
    try:
        return path.read_text("ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise StampError(f"the certificates of {show_address(authority.url)}: {path} cannot be read") from error
