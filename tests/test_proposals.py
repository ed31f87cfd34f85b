"""What is proposed for a spelling that nobody has placed yet, and why."""

from pathlib import Path

import pytest

from leaderboard.intake import health
from leaderboard.records import store
from leaderboard.records.paths import DataDir
from leaderboard.registry.proposals import Proposal, Proposer
from tests.registry_by_hand import registry
from tests.test_store import observations

KNOWN = registry(
    models="model_id,organization_id,base_model_id,weights_url\n"
    "early,mover,early,https://huggingface.co/mover/Early-7B\nlate,mover,late,\ncommand-r,meta,command-r,\n"
    "command-r-plus,meta,command-r-plus,",
    model_aliases="source_id,model_name,model_id,setting\n*,Early-7B,early,\n*,command-r,command-r,\n"
    "*,command-r+,command-r-plus,\n*,gpt-5.4-mini,late,\narena,twin,early,\nlivebench,Twin,late,\n"
    "*,wizard-thinking,late,thinking",
)


@pytest.mark.parametrize(
    ("name", "model_id", "setting", "reason"),
    [
        ("MOVER/early-7b", "early", "", "its weights stand at MOVER/early-7b on the hub"),
        ("Seven", "early", "", "its weights stand at mover/Early-7B on the hub"),
        ("EARLY_7b", "early", "", "'Early-7B' is registered, the same but for case and punctuation"),
        ("novita/EARLY_7b", "early", "", "'Early-7B' is registered, the same but for case and punctuation"),
        ("someone/EARLY_7b", "", "", "spelled much like 'early', but other weights by its owner"),
        ("Command R", "command-r", "", "'command-r' is registered, the same but for case and punctuation"),
        ("Command R+", "command-r-plus", "", "'command-r+' is registered, the same but for case and punctuation"),
        ("TWIN", "", "", "spelled much like several models: early, late"),
        ("twin-high", "", "", "nothing similar is registered"),
        ("early-7b-xhigh-fp8", "early", "xhigh fp8", "'Early-7B' is registered, and 'xhigh fp8' is a setting"),
        ("early-7b (Non-Reasoning)", "early", "non-reasoning", "'Early-7B' is registered, and 'non-reasoning' is a"),
        ("wizard-thinking-64k", "late", "thinking 64k", "'wizard-thinking' is registered, and '64k' is a setting"),
        ("early-7b [web-search]", "early", "web-search", "'Early-7B' is registered, and 'web-search' is a setting"),
        ("early-7b-turbo", "", "", "nothing similar is registered"),
        ("a-gpt-5.4-minis", "", "", "nothing similar is registered"),
        ("gpt-5.4-minis", "", "", "nothing similar is registered"),  # likeness is no reason
        ("unheard of", "", "", "nothing similar is registered"),
        ("", "", "", "nothing similar is registered"),
    ],
)
def test_a_proposal_gives_its_reason(name: str, model_id: str, setting: str, reason: str) -> None:
    proposal = Proposer(KNOWN, {"seven": "mover/Early-7B"})(name)
    assert proposal == Proposal(model_id, setting, proposal.reason)
    assert proposal.reason.startswith(reason)


