"""Pairs as people would ask for them, drawn from the whole catalog by a fixed seed: how many of them say something.

`pytest tests/compare/test_drawn_pairs.py -s` prints the shares.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict

import pytest

from catalog.models import Artifact
from compare.answers.purposes import job_kinds, task_families
from compare.pages.comparison import ALIGNED_NEEDED, DECIDING_NEEDED, comparison_page
from compare.pages.facts import deciding_facts
from scoring.selectors import published_run

SEED = 3
# Of 200: the mix of pairs that the catalog is judged by, without those across kinds.
DRAWN = {"rivals": 78, "generations": 44, "sizes": 33, "open against hosted": 22, "datasets": 23}
WANTED = 0.7
# Of pairs that do the same job and are rated, so many at most may be too close to call.
ABSTAINING = 0.6


@pytest.fixture
def known(whole_catalog):
    """Artifacts that more than one collection lists: what nobody else knows, hardly anybody compares."""
    listed = Artifact.objects.listed().select_related("organization", "source").exclude(also_in=[]).order_by("slug")
    return {kind: [artifact for artifact in listed if artifact.kind == kind] for kind in ("model", "dataset")}


def groups(artifacts, *keys):
    """Artifacts that share a key each; an artifact without one is left out."""
    found = defaultdict(list)
    for artifact in artifacts:
        parts = [key(artifact) for key in keys]
        if all(parts):
            found[tuple(parts)].append(artifact)
    return [group for group in found.values() if len(group) > 1]


def purpose(artifact):
    families = task_families(artifact.tasks, artifact.modalities)
    return min(families) if families else None


def owner(artifact):
    return artifact.organization_id


def size(artifact):
    return artifact.facts.get("parameters")


def stratum(name, known):
    """Groups to draw from, and what two of a group must fulfil."""
    models = known["model"]
    if name == "rivals":
        return groups(models, purpose), lambda a, b: owner(a) != owner(b)
    if name == "generations":
        return groups(models, purpose, owner), lambda a, b: a.released[:7] != b.released[:7]
    if name == "sizes":
        sized = [model for model in models if size(model)]
        return groups(sized, purpose, owner), lambda a, b: max(size(a), size(b)) >= 2 * min(size(a), size(b))
    if name == "open against hosted":
        return groups(
            models, purpose
        ), lambda a, b: {a.facts.get("open_weights"), b.facts.get("open_weights")} == {True, False}
    return groups(known["dataset"], purpose), lambda a, b: True


def draw(known, chance):
    """Distinct pairs of every stratum; a group is drawn by how many pairs it holds."""
    for name, wanted in DRAWN.items():
        found, fits = stratum(name, known)
        weights = [len(group) for group in found]
        pairs = set()
        for _ in range(20_000):
            if len(pairs) == wanted:
                break
            a, b = chance.sample(chance.choices(found, weights)[0], 2)
            if fits(a, b) and (b, a) not in pairs:
                pairs.add((a, b))
        assert len(pairs) == wanted, name
        yield name, sorted(pairs, key=lambda pair: (pair[0].slug, pair[1].slug))


def test_pairs_of_one_kind_when_drawn_mostly_decide_and_align(known, capsys):
    run = published_run()
    says, aligned_in_job, total, said = Counter(), Counter(), Counter(), Counter()
    for name, pairs in draw(known, random.Random(SEED)):
        for pair in pairs:
            page = comparison_page(sorted(pair, key=lambda artifact: artifact.slug), run=run)
            shared = [item.kind for row in page.capabilities.shared for item in row.items if item and item.kind]
            enough = deciding_facts(page.facts) >= DECIDING_NEEDED and len(page.capabilities.shared) >= ALIGNED_NEEDED
            assert enough is (page.meta.noindex == "")
            total[name] += 1
            said[page.verdict.outcome] += 1
            says[name] += enough
            aligned_in_job[name] += enough and bool(job_kinds(shared))
    with capsys.disabled():
        print()
        for name, drawn in [*total.items(), ("all", total.total())]:
            enough = says.total() if name == "all" else says[name]
            in_job = aligned_in_job.total() if name == "all" else aligned_in_job[name]
            print(f"{name}: {enough} of {drawn} decide and align, {in_job} of them in what they do")
        print("verdicts:", dict(said.most_common()))
    assert total.total() == 200
    decided = said["clear"] + said["leans"]
    assert said["too_close"] < ABSTAINING * (decided + said["too_close"])
    assert says.total() >= WANTED * total.total()
