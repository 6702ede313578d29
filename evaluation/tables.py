"""Results as tables of Markdown, by the name of the place where each stands in `page.md`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

RESULT_BASELINES = ("mean of percentiles", "min-max, dropped inputs", "log-mean, dropped inputs", "min-max, zero-fill")
FACT_BASELINES = ("release date", "parameters", "likes", "downloads")
WAYS = ("zero-fill", "priors only", "drop and renormalise", "draft", "fitted")
COMPONENTS = ("adoption", "quality", "ecosystem", "match graph")


def all_of(results: dict[str, Any]) -> dict[str, str]:
    """Every table of the page."""
    links, agreement = results["links"], results["agreement"]
    boards = [row for row in agreement if row["protocol"] != "test out"]
    return {
        "transforms": _plain(results["transforms"], ("boards", "way", "n", "pearson", "spearman")),
        "drawn_to": _plain(links["drawn_to"], ("board", "n", "own boards", "whole family")),
        "overlaps": _overlaps(links["overlaps"]),
        "links": _links(links),
        "release_years": _plain(links["release_years"], ("board", "year", "n", "mean", "error")),
        "reported": _reported(links["reported"]),
        "boards": _boards(boards),
        "baselines": _baselines(boards),
        "tests": _tests([row for row in agreement if row["protocol"] == "test out"]),
        "composition": _plain(
            results["composition"], ("held_out", "n", "latent alone", "with licence and training data")
        ),
        "missing": _missing(results["missing_data"]),
        "one_harness": _plain_ways(results["one_harness"]),
        "kappas": _kappas(results["fits"]),
        "calibration": "\n\n".join(_calibration(each) for each in results["calibration"]),
        "drift": _plain(results["drift"], ("kind", "signal", "apart", "n", "mean", "rms_around_mean")),
        "robustness": _robustness(results["robustness"]),
        "alternatives": _alternatives(results["robustness"]),
        "fairness": _fairness(results["fairness"]),
        "honesty": "\n\n".join(part for each in results["honesty"] for part in _honesty(each)),
    }


def _overlaps(overlaps: dict[str, Any]) -> str:
    names = list(overlaps["artifacts"])
    boards = [name for name in names if not name.startswith("reported:")]
    shared = {frozenset(pair["boards"]): pair["shared"] for pair in overlaps["pairs"]}
    return _table(
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
    return _table(
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
    return _table((*heads, "latent there", "ahead (90 %)", "chosen on another half"), (_board(row) for row in rows))


def _board(row: dict[str, Any]) -> list[Any]:
    year, count = row["latent_within_year"]
    line = [row["held_out"], row["protocol"], row["n"], _interval(row["latent"]), f"{_number(year)} ({count})"]
    single = row.get("best_single")
    if not single:
        return [*line, "none for half of them", "", "", ""]
    elsewhere = single["chosen_elsewhere"]
    return [
        *line,
        f"{_number(single['rho'])} {single['name']} ({single['n']})",
        _number(single.get("latent_there")),
        f"{_signed(single.get('ahead'))} ({_signed(single.get('ahead_low'))} to {_signed(single.get('ahead_high'))})",
        f"{_number(elsewhere['rho'])}, latent {_number(elsewhere['latent'])}",
    ]


def _baselines(rows: Sequence[dict[str, Any]]) -> str:
    def facts(row: dict[str, Any]) -> list[str]:
        return [f"{_number(row['baselines'][name]['rho'])} ({row['baselines'][name]['n']})" for name in FACT_BASELINES]

    return _table(
        ("held out", "protocol", "latent", *RESULT_BASELINES, *FACT_BASELINES),
        (
            [row["held_out"], row["protocol"], _number(row["latent"]["rho"])]
            + [_number(row["baselines"][name]["rho"]) for name in RESULT_BASELINES]
            + facts(row)
            for row in rows
        ),
    )


def _tests(rows: Sequence[dict[str, Any]]) -> str:
    heads = ("n", "latent (90 %)", "within a year", "best single figure", "ahead", "mean of percentiles")
    return _table(
        ("held-out test", *heads),
        (
            [
                row["held_out"],
                row["n"],
                _interval(row["latent"]),
                _number(row["latent_within_year"][0]),
                f"{_number(row['best_single']['rho'])} {row['best_single']['name']}",
                _signed(row["best_single"].get("ahead")),
                _number(row["baselines"]["mean of percentiles"]["rho"]),
            ]
            for row in rows
        ),
    )


def _missing(rows: Sequence[dict[str, Any]]) -> str:
    return _table(
        ("kind", "deleted", *WAYS),
        ([row["kind"], row["deleted"], *[f"{row['spearman'][way][0]:.3f}" for way in WAYS]] for row in rows),
    )


def _plain_ways(rows: Sequence[dict[str, Any]]) -> str:
    return _table(
        ("ImageNet and variants, deleted", *WAYS),
        ([row["deleted"], *[f"{row['spearman'][way]:.3f}" for way in WAYS]] for row in rows),
    )


def _kappas(fits: dict[str, Any]) -> str:
    heads = [f"kappa, {name}" for name in COMPONENTS[:3]] + [f"correlation, {name}" for name in COMPONENTS[:3]]
    return _table(
        ("kind", *heads),
        (
            [kind, *each["kappas"][:3], *[round(shared, 2) for shared in each["shared"][:3]]]
            for kind, each in sorted(fits.items())
        ),
    )


def _calibration(each: dict[str, Any]) -> str:
    ways = ("draft", "fitted, normal", "fitted, measured width", "as shown")
    heads = [f"{way}: inside (half-width)" for way in ways]
    return _table(
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
    return _table(
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
    return _table(
        ("kind", "weights", "tau", "of the top 100 kept"),
        (
            [row["kind"], name, other["tau"], f"{other['top_kept']:.0%}"]
            for row in rows
            for name, other in sorted(row["alternatives"].items())
        ),
    )


def _fairness(each: dict[str, Any]) -> str:
    heads = ("kind", "5 %", "25 %", "median", "75 %", "95 %")
    table = _table(heads, ([kind, *row] for kind, row in sorted(each["quantiles"].items())))
    return f"{table}\n\nKolmogorov-Smirnov distance between the kinds: {each['kolmogorov_smirnov']}."


def _honesty(each: dict[str, Any]) -> list[str]:
    kind, outcomes = each["kind"], ("clear", "leans", "too close")
    truths = (("simulated", "simulated"), ("hidden half of the figures", "hidden"))
    right = _table(
        (f"{kind}: truths", *[f"{outcome}: right (n)" for outcome in outcomes], "calibration error"),
        (
            [name, *[_right(each[key]["right"], outcome) for outcome in outcomes], each[key]["calibration_error"]]
            for name, key in truths
        ),
    )
    named = ("clear", "leans", "too close to call")
    rules = (("with the coverage floor of .40", "outcomes"), ("by probability alone", "without_coverage_floor"))
    said = _table(
        (f"{kind}: {each['pairs']} same-job pairs", *named),
        ([name, *[f"{each[key][outcome]:.1%}" for outcome in named]] for name, key in rules),
    )
    ordered = sorted(each["abstention_if_known"].items(), key=lambda item: item[1])
    carried = ", ".join(f"`{name}` {share:.1%}" for name, share in ordered)
    return [right, said, f"Abstention by probability if one figure were known of everybody: {carried}."]


def _right(found: dict[str, Any], outcome: str) -> str:
    return f"{found[outcome]['share']:.1%} ({found[outcome]['n']})" if outcome in found else ""


def _plain(rows: Sequence[dict[str, Any]], keys: Sequence[str]) -> str:
    return _table([key.replace("_", " ") for key in keys], ([row[key] for key in keys] for row in rows))


def _table(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    lines += ["| " + " | ".join("" if cell is None else str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _signed(value: float | None) -> str:
    return "-" if value is None else f"{value:+.3f}"


def _interval(each: dict[str, Any]) -> str:
    return "-" if each["rho"] is None else f"{each['rho']:.3f} ({each['low']:.2f} to {each['high']:.2f})"
