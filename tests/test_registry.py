"""The registry is whole, and each check of it can fail."""

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import leaderboard
from leaderboard.questions import fitness
from leaderboard.records import store
from leaderboard.records.paths import DataDir
from leaderboard.registry import __main__ as upkeep
from leaderboard.registry import checks, completeness, published, tables
from leaderboard.registry.checks import shape, specs
from leaderboard.registry.fields import COLUMNS
from tests.registry_by_hand import registry as by_hand
from tests.test_store import observations

_MODEL = "model_id,model_name,organization_id,base_model_id,released_on,weights_on,note,evidence_url,checked_on,x,"


def models(row: str, column: str = "languages") -> str:
    """models.csv of one row; its last cell is of this column."""
    return f"{_MODEL}{column}\n{row}"


#: A table changed -> the line that must be said.
BROKEN = {
    "an organization nobody registered": (
        {"organization_aliases": "alias,organization_id\nX,nobody"},
        "organization_aliases.csv:2: X: organization_id: unknown 'nobody'; register it in organizations.csv",
    ),
    "an organization misspelled": (
        {"organization_aliases": "alias,organization_id\nX,deepsek"},
        "organization_aliases.csv:2: X: organization_id: unknown 'deepsek'; write 'deepseek', or register it in "
        "organizations.csv",
    ),
    "a key that stands twice": (
        {"organization_aliases": "alias,organization_id\nX,meta\nX,deepseek"},
        "organization_aliases.csv:3: X: this key stands in line 2 already; keep one of the two rows",
    ),
    "a row out of order, and not its neighbors": (
        {"organization_aliases": "alias,organization_id\nB,meta\nC,meta\nA,deepseek\nD,meta"},
        "organization_aliases.csv:4: A: out of the order of alias; `make registry-sort` sorts",
    ),
    "a country that is no code": (
        {"organizations": "organization_id,organization_name,country\ndeepseek,D,China"},
        "organizations.csv:2: deepseek, (blank): country: unknown 'China'; register it in countries.csv",
    ),
    "an openness nobody defined": (
        {"licenses": "license,openness\nMIT,open"},
        "licenses.csv:2: MIT: openness: unknown 'open'; use unrestricted_weights, restricted_weights, "
        "noncommercial_weights",
    ),
    "a board about something that nobody named": (
        {"boards": "board_id,domain,is_headline,in_index\narena/text,texts,true,true"},
        "boards.csv:2: arena/text: domain: unknown 'texts'; use text, code, agents, tools, search, factuality, vision, "
        "image, video, speech, embeddings, index, adoption",
    ),
    "a date that is none": (
        {"events": "date,title,kind\n2025-13-01,A thing,release"},
        "events.csv:2: 2025-13-01, A thing: date: '2025-13-01' is no day; write YYYY-MM-DD",
    ),
    "evidence without its date": (
        {"organizations": "organization_id,organization_name,country,evidence_url\nmeta,M,USA,https://example.org"},
        "organizations.csv:2: meta, (blank): evidence_url and checked_on: one alone; fill in both, or none",
    ),
    "a tier that was read nowhere": (
        {"model_openness": "model_id,valid_from,openness,basis\nlate,,closed,read"},
        "model_openness.csv:2: late, (blank): basis is read, but no evidence_url; cite the text, or write assumed",
    ),
    "a day that rests on a list of uploads": (
        {"models": models("late,Late,mover,late,2025-07-01,,,https://huggingface.co/api/models?limit=3,2026-01-02")},
        "models.csv:2: late: released_on rests on a list that only says when a file was uploaded",
    ),
    "a license read in a list that names none": (
        {
            "model_openness": "model_id,valid_from,openness,license,basis,evidence_url,checked_on\nlate,,open_source,"
            "MIT,read,https://raw.githubusercontent.com/LiveBench/new-livebench/main/src/Table/modelLinks.js,2026-01-02"
        },
        "model_openness.csv:2: late, (blank): basis is read, but evidence_url is a list that names no license such as "
        "MIT; cite a text that names it, or write assumed",
    ),
    "open source by a list that says nothing of the data": (
        {
            "model_openness": "model_id,valid_from,openness,license,basis,evidence_url,checked_on\nlate,,open_source,"
            "MIT,read,https://huggingface.co/datasets/open-llm-leaderboard/contents/a,2026-01-02"
        },
        "model_openness.csv:2: late, (blank): open_source and read, but evidence_url is a list that says nothing of "
        "the training data; cite a text on the data, or write assumed",
    ),
    "a license read on the page of another model": (
        {
            "models": models("late,Late,mover,late,,,,,,,https://huggingface.co/mover/Late", "weights_url")
            + "\nearly,Early,mover,early,,,,,,,https://huggingface.co/mover/Early",
            "model_openness": "model_id,valid_from,openness,license,basis,evidence_url,checked_on\n"
            "early,,unrestricted_weights,MIT,read,https://huggingface.co/mover/late/blob/main/README.md,2026-01-02\n"
            "late,,unrestricted_weights,MIT,read,https://huggingface.co/mover/late/blob/main/README.md,2026-01-02",
        },
        "model_openness.csv:2: early, (blank): basis is read, but evidence_url is the page of late; cite a text that "
        "names this model's license, or write assumed",
    ),
    "a license read on the page of a model that is not registered": (
        {
            "models": models("late,Late,mover,late,,,,,,,https://huggingface.co/mover/Late-Chat", "weights_url"),
            "model_openness": "model_id,valid_from,openness,license,basis,evidence_url,checked_on\n"
            "late,,unrestricted_weights,MIT,read,https://huggingface.co/copier/late-base/commit/1a2b,2026-01-02",
        },
        "model_openness.csv:2: late, (blank): basis is read, but evidence_url is the page of another model; cite a "
        "text that names this model's license, or write assumed",
    ),
    "pictures of which no text tells": (
        {"models": models("late,Late,mover,late,,,,,,,text;image", "input_modalities")},
        "models.csv:2: late: no text that it cites tells of image; name one in specs_evidence_url, or leave the "
        "modalities blank",
    ),
    "a size that no list of scores tells": (
        {
            "models": models(
                "late,Late,mover,late,,,,https://gorilla.cs.berkeley.edu/data_overall.csv,2026-01-02,,7", "parameters_b"
            )
        },
        "models.csv:2: late: no text that it cites can tell its parameters_b; name one in specs_evidence_url, or in "
        "the note (size by ...), or leave it blank",
    ),
    "a context of which metadata of files are to tell": (
        {
            "models": models(
                "late,Late,mover,late,,,,https://raw.githubusercontent.com/evaleval/eval-card-registry/main/curation/"
                "hub_stats_frozen.parquet,2026-01-02,,8192",
                "context_length",
            )
        },
        "models.csv:2: late: no text that it cites can tell its context_length",
    ),
    "languages of which a list of offers is to tell": (
        {"models": models("late,Late,mover,late,,,,https://models.dev/api.json,2026-01-02,,en;ko")},
        "models.csv:2: late: no text that it cites can tell its languages",
    ),
    "a context read off what was tuned from the model": (
        {
            "models": models(
                "late,Late,mover,late,,,,,,,https://huggingface.co/mover/Late-7B,"
                "https://huggingface.co/tuner/medical-late/blob/main/config.json",
                "weights_url,specs_evidence_url",
            )
        },
        "models.csv:2: late: specs_evidence_url is the page of another model; what is tuned from this one may differ: "
        "cite its own page, or a copy of it",
    ),
    "a base read off what was tuned from the model": (
        {
            "models": models(
                "late,Late,mover,late,,,,,,,https://huggingface.co/mover/Late-7B,https://huggingface.co/tuner/medical",
                "weights_url,base_evidence_url",
            )
        },
        "models.csv:2: late: base_evidence_url is the page of another model; what is tuned from this one may differ: "
        "cite its own page, or a copy of it",
    ),
    "pictures of which a list of text models is to tell": (
        {
            "models": models(
                "late,Late,mover,late,,,,https://gorilla.cs.berkeley.edu/data_overall.csv,2026-01-02,,image",
                "output_modalities",
            )
        },
        "models.csv:2: late: no text that it cites tells of image",
    ),
    "open weights with a day, and no day of release": (
        {
            "models": models("late,Late,mover,late,,2025-07-01,,,,,"),
            "model_openness": "model_id,valid_from,openness,license,basis\nlate,,unrestricted_weights,MIT,assumed",
        },
        "models.csv:2: late: weights_on 2025-07-01 and open from the beginning, released_on is blank; a download is a "
        "release: date it",
    ),
    "a note that leans on its neighbor": (
        {"models": models("late,Late,mover,late,,,as above; a merge,,,,")},
        "models.csv:2: late: note: 'as above' leans on another row; write out what it means, for each row stands alone",
    ),
    "a note that is another model's": (
        {"models": models("late,Late,mover,late,,,as Early-One 2.0,,,,")},
        "models.csv:2: late: note: 'as Early-One 2.0' leans on another row",
    ),
    "a day that rests on a list without days": (
        {"models": models("late,Late,mover,late,2025-07-01,,,https://evalplus.github.io/results.json,2026-01-02")},
        "models.csv:2: late: released_on rests on a list that gives no day; cite a text that dates the release, or "
        "note: day of release unverified",
    ),
    "a day of what was never released": (
        {"models": models("late,Late,mover,late,2025-07-01,,never released,https://example.org/l,2026-01-02")},
        "models.csv:2: late: its note says never released, released_on 2025-07-01; a release is the first day anyone "
        "could use it: leave it blank",
    ),
    "a day that rests on the day of an entry": (
        {
            "models": models(
                "late,Late,mover,late,2025-07-01,,,https://github.com/Video-MME/video-mme.github.io/blob/0/a,2026-01-02"
            )
        },
        "models.csv:2: late: released_on rests on a list that gives no day",
    ),
    "a step that rests on a list without days": (
        {
            "model_openness": "model_id,valid_from,openness,license,basis,evidence_url,checked_on\n"
            "late,,noncommercial_weights,,assumed,,\nlate,2025-07-01,unrestricted_weights,MIT,read,"
            "https://huggingface.co/datasets/open-llm-leaderboard/contents/resolve/main/data/a,2026-01-02"
        },
        "model_openness.csv:3: late, 2025-07-01: the step of 2025-07-01 rests on a list that only says what holds "
        "today; cite a text that dates the step",
    ),
    "a day that rests on the day of listing": (
        {"models": models("late,Late,mover,late,2025-07-01,,,https://openrouter.ai/api/v1/models,2026-01-02")},
        "models.csv:2: late: released_on rests on a list that gives no day",
    ),
    "a day that its note calls unverified and a text dates": (
        {
            "models": models(
                "llama-3.3-70b,L,meta,,2024-12-06,2024-12-06,day of release unverified,,,,https://example.org/l",
                "weights_evidence_url",
            )
        },
        "models.csv:2: llama-3.3-70b: its note says day of release unverified, but weights_evidence_url dates it",
    ),
    "a base that its note doubts and a text states": (
        {
            "models": models(
                "llama-3.3-70b,L,meta,llama-3-70b,,,base: background knowledge,,,,https://example.org/l",
                "base_evidence_url",
            )
        },
        "models.csv:2: llama-3.3-70b: its note says base: background knowledge, but it cites a text; take that out of "
        "the note",
    ),
    "a license that its note doubts and somebody read": (
        {
            "models": models("late,Late,mover,late,,,the license is background knowledge: unverified,,,,"),
            "model_openness": "model_id,valid_from,openness,license,basis,evidence_url,checked_on\n"
            "late,,unrestricted_weights,MIT,read,https://example.org/l,2026-01-02",
        },
        "models.csv:2: late: its note says license is background knowledge, but it cites a text",
    ),
    "a license that its note lends from a sibling and somebody read": (
        {
            "models": models("late,Late,mover,late,,,license as that of Early 2.0; not read,,,,"),
            "model_openness": "model_id,valid_from,openness,license,basis,evidence_url,checked_on\n"
            "late,,unrestricted_weights,MIT,read,https://example.org/l,2026-01-02",
        },
        "models.csv:2: late: its note says license as that of Early 2.0; not read, but it cites a text",
    ),
    "a base that its note calls unverified and a text states": (
        {
            "models": models(
                "late,Late,mover,early,,,license not read; base unverified: two texts differ,,,,https://example.org/l",
                "base_evidence_url",
            )
        },
        "models.csv:2: late: its note says base unverified, but it cites a text",
    ),
    "a row that its note doubts and texts carry": (
        {
            "models": models(
                "late,Late,mover,late,,,background knowledge: unverified,https://example.org/l,2026-01-02,,"
            ),
            "model_openness": "model_id,valid_from,openness,basis,evidence_url,checked_on\n"
            "late,,closed,read,https://example.org/l,2026-01-02",
        },
        "models.csv:2: late: its note says background knowledge: unverified, but it cites a text",
    ),
    "a file of the hub behind a relay": (
        {"models": models("late,Late,mover,late,,,,,,,https://x.example.com/a/b/raw/main/c.md", "weights_url")},
        "models.csv:2: late: weights_url: 'https://x.example.com/a/b/raw/main/c.md' is a relay of the hub; "
        "write the address that the page has on huggingface.co",
    ),
    "a page of the hub behind a relay": (
        {"models": models("late,Late,mover,late,,,,,,,https://hf.example.com/a/b", "weights_url")},
        "models.csv:2: late: weights_url: 'https://hf.example.com/a/b' is a relay of the hub",
    ),
    "the way to a page in its address": (
        {"models": models("late,Late,mover,late,,,,,,,https://huggingface.co/a/b?code=true", "weights_url")},
        "models.csv:2: late: weights_url: the address ends in '?code=true'; take away what does not tell the page",
    ),
    "a base that rests on a list of names": (
        {"models": models("late,Late,mover,early,,,,,,,https://models.dev/models.json", "base_evidence_url")},
        "models.csv:2: late: base_evidence_url is a list that never states a base",
    ),
    "a text for the base of a model that is its own": (
        {"models": models("late,Late,mover,late,,,,,,,https://arxiv.org/abs/1", "base_evidence_url")},
        "models.csv:2: late: base_evidence_url, but it is its own base; name the base that the text states",
    ),
    "what makes films without a prompt": (
        {"models": "model_id,input_modalities,output_modalities,evidence_url,note\nlate,image,video,https://a.org/,"},
        "models.csv:2: late: it gives video and takes image, no text; name its prompt, with a text on it, or tell in",
    ),
    "weights dated by a list of uploads": (
        {"models": models("late,Late,mover,late,,,,,,,https://huggingface.co/api/models?x", "weights_evidence_url")},
        "models.csv:2: late: weights_evidence_url is a list that only says when a file was uploaded",
    ),
    "weights dated by a collection": (
        {
            "models": models(
                "late,Late,mover,late,,,,,,,https://huggingface.co/collections/mover/late", "weights_evidence_url"
            )
        },
        "models.csv:2: late: weights_evidence_url is a list whose days are not those of weights; cite a text that "
        "dates them, or note: day of weights unverified",
    ),
    "weights dated by a list of releases": (
        {
            "models": models(
                "late,Late,mover,late,,,,,,,https://raw.githubusercontent.com/Interconnects-AI/tracked-models/main/days",
                "weights_evidence_url",
            )
        },
        "models.csv:2: late: weights_evidence_url is a list whose days are not those of weights",
    ),
    "weights dated by the page of a sibling": (
        {
            "models": models(
                "late,Late,mover,late,,2025-07-01,released with its twin,,,,https://huggingface.co/mover/Late,\n"
                "twin,Twin,mover,twin,,,,,,,https://huggingface.co/mover/Twin,https://huggingface.co/mover/late/commit/1",
                "weights_url,weights_evidence_url",
            )
        },
        "models.csv:3: twin: weights_evidence_url is the page of late; cite a text that dates them, or note, where it "
        "tells of both: dated by the page of",
    ),
    "its own base beside the base of its name, but for the month": (
        {"models": models("base-2,Late-2-4B-Base,mover,base-2,,,,,,,\nlate,Late 2 4B-Thinking-2507,mover,late,,,,,,,")},
        "models.csv:3: late: it is its own base, but its developer's base-2 is registered; name that, with the text "
        "that states it, or note: no text read names its base",
    ),
    "its own base beside the base of its name": (
        {"models": models("base-2,Late base 2,mover,base-2,,,,,,,\nlate,Late-2-Chat,mover,late,,,,,,,")},
        "models.csv:3: late: it is its own base, but its developer's base-2 is registered; name that, with the text "
        "that states it, or note: no text read names its base",
    ),
    "its own base, though its note names another": (
        {"models": models('late,Late,mover,late,,,"its base is Late-2B-Base, which has no row",,,,')},
        "models.csv:2: late: it is its own base, but its note names Late-2B-Base, which is not registered; register "
        "that one and name it, or leave base_model_id blank",
    ),
    "a base that its note calls unregistered, and that is registered": (
        {
            "models": models(
                'late,Late,mover,,,,"on mover/early-2b, which is not registered",,,,\nearly,Early 2B,mover,early,,,,,,,'
            )
        },
        "models.csv:2: late: its note says that early-2b is not registered, but it is, as early; stand on it where the "
        "text says so, and correct the note",
    ),
    "its own base beside its developer's untuned model of its name": (
        {
            "models": models(
                "early,Late 2,mover,early,,,,,,,https://huggingface.co/mover/Late-2\nlate,Late-2-Chat,mover,late,,,,,,,",
                "weights_url",
            )
        },
        "models.csv:3: late: it is its own base, but its developer's early is registered; name that, with the text "
        "that states it, or note: no text read names its base",
    ),
    "a spelling that is another's id, but for words in brackets": (
        {"model_aliases": "source_id,model_name,model_id,setting\n*,early (harness),late,"},
        "model_aliases.csv:2: *, early (harness): it means late, but without what stands in brackets it is the id of "
        "another; write early, with what the brackets add as its setting",
    ),
    "a spelling that is another's name, but for signs": (
        {
            "models": models(
                "early,Early,mover,early,,,,,,,\nlate,Late,mover,late,,,,,,,\nlate-max,Late-Max,mover,late,,,,,,,"
            ),
            "model_aliases": "source_id,model_name,model_id,setting\n*,LATE (Max),late,max",
        },
        "model_aliases.csv:2: *, LATE (Max): it means late, but for signs and case it is a name of late-max; take it "
        "out, or name the source that means the one by it",
    ),
    "two versions of one model": (
        {"model_aliases": "source_id,model_name,model_id,setting\n*,Early 1.0,early,\narena,early-1.1,early,"},
        "model_aliases.csv:3: arena, early-1.1: it means early, as 'Early 1.0' does, of another version; give each "
        "version its own model, or take the wrong one out",
    ),
    "a model that hears, and is smaller than the one that only reads": (
        {
            "models": models(
                "early,Early,mover,early,,,,,,,2.5,text\nlate,Late,mover,early,,,,,,,2,audio;text",
                "parameters_b,input_modalities",
            )
        },
        "models.csv:3: late: parameters_b 2: it takes audio besides what early takes, of 2.5; count what was "
        "added: its name may give its language model's size",
    ),
    "an address that is none": (
        {"models": models("late,Late,mover,late,,,,,,,huggingface.co/late", "weights_url")},
        "models.csv:2: late: weights_url: 'huggingface.co/late' is not an address of the web",
    ),
    "a size that is no number": (
        {"models": models("late,Late,mover,late,,,,,,,7B", "parameters_b")},
        "models.csv:2: late: parameters_b: '7B' is not a plain decimal number",
    ),
    "a size that only the name of an open model states": (
        {"models": models("llama-3.3-70b,Llama 3.3 70B,meta,,,,,,,,", "parameters_b")},
        "models.csv:2: llama-3.3-70b: parameters_b is blank, its name says 70; fill it in",
    ),
    "a mixture that stands as dense on a base of its size": (
        {
            "models": "model_id,model_name,organization_id,base_model_id,parameters_b,active_parameters_b\n"
            "early,Early,mover,early,46.7,12.9\nlate,Late,mover,early,47,"
        },
        "models.csv:3: late: active_parameters_b is blank, its base of the same size works with 12.9; fill it in",
    ),
    "a mixture by its name that stands as dense": (
        {"models": models("late,LateMoE-1B-7B,mover,late,,,,,,,6.9", "parameters_b")},
        "models.csv:2: late: active_parameters_b is blank, its name says that it is a mixture of experts; fill it in",
    ),
    "a sense that no board cited shows": (
        {
            "models": "model_id,model_name,organization_id,base_model_id,input_modalities,output_modalities,"
            "evidence_url,checked_on\nlate,Late,mover,late,text;image,image,https://huggingface.co/datasets/lmarena-ai/"
            "leaderboard-dataset/resolve/main/text_to_image/full-00000-of-00001.parquet,2026-11-24"
        },
        "models.csv:2: late: input_modalities: no board that it cites shows image; name one that does",
    ),
    "a sense that only its name tells": (
        {"models": models("late-vl,Late-VL 2,mover,late-vl,,,,,,,text", "input_modalities")},
        "models.csv:2: late-vl: input_modalities are text, its name says vl: image; add it, with a text that tells",
    ),
    "a sense that nobody defined": (
        {"models": models("late,Late,mover,late,,,,,,,text;smell", "input_modalities")},
        "models.csv:2: late: input_modalities: unknown 'text;smell'; use text, image, video, audio",
    ),
    "weights that nothing opens": (
        {"models": models("late,Late,mover,late,2025-07-01,2025-08-01,,,")},
        "models.csv:2: late: weights_on 2025-08-01, but model_openness.csv never opens it; add the step",
    ),
    "weights before the release": (
        {"models": models("opened-later,O,deepseek,,2025-03-02,2025-03-01,,,")},
        "models.csv:2: opened-later: weights_on 2025-03-01 lies before released_on 2025-03-02",
    ),
    "weights on another day than the step": (
        {"models": models("opened-later,O,deepseek,,2025-01-10,2025-03-02,,,")},
        "models.csv:2: opened-later: model_openness.csv opens it on 2025-03-01, weights_on is 2025-03-02",
    ),
    "weights later than an openness from the beginning": (
        {"models": models("llama-3.3-70b,Llama,meta,,2024-12-06,2024-12-09,,,")},
        "models.csv:2: llama-3.3-70b: weights_on 2024-12-09, but model_openness.csv has it open from 2024-12-06 on",
    ),
    "a note that dates weights without a step": (
        {"models": models("early,Early,mover,early,2025-01-01,,API first; weights came out on 2025-02-02,,")},
        "models.csv:2: early: its note dates the weights (2025-02-02), weights_on is blank",
    ),
    "weights that lie open, of unknown openness": (
        {
            "models": models("late,Late,mover,late,,,,,,,https://huggingface.co/mover/late", "weights_url"),
            "model_openness": "model_id,valid_from,openness,license,basis\nlate,,unknown,,assumed",
        },
        "models.csv:2: late: weights_url, but its openness is unknown; public weights of unread terms are restricted",
    ),
    "a derivative freer than its base": (
        {
            "model_openness": "model_id,valid_from,openness,license,basis\n"
            "llama-3.3-70b,,restricted_weights,LicenseRef-Llama-3.3,assumed\n"
            "r1-distill-llama-70b,,unrestricted_weights,MIT,assumed"
        },
        "model_openness.csv:3: r1-distill-llama-70b, (blank): unrestricted_weights (MIT), but its base llama-3.3-70b "
        "is restricted_weights (LicenseRef-Llama-3.3); a derivative is not freer than its base: take",
    ),
    "a derivative freer than its base was on a day of before": (
        {
            "model_openness": "model_id,valid_from,openness,license,basis\n"
            "llama-3.3-70b,,restricted_weights,LicenseRef-Llama-3.3,assumed\n"
            "llama-3.3-70b,2025-05-30,unrestricted_weights,MIT,assumed\n"
            "r1-distill-llama-70b,,unrestricted_weights,MIT,assumed"
        },
        "model_openness.csv:4: r1-distill-llama-70b, (blank): unrestricted_weights (MIT), but its base llama-3.3-70b "
        "is restricted_weights (LicenseRef-Llama-3.3) on 2025-01-20; a derivative is not freer than its base: take",
    ),
    "a license older than that of the base": (
        {
            "licenses": "license,openness\nLicenseRef-Llama-3,restricted_weights\n"
            "LicenseRef-Llama-3.3,restricted_weights",
            "model_openness": "model_id,valid_from,openness,license,basis\n"
            "llama-3.3-70b,,restricted_weights,LicenseRef-Llama-3.3,assumed\n"
            "r1-distill-llama-70b,,restricted_weights,LicenseRef-Llama-3,assumed",
        },
        "model_openness.csv:3: r1-distill-llama-70b, (blank): LicenseRef-Llama-3 is older than LicenseRef-Llama-3.3 of "
        "its base llama-3.3-70b; the base binds: take its license, whatever the card is tagged",
    ),
    "a tier freer than its license": (
        {
            "model_openness": "model_id,valid_from,openness,license,basis\n"
            "llama-3.3-70b,,unrestricted_weights,LicenseRef-Llama-3.3,assumed"
        },
        "model_openness.csv:2: llama-3.3-70b, (blank): unrestricted_weights, but LicenseRef-Llama-3.3 is "
        "restricted_weights; correct the tier, or the license",
    ),
    "no license, and no page that was read": (
        {
            "licenses": "license,openness,commercial_use\nNONE,noncommercial_weights,no",
            "model_openness": "model_id,valid_from,openness,license,basis\nlate,,noncommercial_weights,NONE,assumed",
        },
        "model_openness.csv:2: late, (blank): its license is NONE, but basis is assumed; cite its page, which states "
        "none, or leave the license blank",
    ),
    "a license for research alone that says nothing of commerce": (
        {"licenses": "license,openness,commercial_use\nMIT,noncommercial_weights,"},
        "licenses.csv:2: MIT: noncommercial_weights, but commercial_use is blank; noncommercial_weights and no go",
    ),
    "a license that permits commerce in one cell and not in the other": (
        {"licenses": "license,openness,commercial_use\nMIT,unrestricted_weights,no"},
        "licenses.csv:2: MIT: unrestricted_weights, but commercial_use is no; noncommercial_weights and no go together",
    ),
    "a spelling of a license that tells both a text and a tier": (
        {"license_aliases": "license_name,license,openness\nMIT,MIT,closed"},
        "license_aliases.csv:2: MIT: both a license and a tier, or neither; give the text it means, or else a tier",
    ),
    "a base that only its note tells": (
        {"models": models("late,Late,mover,late,,,a chat model; on Early,,,,\nearly,Early,mover,early,,,,,,,")},
        "models.csv:2: late: its note puts it on Early, but it is its own base; write early, with the text that states",
    ),
    "a base that is not the one of its note": (
        {
            "models": models(
                "early,Early One,mover,early,,,,,,,\nlate,Late,mover,other,,,trained from Early-One,,,,\n"
                "other,Other,mover,other,,,,,,,"
            )
        },
        "models.csv:3: late: its note puts it on Early-One, but on other it stands; write early",
    ),
    "a license of which only its note tells": (
        {
            "models": models("late,Late,mover,late,,,a license until 2025-01-02,,,,"),
            "model_openness": "model_id,valid_from,openness,license,basis\nlate,,unrestricted_weights,MIT,assumed",
        },
        "models.csv:2: late: its note tells of an earlier license, model_openness.csv of one alone; add the step with",
    ),
    "a model older than its base": (
        {"models": models("early,Early,mover,early,2025-03-01,,,,,,\nlate,Late,mover,early,2025-02-01,,its twin,,,,")},
        "models.csv:3: late: released_on 2025-02-01 lies before that of its base early, 2025-03-01; correct the day",
    ),
    "a model that takes pictures by the terms of those that take none": (
        {
            "models": models("late,Late,mover,late,,,,,,,text;image", "input_modalities"),
            "licenses": "license,openness\nLicenseRef-L,restricted_weights\nLicenseRef-L-Text,restricted_weights",
            "model_openness": "model_id,valid_from,openness,license,basis\nlate,,restricted_weights,LicenseRef-L-Text,"
            "assumed",
        },
        "model_openness.csv:2: late, (blank): LicenseRef-L-Text is of models that take text only, it takes text;image; "
        "write LicenseRef-L",
    ),
    "a model that takes text by the terms of those that take pictures": (
        {
            "models": models("late,Late,mover,late,,,,,,,text", "input_modalities"),
            "licenses": "license,openness\nLicenseRef-L,restricted_weights\nLicenseRef-L-Text,restricted_weights",
            "model_openness": "model_id,valid_from,openness,license,basis\n"
            "late,,restricted_weights,LicenseRef-L,assumed",
        },
        "model_openness.csv:2: late, (blank): LicenseRef-L is of models that take more than text; write "
        "LicenseRef-L-Text",
    ),
    "a lineage that goes round": (
        {"models": "model_id,model_name,organization_id,base_model_id\na,A,meta,b\nb,B,meta,a"},
        "models.csv:2: a: base_model_id: the lineage goes round: a -> b -> a; one of them was trained from scratch",
    ),
    "a model that says nothing of its openness": (
        {"model_openness": "model_id,valid_from,openness,basis\nearly,,closed,assumed"},
        "models.csv:4: late: no openness; add a row with blank valid_from to model_openness.csv",
    ),
    "a model registered twice": (
        {"models": models("late,Late,mover,late,,,,,,,\nlate-v1,late,mover,late-v1,,,,,,,")},
        "models.csv:3: late-v1: its developer's late has this name too; merge the two, or name them apart",
    ),
    "a model registered again in another format": (
        {"models": models("late,Late 7B,mover,late,,,,,,,\nlate-hf,Late-7B-hf,mover,late-hf,,,,,,,")},
        "models.csv:3: late-hf: its developer's late has this name too; merge the two, or name them apart",
    ),
    "a model tuned from what its developer tuned from the same base, by its name": (
        {
            "models": models(
                "early,Early,mover,early,,,,,,,\nlate,Late-7B,mover,early,,,,,,,https://huggingface.co/mover/Late-7B\n"
                "late-chat,Late 7B Chat,mover,early,,,,,,,",
                "weights_url",
            )
        },
        "models.csv:4: late-chat: it stands on early, as does its developer's late, which has its name; name that as",
    ),
    "a model that no spelling reaches": (
        {"model_aliases": "source_id,model_name,model_id\n*,early,early"},
        "models.csv:4: late: no alias means it, and no model is built on it",
    ),
    "a verdict on a model nobody registered": (
        {"verdicts": "kind,model_id,source,theirs,verdict,reason,checked_on\nbase,gone,x,y,ours,z,2026-01-02"},
        "verdicts.csv:2: base, gone, x, y, (blank): model_id: unknown 'gone'; register it in models.csv",
    ),
    "a verdict that they are right, where the registry should have changed": (
        {"verdicts": "kind,model_id,source,theirs,verdict,reason,checked_on\nbase,meta/*,x,y,theirs,z,2026-01-02"},
        "verdicts.csv:2: base, meta/*, x, y, (blank): verdict: unknown 'theirs'; use ours, both",
    ),
    "a verdict without a reason": (
        {"verdicts": "kind,model_id,source,theirs,verdict,checked_on\nbase,late,x,y,ours,2026-01-02"},
        "verdicts.csv:2: base, late, x, y, (blank): reason is blank; fill in why",
    ),
    "another's country that is none of ours": (
        {"country_names": "name,country\nUtopia,UTO"},
        "country_names.csv:2: Utopia: country: unknown 'UTO'; register it in countries.csv",
    ),
    "another's word for a tier that is none": (
        {"openness_crosswalk": "scheme,term,openness\nx,Open,restricted_weights;ajar"},
        "openness_crosswalk.csv:2: x, Open: openness: unknown 'restricted_weights;ajar'; use open_source",
    ),
    "a correction of a model nobody registered": (
        {"corrections": "date,kind,id,column,before,after,reason\n2026-01-02,model,gone,openness,closed,unknown,z"},
        "corrections.csv:2: 2026-01-02, model, gone, openness: id: no model 'gone' is registered; correct the id",
    ),
    "a correction of what is no column": (
        {"corrections": "date,kind,id,column,before,after,reason\n2026-01-02,organization,meta,openness,a,b,z"},
        "corrections.csv:2: 2026-01-02, organization, meta, openness: column: no organization has 'openness'",
    ),
    "a correction that changes nothing": (
        {"corrections": "date,kind,id,column,before,after,reason\n2026-01-02,organization,meta,country,USA,USA,z"},
        "corrections.csv:2: 2026-01-02, organization, meta, country: 'USA' before and after; say what changed",
    ),
    "a name both decided and undecidable": (
        {"undecidable": "source_id,model_name,reason\n*,early,pair"},
        "undecidable.csv:2: *, early: also in model_aliases.csv; decide: take the row out of one of the files",
    ),
}


