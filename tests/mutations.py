"""Seeded corruptions of snapshots shaped as sources serve them: `python -m tests.mutations` prints how many are caught.

A corruption counts as caught if the response is rejected whole, if a snapshot of it is kept out (which a person then
looks at) or marked as a part of its board, or if all that would be stored of it is word for word what the sound
response says. Arena's days are those of the seed; the other sources' are made up in the layout, the size and the
habits of their boards.
"""

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

from fetchers import FetchError, RawResponse, Source
from fetchers import NotFound as Nowhere
from leaderboard.intake import check, normalize, state
from leaderboard.intake.quarantine import digest
from leaderboard.records import compact, schema, store
from leaderboard.records.paths import DataDir
from leaderboard.registry import boards
from tests.upstream import ARENA, DATASET, LATEST, parquet, whole

SEED = DataDir(Path(__file__).parents[1] / "data")
FIRST_DAY = datetime(2026, 7, 1, 12, tzinfo=UTC)  # after all breaks that are declared of these boards
MUTATIONS = 200
DAYS = 8  # of a board that is made up: the last one is corrupted
PAGE = b"<!doctype html><title>Too many requests</title>"

Chance = np.random.Generator
Files = dict[str, bytes]


@dataclass(frozen=True, eq=False)
class Shape:
    """How one board is served.

    address: the file that is corrupted; write(rows) makes it. columns: those of its header. numbers: the columns of
    scores and bounds. texts: columns of text that a slip may exchange. beside: the source's other files.
    repository, path: where its history is in git. shift: the least and the most that its scores may be moved by.
    """

    name: str
    board_id: str
    address: str
    write: Callable[[pd.DataFrame], bytes]
    columns: tuple[str, ...]
    numbers: tuple[str, ...]
    texts: tuple[str, ...]
    shift: tuple[float, float]
    model: str = "model"
    score: str = "score"
    date: str = ""
    best_first: bool = True
    beside: Files = field(default_factory=dict)
    repository: str = ""
    path: str = ""

    @property
    def source(self) -> Source:
        return boards.source(self.board_id.split("/")[0])


@dataclass(frozen=True)
class Day:
    """What was stored before, what upstream served on the day and on an earlier one, and what is sound to store."""

    past: pd.DataFrame
    served: pd.DataFrame
    earlier: pd.DataFrame
    at: datetime
    sound: dict[object, str]


class _Past:
    """What is stored, as refresh asks for it."""

    def __init__(self, rows: pd.DataFrame) -> None:
        self.rows = rows

    def of(self, _: pd.DataFrame) -> pd.DataFrame:
        return self.rows

    def add(self, rows: pd.DataFrame) -> None:
        """One response is all there is."""


def told(shape: Shape, files: Files, at: datetime) -> normalize.Normalized:
    """What the true fetcher and normalize make of these files. Raises what they raise."""

    def get(url: str, *, immutable: bool = False) -> RawResponse:  # noqa: ARG001 (part of Get)
        body = files.get(url, shape.beside.get(url))
        if body is None and (url.startswith("https://api.github.com") or "lmarena-ai" in url):
            raise Nowhere(f"{url}: expected status 200, found 404")
        return RawResponse(url, body or b"", "0" * 64, at, changed=url in files)

    (table,) = whole(shape.source.tables(get, False))
    return normalize.normalize([table], shape.source, first_load=False)


def verdict(shape: Shape, files: Files, day: Day) -> tuple[dict[object, str] | None, str]:
    """(the digest of every snapshot that would be stored; None where the response is rejected whole, and why)."""
    try:
        part = told(shape, files, day.at)
    except (FetchError, normalize.Implausible) as error:
        return None, str(error)
    harvest = check.check([part], _Past(day.past), state.SourceState(), backfill=False)  # type: ignore[arg-type]
    return digests(harvest.news), "; ".join([*harvest.diagnoses.values(), *harvest.incomplete.values()])


def digests(news: list[pd.DataFrame]) -> dict[object, str]:
    """Every snapshot and the digest of its values."""
    rows = compact.unpack(compact.stack([schema.empty(), *news]))
    return {key: digest(snapshot) for key, snapshot in rows.groupby(list(schema.SNAPSHOT_KEY))}


def caught(shape: Shape, files: Files, day: Day) -> tuple[bool, str]:
    """Whether it was noticed, or nothing but what is sound would be stored; and the diagnosis."""
    stored, why = verdict(shape, files, day)
    return bool(why) or (stored is not None and stored.items() <= day.sound.items()), why


