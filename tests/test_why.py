"""Every number can be followed: random cells come out again, from the observations that the chain names."""

import csv
import io
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from fetchers import NotFound, RawResponse, ScoreTable
from leaderboard.analytics.item_response import fit
from leaderboard.cli import main
from leaderboard.intake import read, refresh
from leaderboard.intake.archive import Archive
from leaderboard.publish import exports
from leaderboard.questions import across_boards, histories
from leaderboard.questions.as_text import Question, parse, question
from leaderboard.questions.catalogue import FOLLOWED
from leaderboard.questions.claims import formula
from leaderboard.questions.why import WHY_DTYPES, Chain, chain, identified, why
from leaderboard.records import store
from leaderboard.records.paths import DataDir
from leaderboard.registry import boards
from tests.boards_by_hand import AT_ANY_SPEED
from tests.upstream import Mirror, arena_rows

SEED = Path(__file__).parents[1] / "data"
CELLS = 500
KNOWN = "2026-11-26T00:00:00Z"
COMMANDS = (
    "top -n 60 --as-of 2025-08-04",
    "top -n 40 --openness all --board livebench/global",
    "top -n 30 --board arena/vision --category english --lens base",
    "top -n 20 --board arena/text --country USA --one-per-organization --as-of 2024-10-16",
    "frontier --as-of 2024-03-31",
    "frontier --board arena/webdev --openness all",
    "frontier --board arena/search --dates released",
    "frontier --as-of 2024-03-31 --best-of-all",
    "leads",
    "leads --board arena/text_style_control --openness all",
    "gap CHN USA --history --as-of 2025-01-31",
    "gap USA:closed CHN:open --history --board arena/webdev",
    "gap closed open --board livebench/global --history --dates released",
    "epoch-lags USA CHN --board arena/text --openness all",
    "epoch-lags closed open --board arena/vision --openness all",
    "share --history --as-of 2024-12-31",
    "share --history --top 5 --board arena/vision --category chinese",
    "share --top 15 --lens base",
    "compare CHN,USA --as-of 2024-12-31",
    "compare ISR,FRA --top 5 --board arena/vision --category chinese",
    "robustness --cells --as-of 2025-02-28",
    "robustness --cells --board livebench/global --as-of 2025-06-30",
    "robustness --board arena/vision --as-of 2025-06-30",
    "domains --as-of 2025-08-05",
    "claims",
    "adoption",
    "adoption --weights open --as-of 2025-12-31",
    "adoption --measure downloads-all-time",
    "adoption --measure tokens-monthly --by openness --history",
    "index --openness all --as-of 2024-07-31",
    "index --history --as-of 2024-07-31",
    "index --sensitivity --as-of 2024-07-31",
)


def rows(command: str, data_dir: Path) -> list[dict[str, str]]:
    result = CliRunner().invoke(main, [*command.split(), "--ids", "--format", "csv", "--data-dir", str(data_dir)])
    assert result.exit_code == 0, result.output
    return list(csv.DictReader(io.StringIO(result.stdout)))


@pytest.fixture
def asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many rows are followed, all at one moment: each table and each board's past are computed once."""
    monkeypatch.setenv("LEADERBOARD_NOW", KNOWN)
    monkeypatch.setattr(Question, "ask", cache(Question.ask))
    monkeypatch.setattr(histories, "history", cache(histories.history))
    monkeypatch.setattr(across_boards, "fitted_scores", cache(across_boards.fitted_scores))
    monkeypatch.setattr(across_boards, "defensible", cache(across_boards.defensible))


def as_csv(cell: object) -> str:
    if cell is None or pd.isna(cell):
        return ""
    if isinstance(cell, pd.Timestamp):
        return f"{cell:%Y-%m-%d}"
    return str(cell).lower() if str(cell) in ("True", "False") else str(cell)


def again(found: Chain) -> dict[str, object]:
    """Cells of the row, worked out once more from nothing but the observations of its chain."""
    return {
        "top": of_top,
        "frontier": of_frontier,
        "leads": of_leads,
        "gap": of_gap,
        "epoch-lags": of_epoch_lags,
        "share": of_share,
        "compare": of_compare,
        "domains": of_domains,
        "robustness": of_robustness,
        "claims": of_claims,
        "index": of_index,
        "adoption": of_adoption,
    }[found.question.verb.name](found)


