"""What every column of the curated tables means: the one dictionary behind files, checks and docs/registry-fields.md.

Every cell is text; an empty cell is unknown. What a column may hold stands in its `kind`, `choices` and `refers`.
"""

from dataclasses import dataclass
from typing import Literal

#: number: plain decimal. list: values separated by semicolons. id: lower case, digits and . _ + - only.
Kind = Literal["text", "day", "url", "number", "list", "id"]

#: Most open first. "Open weights" means the first four.
OPENNESS = (
    "open_source",
    "unrestricted_weights",
    "restricted_weights",
    "noncommercial_weights",
    "closed",
    "unknown",
)
OPEN_WEIGHTS = OPENNESS[:4]
#: The license of weights whose own page states none; the word is SPDX's.
NO_LICENSE = "NONE"
#: Why a published name is not one model of one developer.
UNDECIDABLE = ("stealth", "pair", "baseline", "provider", "scaffold", "not_a_model", "ambiguous")
#: What a second opinion can differ in, and who is right where the difference stays. Where they are right, the
#: registry changes and no difference is left.
DISAGREEMENTS = (
    "country",
    "region",
    "openness",
    "organization",
    "base",
    "released_on",
    "parameters_b",
    "active_parameters_b",
    "renamed",
)
VERDICTS = ("ours", "both")
#: The domain of boards that count how much models are used. It says nothing of what they can do.
ADOPTION = "adoption"
#: What a board is about.
DOMAINS = (
    "text",
    "code",
    "agents",
    "tools",
    "search",
    "factuality",
    "vision",
    "image",
    "video",
    "speech",
    "embeddings",
    "index",
    ADOPTION,
)
#: What a model takes and gives. An embedding is what it gives only.
MODALITIES = ("text", "image", "video", "audio", "embedding")
#: Declared breaks across which scores do not compare.
METHOD_CHANGES = ("rescale", "method", "question_set")
#: Declared ends: its maker goes on with the board no more, or says that its data were wrong and others replace it.
ENDS = ("ended", "superseded")
#: Whether the source of a claim states the rule, and whether we hold what the claim speaks of.
CLAIM_RULES = ("stated", "ours", "fitted")
CLAIM_INPUTS = ("held", "substitute")
#: On what a tier and its license rest.
BASES = ("read", "assumed")
#: What a note says of a day that no text read gives.
UNVERIFIED = {"released_on": "day of release unverified", "weights_on": "day of weights unverified"}


@dataclass(frozen=True)
class Field:
    """A column. key: with the other keys it identifies a row. refers: the table and column whose values it repeats."""

    name: str
    meaning: str
    kind: Kind = "text"
    key: bool = False
    required: bool = False
    choices: tuple[str, ...] = ()
    refers: str = ""


def _id(name: str, meaning: str) -> Field:
    return Field(name, meaning, "id", key=True, required=True)


def _named(name: str, meaning: str, *, required: bool = True) -> Field:
    """A key as others spell it: blanks around it are part of the spelling."""
    return Field(name, meaning, key=True, required=required)


_EVIDENCE = (
    Field("evidence_url", "the text that somebody read for this row", "url"),
    Field("checked_on", "the day of reading; with `evidence_url` or not at all", "day"),
)
_NOTE = Field("note", "what a reader should know besides, in a sentence")
_SOURCE = _named("source_id", "the leaderboard or reference that uses the spelling; `*` is any")