def test_the_registry_that_ships_is_whole() -> None:
    assert checks.problems(tables.load()) == []


def test_the_docs_are_those_of_the_field_dictionary() -> None:
    page = Path(__file__).parents[1] / "docs" / "registry-fields.md"
    assert page.read_text(encoding="utf-8") == published.markdown(), "run: make docs"


def test_the_small_registry_of_these_tests_is_whole() -> None:
    assert checks.problems(by_hand()) == []


@pytest.mark.parametrize(("changed", "problem"), BROKEN.values(), ids=BROKEN)
def test_what_is_broken_is_said(changed: dict[str, str], problem: str) -> None:
    said = list(map(str, checks.problems(by_hand(**changed))))
    assert [line for line in said if line.startswith(problem)], said


@pytest.mark.parametrize(("base", "bound"), [("deepseek", False), ("meta", True)])
def test_terms_bind_whoever_did_not_write_them_through_models_of_their_own_too(base: str, bound: bool) -> None:
    models = (
        "model_id,model_name,organization_id,base_model_id\nbase,B,{},base\nmiddle,M,deepseek,base\ntop,T,deepseek,"
    )
    openness = "model_id,valid_from,openness,license,basis\nbase,,restricted_weights,LicenseRef-Llama-3.3,assumed\n"
    openness += "middle,,restricted_weights,LicenseRef-Llama-3.3,assumed\ntop,,unrestricted_weights,MIT,assumed"
    said = checks.problems(by_hand(models=models.format(base) + "middle", model_openness=openness))
    freer = [problem.row for problem in said if "a derivative is not freer than its base" in str(problem)]
    assert freer == ["top, (blank)"] * bound


