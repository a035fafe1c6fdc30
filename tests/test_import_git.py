"""Policies in repositories of any layout: which files, under which names, in which order, and what is refused."""

from __future__ import annotations

import json
import os
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from parcels import FIRST, GERMAN, INSURED, SHORTER, TRAINED
from test_import_ota import Repository

from tracker.archive import open_archive
from tracker.capture.git import TOO_LARGE, GitRepository
from tracker.capture.importers.git import GitDocument, GitWalk, find_locales, find_paths, list_readable, read_captures
from tracker.cli import tracker
from tracker.commands.import_git import read_choice
from tracker.errors import ImportSourceError, UsageError
from tracker.track.importing import list_candidates, make_documents, name_service

DEEP = "site/policies/legal/terms-of-carriage.md"
PLAIN = GitWalk()


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "parcels")


def read(repository: Repository, *paths: str, walk: GitWalk = PLAIN, branch: str | None = None) -> list[str]:
    """The day and the text of every capture of one document: "03-01 a" for FIRST + "a"."""
    here = GitRepository.open(repository.folder, branch)
    document = GitDocument(here, "parcels/terms", "terms", "Terms", paths, walk)
    return [
        f"{capture.captured_at:%m-%d} {capture.body.decode().removeprefix(FIRST)}"
        for capture in read_captures(document)
    ]


def run(repository: Repository, tmp_path: Path, *options: str):
    place = ["--database", str(tmp_path / "tracker.db"), "--config", str(tmp_path / "none.toml")]
    (tmp_path / "none.toml").touch()
    return CliRunner().invoke(tracker, ["import", "git", str(repository.folder), *options, *place])


# --- histories ---


def test_a_document_at_any_depth_keeps_its_history_through_its_names(repository: Repository) -> None:
    repository.commit("terms.md", FIRST + "a", "2024-03-01T00:00:00Z")
    repository.git("mv", "terms.md", "conditions.md")
    repository.commit("other.md", "something else", "2024-03-02T00:00:00Z")
    repository.commit("conditions.md", FIRST + "b", "2024-03-03T00:00:00Z")
    (repository.folder / DEEP).parent.mkdir(parents=True)
    repository.git("mv", "conditions.md", DEEP)
    repository.commit(DEEP, FIRST + "c", "2024-03-04T00:00:00Z")  # moved and edited in one commit
    repository.commit("terms.md", "A text that has the old name today.", "2024-03-05T00:00:00Z")
    repository.commit(DEEP, FIRST + "d", "2024-03-06T00:00:00Z")
    assert read(repository, DEEP) == ["03-01 a", "03-02 a", "03-03 b", "03-04 c", "03-06 d"]
    assert read(repository, DEEP, walk=GitWalk(follow=False)) == ["03-04 c", "03-06 d"]
    assert read(repository, "terms.md", walk=GitWalk(follow=False))[-1].startswith("03-05 A text")


def test_a_name_that_is_no_utf_8_is_recorded_with_its_bytes_spelt_out(repository: Repository, tmp_path: Path) -> None:
    name = os.fsdecode(b"terms-\xe9t\xe9.md")  # "été" in Latin-1
    repository.commit(name, FIRST, "2024-03-01T00:00:00Z")
    repository.commit(name, SHORTER, "2024-03-02T00:00:00Z")
    assert "2 observations added; 2 versions" in run(repository, tmp_path, "--path", name).output
    assert "0 observations added; 2 versions" in run(repository, tmp_path, "--all").output
    with open_archive(tmp_path / "tracker.db") as archive:
        assert archive.snapshots.has_source("git", f"{repository.folder}#terms-\\xe9t\\xe9.md")


def merge_draft(repository: Repository) -> None:
    """A draft of two commits that is merged days after it was written, while the main line went on."""
    repository.commit("terms.md", FIRST, "2024-03-01T00:00:00Z")
    repository.git("checkout", "-q", "-b", "draft")
    repository.commit("terms.md", FIRST + "draft", "2024-03-02T00:00:00Z")
    repository.commit("terms.md", FIRST + "agreed", "2024-03-03T00:00:00Z")
    repository.git("checkout", "-q", "main")
    repository.commit("readme.md", "about", "2024-03-04T00:00:00Z")
    repository.git("merge", "-q", "--no-ff", "draft", date="2024-03-05T00:00:00Z", committed="2024-03-06T00:00:00Z")


