"""The source that answers to a key: what it asks for, which days it refuses, and what it is without the key."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from fetchers import Hole, NotFound, RawResponse, ScoreTable, _http, private_boards
from fetchers.openrouter import SOURCE
from leaderboard.intake import health, refresh
from leaderboard.records import store
from leaderboard.records.paths import DataDir
from tests.upstream import Mirror

NOW = datetime(2026, 10, 10, 12, tzinfo=UTC)


@pytest.fixture
def mirror(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mirror]:
    upstream = Mirror()
    with upstream.start() as server:
        monkeypatch.setenv("LEADERBOARD_MIRROR", upstream.address)
        yield upstream
        server.shutdown()


class Days:
    """A `Get` that answers for some days, each with its counts, and remembers which were asked for."""

    def __init__(self, counts: dict[str, dict[str, int]]) -> None:
        self.counts, self.asked = counts, list[str]()

    def __call__(self, url: str, *, immutable: bool = False) -> RawResponse:  # noqa: ARG002 (part of Get)
        day = url.partition("start_date=")[2][:10]
        self.asked.append(day)
        if day not in self.counts:
            raise NotFound(f"{url}: expected status 200, found 404")
        return RawResponse(url, answer(day, self.counts[day]), day, NOW)


def answer(day: str, counts: dict[str, int]) -> bytes:
    rows = [{"date": day, "model_permaslug": name, "total_tokens": str(count)} for name, count in counts.items()]
    return json.dumps({"data": rows, "meta": {"start_date": day, "end_date": day, "version": "v1"}}).encode()


def test_the_last_complete_day_and_the_first_of_months_are_asked_for() -> None:
    days = Days({"2025-01-01": {"other": 1}, "2026-10-09": {"other": 9}})
    newest = [table.rows["score"].tolist() for table in SOURCE.tables(days, False) if isinstance(table, ScoreTable)]
    assert (newest, days.asked) == ([["1"], ["9"]], ["2025-01-01", "2025-01-01", "2026-10-01", "2026-10-09"])
    days.asked.clear()
    assert len(list(SOURCE.tables(days, True))) == 2
    months = [date(2025 + month // 12, month % 12 + 1, 1).isoformat() for month in range(22)]
    assert days.asked == ["2025-01-01", *months, "2026-10-09"]


def test_an_empty_day_and_another_days_figures_are_holes() -> None:
    days = Days({"2025-01-01": {"other": 1}, "2026-10-01": {}, "2026-10-09": {"other": 9}})
    _, empty, newest = SOURCE.tables(days, False)
    assert isinstance(empty, Hole)
    assert empty.past
    assert empty.message.endswith("end_date=2026-10-01: expected rows, found none")
    assert isinstance(newest, ScoreTable)
    days.counts["2026-10-09"] = {}
    last = list(SOURCE.tables(days, False))[-1]
    assert isinstance(last, Hole)
    assert not last.past, "without its last day the source has failed"

    def weeks(url: str, *, immutable: bool = False) -> RawResponse:
        right = days(url, immutable=immutable)
        return RawResponse(url, answer("2026-10-03", {"other": 7}), right.sha256, NOW)

    said = [hole.message for hole in SOURCE.tables(weeks, False) if isinstance(hole, Hole)]
    assert said[-1].endswith("expected tokens of 2026-10-09, found some of 2026-10-03")


def test_without_a_key_it_is_not_asked_and_status_says_so(
    tmp_path: Path, mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENROUTER_API_KEY", raising=False)
    data = DataDir(tmp_path)
    (report,) = refresh.refresh([SOURCE], data)
    line = (
        "openrouter: expected the key that https://openrouter.ai/rankings answers to in OPENROUTER_API_KEY, found "
        "none: it is not asked"
    )
    assert (report.outcome, report.message) == ("without a key", line)
    assert not mirror.asked
    status = health.status(data).set_index("source_id")
    assert status.loc["openrouter", "state"] == "without a key"
    assert health.troubles(data).count(line) == 1


def test_with_a_key_its_rows_stay_on_this_machine(
    tmp_path: Path, mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENROUTER_API_KEY", "secret")
    monkeypatch.setenv("LEADERBOARD_NOW", NOW.isoformat())
    for day in ("2025-01-01", "2026-10-09"):
        address = f"openrouter.ai/api/v1/datasets/rankings-daily?start_date={day}&end_date={day}"
        mirror.files[address] = answer(day, {"z-ai/glm-5.3-20260816": 5, "other": 3})
    data = DataDir(tmp_path)
    (report,) = refresh.refresh([SOURCE], data, backfill=True)
    assert (report.outcome, report.observations) == ("changed", 4), report.message
    assert private_boards(SOURCE) == ["openrouter/tokens"]
    assert {path.parent.parent for path in store.files(data, "openrouter")} == {data.local_observations}
    assert health.status(data).set_index("source_id").loc["openrouter", "state"] == "fresh"


def test_the_key_is_for_openrouters_api_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: dict[str, str | None] = {}

    class Session:
        def get(self, address: str, *, headers: dict[str, str], **_: object) -> None:
            sent[address] = headers.get("Authorization")

    monkeypatch.setattr(_http, "_session", Session)
    monkeypatch.setenv("OPENROUTER_API_KEY", "secret")
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
    for address in (
        "https://openrouter.ai/api/v1/x",
        "https://openrouter.ai.evil.org/api/",
        "https://api.github.com/x",
    ):
        _http._request(address, address, {}, _http._Watch())
    assert list(sent.values()) == ["Bearer secret", None, None]


def test_a_day_lasts_until_the_next() -> None:
    assert SOURCE.latest_covers < timedelta(days=28), "else the first of a month could be missed"
