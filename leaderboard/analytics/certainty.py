"""How sure it is which nation's model is best: chances from published intervals, and the verdict.

Two beliefs about true scores are weighed: that each is normal, independently of the others, as the `beliefs` module
has it once all published scores and intervals are known; and that the best are level (`level_top`), which no
score can refute where models stand close. Chances are made here alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import erfc
from typing import Literal

import numpy as np

from leaderboard.analytics.arrays import Flags, Floats, Integers
from leaderboard.analytics.beliefs import believed, readings
from leaderboard.analytics.board_history import Entries
from leaderboard.analytics.level_top import level
from leaderboard.analytics.normal import ndtr
from leaderboard.analytics.sets import Sets
from leaderboard.records.compact import distinct

#: A nation leads when the chance that the best model is its is at least this.
LEADS_AT = 0.95
#: Of so many nations somebody can be ahead of somebody.
_CONTEST = 2
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
#: So many contenders at so many points are looked at at once: more would take more memory, and no less time.
_AT_ONCE = 2**16
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
    return verdicts(snapshot, Sets([len(snapshot)]))[0]


def verdicts(rows: Entries, sets: Sets) -> list[Verdict]:
    """The verdict on each of many snapshots below each other: the same as alone, in a tenth of the time.

    As there, at least one row of each must be counted.
    """
    matters = rows.counted | rows.undecided  # no other row could change any answer
    rows, sets = rows.at(matters), sets.part(matters)
    said = _by_scores(rows, sets)
    competing, at_most = (
        np.count_nonzero(_of_nations(rows, sets, flags), axis=1)
        for flags in (rows.counted, np.ones(len(rows), dtype=bool))
    )
    at_most += sets.any(rows.of_nobody_known)
    unread = sets.any(_unread_leaders(rows, sets, said))
    told = zip(said, competing.tolist(), at_most.tolist(), unread.tolist(), strict=True)
    return [_as_far_as_read(*of_snapshot) for of_snapshot in told]


def _as_far_as_read(said: Verdict, competing: int, at_most: int, unread: bool) -> Verdict:
    """The verdict of the scores, as far as somebody is contested and has been read of.

    said: of `by_scores`. competing, at_most: how many nations have a row that counts, or that might. unread: whether
    nobody has read of the rows by which a nation leads.
    """
    if said.kind == "undetermined":
        return said
    if competing < _CONTEST:
        return Verdict("undetermined" if at_most >= _CONTEST else "uncontested", (), said.chances)
    return Verdict("undetermined", (), said.chances) if unread else said


def unread_leaders(snapshot: Entries, said: Verdict) -> list[int]:
    """The unread rows by which alone a nation leads, or stands first by order. said: of `by_scores`.

    A tie says of nobody that it leads.
    """
    return np.flatnonzero(_unread_leaders(snapshot, Sets([len(snapshot)]), [said])).tolist()


def _unread_leaders(rows: Entries, sets: Sets, said: Sequence[Verdict]) -> Flags:
    """Which rows are such ones, of many snapshots."""
    found = np.zeros(len(rows), dtype=bool)
    if not (rows.unread & rows.counted).any():
        return found
    leader, asked = _leaders(rows, said), np.array([one.kind in ("leads", "no_interval") for one in said])
    own = rows.counted & asked[sets.of] & (_shares(rows, sets, leader, 1) > 0)
    first = np.flatnonzero(_highest(rows, sets, own))
    of, parts = sets.of[first], rows.parts[rows.origin[first]] > 0
    parts &= (leader[of, None] == np.arange(len(rows.nations))) | (leader[of, None] < 0)
    read = np.zeros((len(sets), len(rows.nations)), dtype=bool)
    np.logical_or.at(read, of, parts & ~rows.unread[first, None])
    found[first] = (parts & ~read[of]).any(axis=1)
    return found


def by_scores(snapshot: Entries) -> Verdict:
    """The verdict of the scores alone, however few nations there are and whatever was read of them.

    A counted row of unknown country competes as a nation of its own that is never named. A row
    without an interval gets the widest of the snapshot's counted rows; the verdict is no_interval
    if it would be another with those rows exact. The tests for undetermined look at the worst case:
    see `_could_change`. Where true scores may lie is learned from the counted rows alone.
    """
    return _by_scores(snapshot, Sets([len(snapshot)]))[0]


def _by_scores(rows: Entries, sets: Sets) -> list[Verdict]:
    """What `by_scores` says of each."""
    told = has_intervals(rows, sets)
    of_told, by_chance = sets.only(told)
    chances = iter(_by_chances(rows.at(of_told), by_chance))
    changes = zip(told.tolist(), _order_could_change(rows, sets).tolist(), strict=True)
    return [
        next(chances) if by_intervals else Verdict("undetermined" if could_change else "no_interval")
        for by_intervals, could_change in changes
    ]


def _by_chances(rows: Entries, sets: Sets) -> list[Verdict]:
    """The same of snapshots with intervals."""
    unsure = np.isnan(rows.sd)
    widest = sets.max(np.where(rows.counted & ~unsure, rows.sd, -np.inf))
    answers = _answers(rows, sets, widest)
    could_change = _could_change(answers, rows, sets, widest)
    assumed = sets.any(rows.counted & unsure) & ~could_change
    of_assumed, some = sets.only(assumed)
    exact = iter(_answers(rows.at(of_assumed), some, np.zeros(len(some))))
    said = []
    for answer, changes, hangs in zip(answers, could_change.tolist(), assumed.tolist(), strict=True):
        if_exact = next(exact) if hangs else answer
        if changes:
            said.append(Verdict("undetermined", (), answer.chances))
        elif if_exact.nations != answer.nations:
            said.append(Verdict("no_interval"))
        else:
            said.append(answer)
    return said


def has_intervals(rows: Entries, sets: Sets) -> Flags:
    """Of each of many snapshots, whether any counted row was published with an interval."""
    return sets.any(rows.counted & ~np.isnan(rows.sd))


def nations_on_top(snapshot: Entries) -> tuple[str, ...]:
    """The nations that hold the best counted score, by order alone; "" stands for an unknown country."""
    best = snapshot.counted & (snapshot.strength == snapshot.strength[snapshot.counted].max())
    shares = snapshot.shares[best]
    known = tuple(name for name, share in zip(snapshot.nations, shares.sum(axis=0), strict=True) if share > 0)
    return known if shares.any(axis=1).all() else ("", *known)


def _highest(rows: Entries, sets: Sets, flags: Flags) -> Flags:
    """Which of these rows have the best score of theirs in their set."""
    best = sets.max(np.where(flags, rows.strength, -np.inf))
    highest: Flags = flags & (rows.strength == best[sets.of])
    return highest


def _of_nations(rows: Entries, sets: Sets, flags: Flags) -> Integers:
    """How many of these rows each nation has a part in: a line for each set."""
    origins = len(rows.parts)
    lines = np.bincount(sets.of[flags] * origins + rows.origin[flags], minlength=len(sets) * origins)
    return lines.reshape(len(sets), origins) @ (rows.parts > 0)


def _leaders(rows: Entries, said: Sequence[Verdict]) -> Integers:
    """The place in `nations` of who leads in each set, -1 where nobody does."""
    return np.array([rows.nations.index(one.leader) if one.leader else -1 for one in said], np.int64)


def _shares(rows: Entries, sets: Sets, nation: Integers, nobody: float) -> Floats:
    """What one nation has in each row. nation: of each set its place in `nations`; where that is -1, `nobody`."""
    parts = np.append(rows.parts, np.full((len(rows.parts), 1), nobody), axis=1)
    return parts[rows.origin, nation[sets.of]]


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
    """The same for many sets of normals."""
    sd = np.maximum(published, _EXACT * np.maximum(np.abs(mean), 1.0))
    kept = _contenders(sets, mean, sd)
    contenders = sets.part(kept)
    contested, several = contenders.only(contenders.sizes > 1)
    found = np.ones(len(contested))
    found[contested] = _integrals(several, mean[kept][contested], sd[kept][contested])
    chances = np.zeros(len(mean))
    chances[kept] = found
    return chances


def _integrals(sets: Sets, mean: Floats, sd: Floats) -> Floats:
    """The chances of the normals of each set."""
    points, weights, of_set = _points(sets, mean, sd)
    found = [np.zeros(0)]
    for some in sets.at_once(sets.sizes * of_set.sizes, _AT_ONCE):
        rows, theirs = sets.rows(some), of_set.rows(some)
        few, at = Sets(sets.sizes[some]), Sets(of_set.sizes[some])
        found.append(_integrals_at_once(few, mean[rows], sd[rows], at, points[theirs], weights[theirs]))
    return np.concatenate(found)


def _points(sets: Sets, mean: Floats, sd: Floats) -> tuple[Floats, Floats, Sets]:
    """Where the densities of each set are looked at, and with which weight; how these points fall into the sets."""
    reach = _REACH * sd
    ends = (end[sets.of, None] for end in (sets.max(mean - reach), sets.max(mean + reach)))
    every = Sets(sets.sizes * len(_EDGES))
    edges = every.sort(np.clip(mean[:, None] + sd[:, None] * _EDGES, *ends).ravel())
    place = np.floor((edges - edges[every.starts][every.of]) / (_CLOSE * sets.min(sd))[every.of])
    apart = np.diff(place, prepend=-1) != 0  # of edges in one place only the first
    apart[every.starts] = True
    panels, edge = Sets(every.counts(apart)), edges[apart]
    start, stop = np.delete(edge, panels.stops - 1), np.delete(edge, panels.starts)
    half = ((stop - start) / 2)[:, None]
    points, weights = start[:, None] + half * (1 + _NODES), half * _WEIGHTS
    return points.ravel(), weights.ravel(), Sets((panels.sizes - 1) * len(_NODES))


def _integrals_at_once(sets: Sets, mean: Floats, sd: Floats, of_set: Sets, points: Floats, weights: Floats) -> Floats:
    """The same of few sets: every point is looked at beside all normals of its set."""
    beside = Sets(sets.sizes[of_set.of])
    row, point = beside.place + sets.starts[of_set.of][beside.of], beside.of
    spread = sd[row]
    z = (points[point] - mean[row]) / spread
    below = ndtr(z)
    density = np.exp(-0.5 * z * z) / (np.sqrt(2 * np.pi) * spread)
    chances = np.zeros(len(mean))
    chances += np.bincount(row, density / below * (weights * beside.product(below))[point])
    return chances


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


@dataclass(frozen=True)
class _Models:
    """The models among some rows of many snapshots, by the row of their best setting.

    of: the set of each. chance: to be the best of it.
    """

    row: Integers
    of: Integers
    chance: Floats


def _model_chances(rows: Entries, sets: Sets, flags: Flags, assumed: Floats) -> _Models:
    """The models among the flagged rows. assumed: of each set, the sd of rows whose interval was not published.

    A model whose rows do not all count is two: what counts of it, and the rest.
    """
    among, part = np.flatnonzero(flags), sets.part(flags)
    of, sd, counted = sets.of[among], rows.sd[among], rows.counted[among]
    sd = np.where(np.isnan(sd), assumed[of], sd)
    best, score, sd = readings(part, rows.strength[among], sd, 2 * rows.model[among] + counted)
    models = Sets(np.bincount(part.of[best]))
    return _Models(among[best], of[best], _best_chances(models, score, sd, counted[best]))


def _answers(rows: Entries, sets: Sets, assumed: Floats) -> list[Verdict]:
    """Of each snapshot leads or tied, whatever is unknown put aside. assumed: as of `_model_chances`."""
    models = _model_chances(rows, sets, rows.counted, assumed)
    there, nations = _of_nations(rows, sets, rows.counted) > 0, len(rows.nations)
    parts = rows.parts[rows.origin[models.row]] * models.chance[:, None]
    model, nation = parts.nonzero()
    held = np.bincount(models.of[model] * nations + nation, parts[model, nation], len(sets) * nations)
    return [
        leads_or_tied({rows.nations[code]: chances[code] for code in codes.nonzero()[0].tolist()})
        for codes, chances in zip(there, held.reshape(len(sets), nations).tolist(), strict=True)
    ]


def leads_or_tied(chances: Mapping[str, float]) -> Verdict:
    """The verdict of each nation's chance to have the best."""
    smallest: list[str] = []
    together = 0.0
    for name in _by_chance(chances):
        smallest.append(name)
        together += chances[name]
        if together >= LEADS_AT - _ROUNDING:
            break
    return Verdict("leads" if len(smallest) == 1 else "tied", tuple(sorted(smallest)), chances)


