"""The index: one ability per model over every board that is comparable, and the nations' records in it.

Every board gives its newest snapshot: one category, one question set, each model's best setting. An
Elo score enters as the win rate against the board's median model, a percentage as a fraction; then
`item_response` finds the abilities that explain them all. It is one fit: read by release date it
says what today's scores make of the past, not what the boards showed then.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from leaderboard.analytics.ability_errors import AbilityErrors, ability_errors
from leaderboard.analytics.arrays import Floats
from leaderboard.analytics.board_history import BoardHistory, shares_of
from leaderboard.analytics.certainty import Verdict, believed_chances, leads_or_tied
from leaderboard.analytics.item_response import Fit, fit

#: A board takes part if at least this many of its models stand on another one too.
LINKS = 5
#: The 95 % interval reaches so many standard deviations to either side.
INTERVAL = 1.96

INDEX_DTYPES = {
    "rank": "int64",
    "model_id": "str",
    "model_name": "str",
    "organization": "str",
    "country": "str",
    "base_country": "str",
    "openness": "str",
    "released_on": "datetime64[us]",
    "ability": "float64",
    "ability_low": "float64",
    "ability_high": "float64",
    "boards": "int64",
    "domains": "int64",
}
NATIONAL_DTYPES = {
    "date": "datetime64[us]",
    "country": "str",
    "model_id": "str",
    "model_name": "str",
    "ability": "float64",
    "ability_low": "float64",
    "ability_high": "float64",
    "is_leader": "bool",
    "p_leader": "float64",
}
SENSITIVITY_DTYPES = {
    "left_out": "str",
    "boards": "int64",
    "models": "int64",
    "leader": "str",
    "leader_model": "str",
    "ability": "float64",
    "second": "str",
    "second_model": "str",
    "ahead": "float64",
    "rank_correlation": "float64",
}
_FACTS = [
    "model_name",
    "organization_id",
    "country",
    "base_country",
    "openness",
    "counted",
    "released_on",
    "counts_from",
]


class TooFewBoards(ValueError):
    """No boards are left that share enough models."""


@dataclass(frozen=True)
class Rules:
    """What the index asks for.

    anchor: the board whose slope is 1 and whose difficulty is 0; where it is missing, the board with most scores.
    boards, domains: a model is listed if it stands on at least so many boards in at least so many domains.
    """

    anchor: str
    boards: int = 3
    domains: int = 2


@dataclass(frozen=True, eq=False)
class Index:
    """The fit and what is known of its models.

    scores: model, benchmark, performance; only models on several boards, and boards that they link.
    models: by model_id: model_name, organization_id, country, base_country, openness, counted,
        released_on, counts_from (of the newest snapshot that lists it), boards, domains, listed (enough of both).
    anchor: the board that gives origin and unit. domains: of each board.
    """

    scores: pd.DataFrame
    models: pd.DataFrame
    fit: Fit
    anchor: str
    domains: Mapping[str, str]

    @property
    def error(self) -> "pd.Series[float]":
        """By model: the standard deviation of the error of its ability."""
        return self.errors.of_ability

    @cached_property
    def errors(self) -> AbilityErrors:
        """How large the errors are; see analytics.ability_errors."""
        return ability_errors(self.scores, self.fit, self.anchor, self.domains)

    def worked_out(self) -> "Index":
        """The same for whoever keeps it: its errors worked out now."""
        vars(self).update(errors=self.errors)
        return self


def index(histories: Sequence[BoardHistory], domains: Mapping[str, str], rules: Rules) -> Index:
    """Fit the newest snapshots of several boards; domains: of each board_id.

    Models that the registry does not know are left out: nothing says that two boards mean the same one.
    Raises TooFewBoards if none are left that share models, ValueError if a board's scores are neither Elo nor percent.
    """
    return _index(_listed(histories), domains, rules)


def _index(listed: pd.DataFrame, domains: Mapping[str, str], rules: Rules) -> Index:
    """`index` of rows of `_newest`."""
    scores = linked(listed[["model", "benchmark", "performance"]], rules.anchor)
    facts = listed[listed["model"].isin(scores["model"])].sort_values("date", kind="stable")
    models = facts.drop_duplicates("model", keep="last").set_index("model")[_FACTS].sort_index()
    on = scores.assign(domain=scores["benchmark"].map(dict(domains))).groupby("model")
    models["boards"], models["domains"] = on["benchmark"].nunique(), on["domain"].nunique()
    models["listed"] = (models["boards"] >= rules.boards) & (models["domains"] >= rules.domains)
    anchor = _anchor(scores, rules.anchor)
    return Index(scores, models, fit(scores, anchor), anchor, domains)


def table(of: Index) -> pd.DataFrame:
    """Every counted model with enough boards, best first; columns of INDEX_DTYPES.

    ability: in logits of the anchor board, 0 its median model; ability_low, ability_high: 95 % interval from
        the errors of scores and of domains, NaN where these are not known. boards, domains: how many it stands on.
    """
    shown = _measured(of, of.models["listed"] & of.models["counted"])
    shown = shown.sort_values(["ability", "model_id"], ascending=[False, True], ignore_index=True)
    shown["rank"] = shown["ability"].rank(method="min", ascending=False)
    return shown[list(INDEX_DTYPES)].astype(INDEX_DTYPES)


def national(of: Index) -> pd.DataFrame:
    """Each nation's record by the day from which its models count, by date then country; columns of NATIONAL_DTYPES.

    A row for every nation with a record, on every date on which some nation's record rose. One fit of
    today's scores, so a record never falls. A model counts from its release or, where only open ones count,
    from the day on which its weights were public. Counted models with enough boards, a known country and such a
    day; a joint model stands for each of its nations.

    is_leader: holds the greatest ability. p_leader: chance that the best model released by then is the nation's; a
    joint model counts in equal parts.
    """
    dated = of.models["listed"] & of.models["counted"] & of.models["counts_from"].notna() & of.models["country"].notna()
    models = _measured(of, dated).sort_values(["counts_from", "model_id"], ignore_index=True)
    nations, shares = shares_of(models["country"])
    rows: list[dict[str, object]] = []
    records: dict[str, int] = {}
    for day in models["counts_from"].unique():
        released = models.index[models["counts_from"] <= day]
        held = {
            name: int(models.loc[released[shares[released, code] > 0], "ability"].idxmax())
            for code, name in enumerate(nations)
            if (shares[released, code] > 0).any()
        }
        if held != records:
            records = held
            best = models.loc[released, "ability"].max()
            chances = _chances(models.loc[released]) @ shares[released]
            rows += [
                models.loc[row].to_dict()
                | {
                    "date": day,
                    "country": name,
                    "is_leader": models.at[row, "ability"] == best,
                    "p_leader": chances[nations.index(name)],
                }
                for name, row in held.items()
            ]
    return pd.DataFrame(rows, columns=list(NATIONAL_DTYPES)).astype(NATIONAL_DTYPES)


def standing(of: Index) -> Verdict:
    """Which nation has the best listed, counted model: each nation's chance, and `leads` or `tied`.

    `no_interval` where the boards agree too little to tell how sure abilities are (`ability_errors`). A model of
    unknown country competes as a nation of its own that is never named. `uncontested` where no model is listed.
    """
    models = _measured(of, of.models["listed"] & of.models["counted"])
    if models.empty:
        return Verdict("uncontested")
    if models["error"].isna().any():
        return Verdict("no_interval")
    nations, shares = shares_of(models["country"])
    return leads_or_tied(dict(zip(nations, (_chances(models) @ shares).tolist(), strict=True)))


def _chances(models: pd.DataFrame) -> Floats:
    """Each model's chance to be the ablest, as `certainty` has it of the scores of one board."""
    ability, error = models["ability"].to_numpy("float64"), models["error"].to_numpy("float64")
    return believed_chances(ability, error)


