"""Whose models are used: ranges by hand, names that do not count, no question about ability that reads any of it."""

import html
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

import leaderboard
from leaderboard.analytics.adoption import adoption
from leaderboard.publish import charts
from leaderboard.questions import across_boards, catalogue, domains, fitness, news, of_a_model
from leaderboard.questions import adoption as used
from leaderboard.records import compact, store
from leaderboard.records.paths import DataDir
from leaderboard.records.spoken import say
from leaderboard.registry import boards, fields
from leaderboard.registry.boards import UnknownBoard
from tests.app_by_hand import page_of

SEED = Path(__file__).parents[1] / "data"
#: 100 tokens of a day: 40 China's open, 20 the United States' closed, 10 of both, open, 6 China's of unknown weights,
#: 4 of an unknown developer's open model, 20 of nobody known.
DAY = pd.DataFrame(
    [
        (40.0, "CHN", "CHN", "open"),
        (20.0, "USA", "USA", "closed"),
        (10.0, "CHN;USA", "USA", "open"),
        (6.0, "CHN", None, None),
        (4.0, None, "USA", "open"),
        (20.0, None, None, None),
    ],
    columns=["amount", "country", "base_country", "openness"],
).assign(date=pd.Timestamp("2026-10-09"))


def parts(by: str, weights: str = "all", counts: pd.DataFrame = DAY) -> dict[str | None, tuple[float, float, int]]:
    """side -> from which part to which, and of how many names."""
    table = adoption(counts, by, weights)
    sides = [side if isinstance(side, str) else None for side in table["side"]]
    ends = zip(table["low"].round(6), table["high"].round(6), table["names"], strict=True)
    return dict(zip(sides, ends, strict=True))


def test_a_part_lies_between_what_is_surely_a_nations_and_what_could_be() -> None:
    assert parts("developer") == {
        "CHN": (0.51, 0.75, 3),  # 40 + 5 + 6, and 24 of nobody known
        "USA": (0.25, 0.49, 2),  # 20 + 5
        None: (0.24, 0.24, 2),
    }
    assert parts("base") == {"CHN": (0.4, 0.66, 1), "USA": (0.34, 0.6, 3), None: (0.26, 0.26, 2)}
    assert parts("openness") == {"open": (0.54, 0.8, 3), "closed": (0.2, 0.46, 1), None: (0.26, 0.26, 2)}


def test_of_open_models_what_may_be_open_could_be_a_nations() -> None:
    assert parts("developer", "open") == {
        "CHN": (0.45, 0.75, 2),  # 40 + 5; the 6 of unknown weights, 4 and 20 could be, too
        "USA": (0.05, 0.29, 1),  # 5; 4 and 20, and not its closed 20
        None: (0.3, 0.3, 3),
    }
    assert parts("developer", "closed") == {
        "CHN": (0.0, 0.26, 0),
        "USA": (0.2, 0.4, 1),
        None: (0.26, 0.26, 2),
    }


def test_parts_of_several_days_are_of_their_own_totals() -> None:
    again = DAY.assign(date=pd.Timestamp("2026-10-10"), amount=DAY["amount"] * 3)
    table = adoption(pd.concat([again, DAY]), "developer")
    assert table["date"].is_monotonic_increasing
    assert table.loc[table["side"] == "CHN", "low"].tolist() == [0.51, 0.51]
    assert table.loc[table["side"] == "CHN", "amount"].tolist() == [51.0, 153.0]


def test_ranges_are_rounded_outwards() -> None:
    assert used.ranged(0.6309, 0.7194) == "between 63 and 72 %"
    assert used.ranged(0.3, 0.3) == "30 %"
    assert used.ranged(0.6395, 0.6399) == "64 %"
    assert used.ranged(0.634, 0.636) == "between 63 and 64 %"
    assert used.ranged(0.0, 0.004) == "below 1 %"
    assert used.ranged(0.0, 0.0) == "0 %"
    assert used.ranged(0.0, 1.0) == "between 0 and 100 %"


@pytest.mark.parametrize(
    "name",
    ["other", "x-ai/grok-4.7-20260916:free", "gpt-oss-120b-20990101", "stealth/ox-alpha", "openrouter/pareto-code"],
)
def test_a_name_that_is_only_like_a_registered_one_is_nobodys(name: str, tmp_path: Path) -> None:
    """The tail, a router, a stealth model, and spellings for which `resolve` proposes a model."""
    rows = store.scan(DataDir(SEED), ["openrouter/tokens"])
    last = rows[rows["published_on"] == rows["published_on"].max()]
    gpt_oss = last[last["model_name"] == "openai/gpt-oss-120b"].assign(score=25.0)
    store.append(DataDir(tmp_path), "openrouter", [pd.concat([gpt_oss, gpt_oss.assign(model_name=name, score=75.0)])])
    table = leaderboard.adoption(data_dir=tmp_path)
    assert table[["side", "low", "high"]].fillna("").to_numpy().tolist() == [["USA", 0.25, 1.0], ["", 0.75, 0.75]]
    of_weights = leaderboard.adoption(by="openness", data_dir=tmp_path).set_index("side")
    assert of_weights.loc["open", ["low", "high"]].tolist() == [0.25, 1.0]


