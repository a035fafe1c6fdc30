"""Documents of a repository and the record -> the policy each goes on with: two documents never share one history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.archive import Archive
from tracker.capture.importers.ota import SOURCE_KINDS, OtaDocument, read_located_title
from tracker.names import distinguish, fold


@dataclass(frozen=True)
class Named:
    """A document and its policy; `rival` is the title of what has the id that the document's own title gives."""

    document: OtaDocument
    policy: str
    rival: str | None = None


def name_documents(archive: Archive, documents: Sequence[OtaDocument]) -> list[Named]:
    """A policy for each document of a repository.

    A document that was imported before goes on with its policy, whoever came since; others get the id of their title,
    with a suffix where that holds another document ("A B/Terms" and "A-B/Terms" are both "a-b/terms").
    """
    held = {document.policy: _titles(archive, document.policy) for document in documents}
    owners: dict[str, str] = {}
    named: dict[str, Named] = {}
    for document in sorted(documents, key=lambda document: document.title not in held[document.policy]):
        title, plain = document.title, document.policy
        rival = owners.get(fold(plain))
        if rival is None and held[plain] and title not in held[plain]:
            rival = min(held[plain])
        policy = distinguish(plain, title, ()) if rival else plain
        owners[fold(policy)] = title
        named[title] = Named(document, policy, rival)
    return [named[document.title] for document in documents]


def _titles(archive: Archive, policy: str) -> frozenset[str]:
    """The documents of repositories that a policy holds captures of: 'Zoom/Terms of Service'."""
    locators = archive.snapshots.locators(policy, SOURCE_KINDS)
    return frozenset(title for locator in locators if (title := read_located_title(locator)))
