"""The grid of choices on boards whose answer is known to flip at known choices, and nowhere else."""

from dataclasses import replace

import pandas as pd
import pytest

from leaderboard.analytics.board_history import BoardHistory
from leaderboard.analytics.robustness import (
    CELL_DTYPES,
    CHOICES,
    QUESTION_DTYPES,
    Choices,
    cells,
    questions,
    sentence,
    summary,
    weights,
)
from tests.boards_by_hand import board

HEADLINE = Choices("arena/text", "overall")
DOMAINS = {"arena/text": "text", "livebench/global": "text", "arena/webdev": "code"}
DEFAULTS = {"arena/text": "overall", "arena/webdev": "overall", "livebench/global": "average"}

#: China is first and has most of every five, ten and twenty, on every clock and at every number of votes.
PLAIN = """
    2025-06-01 CHN qwen     1400 open organization_id=alibaba  released_on=2025-01-01 sample_size=5000
    "          CHN deepseek 1390 open organization_id=deepseek released_on=2025-01-01 sample_size=5000
    "          USA llama    1380 open organization_id=meta     released_on=2025-01-01 sample_size=5000
    "          CHN glm      1370 open organization_id=zai      released_on=2025-01-01 sample_size=5000
    "          USA phi      1360 open organization_id=msft     released_on=2025-01-01 sample_size=5000
"""


def named(text: str, board_id: str = "arena/text", category: str = "overall", **how: object) -> BoardHistory:
    """A model called `nc-...` has noncommercial weights, one called `limited-...` restricted ones."""
    made = board(text, **how)
    tiers = {"nc": "noncommercial_weights", "limited": "restricted_weights"}
    openness = made.rows["model_name"].str.split("-").str[0].map(tiers).fillna(made.rows["openness"])
    return replace(made, board_id=board_id, category=category, rows=made.rows.assign(openness=openness))


def flips(*histories: BoardHistory) -> dict[tuple[str, str], str]:
    """Choice and value -> the answer that they alone lead to, where it is another than the headline's."""
    table = cells(histories, HEADLINE, DOMAINS)
    found = summary(table, HEADLINE, DEFAULTS)
    return {
        (choice, value): alone
        for choice, value, alone in found.loc[found["flips"], ["choice", "value", "alone"]].itertuples(index=False)
    }


def test_where_every_way_agrees_nothing_flips() -> None:
    table = cells([named(PLAIN)], HEADLINE, DOMAINS)
    # 3 tiers, 2 lenses, 2 clocks, 2 numbers of votes; the best alone and 3 lists counted in 3 ways.
    assert len(table) == 3 * 2 * 2 * 2 * 10
    assert table["agrees"].all()
    assert set(table["answer"]) == {"CHN"}
    assert flips(named(PLAIN)) == {}
    assert not table.duplicated(list(CHOICES)).any()


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        # The best is Chinese, but on an American base.
        (
            '" CHN distill 1450 open base_country=USA organization_id=zai released_on=2025-01-01 sample_size=5000',
            {("lens", "base"): "USA"},
        ),
        # The best Chinese models may not be used for business; then an American one is first.
        (
            '" CHN nc-command 1450 open organization_id=zai released_on=2025-01-01 '
            'sample_size=5000\n " USA gemma 1440 open organization_id=google released_on=2025-01-01 sample_size=5000',
            {("openness", "open for business"): "USA", ("openness", "open without limits"): "USA"},
        ),
        (
            '" CHN limited-hunyuan 1450 open organization_id=zai released_on=2025-01-01 '
            'sample_size=5000\n " USA gemma 1440 open organization_id=google released_on=2025-01-01 sample_size=5000',
            {("openness", "open without limits"): "USA"},
        ),
        # The best has 400 votes.
        (
            '" CHN fresh 1450 open organization_id=zai released_on=2025-01-01 sample_size=400\n'
            '" USA gemma 1440 open organization_id=google released_on=2025-01-01 sample_size=5000',
            {("min_votes", "1000"): "USA"},
        ),
        # The best has no known release date.
        (
            '" CHN undated 1450 open organization_id=zai sample_size=5000\n'
            '" USA gemma 1440 open organization_id=google released_on=2025-01-01 sample_size=5000',
            {("clock", "released"): "USA"},
        ),
        # One American model stands above all the others.
        (
            '" CHN top 1450 open organization_id=zai released_on=2025-01-01 sample_size=5000\n'
            + "\n".join(
                f'" USA gemma{n} {1440 - n} open organization_id=google released_on=2025-01-01 sample_size=5000'
                for n in range(9)
            ),
            {("top", "5"): "USA", ("top", "10"): "USA", ("top", "20"): "USA"},
        ),
    ],
)
def test_a_planted_flip_is_found_and_no_other(rows: str, found: dict[tuple[str, str], str]) -> None:
    assert flips(named(PLAIN + rows)) == found


