"""Choosing a model, on a registry of a dozen models in which each is a trap for one condition."""

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from leaderboard.analytics import choosing
from leaderboard.analytics.board_history import BoardHistory
from leaderboard.analytics.domain_ability import domain_abilities
from leaderboard.analytics.index import Index, Rules, index
from leaderboard.questions import choose, fitness
from leaderboard.questions.choose import Choice
from leaderboard.questions.fitness import Wanted
from leaderboard.registry import boards, tables
from leaderboard.registry.fields import COLUMNS
from tests import boards_by_hand, registry_by_hand

DAY = pd.Timestamp("2026-06-30")
#: model: ability. Those of equal ability have equal scores.
ABILITY = {
    "shut": 3.0,
    "qwenoid": 2.0,
    "tuned": 1.8,
    "tuned-twice": 1.7,
    "rootless": 1.6,
    "sizeless": 1.5,
    "lama": 1.2,
    "unread": 1.1,
    "barred": 1.0,
    "good": 0.5,
    "twin": 0.5,
    "small": 0.0,
    "joint": -0.3,
    "asked": -0.5,
    "unscored": 9.0,
}
#: board: difficulty, slope. Two domains, three boards of the index that are true ones.
BOARDS = {"arena/text": (0.0, 1.0), "aider/polyglot": (0.3, 1.4), "aider/edit": (-0.4, 0.8)}
REGISTRY = registry_by_hand.registry(
    organizations="""
        organization_id,valid_from,organization_name,country
        ali,,Ali,CHN
        tuner,,Tuner,USA
        zuck,,Zuck,USA
        mist,,Mist,FRA
        both,,Both,FRA;CHN
        nobody,,Nobody,
    """,
    models="""
        model_id,model_name,organization_id,base_model_id,released_on,parameters_b,active_parameters_b,context_length,input_modalities,output_modalities
        shut,Shut,zuck,shut,2025-01-01,10,,,text,text
        qwenoid,Qwenoid,ali,qwenoid,2025-01-01,32,3,128000,text;image,text
        tuned,Tuned,tuner,qwenoid,2025-02-01,32,3,128000,text,text
        tuned-twice,Tuned Twice,tuner,tuned,2025-03-01,32,3,128000,text,text
        rootless,Rootless,tuner,,2025-03-01,32,,128000,text,text
        sizeless,Sizeless,mist,sizeless,2025-03-01,,,128000,text,text
        lama,Lama,zuck,lama,2025-04-01,20,,128000,text,text
        unread,Unread,zuck,unread,2025-04-02,20,,128000,text,text
        barred,Barred,mist,barred,2025-05-01,10,,128000,text,text
        good,Good,mist,good,2025-09-01,24,,128000,text,text
        twin,Twin,zuck,twin,2025-10-01,24,,,text,text
        small,Small,zuck,small,2025-05-01,8,,4096,text,text
        joint,Joint,both,joint,2025-05-01,7,,4096,text,text
        asked,Asked,nobody,barred,2025-05-01,9,,4096,text,text
        unscored,Unscored,mist,unscored,2025-05-01,9,,4096,text,text
    """,
    model_openness="""
        model_id,valid_from,openness,license,basis
        shut,,closed,,read
        qwenoid,,unrestricted_weights,Apache-2.0,read
        tuned,,unrestricted_weights,Apache-2.0,read
        tuned-twice,,unrestricted_weights,Apache-2.0,read
        rootless,,unrestricted_weights,Apache-2.0,read
        sizeless,,unrestricted_weights,MIT,read
        lama,,restricted_weights,LicenseRef-Lama,read
        unread,,restricted_weights,LicenseRef-Unread,read
        barred,,noncommercial_weights,CC-BY-NC-4.0,read
        good,,unrestricted_weights,Apache-2.0,read
        twin,,unrestricted_weights,MIT,read
        small,,closed,,read
        small,2025-08-01,unrestricted_weights,MIT,read
        joint,,restricted_weights,LicenseRef-Vague,read
        asked,,unrestricted_weights,MIT,read
        unscored,,unrestricted_weights,MIT,read
    """,
    licenses="""
        license,openness,commercial_use,user_threshold,revenue_threshold,excluded_territories,naming_duty,checked_on
        Apache-2.0,unrestricted_weights,yes,,,,,
        CC-BY-NC-4.0,noncommercial_weights,no,,,,,
        LicenseRef-Lama,restricted_weights,conditional,700000000,20000000,EU27,Built with Lama,2026-01-01
        LicenseRef-Unread,restricted_weights,yes,,,,,
        LicenseRef-Vague,restricted_weights,conditional,,,,,2026-01-01
        MIT,unrestricted_weights,yes,,,,,
    """,
    **{name: ",".join(COLUMNS[name]) for name in ("license_aliases", "model_aliases", "organization_aliases")},
)


