"""One latent ability per model across benchmarks: an item-response fit on scores.

A score of model m on benchmark b is read as sigmoid(slope_b * (capability_m - difficulty_b)). The
fit minimises half the sum of squared residuals plus half the ridge

    0.1 * (sum capability^2 + sum difficulty^2 + sum slope^2 over the free slopes) / (models + 2 * benchmarks - 1),

with the slope of one anchor benchmark held at 1 and every slope above 0: what is sought is their logarithms.
(With the signs left free there are many minima, and a fit of real boards ended in one in which abler models
score less on four of them; with slopes above 0 all starts that were tried on those boards end in one place.)

Origin and unit are the anchor's: after the fit its difficulty is subtracted from every difficulty and
capability. (Held at 0 during the fit, the ridge would pull the other way: the published capabilities come out
only with it free.) The objective is that of Epoch AI's Capabilities Index (Ho et al. 2025, "A Rosetta Stone for
AI benchmarks"); docs/index.md derives it.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

#: Weight of the ridge, and what a score below 0 or above 1 is read as.
RIDGE = 0.1
CLIP = (0.001, 0.999)
_STEPS = 500
#: No slope changes by more than this in one step, as a logarithm.
_STRIDE = 2.0
#: The matrices are small: threads that wait for each other cost many times the work where a machine is busy.
_alone = partial(threadpool_limits, limits=1, user_api="blas")
#: The full curvature is used once a step gains less than this part of the cost: before, it may point uphill.
_NEAR = 1e-3
_CONVERGED = 1e-13


@dataclass(frozen=True)
class Scores:
    """Scores as parallel arrays: codes of model and benchmark, performance from 0 to 1."""

    model: Integers
    benchmark: Integers
    performance: Floats
    models: int
    benchmarks: int


@dataclass(frozen=True)
class Parameters:
    """capability per model; difficulty and slope per benchmark. In a gradient or a step, slope is its logarithm."""

    capability: Floats
    difficulty: Floats
    slope: Floats

    def moved(self, step: "Parameters") -> "Parameters":
        slope = self.slope * np.exp(np.clip(step.slope, -_STRIDE, _STRIDE))
        return Parameters(self.capability + step.capability, self.difficulty + step.difficulty, slope)


@dataclass(frozen=True)
class Fit:
    """The minimiser, by name, and its cost (half the sum of squares, ridge included)."""

    capability: "pd.Series[float]"
    difficulty: "pd.Series[float]"
    slope: "pd.Series[float]"
    cost: float


def fit(scores: pd.DataFrame, anchor: str) -> Fit:
    """Fit columns model, benchmark and performance (0 to 1; outside of that read as 0.001 or 0.999).

    anchor: the benchmark that fixes origin and unit. Raises ValueError if nobody was scored on it.
    """
    data, models, benchmarks = _coded(scores)
    held = _position(anchor, benchmarks)
    with _alone():
        best, cost = minimise(data, held)
    origin = best.difficulty[held]
    return Fit(
        pd.Series(best.capability - origin, models),
        pd.Series(best.difficulty - origin, benchmarks),
        pd.Series(best.slope, benchmarks),
        cost,
    )


def cost_of(scores: pd.DataFrame, solution: Fit, anchor: str) -> float:
    """What another solution costs, wherever its origin is: the ridge is taken from where it costs least.

    Raises KeyError where it has no value for a model or benchmark of the scores.
    """
    data, models, benchmarks = _coded(scores)
    values = solution.capability[models], solution.difficulty[benchmarks], solution.slope[benchmarks]
    capability, difficulty, slope = (np.asarray(one, "float64") for one in values)
    origin = np.concatenate([capability, difficulty]).mean()
    at = Parameters(capability - origin, difficulty - origin, slope)
    return _cost(data, at, _position(anchor, benchmarks), RIDGE / (data.models + 2 * data.benchmarks - 1))


def minimise(data: Scores, anchor: int, start: Parameters | None = None) -> tuple[Parameters, float]:
    """Newton's method, damped, with analytic derivatives; returns the parameters and their cost.

    Far from the minimum the squares of the first derivatives alone make the curvature
    (Levenberg-Marquardt), which never points uphill. Each score touches one model and one benchmark,
    so the capabilities' block is diagonal and is eliminated: what is solved is 2 * benchmarks wide,
    not models wide. Ends when a step gains less than _CONVERGED of the cost.
    """
    ridge = RIDGE / (data.models + 2 * data.benchmarks - 1)
    at = start or _start(data)
    cost = _cost(data, at, anchor, ridge)
    # From nowhere the first steps are kept short: a long one can leave a slope where it never comes back from.
    damping, near = 10.0 if start is None else 1e-3, False
    for _ in range(_STEPS):
        gradient, curvature = _derivatives(data, at, ridge, whole=near)
        while damping < 1e12:
            step = _solve(gradient, curvature, damping, anchor)
            there = at.moved(step)
            found = _cost(data, there, anchor, ridge)
            if found <= cost:
                break
            damping *= 4
        else:
            return at, cost
        gained, at, cost, damping = cost - found, there, found, max(damping / 5, 1e-12)
        if near and gained <= _CONVERGED * cost:
            return at, cost
        near = near or gained <= _NEAR * cost
    return at, cost


def _coded(scores: pd.DataFrame) -> tuple[Scores, pd.Index, pd.Index]:
    """The scores as arrays, and the names of models and benchmarks by code."""
    model, models = pd.factorize(scores["model"], sort=True)
    benchmark, benchmarks = pd.factorize(scores["benchmark"], sort=True)
    performance = scores["performance"].to_numpy("float64")
    performance = np.where(performance < 0, CLIP[0], np.where(performance > 1, CLIP[1], performance))
    data = Scores(model, benchmark, performance, len(models), len(benchmarks))
    return data, models, benchmarks


def _position(anchor: str, benchmarks: pd.Index) -> int:
    if anchor not in benchmarks:
        raise ValueError(f"expected scores on the anchor benchmark {anchor!r}, found none")
    return int(np.flatnonzero(benchmarks == anchor)[0])


def expit(logit: Any) -> Any:
    """The chance whose log odds these are, 1 / (1 + exp(-logit)); by way of tanh, which no logit is too large for."""
    return 0.5 + 0.5 * np.tanh(0.5 * logit)


def _start(data: Scores) -> Parameters:
    """Everything alike."""
    return Parameters(np.zeros(data.models), np.zeros(data.benchmarks), np.ones(data.benchmarks))


def _cost(data: Scores, at: Parameters, anchor: int, ridge: float) -> float:
    residual = expit(at.slope[data.benchmark] * (at.capability[data.model] - at.difficulty[data.benchmark]))
    residual -= data.performance
    free = np.delete(at.slope, anchor)
    size = at.capability @ at.capability + at.difficulty @ at.difficulty + free @ free
    return float(residual @ residual + ridge * size) / 2


@dataclass(frozen=True)
class _Curvature:
    """Second derivatives in blocks: capabilities (diagonal), benchmarks (difficulties, then slopes), and across.

    *_scale: their diagonals without what the residuals add, never negative: what damping multiplies.
    """

    capability: Floats
    across: Floats
    benchmark: Floats
    capability_scale: Floats
    benchmark_scale: Floats


def _derivatives(data: Scores, at: Parameters, ridge: float, *, whole: bool) -> tuple[Parameters, _Curvature]:
    """Gradient and curvature of the cost, every slope free; not `whole`: without the terms that carry a residual."""
    apart = at.capability[data.model] - at.difficulty[data.benchmark]
    slope = at.slope[data.benchmark]
    chance = expit(slope * apart)
    residual = chance - data.performance
    rate = chance * (1 - chance)
    logit = slope * apart
    by_capability, by_slope = rate * slope, rate * logit  # by difficulty: minus by capability
    pull = residual * rate if whole else np.zeros_like(rate)
    bend = pull * (1 - 2 * chance)

    def per_model(values: Floats) -> Floats:
        return np.bincount(data.model, values, data.models).astype("float64")

    def per_benchmark(values: Floats) -> Floats:
        return np.bincount(data.benchmark, values, data.benchmarks).astype("float64")

    gradient = Parameters(
        per_model(by_capability * residual) + ridge * at.capability,
        -per_benchmark(by_capability * residual) + ridge * at.difficulty,
        per_benchmark(by_slope * residual) + ridge * at.slope**2,
    )
    twice_capability = by_capability**2 + bend * slope**2
    twice_slope = by_slope**2 + bend * logit**2 + pull * logit
    mixed = by_capability * by_slope + bend * slope * logit + pull * slope
    width = data.benchmarks
    cell = data.model * width + data.benchmark
    across = np.empty((data.models, 2 * width))
    across[:, :width] = np.bincount(cell, -twice_capability, data.models * width).reshape(-1, width)
    across[:, width:] = np.bincount(cell, mixed, data.models * width).reshape(-1, width)
    benchmark = np.zeros((2 * width, 2 * width))
    place = np.arange(width)
    benchmark[place, place] = per_benchmark(twice_capability) + ridge
    benchmark[width + place, width + place] = per_benchmark(twice_slope) + (1 + whole) * ridge * at.slope**2
    benchmark[place, width + place] = benchmark[width + place, place] = -per_benchmark(mixed)
    squares = np.concatenate(
        [per_benchmark(by_capability**2) + ridge, per_benchmark(by_slope**2) + ridge * at.slope**2]
    )
    curvature = _Curvature(
        per_model(twice_capability) + ridge, across, benchmark, per_model(by_capability**2) + ridge, squares
    )
    return gradient, curvature


def _solve(gradient: Parameters, curvature: _Curvature, damping: float, anchor: int) -> Parameters:
    """The damped step; the anchor's slope does not move."""
    width = len(gradient.difficulty)
    free = np.delete(np.arange(2 * width), width + anchor)
    capability = curvature.capability + damping * curvature.capability_scale
    across = curvature.across[:, free]
    benchmark = (curvature.benchmark + np.diag(damping * curvature.benchmark_scale))[np.ix_(free, free)]
    scaled = across / capability[:, None]
    by_benchmark = np.concatenate([gradient.difficulty, gradient.slope])[free]
    reduced = np.zeros(2 * width)
    reduced[free] = -np.linalg.solve(benchmark - across.T @ scaled, by_benchmark - scaled.T @ gradient.capability)
    step = (-gradient.capability - across @ reduced[free]) / capability
    return Parameters(step, reduced[:width], reduced[width:])
