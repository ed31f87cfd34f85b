"""What was worked out once is read after that; and nothing is read that is no longer so."""

import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import leaderboard
from leaderboard.questions import kept, one_board
from leaderboard.questions.catalogue import VERBS, Verb
from leaderboard.records.spoken import Spoken
from leaderboard.registry import boards, tables

SEED = Path(__file__).parents[1] / "data"
SIDES: dict[str, dict[str, str]] = {
    "gap": {"a": "CHN", "b": "USA:closed"},
    "epoch-lags": {"a": "CHN", "b": "USA"},
    "compare": {"sides": "CHN,USA,EU27"},
}
_KEEPING = kept.kept(pd.DataFrame).__wrapped__.__code__  # below what checks its arguments
KEPT = [verb for verb in VERBS.values() if getattr(verb.answers, "__wrapped__", verb.answers).__code__ is _KEEPING]


class Counted:
    """A question, kept, that counts how often it is worked out. meanwhile: what happens each time."""

    def __init__(self) -> None:
        self.times = 0
        self.meanwhile: Callable[[], object] = lambda: None
        self.ask = kept.kept(self._work_out)

    def _work_out(self, board_id: str = "arena/text", *, n: int = 1, data_dir: Path | str = "") -> pd.DataFrame:
        del data_dir  # a part of the question alone
        self.times += 1
        self.meanwhile()
        return pd.DataFrame({"board_id": [board_id] * n, "time": self.times})


@pytest.fixture
def question(keeping: Path, monkeypatch: pytest.MonkeyPatch, filled: Path) -> Counted:  # noqa: ARG001 (keeps its folder)
    monkeypatch.setenv("LEADERBOARD_DATA_DIR", str(filled))
    return Counted()