# The shapes.


def arena(subset: str) -> Shape:
    return Shape(
        f"arena/{subset}",
        f"arena/{subset}",
        f"https://{DATASET}/{subset}/{LATEST}",
        parquet,
        tuple(ARENA.values()),
        ("rating", "rating_lower", "rating_upper"),
        ("model_name", "organization", "license", "category"),
        (40, 200),
        model="model_name",
        score="rating",
        date="leaderboard_publish_date",
    )


def csv(rows: pd.DataFrame) -> bytes:
    return rows.to_csv(index=False).encode()


def percents(name: str) -> Callable[[pd.DataFrame], bytes]:
    """A CSV whose scores stand there as `72.01%`; what is no number stays as it is."""

    def write(rows: pd.DataFrame) -> bytes:
        if name not in rows or not pd.api.types.is_numeric_dtype(rows[name]):
            return csv(rows)
        return csv(rows.assign(**{name: rows[name].map("{:.2f}%".format, na_action="ignore")}))

    return write


def records(rows: pd.DataFrame) -> list[dict[str, object]]:
    return [
        {name: cell for name, cell in row.items() if not pd.isna(cell)}
        for row in rows.astype("object").to_dict("records")
    ]


def gso(rows: pd.DataFrame) -> bytes:
    return json.dumps({"models": records(rows), "metadata": {"total_tasks": 102}}).encode()


def aider(rows: pd.DataFrame) -> bytes:
    return yaml.safe_dump(records(rows), sort_keys=False).encode()


def terminal(rows: pd.DataFrame) -> bytes:
    """A page with its rows in what its script pushes; shares are fractions, names stand in lists."""
    told = [
        {
            name: [cell]
            if name in ("model", "modelOrganization")
            else cell / 100
            if name in ("accuracy", "stderr") and isinstance(cell, float)
            else cell
            for name, cell in row.items()
        }
        for row in records(rows)
    ]
    piece = json.dumps(f'2b:["$","$L2b",null,{{"rows":{json.dumps(told)}}}]')
    return f"<!DOCTYPE html><html><script>self.__next_f.push([1,{piece}])</script></html>".encode()


def vectara(rows: pd.DataFrame) -> bytes:
    lines = ["|" + "|".join(rows.columns) + "|", "|" + "----|" * len(rows.columns)]
    for row in rows.to_dict("records"):
        cells = (f"{cell:.1f} %" if isinstance(cell, float) else str(cell) for cell in row.values())
        lines.append("|" + "|".join(cells) + "|")
    return (
        "# Hallucination\n\n<!-- LEADERBOARD_START -->\n" + "\n".join(lines) + "\n<!-- LEADERBOARD_END -->\n"
    ).encode()


RAW = "https://raw.githubusercontent.com"
LIVEBENCH = f"{RAW}/LiveBench/new-livebench/main/src"
CATEGORIES = {
    "Reasoning": ["zebra", "spatial", "navigation"],
    "Coding": ["generation", "completion"],
    "Mathematics": ["olympiad", "integrals", "competition"],
    "Language": ["typos", "connections"],
}
TASKS = [task for tasks in CATEGORIES.values() for task in tasks]
NAMES = [f"model-{number:03d}" for number in range(130)]