def test_another_board_its_category_and_its_twin_flip_too() -> None:
    american = PLAIN.replace("qwen     1400", "qwen     1300")
    american = american.replace("deepseek 1390", "deepseek 1290")
    flipped = {
        ("board", "arena/webdev"): named(american, "arena/webdev"),
        ("board", "livebench/global"): named(american, "livebench/global", "average"),
        ("category", "coding"): named(american, category="coding"),
        ("style_control", "true"): named(american, "arena/text_style_control"),
    }
    for choice, history in flipped.items():
        assert flips(named(PLAIN), history) == {choice: "USA"}


def test_counting_one_model_per_organization_is_a_choice_of_its_own() -> None:
    """Three of the best five are one Chinese company's: by companies the USA has two of the five, China one."""
    text = """
        2025-06-01 CHN a1 1400 open organization_id=alibaba
        "          CHN a2 1399 open organization_id=alibaba
        "          CHN a3 1398 open organization_id=alibaba
        "          USA m1 1397 open organization_id=meta
        "          USA g1 1396 open organization_id=google
    """
    table = cells([named(text)], HEADLINE, DOMAINS)
    told = table.query("top == 5 and lens == 'developer' and openness == 'open'").set_index("counting")[
        ["answer", "share"]
    ]
    assert told.loc["fractional"].tolist() == ["CHN", 0.6]
    assert told.loc["organizations"].tolist() == ["USA", pytest.approx(2 / 3)]
    assert set(table["min_votes"]) == {0}  # no votes are published, so no number of them can be asked for
    assert set(table["clock"]) == {"published"}  # nor is any release date known


def test_whole_counting_gives_a_joint_model_to_each_of_its_nations() -> None:
    text = """
        2025-06-01 CHN;USA joint 1400 open
        "          CHN qwen 1390 open
        "          USA llama 1380 open
        "          USA phi 1370 open
        "          ? stranger 1360 open
    """
    table = cells([named(text)], HEADLINE, DOMAINS).query("openness == 'open' and lens == 'developer'")
    told = table.set_index(["top", "counting"])[["answer", "share"]]
    assert told.loc[(1, "fractional")].tolist() == ["CHN;USA", 0.5]
    assert told.loc[(5, "fractional")].tolist() == ["USA", 0.5]
    assert told.loc[(5, "whole")].tolist() == ["USA", 0.6]


def test_whole_counting_counts_every_model_that_ties_for_the_last_place() -> None:
    tied = "\n".join(f'" USA tie{n} 1300 open' for n in range(3))
    text = "\n".join(f"2025-06-01 CHN best{n} {1400 - n} open" for n in range(4)) + "\n" + tied
    told = cells([named(text)], HEADLINE, DOMAINS).query("top == 5 and openness == 'open' and lens == 'developer'")
    # No organization is known, so every model stays.
    expected = {"fractional": 4 / 5, "whole": 4 / 7, "organizations": 4 / 5}
    assert told.set_index("counting")["share"].to_dict() == pytest.approx(expected)


