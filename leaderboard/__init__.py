"""The open-model leaderboard by nation: the public API.

    >>> import leaderboard
    >>> leaderboard.frontier("arena/text", as_of="2025-08-05")

Every function returns the table that the command of the same name prints, as a DataFrame; what its reader should be
told besides is in `attrs["notes"]`. Countries are codes of ISO 3166-1 alpha-3, `CHN;USA` where an origin is joint; null
is unknown. Dates are days in UTC, as `2025-08-04` or an object of Python's. Scores are in the board's own unit.

The choices that questions share, by keyword:

board_id: the board, `source/name`; `boards` lists them.
category: a category of the board; None is its headline category.
as_of: the last day that counts, inclusive; None is today.
known_at: what was known at that moment, by when upstream served it; None is now. A bare day means its end.
benchmark_version: pin a question set; None is the newest published by each day.
openness: which models count: "open" (their weights are public on the day), "all", or tiers separated by commas.
lens: whose models they are: "developer" (seat of the organization that released them) or "base" (of their base
    model's).
data_dir: a folder, or an address such as s3://bucket/place; None is LEADERBOARD_DATA_DIR, else `./data`, else the
    scores that the installed package carries.

A word that means nothing is a ValueError that says what was expected; a data directory that is not there is a
FileNotFoundError that names it.
"""

import os
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

# Arrow asks for it when pandas loads it, below. Its own allocator keeps for itself what a large read has let go: some
# twenty megabytes of what a server takes.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")

import pandas as pd

from leaderboard.records.clock import Day

if TYPE_CHECKING:
    from leaderboard.analytics.board_history import BoardHistory
    from leaderboard.questions.across_boards import Robustness
    from leaderboard.questions.view import View

__all__ = [
    "abilities",
    "adoption",
    "audit",
    "boards",
    "choose",
    "claims",
    "compare",
    "compute",
    "corrections",
    "domains",
    "epoch_index",
    "epoch_lags",
    "frontier",
    "gap",
    "history",
    "index",
    "inside",
    "leads",
    "news",
    "registry_table",
    "resolve",
    "robustness",
    "scores",
    "share",
    "sources",
    "status",
    "top",
    "unresolved",
    "why",
]

# Whoever asks one question does not load what only others need: each function imports its own.


def _view(chosen: dict[str, Any]) -> "View":
    """Of a function's arguments the choices that questions share: those that it offers are those that it passes on."""
    from leaderboard.questions.view import View

    shared: View = {name: chosen[name] for name in View.__annotations__ if name in chosen}  # type: ignore[assignment]
    return shared


def boards(data_dir: str | Path | None = None) -> pd.DataFrame:
    """Every board with what is stored of it, in order of their sources.

    Columns: board_id; title; domain; metric; categories (separated by `;`); first_published_on and last_published_on;
    observations (rows); snapshots (days on which it was seen); median_gap_days and largest_gap_days (from one of
    them to the next; null of a single one).
    """
    from leaderboard.questions import holdings

    return holdings.boards(data_dir=data_dir)


def sources(data_dir: str | Path | None = None) -> pd.DataFrame:
    """Every leaderboard that is read, its terms, and whom to name for a figure of it.

    Columns: source_id; title; homepage; license; license_url; attribution; boards (how many); redistributable (how
    many of them may be passed on).
    """
    from leaderboard.questions import holdings

    return holdings.sources(data_dir=data_dir)


def status(data_dir: str | Path | None = None) -> pd.DataFrame:
    """How fresh every source is; the notes name what could not be read, and what stopped.

    Columns: source_id; state (`failing`, `in part`, `quarantined`, `frozen`, `late` or `fresh`; docs/scheduling.md);
    last_checked and last_changed; expected_next (the day by which it should have changed); observations (rows);
    rejects (rows set aside); unresolved (spellings without a registered model); skipped (versions of its past that
    cannot be read).
    """
    from leaderboard.questions import holdings

    return holdings.status(data_dir=data_dir)


