"""From what people saw and chose to edges: noted once, counted by block, learned to the same bytes, taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from catalog.models import Artifact
from matchgraph.graph.keeping import purge, salts_of
from matchgraph.graph.recording import Recorder, Results, Visitor
from matchgraph.graph.runs import run_in_force
from matchgraph.graph.tokens import Shown
from matchgraph.graph.traffic import Page, Reacted, Reaction, Surface, events_write
from matchgraph.graph_models import BlockVoice, Edge, EdgeDay, Intent, KeySalt, LearningRun, OutcomeDay
from matchgraph.learning.clicks import STRENGTH
from matchgraph.selectors_graph import match_evidence, top_intents
from matchgraph.services import (
    NotReplayedError,
    day_roll_up,
    index_refresh,
    night,
    quality_measure,
    run_learn,
    run_replay,
    run_take_back,
)
from tests.compare import factories

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def recording(settings):
    settings.MATCH_RECORDING = True


@pytest.fixture
def artifacts():
    return [factories.artifact(f"m-{number}").pk for number in range(3)]


def page(artifact_ids, *, block="a", words="speech to text", number=0, at=NOON, **more):
    return Page(
        at=at,
        nonce=f"{block}-{number}-{words}".encode().ljust(12)[:12],
        words=words,
        surface=Surface.SEARCH,
        artifact_ids=artifact_ids,
        kind_ids=[0] * len(artifact_ids),
        promises=[250] * len(artifact_ids),
        swapped=[],
        block=block.encode(),
        visitor=more.pop("visitor", f"{block}-{number}-{words}".encode()),
        person=more.pop("person", True),
        **more,
    )


def reacted(shown, position, reaction=Reaction.DWELL):
    return Reacted(shown.at, shown.at.date(), shown.nonce, position, reaction)


def rolled(pages, reactions=(), day=DAY):
    events_write(pages, list(reactions))
    return day_roll_up(day)


def sums(artifact_id):
    rows = EdgeDay.objects.filter(artifact_id=artifact_id)
    return round(sum(row.exposures for row in rows), 6), round(sum(row.clicks for row in rows), 6)


def test_a_block_has_one_voice_about_an_edge_however_often_it_clicks(artifacts):
    pages = [page(artifacts, number=number) for number in range(50)]
    done = rolled(pages, [reacted(one, 1) for one in pages])
    assert (done.shown, done.voices) == (150, 3)
    # A block that asked for one thing weighs a fifth.
    assert sums(artifacts[0]) == (0.2, 0.2)
    assert sums(artifacts[1]) == (0.2, 0.0)
    assert EdgeDay.objects.get(artifact_id=artifacts[0]).searches == 50


def test_a_block_speaks_about_an_edge_again_after_thirty_days(artifacts):
    for later in (0, 29, 30):
        at = NOON + timedelta(days=later)
        rolled([page(artifacts[:1], number=later, at=at)], day=at.date())
    days = BlockVoice.objects.order_by("day").values_list("day", flat=True)
    assert [(day - DAY).days for day in days] == [0, 30]


def test_a_block_that_asks_for_five_things_weighs_whole(artifacts):
    rolled([page(artifacts[:1], words=f"need {number}", number=number) for number in range(5)])
    assert sums(artifacts[0]) == (5.0, 0.0)


def test_a_day_rolled_up_again_gives_the_same_rows(artifacts):
    shown = [page(artifacts, block=str(number)) for number in range(12)]
    rolled(shown, [reacted(shown[0], 2), reacted(shown[1], 1, Reaction.CLICK), reacted(shown[2], 1, Reaction.FAILED)])
    fields = ("day", "artifact_id", "bucket", "exposures", "clicks", "searches", "matched", "clicked")
    before = list(EdgeDay.objects.order_by("artifact_id", "bucket").values_list(*fields))
    day_roll_up(DAY)
    assert list(EdgeDay.objects.order_by("artifact_id", "bucket").values_list(*fields)) == before
    assert BlockVoice.objects.count() == 36
    assert OutcomeDay.objects.get().failed == 1


def test_an_event_written_twice_counts_once(artifacts):
    shown = page(artifacts)
    for _ in range(3):
        events_write([shown], [reacted(shown, 1)])
    day_roll_up(DAY)
    assert sums(artifacts[0]) == (0.2, 0.2)


def test_programs_and_artifacts_that_are_gone_count_nothing(artifacts):
    shown = page([artifacts[0], 10**9])
    rolled([shown, page(artifacts, block="b", person=False)], [reacted(shown, 2)])
    assert EdgeDay.objects.count() == 1


def test_a_page_on_the_way_to_what_was_meant_counts_nothing_unless_something_on_it_was_chosen(artifacts):
    typed = [
        page(artifacts[:1], words=words, visitor=b"v", number=number, at=NOON + timedelta(seconds=number))
        for number, words in enumerate(("speech", "speech to", "speech to text"))
    ]
    rolled(typed)
    assert [row.intent.words for row in EdgeDay.objects.all()] == ["speech to text"]
    rolled(typed, [reacted(typed[0], 1)])
    assert {row.intent.words for row in EdgeDay.objects.all()} == {"speech", "speech to text"}


def test_simulated_traffic_stays_apart(artifacts):
    rolled([page(artifacts[:1], block="a"), page(artifacts[:1], block="b", simulated=True)])
    assert sorted(EdgeDay.objects.values_list("simulated", "searches")) == [(False, 1), (True, 1)]
    real, made = run_learn(DAY, simulated=False), run_learn(DAY, simulated=True)
    assert Edge.objects.get(run=real).searches == Edge.objects.get(run=made).searches == 1


def many(artifacts, blocks=60):
    """Pages of many blocks, which ask for five things each and choose the second result where it is about speech."""
    pages, reactions = [], []
    for block in range(blocks):
        for number, words in enumerate(("speech to text", "captions", "ocr", "chat", "translation")):
            shown = page(artifacts, block=f"b{block}", words=words, number=number)
            pages.append(shown)
            if words == "speech to text":
                reactions.append(reacted(shown, 2))
    return pages, reactions


def test_an_edge_that_many_blocks_choose_is_lifted_and_one_that_they_pass_over_sinks(artifacts):
    rolled(*many(artifacts))
    run = run_learn(DAY, simulated=False)
    edges = {edge.artifact_id: edge for edge in Edge.objects.filter(run=run, intent__words="speech to text")}
    chosen, passed = edges[artifacts[1]], edges[artifacts[0]]
    assert chosen.lift > 2 > 0 > passed.lift
    assert chosen.low < chosen.gamma < chosen.high
    assert (chosen.blocks, chosen.matched, chosen.searches) == (60, 60, 60)
    assert (chosen.prior, chosen.exposures) == (0.25, 60)
    assert match_evidence(artifacts, run_id=run.pk)[artifacts[1]].matched == 60
    assert [one.words for one in top_intents(artifacts[1], run=run)] == ["speech to text"]


def test_an_intent_of_fewer_than_ten_blocks_is_not_told(artifacts):
    rolled(*many(artifacts, blocks=9))
    assert top_intents(artifacts[1], run=run_learn(DAY, simulated=False)) == []


def test_clicks_of_few_blocks_put_an_edge_back_to_its_words(artifacts):
    rolled(*many(artifacts, blocks=11))
    run = run_learn(DAY, simulated=False)
    edge = Edge.objects.get(run=run, intent__words="speech to text", artifact_id=artifacts[1])
    assert (edge.quarantined, edge.lift, edge.gamma) == (True, pytest.approx(0, abs=1e-9), pytest.approx(edge.prior))


def test_what_was_clicked_ninety_days_ago_counts_half(artifacts):
    shown = page(artifacts[:1])
    rolled([shown], [reacted(shown, 1)])
    now, later = run_learn(DAY, simulated=False), run_learn(DAY + timedelta(days=90), simulated=False)
    then, since = Edge.objects.get(run=now), Edge.objects.get(run=later)
    assert since.clicks == pytest.approx(then.clicks / 2)
    assert (then.searches, since.searches) == (1, 0)
    assert STRENGTH * then.prior < STRENGTH * then.gamma


def test_edges_are_replayed_to_the_same_bytes_and_a_changed_roll_up_is_told(artifacts):
    rolled(*many(artifacts))
    run = run_learn(DAY, simulated=False)
    fields = ("intent_id", "artifact_id", "gamma", "lift", "low", "high")
    before = list(Edge.objects.order_by("intent_id", "artifact_id").values_list(*fields))
    Edge.objects.filter(run=run).delete()
    assert run_replay(run) == run.sha256
    assert list(Edge.objects.order_by("intent_id", "artifact_id").values_list(*fields)) == before
    EdgeDay.objects.filter(artifact_id=artifacts[1]).update(clicks=0)
    with pytest.raises(NotReplayedError, match="rolled up again"):
        run_replay(run)


def test_a_learning_run_is_taken_back_and_put_into_force_again(artifacts):
    rolled(*many(artifacts))
    first, second = run_learn(DAY, simulated=False), run_learn(DAY, simulated=False)
    assert run_in_force() == second
    assert run_take_back() == run_in_force() == first
    assert run_take_back(second.pk) == run_in_force() == second
    with pytest.raises(CommandError, match="no run 999"):
        call_command("matchgraph", "rollback", "--to", "999")


def test_a_night_rolls_up_what_is_there_learns_and_drops_what_is_old(artifacts):
    today = DAY + timedelta(days=1)
    old = page(artifacts, at=NOON - timedelta(days=8))
    events_write([old, page(artifacts)], [])
    salts_of.cache_clear()
    salts_of(DAY)
    done = night(today)
    assert [day.day for day in done.days] == [DAY]
    assert done.run == run_in_force()
    assert any(name.startswith("matchgraph_page_20261112") for name in done.purged.partitions)
    assert not KeySalt.objects.filter(purpose="visitor", since=DAY).exists()
    assert night(today).run.sha256 == done.run.sha256
    salts_of.cache_clear()


def test_a_run_is_measured_on_the_frozen_questions_by_words_and_with_what_it_learned():
    kind = factories.entry(factories.artifact("good"), "Transcribes", kind="audio.speech-recognition").kind
    other = factories.artifact("speech-to-text", name="Speech to text")
    good = Artifact.objects.get(slug="good")
    index_refresh()
    run = run_learn(DAY, simulated=True)
    assert quality_measure(run)["touched"] == 0
    intent = Intent.objects.create(words="speech to text")
    given = dict.fromkeys(("prior", "gamma", "low", "high", "exposures", "clicks"), 0.5)
    given |= {"blocks": 20, "searches": 20, "matched": 20, "days": 9, "quarantined": False, "kind_id": kind.pk}
    Edge.objects.create(run=run, intent=intent, artifact=good, lift=4.0, **given)
    Edge.objects.create(run=run, intent=intent, artifact=other, lift=-2.0, **given)
    found = quality_measure(run)
    assert found["touched"] == 1
    assert found["after"]["mrr"] >= found["before"]["mrr"]
    assert LearningRun.objects.get(pk=run.pk).quality == found


def test_a_night_without_anything_learns_nothing():
    assert night(DAY).run is None
    assert LearningRun.objects.count() == 0


def meta(**more):
    return {"REMOTE_ADDR": "203.0.113.9", "HTTP_USER_AGENT": "Mozilla/5.0 Firefox/140.0", **more}


def noted(query, visitor):
    recorder = Recorder()
    shown = recorder.page(visitor, query, Results((1, 2), (0, 0), (250, 250)), surface=Surface.SEARCH)
    return recorder, shown


def test_no_address_and_no_agent_is_stored_and_the_query_is_masked():
    recorder, shown = noted("Speech to text for anna@example.org", Visitor.of(meta()))
    recorder.reaction(Shown(shown.day, shown.nonce, 1), Reaction.CLICK)
    assert recorder.flush() == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT p::text FROM matchgraph_page p")
        stored = str(cursor.fetchall())
        cursor.execute("SELECT count(*) FROM matchgraph_reaction")
        assert cursor.fetchone() == (1,)
    assert "203.0" not in stored
    assert "Firefox" not in stored
    assert Intent.objects.get().words == "speech to text for removed"
    purge(shown.day)
    salts_of.cache_clear()


@pytest.mark.parametrize("refusal", [{"HTTP_SEC_GPC": "1"}, {"HTTP_DNT": "1"}])
def test_who_asks_not_to_be_tracked_is_not_noted(refusal):
    recorder, shown = noted("speech to text", Visitor.of(meta(**refusal)))
    assert shown is None
    assert recorder.flush() == 0


def test_recording_is_turned_off_by_a_setting(settings):
    settings.MATCH_RECORDING = False
    assert noted("speech to text", Visitor.of(meta()))[1] is None


def test_events_wait_where_the_database_refuses_them(artifacts):
    recorder, _ = noted("speech to text", Visitor.of(meta()))
    with pytest.raises(OperationalError, match="blocked"), connection.execute_wrapper(_blocked):
        recorder.flush()
    assert recorder.flush() == 1
    salts_of.cache_clear()


def _blocked(*_):
    raise OperationalError("blocked")


def test_simulated_searchers_are_labelled_and_learned_from_apart():
    artifact = factories.artifact("whisper")
    said = StringIO()
    with pytest.raises(CommandError, match="search finds nothing"):
        call_command("simulate", "--sessions", "10", stderr=said, stdout=said)
    assert Artifact.objects.get() == artifact