def test_models_of_unknown_country_can_hold_most_places() -> None:
    found = cells([named("2025-06-01 ? a 9 open\n 2025-06-01 ? b 8 open\n 2025-06-01 CHN c 7 open")], HEADLINE, DOMAINS)
    assert set(found["answer"]) == {"unknown"}


def test_items_are_no_votes() -> None:
    found = cells([named(PLAIN, metric="accuracy")], HEADLINE, DOMAINS)
    assert set(found["min_votes"]) == {0}


def test_only_the_newest_snapshot_is_asked() -> None:
    old = PLAIN.replace("2025-06-01", "2025-01-01").replace("CHN", "FRA")
    found = cells([named(old + PLAIN)], HEADLINE, DOMAINS)
    assert set(found["answer"]) == {"CHN"}
    assert set(found["date"]) == {pd.Timestamp("2025-06-01")}


def test_a_headline_without_an_open_model_is_an_error_in_plain_words() -> None:
    with pytest.raises(
        ValueError, match="arena/text overall: expected open models of two nations to ask about, found fewer"
    ):
        cells([named("2025-06-01 USA opus 1500 closed")], HEADLINE, DOMAINS)


def test_the_sentence_says_the_share_and_the_flips() -> None:
    american = PLAIN.replace("CHN", "FRA")
    table = cells([named(PLAIN), named(american, "arena/webdev")], HEADLINE, DOMAINS)
    said = sentence(table, summary(table, HEADLINE, DEFAULTS), HEADLINE, {"CHN": "China", "FRA": "France"})
    assert said == (
        "On 1 June 2025, China had the best open-weight model on arena/text (overall); "
        "50 % of the defensible ways to ask give the same "
        "answer where each domain, in it each board, and in that each choice counts alike, and 50 % of 480 where every "
        "way counts once; taken alone, these choices flip it: board arena/webdev (France)."
    )
    alone = cells([named(PLAIN)], HEADLINE, DOMAINS)
    assert sentence(alone, summary(alone, HEADLINE, DEFAULTS), HEADLINE, {}).endswith("; no single choice flips it.")


def test_the_summary_counts_cells() -> None:
    table = cells([named(PLAIN), named(PLAIN.replace("CHN", "FRA"), "arena/webdev")], HEADLINE, DOMAINS)
    told = summary(table, HEADLINE, DEFAULTS).set_index(["choice", "value"])
    assert told.loc[("board", "arena/webdev"), ["cells", "agreeing", "weighted", "majority", "alone"]].tolist() == [
        240,
        0,
        0,
        "FRA",
        "FRA",
    ]
    assert told.loc[("top", "1"), ["cells", "agreeing"]].tolist() == [48, 0.5]
    # One place needs no counting, so there is no cell in which only that differs.
    assert pd.isna(told.loc[("counting", "whole"), "alone"])
    assert table.dtypes.astype(str).to_dict() == CELL_DTYPES


def test_domains_then_boards_then_choices_weigh_alike_however_many_cells_they_have() -> None:
    """Text: two boards, one of them with three categories and a twin; code: one board, of another nation."""
    french = PLAIN.replace("CHN", "FRA")
    many = [named(PLAIN), named(PLAIN, category="math"), named(PLAIN, category="coding")]
    twin = named(PLAIN, "arena/text_style_control")
    other = named(french, "livebench/global", metric="accuracy")
    code = named(french, "arena/webdev")
    table = cells([*many, twin, other, code], HEADLINE, DOMAINS)
    assert table["weight"].sum() == pytest.approx(1)
    assert table.groupby("domain")["weight"].sum().to_dict() == pytest.approx({"text": 0.5, "code": 0.5})
    of_board = table.groupby("board")["weight"].sum().to_dict()
    assert of_board == pytest.approx({"arena/text": 0.25, "livebench/global": 0.25, "arena/webdev": 0.5})
    # The three categories of Arena's text board divide its quarter; one of them has a twin.
    own = table[table["board"] == "arena/text"].groupby(["style_control", "category"])["weight"].sum()
    assert own.to_dict() == pytest.approx(
        {(style, "overall"): 0.25 / 6 for style in (True, False)}
        | {(False, name): 0.25 / 3 for name in ("math", "coding")}
    )
    # Four parts of six of the cells agree (120 more are livebench's, without votes), and a quarter of the weight.
    assert table["agrees"].mean() == pytest.approx(4 * 240 / (5 * 240 + 120))
    assert (table["weight"] * table["agrees"]).sum() == pytest.approx(0.25)
    assert weights(table.iloc[:1]).tolist() == [1]