NAMES = registry(
    organizations="organization_id,organization_name\nanthropic,Anthropic\nzai,Z.ai",
    organization_aliases="alias,organization_id\nanthropic,anthropic\nz-ai,zai\nzai,zai\nzai-org,zai",
    models="model_id,model_name,organization_id,output_modalities,weights_url\n"
    "claude-opus-4.5,Claude Opus 4.5,anthropic,text,\nglm-4.5,GLM-4.5,zai,text,\nglm-5.1,GLM-5.1,zai,text,\n"
    "large-2402,Large,zai,text,\nqwen3-235b-a22b-instruct-2507,Qwen3-235B-A22B-Instruct-2507,zai,text,\n"
    "r1,Thinker 1,zai,text,\nveo-3.1,Veo 3.1,anthropic,video,\n"
    "air-4b,Air 4B,zai,text,https://huggingface.co/zai/Air-4B\nair-4b-instruct,Air 4B Instruct,zai,text,\n"
    "sight-a3b-instruct,Sight A3B Instruct,zai,text,\nsight-a3b-thinking,Sight A3B Thinking,zai,text,\n"
    "sound-12b-2409,Sound 12B,zai,text,\nscribe-22b,Scribe,zai,text,\nscribe-2508,Scribe 2508,zai,text,\n"
    "claude-opus-5,Claude Opus 5,anthropic,text,\nclaude-opus-5-chat,Claude Opus 5 Chat,anthropic,text,\n"
    "wind-7b-2409,Wind,zai,text,\nwind-2508,Wind 2508,zai,text,\nmist-2-3b,Mist 2 3B,zai,text,\n"
    "mist-2-3b-instruct,Mist 2 3B Instruct,zai,text,\nglm-5.2-air,GLM 5.2,zai,text,",
    model_openness="model_id,openness\nclaude-opus-4.5,closed\nglm-4.5,unrestricted_weights\n"
    "glm-5.1,unrestricted_weights\nveo-3.1,closed\nair-4b-instruct,unrestricted_weights\nmist-2-3b-instruct,unrestricted_weights\nclaude-opus-5-chat,closed",
    model_aliases="source_id,model_name,model_id,setting\n*,glm-5.1-think,glm-5.1,thinking\n"
    "arena,Air 2,air-4b-instruct,\nmodels_dev,Air 3,air-4b-instruct,\narena,GLM-4.5 Coder,glm-4.5,\n"
    "*,GLM 480B/A35B Instruct,glm-4.5,\n*,Wind 7B,wind-7b-2409,\n"
    "livebench,breeze,glm-4.5,\narena,Breeze,glm-5.1,\n*,Storm 3,glm-5.1,\narena,storm-3,glm-4.5,",
    undecidable="source_id,model_name,reason\n*,GLM 5.2,ambiguous",
    boards="board_id,domain\narena/text,text\nlivebench/all,text\nopenrouter/tokens,adoption",
)


@pytest.mark.parametrize(
    ("name", "model_id", "setting"),
    [
        ("GLM-5.1", "glm-5.1", ""),
        ("accounts/fireworks/models/glm-5p1", "glm-5.1", ""),
        ("z-ai/glm-5.1:free", "glm-5.1", "free"),
        ("glm-5.1-AWQ", "glm-5.1", "awq"),
        ("GLM-5.1-GGUF", "glm-5.1", "gguf"),
        ("zai-org/GLM-5.1-fp8", "glm-5.1", "fp8"),
        ("zai.glm-5.1", "glm-5.1", ""),
        ("databricks-glm-5-1", "glm-5.1", ""),
        ("us.anthropic.claude-opus-4-5-v1:0", "claude-opus-4.5", "v1:0"),
        ("anthropic.claude-opus-4-5-v1", "claude-opus-4.5", "v1"),
        ("glm-5.1-fast", "glm-5.1", "fast"),  # open weights, served faster
        ("glm-5.1-thinking", "glm-5.1", "thinking"),  # a board is known to add this to it
        ("glm-4.5:thinking", "glm-4.5", "thinking"),  # marked as added
        ("qwen3-235b", "qwen3-235b-a22b-instruct-2507", ""),
        ("umans-glm-5.1", "glm-5.1", ""),
        ("anthropic/claude-opus-5", "claude-opus-5", ""),  # a closed product is no base of its chat product
        ("zai/air-4b-instruct:free", "air-4b-instruct", "free"),
        ("air-3", "air-4b-instruct", ""),  # by a list of providers
        ("openrouter/z-ai/glm-5.1:exacto", "glm-5.1", "exacto"),
        ("vertex_ai/glm-4.5@001", "glm-4.5", "001"),
        ("vertex_ai/claude-opus-4-5", "claude-opus-4.5", ""),
        ("unsloth/GLM-5.1-bnb-4bit", "glm-5.1", "bnb 4bit"),
        ("RedHatAI/GLM-5.1-quantized.w4a16", "glm-5.1", "quantized.w4a16"),
        ("nvidia/GLM-5.1-NVFP4", "glm-5.1", "nvfp4"),  # the chips' maker quantises what others made
        ("glm-5.1:cloud", "glm-5.1", "cloud"),
        ("glm-4.5:thinking-32k", "glm-4.5", "thinking 32k"),
        ("claude-opus-4.5-16k", "claude-opus-4.5", "16k"),
        ("ollama/mist2:3b", "mist-2-3b-instruct", ""),  # by Ollama's tags what was tuned
        ("glm-5.1-Q4_K_M.gguf", "glm-5.1", "q4_k_m gguf"),
        ("GLM-5.1.Q5_K_M.gguf", "glm-5.1", "q5_k_m gguf"),
        ("bedrock/converse/us.zai.glm-5.1", "glm-5.1", ""),
        ("openrouter/z-ai/storm-3:free", "glm-5.1", "free"),  # one board means another by it
        # and what is another model, or may be one
        ("veo3.1-fast", "", ""),
        ("claude-opus-4.5-turbo", "", ""),
        ("glm-4.5-thinking", "", ""),
        ("glm-5.1-2603", "", ""),
        ("glm-5.1-uncensored", "", ""),
        ("zai.claude-opus-4.5", "", ""),
        ("glm-latest", "", ""),
        ("zai/large", "", ""),  # without a version it means another snapshot every few months
        ("zai/sound-12b", "", ""),  # and a size is no version
        ("zai/scribe", "", ""),
        ("zai/air-4b", "", ""),  # by a base model's name a provider serves the tuned one
        ("zai/sight", "", ""),  # two siblings, one of which reasons
        ("air-2", "", ""),  # by a board that has one of its sizes
        ("glm-4.5-coder", "", ""),  # by a board that means another by it
        ("breeze", "", ""),  # by two boards, of which each means another
        ("glm-4.5-128k", "", ""),  # open weights that read more are somebody's own
        ("glm-4.5-nitro", "", ""),  # a route stands behind a sign
        ("nvidia/GLM-5.1", "", ""),
        ("ollama/wind:7b", "", ""),  # a size is no version
        ("glm-5.2", "", ""),  # the registry calls it ambiguous
        ("instruct", "", ""),
        ("heretic-zai-glm-5.1", "", ""),  # somebody's own model on it
    ],
)
def test_a_provider_s_name_is_placed_only_where_it_adds_nothing_of_its_own(
    name: str, model_id: str, setting: str
) -> None:
    proposal = Proposer(NAMES, {})(name)
    assert (proposal.model_id, proposal.setting) == (model_id, setting), proposal.reason