def test_a_correction_may_name_an_id_that_became_a_spelling() -> None:
    merged = "date,kind,id,column,before,after,reason\n"
    merged += "2026-01-02,model,llama-3.3-70b-fp8,model_id,llama-3.3-70b-fp8,llama-3.3-70b,one set of weights"
    assert checks.problems(by_hand(corrections=merged)) == checks.problems(by_hand())


@pytest.mark.parametrize(
    ("model_id", "state"),
    [
        ("llama-3.2-3b-instruct", "fits"),
        ("hermes-3-llama-3.2-3b", "fits"),
        ("llama-3.2-11b-vision-instruct", "out"),
        ("llama-4-scout-17b-16e-instruct", "out"),
    ],
)
def test_a_territory_excluded_for_multimodal_models_is_not_for_those_that_take_text_only(
    model_id: str, state: str
) -> None:
    asked = fitness.conditions(fitness.Wanted(territory="EU27"), {"EU27": frozenset({"DEU", "FRA"})})
    (territory,) = (condition for condition in asked if condition.name == "territory")
    assert territory.answer(fitness.facts("2026-11-29")[model_id]).state == state


def test_only_the_row_that_is_wrong_is_blamed() -> None:
    moved = "alias,organization_id\nB,meta\nC,meta\nA,deepseek\nD,meta"
    assert [problem.row for problem in checks.problems(by_hand(organization_aliases=moved))] == ["A"]


