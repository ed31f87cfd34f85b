"""A stored file that cannot be read: every answer that goes without its source says so, each time, with the cure."""

import html
import json
import logging
import re
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from starlette.applications import Starlette

import leaderboard
from leaderboard.app import ROUTES
from leaderboard.cli import main
from leaderboard.records import store
from leaderboard.records.paths import DataDir
from leaderboard.serve import agents, remembering
from tests.app_by_hand import bodies, ran
from tests.asking import asked
from tests.test_damage import cut
from tests.test_store import observations

SAID = (
    "All of bfcl is left out here: its stored file bfcl/2025.parquet cannot be read until `leaderboard refresh` "
    "restores it."
)
APP = Starlette(routes=ROUTES)


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DataDir:
    """Three sources, the file of one of them cut."""
    data = DataDir(tmp_path / "data")
    for board_id in ("bfcl/overall", "gso/opt1", "arena/text"):
        source_id = board_id.partition("/")[0]
        scored = [("2025-05-01", "DeepSeek-V3", 1300.0), ("2025-05-01", "Llama-3.1-405B-Instruct", 1200.0)]
        rows = observations(
            *scored, source_id=source_id, board_id=board_id, category="overall", recorded_at="2025-05-01"
        )
        store.append(data, source_id, [rows])
    cut(data.observations / "bfcl" / "2025.parquet")
    monkeypatch.setenv("LEADERBOARD_DATA_DIR", str(data.root))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    remembering.forget()
    return data


@pytest.mark.parametrize(
    ("page", "parameters"),
    [
        ("now", {}),
        ("boards", {}),
        ("index", {}),
        ("choose", {}),
        ("model", {"model": "deepseek-v3"}),
        ("organization", {"organization": "deepseek"}),
        ("compare", {}),
        ("gaps", {"board": "gso/opt1"}),
        ("robustness", {}),
        ("sources", {}),
    ],
)
def test_a_page_says_what_its_answers_are_without_each_time(page: str, parameters: dict[str, str]) -> None:
    for _ in range(2):  # worked out, and remembered
        script = f"from leaderboard.app import shown\nfrom leaderboard.app.pages import {page}\nshown({page}.show)"
        app = ran(script, **parameters)
        assert [html.unescape(body) for body in bodies(app)].count(f'<p class="notice" role="status">{SAID}</p>') == 1


@pytest.mark.parametrize("address", ["/", "/boards", "/board?board=gso/opt1"])
def test_a_first_page_says_so_too_in_its_readers_language(address: str) -> None:
    for _ in range(2):
        assert SAID in html.unescape(asked(APP, address).text)
    chinese = html.unescape(asked(APP, address, accept_language="zh").text)
    assert SAID not in chinese
    assert re.search("bfcl/2025.parquet.*leaderboard refresh", chinese)


@pytest.mark.parametrize(
    "name",
    [
        "index", "choose", "boards", "domains", "news", "robustness", "scores?model=deepseek-v3", "status",
        "unresolved", "audit",
    ],
)  # fmt: skip
def test_an_answer_at_an_address_says_so_beside_its_bytes_and_in_its_metadata(name: str) -> None:
    verb, _, query = name.partition("?")
    for _ in range(2):
        table, told = asked(APP, f"/v1/{verb}.csv?{query}"), asked(APP, f"/v1/{verb}.metadata.json?{query}")
        for answer in (table, told):
            assert (answer.status, answer.headers["left-out"]) == (200, SAID)
            assert answer.headers["cache-control"] == "no-store"  # nobody is to have it after the cure
        assert json.loads(told.body)["notes"].count(SAID) == 1


def test_feeds_and_agents_say_so() -> None:
    feed = asked(APP, "/feeds/sources.atom")
    assert (f"<subtitle>{SAID}</subtitle>" in feed.text, feed.headers["left-out"]) == (True, SAID)
    assert SAID in agents.answer("index", {})["metadata"]["notes"]


def test_answers_of_whole_sources_are_as_ever() -> None:
    answer = asked(APP, "/v1/top.csv?board=gso/opt1")
    assert (answer.status, "left-out" in answer.headers) == (200, False)


@pytest.mark.parametrize(
    "address", ["/embed/B", "/card/B.png", "/picture/B.svg", "/picture/B.png", "/v1/top.csv?board=B"]
)
def test_what_stands_on_the_damaged_source_alone_is_not_answered_until_it_is_restored(address: str) -> None:
    answer = asked(APP, address.replace("B", "bfcl/overall"))
    assert (answer.status, answer.headers["retry-after"]) == (503, "60")
    page = asked(APP, address.replace("B", "bfcl/overall"), accept="text/html").text
    assert "No answer just now" in page


@pytest.mark.parametrize("ask", [leaderboard.index, leaderboard.boards, leaderboard.choose])
def test_in_python_a_table_says_so_and_the_log_too(ask: object, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(2):
        table = ask()  # type: ignore[operator]
        assert isinstance(table, pd.DataFrame)
        assert SAID in table.attrs["notes"]
        assert [record.levelno for record in caplog.records if "left out" in record.getMessage()][-1] == logging.WARNING


def test_the_command_line_says_it_once(data: DataDir) -> None:
    asked = CliRunner().invoke(main, ["boards", "--data-dir", str(data.root)])
    assert asked.stderr.count("left out") == 1


def test_an_export_that_would_lack_a_source_for_ever_is_refused(data: DataDir, tmp_path: Path) -> None:
    asked = CliRunner().invoke(main, ["export", str(tmp_path / "exports"), "--data-dir", str(data.root)])
    assert (asked.exit_code, SAID in asked.stderr) == (2, True)
    assert not any(path.is_dir() for path in (tmp_path / "exports").iterdir())
