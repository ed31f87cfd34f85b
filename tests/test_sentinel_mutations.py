"""Two hundred corruptions of real snapshots of the seed: fetcher, normalize or sentinel must catch them.

A corruption counts as caught if the response is rejected whole, if its snapshot is kept out, or if what
would be stored of it is word for word what the sound response says.
"""

from collections import Counter
from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd
import pyarrow.compute as pc
import pytest

from fetchers import FetchError
from leaderboard import normalize, registry, sentinel, store
from leaderboard.quarantine import digest
from leaderboard.refresh import _repeated
from tests.test_sentinel import SEED, told
from tests.upstream import parquet

MUTATIONS = 200
CAUGHT = 0.97
#: Boards with days enough to be held against, from 40 to 370 models.
BOARDS = (
    "arena/text",
    "arena/text_style_control",
    "arena/vision",
    "arena/vision_style_control",
    "arena/text_to_image",
    "arena/image_edit",
    "arena/text_to_video",
)
UPSTREAM = {
    "model_name": "model_name",
    "organization_name": "organization",
    "license_name": "license",
    "score": "rating",
    "score_low": "rating_lower",
    "score_high": "rating_upper",
    "sample_size": "vote_count",
    "rank": "rank",
    "category": "category",
    "published_on": "leaderboard_publish_date",
}
COLUMNS = list(UPSTREAM.values())
NUMBERS = ["rating", "rating_lower", "rating_upper"]
PAGE = b"<!doctype html><title>Too many requests</title>"

Served = tuple[pd.DataFrame, pd.DataFrame]  # upstream's rows of the day, and of an earlier one
Chance = np.random.Generator


@cache
def stored(board_id: str) -> pd.DataFrame:
    """Four months of the board's main category, and of one more."""
    since = pc.field("published_on") >= pd.Timestamp("2026-05-25")
    rows = store.newest(store.scan(SEED, [board_id], since))
    rows = rows[rows["complete"] & ~rows["withdrawn"]]
    return rows[rows["category"].isin(["overall", "english"])]


def upstream(rows: pd.DataFrame) -> pd.DataFrame:
    """Observations in the columns of Arena's files."""
    served = rows.rename(columns=UPSTREAM)[COLUMNS].reset_index(drop=True)
    served["leaderboard_publish_date"] = served["leaderboard_publish_date"].dt.strftime("%Y-%m-%d")
    return served.astype({"vote_count": "float64", "rank": "float64"})


def swapped(rows: pd.DataFrame, one: str, other: str) -> pd.DataFrame:
    return rows.assign(**{one: rows[other], other: rows[one]})


def scaled(rows: pd.DataFrame, factor: float) -> pd.DataFrame:
    return rows.assign(**{name: rows[name] * factor for name in NUMBERS})


def shifted(rows: pd.DataFrame, points: float) -> pd.DataFrame:
    return rows.assign(**{name: rows[name] + points for name in NUMBERS})


def rename(served: Served, chance: Chance) -> bytes:
    return parquet(served[0].rename(columns={str(chance.choice(COLUMNS)): "new"}))


def swap(served: Served, chance: Chance) -> bytes:
    one, other = chance.choice([name for name in COLUMNS if name != "rank"], 2, replace=False)
    return parquet(swapped(served[0], str(one), str(other)))


def swap_names(served: Served, chance: Chance) -> bytes:
    names = {"model_name": "organization", "organization": "license", "license": "category", "category": "model_name"}
    one = str(chance.choice(list(names)))
    return parquet(swapped(served[0], one, names[one]))


def drop(served: Served, chance: Chance) -> bytes:
    return parquet(served[0].drop(columns=str(chance.choice(COLUMNS))))


