"""One latent ability per model across boards: an item-response fit on scores.

A score of model m on benchmark b is read as sigmoid(slope_b * (capability_m - difficulty_b)). The
fit minimises half the sum of squared residuals plus half the ridge

    0.1 * (sum capability^2 + sum difficulty^2 + sum slope^2 over the free slopes) / (models + 2 * benchmarks - 1),

with the slope of one anchor benchmark held at 1. Origin and unit are the anchor's: after the fit its
difficulty is subtracted from every difficulty and capability. (Held at 0 during the fit, the ridge would
pull the other way: the published capabilities come out only with it free.) The objective is that of Epoch AI's
Capabilities Index (Ho et al. 2025, "A Rosetta Stone for AI benchmarks"); docs/index.md derives it.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

#: Weight of the ridge, and what a score below 0 or above 1 is read as.
RIDGE = 0.1
CLIP = (0.001, 0.999)
_STEPS = 500
_CONVERGED = 1e-13


@dataclass(frozen=True)
class Scores:
    """Scores as parallel arrays: codes of model and benchmark, performance from 0 to 1, weight of each score."""

    model: Integers
    benchmark: Integers
    performance: Floats
    weight: Floats
    models: int
    benchmarks: int


@dataclass(frozen=True)
class Parameters:
    """capability per model; difficulty and slope per benchmark."""

    capability: Floats
    difficulty: Floats
    slope: Floats

    def moved(self, step: "Parameters") -> "Parameters":
        return Parameters(
            self.capability + step.capability, self.difficulty + step.difficulty, self.slope + step.slope
        )


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
    model, models = pd.factorize(scores["model"], sort=True)
    benchmark, benchmarks = pd.factorize(scores["benchmark"], sort=True)
    if anchor not in benchmarks:
        raise ValueError(f"expected scores on the anchor benchmark {anchor!r}, found none")
    performance = scores["performance"].to_numpy("float64")
    performance = np.where(performance < 0, CLIP[0], np.where(performance > 1, CLIP[1], performance))
    data = Scores(model, benchmark, performance, np.ones(len(scores)), len(models), len(benchmarks))
    held = int(np.flatnonzero(benchmarks == anchor)[0])
    best, cost = minimise(data, held)
    origin = best.difficulty[held]
    return Fit(
        pd.Series(best.capability - origin, models),
        pd.Series(best.difficulty - origin, benchmarks),
        pd.Series(best.slope, benchmarks),
        cost,
    )


def minimise(data: Scores, anchor: int, start: Parameters | None = None) -> tuple[Parameters, float]:
    """Levenberg-Marquardt with analytic derivatives; returns the parameters and their cost.

    Each score touches one model and one benchmark, so the capabilities' block of the normal
    equations is diagonal and is eliminated: what is solved is 2 * benchmarks wide, not models wide.
    """
    ridge = RIDGE / (data.models + 2 * data.benchmarks - 1)
    at = start or _start(data, anchor)
    cost = _cost(data, at, anchor, ridge)
    damping = 1e-3
    for _ in range(_STEPS):
        gradient, curvature = _normal_equations(data, at, anchor, ridge)
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
        if gained <= _CONVERGED * cost:
            return at, cost
    return at, cost


def _start(data: Scores, anchor: int) -> Parameters:
    """Everything alike, slopes steep: from flatter ones a benchmark of few models can fall into a negative slope."""
    slope = np.full(data.benchmarks, 2.0)
    slope[anchor] = 1.0
    return Parameters(np.zeros(data.models), np.zeros(data.benchmarks), slope)


def _cost(data: Scores, at: Parameters, anchor: int, ridge: float) -> float:
    residual = expit(at.slope[data.benchmark] * (at.capability[data.model] - at.difficulty[data.benchmark]))
    residual -= data.performance
    free = np.delete(at.slope, anchor)
    size = at.capability @ at.capability + at.difficulty @ at.difficulty + free @ free
    return float(data.weight @ residual**2 + ridge * size) / 2


@dataclass(frozen=True)
class _Curvature:
    """Gauss-Newton matrix in blocks: capabilities (diagonal), benchmarks (two by two), and across."""

    capability: Floats
    across: Floats
    benchmark: Floats


def _normal_equations(data: Scores, at: Parameters, anchor: int, ridge: float) -> tuple[Parameters, _Curvature]:
    apart = at.capability[data.model] - at.difficulty[data.benchmark]
    slope = at.slope[data.benchmark]
    chance = expit(slope * apart)
    residual = chance - data.performance
    rate = chance * (1 - chance)
    by_capability, by_slope = rate * slope, rate * apart  # by difficulty: minus by capability
    weight = data.weight

    def per_model(values: Floats) -> Floats:
        return np.bincount(data.model, values * weight, data.models)

    def per_benchmark(values: Floats) -> Floats:
        return np.bincount(data.benchmark, values * weight, data.benchmarks)

    free_slope = at.slope.copy()
    free_slope[anchor] = 0
    gradient = Parameters(
        per_model(by_capability * residual) + ridge * at.capability,
        -per_benchmark(by_capability * residual) + ridge * at.difficulty,
        per_benchmark(by_slope * residual) + ridge * free_slope,
    )
    width = data.benchmarks
    cell = data.model * width + data.benchmark
    across = np.empty((data.models, 2 * width))
    across[:, :width] = np.bincount(cell, -(by_capability**2) * weight, data.models * width).reshape(-1, width)
    across[:, width:] = np.bincount(cell, by_capability * by_slope * weight, data.models * width).reshape(-1, width)
    benchmark = np.zeros((2 * width, 2 * width))
    place = np.arange(width)
    benchmark[place, place] = per_benchmark(by_capability**2) + ridge
    benchmark[width + place, width + place] = per_benchmark(by_slope**2) + ridge
    benchmark[place, width + place] = benchmark[width + place, place] = -per_benchmark(by_capability * by_slope)
    return gradient, _Curvature(per_model(by_capability**2) + ridge, across, benchmark)


def _solve(gradient: Parameters, curvature: _Curvature, damping: float, anchor: int) -> Parameters:
    """The damped step; the anchor's slope does not move."""
    width = len(gradient.difficulty)
    free = np.delete(np.arange(2 * width), width + anchor)
    capability = curvature.capability * (1 + damping)
    across = curvature.across[:, free]
    benchmark = curvature.benchmark[np.ix_(free, free)].copy()
    benchmark[np.diag_indices_from(benchmark)] *= 1 + damping
    scaled = across / capability[:, None]
    slopes = np.concatenate([gradient.difficulty, gradient.slope])[free]
    reduced = np.zeros(2 * width)
    reduced[free] = -np.linalg.solve(benchmark - across.T @ scaled, slopes - scaled.T @ gradient.capability)
    step = (-gradient.capability - across @ reduced[free]) / capability
    return Parameters(step, reduced[:width], reduced[width:])
