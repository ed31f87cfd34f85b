"""How sure it is which nation's model is best: chances from published intervals, and the verdict.

Two beliefs about true scores are weighed: that each is normal, independently of the others, as the `beliefs` module
has it once all published scores and intervals are known; and that the best are level (`level_top`), which no
score can refute where models stand close. Chances are made here alone.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import erfc
from typing import Literal

import numpy as np

from leaderboard.analytics.beliefs import all_believed, readings
from leaderboard.analytics.board_history import Entries, Flags, Floats
from leaderboard.analytics.level_top import all_level
from leaderboard.analytics.normal import ndtr

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
    """The verdict on each of many snapshots: the same as alone, in a third of the time."""
    found = zip(snapshots, _by_scores(snapshots), strict=True)
    return [_as_far_as_read(snapshot, said) for snapshot, said in found]


def _as_far_as_read(snapshot: Entries, said: Verdict) -> Verdict:
    """The verdict of the scores, as far as somebody is contested and has been read of. said: of `by_scores`."""
    if said.kind == "undetermined":
        return said
    if _contestants(snapshot.at(snapshot.counted)) < 2:
        possible = snapshot.at(snapshot.counted | snapshot.undecided)
        contested = _contestants(possible) + possible.of_nobody_known.any() >= 2
        return Verdict("undetermined" if contested else "uncontested", (), said.chances)
    if unread_leaders(snapshot, said):
        return Verdict("undetermined", (), said.chances)
    return said


def _contestants(rows: Entries) -> int:
    """How many known nations have a row."""
    return int((rows.shares > 0).any(axis=0).sum())


def unread_leaders(snapshot: Entries, said: Verdict) -> list[int]:
    """The unread rows by which alone a nation leads, or stands first by order. said: of `by_scores`.

    A tie says of nobody that it leads.
    """
    found: list[int] = []
    if said.kind not in ("leads", "no_interval"):
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
        if _could_change(said[number], models, p):
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
    return _chances_of_best([(mean, sd)])[0]


def believed_chances(score: Floats, sd: Floats) -> Floats:
    """The chance of each of several models to be truly the best, by both beliefs. sd: of the error of its score.

    NaN where no error is known.
    """
    if np.isnan(sd).any():
        return np.full(len(score), np.nan)
    return _best_chances([(score, sd, np.ones(len(score), dtype=bool))])[0]


def _best_chances(asked: Sequence[tuple[Floats, Floats, Flags]]) -> list[Floats]:
    """Of each of many sets of models, by published score, sd of its error, and whether it counts: each one's chance."""
    apart = _chances_of_best(all_believed(asked))
    both = zip(apart, all_level(asked), strict=True)
    return [one if other is None else (1 - _LEVEL) * one + _LEVEL * other for one, other in both]