def test_what_was_published_is_told_from_what_was_drafted(repository: Repository) -> None:
    merge_draft(repository)
    assert read(repository, "terms.md") == ["03-01 ", "03-02 draft", "03-03 agreed"]
    assert read(repository, "terms.md", walk=GitWalk(first_parent=True)) == ["03-01 ", "03-05 agreed"]
    committed = read(repository, "terms.md", walk=GitWalk(first_parent=True, dates="committer"))
    assert committed[-1] == "01-01 agreed"  # the first commit was put in in 2030, and the order of commits wins


def test_dates_that_no_calendar_has_do_not_stop_an_import(repository: Repository) -> None:
    """Git itself writes no such commits; who means harm writes them by hand."""
    parent = ""
    for letter, author, committed in (
        ("a", "1700000000 +0000", "1700000000 +0000"),
        ("b", "99999999999999 +0000", "1700100000 +0000"),  # nobody writes what is put in already
        ("c", "1700200000 +0000", "1700200000 +0000"),
        ("d", "-5", "nonsense"),
        ("e", "99999999999999 +0000", "99999999999999 +0000"),
    ):
        (repository.folder / "terms.md").write_text(FIRST + letter)
        repository.git("add", "-A")
        text = f"tree {repository.git('write-tree')}{parent}author A <a> {author}\ncommitter A <a> {committed}\n\nx\n"
        (repository.folder / "commit").write_text(text)
        made = repository.git("hash-object", "-t", "commit", "-w", "--literally", "commit")
        parent = f"parent {made}"
    repository.git("update-ref", "refs/heads/main", made.strip())
    walk = GitWalk(until=datetime(2024, 1, 1, tzinfo=UTC))
    assert read(repository, "terms.md", walk=walk) == ["11-14 a", "11-16 b", "11-17 c", "11-17 d", "01-01 e"]


def test_a_burst_of_commits_is_one_look(repository: Repository) -> None:
    for hour, letter in ((9, "a"), (10, "b"), (14, "c"), (20, "d"), (21, "e")):
        repository.commit("terms.md", FIRST + letter, f"2024-03-01T{hour:02}:00:00Z")
    repository.commit("terms.md", FIRST + "f", "2024-03-09T00:00:00Z")
    assert read(repository, "terms.md", walk=GitWalk(squash=timedelta(hours=6))) == ["03-01 c", "03-01 e", "03-09 f"]
    assert len(read(repository, "terms.md")) == 6


def test_a_steady_trickle_is_no_burst(repository: Repository) -> None:
    for hour in range(12):
        repository.commit("terms.md", f"{FIRST}{hour}", f"2024-03-01T{hour:02}:00:00Z")
    assert len(read(repository, "terms.md", walk=GitWalk(squash=timedelta(hours=3)))) == 3


def test_a_branch_is_read_where_it_is_named(repository: Repository) -> None:
    merge_draft(repository)
    repository.git("checkout", "-q", "-b", "next")
    repository.commit("terms.md", FIRST + "next", "2024-03-09T00:00:00Z")
    repository.git("checkout", "-q", "main")
    assert read(repository, "terms.md", branch="next")[-1] == "03-09 next"
    assert read(repository, "terms.md")[-1] == "03-03 agreed"
    with pytest.raises(ImportSourceError, match=r"has no branch 'nxt' \(it has draft, main, next\)"):
        GitRepository.open(repository.folder, "nxt")
    with pytest.raises(ImportSourceError, match="has no branch '--output=x'"):
        GitRepository.open(repository.folder, "--output=x")


def test_where_a_capture_comes_from_and_how_exact_its_date_is(repository: Repository) -> None:
    (repository.folder / "terms.md").write_text(FIRST)
    repository.git("add", "-A")
    repository.git("commit", "-q", "-m", "Say more\n\nBecause.", date="1700000000 +0000", committed="1700500000 +0000")
    document = GitDocument(GitRepository.open(repository.folder), "p/t", "t", "T", ("terms.md",))
    (capture,) = read_captures(document)
    assert (capture.source.kind, capture.source.locator) == ("git", f"{repository.folder}#terms.md")
    assert capture.headers == (
        ("subject", "Say more"),
        ("author-date", "1700000000"),
        ("commit-date", "1700500000"),
    )


# --- which files ---