def of_top(found: Chain) -> dict[str, object]:
    (only,) = found.observations.to_dict("records")
    same = (
        "model_name",
        "setting",
        "model_id",
        "country",
        "openness",
        "score",
        "score_low",
        "score_high",
        "sample_size",
    )
    return {name: only[name] for name in same if name in only} | {"published_on": only["published_on"]}


def of_frontier(found: Chain) -> dict[str, object]:
    best, overall = (found.observations[found.observations["part"] == part] for part in ("best", "best of all"))
    score = found.observations.drop(index=overall.index)["score"]
    told = {name: best.iloc[0][name] for name in ("model_name", "score", "score_low", "score_high")}
    told |= {"is_leader": bool(told["score"] == score.max())}
    if overall.empty:
        return told
    distance = 0.0 - abs(told["score"] - overall.iloc[0]["score"])
    return told | {"overall_model": overall.iloc[0]["model_name"], "to_best": distance}


def of_domains(found: Chain) -> dict[str, object]:
    best = found.observations[found.observations["part"] == "best"].iloc[0]
    return {"board_id": best["board_id"], "date": best["published_on"], "model_name": best["model_name"]}


def of_leads(found: Chain) -> dict[str, object]:
    told: dict[str, object] = {}
    for row in found.observations.to_dict("records"):
        side = row["part"].removesuffix("_score")
        told |= {f"{side}_score": row["score"], f"{side}_model": row["model_name"], "date": row["published_on"]}
    return told


def part(found: Chain, name: str) -> pd.Series:
    """The observation that has this part in the statistic."""
    return found.observations[[name in parts.split(", ") for parts in found.observations["part"]]].iloc[0]


def of_gap(found: Chain) -> dict[str, object]:
    a, b = part(found, "score_a"), part(found, "score_b")
    points = a["score"] - b["score"]
    told = {
        "best_a": a["model_name"],
        "best_b": b["model_name"],
        "score_a": a["score"],
        "score_b": b["score"],
        "points": points,
        "relative": points / (b["score"] if points > 0 else a["score"]),
    }
    if a["board_id"].startswith("arena"):
        told["win_probability"] = 1 / (1 + 10 ** (-points / 400))
    return told


def of_epoch_lags(found: Chain) -> dict[str, object]:
    """The first rule by two loops, the last by the best so far on each day; the others are left to their own tests."""
    leaders, followers = (
        found.observations[found.observations["part"] == name].sort_values("released_on")
        for name in ("leader", "follower")
    )
    if found.row["rule"] == "catch_up":
        days = []
        for day, of in leaders.groupby("released_on"):
            best = of["score"].max()
            caught = followers.loc[followers["score"] >= best, "released_on"]
            if best > leaders.loc[leaders["released_on"] < day, "score"].max() or day == leaders["released_on"].min():
                days += [(caught.min() - day).days] if len(caught) else []
        months = pd.Series(days) / (365.25 / 12)
        return {"mean": months.mean(), "low": months.min(), "high": months.max()}
    if found.row["rule"] == "points":
        one, other = (of.groupby("released_on")["score"].max().cummax() for of in (leaders, followers))
        both = pd.concat([one, other], axis=1, sort=True).asfreq("D").ffill().dropna()
        return {"mean": (both.iloc[:, 0] - both.iloc[:, 1]).mean()}
    return {}


def of_share(found: Chain) -> dict[str, object]:
    return held_places(found.observations, found.question.chosen.get("top", 10))


def of_adoption(found: Chain) -> dict[str, object]:
    """The sums of the counts by what each has to do with the side; a joint model's is divided."""
    seen = found.observations
    total = seen["score"].sum()
    if pd.isna(found.row["side"]):
        unknown = seen.loc[seen["part"] == "unknown", "score"].sum()
        return {"amount": unknown, "low": unknown / total, "names": (seen["part"] == "unknown").sum()}
    mine = seen[seen["part"] == "counted"]
    nations = mine["country"].fillna("").str.split(";").str.len()
    amount = (mine["score"] / (nations if found.question.chosen.get("by") != "openness" else 1)).sum()
    unsure = seen.loc[seen["part"] == "possibly counted", "score"].sum()
    return {"amount": amount, "low": amount / total, "high": (amount + unsure) / total, "names": len(mine)}


