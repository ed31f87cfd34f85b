"""The contract of the command line, on the bundled seed: columns, formats, exit codes, words that help."""

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result

from leaderboard.cli import main

SEED = str(Path(__file__).parents[1] / "data")

COLUMNS = {
    "status": "source_id,state,last_checked,last_changed,expected_next,observations,rejects,unresolved,skipped",
    "boards": "board_id,title,domain,metric,categories,first_published_on,last_published_on,observations,snapshots,"
    "median_gap_days,largest_gap_days",
    "unresolved": "source_id,model_name,model_id,setting,rows,organization_id,organization_name,license_name,reason",
    "audit": "kind,model_id,model_name,ours,theirs,source,url,settled,verdict",
    "top": "rank,model_name,setting,model_id,organization,country,base_country,openness,score,score_low,score_high,"
    "sample_size,published_on",
    "frontier": "date,country,model_name,score,score_low,score_high,is_leader,p_leader,verdict,verdict_borrowed",
    "leads": "date,contested_since,reason,from_country,from_model,to_country,to_model,from_score,to_score,p_leader,"
    "decisive,contenders,not_before",
    "gap CHN USA": "date,a,b,best_a,best_b,score_a,score_b,points,relative,win_probability,lag_days,lag_censored,"
    "waiting_days,behind,behind_days,level_on,reached_on,lag_of",
    "epoch-lags USA CHN": "date,a,b,rule,mean,low,high,unit,board_id",
    "epoch-index": "model_name,model_id,country,openness,released_on,epoch,epoch_low,epoch_high,benchmarks,refit,"
    "refit_less_epoch,boards,ours,ours_low,ours_high,ours_less_epoch,told_by",
    "epoch-index --benchmarks": "benchmark,models,epoch,refit,refit_less_epoch,epoch_slope,refit_slope",
    "compute": "date,country,h100_equivalents,share,clusters,unsized,anonymous,newest_on",
    "compute --show chips": "country,chips,makers,fastest,processing_performance,released_on",
    "share": "date,country,count,share",
    "domains": "domain,board_id,date,verdict,country,model_name,models,nations,stale",
}


def call(words: str, *, text: str | None = None, data_dir: str = SEED) -> Result:
    return CliRunner().invoke(main, [*words.split(), "--data-dir", data_dir], input=text)


def rows(words: str, *, text: str | None = None) -> list[dict[str, str]]:
    result = call(f"{words} --format csv", text=text)
    assert result.exit_code in (0, 1), result.output
    return list(csv.DictReader(io.StringIO(result.stdout)))


@pytest.mark.parametrize(("words", "header"), COLUMNS.items())
def test_columns_stand_in_the_order_of_the_contract(words: str, header: str) -> None:
    assert call(f"{words} --format csv").stdout.splitlines()[0] == header


