"""Each limit of the sentinel, on a small board; then corruptions of the seed's own snapshots, and its whole history."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from fetchers import Hole, LayoutChanged, NotFound, RawResponse
from leaderboard.intake import normalize, sentinel
from leaderboard.intake.check import _repeated
from leaderboard.records import schema, store
from leaderboard.records.paths import DataDir
from leaderboard.registry import boards, tables
from tests.upstream import DATASET, FULL, arena_rows, parquet, whole

SEED = DataDir(Path(__file__).parents[1] / "data")
NO_BREAKS = tables.load().breaks.head(0)
NOT_REPEATED = pd.DataFrame(columns=list(schema.SNAPSHOT_KEY))
CHANCE = np.random.default_rng(20251124)
MODELS = [f"model-{number:02d}" for number in range(40)]
SCORES = np.round(1000 + np.cumsum(CHANCE.uniform(2, 18, len(MODELS))), 1)


def snapshot(day: str, models: list[str] = MODELS, scores: np.ndarray = SCORES, **columns: object) -> pd.DataFrame:
    """A day of arena/text, as normalized: intervals of 5 points to either side, 1,000 votes each."""
    rows = arena_rows(*((day, model, float(score)) for model, score in zip(models, scores, strict=True)), **columns)
    return observations(rows)


def observations(rows: pd.DataFrame) -> pd.DataFrame:
    return told(parquet(rows)).observations


def told(body: bytes, board: str = "arena/text") -> normalize.Normalized:
    """What the true fetcher and normalize make of a file of this board. Raises what they raise."""
    address = f"https://{DATASET}/{board.removeprefix('arena/')}/{FULL}"

    def get(url: str, *, immutable: bool = False) -> RawResponse:  # noqa: ARG001 (part of Get)
        if url != address:
            raise NotFound(f"{url}: expected status 200, found 404")
        return RawResponse(url, body, "0" * 64, datetime(2026, 11, 24, tzinfo=UTC))

    source = boards.source("arena")
    (table,) = whole(source.tables(get, True))
    return normalize.normalize([table], source, first_load=False)


def found(new: pd.DataFrame, *past: pd.DataFrame, breaks: pd.DataFrame = NO_BREAKS, backfill: bool = False) -> str:
    """The diagnoses of what is new, beside these days as stored."""
    stored = pd.concat([schema.empty(), *past], ignore_index=True)
    alarms = sentinel.alarms(new, new, stored, breaks, NOT_REPEATED, backfill=backfill)
    return "; ".join(alarm.diagnosis for alarm in alarms)


PAST = [snapshot(f"2025-03-0{day}", scores=SCORES + day, vote_count=1000.0 + 40 * day) for day in range(1, 6)]
NEXT = {"day": "2025-03-06", "scores": SCORES + 6, "vote_count": 1250.0}


def test_a_quiet_day_raises_no_alarm() -> None:
    assert found(snapshot(**NEXT), *PAST) == ""
    assert found(snapshot(**NEXT)) == ""


SHUFFLED = list(np.random.default_rng(7).permutation(MODELS))
IMPLAUSIBLE: dict[str, tuple[dict[str, object], str]] = {
    "lost": ({"models": MODELS[:19], "scores": SCORES[:19] + 6}, "expected at least half of the 40 models of the last"),
    "gone": ({"models": [*MODELS[:20], *(f"new-{n}" for n in range(20))]}, "found 20 of these names again"),
    "cut": ({"models": MODELS[20:], "scores": SCORES[20:] + 6}, "the 40 rows of 2025-03-05, found a list cut to 20 of"),
    "up": ({"scores": SCORES + 66}, "found 100% up, 0% down, by 61 in the middle"),
    "scale": ({"scores": SCORES / 100}, "expected scores near those of 2025-03-05"),
    "names": ({"models": SHUFFLED}, "expected the order of 2025-03-05, found another (rank correlation"),
    "votes": ({"vote_count": 12.0}, "expected sample sizes near those of 2025-03-05, found them times 0.01"),
    "organizations": (
        {"organization": "MIT"},
        "expected the organization of each model as of 2025-03-05, found another",
    ),
    "licenses": (
        {"license": "deepseek"},
        "expected the license of each model as of 2025-03-05, found another for 40 of 40",
    ),
    "interval": ({"rating_lower": SCORES + 7}, "expected every score within its interval, found 40 of 40 outside"),
    "stale": (
        {"scores": SCORES + 2, "vote_count": 1080.0},
        "expected news after 2025-03-05, found what 2025-03-02 showed",
    ),
    "same": ({"scores": SCORES + 5, "vote_count": 1200.0}, "expected other scores and sample sizes than on 2025-03-05"),
    "early": ({"day": "2025-02-01"}, "expected no day before 2025-03-01, the first one stored"),
    "strangers": (
        {"category": "new", "models": [f"new-{n}" for n in range(40)]},
        "expected some of the categories overall",
    ),
}


@pytest.mark.parametrize(("change", "said"), IMPLAUSIBLE.values(), ids=IMPLAUSIBLE)
def test_what_is_implausible_is_said_in_words(change: dict[str, object], said: str) -> None:
    assert said in found(snapshot(**NEXT | change), *PAST)  # type: ignore[arg-type]


def test_a_new_category_needs_models_that_the_board_knows() -> None:
    beside = snapshot(**NEXT)
    assert found(pd.concat([beside, snapshot(**NEXT, category="new")]), *PAST) == ""
    strangers = snapshot(**NEXT | {"category": "new", "models": [f"new-{number}" for number in range(40)]})
    assert "expected models of this board in a new category, found 0 of 40 known" in found(
        pd.concat([beside, strangers]), *PAST
    )


def test_scores_that_usually_stand_still_do_not_all_move() -> None:
    still = [snapshot(f"2025-03-0{day}") for day in range(1, 6)]
    few = SCORES.copy()
    few[:3] += 20
    assert found(snapshot("2025-03-06", scores=few), *still) == ""
    moved = found(snapshot("2025-03-06", scores=SCORES + 10), *still)
    assert "expected scores that stand still, as here they do, found 100% moved since 2025-03-05" in moved


def test_limits_widen_with_the_time_in_between() -> None:
    drifted = SCORES + 45
    assert found(snapshot("2025-03-06", scores=drifted + 5), *PAST) != ""
    assert found(snapshot("2025-12-06", scores=drifted + 5), *PAST) == ""


@pytest.mark.parametrize(("basis", "said"), [("retrieved", "found what 2025-03-03 showed"), ("commit", "")])
def test_what_a_commit_reverts_is_no_stale_copy(basis: str, said: str) -> None:
    still = [snapshot(f"2025-03-0{day}") for day in range(1, 4)]
    mistaken = snapshot("2025-03-04", [*MODELS, "of-another-benchmark"], [*SCORES, 990.0])
    back = snapshot("2025-03-04", scores=SCORES).assign(recorded_basis=basis)
    diagnosis = found(back, *still, mistaken)
    assert (diagnosis == "") is (said == "")
    assert said in diagnosis


def test_a_row_that_stands_there_again_is_counted() -> None:
    rows = arena_rows(*(("2025-03-06", model, float(score)) for model, score in zip(MODELS, SCORES + 6, strict=True)))
    twice = told(parquet(pd.concat([rows, rows.head(10)])))
    alarms = sentinel.alarms(
        twice.observations, twice.observations, pd.concat(PAST), NO_BREAKS, _repeated(twice), backfill=False
    )
    assert "expected every row once, found 10 of 40 again" in alarms[0].diagnosis


def test_a_declared_break_is_no_alarm() -> None:
    columns = {"board_id": "arena/text", "date": "2025-03-06", "kind": "rescale", "note": "", "evidence_url": ""}
    up = snapshot(**NEXT | {"scores": SCORES + 66})  # type: ignore[arg-type]
    for category, silent in (("", True), ("overall", True), ("coding", False)):
        assert (found(up, *PAST, breaks=pd.DataFrame([columns | {"category": category}])) == "") is silent
    day = pd.DataFrame([columns | {"category": ""}])
    morning = snapshot(**NEXT)  # type: ignore[arg-type]
    assert found(up, *PAST, morning, breaks=day) == "", "as arena-catalog, which was rescaled within 2025-11-06"
    assert "100% up" in found(up, *PAST, morning)
    part = pd.DataFrame([columns | {"category": "", "kind": "partial"}])
    few = snapshot("2025-03-06", MODELS[:5], SCORES[:5])
    after = snapshot("2025-03-07", scores=SCORES + 7)
    assert found(pd.concat([few, after]), *PAST, breaks=part) == ""


def test_partial_days_are_each_held_against_the_last_whole_one() -> None:
    days = [snapshot("2025-03-06", MODELS[:5], SCORES[:5]), snapshot("2025-03-07", MODELS[:5], SCORES[:5])]
    said = found(pd.concat([*days, snapshot("2025-03-08", scores=SCORES + 8)]), *PAST)
    assert said.count("expected at least half of the 40 models") == 2
    assert "2025-03-08:" not in said


def test_a_day_served_again_is_held_against_what_it_showed() -> None:
    small = snapshot("2025-03-06", MODELS[:15], SCORES[:15]).assign(complete=False)
    again = snapshot("2025-03-06", MODELS[:15], SCORES[:15] + 1)
    assert found(again, *PAST, small) == ""
    assert "expected at least half of the 40 models" in found(snapshot("2025-03-05", MODELS[:15], SCORES[:15]), *PAST)


def test_an_incomplete_snapshot_is_judged_by_what_it_has_and_not_held_against() -> None:
    few = snapshot("2025-03-06", MODELS[:5], SCORES[:5] + 6).assign(complete=False)
    assert "half of the" not in found(few, *PAST)
    up = snapshot(**NEXT | {"scores": SCORES + 66}).assign(complete=False)  # type: ignore[arg-type]
    assert "100% up" in found(up, *PAST)
    assert found(snapshot("2025-03-07", scores=SCORES + 7), *PAST, up) == ""


@pytest.mark.parametrize("source_id", ["arena", "livebench"])
def test_the_recorded_history_raises_no_alarm(source_id: str) -> None:
    """Of the seed, whose partial days are marked or declared, and whose breaks are declared."""
    breaks = tables.load().breaks
    rows = store.newest(store.scan(SEED, [board.id for board in boards.source(source_id).boards]))
    rows = rows[~rows["withdrawn"]]
    said = sentinel.alarms(rows, rows, schema.empty(), breaks, NOT_REPEATED, backfill=True)
    parts = set(rows.loc[~rows["complete"], list(schema.SNAPSHOT_KEY)].itertuples(index=False, name=None))
    assert [alarm.diagnosis for alarm in said if alarm.key not in parts] == []  # lists that a site cut stand as parts
    without = sentinel.alarms(rows, rows, schema.empty(), NO_BREAKS, NOT_REPEATED, backfill=True)
    assert len(without) >= 5  # and the declarations are needed


def test_percentages_that_move_all_at_once_are_an_alarm_on_a_young_board_too() -> None:
    """Of two days stored no habit is known; a rating moves with every rival, a share of tasks does not."""
    calm = [snapshot(f"2025-03-0{day}").assign(unit="percent") for day in (1, 2)]
    moved = snapshot("2025-03-03", scores=SCORES * 1.01).assign(unit="percent")
    some = snapshot("2025-03-03", scores=np.r_[SCORES[:8], SCORES[8:] * 1.01]).assign(unit="percent")
    for past in (calm, calm[:1]):
        assert "expected scores that stand still, as percentages do, found 100% moved" in found(moved, *past)
        assert "as percentages do" not in found(some, *past), "80 % moved: too few of them"
        assert "as percentages do" not in found(
            moved.assign(unit="points"), *(day.assign(unit="points") for day in past)
        )
    moving = [*calm[:1], snapshot("2025-03-02", scores=SCORES * 1.005).assign(unit="percent")]
    assert "as percentages do" not in found(moved, *moving), "here they moved before"


def test_a_score_in_another_unit_is_an_alarm_however_few_there_are() -> None:
    percent = [snapshot(f"2025-03-0{day}", scores=SCORES / 100).assign(unit="percent") for day in (1, 2)]
    one = SCORES / 100
    one[-1] /= 100
    said = "expected scores in the unit of 2025-03-02, found 1 at a hundredth or a hundredfold"
    slipped = snapshot("2025-03-03", scores=one)
    assert said in found(slipped.assign(unit="percent"), *percent)
    assert "in the unit of" not in found(slipped, *(day.assign(unit="points") for day in percent))


def test_a_board_of_few_models_is_an_alarm_where_all_become_one_multiple() -> None:
    few = np.array([50.0, 40.0, 30.0])

    def beside(scores: np.ndarray) -> str:
        return found(snapshot("2025-03-02", MODELS[:3], scores), snapshot("2025-03-01", MODELS[:3], few))

    assert "expected scores near those of 2025-03-01, found each of 3 times 0.5" in beside(few / 2)
    assert beside(few / 1.2) == ""
    assert beside(np.array([50.0, 20.0, 15.0])) == "", "one stands"


def regraded(*days: int, month: int = 3, up: float = 150) -> list[pd.DataFrame]:
    """Whole snapshots after a rescoring by 150 points that nobody declared."""
    return [
        snapshot(f"2025-{month:02d}-{day:02d}", scores=SCORES + up + day, vote_count=1000.0 + 40 * day) for day in days
    ]


def test_later_versions_that_agree_with_each_other_become_the_past() -> None:
    """As LiveBench's Data Analysis of 2024-12-10, whose next 29 versions were kept out too."""
    assert found(pd.concat(regraded(6, 9, 13)), *PAST) == ""
    assert found(pd.concat(regraded(6, 9, 13, 14, 20)), *PAST) == ""
    assert found(pd.concat(regraded(6, 9)), *PAST).count("100% up") == 2, "two are too few"
    assert found(pd.concat(regraded(6, 7, 8)), *PAST).count("100% up") == 3, "three days are too short"
    others = [*regraded(6), *regraded(9, up=300), *regraded(13)]
    assert found(pd.concat(others), *PAST).count("expected scores near") == 3, "they do not agree"


