"""The marks of an element (tag, role, class, id) → is it furniture of the page rather than the document?

Tables only; `content.py` looks at the tree. Rules are phenomena of pages in general (consent tools, skip links,
feedback widgets), never one service's markup. Words of finished lines are in `furniture_lines.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from tracker.compiled import compile_pattern


def read_words(table: str, separator: str | None = None) -> frozenset[str]:
    """The entries of a table printed as text, separated by white space or by `separator`."""
    return frozenset(" ".join(entry.split()) for entry in table.split(separator) if entry.strip())


# Never text, wherever it stands.
NEVER_TEXT = read_words(
    """script style template canvas video audio map head link meta
    select datalist textarea input progress meter frameset applet"""
)

# Landmarks that are furniture by their own declaration (https://www.w3.org/TR/wai-aria-1.2/#landmark_roles).
_CHROME_ROLES = read_words(
    """navigation search menu menubar dialog alertdialog tooltip toolbar status banner contentinfo progressbar listbox
    combobox"""
)

# Words at the end of a class or id that make its element a widget: "c-cookie-banner", "SiteBreadcrumbs_root__x7f",
# "main-nav". Only the end counts, and only whole words: `id="cookie-policy"` is a document.
_CONSENT_SUBJECTS = read_words("cookie, cookies, consent, gdpr, ccpa, cookie consent, cookie policy, tracking", ",")
_CONSENT_PARTS = read_words(
    """banner bar notice consent popup modal dialog overlay alert message manager wall law layer toast prompt disclaimer
    drawer preferences settings choices widget notification warning popover"""
)
_LANGUAGE_SUBJECTS = read_words("lang language languages locale country region")
_LANGUAGE_PARTS = read_words("picker switcher selector select menu list dropdown nav switch chooser")
# What lies over the page until it is closed: no part of a text that somebody reads from its beginning to its end.
_OVERLAY_NAMES = read_words(
    "modal, modal dialog, modal window, modal overlay, lightbox, offcanvas, off canvas, inline modal", ","
)
_CONSENT_NAMES = read_words(
    "cookiebanner cookiebar cookieconsent cookienotice cookiepopup cookiemodal cookielaw gdprbanner cmpbox"
) | {f"{subject} {part}" for subject in _CONSENT_SUBJECTS for part in _CONSENT_PARTS}
_WIDGET_NAMES = (
    _OVERLAY_NAMES
    | _CONSENT_NAMES
    | {f"{subject} {part}" for subject in _LANGUAGE_SUBJECTS for part in _LANGUAGE_PARTS}
    | read_words(
        """breadcrumb, breadcrumbs, skip link, skip links, skiplink, skip nav, skip navigation, skip to content,
        skip to main, skip to main content, back to top, backtotop, scroll to top, scrolltop,
        site header, site footer, global header, global footer, page footer, main footer,
        main nav, top nav, topnav, mobile nav, global nav, primary nav, side nav, sidenav, site nav, sub nav, subnav,
        footer nav, header nav, main menu, mobile menu, mega menu, megamenu, side menu, navbar, nav bar,
        main navigation, primary navigation, site navigation, mobile navigation,
        related articles, related posts, related content, related links, related topics, related pages, related reading,
        recommended articles, recommended posts, recommended content, popular articles, popular posts, recent articles,
        recent posts, recently viewed, recently viewed articles, more articles, more posts, more questions,
        share buttons, share bar, share links, share icons, share this, share article, social share, social links,
        social icons, social media, social bar, social buttons,
        article votes, article feedback, article rating, article subscribe, article share, article comments,
        article avatar, article relatives, article return to top, page feedback, content feedback, doc feedback,
        was this helpful, is this helpful, need more help, helpful votes, helpful widget,
        feedback form, feedback widget, feedback bar,
        newsletter, newsletter signup, newsletter form, subscribe form, subscribe box, pagination, pager, prev next,
        announcement bar, announcement banner, promo bar, promo banner, alert banner, browser warning, outdated browser,
        chat widget, chat bubble, chat launcher, intercom lightweight app, print button, print link, print page,
        download button, reading time, read time, readtime, toast, toaster, toasts,
        on this page, in this article, in this page, minitoc, mini toc, page toc,
        search form, search box, search bar, searchbox, searchbar, search results, search overlay,
        comments section, comment section, comment list""",
        ",",
    )
)
# Trailing words that only say "the box around it".
_BOX_WORDS = read_words(
    "root wrapper container inner wrap outer holder box component desktop mobile block module section area"
)
# Names of consent tools, told by how they begin; the cookie tables they print *into* a policy are not among them.
_CONSENT_TOOLS = tuple(
    read_words(
        """onetrust-consent onetrust-banner onetrust-pc ot-sdk-btn ot-sdk-show cybotcookiebotdialog usercentrics
        didomi-host didomi-popup didomi-notice truste_ truste- trustarc-banner qc-cmp cmplz-cookiebanner cky-consent
        cky-modal cky-overlay cookieyes iubenda-cs osano-cm sp_message_container klaro axeptio cookie-law-info
        borlabscookie evidon tarteaucitron fc-consent moove_gdpr wt-cli cc-window cc-banner cmpwrapper ketch-banner
        transcend-consent"""
    )
)
_LONGEST_NAME = 80
_MOST_WORDS = 5  # more are the words of a heading: `id="how-to-change-your-cookie-settings"`
_WORD = compile_pattern(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_SPOKEN_NAMES = read_words(
    """sr-only visually-hidden visuallyhidden visually-hidden-focusable sr-only-focusable screen-reader-text
    screen-reader-only screen-reader screenreader show-for-sr element-invisible a11y-hidden u-visually-hidden
    u-sr-only is-sr-only"""
)
# Classes of what is shown on paper or in narrow windows only.
COPY_NAMES = read_words(
    """d-none hidden hide is-hidden print-only only-print visible-print visible-print-block show-for-print d-print-block
    mobile-only only-mobile show-for-small-only visible-xs visible-xs-block elementor-hidden-desktop is-hidden-desktop
    hidden-desktop desktop-hidden d-md-none d-lg-none"""
) | {"print:block", "sm:hidden", "md:hidden", "lg:hidden"}
# Hints for those who write the page: "[edit]" beside a heading.
UNSHOWN_NAMES = _SPOKEN_NAMES | read_words("mw-editsection editsection edit-section")


_LAST_WORDS = frozenset(name.rpartition(" ")[2] for name in _WIDGET_NAMES)


@lru_cache(maxsize=8192)  # the pages of one site share their names
def is_widget_name(name: str) -> bool:
    """Whether one class or id is a widget's: "c-cookie-banner", "Breadcrumbs_root__x1y"."""
    if len(name) > _LONGEST_NAME or ":" in name or "[" in name:
        return False
    return is_consent_tool(name) or _ends_with(name, _WIDGET_NAMES)