@pytest.mark.parametrize("words", ["top", "frontier", "leads", "gap CHN USA", "share"])
def test_an_empty_result_is_a_header_and_ends_well(words: str) -> None:
    result = call(f"{words} --as-of 2020-01-01 --format csv")
    assert (result.exit_code, result.stdout.splitlines()) == (0, [COLUMNS[words]])
    said = "No complete snapshot of Arena: Text that was published by 1 January 2020 is stored here."
    assert result.stderr.splitlines() == [said]
    assert json.loads(call(f"{words} --as-of 2020-01-01 --format json").stdout) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("top --board arena/txt", "unknown board 'arena/txt': did you mean arena/text"),
        ("top --category codng", "unknown category 'codng' of arena/text: did you mean coding"),
        ("top --openness ajar", "unknown openness 'ajar': expected open, all, or some of open_source"),
        ("top --as-of yesterweek", "expected a day such as 2025-08-04, found 'yesterweek'"),
        ("top --as-of -1", "expected a day such as 2025-08-04, found '-1'"),
        ("top --as-of 04/08/2025", "expected a day such as 2025-08-04, found '04/08/2025'"),
        (
            "top --board livebench/global --benchmark-version nope",
            "unknown benchmark_version 'nope' of livebench/global",
        ),
        ("scores deepseek-r1 --as-of x", "as_of: expected a day such as 2025-08-04, found 'x'"),
        ("evaluations --as-of x", "as_of: expected a day such as 2025-08-04, found 'x'"),
        ("choose --max-size nan", "max_size: expected a number from 0 to 1,000,000, found nan"),
        ("gap China USA", "unknown country 'China': did you mean CHN?"),
        ("compare chn,USA", "found 'chn': did you mean CHN?"),
        ("compare eu27", "found 'eu27': did you mean EU27?"),
        ("choose --exclude china", "found 'china': did you mean CHN?"),
        ("top --board ARENA/TEXT", "unknown board 'ARENA/TEXT': did you mean arena/text"),
        ("gap CHN Atlantis", "unknown country 'Atlantis': expected a code of ISO 3166-1 alpha-3"),
        ("gap CHN USA:ajar", "expected CHN, CHN:open, CHN:closed, open or closed, found 'USA:ajar'"),
        ("top --country chn", "unknown country 'chn': did you mean CHN?"),
        ("top --format xml", "is not one of 'table', 'csv', 'json'. `main top --help` lists what there is."),
        ("top --colour", "No such option"),
        ("tops", "No such command 'tops'"),
        ("unresolved --source nobody", "unknown source 'nobody': there are aider, alpacaeval, arena"),
        ("refresh nobody", "unknown source 'nobody': there are aider, alpacaeval, arena"),
        ("resolve /no/such/file", "No such file"),
    ],
)
def test_wrong_words_end_with_2_and_one_line_that_helps(words: str, said: str) -> None:
    result = call(words)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_csv_says_dates_nulls_and_truth_as_the_contract_does() -> None:
    first = next(row for row in rows("frontier --as-of 2023-05-08") if row["country"] == "USA")
    assert first["date"] == "2023-05-08"
    assert (first["score_low"], first["p_leader"], first["is_leader"]) == ("", "", "true")
    arena = next(row for row in rows("status") if row["source_id"] == "arena")
    assert arena["last_changed"].endswith("Z")


def test_the_ledger_is_a_feed_too() -> None:
    feed = ET.fromstring(call("leads --board arena/text --as-of 2025-01-31 --format atom").stdout.encode())
    newest = feed.find("{http://www.w3.org/2005/Atom}entry/{http://www.w3.org/2005/Atom}id")
    assert newest is not None
    assert newest.text == "tag:open-model-leaderboard,2026:leads/arena/text/overall/2025-01-05/CHN"
    assert call("share --format atom").exit_code == 2


def test_intervals_of_a_gap_are_columns_more() -> None:
    asked = "gap USA CHN --openness all --as-of 2025-02-14"
    (plain,), (more,) = rows(asked), rows(f"{asked} --intervals")
    ends = [
        "points_low",
        "points_high",
        "lag_low",
        "lag_high",
        "waiting_low",
        "waiting_high",
        "behind_low",
        "behind_high",
    ]
    assert more == plain | {name: more[name] for name in ends}
    assert list(more)[len(plain) :] == ends
    # Of 23 points between intervals of some ±8 each: ±11.
    assert float(more["points_low"]) < float(plain["points"]) - 4
    assert float(more["points_high"]) > float(plain["points"]) + 4


def test_nobody_reads_a_lag_backwards() -> None:
    """Athene-V2 was listed on 22 November 2024, the first Chinese model now above it on 22 December."""
    (told,) = rows("gap USA CHN --as-of 2025-02-21")
    (turned,) = rows("gap CHN USA --as-of 2025-02-21")
    assert (round(float(told["points"]), 1), told["lag_days"]) == (-86.5, "30")
    assert (round(float(turned["points"]), 1), turned["lag_days"]) == (86.5, "-30")
    for row in (told, turned):
        assert (row["behind"], row["level_on"]) == ("USA", "2024-11-22")
        assert (row["lag_of"], row["reached_on"]) == ("CHN", "2024-12-22")


def test_floats_are_not_rounded() -> None:
    """DeepSeek-V3 of 2024-12-30, as it stands in upstream's file."""
    assert rows("top --as-of 2024-12-31 -n 1")[0]["score"] == "1315.0723047750498"


def test_json_is_a_list_of_objects() -> None:
    found = json.loads(call("share --as-of 2024-12-31 --format json").stdout)
    assert {"date", "country", "count", "share"} == set(found[0])
    assert sum(row["share"] for row in found) == pytest.approx(1)


