"""What must never be kept is taken out before anything is."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from fetchers import REFERENCES, LayoutChanged
from fetchers._text import without_columns
from leaderboard.intake.archive import Archive, Recorder

URL = "https://example.org/models.csv"


@dataclass
class Answer:
    body: bytes
    status: int = 200
    etag: str | None = '"1"'
    last_modified: str | None = None


def recorder(root: Path, body: bytes) -> Recorder:
    return Recorder(Archive(root), {}, fetch=lambda *_, **__: Answer(body), redact=without_columns("Authors"))


def kept(root: Path) -> bytes:
    return b"".join(file.read_bytes() for file in root.rglob("*") if file.is_file())


def test_the_archive_holds_only_what_redaction_left(tmp_path: Path) -> None:
    get = recorder(tmp_path, b'\xef\xbb\xbfModel,Authors,Notes\nGLM,"Ada, Bob","two\nlines"\n')
    response = get(URL)
    assert response.body == b'Model,Notes\nGLM,"two\nlines"\n'
    assert get.archive.read(response.sha256) == response.body
    assert get.seen[URL]["sha256"] == response.sha256
    assert b"Ada" not in kept(tmp_path)


def test_what_did_not_change_but_for_people_has_not_changed(tmp_path: Path) -> None:
    first = recorder(tmp_path, b"Model,Authors\nGLM,Ada\n")
    first(URL)
    second = recorder(tmp_path, b"Model,Authors\nGLM,Bob\n")
    second.known = first.seen
    assert second(URL).changed is False


@pytest.mark.parametrize("body", [b"\xff\xfe Ada", b"Model,Authors\nGLM,x,Ada\n", b'Model,Authors\n"GLM"x,Ada\n'])
def test_what_cannot_be_redacted_is_not_kept(tmp_path: Path, body: bytes) -> None:
    with pytest.raises(LayoutChanged, match=rf"^{URL}: expected .*, found "):
        recorder(tmp_path, body)(URL)
    assert b"Ada" not in kept(tmp_path)


def test_people_in_epochs_lists_are_redacted() -> None:
    (epoch,) = [reference for reference in REFERENCES if reference.id == "epoch_models"]
    assert epoch.redact is not None
    body = epoch.redact(URL, b"Model,Authors,Abstract,Created By,Link\nGLM,Ada,We show,Bob,x\n")
    assert body == b"Model,Link\nGLM,x\n"