def test_a_slip_that_passes_stays_out_whatever_follows() -> None:
    sound = [snapshot(f"2025-03-{day:02d}", scores=SCORES + day, vote_count=1000.0 + 40 * day) for day in (7, 9, 14)]
    said = found(pd.concat([*regraded(6), *sound]), *PAST)
    assert said.startswith("arena/text, overall, 2025-03-06: ")
    assert said.count("2025-03-") == 2, "and nothing else does"
    torn = snapshot("2025-03-06", MODELS[:22], SCORES[:22] + 6, vote_count=1250.0)
    assert "found a list cut to 22 of them" in found(pd.concat([torn, *sound]), *PAST)


def test_what_a_person_accepted_speaks_for_those_that_agree_with_it() -> None:
    assert found(pd.concat(regraded(6, 7)), *PAST, *regraded(8)) == ""
    assert found(pd.concat(regraded(7, 9)), *PAST, *regraded(6)) == ""


def test_a_copy_under_other_dates_does_not_agree_with_itself() -> None:
    copies = [snapshot(f"2025-03-{day:02d}", scores=SCORES + 150, vote_count=1250.0) for day in (6, 9, 13)]
    assert found(pd.concat(copies), *PAST).count("100% up") == 3


def test_a_shorter_list_without_bounds_or_votes_is_one_that_its_site_cut() -> None:
    """As Arena's site lists of 2026-10: webdev's top 77 of 117, style control's top 126."""
    breaks = {"breaks": NO_BREAKS, "repeated": NOT_REPEATED, "backfill": False}
    past = pd.concat([schema.empty(), *PAST], ignore_index=True)
    for kept in (12, 27):
        bare = snapshot("2025-03-06", MODELS[-kept:], SCORES[-kept:] + 6)
        bare = bare.assign(score_low=np.nan, score_high=np.nan, sample_size=pd.array([pd.NA] * kept, "Int64"))
        (alarm,) = sentinel.alarms(bare, bare, past, **breaks)  # type: ignore[arg-type]
        assert (alarm.partial, alarm.cut) == (True, True)
        assert alarm.found == (
            f"expected the 40 models of 2025-03-05, each with bounds and sample sizes, found a list of {kept} without"
        )
    some = np.delete(np.arange(40), [3, 9, 17, 26, 33])
    votes = snapshot("2025-03-06", [MODELS[at] for at in some], SCORES[some] + 6, vote_count=1250.0)
    votes = votes.assign(score_low=np.nan, score_high=np.nan)
    assert sentinel.alarms(votes, votes, past, **breaks) == [], "as arena/text of 2025-08-21"  # type: ignore[arg-type]
    whole = snapshot("2025-03-06", MODELS[-12:], SCORES[-12:] + 6, vote_count=1250.0)
    (alarm,) = sentinel.alarms(whole, whole, past, **breaks)  # type: ignore[arg-type]
    assert (alarm.partial, alarm.cut) == (True, False), "which may be an error"


