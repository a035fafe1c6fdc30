"""Word documents with tracked changes -> what is left when all are accepted or rejected: by the rules, and by programs.

The rules are those of Office Open XML as Word follows them: a paragraph whose end went runs on into the next, a row
whose mark went is gone with its cells.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
GONE = {"accept": (f"{W}del", f"{W}moveFrom"), "reject": (f"{W}ins", f"{W}moveTo")}

MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub Settle(folder As String)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  Dim form(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  form(0).Name = "FilterName"
  form(0).Value = "MS Word 2007 XML"
  dispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
  names = ""
  name = Dir(folder &amp; "/*.docx")
  Do While name &lt;&gt; ""
    names = names &amp; name &amp; "|"
    name = Dir()
  Loop
  For Each name In Split(names, "|")
    If name &lt;&gt; "" Then
      For Each deed In Array("Accept", "Reject")
        document = StarDesktop.loadComponentFromURL(ConvertToURL(folder &amp; "/" &amp; name), "_blank", 0, hidden())
        frame = document.CurrentController.Frame
        dispatcher.executeDispatch(frame, ".uno:" &amp; deed &amp; "AllTrackedChanges", "", 0, Array())
        document.storeToURL(ConvertToURL(folder &amp; "/" &amp; LCase(deed) &amp; "/" &amp; name), form())
        document.close(True)
      Next
    End If
  Next
  StarDesktop.terminate()
End Sub
</script:module>
"""


def read_body(document: bytes) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(document)) as parts:
        body = ElementTree.fromstring(parts.read("word/document.xml")).find(f"{W}body")
    assert body is not None
    return body


def settle(document: bytes, deed: str) -> list[str]:
    """The paragraphs that are left when every change is accepted or rejected, those of cells among them, empty ones
    too: what an editor makes of the marks in the file."""
    return [text for _, text in _settle_container(read_body(document), deed)]


def _settle_container(container: ElementTree.Element, deed: str) -> Iterator[tuple[str, str]]:
    pending, is_pending = "", False
    for child in container:
        if child.tag == f"{W}p":
            pending += _read_runs(child, deed)
            is_pending = any(child.find(f"{W}pPr/{W}rPr/{tag}") is not None for tag in GONE[deed])
            if not is_pending:
                yield "p", pending
                pending = ""
        elif child.tag == f"{W}tbl":
            assert not pending, "words that run on into a table"
            for row in child.iter(f"{W}tr"):
                if not any(row.find(f"{W}trPr/{tag}") is not None for tag in GONE[deed]):
                    for cell in row.iter(f"{W}tc"):
                        yield from (("cell", text) for _, text in _settle_container(cell, deed))
    assert not pending and not is_pending, "the end of the last paragraph cannot go"


def _read_runs(element: ElementTree.Element, deed: str) -> str:
    words = ""
    for child in element:
        if child.tag in GONE[deed] or child.tag == f"{W}pPr":
            continue
        if child.tag in (f"{W}t", f"{W}delText"):
            words += child.text or ""
        else:
            words += _read_runs(child, deed)
    return words


def read_paragraphs(document: bytes) -> list[str]:
    """The paragraphs of a document in which nothing is tracked any more."""
    body = read_body(document)
    left = {element.tag for element in body.iter()} & {tag for tags in GONE.values() for tag in tags}
    assert not left, f"still tracked: {left}"
    return ["".join(text.text or "" for text in paragraph.iter(f"{W}t")) for paragraph in body.iter(f"{W}p")]


def settle_in_office(folder: Path) -> None:
    """Let LibreOffice open every .docx of a folder, accept and reject all, and save into `accept` and `reject`."""
    office = shutil.which("soffice")
    assert office is not None
    profile = folder / "profile"
    command = [office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    for deed in ("accept", "reject"):
        (folder / deed).mkdir()
    subprocess.run(
        [*command, "--terminate_after_init"], check=True, capture_output=True, timeout=300
    )  # makes the profile
    (profile / "user" / "basic" / "Standard" / "Module1.xba").write_text(MODULE, "utf-8")
    subprocess.run(
        [*command, f'macro:///Standard.Module1.Settle("{folder}")'], check=True, capture_output=True, timeout=300
    )


def settle_in_pandoc(document: Path, deed: str) -> str:
    """The words that pandoc reads in a document with all changes accepted or rejected."""
    command = ["pandoc", f"--track-changes={deed}", "-t", "json", os.fspath(document)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
    return "".join(_read_words(json.loads(done.stdout)["blocks"]))


def _read_words(part: object) -> Iterator[str]:
    if isinstance(part, dict) and part.get("t") == "Str":
        yield part["c"]
    elif isinstance(part, dict):
        for inner in part.values():
            yield from _read_words(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _read_words(inner)
