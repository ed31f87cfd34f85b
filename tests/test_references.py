"""The contract that every reference keeps, run over REFERENCES, and how its facts are kept.

A new reference needs a folder tests/fixtures/<reference>/: upstream.csv (url,file: what its
addresses answer), the files (small, written by hand in upstream's shape), and expected.csv: its
facts in the order in which it tells them, checked by hand; a column that it leaves out is empty.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd
import pytest

from fetchers import FACT_COLUMNS, REFERENCES, SOURCES, LayoutChanged, NotFound, RawResponse, Reference, hosts_of
from fetchers._text import hub_id
from leaderboard.intake import refresh
from leaderboard.records import references
from leaderboard.records.paths import DataDir
from leaderboard.registry import boards
from tests.upstream import Answer, Mirror, reply

FIXTURES = Path(__file__).parent / "fixtures"
GARBAGE = (b"\xff\xfe not text", b'{"neither": ["here', b"", b"unlike,this\n1,2", b"- [")

#: Of the European index only whether its head moved is asked, whatever it is.
HEAD = "https://api.github.com/repos/Language-Technology-Assessment/main-database/commits?sha=main&per_page=1"

every_reference = pytest.mark.parametrize("reference", REFERENCES, ids=lambda reference: reference.id)


def bodies(reference: Reference) -> dict[str, bytes]:
    with (FIXTURES / reference.id / "upstream.csv").open(encoding="utf-8", newline="") as lines:
        return {row["url"]: (FIXTURES / reference.id / row["file"]).read_bytes() for row in csv.DictReader(lines)}


def expected(reference: Reference) -> list[dict[str, str]]:
    with (FIXTURES / reference.id / "expected.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@dataclass
class Upstream:
    """A `Get` that answers from the fixture, or with these bytes instead; what it was asked stays with it."""

    bodies: dict[str, bytes]
    changed: bool = True
    asked: list[str] = field(default_factory=list)

    def __call__(self, url: str, *, immutable: bool = False) -> RawResponse:  # noqa: ARG002 (part of Get)
        self.asked.append(url)
        if url not in self.bodies:
            raise NotFound(f"{url}: expected status 200, found 404")
        return RawResponse(url, self.bodies[url], "", datetime(2026, 11, 24, tzinfo=UTC), self.changed)


@every_reference
def test_a_reference_describes_itself(reference: Reference) -> None:
    upstream = Upstream(bodies(reference))
    list(reference.facts(upstream))
    assert set(upstream.asked) == set(upstream.bodies)
    for address in (reference.homepage, reference.license_url, *upstream.asked):
        assert address.startswith("https://")
    assert {urlsplit(url).hostname for url in upstream.asked} <= set(hosts_of(reference)) | {"huggingface.co"}
    assert reference.title
    assert reference.license
    assert reference.attribution
    assert reference.id not in {source.id for source in SOURCES}
    assert "url" in reference.columns


@every_reference
def test_the_fixture_says_what_is_expected(reference: Reference) -> None:
    told = []
    for response, facts in reference.facts(Upstream(bodies(reference))):
        assert set(facts) <= set(reference.columns)
        cells = facts.assign(url=response.url).reindex(columns=list(reference.columns)).astype("object")
        told += cells.where(cells.notna(), "").to_dict("records")
    assert told == [dict.fromkeys(reference.columns, "") | fact for fact in expected(reference)]


@every_reference
def test_where_nothing_changed_nothing_is_said(reference: Reference) -> None:
    assert list(reference.facts(Upstream(bodies(reference), changed=False))) == []


@every_reference
@pytest.mark.parametrize("garbage", GARBAGE)
def test_garbage_is_an_error_that_names_its_place(reference: Reference, garbage: bytes) -> None:
    good = bodies(reference)
    for url in good.keys() - {HEAD}:
        with pytest.raises(LayoutChanged) as caught:
            list(reference.facts(Upstream({**good, url: garbage})))
        assert str(caught.value).startswith(f"{url}: expected ")
        assert ", " in str(caught.value)
        assert "\n" not in str(caught.value)


def test_a_class_of_openness_that_nobody_knows_is_an_error() -> None:
    (index,) = [reference for reference in REFERENCES if reference.id == "osai_index"]
    good = bodies(index)
    (owl,) = [url for url in good if url.endswith("Owl.yaml")]
    with pytest.raises(LayoutChanged, match=r"found .*'half'"):
        list(index.facts(Upstream({**good, owl: good[owl].replace(b"class: partial", b"class: half")})))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://huggingface.co/Qwen/Qwen-72B", "Qwen/Qwen-72B"),
        ("see https://www.huggingface.co/a/b-1.5/tree/main and https://a.example/b", "a/b-1.5"),
        ("https://huggingface.co/a/b https://huggingface.co/a/b", "a/b"),
        ("https://huggingface.co/a/b https://huggingface.co/a/c", None),
        ("https://huggingface.co/papers/2401.1 https://huggingface.co/datasets/a/b", None),
        ("https://nothuggingface.co.example/a/b", None),
        (None, None),
    ],
)
def test_a_hub_id_is_taken_only_where_it_is_the_one_model(text: str | None, found: str | None) -> None:
    assert hub_id(text) == found


@pytest.fixture
def data(tmp_path: Path) -> DataDir:
    return DataDir(tmp_path / "data")


@pytest.fixture
def mirror(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mirror]:
    mirror = Mirror()
    server = mirror.start()
    monkeypatch.setenv("LEADERBOARD_MIRROR", mirror.address)
    monkeypatch.setenv("LEADERBOARD_NOW", "2026-11-24T12:00:00Z")
    monkeypatch.setattr("fetchers._http.WAITS", (0.0, 0.0))
    for reference in REFERENCES:
        mirror.files |= {url.removeprefix("https://"): body for url, body in bodies(reference).items()}
    yield mirror
    server.shutdown()
    server.server_close()


def run(data: DataDir, *names: str) -> list[refresh.SourceReport]:
    return refresh.refresh(boards.upstreams(names), data)


def test_facts_are_kept_sorted_and_once(data: DataDir) -> None:
    frame = pd.DataFrame({"model_name": ["b", "a", "b"], "openness_name": ["open", None, "open"]})
    assert references.keep(data, "helm_metadata", [frame, frame[:1]]) == (2, True)
    assert references.keep(data, "helm_metadata", [frame[::-1]]) == (2, False)
    kept = references.read(data, "helm_metadata")
    assert list(kept.columns) == list(FACT_COLUMNS)
    assert kept[["model_name", "openness_name"]].values.tolist() == [["a", ""], ["b", "open"]]


def test_a_line_break_in_a_cell_breaks_no_line(data: DataDir) -> None:
    references.keep(data, "epoch_models", [pd.DataFrame({"model_name": ["a\n b"], "country_name": ["China\r\n"]})])
    assert references.read(data, "epoch_models")[["model_name", "country_name"]].values.tolist() == [["a b", "China"]]


def test_two_things_told_in_the_same_words_are_two(data: DataDir) -> None:
    anonymous = pd.DataFrame({"cluster_name": ["Anonymized Chinese System"] * 2, "country_name": ["China"] * 2})
    assert references.keep(data, "gpu_clusters", [anonymous]) == (2, True)
    assert references.keep(data, "gpu_clusters", [anonymous]) == (2, False)
    assert "gpu_clusters" not in references.every(data)


def test_a_column_that_came_later_is_empty_in_an_older_file(data: DataDir) -> None:
    data.references.mkdir(parents=True)
    (data.references / "models_dev.csv").write_text("model_name,url\na,u\n", encoding="utf-8")
    held = references.read(data, "models_dev")
    assert list(held.columns) == list(FACT_COLUMNS)
    assert held[["model_name", "parameters_b", "url"]].values.tolist() == [["a", "", "u"]]


@pytest.mark.usefixtures("mirror")
def test_a_refresh_keeps_the_facts_of_every_address(data: DataDir) -> None:
    report = run(data, "epoch_models")[0]
    assert (report.outcome, report.facts, report.observations) == ("changed", 5, 0)
    held = references.read(data, "epoch_models").to_dict("records")
    reference = next(reference for reference in REFERENCES if reference.id == "epoch_models")
    facts = [dict.fromkeys(FACT_COLUMNS, "") | fact for fact in expected(reference)]
    assert sorted(held, key=str) == sorted(facts, key=str)


def test_nothing_new_upstream_writes_nothing_but_state(mirror: Mirror, data: DataDir) -> None:
    names = [reference.id for reference in REFERENCES]
    run(data, *names)
    before = {file: file.read_bytes() for file in data.root.rglob("*") if file.is_file()}
    mirror.asked.clear()
    assert [(report.outcome, report.facts) for report in run(data, *names)] == [
        ("unchanged", len(expected(reference))) for reference in REFERENCES
    ]
    assert {status for _, status in mirror.asked} == {304}
    after = {file: file.read_bytes() for file in data.root.rglob("*") if file.is_file()}
    assert {file.name for file in after if after[file] != before.get(file)} <= {"state.json"}


@pytest.mark.usefixtures("mirror")
def test_facts_that_may_not_be_passed_on_stay_on_this_machine(data: DataDir) -> None:
    run(data, "huggingface_hub", "models_dev")
    found = {str(file.relative_to(data.root)) for file in data.root.rglob("*.csv")}
    assert {name for name in found if not name.startswith("local/copies/")} == {
        "local/references/huggingface_hub.csv",
        "references/models_dev.csv",
    }
    assert references.hub_ids(data)["maker/Model-A"] == "maker/Model-A"


@pytest.mark.usefixtures("mirror")
def test_facts_that_were_lost_come_back_though_upstream_stood_still(data: DataDir) -> None:
    run(data, "models_dev")
    (data.references / "models_dev.csv").unlink()
    assert run(data, "models_dev")[0].facts == 2
    assert len(references.read(data, "models_dev")) == 2


@pytest.mark.usefixtures("mirror")
def test_figures_have_columns_and_a_day_of_their_own_and_check_nothing(data: DataDir) -> None:
    run(data, "eci_benchmarks", "models_dev")
    figures = references.read(data, "eci_benchmarks")
    assert set(figures["retrieved_on"]) == {"2026-11-24"}
    assert figures.loc[figures["model_name"] == "Yi-9B", ["benchmark", "performance"]].values.tolist() == [
        ["CritPt", "0"],
        ["MMLU", "1.0"],
    ]
    assert len(references.every(data)["models_dev"]) == 2
    assert "eci_benchmarks" not in references.every(data)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (b"m1,b2,1.2,MMLU,,,New,,,,,,,", "'1.2' for 'New' on 'MMLU'"),
        (b"m1,b2,,MMLU,,,New,,,,,,,", "nan for 'New' on 'MMLU'"),
        (b"m1,b2,0.5,MMLU,,,Yi-9B,,,,,,,", "'0.5' for 'Yi-9B' on 'MMLU'"),
    ],
    ids=["beyond all", "none", "twice"],
)
def test_a_score_that_would_spoil_a_fit_is_refused(line: bytes, found: str) -> None:
    reference = next(reference for reference in REFERENCES if reference.id == "eci_benchmarks")
    (url,) = bodies(reference)
    with pytest.raises(LayoutChanged, match=f"once per model and benchmark, found {found}"):
        list(reference.facts(Upstream({url: bodies(reference)[url] + line + b"\n"})))


@pytest.mark.parametrize("fault", [reply(200, b"id,open_weights\n"), reply(503), reply(404)])
def test_a_bad_day_of_one_reference_leaves_all_as_it_was(mirror: Mirror, data: DataDir, fault: Answer) -> None:
    run(data, "models_dev", "helm_metadata")
    before = references.read(data, "models_dev")
    mirror.faults["models.dev/models.json"] = fault
    other, failed = run(data, "models_dev", "helm_metadata")
    assert (other.source_id, other.outcome) == ("helm_metadata", "unchanged")
    assert (failed.source_id, failed.outcome) == ("models_dev", "failed")
    assert failed.message.startswith("models_dev: ")
    assert "models.dev/models.json: expected " in failed.message
    assert references.read(data, "models_dev").equals(before)


def test_a_name_that_is_neither_source_nor_reference_is_answered_with_those_there_are() -> None:
    with pytest.raises(boards.UnknownSource, match=r"unknown source 'helm': there are .*\barena, .*helm_metadata"):
        boards.upstreams(["helm"])
