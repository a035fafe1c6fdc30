"""docs/telling and docs/cron.md are held against the program: every configuration loads, every example works."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from telling import NOW

from tracker.config import CHANNEL_KINDS, parse_config
from tracker.publish.channels import OPENERS
from tracker.publish.webhook import IDEMPOTENCY_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER, sign_body
from tracker.schedule.cron import NEVER, next_turn

DOCS = Path(__file__).parents[1] / "docs"
PAGES = sorted((DOCS / "telling").glob("*.md"))
CHANNEL_PAGES = {"email": "email", "feed": "feeds", "webhook": "webhook", "apprise": "apprise", "command": "command"}


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", page.read_text(), re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_configuration_loads(page: Path) -> None:
    for text in blocks(page, "toml"):
        config = parse_config(text, path=page)
        assert "[feeds]" in text or (config.channels and config.subscriptions)


def test_every_kind_of_channel_has_a_page_and_an_opener() -> None:
    assert set(CHANNEL_KINDS) == set(CHANNEL_PAGES)
    assert set(CHANNEL_KINDS.values()) == set(OPENERS)
    for kind, page in CHANNEL_PAGES.items():
        assert f'kind = "{kind}"' in (DOCS / "telling" / f"{page}.md").read_text()


@pytest.mark.parametrize("place", [0, 1], ids=["with the package", "without"])
def test_the_receivers_in_the_docs_verify_what_we_sign(place: int) -> None:
    code = list(blocks(DOCS / "telling" / "webhook.md", "python"))[place]
    scope: dict[str, object] = {}
    exec(code, scope)  # our own documentation
    verify = scope["verify"]
    now, body = int(time.time()), b'{"a": 1}'
    headers = {TIMESTAMP_HEADER: str(now), SIGNATURE_HEADER: sign_body(b"secret", now, body)}
    assert verify(b"secret", headers, body)
    assert not verify(b"secret", headers, body + b" ")
    assert not verify(b"other", headers, body)
    text = (DOCS / "telling" / "webhook.md").read_text()
    assert all(header in text for header in (TIMESTAMP_HEADER, SIGNATURE_HEADER, IDEMPOTENCY_HEADER))


def test_the_cron_lines_are_cron_lines() -> None:
    text = (DOCS / "cron.md").read_text()
    lines = re.findall(r'cron = "([^"]+)"', text) + re.findall(r"^    (\S+ \S+ \S+ \S+ \S+) cd ", text, re.MULTILINE)
    assert len(lines) == 2
    for line in lines:
        assert next_turn(line, "UTC", NOW) < NEVER


def test_pages_name_pictures_that_are_there() -> None:
    for page in PAGES:
        for picture in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", page.read_text()):
            assert (page.parent / picture).is_file()