def held_places(listed: pd.DataFrame, top: int) -> dict[str, object]:
    cut = listed["score"].nlargest(top).min()
    above = (listed["score"] > cut).sum()
    tied = (listed["score"] == cut).sum()
    places = listed["score"].map(lambda score: 1.0 if score > cut else (min(top, above + tied) - above) / tied)
    mine = listed["part"].str.contains("counted")
    joint = listed["country"].fillna("").str.count(";") + 1
    count = (places / joint)[mine].sum()
    return {"count": count, "share": count / places.sum()}


def of_compare(found: Chain) -> dict[str, object]:
    seen = found.observations
    told = held_places(seen[seen["part"] != "best"], found.question.chosen.get("top", 10))
    own = seen[seen["country"].fillna("").str.contains(found.row["side"])].nlargest(1, "score")
    if own.empty:
        return {"share": told["share"]}
    best = own["score"].iloc[0]
    return {"share": told["share"], "score": best, "points": best - seen["score"].max()}


def of_robustness(found: Chain) -> dict[str, object]:
    """Who has most of the places in the cell's list, and whether that is the nation of the headline's best."""
    if "choice" in found.row or found.row["rule"] != "points":  # it sums up many cells, or chances
        return {}

    def said(name: str, top: int, counting: str) -> tuple[str, float]:
        mine = found.observations[[name in parts.split(", ") for parts in found.observations["part"]]]
        better = 1 if boards.board(mine["board_id"].iloc[0]).board.higher_is_better else -1
        strength = better * mine["score"]
        cut = strength.nlargest(top).min()
        above, tied = (strength > cut).sum(), (strength == cut).sum()
        held: dict[str, float] = {}
        for value, origin in zip(strength, mine["country"].fillna("unknown"), strict=True):
            place = 1.0 if value > cut or counting == "whole" else (min(top, above + tied) - above) / tied
            for nation in origin.split(";"):
                held[nation] = held.get(nation, 0) + (place if counting == "whole" else place / len(origin.split(";")))
        most = max(held.values())
        places = len(mine) if counting == "whole" else min(top, above + tied)
        return ";".join(sorted(nation for nation in held if held[nation] >= most - 1e-9)), most / places

    answer, share = said("listed", found.row["top"], found.row["counting"])
    headline, _ = said("headline", 1, "fractional")
    return {"answer": answer, "share": share, "agrees": answer == headline}


def of_claims(found: Chain) -> dict[str, object]:
    """What was found on the day of the claim."""
    observations = found.observations
    asked = formula(found.row["formula"]) if found.row["formula"] else None
    if asked and asked.reading.kind == "count" and asked.question.verb.name == "leads":
        return {"found": float(len(observations))}
    if asked is None or observations.empty:
        return {"verdict": "not_checkable", "found": None}
    if asked.question.verb.name == "top":
        if asked.reading.kind == "count":
            return {"found": float(len(observations))}
        if asked.reading.kind == "distinct":
            return {"found": ";".join(sorted(set(observations[asked.reading.column])))}
        if asked.reading.over:
            return {"found": observations["score"].iloc[0] / observations["score"].iloc[1]}
        return {"found": observations["model_id"].iloc[0]} if asked.reading.column == "model_id" else {}
    then = observations[observations["published_on"] == found.row["found_on"]]
    if asked.question.verb.name == "epoch-lags":  # Epoch counts some models as level: see its own tests
        return {}
    if asked.question.verb.name == "frontier":  # of the leader, or of the verdict that all of them make
        best = then[then["part"] == "best"].iloc[0]
        return {"found": best[asked.reading.column]} if asked.reading.column in best else {}
    asked_row = pd.Series(dict(asked.reading.where), dtype="object")
    told = again(replace(found, question=asked.question, row=asked_row, observations=then))[asked.reading.column]
    return {"found": told if isinstance(told, float) else as_csv(told)}