MADE_UP = (
    Shape(
        "bfcl, CSV",
        "bfcl/overall",
        "https://gorilla.cs.berkeley.edu/data_overall.csv",
        percents("Overall Acc"),
        ("Rank", "Overall Acc", "Model", "Live Acc", "Web Search Acc", "Organization", "License"),
        ("Overall Acc",),
        ("Model", "Organization", "License"),
        (8, 20),
        model="Model",
        score="Overall Acc",
        repository="ShishirPatil/gorilla",
        path="data_overall.csv",
    ),
    Shape(
        "livebench, CSV",
        "livebench/global",
        "https://livebench.ai/table_2026_06_25.csv",
        csv,
        ("model", *TASKS),
        tuple(TASKS),
        (),
        (8, 20),
        score="zebra",
        beside={
            "https://livebench.ai/categories_2026_06_25.json": json.dumps(CATEGORIES).encode(),
            f"{LIVEBENCH}/lib/constants.js": b'export const RELEASES = ["2026-06-25"];',
            f"{LIVEBENCH}/Table/modelLinks.js": b"export const modelLinks = "
            + json.dumps({name: {"organization": "Qwen"} for name in NAMES[:60]}).encode(),
        },
        repository="LiveBench/new-livebench",
        path="public/table_2026_06_25.csv",
    ),
    Shape(
        "gso, JSON",
        "gso/opt1",
        "https://gso-bench.github.io/assets/leaderboard.json",
        gso,
        ("name", "model_org", "scaffold", "setting", "score", "score_hack_control", "date"),
        ("score", "score_hack_control"),
        ("name", "model_org", "scaffold", "setting"),
        (8, 20),
        model="name",
        score="score_hack_control",
        repository="gso-bench/gso-bench.github.io",
        path="assets/leaderboard.json",
    ),
    Shape(
        "aider, YAML",
        "aider/polyglot",
        f"{RAW}/Aider-AI/aider/main/aider/website/_data/polyglot_leaderboard.yml",
        aider,
        ("model", "edit_format", "test_cases", "pass_rate_1", "pass_rate_2", "total_cost", "date"),
        ("pass_rate_1", "pass_rate_2"),
        ("model", "edit_format"),
        (8, 20),
        score="pass_rate_2",
        repository="Aider-AI/aider",
        path="aider/website/_data/polyglot_leaderboard.yml",
    ),
    Shape(
        "terminal-bench, page",
        "terminal_bench/terminus_2",
        "https://www.tbench.ai/leaderboard/terminal-bench/2.0",
        terminal,
        ("agent", "model", "modelOrganization", "date", "accuracy", "stderr", "agentVersion"),
        ("accuracy",),
        ("agent", "model", "modelOrganization"),
        (8, 20),
        score="accuracy",
    ),
    Shape(
        "vectara, Markdown",
        "vectara/hallucination",
        f"{RAW}/vectara/hallucination-leaderboard/main/README.md",
        vectara,
        ("Model", "Hallucination Rate", "Factual Consistency Rate", "Answer Rate"),
        ("Hallucination Rate", "Factual Consistency Rate"),
        (),
        (3, 10),
        model="Model",
        score="Hallucination Rate",
        best_first=False,
        repository="vectara/hallucination-leaderboard",
        path="README.md",
    ),
)
ARENAS = tuple(
    arena(subset)
    for subset in (
        "text",
        "text_style_control",
        "vision",
        "vision_style_control",
        "text_to_image",
        "image_edit",
        "text_to_video",
    )
)


def made_up(shape: Shape) -> Iterator[pd.DataFrame]:
    """Upstream's rows day by day: a model or two more each time, and a score or two corrected."""
    chance = np.random.default_rng(7)
    size = {"bfcl": 105, "livebench": 40, "gso": 22, "aider": 62, "terminal_bench": 33, "vectara": 90}[shape.source.id]
    names = NAMES[: size + 2 * DAYS]
    ability = chance.normal(size=len(names))
    middle, spread = (15, 6) if shape.source.id == "vectara" else (50, 15)
    table = pd.DataFrame(index=range(len(names)))
    for place, column in enumerate(shape.columns):
        if column in shape.numbers or column in ("Live Acc", "Web Search Acc", "Answer Rate"):
            drawn = middle + 3 * place + spread * (ability + 0.4 * chance.normal(size=len(names)))
            table[column] = np.clip(drawn, 1, 99).round(1)
        elif column == shape.model:
            table[column] = names
        elif column == "Rank":
            table[column] = range(1, len(names) + 1)
        else:
            kinds = {
                "agent": ["Terminus 2"],
                "stderr": [1.4],
                "setting": ["Opt@1"],
                "test_cases": [225],
                "date": ["2026-02-01"],
                "total_cost": [1.25, 3.5],
            }
            told = kinds.get(column, [f"{column} {number}" for number in range(4)])
            table[column] = [told[number] for number in chance.integers(len(told), size=len(names))]
    if "Factual Consistency Rate" in table:
        table["Factual Consistency Rate"] = (100 - table["Hallucination Rate"]).round(1)
    for day in range(DAYS):
        corrected = chance.integers(size, size=2)
        table.loc[corrected, list(shape.numbers)] = (table.loc[corrected, list(shape.numbers)] * 0.98).round(1)
        yield table.head(size + 2 * day).copy()


@cache
def day_of(shape: Shape, at: int) -> Day:
    """A day of this board, and all before it."""
    return _seed_day(shape, at) if shape.date else _made_up_day(shape)