SMALL = replace(REGISTRY, boards=tables.load().boards)


@pytest.fixture(autouse=True)
def _registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "load", lambda: SMALL)


def board(name: str, abilities: dict[str, float]) -> BoardHistory:
    """A board in percent on which every model scores what its ability says."""
    difficulty, slope = BOARDS[name]
    rows = [
        boards_by_hand.row(
            "2026-06-01", "USA", model, 100 * float(expit(slope * (ability - difficulty))), model_id=model
        )
        for model, ability in abilities.items()
        if model != "unscored"
    ]
    return replace(boards_by_hand.history(rows, metric="percent", unit="percent"), board_id=name)


def histories() -> list[BoardHistory]:
    return [board(name, ABILITY) for name in BOARDS]


@cache
def planted() -> Index:
    return fitted(histories())


def fitted(found: list[BoardHistory]) -> Index:
    return index(found, {name: boards.board(name).domain for name in BOARDS}, Rules("arena/text"))


def asked(**wanted: object) -> Choice:
    return choose.chosen(Wanted(**wanted), planted(), histories(), DAY)  # type: ignore[arg-type]


def states(found: Choice, state: str) -> set[str]:
    return set(found.models.loc[found.models["state"] == state, "model_id"])


def why(found: Choice, model: str) -> str:
    return str(found.models.set_index("model_id").at[model, "why"])


def test_who_asks_nothing_gets_every_open_model_with_scores_in_order_of_ability() -> None:
    found = asked()
    assert found.fits["model_id"].tolist() == [name for name in ABILITY if name not in ("shut", "unscored")]
    assert why(found, "shut") == "its weights are not public"
    assert why(found, "unscored") == "scores on boards that compare"
    assert states(found, "unknown") == {"unscored"}


def test_a_nation_is_excluded_by_developer_and_by_everything_below() -> None:
    assert states(asked(exclude="CHN"), "out") == {"shut", "qwenoid", "joint"}
    found = asked(exclude_base="CHN")
    # A joint model that was trained from scratch has a Chinese base; of two steps down the root still counts.
    assert states(found, "out") == {"shut", "qwenoid", "tuned", "tuned-twice", "joint"}
    assert why(found, "tuned-twice") == "Qwenoid, which it is built on, is from China"
    assert why(found, "qwenoid") == "its developer, who built on nobody else's, is in China"
    assert why(found, "rootless") == "what it is built on"
    assert "rootless" in states(found, "unknown")
    assert "nobody" not in states(asked(exclude="CHN"), "fits")
    assert why(asked(exclude="CHN"), "asked") == "the nation behind Asked"


def test_a_bloc_stands_for_its_members_and_a_joint_model_needs_all_its_nations_in_it() -> None:
    found = asked(allow="EU27")
    assert set(found.fits["model_id"]) == {"sizeless", "barred", "good"}
    assert set(asked(allow="EU27,CHN").fits["model_id"]) == {"qwenoid", "sizeless", "barred", "good", "joint"}


