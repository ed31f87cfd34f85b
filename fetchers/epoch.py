"""Epoch AI's benchmarking hub: its own runs, and results that it gathered from other sites and papers.

One archive holds a CSV per benchmark, without a date of its own. Files that copy a leaderboard which we
read at its source are left out (_NOT_READ); WebDev Arena of 2024-25 stands in no other place. Files say
0.57 where others say 57 %: here everything is in percent.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

import pandas as pd

from fetchers._parts import in_parts
from fetchers._source import Board, Get, History, Hole, LayoutChanged, RawResponse, ScoreTable, Source
from fetchers._text import csv_of, laid_out

_ARCHIVE = "https://epoch.ai/data/benchmark_data.zip"
_LARGEST_FILE = 50_000_000  # bytes; the largest has 200,000
_TAKEN = {"Organization": "organization_name", "Release date": "released_on", "Model accessibility": "openness_name"}
_RUN_DAYS = ("Started at", "Run date", "Date run")


@dataclass(frozen=True)
class _Benchmark:
    """A file of the archive.

    score: its column. fraction: published from 0 to 1. setting: the columns that tell runs of one
    model apart. version: the column of the question set's release. error: the column of the standard
    error, on the score's scale. interval: the columns of bounds.
    """

    file: str
    title: str
    score: str
    setting: tuple[str, ...] = ()
    version: str = ""
    error: str = ""
    interval: tuple[str, str] = ("", "")
    fraction: bool = True
    metric: str = "accuracy"
    unit: str = "percent"
    range: tuple[float, float] = (0, 100)

    @property
    def board_id(self) -> str:
        return f"epoch/{self.file.removeprefix('epoch_').removesuffix('_external')}"

    @property
    def board(self) -> Board:
        low, high = self.range
        return Board(self.board_id, self.title, self.metric, self.unit, score_min=low, score_max=high)


def _own(file: str, title: str) -> _Benchmark:
    return _Benchmark(file, title, "mean_score", error="stderr")


_SHOTS = ("Shots",)
_BENCHMARKS = (
    _own("chess_puzzles", "Chess puzzles"),
    _own("frontiermath", "FrontierMath, tiers 1 to 3"),
    _own("frontiermath_tier_4", "FrontierMath, tier 4"),
    _own("frontiermath_tiers_1_3_v2", "FrontierMath, second version, tiers 1 to 3"),
    _own("frontiermath_tier_4_v2", "FrontierMath, second version, tier 4"),
    _own("gpqa_diamond", "GPQA Diamond"),
    _own("math_level_5", "MATH level 5"),
    _own("otis_mock_aime_2024_2025", "OTIS Mock AIME 2024-2025"),
    _own("simpleqa_verified", "SimpleQA Verified"),
    _own("swe_bench_verified", "SWE-bench Verified, run by Epoch AI"),
    _Benchmark("adversarial_nli_external", "Adversarial NLI", "Score", _SHOTS),
    _Benchmark("apex_agents_external", "APEX-Agents", "Pass@1 score", metric="pass@1"),
    _Benchmark("arc_agi_2_external", "ARC-AGI-2", "Score", ("Name",)),
    _Benchmark("arc_agi_external", "ARC-AGI", "Score", ("Name",)),
    _Benchmark("arc_ai2_external", "ARC (AI2), challenge", "Challenge score", _SHOTS),
    _Benchmark("balrog_external", "BALROG", "Average progress", error="Average Standard error", metric="progress"),
    _Benchmark("bbh_external", "BIG-Bench Hard", "Average", _SHOTS),
    _Benchmark("bool_q_external", "BoolQ", "Score", _SHOTS),
    _Benchmark("cad_eval_external", "CadEval", "Overall pass (%)", ("Prompt",), metric="pass_rate"),
    _Benchmark("common_sense_qa_2_external", "CommonsenseQA 2.0", "Score", _SHOTS),
    _Benchmark("cybench_external", "Cybench, unguided", "Unguided % Solved", metric="resolved"),
    _Benchmark("deepresearchbench_external", "Deep Research Bench", "Average score", ("Agent",), metric="score"),
    _Benchmark("fictionlivebench_external", "Fiction.liveBench, 120,000 tokens", "120k token score"),
    _Benchmark("gdpval_external", "GDPval", "Win Rate (%)", metric="win_rate"),
    _Benchmark(
        "geobench_external",
        "GeoBench",
        "ACW Avg Score",
        ("Tools",),
        fraction=False,
        metric="score",
        unit="points",
        range=(0, 5000),
    ),
    _Benchmark("gsm8k_external", "GSM8K", "EM", _SHOTS),
    _Benchmark("hella_swag_external", "HellaSwag", "Overall accuracy", _SHOTS),
    _Benchmark("hle_external", "Humanity's Last Exam", "Accuracy", ("Name",), error="Accuracy Standard Error"),
    _Benchmark("lambada_external", "LAMBADA", "Score", _SHOTS),
    _Benchmark(
        "lech_mazur_writing_external",
        "Lech Mazur's creative writing",
        "Mean score",
        fraction=False,
        metric="score",
        unit="points",
        range=(0, 10),
    ),
    _Benchmark(
        "metr_time_horizons_external",
        "METR time horizon, 50 %",
        "Time horizon",
        version="METR version",
        interval=("CI_low", "CI_high"),
        fraction=False,
        metric="time_horizon",
        unit="minutes",
        range=(0, 1_000_000),
    ),
    _Benchmark("mmlu_external", "MMLU", "EM", _SHOTS),
    _Benchmark("open_book_qa_external", "OpenBookQA", "Accuracy", _SHOTS),
    _Benchmark("os_world_external", "OSWorld", "Score", ("Agent",), fraction=False, metric="resolved"),
    _Benchmark("piqa_external", "PIQA", "Score", _SHOTS),
    _Benchmark("posttrainbench_external", "PostTrainBench", "Average (%)", ("Scaffold",)),
    _Benchmark("science_qa_external", "ScienceQA", "Score", _SHOTS),
    _Benchmark("simplebench_external", "SimpleBench", "Score (AVG@5)"),
    _Benchmark("superglue_external", "SuperGLUE", "Score"),
    _Benchmark("terminalbench_external", "Terminal-Bench 2.0", "Accuracy mean", ("Agent",), error="Accuracy SE"),
    _Benchmark("the_agent_company_external", "TheAgentCompany", "% Score", ("Name",), metric="score"),
    _Benchmark("trivia_qa_external", "TriviaQA", "EM", _SHOTS),
    _Benchmark("video_mme_external", "Video-MME, without subtitles", "Overall (no subtitles)", ("Frames",)),
    _Benchmark("vpct_external", "Visual Physics Comprehension Test", "Correct"),
    _Benchmark(
        "webdev_arena_external",
        "WebDev Arena of 2024-25",
        "Arena Score",
        interval=("95% CI Low", "95% CI High"),
        fraction=False,
        metric="elo",
        unit="points",
        range=(-500, 3000),
    ),
    _Benchmark("weirdml_external", "WeirdML", "Accuracy", error="Accuracy SE"),
    _Benchmark("wino_grande_external", "WinoGrande", "Accuracy", _SHOTS),
    _Benchmark(
        "epoch_capabilities_index",
        "Epoch Capabilities Index, by version",
        "ECI Score",
        fraction=False,
        metric="eci",
        unit="points",
        range=(-500, 1000),
    ),
)

#: Files of the archive that are not boards of ours, and why. A file that stands in neither list is named.
_NOT_READ = {
    "additional_eci_data/eci_benchmark_difficulties_and_slopes": "lists benchmarks, not models",
    "additional_eci_data/eci_scaling": "lists no models",
    "aider_polyglot_external": "read at its source",
    "benchmark_metadata": "lists benchmarks, not scores",
    "gso_external": "read at its source",
    "live_bench_external": "read at its source",
    "model_metadata": "lists models, not scores",
    "swe_bench_bash": "read at its source",
}


def _tables(get: Get, history: History) -> Iterator[ScoreTable | Hole]:  # noqa: ARG001 (the archive has no past)
    response = get(_ARCHIVE)
    if not response.changed:
        return
    with laid_out(response, "a ZIP archive"):
        archive = zipfile.ZipFile(io.BytesIO(response.body))
        files = {file.filename: file for file in archive.infolist()}
    present = [benchmark for benchmark in _BENCHMARKS if f"{benchmark.file}.csv" in files]
    if not present:
        raise LayoutChanged(f"{_ARCHIVE}: expected CSV files of benchmarks, found {sorted(files)[:5]}")
    for benchmark in _BENCHMARKS:
        if benchmark not in present:
            message = f"{_ARCHIVE}: expected {benchmark.file}.csv for {benchmark.board_id}, found no such file"
            yield Hole(message, (response.url,), (benchmark.board_id,), absent=True)
    known = {*_NOT_READ, *(benchmark.file for benchmark in _BENCHMARKS)}
    if strange := sorted(name for name in files if name.endswith(".csv") and name.removesuffix(".csv") not in known):
        message = f"{_ARCHIVE}: expected files that this fetcher reads or passes over, found new: {', '.join(strange)}"
        yield Hole(message, (response.url,))
    parts = (((one.board_id,), partial(_table, response, archive, files[f"{one.file}.csv"], one)) for one in present)
    yield from in_parts(get, parts, response.url)


def _table(
    response: RawResponse, archive: zipfile.ZipFile, file: zipfile.ZipInfo, benchmark: _Benchmark, _get: Get
) -> Iterator[ScoreTable]:
    """The table of one file, which has an address of its own within the archive."""
    place = replace(response, url=f"{response.url}#{file.filename}")
    if [one.filename for one in archive.infolist()].count(file.filename) > 1:
        raise LayoutChanged(f"{place.url}: expected each file once, found several of this name")
    if file.file_size > _LARGEST_FILE:
        raise LayoutChanged(f"{place.url}: expected at most {_LARGEST_FILE} bytes, found {file.file_size}")
    with laid_out(place, "a file in a ZIP archive"):
        place = replace(place, body=archive.read(file))
    yield ScoreTable(response, _rows(place, benchmark))


def _rows(response: RawResponse, benchmark: _Benchmark) -> pd.DataFrame:
    """A row per result. Where several remain for one model and setting (other papers' numbers), the best one stands."""
    bounds = [name for name in (benchmark.error, *benchmark.interval) if name]
    wanted = [*_TAKEN, *_RUN_DAYS, *benchmark.setting, benchmark.version, *bounds]
    table = csv_of(response, ["Model version", benchmark.score], wanted)
    rows = table.rename(columns={"Model version": "model_name", **_TAKEN})[
        ["model_name", *(name for old, name in _TAKEN.items() if old in table)]
    ]
    published = (
        table[benchmark.score].map(_percent, na_action="ignore") if benchmark.fraction else table[benchmark.score]
    )
    number = pd.to_numeric(published, errors="coerce")
    rows = rows.assign(board_id=benchmark.board_id, setting=_setting(table, benchmark), score=published)
    if benchmark.error in table:
        margin = 1.96 * pd.to_numeric(table[benchmark.error], errors="coerce") * (100 if benchmark.fraction else 1)
        rows = rows.assign(score_low=number - margin, score_high=number + margin)
    elif {*benchmark.interval} <= {*table}:
        low, high = benchmark.interval
        rows = rows.assign(score_low=table[low], score_high=table[high])
    if benchmark.version in table:
        rows = rows.assign(benchmark_version=table[benchmark.version].fillna(""))
    if days := [day for day in _RUN_DAYS if day in table]:
        rows = rows.assign(scored_on=table[days[0]])
    one = [rows[name] for name in ("model_name", "setting", "benchmark_version") if name in rows]
    best = number.groupby(one).rank("first", ascending=False)
    aside = pd.Series(None, rows.index, dtype="str")
    aside[best > 1] = "not the best of this model in this setting"
    aside[rows["model_name"].isna()] = "not tied to a model by Epoch AI"
    aside[table[benchmark.score].isna()] = "listed without a score"
    return rows.assign(set_aside=aside)


def _setting(table: pd.DataFrame, benchmark: _Benchmark) -> "pd.Series[str]":
    """The cells that tell runs apart, each with the name of its column; blank where they are."""
    setting = pd.Series("", table.index, dtype="str")
    for name in benchmark.setting:
        if name in table:
            setting += (f"{name}: " + table[name].str.strip()).fillna("")
    return setting


def _percent(cell: str) -> float | str:
    """A fraction as percent, without 0.57 becoming 56.99999999999999; what is no number stays as it was."""
    try:
        return float(Decimal(cell).scaleb(2))
    except ArithmeticError:
        return cell


SOURCE = Source(
    id="epoch",
    title="Epoch AI benchmarking hub",
    homepage="https://epoch.ai/benchmarks",
    license="CC-BY-4.0",
    license_url="https://creativecommons.org/licenses/by/4.0/",
    attribution="Epoch AI, AI Benchmarking Hub, epoch.ai, CC BY 4.0",
    boards=tuple(benchmark.board for benchmark in _BENCHMARKS),
    tables=_tables,
)
