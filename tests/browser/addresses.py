"""What every browser test looks at: one page of every type by name, widths, rules of accessibility."""

from __future__ import annotations

from datetime import UTC, datetime

# The whole catalog is scored when its database is made: any day but today may be one before it.
TODAY = datetime.now(UTC).date().isoformat()
PAGES = {
    "home": "/",
    "home-unknown": "/?a=internln&b=the+pile",
    "comparison-seed": "/compare/internlm-vs-the-pile/",
    "comparison-models": "/compare/meta-llama--meta-llama-3-8b-instruct-vs-qwen--qwen2-5-7b-instruct/",
    "comparison-own-weights": "/compare/deepseek-ai--deepseek-r1-vs-qwen--qwen3-235b-a22b/?adoption=5&quality=80&ecosystem=15",
    "comparison-six": "/compare/deepseek-ai--deepseek-r1-vs-gpt-4o-2024-05-13-vs-internlm-vs-meta-llama--meta-llama-3-8b-instruct-vs-o3-vs-qwen--qwen2-5-7b-instruct/",
    "artifact-model": "/artifacts/deepseek-ai--deepseek-r1/",
    "artifact-seed": "/artifacts/internlm/",
    "artifact-unrated": "/artifacts/internlm-104b/",
    "artifact-dataset": "/artifacts/the-pile/",
    "artifact-family": "/artifacts/llama/",
    "artifact-member": "/artifacts/meta-llama--meta-llama-3-8b-instruct/",
    "comparison-family-member": "/compare/llama-vs-meta-llama--meta-llama-3-8b-instruct/",
    "artifact-past": f"/artifacts/the-pile/?at={TODAY}",
    "comparison-past": f"/compare/internlm-vs-the-pile/?at={TODAY}",
    "no-such-day": "/artifacts/the-pile/?at=2020-01-01",
    "leaderboard": "/rank/model/",
    "leaderboard-members": "/rank/model/?members=1",
    "leaderboard-narrowed": "/rank/model/?licence=open&size=1b-to-10b&released=2025",
    "leaderboard-nothing": "/rank/model/?price=over-10&task=image-classification",
    "methodology": "/methodology/",
    "methodology-former": "/methodology/ur-0.2.0/",
    "match-graph": "/match-graph/",
    "search-start": "/search/",
    "search": "/search/?q=speech+to+text&licence=open",
    "search-nothing": "/search/?q=zzzzqqqq&kind=dataset",
    "capabilities": "/capabilities/",
    "capabilities-filtered": "/capabilities/?q=image+question",
    "capability": "/capabilities/multimodal.captioning/",
    "alternatives": "/alternatives/gpt-4o-2024-05-13/",
    "not-found": "/compare/internln-vs-the-pill/",
}
# Pages of what is not there; a browser says so on its console.
MISSING = ("not-found", "no-such-day")
# Shown inside pages of others: no header, no footer.
EMBEDS = {
    "one": "/embed/blip-2/",
    "unrated": "/embed/openai--whisper-large-v3-turbo/",
    "pair": "/embed/internlm-vs-the-pile/",
    "six": "/embed/deepseek-ai--deepseek-r1-vs-gpt-4o-2024-05-13-vs-internlm-vs-meta-llama--meta-llama-3-8b-instruct-vs-o3-vs-qwen--qwen2-5-7b-instruct/",
    "not-found": "/embed/internln-vs-the-pile/",
}
WIDTHS = (320, 360, 768, 1280, 1920)
# What passes is not told of: naming every node of a long page would take axe longer than looking at it.
TOLD = {"resultTypes": ["violations"], "preload": False}
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}, **TOLD}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, **TOLD}
