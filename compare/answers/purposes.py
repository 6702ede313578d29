"""Which family of tasks an artifact serves, by fixed rules from its task labels. Pure: no Django.

Sources spell one task in many ways; two artifacts do the same job when their labels fall into one family.
A label that no rule knows is a family of its own.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence

# The first rule with a word inside the label decides; narrower words stand before wider ones.
RULES = (
    ("image and text to text", ("image-text-to-text", "visual-question", "image-to-text", "captioning")),
    ("image and text to text", ("vision-language", "document-question", "multimodal-document", "video-description")),
    ("speech to text", ("speech-recognition", "speech-to-text", "audio-text-to-text", "transcription")),
    ("text to speech", ("text-to-speech", "speech-synthesis")),
    ("image generation", ("text-to-image", "image-generation", "image-to-image", "unconditional-image")),
    ("video generation", ("text-to-video", "image-to-video", "video-generation", "video-to-video")),
    ("image segmentation", ("segmentation",)),
    ("object detection", ("object-detection", "detect-objects", "face-detection")),
    ("image classification", ("image-classification", "image-recognition", "object-recognition", "digit-recognition")),
    ("audio classification", ("audio-classification", "voice-activity")),
    ("video classification", ("video-classification",)),
    ("tabular prediction", ("tabular",)),
    ("embedding", ("feature-extraction", "similarity", "embedding", "retrieval", "reranking", "feature-vector")),
    ("text classification", ("classification", "sentiment", "entailment", "natural-language-inference", "fill-mask")),
    ("text classification", ("named-entity", "part-of-speech", "masked-language")),
    ("text generation", ("text-generation", "language-model", "chat", "conversation", "dialog", "code-", "text2text")),
    ("text generation", ("question-answering", "summarization", "translation", "reasoning", "instruction")),
    ("text generation", ("language-generation", "text-autocompletion")),
)  # fmt: skip
# Names of libraries that sources file under tasks.
PLUMBING = frozenset({"transformers", "sentence-transformers", "diffusers", "loading", "asteroid"})
# Roots of the tree of kinds under which properties stand, not jobs: two open models of one size may do different work.
PROPERTIES = frozenset({
    "context", "data", "deployment", "input", "interface", "language", "output", "size", "terms", "training", "weights",
})  # fmt: skip


def job_kinds(paths: Iterable[str]) -> frozenset[str]:
    """Capability kinds that say what an artifact is for."""
    return frozenset(path for path in paths if path.partition(".")[0] not in PROPERTIES)


def task_families(tasks: Sequence[str], modalities: Sequence[str]) -> frozenset[str]:
    """Families of the labels; empty when none is stated. An embedding of images is another job than one of text."""
    families = {_family(task) for task in tasks if task not in PLUMBING}
    if "embedding" in families and modalities and "text" not in modalities:
        families = families - {"embedding"} | {f"{modalities[0]} embedding"}
    return frozenset(families)


def main_family(tasks: Sequence[str], modalities: Sequence[str]) -> str:
    """The family of the first label that is a task: sources name the main one first. Empty when none is stated.

    Libraries call every encoder good for feature extraction, so that label is the main one only where it stands alone.
    """
    stated = [task for task in tasks if task not in PLUMBING]
    first = next((task for task in stated if "feature-extraction" not in task), stated[0] if stated else "")
    return min(task_families([first], modalities)) if first else ""


@functools.lru_cache(maxsize=4096)
def _family(task: str) -> str:
    for family, words in RULES:
        if any(word in task for word in words):
            return family
    return task.replace("-", " ")