def _by_chance(chances: Mapping[str, float]) -> list[str]:
    """Nations by falling chance; equal ones (but for rounding) in alphabetical order."""
    return [name for _, name in sorted((-round(chance, 9), name) for name, chance in chances.items())]


def _could_change(answers: Sequence[Verdict], rows: Entries, sets: Sets, assumed: Floats) -> Flags:
    """Of each set, whether counting undecided rows, or giving those of unknown country to another nation, could
    change the answer.

    For `leads:X` this is exact, but for undecided joint rows: P(X) is least when every undecided row that is not X's
    alone is counted for others, and unknown countries are others'. For `tied` it is conservative: no choice moves more
    chance than the undecided and unknown rows have together when all are counted, so the answer stands if its margins
    are wider than that.
    """
    leader = _leaders(rows, answers)
    possible = _possible(rows, sets, leader, assumed)
    if not possible.any():
        return np.zeros(len(sets), dtype=bool)
    models = _model_chances(rows, sets, possible, assumed)
    movable = (rows.undecided | rows.of_nobody_known)[models.row]
    theirs = (rows.counted * _shares(rows, sets, leader, 0))[models.row]
    moves, keeps = (np.bincount(models.of, models.chance * part, len(sets)) for part in (movable, theirs))
    could = sets.any(possible)
    for number in np.flatnonzero(could).tolist():
        if leader[number] >= 0:
            could[number] = keeps[number] < LEADS_AT - _ROUNDING
        else:
            could[number] = _margins_within(float(moves[number]), answers[number])
    return could