def test_a_folder_stands_for_its_documents_and_near_misses_are_named(repository: Repository) -> None:
    for path in ("legal/terms.md", "legal/en/privacy.html", "legal/logo.svg", "src/app.py", ".github/PRIVACY.md"):
        repository.commit(path, FIRST, "2024-03-01T00:00:00Z")
    here = GitRepository.open(repository.folder)
    assert list_readable(here) == ("legal/en/privacy.html", "legal/terms.md")
    assert find_paths(here, "./legal/") == ("legal/en/privacy.html", "legal/terms.md")
    assert find_paths(here, ".github/PRIVACY.md") == (".github/PRIVACY.md",)
    for wanted, told in (
        ("terms.md", r"has no file 'terms.md', and never had \(did you mean 'legal/terms.md'\?\)"),
        ("src", "holds nothing that is read"),
        ("src/app.py", "is of no format that is read"),
        ("", "has no file ''"),
        ("../../etc/passwd", "git cannot read|has no file"),
    ):
        with pytest.raises(ImportSourceError, match=told):
            find_paths(here, wanted)


@pytest.mark.parametrize(
    ("paths", "locales"),
    [
        (["de/terms.md", "en-US/terms.md", "de/imprint.md"], ["de", "en-US", "de"]),
        (["terms/pt_BR.md", "terms/zh_Hans.md"], ["pt-BR", "zh-Hans"]),
        (["us/terms.md", "uk/terms.md", "eu/terms.md"], [None, None, None]),  # places
        (["de/terms.md", "terms.md"], [None, None]),  # nothing says that this is a language
        (["docs/is/terms.md", "docs/to/terms.md", "docs/by/terms.md", "docs/faq/terms.md"], [None] * 4),
    ],
)
def test_a_folder_that_is_a_locale_is_told_by_its_neighbours(paths: list[str], locales: list[str | None]) -> None:
    found = find_locales(paths)
    assert [found.get(path) for path in paths] == locales


def test_ids_are_made_of_as_much_of_the_path_as_tells_documents_apart(repository: Repository) -> None:
    paths = ("terms.md", "shop/terms.md", "shop/de/privacy/index.md", "shop/en/privacy/index.md", "Über uns/Terms!.md")
    for path in paths:
        repository.commit(path, FIRST, "2024-03-01T00:00:00Z")
    repository.git("remote", "add", "origin", "https://github.com/Harbour-Parcels/legal.git")
    here = GitRepository.open(repository.folder)
    made = make_documents(here, paths, GitWalk(), among=())
    assert [(one.policy, one.name, one.language) for one in made] == [
        ("harbour-parcels/terms", "Terms", None),
        ("harbour-parcels/shop-terms", "Terms", None),
        ("harbour-parcels/privacy-de", "Privacy (de)", "de"),
        ("harbour-parcels/privacy-en", "Privacy (en)", "en"),
        ("harbour-parcels/uber-uns-terms", "Terms!", None),
    ]
    (alone,) = make_documents(here, paths[1:2], GitWalk(), among=paths)
    assert alone.policy == "harbour-parcels/shop-terms"


@pytest.mark.parametrize(
    ("locator", "service"),
    [
        ("https://github.com/acme/site-policy.git", "acme"),
        ("https://acme.example/policies.git", "policies"),
        ("/srv/mirrors/acme-policies.git", "acme-policies"),
        ("git@host.example:acme/legal.git", "legal"),
    ],
)
def test_whose_policies_a_repository_holds(locator: str, service: str) -> None:
    assert name_service(locator) == service


def test_what_looks_like_a_policy_is_listed_with_its_versions(repository: Repository) -> None:
    for path in ("src/a.md", "src/b.md", "src/c.html", "legal/terms-of-use.md", "README.md", "LICENSE.md"):
        repository.commit(path, FIRST, "2024-03-01T00:00:00Z")
    repository.git("mv", "legal/terms-of-use.md", "legal/terms.md")
    repository.commit("legal/terms.md", FIRST + SHORTER, "2024-03-02T00:00:00Z")
    repository.commit("legal/terms.md", SHORTER, "2024-03-03T00:00:00Z")
    here = GitRepository.open(repository.folder)
    assert [(one.path, one.versions) for one in list_candidates(here, list_readable(here))] == [("legal/terms.md", 3)]
    repository.git("rm", "-q", "-r", "src")  # what is left is a repository of policies, whatever they are called
    repository.commit("refunds/index.md", FIRST, "2024-03-04T00:00:00Z")
    here = GitRepository.open(repository.folder)
    assert [one.path for one in list_candidates(here, list_readable(here))] == ["legal/terms.md", "refunds/index.md"]


