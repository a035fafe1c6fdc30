"""`tracker export pdf`: two recorded texts -> a redline as a PDF."""

from __future__ import annotations

import click

from tracker.capture.browser import find_chromium
from tracker.commands.configured import read_config
from tracker.commands.options import Place, json_option, place_options
from tracker.commands.redlines import RedlineWish, read_redline, redline_options, write_redline
from tracker.export.pdf import print_page
from tracker.export.webpage import write_page
from tracker.publish.hostile import clean_text


@click.command()
@redline_options
@json_option
@place_options
def command(*, wish: RedlineWish, as_json: bool, place: Place) -> None:
    """Write a redline as a PDF: the page of `tracker export html`, drawn by the system's Chromium.

    FROM and TO are dates or version numbers; without them the last two versions.

    \b
    Examples:
      tracker export pdf zoom/terms-of-service 2023-07-28 2023-08-07 -o zoom.pdf
      tracker export pdf zoom/terms-of-service --change-set 4f1c20ab93d7 --no-cosmetic
    """
    chromium = find_chromium(read_config(place).fetch.chromium)
    redline = read_redline(place, wish)
    page = write_page(redline.tracked, redline.cover, language=redline.answer.new.reading.language)
    content = print_page(page, title=clean_text(redline.cover.title), chromium=chromium)
    write_redline(redline, content, wish, ending="pdf", as_json=as_json)
