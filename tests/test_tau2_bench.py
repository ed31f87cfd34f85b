"""tau2-bench: who submitted a result is nobody's business here, not even the archive's."""

from pathlib import Path

import pytest

from fetchers import LayoutChanged
from fetchers.tau2_bench import SOURCE
from leaderboard.intake.archive import Archive, Recorder
from tests.test_archive import Answer, kept
from tests.test_sources import addresses


def recorder(root: Path, bodies: dict[str, bytes]) -> Recorder:
    return Recorder(Archive(root), {}, fetch=lambda url, **_: Answer(bodies[url]), redact=SOURCE.redact)


def test_contacts_are_never_archived(tmp_path: Path) -> None:
    bodies = {url: file.read_bytes() for url, file in addresses("tau2_bench").items()}
    assert sum(b"ada@example.org" in body or b"bob@example.org" in body for body in bodies.values()) == 2
    get = recorder(tmp_path, bodies)
    told = [get(url).body for url in bodies]
    for personal in (b"contact_info", b"example.org", b"Ada"):
        assert personal not in b"".join(told) + kept(tmp_path)
    assert b'"model_name": "GLM-5"' in kept(tmp_path)


def test_a_submission_without_contacts_stays_as_it_is(tmp_path: Path) -> None:
    (url,) = [url for url, file in addresses("tau2_bench").items() if file.name == "kimi.json"]
    body = addresses("tau2_bench")[url].read_bytes()
    assert recorder(tmp_path, {url: body})(url).body == body


@pytest.mark.parametrize("body", [b'{"contact_info": {"name": "Ada"', b'["Ada"]', b"\xff\xfe Ada"])
def test_a_submission_that_cannot_be_read_is_not_archived(tmp_path: Path, body: bytes) -> None:
    url = "https://example.org/submission.json"
    with pytest.raises(LayoutChanged, match=rf"^{url}: expected a submission as JSON, found "):
        recorder(tmp_path, {url: body})(url)
    assert b"Ada" not in kept(tmp_path)
