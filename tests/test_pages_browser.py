"""Pages in a real Chromium: nothing hostile runs, axe finds nothing, everything is reached by keyboard, no page is
wider than a phone, and nothing is asked for outside."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from records import ARABIC, HOSTILE, PARCELS, open_pages, write_record
from serving import PASSWORD, make_accounts, serve_app, serve_record
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from tracker.capture.browser import find_chromium
from tracker.errors import CaptureError
from tracker.pages.site import SiteOptions, build_site

pytestmark = pytest.mark.slow

CHANGE = f"{PARCELS}/changes/56df67f6c6e6/"
KINDS = [
    "",
    "changes/",
    "policies/",
    "parcels/",
    "tags/post/",
    "topics/",
    "topics/ai-training/",
    "search/?q=deliver&side=all",
    "status/",
    "about/",
    "facts/",
    "facts/liability-cap/",
    "clusters/",
    f"{PARCELS}/",
    f"{PARCELS}/changes/",
    CHANGE,
    f"{CHANGE}side/",
    f"{PARCELS}/clauses/3/",
    f"{PARCELS}/clauses/cf9454b31/",
    f"{PARCELS}/facts/",
    f"{PARCELS}/since/2024-03-05/",
    f"{PARCELS}/at/2024-03-05/",
    f"{PARCELS}/compare/2024-03-03..2024-03-05/",
    f"{ARABIC}/",
    f"{ARABIC}/at/now/",
    f"{ARABIC}/changes/565fd2ad9c0b/side/",
    f"{HOSTILE}/",
    f"{HOSTILE}/changes/",
    f"{HOSTILE}/at/now/",
    f"{HOSTILE}/compare/2024-03-01..2024-03-03/side/",
]


class Here(Executor):
    def submit(self, work, /, *arguments, **named) -> Future:
        done: Future = Future()
        done.set_result(work(*arguments, **named))
        return done


def has_browser() -> bool:
    try:
        find_chromium(None)
    except CaptureError:
        return False
    return all(importlib.util.find_spec(name) for name in ("playwright", "axe_playwright_python"))


if not has_browser():
    pytest.skip("the extra `browser`, axe-playwright-python or a Chromium is not installed", allow_module_level=True)

from axe_playwright_python.sync_playwright import Axe  # noqa: E402 - only where it is installed
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("browser") / "t.db"
    write_record(path)
    return path


@pytest.fixture(scope="module")
def live(database: Path) -> Iterator[str]:
    with serve_record(database, make_accounts("dana")) as address:
        yield f"{address}/"


@pytest.fixture(scope="module")
def static(database: Path) -> Iterator[str]:
    """The same as files, by a server that only serves files, below a path as on many hosts."""
    folder = database.parent / "public"
    build_site(partial(open_pages, database), folder, SiteOptions(), executor=Here())
    app = Starlette(routes=[Mount("/deep/down", StaticFiles(directory=folder, html=True))])
    with serve_app(app) as address:
        yield f"{address}/deep/down/"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(None), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that notes what goes wrong: errors, dialogs, requests to elsewhere."""
    context = browser.new_context(viewport={"width": 390, "height": 800})
    page = context.new_page()
    yield page
    context.close()


def watch(page: Page, base: str) -> list[str]:
    """What happens on the page that must not."""
    trouble: list[str] = []
    host = base.split("/")[2]
    page.on("pageerror", lambda error: trouble.append(f"error: {error}"))
    page.on("console", lambda said: trouble.append(f"{said.type}: {said.text}") if said.type == "error" else None)
    page.on("dialog", lambda dialog: (trouble.append("dialog"), dialog.dismiss()))
    page.on("request", lambda asked: trouble.append(asked.url) if asked.url.split("/")[2] != host else None)
    return trouble


@pytest.mark.parametrize("where", ["live", "static"])
def test_every_kind_of_page_is_harmless_accessible_and_fits_a_phone(
    page: Page, where: str, request: pytest.FixtureRequest
) -> None:
    base = request.getfixturevalue(where)
    trouble = watch(page, base)
    found: dict[str, Any] = {}
    for path in KINDS:
        answer = page.goto(base + path)
        assert answer is not None and answer.status == 200, path
        assert page.evaluate("window.ran") is None, path
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        results = Axe().run(page)
        if results.violations_count:
            found[path] = results.generate_report()
    assert found == {}
    assert trouble == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_colours_have_contrast(browser: Browser, live: str, scheme: Any) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": 1200, "height": 900})
    page = context.new_page()
    for path in (*KINDS, "sign-in/", "nowhere/at/all/"):
        page.goto(live + path)
        results = Axe().run(page, options={"runOnly": ["color-contrast"]})
        assert results.violations_count == 0, results.generate_report()
    context.close()


