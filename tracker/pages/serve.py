"""A record -> the same pages live: one table of routes, a database opened for each request, read-only.

A reader of a WAL database never waits for the writer nor the writer for it; what a request sees is one moment.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Final
from urllib.parse import quote, urlencode

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from tracker.ask.record import OpenRecord
from tracker.ask.review import ask_mark
from tracker.errors import ArchiveError, NotFoundError, TrackerError, UsageError
from tracker.pages.accounts import Accounts, Tries
from tracker.pages.addresses import Address, parse_path
from tracker.pages.desk import Acts, ForgedError, ReviewDesk
from tracker.pages.files import dump_json
from tracker.pages.guard import Guard
from tracker.pages.inbox import make_inbox
from tracker.pages.kept import KeptHits, KeptPages, state_page
from tracker.pages.page import Elsewhere, SiteFrame, WebPage
from tracker.pages.painting import ASSETS, paint_page, read_asset, revise_assets
from tracker.pages.pictures import HAS_PILLOW, draw_change
from tracker.pages.routes import make_page
from tracker.pages.search import SearchView, make_search
from tracker.pages.trouble import make_trouble
from tracker.publish.feeds import write_atom
from tracker.values import Struct, replace

MEDIA: Final = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
FORMATS: Final = ("json", "atom", "png", "csv")
HTML: Final = "text/html; charset=utf-8"
FOREVER = "public, max-age=31536000, immutable"
RETRY_AFTER = "10"
"""Seconds: as long as we ourselves wait for a writer."""


class ServeOptions(Struct, frozen=True):
    """What a person may say of a server: the whole address it is reached under, where that is known, the names by
    which it may be called, and whether only who is signed in may read."""

    base_url: str | None = None
    hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "::1")
    is_private: bool = False


OpenFor = Callable[[], AbstractContextManager[OpenRecord]]


class Pages:
    """Answers requests for pages of a record."""

    def __init__(self, open_record: OpenFor, options: ServeOptions, desk: ReviewDesk) -> None:
        self.open_record = open_record
        self.options = options
        self.desk = desk
        self.kept = KeptPages()
        self.hits = KeptHits()

    def frame(self, request: Request) -> SiteFrame:
        """What surrounds a page for who asks."""
        person = self.desk.find_person(request)
        return SiteFrame(
            self.options.base_url,
            is_live=True,
            revision=revise_assets(),
            has_pictures=HAS_PILLOW,
            person=person,
            token=self.desk.accounts.make_token(person) if person else None,
            has_sign_in=self.desk.accounts.has_sign_in,
            root="../" * (request.url.path.count("/") - 1),
        )

    def show(self, request: Request) -> Response:
        """The page, the data or the picture at a path."""
        path, frame = request.path_params["path"], self.frame(request)
        if self.options.is_private and frame.person is None:
            return self.turn_away(request, frame)
        try:
            with self.open_record() as record:
                return self.answer(request, record, path, frame)
        except Elsewhere as moved:
            return RedirectResponse(f"/{moved.address.path}", 308)
        except TrackerError as error:
            return self.explain(request, error, frame)

    def turn_away(self, request: Request, frame: SiteFrame) -> Response:
        """Who is not signed in is asked to; a program is told."""
        if request.url.path.endswith(tuple(f".{form}" for form in FORMATS)) or not self.desk.accounts.users:
            return self.explain(request, ForgedError("only who is signed in may read this"), frame)
        return RedirectResponse(f"/sign-in/?{urlencode({'next': request.url.path})}", 303)

    # --- signing in and reviewing ---

    async def sign_in(self, request: Request) -> Response:
        frame = self.frame(request)
        try:
            if request.method == "POST":
                return await self.desk.sign_in(request, frame)
            return self.desk.show_sign_in(request, frame)
        except TrackerError as error:
            return self.explain(request, error, frame)

    def review(self, request: Request) -> Response:
        """The inbox, for who is signed in."""
        frame = self.frame(request)
        if frame.person is None:
            return self.turn_away(request, frame)
        with_settled, assignee = request.query_params.get("show") == "all", request.query_params.get("assignee")
        try:
            with self.open_record() as record:
                page = make_inbox(record, with_settled=with_settled, assignee=assignee or None)
                return respond(request, paint_page(page, frame).encode(), HTML, frame)
        except TrackerError as error:
            return self.explain(request, error, frame)

    async def write(self, request: Request) -> Response:
        """One form of a person who is signed in."""
        frame = self.frame(request)
        try:
            if frame.person is None:
                raise ForgedError("only who is signed in may write")
            if request.url.path == "/sign-out/":
                return await self.desk.sign_out(request, frame.person)
            return await self.desk.write(request, request.path_params["act"], frame.person)
        except TrackerError as error:
            return self.explain(request, error, frame)

    # --- reading ---

    def answer(self, request: Request, record: OpenRecord, path: str, frame: SiteFrame) -> Response:
        """Raises Elsewhere, NotFoundError, UsageError, ArchiveError."""
        if path.endswith("/compare/") and request.query_params:
            return self.choose_dates(request, path)
        if path.endswith("/since/") and (day := request.query_params.get("on")):
            return RedirectResponse(f"/{quote(path)}{quote(day)}/", 303)
        stem, dot, form = path.rpartition(".")
        if dot and form in FORMATS and "/" not in form:
            return self.show_data(request, record, stem, form, frame)
        if path and not path.endswith("/"):
            parse_path(path)
            return RedirectResponse(f"/{quote(path)}/{_ask_again(request)}", 308)
        address = parse_path(path)
        state = state_page(record, address)
        if state is not None:
            body = self.kept.paint(
                record, (address, frame), state, lambda: paint_page(make_page(record, address), frame).encode()
            )
            return respond(request, body, HTML, frame)
        page = self.make(request, record, address)
        if page.change_set is not None:
            frame = replace(frame, mark=ask_mark(record, page.change_set.policy, page.change_set.id))
        return respond(request, paint_page(page, frame).encode(), HTML, frame)

    def make(self, request: Request, record: OpenRecord, address: Address) -> WebPage:
        """The page; of a search with what was asked."""
        if address.kind != "search":
            return make_page(record, address)
        query, side = request.query_params.get("q", ""), request.query_params.get("side", "now")
        try:
            return make_search(record, address, query[:MOST_ASKED], side, ask=self.hits.ask)
        except UsageError as error:
            page = make_search(record, address)
            assert isinstance(page.view, SearchView)
            return replace(page, view=replace(page.view, query=query[:MOST_ASKED], trouble=str(error)))

    def show_data(self, request: Request, record: OpenRecord, stem: str, form: str, frame: SiteFrame) -> Response:
        """The facts of a page as JSON, its feed, or the picture of a change. Raises NotFoundError."""
        address = Address("home") if stem == "index" else parse_path(stem)
        page = self.make(request, record, address)
        if form == "json":
            return respond(request, dump_json(page.write_record()), "application/json", frame)
        if form == "atom" and page.make_feed is not None:
            text = write_atom(page.make_feed(frame.base_url, None), site=frame.base_url)
            return respond(request, text.encode("utf-8", "replace"), "application/atom+xml; charset=utf-8", frame)
        if form == "csv" and page.write_sheet is not None:
            text = page.write_sheet()
            return respond(request, text.encode("utf-8", "replace"), "text/csv; charset=utf-8", frame)
        if form == "png" and page.change_set is not None and frame.has_pictures:
            drawn = draw_change(page.change_set, record.name_policy(address.policy))
            return respond(request, drawn, "image/png", frame)
        raise NotFoundError(f'no page "/{stem}.{form}"')

    def choose_dates(self, request: Request, path: str) -> Response:
        """Two days of a form -> the page that compares them."""
        old, new = request.query_params.get("from", ""), request.query_params.get("to", "")
        if not old or not new:
            raise UsageError("two dates are needed", hint="write them as 2023-07-28")
        return RedirectResponse(f"/{quote(path)}{quote(f'{old}..{new}')}/", 303)

    def explain(self, request: Request, error: TrackerError, frame: SiteFrame) -> Response:
        """A page that says what is wrong and what to do."""
        status = next((status for kind, status in STATUSES if isinstance(error, kind)), 400)
        page = make_trouble(request.path_params.get("path", ""), error, status)
        form = request.url.path.rpartition(".")[2]
        body, media = paint_page(page, frame).encode(), HTML
        if form == "json":
            body, media = dump_json(page.write_record()), "application/json"
        headers = {"Cache-Control": "no-store"} | ({"Retry-After": RETRY_AFTER} if status == 503 else {})
        return Response(body, status, headers, media)


STATUSES: Final = ((ArchiveError, 503), (NotFoundError, 404), (ForgedError, 403))
MOST_ASKED = 500
"""Characters of a question."""


def _ask_again(request: Request) -> str:
    return f"?{urlencode(request.query_params.multi_items())}" if request.query_params else ""


def respond(request: Request, body: bytes, media: str, frame: SiteFrame) -> Response:
    """The answer, or that the asker has it already."""
    mark = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    headers = {"ETag": mark, "Cache-Control": "private, no-cache" if frame.has_sign_in else "no-cache"}
    if request.headers.get("if-none-match") == mark:
        return Response(None, 304, headers)
    return Response(body, 200, headers, media)


def show_asset(request: Request) -> Response:
    """The style, the script, the icon."""
    name = request.path_params["name"]
    if name not in ASSETS:
        return Response("not found", 404, media_type="text/plain")
    return Response(read_asset(name), headers={"Cache-Control": FOREVER}, media_type=MEDIA[name.rpartition(".")[2]])


def make_app(
    open_record: OpenFor, options: ServeOptions, accounts: Accounts, acts: Acts, tries: Tries | None = None
) -> Starlette:
    """The application that serves a record. `tries` counts failed log-ins, where several processes share them."""
    is_secure = (options.base_url or "").startswith("https:")
    pages = Pages(open_record, options, ReviewDesk(accounts, acts, is_secure=is_secure, tries=tries or Tries()))
    return Starlette(
        routes=[
            Route("/assets/{name}", show_asset),
            Route("/sign-in/", pages.sign_in, methods=["GET", "POST"]),
            Route("/sign-out/", pages.write, methods=["POST"]),
            Route("/review/", pages.review),
            Route("/review/{act}", pages.write, methods=["POST"]),
            Route("/{path:path}", pages.show),
        ],
        middleware=[Middleware(Guard, hosts=options.hosts)],
    )