def unresolved(source_id: str | None = None, data_dir: str | Path | None = None) -> pd.DataFrame:
    """Spellings that the registry does not know, most rows first, as alias rows for a person to check.

    source_id: only of this source.

    Columns: source_id; model_name; model_id and setting (proposed); rows; organization_id; organization_name;
    license_name; reason (of the proposal).
    """
    from leaderboard.questions import holdings

    return holdings.unresolved(source_id=source_id, data_dir=data_dir)


def audit(settled_too: bool = False, data_dir: str | Path | None = None) -> pd.DataFrame:
    """Where public facts disagree with the registry.

    settled_too: also disagreements that a verdict of the registry settles.

    Columns: kind (what they disagree in); model_id; model_name; ours and theirs; source and url (who says so, and
    where); settled; verdict (who is right and why, or that it is stale).
    """
    from leaderboard.questions import holdings

    return holdings.audit(settled_too=settled_too, data_dir=data_dir)


def top(
    board_id: str,
    n: int = 10,
    *,
    country: str | None = None,
    one_per_organization: bool = False,
    ranks: bool = False,
    category: str | None = None,
    as_of: Day | None = None,
    known_at: Day | None = None,
    benchmark_version: str | None = None,
    openness: str = "open",
    lens: Literal["developer", "base"] = "developer",
    data_dir: str | Path | None = None,
) -> pd.DataFrame:
    """The n best models of a board in its newest complete snapshot, each by its best setting.

    country: only models that this country has a part in. one_per_organization: only each organization's best; models
    of unknown organization all stay. ranks: three columns more.

    Columns: rank (among the rows shown, shared by equal scores); model_name (as published); setting; model_id and
    organization (ids of the registry); country (under the lens) and base_country; openness (the tier on that day);
    score, score_low and score_high (board's unit; 95 % unless the board says otherwise); sample_size (votes or
    items); published_on. With ranks: rank_published (by the board, among all that it lists), rank_from and rank_to
    (what its intervals leave open).
    """
    view = _view(locals())
    from leaderboard.questions import one_board

    return one_board.top(board_id, n, country=country, one_per_organization=one_per_organization, ranks=ranks, **view)


def frontier(
    board_id: str,
    *,
    dates: Literal["published", "released"] = "published",
    intervals: Literal["published", "borrowed"] = "published",
    best_of_all: bool = False,
    partial: bool = False,
    category: str | None = None,
    as_of: Day | None = None,
    known_at: Day | None = None,
    benchmark_version: str | None = None,
    openness: str = "open",
    lens: Literal["developer", "base"] = "developer",
    data_dir: str | Path | None = None,
) -> pd.DataFrame:
    """Each nation's best model over time, by date then country.

    dates: "published" tells the board as it stood in every snapshot; "released" reads the newest one by the days from
    which its models count, a row for every nation with a record on every date on which a record rose.
    intervals: "borrowed" lets a score without an interval take its model's last one.

    Columns: date; country; model_name; score, score_low and score_high (board's unit); is_leader (holds the best
    score); p_leader (chance from 0 to 1 that the nation's best is the best of all, NaN where no interval tells);
    verdict (of that date: `leads:CHN`, `tied:CHN;USA`, `no_interval`, `uncontested`, `undetermined`) and
    verdict_borrowed (the same with borrowed intervals). best_of_all: three columns more: overall_model and
    overall_score (of the best model of all, open or closed); to_best (how far the nation's best is from it, 0 or less).
    partial: rows more, with the verdict `lower_bound`: of lists that hold only a part of the board.
    """
    view = _view(locals())
    from leaderboard.questions import one_board

    return one_board.frontier(
        board_id, dates=dates, intervals=intervals, best_of_all=best_of_all, partial=partial, **view
    )