@pytest.mark.parametrize(
    ("note", "scores", "page"),
    [
        ("size by the hub's metadata", "https://gorilla.cs.berkeley.edu/data_overall.csv,2026-01-02", ""),
        ("", "https://gorilla.cs.berkeley.edu/data_overall.csv,2026-01-02", "https://huggingface.co/mover/Late-7B"),
        ("", ",", "https://huggingface.co/quantizer/late_7b-AWQ/blob/main/config.json"),
        ("", ",", ""),
    ],
    ids=["by the note", "by its own page", "by a copy", "nobody read a text"],
)
def test_a_size_may_be_told_by_the_note_by_its_page_and_by_a_copy_of_it(note: str, scores: str, page: str) -> None:
    row = f"late,Late,mover,late,,,{note},{scores},,6.9,https://huggingface.co/mover/Late-7B,{page}"
    said = checks.problems(by_hand(models=models(row, "parameters_b,weights_url,specs_evidence_url")))
    assert not [line for line in map(str, said) if "can tell" in line or "page of" in line]


def test_a_model_whose_note_owns_that_it_came_before_its_base_may_be_older() -> None:
    rows = "early,Early,mover,early,2025-03-01,,,,,,\nlate,Late,mover,early,2025-02-01,,a preview before its base,,,,"
    assert not [said for said in checks.problems(by_hand(models=models(rows))) if "lies before that of" in str(said)]


