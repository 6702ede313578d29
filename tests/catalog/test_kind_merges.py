"""Two capability kinds become one: what moves, what is refused, what later imports and rules make of the old path."""

from __future__ import annotations

import pytest

from catalog.deriving_capabilities import capabilities_infer
from catalog.history import changes_of
from catalog.kind_merges import KindMergeError, kind_merge, kind_merge_preview, kind_unmerge
from catalog.models import Artifact, CapabilityEntry, CapabilityKind
from catalog.selectors_kinds import capability_kind_find
from tests.catalog.lines import artifact_line

pytestmark = pytest.mark.django_db


def kind(path, **fields):
    return CapabilityKind.objects.create(**{"path": path, "name": path.title(), **fields})


def entry(artifact, of, **fields):
    return CapabilityEntry.objects.create(**{"artifact": artifact, "kind": of, "name": "Does", **fields})


@pytest.fixture
def two():
    old = kind("text.prose", name="Prose", synonyms=["stories", "Writing"], intents=["write a story"])
    new = kind("text.writing", name="Writing", synonyms=["authoring"], intents=["write"])
    return old, new


def line(path, **fields):
    return {"path": path, "name": path, "definition": "D.", **fields}


def test_a_merge_moves_entries_children_and_words_and_leads_the_old_path_on(two):
    old, new = two
    artifact = Artifact.objects.create(slug="a", name="A", kind="model")
    written = entry(artifact, old)
    child = kind("text.prose.short", parent=old)
    before = kind("text.tales", merged_into=old)
    preview = kind_merge_preview(kind=old, into=new)
    assert (preview.written, preview.inferred, preview.children, preview.merged_before) == (1, 0, [child], [before])
    assert (preview.synonyms, preview.intents) == (["Prose", "stories"], ["write a story"])
    assert CapabilityEntry.objects.get().kind == old

    kind_merge(kind=old, into=new, who="ada")
    for row in (written, child, before, new):
        row.refresh_from_db()
    assert (written.kind, child.parent, before.merged_into) == (new, new, new)
    assert (new.synonyms, new.intents) == (["authoring", "Prose", "stories"], ["write", "write a story"])
    assert capability_kind_find("text.prose") == (None, "text.writing")
    assert changes_of(written)[0].who == "ada"


def test_what_would_make_a_circle_or_a_chain_is_refused_in_words(two):
    old, new = two
    below = kind("text.prose.short.tales", parent=kind("text.prose.short", parent=old))
    for into, reason in ((old, "itself"), (below, "stands below")):
        with pytest.raises(KindMergeError, match=reason):
            kind_merge(kind=old, into=into, who="ada")
    kind_merge(kind=old, into=new, who="ada")
    with pytest.raises(KindMergeError, match=r"merged into text\.writing already"):
        kind_merge(kind=old, into=new, who="ada")
    with pytest.raises(KindMergeError, match="merge into that one instead"):
        kind_merge(kind=new, into=old, who="ada")
    kind_merge(kind=below, into=below.parent, who="ada")  # upwards is no circle


def test_a_merge_taken_back_leaves_everything_as_it_was_but_what_was_changed_since(two):
    old, new = two
    artifact = Artifact.objects.create(slug="a", name="A", kind="model")
    first, second = entry(artifact, old), entry(artifact, old, name="Does more")
    kind_merge(kind=old, into=new, who="ada")
    CapabilityEntry.objects.filter(pk=second.pk).update(name="Edited since")
    old.refresh_from_db()
    undone = kind_unmerge(kind=old, who="bob")
    for row in (old, new, first, second):
        row.refresh_from_db()
    assert (old.merged_into, first.kind, second.kind) == (None, old, new)
    assert new.synonyms == ["authoring"]
    assert undone.left_alone == ["Edited since was changed again since"]
    with pytest.raises(KindMergeError, match="was not merged"):
        kind_unmerge(kind=old, who="bob")


def test_a_later_import_of_the_old_path_and_of_kinds_below_it_goes_to_the_survivor(import_lines, two):
    import_lines(line("code"), line("code.writing"), line("code.authoring"))
    rows = {row.path: row for row in CapabilityKind.objects.all()}
    kind_merge(kind=rows["code.authoring"], into=rows["code.writing"], who="ada")
    import_lines(line("code"), line("code.writing"), line("code.authoring", name="Again"), line("code.authoring.short"))
    rows = {row.path: row for row in CapabilityKind.objects.select_related("parent", "merged_into")}
    assert rows["code.authoring"].merged_into == rows["code.writing"]
    assert rows["code.authoring.short"].parent == rows["code.writing"]


def test_rules_that_name_the_old_path_make_entries_of_the_survivor_and_none_twice(import_lines):
    import_lines(line("text"), line("text.generation"), line("text.summarization"))
    import_lines(
        artifact_line("a", tasks=["text-generation", "summarization"]), artifact_line("b", tasks=["summarization"])
    )
    capabilities_infer()
    old = CapabilityKind.objects.get(path="text.summarization")
    new = CapabilityKind.objects.get(path="text.generation")
    assert CapabilityEntry.objects.filter(kind=old).count() == 2
    merge = kind_merge(kind=old, into=new, who="ada")
    assert (merge.inferred, merge.doubled, merge.written) == (2, 1, 0)

    def entries():
        return list(CapabilityEntry.objects.order_by("artifact__slug").values_list("artifact__slug", "kind__path"))

    assert entries() == [("a", "text.generation"), ("b", "text.generation")]
    for _ in range(2):
        capabilities_infer()
        assert entries() == [("a", "text.generation"), ("b", "text.generation")]
    old.refresh_from_db()
    kind_unmerge(kind=old, who="ada")
    capabilities_infer()
    assert sorted(entries()) == [("a", "text.generation"), ("a", "text.summarization"), ("b", "text.summarization")]
