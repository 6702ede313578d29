"""Organizations, families and relations: how artifacts stand to publishers and to each other."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from catalog.admin.forms import FIELDS, CitedForm
from catalog.admin.owned import OwnedAdmin
from catalog.models import FamilyMembership, Organization, Relation, Release
from catalog.records import organization_key, organization_uid


class OrganizationForm(forms.ModelForm[Organization]):
    """A new organization gets the key, and with it the identity, that an import would give it."""

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if self.instance.pk is None:
            key = organization_key(name)
            if Organization.objects.filter(key=key).exists():
                raise forms.ValidationError("An organization with the same letters and digits exists")
            self.instance.key, self.instance.uid = key, organization_uid(key)
        return name


@admin.register(Organization)
class OrganizationAdmin(admin.ModelAdmin[Organization]):
    """Imports add spellings; the name that is shown is the curator's to choose."""

    form = OrganizationForm
    list_display = ["name", "key"]
    search_fields = ["name", "key", "spellings"]
    fields = ["name", "key", "spellings", "uid"]
    readonly_fields = ["key", "spellings", "uid"]

    def has_delete_permission(self, request: HttpRequest, obj: Organization | None = None) -> bool:
        """Artifacts name it, and an import would make it anew under its former name."""
        return False


@admin.register(FamilyMembership)
class FamilyMembershipAdmin(OwnedAdmin):
    owner = "family"
    list_display = ["family", "member", "version", "rule", "position"]
    list_filter = ["rule"]
    list_select_related = ["family", "member"]
    search_fields = ["family__slug", "family__name", "member__slug", "member__name", "version"]
    autocomplete_fields = ["family", "member"]
    fields = ["family", "member", "version", "position", "rule"]
    readonly_fields = ["rule"]

    def save_model(self, request: HttpRequest, obj: FamilyMembership, form: Any, change: bool) -> None:
        """What a curator saves is a curator's: no rule takes it away or gives the member another family."""
        obj.rule = ""
        super().save_model(request, obj, form, change)


class RelationForm(CitedForm):
    owner = "subject"


@admin.register(Relation)
class RelationAdmin(OwnedAdmin):
    owner = "subject"
    form = RelationForm
    list_display = ["subject", "type", "object_name", "object", "source"]
    list_filter = ["type", ("object", admin.EmptyFieldListFilter)]
    list_select_related = ["subject", "object", "source"]
    search_fields = ["subject__slug", "object_name", "object__slug"]
    autocomplete_fields = ["subject", "object", "source"]
    readonly_fields = ["rule"]

    def save_model(self, request: HttpRequest, obj: Relation, form: Any, change: bool) -> None:
        """What a curator saves is a curator's, and no rule takes it away again."""
        obj.rule = ""
        super().save_model(request, obj, form, change)


@admin.register(Release)
class ReleaseAdmin(OwnedAdmin):
    form = CitedForm
    formfield_overrides = FIELDS
    list_display = ["version", "artifact", "released", "licence", "position"]
    list_filter = [("released", admin.EmptyFieldListFilter)]
    list_select_related = ["artifact"]
    search_fields = ["version", "artifact__slug", "artifact__name"]
    autocomplete_fields = ["artifact"]
