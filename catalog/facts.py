"""Typed facts by kind of artifact. A key that is not listed here is refused on import, so a typo cannot hide."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from typing_extensions import TypedDict

Text = Annotated[str, Field(max_length=2000)]
Texts = Annotated[list[Annotated[str, Field(max_length=500)]], Field(max_length=2000)]
Count = Annotated[int, Field(ge=0)]
Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]

STRICT = ConfigDict(extra="forbid", strict=True)


class Component(TypedDict):
    """One part of a composed dataset, with its share of the whole."""

    __pydantic_config__ = STRICT  # type: ignore[misc]

    name: Text
    raw_gib: Amount
    weight_percent: Amount
    epochs: Amount


class SharedFacts(TypedDict, total=False):
    """Facts that a model and a dataset may both have."""

    language_count: Count
    library: Text


class ModelFacts(SharedFacts, total=False):
    """What is known of a model. Sizes are counts (parameters, tokens, pixels), memory is in MB, power in W."""

    __pydantic_config__ = STRICT  # type: ignore[misc]

    open_weights: bool
    parameters: Amount
    active_parameters: Count
    embedding_parameters: Count
    architecture: Text
    precision: Text
    training_stage: Text
    chat_template: bool
    frameworks: Texts
    base_model: Text
    base_model_name: Text
    merged: bool
    mixture_of_experts: bool
    experts: Count
    active_experts: Count
    hidden_size: Count
    hidden_layers: Count
    attention_heads: Count
    key_value_heads: Count
    vocabulary_size: Count
    context_length: Count
    max_context_length: Count
    max_input_tokens: Amount
    max_output_tokens: Count
    input_modalities: Texts
    output_modalities: Texts
    tool_call: bool
    reasoning: bool
    attachment: bool
    structured_output: bool
    temperature: bool
    instruction_tuned: bool
    declared_capabilities: Texts
    embedding_dimension: Count
    memory_mb: Amount
    similarity: Text
    model_type: Texts
    image_size: Count
    crop_fraction: Amount
    interpolation: Text
    pretraining: Text
    weights_tag: Text
    training_datasets: Texts
    training_dataset: Text
    training_dataset_count: Count
    training_dataset_size: Amount
    training_compute_flop: Amount
    training_hours: Amount
    training_hardware: Text
    training_power_w: Amount
    training_cost_2023_usd: Amount
    hardware_quantity: Count
    batch_size: Amount
    epochs: Amount
    latest_training_tokens: Count
    evaluated_on: Text
    knowledge_cutoff: Text
    access: Text
    deprecated: bool
    family: Text
    artifact_scope: Literal["family"]
    members: Texts
    latest_member: Text
    language_backbones: Texts
    serving_frameworks: Texts
    hub: Text
    official_provider: bool
    notability: Text
    country: Text
    organization_region: Text
    organization_category: Text
    all_organizations: Text
    test_fixture: bool


class DatasetFacts(SharedFacts, total=False):
    """What is known of a dataset. `examples` counts rows; sizes in GiB say so in their name."""

    __pydantic_config__ = STRICT  # type: ignore[misc]

    size_categories: Texts
    examples: Count
    stated_size: Text
    effective_size_gib: Amount
    annotations_creators: Texts
    language_creators: Texts
    multilinguality: Texts
    derived_from: Texts
    licences: Texts
    creators: Texts
    formats: Texts
    record_format: Text
    compression: Text
    text_sources: Texts
    model_generated_by: Texts
    human_annotation: Text
    sample_creation: Texts
    collections: Texts
    used_by: Texts
    mteb_tasks: Texts
    main_scores: Texts
    reference: Text
    lm_eval_task_groups: Texts
    opencompass_category: Text
    in_tfds: bool
    paper_title: Text
    variant_count: Count
    provenance_entries: Count
    component_count: Count
    components: Annotated[list[Component], Field(max_length=1000)]
    attributes_derived_from_text: bool


_ADAPTERS: dict[str, TypeAdapter[Any]] = {"model": TypeAdapter(ModelFacts), "dataset": TypeAdapter(DatasetFacts)}


def facts_faults(kind: str, facts: Any) -> list[str]:
    """What is wrong with facts that somebody typed in; empty when an import would take them."""
    try:
        _ADAPTERS[kind].validate_python(facts)
    except ValidationError as error:
        return [f"{'.'.join(map(str, fault['loc'])) or 'facts'}: {fault['msg']}" for fault in error.errors()]
    return []