def truncate_rows(served: Served, _: Chance) -> bytes:
    best = served[0].sort_values("rank", kind="stable").groupby("category").head(min(50, len(served[0]) // 4))
    return parquet(best.reset_index(drop=True))


def truncate_bytes(served: Served, chance: Chance) -> bytes:
    body = parquet(served[0])
    return body[: int(len(body) * chance.uniform(0.2, 0.95))]


def scale(served: Served, chance: Chance) -> bytes:
    return parquet(scaled(served[0], float(chance.choice([0.001, 0.01, 0.1, 10]))))


def shift(served: Served, chance: Chance) -> bytes:
    return parquet(shifted(served[0], float(chance.choice([-1, 1]) * chance.uniform(40, 200))))


def shuffle(served: Served, chance: Chance) -> bytes:
    rows = served[0]
    return parquet(rows.assign(model_name=chance.permutation(rows["model_name"].to_numpy())))


def page(_: Served, chance: Chance) -> bytes:
    return PAGE + b" " * int(chance.integers(5000))


def stale(served: Served, _: Chance) -> bytes:
    """What an earlier day showed, under the new date."""
    today = served[0].groupby("category")["leaderboard_publish_date"].first()
    old = served[1][served[1]["category"].isin(today.index)]
    return parquet(old.assign(leaderboard_publish_date=old["category"].map(today).astype("str")))


def duplicate(served: Served, chance: Chance) -> bytes:
    rows = served[0]
    block = rows.sample(frac=float(chance.uniform(0.2, 1)), random_state=int(chance.integers(1 << 31)))
    return parquet(pd.concat([rows, block], ignore_index=True))


def future(served: Served, chance: Chance) -> bytes:
    days = pd.to_datetime(served[0]["leaderboard_publish_date"]) + pd.Timedelta(days=int(chance.integers(200, 2000)))
    return parquet(served[0].assign(leaderboard_publish_date=days.dt.strftime("%Y-%m-%d")))


def blank(served: Served, chance: Chance) -> bytes:
    rows = served[0].copy()
    name = str(chance.choice(["rating", "model_name", "leaderboard_publish_date"]))
    rows.loc[chance.random(len(rows)) < chance.uniform(0.2, 1), name] = None
    return parquet(rows)


def suffix(served: Served, chance: Chance) -> bytes:
    unit = str(chance.choice([" pts", " Elo", "%"]))
    return parquet(served[0].assign(rating=served[0]["rating"].astype("str") + unit))


KINDS: tuple[Callable[[Served, Chance], bytes], ...] = (
    rename,
    swap,
    swap_names,
    drop,
    truncate_rows,
    truncate_bytes,
    scale,
    shift,
    shuffle,
    page,
    stale,
    duplicate,
    future,
    blank,
    suffix,
)


@cache
def day_of(board_id: str, at: int, earlier: int) -> tuple[pd.DataFrame, Served, str]:
    """A day of this board: what was stored before, what upstream served then and earlier, what is sound to store."""
    rows = stored(board_id)
    days = np.sort(rows.loc[rows["category"] == "overall", "published_on"].unique())
    today = days[5 + at % (len(days) - 5)]
    past = rows[rows["published_on"] < today]
    before = np.sort(past["published_on"].unique())
    served = upstream(rows[rows["published_on"] == today])
    sound, why = verdict(parquet(served), board_id, past)
    assert sound not in ("rejected", "kept out"), why
    return past, (served, upstream(past[past["published_on"] == before[-earlier]])), sound


def verdict(body: bytes, board_id: str, past: pd.DataFrame) -> tuple[str, str]:
    """(rejected | kept out | the digest of what would be stored, and in words why)."""
    try:
        part = told(body, board_id)
    except (FetchError, normalize.Implausible) as error:
        return "rejected", str(error)
    rows = part.observations
    alarms = sentinel.alarms(
        rows, store.news(rows, past), past, registry.load().breaks, _repeated(part), backfill=False
    )
    if alarms:
        return "kept out", alarms[0].diagnosis
    return digest(rows), ""


@pytest.mark.parametrize("mutations", [60, pytest.param(MUTATIONS, marks=pytest.mark.slow)])
def test_nearly_every_corruption_of_a_real_snapshot_is_caught(mutations: int) -> None:
    chance = np.random.default_rng(20260811)
    missed: Counter[str] = Counter()
    alarmed = 0
    for number in range(mutations):
        board_id = str(chance.choice(BOARDS))
        past, served, sound = day_of(board_id, int(chance.integers(8)), earlier=3)
        kind = KINDS[number % len(KINDS)]
        found, why = verdict(kind(served, chance), board_id, past)
        if found in ("rejected", "kept out"):
            alarmed += 1
            assert "expected" in why
            assert "found" in why
        elif found != sound:
            missed[f"{kind.__name__} of {board_id}"] += 1
    assert missed.total() <= (1 - CAUGHT) * mutations, dict(missed)
    assert alarmed >= CAUGHT * mutations, alarmed
