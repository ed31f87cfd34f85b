"""Epoch's archive, when it is not the one we know."""

import io
import zipfile
from datetime import UTC, datetime

import pytest

from fetchers import Hole, LayoutChanged, RawResponse, ScoreTable
from fetchers.epoch import SOURCE
from tests.upstream import whole

URL = "https://epoch.ai/data/benchmark_data.zip"
GPQA = "Model version,mean_score,stderr\n"


def archive(**files: str) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in files.items():
            packed.writestr(f"{name}.csv", text)
    return body.getvalue()


def tables(body: bytes) -> list[ScoreTable]:
    response = RawResponse(URL, body, "", datetime(2026, 11, 24, tzinfo=UTC))
    return list(whole(SOURCE.tables(lambda url, *, immutable=False: response, True)))  # noqa: ARG005 (a Get)


@pytest.mark.parametrize(
    "body",
    [
        archive(gpqa_diamond=f"{GPQA}a,0.5,0.1\n")[:-200],  # cut off in the middle
        archive(gpqa_diamond=f"{GPQA}a,0.5,0.1\n")[20:],
        archive(unheard_of="Model version,Score\na,0.5\n"),
        archive(gpqa_diamond=GPQA.replace("mean_score", "score") + "a,0.5,0.1\n"),
        archive(gpqa_diamond=GPQA),
        archive(gpqa_diamond=GPQA + " " * 50_000_001),  # a small archive that unpacks to a large file
        archive(gpqa_diamond=f"{GPQA}a,0.5,0.1\n", gpqa_diamon_=f"{GPQA}a,0.6,0.1\n").replace(b"_.", b"d."),
    ],
    ids=["cut", "headless", "no benchmark", "renamed column", "no rows", "bomb", "a file twice"],
)
def test_another_archive_is_an_error(body: bytes) -> None:
    with pytest.raises(LayoutChanged, match=f"^{URL}.*: expected .*, (found|missing) "):
        tables(body)


def test_a_new_file_is_named_and_keeps_nothing_back() -> None:
    """So that nothing stays unread in silence; what is left out on purpose is not named."""
    row = "Model version,Score\na,0.5\n"
    body = archive(gpqa_diamond=f"{GPQA}a,0.5,0.1\n", unheard_of=row, gso_external=row)
    response = RawResponse(URL, body, "", datetime(2026, 11, 24, tzinfo=UTC))
    *told, table = SOURCE.tables(lambda url, *, immutable=False: response, True)  # noqa: ARG005 (a Get)
    (hole,) = [one for one in told if isinstance(one, Hole) and not one.absent]
    assert hole.message.endswith("found new: unheard_of.csv")
    assert (hole.board_ids, hole.past) == ((), False)
    assert isinstance(table, ScoreTable)


def test_fractions_become_percent_digit_for_digit() -> None:
    (table,) = tables(archive(gpqa_diamond=f"{GPQA}a,0.57,\nb,5e-05,\nc,1e999999,\nd,n/a,\n"))
    assert table.rows["score"].tolist() == [57.0, 0.005, "1e999999", "n/a"]


def test_of_repeats_the_best_stands() -> None:
    (table,) = tables(archive(gpqa_diamond=f"{GPQA}a,0.25,\na,0.75,\na,0.75,\nb,0.5,\n,0.9,\na,,\n"))
    assert table.rows.loc[table.rows["set_aside"].isna(), ["model_name", "score"]].to_numpy().tolist() == [
        ["a", 75.0],
        ["b", 50.0],
    ]
    assert table.rows["set_aside"].dropna().unique().tolist() == [
        "not the best of this model in this setting",
        "not tied to a model by Epoch AI",
        "listed without a score",
    ]
