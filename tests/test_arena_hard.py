"""Which table of Arena-Hard's README is which."""

from datetime import UTC, datetime

import pytest

from fetchers import LayoutChanged, NotFound, RawResponse
from fetchers.arena_hard import SOURCE
from tests.upstream import whole

URL = "https://raw.githubusercontent.com/lmarena/arena-hard-auto/main/README.md"
ROW = "0      o3-2025-04-16        85.9  (-0.8 / +0.9)\n"


def read(readme: str) -> list[list[object]]:
    def get(url: str, *, immutable: bool = False) -> RawResponse:  # noqa: ARG001 (part of Get)
        if url != URL:
            raise NotFound(f"{url}: expected status 200, found 404")
        return RawResponse(url, readme.encode(), "", datetime(2026, 11, 24, tzinfo=UTC))

    (table,) = whole(SOURCE.tables(get, False))
    return table.rows[["board_id", "category", "model_name", "score"]].to_numpy().tolist()


def test_the_line_above_a_table_says_which_it_is() -> None:
    text = f"Additional creative writing.\n\n## Hard Prompt, Gemini-2.5 as Judge\n```console\n{ROW}```\n"
    assert read(text) == [["arena_hard/v2", "overall", "o3-2025-04-16", 85.9]]


@pytest.mark.parametrize(
    ("readme", "found"),
    [
        (f"Hard Prompt, another judge\n```console\n{ROW}```\n", "found 'hard prompt, another judge'"),
        ("# Arena-Hard\n```console\n> python show_result.py\n" + ROW + "```\n", "found none"),
    ],
)
def test_a_table_that_is_not_understood_is_an_error(readme: str, found: str) -> None:
    with pytest.raises(LayoutChanged, match=f"^{URL}: expected .*, {found}"):
        read(readme)
