"""A small registry for tests: two laboratories, a fine-tuner, and models that show each rule."""

import io

import pandas as pd

from leaderboard.registry.fields import COLUMNS
from leaderboard.registry.tables import TABLES, Registry

_CELLS = {
    "organizations": """
        organization_id,valid_from,organization_name,country,second_country,country_basis,evidence_url,checked_on
        deepseek,,DeepSeek,CHN,,headquarters,https://example.org/deepseek,2026-01-02
        joint-lab,,Joint Lab,USA,CHN,joint,,
        meta,,Meta,USA,,headquarters,,
        mover,,Mover,FRA,,headquarters,,
        mover,2025-06-01,Mover,USA,,headquarters,,
    """,
    "organization_aliases": """
        alias,organization_id
        DeepSeek AI,deepseek
        Mover,mover
        meta,meta
    """,
    "models": """
        model_id,model_name,organization_id,base_model_id,released_on,weights_on,parameters_b,evidence_url,checked_on
        early,Early,mover,early,2025-01-01,,,,
        joint,Joint,joint-lab,,2025-01-01,,,,
        late,Late,mover,late,2025-07-01,,,,
        llama-3.3-70b,Llama 3.3 70B,meta,llama-3.3-70b,2024-12-06,,70,,
        opened-later,Opened Later,deepseek,opened-later,2025-01-10,2025-03-01,,,
        r1-distill-llama-70b,R1 Distill Llama 70B,deepseek,llama-3.3-70b,2025-01-20,,70,https://example.org/r1,2026-01-02
    """,
    "model_openness": """
        model_id,valid_from,openness,license,basis
        early,,closed,,assumed
        joint,,noncommercial_weights,CC-BY-NC-4.0,assumed
        late,,closed,,assumed
        llama-3.3-70b,,restricted_weights,LicenseRef-Llama-3.3,assumed
        opened-later,,closed,,assumed
        opened-later,2025-03-01,unrestricted_weights,MIT,assumed
        r1-distill-llama-70b,,restricted_weights,LicenseRef-Llama-3.3,assumed
    """,
    "model_aliases": """
        source_id,model_name,model_id,setting
        *,DeepSeek-R1-Distill-Llama-70B,r1-distill-llama-70b,
        *,early,early,
        *,joint,joint,
        *,late,late,
        *,llama-3.3-70b-fp8,llama-3.3-70b,fp8
        *,opened-later,opened-later,
        arena,only-on-arena,early,
        arena,shared-name,early,
        livebench,shared-name,late,
    """,
    "undecidable": """
        source_id,model_name,reason,note
        *,o1 + r1,pair,two models
        *,quasar-alpha,stealth,a test name
        arena,baseline-row,baseline,answers at random
    """,
    "licenses": """
        license,openness,commercial_use
        Apache-2.0,unrestricted_weights,yes
        CC-BY-NC-4.0,noncommercial_weights,no
        LicenseRef-Llama-3.3,restricted_weights,conditional
        MIT,unrestricted_weights,yes
    """,
    "license_aliases": """
        license_name,license,openness
        Apache 2.0,Apache-2.0,
        Llama 3.3,LicenseRef-Llama-3.3,
        MIT,MIT,
        Proprietary,,closed
        cc-by-nc-4.0,CC-BY-NC-4.0,
    """,
    "countries": """
        country,name,bloc,valid_from,valid_to
        CHN,China,,,
        FRA,France,EU27,1958-01-01,
        USA,United States,,,
    """,
    "country_names": """
        name,country
        Multinational,
        United States of America,USA
    """,
    "openness_crosswalk": """
        scheme,term,openness
        epoch_models,API access,closed
        epoch_models,Open weights (unrestricted),open_source;unrestricted_weights
        epoch_models,Unknown,
        models_dev,false,closed
        models_dev,true,open_source;unrestricted_weights;restricted_weights;noncommercial_weights
    """,
}


def table(name: str, text: str = "") -> pd.DataFrame:
    """A registry table from CSV text that may leave columns out."""
    lines = "\n".join(line.strip() for line in (text or _CELLS.get(name, "")).strip().splitlines())
    cells = pd.read_csv(io.StringIO(lines or ",".join(COLUMNS[name])), dtype="str", keep_default_na=False)
    return cells.reindex(columns=list(COLUMNS[name]), fill_value="").astype("str")


def registry(**changed: str) -> Registry:
    """The small registry, with some tables given as CSV text instead."""
    return Registry(**{name: table(name, changed.get(name, "")) for name in TABLES})
