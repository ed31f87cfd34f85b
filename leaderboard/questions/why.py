"""Where a number comes from: statistic -> observations -> registry entries and their evidence -> archived bytes.

The id of a row is the question that it answers and what names it there (leaderboard.questions.as_text), so it
can be followed on any machine that holds the data, and the statistic is computed again on the way.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

import numpy as np
import pandas as pd

from leaderboard.analytics import robustness
from leaderboard.analytics.arrays import Flags, Integers
from leaderboard.analytics.behind import listed_on
from leaderboard.analytics.board_history import BoardHistory
from leaderboard.analytics.gaps import side
from leaderboard.analytics.parts import LOWER_BOUND
from leaderboard.intake import read
from leaderboard.intake.archive import Archive
from leaderboard.questions import across_boards, adoption, as_text, compare, histories
from leaderboard.questions.as_text import Question
from leaderboard.questions.catalogue import FOLLOWED, checked
from leaderboard.questions.claims import behind as behind_claim
from leaderboard.questions.view import View
from leaderboard.records import clock, compact
from leaderboard.records.files import Damaged
from leaderboard.records.left_out import noting
from leaderboard.records.paths import DataDir
from leaderboard.records.paths import data_dir as data_folder
from leaderboard.registry import attribution, boards, tables

WHY_DTYPES = {"step": "str", "subject": "str", "says": "str", "evidence": "str", "at": "str"}
#: What a chain shows of an observation, besides its part in the statistic.
OBSERVED = (
    "board_id",
    "category",
    "benchmark_version",
    "published_on",
    "model_name",
    "setting",
    "score",
    "score_low",
    "score_high",
    "sample_size",
    "released_on",
    "country",
    "openness",
    "recorded_at",
    "recorded_basis",
    "response_sha256",
    "source_id",
    "organization_name",
    "license_name",
    "model_id",
    "organization_id",
)


@dataclass(frozen=True, eq=False)
class Chain:
    """What a row rests on.

    row: the row as its question gives it now. observations: OBSERVED, and `part`: what each has to do
    with the row; its competitors come last. entries and responses: rows of WHY_DTYPES.
    """

    question: Question
    row: "pd.Series[Any]"
    observations: pd.DataFrame
    entries: pd.DataFrame
    responses: pd.DataFrame


@checked
@noting
def why(row_id: str, data_dir: str | Path | None = None) -> pd.DataFrame:
    """The chain behind a row, step by step; columns of WHY_DTYPES.

    step: statistic (a line per cell), observation, registry or response. says: what it states.
    evidence: for an observation the hash of its response, for an entry the page that was read, for a
    response its address. at: when it was recorded, checked or retrieved.
    Raises ValueError if the text is no id, or names a row that its question does not give.
    """
    found = chain(row_id, data_dir)
    cells = [_step("statistic", str(name), _shown(cell), str(found.question), "") for name, cell in found.row.items()]
    observed = [_observed(row) for row in found.observations.to_dict("records")]
    steps = pd.DataFrame(cells + observed, columns=list(WHY_DTYPES))
    return pd.concat([steps, found.entries, found.responses], ignore_index=True).astype(WHY_DTYPES)


def chain(row_id: str, data_dir: str | Path | None = None) -> Chain:
    """Compute the row again and gather what it rests on. Raises ValueError as `why` does."""
    asked, key = identified(row_id)
    table = asked.ask(data_dir)
    row = asked.row(table, key)
    observations = _observations(asked, table.loc[[row.name]], data_dir)
    observations = observations.sort_values("part", key=lambda part: part == _COMPETITOR, kind="stable")
    claimed = [_claim(row)] if asked.verb.name == "claims" else []
    entries = pd.DataFrame([*claimed, *_entries(observations)], columns=list(WHY_DTYPES))
    data = data_folder(data_dir, behind=True)
    responses = pd.DataFrame(_responses(observations, data), columns=list(WHY_DTYPES)).drop_duplicates("subject")
    return Chain(asked, row, observations, entries.drop_duplicates(ignore_index=True), responses)


def _observations(asked: Question, rows: pd.DataFrame, data_dir: str | Path | None) -> pd.DataFrame:
    """What rows of a question's table rest on: OBSERVED and `part`."""
    nothing = pd.DataFrame(columns=[*OBSERVED, "part"])
    if asked.verb.name == "claims":  # what the answer to the claim's question rests on
        as_of, known_at = (asked.chosen.get(name) for name in ("as_of", "known_at"))
        found = behind_claim(rows.iloc[0], as_of, known_at, data_dir)
        return _observations(*found, data_dir) if found else nothing
    if asked.verb.name == "adoption":
        return adoption.behind(rows, asked.chosen | {"data_dir": data_dir}, OBSERVED)[[*OBSERVED, "part"]]
    behind = [_rows(history, parts) for history, parts in _behind(asked, rows, data_dir)]
    return pd.concat(behind, ignore_index=True) if behind else nothing