@pytest.mark.parametrize("verb", KEPT, ids=lambda verb: verb.name)
def test_what_is_read_is_what_was_worked_out(verb: Verb, keeping: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    board = {"board_id": verb.board.default} if verb.board and verb.board.default else {}
    asked: dict[str, Any] = {**board, **SIDES.get(verb.name, {}), "data_dir": SEED}
    monkeypatch.setenv("LEADERBOARD_NOW", "2026-10-12T00:00:00Z")
    first = verb.ask(**asked)
    assert len(first)
    monkeypatch.setattr(kept, "_keep", lambda *_: pytest.fail("worked out again"))
    again = verb.ask(**asked)
    pd.testing.assert_frame_equal(again, first)
    assert again.attrs == first.attrs
    for one, other in zip(first.attrs.get("notes", ()), again.attrs.get("notes", ()), strict=True):
        assert type(one) is type(other)
        assert getattr(one, "of", None) == getattr(other, "of", None)  # so it is told in any language
    assert any(keeping.rglob("answers/*"))


def test_verbs_are_kept_whose_answers_take_long() -> None:
    assert {verb.name for verb in KEPT} >= {
        "top",
        "frontier",
        "leads",
        "gap",
        "share",
        "index",
        "robustness",
        "domains",
    }
    assert not {verb.name for verb in KEPT} & {
        "status",
        "why",
        "resolve",
    }  # of the moment, of raw bytes, of what is given


def test_it_is_worked_out_once(question: Counted) -> None:
    assert [question.ask()["time"].item() for _ in range(3)] == [1, 1, 1]
    assert question.ask("arena/text", n=2)["time"].tolist() == [2, 2]
    assert question.ask(n=2)["time"].tolist() == [2, 2]  # the usual board, whether it is said or not
    assert question.times == 2


def test_the_usual_choices_are_the_same_question_said_or_not(keeping: Path) -> None:
    leaderboard.top("arena/vision", data_dir=SEED)
    (file,) = kept.folder().iterdir()
    one_board.top("arena/vision", 10, openness="open", lens="developer", as_of=None, data_dir=str(SEED))
    assert list(keeping.rglob("answers/*")) == [file]
    one_board.top("arena/vision", openness="all", data_dir=SEED)
    one_board.top("arena/vision", lens="base", data_dir=SEED)
    assert len(list(kept.folder().iterdir())) == 3


def test_a_place_is_the_same_by_whatever_words(question: Counted, filled: Path) -> None:
    asked = ("", filled, str(filled), f"{filled}/../{filled.name}")
    assert [question.ask(data_dir=place)["time"].item() for place in asked] == [1, 1, 1, 1]


def test_another_day_data_registry_or_code_asks_anew(
    question: Counted, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LEADERBOARD_NOW", "2026-10-12T00:00:00Z")
    question.ask()
    monkeypatch.setenv("LEADERBOARD_NOW", "2026-10-12T23:59:00Z")
    question.ask()
    assert question.times == 1
    monkeypatch.setenv("LEADERBOARD_NOW", "2026-10-13T00:00:00Z")
    question.ask()
    assert question.times == 2
    kept._code.cache_clear()
    monkeypatch.setitem(vars(tables.load()), "digest", "another registry")
    question.ask()
    assert question.times == 3
    monkeypatch.setattr(kept, "_code", lambda: "another code")
    question.ask()
    assert question.times == 4
    table = tmp_path / "rejects" / "arena.csv"
    table.parent.mkdir()
    asked = question.ask(data_dir=tmp_path)
    table.write_text("a\n1\n")
    assert question.ask(data_dir=tmp_path)["time"].item() == asked["time"].item() + 1
    table.write_text("a\n1\n")  # the same bytes at another moment: asked again rather than taken for the same
    os.utime(table, (1, 1))
    assert question.ask(data_dir=tmp_path)["time"].item() == asked["time"].item() + 2


def test_what_was_worked_out_while_data_changed_is_not_kept(question: Counted, tmp_path: Path) -> None:
    state = tmp_path / "local" / "state.json"
    state.parent.mkdir()
    question.meanwhile = lambda: state.write_text("{}" + " " * question.times)
    assert [question.ask(data_dir=tmp_path)["time"].item() for _ in range(2)] == [1, 2]
    question.meanwhile = lambda: None
    assert [question.ask(data_dir=tmp_path)["time"].item() for _ in range(2)] == [3, 3]


def test_what_was_warned_of_is_warned_of_again(question: Counted, caplog: pytest.LogCaptureFixture) -> None:
    question.meanwhile = lambda: logging.getLogger("leaderboard.records.store").warning("a file is damaged")
    for _ in range(2):
        question.ask()
    assert caplog.text.count("a file is damaged") == 2
    question.meanwhile = lambda: None
    question.ask()
    question.ask()
    assert question.times == 3


def test_what_is_not_all_ours_is_not_kept(question: Counted, monkeypatch: pytest.MonkeyPatch) -> None:
    question.ask("theirs/board")
    question.ask("theirs/board")
    assert question.times == 2
    known = tables.load()
    other = tables.Registry(**{name: getattr(known, name) for name in tables.TABLES})
    monkeypatch.setattr(tables, "load", lambda: other)
    question.ask()
    question.ask()
    assert question.times == 4
    monkeypatch.undo()
    ours = boards.every_source()
    monkeypatch.setattr(boards, "every_source", lambda: (*ours, ours[0]))
    assert kept._nameable({"board_id": "arena/text"})
    assert not kept._nameable({})


@pytest.mark.parametrize(
    "harm",
    [
        lambda _: b"",
        lambda whole: whole[: len(whole) // 2],
        lambda whole: whole[:-1],
        lambda whole: whole.replace(b"arena/text", b"arena/tent"),
    ],
)
def test_what_is_not_whole_is_worked_out_again(harm: Callable[[bytes], bytes], question: Counted) -> None:
    question.ask()
    (file,) = kept.folder().iterdir()
    file.write_bytes(harm(file.read_bytes()))
    assert question.ask()["time"].item() == 2
    assert question.ask()["time"].item() == 2


def test_where_nothing_can_be_kept_it_is_answered_all_the_same(
    question: Counted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))  # no folder can be made below a file
    with caplog.at_level(logging.INFO):
        assert [question.ask()["time"].item() for _ in range(2)] == [1, 2]
    assert "an answer is not kept" in caplog.text


def test_answers_take_no_more_room_than_they_may(question: Counted, monkeypatch: pytest.MonkeyPatch) -> None:
    question.ask()
    (first,) = kept.folder().iterdir()
    monkeypatch.setattr(kept, "MAX_BYTES", 3 * first.stat().st_size)
    os.utime(first, (1, 1))
    for n in range(2, 5):
        question.ask(n=n)
    assert sum(file.stat().st_size for file in kept.folder().iterdir()) <= kept.MAX_BYTES
    assert question.times == 4
    assert question.ask(n=4)["time"].tolist() == [4] * 4
    assert question.ask()["time"].item() == 5  # nobody had asked for it longest


def test_words_say_the_same_afterwards() -> None:
    told = Spoken("x", kept.Form("{a} of {b}", {"a": Spoken("c", pd.Timestamp("2025-08-04")), "b": 3}, "{a}", 2))
    nested = {
        "notes": (told, Spoken("d", kept.Listed(("e", told), ";")), "plain"),
        "n": 1,
        "none": None,
        "list": [told],
    }
    again = kept._spoken(kept._plain(nested))
    assert again == nested
    assert again["notes"][0].of == told.of
    assert again["notes"][0].of.parts["a"].of == pd.Timestamp("2025-08-04")
    assert again["notes"][1].of.words[1].of == told.of
    assert again["list"][0].of == told.of
