"""How sure it is which nation's model is best: chances from published intervals, and the verdict.

Two beliefs about true scores are weighed: that each is normal, independently of the others, as the `beliefs` module
has it once all published scores and intervals are known; and that the best are level (`level_top`), which no
score can refute where models stand close. Chances are made here alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import erfc
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from leaderboard.analytics.beliefs import believed, readings
from leaderboard.analytics.board_history import Entries, Flags, Floats, Integers
from leaderboard.analytics.level_top import level
from leaderboard.analytics.normal import ndtr
from leaderboard.analytics.sets import Sets

#: A nation leads when the chance that the best model is its is at least this.
LEADS_AT = 0.95
#: The weight of the belief that the best are level: the least with which `leads` is right in crowds, too, as often as
#: it says (`make calibration`).
_LEVEL = 0.25

#: Rows are dropped while the sum of their chances of beating the highest score stays below this.
_NEGLIGIBLE = 1e-7
#: erfc beyond this is less than 1e-16, which a sum that is held against _NEGLIGIBLE does not show.
_OUT_OF_REACH = 6.0
#: A row that lies this many standard deviations of the difference below the best one that counts is not the best even
#: where that one was the luckiest of a crowd.
_HOPELESS = 10.0
#: A row whose interval has no width is exact: this part of its score (or of 1) stands in for its sd.
_EXACT = 1e-6
#: The integral is cut where a normal tail holds less than 4e-11.
_REACH = 6.5
#: Edges of the panels of integration, in each row's own standard deviations.
_EDGES = np.array([-_REACH, -4.5, -3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 4.5, _REACH])
#: On a crowded board edges of many rows fall together; panels need not be narrower than this.
_CLOSE = 1.0
#: Sets of contenders are filled up to a multiple of so many, and integrated with others of that width.
_ALIKE = 4
#: What fills them up lies so many of the widest standard deviations below: it takes and costs nobody a chance.
_NEVER = 60.0
#: So many pairs of contenders are integrated at once, each at no more than 60 points.
_AT_ONCE = 2**12
#: Points and weights of Gauss and Legendre for six points; to load the module of numpy that works them out takes longer
#: than some answers.
_NODES = np.array(
    [
        -0.9324695142031519,
        -0.6612093864662645,
        -0.2386191860831969,
        0.2386191860831969,
        0.6612093864662645,
        0.9324695142031519,
    ]
)
_WEIGHTS = np.array(
    [
        0.17132449237917027,
        0.3607615730481387,
        0.46791393457269104,
        0.46791393457269104,
        0.3607615730481387,
        0.17132449237917027,
    ]
)

_ROUNDING = 1e-9


@dataclass(frozen=True)
class Verdict:
    """What a snapshot says about who leads.

    leads: the one nation whose chance is at least LEADS_AT.
    tied: the smallest set of nations whose chances sum to it.
    no_interval: there are no intervals, or the answer hangs on one that had to be assumed.
    uncontested: fewer than two known nations have a counted row, so nobody is ahead of anybody.
    undetermined: rows of unknown openness or country could change the answer, or the nation that leads,
        or stands first by order, does so by a row that is `unread`.

    Where several hold, the lowest in this list is said. nations are in alphabetical order, none for
    the last three. chances holds P per known nation among the counted rows; it is empty under no_interval.
    """

    kind: Literal["leads", "tied", "no_interval", "uncontested", "undetermined"]
    nations: tuple[str, ...] = ()
    chances: Mapping[str, float] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.kind}:{';'.join(self.nations)}" if self.nations else self.kind

    @property
    def leader(self) -> str | None:
        """The nation that leads, if one does."""
        return self.nations[0] if self.kind == "leads" else None


def verdict(snapshot: Entries) -> Verdict:
    """Who leads among the counted rows of one snapshot (all settings; at least one row must be counted).

    Whether anybody has read of a row says nothing where nobody is contested: that stays so whatever is read.
    """
    return verdicts([snapshot])[0]


def verdicts(snapshots: Sequence[Entries]) -> list[Verdict]:
    """The verdict on each of many snapshots: the same as alone, in a tenth of the time."""
    found = zip(snapshots, _by_scores(snapshots), strict=True)
    return [_as_far_as_read(snapshot, said) for snapshot, said in found]


def _as_far_as_read(snapshot: Entries, said: Verdict) -> Verdict:
    """The verdict of the scores, as far as somebody is contested and has been read of. said: of `by_scores`."""
    if said.kind == "undetermined":
        return said
    if _contestants(snapshot.shares[snapshot.counted]) < 2:
        possible = snapshot.at(snapshot.counted | snapshot.undecided)
        contested = _contestants(possible.shares) + possible.of_nobody_known.any() >= 2
        return Verdict("undetermined" if contested else "uncontested", (), said.chances)
    if unread_leaders(snapshot, said):
        return Verdict("undetermined", (), said.chances)
    return said


def _contestants(shares: Floats) -> int:
    """How many known nations have a row."""
    return int(np.count_nonzero(shares.any(axis=0)))


def unread_leaders(snapshot: Entries, said: Verdict) -> list[int]:
    """The unread rows by which alone a nation leads, or stands first by order. said: of `by_scores`.

    A tie says of nobody that it leads.
    """
    found: list[int] = []
    if said.kind not in ("leads", "no_interval") or not (snapshot.unread & snapshot.counted).any():
        return found
    for nation in filter(None, said.nations or nations_on_top(snapshot)):
        own = snapshot.counted & snapshot.of(nation)
        best = own & (snapshot.strength == snapshot.strength[own].max())
        if snapshot.unread[best].all():
            found += np.flatnonzero(best).tolist()
    return found


def by_scores(snapshot: Entries) -> Verdict:
    """The verdict of the scores alone, however few nations there are and whatever was read of them.

    A counted row of unknown country competes as a nation of its own that is never named. A row
    without an interval gets the widest of the snapshot's counted rows; the verdict is no_interval
    if it would be another with those rows exact. The tests for undetermined look at the worst case:
    see `_could_change`. Where true scores may lie is learned from the counted rows alone.
    """
    return _by_scores([snapshot])[0]


def _by_scores(snapshots: Sequence[Entries]) -> list[Verdict]:
    """What `by_scores` says of each."""
    said: dict[int, Verdict] = {}
    asked: list[int] = []
    for number, snapshot in enumerate(snapshots):
        if has_intervals(snapshot):
            asked.append(number)
        else:
            said[number] = Verdict("undetermined" if _order_could_change(snapshot) else "no_interval")
    widest = {number: float(np.nanmax(snapshots[number].sd[snapshots[number].counted])) for number in asked}
    said |= zip(asked, _answers([(snapshots[number], widest[number]) for number in asked]), strict=True)
    possible = {
        number: rows
        for number in asked
        if (rows := _possible(said[number], snapshots[number], widest[number])) is not None
    }
    chances = _model_chances([(snapshots[number], rows, widest[number]) for number, rows in possible.items()])
    for number, (models, p) in zip(possible, chances, strict=True):
        if _could_change(said[number], snapshots[number].at(models), p):
            said[number] = Verdict("undetermined", (), said[number].chances)
    assumed = [
        number
        for number in asked
        if said[number].kind != "undetermined" and np.isnan(snapshots[number].sd[snapshots[number].counted]).any()
    ]
    for number, exact in zip(assumed, _answers([(snapshots[number], 0.0) for number in assumed]), strict=True):
        if (exact.kind, exact.nations) != (said[number].kind, said[number].nations):
            said[number] = Verdict("no_interval")
    return [said[number] for number in range(len(snapshots))]


def has_intervals(snapshot: Entries) -> bool:
    """Whether any counted row was published with an interval."""
    return not np.isnan(snapshot.sd[snapshot.counted]).all()


def nations_on_top(snapshot: Entries) -> tuple[str, ...]:
    """The nations that hold the best counted score, by order alone; "" stands for an unknown country."""
    best = snapshot.counted & (snapshot.strength == snapshot.strength[snapshot.counted].max())
    shares = snapshot.shares[best]
    known = tuple(name for name, share in zip(snapshot.nations, shares.sum(axis=0), strict=True) if share > 0)
    return known if shares.any(axis=1).all() else ("", *known)


def chances_of_best(mean: Floats, sd: Floats) -> Floats:
    """The chance of each of several independent normals to be the greatest, each within 1e-6.

    The integral of phi_i(x) * prod_{j != i} Phi_j(x), by Gauss-Legendre on panels whose edges lie at
    every row's own standard deviations, so that rows of very different width cost no accuracy.
    """
    return _chances_of_best(Sets([len(mean)]), mean, sd)


def believed_chances(score: Floats, sd: Floats) -> Floats:
    """The chance of each of several models to be truly the best, by both beliefs. sd: of the error of its score.

    NaN where no error is known.
    """
    if np.isnan(sd).any():
        return np.full(len(score), np.nan)
    return _best_chances(Sets([len(score)]), score, sd, np.ones(len(score), dtype=bool))


def _best_chances(sets: Sets, score: Floats, sd: Floats, counted: Flags) -> Floats:
    """Each model's chance to be the best of its set, by published scores, their errors, and whether they count."""
    apart = _chances_of_best(sets, *believed(sets, score, sd, counted))
    together = level(sets, score, sd, counted)
    return np.where(np.isnan(together), apart, (1 - _LEVEL) * apart + _LEVEL * together)


