"""Which snapshots hold the whole of their board, as far as a statistic needs.

Three things make one incomplete: what its rows showed when they came (the stored `complete`), a break
that the registry declares `partial`, and an ambiguous model (`intake.duplicates`) one of whose readings
reaches its nation's best. The last two are asked here, at reading, because the registry is what people mend.
"""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from leaderboard.records import compact, numerals, rejects
from leaderboard.records.paths import DataDir
from leaderboard.records.schema import SNAPSHOT_KEY
from leaderboard.registry import attribution, boards, tables
from leaderboard.registry.fields import OPEN_WEIGHTS

_SNAPSHOT = list(SNAPSHOT_KEY)
_MODEL = [*_SNAPSHOT, "model_name", "setting"]


def ambiguous(data: DataDir, source_ids: Iterable[str]) -> pd.DataFrame:
    """What was read of ambiguous models of these sources: source_id, SNAPSHOT_KEY, model_name, setting, score (as
    published)."""
    rows = rejects.of_reason(data, sorted(set(source_ids)), rejects.CONFLICTING)
    return rows.loc[rows["published_on"].notna(), ["source_id", *_MODEL, "score"]]


def complete(rows: pd.DataFrame, readings: pd.DataFrame) -> pd.DataFrame:
    """The rows of one board that belong to complete snapshots. readings: `ambiguous`, of this board or more.

    A reading reaches its nation's best if it is no worse than the best score of any other of the nation's
    models, or than that of its open ones where the model itself is or may be open; either country of it, by
    developer and (if known) by base, counts. A model of unknown nation may be any nation's.
    """
    whole = rows["complete"].to_numpy("bool") & ~_declared_partial(rows)
    here = readings[readings["board_id"].isin(rows["board_id"].unique())] if len(readings) else readings
    here = here[here["category"].isin(rows["category"].unique())] if len(here) else here
    here = here[compact.isin(here, rows[whole])] if len(here) else here
    here = here[~compact.isin(here, rows, _MODEL)] if len(here) else here  # what stands there was told apart since
    if len(here):
        here = here.assign(score=numerals.read_numbers(here["score"])[0])
        whole &= ~compact.isin(rows, here[_reached(here, rows)])
    return rows if whole.all() else rows[whole]


def _declared_partial(rows: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Which rows stand in a snapshot that breaks.csv declares partial."""
    partial = np.full(len(rows), False)
    for board_id in rows["board_id"].unique():
        for category, day in boards.breaks(board_id, ["partial"]):
            here = rows["published_on"].to_numpy() == day.to_datetime64()
            partial |= here & (rows["category"] == category).to_numpy() if category else here
    return partial


def _reached(readings: pd.DataFrame, rows: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Which readings reach a nation's best among the board's rows of the same snapshot."""
    # what the board says of the model elsewhere
    words = compact.spelled(rows.drop_duplicates("model_name")).set_index("model_name")
    beside = rows[compact.isin(rows, readings)]
    named = readings.assign(
        **{name: readings["model_name"].map(words[name]) for name in ("organization_name", "license_name")}
    )
    beside, named = compact.spelled(beside), compact.spelled(named)
    known = tables.load()
    of_reading, of_rows = (attribution.attribute(rows, known).astype(attribution.TEXT) for rows in (named, beside))
    higher = boards.board(str(beside["board_id"].iloc[0])).board.higher_is_better
    sign = 1.0 if higher else -1.0
    reached = np.full(len(readings), False)
    for lens in ("country", "base_country"):
        bests = _bests(of_rows, lens, sign)
        lowest = bests.groupby(_SNAPSHOT)[["best", "best_open"]].min(skipna=False)
        claims = of_reading.assign(nation=of_reading[lens].fillna("").str.split(";"), place=np.arange(len(readings)))
        claims = claims.explode("nation")
        if lens == "base_country":
            claims = claims[claims["nation"] != ""]
        claims = claims.merge(bests, on=[*_SNAPSHOT, "nation"], how="left")
        anybody = claims[_SNAPSHOT].merge(lowest, on=_SNAPSHOT, how="left").set_axis(claims.index)
        unknown = claims["nation"] == ""
        may_be_open = claims["openness"].isin([*OPEN_WEIGHTS, "unknown"])
        best, best_open = (claims[name].where(~unknown, anybody[name]) for name in ("best", "best_open"))
        below = sign * claims["score"] < best.where(~may_be_open, best_open)  # false also where nobody else is there
        reached[claims.loc[~below, "place"]] = True
    return reached


def _bests(rows: pd.DataFrame, lens: str, sign: float) -> pd.DataFrame:
    """Each nation's best strength in each snapshot: SNAPSHOT_KEY, nation, best (of all), best_open."""
    competing = rows[~rows["basis"].isin(attribution.NO_COMPETITOR)]
    strength = sign * competing["score"]
    claims = competing.assign(
        nation=competing[lens].fillna("").str.split(";"),
        best=strength,
        best_open=strength.where(competing["openness"].isin(OPEN_WEIGHTS)),
    ).explode("nation")
    claims = claims[claims["nation"] != ""]
    return claims.groupby([*_SNAPSHOT, "nation"], as_index=False)[["best", "best_open"]].max()
