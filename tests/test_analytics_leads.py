"""The ledger of lead changes, one planted history for each thing that can happen.

Intervals of ±4 (sd about 2): 10 points apart leads (Phi(10 / 2.9) = 0.9997), 2 apart is tied (0.76).
"""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from leaderboard.analytics.board_history import BoardHistory
from leaderboard.analytics.leads import LEDGER_DTYPES, changes, leads
from tests.boards_by_hand import board

#: As `2025-03-01 new_model USA>CHN since 2025-02-01`, with the word decisive where it is so.
Told = list[str]


def told(history: BoardHistory) -> Told:
    found = leads(history)
    assert found.dtypes.astype(str).to_dict() == LEDGER_DTYPES
    return [
        f"{change.date:%Y-%m-%d} {change.reason} "
        + ("" if pd.isna(change.from_country) else f"{change.from_country}>")
        + change.to_country
        + ("" if pd.isna(change.contested_since) else f" since {change.contested_since:%Y-%m-%d}")
        + {True: " decisive", False: " not counted"}.get(None if pd.isna(change.decisive) else change.decisive, "")
        for change in found.itertuples()
    ]


FIRST = "2025-01-01 first USA decisive"
USA_LEADS = """
    2025-01-01 USA llama 1200±4 open
    "          CHN qwen  1180±4 open
"""


def test_a_row_in_full() -> None:
    history = board(
        USA_LEADS
        + """
        2025-02-01 USA llama    1200±4 open
        "          CHN qwen     1180±4 open
        "          CHN deepseek 1220±4 open
        """
    )
    first, change = leads(history).to_dict("records")
    assert pd.isna(first["from_model"])
    assert pd.isna(first["from_score"])
    assert pd.isna(first["contested_since"])
    assert (first["to_model"], first["to_score"], first["decisive"]) == ("llama", 1200, True)
    assert change["p_leader"] == pytest.approx(1, abs=1e-6)
    assert {name: change[name] for name in ("from_model", "from_score", "to_model", "to_score")} == {
        "from_model": "llama",
        "from_score": 1200,
        "to_model": "deepseek",
        "to_score": 1220,
    }
    assert told(history) == [FIRST, "2025-02-01 new_model USA>CHN since 2025-02-01 decisive"]


@pytest.mark.parametrize(
    ("reason", "rows"),
    [
        ("withdrawn", '2025-02-01 CHN qwen 1180±4 open\n" USA small 900±4 open'),
        ("closed", '2025-02-01 CHN qwen 1180±4 open\n" USA llama 1200±4 closed\n" USA small 900±4 open'),
        ("rescored", '2025-02-01 CHN qwen 1180±4 open\n" USA llama 1150±4 open'),
        ("rescored", '2025-02-01 CHN qwen 1250±4 open\n" USA llama 1200±4 open'),  # the other side was
        ("opened", '2025-02-01 CHN hidden 1300±4 open\n" USA llama 1200±4 open'),
        ("new_model", '2025-02-01 CHN deepseek 1300±4 open\n" USA llama 1200±4 open'),
        # The old leader's best is gone, but the new model would have passed it anyway.
        ("new_model", '2025-02-01 CHN deepseek 1300±4 open\n" USA small 900±4 open'),
        # The old leader's score moved a little, as scores do. Five points lead (Phi(5 / 2.886) = 0.958), four would
        # not (0.917), but that is not why it does not lead itself.
        ("new_model", '2025-02-01 CHN deepseek 1204±4 open\n" USA llama 1199±4 open'),
        # With the old leader's best back nobody would lead, as the new one rose a little: nothing else comes as near.
        ("withdrawn", '2025-02-01 CHN qwen 1198±4 open\n" USA small 900±4 open'),
        # Either of two arrivals would have done alone: the better one's.
        ("opened", '2025-02-01 CHN hidden 1300±4 open\n" CHN deepseek 1290±4 open\n" USA llama 1200±4 open'),
        ("new_model", '2025-02-01 CHN hidden 1290±4 open\n" CHN deepseek 1300±4 open\n" USA llama 1200±4 open'),
        # Either alone would have handed the lead over: the first in the order of precedence is the reason.
        ("rescored", '2025-02-01 CHN deepseek 1190±4 open\n" USA llama 1170±4 open'),
    ],
)
def test_reasons(reason: str, rows: str) -> None:
    history = board(
        USA_LEADS
        + """
        "          USA small    900±4 open
        "          CHN hidden  1300±4 closed
        """
        + rows
    )
    assert told(history) == [FIRST, f"2025-02-01 {reason} USA>CHN since 2025-02-01 decisive"]


