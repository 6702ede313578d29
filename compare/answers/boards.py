"""What the boards are that figures come from: names of their tests, the setting of each, who reports. Pure: no Django.

Settings of the Open LLM Leaderboards are those that their pages state: huggingface.co/docs/leaderboards.
"""

from __future__ import annotations

from dataclasses import dataclass, field

INDEPENDENT = "independent"
REPORTED = "as vendors or pages report it"
VOTES = "A rating from votes of people between two"


@dataclass(frozen=True, slots=True)
class Board:
    """A board gives figures of one `unit`, rounded to `digits`. `settings` are by test, else `setting` holds for all.

    `names` spell a test where its key does not.
    """

    title: str
    note: str
    unit: str
    digits: int
    reported_by: str = INDEPENDENT
    setting: str = ""
    settings: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BoardTest:
    """One test of a board, by the stored key of its figures."""

    board: Board
    name: str
    setting: str


BOARDS: dict[str, Board] = {
    "lmarena_text": Board("LMArena text", f"{VOTES} answers.", "rating", 0, setting="all votes"),
    "lmarena_vision": Board("LMArena vision", f"{VOTES} answers to pictures.", "rating", 0, setting="all votes"),
    "lmarena_image": Board("LMArena image", f"{VOTES} pictures.", "rating", 0, setting="all votes"),
    "open_llm_v2": Board(
        "Open LLM Leaderboard 2",
        "One harness for all. Percent above guessing, so that 0 is chance.",
        "percent above chance",
        1,
        settings={"ifeval": "0 shots", "bbh": "3 shots", "math": "4 shots", "gpqa": "0 shots", "musr": "0 shots",
                  "mmlu_pro": "5 shots"},
        names={"ifeval": "IFEval", "bbh": "BBH", "math": "MATH level 5", "gpqa": "GPQA", "musr": "MuSR",
               "mmlu_pro": "MMLU-Pro"},
    ),
    "open_llm_v1": Board(
        "Open LLM Leaderboard 1",
        "One harness for all. Percent right; guessing scores 25 and more where answers are choices.",
        "percent",
        1,
        settings={"arc": "25 shots", "hellaswag": "10 shots", "mmlu": "5 shots", "truthfulqa": "0 shots",
                  "winogrande": "5 shots", "gsm8k": "5 shots"},
        names={"arc": "ARC", "hellaswag": "HellaSwag", "mmlu": "MMLU", "truthfulqa": "TruthfulQA",
               "winogrande": "Winogrande", "gsm8k": "GSM8K"},
    ),
    "aider_polyglot": Board("aider polyglot", "Coding exercises solved.", "percent", 1, setting="2 tries",
                            names={"pass_rate": "pass rate"}),
    "aider_edit": Board("aider code editing", "Coding exercises solved.", "percent", 1, setting="2 tries",
                        names={"pass_rate": "pass rate"}),
    "aider_refactor": Board("aider refactoring", "Large pieces of code moved.", "percent", 1, setting="2 tries",
                            names={"pass_rate": "pass rate"}),
    "mteb_eng": Board("MTEB English", "The main score of each task of the second English version.", "fraction", 3,
                      setting="as the task defines it",
                      names={"mean_of_41_tasks": "mean of all 41 tasks"}),
    "timm": Board(
        "PyTorch Image Models",
        "Top-1 accuracy.",
        "percent",
        1,
        setting="at the model's own image size",
        names={"imagenet": "ImageNet", "imagenet-real": "ImageNet ReaL", "imagenetv2-matched-frequency": "ImageNet V2",
               "sketch": "ImageNet-Sketch", "imagenet-r": "ImageNet-R", "imagenet-a": "ImageNet-A"},
    ),
    "reported": Board("Reported elsewhere", "Nobody ran these on one harness: settings may differ.", "", 1,
                      reported_by=REPORTED),
}  # fmt: skip
# What repeats or weighs other figures of its board, and what is not about quality.
LEFT_OUT = ("average", "rank", "rank_style_control", "votes", "total_cost")


def board_test(metric: str) -> BoardTest | None:
    """The test behind `board:test`; None for a figure that no row is made of."""
    key, _, rest = metric.partition(":")
    board = BOARDS.get(key)
    test = rest.removesuffix(":top1")
    if board is None or not test or test in LEFT_OUT:
        return None
    name = board.names.get(test) or ("rating" if test == "score" else test.replace("-", " "))
    return BoardTest(board, name, board.settings.get(test, board.setting))
