"""Every answer at its address: the same as on the command line, named, described, and refused in one line where it is
no answer.
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.datastructures import QueryParams

from leaderboard.cli import main
from leaderboard.publish import guide
from leaderboard.publish.columns import COLUMNS
from leaderboard.publish.pages import PAGES
from leaderboard.questions.catalogue import ADDRESSED, VERBS
from leaderboard.questions.why import WHY_DTYPES
from leaderboard.registry import tables
from leaderboard.serve import answers, remembering, turns
from leaderboard.serve.routes import ROUTES
from tests import app_by_hand
from tests.asking import Answer, asked

ROOT = Path(__file__).parents[1]
APP = Starlette(routes=ROUTES)
ATOM = "{http://www.w3.org/2005/Atom}"
#: What must be said for a verb to answer.
NEEDED = {
    "gap": {"a": "CHN", "b": "USA"},
    "epoch-lags": {"a": "USA", "b": "CHN"},
    "compare": {"sides": "CHN,USA"},
    "scores": {"model": "llama-3.3-70b"},
    "why": {"id": "top --board arena/text --as-of 2025-03-10 # model_name=Deep-2 setting="},
}


@pytest.fixture(autouse=True, scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The boards by hand, on a day of March 2025; what is once computed is kept for the next test."""
    folder = tmp_path_factory.mktemp("data")
    app_by_hand.fill(folder)
    small = app_by_hand.small_registry()
    remembering.forget()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEADERBOARD_DATA_DIR", str(folder))
        patch.setenv("LEADERBOARD_NOW", app_by_hand.NOW)
        patch.setattr(tables, "load", lambda: small)
        yield folder
    remembering.forget()


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data directory of the test's own."""
    app_by_hand.fill(tmp_path)
    monkeypatch.setenv("LEADERBOARD_DATA_DIR", str(tmp_path))
    return tmp_path


def at(verb: str, form: str = ".csv", **said: str) -> Answer:
    return asked(APP, f"/v1/{verb}{form}?{urlencode(NEEDED.get(verb, {}) | said)}")


@pytest.mark.parametrize("lens", ["developer", "base"])
@pytest.mark.parametrize("openness", ["unknown", "noncommercial_weights"])
@pytest.mark.parametrize("verb", ["top", "frontier", "leads", "gap", "share", "compare", "inside"])
def test_where_no_model_counts_an_answer_has_no_rows_and_says_so(verb: str, openness: str, lens: str) -> None:
    told = json.loads(at(verb, ".metadata.json", openness=openness, lens=lens).body)
    assert told["rows"] == 0
    assert "No model counts in the newest snapshot, of 10 March 2025: there is nothing to rank." in told["notes"]


def test_where_nothing_is_stored_by_a_day_an_answer_says_so() -> None:
    (note,) = json.loads(at("top", ".metadata.json", as_of="2020-01-01").body)["notes"]
    assert note == "No complete snapshot of Arena: Text that was published by 1 January 2020 is stored here."


@pytest.mark.parametrize("verb", ADDRESSED)
def test_every_verb_is_answered_as_on_the_command_line(verb: str, shared: Path) -> None:
    needed = NEEDED.get(verb, {}).values()
    printed = CliRunner().invoke(main, [verb, *needed, "--data-dir", str(shared), "--format", "csv"])
    answer = at(verb)
    assert answer.status == 200, answer.text
    assert answer.body == printed.stdout_bytes


@pytest.mark.parametrize("verb", ADDRESSED)
def test_the_forms_of_an_answer_hold_the_same(verb: str) -> None:
    rows = list(csv.DictReader(io.StringIO(at(verb).text)))
    parquet = pd.read_parquet(io.BytesIO(at(verb, ".parquet").body))
    described = json.loads(at(verb, ".metadata.json").body)
    assert [one["name"] for one in described["columns"]] == list(parquet.columns)
    assert described["rows"] == len(rows) == len(parquet) == len(json.loads(at(verb, ".json").body))
    for name in parquet.columns:
        if pd.api.types.is_float_dtype(parquet[name]):
            told = [float(row[name] or "nan") for row in rows]
            assert told == pytest.approx(parquet[name].tolist(), rel=1e-15, nan_ok=True)
        elif pd.api.types.is_string_dtype(parquet[name]):
            assert [row[name] for row in rows] == parquet[name].fillna("").tolist()