def leads(
    board_id: str,
    *,
    intervals: Literal["published", "borrowed"] = "published",
    category: str | None = None,
    as_of: Day | None = None,
    known_at: Day | None = None,
    benchmark_version: str | None = None,
    openness: str = "open",
    lens: Literal["developer", "base"] = "developer",
    data_dir: str | Path | None = None,
) -> pd.DataFrame:
    """The ledger of a board: every change of lead, and every contest that its holder survived, oldest first.

    intervals: as in `frontier`.

    Columns: date (the first snapshot in which the new nation leads); contested_since (the first in which the old one
    no longer led); reason (`first`, `held`, or what changed); from_country, from_model, to_country and to_model (the
    best models of both on `date`); from_score and to_score (board's unit); p_leader (chance from 0 to 1 of the new
    leader); decisive (null where only the order is known); contenders (others that were tied meanwhile); not_before
    (what the row tells happened after that day, and by `date`).
    """
    view = _view(locals())
    from leaderboard.questions import one_board

    return one_board.leads(board_id, intervals=intervals, **view)


def gap(
    board_id: str,
    a: str,
    b: str,
    *,
    every_date: bool = False,
    dates: Literal["published", "released"] = "published",
    intervals: bool = False,
    category: str | None = None,
    as_of: Day | None = None,
    known_at: Day | None = None,
    benchmark_version: str | None = None,
    openness: str = "open",
    lens: Literal["developer", "base"] = "developer",
    data_dir: str | Path | None = None,
) -> pd.DataFrame:
    """How far side A is ahead of side B in the newest snapshot that has both, in score and in time.

    a, b: `CHN` (its models that count), `CHN:open`, `CHN:closed`, `open` or `closed` (of all countries).
    every_date: in every snapshot. dates: what dates a model, its first listing on the board or its release.
    intervals: eight columns more.

    Columns: date; a and b; best_a and best_b; score_a, score_b and points (A's less B's, positive where A is ahead;
    board's unit); relative (a fraction); win_probability (Elo boards only); lag_days (of B behind A) and lag_censored
    (it is a lower bound); waiting_days (how long B has been behind); behind and behind_days (the same without a sign);
    level_on, reached_on and lag_of (which days the lag is counted from and to, and who came later). With intervals,
    the ends of 95 % intervals: points_low, points_high, lag_low, lag_high, waiting_low, waiting_high, behind_low,
    behind_high.
    """
    view = _view(locals())
    from leaderboard.questions import one_board

    return one_board.gap(board_id, a, b, every_date=every_date, dates=dates, intervals=intervals, **view)


def epoch_lags(
    a: str,
    b: str,
    board_id: str | None = None,
    *,
    released_by: Day | None = None,
    category: str | None = None,
    as_of: Day | None = None,
    known_at: Day | None = None,
    benchmark_version: str | None = None,
    openness: str = "open",
    lens: Literal["developer", "base"] = "developer",
    data_dir: str | Path | None = None,
) -> pd.DataFrame:
    """How far side B is behind side A by Epoch AI's own rules, in its Capabilities Index by release date.

    a, b: written as in `gap`. board_id: None is the newest of Epoch's fits that is stored. released_by: only models
    released by that day, by the scores of the whole fit.

    Columns: date (of the fit); a and b; rule (`catch_up`, `daily`, `level` or `points`); mean, low and high (least and
    greatest of catch_up and daily, 5th and 95th percentile of level and points); unit (months, or the board's);
    board_id (of the fit).
    """
    view = _view(locals())
    from leaderboard.questions import one_board

    return one_board.epoch_lags(a, b, board_id, released_by=released_by, **view)


