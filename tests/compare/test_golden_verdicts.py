"""Verdicts on real pairs, read by eye when they change: the seed pairs, and thirty that were drawn once.

Drawn across what people compare: rivals, generations, sizes, open against hosted models, datasets, each doing the same
job by its task labels and listed by more than one collection.
"""

from __future__ import annotations

import json

from catalog.selectors import artifacts_by_slug
from compare.answers.verdicts import judge
from compare.formats.data import page_json
from compare.pages.subjects import contestant, subjects_gather
from scoring.selectors import published_run

PAIRS = (
    # seeds
    ("blip-2", "the-pile"),
    ("internlm", "the-pile"),
    # rivals
    ("allenai--tulu-2-dpo-70b", "qwen--qwen1-5-32b-chat"),
    ("bigcode--starcoder2-7b", "tiiuae--falcon3-7b-instruct"),
    ("01-ai--yi-6b-chat", "bigscience--bloomz-560m"),
    ("biomistral--biomistral-7b", "lmsys--vicuna-7b-v1-5"),
    ("locutusque--tinymistral-248m-v2-5", "yuma42--kangalkhan-rawruby-7b"),
    ("locutusque--tinymistral-248m-v2-5", "microsoft--orca-2-13b"),
    ("eleutherai--pythia-1b", "openchat--openchat-3-5-1210"),
    ("langgptai--qwen1-5-7b-chat-sa-v0-1", "spmurrayzzz--mistral-syndicate-7b"),
    ("audeering--wav2vec2-large-robust-12-ft-emotion-msp-dim", "taltechnlp--voxlingua107-epaca-tdnn"),
    ("mistralai--ministral-8b-instruct-2410", "tiiuae--falcon-mamba-7b"),
    # generations
    ("deepseek-ai--deepseek-coder-1-3b-instruct", "deepseek-ai--deepseek-coder-v2-instruct"),
    ("deepseek-ai--deepseek-math-7b-rl", "deepseek-ai--deepseek-v4-pro"),
    ("google--gemma-1-1-2b-it", "google--mt5-base"),
    ("huggingfaceh4--zephyr-7b-beta", "huggingfaceh4--zephyr-7b-gemma-v0-1"),
    ("nousresearch--hermes-2-theta-llama-3-8b", "nousresearch--nous-hermes-2-solar-10-7b"),
    # sizes
    ("eleutherai--pythia-12b", "eleutherai--pythia-410m-deduped"),
    ("mosaicml--mpt-30b-chat", "mosaicml--mpt-7b"),
    ("nousresearch--nous-hermes-2-mistral-7b-dpo", "nousresearch--nous-hermes-2-mixtral-8x7b-dpo"),
    (
        "sentence-transformers--multi-qa-minilm-l6-cos-v1",
        "sentence-transformers--paraphrase-multilingual-minilm-l12-v2",
    ),
    # open against hosted
    ("deepseek-ai--deepseek-r1-distill-qwen-32b", "yi-lightning"),
    ("gpt-4o-mini-2024-07-18", "llama-4-maverick-17b-128e-instruct"),
    ("mistralai--mistral-7b-instruct-v0-1", "o1-mini"),
    ("sentence-transformers--multi-qa-minilm-l6-cos-v1", "text-embedding-3-large"),
    # datasets
    ("bsd-ja-en", "ms-marco"),
    ("coarse-discourse", "urdu-sentiment-corpus"),
    ("miam", "yoruba-bbc-topics"),
    ("timit-asr", "vctk"),
    ("dream", "xcsr"),
    # too little known of one or both
    ("gpt-3-5-turbo-0125", "openai--gpt-oss-20b"),
    ("ai2-arc", "natural-questions"),
)


def _shown(verdict):
    """What a reader decides by; rows and standings stand in the golden pages."""
    data = json.loads(page_json(verdict))
    duel = data["duels"][0] if data["duels"] else {}
    kept = ("ahead", "margin", "low", "high", "probability", "left_out", "held_back")
    return {
        "outcome": data["outcome"],
        "headline": data["headline"],
        "winner": data["winner"],
        "duel": {key: duel[key] for key in kept} if duel else None,
        "reasons": [reason["text"] for reason in data["reasons"]],
        "uses": {row["key"]: row["text"] for row in data["profiles"]},
        "stability": data["stability"] and data["stability"]["percent"],
        "turn": data["turn_text"],
    }


def test_verdicts_on_real_pairs_are_the_golden_ones(whole_catalog, golden):
    run = published_run()
    found = artifacts_by_slug({slug for pair in PAIRS for slug in pair})
    said = {}
    for pair in PAIRS:
        subjects = subjects_gather([found[slug] for slug in pair], run=run)
        verdict = judge([contestant(subject) for subject in subjects])
        assert judge([contestant(subject) for subject in reversed(subjects)]).headline == verdict.headline
        said["-vs-".join(pair)] = _shown(verdict)
    golden("verdicts.json", json.dumps(said, indent=1, ensure_ascii=False) + "\n")