@pytest.mark.parametrize("verb", ADDRESSED)
def test_every_column_has_a_long_name(verb: str) -> None:
    named = next(csv.reader(io.StringIO(at(verb).text)))
    assert set(named) <= set(COLUMNS)
    long = next(csv.reader(io.StringIO(at(verb, names="long").text)))
    assert long == [COLUMNS[name] for name in named]
    assert len(set(long)) == len(long)


def test_long_names_are_told_apart() -> None:
    assert set(WHY_DTYPES) <= set(COLUMNS)
    assert all(title and title == title.strip() for title in COLUMNS.values())


def test_parameters_mean_what_they_do_on_the_command_line_and_a_hyphen_is_an_underscore() -> None:
    first = at("top", as_of="2025-02-10", n="1").text.splitlines()
    assert first[1].startswith("1,Deep-1,")
    assert at("top", **{"as-of": "2025-02-10", "n": "1"}).text.splitlines() == first
    everything = at("share", history="true").text.splitlines()
    assert [line[:10] for line in everything[1:]] == ["2025-01-10"] * 2 + ["2025-02-10"] * 2 + ["2025-03-10"] * 2


def test_ids_lead_on_to_the_evidence() -> None:
    (row,) = csv.DictReader(io.StringIO(at("top", n="1", ids="true").text))
    steps = list(csv.DictReader(io.StringIO(at("why", id=row["id"]).text)))
    assert steps[1] | {"subject": "model_name", "says": "Deep-2"} == steps[1]


def test_a_spreadsheet_is_kept_from_formulas_and_everybody_else_gets_the_text_as_it_is() -> None:
    exact = at("top", category="french", n="9").text
    assert ",=HYPERLINK(0)," in exact
    assert "\ufeff" not in exact
    safe = at("top", category="french", n="9", flavor="spreadsheet").text
    assert safe.startswith("\ufeff")
    assert ",'=HYPERLINK(0)," in safe


def test_the_metadata_say_what_whose_and_when() -> None:
    said = json.loads(at("frontier", ".metadata.json", as_of="2025-03-15").body)
    assert said["title"] == "Each nation's best model over time (Arena: Text, category overall)"
    assert said["unit"] == "points"
    assert said["definition"].startswith("The frontier is every nation's best over time")
    assert said["days"] == {"data": "2025-03-10", "as_of": "2025-03-15", "known_at": None}
    assert [source["title"] for source in said["sources"]] == ["Arena"]
    assert said["sources"][0]["license"] == "CC-BY-4.0"
    assert "Arena" in said["citation"]
    assert "as of 2025-03-15" in said["citation"]
    assert said["addresses"]["page"] == "http://leaderboard.test/board?as_of=2025-03-15"
    assert said["addresses"]["csv"] == "http://leaderboard.test/v1/frontier.csv?as_of=2025-03-15"
    assert said["parameters"]["dates"] == "published"
    assert said["columns"][2] == {"name": "model_name", "title": "Model (as published)", "type": "string"}


def test_old_data_is_said_to_be_old() -> None:
    (note,) = json.loads(at("top", ".metadata.json", board="arena/vision").body)["notes"]
    assert "10 January 2025" in note


@pytest.mark.parametrize("verb", ["top", "frontier", "leads", "share", "compare"])
def test_a_board_of_which_nothing_was_stored_is_said_to_be_that(verb: str) -> None:
    sides = {"sides": "CHN"} if verb == "compare" else {}
    asked = {"board": "arena/text", "as_of": "2025-03-10", "known_at": "2025-01-02T12:00:00Z", **sides}
    (note,) = json.loads(at(verb, ".metadata.json", **asked).body)["notes"]
    assert note == (
        "No complete snapshot of Arena: Text that was published by 10 March 2025 was stored here by 12:00 UTC on "
        "2 January 2025."
    )


@pytest.mark.parametrize("verb", ADDRESSED)
def test_every_verb_has_a_page_that_there_is(verb: str) -> None:
    page = json.loads(at(verb, ".metadata.json").body)["addresses"]["page"]
    path = page.removeprefix("http://leaderboard.test").partition("?")[0]
    assert path in {page.path for page in PAGES}


def test_whoever_has_an_answer_is_not_sent_it_again() -> None:
    first = at("leads")
    tag = first.headers["etag"]
    again = asked(APP, "/v1/leads.csv", if_none_match=f'"other", {tag}')
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
    assert asked(APP, "/v1/leads.csv?board=arena/vision", if_none_match=tag).status == 200
    assert asked(APP, "/v1/leads.csv", if_none_match="*").status == 304


