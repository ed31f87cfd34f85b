"""Second opinions on the small registry: what counts as a disagreement, what settles it, what goes stale."""

from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from leaderboard.cli import main
from leaderboard.records import references, store
from leaderboard.records.paths import DataDir
from leaderboard.registry.audit import COLUMNS, audit
from leaderboard.registry.tables import load
from tests.registry_by_hand import registry
from tests.test_store import observations

R1 = "DeepSeek-R1-Distill-Llama-70B"
FILE = "https://epoch.ai/data/notable_ai_models.csv"
VERDICTS = "kind,model_id,source,theirs,ours,verdict,reason,checked_on\n"


@pytest.fixture
def data(tmp_path: Path) -> DataDir:
    return DataDir(tmp_path)


def epoch(data: DataDir, *facts: dict[str, str]) -> None:
    references.keep(data, "epoch_models", [pd.DataFrame([{"url": FILE, **fact} for fact in facts])])


def shown(data: DataDir, *rows: tuple[str, str], **columns: object) -> None:
    """Rows of (day, model name) on Arena."""
    scored = [(day, name, 1300.0) for day, name in rows]
    store.append(data, "arena", [observations(*scored, source_id="arena", board_id="arena/text", **columns)])


def found(data: DataDir, verdicts: str = "") -> list[tuple[str, str, str, str, str]]:
    """kind, model_id, ours, theirs, source of every disagreement."""
    table = audit(data, registry(verdicts=VERDICTS + verdicts))
    assert list(table) == list(COLUMNS)
    return list(table[["kind", "model_id", "ours", "theirs", "source"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("name", "country", "said"),
    [
        (R1, "China", None),
        (R1, "China,China", None),
        (R1, "United States of America", ("CHN", "USA")),
        (R1, "France,China,France", ("CHN", "CHN;FRA")),
        (R1, "China,Atlantis", ("CHN", "Atlantis;CHN")),
        (R1, "Multinational", None),
        (R1, "Multinational,China", None),
        (R1, "", None),
        ("joint", "China,United States of America", None),
        ("joint", "United States,China", None),
        ("joint", "China", ("CHN;USA", "CHN")),
        ("early", "France", None),
        ("late", "France", ("USA", "FRA")),
        ("nobody knows this name", "France", None),
        ("shared-name", "France", None),
    ],
)
def test_countries_are_compared_as_sets_of_the_day_of_release(
    data: DataDir, name: str, country: str, said: tuple[str, str] | None
) -> None:
    epoch(data, {"model_name": name, "country_name": country})
    assert [row[2:4] for row in found(data)] == ([said] if said else [])


@pytest.mark.parametrize(
    ("name", "term", "ours"),
    [
        (R1, "API access", "restricted_weights"),
        (R1, "a word without a translation", "restricted_weights"),
        (R1, "Unknown", None),
        ("llama-3.3-70b-fp8", "Open weights (unrestricted)", "restricted_weights"),
        ("opened-later", "Open weights (unrestricted)", None),
        ("opened-later", "API access", "unrestricted_weights"),
    ],
)
def test_a_reference_speaks_of_openness_today(data: DataDir, name: str, term: str, ours: str | None) -> None:
    epoch(data, {"model_name": name, "openness_name": term})
    assert [(row[0], row[2], row[3]) for row in found(data)] == ([("openness", ours, term)] if ours else [])


@pytest.mark.parametrize(
    ("day", "license_name", "said"),
    [
        ("2025-02-28", "Proprietary", []),
        ("2025-02-28", "MIT", []),  # a day's difference is the time zone
        ("2025-03-01", "Proprietary", [("openness", "opened-later", "unrestricted_weights", "Proprietary", "arena")]),
        ("2025-02-27", "MIT", [("openness", "opened-later", "closed", "MIT", "arena")]),
        ("2025-03-01", "MIT", []),
        ("2025-03-01", "a license nobody listed", []),
    ],
)
def test_a_board_speaks_of_openness_on_its_day(
    data: DataDir, day: str, license_name: str, said: list[tuple[str, ...]]
) -> None:
    shown(data, (day, "opened-later"), license_name=license_name)
    assert found(data) == said


def test_a_license_tells_nothing_of_the_data_that_open_source_needs(data: DataDir) -> None:
    shown(data, ("2025-03-01", "opened-later"), license_name="MIT")
    steps = "model_id,valid_from,openness\nearly,,closed\nopened-later,,"
    for openness, disagreements in (("open_source", 0), ("restricted_weights", 1)):
        assert len(audit(data, registry(model_openness=steps + openness))) == disagreements


@pytest.mark.parametrize(
    ("organization_name", "differs"),
    [
        ("DeepSeek AI", False),
        ("meta", True),
        ("meta, DeepSeek AI", False),
        ("meta, Mover", True),
        ("an organization nobody registered", False),
        ("", False),
    ],
)
def test_an_organization_is_ours_where_it_is_among_those_named(
    data: DataDir, organization_name: str, differs: bool
) -> None:
    shown(data, ("2025-02-01", R1), organization_name=organization_name)
    row = ("organization", "r1-distill-llama-70b", "deepseek", organization_name, "arena")
    assert found(data) == ([row] if differs else [])


@pytest.mark.parametrize(
    ("owners", "agree"),
    [({"deepseek": "meta"}, True), ({"meta": "deepseek"}, True), ({"deepseek": "mover", "meta": "mover"}, False)],
)
def test_owner_and_owned_may_stand_for_each_other(data: DataDir, owners: dict[str, str], agree: bool) -> None:
    shown(data, ("2025-02-01", R1), organization_name="meta")
    seats = {"deepseek": "CHN", "joint-lab": "USA", "meta": "USA", "mover": "FRA"}
    rows = [f"{name},{country},{owners.get(name, '')}" for name, country in seats.items()]
    known = registry(organizations="\n".join(["organization_id,country,parent_id", *rows]))
    assert audit(data, known).empty == agree


@pytest.mark.parametrize(
    ("name", "base", "said"),
    [
        (R1, "llama-3.3-70b-fp8", []),
        (R1, "early", [("base", "llama-3.3-70b", "early")]),
        (R1, "early,llama-3.3-70b-fp8", []),
        (R1, "a base nobody registered", []),
        ("early", "early,late", []),
        ("early", "late", [("base", "early", "late")]),
        ("joint", "early", [("base", "", "early")]),
    ],
)
def test_bases_are_compared_by_who_stands_at_their_root_and_from_scratch_is_on_none(
    data: DataDir, name: str, base: str, said: list[tuple[str, str, str]]
) -> None:
    epoch(data, {"model_name": name, "base_name": base})
    assert [(row[0], row[2], row[3]) for row in found(data)] == said


def test_an_unknown_base_is_not_taken_for_the_developers_own(data: DataDir) -> None:
    epoch(data, {"model_name": "joint", "base_name": "early"})
    models = "model_id,organization_id,base_model_id\nearly,mover,early\njoint,mover,"
    openness = "model_id,openness\nearly,closed\njoint,closed"
    known = registry(models=models, model_openness=openness)
    assert audit(data, known)[["kind", "ours"]].values.tolist() == [["base", ""]]


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2024-12-30", [("released_on", "early", "2025-01-01", "2024-12-30", "arena")]),
        ("2024-12-31", []),  # a day's difference is the time zone
        ("2025-01-05", []),
    ],
)
def test_no_board_shows_a_model_before_its_release(data: DataDir, day: str, said: list[tuple[str, ...]]) -> None:
    shown(data, ("2025-01-09", "early"), (day, "early"))
    assert found(data) == said


