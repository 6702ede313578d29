"""Addresses of the pages."""

from __future__ import annotations

from django.conf import settings
from django.urls import path, re_path

from compare import (
    agent_views,
    browse_views,
    crawl_views,
    embed_views,
    match_views,
    picture_views,
    preview_views,
    search_views,
    styleguide,
    views,
    widget_views,
)

app_name = "compare"

urlpatterns = [
    path("", views.home, name="home"),
    re_path(r"^compare/(?P<pair>[^/]+)\.(?P<suffix>md|json|csv)$", views.comparison, name="comparison-twin"),
    path("compare/<str:pair>/", views.comparison, name="comparison"),
    re_path(r"^artifacts/(?P<slug>[^/]+)\.(?P<suffix>md|json|csv)$", views.artifact, name="artifact-twin"),
    path("artifacts/<str:slug>/", views.artifact, name="artifact"),
    re_path(r"^rank/(?P<kind>[^/]+)\.(?P<suffix>md|json|csv)$", browse_views.leaderboard, name="leaderboard-twin"),
    path("rank/<str:kind>/", browse_views.leaderboard, name="leaderboard"),
    path("compare/", search_views.picked, name="comparison-picked"),
    path("search/", search_views.search, name="search"),
    path("match/", match_views.match, name="match"),
    path("match-graph/", match_views.match_graph, name="match-graph"),
    path("suggest/", search_views.suggest, name="suggest"),
    path("capabilities/", browse_views.capabilities, name="capabilities"),
    path("capabilities/<str:path>/", browse_views.capability, name="capability"),
    re_path(
        r"^alternatives/(?P<slug>[^/]+)\.(?P<suffix>md|json)$", browse_views.alternatives, name="alternatives-twin"
    ),
    path("alternatives/<str:slug>/", browse_views.alternatives, name="alternatives"),
    path("preview/<int:number>/", preview_views.preview, name="preview"),
    path("oembed", widget_views.oembed_answer, name="oembed"),
    path("w/v1.js", widget_views.component, name="component"),
    re_path(r"^embed/(?P<names>[^/]+)\.json$", widget_views.embed_data, name="embed-data"),
    path("embed/<str:names>/", embed_views.embed, name="embed"),
    re_path(r"^badge/(?P<slug>[^/]+)\.(?P<suffix>svg|json)$", embed_views.badge, name="badge"),
    path("og.png", picture_views.site_picture, name="picture-site"),
    path("og/<str:names>.png", picture_views.picture, name="picture"),
    path("llms.txt", agent_views.llms, name="llms"),
    re_path(r"^agent/(?P<path>.*)$", agent_views.agent, name="agent"),
    path("robots.txt", crawl_views.robots, name="robots"),
    path("sitemap.xml", crawl_views.sitemap, name="sitemap"),
    path("sitemaps/<slug:section>-<int:number>.xml", crawl_views.sitemap_file, name="sitemap-file"),
    path("feeds/<slug:name>.atom", crawl_views.feed, name="feed"),
    path("methodology/", views.methodology, name="methodology"),
    path("methodology/<str:version>/", views.methodology, name="methodology-version"),
]

if settings.DEBUG:
    urlpatterns.append(path("styleguide/", styleguide.styleguide, name="styleguide"))