def test_an_answer_changes_with_the_data_and_is_computed_once(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    computed = []
    monkeypatch.setattr(answers, "turn", lambda: computed.append(1) or turns.turn())
    tag = at("boards").headers["etag"]
    at("boards", ".json")
    assert at("boards").headers["etag"] == tag
    assert len(computed) == 1
    file = next((data / "observations").rglob("*.parquet"))
    file.unlink()
    assert at("boards").headers["etag"] != tag
    assert len(computed) == 2


def test_how_long_others_may_keep_it_depends_on_what_can_still_change_it() -> None:
    assert at("top").headers["cache-control"] == "public, max-age=300"
    assert at("top", as_of="2025-03-10").headers["cache-control"] == "public, max-age=300"
    pinned = at("top", as_of="2025-03-10", known_at="2025-03-20T12:00:00Z")
    assert pinned.headers["cache-control"] == "public, max-age=86400"
    assert at("top", board="nobody").headers["cache-control"] == "no-store"


def test_pages_of_others_may_read_an_answer_and_a_refusal() -> None:
    for address in ("/v1/top.csv", "/v1/top.csv?n=x", "/v1/x.csv", "/feeds/leads.atom", "/v1/snapshots.json"):
        assert asked(APP, address).headers["access-control-allow-origin"] == "*", address
    before = asked(APP, "/v1/top.csv", method="OPTIONS")
    assert before.status == 204
    assert before.headers["access-control-allow-headers"] == "If-None-Match"
    assert asked(APP, "/v1/top.csv", method="HEAD").headers["etag"] == at("top").headers["etag"]
    assert asked(APP, "/v1/top.csv", method="POST").status == 405


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/v1/top.csv?utm_source=x", 400, "unknown parameter 'utm_source': top.csv takes board, category"),
        ("/v1/tops.csv", 404, "no such answer: expected VERB.csv, .json, .parquet or .metadata.json of top, frontier"),
        ("/v1/top.xlsx", 404, "no such answer"),
        ("/v1/top", 404, "no such answer"),
        ("/v1/resolve.csv", 404, "no such answer"),
        ("/v1/top.atom", 404, "no such answer"),
        ("/v1/top.csv?board=arena/txt", 404, "unknown board 'arena/txt': did you mean arena/text"),
        ("/v1/top.csv?category=codng", 400, "unknown category 'codng' of arena/text: did you mean coding"),
        ("/v1/top.csv?openness=ajar", 400, "unknown openness 'ajar'"),
        ("/v1/top.csv?as_of=yesterweek", 400, "as_of: expected a day such as 2025-08-04, found 'yesterweek'"),
        ("/v1/top.csv?known_at=-1", 400, "known_at: expected a moment such as 2025-08-04 or 2025-08-04T12:00:00Z"),
        ("/v1/top.csv?benchmark_version=nope", 400, "unknown benchmark_version 'nope' of arena/text: expected none"),
        ("/v1/top.csv?lens=glass", 400, "lens: expected developer or base, found 'glass'"),
        ("/v1/top.csv?n=0", 400, "n: expected a whole number from 1 to 1,000,000, found '0'"),
        ("/v1/top.csv?n=3&n=3", 400, "n: expected once, found twice"),
        ("/v1/top.csv?as_of=2025-01-01&as-of=2025-01-01", 400, "as_of: expected once, found twice"),
        ("/v1/top.csv?color=red", 400, "unknown parameter 'color': top.csv takes board, category"),
        ("/v1/top.csv?n=", 400, "n: expected 1 to 1,000 printable letters"),
        ("/v1/top.csv?category=%00", 400, "category: expected 1 to 1,000 printable letters"),
        ("/v1/top.csv?category=%ff", 400, "category: expected 1 to 1,000 printable letters"),
        ("/v1/top.json?flavor=spreadsheet", 400, "unknown parameter 'flavor'"),
        ("/v1/top.csv?flavor=vanilla", 400, "flavor: expected plain or spreadsheet, found 'vanilla'"),
        ("/v1/gap.csv?a=CHN", 400, "gap: expected a and b"),
        ("/v1/gap.csv?a=CHN&b=Atlantis", 400, "unknown country 'Atlantis'"),
        ("/v1/scores.csv?model=gpt-9", 400, "unknown model 'gpt-9'"),
        ("/v1/why.csv?id=x", 400, "'x': expected the id of a row"),
        (f"/v1/top.csv?category={'x' * 1001}", 400, "category: expected 1 to 1,000 printable letters"),
        (f"/v1/top.csv?category={'x' * 10_000}", 400, "expected at most 4,000 letters of parameters, found 10,009"),
        ("/v1/snapshots/2026-01-01/x.csv", 404, "no such file"),
    ],
)
def test_what_is_no_answer_is_refused_in_one_line(address: str, status: int, said: str) -> None:
    for wanted in ("text/csv", "application/json"):
        answer = asked(APP, address, accept=wanted)
        assert answer.status == status
        line = json.loads(answer.text)["error"] if "json" in answer.headers["content-type"] else answer.text.strip()
        assert line.startswith(said)
        assert "\n" not in line
    assert ("json" in asked(APP, address).headers["content-type"]) == address.partition("?")[0].endswith(".json")