def compare(
    board_id: str,
    sides: str,
    *,
    top: int = 10,
    category: str | None = None,
    as_of: Day | None = None,
    known_at: Day | None = None,
    benchmark_version: str | None = None,
    openness: str = "open",
    lens: Literal["developer", "base"] = "developer",
    data_dir: str | Path | None = None,
) -> pd.DataFrame:
    """Up to four nations or blocs side by side, in every snapshot of a board.

    sides: countries or blocs (EU27, G7, ...) with commas between; a bloc is what its members were on the day.

    Columns: date; side; model_name and score (of its best counted model; null where it has none); points (how far that
    is from the best of all, 0 or less); share (the side's part of the `top`, a fraction).
    """
    view = _view(locals())
    from leaderboard.questions import compare

    return compare.compare(board_id, sides, top=top, **view)


def inside(
    board_id: str,
    *,
    top: int = 10,
    category: str | None = None,
    as_of: Day | None = None,
    known_at: Day | None = None,
    benchmark_version: str | None = None,
    openness: str = "open",
    lens: Literal["developer", "base"] = "developer",
    data_dir: str | Path | None = None,
) -> pd.DataFrame:
    """Whose weights are inside whose models, among the `top` best of the newest snapshot.

    Columns: developer_country; base_country (null: unknown); count (of models); share (a fraction of the `top`).
    """
    view = _view(locals())
    from leaderboard.questions import compare

    return compare.inside(board_id, top=top, **view)


def share(
    board_id: str,
    *,
    top: int = 10,
    whole: bool = False,
    every_date: bool = False,
    category: str | None = None,
    as_of: Day | None = None,
    known_at: Day | None = None,
    benchmark_version: str | None = None,
    openness: str = "open",
    lens: Literal["developer", "base"] = "developer",
    data_dir: str | Path | None = None,
) -> pd.DataFrame:
    """Which part of the `top` best models is each nation's, in the newest snapshot.

    every_date: in every snapshot. whole: count every model at the cut, and a joint one wholly for each of its nations.

    Columns: date; country (null: unknown); count (places held); share (a fraction; those of a date sum to 1 unless
    whole).
    """
    view = _view(locals())
    from leaderboard.questions import one_board

    return one_board.share(board_id, top=top, whole=whole, every_date=every_date, **view)


def history(
    board_id: str,
    *,
    newest_only: bool = False,
    category: str | None = None,
    as_of: Day | None = None,
    known_at: Day | None = None,
    benchmark_version: str | None = None,
    openness: str = "open",
    lens: Literal["developer", "base"] = "developer",
    columns: Collection[str] = (),
    data_dir: str | Path | None = None,
) -> "BoardHistory":
    """What the statistics start from: every complete snapshot of a board, attributed, as was chosen.

    newest_only: only the last of them is wanted, which is quicker; some before it may be there too. columns: of
    observations (docs/schema.md), what its rows should have besides what the statistics need. Texts of the rows are
    categories.
    """
    view = _view(locals())
    from leaderboard.questions import histories

    return histories.history(board_id, newest_only=newest_only, **view)


def domains(
    *,
    as_of: Day | None = None,
    known_at: Day | None = None,
    openness: str = "open",
    lens: Literal["developer", "base"] = "developer",
    data_dir: str | Path | None = None,
) -> pd.DataFrame:
    """Who leads in each domain, on its headline board; the notes say in how many with certainty.

    Columns: domain; board_id; date (of the newest complete snapshot); verdict (as in `frontier`); country and
    model_name (of the nation that leads, else of the best score); models and nations (how many compete); stale (the
    snapshot is too old to speak of the day of asking).
    """
    view = _view(locals())
    from leaderboard.questions import domains as across

    return across.domains(**view)