def of_index(found: Chain) -> dict[str, object]:
    if "left_out" in found.row:  # it speaks of a fit that has no rows of its own
        return {"boards": 0} if found.observations.empty else {}
    told: dict[str, object] = {"ability": fitted_again(found.question.but(every_date=None))[found.row["model_id"]]}
    if "boards" in found.row:
        told["boards"] = (found.observations["part"].str.contains("ability")).sum()
    return told


@cache
def fitted_again(asked: Question) -> pd.Series:
    """By model_id: the abilities that explain the scores which the chains of all rows of the index name."""
    everything = asked.but(openness="all", min_boards=2, min_domains=1)
    scores = []
    for row_id in everything.ids(everything.ask(SEED)):
        of_model = chain(row_id, SEED).observations
        for board_id, here in of_model.groupby("board_id"):
            board = boards.board(str(board_id)).board
            own = here[here["part"].str.contains("ability")].iloc[0]
            if board.metric == "elo":
                median = here.loc[here["part"].str.contains("median"), "score"].mean()
                performance = 1 / (1 + 10 ** ((median - own["score"]) / 400))
            else:
                performance = own["score"] / 100 if board.higher_is_better else 1 - own["score"] / 100
            scores.append({"model": own["model_id"], "benchmark": board_id, "performance": performance})
    return fit(pd.DataFrame(scores), "arena/text").capability


@pytest.mark.usefixtures("asked_once")
def test_five_hundred_random_cells_come_out_again() -> None:
    chance = random.Random(20261124)
    drawn = []
    for command in COMMANDS:  # as many of each, however long its table
        asked = parse(command, FOLLOWED).but(known_at=KNOWN)
        listed = list(csv.DictReader(io.StringIO(exports.to_csv(asked.named(asked.ask(SEED))))))
        some = chance.sample(listed, min(len(listed), 5))
        cells = [(row, name) for row in some for name in row if name != "id"]
        drawn += chance.sample(cells, min(len(cells), 40))
    chosen = chance.sample(drawn, CELLS)
    assert {parse(command, FOLLOWED).verb.name for command in COMMANDS} == set(FOLLOWED)
    recomputed = 0
    followed = {row["id"]: chain(row["id"], SEED) for row, _ in chosen}
    for row, name in chosen:
        found = followed[row["id"]]
        assert as_csv(found.row[name]) == row[name]
        worked_out = again(found)
        if name in worked_out:
            recomputed += 1
            if isinstance(worked_out[name], float):
                within = 1e-9 if name == "ability" else 0  # a fit ends where its steps no longer count
                assert float(row[name] or "nan") == pytest.approx(worked_out[name], rel=1e-12, abs=within, nan_ok=True)
            else:
                assert row[name] == as_csv(worked_out[name])
    # Ranks, chances, verdicts, reasons and dates rest on more than the chain spells out.
    assert recomputed > CELLS // 4


@pytest.mark.usefixtures("asked_once")
def test_a_lag_counts_from_the_first_listings_that_the_chain_names() -> None:
    followed = [(row, chain(row["id"], SEED)) for row in rows("gap CHN USA --history --as-of 2025-08-31", SEED)[-60:]]
    for row, found in followed:
        behind, ahead = ("b", "a") if float(row["points"]) >= 0 else ("a", "b")
        later = part(found, "first listing of the best behind")
        earlier = part(found, "first listing of one ahead that scores as much")
        lag = (later["published_on"] - earlier["published_on"]).days
        assert int(row["lag_days"]) == (lag if ahead == "a" else -lag)
        assert [row["level_on"], row["reached_on"]] == [f"{one['published_on']:%Y-%m-%d}" for one in (later, earlier)]
        assert row["lag_of"] == ("" if lag == 0 else row[behind] if lag > 0 else row[ahead])
        assert (
            later["model_name"] == row[f"best_{behind}"]
            or later["model_id"] == part(found, f"score_{behind}")["model_id"]
        )
        assert (row["waiting_days"] or row["behind_days"]) == row["behind_days"]
        if row["behind_days"]:
            since = part(found, "first listing of one ahead that scores more")["published_on"]
            assert int(row["behind_days"]) == (pd.Timestamp(row["date"]) - since).days
    assert {float(row["points"]) > 0 for row, _ in followed} == {True, False}