def _made_up_day(shape: Shape) -> Day:
    days = list(made_up(shape))
    moments = [FIRST_DAY + timedelta(days=9 * number) for number in range(DAYS)]
    stored = [
        told(shape, {shape.address: shape.write(rows)}, moment).observations
        for rows, moment in zip(days[:-1], moments[:-1], strict=True)
    ]
    return _sound(shape, pd.concat(stored, ignore_index=True), days[-1], days[-4], moments[-1])


def _seed_day(shape: Shape, at: int) -> Day:
    since = pd.Timestamp("2026-05-25")
    rows = store.newest(store.scan(SEED, [shape.board_id], since=since))
    rows = rows[rows["complete"] & ~rows["withdrawn"] & rows["category"].isin(["overall", "english"])]
    days = np.sort(rows.loc[rows["category"] == "overall", "published_on"].unique())
    today = days[5 + at % (len(days) - 5)]
    past = rows[rows["published_on"] < today]
    before = np.sort(past["published_on"].unique())
    served, earlier = (_upstream(rows[rows["published_on"] == day]) for day in (today, before[-3]))
    return _sound(shape, past, served, earlier, datetime(2026, 11, 24, tzinfo=UTC))


def _upstream(rows: pd.DataFrame) -> pd.DataFrame:
    """Observations in the columns of Arena's files."""
    served = rows.rename(columns=ARENA)[list(ARENA.values())].reset_index(drop=True)
    served["leaderboard_publish_date"] = served["leaderboard_publish_date"].dt.strftime("%Y-%m-%d")
    return served.astype({"vote_count": "float64", "rank": "float64"})


def _sound(shape: Shape, past: pd.DataFrame, served: pd.DataFrame, earlier: pd.DataFrame, at: datetime) -> Day:
    day = Day(past, served, earlier, at, {})
    sound, why = verdict(shape, {shape.address: shape.write(served)}, day)
    assert sound, why
    assert why == ""
    return Day(past, served, earlier, at, sound)


# The corruptions. None: this kind does not befall this shape.


def rename(shape: Shape, day: Day, chance: Chance) -> pd.DataFrame:
    return day.served.rename(columns={str(chance.choice(shape.columns)): "new"})


def swap(shape: Shape, day: Day, chance: Chance) -> pd.DataFrame:
    one, other = (str(name) for name in chance.choice(shape.columns, 2, replace=False))
    return day.served.assign(**{one: day.served[other], other: day.served[one]})


def swap_names(shape: Shape, day: Day, chance: Chance) -> pd.DataFrame | None:
    if not shape.texts:
        return None
    one, other = (str(name) for name in chance.choice(shape.texts, 2, replace=False))
    return day.served.assign(**{one: day.served[other], other: day.served[one]})


def drop(shape: Shape, day: Day, chance: Chance) -> pd.DataFrame:
    return day.served.drop(columns=str(chance.choice(shape.columns)))


def truncate_rows(shape: Shape, day: Day, chance: Chance) -> pd.DataFrame:
    """The best fifth of the rows, or up to three quarters; or as many from the beginning of the file."""
    share = chance.uniform(0.2, 0.75)
    ordered = day.served
    if chance.random() < 0.5:
        ordered = ordered.sort_values(shape.score, ascending=not shape.best_first, kind="stable")
    parts = [rows for _, rows in ordered.groupby("category")] if "category" in ordered else [ordered]
    return pd.concat([rows.head(int(len(rows) * share)) for rows in parts], ignore_index=True)


def truncate_bytes(shape: Shape, day: Day, chance: Chance) -> bytes:
    body = shape.write(day.served)
    return body[: int(len(body) * chance.uniform(0.05, 0.45))]


def scale(shape: Shape, day: Day, chance: Chance) -> pd.DataFrame:
    factor = float(chance.choice([0.001, 0.01, 0.1, 10]))
    return day.served.assign(**{name: day.served[name] * factor for name in shape.numbers})


def shift(shape: Shape, day: Day, chance: Chance) -> pd.DataFrame:
    points = float(chance.choice([-1, 1]) * chance.uniform(*shape.shift))
    return day.served.assign(**{name: day.served[name] + points for name in shape.numbers})


def shuffle(shape: Shape, day: Day, chance: Chance) -> pd.DataFrame:
    return day.served.assign(**{shape.model: chance.permutation(day.served[shape.model].to_numpy())})