def test_sums_of_a_month_are_open_as_their_source_says_and_nobodys() -> None:
    table = leaderboard.adoption(measure="tokens-monthly", by="openness", as_of="2025-01-31", data_dir=SEED)
    assert table["date"].unique().tolist() == [pd.Timestamp("2025-01-31")]
    # 337.5 of 2,230.1 thousand million by the file, which gives the low end of the open part as 0.151344
    assert table.set_index("side").loc["open", "low"] == pytest.approx(0.151344, abs=1e-6)
    assert leaderboard.adoption(measure="tokens-monthly", data_dir=SEED)["side"].isna().all()


def test_the_answer_names_its_day_its_range_and_its_bias() -> None:
    tokens, bias = leaderboard.adoption(as_of="2026-11-28", data_dir=SEED).attrs["notes"]
    assert tokens.startswith("On 9 October 2026, models of developers in China had between ")
    assert "% of the tokens through OpenRouter, and models of developers in the United States between " in tokens
    assert "not all use of any model" in bias
    downloads, bias = leaderboard.adoption(measure="downloads", data_dir=SEED).attrs["notes"]
    assert downloads.startswith("In the 30 days to 20 May 2026, ")
    assert "of the downloads of a subset of the hub's models, chosen by one registry" in downloads
    assert bias.startswith("Downloads are of 4,167 models that one registry had chosen, not of the hub")
    assert leaderboard.adoption(as_of="2024-12-31", data_dir=SEED).empty


@pytest.mark.parametrize("wrong", [{"measure": "likes"}, {"by": "nation"}, {"weights": "half"}])
def test_a_word_that_means_nothing_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"expected .+ or .+, found"):
        leaderboard.adoption(**wrong)


# Apart from ability


def test_boards_that_count_use_are_none_on_which_models_compete() -> None:
    counting = set(used.MEASURES.values())
    assert set(boards.adoption()) == counting
    assert not counting & set(boards.catalogue())
    assert counting <= set(boards.every_board())
    assert fields.ADOPTION not in {*domains.headlines(), *fitness.in_index()}


@pytest.mark.parametrize("verb", [verb for verb in catalogue.VERBS.values() if verb.board], ids=lambda verb: verb.name)
def test_no_question_of_one_board_reads_them(verb: catalogue.Verb) -> None:
    needed = {"a": "CHN", "b": "USA", "sides": "CHN,USA"}
    chosen = {one.keyword: needed[one.keyword] for one in verb.arguments}
    for board_id in boards.adoption():
        with pytest.raises(UnknownBoard, match="counts use, not ability"):
            verb.ask(**chosen, board_id=board_id, data_dir=SEED)


def test_no_question_over_all_boards_changes_with_them(tmp_path: Path) -> None:
    """Each asked of a small store with them and without."""
    kept = store.scan(DataDir(SEED), ["livebench/global", "vectara/hallucination", "gso/opt1", "bfcl/overall"])
    for source_id, rows in kept.groupby(compact.text(kept["source_id"])):
        store.append(DataDir(tmp_path / "without"), str(source_id), [rows])
    shutil.copytree(tmp_path / "without", tmp_path / "with")
    for board_id in boards.adoption():
        rows = store.scan(DataDir(SEED), [board_id])
        store.append(DataDir(tmp_path / "with"), board_id.split("/")[0], [rows])

    def answers(data_dir: Path) -> list[pd.DataFrame]:
        as_of = "2026-11-28"
        return [
            domains.domains(as_of=as_of, data_dir=data_dir),
            across_boards.index(as_of=as_of, openness="all", min_boards=2, min_domains=1, data_dir=data_dir),
            leaderboard.robustness("livebench/global", as_of="2026-08-22", data_dir=data_dir).cells,
            leaderboard.choose(as_of=as_of, min_boards=0, data_dir=data_dir),
            news.news(400, as_of=as_of, data_dir=data_dir),
            of_a_model.scores("gpt-oss-120b", as_of=as_of, data_dir=data_dir),
        ]

    for with_them, without in zip(answers(tmp_path / "with"), answers(tmp_path / "without"), strict=True):
        assert len(with_them)
        pd.testing.assert_frame_equal(with_them, without)


# Shown