def index(
    *,
    every_date: bool = False,
    sensitivity: bool = False,
    min_boards: int = 3,
    min_domains: int = 2,
    as_of: Day | None = None,
    known_at: Day | None = None,
    openness: str = "open",
    lens: Literal["developer", "base"] = "developer",
    data_dir: str | Path | None = None,
) -> pd.DataFrame:
    """One ability per model over all boards that compare, in logits of arena/text: 0 is that board's median model.

    A model is listed if it stands on min_boards boards in min_domains domains. every_date: instead the nations'
    records in this one fit, by release date. sensitivity: instead what is said without some of the boards.

    Columns: rank; model_id; model_name; organization; country; base_country; openness; released_on; ability,
    ability_low and ability_high (95 %); boards and domains (how many it stands on). With every_date: date; country;
    model_id; model_name; ability, ability_low and ability_high; is_leader; p_leader. With sensitivity: left_out;
    boards; models; leader and leader_model; ability; second and second_model; ahead (logits of the whole fit);
    rank_correlation (Spearman's, with the whole fit).
    """
    view = _view(locals())
    from leaderboard.questions import across_boards

    return across_boards.index(
        every_date=every_date, sensitivity=sensitivity, min_boards=min_boards, min_domains=min_domains, **view
    )


def epoch_index(
    *,
    benchmarks: bool = False,
    independent: bool = False,
    as_of: Day | None = None,
    known_at: Day | None = None,
    data_dir: str | Path | None = None,
) -> pd.DataFrame:
    """Epoch AI's Capabilities Index beside our fit of the scores behind it, and beside our own index, in its points.

    benchmarks: instead the difficulties of its benchmarks. independent: our index only over boards that are not read
    from Epoch AI's hub. The notes say how near they are to each other.

    Columns: model_name (Epoch's); model_id; country; openness; released_on; epoch, epoch_low and epoch_high (90 %);
    benchmarks (how many of Epoch's it has scores on); refit; refit_less_epoch; boards (how many of ours); ours,
    ours_low and ours_high (90 %); ours_less_epoch; told_by (the board that tells most of this difference). With
    benchmarks: benchmark; models; epoch and refit (difficulty); refit_less_epoch; epoch_slope and refit_slope (per
    point).
    """
    view = _view(locals())
    from leaderboard.questions import epoch_index as beside

    return beside.epoch_index(benchmarks=benchmarks, independent=independent, **view)


def adoption(
    *,
    measure: str = "tokens",
    by: str = "developer",
    weights: str = "all",
    every_date: bool = False,
    as_of: Day | None = None,
    known_at: Day | None = None,
    data_dir: str | Path | None = None,
) -> pd.DataFrame:
    """Whose models are used: parts of a day's tokens or downloads, which say nothing of what models can do.

    measure: "tokens" (of a day through OpenRouter), "tokens-monthly" (of a month, by weights only), "downloads" (of
    30 days on the hub) or "downloads-all-time". by: "developer", "base" (whose nation) or "openness". weights: "all",
    or only what "open" or "closed" models hold. every_date: every day or month instead of the newest.

    Columns: date; side (country, or open and closed; null is what nobody can place); amount (surely the side's, in
    tokens or downloads); low (amount by total) and high (the same with all that could be the side's); names (how many
    names the amount is of).
    """
    from leaderboard.questions import adoption as used

    return used.adoption(
        measure=measure,
        by=by,
        weights=weights,
        every_date=every_date,
        as_of=as_of,
        known_at=known_at,
        data_dir=data_dir,
    )


def compute(
    *,
    show: str = "clusters",
    every_date: bool = False,
    as_of: Day | None = None,
    known_at: Day | None = None,
    data_dir: str | Path | None = None,
) -> pd.DataFrame:
    """Computing power by nation, as context: clusters that run, or chips by the seats of their makers.

    show: "clusters" or "chips". every_date: clusters on every day on which one began. The notes say what Epoch AI's
    list covers.

    Columns: date; country (null: unknown); h100_equivalents; share (of all on that day); clusters; unsized and
    anonymous (how many of these); newest_on (when the last of them began). Of chips: country (of the maker's seat);
    chips; makers; fastest; processing_performance (operations per second times their bits); released_on (of the
    fastest).
    """
    view = _view(locals())
    from leaderboard.questions import compute as computed

    return computed.compute(show=show, every_date=every_date, **view)


