"""Models listed twice with different values: told apart by their votes or set aside, and what that makes of the day."""

import pandas as pd
import pytest

from fetchers import RawResponse, ScoreTable
from leaderboard.intake import check, duplicates, normalize, state
from leaderboard.questions import completeness
from leaderboard.records import rejects, store
from leaderboard.records.paths import DataDir
from leaderboard.registry import boards
from tests.test_normalize import RETRIEVED

#: A twin: its second value.
Twins = dict[str, tuple[float, float]]
FIELD = {f"m{number}": 1000.0 + number for number in range(40)}


def table(*days: tuple[str, dict[str, tuple[float, float]] | Twins, tuple[float | None, float | None]]) -> ScoreTable:
    """Days of 40 models and of models listed twice: (day, name -> both scores, votes of both)."""
    rows = []
    for day, twins, votes in days:
        for name, score in FIELD.items():
            rows.append((day, name, score, 5000))
        for name, scores in twins.items():
            rows += [(day, name, score, count) for score, count in zip(scores, votes, strict=True)]
    frame = pd.DataFrame(rows, columns=["published_on", "model_name", "score", "sample_size"])
    frame = frame.assign(board_id="arena/webdev", organization_name="deepseek", license_name="MIT")
    return ScoreTable(RawResponse("https://example.org/full", b"", "0" * 64, RETRIEVED), frame)


def alone(day: str, score: float, votes: int) -> tuple[str, dict[str, tuple[float, float]], tuple[float, float]]:
    """A day on which the model stands once: an exact repeat counts once."""
    return day, {"twin": (score, score)}, (votes, votes)


def harvested(data: DataDir, *tables: ScoreTable) -> pd.DataFrame:
    """Everything on the way from these tables to the store, one after the other."""
    source = boards.source("arena")
    for one in tables:
        harvest = check.check(
            [normalize.normalize([one], source, first_load=not store.files(data))],
            check.Past(data),
            state.SourceState(),
            backfill=True,
        )
        store.append(data, "arena", harvest.news)
        rejects.keep(data, "arena", harvest.rejects, [])
    return store.read(data, "arena/webdev")


@pytest.fixture
def data(tmp_path: object) -> DataDir:
    return DataDir(tmp_path)  # type: ignore[arg-type]


def series(rows: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Setting -> day -> score of the twin."""
    twin = rows[rows["model_name"] == "twin"]
    return {
        setting: dict(zip(own["published_on"].dt.strftime("%d"), own["score"], strict=True))
        for setting, own in twin.groupby("setting")
    }


FIRST = alone("2025-05-01", 1407, 2965)
BOTH = ("2025-05-02", {"twin": (1372.0, 1406.0)}, (3553, 2962))


def test_a_row_whose_votes_continue_the_series_tells_both_apart(data: DataDir) -> None:
    """As arena/webdev lists gpt-5.3-codex (codex-harness) from 2026-05-07 on; on 07-24 both lost votes."""
    fewer = ("2025-05-03", {"twin": (1409.0, 1370.0)}, (2503, 3414))
    rows = harvested(data, table(FIRST, BOTH, fewer))
    told = {"": {"01": 1407.0, "02": 1406.0, "03": 1409.0}, duplicates.SECOND: {"02": 1372.0, "03": 1370.0}}
    assert series(rows) == told
    assert rows["complete"].all()
    assert rejects.read(data, "arena")["reason"].tolist() == [rejects.REPEATED]


def test_days_that_come_one_by_one_are_told_apart_as_all_at_once(data: DataDir) -> None:
    rows = harvested(data, table(FIRST), table(BOTH), table(BOTH))
    assert series(rows) == {"": {"01": 1407.0, "02": 1406.0}, duplicates.SECOND: {"02": 1372.0}}
    assert len(rows) == 2 * 40 + 3


@pytest.mark.parametrize(
    ("why", "days"),
    [
        ("neither was there before", [BOTH]),
        ("both have as many votes", [FIRST, ("2025-05-02", {"twin": (1372.0, 1406.0)}, (2962, 2962))]),
        ("the other is close, too", [FIRST, ("2025-05-02", {"twin": (1372.0, 1406.0)}, (3200, 2962))]),
        ("neither continues it", [FIRST, ("2025-05-02", {"twin": (1372.0, 1406.0)}, (300, 400))]),
        ("no votes are published", [FIRST, ("2025-05-02", {"twin": (1372.0, 1406.0)}, (None, 2962))]),
    ],
)
def test_where_votes_do_not_tell_nothing_is_said(data: DataDir, why: str, days: list[tuple]) -> None:  # type: ignore[type-arg]
    rows = harvested(data, table(*days))
    aside = rejects.read(data, "arena")
    assert len(series(rows).get("", {})) == len(days) - 1, why
    assert (aside["reason"] == rejects.CONFLICTING).sum() == 2
    assert rows["complete"].all()  # 1 of 41 models


def test_more_than_a_twentieth_of_ambiguous_models_leaves_the_snapshot_incomplete(data: DataDir) -> None:
    two, three = ({f"twin{number}": (1.0, 2.0) for number in range(count)} for count in (2, 3))
    rows = harvested(data, table(("2025-05-01", two, (1, 1)), ("2025-05-02", three, (1, 1))))
    assert rows.groupby("published_on")["complete"].all().tolist() == [True, False]  # 2 of 42, 3 of 43


def kept(data: DataDir, score: float, **words: str) -> bool:
    """Whether a day is complete on which a model is listed with this score and with a very low one."""
    one = table(("2025-05-01", {"twin": (score, 1.0)}, (10, 10)))
    one.rows.loc[one.rows["model_name"] == "m39", ["organization_name", "license_name"]] = ["openai", "Proprietary"]
    one.rows.loc[one.rows["model_name"] == "m20", ["organization_name", "license_name"]] = ["openai", "MIT"]
    if words:
        before = one.rows[one.rows["model_name"] == "m0"].assign(model_name="twin", category="other", **words)
        one = ScoreTable(one.response, pd.concat([one.rows.assign(category="overall"), before], ignore_index=True))
    stored = harvested(data, one)
    readings = completeness.ambiguous(data, ["arena"])
    return "overall" in set(completeness.complete(stored, readings)["category"])


@pytest.mark.parametrize(
    ("score", "words", "complete"),
    [
        (1037.9, {"organization_name": "deepseek", "license_name": "MIT"}, True),
        (1038.0, {"organization_name": "deepseek", "license_name": "MIT"}, False),  # level with China's best
        (1038.5, {"organization_name": "openai", "license_name": "Proprietary"}, True),  # the USA have one of 1039
        (1038.5, {"organization_name": "openai", "license_name": "MIT"}, False),  # but 1020 is their best open one
        (1019.0, {"organization_name": "openai", "license_name": "MIT"}, True),
        (1020.5, {"organization_name": "openai", "license_name": "of its own"}, False),  # it may be open
        (1019.0, {"organization_name": "nobody knows", "license_name": "MIT"}, True),  # below all nations' bests
        (1025.0, {"organization_name": "nobody knows", "license_name": "MIT"}, False),  # it may be of the USA
        (1.5, {"organization_name": "mistral", "license_name": "MIT"}, False),  # nobody else of its nation is there
    ],
)
def test_a_reading_that_reaches_its_nations_best_leaves_the_snapshot_incomplete(
    data: DataDir, score: float, words: dict[str, str], complete: bool
) -> None:
    assert kept(data, score, **words) is complete
