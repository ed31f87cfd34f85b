"""Small boards written out as text, for tests that can be checked by hand."""

from datetime import date

import pandas as pd
from hypothesis import HealthCheck, settings

from leaderboard.analytics.board_history import ROW_COLUMNS, BoardHistory

#: How long an example takes on a busy machine says nothing about the statistics.
AT_ANY_SPEED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

TIERS = {"open": "unrestricted_weights", "closed": "closed", "unknown": "unknown"}
DTYPES = dict.fromkeys(ROW_COLUMNS, "str") | {
    "published_on": "datetime64[us]",
    "released_on": "datetime64[us]",
    "counts_from": "datetime64[us]",
    "score": "float64",
    "score_low": "float64",
    "score_high": "float64",
    "sample_size": "Int64",
    "rank": "Int64",
    "counted": "bool",
    "undecided": "bool",
    "unread": "bool",
}


def row(
    published_on: str,
    country: str | None,
    model: str,
    score: float,
    half_width: float | None = None,
    openness: str = "open",
    **more: object,
) -> dict[str, object]:
    """An attributed observation under `--openness open`; half_width is that of the 95 % interval.

    It counts from its release unless said otherwise.
    """
    half = float("nan") if half_width is None else half_width
    return {
        "published_on": published_on,
        "model_name": model,
        "setting": "",
        "score": score,
        "score_low": score - half,
        "score_high": score + half,
        "sample_size": None,
        "rank": None,
        "released_on": None,
        "counts_from": more.get("released_on"),
        "model_id": None,
        "organization_id": None,
        "country": country,
        "developer_country": country,
        "base_country": country,
        "openness": TIERS[openness],
        "counted": openness == "open",
        "undecided": openness == "unknown",
        "unread": False,
        "base_model": None,
    } | more


def history(
    rows: list[dict[str, object]],
    *,
    metric: str = "elo",
    unit: str = "points",
    higher_is_better: bool = True,
    method_changes: tuple[date, ...] = (),
) -> BoardHistory:
    """A board of such rows."""
    frame = pd.DataFrame(rows, columns=[*ROW_COLUMNS, "rank"]).astype(DTYPES)
    return BoardHistory("test/board", "overall", "", metric, unit, higher_is_better, method_changes, frame)


def board(text: str, **how: object) -> BoardHistory:
    """A board from lines `date country model score[±half] openness [column=value ...]`; `?` is an unknown country.

    The date of a line may be `"`: that of the line before.
    """
    rows: list[dict[str, object]] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        day, country, model, score, openness, *more = line.split()
        value, _, half = score.partition("±")
        rows.append(
            row(
                str(rows[-1]["published_on"]) if day == '"' else day,
                None if country == "?" else country,
                model,
                float(value),
                float(half) if half else None,
                openness,
                **dict(pair.split("=") for pair in more),
            )
        )
    return history(rows, **how)
