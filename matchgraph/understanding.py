"""What a question asks for beside its words: kind, licence, size, context, price, language, and what it leans to. Pure.

Words that name a facet become a filter, which the page shows with the words it came from and lets the reader drop. A
question that only tells of a kind (of making a model, of a job to be done) leans: the other kind stands back a little.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from matchgraph.filters import Filters
from matchgraph.languages import LANGUAGES
from matchgraph.words import cleaned, pieces, turns

MODEL, DATASET = "model", "dataset"
# A question of more words than these tells of something, and does not name it: a kind or a language of which it speaks
# need not be what is wanted.
NAMING_WORDS = 12
# Of a question that tells of making a model, fewer.
MAKING_WORDS = 8
# Of one sentence: with this many of the small words it is a job that somebody wants done.
SMALL_WORDS = 2

_FLAGS = re.IGNORECASE | re.UNICODE
_NUMBER = r"(?P<number>\d{1,6}(?:\.\d{1,3})?)\s?(?P<unit>[kmbt]|thousand|million|billion|trillion)?"
_LESS = r"(?:under|below|up to|at most|less than|smaller than|no more than|max(?:imum)?(?: of)?|<=?)"
_MORE = r"(?:over|above|at least|more than|larger than|bigger than|min(?:imum)?(?: of)?|>=?)"
_SIZED = r"(?:\s?(?:parameters?|params?))"
_POWERS = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "b": 1e9, "billion": 1e9, "t": 1e12, "trillion": 1e12}
_DATASETS = r"(?:data ?sets?|corpus|corpora)"
_MODELS = r"(?:models?)"
# Where the word is part of what is meant: a language model is asked for with "language".
_COMPOUND = r"(?<!language )(?<!diffusion )(?<!world )(?<!reward )(?<!topic )"
_LANGUAGE = "|".join(sorted(map(re.escape, LANGUAGES), key=len, reverse=True))
_SPOKEN = r"(?:data ?sets?|corpus|corpora|models?|texts?|speech|language|news|tweets|documents?|questions?|reviews?)"

Read = Callable[[re.Match[str]], Any]


def _amount(found: re.Match[str]) -> float:
    return float(found["number"])


def _language(found: re.Match[str]) -> str:
    return LANGUAGES[found["language"].lower()]


def _billions(found: re.Match[str]) -> float:
    return float(found["number"]) * _POWERS[found["unit"].lower()] / 1e9


def _thousands(found: re.Match[str]) -> float:
    return float(found["number"]) * _POWERS.get((found["unit"] or "k").lower(), 1e3) / 1e3


@dataclass(frozen=True, slots=True)
class _Rule:
    """Words that set one filter. Without `taken` they stay in what is searched for."""

    name: str
    pattern: re.Pattern[str]
    value: Read
    taken: bool = True


def _rule(name: str, pattern: str, value: Any, *, taken: bool = True) -> _Rule:
    return _Rule(name, re.compile(pattern, _FLAGS), value if callable(value) else lambda _: value, taken)


_ASKED = (
    r"^(?:(?:find|show|give|recommend|suggest|list)(?: me)? |looking for |i (?:need|want) |(?:the )?best |good |any )?"
)
_RULES = (
    _rule("open_weights", r"\bopen[- ]weights?\b|\bdownloadable weights\b", True),
    _rule("licence", r"\bopen[- ]source\b|\b(?:open|permissive|free) licen[cs]e\b|\bopenly licen[cs]ed\b", "open"),
    _rule("size_max", rf"{_LESS}\s?(?:{_NUMBER}(?<=[mMbBtTn]){_SIZED}?\b)", _billions),
    _rule("size_min", rf"{_MORE}\s?(?:{_NUMBER}(?<=[mMbBtTn]){_SIZED}?\b)", _billions),
    _rule("context_min", rf"\b(?:{_MORE}\s?)?{_NUMBER}\s?(?:tokens? )?context(?: window| length)?\b", _thousands),
    _rule("context_min", rf"\bcontext(?: window| length)?(?: of)? (?:{_MORE}\s?)?{_NUMBER}\b", _thousands),
    _rule("price_max", rf"{_LESS}\s?\$\s?(?P<number>\d{{1,4}}(?:\.\d{{1,3}})?)\b", _amount),
    _rule("language", rf"\bin (?P<language>{_LANGUAGE})\b(?! to\b)", _language),
    _rule(
        "language",
        rf"(?<!to )(?<!from )(?<!into )\b(?P<language>{_LANGUAGE})(?= (?:\w+ )?{_SPOKEN}\b)",
        _language,
    ),
    _rule("kind", rf"{_ASKED}(?:an? )?{_DATASETS} (?:for|of|with|on|in|to|that|which)\b", DATASET),
    _rule("kind", rf"{_ASKED}(?:an? )?{_MODELS} (?:for|with|in|to|that|which)\b", MODEL),
    _rule("kind", rf"\b{_DATASETS}(?: for| of| with| on| in)?\s*[?.!]?$", DATASET),
    _rule("kind", rf"{_COMPOUND}\b{_MODELS}\s*[?.!]?$", MODEL),
    _rule("kind", rf"\b{_MODELS}\s*[?.!]?$", MODEL, taken=False),
)
# What only a short question names.
TOLD = frozenset({"kind", "language"})
# Small words that lost what they led to.
_LEFT_OVER = re.compile(r"(?:\s+(?:with|in|for|of|on|and|an?|the|under|that))+\s*$", _FLAGS)
_LEAN_DATASET = re.compile(rf"\b(?:{_DATASETS}|benchmarks?|training data|test sets?)\b", _FLAGS)
_LEAN_MODEL = re.compile(r"\b(?:apis?|models?|classifiers?|recognizers?|llms?|chatbots?|checkpoints?)\b", _FLAGS)
# Whoever makes a model needs data.
_MAKING = re.compile(
    r"\b(?:train|training|trained|(?:un|semi-?|self-?)?supervised|proposes?|present|introduce|state-of-the-art"
    r"|novel (?:\w+[ -]){0,4}(?:models?|systems?|techniques?|tasks?|loss|strategy|way)"
    r"|methods?|approach(?:es)?|networks?|architectures?|frameworks?|algorithms?|representations?|learning"
    r"|cnns?|rnns?|lstms?|gans?|convolutional|recurrent|adversarial|neural)\b",
    _FLAGS,
)
_API = re.compile(r"\bapis?\b", _FLAGS)
_SMALL = re.compile(
    r"\b(?:i|we|my|our|me|us|you|your|the|an?|is|are|to|that|which|what|how|can|this|his|her)\b", _FLAGS
)
# A phrase that ends in a material, such as "street images" or "news text english", describes data.
_MATERIAL = re.compile(
    rf"(?<!to )(?<!from )(?<!of )(?<!in )(?<!and )\b(?:texts?|images?|photos?|pictures?|videos?|audio|speech"
    rf"|recordings?|point clouds?|{_LANGUAGE})\s*[?.!]?$",
    _FLAGS,
)
# What stands in long quotes, braces or after "input:" is an example of the material and not what is wanted.
_EXAMPLES = re.compile(
    r'"[^"]{12,}"|\u201c[^\u201d]{12,}\u201d|\{[^{}]*\}|\[[^\[\]]*\]|(?:#+\s*|\*\*|\b)input\s*:.*$', _FLAGS | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter and the words of the question that it came from."""

    name: str
    value: Any
    words: str


