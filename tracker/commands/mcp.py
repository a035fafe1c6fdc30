"""`tracker mcp`: the record -> read-only tools for assistants, over stdio or HTTP."""

from __future__ import annotations

import click

from tracker.assistant.server import make_server
from tracker.commands.database import open_record
from tracker.commands.options import Place, place_options


@click.command()
@click.option("--http", "over_http", is_flag=True, help="Serve over HTTP instead of stdio.")
@click.option("--host", default="127.0.0.1", show_default=True, help="With --http: where to listen.")
@click.option("--port", type=click.IntRange(0, 65535), default=8766, show_default=True, help="With --http.")
@place_options
def command(*, over_http: bool, host: str, port: int, place: Place) -> None:
    """Serve the record to assistants: read-only tools by the Model Context Protocol. Needs the extra `mcp`.

    The assistant starts the command itself; nothing is printed but the protocol. Text of pages comes marked as quoted.

    \b
    Examples:
      tracker mcp --database snapshots/tracker.db
      tracker mcp --http --port 8766
    """
    open_record(place, read_only=True).close()  # says now what every call would say
    server = make_server(place.database_path)
    if over_http:
        server.run("streamable-http", host=host, port=port)
    else:
        server.run("stdio")
