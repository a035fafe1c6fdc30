"""`tracker export docx`: two recorded texts -> a Word document with real tracked changes."""

from __future__ import annotations

import click

from tracker.commands.options import Place, json_option, place_options
from tracker.commands.redlines import RedlineWish, read_redline, redline_options, write_redline
from tracker.export.word import write_word


@click.command()
@redline_options
@json_option
@place_options
def command(*, wish: RedlineWish, as_json: bool, place: Place) -> None:
    """Write a redline as a Word document that others can accept or reject, change by change.

    FROM and TO are dates or version numbers; without them the last two versions. All changes accepted give the new
    text, all rejected the old one. Each bears "POLICY as published" and the day on which the new text was first seen.

    \b
    Examples:
      tracker export docx zoom/terms-of-service 2023-07-28 2023-08-07 -o zoom.docx
      tracker export docx zoom/terms-of-service --change-set 4f1c20ab93d7
      tracker export docx zoom/terms-of-service 12 13 --clause 10.4 --no-cosmetic
    """
    redline = read_redline(place, wish)
    new = redline.answer.new
    content = write_word(redline.tracked, redline.cover, dated_at=new.origin.observed_at, language=new.reading.language)
    write_redline(redline, content, wish, ending="docx", as_json=as_json)