def test_a_model_whose_note_owns_that_no_text_tells_of_a_base_may_stand_on_itself() -> None:
    rows = "base-2,Late base 2,mover,base-2,,,,,,,\nlate,Late-2-Chat,mover,late,,,no text read names its base,,,,"
    assert not [said for said in checks.problems(by_hand(models=models(rows))) if "its own base" in str(said)]


def test_a_model_may_stand_beside_its_developer_s_of_its_name_where_its_note_names_that_one() -> None:
    rows = "early,Early,mover,early,,,,,,,\nlate,Late-7B,mover,early,,,,,,,https://huggingface.co/mover/Late-7B\n"
    rows += "late-chat,Late 7B Chat,mover,early,,,whether Late-7B lies between was not said,,,,"
    assert not [said for said in checks.problems(by_hand(models=models(rows, "weights_url"))) if "as does" in str(said)]


@pytest.mark.parametrize("row", ["2.4,audio;text", "1,text", ",audio;text"], ids=["rounded", "pruned", "blank"])
def test_a_model_that_takes_more_than_its_base_may_be_as_large_and_one_that_does_not_smaller(row: str) -> None:
    rows = f"early,Early,mover,early,,,,,,,2.5,text\nlate,Late,mover,early,,,,,,,{row}"
    said = checks.problems(by_hand(models=models(rows, "parameters_b,input_modalities")))
    assert not [line for line in map(str, said) if "besides what" in line]