def test_ids_are_a_last_column_and_change_nothing_else() -> None:
    for command in ("top -n 3 --as-of 2025-08-04", "share --as-of 2025-08-04", "claims --as-of 2025-08-04"):
        words = [*command.split(), "--format", "csv", "--data-dir", str(SEED)]
        plain, named = (CliRunner().invoke(main, [*words, *more]).stdout.splitlines() for more in ([], ["--ids"]))
        assert [line.rpartition(",")[0] for line in named] == plain
        assert all(" # " in line for line in named[1:])


def test_an_id_says_its_day_and_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADERBOARD_NOW", "2026-01-02T03:04:05Z")
    asked, key = identified(rows("share --top 3", SEED)[0]["id"])
    assert str(asked) == (
        "share --board arena/text --openness open --lens developer --as-of 2026-01-02 --known-at 2026-01-02T03:04:05Z "
        "--top 3"
    )
    assert set(key) == {"date", "country"}


@pytest.mark.parametrize(
    ("row_id", "said"),
    [
        ("share --top 3", "expected the id of a row, such as 'share --board arena/text"),
        ("share # ", "expected the id of a row"),
        ("share # CHN", "expected the id of a row"),
        ("fetch # date=2025-08-04", "expected a verb"),
        ("share --as-of 2025-08-04 # country=ZZZ", "expected one row with {'country': 'ZZZ'}, found 0 of 1"),
        ("top --as-of 2025-08-04 # country=CHN", "expected one row with {'country': 'CHN'}, found 10 of 10"),
        ("share --as-of 2025-08-04 # nation=CHN", "expected a column of date, country, count, share, found 'nation'"),
    ],
)
def test_what_is_no_id_of_a_row_is_one_line_that_says_why(row_id: str, said: str) -> None:
    result = CliRunner().invoke(main, ["why", row_id, "--data-dir", str(SEED)])
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert "Traceback" not in result.stderr


@AT_ANY_SPEED
@given(st.lists(st.text(st.characters(exclude_categories=("Cs",))), min_size=2, max_size=2, unique=True))
def test_any_published_name_can_be_part_of_an_id(names: list[str]) -> None:
    table = pd.DataFrame({"model_name": names, "setting": "", "score": [1.0, 2.0]})
    asked = question(FOLLOWED["top"], {"as_of": "2025-01-01"})
    for position, row_id in enumerate(asked.ids(table)):
        read, key = identified(row_id)
        assert read == asked
        assert asked.row(table, key)["score"] == position + 1


@pytest.fixture
def loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DataDir]:
    """A board just fetched from an upstream on loopback, bytes and all."""
    mirror = Mirror()
    server = mirror.start()
    monkeypatch.setenv("LEADERBOARD_MIRROR", mirror.address)
    monkeypatch.setenv("LEADERBOARD_NOW", "2025-01-10T12:00:00Z")
    monkeypatch.setattr("fetchers._http.WAITS", (0.0, 0.0))
    mirror.arena("text", arena_rows(("2025-01-01", "deepseek-v3", 1300.5), ("2025-01-01", "nobody knows it", 1250.0)))
    data = DataDir(tmp_path / "data")
    refresh.refresh(boards.sources(["arena"]), data, backfill=True)
    yield data
    server.shutdown()
    server.server_close()


ID = "top --board arena/text --as-of 2025-01-01 # model_name=deepseek-v3"


def test_the_chain_ends_at_the_bytes_and_the_bytes_say_the_same(loaded: DataDir) -> None:
    found = chain(ID, loaded.root)
    (response,) = found.responses.to_dict("records")
    assert response["evidence"].endswith("leaderboard-dataset/resolve/main/text/full-00000-of-00001.parquet")
    assert response["at"].startswith("2025-01-10T12:00:00")
    archive = Archive(loaded.archive)
    body = archive.read(response["subject"])
    assert response["says"] == f"{len(body):,} bytes, kept"

    def replayed(url: str, *, immutable: bool = False) -> RawResponse:  # noqa: ARG001 (as a Get is called)
        if url not in archive.addresses:
            raise NotFound(url)
        kept = archive.addresses[url]
        return RawResponse(
            url, archive.read(kept["sha256"]), kept["sha256"], datetime.fromisoformat(kept["retrieved_at"])
        )

    parts = boards.sources(["arena"])[0].tables(replayed, True)
    (parsed,) = [table for table in parts if isinstance(table, ScoreTable) and len(table.rows)]
    row = parsed.rows[parsed.rows["model_name"] == "deepseek-v3"].iloc[0]
    assert float(row["score"]) == found.observations["score"].iloc[0] == found.row["score"] == 1300.5


