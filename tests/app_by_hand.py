"""The app on boards small enough to check by hand."""

import html
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd
from streamlit.testing.v1 import AppTest

from leaderboard.app import main
from leaderboard.records import schema, store
from leaderboard.records.paths import DataDir
from leaderboard.registry import tables
from tests import registry_by_hand

ROOT = Path(__file__).parents[1]

#: The moment at which the app is looked at.
NOW = "2025-03-20T12:00:00Z"

#: So many seconds a page may take on a busy machine.
PATIENCE = 300

#: Names that must reach the page letter by letter.
HOSTILE = (
    "[x](javascript:alert(1))",
    "<img src=x onerror=alert(1)>",
    "$\\frac{1}{2}$",
    ":material/home: :red[red]",
    "**bold** <b>bolder</b> &amp; <script>alert(1)</script>",
    "=HYPERLINK(0)",
)

#: board, category, day, model, organization, license, score, half of the interval ("" for none).
_SCORES = """
arena/text overall 2025-01-10 Llama    meta        Llama_3.3   1200 5
arena/text overall 2025-01-10 Deep-1   DeepSeek_AI MIT         1150 5
arena/text overall 2025-01-10 Shut     Mover       Proprietary 1400 5
arena/text overall 2025-02-10 Llama    meta        Llama_3.3   1200 8
arena/text overall 2025-02-10 Deep-1   DeepSeek_AI MIT         1201 8
arena/text overall 2025-03-10 Llama    meta        Llama_3.3   1200 5
arena/text overall 2025-03-10 Deep-1   DeepSeek_AI MIT         1201 5
arena/text overall 2025-03-10 Deep-2   DeepSeek_AI MIT         1260 5
arena/text overall 2025-03-10 Shut     Mover       Proprietary 1400 5
arena/text coding  2025-03-10 Deep-2   DeepSeek_AI MIT         1250 -
arena/text coding  2025-03-10 Llama    meta        Llama_3.3   1241 -
arena/text math    2025-03-10 Unclear  DeepSeek_AI -           1300 5
arena/text math    2025-03-10 Llama    meta        Llama_3.3   1200 5
arena/text expert  2025-03-10 Shut     Mover       Proprietary 1400 5
arena/text korean  2025-03-10 Deep-2   DeepSeek_AI MIT         1250 5
arena/vision overall 2025-01-10 Deep-2 DeepSeek_AI MIT         1100 5
arena/vision overall 2025-01-10 Llama  meta        Llama_3.3   1050 5
"""


def observations() -> pd.DataFrame:
    """The scores above, and a category `french` whose models have hostile names."""
    rows = [line.split() for line in _SCORES.strip().splitlines()]
    for place, name in enumerate(HOSTILE):
        maker = ("DeepSeek_AI", "MIT") if place % 2 == 0 else ("meta", "Llama_3.3")
        rows.append(["arena/text", "french", "2025-03-10", name, *maker, str(1300 - 20 * place), "5"])
    frame = schema.empty().reindex(range(len(rows)))
    columns = (
        "board_id",
        "category",
        "published_on",
        "model_name",
        "organization_name",
        "license_name",
        "score",
        "half",
    )
    given = pd.DataFrame(rows, columns=list(columns))
    half = pd.to_numeric(given.pop("half"), errors="coerce")
    for name in ("organization_name", "license_name"):
        given[name] = given[name].str.replace("_", " ")
    given["published_on"] = pd.to_datetime(given["published_on"])
    frame[list(given.columns)] = given.astype({"score": "float64"})
    return frame.assign(
        source_id="arena",
        benchmark_version="",
        metric="elo",
        setting="",
        unit="points",
        score_low=frame["score"] - half,
        score_high=frame["score"] + half,
        complete=True,
        withdrawn=False,
        recorded_at=frame["published_on"],
        recorded_basis="claimed",
        response_sha256="0" * 64,
    ).astype({field.name: field.dtype for field in schema.OBSERVATION})


def fill(folder: Path) -> None:
    """Make a data directory of it."""
    store.append(DataDir(folder), "arena", [observations()])


@cache
def small_registry() -> tables.Registry:
    """What stands for the registry that ships: the small one, with the true list of boards, and every seat read."""
    small = registry_by_hand.registry()
    seats = small.organizations
    read = seats.where(
        seats["checked_on"] != "", seats.assign(evidence_url="https://example.org", checked_on="2026-01-02")
    )
    return replace(small, boards=tables.load().boards, organizations=read)


def serve() -> None:
    """What a script for Streamlit runs instead of the true one: the app on the small registry."""
    small = small_registry()
    tables.load = lambda: small  # type: ignore[assignment]
    main()


def opened(**parameters: str) -> AppTest:
    """The page of a board at an address."""
    return page_of("board", **parameters)


def page_of(module: str, **parameters: str) -> AppTest:
    """A page other than the first: Streamlit's test driver cannot follow links between pages."""
    return ran(f"from leaderboard.app.pages import {module}\n{module}.show()", **parameters)


def ran(script: str, **parameters: str) -> AppTest:
    """What a script for Streamlit shows at an address. No page may end in an exception."""
    app = AppTest.from_string(script, default_timeout=PATIENCE)
    for name, value in parameters.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def bodies(app: AppTest) -> list[str]:
    """The HTML of a page, in order, without its style."""
    found = [element.proto.body for element in app.get("html")]
    return [body for body in found if not body.startswith("<style>")]


def text(app: AppTest) -> str:
    """What a reader reads."""
    return html.unescape(re.sub(r"<[^>]*>", " ", " ".join(bodies(app))))


def headline(app: AppTest) -> str:
    return html.unescape(re.search(r'<h1 class="answer">(.*?)</h1>', "".join(bodies(app)))[1])  # type: ignore[index]


def notices(app: AppTest) -> list[str]:
    return [html.unescape(body) for body in bodies(app) if 'class="notice"' in body]
