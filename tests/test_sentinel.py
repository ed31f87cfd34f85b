"""A snapshot that lost more than half of its models is seen, and never what the next one is held against."""

import pandas as pd

from leaderboard.sentinel import falls


def snapshots(*days: tuple[str, int], complete: bool = True) -> pd.DataFrame:
    frame = pd.DataFrame(days, columns=["published_on", "models"])
    frame["published_on"] = pd.to_datetime(frame["published_on"]).astype("datetime64[us]")
    frame.insert(0, "board_id", "demo/main")
    frame.insert(1, "category", "overall")
    frame.insert(2, "benchmark_version", "")
    return frame.assign(complete=complete)


NONE = snapshots()


def fallen(incoming: pd.DataFrame, past: pd.DataFrame = NONE) -> list[tuple[str, int, int]]:
    return [(f"{fall.published_on:%m-%d}", fall.before, fall.after) for fall in falls(incoming, past)]


def test_half_is_kept_and_less_is_a_fall() -> None:
    assert fallen(snapshots(("2025-01-01", 10), ("2025-01-02", 5))) == []
    assert fallen(snapshots(("2025-01-01", 10), ("2025-01-02", 4))) == [("01-02", 10, 4)]


def test_partial_days_are_each_held_against_the_last_complete_one() -> None:
    days = snapshots(("2025-01-01", 51), ("2025-01-09", 3), ("2025-01-18", 4), ("2025-01-27", 77))
    assert fallen(days) == [("01-09", 51, 3), ("01-18", 51, 4)]


def test_what_is_stored_counts_unless_it_was_incomplete() -> None:
    past = pd.concat([snapshots(("2025-01-01", 10)), snapshots(("2025-01-02", 3), complete=False)])
    assert fallen(snapshots(("2025-01-03", 4)), past) == [("01-03", 10, 4)]


def test_a_day_served_again_is_held_against_what_it_showed() -> None:
    past = pd.concat([snapshots(("2025-01-01", 10)), snapshots(("2025-01-02", 4), complete=False)])
    assert fallen(snapshots(("2025-01-02", 4)), past) == []
    assert fallen(snapshots(("2025-01-01", 4)), past) == [("01-01", 10, 4)]
