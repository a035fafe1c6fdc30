"""A configured address -> the one that is asked, with its secrets, and what may be kept and said of it, without.

"https://${NAME}:${PASSWORD}@example.org/terms?token=${TOKEN}" names environment variables. What a look gives passes
`Secrets.hide` before anything else sees it: neither record nor message holds a user, a password or such a value.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from tracker.addresses import PLACEHOLDER, list_secret_values, strip_userinfo
from tracker.capture.exchange import NotModified, Validators
from tracker.errors import CaptureError, RefusedError
from tracker.model import Capture, Source
from tracker.values import Struct, replace


class Secrets(Struct, frozen=True):
    """What stands for what in one address. `configured` is as in config.toml, `asked` as it goes over the wire."""

    configured: str
    asked: str
    values: tuple[tuple[str, str], ...] = ()

    def __repr__(self) -> str:
        return f"Secrets({self.configured!r})"  # no traceback may print a value

    def hide(self, text: str) -> str:
        """The text with placeholders for values, and addresses in it without user and password."""
        bare = strip_userinfo(text)
        for name, value in self.values:
            bare = bare.replace(quote(value, safe=""), f"${{{name}}}").replace(value, f"${{{name}}}")
        return bare

    def hide_page(self, page: Capture | NotModified) -> Capture | NotModified:
        """A page as it may be recorded."""
        if isinstance(page, NotModified):
            return replace(page, url=self.hide(page.url), final_url=self.hide(page.final_url))
        return replace(
            page,
            source=Source(page.source.kind, self.hide(page.source.locator)),
            final_url=self.hide(page.final_url) if page.final_url else None,
            redirects=tuple(map(self.hide, page.redirects)),
            headers=tuple((name, hide_cookie(name, self.hide(value))) for name, value in page.headers),
        )

    def hide_error(self, error: CaptureError) -> None:
        """Make an error one that may be recorded and shown."""
        error.message = self.hide(error.message)
        for value in list_secret_values(self.configured):  # a redirect may repeat what stands in the address itself
            error.message = error.message.replace(value, "***")
        error.args = (error.message,)
        error.url = self.hide(error.url or self.configured)

    def find_validators(self, validators: Validators | None) -> Validators | None:
        """What an earlier answer said to ask with, for the address as it is asked now."""
        if validators is not None and validators.url == self.hide(self.asked):
            return replace(validators, url=self.asked)
        return validators


def hide_cookie(name: str, value: str) -> str:
    """A header as it may be recorded: of a cookie that the server sets for us its name and terms, without its value,
    which whoever is handed a page as evidence must not have."""
    if name != "set-cookie":
        return value
    cookie, semicolon, terms = value.partition(";")
    return f"{cookie.partition('=')[0]}=***{semicolon}{terms}"


def fill_secrets(address: str, environment: Mapping[str, str]) -> Secrets:
    """An address with the values its placeholders name. Raises RefusedError where the environment has one not."""
    values: dict[str, str] = {}
    for name in PLACEHOLDER.findall(address):
        if not environment.get(name):
            raise RefusedError(f"the environment has no {name}, which the address names", url=strip_userinfo(address))
        values[name] = environment[name]
    asked = PLACEHOLDER.sub(lambda found: quote(values[found[1]], safe=""), address)
    # The longest first: one value may be a part of another.
    return Secrets(address, asked, tuple(sorted(values.items(), key=lambda item: -len(item[1]))))
