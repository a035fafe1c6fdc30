"""A built site -> what its pages link to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import html5lib


def list_links(page: Path, site: Path) -> Iterator[str]:
    """What a page links to inside the site, as file names."""
    tree = html5lib.parse(page.read_text("utf-8"), namespaceHTMLElements=False)
    here = f"http://site/{page.relative_to(site).parent.as_posix().removeprefix('.')}/"
    for element in tree.iter():
        for name in ("href", "src", "action", "cite"):
            target = element.get(name) if isinstance(element.tag, str) else None
            if target is None or target.startswith(("http://", "https://")):
                continue
            path = unquote(urlsplit(urljoin(here, target)).path).lstrip("/")
            yield f"{path}index.html" if path.endswith("/") or not path else path
