"""The main job of an artifact, from the task labels of its source."""

from __future__ import annotations

import pytest

from compare.answers.purposes import main_family


@pytest.mark.parametrize(
    ("tasks", "modalities", "family"),
    [
        ([], [], ""),
        (["transformers"], ["text"], ""),
        (["image-to-text", "feature-extraction"], ["image", "text"], "image and text to text"),
        (["feature-extraction", "automatic-speech-recognition"], ["audio"], "speech to text"),
        (["feature-extraction"], ["text"], "embedding"),
        (["feature-extraction"], ["image"], "image embedding"),
        (["transformers", "sentence-similarity", "text-classification"], ["text"], "embedding"),
        (["protein-folding"], [], "protein folding"),
    ],
)
def test_the_main_job_is_the_first_label_that_says_one(tasks, modalities, family):
    assert main_family(tasks, modalities) == family
