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
from leaderboard.publish import address, charts, credit, frames, words
from leaderboard.publish.language import N_, _, figure
from leaderboard.publish.speaker import Speaker
from leaderboard.questions import choose, fitness
from leaderboard.questions.choose import Choice
from leaderboard.questions.fitness import NAMES, Wanted
from leaderboard.records.spoken import joined
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
_AMOUNTS = ("max_size", "max_active", "memory")
_WEIGHT = "weight of "
_STATES = {
    "fits": N_("It fits: {reason}."),
    "out": N_("It is out: {reason}."),
    "unknown": N_("It cannot be said: not known: {reason}."),
}


def show() -> None:
    """Draw the page."""
    edition = collection.edition()
    speaker = asking.asked((*NAMES, _MODEL))
    wanted, notes = fitness.read(st.query_params.to_dict())
    for note in notes:
        asking.passed_over(note)
    with st.spinner(_("Fitting one ability per model")):
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
    pieces.details(
        _("What the words mean"), [DEFINITIONS[name] for name in ("choice", "fits_on", "index", "index_unit")]
    )


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
        st.number_input(label, min_value=0, value=None, step=step, key=name, on_change=ask, placeholder=_("any"))

    def amount(name: str, label: str) -> None:
        st.number_input(
            label, min_value=0.0, value=None, step=1.0, format="%g", key=name, on_change=ask, placeholder=_("any")
        )

    domains = {name: words.category_name(name) for name in fitness.in_index()}
    with st.container(horizontal=True, key="question"):
        several("domains", _("Good at"), domains, _("everything"))
        amount("max_size", _("Most parameters, billions"))
        several("exclude_base", _("No base from"), places, _("any base"))
        several("exclude", _("No developer from"), places, _("any developer"))
        st.selectbox(
            _("Used in"),
            ["", *places],
            format_func=lambda code: places.get(code, _("anywhere")),
            key="territory",
            on_change=ask,
        )
        st.checkbox(_("Commercial use"), key="commercial", on_change=ask)
        asking.choices(speaker, edition, ("as_of",), ask=ask)
    beyond = {"domains", "max_size", "exclude_base", "exclude", "territory", "commercial"}
    more = any(name not in beyond for name in fitness.written(wanted)) or len(wanted.weights) > 1
    with st.expander(_("More conditions"), expanded=more):
        weights = list(wanted.weights) if len(wanted.weights) > 1 else []
        with st.container(horizontal=True, key="more"):
            for name in weights:
                label = _("Weight of {domain}", domain=_(name))
                st.number_input(label, min_value=0.1, step=0.5, key=_WEIGHT + name, on_change=ask)
            several("allow", _("Only developers from"), places, _("any"))
            several("allow_base", _("Only bases from"), places, _("any"))
            number("users", _("My monthly users"), 1000)
            number("revenue", _("My revenue, USD a year"), 1000)
            amount("max_active", _("Most active parameters, billions"))
            amount("memory", _("Fits on, GB"))
            st.selectbox(_("At bits a parameter"), fitness.BITS, key="bits", on_change=ask)
            number("context", _("Least context, tokens"), 1000)
            several("reads", _("Reads"), {name: _(name) for name in MODALITIES[:-1]}, _("anything"))
            several("writes", _("Writes"), {name: _(name) for name in MODALITIES}, _("anything"))
            number("min_boards", _("Rests on so many boards"))
            number("max_age", _("Boards no older than, days"))
            st.checkbox(_("Nothing to name"), key="no_naming", on_change=ask)
            st.checkbox(_("Take unread terms as assumed"), key="unverified", on_change=ask)
    if wanted != _EXAMPLE:
        target = f"choose?{urlencode(fitness.written(_EXAMPLE))}"
        pieces.line(
            _("For example:"), _("an open coding model under 40B, no Chinese base, commercial use in the EU"), target
        )


def _set(wanted: Wanted) -> None:
    """The widgets as the address has it."""
    parts = dict(word.partition(":")[::2] for word in fitness.listed(wanted.domains))
    for name, value in vars(wanted).items():
        if name in _LISTS:
            st.session_state[name] = [word.partition(":")[0] for word in fitness.listed(value)]
        else:
            st.session_state[name] = float(value) if name in _AMOUNTS and value is not None else value
    for name, weight in parts.items():
        st.session_state[_WEIGHT + name] = float(weight or 1)


def _write(speaker: Speaker) -> None:
    """What the widgets say, into the address."""
    state = st.session_state
    chosen: dict[str, Any] = {name: ",".join(state[name]) if name in _LISTS else state[name] for name in NAMES}
    weights = {name: float(state.get(_WEIGHT + name) or 1) for name in state["domains"]}
    even = len(set(weights.values())) <= 1
    chosen["domains"] = ",".join(name if even else f"{name}:{weight:g}" for name, weight in weights.items())
    wanted = Wanted(**{**chosen, "min_boards": chosen["min_boards"] or 0})
    question = replace(speaker.question, as_of=state["as_of"])
    model = {_MODEL: state[_MODEL]} if state.get(_MODEL) else {}
    st.query_params.from_dict(address.written(question, speaker.today) | fitness.written(wanted) | model)