EVERY_OTHER = range(0, 40, 2)


@pytest.mark.parametrize(
    ("stayed", "new", "said"),
    [
        (range(20, 40), 0, "cut to 20 of them"),  # the best half
        (range(20), 0, "cut to 20 of them"),  # the worst, where a list begins with them
        (range(10, 40), 5, "cut to 30 of them"),  # the best three quarters, some new ones among them
        (EVERY_OTHER, 0, "cut to 20 of them"),  # half of a list in the order of names
        (range(4, 40), 0, ""),  # four weak ones less
        ([at for at in range(40) if at % 4], 0, ""),  # a quarter less, weak and strong
        (EVERY_OTHER, 12, ""),  # half less, and other ones in their place
        (range(20, 40), 20, ""),  # no shorter
    ],
)
def test_a_list_that_was_cut_is_told_whenever_it_comes(stayed: range | list[int], new: int, said: str) -> None:
    """A year later, too, when half of the names may be others: BFCL's and BigCodeBench's lists cut in half passed."""
    models = [MODELS[at] for at in stayed] + [f"new-{number}" for number in range(new)]
    scores = np.r_[SCORES[list(stayed)], 1000 + 20.0 * np.arange(new)]
    alarm = found(snapshot("2026-03-06", models, scores, vote_count=1250.0), *PAST)
    assert alarm.endswith(said) if said else alarm == ""