def tracked(data: DataDir, **fact: str) -> None:
    references.keep(data, "tracked_models", [pd.DataFrame([{"url": FILE, **fact}])])


@pytest.mark.parametrize(
    ("name", "region", "ours"),
    [
        (R1, "china", None),
        (R1, "us", "CHN"),
        (R1, "other", "CHN"),
        (R1, "unknown", None),
        (R1, "", None),
        ("joint", "us", None),  # of China and the United States
        ("joint", "other", "CHN;USA"),
        ("early", "eu", None),
        ("late", "eu", "USA"),
    ],
)
def test_a_region_is_a_bucket_in_which_one_of_our_countries_lies(
    data: DataDir, name: str, region: str, ours: str | None
) -> None:
    tracked(data, model_name=name, region_name=region)
    assert found(data) == ([("region", found_id(name), ours, region, "tracked_models")] if ours else [])


def found_id(name: str) -> str:
    return {R1: "r1-distill-llama-70b"}.get(name, name)


@pytest.mark.parametrize(
    ("theirs", "ours", "agree"),
    [
        ("70", "70.6", True),
        ("70", "77", True),
        ("70", "77.1", False),
        ("70", "", False),
        ("", "70", True),
        ("about 70", "1", True),
    ],
)
@pytest.mark.parametrize("size", ["parameters_b", "active_parameters_b"])
def test_sizes_agree_as_far_as_they_are_rounded(data: DataDir, size: str, theirs: str, ours: str, agree: bool) -> None:
    tracked(data, model_name="early", **{size: theirs})
    models = f"model_id,organization_id,base_model_id,{size}\nearly,mover,early,{ours}"
    table = audit(data, registry(models=models, model_openness="model_id,openness\nearly,closed"))
    assert table[["kind", "ours", "theirs"]].values.tolist() == ([] if agree else [[size, ours, theirs]])