HOSTILE = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "../../etc/passwd", "/etc/passwd", "..", "%2e%2e%2f", "\x00", "a\x00b", "'; DROP TABLE boards; --",
            "1 OR 1=1", "$(id)", "`id`", "<script>alert(1)</script>", "{{7*7}}", "x" * 10_000, "\u202e", "\ud800",
            "file:///etc/passwd", "-1", "1e9", "9" * 30, "nan", "0001-01-01", "9999-12-31", "2025-W01-1", "\r\nX: y",
        ]
    ),
)  # fmt: skip
WORDS = st.one_of(
    st.sampled_from(sorted({one.word for verb in ADDRESSED.values() for one in verb.parameters} | set(answers.COMMON))),
    HOSTILE,
)


def quoted(text: str, safe: str = "") -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe=safe)


GIVEN = st.lists(st.tuples(WORDS, HOSTILE), max_size=4)


def query_of(verb: str, said: list[tuple[str, str]]) -> str:
    return "&".join(f"{quoted(name)}={quoted(text)}" for name, text in (*NEEDED.get(verb, {}).items(), *said))


@given(verb=st.sampled_from(sorted(ADDRESSED)), form=st.sampled_from([*answers.FORMS, ".xls", ""]), said=GIVEN)
@settings(max_examples=500, deadline=None)
def test_whatever_is_asked_is_understood_or_refused(verb: str, form: str, said: list[tuple[str, str]]) -> None:
    query = query_of(verb, said)
    try:
        question = answers.asked(f"{verb}{form}", query, QueryParams(query).multi_items())
    except ValueError:
        return
    assert question.verb.name == verb
    assert all(len(text) <= answers.LONGEST_VALUE and text.isprintable() for _, text in question.said)


@given(verb=st.sampled_from(["top", "gap", "leads", "registry", "sources", "why"]), said=GIVEN)
@settings(max_examples=60, deadline=None)
def test_whatever_is_asked_is_answered_or_refused_in_a_line(verb: str, said: list[tuple[str, str]]) -> None:
    answer = asked(APP, f"/v1/{verb}.csv?{query_of(verb, said)}")
    assert answer.status in (200, 400, 404)
    if answer.status != 200:
        assert len(answer.text) < 500
        assert answer.text.count("\n") == 1
        assert "Traceback" not in answer.text


@given(path=st.text(max_size=80) | HOSTILE)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_path_leads_to_a_file(path: str, data: Path) -> None:
    (data / "secret.csv").write_text("secret")
    (data / "exports" / "2026-10-06").mkdir(parents=True, exist_ok=True)
    for address in (
        f"/v1/{path}",
        f"/v1/snapshots/{path}",
        f"/v1/snapshots/2026-10-06/{path}",
        f"/v1/snapshots/latest/{path}",
    ):
        answer = asked(APP, quoted(address, "/?=&"))
        assert answer.status in (200, 307, 400, 404, 405)
        assert b"secret" not in answer.body


