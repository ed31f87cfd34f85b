"""Old data is never told as if it were of the day of asking: every sentence of a standing, fresh and old."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from leaderboard.analytics.standing import Best, Standing
from leaderboard.publish import words
from leaderboard.publish.address import usual
from leaderboard.publish.look import About
from leaderboard.publish.speaker import Speaker
from leaderboard.questions.view import Lens
from leaderboard.registry import boards

CHINA, FRANCE = Best("CHN", "qwen", 1400.0, 0.97), Best("FRA", "mistral", 1350.0, 0.03)
#: Kind, nations, bests, models: what was said of 1 March 2025, of which each of these words belongs to the past alone.
SAID = {
    ("leads", "open"): ("leads", ("CHN",), (CHINA, FRANCE), "hosted scored led"),
    ("leads", "base"): ("leads", ("CHN",), (CHINA, FRANCE), "stood scored led"),
    ("tied", "open"): ("tied", ("CHN", "FRA"), (CHINA, FRANCE), "could"),
    ("tied", "joint"): ("tied", ("CHN", "FRA"), (CHINA, Best("FRA", "qwen", 1400.0, 0.5)), "was could"),
    ("no_interval", "open"): ("no_interval", (), (CHINA, FRANCE), "hosted scored"),
    ("no_interval", "level"): ("no_interval", (), (CHINA, Best("FRA", "mistral", 1400.0, 0.5)), "shared"),
    ("uncontested", "open"): ("uncontested", (), (CHINA,), "was led had competed"),
    ("undetermined", "open"): ("undetermined", (), (CHINA, FRANCE), "hosted was led"),
    ("none", "open"): ("none", (), (), "stood"),
}
PRESENT = {"host", "hosts", "leads", "stands", "is", "are", "has", "cannot", "share", "competes"}


def asked_of(lens: Lens) -> Speaker:
    today = pd.Timestamp("2025-06-10")
    question = replace(usual("arena/text", today), lens=lens)
    return Speaker(question, boards.board("arena/text"), {"CHN": "China", "FRA": "France"}, today)


@pytest.mark.parametrize("case", SAID)
def test_old_data_is_told_in_the_past(case: tuple[str, str]) -> None:
    kind, nations, bests, past = SAID[case]
    speaker = asked_of("base" if case[1] == "base" else "developer")
    told = {}
    for asked in ("2025-03-02", "2025-06-10"):  # the day after, and 101 days after the snapshot
        said = Standing(pd.Timestamp("2025-03-01"), kind, nations, bests, pd.Timestamp(asked), 30, 1)  # type: ignore[arg-type]
        sentences = [speaker.headline(said), speaker.certainty(said), speaker.brief(said)]
        told[asked] = set(" ".join(sentences).replace(".", " ").replace(",", " ").replace(":", " ").split())
    fresh, old = told.values()
    assert not old & PRESENT
    assert set(past.split()) <= old
    assert fresh & PRESENT
    assert not fresh & set(past.split())


@pytest.mark.parametrize(
    ("models", "words"),
    [(1, "the only open-weight model"), (2, "both open-weight models"), (3, "all 3 open-weight models")],
)
def test_as_many_models_as_there_are_belong_to_one_nation(models: int, words: str) -> None:
    day = pd.Timestamp("2025-03-01")
    said = Standing(day, "uncontested", (), (CHINA,), day, 30, models)
    assert asked_of("developer").headline(said).startswith(f"On 1 March 2025, {words} on Arena: Text ")


def test_what_is_said_of_a_lead_ends_with_the_snapshot() -> None:
    ledger = pd.DataFrame(
        {
            "date": [pd.Timestamp("2024-12-01"), pd.Timestamp("2025-01-05")],
            "not_before": [pd.NaT, pd.Timestamp("2025-01-04")],
            "reason": ["first", "new_model"],
            "from_country": [None, "FRA"],
            "to_country": ["FRA", "CHN"],
            "to_model": ["mistral", "qwen"],
        }
    )
    speaker = asked_of("developer")
    since = {
        asked: speaker.since(
            Standing(pd.Timestamp("2025-03-01"), "leads", ("CHN",), (CHINA, FRANCE), pd.Timestamp(asked), 30),
            ledger,
            {},
        )
        for asked in ("2025-03-02", "2025-06-10")
    }
    took = "China took the lead from France on 5 January 2025 with qwen (new model), and no other nation "
    assert since["2025-03-02"] == took + "has led since."
    assert since["2025-06-10"] == took + "is known to have led after that, up to 1 March 2025."


@pytest.mark.parametrize(
    ("category", "said"),
    [
        ("creative_writing", "Creative writing"),
        ("webdev-html", "WebDev, HTML"),
        ("webdev-react", "WebDev, React"),
        ("webdev", "WebDev"),  # the board itself is called Web development
        ("IF", "Instruction following"),
        ("Agentic Coding", "Agentic coding"),
        ("STSBenchmark", "STSBenchmark"),
        ("judge_gpt_4_1", "Judged by GPT-4.1"),
    ],
)
def test_a_category_is_named_in_words(category: str, said: str) -> None:
    assert words.category_name(category) == said


def test_a_lead_is_never_told_as_none() -> None:
    day = pd.Timestamp("2025-03-01")
    near = (Best("CHN", "qwen", 1075.066, 0.5), Best("FRA", "mistral", 1075.034, 0.5))
    told = asked_of("developer").headline(Standing(day, "no_interval", (), near, day, 30, 2))
    assert "qwen scores 1075.066, 0.03 points ahead of the best from France, mistral (1075.034)." in told
    assert asked_of("developer").distance(0.032) == "0.03 points"
    assert asked_of("developer").distance(0.0) == "0 points"
    assert About("", "", "points", True, {}).distance(0.032) == "0.03 points"


#: Every kind under the lens of bases, with and without a base of another developer's nation: Athene is American.
ATHENE, CHINA_OF_FRANCE = (
    Best("CHN", "Athene", 1400.0, 0.6, "Qwen", "CHN"),
    Best("FRA", "Chat", 1400.0, 0.4, "Mistral", "FRA"),
)
BASES = (
    ("leads", ("CHN",), (ATHENE, FRANCE), 2),
    ("leads", ("CHN",), (ATHENE,), 1),
    ("tied", ("CHN", "FRA"), (ATHENE, FRANCE), 2),
    ("tied", ("CHN", "FRA"), (CHINA, Best("FRA", "qwen", 1400.0, 0.5)), 1),
    ("no_interval", (), (ATHENE, CHINA_OF_FRANCE), 2),
    ("no_interval", (), (ATHENE, FRANCE), 2),
    ("undetermined", (), (ATHENE, FRANCE), 2),
    ("undetermined", (), (CHINA, FRANCE), 2),
    ("uncontested", (), (ATHENE,), 1),
    ("uncontested", (), (CHINA,), 2),
    ("uncontested", (), (CHINA,), 3),
    ("none", (), (), 0),
)
#: What may stand before a nation where models count for that of their base: of those who built the base, and no other.
OF_BASE = re.compile(r"([Bb]ases?( model)? (of|from)( no nation but)?|Qwen of|Mistral of) (China( and France)?|France)")
LEDGER = pd.DataFrame(
    {
        "date": [pd.Timestamp("2024-12-01"), pd.Timestamp("2025-01-05")],
        "not_before": [pd.NaT, pd.Timestamp("2025-01-04")],
        "reason": ["first", "new_model"],
        "from_country": [None, "FRA"],
        "to_country": ["FRA", "CHN"],
        "to_model": ["Chat", "Athene"],
    }
)


@pytest.mark.parametrize("asked", ["2025-03-02", "2025-06-10"])
@pytest.mark.parametrize("case", BASES, ids=lambda case: case[0])
def test_under_the_lens_of_bases_no_nation_is_read_as_the_developers(case: tuple, asked: str) -> None:  # type: ignore[type-arg]
    kind, nations, bests, models = case
    said = Standing(pd.Timestamp("2025-03-01"), kind, nations, bests, pd.Timestamp(asked), 30, models)
    speaker = asked_of("base")
    ledgers = (LEDGER, LEDGER.head(1), LEDGER.head(1).assign(to_country="CHN"))
    since = [speaker.since(said, ledger, {}, by_release) for ledger in ledgers for by_release in (False, True)]
    for sentence in [speaker.headline(said), *filter(None, since)]:
        assert "developer" not in sentence
        unsaid = OF_BASE.sub("", sentence)
        assert not re.search("China|France", unsaid), sentence
    if bests:
        assert "by origin of the base" in speaker.title(said)
    if kind == "uncontested":
        assert "on a base from another nation" in speaker.certainty(said)
    if kind == "tied":
        assert speaker.certainty(said).startswith("Chance of having the base of the best")


def test_a_score_in_minutes_has_its_unit() -> None:
    speaker = asked_of("developer").about("epoch/metr_time_horizons")
    assert speaker.score(718.8) == "718.8 minutes"
    assert asked_of("developer").score(718.8) == "719"
