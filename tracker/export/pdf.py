"""A page of ours -> a PDF, drawn by Chromium through Playwright (the extra `browser`), without scripts or network."""

from __future__ import annotations

import importlib
import os
from html import escape
from types import ModuleType

from tracker.errors import TrackerError, UsageError

_FOOTER = (
    '<div style="width:100%;margin:0 20mm;font:7pt sans-serif;color:#545c68;'
    'display:flex;justify-content:space-between">'
    '<span>{title}</span><span><span class="pageNumber"></span> / <span class="totalPages"></span></span></div>'
)
_FLAGS = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")


def print_page(page: str, *, title: str, chromium: str, timeout: float = 120.0) -> bytes:
    """The PDF of an HTML page, tagged and with an outline of its headings; `title` and page numbers at its foot.

    `chromium` is the browser's program, `timeout` in seconds. Raises UsageError where Playwright is not installed,
    TrackerError where the browser fails.
    """
    playwright = _load_playwright()
    try:
        with playwright.sync_playwright() as driver:
            browser = driver.chromium.launch(
                executable_path=chromium,
                args=list(_FLAGS),
                timeout=timeout * 1000,
                # Chromium's own sandbox cannot be had as root, as in most containers.
                chromium_sandbox=os.geteuid() != 0,
            )
            context = browser.new_context(java_script_enabled=False, offline=True, accept_downloads=False)
            sheet = context.new_page()
            sheet.set_default_timeout(timeout * 1000)
            sheet.set_content(page, wait_until="load")
            return bytes(
                sheet.pdf(
                    prefer_css_page_size=True,
                    print_background=True,
                    display_header_footer=True,
                    header_template="<span></span>",
                    footer_template=_FOOTER.format(title=escape(title)),
                    tagged=True,
                    outline=True,
                )
            )
    except playwright.Error as error:
        raise TrackerError(f"Chromium gave no PDF: {str(error).splitlines()[0][:200]}") from error


def _load_playwright() -> ModuleType:
    try:
        return importlib.import_module("playwright.sync_api")
    except ImportError as error:
        hint = "pip install 'policy-clause-tracker[browser]'"
        raise UsageError("a PDF is drawn by a browser through Playwright, which is not installed", hint=hint) from error