def test_pages_that_say_what_is_wrong_are_accessible(page: Page, live: str, database: Path) -> None:
    wrong = {f"{PARCELS}/clauses/99/": 404, f"{PARCELS}/at/yesterday/": 400, "sign-in/": 200}
    for path, status in wrong.items():
        check_page(page, live + path, status)
    with serve_record(database.with_name("nothing.db")) as address:
        check_page(page, f"{address}/", 503)


def check_page(page: Page, address: str, status: int) -> None:
    """Accessible, and no wider than a phone."""
    answer = page.goto(address)
    assert answer is not None and answer.status == status, address
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def test_changes_are_walked_by_keys_and_put_side_by_side(page: Page, static: str) -> None:
    page.goto(f"{static}{HOSTILE}/changes/")
    page.click(".headline a")
    page.wait_for_url("**/changes/*/")
    page.wait_for_load_state()  # keys are heard once the page's script has run
    page.keyboard.press("n")
    page.keyboard.press("n")
    assert page.evaluate("document.querySelector('.here').id") == "change-2"
    page.keyboard.press("p")
    assert page.evaluate("document.querySelector('.here').id") == "change-1"
    assert page.evaluate("document.activeElement.closest('.here') !== null")
    assert page.locator(".sides").count() == 0
    page.keyboard.press("s")
    assert page.locator(".sides").count() > 0 and page.locator(".sides .old ins").count() == 0
    assert page.locator(".sides .new del").count() == 0
    page.keyboard.press("s")
    assert page.locator(".sides").count() == 0
    page.keyboard.press("c")
    assert "link" in page.locator("[role=status]").inner_text()


def test_a_site_of_files_is_searched_without_a_server(page: Page, static: str) -> None:
    page.goto(f"{static}search/?q=deliver")
    page.wait_for_selector(".hits li")
    assert "3 Your data" in page.locator(".hits").inner_text()
    assert page.locator(".hits mark").count() > 0
    page.fill("#q", '"routing models"')
    page.check("input[value=came]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".hits li")
    page.locator(".hits a").first.click()
    page.wait_for_url("**/changes/**")
    page.goto(f"{static}search/?q=unicorn")
    page.wait_for_function("document.getElementById('hits').textContent === 'Nothing found'")
    page.goto(f"{static}search/?q=يورو")
    page.wait_for_selector(".hits li")


def test_without_a_script_pages_say_so_and_work(browser: Browser, static: str, live: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{static}search/")
    assert "needs JavaScript" in page.locator("noscript").inner_text()
    page.goto(f"{live}search/?q=deliver")
    assert page.locator(".hits li").count() > 0
    page.goto(static + CHANGE)
    page.click("text=Side by side")
    assert page.url.endswith("/side/") and page.locator(".sides").count() > 0
    context.close()


def test_everything_is_reached_by_keyboard(page: Page, live: str) -> None:
    page.goto(live + CHANGE)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.getAttribute('href') || document.activeElement.tagName"))
    wanted = page.eval_on_selector_all("main a", "all => all.map(one => one.getAttribute('href'))")
    assert set(wanted) <= reached


def test_a_person_signs_in_and_reviews(page: Page, live: str) -> None:
    trouble = watch(page, live)
    page.goto(f"{live}sign-in/?next=/{CHANGE}")
    page.fill("#name", "dana")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{CHANGE}")
    page.select_option("#state", "needs-action")
    page.click("text=Save")
    page.wait_for_url("**#review")
    page.fill("#text", "<img src=x onerror='window.ran = 9'>")
    page.click("text=Add the note")
    page.wait_for_url("**#review")
    assert "needs action" in page.locator("#review .tag").inner_text()
    assert page.evaluate("window.ran") is None and trouble == []
    assert Axe().run(page).violations_count == 0
    check_page(page, f"{live}review/?show=all", 200)
