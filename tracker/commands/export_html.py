"""`tracker export html`: two recorded texts -> a redline as one HTML file."""

from __future__ import annotations

import click

from tracker.commands.options import Place, json_option, place_options
from tracker.commands.redlines import RedlineWish, read_redline, redline_options, write_redline
from tracker.export.webpage import write_page


@click.command()
@redline_options
@json_option
@place_options
def command(*, wish: RedlineWish, as_json: bool, place: Place) -> None:
    """Write a redline as one HTML file that needs nothing beside it, runs no script and prints well.

    FROM and TO are dates or version numbers; without them the last two versions.

    \b
    Examples:
      tracker export html zoom/terms-of-service 2023-07-28 2023-08-07 -o zoom.html
      tracker export html zoom/terms-of-service --change-set 4f1c20ab93d7
    """
    redline = read_redline(place, wish)
    page = write_page(redline.tracked, redline.cover, language=redline.answer.new.reading.language)
    write_redline(redline, page.encode(), wish, ending="html", as_json=as_json)
