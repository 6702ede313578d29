"""`manage.py families report`: who belongs to which family, by which rule, and what the rules leave open."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.deriving_families import Gathered, families_gather, families_group
from catalog.family_rules import FamilyRulebook, family_rulebook
from catalog.grouping import RULES, Grouped, plain_name
from catalog.rulebook import BadRulesError
from common.database import statement_timeout

SHOWN = 20
INVALID = 3


@dataclass(frozen=True)
class FamilyCount:
    """Members of one family by rule and by version; `unversioned` are the slugs for which no version was found."""

    slug: str
    members: int
    rules: dict[str, int]
    versions: dict[str, int]
    unversioned: list[str]


@dataclass(frozen=True)
class FamiliesReport:
    """`missing` families have rules and no artifact; `clusters` are names that many outside any family begin with."""

    models: int
    members: int
    families: list[FamilyCount]
    missing: list[str]
    ambiguous: dict[str, list[str]]
    clusters: dict[str, int]


def families_report(gathered: Gathered, grouped: Grouped, book: FamilyRulebook) -> FamiliesReport:
    """What came of the rules."""
    plain = {candidate.number: plain_name(candidate.hub_id, candidate.name) for candidate in gathered.candidates}
    counts = []
    for slug in gathered.families:
        members = [member for member in grouped.members.values() if member.family == slug]
        rules = Counter(member.rule for member in members)
        counts.append(
            FamilyCount(
                slug=slug,
                members=len(members),
                rules={rule: rules[rule] for rule in RULES if rules[rule]},
                versions=dict(Counter(member.version for member in members if member.version).most_common()),
                unversioned=sorted(gathered.slugs[member.number] for member in members if not member.version),
            )
        )
    outside = Counter(
        f"{candidate.publisher}/{plain[candidate.number].partition('-')[0]}"
        for candidate in gathered.candidates
        if candidate.number not in grouped.members
    )
    return FamiliesReport(
        models=len(gathered.candidates),
        members=len(grouped.members),
        families=sorted(counts, key=lambda count: (-count.members, count.slug)),
        missing=[rules.slug for rules in book.family if rules.slug not in gathered.families],
        ambiguous={gathered.slugs[number]: list(slugs) for number, slugs in grouped.ambiguous.items()},
        clusters=dict(outside.most_common()),
    )


class Command(BaseCommand):
    help = (
        "report: members of each family by rule, artifacts that two families claim, and large groups of models that no "
        "rule of catalog/rules/families.toml covers. Writes nothing. Exit codes: 0 done, 3 the rules are not sound."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["report"])
        parser.add_argument("--json", action="store_true", help="print everything as JSON, with nothing cut off")
        parser.add_argument("--show", type=int, default=SHOWN, help=f"longest list to print (default: {SHOWN})")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            book = family_rulebook()
        except BadRulesError as error:
            raise CommandError(f"catalog/rules/families.toml: {error}", returncode=INVALID) from error
        with statement_timeout(0):
            gathered = families_gather()
        report = families_report(gathered, families_group(gathered, book), book)
        if options["json"]:
            self.stdout.write(json.dumps(asdict(report), indent=1, ensure_ascii=False))
            return
        self._print(report, options["show"])

    def _print(self, report: FamiliesReport, show: int) -> None:
        share = f" ({100 * report.members / report.models:.1f} %)" if report.models else ""
        self.stdout.write(f"families: {len(report.families)}, members: {report.members:,} of {report.models:,}{share}")
        for count in report.families:
            rules = ", ".join(f"{rule} {members:,}" for rule, members in count.rules.items())
            self.stdout.write(f"  {count.members:>5,}  {count.slug}: {rules or 'no member'}")
        self.stdout.write(f"rules without an artifact: {', '.join(report.missing) or 'none'}")
        self.stdout.write(f"claimed by two families, so by none: {len(report.ambiguous):,}")
        for slug, families in list(report.ambiguous.items())[:show]:
            self.stdout.write(f"  {slug}: {', '.join(families)}")
        self.stdout.write("largest groups outside any family, by publisher and first word of the name:")
        for name, members in list(report.clusters.items())[:show]:
            self.stdout.write(f"  {members:>5,}  {name}")