def abilities(scores: pd.DataFrame, anchor: str) -> pd.DataFrame:
    """The fit of the index on any table of scores.

    scores: columns model, benchmark and performance (from 0 to 1). anchor: the benchmark that gives unit and origin.
    Every benchmark is taken for a domain of its own.

    Columns: model; ability, ability_low and ability_high (95 %, logits of the anchor).
    """
    from leaderboard.questions import across_boards

    return across_boards.abilities(scores, anchor)


def robustness(
    board_id: str = "arena/text",
    *,
    category: str | None = None,
    as_of: Day | None = None,
    known_at: Day | None = None,
    data_dir: str | Path | None = None,
) -> "Robustness":
    """Whether a board's headline survives other defensible choices: a tuple of three tables and what they say.

    cells: the answer of every combination of choices. by_choice: what each choice does by itself. by_question: what
    each question does. sentence: what they say. left_out: headline boards that give no answer.
    """
    view = _view(locals())
    from leaderboard.questions import across_boards

    return across_boards.robustness(board_id, **view)


def choose(
    *,
    show: Literal["fits", "costs", "best", "all"] = "fits",
    domains: str = "",
    allow: str = "",
    exclude: str = "",
    allow_base: str = "",
    exclude_base: str = "",
    commercial: bool = False,
    users: int | None = None,
    revenue: int | None = None,
    territory: str = "",
    no_naming: bool = False,
    max_size: float | None = None,
    max_active: float | None = None,
    memory: float | None = None,
    bits: int = 4,
    context: int | None = None,
    reads: str = "",
    writes: str = "",
    min_boards: int = 2,
    max_age: int | None = None,
    unverified: bool = False,
    as_of: Day | None = None,
    known_at: Day | None = None,
    data_dir: str | Path | None = None,
) -> pd.DataFrame:
    """Which open model to take: those that fit every condition, ablest first. `""`, None and False ask nothing.

    Lists are texts separated by commas; nations are codes of ISO 3166-1 alpha-3 or blocs such as EU27. A fact that is
    not known never passes: such a model neither fits nor is out.

    domains: those that matter, with weights, `code:2,text`. allow, exclude: nations of the developer. allow_base,
    exclude_base: of every model that it is built on; one trained from scratch is its own base. commercial: its
    license, and that of its base, must permit commercial use. users (monthly active), revenue (USD a year) and
    territory: also in this case. no_naming: they may not ask for anything to be named. max_size, max_active: billions
    of parameters, in total and at work. memory, bits: its weights must fit into so many GB at 4, 8 or 16 bits.
    context: tokens. reads, writes: modalities. min_boards: on which its ability must rest. max_age: boards with a
    snapshot older by so many days do not count. unverified: take what is assumed of terms that nobody has read.
    show: instead of the models that fit, what each condition costs, the best of each nation by size, or all models.

    Columns: rank; model_id; model_name; organization; country; base_country; license and limits (its own and those of
    its base); parameters_b and active_parameters_b (billions); context_length (tokens); reads; writes; open_since;
    ability, ability_low and ability_high (95 %, logits of arena/text); chance (to be the ablest of them); level
    (cannot be told apart from the first); pareto (no other is as able and as small); boards and domain_boards (on which
    it stands). With costs: condition; fits (models without it); best_model and ability; points (how much abler);
    told_apart; months (how much sooner as able a model was open); sooner_model; sooner_on. With best: size_class;
    country; model_id; model_name; parameters_b; ability, ability_low and ability_high. With all: the facts of every
    registered model; state (`fits`, `out`, `unknown`) and why.
    """
    asked = locals()
    from leaderboard.questions import choose as choosing

    return choosing.choose(**asked)