def test_a_cut_list_of_a_past_is_stored_as_a_part() -> None:
    cut = snapshot("2025-03-06", MODELS[20:], SCORES[20:] + 6, vote_count=1250.0)
    stored = pd.concat([schema.empty(), *PAST], ignore_index=True)
    (alarm,) = sentinel.alarms(cut, cut, stored, NO_BREAKS, NOT_REPEATED, backfill=True)
    assert (alarm.partial, alarm.cut) == (True, False)
    weeks = [snapshot(f"2025-03-{day:02d}", MODELS[20:], SCORES[20:] + day) for day in (6, 9, 13, 16)]
    assert found(pd.concat(weeks), *PAST).count("found a list cut") == 4, "however often it comes, a person decides"


def test_a_snapshot_that_shares_no_name_with_the_past_is_an_alarm() -> None:
    strangers = snapshot("2025-03-06", [f"other-{number}" for number in range(40)], SCORES + 6, vote_count=1250.0)
    assert "found 0 of these names again" in found(strangers, *PAST)
    assert "found 0 of these names again" in found(strangers.assign(published_on=pd.Timestamp("2026-03-06")), *PAST)


# 17.75 thousand million and 0.9 of all others: 18.65 a day.
TOKENS = {f"maker/model-{number:02d}": 10_000_000 * (60 - number) for number in range(50)} | {"other": 900_000_000}