def test_exported_files_stand_at_their_day_for_ever_and_the_newest_under_latest(data: Path) -> None:
    for day in ("2026-10-05", "2026-10-06"):
        folder = data / "exports" / day / "frontier"
        folder.mkdir(parents=True)
        (folder / "arena-text.csv").write_text(f"date\n{day}\n")
    (data / "secret.csv").write_text("secret")
    (data / "exports" / "2026-10-06" / "linked.csv").symlink_to(data / "secret.csv")
    listed = json.loads(asked(APP, "/v1/snapshots.json").body)
    assert listed == [{"date": f"2026-10-0{day}", "files": ["frontier/arena-text.csv"]} for day in (6, 5)]
    dated = asked(APP, "/v1/snapshots/2026-10-05/frontier/arena-text.csv")
    assert (dated.status, dated.text) == (200, "date\n2026-10-05\n")
    assert dated.headers["content-type"] == "text/csv; charset=utf-8"
    assert dated.headers["cache-control"] == "public, max-age=31536000, immutable"
    newest = asked(APP, "/v1/snapshots/latest/frontier/arena-text.csv")
    assert newest.text == "date\n2026-10-06\n"
    assert newest.headers["cache-control"] == "public, max-age=300"
    again = asked(APP, "/v1/snapshots/latest/frontier/arena-text.csv", if_none_match=newest.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    for outside in ("linked.csv", "../../secret.csv", "frontier", "", "frontier/../frontier/arena-text.csv"):
        assert asked(APP, f"/v1/snapshots/2026-10-06/{outside}").status == 404, outside


def test_ids_of_the_feeds_never_change() -> None:
    leads = ET.fromstring(asked(APP, "/feeds/leads.atom?board=arena/text").body)
    tag = "tag:open-model-leaderboard,2026:"
    assert [one.text for one in leads.iter(f"{ATOM}id")] == [
        f"{tag}leads/arena/text/overall",
        f"{tag}leads/arena/text/overall/2025-03-10/CHN",
        f"{tag}leads/arena/text/overall/2025-01-10/USA",
    ]
    assert asked(APP, "/v1/leads.atom").body == asked(APP, "/feeds/leads.atom").body
    sources = ET.fromstring(asked(APP, "/feeds/sources.atom").body)
    assert [one.text for one in sources.iter(f"{ATOM}id")] == [
        f"{tag}sources",
        f"{tag}sources/arena/text/2025-03-10",
        f"{tag}sources/arena/text/2025-02-10",
        f"{tag}sources/arena/text/2025-01-10",
        f"{tag}sources/arena/vision/2025-01-10",
    ]


def test_machines_that_read_first_find_every_verb_and_every_page() -> None:
    llms = asked(APP, "/llms.txt").text
    for verb in ADDRESSED.values():
        assert f"http://leaderboard.test/v1/{verb.name}.csv" in llms
        assert verb.title in llms
    sitemap = ET.fromstring(asked(APP, "/sitemap.xml").body)
    listed = [one.text for one in sitemap.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert listed[:2] == ["http://leaderboard.test/", "http://leaderboard.test/board"]
    assert "http://leaderboard.test/board?board=arena/text" in listed
    assert "http://leaderboard.test/board?board=aider/polyglot" not in listed
    assert not any("/why" in str(one) for one in listed)
    assert asked(APP, "/robots.txt").text.endswith("Sitemap: http://leaderboard.test/sitemap.xml\n")
    assert asked(APP, "/healthz").text == "ok\n"


def test_more_than_can_be_computed_is_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> None:
        raise turns.Busy

    monkeypatch.setattr(answers, "turn", full)
    answer = at("top", n="77")
    assert (answer.status, answer.headers["retry-after"]) == (503, "10")


def test_places_are_given_back() -> None:
    with pytest.raises(RuntimeError), turns.turn():
        raise RuntimeError
    taken = [turns._places.acquire(blocking=False) for _ in range(turns.COMPUTED + turns.WAITING)]
    assert all(taken)
    with pytest.raises(turns.Busy), turns.turn():
        pass
    for _ in taken:
        turns._places.release()


def test_data_that_cannot_be_read_is_not_told_by_its_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADERBOARD_DATA_DIR", "/no/such/folder")
    answer = at("top")
    assert (answer.status, answer.text) == (503, "the data cannot be read just now: try again\n")


def test_the_promise_names_every_address_and_every_parameter() -> None:
    promise = (ROOT / "docs" / "addresses.md").read_text(encoding="utf-8")
    assert guide.table() in promise
    assert guide.renewed(promise) == promise
    for route in ROUTES:
        path = re.sub(
            r"\{(\w+)(:path)?\}", lambda one: {"name": "NAME", "day": "DAY", "board": "BOARD"}[one[1]], route.path
        )
        assert f"`{path}`" in promise, path
    for limit in (answers.LONGEST_QUERY, answers.LONGEST_VALUE):
        assert f"{limit:,}" in promise
    for limit in (turns.COMPUTED, turns.WAITING, turns.ANSWERED, turns.QUEUED):
        assert re.search(rf"\b{limit}\b", promise)
    assert set(VERBS) - set(ADDRESSED) == {"resolve", "abilities"}