def test_with_the_bytes_gone_the_chain_says_so(loaded: DataDir) -> None:
    sha256 = chain(ID, loaded.root).responses["subject"].iloc[0]
    path = Archive(loaded.archive).path(sha256)
    path.write_bytes(b"something else")
    said = chain(ID, loaded.root).responses["says"].iloc[0]
    assert sha256 in said
    assert "14 other bytes" in said
    path.unlink()
    (response,) = chain(ID, loaded.root).responses.to_dict("records")
    assert response["says"].startswith("not kept on this machine: ")
    assert response["evidence"].startswith("https://huggingface.co/")  # the address and time are still known
    (loaded.archive / "manifest.jsonl").unlink()
    (response,) = chain(ID, loaded.root).responses.to_dict("records")
    assert response["evidence"].startswith("https://huggingface.co/")  # by the list of what was read
    assert response["at"] == "2025-01-10"
    for listed in loaded.read.glob("*.csv"):
        listed.unlink()
    (response,) = chain(ID, loaded.root).responses.to_dict("records")
    assert response["evidence"].startswith("unknown here; published at https://")
    assert response["at"] == ""


def test_the_seed_says_of_every_response_that_it_holds_where_and_when_it_was_had() -> None:
    for source in boards.every_source():
        held = store.rows_by_response(DataDir(SEED), source.id)
        told = read.where(DataDir(SEED), source)
        assert held.keys() <= told.keys()
        assert all(
            url.startswith("https://") and pd.Timestamp(day) <= pd.Timestamp("2026-11-28") for url, day in told.values()
        )


def test_the_chain_names_the_entries_and_their_evidence() -> None:
    told = why("top --as-of 2024-12-31 # model_name=deepseek-v3", SEED)
    assert told.dtypes.astype(str).to_dict() == WHY_DTYPES
    assert told["step"].drop_duplicates().tolist() == ["statistic", "observation", "registry", "response"]
    entries = told[told["step"] == "registry"].set_index("subject")
    assert entries.at["spelling deepseek-v3", "says"] == "model deepseek-v3"
    assert "CHN" in entries.at["organization deepseek", "says"]
    assert entries.at["openness of deepseek-v3", "says"].startswith("restricted_weights")
    assert entries.at["model deepseek-v3", "evidence"].startswith("https://")


def test_a_base_model_and_an_unknown_name_are_followed_too(loaded: DataDir) -> None:
    built = why("top --as-of 2024-12-31 -n 30 # model_name=athene-v2-chat", SEED)["subject"].tolist()
    assert {"model qwen2.5-72b-instruct", "organization alibaba", "organization nexusflow"} <= set(built)
    unknown = why("top --as-of 2025-01-01 # 'model_name=nobody knows it'", loaded.root)
    entries = unknown[unknown["step"] == "registry"].set_index("subject")["says"]
    assert entries["organization name deepseek"] == "organization deepseek"
    assert entries["license MIT"] == "unrestricted_weights"


def test_a_share_names_every_model_of_the_places() -> None:
    found = chain("share --top 10 --as-of 2025-08-04 # country=CHN", SEED)
    assert found.observations["part"].tolist() == ["counted"] * 10
    assert found.observations["model_name"].iloc[0] == "glm-4.5"
    assert found.row["share"] == 1


def test_the_index_rests_on_a_row_of_every_board() -> None:
    ids = rows("index", SEED)
    found = chain(ids[0]["id"], SEED)
    own = found.observations[found.observations["part"].str.contains("ability")]
    assert len(own) == own["board_id"].nunique() == found.row["boards"]
    assert set(own["model_id"]) == {found.row["model_id"]}
    others = found.observations.drop(own.index)
    assert (others["part"] == "median of the board").all()
    assert set(others["board_id"]) == {name for name in own["board_id"] if name.startswith("arena/")}