INTERVALS = """
    2025-06-01 CHN qwen  1400±{0} open
    "          USA llama 1390±{0} open
"""


@pytest.mark.parametrize(
    ("half", "answers"),
    [
        # A difference of 10 with an error of sqrt 2 * half / 1.96: z of 2.77, 1.54 and 1.39 to 9.24.
        (1.5, {"0.90": "CHN", "0.95": "CHN", "0.99": "CHN"}),
        (7.0, {"0.90": "CHN", "0.95": "CHN", "0.99": "CHN;USA"}),
        (30.0, {"0.90": "CHN;USA", "0.95": "CHN;USA", "0.99": "CHN;USA"}),
    ],
)
def test_the_rule_and_its_threshold_are_choices(half: float, answers: dict[str, str]) -> None:
    table = cells([named(INTERVALS.format(half))], HEADLINE, DOMAINS)
    own = table[(table["openness"] == "open") & (table["lens"] == "developer") & (table["rule"] != "points")]
    assert dict(zip(own["rule"], own["answer"], strict=True)) == answers
    assert set(own["top"]) == {1}
    assert {rule for choice, rule in flips(named(INTERVALS.format(half))) if choice == "rule"} == {
        rule for rule, answer in answers.items() if answer != "CHN"
    }


def test_no_chance_is_asked_without_intervals_and_unknown_models_make_it_unknown() -> None:
    assert set(cells([named(PLAIN)], HEADLINE, DOMAINS)["rule"]) == {"points"}
    text = INTERVALS.format(1) + '" FRA riddle 1500±1 unknown'
    table = cells([named(text)], HEADLINE, DOMAINS)
    assert set(table.loc[table["rule"] != "points", "answer"]) == {"unknown"}


def test_five_questions_say_what_each_does_by_itself() -> None:
    """The base of the best is American; code is French, another text board Chinese; no category is there to ask."""
    distilled = (
        PLAIN + '" CHN distill 1450 open base_country=USA organization_id=zai released_on=2025-01-01 sample_size=5000'
    )
    code, other = named(PLAIN.replace("CHN", "FRA"), "arena/webdev"), named(PLAIN, "livebench/global", "average")
    table = cells([named(distilled), code, other], HEADLINE, DOMAINS)
    found = questions(table, HEADLINE, DEFAULTS)
    assert found.dtypes.astype(str).to_dict() == QUESTION_DTYPES
    told = found.set_index("question")
    assert told.loc["board"].tolist() == [2, 0.5]
    assert told.loc["nation"].tolist() == [1, 0]
    assert told.loc["openness"].tolist() == [2, 1]
    # Two clocks, two numbers of votes, ten lists: all but the headline's own.
    assert told.loc["best"].tolist() == [39, 1]
    assert told.at["category", "ways"] == 0
    assert pd.isna(told.at["category", "agreeing"])


def test_a_board_of_one_nation_answers_for_nobody() -> None:
    """Nobody is ahead of anybody there, however the question is asked."""
    lonely = replace(named("2025-06-01 CHN deep 1500 open\n2025-06-01 CHN deeper 1400 open"), board_id="arena/vision")
    headline = named("2025-06-01 USA llama 1500 open\n2025-06-01 CHN deep 1400 open")
    table = cells([headline, lonely], HEADLINE, DOMAINS)
    assert set(table["board"]) == {"arena/text"}