def test_a_license_must_permit_commerce_and_so_must_that_of_another_developers_base() -> None:
    found = asked(commercial=True)
    assert {"barred", "asked"} <= states(found, "out")
    assert why(found, "asked") == "the weights of Barred are for non-commercial use"
    assert why(found, "joint") == "the conditions of Vague (Joint)"
    assert why(found, "unread") == "the text of Unread (Unread): nobody has read it"
    assert "unread" in asked(commercial=True, unverified=True).fits["model_id"].tolist()
    assert "lama" in found.fits["model_id"].tolist()  # within its limits, which the table shows
    limits = found.fits.set_index("model_id").at["lama", "limits"]
    assert limits.startswith("up to 700,000,000 monthly active users; up to 20,000,000 USD")


def test_what_a_developer_licensed_anew_binds_nobody_by_its_own_base(monkeypatch: pytest.MonkeyPatch) -> None:
    on = SMALL.models.set_index("model_id")["base_model_id"].to_dict() | {"good": "barred", "asked": "good"}
    moved = replace(SMALL, models=SMALL.models.assign(base_model_id=SMALL.models["model_id"].map(on)))
    monkeypatch.setattr(tables, "load", lambda: moved)
    assert {"good", "asked"} <= states(asked(commercial=True), "fits")
    assert "barred" in states(asked(commercial=True), "out")


@pytest.mark.parametrize(
    ("wanted", "against"),
    [
        ({"users": 700_000_000}, None),
        ({"users": 700_000_001}, "Lama (Lama) permits up to 700,000,000 monthly users"),
        ({"revenue": 20_000_001}, "Lama (Lama) permits up to 20,000,000 USD a year"),
        ({"territory": "FRA"}, "Lama (Lama) permits no use in France"),
        ({"territory": "USA"}, None),
        ({"no_naming": True}, "Lama (Lama) asks for Built with Lama"),
    ],
)
def test_thresholds_territories_and_duties_of_a_license(wanted: dict[str, object], against: str | None) -> None:
    found = asked(**wanted)
    assert ("lama" in states(found, "fits")) == (against is None)
    if against:
        assert why(found, "lama") == against


@pytest.mark.parametrize(
    "wanted", [{"commercial": True}, {"users": 1}, {"revenue": 0}, {"territory": "FRA"}, {"no_naming": True}], ids=str
)
def test_without_a_license_nothing_is_permitted_to_anybody(wanted: dict[str, object]) -> None:
    row = dict.fromkeys(COLUMNS["licenses"], "") | {"license": "NONE", "commercial_use": "no"}
    terms = {**row, "of": "Bare", "tier": "noncommercial_weights"}
    bare = fitness.Facts({}, "noncommercial_weights", "", (), True, (terms,), ())
    (condition, *_) = fitness.conditions(Wanted(**wanted), {})  # type: ignore[arg-type]
    assert condition.answer(bare) == ("out", "no license of Bare is stated, so nothing is permitted")


def test_an_unknown_size_neither_fits_nor_is_out() -> None:
    found = asked(max_size=24)
    assert "sizeless" in states(found, "unknown")
    assert why(found, "sizeless") == "its size"
    assert found.unread == {"size": 1}
    assert found.told[-1] == (
        "Of 1 more it cannot be said whether it fits, as something is not known: size (1). "
        "1 more that may fit has no scores that compare."
    )
    assert set(asked(max_active=3).fits["model_id"]) == {"qwenoid", "tuned", "tuned-twice"}


def test_what_fits_on_a_memory_counts_all_parameters_at_work_or_not() -> None:
    assert fitness.needed(32, 4) == pytest.approx(19.2)  # 32 * 4 / 8 * 1.2
    assert "qwenoid" in states(asked(memory=20, bits=4), "fits")
    assert why(asked(memory=20, bits=8), "qwenoid") == "it needs 38.4 GB at 8 bits"


def test_context_and_modalities() -> None:
    assert why(asked(context=8192), "small") == "4,096 tokens of context"
    assert why(asked(context=8192), "twin") == "its context"
    assert set(asked(reads="text,image").fits["model_id"]) == {"qwenoid"}
    assert asked(writes="image").fits.empty


