"""The page of one artifact, assembled from selectors."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from catalog.labels import NOT_STATED
from catalog.models import Artifact, Price
from catalog.selectors import (
    artifact_aliases,
    artifact_benchmarks,
    artifact_prices,
    memberships_of,
    relations_around,
)
from catalog.selectors_figures import board_figures
from catalog.selectors_stated import entries_stated
from compare.pages.alternatives import alternatives_block, alternatives_gather
from compare.pages.benchmarks import board_results
from compare.pages.capabilities import NO_ENTRY_HELP, capability_item, marks_of, relation_line, side_sources
from compare.pages.changes import changes
from compare.pages.compare_with import compare_groups
from compare.pages.entries import benchmark_tables, claims, lineage
from compare.pages.facts import fact_rows
from compare.pages.families import lineage_of_members, members
from compare.pages.frames import artifact_url, meta, receipt_url, run_of, web_address
from compare.pages.matches import matches
from compare.pages.past import NOINDEX, Moment, past_of
from compare.pages.score_history import history_block
from compare.pages.snippets import artifact_snippets
from compare.pages.subjects import Subject, score_block, side, subjects_gather
from compare.parts.basics import Empty, Link, RelationLine
from compare.parts.pages import ArtifactPage, PriceRow
from scoring.selectors import RunInfo, published_run
from scoring.selectors_history import shown_scores_at


def artifact_page(
    artifact: Artifact, *, run: RunInfo | None, day: date | None = None, drafts: bool = False
) -> ArtifactPage:
    """`day`: it shows the scores of a past day, of the run that readers saw then. `drafts`: for a preview."""
    (subject,) = subjects_gather([artifact], run=run, drafts=drafts)
    head = side(subject)
    kin = memberships_of(artifact.pk) if subject.is_family else []
    scores = shown_scores_at([membership.member_id for membership in kin], run=run) if kin and run else {}
    past = past_of(Moment(run, day), url=artifact_url(artifact.slug))
    stated = entries_stated([artifact.pk], drafts=drafts)[artifact.pk]
    prices = artifact_prices([artifact.pk])
    (around,) = alternatives_gather([artifact], run=published_run() if past else run)
    return ArtifactPage(
        meta=meta(
            title=artifact.name,
            description=head.summary,
            canonical=artifact_url(artifact.slug),
            run=run,
            noindex=NOINDEX if past else "",
            twins=True,
            tabled=True,
            query=f"?at={day}" if day else "",
        ),
        heading=artifact.name,
        past=past,
        side=head,
        links=_links(artifact),
        facts=fact_rows([subject], prices),
        score=score_block(subject),
        receipt_url=receipt_url(artifact.slug) if subject.card and run and run.whole and not past else "",
        history=history_block(artifact, run=run),
        changes=changes(subject),
        capabilities=tuple(capability_item(subject, entry) for entry in subject.entries),
        capabilities_empty=None
        if subject.entries
        else Empty(f"No capability entry yet for {artifact.name} (0 decomposed).", NO_ENTRY_HELP),
        benchmarks=benchmark_tables(subject, artifact_benchmarks([artifact.pk], beside=True)),
        boards=board_results(subject, board_figures([artifact.pk])),
        lineage=lineage(subject, stated.releases) or lineage_of_members(artifact, kin),
        members=members(artifact, kin, scores),
        claims=claims(subject, stated.claims),
        prices=tuple(_price_row(price) for price in prices[artifact.pk]),
        relations=_relations(subject),
        matches=None if past else matches(subject),
        aliases=tuple(name for name in artifact_aliases(artifact.pk) if name != artifact.name),
        alternatives=alternatives_block(artifact, head, around),
        compare_with=compare_groups(artifact, around),
        sources=side_sources(subject),
        snippets=artifact_snippets(head, run_of(run)),
    )


def _links(artifact: Artifact) -> tuple[Link, ...]:
    """Where the artifact itself lives; only addresses that a reader can follow safely."""
    paper = artifact.paper
    if paper.lower().startswith("arxiv:"):
        paper = f"https://arxiv.org/abs/{paper[6:].strip()}"
    links = (("Homepage", artifact.homepage), ("Repository", artifact.repository), ("Paper", paper))
    return tuple(Link(text, url) for text, url in links if web_address(url))


def _price_row(price: Price) -> PriceRow:
    return PriceRow(
        provider=price.provider,
        unit=price.unit,
        input=_amount(price.input_amount, price.currency),
        output=_amount(price.output_amount, price.currency),
        observed=price.observed or NOT_STATED,
    )


def _amount(amount: Decimal | None, currency: str) -> str:
    """At least two decimals, and as many more as the offer has."""
    if amount is None:
        return NOT_STATED
    whole, _, part = f"{amount:f}".partition(".")
    return f"{'$' if currency == 'USD' else f'{currency} '}{int(whole):,}.{part.rstrip('0').ljust(2, '0')}"


def _relations(subject: Subject) -> tuple[RelationLine, ...]:
    """How it stands to others, and others to it."""
    page = subject.artifact
    return tuple(
        relation_line(
            relation,
            url=_way_to(relation.object, page),
            subject_url=_way_to(relation.subject, page),
            citations=marks_of(subject, "relations", relation.pk),
        )
        for relation in relations_around(page.pk)
    )


def _way_to(artifact: Artifact | None, page: Artifact) -> str:
    """Nowhere for the page's own artifact and for one that is not listed."""
    listed = artifact is not None and artifact.status == Artifact.Status.LISTED
    return artifact_url(artifact.slug) if artifact and listed and artifact.pk != page.pk else ""
