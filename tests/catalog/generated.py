"""Catalogs made up by chance, each from its seed: every table, every kind of value that a column may hold."""

from __future__ import annotations

import random
import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, models, transaction

from catalog import models as catalog
from catalog.portable import CATALOG, CITATIONS
from catalog.records import slug_without_vs

LETTERS = "aäñ漢🙂 \"\\/'\n\t{}[],:%\x01\x7f\u2028é"
WORDS = ("alpha", "Beta", "ΓΑΜΜΑ", "delta-1", "e", "ß", "Zz")
JSON = (
    None,
    True,
    0,
    -1,
    1.5,
    1e300,
    1e-7,
    7_000_000_000.0,
    2**53,
    "x",
    [],
    {},
    ["a", {"b": [1, 2.5]}],
    {"ü": {"k": ""}},
)
START = datetime(2026, 1, 1, tzinfo=UTC)


def catalog_make(seed):
    """Fill the catalog's tables. Constraints that a chance value would break get one that holds."""
    chance = random.Random(seed)
    for record in CATALOG:
        for number in range(chance.choice((0, 1, 2, 4))):
            _row(record.model, number, chance)
    # Overrides outlive the entries that they speak of.
    catalog.Artifact.objects.filter(pk__in=_some(catalog.Artifact, chance)).update(
        generation=chance.randrange(1, 10**12)
    )


def _some(model, chance):
    return [pk for pk in model.objects.values_list("pk", flat=True) if chance.random() < 0.5]


def _row(model, number, chance):
    values = {}
    for field in model._meta.concrete_fields:
        if field.primary_key:
            continue
        if field.is_relation and field.related_model is not None and field.target_field.primary_key:
            values[field.attname] = _link(field, chance)
            if values[field.attname] is None and not field.null:
                return
        elif field.name == "artifact_id":
            values[field.name] = chance.choice([None, *catalog.Artifact.objects.values_list("pk", flat=True)])
        else:
            values[field.attname] = _value(field.target_field if field.is_relation else field, number, chance)
    _mended(model, values, number, chance)
    if _breaks(model, values):
        return
    instance = model(**values)
    try:
        with transaction.atomic():
            instance.save(force_insert=True)
    except IntegrityError:
        return  # chance drew what is there already
    model.objects.filter(pk=instance.pk).update(
        **{name: value for name, value in values.items() if name.endswith(("_at", "generation"))}
    )
    if any(field.name == CITATIONS for field in model._meta.many_to_many):
        instance.citations.set(_some(catalog.Citation, chance))


def _link(field, chance):
    choices = list(field.related_model._default_manager.values_list("pk", flat=True))
    return chance.choice([*choices, *([None] if field.null else [])]) if choices or field.null else None


def _value(field, number, chance):
    if field.null and chance.random() < 0.3:
        return None
    if field.choices:
        return chance.choice([value for value, _ in field.flatchoices])
    if isinstance(field, ArrayField):
        return [_text(chance, field.base_field.max_length) for _ in range(chance.randrange(4))]
    if isinstance(field, models.JSONField):
        return chance.choice(JSON) if field.null else {_text(chance, 9): value for value in chance.sample(JSON, 2)}
    if isinstance(field, models.UUIDField):
        return uuid.UUID(int=chance.getrandbits(128))
    if isinstance(field, models.BooleanField):
        return chance.random() < 0.5
    if isinstance(field, models.FloatField):
        return chance.choice(
            (0.0, 1.0, -2.5, 0.1, 1e-300, 1.7976931348623157e308, 123456789.123, 1e16, chance.random())
        )
    if isinstance(field, models.DecimalField):
        return Decimal(chance.randrange(10**14)).scaleb(-6)
    if isinstance(field, models.DateTimeField):
        return START + timedelta(microseconds=chance.randrange(10**15))
    if isinstance(field, models.DateField):
        return date(2000, 1, 1) + timedelta(days=chance.randrange(9999))
    if isinstance(field, models.IntegerField):
        return chance.choice((0, 1, number, 2**31 - 1))
    return _text(chance, field.max_length)


def _text(chance, longest):
    text = "".join(chance.choice(LETTERS) for _ in range(chance.randrange(6))) + chance.choice(WORDS)
    return text[: longest or 50]


def _mended(model, values, number, chance):
    """What constraints of the tables ask for."""
    unique = f"{chance.choice(('a', 'Z', 'm'))}{number}"
    for name in ("released", "published", "reported", "observed"):
        if name in values and isinstance(values[name], str):
            values[name] = chance.choice(("2023", "2023-07", "2023-07-06", *([] if name == "observed" else [""])))
    for name, value in {
        "slug": slug_without_vs(unique.lower() + "--vs-x"),
        "path": unique.lower() + ".b",
        "key": unique,
    }.items():
        if name in values:
            values[name] = value
    if "hub_id" in values:
        values["hub_id"] = chance.choice(("", f"Owner/{number}"))
    if model is catalog.Citation:
        values |= {"number": number, "cited_by": "a survey"}
    if model is catalog.CapabilityEntry:
        values["rule"] = "task.x"
    if model is catalog.Signal:
        values["value"] = None if values["state"] == "absent" else values["value"] or 0.0
    for name in ("name", "version", "object_name", "metric"):
        if name in values and model not in (catalog.Source, catalog.CapabilityEntry):
            values[name] = f"{values[name][:30]}{number}"


def _breaks(model, values):
    if model is catalog.FamilyMembership:
        return values["family_id"] == values["member_id"]
    if model is catalog.Relation:
        return values["object_id"] == values["subject_id"]
    return model is catalog.EntryDocument and model.objects.filter(artifact_id=values["artifact_id"]).exists()
