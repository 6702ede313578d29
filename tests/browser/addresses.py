"""Addresses of one page of every type, by name."""

from __future__ import annotations

PAGES = {
    "home": "/",
    "home-unknown": "/?a=internln&b=the+pile",
    "comparison-kinds": "/compare/internlm-vs-the-pile/",
    "comparison-models": "/compare/blip-2-vs-internlm/",
    "comparison-six": "/compare/blip-2-vs-internlm/",
    "artifact-model": "/artifacts/internlm/",
    "artifact-dataset": "/artifacts/the-pile/",
    "leaderboard": "/rank/model/",
    "methodology": "/methodology/",
    "not-found": "/compare/internln-vs-the-pill/",
}
WIDTHS = (320, 360, 768, 1280, 1920)
