"""Arena-Hard-Auto: win rates against a fixed baseline on hard prompts, as a model judges them.

The tables stand as text in the README of its repository, each under a line that says which it is,
beside samples of shell output that look alike. v0.1 and v2.0 have other prompts, judges and
baselines. `overall` is v0.1 without style control, and v2.0's official configuration.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

import pandas as pd

from fetchers._git_history import news, tables, versions
from fetchers._parts import in_parts
from fetchers._source import GITHUB, Board, Get, History, Hole, LayoutChanged, RawResponse, ScoreTable, Source
from fetchers._text import csv_of, read_records, text_of

_REPOSITORY = "lmarena/arena-hard-auto"
_RAW = f"https://raw.githubusercontent.com/{_REPOSITORY}"
_NEW, _OLD = "arena_hard/v2", "arena_hard/v0_1"
_FIRST_TABLE = datetime(2024, 5, 22, tzinfo=UTC)  # until then the README showed a sample of output
_TITLES = (  # what the line above a table (or the one above that) says: its board, its category, its prompts
    (r"creative writing", _NEW, "creative_writing", 250),
    (r"gemini-2\.5 as judge", _NEW, "overall", 500),
    (r"gpt-4\.1 as judge", _NEW, "judge_gpt_4_1", 500),
    (r"no style control", _OLD, "overall", 500),
    (r"style control", _OLD, "style_control", 500),
    (r"full leaderboard|^$", _OLD, "overall", 500),
)
_PLACE = ("board_id", "category", "sample_size")
_HEADER = r"\s*Model\s+Scores \(%\)\s+CI \(%\)\s*"
_ROW = (  # one line of v2.0 (whose last row upstream may have cut short), or of v0.1 (one lacked its last bracket)
    r"\s*\d+\s+(?P<model>\S.*?)\s+(?P<score>\d+\.\d+)\s+\((?:-(?P<below>[\d.]+) / \+(?P<above>[\d.]+)\))?.*",
    r"(?P<model>\S+)\s*\| score:\s+(?P<score>\d+\.\d+)\s*\| 95% CI:\s+\(-?(?P<below>[\d.]+), \+?(?P<above>[\d.]+)\)?.*",
)
#: v0.1 as files, by the day in their names. Each is stored at the commit that added it; the next one replaced it.
_FILES = {
    "2024-07-03": "ddef8ef196211f3a3503c94f44e402dd20f262a4",
    "2024-07-23": "5190c7ef3ab1e29fad73d6be58c05571e2c93c26",
    "2024-07-31": "b00effbe44985651be892b01d765587adc13c888",
}


def _tables(get: Get, history: History) -> Iterator[ScoreTable | Hole]:
    """What left the README went to `past_leaderboards.md`, which only its commits date."""
    parts = [((_OLD,), partial(_file, day, commit)) for day, commit in _FILES.items() if history]
    return in_parts(get, [*parts, ((_NEW,), partial(_readme, history)), ((_OLD,), _past)])


def _file(day: str, commit: str, get: Get) -> Iterator[ScoreTable | Hole]:
    file = get(f"{_RAW}/{commit}/leaderboard/arena_hard_leaderboard_{day.replace('-', '')}.csv", immutable=True)
    if file.changed:
        yield ScoreTable(file, _file_rows(file).assign(published_on=day))


def _readme(history: History, get: Get) -> Iterator[ScoreTable | Hole]:
    return tables(news(get, f"{_RAW}/main/README.md", _REPOSITORY, "README.md", history=history), _text_rows)


def _past(get: Get) -> Iterator[ScoreTable | Hole]:
    return tables(versions(get, _REPOSITORY, "misc/past_leaderboards.md"), _text_rows)


def _file_rows(response: RawResponse) -> pd.DataFrame:
    names = {"model": "model_name", "score": "score", "rating_q025": "score_low", "rating_q975": "score_high"}
    return csv_of(response, names).rename(columns=names).assign(board_id=_OLD, sample_size=500)


def _text_rows(response: RawResponse, committed_at: datetime | None) -> pd.DataFrame | None:
    url, text = response.url, text_of(response)
    if committed_at and committed_at < _FIRST_TABLE:
        return None
    lines_of: list[tuple[str, list[object]]] = []
    parts = re.split(r"^```(.*)$", text, flags=re.MULTILINE)  # prose, kind of block, block, (nothing,) prose, ...
    for prose, block in zip(parts[0::4], parts[2::4], strict=False):
        lines = [line for line in block.splitlines() if line.strip() and not re.fullmatch(_HEADER, line)]
        if not lines or not any(re.fullmatch(row, lines[0]) for row in _ROW):
            continue  # a command or a sample, not a table
        above = [line.strip().lower() for line in prose.splitlines() if line.strip()][-2:] or [""]
        known = [place for line in reversed(above) for pattern, *place in _TITLES if re.search(pattern, line)]
        if not known:
            raise LayoutChanged(f"{url}: expected a table's configuration above it, found {above[-1][:80]!r}")
        lines_of += [(line, known[0]) for line in lines]
    if not lines_of:
        raise LayoutChanged(f"{url}: expected tables of models with scores and intervals, found none")
    board_id = str(lines_of[0][1][0])
    return read_records(response, "models with score and interval", lines_of, _row, board_id)


def _row(told: tuple[str, list[object]]) -> dict[str, object]:
    line, place = told
    found = next(filter(None, (re.fullmatch(row, line) for row in _ROW)), None)
    if found is None:
        raise ValueError(line.strip()[:80])
    score, below, above = (float(found[name] or "nan") for name in ("score", "below", "above"))
    return {
        "model_name": found["model"],
        "score": score,
        "score_low": round(score - below, 2),
        "score_high": round(score + above, 2),
        **dict(zip(_PLACE, place, strict=True)),
    }


SOURCE = Source(
    id="arena_hard",
    title="Arena-Hard-Auto",
    homepage="https://github.com/lmarena/arena-hard-auto",
    license="Apache-2.0",
    license_url="https://github.com/lmarena/arena-hard-auto/blob/main/LICENSE",
    attribution="Arena-Hard-Auto, LMArena, Apache-2.0",
    boards=(
        # show_result.py takes the quantiles 0.05 and 0.95 of a hundred draws; v0.1 says 95 %
        Board(_NEW, "Arena-Hard v2.0", "win_rate", "percent", score_min=0, score_max=100, level=0.9),
        Board(_OLD, "Arena-Hard v0.1", "win_rate", "percent", score_min=0, score_max=100),
    ),
    tables=_tables,
    expected_every=None,
    hosts=GITHUB,
)
