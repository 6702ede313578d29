"""Atom feeds (RFC 4287) of what is new: comparisons that decide something, and scores that changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from compare.pages.crawling import site_url
from compare.pages.frames import artifact_url
from compare.parts.points import Points
from compare.selectors import pairs_newest
from scoring.selectors_history import ScoreChange, score_changes

ENTRIES = 50
# Before anything was ever published.
NEVER = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """`key` never changes for one entry; `url` is a path of this site."""

    key: str
    title: str
    url: str
    text: str
    published_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """`updated_at` is that of the newest entry, so that nothing changes while nothing is new."""

    title: str
    subtitle: str
    url: str
    entries: tuple[FeedEntry, ...]

    @property
    def updated_at(self) -> datetime:
        return max((entry.updated_at for entry in self.entries), default=NEVER)


def comparisons_feed() -> Feed:
    """Pairs whose page came to decide something, or whose sides changed; one query."""
    entries = []
    for pair in pairs_newest(limit=ENTRIES):
        path = reverse("compare:comparison", args=[pair.pair])
        names = " vs ".join(pair.names)
        new = pair.changed_at == pair.found_at
        text = f"{names}: {'newly compared.' if new else 'a side was edited or shows another score.'}"
        entries.append(FeedEntry(pair.pair, names, path, text, pair.found_at, pair.changed_at))
    return Feed(
        "New and changed comparisons",
        "Comparisons of two that share enough sourced facts to decide something.",
        reverse("compare:feed", args=["comparisons"]),
        tuple(entries),
    )


def scores_feed() -> Feed:
    """Scores that changed from one published run to the next under one methodology; two queries."""
    return Feed(
        f"Changes of {settings.RANK_NAME}",
        "Scores that changed because evidence did. What a new methodology moved stands on its own page.",
        reverse("compare:feed", args=["scores"]),
        tuple(_score_entry(change) for change in score_changes(limit=ENTRIES)),
    )


FEEDS = {"comparisons": comparisons_feed, "scores": scores_feed}


def atom(feed: Feed) -> str:
    made = Atom1Feed(
        title=feed.title,
        link=site_url("/"),
        description="",
        subtitle=feed.subtitle,
        feed_url=site_url(feed.url),
        feed_guid=site_url(feed.url),
        author_name=settings.RANK_NAME,
        language="en",
    )
    made.latest_post_date = lambda: feed.updated_at  # type: ignore[method-assign] # Its own asks the clock when empty.
    for entry in feed.entries:
        made.add_item(
            title=_printable(entry.title),
            link=site_url(entry.url),
            description=_printable(entry.text),
            unique_id=f"{site_url(feed.url)}#{entry.key}",
            pubdate=entry.published_at,
            updateddate=entry.updated_at,
        )
    return str(made.writeString("utf-8"))


def _score_entry(change: ScoreChange) -> FeedEntry:
    words = f"{_score(change.before)} to {_score(change.after)}"
    return FeedEntry(
        key=f"{change.slug}-{change.run_id}",
        title=f"{change.name}: {words}",
        url=artifact_url(change.slug),
        text=f"{settings.RANK_NAME} of {change.name} went from {words} with scoring run {change.run_id}.",
        published_at=change.published_at,
        updated_at=change.published_at,
    )


def _score(tenths: int | None) -> str:
    return "Unrated" if tenths is None else str(Points(tenths))


def _printable(text: str) -> str:
    """XML refuses control characters, and Django an entry that has some."""
    return "".join(each for each in text if each.isprintable() or each in "\n\t")
