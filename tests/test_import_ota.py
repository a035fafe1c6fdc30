"""Recorded histories in git: what is taken, in which order, what is passed over and what is refused."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner
from parcels import FIRST, INSURED, SHORTER

from tracker.archive import open_archive
from tracker.capture.importers import git, ota
from tracker.cli import tracker
from tracker.errors import ImportSourceError
from tracker.names import make_slug

TERMS = "Harbour Parcels/Terms of Service.md"


class Repository:
    """A git repository built commit by commit with the dates a test wants."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str, date: str = "2024-01-01T00:00:00Z", committed: str = "2030-01-01T00:00:00Z") -> str:
        identity = {
            f"GIT_{role}_{what}": "t@t.example" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
        }
        env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | identity
        env |= {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": committed, "GIT_CONFIG_GLOBAL": "/dev/null"}
        command = ["git", "-C", str(self.folder), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True, env=env).stdout

    def commit(self, path: str, text: str | bytes | None, date: str, message: str = "Record new changes") -> None:
        """Commit a file's new content (None: its removal)."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            file.unlink()
        else:
            file.write_bytes(text if isinstance(text, bytes) else text.encode())
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message, date=date)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "versions")


def read_all(repository: Repository, path: str | None = TERMS, known=()):
    (document,) = ota.list_documents(repository.folder, path)
    return list(git.read_captures(document, known))


def test_the_order_of_commits_holds_where_dates_go_back(repository: Repository) -> None:
    repository.commit(TERMS, FIRST, "2024-03-02T00:00:00Z")
    repository.commit(TERMS, SHORTER, "2024-02-01T00:00:00Z")  # an old page, read again under better rules
    repository.commit(TERMS, INSURED, "2024-03-02T00:00:00Z")  # dates repeat
    repository.commit(TERMS, FIRST, "2024-03-05T00:00:00Z")
    assert [capture.body.decode() for capture in read_all(repository)] == [FIRST, SHORTER, INSURED, FIRST]
    assert [f"{capture.captured_at:%m-%d}" for capture in read_all(repository)] == ["03-02", "03-02", "03-02", "03-05"]


def test_importing_again_goes_on_at_the_same_dates(repository: Repository) -> None:
    repository.commit(TERMS, FIRST, "2024-03-02T00:00:00Z")
    repository.commit(TERMS, SHORTER, "2024-02-01T00:00:00Z")
    before = [(capture.external_key, capture.captured_at) for capture in read_all(repository)]
    repository.commit(TERMS, INSURED, "2024-02-02T00:00:00Z")
    after = [(capture.external_key, capture.captured_at) for capture in read_all(repository)]
    assert after[:2] == before
    (rest,) = read_all(repository, known=[key for key, _ in before])
    assert (rest.body.decode(), f"{rest.captured_at:%m-%d}") == (INSURED, "03-02")


def test_lines_that_were_merged_are_told_by_their_dates(repository: Repository) -> None:
    repository.commit(TERMS, FIRST, "2024-03-01T00:00:00Z")
    repository.git("checkout", "-q", "-b", "side")
    repository.commit(TERMS, FIRST + "a", "2024-03-03T00:00:00Z")
    repository.git("checkout", "-q", "main")
    repository.commit(TERMS, FIRST + "b", "2024-03-02T00:00:00Z")
    repository.commit(TERMS, FIRST + "c", "2024-03-04T00:00:00Z")
    repository.git("merge", "-q", "-s", "ours", "--no-commit", "side")
    repository.commit(TERMS, INSURED, "2024-03-05T00:00:00Z")
    assert [capture.body.decode()[len(FIRST) :] for capture in read_all(repository)][:-1] == ["", "b", "a", "c"]
    assert [f"{capture.captured_at:%d}" for capture in read_all(repository)] == ["01", "02", "03", "04", "05"]


def test_a_capture_says_where_it_is_from(repository: Repository) -> None:
    message = "Record\n\nX-fetcher: htmlOnly\nX-source-document-location: https://parcels.example/terms\n"
    repository.commit("Harbour Parcels/Terms of Service.html", "<p>Terms</p>", "2024-03-02T10:11:12+02:00", message)
    (capture,) = read_all(repository, "Harbour Parcels/Terms of Service.html")
    commit = repository.git("rev-parse", "HEAD").strip()
    assert (capture.source.kind, capture.media_type, capture.charset) == ("ota-snapshots", "text/html", "utf-8")
    assert capture.source.locator == f"{repository.folder}#Harbour Parcels/Terms of Service.html"
    assert capture.external_key == f"{commit}:Harbour Parcels/Terms of Service.html"
    assert capture.final_url == "https://parcels.example/terms"
    assert capture.headers == (("subject", "Record"),)
    assert capture.captured_at.isoformat() == "2024-03-02T08:11:12+00:00"


def test_bytes_that_are_no_utf8_leave_the_encoding_open(repository: Repository) -> None:
    repository.commit("Harbour Parcels/Terms.html", "<p>Größe</p>".encode("latin-1"), "2024-03-02T00:00:00Z")
    (capture,) = read_all(repository, "Harbour Parcels/Terms.html")
    assert (capture.charset, capture.body) == (None, b"<p>Gr\xf6\xdfe</p>")


def test_what_is_known_is_not_read_again(repository: Repository) -> None:
    repository.commit(TERMS, FIRST, "2024-03-01T00:00:00Z")
    known = {capture.external_key for capture in read_all(repository)}
    repository.commit(TERMS, SHORTER, "2024-03-02T00:00:00Z")
    assert [capture.body.decode() for capture in read_all(repository, known=known)] == [SHORTER]


def test_a_removed_document_is_no_capture_and_keeps_its_history(repository: Repository) -> None:
    repository.commit(TERMS, FIRST, "2024-03-01T00:00:00Z")
    repository.commit(TERMS, None, "2024-03-02T00:00:00Z")
    repository.commit("Harbour Parcels/Privacy Policy.md", FIRST, "2024-03-03T00:00:00Z")
    assert [capture.body.decode() for capture in read_all(repository)] == [FIRST]


def test_paths_are_meant_literally(repository: Repository) -> None:
    odd = "Harbour * Parcels/Terms [of] Service #terms.md"
    repository.commit(odd, FIRST, "2024-03-01T00:00:00Z")
    repository.commit("Harbour x Parcels/Terms o Service #terms.md", SHORTER, "2024-03-01T00:00:00Z")
    assert [capture.body.decode() for capture in read_all(repository, odd)] == [FIRST]


def test_all_documents_by_their_policy(repository: Repository) -> None:
    for path in (TERMS, "Société Générale/Privacy Policy.pdf", "Société Générale/Privacy Policy.html", "README.md"):
        repository.commit(path, FIRST, "2024-03-01T00:00:00Z")
    repository.commit("a/b/Terms.md", FIRST, "2024-03-01T00:00:00Z")
    documents = {document.policy: (document.name, document.paths) for document in ota.list_documents(repository.folder)}
    assert documents == {
        "harbour-parcels/terms-of-service": ("Harbour Parcels Terms of Service", (TERMS,)),
        "societe-generale/privacy-policy": (
            "Société Générale Privacy Policy",
            ("Société Générale/Privacy Policy.html", "Société Générale/Privacy Policy.pdf"),
        ),
    }


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("Booking.com", "booking-com"),
        ("Terms of Service #legal-terms", "terms-of-service-legal-terms"),
        ("Außenwerbung & Co", "aussenwerbung-co"),
        ("利用規約", "利用規約"),
        ("***", "unnamed"),
    ],
)
def test_slugs(words: str, slug: str) -> None:
    assert make_slug(words) == slug


def test_a_bare_clone_reads_the_same_under_the_same_name(repository: Repository, tmp_path: Path) -> None:
    repository.commit(TERMS, FIRST, "2024-03-01T00:00:00Z")
    bare = tmp_path / "bare.git"
    repository.git("remote", "add", "origin", "https://me:secret@git.example/versions.git")
    subprocess.run(["git", "clone", "-q", "--bare", str(repository.folder), str(bare)], check=True)
    (here,), (there,) = read_all(repository), list(git.read_captures(ota.list_documents(bare, TERMS)[0]))
    assert here.external_key == there.external_key
    assert here.source.locator == f"https://git.example/versions.git#{TERMS}"
    assert there.source.locator == f"{repository.folder}#{TERMS}"


def refusal(folder: Path, path: str | None = None) -> str:
    with pytest.raises(ImportSourceError) as caught:
        ota.list_documents(folder, path)
    return str(caught.value)


def test_refusals_are_one_line_each(repository: Repository, tmp_path: Path) -> None:
    assert "has no commits" in refusal(repository.folder)
    repository.commit("src/deep/code.py", "x = 1", "2024-03-01T00:00:00Z")
    assert "is not laid out as Open Terms Archive does (found: src/deep/code.py)" in refusal(repository.folder)
    repository.commit(TERMS, FIRST, "2024-03-01T00:00:00Z")
    assert f"did you mean '{TERMS}'?" in refusal(repository.folder, "harbour parcels/terms of service.html")
    assert "is not laid out" in refusal(repository.folder, "src/deep/code.py")
    assert "no repository at" in refusal(tmp_path / "none")
    assert "is not a git repository" in refusal(repository.folder / "src")
    bundle = tmp_path / "versions.bundle"
    bundle.write_bytes(b"# v2 git bundle\n")
    assert "git clone --bare" in refusal(bundle)
    for message in (refusal(tmp_path), refusal(repository.folder, "x")):
        assert "\n" not in message


def test_the_importer_runs_nothing_that_the_repository_names(repository: Repository, tmp_path: Path) -> None:
    """A repository may come from anyone; its configuration must not start programs."""
    trap = tmp_path / "trap"
    script = tmp_path / "trap.sh"
    script.write_text(f"#!/bin/sh\ntouch {trap}\n")
    script.chmod(0o755)
    repository.commit(TERMS, FIRST, "2024-03-01T00:00:00Z")
    for key in ("core.pager", "core.fsmonitor", "gpg.program", "diff.external", "core.sshCommand"):
        repository.git("config", key, str(script))
    repository.git("config", "log.showSignature", "true")
    assert len(read_all(repository)) == 1
    assert not trap.exists()


def import_all(repository: Repository, database: Path, *options: str) -> dict[str, list[str]]:
    """What `import ota` said on stderr, and the titles each policy holds captures of."""
    place = ["--database", str(database), "--config", str(database.with_suffix(".toml"))]
    database.with_suffix(".toml").write_text("")
    result = CliRunner().invoke(tracker, ["import", "ota", str(repository.folder), *options, *place])
    assert result.exit_code == 0, result.output
    with open_archive(database, read_only=True) as archive:
        held = {
            policy: sorted({ota.read_located_title(at) for at in archive.snapshots.locators(policy, ota.SOURCE_KINDS)})
            for policy in archive.policies.ids()
        }
    return {"": result.stderr.splitlines(), **held}


def test_documents_whose_names_give_one_id_have_histories_of_their_own(repository: Repository, tmp_path: Path) -> None:
    for service in ("a b", "A-B", "***", "C#"):
        repository.commit(f"{service}/Terms.md", FIRST, "2024-03-01T00:00:00Z")
    first = import_all(repository, tmp_path / "tracker.db")
    assert sorted(title for policy, held in first.items() if policy for title in held) == [
        *("***/Terms", "A-B/Terms", "C#/Terms", "a b/Terms"),
    ]
    assert all(len(held) == 1 for policy, held in first.items() if policy) and first["a-b/terms"] == ["A-B/Terms"]
    assert len(first[""]) == 1 and "'a b/Terms' is imported as a-b/terms-" in first[""][0]
    # Who comes later, in this repository or another, takes nobody's place.
    repository.commit("A B/Terms.md", SHORTER, "2024-03-02T00:00:00Z")
    second = import_all(repository, tmp_path / "tracker.db")
    assert {policy: held for policy, held in second.items() if policy in first and policy} == {
        policy: held for policy, held in first.items() if policy
    }
    alone = import_all(repository, tmp_path / "tracker.db", "--path", "A B/Terms.md")
    assert [policy for policy, held in alone.items() if held == ["A B/Terms"]] == [
        policy for policy, held in second.items() if held == ["A B/Terms"]
    ]


def test_versions_and_snapshots_of_one_document_are_one_policy(repository: Repository, tmp_path: Path) -> None:
    other = Repository(tmp_path / "snapshots")
    repository.commit("Zoom/Terms.md", FIRST, "2024-03-01T00:00:00Z")
    other.commit("Zoom/Terms.html", "<h1>Terms</h1><p>You may stay as long as you like to.</p>", "2024-03-02T00:00:00Z")
    import_all(repository, tmp_path / "tracker.db")
    assert import_all(other, tmp_path / "tracker.db") == {"": [], "zoom/terms": ["Zoom/Terms"]}


# --- repositories that lack something ---


def test_a_missing_content_is_no_removed_file(repository: Repository) -> None:
    repository.commit(TERMS, FIRST, "2024-03-01T00:00:00Z")
    repository.commit(TERMS, SHORTER, "2024-03-02T00:00:00Z")
    blob = repository.git("rev-parse", f"HEAD:{TERMS}").strip()
    (repository.folder / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(ImportSourceError, match=r"the content of .*Terms of Service.md is missing .*git fsck"):
        read_all(repository)


def test_a_path_with_a_line_break_is_read(repository: Repository) -> None:
    odd = "Harbour\nParcels/Terms\n of missing\nService.md"
    repository.commit(odd, FIRST, "2024-03-01T00:00:00Z")
    repository.commit(odd, None, "2024-03-02T00:00:00Z")
    repository.commit(odd, SHORTER, "2024-03-03T00:00:00Z")
    assert [capture.body.decode() for capture in read_all(repository, odd)] == [FIRST, SHORTER]
    assert len(read_all(repository, None)) == 2


def test_a_path_that_is_no_utf8_is_read_too(repository: Repository) -> None:
    odd = os.fsdecode(b"Harbour/Gr\xf6sse.md")
    repository.commit(odd, FIRST, "2024-03-01T00:00:00Z")
    assert [capture.body.decode() for capture in read_all(repository, odd)] == [FIRST]


def test_a_partial_clone_is_refused_before_anything_is_fetched(repository: Repository, tmp_path: Path) -> None:
    repository.commit(TERMS, FIRST, "2024-03-01T00:00:00Z")
    repository.git("config", "uploadpack.allowFilter", "true")
    partial = tmp_path / "partial"
    repository.git("clone", "-q", "--bare", "--filter=blob:none", f"file://{repository.folder}", str(partial))
    packs = sorted(partial.glob("objects/**/*"))
    with pytest.raises(ImportSourceError, match=r"is a partial clone.*without --filter"):
        ota.list_documents(partial)
    assert sorted(partial.glob("objects/**/*")) == packs


def test_a_git_that_is_too_old_is_told(repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.commit(TERMS, FIRST, "2024-03-01T00:00:00Z")
    old = tmp_path / "bin" / "git"
    old.parent.mkdir()
    old.write_text('#!/bin/sh\ncase "$*" in *version) echo "git version 2.30.1";; *) echo .git;; esac\n')
    old.chmod(0o755)
    monkeypatch.setenv("PATH", f"{old.parent}:/usr/bin:/bin")
    with pytest.raises(ImportSourceError, match=r"git version 2.30.1 is too old.*2.38 or newer"):
        ota.list_documents(repository.folder)


def test_every_path_that_is_named_is_imported(repository: Repository, tmp_path: Path) -> None:
    for service in ("Kite", "Lark", "Wren"):
        repository.commit(f"{service}/Terms.md", FIRST, "2024-03-01T00:00:00Z")
    taken = import_all(repository, tmp_path / "tracker.db", "--path", "Kite/Terms.md", "--path", "Wren/Terms.md")
    assert taken == {"": [], "kite/terms": ["Kite/Terms"], "wren/terms": ["Wren/Terms"]}