TABLES: dict[str, tuple[Field, ...]] = {
    "organizations": (
        _id("organization_id", "short name of ours"),
        Field(
            "valid_from",
            "since when the row holds; blank in an organization's first row, a day after a move",
            "day",
            True,
        ),
        Field("organization_name", "as it calls itself", required=True),
        Field("country", "seat, ISO 3166-1 alpha-3", refers="countries.country"),
        Field("second_country", "the other seat of joint work", refers="countries.country"),
        Field("country_basis", "what the seat is", choices=("headquarters", "incorporation", "joint", "")),
        Field("kind", "company, university, public body, community, ..."),
        Field("parent_id", "its owner", refers="organizations.organization_id"),
        *_EVIDENCE,
        _NOTE,
    ),
    "organization_aliases": (
        _named("alias", "a spelling, whoever uses it"),
        Field("organization_id", "the organization it means", required=True, refers="organizations.organization_id"),
    ),
    "models": (
        _id("model_id", "short name of ours: one set of weights, or one closed product"),
        Field("model_name", "as its developer calls it", required=True),
        Field("organization_id", "who released it", required=True, refers="organizations.organization_id"),
        Field(
            "base_model_id",
            "the model whose weights it started from; itself if trained from scratch, or from the base of its own "
            "family; blank is unknown, and with `base_evidence_url` not disclosed",
            refers="models.model_id",
        ),
        Field(
            "base_evidence_url",
            "the text that states the base, or, beside a blank base, the description of the model that names none; "
            "blank for a model trained from scratch",
            "url",
        ),
        Field("released_on", "first day anyone could use it, by API, by site or by weights", "day"),
        Field(
            "weights_on",
            "first day anyone could download the weights, or ask for them where they are given on request",
            "day",
        ),
        Field("weights_url", "where the weights lie", "url"),
        Field("weights_evidence_url", "the text that dates the weights", "url"),
        Field("parameters_b", "total parameters, billions", "number"),
        Field("active_parameters_b", "parameters at work per token, billions; blank for a dense model", "number"),
        Field(
            "context_length",
            "tokens that it reads at most, as its developer states it: reached by YaRN where that is said to be the "
            'model\'s, but not a length to which it "can be extended"',
            "number",
        ),
        Field("input_modalities", f"what it takes: {', '.join(MODALITIES[:-1])}", "list", choices=MODALITIES[:-1]),
        Field("output_modalities", f"what it gives: {', '.join(MODALITIES)}", "list", choices=MODALITIES),
        Field("languages", "languages that its developer states, ISO 639 codes", "list"),
        Field(
            "specs_evidence_url",
            "where sizes, context, modalities and languages were read, if not at `evidence_url`",
            "url",
        ),
        Field(
            "open_sibling",
            "for an API product that differs from published weights: the model that these weights are",
            refers="models.model_id",
        ),
        *_EVIDENCE,
        _NOTE,
    ),
    "model_openness": (
        Field("model_id", "the model", key=True, required=True, refers="models.model_id"),
        Field("valid_from", "since when the row holds; blank is from the beginning", "day", key=True),
        Field("openness", "the tier, see openness.md", required=True, choices=OPENNESS),
        Field(
            "license",
            f"the license of the weights: one text; `{NO_LICENSE}` where a page of theirs was read that states none",
            refers="licenses.license",
        ),
        Field(
            "basis",
            "`read`: the evidence says so. `assumed`: nobody has read it, so it shows as unverified",
            required=True,
            choices=BASES,
        ),
        *_EVIDENCE,
    ),
    "model_aliases": (
        _SOURCE,
        _named("model_name", "a published spelling, exactly"),
        Field("model_id", "the model it means", required=True, refers="models.model_id"),
        Field("setting", "what the spelling adds to the model: `high`, `fp8`, `FC`"),
    ),
    "undecidable": (
        _SOURCE,
        _named("model_name", "a published spelling, exactly"),
        Field("reason", "why it is not one model of one developer", required=True, choices=UNDECIDABLE),
        _NOTE,
    ),
    "licenses": (
        Field("license", "one text: its SPDX id, or LicenseRef- and a name of ours", key=True, required=True),
        Field("openness", "the most open tier that the text allows", required=True, choices=OPENNESS[1:4]),
        Field("commercial_use", "conditional: within the limits of this row", choices=("yes", "no", "conditional", "")),
        Field("user_threshold", "monthly active users above which the text alone permits no use", "number"),
        Field("revenue_threshold", "revenue in USD a year above which the text alone permits no use", "number"),
        Field("excluded_territories", "countries or blocs in which it permits no use", "list"),
        Field(
            "naming_duty",
            "what must be named, and from where on: shown, or in a notice of its words; a copyright line is none",
        ),
        Field("text_url", "the text", "url"),
        Field("checked_on", "the day on which somebody read the text", "day"),
        _NOTE,
    ),
    "license_aliases": (
        _named("license_name", "a spelling, whoever uses it"),
        Field("license", "the text it means; blank where it means several, or none", refers="licenses.license"),
        Field("openness", "the tier, where the spelling means no one text", choices=(*OPENNESS, "")),
    ),
    "countries": (
        Field("country", "ISO 3166-1 alpha-3", key=True, required=True),
        Field("name", "in English", required=True),
        Field("bloc", "one that it belongs to; a row for each", key=True),
        Field("valid_from", "first day of membership", "day"),
        Field("valid_to", "last day of membership", "day"),
    ),
    "boards": (
        Field("board_id", "`<source>/<board>`", key=True, required=True),
        Field("domain", "what it is about", required=True, choices=DOMAINS),
        Field("headline_category", "the category that is shown first"),
        Field("is_headline", "the board that speaks for its domain", choices=("true", "false")),
        Field("in_index", "enters the index", choices=("true", "false")),
        Field("max_age_days", "days after which its newest snapshot is no longer today's", "number"),
        Field(
            "interval_factor", "how many times too narrow its published intervals are; blank: not measured", "number"
        ),
    ),
    "breaks": (
        Field("board_id", "the board", key=True, required=True, refers="boards.board_id"),
        Field("category", "the category; blank is every one", key=True),
        Field("date", "the day", "day", key=True, required=True),
        Field(
            "kind",
            "what broke",
            key=True,
            required=True,
            choices=(*METHOD_CHANGES, "partial", "names", *ENDS),
        ),
        _NOTE,
        Field("evidence_url", "where it can be seen", "url"),
    ),
    "events": (
        Field("date", "the day", "day", key=True, required=True),
        Field("title", "what happened", key=True, required=True),
        Field("kind", "of what kind", choices=("release", "policy", "hardware", "board")),
        Field("countries", "whose", "list"),
        Field("url", "where it was read", "url"),
    ),
    "country_names": (
        _named("name", "what others call a country"),
        Field("country", "ISO 3166-1 alpha-3; blank where the name is none", refers="countries.country"),
    ),
    "openness_crosswalk": (
        Field("scheme", "whose word", key=True, required=True),
        _named("term", "the word", required=False),
        Field("openness", "our tiers that agree with it", "list", choices=OPENNESS),
        _NOTE,
    ),
    "verdicts": (
        Field("kind", "what they disagree in", key=True, required=True, choices=DISAGREEMENTS),
        Field("model_id", "the model; `<organization>/*` is all of one organization", key=True, required=True),
        Field("source", "whose word", key=True, required=True),
        _named("theirs", "what they say, as printed by `audit`", required=False),
        Field("ours", "what the registry says, as printed by `audit`", key=True),
        Field("verdict", "who is right", required=True, choices=VERDICTS),
        Field("reason", "why", required=True),
        Field("checked_on", "the day of the verdict", "day", required=True),
    ),
    "corrections": (
        Field("date", "the day of the change", "day", key=True, required=True),
        Field("kind", "of what", key=True, required=True, choices=("model", "organization")),
        Field("id", "its model_id or organization_id", key=True, required=True),
        Field("column", "what changed", key=True, required=True),
        Field("before", "what stood there"),
        Field("after", "what stands there now"),
        Field("reason", "why, and by which evidence", required=True),
    ),
    "claims": (
        _id("claim_id", "short name of ours"),
        Field("date", "when it was published", "day"),
        Field("statement", "what was claimed"),
        Field("source", "by whom"),
        Field("url", "where", "url"),
        Field("checked_on", "the day of reading", "day"),
        Field("definition", "what exactly is recomputed"),
        Field("formula", "the verbs that recompute it"),
        Field("published", "the value claimed"),
        Field("tolerance", "how far ours may differ"),
        Field("period", "the month or year that it speaks of, tested in every snapshot of it: 2025-02", "text"),
        Field(
            "rule",
            "`stated` by the source, `ours` where it states none, `fitted` if chosen because it fits",
            choices=CLAIM_RULES,
        ),
        Field(
            "input",
            "`substitute`: what is read is not what the claim speaks of, and tells nothing",
            choices=CLAIM_INPUTS,
        ),
        Field("would_change", "what would change the verdict, in a sentence", required=True),
        _NOTE,
    ),
}