def _sources(speaker: Speaker, edition: str) -> list[Source]:
    fit = collection.comparable(address.of_no_board(speaker.question), edition)
    return [boards.board(past.board_id).source for past in fit]


def _about(speaker: Speaker, found: Choice) -> charts.About:
    read = credit.data_of(found.boards, found.day)
    asked = choose.asked_in_words(found)
    title = _("Open-weight models {asked}: ability (logits) by size (parameters)", asked=asked)
    return charts.About(title, read, "logits", True, speaker.countries)


def _picture(speaker: Speaker, found: Choice, sources: list[Source]) -> None:
    if found.fits["parameters_b"].notna().sum() < 2:
        return
    pieces.heading(_("Size and ability"), DEFINITIONS["pareto"])
    about = _about(speaker, found)
    told = charts.choosing_caption(found.fits, about)
    pieces.chart(charts.choosing_chart(found.fits, about), told, f"choose_{found.day:%Y-%m-%d}")
    pieces.caption(
        _(
            "{told} Diamonds: on the line, with their 95 % intervals. {unit}",
            told=told,
            unit=DEFINITIONS["index_unit"],
        )
    )
    pieces.origins(sources)


def _fitting(speaker: Speaker, found: Choice, sources: list[Source]) -> None:
    if found.fits.empty:
        return
    meaning = DEFINITIONS["domain_ability"] if found.wanted.weights else DEFINITIONS["index"]
    pieces.heading(_("What fits"), meaning)
    models = attribution.prepare(tables.load()).models
    listed = found.fits.head(_LISTED)
    rows = frames.rows(listed)
    low, high = listed["ability_low"].min(), listed["ability_high"].max()

    def ability(row: dict[str, Any]) -> str:
        if pd.isna(row["ability_low"]):
            return f"<b>{pieces.number(row['ability'], 2)}</b>"
        at, left, right = ((row[f"ability{end}"] - low) / ((high - low) or 1) for end in ("", "_low", "_high"))
        return pieces.interval(pieces.number(row["ability"], 2), _ends(row), at, left, right)

    pieces.table(
        {
            "#": [str(row["rank"]) for row in rows],
            _("Model"): [_model(row, models[row["model_id"]]) for row in rows],
            _("Developer, base"): [_nations(row, speaker.countries) for row in rows],
            _("License"): [_license(row, found.limits[row["model_id"]]) for row in rows],
            _("Parameters"): [_size(row) for row in rows],
            _("Context"): [figure(row["context_length"]) if pd.notna(row["context_length"]) else "—" for row in rows],
            _("Ability"): [ability(row) for row in rows],
            _("Boards"): [str(row["boards"]) for row in rows],
        },
        numbers=("#", _("Boards")),
        label=_("What fits"),
    )
    if len(found.fits) > len(listed):
        pieces.caption(_("The ablest {number} of {every:,}.", number=len(listed), every=len(found.fits)))
    pieces.origins(sources)
    _download(_("Every model that fits (CSV)"), "fits", found.fits[list(choose.FITS_COLUMNS)], found, sources)


def _ends(row: dict[str, Any]) -> str:
    """The interval of an ability."""
    low, high = pieces.number(row["ability_low"], 2), pieces.number(row["ability_high"], 2)
    return _("{low} to {high}", low=low, high=high)


def _model(row: dict[str, Any], known: dict[str, str]) -> str:
    """Its name, what is to be said of its place, and the evidence of what the registry knows."""
    told = []
    if row["level"] and row["rank"] > 1:
        told.append(_("cannot be told apart from the first"))
    if row["pareto"]:
        told.append(_("on the line of size and ability"))
    name = f"<b>{pieces.entry('model', row['model_name'], row['model_id'])}</b>"
    return "<br>".join([name, *(f"<small>{line}</small>" for line in [*told, dossier.evidence(known)])])


def _nations(row: dict[str, Any], countries: Mapping[str, str]) -> str:
    own = pieces.nation(row["country"], countries)
    if row["base_country"] == row["country"]:
        return own
    return f"{own}<br><small>{_('base: {nation}', nation=pieces.nation(row['base_country'], countries))}</small>"


def _license(row: dict[str, Any], limits: str) -> str:
    if not isinstance(row["license"], str):
        return pieces.cell(None)
    named = ", ".join(words.license_name(one) for one in row["license"].split(";"))
    return f"{pieces.plain(named)}<br><small>{pieces.plain(limits)}</small>" if limits else pieces.plain(named)


def _size(row: dict[str, Any]) -> str:
    if pd.isna(row["parameters_b"]):
        return pieces.cell(None)
    active = row["active_parameters_b"]
    whole = _("{number:,g} B", number=row["parameters_b"])
    if active == row["parameters_b"]:
        return whole
    return f"{whole}<br><small>{pieces.plain(_('{number:,g} B active', number=active))}</small>"