def page(_: Shape, __: Day, chance: Chance) -> bytes:
    return PAGE + b" " * int(chance.integers(5000))


def stale(shape: Shape, day: Day, _: Chance) -> pd.DataFrame:
    """What an earlier day showed, under the new date where there is one."""
    if not shape.date:
        return day.earlier
    today = day.served.groupby("category")[shape.date].first()
    old = day.earlier[day.earlier["category"].isin(today.index)]
    return old.assign(**{shape.date: old["category"].map(today).astype("str")})


def duplicate(_: Shape, day: Day, chance: Chance) -> pd.DataFrame:
    block = day.served.sample(frac=float(chance.uniform(0.2, 1)), random_state=int(chance.integers(1 << 31)))
    return pd.concat([day.served, block], ignore_index=True)


def future(shape: Shape, day: Day, chance: Chance) -> pd.DataFrame | Files:
    """A day to come: the board's own, or that of the commit."""
    after = timedelta(days=int(chance.integers(200, 2000)))
    if shape.date:
        days = pd.to_datetime(day.served[shape.date]) + after
        return day.served.assign(**{shape.date: days.dt.strftime("%Y-%m-%d")})
    sha, body = "f" * 40, shape.write(day.served)
    commit = {"sha": sha, "commit": {"committer": {"date": (day.at + after).isoformat()}}}
    branch = "&sha=gh-pages" if shape.source.id == "bfcl" else ""
    pages = f"https://api.github.com/repos/{shape.repository}/commits?path={shape.path}&per_page=100{branch}&page="
    return {
        shape.address: body,
        f"{RAW}/{shape.repository}/{sha}/{shape.path}": body,
        f"{pages}1": json.dumps([commit]).encode(),
        f"{pages}2": b"[]",
    }


def blank(shape: Shape, day: Day, chance: Chance) -> pd.DataFrame:
    rows = day.served.copy()
    name = str(chance.choice([name for name in (shape.score, shape.model, shape.date) if name]))
    rows.loc[chance.random(len(rows)) < chance.uniform(0.2, 1), name] = None
    return rows


def suffix(shape: Shape, day: Day, chance: Chance) -> pd.DataFrame:
    unit = str(chance.choice([" pts", " Elo", "%"]))
    return day.served.assign(**{shape.score: day.served[shape.score].astype("str") + unit})


KINDS: tuple[Callable[[Shape, Day, Chance], pd.DataFrame | bytes | Files | None], ...] = (
    rename,
    swap,
    swap_names,
    drop,
    truncate_rows,
    truncate_bytes,
    scale,
    shift,
    shuffle,
    page,
    stale,
    duplicate,
    future,
    blank,
    suffix,
)


def mutations(number: int) -> Iterator[tuple[str, Shape, bool, str]]:
    """(kind, shape, whether it was caught, the diagnosis): kinds in turn, shapes by chance, half of them Arena's."""
    chance = np.random.default_rng(20260811)
    done = 0
    while done < number:
        shapes = ARENAS if done % 2 else MADE_UP
        shape = shapes[int(chance.integers(len(shapes)))]
        kind = KINDS[done % len(KINDS)]
        day = day_of(shape, int(chance.integers(8)) if shape.date else 0)
        corrupt = kind(shape, day, chance)
        if corrupt is None:
            continue
        done += 1
        if isinstance(corrupt, pd.DataFrame):
            corrupt = shape.write(corrupt)
        files = corrupt if isinstance(corrupt, dict) else {shape.address: corrupt}
        yield kind.__name__, shape, *caught(shape, files, day)


def main() -> None:
    """Print a table of kinds and shapes: caught of tried."""
    logging.disable(logging.WARNING)
    tried = pd.DataFrame(
        [(kind, shape.name, well) for kind, shape, well, _ in mutations(MUTATIONS)], columns=["kind", "shape", "caught"]
    )
    cells = tried.groupby(["kind", "shape"])["caught"].agg(["sum", "size"])
    text = (cells["sum"].astype("str") + "/" + cells["size"].astype("str")).unstack(fill_value="")
    by_kind = tried.groupby("kind")["caught"].agg(["sum", "size"])
    text["all"] = by_kind["sum"].astype("str") + "/" + by_kind["size"].astype("str")
    print(text.to_string())
    print(f"\n{tried['caught'].sum()} of {len(tried)} caught: {tried['caught'].mean():.1%}")


if __name__ == "__main__":
    main()