def sensitivity(
    histories: Sequence[BoardHistory], domains: Mapping[str, str], rules: Rules, frozen: frozenset[str]
) -> pd.DataFrame:
    """What the index says without some of its boards; columns of SENSITIVITY_DTYPES, first without none.

    left_out: a board, `domain:<domain>`, `source:<source>` (where it has several boards) or `frozen`.
    leader, second: the nations of the best and of the next nation's best counted model; ahead: by how much, on the
    full fit's scale. rank_correlation: Spearman's, with the full fit, over the models that both list. Null where
    too few boards are left.
    """
    listed = _listed(histories)
    full = _index(listed, domains, rules)
    fitted = sorted(full.scores["benchmark"].unique())
    # Without the anchor, a board that was never linked to it may have the most scores: that would be another index.
    listed = listed[listed["benchmark"].isin(fitted)]
    rows: list[dict[str, object]] = []
    for name, left_out in omissions(fitted, domains, frozen):
        try:
            said = _headline(_index(listed[~listed["benchmark"].isin(left_out)], domains, rules), full)
        except TooFewBoards:
            said = {"boards": 0, "models": 0}
        rows.append({"left_out": name} | said)
    return pd.DataFrame(rows, columns=list(SENSITIVITY_DTYPES)).astype(SENSITIVITY_DTYPES)


def scores(histories: Sequence[BoardHistory], anchor: str) -> pd.DataFrame:
    """What the fit of these newest snapshots is made of: model, benchmark, performance. Raises as `index` does."""
    return linked(_listed(histories)[["model", "benchmark", "performance"]], anchor)


def _listed(histories: Sequence[BoardHistory]) -> pd.DataFrame:
    """The rows of `_newest` of every board. Raises TooFewBoards if there are none."""
    newest = [_newest(history) for history in histories if history.snapshots]
    if not newest:
        raise TooFewBoards("index: expected boards with a snapshot, found none")
    return pd.concat(newest, ignore_index=True)


