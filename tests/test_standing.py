"""What may be said of a board on a day: computed once, with everything that a sentence must not hide."""

from dataclasses import replace
from datetime import date

import pandas as pd

from leaderboard.analytics.standing import Best, Standing, standing
from tests.boards_by_hand import board

DAY = pd.Timestamp("2025-03-01")


def of(text: str, as_of: str = "2025-03-01", **more: object) -> Standing:
    said = standing(replace(board(text), **more), pd.Timestamp(as_of), 30)
    assert said is not None
    return said


def test_it_holds_the_newest_snapshot_and_all_that_must_be_said_of_it() -> None:
    said = of("""
        2025-02-01 USA old     1300±4 open
        2025-03-01 USA llama   1200±4 open base_country=USA
        "          CHN qwen    1180±4 open
        "          USA small   1100±4 open
        "          FRA gpt     1400±4 closed
        "          FRA tuned   1000±4 open base_model=Qwen base_country=CHN
    """)
    assert (str(said), said.date, said.models, len(said.bests)) == ("leads:USA", DAY, 4, 3)
    assert [(best.country, best.model, best.base, best.base_country) for best in said.bests] == [
        ("USA", "llama", "", ""),
        ("CHN", "qwen", "", ""),
        ("FRA", "tuned", "Qwen", "CHN"),
    ]
    assert said.leader == said.bests[0]
    assert (said.contested, said.stale, said.warning) == (True, False, "")


def test_nobody_leads_where_nobody_is_contested() -> None:
    alone = of("2025-03-01 USA llama 1200±4 open")
    assert (str(alone), alone.leader, alone.contested, alone.models) == ("uncontested", None, False, 1)
    nobody = of("2025-03-01 USA gpt 1200±4 closed")
    assert (str(nobody), nobody.bests, nobody.contested) == ("none", (), False)
    assert standing(board(""), DAY, 30) is None


def test_it_names_the_models_of_which_nobody_has_read() -> None:
    said = of('2025-03-01 USA llama 1200±4 open unread=1\n" CHN qwen 1100±4 open unread=1')
    assert (str(said), said.unread, said.leader) == ("undetermined", ("llama",), None)


def test_a_joint_model_of_which_nobody_has_read_is_named_once() -> None:
    said = of('2025-03-01 CHN;USA joint 1200 open unread=1\n" FRA mistral 1100 open')
    assert (str(said), said.unread) == ("undetermined", ("joint",))


def test_that_a_board_is_over_is_said_first() -> None:
    said = replace(of("2025-03-01 USA llama 1200±4 open", "2025-03-02"), over="This board ended on 1 March 2025.")
    assert said.warning == "This board ended on 1 March 2025."
    assert replace(said, max_age_days=0).warning.startswith("This board ended on 1 March 2025. The newest complete")


def test_old_data_and_what_was_passed_over_are_said_in_one_line() -> None:
    rows = '2025-01-30 USA llama 1200±4 open\n" CHN qwen 1180±4 open'
    assert (of(rows).stale, of(rows).warning) == (False, "")  # 30 days, as allowed
    old = of(rows, "2025-03-02")
    assert old.stale
    assert old.warning == (
        "The newest complete snapshot stored by 2 March 2025 is of 30 January 2025, 31 days older: "
        "the board may have changed since, so this is not its standing on the later day."
    )
    partly = of(rows, passed_over=(date(2025, 2, 1), date(2025, 2, 8)))
    assert not partly.stale
    assert partly.warning == (
        "This is the board's last complete snapshot, of 30 January 2025. "
        "2 newer ones, up to 8 February 2025, are known to hold only a part of the board and were passed over."
    )
    assert of(rows, "2025-03-02", passed_over=(date(2025, 2, 1),)).warning == (
        "This is the board's last complete snapshot, of 30 January 2025. "
        "By 2 March 2025 it is 31 days old: the board may have changed since. "
        "A newer one, of 1 February 2025, is known to hold only a part of the board and was passed over."
    )


def test_who_stands_first() -> None:
    level = of('2025-03-01 USA llama 1200 open\n" CHN qwen 1200 open\n" FRA mistral 1100 open')
    assert (level.kind, level.first) == ("no_interval", ("CHN", "USA"))
    bests = Best("CHN", "a", 2.0, 0.6), Best("USA", "b", 1.0, 0.4)
    assert Standing(DAY, "tied", ("CHN", "USA"), bests, DAY, 30).first == ("CHN", "USA")