def _margins_within(movable: float, tied: Verdict) -> bool:
    """Whether so much chance, moved, could make another answer of this one."""
    if movable < _NEGLIGIBLE:
        return False
    ranked = [tied.chances[name] for name in _by_chance(tied.chances)] + [0.0]
    size = len(tied.nations)
    return (
        sum(ranked[:size]) - movable < LEADS_AT
        or sum(ranked[: size - 1]) + movable >= LEADS_AT
        or ranked[size - 1] - ranked[size] <= 2 * movable
    )


def _possible(rows: Entries, sets: Sets, leader: Integers, assumed: Floats) -> Flags:
    """Which rows count or might, of sets where those that might could change the answer; see `_could_change`."""
    of_nobody = rows.counted & rows.of_nobody_known
    uncertain = of_nobody | (rows.undecided & (_shares(rows, sets, leader, 0) < 1))
    sd = np.where(np.isnan(rows.sd), assumed[sets.of], rows.sd)
    highest = np.flatnonzero(_highest(rows, sets, rows.counted))
    best = highest[distinct(sets.of[highest])[1]]
    row = np.flatnonzero(uncertain)
    of = sets.of[row]
    near = rows.strength[best][of] - rows.strength[row] <= _HOPELESS * np.hypot(sd[row], sd[best][of])
    open_ = np.bincount(of[near], minlength=len(sets)) > 0
    possible: Flags = (rows.counted | uncertain) & open_[sets.of]
    return possible


def _order_could_change(rows: Entries, sets: Sets) -> Flags:
    """Without intervals: whether an undecided row, or one of unknown country, stands at or above the best known one.

    Not one of the sole leading nation itself: counting it too would leave that nation ahead.
    """
    best = _highest(rows, sets, rows.counted)
    on_top = _of_nations(rows, sets, best) > 0
    first = np.append(on_top, np.zeros((len(sets), 1), dtype=bool), axis=1).argmax(axis=1)
    alone = np.where(np.count_nonzero(on_top, axis=1) == 1, first, -1)
    harmless = _shares(rows, sets, alone, 0) == 1
    level = rows.strength >= sets.max(np.where(best, rows.strength, -np.inf))[sets.of]
    return sets.any((best & rows.of_nobody_known) | (rows.undecided & ~harmless & level))
