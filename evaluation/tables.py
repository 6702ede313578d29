"""Results as tables of Markdown, by the name of the place where each stands in `page.md`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from evaluation.alignment_tables import alignment
from evaluation.cells import interval, number, plain, signed, table
from evaluation.match_tables import match_graph
from evaluation.search_tables import searching
from evaluation.verdict_tables import honesty

RESULT_BASELINES = ("mean of percentiles", "min-max, dropped inputs", "log-mean, dropped inputs", "min-max, zero-fill")
FACT_BASELINES = ("release date", "parameters", "likes", "downloads")
WAYS = ("zero-fill", "priors only", "drop and renormalise", "draft", "fitted")
HALF = 0.5
COMPONENTS = ("adoption", "quality", "ecosystem", "match graph")


def all_of(results: dict[str, Any]) -> dict[str, str]:
    """Every table of the page."""
    links, agreement = results["links"], results["agreement"]
    boards = [row for row in agreement if row["protocol"] != "test out"]
    return {
        "transforms": plain(results["transforms"], ("boards", "way", "n", "pearson", "spearman")),
        "drawn_to": plain(links["drawn_to"], ("board", "n", "own boards", "whole family")),
        "overlaps": _overlaps(links["overlaps"]),
        "links": _links(links),
        "release_years": plain(links["release_years"], ("board", "year", "n", "mean", "error")),
        "reported": _reported(links["reported"]),
        "boards": _boards(boards),
        "baselines": _baselines(boards),
        "tests": _tests([row for row in agreement if row["protocol"] == "test out"]),
        "composition": plain(
            results["composition"], ("held_out", "n", "latent alone", "with licence and training data")
        ),
        "one_truth": _one_truth(results["missing_data"]["one_truth"]),
        "own_order": _missing(results["missing_data"]["own_order"]),
        "one_harness": _plain_ways(results["one_harness"]),
        "kappas": _kappas(results["fits"]),
        "calibration": "\n\n".join(_calibration(each) for each in results["calibration"]),
        "drift": plain(results["drift"], ("kind", "signal", "apart", "n", "mean", "rms_around_mean")),
        "robustness": _robustness(results["robustness"]),
        "alternatives": _alternatives(results["robustness"]),
        "reach": _reach(results["robustness"]),
        "fairness": _fairness(results["fairness"]),
        **alignment(results["alignment"]),
        **match_graph(results["match_graph"]),
        **searching(results["searching"]),
        "honesty": "\n\n".join(part for each in results["honesty"] for part in honesty(each)),
    }


def _overlaps(overlaps: dict[str, Any]) -> str:
    names = list(overlaps["artifacts"])
    boards = [name for name in names if not name.startswith("reported:")]
    shared = {frozenset(pair["boards"]): pair["shared"] for pair in overlaps["pairs"]}
    return table(
        ("board", "artifacts", *boards),
        (
            [name, overlaps["artifacts"][name], *[shared.get(frozenset((name, other)), "") for other in boards]]
            for name in names
        ),
    )


def _links(links: dict[str, Any]) -> str:
    inside = {row["board"]: row["inside_90"] for row in links["held_out_coverage"]}
    keys = ("board", "shared", "slope", "slope_error", "noise")
    last = ("noise_sd_median", "link_sd_median", "link_sd_largest")
    heads = ("slope", "its error", "noise", "quartiles of theta", "noise sd", "link sd", "largest", "90 % holds")
    return table(
        ("board", "shared", *heads),
        (
            [row[key] for key in keys]
            + [" / ".join(str(value) for value in row["theta_quartiles"])]
            + [row[key] for key in last]
            + [f"{inside[row['board']]:.1%}"]
            for row in links["boards"]
        ),
    )


def _reported(reported: dict[str, Any]) -> str:
    return (
        f"Of {reported['n']} models with both a figure of the board `{reported['board']}` and one reported elsewhere, "
        f"{reported['equal']} have the same figure twice, {reported['higher']} a higher reported one and "
        f"{reported['lower']} a lower one: {reported['mean_gap']} points more in the mean, spread {reported['sd_gap']}."
    )


def _boards(rows: Sequence[dict[str, Any]]) -> str:
    heads = ("held out", "protocol", "n", "latent (90 %)", "within a year (n)", "best single figure (n)")
    return table((*heads, "latent there", "ahead (90 %)", "chosen on another half"), (_board(row) for row in rows))


def _board(row: dict[str, Any]) -> list[Any]:
    year, count = row["latent_within_year"]
    line = [row["held_out"], row["protocol"], row["n"], interval(row["latent"]), f"{number(year)} ({count})"]
    single = row.get("best_single")
    if not single:
        return [*line, "none for half of them", "", "", ""]
    elsewhere = single["chosen_elsewhere"]
    return [
        *line,
        f"{number(single['rho'])} {single['name']} ({single['n']})",
        number(single.get("latent_there")),
        f"{signed(single.get('ahead'))} ({signed(single.get('ahead_low'))} to {signed(single.get('ahead_high'))})",
        f"{number(elsewhere['rho'])}, latent {number(elsewhere['latent'])}",
    ]


def _baselines(rows: Sequence[dict[str, Any]]) -> str:
    def facts(row: dict[str, Any]) -> list[str]:
        return [f"{number(row['baselines'][name]['rho'])} ({row['baselines'][name]['n']})" for name in FACT_BASELINES]

    return table(
        ("held out", "protocol", "latent", *RESULT_BASELINES, *FACT_BASELINES),
        (
            [row["held_out"], row["protocol"], number(row["latent"]["rho"])]
            + [number(row["baselines"][name]["rho"]) for name in RESULT_BASELINES]
            + facts(row)
            for row in rows
        ),
    )


def _tests(rows: Sequence[dict[str, Any]]) -> str:
    heads = ("n", "latent (90 %)", "within a year", "best single figure", "ahead", "mean of percentiles")
    return table(
        ("held-out test", *heads),
        (
            [
                row["held_out"],
                row["n"],
                interval(row["latent"]),
                number(row["latent_within_year"][0]),
                f"{number(row['best_single']['rho'])} {row['best_single']['name']}",
                signed(row["best_single"].get("ahead")),
                number(row["baselines"]["mean of percentiles"]["rho"]),
            ]
            for row in rows
        ),
    )


def _missing(rows: Sequence[dict[str, Any]]) -> str:
    return table(
        ("kind", "deleted", *WAYS),
        ([row["kind"], row["deleted"], *[f"{row['spearman'][way][0]:.3f}" for way in WAYS]] for row in rows),
    )


def _one_truth(rows: Sequence[dict[str, Any]]) -> str:
    return table(
        ("kind", "all known of (artifacts)", "deleted", *WAYS),
        (
            [row["kind"], f"{', '.join(row['signals'])} ({row['artifacts']:,})", row["deleted"]]
            + [f"{row['spearman'][way][0]:.3f}" for way in WAYS]
            for row in rows
        ),
    )


def _plain_ways(rows: Sequence[dict[str, Any]]) -> str:
    return table(
        ("ImageNet and variants, deleted", *WAYS),
        ([row["deleted"], *[f"{row['spearman'][way]:.3f}" for way in WAYS]] for row in rows),
    )


def _kappas(fits: dict[str, Any]) -> str:
    heads = [f"kappa, {name}" for name in COMPONENTS[:3]] + [f"correlation, {name}" for name in COMPONENTS[:3]]
    return table(
        ("kind", *heads),
        (
            [kind, *each["kappas"][:3], *[round(shared, 2) for shared in each["shared"][:3]]]
            for kind, each in sorted(fits.items())
        ),
    )


def _calibration(each: dict[str, Any]) -> str:
    ways = ("draft", "fitted, normal", "fitted, measured width", "as shown")
    heads = [f"{way}: inside (half-width)" for way in ways]
    return table(
        (f"{each['kind']}: coverage after deletion", "cases", "artifacts", *heads),
        (
            [
                f"{row['coverage'][0]:.2f} to {row['coverage'][1]:.2f}",
                row["fitted, normal"]["cases"],
                row["fitted, normal"]["artifacts"],
                *[f"{row[way]['inside']:.1%} ({row[way]['half_width']})" for way in ways],
            ]
            for row in each["strata"]
            if row["fitted, normal"]["cases"] and row["draft"]["cases"]
        ),
    )


def _robustness(rows: Sequence[dict[str, Any]]) -> str:
    heads = ("tau, mean", "tau, least", "mean shift of rank", "of the top 100 kept", "importance of components")
    return table(
        ("kind", "rated", *heads),
        (
            [
                *[row[key] for key in ("kind", "rated", "tau_mean", "tau_min")],
                f"{row['rank_shift_mean']:.1%}",
                f"{row['top_kept_mean']:.0%}",
                ", ".join(f"{name} {row['importance'][name]}" for name in COMPONENTS),
            ]
            for row in rows
        ),
    )


def _alternatives(rows: Sequence[dict[str, Any]]) -> str:
    return table(
        ("kind", "weights", "tau", "of the top 100 kept"),
        (
            [row["kind"], name, other["tau"], f"{other['top_kept']:.0%}"]
            for row in rows
            for name, other in sorted(row["alternatives"].items())
        ),
    )


def _reach(rows: Sequence[dict[str, Any]]) -> str:
    """Of all mixes tried the one with the largest least tau, and of those in which no component decides over half."""
    lines = []
    for row in rows:
        even = [mix for mix in row["reach"] if mix["importance"] <= HALF]
        for name, mixes in (("all", row["reach"]), ("no importance over .5", even)):
            best = max(mixes, key=lambda mix: mix["tau_min"], default=None)
            if best:
                keys = ("adoption", "ecosystem", "tau_mean", "tau_min", "importance")
                lines.append([row["kind"], f"{name} ({len(mixes)})", *[best[key] for key in keys]])
    heads = ("adoption spread by", "ecosystem spread by", "tau, mean", "tau, least", "largest importance")
    return table(("kind", "mixes", *heads), lines)


def _fairness(each: dict[str, Any]) -> str:
    heads = ("kind", "5 %", "25 %", "median", "75 %", "95 %")
    shown = table(heads, ([kind, *row] for kind, row in sorted(each["quantiles"].items())))
    kind, most = max(each["alike"].items(), key=lambda item: item[1])
    return (
        f"{shown}\n\nKolmogorov-Smirnov distance between the kinds: {each['kolmogorov_smirnov']}. Of rated {kind}s "
        f"{most:.1%} have one and the same score, so that no scale brings it below {most / 2:.3f}."
    )