def test_closed_models_of_the_two_nations_are_not_named() -> None:
    rows = """
        2025-01-01 USA gpt      1300±4 closed
        "          USA llama    1200±4 open
        "          CHN qwen     1180±4 open
        2025-02-01 CHN max      1310±4 closed
        "          USA gpt      1300±4 closed
        "          CHN deepseek 1220±4 open
        "          USA llama    1200±4 open
    """
    change = leads(board(rows)).iloc[1]
    assert change[["reason", "from_model", "from_score", "to_model", "to_score"]].tolist() == [
        "new_model",
        "llama",
        1200,
        "deepseek",
        1220,
    ]


def test_a_joint_model_is_the_best_of_each_of_its_nations() -> None:
    rows = """
        2025-02-01 CHN     deepseek 1220±4 open
        "          CHN;USA merger   1205±4 open
        "          USA     llama    1200±4 open
    """
    change = leads(board(USA_LEADS + rows)).iloc[1]
    assert change[["from_model", "from_score", "to_model"]].tolist() == ["merger", 1205, "deepseek"]


def test_a_change_happened_between_two_snapshots() -> None:
    """Contested from February on, it may have come right after the last snapshot that says so; gaps count, too."""
    days = board(
        USA_LEADS
        + """
        2025-02-01 USA llama 1200±4 open
        "          CHN qwen  1199±4 open
        2025-03-01 USA llama 1200±4 open
        "          CHN qwen  1200±4 open
        2025-09-01 USA llama 1200±4 open
        "          CHN qwen  1230±4 open
        """
    )
    first, change = leads(days).to_dict("records")
    assert pd.isna(first["not_before"])
    told = [f"{change[name]:%Y-%m-%d}" for name in ("contested_since", "not_before", "date")]
    assert told == ["2025-02-01", "2025-03-01", "2025-09-01"]


def test_a_leader_without_any_model_left_leaves_blanks() -> None:
    history = board(USA_LEADS + '2025-02-01 CHN qwen 1180±4 open\n" FRA mistral 1100±4 open')
    change = leads(history).iloc[1]
    assert (change["reason"], pd.isna(change["from_model"]), pd.isna(change["from_score"])) == ("withdrawn", True, True)


def test_a_rename_is_no_withdrawal_where_the_model_is_known() -> None:
    history = board("""
        2025-01-01 USA llama         1200±4 open model_id=llama
        "          CHN qwen          1180±4 open
        2025-02-01 USA llama-renamed 1150±4 open model_id=llama
        "          CHN qwen          1180±4 open
    """)
    assert told(history)[1] == "2025-02-01 rescored USA>CHN since 2025-02-01 decisive"


def test_a_leader_that_is_missing_and_comes_back_has_lost_nothing() -> None:
    gap = """
        2025-02-01 CHN qwen    1180±4 open
        "          FRA mistral 1100±4 open
        2025-03-01 CHN qwen    1180±4 open
        "          FRA mistral 1100±4 open
    """
    back = """
        2025-04-01 USA llama 1200±4 open
        "          CHN qwen  1180±4 open
    """
    assert told(board(USA_LEADS + gap + back)) == [FIRST]
    # As known before it came back, it looked withdrawn.
    assert told(board(USA_LEADS + gap)) == [FIRST, "2025-02-01 withdrawn USA>CHN since 2025-02-01 decisive"]


def test_missing_for_a_while_is_no_excuse_where_it_made_no_difference() -> None:
    history = board(
        USA_LEADS
        + """
        2025-02-01 CHN deepseek 1220±4 open
        "          FRA mistral  1100±4 open
        2025-03-01 CHN deepseek 1220±4 open
        "          USA llama    1200±4 open
        """
    )
    assert told(history) == [FIRST, "2025-02-01 new_model USA>CHN since 2025-02-01 decisive"]


def test_missing_while_contested_goes_on_being_contested() -> None:
    history = board(
        USA_LEADS
        + """
        2025-02-01 USA llama    1200±4 open
        "          CHN deepseek 1201±4 open
        2025-03-01 CHN deepseek 1201±4 open
        2025-04-01 USA llama    1200±4 open
        "          CHN deepseek 1220±4 open
        """
    )
    assert told(history) == [FIRST, "2025-04-01 new_model USA>CHN since 2025-02-01 decisive"]


def test_what_is_missing_is_read_as_it_last_stood() -> None:
    history = board(
        USA_LEADS
        + """
        2025-02-01 USA llama    1200±4 open
        "          CHN deepseek 1201±4 open
        2025-02-15 USA llama    1150±4 open
        "          CHN deepseek 1152±4 open
        2025-03-01 CHN deepseek 1165±4 open
        "          FRA mistral  1100±4 open
        2025-04-01 USA llama    1150±4 open
        "          CHN deepseek 1165±4 open
        """
    )
    assert told(history) == [FIRST, "2025-03-01 rescored USA>CHN since 2025-02-01 decisive"]


