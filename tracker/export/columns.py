"""The tables of a data set and what every column holds: type, meaning, unit and source. Pure."""

from __future__ import annotations

from typing import Final, Literal

from tracker.values import Struct

ColumnType = Literal["string", "integer", "boolean", "datetime", "date"]
"""As Frictionless has them (Table Schema, field types)."""


class DataColumn(Struct, frozen=True):
    """`unit` is None for what has none. `source`: who says so: "looked" (our own clock and network), "server", "page"
    (the document says it), "read" (rules made it of the page) or "person"."""

    name: str
    type: ColumnType
    meaning: str
    source: Literal["looked", "server", "page", "read", "person"]
    unit: str | None = None


def _text(
    name: str, meaning: str, source: Literal["looked", "server", "page", "read", "person"] = "read"
) -> DataColumn:
    return DataColumn(name, "string", meaning, source)


_POLICY = _text("policy", "id of the policy, service/document", "person")
_CLAUSE = _text("clause", "id of the clause that is followed through time")
_PLACE = (
    _text("number", 'the own label after repair: "10.4", "(a)"'),
    _text("path", 'the full address a reader would write: "10.4(a)"'),
    _text("heading", "the heading as printed", "page"),
)
_SPAN = (
    DataColumn("since", "datetime", "first look that showed it", "looked", "UTC"),
    DataColumn("until", "datetime", "first look that did not show it any more; empty: it stands", "looked", "UTC"),
)

COLUMNS: Final[dict[str, tuple[DataColumn, ...]]] = {
    "policies": (
        _POLICY,
        _text("service", "the part of the id before the slash", "person"),
        _text("name", "what people call it", "person"),
        DataColumn("added_at", "datetime", "when it was first recorded here", "looked", "UTC"),
        DataColumn("first_look_at", "datetime", "the earliest look, imported history included", "looked", "UTC"),
        DataColumn("last_look_at", "datetime", "the latest look", "looked", "UTC"),
        DataColumn("looks", "integer", "how many looks there are", "looked", "looks"),
        DataColumn("versions", "integer", "how many distinct texts were believed", "read", "texts"),
        DataColumn("ruleset", "integer", "number of the rules it was read under", "read"),
    ),
    "looks": (
        _POLICY,
        DataColumn("seq", "integer", "number of the look over all policies, in order of recording", "looked"),
        DataColumn("observed_at", "datetime", "when the page was seen", "looked", "UTC"),
        DataColumn("recorded_at", "datetime", "when it was recorded here", "looked", "UTC"),
        _text("outcome", "fetched, not-modified or error", "looked"),
        _text("error", "why the look failed", "looked"),
        _text("source", "http, browser, or the kind of archive it is from", "looked"),
        _text("locator", "the address that was asked, or where in the archive it is from", "looked"),
        DataColumn("status", "integer", "HTTP status", "server"),
        _text("final_url", "the address that answered in the end", "server"),
        _text("media_type", "what the server said it is", "server"),
        DataColumn("bytes", "integer", "size of the first page as received, decoded", "server", "bytes"),
        _text("body_sha256", "SHA-256 of the bytes of the first page", "server"),
        DataColumn("pages", "integer", "pages that together are the document", "looked", "pages"),
        DataColumn("version", "integer", "number of the text it showed; empty: none that was believed", "read"),
        _text("failure", "why nothing could be read"),
        _text("screened", "why the text was doubted"),
        _text("link_sha256", "hash of the look in the chain (docs/evidence.md)", "looked"),
    ),
    "versions": (
        _POLICY,
        DataColumn("version", "integer", "number of the text, from 1 in order of first sighting", "read"),
        _text("title", "the document's title", "page"),
        _text("language", "language of the text (ISO 639-1)"),
        _text("media_type", "text/html, application/pdf, text/markdown ..."),
        DataColumn("first_seen_at", "datetime", "first look that showed it", "looked", "UTC"),
        DataColumn("last_seen_at", "datetime", "last look that showed it", "looked", "UTC"),
        DataColumn("effective_on", "date", "the date from which it says it holds", "page"),
        DataColumn("updated_on", "date", "the date on which it says it was changed", "page"),
        DataColumn("announced_on", "date", "the date on which it says it was announced", "page"),
        DataColumn("sections", "integer", "sections it has", "read", "sections"),
        DataColumn("characters", "integer", "length of its bodies, headings not counted", "read", "characters"),
        DataColumn("stands", "boolean", "whether it is the text that stands now", "read"),
        _text("text_hash", "fingerprint of the canonical text"),
    ),
    "sections": (
        _POLICY,
        DataColumn("version", "integer", "number of the text it stands in", "read"),
        DataColumn("ordinal", "integer", "its place in the text, from 0", "read"),
        DataColumn("parent", "integer", "ordinal of the section around it", "read"),
        DataColumn("level", "integer", "depth in the outline, from 1", "read"),
        _PLACE[0],
        _text("printed", "the label as printed, where repair changed it", "page"),
        *_PLACE[1:],
        _CLAUSE,
        _text("text", "the body without number, heading and what stands under it", "page"),
    ),
    "clauses": (_POLICY, _CLAUSE, *_PLACE, *_SPAN, _text("text", "what it said in that span", "page")),
    "changes": (
        _POLICY,
        _text("change_set", "id of the step from one text to the next"),
        DataColumn("ordinal", "integer", "place of the change in its set, from 0", "read"),
        DataColumn("previous_at", "datetime", "last look that showed the old text", "looked", "UTC"),
        DataColumn("observed_at", "datetime", "first look that showed the new text", "looked", "UTC"),
        DataColumn("confirmed_at", "datetime", "look that confirmed it; empty: none yet", "looked", "UTC"),
        DataColumn("told", "boolean", "whether subscribers were told, or would have been", "read"),
        _text("held_because", "why they were not"),
        DataColumn("old_version", "integer", "number of the old text", "read"),
        DataColumn("new_version", "integer", "number of the new text", "read"),
        DataColumn("effective_on", "date", "the date from which the new text says it holds", "page"),
        _text("event", "rewrite, language-switch or document-replaced, of the whole set"),
        _text("kinds", "added, removed, edited, retitled, renumbered, moved, merged, split; joined by blanks"),
        _text("significance", "substantive or cosmetic"),
        _text("topics", 'what it is about ("AI training"), joined by "; "'),
        _text("reasons", 'why it is rated so, joined by "; "'),
        DataColumn("is_ripple", "boolean", "whether it merely follows another change", "read"),
        *_PLACE,
        _CLAUSE,
        _text("deleted", 'words that went, runs joined by " … "', "page"),
        _text("inserted", 'words that came, runs joined by " … "', "page"),
    ),
    "sentences": (_POLICY, _CLAUSE, _text("sentence", "one sentence of a clause", "page"), *_SPAN),
}
"""Every table and its columns, in the order of the files. A row of a clause or sentence is one span of its life."""

TITLES: Final[dict[str, str]] = {
    "policies": "The tracked documents",
    "looks": "Every look at a document, failed ones too",
    "versions": "The distinct texts that were believed",
    "sections": "The sections of every text",
    "clauses": "Clauses through time: a row for each span with one number, heading and text",
    "changes": "What changed from text to text, told or held back",
    "sentences": "Sentences through time: a row for each span in which one stood in a clause",
}