def claims(
    *, as_of: Day | None = None, known_at: Day | None = None, data_dir: str | Path | None = None
) -> pd.DataFrame:
    """What others published about national leads by a day, recomputed: whether, when and by whose rule it holds.

    Columns: claim_id; date (on which it was published); verdict (`holds`, `holds_by_this_rule`, `holds_in_part`,
    `held_until`, `does_not_reproduce`, `not_checkable`); published and found (the values, in the unit of the
    statement); found_on; held_until; snapshots and held_share (of a period: how many, and the part in which it holds);
    would_change; statement; source; url; checked_on; definition; formula; tolerance; period; rule; input; note.
    """
    from leaderboard.questions import claims as published

    return published.claims(as_of=as_of, known_at=known_at, data_dir=data_dir)


def why(row_id: str, data_dir: str | Path | None = None) -> pd.DataFrame:
    """Follow a number to its evidence, step by step, down to the bytes that it came from.

    row_id: of a row, as `--ids` of a command adds it. A text that is no id is a ValueError.

    Columns: step (`statistic`, `observation`, `registry` or `response`); subject; says (what it states); evidence (a
    hash, a page or an address); at (when it was recorded, checked or retrieved).
    """
    from leaderboard.questions import why as chains

    return chains.why(row_id, data_dir)


def news(
    days: int = 30,
    *,
    as_of: Day | None = None,
    known_at: Day | None = None,
    openness: str = "open",
    lens: Literal["developer", "base"] = "developer",
    data_dir: str | Path | None = None,
) -> pd.DataFrame:
    """What changed within these many days up to `as_of`, newest first.

    Columns: date; kind (lead, best, opened, stale or corrected); board_id (null of what no board says); country;
    model_id; model_name; score; from_country (who led before); facts (how many were corrected).
    """
    view = _view(locals())
    from leaderboard.questions import news

    return news.news(days, **view)


def scores(
    model_id: str,
    *,
    as_of: Day | None = None,
    known_at: Day | None = None,
    lens: Literal["developer", "base"] = "developer",
    data_dir: str | Path | None = None,
) -> pd.DataFrame:
    """Every board that ever listed a registered model, by domain and title, and its place there.

    Scores of two boards do not compare.

    model_id: as `registry_table` lists them, or a spelling that means one model alone.

    Columns: board_id; title; domain; unit; category; model_name and setting (as published); score, score_low and
    score_high (in `unit`); rank and listed (among how many); open_rank and open_listed (the same among models with
    open weights); published_on (of the newest complete snapshot; null where it does not list the model);
    first_published_on and last_published_on (on which the board listed it, of all that is stored).
    """
    view = _view(locals())
    from leaderboard.questions import of_a_model

    return of_a_model.scores(model_id, **view)


def resolve(names: pd.DataFrame) -> pd.DataFrame:
    """Attribute published names of anybody by the registry.

    names: text column model_name, and if there source (`*` or blank is any), organization_name, license_name and date
    (ISO; today where blank).

    Columns: those of names; model_id; organization_id; organization_name_resolved; country; base_country; openness (on
    the date); open_since; basis (what the attribution rests on); proposal and proposal_reason (for names that nobody
    registered: they decide nothing).
    """
    from leaderboard.questions import holdings

    return holdings.resolve(names)


def registry_table(filled: bool = False, data_dir: str | Path | None = None) -> pd.DataFrame:
    """Every registered model with its developer, base, openness by date, terms, sizes and evidence, by model_id.

    filled: instead the share of each fact that is filled in, among all models, open ones, and those in front.

    Columns: those of the published table in docs/registry-fields.md, all text; the notes say its version. With filled:
    fact; all; open; top (models that were ever among the first of a board); open_top.
    """
    from leaderboard.questions import holdings

    return holdings.registry_table(filled=filled, data_dir=data_dir)


def corrections() -> pd.DataFrame:
    """Every attribution that was changed after it had been published, newest first.

    Columns: those of corrections.csv in docs/registry-fields.md, all text.
    """
    from leaderboard.questions import holdings

    return holdings.corrections()