def _costs(found: Choice, sources: list[Source]) -> None:
    if found.costs.empty:
        return
    pieces.heading(_("What each condition costs"), DEFINITIONS["condition_cost"])
    rows = frames.rows(found.costs)
    pieces.table(
        {
            _("Condition dropped"): [pieces.plain(found.said[row["condition"]]) for row in rows],
            _("Fit then"): [figure(row["fits"]) for row in rows],
            _("Ablest then"): [pieces.cell(row["best_model"]) for row in rows],
            _("Abler by"): [_points(row) for row in rows],
            _("Sooner"): [_sooner(row) for row in rows],
        },
        numbers=(_("Fit then"),),
        label=_("What each condition costs"),
    )
    _download(_("What each condition costs (CSV)"), "costs", found.costs, found, sources)


def _points(row: dict[str, Any]) -> str:
    if pd.isna(row["points"]):
        return pieces.cell(None)
    if row["points"] == 0:
        return _("nothing")
    apart = "" if row["told_apart"] else f"<br><small>{pieces.plain(_('cannot be told apart'))}</small>"
    return words.margin_of(figure(row["points"], ".2f"), "logits") + apart


def _sooner(row: dict[str, Any]) -> str:
    if pd.isna(row["months"]):
        return pieces.cell(None)
    if row["months"] <= 0:
        return _("{number} months", number=0)
    first = f"{pieces.plain(row['sooner_model'])}, {pieces.day(row['sooner_on'])}"
    return f"{_('{number:.1f} months', number=row['months'])}<br><small>{first}</small>"


def _why(speaker: Speaker, found: Choice, sources: list[Source]) -> None:
    """A search for one model, and what the conditions say of it."""
    counted = found.models["state"].value_counts()
    fit, out, unknown = (counted.get(state, 0) for state in ("fits", "out", "unknown"))
    pieces.heading(
        _("Why a model is out"),
        _(
            "Of {number:,} registered models {fit:,} fit, {out:,} are out; of {unknown:,} it cannot be said.",
            number=len(found.models),
            fit=fit,
            out=out,
            unknown=unknown,
        ),
    )
    by_id = {row["model_id"]: row for row in frames.rows(found.models[["model_id", "model_name", "state"]])}
    asked = st.query_params.get(_MODEL)
    if asked is not None and asked not in by_id:
        asking.passed_over(_("unknown model {model}", model=repr(asked)))
    st.session_state[_MODEL] = asked if asked in by_id else None
    ordered = sorted(by_id, key=lambda name: by_id[name]["model_name"].casefold())
    st.selectbox(
        _("A model"),
        ordered,
        format_func=lambda name: by_id[name]["model_name"],
        key=_MODEL,
        on_change=partial(_write, speaker),
        placeholder=_("Type a name"),
    )
    if asked is not None and asked in by_id:
        row = by_id[asked]
        reason = found.why[asked] or _("it meets every condition")
        known = attribution.prepare(tables.load()).models[asked]
        said = _(_STATES[row["state"]], reason=reason)
        name = pieces.entry("model", row["model_name"], asked)
        st.html(f'<p class="verdict"><b>{name}</b> {pieces.plain(said)} {dossier.evidence(known)}</p>')
    _download(_("Every model, and why (CSV)"), "all", found.models[list(choose.MODEL_DTYPES)], found, sources)


def _best(speaker: Speaker, found: Choice, sources: list[Source]) -> None:
    if found.best.empty:
        return
    machines = [
        _("{machine} ({number} GB at {bits} bits)", machine=_(name), number=gigabytes, bits=bits)
        for name, (gigabytes, bits) in choose.MACHINES.items()
    ]
    pieces.heading(
        _("The best by size and nation"),
        _(
            "Of models that meet every condition but those of size and developer: {machines}, and any size.",
            machines=joined(machines),
        ),
    )
    shown = found.best.groupby("size_class", sort=False).head(_NATIONS)
    begins = ~shown["size_class"].duplicated()
    rows = frames.rows(shown)
    pieces.table(
        {
            _("Runs on"): [
                f"<b>{pieces.plain(_(row['size_class']))}</b>" if first else ""
                for first, row in zip(begins, rows, strict=True)
            ],
            _("Nation"): [pieces.nation(row["country"], speaker.countries) for row in rows],
            _("Model"): [pieces.entry("model", row["model_name"], row["model_id"]) for row in rows],
            _("Parameters"): [_size(row) for row in rows],
            _("Ability"): [
                f"{pieces.number(row['ability'], 2)} <small>{pieces.plain(_ends(row))}</small>" for row in rows
            ],
        },
        label=_("The best by size and nation"),
    )
    _download(_("The best by size and nation (CSV)"), "best", found.best[list(choose.BEST_COLUMNS)], found, sources)


def _download(label: str, what: str, table: pd.DataFrame, found: Choice, sources: list[Source]) -> None:
    pieces.download(label, f"choose-{what}_{found.day:%Y-%m-%d}.csv", lambda: table, sources)
