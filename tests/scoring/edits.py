"""Random edits of a small catalog with families: every sort of change that can reach a score, and some that cannot."""

from __future__ import annotations

from catalog.models import Artifact, FamilyMembership, Price, Relation, Signal, Source
from scoring.methodology import CURRENT, methodology_get
from tests.scoring.runs import catalog_make

DAYS = ("2024", "2025-03", "2025-11-30", "2026-01-02")


def families_make(chance, *, models):
    """Three families over some of the models, with things that were made from them, and prices."""
    source = models[0].source
    for number in range(3):
        family = Artifact.objects.create(
            slug=f"family-{number}",
            name=f"Family {number}",
            kind="model",
            source=source,
            facts={"artifact_scope": "family"},
        )
        for position, member in enumerate(chance.sample(models, 4)):
            FamilyMembership.objects.create(family=family, member=member, position=position)
    for number in range(8):
        subject, made_from = chance.sample(models, 2)
        Relation.objects.create(subject=subject, type="derived_from", object=made_from, object_name=f"base {number}")
        Price.objects.create(artifact=subject, provider=chance.choice("abcd"), unit="u", currency="USD")


def catalog_with_families(chance, *, count=30):
    artifacts = catalog_make(count)
    families_make(chance, models=[artifact for artifact in artifacts if artifact.kind == "model"])


class Editor:
    """Makes one random edit at a time; `count` numbers what it makes."""

    def __init__(self, chance):
        self.chance = chance
        self.count = 0
        self.metrics = {
            kind: sorted({metric for signal in methodology_get(CURRENT).signals_of(kind) for metric in signal.metrics})
            for kind in ("model", "dataset")
        }

    def edit(self):
        self.count += 1
        edits = [getattr(self, name) for name in sorted(dir(self)) if name.startswith("do_")]
        made = self.chance.choice(edits)
        made()
        return made.__name__

    def artifact(self, **wanted):
        return self.chance.choice(list(Artifact.objects.filter(**wanted).order_by("pk")))

    def change(self, **fields):
        Artifact.objects.filter(pk=self.artifact().pk).update(**fields)

    def one_of(self, model):
        rows = list(model.objects.order_by("pk"))
        return self.chance.choice(rows) if rows else None

    def do_licence(self):
        self.change(licence=self.chance.choice(["", "mit", "other", "apache-2.0"]))

    def do_facts(self):
        base = self.artifact().name
        facts = [{}, {"training_datasets": ["x"]}, {"base_model": base}, {"frameworks": ["a", "b"]}]
        chosen = self.artifact()
        scope = {key: chosen.facts[key] for key in ("artifact_scope",) if key in chosen.facts}
        Artifact.objects.filter(pk=chosen.pk).update(facts={**self.chance.choice(facts), **scope})

    def do_curated_facts(self):
        self.change(curated_facts=self.chance.choice([{}, {"frameworks": ["z"]}]))

    def do_columns(self):
        self.change(**{self.chance.choice(["languages", "tasks", "domains"]): self.chance.choice([[], ["x"]])})

    def do_name(self):
        self.change(name=f"Renamed {self.count}")

    def do_slug(self):
        self.change(slug=f"renamed-{self.chance.randrange(1000)}-{self.count}")

    def do_status(self):
        self.change(status=self.chance.choice(["listed", "hidden", "retired"]))

    def do_status_of_a_family(self):
        families = list(Artifact.objects.filter(memberships__isnull=False).distinct().order_by("pk"))
        if families:
            Artifact.objects.filter(pk=self.chance.choice(families).pk).update(
                status=self.chance.choice(["listed", "hidden"])
            )

    def do_sources(self):
        self.change(also_in=self.chance.choice([[], ["hub"], ["hub", "index"]]))

    def do_what_no_score_reads(self):
        self.change(summary=f"s {self.count}", generation=self.count)

    def do_new_artifact(self):
        kind = self.chance.choice(["model", "dataset"])
        made = Artifact.objects.create(
            slug=f"{self.chance.choice('amz')}new-{self.count}",
            name=f"New {self.count}",
            kind=kind,
            source=self.one_of(Source),
        )
        for metric in self.chance.sample(self.metrics[kind], 2):
            self.figure(made, metric)

    def do_gone_artifact(self):
        self.artifact().delete()

    def do_new_figure(self):
        chosen = self.artifact()
        self.figure(chosen, self.chance.choice(self.metrics[chosen.kind]))

    def figure(self, artifact, metric):
        Signal.objects.get_or_create(
            artifact=artifact,
            metric=metric,
            observed=self.chance.choice(DAYS),
            source=self.one_of(Source),
            defaults={"component": "adoption", "value": round(self.chance.uniform(0, 90), 2)},
        )

    def do_other_value(self):
        chosen = self.one_of(Signal)
        Signal.objects.filter(pk=chosen.pk).update(value=self.chance.uniform(0, 1e5), state="observed")

    def do_absent_figure(self):
        Signal.objects.filter(pk=self.one_of(Signal).pk).update(value=None, state="absent")

    def do_gone_figure(self):
        newest = Signal.objects.filter(observed=DAYS[-1]).order_by("pk").first()
        Signal.objects.filter(pk=self.one_of(Signal).pk).exclude(pk=newest.pk).delete()

    def do_new_member(self):
        family, member = self.chance.sample(list(Artifact.objects.filter(kind="model").order_by("pk")), 2)
        FamilyMembership.objects.get_or_create(family=family, member=member)
        facts = {**family.facts, "artifact_scope": "family"}
        Artifact.objects.filter(pk=family.pk).update(facts=facts)

    def do_gone_member(self):
        if (chosen := self.one_of(FamilyMembership)) is not None:
            chosen.delete()

    def do_new_relation(self):
        subject, made_from = self.chance.sample(list(Artifact.objects.filter(kind="model").order_by("pk")), 2)
        if not Relation.objects.filter(subject=subject, object=made_from, type="derived_from").exists():
            name = f"another base {self.count}"
            Relation.objects.create(subject=subject, type="derived_from", object=made_from, object_name=name)

    def do_moved_relation(self):
        if (chosen := self.one_of(Relation)) is not None:
            other = self.artifact(kind="model")
            if not Relation.objects.filter(subject=chosen.subject_id, object=other, type=chosen.type).exists():
                Relation.objects.filter(pk=chosen.pk).exclude(subject=other).update(object=other)

    def do_gone_relation(self):
        if (chosen := self.one_of(Relation)) is not None:
            chosen.delete()

    def do_new_price(self):
        Price.objects.create(
            artifact=self.artifact(), provider=self.chance.choice("abcdefgh"), unit="u", currency="USD"
        )

    def do_gone_price(self):
        if (chosen := self.one_of(Price)) is not None:
            chosen.delete()
