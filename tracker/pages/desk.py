"""What people write on the live pages -> decisions of the record: sign-ins, notes, marks, doubts that are settled."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Final, Literal

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from tracker.errors import NotFoundError, TrackerError, UsageError
from tracker.model import ReviewState
from tracker.pages.accounts import Accounts, Tries
from tracker.pages.addresses import Address
from tracker.pages.inbox import make_sign_in
from tracker.pages.page import SiteFrame
from tracker.pages.painting import paint_page
from tracker.values import Struct

COOKIE: Final = "tracker_session"
LONGEST_TEXT: Final = 10_000
FIELDS: Final = 20


class Acts(Struct, frozen=True):
    """What may be written into the record, each with who does it; the same as commands do.

    `note(policy, change_set, by, text)`, `mark(policy, change_set, by, state, assignee)`,
    `decide("accept" | "refuse", policy, change_set, by, note)`.
    """

    note: Callable[[str, str, str, str], None]
    mark: Callable[[str, str, str, ReviewState, str | None], None]
    decide: Callable[[Literal["accept", "refuse"], str, str, str, str], None]


class ReviewDesk:
    """Knows who asks and takes what they write. Tests: test_pages_review.py."""

    def __init__(
        self,
        accounts: Accounts,
        acts: Acts,
        *,
        is_secure: bool,
        tries: Tries,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.accounts = accounts
        self._acts = acts
        self._is_secure = is_secure
        self._tries = tries
        self._now = now

    def find_person(self, request: Request) -> str | None:
        """Who asks: by a proxy's word, else by the cookie."""
        accounts = self.accounts
        client = request.client.host if request.client else None
        header = request.headers.get(accounts.proxy_header) if accounts.proxy_header else None
        return accounts.read_proxy(header, client) or accounts.read_session(request.cookies.get(COOKIE, ""))

    # --- signing in ---

    def show_sign_in(
        self, request: Request, frame: SiteFrame, trouble: str | None = None, status: int = 200
    ) -> Response:
        page = make_sign_in(trouble, read_next(request.query_params.get("next")))
        return Response(paint_page(page, frame), status, {"Cache-Control": "no-store"}, "text/html; charset=utf-8")

    async def sign_in(self, request: Request, frame: SiteFrame) -> Response:
        """Check name and password; after too many tries nobody is let in for a while."""
        check_origin(request)
        form = await request.form(max_files=0, max_fields=FIELDS)
        name, password = read_field(form, "name")[:200], read_field(form, "password")
        keys = (f"name {name}", f"from {request.client.host if request.client else ''}")
        if wait := self._tries.wait(keys, self._now()):
            words = f"Too many tries. Wait {wait // 60 + 1} minutes."
            answer = self.show_sign_in(request, frame, words, 429)
            answer.headers["Retry-After"] = str(wait)
            return answer
        if not await run_in_threadpool(self.accounts.log_in, name, password):
            self._tries.note(keys, self._now())
            return self.show_sign_in(request, frame, "Name and password do not belong together.", 403)
        answer = RedirectResponse(read_next(read_field(form, "next")), 303)
        answer.set_cookie(
            COOKIE,
            self.accounts.write_session(name),
            max_age=self.accounts.session_days * 86_400,
            httponly=True,
            samesite="lax",
            secure=self._is_secure,
        )
        return answer

    async def sign_out(self, request: Request, person: str) -> Response:
        await self._read_form(request, person)
        answer = RedirectResponse("/", 303)
        answer.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=self._is_secure)
        return answer

    # --- writing ---

    async def write(self, request: Request, act: str, person: str) -> Response:
        """Take one form: "note", "mark" or "decide". Raises UsageError, NotFoundError, ArchiveError."""
        form = await self._read_form(request, person)
        policy, change_set = read_field(form, "policy"), read_field(form, "change_set")
        if act == "note":
            text = read_field(form, "text").strip()
            if not text:
                raise UsageError("an empty note")
            await run_in_threadpool(self._acts.note, policy, change_set, person, text)
        elif act == "mark":
            state = read_state(read_field(form, "state"))
            assignee = read_field(form, "assignee").strip()[:200] or None
            await run_in_threadpool(self._acts.mark, policy, change_set, person, state, assignee)
        elif act == "decide":
            why = read_field(form, "text").strip()
            decision: Literal["accept", "refuse"] = "accept" if read_field(form, "decision") == "accept" else "refuse"
            await run_in_threadpool(self._acts.decide, decision, policy, change_set, person, why)
        else:
            raise NotFoundError("no such thing can be done here")
        return RedirectResponse(f"/{Address('change', policy, change_set).path}#review", 303)

    async def _read_form(self, request: Request, person: str) -> FormData:
        check_origin(request)
        form = await request.form(max_files=0, max_fields=FIELDS)
        if not self.accounts.check_token(person, read_field(form, "token")):
            raise ForgedError("the form is not from this site, or you signed in anew since it was shown")
        return form


class ForgedError(TrackerError):
    """A form that no page of ours gave to this person."""

    kind = "forged"


def check_origin(request: Request) -> None:
    """Raise ForgedError where the browser says that the form stood on another site."""
    origin = request.headers.get("origin")
    fetched = request.headers.get("sec-fetch-site")
    if fetched not in (None, "same-origin", "none"):
        raise ForgedError("the form stood on another site")
    if origin is not None and fetched is None and origin.partition("//")[2] != request.headers.get("host"):
        raise ForgedError("the form stood on another site")


def read_field(form: Mapping[str, object], name: str) -> str:
    """A field's text, "" where it is missing or a file. Raises UsageError for a longer one than anybody types."""
    value = form.get(name, "")
    if not isinstance(value, str):
        return ""
    if len(value) > LONGEST_TEXT:
        raise UsageError(f"{name}: longer than {LONGEST_TEXT} characters")
    return value


def read_next(address: str | None) -> str:
    """Where to go after signing in: a path of this site, whatever was asked for."""
    is_ours = address is not None and address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if is_ours and address is not None and address.isprintable() else "/"


def read_state(word: str) -> ReviewState:
    try:
        return ReviewState(word)
    except ValueError as error:
        raise UsageError(f'"{word}" is no mark', hint=f"known are {', '.join(ReviewState)}") from error