def test_where_nobody_is_contested_nobody_leads_and_nothing_ends() -> None:
    alone = """
        2025-02-01 CHN qwen  1180±4 open
        2025-03-01 CHN qwen  1180±4 open
        "          USA llama 1160±4 open
    """
    assert told(board(alone)) == ["2025-03-01 first CHN decisive"]
    assert told(board(USA_LEADS + alone)) == [FIRST, "2025-03-01 rescored USA>CHN since 2025-03-01 decisive"]


def test_a_lead_that_rests_on_what_nobody_has_read_is_none() -> None:
    history = board(USA_LEADS + '2025-02-01 CHN deepseek 1250±4 open unread=1\n" USA llama 1200±4 open')
    assert told(history) == [FIRST]


def test_the_ledger_names_another_nations_base() -> None:
    tuned = '2025-02-01 USA llama 1200±4 open\n" FRA tuned 1300±4 open base_model=Qwen base_country=CHN'
    ledger = leads(board(USA_LEADS + tuned))
    assert (ledger["to_model"].iloc[1], ledger.attrs["bases"]) == ("tuned", {"tuned": ("Qwen", "CHN")})
    assert ledger.attrs["notes"] == ("tuned is built on Qwen of CHN",)


def test_flicker_within_the_noise_is_one_contested_period() -> None:
    history = board(
        USA_LEADS
        + """
        2025-02-01 USA llama    1200±4 open
        "          CHN deepseek 1201±4 open
        2025-03-01 USA llama    1202±4 open
        "          CHN deepseek 1201±4 open
        2025-04-01 USA llama    1200±4 open
        "          CHN deepseek 1201±4 open
        2025-05-01 USA llama    1200±4 open
        "          CHN deepseek 1210±4 open
        """
    )
    assert told(history) == [FIRST, "2025-05-01 new_model USA>CHN since 2025-02-01 decisive"]


def test_a_lead_regained_is_contested_no_more() -> None:
    history = board(
        USA_LEADS
        + """
        2025-02-01 USA llama    1200±4 open
        "          CHN deepseek 1201±4 open
        2025-03-01 USA llama    1220±4 open
        "          CHN deepseek 1201±4 open
        2025-04-01 USA llama    1220±4 open
        "          CHN deepseek 1240±4 open
        """
    )
    assert told(history)[1:] == [
        "2025-03-01 held USA>USA since 2025-02-01 not counted",
        "2025-04-01 rescored USA>CHN since 2025-04-01 decisive",
    ]


def test_without_intervals_a_lead_is_neither_ended_nor_contested() -> None:
    blind = """
        2025-02-01 USA llama    1200 open
        "          CHN deepseek 1300 open
    """
    after = """
        2025-03-01 USA llama    1200±4 open
        "          CHN deepseek 1300±4 open
    """
    assert told(board(USA_LEADS + blind)) == [FIRST]
    assert told(board(USA_LEADS + blind + after)) == [FIRST, "2025-03-01 new_model USA>CHN since 2025-03-01 decisive"]


def test_before_any_interval_every_change_of_order_counts_as_undecided() -> None:
    history = board("""
        2023-01-01 USA vicuna  1000 open
        "          CHN chatglm 1000 open
        2023-02-01 USA vicuna  1001 open
        "          CHN chatglm 1000 open
        2023-03-01 USA vicuna  1000 open
        "          CHN chatglm 1000 open
        2023-04-01 USA vicuna  1000 open
        "          CHN chatglm 1001 open
        2023-05-01 USA vicuna  1010 open
        "          CHN chatglm 1001 open
        2023-06-01 USA vicuna  1000±4 open
        "          CHN chatglm 1001±4 open
        2023-07-01 USA vicuna  1000±4 open
        "          CHN chatglm 1030±4 open
    """)
    assert told(history) == [
        # Nobody leads on the first day; the exact tie of March keeps the incumbent.
        "2023-02-01 first USA",
        "2023-04-01 rescored USA>CHN since 2023-04-01",
        "2023-05-01 rescored CHN>USA since 2023-05-01",
        # With intervals the lead is contested first, then decided.
        "2023-07-01 rescored USA>CHN since 2023-06-01 decisive",
    ]
    assert leads(history)["p_leader"].isna().tolist() == [True, True, True, False]


def test_what_is_undetermined_contests_a_lead() -> None:
    history = board(
        USA_LEADS
        + """
        2025-02-01 USA llama   1200±4 open
        "          CHN mystery 1220±4 unknown
        2025-03-01 USA llama   1200±4 open
        "          CHN mystery 1220±4 open
        """
    )
    assert told(history) == [FIRST, "2025-03-01 opened USA>CHN since 2025-02-01 decisive"]