def test_days_are_bars_where_few_and_a_band_where_many() -> None:
    about = charts.About("Tokens", "Data: by hand", "fraction", True, {"CHN": "China", "USA": "United States"})
    names = {"CHN": "China", "USA": "<b>United States</b>"}
    few = charts.adoption_chart(adoption(DAY, "developer"), names, about)
    (bar,) = (trace for trace in few.data if trace.meta == "CHN range")
    assert (list(bar.base), [round(part, 6) for part in bar.y], list(bar.x)) == ([0.51], [0.24], ["2026-10-09"])
    many = pd.concat([DAY.assign(date=pd.Timestamp("2026-10-01") + pd.Timedelta(days=day)) for day in range(8)])
    bands = charts.adoption_chart(adoption(many, "developer"), names, about)
    (band,) = (trace for trace in bands.data if trace.meta == "CHN range")
    assert (list(band.y), band.fill) == ([0.75] * 8 + [0.51] * 8, "toself")
    assert "&lt;b&gt;United States" in bands.to_json()
    spoken = names | {"USA": "United States"}
    told = charts.adoption_caption(adoption(DAY, "developer"), spoken, "tokens")
    assert told == "On 9 October 2026: China between 51 and 75 %; United States between 25 and 49 %."
    # a sum of several days is none of its last day
    told = charts.adoption_caption(adoption(DAY, "developer"), spoken, "tokens-monthly")
    assert told.startswith("In the month to 9 October 2026: China between 51 and 75 %;")


def test_the_page_says_the_ranges_their_day_and_their_bias(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADERBOARD_DATA_DIR", str(SEED))
    monkeypatch.setenv("LEADERBOARD_NOW", "2026-11-28T12:00:00Z")
    page = page_of("adoption", openness="all")
    shown = " ".join(part.value for part in page.get("html"))
    for words in (
        "On 9 October 2026, models of developers in China had between ",
        "not all use of any model",
        "In the 30 days to 20 May 2026, ",
        "not of the hub: encoders lead",
        "CC BY 4.0",
        "nobody can tell",
    ):
        assert words in shown
    assert "Adoption" in " ".join(part.value for part in page_of("adoption", as_of="2024-06-30").get("html"))


@pytest.mark.parametrize(
    ("openness", "weights", "said"),
    [
        ("open", "open", None),
        ("all", "all", None),
        ("closed", "closed", None),
        ("open_source,unrestricted_weights,restricted_weights,noncommercial_weights", "open", None),
        ("open_source", "open", "open-weight models"),
        ("unknown", "all", "all"),
        ("restricted_weights,closed", "all", "all"),
    ],
)
def test_of_use_only_that_is_told_which_is_known(
    openness: str, weights: str, said: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEADERBOARD_DATA_DIR", str(SEED))
    monkeypatch.setenv("LEADERBOARD_NOW", "2026-11-28T12:00:00Z")
    table = leaderboard.adoption(weights=weights, data_dir=SEED)
    page = page_of("adoption", openness=openness)
    shown = " ".join(part.value for part in page.get("html"))
    assert html.escape(table.attrs["notes"][0]) in shown
    aside = re.findall(r"known of open and of closed ones, not by license: here, of ([^.<]*)\.", shown)
    assert aside == ([said] if said else [])


def test_beside_a_board_stands_which_part_its_leader_has() -> None:
    table = leaderboard.adoption(weights="open", as_of="2026-11-28", data_dir=SEED)
    parts_of_day = used.Parts("tokens", "developer", "open", table)
    said = used.beside("CHN", say("on this board"), pd.Timestamp("2026-08-19"), parts_of_day)
    assert said is not None
    assert said.startswith(
        "On 19 August 2026, China led on this board; open models of developers in China had between "
    )
    assert said.endswith(" % of the tokens through OpenRouter on 9 October 2026.")
    assert "ISL" not in set(table["side"])
    unknown = table.loc[table["side"].isna(), "low"].sum()
    assert parts_of_day.range("ISL") == (0.0, unknown), "a nation that nobody named could have what nobody can place"


def test_a_part_of_another_season_says_nothing_beside_a_lead() -> None:
    october = used.Parts("tokens", "base", "all", adoption(DAY, "base"))
    on_board = say("on this board")
    assert used.beside("USA", on_board, pd.Timestamp("2026-07-09"), october) is not None  # 92 days before 9 October
    assert used.beside("USA", on_board, pd.Timestamp("2026-07-08"), october) is None
    assert used.beside("USA", on_board, pd.Timestamp("2027-01-10"), october) is None


def test_beside_a_board_read_by_bases_the_parts_are_those_of_bases() -> None:
    by_base = used.Parts("tokens", "base", "all", adoption(DAY, "base"))
    said = used.beside("USA", say("on this board"), pd.Timestamp("2026-10-01"), by_base)
    assert said == (
        "On 1 October 2026, bases from the United States led on this board; models built on bases from the United "
        "States had between 34 and 60 % of the tokens through OpenRouter on 9 October 2026."
    )