#: Columns of each table; the first ones named in KEYS identify a row.
COLUMNS: dict[str, tuple[str, ...]] = {table: tuple(one.name for one in row) for table, row in TABLES.items()}
KEYS: dict[str, tuple[str, ...]] = {table: tuple(one.name for one in row if one.key) for table, row in TABLES.items()}


def markdown(more: dict[str, tuple[Field, ...]]) -> str:
    """The dictionary, and that of more tables, as a page: docs/registry-fields.md."""
    lines = [
        "# The columns of the registry",
        "",
        "Made by `make docs` from `leaderboard/registry/fields.py`, the field dictionary. How people fill them is in",
        "[registry.md](registry.md). Every cell is text, an empty cell is unknown, keys are in bold. Days are in UTC,",
        "which is not the clock of every text that tells one: [registry.md](registry.md#which-day).",
    ]
    for table, row in {**TABLES, **more}.items():
        lines += ["", f"## {table}", "", "| column | holds | meaning |", "|---|---|---|"]
        lines += [f"| {f'**{one.name}**' if one.key else one.name} | {_holds(one)} | {one.meaning} |" for one in row]
    return "\n".join([*lines, ""])


def _holds(field: Field) -> str:
    """What may stand in a column, for a reader."""
    if field.choices:
        some = "some of " if field.kind == "list" else ""
        return some + ", ".join(f"`{choice}`" for choice in field.choices if choice)
    return f"`{field.refers}`" if field.refers else field.kind
