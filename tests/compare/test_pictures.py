"""Pictures for previews of links: what they say, that nothing in them runs over or breaks out, when they are drawn."""

from __future__ import annotations

import struct
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from catalog.models import Artifact
from compare.drawing import png
from compare.formats.badges import advance
from compare.formats.pictures import COLORS, ELLIPSIS, lines_at, picture
from compare.models import Picture
from compare.pages.embeds import embed_page
from compare.pages.pictures import picture_url
from compare.services import picture_write
from jobs.models import Job
from jobs.services import jobs_run_until_idle
from scoring.selectors import published_run
from tests.compare import factories
from tests.templates.test_colors import tokens

PAIR = "/og/deepseek-ai--deepseek-r1-vs-qwen--qwen3-235b-a22b.png"
HOSTILE = "<script>alert('&')</script> \x07 ]]> \u202e --"


def size_of(body):
    assert body[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", body[16:24])


def drawn(*artifacts):
    made = picture(embed_page(list(artifacts), theme="light", run=published_run()), site="site.example")
    return made, render_to_string("embed/picture.svg", {"picture": made})


def test_a_pairs_picture_holds_names_scores_intervals_and_the_verdict(whole_catalog, client):
    slugs = ("deepseek-ai--deepseek-r1", "qwen--qwen3-235b-a22b")
    artifacts = [Artifact.objects.get(slug=slug) for slug in slugs]
    made, svg = drawn(*artifacts)
    page = client.get(f"/compare/{'-vs-'.join(slugs)}.json").json()
    texts = [node.text for node in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]
    for side in page["sides"]:
        assert side["name"] in texts
        assert str(side["score"]) in texts
    assert " ".join(line.text for line in made.sentence) == page["verdict"]["headline"]
    assert [panel.interval is not None for panel in made.panels] == [True, True]


@pytest.mark.parametrize("address", [PAIR, "/og/the-pile.png", "/og/internlm-104b.png", "/og/internlm-vs-the-pile.png"])
def test_a_picture_is_a_png_of_the_size_that_previews_ask_for(whole_catalog, client, address):
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert size_of(answer.content) == (1200, 630)
    assert len(answer.content) < 150_000
    assert answer["Cache-Control"].startswith("public")
    assert not answer.cookies


def test_a_picture_that_is_unchanged_is_answered_without_it_and_drawn_once(whole_catalog, client, monkeypatch):
    first = client.get(PAIR)
    monkeypatch.setattr("compare.picture_views.picture_drawn", lambda *_, **__: pytest.fail("drawn again"))
    assert client.get(PAIR).content == first.content
    again = client.get(PAIR, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.django_db
def test_a_picture_that_is_overtaken_is_given_as_it_is_while_one_job_draws_it_anew(client):
    one = factories.rated("alpha")
    factories.published()
    old = client.get("/og/alpha.png")
    Artifact.objects.filter(pk=one.pk).update(name="Another name")
    assert client.get("/og/alpha.png").content == old.content
    assert client.get("/og/alpha.png")["ETag"] == old["ETag"]
    assert Job.objects.filter(kind="compare.picture", key="alpha").count() == 1
    jobs_run_until_idle()
    new = client.get("/og/alpha.png")
    assert new.content != old.content
    assert new["ETag"] != old["ETag"]


@pytest.mark.django_db
def test_a_job_for_what_is_gone_by_then_leaves_everything_as_it_was(client):
    one = factories.rated("alpha")
    client.get("/og/alpha.png")
    Artifact.objects.filter(pk=one.pk).update(name="Another name")
    client.get("/og/alpha.png")
    Artifact.objects.filter(pk=one.pk).update(status=Artifact.Status.HIDDEN)
    jobs_run_until_idle()
    assert Job.objects.get(kind="compare.picture").state == Job.State.DONE
    assert client.get("/og/alpha.png").status_code == 404


@pytest.mark.django_db
def test_names_that_try_to_break_out_are_text_in_the_picture():
    artifacts = [factories.artifact("alpha", name=HOSTILE), factories.artifact("beta", name="B" * 200)]
    _, svg = drawn(*artifacts)
    root = ElementTree.fromstring(svg)
    assert {node.tag.partition("}")[2] for node in root.iter()} <= {"svg", "title", "g", "rect", "text"}
    assert size_of(png(svg)) == (1200, 630)


@given(st.text(max_size=300), st.integers(20, 60), st.integers(100, 1000), st.integers(1, 3))
def test_no_line_is_wider_than_its_room_and_what_is_cut_says_so(text, size, width, most):
    lines = lines_at(text, 0, 0, size, width, most=most)
    assert len(lines) <= most
    for line in lines:
        assert sum(map(advance, line.text)) * size / 1000 <= width
    shown = "".join(line.text for line in lines)
    whole = "".join(shown.split()) == "".join("".join(c if c.isprintable() else " " for c in text).split())
    assert whole or shown.endswith(ELLIPSIS)


def test_names_break_behind_hyphens_rather_than_inside_words():
    lines = [line.text for line in lines_at("Meta-Llama-3-8B-Instruct", 0, 0, 52, 460, most=2)]
    assert lines == ["Meta-Llama-3-8B-", "Instruct"]


def test_colors_are_those_of_the_light_theme():
    for name, color in COLORS.items():
        parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        assert linear == pytest.approx(tokens("light")[name], abs=0.01), name


def test_another_order_and_an_alias_lead_on_and_strangers_are_not_found(whole_catalog, client):
    answer = client.get("/og/the-pile-vs-internlm.png")
    assert (answer.status_code, answer["Location"]) == (301, "/og/internlm-vs-the-pile.png")
    for names in ("nothing-like-it-xyz", "a-vs-", "blip-2-vs-internlm-vs-the-pile", "%00"):
        assert client.get(f"/og/{names}.png").status_code == 404, names


def test_pages_name_their_picture_and_those_without_one_the_sites(whole_catalog, client):
    for address, path in (
        ("/artifacts/the-pile/", "/og/the-pile.png"),
        ("/compare/internlm-vs-the-pile/", "/og/internlm-vs-the-pile.png"),
        ("/compare/blip-2-vs-internlm-vs-the-pile/", "/og.png"),
        ("/rank/model/", "/og.png"),
    ):
        body = client.get(address).content.decode()
        assert f'<meta property="og:image" content="{settings.SITE_URL}{path}">' in body
        assert size_of(client.get(path).content) == (1200, 630)
    assert picture_url(None) == f"{settings.SITE_URL}/og.png"


@pytest.mark.django_db
def test_pictures_beyond_the_number_kept_go_the_oldest_first(monkeypatch):
    monkeypatch.setattr("compare.services.PICTURES_KEPT", 2)
    monkeypatch.setattr("compare.services.PICTURES_PRUNED_EVERY", 1)
    for key in ("a", "b", "c"):
        picture_write(key=key, tag="t", png=b"")
    picture_write(key="b", tag="u", png=b"x")
    assert set(Picture.objects.values_list("key", "tag")) == {("b", "u"), ("c", "t")}