def tokens(day: str, times: float = 1.0) -> pd.DataFrame:
    """A day of openrouter/tokens as its fetcher and normalize read it: the counts above, so many times over."""
    counts = [
        {"date": day, "model_permaslug": name, "total_tokens": str(round(count * times))}
        for name, count in TOKENS.items()
    ]
    return told_of_openrouter(day, counts)


def told_of_openrouter(day: str, counts: list[dict[str, str]]) -> pd.DataFrame:
    """The observations of one day, where it is the last complete one. Raises what reading it raises."""
    source = boards.source("openrouter")
    body = json.dumps({"data": counts, "meta": {"start_date": day, "end_date": day, "version": "v1"}}).encode()
    now = datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(days=1, hours=12)

    def get(url: str, *, immutable: bool = False) -> RawResponse:  # noqa: ARG001 (part of Get)
        asked_for = f"start_date={day}&end_date={day}" in url
        return RawResponse(url, body if asked_for else b"", "0" * 64, now, changed=asked_for)

    (one,) = source.tables(get, False)
    if isinstance(one, Hole):
        raise LayoutChanged(one.message)
    return normalize.normalize([one], source, first_load=False).observations


def test_a_sum_of_a_week_in_the_place_of_a_day_is_kept_out() -> None:
    past = tokens("2026-07-05"), tokens("2026-07-06", 1.1)
    assert found(tokens("2026-07-07", 1.25), *past) == ""
    assert found(tokens("2026-07-07", 7.7), *past) == (
        "openrouter/tokens, overall, 2026-07-07: expected a total within 3 times that of 2026-07-06 (2.052e+10), "
        "found 1.436e+11: times 7"
    )
    assert "times 0.14" in found(tokens("2026-07-07", 1.1 / 7), *past)


def test_no_number_of_such_sums_makes_them_days() -> None:
    """Ratings that agree for a week are the board as it now is; a week of sums of a week is not."""
    week = pd.concat([tokens(f"2026-07-{day:02d}", 7 + day / 20) for day in range(7, 17)], ignore_index=True)
    assert found(week, tokens("2026-07-06", 1.1)).count("expected a total within") == 10


def test_totals_may_grow_as_they_did_from_year_to_year() -> None:
    assert found(tokens("2026-10-09", 542), tokens("2025-01-01"), backfill=True) == ""


def test_a_well_formed_day_without_models_is_no_day() -> None:
    with pytest.raises(LayoutChanged, match=r"start_date=2026-08-22&\S+: expected rows, found none"):
        told_of_openrouter("2026-08-22", [])
    with pytest.raises(normalize.Implausible, match="expected at most 5% unreadable rows"):
        tokens("2026-08-22", 0.0)