AT_THE_HUB = registry(
    organizations="organization_id,organization_name\nai-sweden,AI Sweden\nalibaba,Alibaba\nbaai,BAAI\n"
    "bigscience,BigScience\ndeepseek,DeepSeek\ngoogle,Google\nmeta,Meta\nmistral,Mistral\nopenai,OpenAI\n"
    "princeton,Princeton",
    organization_aliases="alias,organization_id\nAI-Sweden-Models,ai-sweden\nBAAI,baai\nQwen,alibaba\n"
    "bigscience,bigscience\ndeepseek-ai,deepseek\ngoogle,google\nmeta,meta\nmeta-llama,meta\nmistralai,mistral\n"
    "openai,openai\nprinceton-nlp,princeton",
    models="model_id,model_name,organization_id,output_modalities,weights_url\n"
    "bloom-7b1,BLOOM 7B1,bigscience,text,https://huggingface.co/bigscience/bloom-7b1\n"
    "deepseek-v2,DeepSeek V2,deepseek,text,https://huggingface.co/deepseek-ai/DeepSeek-V2\n"
    "gemma-2-9b-it,Gemma 2 9B IT,google,text,https://huggingface.co/google/gemma-2-9b-it\n"
    "gemma-3n-e2b-it,Gemma 3n E2B IT,google,text,https://huggingface.co/google/gemma-3n-E2B-it\n"
    "gpt-oss-120b,GPT-OSS 120B,openai,text,https://huggingface.co/openai/gpt-oss-120b\n"
    "llama-3-8b-instruct,Llama 3 8B Instruct,meta,text,https://huggingface.co/meta-llama/Meta-Llama-3-8B-Instruct\n"
    "llama-3-instruct-8b-simpo,Llama 3 Instruct 8B SimPO,princeton,text,\n"
    "llama-3.1-8b-instruct,Llama 3.1 8B Instruct,meta,text,\n"
    "llama-3.2-11b-vision-instruct,Llama 3.2 11B Vision,meta,text,"
    "https://huggingface.co/meta-llama/Llama-3.2-11B-Vision-Instruct\n"
    "ministral-8b-2410,Ministral 8B Instruct 2410,mistral,text,\n"
    "qwen-mt-plus,Qwen MT Plus,alibaba,text,\nqwen2.5-14b-instruct,Qwen2.5 14B Instruct,alibaba,text,",
    model_openness="model_id,openness\ngpt-oss-120b,unrestricted_weights",
    model_aliases="source_id,model_name,model_id,setting\n*,llama-3-8b-instruct-lite,llama-3-8b-instruct,lite",
)


