"""OpenRouter: the tokens of a day through its models, by the data address that answers to a key.

A day holds its fifty most used models and all others in one row, `other`. A token is what each provider's own
tokenizer calls one.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pandas as pd

from fetchers._source import Board, Get, History, Hole, LayoutChanged, NotFound, RawResponse, ScoreTable, Source
from fetchers._text import json_of, laid_out, rows_of

_ADDRESS = "https://openrouter.ai/api/v1/datasets/rankings-daily?start_date={day}&end_date={day}"
_BOARD = "openrouter/tokens"
#: Before it there are no figures.
_FIRST = date(2025, 1, 1)


def _tables(get: Get, history: History) -> Iterator[ScoreTable | Hole]:
    """The last complete day and the first of its month; with the past the first of every month.

    That is two dozen addresses, where all days would be more than the address answers in a day. What came before the
    last day is optional, and the very first day is always asked for: its answer also tells which day it is now.
    """
    now = get(_ADDRESS.format(day=_FIRST)).retrieved_at
    newest = now.astimezone(UTC).date() - timedelta(days=1)
    months = _months(newest) if history else [newest.replace(day=1)]
    for day in sorted({_FIRST, *months, newest}):
        address = _ADDRESS.format(day=day)
        try:
            response = get(address)
            if response.changed:
                yield ScoreTable(response, _rows(response, day))
        except LayoutChanged as error:
            yield Hole(str(error), (address,), (_BOARD,), past=day != newest)
        except NotFound:
            if day == newest:
                raise


def _months(newest: date) -> Iterator[date]:
    """The first day of every month."""
    number = 12 * _FIRST.year
    while (day := date(number // 12, number % 12 + 1, 1)) <= newest:
        yield day
        number += 1


def _rows(response: RawResponse, day: date) -> pd.DataFrame:
    """A row per model of that one day; a day without any, or with another's, is none."""
    with laid_out(response, "tokens of models by day as JSON"):
        told = json_of(response)["data"]
        rows = rows_of(response, ({name: one[name] for name in ("date", *_NAMES)} for one in told))
    if strange := sorted(set(rows["date"]) - {day.isoformat()}):
        raise LayoutChanged(f"{response.url}: expected tokens of {day}, found some of {', '.join(strange):.100}")
    rows = rows.rename(columns=_NAMES).drop(columns="date")
    return rows.assign(board_id=_BOARD, published_on=datetime.combine(day, datetime.min.time()))


_NAMES = {"model_permaslug": "model_name", "total_tokens": "score"}

SOURCE = Source(
    id="openrouter",
    title="Tokens through OpenRouter",
    homepage="https://openrouter.ai/rankings",
    license="CC-BY-4.0",
    license_url="https://openrouter.ai/docs/cookbook/administration/data-api",
    attribution="Source: OpenRouter (openrouter.ai/rankings), as of each figure's day, CC BY 4.0",
    boards=(Board(_BOARD, "Tokens a day through OpenRouter", "tokens", "tokens", score_min=1, score_max=1e18),),
    tables=_tables,
    latest_covers=timedelta(days=27),
    expected_every=timedelta(days=2),
    key="OPENROUTER_API_KEY",
)