@pytest.mark.parametrize(
    ("told", "said"),
    [("2025-01-02", False), ("2025-01-03", True), ("2025-03-02", False), ("2025-02-01", True), ("", False)],
)
def test_a_day_of_release_is_that_of_the_api_or_of_the_weights(data: DataDir, told: str, said: bool) -> None:
    models = "model_id,organization_id,base_model_id,released_on,weights_on\nearly,mover,early,2025-01-01,2025-03-01"
    known = registry(models=models, model_openness="model_id,openness\nearly,closed")
    tracked(data, model_name="early", released_on=told)
    rows = audit(data, known)[["kind", "ours", "theirs"]].values.tolist()
    assert rows == ([["released_on", "2025-01-01", told]] if said else [])
    epoch(data, {"model_name": "early", "released_on": "2020-01-01"})  # the day of a paper is held against no release
    assert len(audit(data, known)) == len(rows)


def test_a_name_that_nobody_registered_is_known_by_the_hub_id_beside_it(data: DataDir) -> None:
    hub = "https://huggingface.co/maker/Early-Bird"
    models = f"model_id,organization_id,base_model_id,weights_url\nearly,mover,early,{hub}\nlate,meta,late,"
    known = registry(models=models, model_openness="model_id,openness\nearly,closed\nlate,closed")
    for name, disagrees in (("Early Bird", ["early"]), ("early_bird", ["early"]), ("late", ["late"]), ("Bird", [])):
        epoch(data, {"model_name": name, "hub_id": "maker/Early-Bird", "country_name": "Japan"})
        assert audit(data, known)["model_id"].tolist() == disagrees


def test_what_is_said_often_is_listed_once_with_its_place(data: DataDir) -> None:
    epoch(
        data,
        {"model_name": R1, "country_name": "France", "released_on": "2025-01-20"},
        {"model_name": R1, "country_name": "France,France", "organization_name": "meta,DeepSeek AI"},
    )
    shown(data, ("2025-02-01", R1), ("2025-02-02", R1), license_name="Proprietary")
    table = audit(data, registry())
    assert table[["kind", "model_name", "source", "url", "settled", "verdict"]].values.tolist() == [
        ["country", R1, "epoch_models", FILE, False, ""],
        ["openness", R1, "arena", "https://lmarena.ai/leaderboard", False, ""],
    ]


@pytest.mark.parametrize(
    ("model_id", "theirs", "ours", "settled"),
    [
        ("r1-distill-llama-70b", "FRA", "CHN", True),
        ("deepseek/*", "FRA", "CHN", True),
        ("meta/*", "FRA", "CHN", False),
        ("r1-distill-llama-70b", "USA", "CHN", False),
        ("r1-distill-llama-70b", "FRA", "USA", False),
    ],
)
def test_a_verdict_settles_exactly_what_it_weighed(
    data: DataDir, model_id: str, theirs: str, ours: str, settled: bool
) -> None:
    epoch(data, {"model_name": R1, "country_name": "France"})
    table = audit(
        data, registry(verdicts=f"{VERDICTS}country,{model_id},epoch_models,{theirs},{ours},ours,why,2026-01-02")
    )
    real = table[table["model_name"] == R1].iloc[0]
    assert (real["settled"], real["verdict"]) == ((True, "ours: why") if settled else (False, ""))
    assert len(table) == (1 if settled else 2)