def test_evidence_that_is_too_little_or_too_old_is_unknown() -> None:
    assert asked(min_boards=4).fits.empty
    assert why(asked(min_boards=4), "good") == "enough evidence: scores on 3 boards"
    assert asked(max_age=29).fits["model_id"].size == 13  # 1 to 30 June
    assert asked(max_age=28).fits.empty


def test_abilities_too_old_for_the_day_are_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """The boards' snapshots are of 2026-06-01, and speak for months, not for years."""
    monkeypatch.setenv("LEADERBOARD_NOW", "2030-06-30T12:00:00Z")
    years_later = choose.chosen(Wanted(), planted(), histories(), pd.Timestamp("2030-06-30"))
    assert asked().rests == "Newest snapshots of 3 boards, of 1 June 2026 to 1 June 2026."
    assert years_later.rests == (
        "Newest snapshots of 3 boards, of 1 June 2026 to 1 June 2026: all of them too old to speak of 30 June 2030."
    )
    assert years_later.rests in years_later.told


def test_models_that_cannot_be_told_apart_are_said_to_be() -> None:
    found = asked(commercial=True, territory="EU27", max_size=24)
    assert found.fits["model_id"].tolist() == ["good", "twin", "small"]
    assert found.fits["rank"].tolist() == [1, 1, 3]
    assert found.fits["level"].tolist() == [True, True, False]
    assert found.fits["chance"].tolist() == pytest.approx([0.5, 0.5, 0], abs=1e-6)
    assert found.told[:2] == (
        "By 30 June 2026, the ablest open-weight model over all domains, with commercial use, use in the EU27 and at "
        "most 24 billion parameters, is Good (France, 24 billion parameters).",
        "Chance that it is the ablest of the 3 that fit: 50 %. 1 of them cannot be told apart from it.",
    )


def test_each_condition_costs_what_dropping_it_alone_brings() -> None:
    found = asked(exclude_base="CHN", commercial=True, max_size=24, unverified=True)
    costs = found.costs.set_index("condition")
    assert found.fits["model_name"].iloc[0] == "Lama"
    # Without the size Sizeless is the ablest; without the base, what is abler is still too large.
    assert costs.at["max_size", "best_model"] == "Sizeless"
    ability = found.models.set_index("model_name")["ability"]
    assert costs.at["max_size", "points"] == pytest.approx(ability["Sizeless"] - ability["Lama"])
    assert costs.at["max_size", "told_apart"]
    # Sizeless was open on 1 March, Lama on 1 April: 31 days of 30.436875.
    assert costs.at["max_size", "months"] == pytest.approx(31 / 30.436875)
    assert costs.at["max_size", "sooner_model"] == "Sizeless"
    assert costs.at["exclude_base", "points"] == 0
    assert costs.at["exclude_base", "months"] == 0


def test_where_nothing_fits_the_condition_to_drop_first_is_named() -> None:
    found = asked(allow="FRA", max_size=9, commercial=True)
    assert found.fits.empty
    assert found.told[0] == (
        "By 30 June 2026, no open-weight model surely fits over all domains, with a developer from France, commercial "
        "use and at most 9 billion parameters. Drop first: at most 9 billion parameters. "
        "Without that 2 would fit, the ablest Sizeless."
    )
    assert asked(allow="FRA", context=10**7, writes="video").told[0].endswith("drop two.")


def test_the_best_by_size_and_nation_are_those_that_fit_all_else() -> None:
    found = asked(commercial=True, territory="EU27", exclude="USA", max_size=1)
    best = found.best.set_index(["size_class", "country"])["model_id"]
    # 16 GB at 4 bits hold 26.7 billion parameters, 24 GB 40.
    assert best["laptop", "FRA"] == "good"
    assert best["laptop", "USA"] == "twin"
    assert best["one GPU", "CHN"] == "qwenoid"
    assert ("laptop", "CHN") not in best.index


