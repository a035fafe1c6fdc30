"""Links beside the text: which of them lead elsewhere."""

import pytest

from tracker.compare.redline.links import find_link_changes, strip_tracking
from tracker.model import Block, BlockKind, Link, Section

SAME = [
    ("https://example.org/a?utm_source=x&id=7", "https://example.org/a?id=7"),
    ("https://example.org/a?optimizely_user_id=abc", "https://example.org/a/"),
    ("https://l.example.org/?u=https%3A%2F%2Fb.org&h=AT0yFhP2k9_Qx7v", "https://l.example.org/?u=https%3A%2F%2Fb.org"),
    ("HTTPS://Example.org/a?amp_device_id=1", "https://example.org/a"),
]


@pytest.mark.parametrize(("old", "new"), SAME)
def test_tracking_parameters_are_no_difference(old, new):
    assert strip_tracking(old) == strip_tracking(new)


def section(*links: tuple[str, str]) -> Section:
    shown = " ".join(text for text, _ in links)
    block = Block(BlockKind.PARAGRAPH, shown, links=tuple(Link(text, target) for text, target in links))
    return Section(0, 1, path="16.2", blocks=(block,))


def test_a_link_on_the_same_words_that_leads_elsewhere_is_told_with_its_section():
    old = section(("Privacy Statement", "https://example.org/privacy"), ("here", "https://example.org/1"))
    new = section(("here", "https://example.org/1?gclid=9"), ("Privacy Statement", "https://example.org/legal/privacy"))
    (change,) = find_link_changes(old, new)
    assert (change.section, change.text, change.new) == (
        "16.2",
        "Privacy Statement",
        "https://example.org/legal/privacy",
    )


def test_a_target_that_cannot_be_parsed_is_compared_as_it_is():
    assert strip_tracking("http://[broken") == "http://[broken"
