"""Embed pages and badges, assembled from selectors: the same sides, scores and verdict as the full pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse

from catalog.models import Artifact
from compare.answers.verdicts import judge
from compare.formats.badges import COLORS, Badge, badge
from compare.pages.frames import artifact_url, comparison_url, meta
from compare.pages.subjects import Subject, contestant, score_block, side, subjects_gather
from compare.parts.embeds import EmbedNotice, EmbedPage, EmbedSide, Theme
from compare.parts.lists import ErrorPage, NotFoundPage
from scoring.selectors import RunInfo, score_cards

NOINDEX = "Made to be shown inside other pages; the full page is the one to find."
CACHE_SECONDS = 3600


def embed_page(artifacts: Sequence[Artifact], *, theme: Theme, run: RunInfo | None) -> EmbedPage:
    """One artifact, or two to six in the order given."""
    subjects = subjects_gather(artifacts, run=run)
    slugs = [subject.artifact.slug for subject in subjects]
    url = artifact_url(slugs[0]) if len(slugs) == 1 else comparison_url(slugs)
    heading = " vs ".join(subject.artifact.name for subject in subjects)
    sentence = _standing(subjects[0]) if len(slugs) == 1 else judge([contestant(s) for s in subjects]).headline
    return EmbedPage(
        meta=meta(title=heading, description=sentence, canonical=url, run=run, noindex=NOINDEX),
        heading=heading,
        theme=theme,
        sides=tuple(_embed_side(subject, url) for subject in subjects),
        sentence=sentence,
        url=url,
    )


def embed_notice(page: NotFoundPage | ErrorPage, *, theme: Theme) -> EmbedNotice:
    """The same message and near matches as the full page has, small."""
    return EmbedNotice(
        meta=page.meta,
        heading=page.heading,
        message=page.message,
        theme=theme,
        groups=page.groups if isinstance(page, NotFoundPage) else (),
        url=reverse("compare:home"),
    )


def _embed_side(subject: Subject, url: str) -> EmbedSide:
    block = score_block(subject)
    return EmbedSide(side=side(subject), score=block, rows_url=f"{url}#{block.anchor}" if block else url)


def _standing(subject: Subject) -> str:
    card, kind = subject.card, subject.artifact.get_kind_display()
    if card is None or card.position is None:
        return f"Unrated: {subject.unrated}."
    return (
        f"Place {card.position:,} of {card.population:,} rated {kind}s; {round(100 * card.coverage)} % of its figures"
        " are known."
    )


def artifact_badge(artifact: Artifact, *, run: RunInfo | None) -> Badge:
    """`BLIP-2 · UnfragileRank 57.4 · 2026-11-22`; an Unrated one says so in words."""
    cards = score_cards([artifact.pk], run=run) if run else {}
    subject = Subject(letter="A", artifact=artifact, run=run, card=cards.get(artifact.pk), entries=(), citations=())
    score = subject.score
    said = f"{settings.RANK_NAME} {score}" if score is not None else f"{settings.RANK_NAME}: Unrated"
    message = f"{said} · {run.as_of.isoformat()}" if run else said
    if score is None:
        told = f"{artifact.name} is Unrated: {subject.unrated}."
    else:
        told = f"{artifact.name} stands at {score} of 100 in {settings.RANK_NAME}, a {artifact.get_kind_display()}"
        told += f" as of {run.as_of.isoformat()}." if run else "."
    return badge(name=artifact.name, message=message, rated=score is not None, description=told)


def missing_badge(asked: str) -> Badge:
    return badge(name=asked, message="not listed", rated=False, description=f"Nothing listed here is called {asked}.")


def shields_endpoint(made: Badge, *, found: bool) -> dict[str, Any]:
    """The badge in the endpoint schema of shields.io."""
    name, message = made.parts
    return {
        "schemaVersion": 1,
        "label": name.text,
        "message": message.text,
        "color": message.color.lstrip("#"),
        "labelColor": COLORS["name"].lstrip("#"),
        "isError": not found,
        "cacheSeconds": CACHE_SECONDS,
    }