def test_the_line_of_size_and_ability() -> None:
    rows = pd.DataFrame(
        {"parameters_b": [8, 8, 20, 20, 40, 70, np.nan], "ability": [0.1, 0.3, 0.2, 0.5, 0.5, 0.9, 2.0]}
    )
    assert choosing.pareto(rows).tolist() == [False, True, False, True, False, True, False]


def test_ability_for_a_domain_follows_the_scores_there_and_no_others() -> None:
    names = {f"m{place:02d}": place / 6 - 2 for place in range(24)}
    bent = dict(zip(names, np.resize([0.6, -0.6, 0.3, -0.3, 0.0], 24).tolist(), strict=True))
    coding = {name: ability + bent[name] for name, ability in names.items()}
    found = [
        board("arena/text", names),
        board("aider/polyglot", coding),
        board("aider/edit", coding),
    ]
    fit = fitted(found)
    plain = domain_abilities(fit, {}).set_index("model_id")
    code = domain_abilities(fit, {"code": 1.0}).set_index("model_id")
    pd.testing.assert_series_equal(plain["ability"], fit.fit.capability[plain.index], check_names=False)
    assert (code["domain_boards"] == 2).all()
    assert (code["boards"] == 3).all()
    # Nearer to the planted ability for code than the index is, which has to serve the text board as well.
    apart = {
        name: np.corrcoef(own["ability"], pd.Series(coding)[own.index])[0, 1]
        for name, own in (("i", plain), ("c", code))
    }
    assert apart["c"] > apart["i"]
    assert apart["c"] > 0.995
    assert (code["error"] >= plain["error"][code.index]).all()
    even = domain_abilities(fit, {"code": 0.5, "text": 0.5}).set_index("model_id")
    text = domain_abilities(fit, {"text": 1.0}).set_index("model_id")
    np.testing.assert_allclose(even["ability"], (code["ability"] + text["ability"]) / 2)
    assert domain_abilities(fit, {"video": 1.0}).empty


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"allow": "China"}, "allow: expected a code of ISO 3166-1 alpha-3 or a bloc (EU27), found 'China'"),
        ({"domains": "coding"}, "domains: expected agents, code"),
        ({"domains": "code:much"}, "domains: expected a weight such as code:2, found 'code:much'"),
        ({"domains": "code:0"}, "domains: expected a weight above 0"),
        ({"bits": "5"}, "bits: expected 4, 8, 16, found 5"),
        ({"max_size": "forty"}, "max_size: expected a number from 0 to 1,000,000, found 'forty'"),
        ({"commercial": "yes"}, "commercial: expected true or false, found 'yes'"),
        ({"reads": "smell"}, "reads: expected text"),
    ],
)
def test_words_that_mean_nothing_are_said_and_passed_over(words: dict[str, str], said: str) -> None:
    wanted, notes = fitness.read({**words, "memory": "24"})
    assert wanted == Wanted(memory=24)
    assert len(notes) == 1
    assert notes[0].startswith(said)


def test_a_size_of_nothing_asks_that_and_one_may_be_a_part_of_a_billion() -> None:
    for limit in ("max_size", "max_active", "memory"):
        assert asked(**{limit: 0}).fits.empty
    assert asked(users=0).said.keys() >= {"users", "unverified"}
    found = asked(max_size=8.5)
    assert found.said["max_size"] == "at most 8.5 billion parameters"
    assert not found.fits.empty
    assert found.fits["parameters_b"].max() <= 8.5
    wanted = Wanted(max_size=1.5, memory=24.0, max_age=0)
    assert fitness.written(wanted) == {"max_size": "1.5", "memory": "24", "max_age": "0"}
    assert fitness.read(fitness.written(wanted)) == (wanted, [])


def test_what_is_asked_is_read_back_from_its_address() -> None:
    wanted = Wanted(domains="code:2,text", exclude_base="CHN", commercial=True, memory=24, bits=8, min_boards=0)
    assert fitness.read(fitness.written(wanted)) == (wanted, [])
    assert fitness.written(Wanted()) == {}