@pytest.mark.parametrize(
    ("answer", "chosen"), [("1 3-4", (0, 2, 3)), ("all", (0, 1, 2, 3, 4)), ("5,1,1", (4, 0)), ("", ())]
)
def test_a_choice(answer: str, chosen: tuple[int, ...]) -> None:
    assert read_choice(answer, 5) == chosen


@pytest.mark.parametrize("answer", ["6", "0", "x", "3-1", "1-99999999999", "-1", "1-"])
def test_no_choice(answer: str) -> None:
    with pytest.raises(UsageError, match="is no number of the list"):
        read_choice(answer, 5)


# --- the command ---


def test_without_a_path_the_documents_are_listed_and_nothing_is_written(repository: Repository, tmp_path: Path) -> None:
    repository.commit("legal/terms.md", FIRST, "2024-03-01T00:00:00Z")
    listed = run(repository, tmp_path)
    assert listed.exit_code == 0
    assert listed.output.splitlines() == [
        "   1  1 version   legal/terms.md",
        "Name what to import with --path, or take all of them with --all.",
    ]
    assert json.loads(run(repository, tmp_path, "--json").output)["path"] == "legal/terms.md"
    assert not (tmp_path / "tracker.db").exists()


def test_a_history_is_compared_clause_by_clause_and_alerts_nobody(repository: Repository, tmp_path: Path) -> None:
    for day, text in enumerate((FIRST, SHORTER, TRAINED, INSURED), start=1):
        repository.commit(DEEP, text, f"2024-03-0{day}T00:00:00Z")
    (done,) = map(
        json.loads, run(repository, tmp_path, "--path", DEEP, "--as", "acme/terms", "--json").output.splitlines()
    )
    assert (done["policy"], done["added"], done["versions"], done["change_sets"]) == ("acme/terms", 4, 4, 3)
    with open_archive(tmp_path / "tracker.db", read_only=True) as archive:
        assert [one.judgement.is_told for one in archive.change_sets.of("acme/terms")] == [True, True, True]
    again = run(repository, tmp_path, "--path", DEEP, "--as", "acme/terms")
    assert again.output == "acme/terms: 0 observations added; 4 versions, 3 change sets.\n"


def test_each_language_is_a_policy_of_its_own_and_read_as_such(repository: Repository, tmp_path: Path) -> None:
    repository.commit("de/terms.md", GERMAN, "2024-03-01T00:00:00Z")
    repository.commit("en/terms.md", FIRST, "2024-03-01T00:00:00Z")
    assert run(repository, tmp_path, "--all").exit_code == 0
    with open_archive(tmp_path / "tracker.db", read_only=True) as archive:
        assert archive.policies.ids() == ("parcels/terms-de", "parcels/terms-en")
        settings = archive.policies.settings("parcels/terms-de")
        assert settings is not None and settings.language == "de"


def test_a_document_that_was_renamed_since_goes_on_with_its_policy(repository: Repository, tmp_path: Path) -> None:
    repository.commit("legal/terms.md", FIRST, "2024-03-01T00:00:00Z")
    run(repository, tmp_path, "--path", "legal/terms.md")
    repository.git("mv", "legal/terms.md", "legal/carriage.md")
    repository.commit("legal/carriage.md", SHORTER, "2024-03-02T00:00:00Z")
    again = run(repository, tmp_path, "--path", "legal/carriage.md")
    assert again.output.startswith("parcels/terms: 1 observation added; 2 versions")


def test_several_paths_are_one_policy_where_they_followed_each_other(repository: Repository, tmp_path: Path) -> None:
    repository.commit("old/terms.html", "<h1>Terms</h1><p>Stay for as long as you like to.</p>", "2024-03-01T00:00:00Z")
    repository.commit("old/terms.html", None, "2024-03-02T00:00:00Z")
    repository.commit("new/terms.md", FIRST, "2024-03-02T00:00:00Z")
    repository.commit("new/privacy.md", GERMAN, "2024-03-02T00:00:00Z")
    both = ("--path", "old/terms.html", "--path", "new/terms.md", "--as", "acme/terms")
    assert "2 observations added" in run(repository, tmp_path, *both).output
    refused = run(repository, tmp_path, "--path", "new", "--as", "acme/terms")
    assert isinstance(refused.exception, UsageError) and "are two documents" in str(refused.exception)


# --- repositories that mean harm ---