def test_top_prints_exactly_n_rows_and_shares_ranks() -> None:
    found = rows("top -n 37 --as-of 2025-08-04")
    assert len(found) == 37
    ranks = [int(row["rank"]) for row in found]
    scores = [float(row["score"]) for row in found]
    assert ranks == [1 + sum(other > score for other in scores) for score in scores]


def test_resolve_keeps_the_columns_it_was_given() -> None:
    asked = "source,model_name,date,mine\narena,deepseek-v3,2025-01-01,x\n*,no-such-model,,y\n"
    found = rows("resolve -", text=asked)
    added = (
        "model_id,organization_id,organization_name_resolved,country,base_country,openness,open_since,basis,"
        "proposal,proposal_reason"
    )
    assert ",".join(found[0]) == f"source,model_name,date,mine,{added}"
    assert (found[0]["country"], found[0]["mine"]) == ("CHN", "x")
    assert (found[1]["country"], found[1]["openness"], found[1]["basis"]) == ("", "unknown", "unknown")


def test_a_table_on_a_terminal_is_csv_elsewhere_and_says_what_it_cuts(monkeypatch: pytest.MonkeyPatch) -> None:
    long, asked = "x" * 70, "resolve -"
    text = f"source,model_name\n*,{long}\n"
    assert call(asked, text=text).stdout == call(f"{asked} --format csv", text=text).stdout
    monkeypatch.setattr("leaderboard.cli._on_a_terminal", lambda: True)
    table = call(asked, text=text)
    assert table.stdout == call(f"{asked} --format table", text=text).stdout
    assert (long in table.stdout, table.stderr) == (False, "Cut to fit (model_name): --format csv has it whole.\n")


def test_resolve_says_which_columns_it_needs() -> None:
    result = call("resolve -", text="name\nx\n")
    assert (result.exit_code, "expected a column model_name" in result.stderr) == (2, True)


def test_a_bare_list_of_names_is_resolved_as_seen_anywhere() -> None:
    bare = rows("resolve -", text="model_name\nada\ngpt-4o\n")
    said = rows("resolve -", text="source,model_name\n*,ada\n*,gpt-4o\n")
    assert [{"source": "*"} | row for row in bare] == said
    assert bare[1]["model_id"] == "gpt-4o"


@pytest.mark.parametrize("written", [b"", b"\xff\xfe\x00,a\n", b'model_name\n"not closed\n', b"a\nb\nc,d,e\n"])
@pytest.mark.parametrize("words", ["resolve {file}", "index --scores {file} --anchor a"])
def test_a_file_that_is_no_table_is_named(words: str, written: bytes, tmp_path: Path) -> None:
    file = tmp_path / "given.csv"
    file.write_bytes(written)
    result = call(words.format(file=file))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"Error: {file}: expected a table as CSV in UTF-8, found ")
    assert len(result.stderr.splitlines()) == 1


def test_an_empty_data_directory_has_no_answers_and_says_so(tmp_path: Path) -> None:
    assert call("boards", data_dir=str(tmp_path)).exit_code == 0
    assert call("status", data_dir=str(tmp_path)).exit_code == 1  # nothing was ever checked
    assert call("top --format csv", data_dir=str(tmp_path)).stdout.splitlines() == [COLUMNS["top"]]


@pytest.mark.parametrize("words", ["top", "frontier", "leads", "gap USA CHN", "share"])
def test_every_verb_of_a_board_says_in_one_line_how_old_its_data_is(words: str) -> None:
    board = "--board aider/polyglot --as-of 2026-06-01"
    lines = call(f"{words} {board}").stderr.splitlines()
    assert [line for line in lines if "the board may have changed since" in line] == [
        "The newest complete snapshot stored by 1 June 2026 is of 4 October 2025, 240 days older: "
        "the board may have changed since, so this is not its standing on the later day."
    ]
    assert "may have changed" not in call(f"{words} --board aider/polyglot --as-of 2025-10-04").stderr


def test_domains_end_in_one_summary_line() -> None:
    (line,) = call("domains --as-of 2026-08-20 --format csv").stderr.splitlines()
    table = rows("domains --as-of 2026-08-20")
    contested = [row for row in table if row["domain"] != "index" and row["stale"] == "false"]
    contested = [row for row in contested if row["verdict"] not in ("uncontested", "none")]
    led = [row for row in contested if row["verdict"].startswith("leads:")]
    assert f"leads with certainty in {len(led)} of {len(contested)} contested domains" in line
