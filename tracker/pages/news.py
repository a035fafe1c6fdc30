"""What was told, newest first -> the home page, and the lists by service, tag and page. Pure views, and who asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from tracker.ask.health import ask_health
from tracker.ask.news import ask_changes, ask_news, ask_steps
from tracker.ask.record import OpenRecord
from tracker.ask.topic import list_topic_slugs
from tracker.errors import NotFoundError
from tracker.model import ChangeSet, News, PolicyHealth, Severity, Verdict, name_severity, weigh_change
from tracker.pages.addresses import Address
from tracker.pages.feeds import make_news_feed
from tracker.pages.page import SITE_NAME, Crumb, WebPage
from tracker.pages.paging import PartLinks, link_parts
from tracker.publish.lines import EVENT_WORDS, HELD_WORDS, format_redline
from tracker.publish.listings import health_record, news_record
from tracker.publish.record import Record
from tracker.publish.spans import Line
from tracker.values import Struct, replace

TOLD_WHOLE = 5
"""So many of the newest changes come with the words of their weightiest change: what is read before one scrolls on."""

LISTED = 50
POLICIES_AT_HOME = 40
MOST_SERVICES = 200
BAR_STEP, BAR_HIGHEST = 5, 20
SAMPLE_WORDS = 90


class NewsView(Struct, frozen=True):
    """One change set in a list; `sample` is the redline of its weightiest change, where that is shown."""

    href: str | None
    policy: str
    policy_href: str
    previous_at: datetime
    observed_at: datetime
    summary: str
    severity: Severity | None
    note: str | None
    sample_of: str | None = None
    sample: tuple[Line, ...] = ()
    language: str | None = None


class Strip(Struct, frozen=True):
    """Two years as bars, a month each: what it says, and the outlines (SVG) of the months with changes and without."""

    told: int
    first_month: str
    last_month: str
    width: int
    told_path: str
    quiet_path: str


class PolicyView(Struct, frozen=True):
    """One policy in a list, its strip of months and its health."""

    name: str
    href: str
    health: PolicyHealth
    strip: Strip


class HomeView(Struct, frozen=True):
    """The home page, and with `filtered_by` the same of one service or tag."""

    news: tuple[NewsView, ...]
    count: int
    policies: tuple[PolicyView, ...]
    policy_count: int
    services: tuple[Crumb, ...]
    tags: tuple[Crumb, ...]
    topics: tuple[Crumb, ...]
    filtered_by: str | None = None


class NewsListView(Struct, frozen=True):
    """A page of a long list of change sets."""

    heading: str
    news: tuple[NewsView, ...]
    count: int
    parts: PartLinks
    is_thinned: bool = False


class PolicyListView(Struct, frozen=True):
    policies: tuple[PolicyView, ...]
    count: int
    parts: PartLinks


# --- views ------------------------------------------------------------------------------------------------


def view_news(news: News) -> NewsView:
    """A change set by its head."""
    note = HELD_WORDS[news.held_because] if news.held_because else None
    return NewsView(
        href=Address("change", news.policy, news.change_set).path,
        policy=news.name,
        policy_href=Address("policy", news.policy).path,
        previous_at=news.previous_at,
        observed_at=news.observed_at,
        summary=news.summary or (EVENT_WORDS[news.event] if news.event else "Only links lead elsewhere."),
        severity=None if news.verdict is Verdict.SUBSTANTIVE else Severity.COSMETIC,
        note=note,
    )


def view_told(news: News, change_set: ChangeSet) -> NewsView:
    """The same with the words of its weightiest change."""
    changes = [one for one in change_set.comparison.changes if not one.is_ripple]
    if not changes:
        return view_news(news)
    leading = min(changes, key=weigh_change)
    return replace(
        view_news(news),
        severity=name_severity(leading.significance, leading.reasons),
        sample_of=leading.label,
        sample=tuple(replace(line, depth=0) for line in format_redline(leading, limit=SAMPLE_WORDS)),
        language=change_set.comparison.language,
    )


def view_policy_line(health: PolicyHealth) -> PolicyView:
    """A policy with its strip and its health."""
    return PolicyView(health.name, Address("policy", health.policy).path, health, draw_strip(health.months))


def draw_strip(months: Sequence[tuple[str, int]]) -> Strip:
    """Months with how many changes each had, as bars; the highest month of its own reaches the top."""
    most = max((count for _, count in months), default=0) or 1
    bars = [(place * BAR_STEP, round(BAR_HIGHEST * count / most) if count else 1, count) for place, (_, count) in
            enumerate(months)]  # fmt: skip
    told, quiet = (
        "".join(_draw_bar(left, height) for left, height, count in bars if bool(count) is has_changes)
        for has_changes in (True, False)
    )
    return Strip(sum(count for _, count in months), months[0][0], months[-1][0], len(months) * BAR_STEP, told, quiet)


def _draw_bar(left: int, height: int) -> str:
    return f"M{left} {BAR_HIGHEST - height}h4v{height}h-4z"


# --- who asks ---------------------------------------------------------------------------------------------


def make_home(record: OpenRecord, address: Address) -> WebPage:
    """The newest changes and the policies watched; of one service or tag where the address names it."""
    policies = choose_policies(record, address)
    label = record.tag_slugs[address.name] if address.kind == "tag" else address.name
    found = ask_news(record, policies=policies, most=LISTED)
    told = _view_whole(record, found.news)
    named = record.policies if policies is None else policies
    health = ask_health(record, list_healthy(record, address))
    view = HomeView(
        news=told,
        count=found.count,
        policies=tuple(map(view_policy_line, health)),
        policy_count=len(named),
        services=_list_services(record),
        tags=tuple(Crumb(tag, Address("tag", name=slug).path) for slug, tag in record.tag_slugs.items()),
        topics=link_topics(record),
        filtered_by=label or None,
    )
    title = f"{label}: what changed in its policies" if label else "What changed in the policies watched"
    newest = f"Newest: {told[0].policy}: {told[0].summary}" if told else "Nothing has changed yet."
    description = f"{found.count} changes in {len(named)} policies. {newest}"
    return WebPage(
        *(address, "home.html.j2", view, title, description),
        write_record=lambda: _write_record(address, found.news, health),
        make_feed=lambda base, _: make_news_feed(record, address, base, policies=policies),
        crumbs=(Crumb(SITE_NAME, ""),) if address.name else (),
    )


def list_healthy(record: OpenRecord, address: Address) -> tuple[str, ...]:
    """The policies of which a page says how looking at them goes. Raises NotFoundError."""
    if address.kind == "policies":
        return record.policies[(address.part - 1) * LISTED :][:LISTED]
    if address.kind not in ("home", "service", "tag"):
        return ()
    chosen = choose_policies(record, address)
    return (record.policies if chosen is None else chosen)[:POLICIES_AT_HOME]


def link_topics(record: OpenRecord) -> tuple[Crumb, ...]:
    """Every topic with its page."""
    slugs = list_topic_slugs(record.archive)
    return tuple(Crumb(name, Address("topic", name=slug).path) for slug, name in slugs.items())


def _list_services(record: OpenRecord) -> tuple[Crumb, ...]:
    """The services to choose from; of more than people read through none: the list of policies has them all."""
    if len(record.services) > MOST_SERVICES:
        return ()
    return tuple(Crumb(one, Address("service", name=one).path) for one in record.services)


def choose_policies(record: OpenRecord, address: Address) -> tuple[str, ...] | None:
    """The policies of a service or tag; None for all. Raises NotFoundError."""
    if address.kind == "home":
        return None
    tags = {slug: record.tags[tag] for slug, tag in record.tag_slugs.items()}
    known: Mapping[str, tuple[str, ...]] = record.services if address.kind == "service" else tags
    if address.name not in known:
        raise NotFoundError(f'no {address.kind} "{address.name}"', candidates=tuple(known))
    return known[address.name]


def _view_whole(record: OpenRecord, news: Sequence[News]) -> tuple[NewsView, ...]:
    whole = ask_changes(record.archive, [(one.policy, one.change_set) for one in news[:TOLD_WHOLE]])
    return (*map(view_told, news, whole), *map(view_news, news[TOLD_WHOLE:]))


def _write_record(address: Address, news: Sequence[News], health: Sequence[PolicyHealth]) -> Record:
    return {
        "schema": "tracker.page.news/1",
        "path": address.path,
        "changes": [news_record(one) for one in news],
        "policies": [health_record(one) for one in health],
    }


def make_news(record: OpenRecord, address: Address) -> WebPage:
    """Everything that was told, `LISTED` a page."""
    found = ask_news(record, most=LISTED, skip=(address.part - 1) * LISTED)
    parts = _link_pages(address, found.count)
    view = NewsListView("All changes", tuple(map(view_news, found.news)), found.count, parts)
    return WebPage(
        *(address, "news.html.j2", view, "All changes", f"{found.count} changes that were told, newest first."),
        write_record=lambda: _write_record(address, found.news, ()),
        crumbs=(Crumb(SITE_NAME, ""),),
    )


def make_steps(record: OpenRecord, address: Address) -> WebPage:
    """Every change set of a policy, what was held and why among them."""
    steps = ask_steps(record, address.policy)
    parts = _link_pages(address, len(steps))
    shown = steps[(address.part - 1) * LISTED :][:LISTED]
    name = record.name_policy(address.policy)
    chosen = choose_steps(steps, record.held)
    news = tuple(view_news(one) if one.change_set in chosen else replace(view_news(one), href=None) for one in shown)
    view = NewsListView(f"Every change of {name}", news, len(steps), parts, len(chosen) < len(steps))
    description = f"{len(steps)} changes of {name} that were seen, told or held back."
    return WebPage(
        *(address, "news.html.j2", view, view.heading, description),
        write_record=lambda: _write_record(address, shown, ()),
        crumbs=policy_crumbs(record, address.policy),
    )


def make_policies(record: OpenRecord, address: Address) -> WebPage:
    """The policies of the record, `LISTED` a page."""
    policies = record.policies
    parts = _link_pages(address, len(policies))
    health = ask_health(record, list_healthy(record, address))
    view = PolicyListView(tuple(map(view_policy_line, health)), len(policies), parts)
    return WebPage(
        *(address, "policies.html.j2", view, "Policies", f"{len(policies)} policies are on record."),
        write_record=lambda: _write_record(address, (), health),
        crumbs=(Crumb(SITE_NAME, ""),),
    )


def choose_steps(steps: Sequence[News], held: int | None) -> frozenset[str]:
    """The change sets, newest first, that have pages: all that were told or believed, and of the others (a page that
    goes back and forth between two texts makes thousands) the newest `held`, None for all."""
    others = [one.change_set for one in steps if one.held_because is not None and not one.is_believed]
    left_out = frozenset(() if held is None else others[held:])
    return frozenset(one.change_set for one in steps) - left_out


def _link_pages(address: Address, count: int) -> PartLinks:
    """The pages of a list. Raises NotFoundError for one beyond its end."""
    pages = max(1, -(-count // LISTED))
    if address.part > pages:
        raise NotFoundError(f"no page {address.part}", hint=f"there are {pages}")
    return link_parts(address, pages)


def policy_crumbs(record: OpenRecord, policy: str, *, with_itself: bool = True) -> tuple[Crumb, ...]:
    """The way up from a page of a policy."""
    service = policy.partition("/")[0]
    above = (Crumb(SITE_NAME, ""), Crumb(service, Address("service", name=service).path))
    return (*above, Crumb(record.name_policy(policy), Address("policy", policy).path)) if with_itself else above