def test_nothing_that_a_repository_names_is_run_or_followed(repository: Repository, tmp_path: Path) -> None:
    trap, script, secret = tmp_path / "trap", tmp_path / "trap.sh", tmp_path / "secret.md"
    script.write_text(f"#!/bin/sh\ntouch {trap}\ncat\n")
    script.chmod(0o755)
    secret.write_text("A secret.")
    repository.commit("terms.md", FIRST, "2024-03-01T00:00:00Z")
    repository.commit(".gitattributes", "*.md filter=trap diff=trap textconv=trap\n", "2024-03-01T00:00:00Z")
    (repository.folder / "link.md").symlink_to(secret)
    (repository.folder / "shared").symlink_to(tmp_path)
    repository.commit("terms.md", SHORTER, "2024-03-02T00:00:00Z")
    for key in (
        "filter.trap.smudge",
        "filter.trap.clean",
        "diff.trap.command",
        "diff.trap.textconv",
        "core.sshCommand",
    ):
        repository.git("config", key, str(script))
    for hook in ("post-checkout", "reference-transaction", "pre-commit"):
        (repository.folder / ".git" / "hooks" / hook).write_text(script.read_text())
        (repository.folder / ".git" / "hooks" / hook).chmod(0o755)
    repository.git("config", "diff.orderFile", "/dev/zero")
    repository.git("config", "log.follow", "true")
    here = GitRepository.open(repository.folder)
    assert list_readable(here) == ("terms.md",)
    assert len(read(repository, "terms.md")) == 2
    for link in ("link.md", "shared"):
        with pytest.raises(ImportSourceError, match="is a link or another repository"):
            find_paths(here, link)
    assert not trap.exists()


def test_a_file_that_became_a_link_is_no_capture(repository: Repository, tmp_path: Path) -> None:
    repository.commit("terms.md", FIRST, "2024-03-01T00:00:00Z")
    (repository.folder / "terms.md").unlink()
    (repository.folder / "terms.md").symlink_to("/etc/passwd")
    repository.commit("other.md", "x", "2024-03-02T00:00:00Z")
    assert read(repository, "terms.md") == ["03-01 "]


@pytest.mark.slow
def test_a_tree_of_few_bytes_that_names_more_files_than_fit(repository: Repository, tmp_path: Path) -> None:
    """Ten trees, each ten times the one below: 10^10 files in a kilobyte."""

    def git(*arguments: str, text: str) -> str:
        command = ["git", "-C", str(repository.folder), *arguments]
        return subprocess.run(command, input=text, check=True, capture_output=True, text=True).stdout.strip()

    blob = inner = git("hash-object", "-w", "--stdin", text=FIRST)
    kind, suffix = "100644 blob", ".md"
    for _ in range(10):
        inner = git("mktree", text="".join(f"{kind} {inner}\td{index}{suffix}\n" for index in range(10)))
        kind, suffix = "040000 tree", ""
    tree = git("mktree", text=f"040000 tree {inner}\tdeep\n100644 blob {blob}\tterms.md\n")
    repository.commit("x.md", "x", "2024-03-01T00:00:00Z")
    repository.git("update-ref", "refs/heads/main", repository.git("commit-tree", "-m", "bomb", tree).strip())
    here = GitRepository.open(repository.folder)
    with pytest.raises(ImportSourceError, match="names more than 200,000 files"):
        list_readable(here)
    assert "1 observation added" in run(repository, tmp_path, "--path", "terms.md", "--as", "acme/terms").output


@pytest.mark.slow
def test_a_file_that_is_too_large_is_told_and_the_others_come(repository: Repository, tmp_path: Path) -> None:
    repository.commit("terms.md", FIRST, "2024-03-01T00:00:00Z")
    repository.commit("terms.md", b" " * (TOO_LARGE + 1), "2024-03-02T00:00:00Z")
    repository.commit("privacy.md", FIRST, "2024-03-02T00:00:00Z")
    done = run(repository, tmp_path, "--all")
    assert "has 67,108,865 bytes: too large for a terms page" in done.stderr
    assert "parcels/privacy: 1 observation added" in done.output


def test_odd_names_are_read(repository: Repository, tmp_path: Path) -> None:
    odd = ("-n/terms.md", ":(glob)**/terms.md", "terms\twith\nbreaks.md", 'terms "quoted".md', "терми.md")
    for path in odd:
        repository.commit(path, FIRST, "2024-03-01T00:00:00Z")
    for path in odd:
        assert read(repository, path) == ["03-01 "]
    assert run(repository, tmp_path, "--all").output.count("1 observation added") == len(odd)