@pytest.mark.parametrize(
    "rows",
    [
        "*,early (2025-03-29),late,\n*,late (harness),late,harness\narena,early (harness),late,\narena,EARLY,late,",
        "*,Early 4.2,early,\n*,Early 4.20,early,\n*,Early 0.5B,early,\n*,Early 0.6B,early,\n*,Early 2.1,late,",
    ],
    ids=["a day, its own id, one board's word", "one number written twice, a size, another model"],
)
def test_a_spelling_may_name_a_day_a_size_and_its_own_version(rows: str) -> None:
    said = checks.problems(by_hand(model_aliases=f"source_id,model_name,model_id,setting\n{rows}"))
    assert not [line for line in map(str, said) if ": it means " in line]


def test_a_derivative_may_be_freer_than_its_base_was_before_it_came() -> None:
    steps = (
        "model_id,valid_from,openness,license,basis\nllama-3.3-70b,,restricted_weights,LicenseRef-Llama-3.3,assumed\n"
    )
    steps += "llama-3.3-70b,2025-01-20,unrestricted_weights,MIT,assumed\n"
    steps += "r1-distill-llama-70b,,unrestricted_weights,MIT,assumed"
    assert not [said for said in checks.problems(by_hand(model_openness=steps)) if "freer" in str(said)]


