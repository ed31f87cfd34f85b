"""Epoch AI's Capabilities Index beside our fit of the scores behind it, and beside our own index.

The scores are figures of the references (`fetchers.eci_benchmarks`, `fetchers.edi`): no boards, so that nothing that
is read at its source is counted again.
"""

from typing import Unpack

import pandas as pd

from leaderboard.analytics import beside_epoch
from leaderboard.analytics.beside_epoch import BENCHMARK_DTYPES, EPOCH_INDEX_DTYPES
from leaderboard.analytics.board_history import BoardHistory
from leaderboard.analytics.index import Index, TooFewBoards
from leaderboard.questions import across_boards, histories
from leaderboard.questions.kept import kept
from leaderboard.questions.view import View
from leaderboard.records import clock, references
from leaderboard.records.paths import data_dir as data_folder
from leaderboard.records.spoken import say
from leaderboard.registry import boards

#: The board that holds Epoch's own file, and the source whose boards are read from its hub.
BOARD, HUB = "eci/index", "epoch"


@kept
def epoch_index(*, benchmarks: bool = False, independent: bool = False, **view: Unpack[View]) -> pd.DataFrame:
    """Epoch's index, our fit of Epoch's scores and our index; see analytics.beside_epoch.

    benchmarks: instead the difficulties. independent: of our boards only those that are not read from Epoch's hub.
    No rows where Epoch's scores are not stored, or came later than the view allows. attrs["notes"]: what follows.
    """
    found = refit(**view)
    if found is None:
        dtypes = BENCHMARK_DTYPES if benchmarks else EPOCH_INDEX_DTYPES
        return pd.DataFrame(columns=list(dtypes)).astype(dtypes)
    if benchmarks:
        return beside_epoch.benchmarks(found)
    everything = view | {"openness": "all"}
    histories = [
        history
        for history in across_boards.comparable(**everything)
        if not (independent and boards.board(history.board_id).source.id == HUB)
    ]
    try:
        ours = across_boards.fitted(histories)
    except TooFewBoards:
        ours = None
    return beside(found, ours, **view)


def beside(found: beside_epoch.Refit, ours: Index | None, **view: Unpack[View]) -> pd.DataFrame:
    """The models of `epoch_index` beside an index that is at hand."""
    past = published(**view)
    rows = past.spelled(past.snapshots[-1].rows) if past.snapshots else past.rows.head(0)
    table = beside_epoch.models(rows, found, ours, boards.board(BOARD).board.level)
    table.attrs["notes"] = told(table, found, ours, past)
    return table


def published(**view: Unpack[View]) -> BoardHistory:
    """The board of Epoch's index, with every model counted."""
    return histories.history(BOARD, newest_only=True, **(view | {"openness": "all"}))


def refit(**view: Unpack[View]) -> beside_epoch.Refit | None:
    """Our fit of the scores behind Epoch's index; None where they are not stored or came after the view's day."""
    data = data_folder(view.get("data_dir"))
    scores, difficulties = (references.read(data, name) for name in ("eci_benchmarks", "edi"))
    moments = (clock.day(view.get("as_of")), clock.known_until(view.get("known_at")))
    days = [*scores["retrieved_on"].head(1), *difficulties["retrieved_on"].head(1)]
    if len(days) < 2 or any(pd.Timestamp(day) > moment for day in days for moment in moments if moment is not None):
        return None
    return beside_epoch.refitted(
        scores.rename(columns={"model_name": "model"}).astype({"performance": "float64"}),
        difficulties.assign(is_anchor=difficulties["is_anchor"] == "True").astype(
            {"difficulty": "float64", "slope": "float64"}
        ),
    )


def told(table: pd.DataFrame, found: beside_epoch.Refit, ours: Index | None, past: BoardHistory) -> tuple[str, ...]:
    """What the table says, in sentences."""
    day = pd.Timestamp(found.scores["retrieved_on"].iloc[0])
    same = table.dropna(subset="refit")
    said = [
        say(
            "Epoch AI's {scores} scores of {models} models on {benchmarks} benchmarks, as served on {day} and fitted "
            "here, give its own index again: correlation {correlation}, and no model is further from it than {most} "
            "points.",
            scores=_points(len(found.scores), 0),
            models=found.scores["model"].nunique(),
            benchmarks=found.scores["benchmark"].nunique(),
            day=clock.in_words(day),
            correlation=correlation(same["refit"], same["epoch"]),
            most=_points(same["refit_less_epoch"].abs().max(), 2),
        )
    ]
    if past.snapshots and past.snapshots[-1].date != day:
        said.append(
            say(
                "The index itself is of {day}: another fit than that of these scores.",
                day=clock.in_words(past.snapshots[-1].date),
            )
        )
    both = table.dropna(subset="ours")
    if ours is None or both.empty:
        return tuple(said)
    fitted = ours.scores["benchmark"].unique()
    said.append(
        say(
            "Our index over {boards} boards lists {models} of these models: correlation {correlation}, of ranks "
            "{ranks}; half of them are within {half} points of Epoch AI's, all within {most}.",
            boards=len(fitted),
            models=len(both),
            correlation=correlation(both["ours"], both["epoch"]),
            ranks=correlation(both["ours"].rank(), both["epoch"].rank()),
            half=_points(both["ours_less_epoch"].abs().median(), 1),
            most=_points(both["ours_less_epoch"].abs().max(), 1),
        )
    )
    if hub := sum(boards.board(name).source.id == HUB for name in fitted):
        said.append(
            say(
                "{hub} of these boards are read from Epoch AI's own hub: the two are not independent.",
                hub=hub,
            )
        )
    return tuple(said)


def _points(value: float, digits: int) -> str:
    return f"{value:,.{digits}f}"


def correlation(one: "pd.Series[float]", other: "pd.Series[float]") -> str:
    """Pearson's, with as many digits as tell it from 1."""
    value = one.corr(other)
    return next((f"{value:.{digits}f}" for digits in range(3, 9) if round(value, digits) < 1), f"{value:.8f}")