def test_a_declared_break_is_logged_and_never_counted() -> None:
    text = (
        USA_LEADS
        + """
        2025-02-01 USA llama    1200±4 open
        "          CHN deepseek 1300±4 open
        """
    )
    for day in (date(2025, 1, 15), date(2025, 2, 1)):
        change = "2025-02-01 method_change USA>CHN since 2025-02-01 not counted"
        assert told(board(text, method_changes=(day,))) == [FIRST, change]
    for day in (date(2025, 1, 1), date(2025, 2, 2)):
        change = "2025-02-01 new_model USA>CHN since 2025-02-01 decisive"
        assert told(board(text, method_changes=(day,))) == [FIRST, change]


def test_a_joint_model_on_top_is_nobodys_lead() -> None:
    history = board(USA_LEADS + '2025-02-01 USA llama 1200±4 open\n" CHN;FRA merger 1300±4 open')
    assert told(history) == [FIRST]


def test_lower_is_better() -> None:
    history = board(
        """
        2025-01-01 USA llama 5±1 open
        "          CHN qwen  9±1 open
        2025-02-01 USA llama 5±1 open
        "          CHN qwen  2±1 open
        """,
        higher_is_better=False,
    )
    assert told(history) == [FIRST, "2025-02-01 rescored USA>CHN since 2025-02-01 decisive"]


def test_nothing_counted_nothing_told() -> None:
    assert told(board("2025-01-01 USA gpt 1300±4 closed")) == []
    assert told(board(f"2024-12-01 USA gpt 1300±4 closed\n{USA_LEADS}")) == [FIRST]


SURVIVED = (
    USA_LEADS
    + """
    2025-02-01 USA llama    1200±4 open
    "          CHN deepseek 1201±4 open
    2025-02-15 USA llama    1200±4 open
    "          CHN deepseek 1201±4 open
    "          FRA mistral  1201±4 open
    2025-03-01 USA llama    1220±4 open
    "          CHN deepseek 1201±4 open
    """
)


def test_a_contest_that_the_holder_survived_is_a_row_of_its_own_kind() -> None:
    history = board(SURVIVED)
    held = leads(history).iloc[1]
    assert told(history) == [FIRST, "2025-03-01 held USA>USA since 2025-02-01 not counted"]
    assert held["contenders"] == "CHN;FRA"
    assert (held["from_model"], held["to_model"], held["to_score"]) == ("llama", "llama", 1220)
    assert held["p_leader"] == pytest.approx(1, abs=1e-4)
    assert changes(leads(history))["reason"].tolist() == ["first"]


def test_a_contest_that_is_not_over_is_no_row_yet() -> None:
    assert told(board(SURVIVED[: SURVIVED.index("2025-03-01")])) == [FIRST]


def test_a_change_names_those_who_were_tied_beside_the_two() -> None:
    history = board(SURVIVED.replace("CHN deepseek 1201±4 open\n    ", "CHN deepseek 1240±4 open\n    "))
    overtaken = board(SURVIVED.replace("USA llama    1220±4", "USA llama    1180±4"))
    assert leads(overtaken)["contenders"].tolist()[1:] == ["FRA"]
    assert leads(history)["contenders"].isna().all()


LENT = """
    2025-01-01 USA llama 1200±4 open
    "          CHN qwen  1180±4 open
    2025-02-01 USA llama 1200   open
    "          CHN qwen  1199   open
    2025-03-01 USA llama 1200±4 open
    "          CHN qwen  1180±4 open
"""


@pytest.mark.parametrize(
    ("why", "text", "breaks", "contested"),
    [
        ("31 days before it had an interval", LENT, (), True),
        ("a break lies between", LENT, (date(2025, 1, 15),), False),
        ("too long ago", LENT.replace("2025-01-01", "2024-11-02"), (), False),  # 91 days
        ("just not too long ago", LENT.replace("2025-01-01", "2024-11-03"), (), True),
        ("only a later one", LENT.replace("1200±4", "1200", 1).replace("1180±4", "1180", 1), (), False),
    ],
)
def test_with_borrowed_intervals_a_tie_without_any_contests_the_lead(
    why: str, text: str, breaks: tuple[date, ...], contested: bool
) -> None:
    published = board(text, method_changes=breaks)
    borrowed = replace(published, intervals="borrowed")
    assert "held" not in set(leads(published)["reason"])
    assert ("held" in set(leads(borrowed)["reason"])) == contested, why
    assert ("borrowed" in set(borrowed.table["interval_basis"])) == contested
    assert bool(borrowed.notes) == contested
