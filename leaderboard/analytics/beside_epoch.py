"""Epoch AI's Capabilities Index beside ours: its own scores fitted here, and our boards on its scale.

The first comparison asks whether our fit does what Epoch's does, the second whether other boards say the same of the
same models. Both are in points of Epoch's index. A score of Epoch's compares only within one of its files: with every
refit all of them move.
"""

from dataclasses import dataclass
from statistics import NormalDist

import pandas as pd

from leaderboard.analytics.index import Index
from leaderboard.analytics.item_response import Fit, cost_of, expit, fit

EPOCH_INDEX_DTYPES = {
    "model_name": "str",
    "model_id": "str",
    "country": "str",
    "openness": "str",
    "released_on": "datetime64[us]",
    "epoch": "float64",
    "epoch_low": "float64",
    "epoch_high": "float64",
    "benchmarks": "int64",
    "refit": "float64",
    "refit_less_epoch": "float64",
    "boards": "Int64",
    "ours": "float64",
    "ours_low": "float64",
    "ours_high": "float64",
    "ours_less_epoch": "float64",
    "told_by": "str",
}
BENCHMARK_DTYPES = {
    "benchmark": "str",
    "models": "int64",
    "epoch": "float64",
    "refit": "float64",
    "refit_less_epoch": "float64",
    "epoch_slope": "float64",
    "refit_slope": "float64",
}


@dataclass(frozen=True)
class Scale:
    """Points of Epoch's index: origin + unit * ability."""

    origin: float
    unit: float

    def points(self, ability: "pd.Series[float]") -> "pd.Series[float]":
        return self.origin + self.unit * ability


@dataclass(frozen=True, eq=False)
class Refit:
    """Our fit of Epoch's scores. difficulties: as published, by benchmark: difficulty, slope; both on `scale`."""

    scores: pd.DataFrame
    difficulties: pd.DataFrame
    anchor: str
    fit: Fit
    scale: Scale

    def published_cost(self, published: "pd.Series[float]") -> float:
        """What Epoch's own solution costs by the same objective. published: its index, by model."""
        as_published = Fit(
            (published - self.scale.origin) / self.scale.unit,
            (self.difficulties["difficulty"] - self.scale.origin) / self.scale.unit,
            self.difficulties["slope"] * self.scale.unit,
            float("nan"),
        )
        return cost_of(self.scores, as_published, self.anchor)


def refitted(scores: pd.DataFrame, difficulties: pd.DataFrame) -> Refit:
    """Fit Epoch's scores (model, benchmark, performance from 0 to 1) as it says that it does.

    difficulties: benchmark, difficulty, slope, is_anchor, as published. The anchor's, where ability has its origin
    and unit, say what these are in Epoch's points. Raises ValueError unless there is one anchor, with scores.
    """
    anchors = difficulties[difficulties["is_anchor"]]
    if len(anchors) != 1:
        raise ValueError(f"expected one anchor among the benchmarks, found {len(anchors)}")
    anchor = anchors.iloc[0]
    scale = Scale(float(anchor["difficulty"]), 1 / float(anchor["slope"]))
    name = str(anchor["benchmark"])
    return Refit(scores, difficulties.set_index("benchmark"), name, fit(scores, name), scale)


def models(published: pd.DataFrame, of: Refit, ours: Index | None, level: float) -> pd.DataFrame:
    """Epoch's models, best first; columns of EPOCH_INDEX_DTYPES.

    published: model_name, model_id, country, openness, released_on, score, score_low, score_high. level: what the
    published intervals cover, and so do ours here. Null where our fit of Epoch's scores, or our index, has no such
    model; only what our index lists is taken.

    ours: our ability on the scale on which those of the models in both have the mean and the spread of Epoch's.
    told_by: the board on which the model does most better (or, where ours is lower, worse) than a model of Epoch's
    score would by our fit.
    """
    name = published["model_name"]
    refit = name.map(of.scale.points(of.fit.capability))
    table = published.assign(
        epoch=published["score"],
        epoch_low=published["score_low"],
        epoch_high=published["score_high"],
        benchmarks=name.map(of.scores.groupby("model").size()).fillna(0),
        refit=refit,
        refit_less_epoch=refit - published["score"],
    )
    table = table.assign(**(_ours(table, ours, level) if ours is not None else {}))
    table = table.sort_values(["epoch", "model_name"], ascending=[False, True], ignore_index=True)
    return table.reindex(columns=list(EPOCH_INDEX_DTYPES)).astype(EPOCH_INDEX_DTYPES)


def benchmarks(of: Refit) -> pd.DataFrame:
    """Epoch's benchmarks, hardest first, by its difficulties and by ours; columns of BENCHMARK_DTYPES.

    epoch, refit: difficulty, in points. *_slope: per point.
    """
    named = of.difficulties.rename_axis("benchmark").reset_index()
    refit = named["benchmark"].map(of.scale.points(of.fit.difficulty))
    table = named.assign(
        models=named["benchmark"].map(of.scores.groupby("benchmark").size()).fillna(0),
        epoch=named["difficulty"],
        refit=refit,
        refit_less_epoch=refit - named["difficulty"],
        epoch_slope=named["slope"],
        refit_slope=named["benchmark"].map(of.fit.slope) / of.scale.unit,
    )
    table = table.sort_values(["epoch", "benchmark"], ascending=[False, True], ignore_index=True)
    return table[list(BENCHMARK_DTYPES)].astype(BENCHMARK_DTYPES)


def _ours(table: pd.DataFrame, ours: Index, level: float) -> dict[str, "pd.Series"]:
    """The columns of our index."""
    listed = ours.models.index[ours.models["listed"]]
    model = table["model_id"].where(table["model_id"].isin(listed))
    ability = model.map(ours.fit.capability)
    both = ability.notna()
    if both.sum() < 2:  # no scale can be told
        return {}
    unit = table.loc[both, "epoch"].std() / ability[both].std()
    scale = Scale(table.loc[both, "epoch"].mean() - unit * ability[both].mean(), unit)
    reach = NormalDist().inv_cdf((1 + level) / 2) * unit * model.map(ours.error)
    points = scale.points(ability)
    differ = points - table["epoch"]
    expected = (table["epoch"] - scale.origin) / scale.unit
    told = [
        _told_by(ours, name, at, more) if isinstance(name, str) else None
        for name, at, more in zip(model, expected, differ > 0, strict=True)
    ]
    return {
        "boards": model.map(ours.models["boards"]),
        "ours": points,
        "ours_low": points - reach,
        "ours_high": points + reach,
        "ours_less_epoch": differ,
        "told_by": pd.Series(told, table.index, dtype="str"),
    }


def _told_by(ours: Index, model: str, ability: float, more: bool) -> str:
    """The board on which a model's score is most above (or below) what this ability would have."""
    scores = ours.scores[ours.scores["model"] == model].set_index("benchmark")["performance"]
    apart = ability - ours.fit.difficulty[scores.index]
    beyond = scores - expit(ours.fit.slope[scores.index] * apart)
    return str(beyond.idxmax() if more else beyond.idxmin())