def identified(row_id: str) -> tuple[Question, dict[str, str]]:
    """Read the id of a row that can be followed; see as_text.identified."""
    return as_text.identified(row_id, FOLLOWED)


#: What models a row of the index names, and what part their scores have in it.
_INDEXED = {"model_id": "ability", "leader_model": "leader", "second_model": "second"}
#: The part of what a nation's best was compared with.
_COMPETITOR = "competitor"
_NONE: Integers = np.array([], dtype="int64")
#: Positions in a board's table, each with what its row has to do with the statistic; one can have several parts.
Parts = list[tuple[int, str]]


def _behind(asked: Question, rows: pd.DataFrame, data_dir: str | Path | None) -> Iterator[tuple[BoardHistory, Parts]]:
    """The boards that rows of a question's table rest on, and the positions of what they rest on with their parts."""
    several = {"index": _of_index, "robustness": _of_robustness}
    if asked.verb.name in several:
        yield from several[asked.verb.name](asked, rows, data_dir)
        return
    board_id = asked.chosen.get("board_id") or rows["board_id"].iloc[0]
    history = histories.history(board_id, **_view(asked, data_dir))
    behind: dict[str, Callable[[BoardHistory, Question, pd.Series[Any]], Parts]] = {
        "top": _of_top,
        "frontier": _of_frontier,
        "domains": _of_frontier,
        "leads": _of_leads,
        "gap": _of_gap,
        "epoch-lags": _of_epoch_lags,
        "share": _of_share,
        "compare": _of_compare,
    }
    yield history, [part for _, row in rows.iterrows() for part in behind[asked.verb.name](history, asked, row)]
    if asked.chosen.get("best_of_all"):
        everything = histories.history(board_id, **_view(asked, data_dir, openness="all"))
        best = [_counted_then(everything, asked, row)[:1] for _, row in rows.iterrows()]
        yield everything, [part for row in best for part in _all(row, "best of all")]


def _view(asked: Question, data_dir: str | Path | None, **more: object) -> View:
    """The choices of a question that every question takes."""
    chosen = {name: value for name, value in asked.chosen.items() if name in View.__annotations__}
    return cast(View, chosen | {"data_dir": data_dir, "columns": OBSERVED} | more)


