"""The rules as a file: sound, complete, and refused with clear words when they are not."""

from __future__ import annotations

import orjson
import pytest

from catalog.models import Artifact
from catalog.rulebook import BadRulesError, rulebook, rulebook_parse
from tests.catalog.test_kinds import FIXTURE

RULE = '[[rule]]\nid = "open"\nkind = "weights.open"\nfact = "facts.open_weights"\nsays = "Open."\n'


def test_every_kind_of_the_rules_stands_in_the_file_of_kinds():
    paths = {orjson.loads(line)["path"] for line in FIXTURE.read_bytes().splitlines()}
    assert rulebook().place_of_kind.keys() <= paths


def test_every_label_of_the_catalog_is_listed_and_nearly_all_uses_are_mapped(whole_catalog):
    rules = rulebook()
    uses = [label for tasks in Artifact.objects.listed().values_list("tasks", flat=True) for label in tasks]
    assert not {label for label in uses if label not in rules.kind_of_label and label not in rules.reason_of_label}
    assert sum(label in rules.kind_of_label for label in uses) >= 0.95 * len(uses)


@pytest.mark.parametrize("label", ["transformers", "sentence-transformers", "diffusers", "image", "parquet", "other"])
def test_plumbing_media_and_formats_are_no_capability(label):
    assert label in rulebook().reason_of_label


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("rule = [", "is not TOML"),
        (RULE, "rule open: Value error, has no condition"),
        (RULE + "is = 1.5\n", "rule open, is: Input should be a valid boolean"),
        (RULE + "is = true\nwhere = 1\n", "rule open, where: Extra inputs are not permitted"),
        (
            RULE.replace("facts.open_weights", "facts.open_wheights") + "is = true\n",
            "no model or dataset has: open_wheights",
        ),
        (RULE.replace("facts.open_weights", "stars") + "is = true\n", "rule open, fact, 0: String should match"),
        (RULE.replace("Open.", "Open {name}.") + "is = true\n", "prints ['name']"),
        ((RULE + "is = true\n") * 2, "two rules have the id 'open'"),
        ('[[task]]\nkind = "text"\nlabels = []\n', "task text, labels: Tuple should have at least 1 item"),
        ('[[task]]\nkind = "text"\nlabels = ["a", "a"]\n', "the label 'a' stands in two groups"),
        (
            '[[task]]\nkind = "text"\nlabels = ["a"]\n[[ignored]]\nreason = "x"\nlabels = ["a"]\n',
            "the label 'a' stands in two",
        ),
    ],
)
def test_rules_that_are_not_sound_are_refused_by_name(text, told):
    with pytest.raises(BadRulesError) as refused:
        rulebook_parse(text)
    assert told in str(refused.value)