def test_a_page_that_tells_of_both_may_date_the_weights_of_two() -> None:
    pages = "https://huggingface.co/mover/Twin,https://huggingface.co/mover/late"
    rows = "late,Late,mover,late,,,,,,,https://huggingface.co/mover/Late,\n"
    rows += f"twin,Twin,mover,twin,,,dated by the page of Late,,,,{pages}"
    said = checks.problems(by_hand(models=models(rows, "weights_url,weights_evidence_url")))
    assert not [line for line in map(str, said) if "is the page of" in line]


def test_a_model_of_another_size_than_its_base_may_be_dense() -> None:
    rows = "early,Early,mover,early,46.7,12.9\nlate,Late,mover,early,{},"
    head = "model_id,model_name,organization_id,base_model_id,parameters_b,active_parameters_b\n"
    said = {size: str(checks.problems(by_hand(models=head + rows.format(size)))) for size in ("47", "24", "")}
    assert [size for size, problems in said.items() if "blank is a dense model" in problems] == ["47"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"a,b\n\xff\n", "events.csv: expected a table in UTF-8, found 'utf-8' codec can't decode byte 0xff"),
        (b"", "events.csv: expected a line of columns, found nothing; bring it back"),
        (b"a,b\n\n1,2\n", "events.csv:2: (blank): expected 2 cells, found 0; take the line out"),
        (b'a,b\n1,"2\n', "events.csv: expected a table in UTF-8, found unexpected end of data"),
        (None, "events.csv: expected a table in UTF-8, found [Errno 2] No such file"),
        (b"a,b\n1,2\n", "events.csv: expected the columns date,title; mend its first line"),
    ],
)
def test_a_file_that_is_no_table_is_a_line_of_check_and_sort(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], body: bytes | None, said: str
) -> None:
    for name in tables.TABLES:
        tmp_path.joinpath(f"{name}.csv").write_text(",".join(COLUMNS[name]) + "\n", encoding="utf-8")
    file = tmp_path / "events.csv"
    if body is None:
        file.unlink()
    else:
        file.write_bytes(body)
    monkeypatch.setattr(upkeep, "_FOLDER", tmp_path)
    for verb in (upkeep.sort, *[upkeep.check] * ("first line" not in said)):
        assert verb() == 1
        line, count = capsys.readouterr().out.splitlines()
        assert (line[: len(said)], count) == (said, "1 problem")


def test_a_row_of_a_source_or_board_that_nobody_reads_is_named() -> None:
    known = by_hand(
        model_aliases="source_id,model_name,model_id\n*,early,early\ngsoo,Early,early",
        boards="board_id,domain\ngso/opt2,agents",
    )
    assert [str(one) for one in checks.strangers(known, {"gso", "arena"}, {"gso/opt1"})] == [
        "model_aliases.csv:3: gsoo, Early: source_id: unknown 'gsoo'; name a source or reference by its id, or *",
        "boards.csv:2: gso/opt2: no source has this board; spell it as the source does",
        "boards.csv: expected a row for gso/opt1, found none; add it",
    ]


def test_a_row_of_too_many_cells_is_named(tmp_path: Path) -> None:
    for name in tables.TABLES:
        tmp_path.joinpath(f"{name}.csv").write_text("a,b\n", encoding="utf-8")
    tmp_path.joinpath("events.csv").write_text("a,b\n1,2\n1,2,3\n", encoding="utf-8")
    (problem,) = shape.ragged(tmp_path)
    assert str(problem).startswith("events.csv:3: 1: expected 2 cells, found 3; put text that holds a comma between")


@pytest.mark.parametrize(
    ("name", "sizes"),
    [
        ("Qwen3-30B-A3B", ("30", "3")),
        ("stablelm-2-1_6b-chat", ("1.6", "")),
        ("granite-3.0-1b-a400m-base", ("1", "0.4")),
        ("gemma-3-270m", ("0.27", "")),
        ("Mixtral 8x7B", ("", "")),
        ("OLMoE-1B-7B", ("", "")),
        ("gemma-4-e2b", ("", "")),
        ("wav2vec2-base-960h", ("", "")),
    ],
)
def test_a_name_states_a_size_where_one_stands_by_itself(name: str, sizes: tuple[str, str]) -> None:
    assert specs.stated_sizes(name) == sizes


def test_the_published_table_joins_a_model_with_its_maker_base_terms_and_days() -> None:
    licenses = (
        "license,openness,user_threshold\nApache-2.0,unrestricted_weights,\nCC-BY-NC-4.0,noncommercial_weights,\n"
        "LicenseRef-Llama-3.3,restricted_weights,700000000\nMIT,unrestricted_weights,"
    )
    table = published.registry_table(by_hand(licenses=licenses)).set_index("model_id")
    told = table.loc["r1-distill-llama-70b"]
    assert told[
        ["developer", "country", "base_country", "license", "basis", "user_threshold", "parameters_b"]
    ].tolist() == [
        "DeepSeek",
        "CHN",
        "USA",
        "LicenseRef-Llama-3.3",
        "assumed",
        "700000000",
        "70",
    ]
    assert told["evidence_url"] == "https://example.org/r1"
    assert (told["base_licenses"], table.loc["llama-3.3-70b", "base_licenses"]) == ("", "")
    assert table.loc["opened-later", "openness_by_date"] == "2025-01-10 closed;2025-03-01 unrestricted_weights"
    assert table.loc["llama-3.3-70b", "openness_by_date"] == "restricted_weights"  # nobody knows since when
    assert table.loc["late", "openness_by_date"] == "2025-07-01 closed"
    assert (table.loc["joint", "country"], table.loc["joint", "base_country"]) == ("CHN;USA", "")


def test_the_published_table_names_the_licenses_below_a_model_that_bind_it_too() -> None:
    models = "model_id,model_name,organization_id,base_model_id\nbase,Base,meta,base\nchat,Chat,meta,base\n"
    models += "tuned,Tuned,deepseek,chat\nagain,Again,deepseek,tuned"
    openness = "model_id,valid_from,openness,license\nbase,,noncommercial_weights,CC-BY-NC-4.0\n"
    openness += "chat,,restricted_weights,LicenseRef-Llama-3.3\ntuned,,restricted_weights,MIT\nagain,,closed,"
    table = published.registry_table(by_hand(models=models, model_openness=openness)).set_index("model_id")
    assert table["base_licenses"].to_dict() == {
        "again": "LicenseRef-Llama-3.3",
        "base": "",
        "chat": "",
        "tuned": "LicenseRef-Llama-3.3",
    }