def _chances_of_best(sets: Sets, mean: Floats, published: Floats) -> Floats:
    """The same for many sets of normals: those with about as many contenders are integrated at once."""
    sd = np.maximum(published, _EXACT * np.maximum(np.abs(mean), 1.0))
    kept = _contenders(sets, mean, sd)
    contenders = sets.part(kept)
    means, sds = _filled_up(contenders, mean[kept], sd[kept])
    found = np.ones(means.shape)
    widths = np.where(contenders.sizes > 1, -(-contenders.sizes // _ALIKE) * _ALIKE, 0)
    for width in np.unique(widths[widths > 0]).tolist():
        alike, many = np.flatnonzero(widths == width), max(1, _AT_ONCE // width**2)
        for start in range(0, len(alike), many):
            some = alike[start : start + many]
            found[some, :width] = _integrals(means[some, :width], sds[some, :width])
    chances = np.zeros(len(mean))
    chances[kept] = found[contenders.of, contenders.place]
    return chances


def _filled_up(sets: Sets, mean: Floats, sd: Floats) -> tuple[Floats, Floats]:
    """Means and sds, a row for each set, filled up with normals that are never the greatest, nor the narrowest."""
    most, widest = sets.max(mean)[:, None], sets.max(sd)[:, None]
    room = -sets.sizes.max(initial=0) % _ALIKE
    means, sds = (sets.beside(values, np.nan, room) for values in (mean, sd))
    return np.where(np.isnan(means), most - _NEVER * widest, means), np.where(np.isnan(sds), widest, sds)


def _integrals(mean: Floats, sd: Floats) -> Floats:
    """The chances of as many normals in each row, a set of them in each."""
    reach = _REACH * sd
    ends = [(mean + side * reach).max(axis=1)[:, None, None] for side in (-1, 1)]
    edges = np.clip(mean[:, :, None] + sd[:, :, None] * _EDGES, *ends).reshape(len(mean), -1)
    edges.sort(axis=1)
    place = np.floor((edges - edges[:, :1]) / (_CLOSE * sd.min(axis=1, keepdims=True)))
    apart = np.diff(place, axis=1, prepend=-1) > 0  # of edges in one place only the first
    panels, edge = Sets(np.count_nonzero(apart, axis=1)), edges[apart]
    start, stop = np.delete(edge, panels.stops - 1), np.delete(edge, panels.starts)
    half = ((stop - start) / 2)[:, None]
    points, weights = (start[:, None] + half * (1 + _NODES)).ravel(), (half * _WEIGHTS).ravel()
    of_set = Sets((panels.sizes - 1) * len(_NODES))
    spread = sd.T[:, of_set.of]
    z = (points - mean.T[:, of_set.of]) / spread
    below = ndtr(z)
    density = np.exp(-0.5 * z * z) / (np.sqrt(2 * np.pi) * spread)
    best = density / below * (weights * below.prod(axis=0))
    return np.add.reduceat(best, of_set.starts, axis=1).T


def _contenders(sets: Sets, mean: Floats, sd: Floats) -> Flags:
    """Which rows can be the greatest. A row that is must beat the highest mean: that bounds what dropping it costs."""
    highest = sets.max(mean)[sets.of]
    surest = sets.min(np.where(mean == highest, sd, np.inf))[sets.of]
    behind = (highest - mean) / (np.sqrt(2) * np.hypot(sd, surest))
    kept = behind < _OUT_OF_REACH
    beats_top = np.array([0.5 * erfc(far) for far in behind[kept].tolist()])  # of so few quicker than `ndtr`
    near = sets.part(kept)
    beats_top[(mean == highest)[kept]] = 1.0
    line = near.beside(beats_top, 0.0)
    order = np.argsort(line, axis=1, kind="stable")
    costs = np.cumsum(np.take_along_axis(line, order, axis=1), axis=1)
    dear = np.empty(line.shape, dtype=bool)
    np.put_along_axis(dear, order, costs >= _NEGLIGIBLE, axis=1)
    kept[kept] = dear[near.of, near.place]
    return kept


def _model_chances(asked: Sequence[tuple[Entries, Flags, float]]) -> list[tuple[Integers, Floats]]:
    """Of each snapshot the models among some of its rows, by the row of their best setting, and each one's chance.

    asked: snapshot, which rows, at least one, and the sd that is assumed where no interval was published.

    A model whose rows do not all count is two: what counts of it, and the rest.
    """
    if not asked:
        return []
    among = [np.flatnonzero(flags) for _, flags, _ in asked]
    sets = Sets([len(rows) for rows in among])

    def column(name: str) -> NDArray[Any]:
        return np.concatenate(
            [getattr(snapshot, name)[rows] for (snapshot, _, _), rows in zip(asked, among, strict=True)]
        )

    sd, counted = column("sd"), column("counted")
    sd = np.where(np.isnan(sd), np.array([assumed for _, _, assumed in asked])[sets.of], sd)
    best, score, sd = readings(sets, column("strength"), sd, 2 * column("model") + counted)
    models = Sets(np.bincount(sets.of[best]))
    chances = _best_chances(models, score, sd, counted[best])
    rows, ends = np.concatenate(among)[best], models.stops[:-1]
    return list(zip(np.split(rows, ends), np.split(chances, ends), strict=True))


def _answers(asked: Sequence[tuple[Entries, float]]) -> list[Verdict]:
    """Of each snapshot leads or tied, whatever is unknown put aside; beside it the sd that is assumed."""
    counted = [(snapshot, snapshot.counted, assumed_sd) for snapshot, assumed_sd in asked]
    chances = _model_chances(counted)
    return [_answer(snapshot, *models) for (snapshot, _), models in zip(asked, chances, strict=True)]


def _answer(snapshot: Entries, models: Integers, p: Floats) -> Verdict:
    shares = snapshot.shares[models]
    held = zip(snapshot.nations, (p @ shares).tolist(), np.count_nonzero(shares, axis=0).tolist(), strict=True)
    return leads_or_tied({name: chance for name, chance, rows in held if rows})


def leads_or_tied(chances: Mapping[str, float]) -> Verdict:
    """The verdict of each nation's chance to have the best."""
    smallest: list[str] = []
    for name in _by_chance(chances):
        smallest.append(name)
        if sum(chances[held] for held in smallest) >= LEADS_AT - _ROUNDING:
            break
    return Verdict("leads" if len(smallest) == 1 else "tied", tuple(sorted(smallest)), chances)


def _by_chance(chances: Mapping[str, float]) -> list[str]:
    """Nations by falling chance; equal ones (but for rounding) in alphabetical order."""
    return sorted(chances, key=lambda name: (-round(chances[name], 9), name))


def _possible(answer: Verdict, snapshot: Entries, assumed_sd: float) -> Flags | None:
    """Which rows count or might, if those that might could change the answer; see `_could_change`."""
    nobody = snapshot.counted & snapshot.of_nobody_known
    uncertain = np.flatnonzero(snapshot.undecided | nobody)
    if answer.leader is not None:
        foreign = snapshot.shares[uncertain, snapshot.nations.index(answer.leader)] < 1
        uncertain = uncertain[nobody[uncertain] | foreign]
    if not len(uncertain):
        return None
    best = int(np.argmax(np.where(snapshot.counted, snapshot.strength, -np.inf)))
    behind = snapshot.strength[best] - snapshot.strength[uncertain]
    sd = np.where(np.isnan(snapshot.sd), assumed_sd, snapshot.sd)
    if (behind > _HOPELESS * np.hypot(sd[uncertain], sd[best])).all():
        return None
    possible = snapshot.counted.copy()
    possible[uncertain] = True
    return possible


def _could_change(answer: Verdict, possible: Entries, p: Floats) -> bool:
    """Whether counting undecided rows, or giving rows of unknown country to another nation, could change the answer.

    possible, p: the models among the `_possible` rows, and their chances. For `leads:X` this is exact, but for
    undecided joint rows: P(X) is least when every undecided row
    that is not X's alone is counted for others, and unknown countries are others'. For `tied` it is
    conservative: no choice moves more chance than the undecided and unknown rows have together when
    all are counted, so the answer stands if its margins are wider than that.
    """
    leader = answer.leader
    if leader is not None:
        return float((p * possible.counted) @ possible.shares[:, possible.nations.index(leader)]) < LEADS_AT - _ROUNDING
    movable = float(p[possible.undecided | possible.of_nobody_known].sum())
    if movable < _NEGLIGIBLE:
        return False
    ranked = [answer.chances[name] for name in _by_chance(answer.chances)] + [0.0]
    size = len(answer.nations)
    return (
        sum(ranked[:size]) - movable < LEADS_AT
        or sum(ranked[: size - 1]) + movable >= LEADS_AT
        or ranked[size - 1] - ranked[size] <= 2 * movable
    )


def _order_could_change(snapshot: Entries) -> bool:
    """Without intervals: whether an undecided row, or one of unknown country, stands at or above the best known one.

    Not one of the sole leading nation itself: counting it too would leave that nation ahead.
    """
    on_top = nations_on_top(snapshot)
    if "" in on_top:
        return True
    harmless = np.zeros(len(snapshot.strength), dtype=bool)
    if len(on_top) == 1:
        harmless = snapshot.shares[:, snapshot.nations.index(on_top[0])] == 1
    best = snapshot.strength[snapshot.counted].max()
    return bool((snapshot.undecided & ~harmless & (snapshot.strength >= best)).any())