def test_what_is_unsettled_comes_first(data: DataDir) -> None:
    epoch(data, {"model_name": R1, "country_name": "France", "openness_name": "API access"})
    verdict = "country,r1-distill-llama-70b,epoch_models,FRA,CHN,ours,why,2026-01-02"
    table = audit(data, registry(verdicts=VERDICTS + verdict))
    assert table[["kind", "settled"]].values.tolist() == [["openness", False], ["country", True]]


def test_a_verdict_whose_disagreement_is_gone_is_stale_where_its_source_is_there(data: DataDir) -> None:
    verdict = "country,r1-distill-llama-70b,epoch_models,FRA,CHN,ours,why,2026-01-02"
    shown(data, ("2025-02-01", R1), license_name="Llama 3.3")
    assert found(data, verdict) == []  # nothing of Epoch's is here: nothing is known
    epoch(data, {"model_name": R1, "country_name": "China"})
    table = audit(data, registry(verdicts=VERDICTS + verdict))
    assert table["settled"].tolist() == [False]
    assert table["verdict"].tolist() == ["stale, the disagreement is gone: take this row out of verdicts.csv"]


def test_the_verb_prints_what_is_unsettled_and_says_so_in_its_exit_code(
    data: DataDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    epoch(data, {"model_name": R1, "country_name": "France"})
    words = ["audit", "--data-dir", str(data.root), "--format", "csv"]
    settling = "country,r1-distill-llama-70b,epoch_models,FRA,CHN,ours,why,2026-01-02"
    for verdicts, code, lines, all_lines in (("", 1, 2, 2), (settling, 0, 1, 2)):
        known = registry(verdicts=VERDICTS + verdicts)
        monkeypatch.setattr("leaderboard.registry.tables.load", lambda known=known: known)
        short, long = CliRunner().invoke(main, words), CliRunner().invoke(main, [*words, "--all"])
        assert (short.exit_code, len(short.stdout.splitlines())) == (code, lines)
        assert (long.exit_code, len(long.stdout.splitlines())) == (code, all_lines)


TWO_IDS = """
    source_id,model_name,model_id,setting
    *,early,early,
    *,late,late,
    *,late-high,late,high
"""


def renamed(data: DataDir, name: str, **after: object) -> list[tuple[str, str, str, str, str]]:
    """What is found where `early` (1300, 1295 to 1305, 1,000 votes) stands on one day, and this name on the next."""
    shown(data, ("2025-08-01", "early"), score_low=1295.0, score_high=1305.0, sample_size=1000)
    as_before = {"score": 1303.0, "score_low": 1298.0, "score_high": 1308.0, "sample_size": 1100}
    shown(data, ("2025-08-08", name), **as_before | after)
    table = audit(data, registry(model_aliases=TWO_IDS))
    rows = table.loc[table["kind"] == "renamed", ["kind", "model_id", "ours", "theirs", "source"]]
    return list(rows.itertuples(index=False, name=None))


def test_a_name_that_begins_where_another_ends_with_its_score_and_votes_may_be_a_rename(data: DataDir) -> None:
    """As gpt-4 and gpt-4-0314, or chatgpt-4o-latest and chatgpt-4o-latest-20240808, of Arena."""
    assert renamed(data, "late-high") == [("renamed", "early", "late", "late-high", "arena")]


@pytest.mark.parametrize(
    "after",
    [
        {"score": 1305.5},  # outside of the old interval
        {"sample_size": 899},
        {"sample_size": 1501},
        {"sample_size": None},
    ],
)
def test_with_another_score_or_other_votes_it_is_another_model(data: DataDir, after: dict[str, object]) -> None:
    assert renamed(data, "late", **after) == []


def test_models_that_ever_stood_side_by_side_are_two(data: DataDir) -> None:
    shown(data, ("2025-08-01", "late"), score_low=1295.0, score_high=1305.0, sample_size=1000)
    assert renamed(data, "late-high") == []


def test_every_second_opinion_in_the_bundled_data_is_settled() -> None:
    table = audit(DataDir(Path(__file__).parents[1] / "data"), load())
    assert len(table) > 0
    assert table[~table["settled"]].to_dict("records") == []