@pytest.mark.parametrize(
    ("released_on", "weights_on", "note", "by_date", "unverified"),
    [
        ("2025-07-01", "2025-07-01", "", "2025-07-01 unrestricted_weights", ""),
        ("2025-07-01", "2025-07-09", "", "2025-07-01 closed;2025-07-09 unrestricted_weights", ""),
        ("2025-07-01", "", "day of release unverified", "unrestricted_weights", "released_on"),
        ("", "2025-07-09", "day of weights unverified; small", "2025-07-09 unrestricted_weights", "weights_on"),
    ],
)
def test_the_published_table_dates_openness_by_the_weights_and_calls_no_model_closed_before_it_was_there(
    released_on: str, weights_on: str, note: str, by_date: str, unverified: str
) -> None:
    models = (
        "model_id,model_name,organization_id,base_model_id,released_on,weights_on,note\n"
        f"one,One,meta,one,{released_on},{weights_on},{note}"
    )
    known = by_hand(models=models, model_openness="model_id,valid_from,openness,license\none,,unrestricted_weights,MIT")
    (told,) = published.registry_table(known).to_dict("records")
    assert (told["openness_by_date"], told["unverified_days"]) == (by_date, unverified)


def test_the_published_table_has_the_columns_of_its_dictionary_and_a_row_for_every_model() -> None:
    table = leaderboard.registry_table()
    assert list(table) == [field.name for field in published.TABLE]
    assert table["model_id"].tolist() == sorted(tables.load().models["model_id"])
    assert not table.isna().any().any()


def test_a_correction_makes_a_new_version() -> None:
    log = "date,kind,id,column,before,after,reason\n2026-01-02,organization,meta,country,FRA,USA,a"
    assert (published.version(by_hand()), published.version(by_hand(corrections=log))) == ("2.1.0", "2.1.1")


@pytest.fixture
def shown(tmp_path: Path) -> DataDir:
    """Arena's text board on two days: Llama third, then second; R1 behind it."""
    data = DataDir(tmp_path)
    scored = (("2025-01-01", "a", 9.0), ("2025-01-01", "b", 8.0), ("2025-01-01", "llama-3.3-70b-fp8", 7.0))
    scored += (("2025-02-01", "a", 9.0), ("2025-02-01", "llama-3.3-70b-fp8", 8.5), ("2025-02-01", "llama-3.3-70b", 8.0))
    scored += (("2025-02-01", "r1-distill-llama-70b", 7.0),)
    store.append(data, "arena", [observations(*scored, source_id="arena", board_id="arena/text")])
    return data


def test_a_model_stands_where_its_best_setting_stood_on_its_best_day(shown: DataDir) -> None:
    placed = completeness.standings(shown, by_hand()).set_index("model_id")
    assert placed["best_rank"].to_dict() == {"llama-3.3-70b": 2, "r1-distill-llama-70b": 3}
    assert placed.loc["llama-3.3-70b", ["best_board", "first_shown_on"]].tolist() == [
        "arena/text",
        pd.Timestamp("2025-01-01"),
    ]


def test_a_share_is_of_the_models_of_which_the_fact_can_be_asked(shown: DataDir) -> None:
    filled = completeness.shares(shown, by_hand()).set_index("fact")
    # six models, of which four were ever open, two were shown, and both of these are open
    assert filled.loc["models"].tolist() == [6, 4, 2, 2]
    assert filled.loc["parameters"].tolist() == [2 / 4, 2 / 4, 1, 1]
    assert filled.loc["base_evidence"].tolist() == [0, 0, 0, 0]
    assert filled.loc["weights_on", "open"] == 1 / 4
    # the seats of one of four developers were read: it has two of the six models, and one of the two that were shown
    assert filled.loc["seat_read"].tolist() == [2 / 6, 2 / 4, 1 / 2, 1 / 2]


def test_a_base_is_answered_where_a_description_that_was_read_names_none() -> None:
    models = """
        model_id,model_name,organization_id,base_model_id,base_evidence_url
        unknown,Unknown,meta,,
        undisclosed,Undisclosed,meta,,https://example.org/about
        late,Late,meta,late,
    """
    filled = completeness.facts(by_hand(models=models)).set_index("model_id")
    assert filled["base"].to_dict() == {"unknown": False, "undisclosed": True, "late": True}
    # a text for the base is asked of those that are built on a model that has a name
    assert filled["base_evidence"].isna().all()


def test_a_context_length_is_asked_of_models_that_take_and_write_text() -> None:
    models = """
        model_id,model_name,organization_id,context_length,input_modalities,output_modalities
        draws,Draws,meta,,text,image
        hears,Hears,meta,,audio,text
        reads,Reads,meta,4096,text;image,text
        unknown,Unknown,meta,,,
    """
    filled = completeness.facts(by_hand(models=models)).set_index("model_id")["context"]
    assert filled.isna().tolist() == [True, True, False, False]
    assert filled[["reads", "unknown"]].tolist() == [True, False]


def test_a_model_in_front_is_one_that_was_ever_among_the_first(shown: DataDir, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(completeness, "TOP", 2)
    assert completeness.shares(shown, by_hand()).set_index("fact").loc["models"].tolist() == [6, 4, 1, 1]


def test_sorting_moves_rows_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in tables.TABLES:
        rows = "b,2,x\na,1,'\n" if name == "events" else ""
        columns = ",".join(COLUMNS[name])
        more = ",," if name == "events" else ""
        text = columns + "\n" + "".join(f"{row}{more}\n" for row in rows.splitlines())
        tmp_path.joinpath(f"{name}.csv").write_text(text, encoding="utf-8")
    monkeypatch.setattr(upkeep, "_FOLDER", tmp_path)
    upkeep.sort()
    assert capsys.readouterr().out == "sorted events.csv\n"
    assert tmp_path.joinpath("events.csv").read_text().splitlines()[1:] == ["a,1,',,", "b,2,x,,"]


def test_whoever_has_seen_enough_of_the_check_is_told_no_more() -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        command = [sys.executable, "-m", "leaderboard.registry", "check"]
        said = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, check=False)
    finally:
        os.close(write)
    assert (said.stderr, said.returncode) == (b"", 1)


def test_corrections_are_told_newest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    log = "date,kind,id,column,before,after,reason\n2026-01-02,organization,meta,country,FRA,USA,a\n"
    known = by_hand(corrections=log + "2026-02-03,model,late,openness,closed,unknown,b")
    monkeypatch.setattr(tables, "load", lambda: known)
    assert leaderboard.corrections()["reason"].tolist() == ["b", "a"]