def _chances_of_best(asked: Sequence[tuple[Floats, Floats]]) -> list[Floats]:
    """The same for many sets of normals: those with as many contenders are integrated at once."""
    chances = [np.zeros(len(mean)) for mean, _ in asked]
    contenders: dict[int, list[tuple[int, Flags, Floats, Floats]]] = defaultdict(list)
    for number, (mean, published) in enumerate(asked):
        sd = np.maximum(published, _EXACT * np.maximum(np.abs(mean), 1.0))
        kept = _contenders(mean, sd)
        contenders[int(np.count_nonzero(kept))].append((number, kept, mean[kept], sd[kept]))
    for count, alike in contenders.items():
        many = max(1, _AT_ONCE // count**2)
        for start in range(0, len(alike), many):
            numbers, flags, means, sds = zip(*alike[start : start + many], strict=True)
            for number, there, found in zip(numbers, flags, _integrals(np.array(means), np.array(sds)), strict=True):
                chances[number][there] = found
    return chances


def _integrals(mean: Floats, sd: Floats) -> list[Floats]:
    """The chances of equally many normals, a set in each row."""
    if mean.shape[1] == 1:
        return [np.ones(1) for _ in mean]
    reach = _REACH * sd
    ends = [(mean + side * reach).max(axis=1)[:, None, None] for side in (-1, 1)]
    edges = np.clip(mean[:, :, None] + sd[:, :, None] * _EDGES, *ends).reshape(len(mean), -1)
    edges.sort(axis=1)
    panels = [_thinned(of_set, narrowest) for of_set, narrowest in zip(edges, sd.min(axis=1), strict=True)]
    half = np.concatenate([np.diff(of_set) for of_set in panels]) / 2
    start = np.concatenate([of_set[:-1] for of_set in panels])
    points = (start[:, None] + half[:, None] * (1 + _NODES)).ravel()
    weights = (half[:, None] * _WEIGHTS).ravel()
    stops = np.cumsum([(len(of_set) - 1) * len(_NODES) for of_set in panels])
    at = np.repeat(np.arange(len(mean)), np.diff(stops, prepend=0))
    spread = sd.T[:, at]
    z = (points - mean.T[:, at]) / spread
    below = ndtr(z)
    density = np.exp(-0.5 * z * z) / (np.sqrt(2 * np.pi) * spread)
    first = density / below
    others = weights * below.prod(axis=0)
    pieces = zip(np.split(first, stops[:-1], axis=1), np.split(others, stops[:-1]), strict=True)
    return [np.ascontiguousarray(of_set) @ of_others for of_set, of_others in pieces]


def _thinned(edges: Floats, narrowest: float) -> Floats:
    """Of edges closer together than _CLOSE of the narrowest standard deviation only the first. edges: sorted."""
    place = np.floor((edges - edges[0]) / (_CLOSE * narrowest))
    first = np.ones(len(edges), dtype=bool)
    first[1:] = place[1:] > place[:-1]
    return edges[first]


def _contenders(mean: Floats, sd: Floats) -> Flags:
    """Which rows can be the greatest. A row that is must beat the highest mean: that bounds what dropping it costs."""
    top = int(np.argmax(mean))
    behind = (mean[top] - mean) / (np.sqrt(2) * np.hypot(sd, sd[top]))
    beats_top = np.zeros(len(mean))
    near = behind < _OUT_OF_REACH
    beats_top[near] = [0.5 * erfc(far) for far in behind[near].tolist()]  # of so few quicker than `ndtr`
    beats_top[top] = 1.0
    order = np.argsort(beats_top)
    kept = np.ones(len(mean), dtype=bool)
    kept[order[np.cumsum(beats_top[order]) < _NEGLIGIBLE]] = False
    return kept


def _model_chances(asked: Sequence[tuple[Entries, Flags, float]]) -> list[tuple[Entries, Floats]]:
    """Of each snapshot the models among some of its rows, and each one's chance to be the best.

    asked: snapshot, which rows, and the sd that is assumed where no interval was published.

    A model whose rows do not all count is two: what counts of it, and the rest.
    """
    models, published = [], []
    for snapshot, among, assumed_sd in asked:
        rows = np.flatnonzero(among)
        strength, sd, counted = snapshot.strength[rows], snapshot.sd[rows], snapshot.counted[rows]
        sd = np.where(np.isnan(sd), assumed_sd, sd)
        best, score, sd = readings(strength, sd, 2 * snapshot.model[rows] + counted)
        models.append(snapshot.at(rows[best]))
        published.append((score, sd, counted[best]))
    return list(zip(models, _best_chances(published), strict=True))


def _answers(asked: Sequence[tuple[Entries, float]]) -> list[Verdict]:
    """Of each snapshot leads or tied, whatever is unknown put aside; beside it the sd that is assumed."""
    counted = [(snapshot, snapshot.counted, assumed_sd) for snapshot, assumed_sd in asked]
    return [_answer(models, p) for models, p in _model_chances(counted)]


def _answer(models: Entries, p: Floats) -> Verdict:
    by_nation = p @ models.shares
    rows_of = np.count_nonzero(models.shares, axis=0).tolist()
    held = zip(models.nations, by_nation.tolist(), rows_of, strict=True)
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
    added = snapshot.undecided
    if answer.leader is not None:
        added = added & (snapshot.shares[:, snapshot.nations.index(answer.leader)] < 1)
    possible = snapshot.counted | added
    sd = np.where(np.isnan(snapshot.sd), assumed_sd, snapshot.sd)
    best = int(np.argmax(np.where(snapshot.counted, snapshot.strength, -np.inf)))
    behind = snapshot.strength[best] - snapshot.strength
    hopeful = behind <= _HOPELESS * np.hypot(sd, sd[best])
    return possible if (possible & hopeful & (snapshot.undecided | snapshot.of_nobody_known)).any() else None


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
