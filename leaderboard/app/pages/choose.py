"""Which open model to take: what fits every condition, what each of them costs, and why any model is out."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from fetchers import Source
from leaderboard.analytics.definitions import DEFINITIONS
from leaderboard.app import asking, dossier, pieces
from leaderboard.publish import address, charts, words
from leaderboard.publish.words import Speaker
from leaderboard.questions import choose, fitness
from leaderboard.questions.choose import Choice
from leaderboard.questions.fitness import NAMES, Wanted
from leaderboard.registry import attribution, boards, tables
from leaderboard.registry.countries import blocs
from leaderboard.registry.fields import MODALITIES
from leaderboard.serve import collection

#: The model whose verdict is asked, in the address.
_MODEL = "model"
_LISTED = 12
#: So many nations stand for each size; the download has all.
_NATIONS = 6
_EXAMPLE = Wanted(domains="code", exclude_base="CHN", commercial=True, territory="EU27", max_size=40)
_LISTS = ("domains", "allow", "exclude", "allow_base", "exclude_base", "reads", "writes")
_WEIGHT = "weight of "
_STATES = {"fits": "It fits", "out": "It is out", "unknown": "It cannot be said"}


def show() -> None:
    """Draw the page."""
    edition = collection.edition()
    speaker = asking.asked((*NAMES, _MODEL))
    wanted, notes = fitness.read(st.query_params.to_dict())
    for note in notes:
        asking.passed_over(note)
    with st.spinner("Fitting one ability per model"):
        found = collection.choice(wanted, speaker.question, edition)
    told = found.told
    pieces.headline(told[0], choose.certainty(found), _colors(found.fits))
    for line in told[1 + bool(choose.certainty(found)) :]:
        pieces.said(line)
    _ask(speaker, wanted, edition)
    sources = _sources(speaker, edition)
    asking.quote(speaker, told, "choose", fitness.written(wanted), sources=sources)
    _picture(speaker, found, sources)
    _fitting(speaker, found, sources)
    _costs(found, sources)
    _why(speaker, found, sources)
    _best(speaker, found, sources)
    pieces.details("What the words mean", [DEFINITIONS[name] for name in ("choice", "fits_on", "index", "index_unit")])


def _colors(fits: pd.DataFrame) -> tuple[str, str]:
    origin = fits["country"].iloc[0] if len(fits) else None
    color = charts.color(origin) if isinstance(origin, str) else charts.GRAY
    return color, color


def _ask(speaker: Speaker, wanted: Wanted, edition: str) -> None:
    """Every condition as a widget, set from the address; what most people ask first, the rest on demand."""
    _set(wanted)
    ask = partial(_write, speaker)
    nations = dict(sorted(speaker.countries.items(), key=lambda pair: pair[1]))
    places = {bloc: bloc for bloc in sorted(blocs(tables.load(), speaker.as_of))} | nations

    def several(name: str, label: str, options: Mapping[str, str], none: str) -> None:
        st.multiselect(label, list(options), format_func=options.__getitem__, key=name, on_change=ask, placeholder=none)

    def number(name: str, label: str, step: int = 1) -> None:
        st.number_input(label, min_value=0, step=step, key=name, on_change=ask, placeholder="any")

    domains = {name: words.category_name(name) for name in fitness.in_index()}
    with st.container(horizontal=True, key="question"):
        several("domains", "Good at", domains, "everything")
        number("max_size", "Most parameters, billions")
        several("exclude_base", "No base from", places, "any base")
        several("exclude", "No developer from", places, "any developer")
        st.selectbox(
            "Used in",
            ["", *places],
            format_func=lambda code: places.get(code, "anywhere"),
            key="territory",
            on_change=ask,
        )
        st.checkbox("Commercial use", key="commercial", on_change=ask)
        asking.choices(speaker, edition, ("as_of",), ask=ask)
    beyond = {"domains", "max_size", "exclude_base", "exclude", "territory", "commercial"}
    more = any(name not in beyond for name in fitness.written(wanted)) or len(wanted.weights) > 1
    with st.expander("More conditions", expanded=more):
        weights = list(wanted.weights) if len(wanted.weights) > 1 else []
        with st.container(horizontal=True, key="more"):
            for name in weights:
                label = f"Weight of {domains[name].lower()}"
                st.number_input(label, min_value=0.1, step=0.5, key=_WEIGHT + name, on_change=ask)
            several("allow", "Only developers from", places, "any")
            several("allow_base", "Only bases from", places, "any")
            number("users", "My monthly users", 1000)
            number("revenue", "My revenue, USD a year", 1000)
            number("max_active", "Most parameters at work, billions")
            number("memory", "Fits on, GB")
            st.selectbox("At bits a parameter", fitness.BITS, key="bits", on_change=ask)
            number("context", "Least context, tokens", 1000)
            several("reads", "Reads", {name: name for name in MODALITIES[:-1]}, "anything")
            several("writes", "Writes", {name: name for name in MODALITIES}, "anything")
            number("min_boards", "Rests on so many boards")
            number("max_age", "Boards no older than, days")
            st.checkbox("Nothing to name", key="no_naming", on_change=ask)
            st.checkbox("Take unread terms as assumed", key="unverified", on_change=ask)
    if wanted != _EXAMPLE:
        target = f"choose?{urlencode(fitness.written(_EXAMPLE))}"
        pieces.line("For example:", "an open coding model under 40B, no Chinese base, commercial use in the EU", target)


def _set(wanted: Wanted) -> None:
    """The widgets as the address has it."""
    parts = dict(word.partition(":")[::2] for word in fitness.listed(wanted.domains))
    for name, value in vars(wanted).items():
        if name in _LISTS:
            st.session_state[name] = [word.partition(":")[0] for word in fitness.listed(value)]
        elif isinstance(value, bool | str) or name in ("bits", "min_boards"):
            st.session_state[name] = value
        else:
            st.session_state[name] = value or None
    for name, weight in parts.items():
        st.session_state[_WEIGHT + name] = float(weight or 1)


def _write(speaker: Speaker) -> None:
    """What the widgets say, into the address."""
    state = st.session_state
    chosen: dict[str, Any] = {name: ",".join(state[name]) if name in _LISTS else state[name] for name in NAMES}
    weights = {name: float(state.get(_WEIGHT + name) or 1) for name in state["domains"]}
    even = len(set(weights.values())) <= 1
    chosen["domains"] = ",".join(name if even else f"{name}:{weight:g}" for name, weight in weights.items())
    numbers = {name: chosen[name] or 0 for name in NAMES if type(getattr(Wanted, name)) is int}
    wanted = Wanted(**{**chosen, **numbers})
    question = replace(speaker.question, as_of=state["as_of"])
    model = {_MODEL: state[_MODEL]} if state.get(_MODEL) else {}
    st.query_params.from_dict(address.written(question, speaker.today) | fitness.written(wanted) | model)


def _sources(speaker: Speaker, edition: str) -> list[Source]:
    fit = collection.comparable(address.of_no_board(speaker.question), edition)
    return [boards.board(past.board_id).source for past in fit]


def _about(speaker: Speaker, found: Choice) -> charts.About:
    read = f"Data: the sources of {found.boards} boards, newest snapshots by {words.day(found.day)}"
    title = f"Open-weight models {choose.asked_in_words(found)}: ability (logits) by size (parameters)"
    return charts.About(title, read, "logits", True, speaker.countries)


def _picture(speaker: Speaker, found: Choice, sources: list[Source]) -> None:
    if found.fits["parameters_b"].notna().sum() < 2:
        return
    pieces.heading("Size and ability", DEFINITIONS["pareto"])
    about = _about(speaker, found)
    told = charts.choosing_caption(found.fits, about)
    pieces.chart(charts.choosing_chart(found.fits, about), told, f"choose_{found.day:%Y-%m-%d}")
    pieces.caption(f"{told} Diamonds: on the line, with their 95 % intervals. {DEFINITIONS['index_unit']}")
    pieces.origins(sources)


def _fitting(speaker: Speaker, found: Choice, sources: list[Source]) -> None:
    if found.fits.empty:
        return
    meaning = DEFINITIONS["domain_ability"] if found.wanted.weights else DEFINITIONS["index"]
    pieces.heading("What fits", meaning)
    models = attribution.prepare(tables.load()).models
    listed = found.fits.head(_LISTED)
    rows = words.rows(listed)
    low, high = listed["ability_low"].min(), listed["ability_high"].max()

    def ability(row: dict[str, Any]) -> str:
        if pd.isna(row["ability_low"]):
            return f"<b>{pieces.number(row['ability'], 2)}</b>"
        at, left, right = ((row[f"ability{end}"] - low) / ((high - low) or 1) for end in ("", "_low", "_high"))
        ends = f"{row['ability_low']:.2f} to {row['ability_high']:.2f}".replace("-", "−")
        return pieces.interval(f"{row['ability']:.2f}".replace("-", "−"), ends, at, left, right)

    pieces.table(
        {
            "#": [str(row["rank"]) for row in rows],
            "Model": [_model(row, models[row["model_id"]]) for row in rows],
            "Developer, base": [_nations(row, speaker.countries) for row in rows],
            "License": [_license(row) for row in rows],
            "Parameters": [_size(row) for row in rows],
            "Context": [f"{row['context_length']:,}" if pd.notna(row["context_length"]) else "—" for row in rows],
            "Ability": [ability(row) for row in rows],
            "Boards": [str(row["boards"]) for row in rows],
        },
        numbers=("#", "Boards"),
        label="What fits",
    )
    if len(found.fits) > len(listed):
        pieces.caption(f"The ablest {len(listed)} of {len(found.fits):,}.")
    pieces.origins(sources)
    _download("Every model that fits (CSV)", "fits", found.fits[list(choose.FITS_COLUMNS)], found, sources)


def _model(row: dict[str, Any], known: dict[str, str]) -> str:
    """Its name, what is to be said of its place, and the evidence of what the registry knows."""
    told = []
    if row["level"] and row["rank"] > 1:
        told.append("cannot be told apart from the first")
    if row["pareto"]:
        told.append("on the line of size and ability")
    name = f"<b>{pieces.entry('model', row['model_name'], row['model_id'])}</b>"
    return "<br>".join([name, *(f"<small>{line}</small>" for line in [*told, dossier.evidence(known)])])


def _nations(row: dict[str, Any], countries: Mapping[str, str]) -> str:
    own = pieces.nation(row["country"], countries)
    if row["base_country"] == row["country"]:
        return own
    return f"{own}<br><small>base: {pieces.nation(row['base_country'], countries)}</small>"


def _license(row: dict[str, Any]) -> str:
    if not isinstance(row["license"], str):
        return pieces.cell(None)
    named = ", ".join(words.license_name(one) for one in row["license"].split(";"))
    limits = f"<br><small>{pieces.plain(row['limits'])}</small>" if isinstance(row["limits"], str) else ""
    return f"{pieces.plain(named)}{limits}"


def _size(row: dict[str, Any]) -> str:
    if pd.isna(row["parameters_b"]):
        return pieces.cell(None)
    active = row["active_parameters_b"]
    work = f"<br><small>{active:,g} B at work</small>" if active != row["parameters_b"] else ""
    return f"{row['parameters_b']:,g} B{work}"


def _costs(found: Choice, sources: list[Source]) -> None:
    if found.costs.empty:
        return
    pieces.heading("What each condition costs", DEFINITIONS["condition_cost"])
    rows = words.rows(found.costs)
    pieces.table(
        {
            "Condition dropped": [pieces.plain(found.said[row["condition"]]) for row in rows],
            "Fit then": [f"{row['fits']:,}" for row in rows],
            "Ablest then": [pieces.cell(row["best_model"]) for row in rows],
            "Abler by": [_points(row) for row in rows],
            "Sooner": [_sooner(row) for row in rows],
        },
        numbers=("Fit then",),
        label="What each condition costs",
    )
    _download("What each condition costs (CSV)", "costs", found.costs, found, sources)


def _points(row: dict[str, Any]) -> str:
    if pd.isna(row["points"]):
        return pieces.cell(None)
    if row["points"] == 0:
        return "nothing"
    apart = "" if row["told_apart"] else "<br><small>cannot be told apart</small>"
    return f"{row['points']:.2f} logits{apart}"


def _sooner(row: dict[str, Any]) -> str:
    if pd.isna(row["months"]):
        return pieces.cell(None)
    if row["months"] <= 0:
        return "0 months"
    first = f"{pieces.plain(row['sooner_model'])}, {pieces.day(row['sooner_on'])}"
    return f"{row['months']:.1f} months<br><small>{first}</small>"


def _why(speaker: Speaker, found: Choice, sources: list[Source]) -> None:
    """A search for one model, and what the conditions say of it."""
    counted = found.models["state"].value_counts()
    fit, out, unknown = (counted.get(state, 0) for state in ("fits", "out", "unknown"))
    pieces.heading(
        "Why a model is out",
        f"Of {len(found.models):,} registered models {fit:,} fit, {out:,} are out; of {unknown:,} it cannot be said.",
    )
    by_id = {row["model_id"]: row for row in words.rows(found.models)}
    asked = st.query_params.get(_MODEL)
    if asked is not None and asked not in by_id:
        asking.passed_over(f"unknown model {asked!r}")
    st.session_state[_MODEL] = asked if asked in by_id else None
    ordered = sorted(by_id, key=lambda name: by_id[name]["model_name"].casefold())
    st.selectbox(
        "A model",
        ordered,
        format_func=lambda name: by_id[name]["model_name"],
        key=_MODEL,
        on_change=partial(_write, speaker),
        placeholder="Type a name",
    )
    if asked is not None and asked in by_id:
        row = by_id[asked]
        reason = row["why"] if isinstance(row["why"], str) else "it meets every condition"
        known = attribution.prepare(tables.load()).models[asked]
        said = f"{_STATES[row['state']]}: {'not known: ' if row['state'] == 'unknown' else ''}{reason}."
        name = pieces.entry("model", row["model_name"], asked)
        st.html(f'<p class="verdict"><b>{name}</b> {pieces.plain(said)} {dossier.evidence(known)}</p>')
    _download("Every model, and why (CSV)", "all", found.models[list(choose.MODEL_DTYPES)], found, sources)


def _best(speaker: Speaker, found: Choice, sources: list[Source]) -> None:
    if found.best.empty:
        return
    machines = [f"{name} ({gigabytes} GB at {bits} bits)" for name, (gigabytes, bits) in choose.MACHINES.items()]
    pieces.heading(
        "The best by size and nation",
        f"Of models that meet every condition but those of size and developer: {', '.join(machines)}, and any size.",
    )
    shown = found.best.groupby("size_class", sort=False).head(_NATIONS)
    begins = ~shown["size_class"].duplicated()
    rows = words.rows(shown)
    pieces.table(
        {
            "Runs on": [
                f"<b>{pieces.plain(row['size_class'])}</b>" if first else ""
                for first, row in zip(begins, rows, strict=True)
            ],
            "Nation": [pieces.nation(row["country"], speaker.countries) for row in rows],
            "Model": [pieces.entry("model", row["model_name"], row["model_id"]) for row in rows],
            "Parameters": [_size(row) for row in rows],
            "Ability": [
                f"{pieces.number(row['ability'], 2)} <small>{pieces.number(row['ability_low'], 2)} to "
                f"{pieces.number(row['ability_high'], 2)}</small>"
                for row in rows
            ],
        },
        label="The best by size and nation",
    )
    _download("The best by size and nation (CSV)", "best", found.best[list(choose.BEST_COLUMNS)], found, sources)


def _download(label: str, what: str, table: pd.DataFrame, found: Choice, sources: list[Source]) -> None:
    pieces.download(label, f"choose-{what}_{found.day:%Y-%m-%d}.csv", lambda: table, sources)
