"""A curator at work in a real browser, on a small catalog of their own that may be written."""

from __future__ import annotations

import time

import pytest
from django.contrib.auth.models import User

from catalog.models import CapabilityKind
from catalog.services import file_import
from tests.catalog.lines import artifact_line, write

PASSWORD = "a long enough password"
LINE = artifact_line(
    "alpha-7b",
    name="Alpha 7B",
    licence="other",
    tasks=["text-generation"],
    facts={"parameters": 7_000_000_000, "open_weights": True},
)


class Desk:
    """The browser of a curator who is logged in; counts what a person would do and how long it takes."""

    def __init__(self, page, address):
        self.page = page
        self.address = address
        self.steps = 0
        self.started = time.monotonic()

    def open(self, path):
        self.page.goto(f"{self.address}{path}")

    def click(self, role, name, **options):
        self.steps += 1
        self.page.get_by_role(role, name=name, **options).first.click()

    def fill(self, field, value):
        self.steps += 1
        self.page.locator(f"[name='{field}']").fill(value)

    def choose(self, field, value):
        self.steps += 1
        self.page.locator(f"select[name='{field}']").select_option(value)

    def complete(self, field, typed, label):
        """Type into a field that completes, and take the row."""
        self.steps += 2
        self.page.locator(f".field-{field} .select2-selection").click()
        self.page.locator(".select2-search__field").fill(typed)
        self.page.locator(".select2-results__option", has_text=label).click()

    def log_in(self, name):
        self.open("/admin/login/?next=/admin/")
        self.fill("username", name)
        self.fill("password", PASSWORD)
        self.click("button", "Log in")

    @property
    def seconds(self):
        return time.monotonic() - self.started


@pytest.fixture
def import_again(tmp_path, transactional_db):
    """Import the artifact of this catalog, each time as another file."""
    numbers = iter(range(100))

    def run(**changes):
        return file_import(write(tmp_path / f"lines-{next(numbers)}.jsonl", [{**LINE, **changes}]))

    return run


@pytest.fixture
def desk(browser, live_server, import_again):
    """A curator who is logged in, before a catalog with one imported artifact and three kinds."""
    pages = []
    import_again()
    text = CapabilityKind.objects.create(path="text", name="Text")
    for path, name in (("text.generation", "Text generation"), ("text.dialogue", "Dialogue")):
        CapabilityKind.objects.create(path=path, name=name, parent=text)
    User.objects.create_superuser("ada", password=PASSWORD)

    def sit(scheme="light", width=1280):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page = context.new_page()
        pages.append(context)
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        seat = Desk(page, live_server.url)
        seat.log_in("ada")
        return seat

    yield sit
    for context in pages:
        context.close()