def is_consent_tool(name: str) -> bool:
    """Whether one class or id begins as a consent tool's do: "cky-modal", "onetrust-banner-sdk"."""
    return name.lower().startswith(_CONSENT_TOOLS)


@lru_cache(maxsize=8192)
def is_consent_name(name: str) -> bool:
    """Whether one class or id names a box that asks about cookies: "site-cookies-modal"."""
    return len(name) <= _LONGEST_NAME and ":" not in name and "[" not in name and _ends_with(name, _CONSENT_NAMES)


@lru_cache(maxsize=8192)
def is_foot_name(name: str) -> bool:
    """Whether one class or id says first or last that its element is the page's foot: "custom-footer", "footer-b"."""
    words = _WORD.findall(name) if len(name) <= _LONGEST_NAME and "footer" in name.lower() else []
    return bool(words) and "footer" in {words[0].lower(), words[-1].lower()}


@lru_cache(maxsize=8192)
def is_overlay_name(name: str) -> bool:
    """Whether one class or id is that of a box over the page: "av-inline-modal"."""
    return len(name) <= _LONGEST_NAME and ":" not in name and "[" not in name and _ends_with(name, _OVERLAY_NAMES)


def _ends_with(name: str, table: frozenset[str]) -> bool:
    """Whether the last words of a name, those for the box around it aside, stand in a table."""
    words = _WORD.findall(name.partition("__")[0])
    while words and (words[-1].isdigit() or words[-1].lower() in _BOX_WORDS):
        words.pop()
    if not words or len(words) > _MOST_WORDS or words[-1].lower() not in _LAST_WORDS:
        return False
    return any(" ".join(words[-count:]).lower() in table for count in range(1, min(4, len(words)) + 1))


def is_chrome(tag: str, attributes: Mapping[str, str | None]) -> bool:
    """Whether an element says of itself that it is furniture: by its tag, its role, or what a machine is told of it."""
    return (
        tag in ("nav", "dialog")
        or attributes.get("role") in _CHROME_ROLES
        or attributes.get("aria-modal") == "true"
        or "BreadcrumbList" in (attributes.get("itemtype") or "")
    )


@lru_cache(maxsize=8192)
def has_spoken_name(names: str) -> bool:
    """Whether one of an element's classes says that it is for screen readers or writers of the page only: "sr-only"."""
    return not UNSHOWN_NAMES.isdisjoint(names.split())