def _newest(history: BoardHistory) -> pd.DataFrame:
    """Each registered model's best row in the newest snapshot: model, benchmark, performance, date and facts."""
    snapshot = history.snapshots[-1]
    rows = history.spelled(history.best_per_model(snapshot.rows))
    listed = rows[_FACTS].assign(
        model=rows["model_id"],
        benchmark=history.board_id,
        performance=_performance(history, rows["score"]),
        date=snapshot.date,
    )
    return listed.dropna(subset="model")


def _performance(history: BoardHistory, score: "pd.Series[float]") -> "pd.Series[float]":
    """Scores from 0 to 1, more is better."""
    if history.metric == "elo":
        return 1 / (1 + 10 ** ((score.median() - score) / 400))
    if history.unit == "percent":
        return score / 100 if history.higher_is_better else 1 - score / 100
    raise ValueError(f"{history.board_id}: expected Elo or percent for the index, found {history.unit}")


def linked(scores: pd.DataFrame, anchor: str) -> pd.DataFrame:
    """Models on at least two boards, boards with at least LINKS of them, all linked to the anchor through others."""
    while True:
        kept = scores[scores.groupby("model")["benchmark"].transform("nunique") >= 2]
        kept = kept[kept.groupby("benchmark")["model"].transform("nunique") >= LINKS]
        if len(kept) == len(scores):
            break
        scores = kept
    if scores.empty:
        raise TooFewBoards(f"index: expected boards that share at least {LINKS} models, found none")
    model, _ = pd.factorize(scores["model"])
    board, boards = pd.factorize(scores["benchmark"])
    there, reached = boards == _anchor(scores, anchor), 0
    while there.sum() > reached:
        reached = there.sum()
        there[board[np.isin(model, model[there[board]])]] = True  # the boards of all models that are on these
    return scores[there[board]].reset_index(drop=True)


def _anchor(scores: pd.DataFrame, wanted: str) -> str:
    """The board wanted, or the one with most scores."""
    return wanted if (scores["benchmark"] == wanted).any() else str(scores["benchmark"].mode().iloc[0])


def _measured(of: Index, chosen: "pd.Series[bool]") -> pd.DataFrame:
    """The chosen models with their abilities and intervals."""
    models = of.models[chosen]
    ability, error = of.fit.capability[models.index], of.error[models.index]
    measured = models.assign(
        organization=models["organization_id"],
        ability=ability,
        error=error,
        ability_low=ability - INTERVAL * error,
        ability_high=ability + INTERVAL * error,
    )
    return measured.rename_axis("model_id").reset_index()


def omissions(
    boards: Sequence[str], domains: Mapping[str, str], frozen: frozenset[str]
) -> Iterator[tuple[str, frozenset[str]]]:
    """Names of what is left out, and the boards that it means."""
    yield "", frozenset()
    for board in boards:
        yield board, frozenset({board})
    for kind, of in (("domain", domains), ("source", {board: board.split("/")[0] for board in boards})):
        for value in sorted({of[board] for board in boards}):
            left_out = frozenset(board for board in boards if of[board] == value)
            if len(left_out) > 1:
                yield f"{kind}:{value}", left_out
    yield "frozen", frozen & set(boards)


def _headline(found: Index, full: Index) -> dict[str, object]:
    """The row of `sensitivity` for one fit."""
    both = found.fit.capability.index.intersection(full.fit.capability.index)
    onto_full = np.polyfit(found.fit.capability[both], full.fit.capability[both], 1)
    common = found.models.index[found.models["listed"]].intersection(full.models.index[full.models["listed"]])
    said: dict[str, object] = {
        "boards": found.scores["benchmark"].nunique(),
        "models": int(found.models["listed"].sum()),
        # Spearman's; pandas' own method of that name asks for scipy.
        "rank_correlation": found.fit.capability[common].rank().corr(full.fit.capability[common].rank()),
    }
    counted = found.models[found.models["listed"] & found.models["counted"]].dropna(subset="country")
    # Without their errors, which take longer than the fit.
    listed = counted.assign(ability=found.fit.capability[counted.index]).rename_axis("model_id").reset_index()
    listed = listed.sort_values(["ability", "model_id"], ascending=[False, True])
    ability = np.polyval(onto_full, listed["ability"])
    bests = listed.assign(ability=ability, country=listed["country"].str.split(";")).explode("country")
    bests = bests.drop_duplicates("country")[["country", "model_id", "ability"]]
    if len(bests):
        said |= dict(zip(("leader", "leader_model", "ability"), bests.iloc[0], strict=True))
    if len(bests) > 1:
        ahead = bests["ability"].iloc[0] - bests["ability"].iloc[1]
        said |= {"second": bests["country"].iloc[1], "second_model": bests["model_id"].iloc[1], "ahead": ahead}
    return said
