"""The comparison with Epoch AI's index as docs/index.md shows it: `make docs` writes it from the stored scores."""

from collections.abc import Hashable
from typing import Any

import pandas as pd

from leaderboard.questions.epoch_index import correlation, epoch_index, published, refit
from leaderboard.registry import boards, countries, tables

_BEGIN, _END = "<!-- from here on written by `make docs` -->\n", "<!-- to here -->\n"
#: So many models are named, and so many a nation needs to be.
_LARGEST, _FEW = 10, 3


def renewed(page: str) -> str:
    """docs/index.md with the tables as they are now."""
    head, _, rest = page.partition(_BEGIN)
    return f"{head}{_BEGIN}\n{markdown()}\n{_END}{rest.partition(_END)[2]}"


def markdown() -> str:
    """How near both are to each other, by comparison and by nation, and the models that they differ on most."""
    ours, apart = epoch_index(), epoch_index(independent=True)
    found, past = refit(), published()
    if found is None:
        raise ValueError("expected Epoch AI's scores among the references, found none: run leaderboard refresh")
    index = past.spelled(past.snapshots[-1].rows).set_index("model_name")["score"]
    return "\n".join(
        [
            "| compared with Epoch AI's index | models | correlation | of ranks | half within | all within |",
            "|---|---|---|---|---|---|",
            _compared("our fit of its own scores", ours, "refit"),
            _compared("our index", ours, "ours"),
            _compared("our index without boards from its hub", apart, "ours"),
            "",
            f"By the objective above our fit of its scores costs {found.fit.cost:.6f}, what Epoch AI publishes "
            f"{found.published_cost(index):.6f}.",
            "",
            _meeting(ours),
            "",
            "| nation | models | ours less Epoch AI's, mean | models | without boards from its hub |",
            "|---|---|---|---|---|",
            *_nations(ours, apart),
            "",
            "| model | nation | Epoch AI's (90 %) | on | ours (90 %) | on | ours less Epoch AI's | told most by |",
            "|---|---|---|---|---|---|---|---|",
            *map(_differing, _largest(ours).to_dict("records")),
            "",
        ]
    )


def _largest(table: pd.DataFrame) -> pd.DataFrame:
    """The models that both list and differ on most."""
    both = table.dropna(subset="ours")
    return both.loc[both["ours_less_epoch"].abs().sort_values(ascending=False).index].head(_LARGEST)


def _compared(name: str, table: pd.DataFrame, column: str) -> str:
    both = table.dropna(subset=column)
    apart = (both[column] - both["epoch"]).abs()
    scores, ranks = correlation(both[column], both["epoch"]), correlation(both[column].rank(), both["epoch"].rank())
    return f"| {name} | {len(both)} | {scores} | {ranks} | {apart.median():.2f} | {apart.max():.2f} |"


def _meeting(table: pd.DataFrame) -> str:
    both = table.dropna(subset=["ours", "epoch_low"])
    apart = (both["ours_low"] > both["epoch_high"]) | (both["ours_high"] < both["epoch_low"])
    return f"The intervals of both do not meet for {int(apart.sum())} of {len(both)} models."


def _nations(ours: pd.DataFrame, apart: pd.DataFrame) -> list[str]:
    """A row per nation with several models in both tables; a joint model stands for each of its nations."""
    names = countries.country_names(tables.load())
    by = [
        table.dropna(subset=["ours", "country"])
        .assign(country=table["country"].str.split(";"))
        .explode("country")
        .groupby("country")["ours_less_epoch"]
        for table in (ours, apart)
    ]
    sizes, means = ([getattr(one, what)().to_dict() for one in by] for what in ("size", "mean"))
    return [
        f"| {name} | {sizes[0][code]} | {means[0][code]:+.1f} | {sizes[1][code]} | {means[1][code]:+.1f} |"
        for code, name in sorted(names.items(), key=lambda pair: pair[1])
        if min(size.get(code, 0) for size in sizes) >= _FEW
    ]


def _differing(row: dict[Hashable, Any]) -> str:
    board = boards.board(row["told_by"]).board
    return (
        f"| {row['model_name']} | {row['country']} "
        f"| {row['epoch']:.1f} ({row['epoch_low']:.1f} to {row['epoch_high']:.1f}) | {row['benchmarks']} benchmarks "
        f"| {row['ours']:.1f} ({row['ours_low']:.1f} to {row['ours_high']:.1f}) | {row['boards']} boards "
        f"| {row['ours_less_epoch']:+.1f} | {board.title} |"
    )
