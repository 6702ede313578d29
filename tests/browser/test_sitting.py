"""A curator makes a whole entry of an imported artifact in one sitting, by the admin alone."""

from __future__ import annotations

import json

import pytest
from axe_playwright_python.sync_playwright import Axe

from catalog.history import changes_of
from catalog.models import Artifact, CapabilityEntry, CapabilityKind
from tests.browser.addresses import RULES
from tests.browser.desk import desk, import_again

__all__ = ["desk", "import_again"]

ENTRIES = (
    {
        "name": "Long text",
        "kind": ("generation", "text.generation"),
        "description": "Continues a text, as its report measures on stories of several thousand words.",
        "unique": "Its context was extended after training.",
        "vs_alternatives": "Beta 7B takes half as much text at once.",
        "best_for": "drafts\nsummaries of one document",
        "limitations": "It repeats itself beyond 8,000 words",
        "requires": "16 GB of memory",
        "input_types": "text",
        "output_types": "text",
        "intents_served": "continue a story",
        "sources": (1, 2),
    },
    {
        "name": "Talk",
        "kind": ("dialogue", "text.dialogue"),
        "description": "Answers in turns and keeps to what was said before, after tuning on conversations.",
        "unique": "Its tuning data is published.",
        "vs_alternatives": "Beta 7B names no data for its tuning.",
        "best_for": "assistants that run offline",
        "limitations": "It was tuned on English alone",
        "requires": "16 GB of memory\na chat template",
        "input_types": "text",
        "output_types": "text",
        "intents_served": "chat without a network",
        "sources": (2,),
    },
)


def write_artifact(at):
    """Fields, facts, two sources, an alias and a version on the artifact's page."""
    at.fill("summary", "A language model of 7 billion parameters with published training data.")
    at.fill("licence", "apache-2.0")
    at.fill("curated_facts", '{"context_length": 8192}')
    for number in range(2):
        at.click("button", "Add another Citation")
        row = f"citations-{number}-"
        at.fill(f"{row}title", ("Technical report", "Model card")[number])
        at.fill(f"{row}url", f"https://example.org/{number}")
        at.fill(f"{row}retrieved_on", "2026-11-20")
    at.click("button", "Add another Release")
    at.fill("releases-0-version", "1.0")
    at.fill("releases-0-released", "2026-03")
    at.click("button", "Add another Alias")
    at.fill("aliases-0-name", "Alpha small")
    at.fill("change_reason", "read the technical report")
    at.click("button", "Save and continue editing")


def write_entry(at, entry, *, last):
    at.fill("name", entry["name"])
    at.complete("kind", *entry["kind"])
    for field in entry.keys() - {"name", "kind", "sources"}:
        at.fill(field, entry[field])
    for number in entry["sources"]:
        at.steps += 1
        at.page.locator(".field-citations").get_by_label(f"[{number}]").check()
    at.choose("provenance", "source_backed")
    at.choose("status", "published")
    at.click("button", "Save" if last else "Save and add another", exact=True)


def test_a_curator_in_one_sitting_makes_an_entry_that_imports_leave_and_restores_a_change(desk, import_again):
    at = desk()
    page = at.page
    at.click("link", "Artifacts", exact=True)
    at.fill("q", "alpha")
    at.click("button", "Search")
    at.click("link", "Alpha 7B")
    write_artifact(at)
    assert "was changed successfully" in page.locator(".messagelist").inner_text()

    at.click("link", "Add capability")
    for entry in ENTRIES:
        write_entry(at, entry, last=entry is ENTRIES[-1])
    artifact = Artifact.objects.get()
    page.wait_for_url(f"**/artifact/{artifact.pk}/change/")

    at.click("link", "Preview")
    assert "Readers see the same." in page.locator("main").inner_text()
    at.click("link", "the public page")
    shown = page.locator("main").inner_text()
    for words in ("published training data", "Apache-2.0", "Long text", "Beta 7B names no data", "Technical report"):
        assert words.lower() in shown.lower(), shown
    written = {"steps": at.steps, "seconds": round(at.seconds, 1)}

    import_again(licence="gpl-3.0", name="Alpha Seven")
    at.open(f"/admin/catalog/artifact/{artifact.pk}/change/")
    assert page.locator("[name=licence]").input_value() == "apache-2.0"
    assert "licence: gpl-3.0" in page.locator(".field-imported").inner_text()
    assert page.locator("[name=name]").input_value() == "Alpha Seven"
    assert [entry.name for entry in CapabilityEntry.objects.order_by("position")] == ["Long text", "Talk"]

    at.click("link", "History")
    changes = page.locator(".change")
    assert "import lines-1.jsonl" in changes.first.inner_text()
    assert "read the technical report" in changes.nth(1).inner_text()
    changes.nth(1).get_by_role("link", name="Restore what was before").click()
    assert "gpl-3.0" not in page.locator("ins").all_inner_texts()
    at.fill("change_reason", "the wrong artifact")
    at.click("button", "Restore")
    artifact.refresh_from_db()
    assert (artifact.licence, artifact.summary, artifact.curated_fields) == ("gpl-3.0", "", [])
    assert [change.who for change in changes_of(artifact)] == ["ada", "import lines-1.jsonl", "ada"]
    assert page.complaints == []
    print(json.dumps({"sitting": written}))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_curation_in_both_themes_when_checked_by_axe_then_nothing_is_found(desk, scheme):
    at = desk(scheme)
    page = at.page
    artifact = Artifact.objects.get()
    entry = CapabilityEntry.objects.create(artifact=artifact, name="Writes", status="published")
    entry.name = "Reads"
    entry.save()
    entry.delete()
    Artifact.objects.update(summary="By hand.")
    kind = CapabilityKind.objects.get(path="text.dialogue")
    into = CapabilityKind.objects.get(path="text.generation")
    key = changes_of(Artifact.objects.get())[0].key

    def check():
        """The page's own complaints come first: axe brings styles that the policy refuses."""
        assert page.complaints == [], page.url
        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
        page.complaints.clear()

    for path in (
        f"artifact/{artifact.pk}/change/",
        f"capabilityentry/add/?artifact={artifact.pk}",
        f"artifact/{artifact.pk}/history/",
        f"artifact/{artifact.pk}/restore/{key}/",
        f"capabilitykind/{kind.pk}/merge/",
    ):
        at.open(f"/admin/catalog/{path}")
        check()
    page.locator(".select2-selection").click()
    page.locator(".select2-search__field").fill("generation")
    page.locator(".select2-results__option", has_text="text.generation").click()
    at.click("button", "Show what would move")
    assert into.path in page.locator("#content").inner_text()
    check()
    at.open("/admin/catalog/artifact/")
    page.locator("[name=_selected_action]").check()
    at.choose("action", "hide")
    page.locator("button[name=index]").first.click()
    assert "Nothing has changed yet" in page.locator("#content").inner_text()
    check()
    at.click("button", "Change 1")
    at.click("link", "Undo")
    check()
    at.click("button", "Undo")
    assert Artifact.objects.get().status == "listed"
    assert page.complaints == []