def _of_index(asked: Question, rows: pd.DataFrame, data_dir: str | Path | None) -> Iterator[tuple[BoardHistory, Parts]]:
    """The scores of the row's models that were fitted; beside an Elo score that of the board's median model.

    All other scores had a part in the fit too: they are named by the rows of the other models.
    """
    row = rows.iloc[0]
    models = {row[name]: part for name, part in _INDEXED.items() if isinstance(row.get(name), str)}
    if not models:
        return
    histories, scores = across_boards.fitted_scores(row.get("left_out", ""), **_view(asked, data_dir))
    fitted = set(zip(scores["benchmark"], scores["model"], strict=True))
    for history in histories:
        listed = history.best_per_model(history.snapshots[-1].rows) if history.snapshots else _NONE
        names = history.table["model_id"].iloc[listed]
        parts = [
            (int(position), models[name])
            for position, name in zip(listed, names, strict=True)
            if name in models and (history.board_id, name) in fitted
        ]
        middle = np.unique(listed[[(len(listed) - 1) // 2, len(listed) // 2]]) if history.metric == "elo" else _NONE
        if parts:
            yield history, parts + _all(middle, "median of the board")


def _of_robustness(
    asked: Question, rows: pd.DataFrame, data_dir: str | Path | None
) -> Iterator[tuple[BoardHistory, Parts]]:
    """Who has a place in the row's cells, and in the headline's, with which they agree or not."""
    row = rows.iloc[0]
    made = {row["choice"]: row["value"]} if "choice" in row else {name: row[name] for name in robustness.CHOICES}
    lens = made.get("lens", "developer")
    for nation_by in dict.fromkeys(("developer", lens)):  # the headline's is always the developer's
        view = _view(asked, data_dir, lens=nation_by)
        headline, histories = across_boards.defensible(asked.chosen["board_id"], **view)
        for history in histories:
            parts = _all(robustness.listed(history, made), "listed") if nation_by == lens else []
            if nation_by == "developer":
                parts += _all(robustness.listed(history, asdict(headline)), "headline")
            if parts:
                yield history, parts


def _of_top(history: BoardHistory, asked: Question, row: "pd.Series[Any]") -> Parts:  # noqa: ARG001 (all are alike)
    rows = _on(history, row["published_on"])
    table = history.spelled(rows)
    mine = (table["model_name"] == row["model_name"]) & (table["setting"] == row["setting"])
    return _all(rows[mine.to_numpy("bool")], "score")


def _of_frontier(history: BoardHistory, asked: Question, row: "pd.Series[Any]") -> Parts:
    """The nation's best, and every row that competes with it for p_leader; of a lower bound, its row alone."""
    if row.get("verdict") == LOWER_BOUND:
        listings = history.listings
        mine = (listings["published_on"] == row["date"]) & (listings["model_name"] == row["model_name"])
        return _all(np.flatnonzero(mine & (listings["score"] == row["score"])), "lower bound")
    rows = _counted_then(history, asked, row)
    best = rows[history.entries.of(row["country"])[rows]][:1]
    return _all(best, "best") + _all(np.setdiff1d(rows, best), _COMPETITOR)


def _counted_then(history: BoardHistory, asked: Question, row: "pd.Series[Any]") -> Integers:
    """The counted rows of which a frontier's row speaks, best first."""
    rows = listed_on(history, row["date"], asked.chosen.get("dates", "published"))
    return rows[history.entries.counted[rows]]


def _of_leads(history: BoardHistory, asked: Question, row: "pd.Series[Any]") -> Parts:  # noqa: ARG001
    rows = _on(history, row["date"])
    rows = rows[history.entries.counted[rows]]
    parts: Parts = []
    for end in ("from", "to"):
        if isinstance(row[f"{end}_country"], str):
            parts += _all(rows[history.entries.of(row[f"{end}_country"])[rows]][:1], f"{end}_score")
    return parts


def _of_gap(history: BoardHistory, asked: Question, row: "pd.Series[Any]") -> Parts:
    """Both bests, and the first listings that the lag and the waiting count from (none where dated by release)."""
    rows = _on(history, row["date"])
    a, b = (rows[side(history, row[end])[rows]] for end in ("a", "b"))
    strength = history.entries.strength
    parts = _all(a[:1], "score_a") + _all(b[:1], "score_b")
    if asked.chosen.get("dates") != "released":
        ahead, behind = (a, b) if strength[a[0]] >= strength[b[0]] else (b, a)
        level = strength[behind[0]]
        listings = (
            ("first listing of the best behind", behind[strength[behind] == level]),
            ("first listing of one ahead that scores as much", ahead[strength[ahead] >= level]),
            ("first listing of one ahead that scores more", ahead[strength[ahead] > level]),
        )
        parts += [listing for part, models in listings for listing in _all(_first_listing(history, models), part)]
    return parts


def _of_epoch_lags(history: BoardHistory, asked: Question, row: "pd.Series[Any]") -> Parts:
    """Every dated model of both sides: any of them could have been the first."""
    rows = _on(history, row["date"])
    last = clock.day(asked.chosen.get("released_by")) or pd.Timestamp.max
    rows = rows[(history.table["released_on"] <= last).to_numpy("bool")[rows]]
    leaders, followers = (rows[side(history, row[end])[rows]] for end in ("a", "b"))
    return _all(leaders, "leader") + _all(followers, "follower")


def _of_share(history: BoardHistory, asked: Question, row: "pd.Series[Any]") -> Parts:
    """Every model among the places; ties at the cut share the last."""
    mine = history.entries.of(row["country"]) if isinstance(row["country"], str) else history.entries.of_nobody_known
    listed, in_places = _places(history, asked, row)
    return _whose(listed[in_places], mine)


def _of_compare(history: BoardHistory, asked: Question, row: "pd.Series[Any]") -> Parts:
    """The best of all, and of the side, and every model among the places."""
    members = compare.side(row["side"])(row["date"])
    mine = np.any([history.entries.of(nation) for nation in members], axis=0)
    listed, in_places = _places(history, asked, row)
    best = np.unique([*listed[:1], *listed[mine[listed]][:1]]).astype("int64")
    return _all(best, "best") + _whose(listed[in_places], mine)


def _places(history: BoardHistory, asked: Question, row: "pd.Series[Any]") -> tuple[Integers, Flags]:
    """The counted models of a snapshot, each by its best row, and which of them are among the places."""
    rows = _on(history, row["date"])
    listed = history.best_per_model(rows[history.entries.counted[rows]])
    strength = history.entries.strength[listed]
    return listed, strength >= strength[: asked.chosen.get("top", 10)].min()


def _whose(rows: Integers, mine: Flags) -> Parts:
    return [(int(position), "counted" if mine[position] else "another's") for position in rows]


def _all(positions: Integers, part: str) -> Parts:
    return [(int(position), part) for position in positions]


def _first_listing(history: BoardHistory, rows: Integers) -> Integers:
    """The first row ever of the earliest listed of these models."""
    if not len(rows):
        return rows
    models = history.entries.model[rows]
    return history.first_rows[models[[history.first_listed[models].argmin()]]]


def _on(history: BoardHistory, day: pd.Timestamp) -> Integers:
    """The rows of a snapshot."""
    return next((snapshot.rows for snapshot in history.snapshots if snapshot.date == day), _NONE)


def _rows(history: BoardHistory, parts: Parts) -> pd.DataFrame:
    """The observations at these positions of the board's listings, each once, with its parts."""
    joined: dict[int, str] = {}
    for position, part in sorted(set(parts)):
        joined[position] = f"{joined[position]}, {part}" if position in joined else part
    return compact.spelled(history.listings.iloc[list(joined)][list(OBSERVED)]).assign(part=list(joined.values()))


def _observed(row: dict[Any, Any]) -> dict[str, str]:
    where = " ".join(filter(None, (row["board_id"], row["category"], row["benchmark_version"])))
    interval = "" if pd.isna(row["score_low"]) else f" ({row['score_low']!r} to {row['score_high']!r})"
    votes = "" if pd.isna(row["sample_size"]) else f", {row['sample_size']:,} votes or items"
    nation = _shown(row["country"]) or "unknown country"
    released = "" if pd.isna(row["released_on"]) else f", released {row['released_on']:%Y-%m-%d}"
    says = f"{row['part']}: {row['score']!r}{interval}{votes}; {nation}, {row['openness']}{released}"
    subject = f"{row['published_on']:%Y-%m-%d} {row['model_name']} {row['setting']}".strip()
    recorded = f"{row['recorded_at']:%Y-%m-%dT%H:%M:%SZ} {row['recorded_basis']}"
    return _step("observation", f"{subject} on {where}", says, row["response_sha256"], recorded)


def _claim(row: "pd.Series[Any]") -> dict[str, str]:
    """The registry's entry of a claim, with the page on which it was published."""
    return _step("registry", f"claim {row['claim_id']}", row["statement"], row["url"], row["checked_on"])


def _entries(observations: pd.DataFrame) -> Iterator[dict[str, str]]:
    """What the registry says of every observation: spelling, model, openness that day, organization, base."""
    known = tables.load()
    lookup = attribution.prepare(known)
    for row in observations.astype("object").where(observations.notna(), "").to_dict("records"):
        name, day = row["model_name"], f"{row['published_on']:%Y-%m-%d}"
        if reason := lookup.reason(row["source_id"], name):
            yield _step(
                "registry", f"spelling {name}", f"not one model of one developer: {reason}", "undecidable.csv", ""
            )
        elif row["model_id"]:
            yield _step("registry", f"spelling {name}", f"model {row['model_id']}", "model_aliases.csv", "")
            yield from _model(row["model_id"], day, known)
        elif row["organization_id"]:
            alias = row["organization_name"]
            yield _step(
                "registry",
                f"organization name {alias}",
                f"organization {row['organization_id']}",
                "organization_aliases.csv",
                "",
            )
            yield from _organization(row["organization_id"], day, known)
        else:
            yield _step("registry", f"spelling {name}", "unknown", "", "")
        if not row["model_id"] and row["license_name"]:
            tier = lookup.openness_of_license.get(row["license_name"], "unknown")
            yield _step("registry", f"license {row['license_name']}", tier, "license_aliases.csv", "")


def _model(model_id: str, day: str, known: tables.Registry) -> Iterator[dict[str, str]]:
    """A model's own entries; those of its organization, and of the model it is built on."""
    model = _by(known, "models", "model_id")[model_id][-1]
    says = (
        f"{model['model_name']} of {model['organization_id']}, released {model['released_on'] or 'on an unknown day'}"
    )
    base = model["base_model_id"]
    unnamed = "a model that is not disclosed" if model["base_evidence_url"] else "an unknown model"
    says += "" if base == model_id else f", built on {base or unnamed}"
    yield _step("registry", f"model {model_id}", says, model["evidence_url"], model["checked_on"])
    steps = _by(known, "model_openness", "model_id")[model_id]
    for step in [step for step in steps if step["valid_from"] <= day][-1:]:
        since = f" since {step['valid_from']}" if step["valid_from"] else ""
        says = f"{step['openness']} ({step['license'] or 'no license'}){since}"
        yield _step("registry", f"openness of {model_id}", says, step["evidence_url"], step["checked_on"])
    yield from _organization(model["organization_id"], model["released_on"] or day, known)
    if base and base != model_id:
        yield from _model(base, day, known)


def _organization(organization_id: str, day: str, known: tables.Registry) -> Iterator[dict[str, str]]:
    """The seat of an organization on a day."""
    seats = _by(known, "organizations", "organization_id")[organization_id]
    for seat in [seat for seat in seats if seat["valid_from"] <= day][-1:]:
        countries = ";".join(filter(None, (seat["country"], seat["second_country"]))) or "unknown country"
        says = f"{seat['organization_name']}, {countries} ({seat['country_basis'] or 'no basis'})"
        yield _step("registry", f"organization {organization_id}", says, seat["evidence_url"], seat["checked_on"])


@cache
def _by(known: tables.Registry, table: str, column: str) -> dict[str, list[dict[str, str]]]:
    """The rows of a table by one of its columns."""
    found: dict[str, list[dict[str, str]]] = {}
    for row in tables.records(getattr(known, table)):
        found.setdefault(row[column], []).append(row)
    return found


def _responses(observations: pd.DataFrame, data: DataDir) -> Iterator[dict[str, str]]:
    """The bytes behind the observations: are they kept here, are they what they were, where and when did they come?"""
    archive = Archive(data.archive)
    manifest = {entry["sha256"]: entry for entry in archive.manifest()}
    for (board_id, sha256), _ in observations.groupby(["board_id", "response_sha256"], sort=False):
        source = boards.every_board()[str(board_id)].source
        entry = manifest.get(str(sha256), {})
        url, day = read.where(data, source).get(str(sha256), ("", ""))
        address = entry.get("url") or url or f"unknown here; published at {source.homepage}"
        yield _step("response", str(sha256), _kept(archive, str(sha256)), address, entry.get("retrieved_at") or day)


def _kept(archive: Archive, sha256: str) -> str:
    try:
        return f"{len(archive.read(sha256)):,} bytes, kept"
    except FileNotFoundError:
        return "not kept on this machine: what the address serves are the same bytes if this is their SHA-256"
    except Damaged as error:
        return str(error)


def _step(step: str, subject: str, says: str, evidence: str, at: str) -> dict[str, str]:
    return {"step": step, "subject": subject, "says": says, "evidence": evidence, "at": at}


def _shown(cell: Any) -> str:
    """A cell as in a CSV: unrounded, null as nothing."""
    if pd.isna(cell):
        return ""
    return f"{cell:%Y-%m-%d}" if isinstance(cell, pd.Timestamp) else str(cell)
