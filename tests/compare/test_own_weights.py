"""A reader's own weights: read strictly, shared out to a hundred, answered like a use."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.answers.own_weights import BadWeightsError, own_weights, weights_pairs, weights_read
from compare.answers.verdicts import judge
from compare.answers.weightings import COMPONENTS
from tests.compare.contestants import contestant

weights = st.lists(st.integers(0, 100), min_size=4, max_size=4).filter(any)


def pair():
    return [
        contestant("A", values=(0.9, 0.2, 0.5, 0.4), name="Loved"),
        contestant("B", values=(0.3, 0.8, 0.5, 0.4), name="Good"),
    ]


def asked(*numbers):
    return dict(zip(COMPONENTS, map(str, numbers), strict=True))


@given(weights)
def test_weights_of_an_address_are_read_as_they_were_written(numbers):
    assert weights_read(dict(part.split("=") for part in weights_pairs(numbers))) == tuple(numbers)


def test_an_address_without_weights_asks_for_none_and_what_is_left_out_weighs_nothing():
    assert weights_read({}) is None
    assert weights_read({"quality": " "}) is None
    assert weights_read({"quality": "3"}) == (0, 3, 0, 0)


@pytest.mark.parametrize("text", ["-1", "101", "x", "1.5", "1e2", "\u0663", "0" * 9])
def test_a_weight_that_is_none_is_refused_with_an_example(text):
    with pytest.raises(BadWeightsError, match=r"whole number from 0 to 100.*An example: \?adoption=25"):
        weights_read({"quality": text})


def test_weights_that_are_all_nought_are_refused():
    with pytest.raises(BadWeightsError, match="weigh nothing"):
        weights_read(asked(0, 0, 0, 0))


@given(weights)
def test_shares_sum_to_a_hundred_and_stay_within_one_of_their_proportion(numbers):
    sides = pair()
    own = own_weights(sides, judge(sides), numbers, url="/")
    assert sum(field.percent for field in own.fields) == 100
    assert all(
        abs(field.percent - 100 * number / sum(numbers)) < 1 for field, number in zip(own.fields, numbers, strict=True)
    )


def test_the_published_weights_answer_as_published_and_a_multiple_of_weights_as_they_do():
    sides = pair()
    verdict = judge(sides)
    published = verdict.profiles[0]
    own = own_weights(sides, verdict, published.weights, url="/")
    assert (own.answer.text, own.answer.probability) == (published.text, published.probability)
    once, twice = (own_weights(sides, verdict, numbers, url="/") for numbers in ((10, 20, 5, 0), (20, 40, 10, 0)))
    assert once.answer == twice.answer


def test_who_leads_follows_from_what_counts():
    sides = pair()
    verdict = judge(sides)
    loved = own_weights(sides, verdict, (100, 0, 0, 0), url="/").answer
    good = own_weights(sides, verdict, (0, 100, 0, 0), url="/").answer
    assert (loved.leader, good.leader) == ("A", "B")


def test_without_a_question_the_form_starts_at_the_published_weights_and_answers_nothing():
    sides = pair()
    own = own_weights(sides, judge(sides), None, url="/compare/a-vs-b/")
    assert [(field.asked, field.percent, field.published) for field in own.fields] == [
        (30, 30, 30),
        (35, 35, 35),
        (15, 15, 15),
        (20, 20, 20),
    ]
    assert own.answer is None


def test_across_kinds_there_is_nothing_to_weigh():
    sides = [contestant("A"), contestant("B", kind="dataset")]
    assert own_weights(sides, judge(sides), (1, 0, 0, 0), url="/") is None


PAIR = "/compare/deepseek-ai--deepseek-r1-vs-qwen--qwen3-235b-a22b/"
QUERY = "?adoption=0&quality=100&ecosystem=0&match_graph=0"


def test_the_page_its_twin_and_the_api_answer_alike_and_stay_out_of_search_engines(client, whole_catalog):
    page = client.get(PAIR + QUERY)
    api = client.get(f"/api/v1/comparisons/{PAIR.split('/')[2]}{QUERY}").json()["own_weights"]["answer"]
    twin = client.get(f"{PAIR.rstrip('/')}.md{QUERY}").content.decode()
    assert api["weights"] == [0, 100, 0, 0]
    assert f"With 0 / 100 / 0 / 0: {api['text']}." in " ".join(page.content.decode().split())
    assert f"Your weights (Adoption 0 %, Quality 100 %, Ecosystem 0 %, Match Graph 0 %): {api['text']}." in twin
    assert page["X-Robots-Tag"] == "noindex"
    assert page["ETag"] != client.get(PAIR)["ETag"]


def test_where_weights_decide_nothing_they_change_nothing_for_search_engines(client, whole_catalog):
    across = "/compare/internlm-vs-the-pile/"
    weighed, plain = (client.get(across + query).headers.get("X-Robots-Tag") for query in (QUERY, ""))
    assert weighed == plain
    assert "reader's own weights" not in client.get(across + QUERY).content.decode()


def test_weights_that_are_none_are_a_clear_error_on_page_and_api(client, whole_catalog):
    page = client.get(f"{PAIR}?quality=much")
    assert page.status_code == 400
    assert "A weight is a whole number from 0 to 100" in page.content.decode()
    api = client.get(f"/api/v1/comparisons/{PAIR.split('/')[2]}?quality=much")
    assert api.status_code == 422
    assert api.json()["type"].endswith("no-weights")