@dataclass(frozen=True, slots=True)
class Understood:
    """`text` is what is left to search for, `need` the same without examples, `leans` a kind or empty."""

    asked: str
    text: str
    need: str
    facets: tuple[Facet, ...] = ()
    leans: str = ""
    turned: tuple[str, str] | None = None

    @property
    def filters(self) -> Filters:
        return Filters(**{facet.name: facet.value for facet in self.facets})


def understood(text: str, *, as_words: frozenset[str] = frozenset()) -> Understood:
    """`as_words` names filters, or `leans`, that the reader does not want to be read from the words."""
    asked = cleaned(text)
    bare = cleaned(_EXAMPLES.sub(" ", asked))
    need = bare if len(pieces(bare)) > SMALL_WORDS else asked
    facets, rest = _facets(asked, as_words)
    leans = "" if "leans" in as_words or any(facet.name == "kind" for facet in facets) else _leans(need)
    turned = turns(asked)
    left = cleaned(_EXAMPLES.sub(" ", rest))
    need = left if len(pieces(left)) > SMALL_WORDS else rest
    return Understood(asked, rest, need, facets, leans, turned[0] if len(turned) == 1 else None)


def _facets(asked: str, as_words: frozenset[str]) -> tuple[tuple[Facet, ...], str]:
    """The filters, the first of each name, and the text without their words."""
    found: dict[str, Facet] = {}
    rest, tells = asked, _tells(asked)
    for rule in _RULES:
        if rule.name in found or rule.name in as_words or (tells and rule.name in TOLD):
            continue
        if match := rule.pattern.search(rest):
            found[rule.name] = Facet(rule.name, rule.value(match), " ".join(match.group().split()))
            if rule.taken:
                rest = cleaned(f"{rest[: match.start()]} {rest[match.end() :]}")
    return tuple(found.values()), _LEFT_OVER.sub("", rest).strip(" ?.!,") if found else rest


def _tells(asked: str) -> bool:
    """Whether the question is a tale and not a name for what is wanted."""
    return len(pieces(asked)) > (MAKING_WORDS if _MAKING.search(asked) else NAMING_WORDS)


def _leans(need: str) -> str:
    return next(_leanings(need), "")


def _leanings(need: str) -> Iterator[str]:
    if _LEAN_DATASET.search(need) and not _LEAN_MODEL.search(need):
        yield DATASET
    if _API.search(need):
        yield MODEL
    if _MAKING.search(need):
        yield DATASET
    if _MATERIAL.search(need) and not _SMALL.search(need):
        yield DATASET
    if _LEAN_MODEL.search(need) or len(_SMALL.findall(need)) >= SMALL_WORDS:
        yield MODEL