@pytest.mark.parametrize(
    "name",
    [
        "AI-Sweden-Models/Llama-3-8B-instruct",
        "BAAI/OPI-Llama-3.1-8B-Instruct",
        "bigscience/bloomz-7b1",
        "braindao/Qwen2.5-14B-Instruct",
        "deepseek-ai/deepseek-vl2",
        "dnhkng/RYS-Llama-3.1-8B-Instruct",
        "google/gemma-3n-E2B",
        "haoranxu/Llama-3-Instruct-8B-SimPO",
        "hf:braindao/Qwen2.5-14B-Instruct",
        "jebish7/gemma-2-9b-it",
        "meta-llama/Llama-3.2-11B-Vision",
        "prince-canuma/Ministral-8B-Instruct-2410-HF",
        "sumink/Qwenmplus",
        "unsloth/Llama-3.2-11B-Vision",
        "huggingface/meta-llama/Llama-3.2-11B-Vision",
    ],
)
def test_weights_of_others_and_the_base_of_what_is_registered_are_no_registered_model(name: str) -> None:
    assert Proposer(AT_THE_HUB, {})(name).model_id == ""


@pytest.mark.parametrize(
    ("name", "model_id"),
    [
        ("TEE/gpt-oss-120b", "gpt-oss-120b"),
        ("accounts/fireworks/models/gpt-oss-120b", "gpt-oss-120b"),
        ("hf:openai/gpt-oss-120b", "gpt-oss-120b"),
        ("meta-llama/Meta-Llama-3-8B-Instruct-Lite", "llama-3-8b-instruct"),
        ("accounts/fireworks/models/llama-v3p1-8b-instruct", "llama-3.1-8b-instruct"),
        ("meta/llama-3.2-11b-vision", "llama-3.2-11b-vision-instruct"),  # a provider's path, no account of the hub
        ("openrouter/meta-llama/llama-3.2-11b-vision", "llama-3.2-11b-vision-instruct"),  # a router's own name
        ("mlx-community/gemma-3n-E2B-it-bf16", "gemma-3n-e2b-it"),
        ("openai/chat-completion/models/gpt-oss-120b-high-throughput", "gpt-oss-120b"),
        ("unsloth/gemma-2-9b-it", "gemma-2-9b-it"),
        ("workers-ai/@cf/meta/llama-3-8b-instruct-awq", "llama-3-8b-instruct"),
    ],
)
def test_makers_hosts_and_who_converts_at_the_hub_mean_the_model(name: str, model_id: str) -> None:
    assert Proposer(AT_THE_HUB, {})(name).model_id == model_id


def test_an_organization_named_beside_a_name_means_its_own_weights() -> None:
    propose = Proposer(AT_THE_HUB, {})
    assert propose("Llama-3_8B-Instruct", "meta").model_id == "llama-3-8b-instruct"
    assert propose("Llama-3_8B-Instruct", "ai-sweden").model_id == ""


def test_unresolved_names_come_as_alias_rows_with_the_organization_that_the_board_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leaderboard.registry.tables.load", registry)
    data = DataDir(tmp_path)
    rows = observations(
        ("2025-01-01", "early", 1.0),
        ("2025-01-01", "o1 + r1", 2.0),
        ("2025-01-01", "early-high", 3.0),
        ("2025-01-02", "early-high", 3.0),
        ("2025-01-02", "brand new", 4.0),
        source_id="arena",
        board_id="arena/text",
        organization_name="Mover",
        license_name="MIT",
    )
    store.append(data, "arena", [rows])
    table = health.unresolved(data)
    assert table.astype("str").values.tolist() == [
        ["arena", "early-high", "early", "high", "2", "mover", "Mover", "MIT", table["reason"][0]],
        ["arena", "brand new", "", "", "1", "mover", "Mover", "MIT", table["reason"][1]],
    ]
    assert table["reason"][0] == "'early' is registered, and 'high' is a setting; by the board a model of mover"
    assert table["reason"][1] == "nothing similar is registered; by the board a model of mover"
