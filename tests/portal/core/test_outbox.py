from __future__ import annotations

import signal
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from portal.core import outbox
from portal.core.models import OutboxRow, User
from portal.core.outbox import Ref
from tests.processes import start, wait_for


class Recorder:
    """A consumer that remembers what it was given."""

    def __init__(self) -> None:
        self.batches: list[list[Ref]] = []
        self.poisoned: set[str] = set()
        self.away = False

    def __call__(self, refs):
        if self.away:
            raise outbox.Unavailable("server away")
        if any(ref.key in self.poisoned for ref in refs):
            raise ValueError("poisoned")
        self.batches.append(list(refs))

    @property
    def seen(self) -> list[str]:
        return [ref.key for batch in self.batches for ref in batch]


@pytest.fixture
def consumer(monkeypatch):
    """The only registered consumer, of all kinds."""
    monkeypatch.setattr(outbox, "_consumers", {})
    recorder = Recorder()
    outbox.register("trial", recorder)
    return recorder


def things(*keys: str) -> list[Ref]:
    return [Ref("trial.thing", key) for key in keys]


def record(*keys: str) -> None:
    with transaction.atomic():
        outbox.record(*things(*keys))


@pytest.mark.django_db(transaction=True)
class TestRecording:
    def test_outside_a_transaction_it_is_refused(self, consumer):
        with pytest.raises(transaction.TransactionManagementError):
            outbox.record(*things("1"))

    def test_a_commit_wakes_the_consumer_in_the_same_process(self, consumer):
        record("1")
        assert consumer.batches == [things("1")]
        assert outbox.pending("trial") == 0

    def test_a_rollback_leaves_no_row_and_wakes_nobody(self, consumer):
        with pytest.raises(RuntimeError), transaction.atomic():
            outbox.record(*things("1"))
            raise RuntimeError
        assert consumer.batches == []
        assert not OutboxRow.objects.exists()

    def test_a_savepoint_that_is_rolled_back_does_not_take_the_wake_up_with_it(self, consumer):
        with transaction.atomic():
            with pytest.raises(RuntimeError), transaction.atomic():
                outbox.record(*things("lost"))
                raise RuntimeError
            outbox.record(*things("kept"))
        assert consumer.seen == ["kept"]

    def test_many_records_in_one_transaction_are_one_wake_up(self, consumer):
        with transaction.atomic():
            for key in ("1", "2", "3", "2"):
                outbox.record(*things(key))
        assert consumer.batches == [things("1", "2", "3")]

    def test_a_model_is_named_by_its_label_and_key(self, consumer):
        with transaction.atomic():
            person = User.objects.create(username="an")
            outbox.record(person)
        assert consumer.batches == [[Ref("core.user", str(person.pk))]]

    def test_an_unsaved_object_is_refused(self, consumer):
        with transaction.atomic(), pytest.raises(ValueError, match="primary key"):
            outbox.record(User(username="an"))

    def test_a_consumer_gets_only_the_kinds_it_wants(self, consumer):
        other = Recorder()
        outbox.register("other", other, kinds={"Trial.Other"})
        with transaction.atomic():
            outbox.record(Ref("trial.thing", "1"), Ref("trial.other", "2"))
        assert consumer.seen == ["1", "2"]
        assert other.seen == ["2"]

    def test_an_error_of_the_consumer_never_reaches_who_committed(self, consumer):
        consumer.poisoned = {"1"}
        record("1")
        assert [(row.attempts, row.error) for row in OutboxRow.objects.all()] == [(1, "ValueError: poisoned")]

    def test_with_wake_off_the_row_waits_for_run_due(self, consumer, settings):
        settings.OUTBOX_WAKE = "off"
        record("1")
        assert consumer.batches == []
        assert outbox.deliver().delivered == 1


@pytest.mark.django_db(transaction=True)
class TestHeld:
    def test_bulk_work_wakes_once_at_its_end(self, consumer):
        with outbox.held():
            record("1")
            with outbox.held():
                record("2")
            assert consumer.batches == []
            assert outbox.pending("trial") == 2
        assert consumer.batches == [things("1", "2")]

    def test_what_was_committed_before_an_error_is_delivered(self, consumer):
        with pytest.raises(RuntimeError), outbox.held():
            record("1")
            raise RuntimeError
        assert consumer.seen == ["1"]

    def test_inside_a_transaction_it_waits_for_the_commit(self, consumer):
        with transaction.atomic():
            with outbox.held():
                record("1")
            assert consumer.batches == []
        assert consumer.seen == ["1"]


@pytest.mark.django_db(transaction=True)
class TestDelivering:
    @pytest.fixture(autouse=True)
    def _no_wake(self, settings):
        settings.OUTBOX_WAKE = "off"

    def make_due(self) -> None:
        OutboxRow.objects.update(next_try=timezone.now() - timedelta(seconds=1))

    def test_a_new_row_waits_for_no_clock(self, consumer):
        record("1")
        with time_machine.travel(
            timezone.now() - timedelta(minutes=3)
        ):  # another machine's, or a clock set back
            assert outbox.deliver().delivered == 1
        assert consumer.seen == ["1"]

    def test_repetition_changes_nothing(self, consumer):
        record("1")
        record("1")
        assert outbox.deliver().delivered == 2
        assert outbox.deliver().delivered == 0
        assert consumer.batches == [things("1")]

    def test_rows_are_given_in_batches(self, consumer):
        outbox.register("trial", consumer, batch=2)
        record("1", "2", "3", "4", "5")
        outbox.deliver()
        assert consumer.batches == [things("1", "2"), things("3", "4"), things("5")]

    def test_a_poisoned_row_fails_alone(self, consumer):
        keys = [str(number) for number in range(100)]
        consumer.poisoned = {"41", "77"}
        record(*keys)
        report = outbox.deliver()
        assert (report.delivered, report.failed, report.parked) == (98, 2, 0)
        assert sorted(consumer.seen, key=int) == [key for key in keys if key not in consumer.poisoned]
        assert sorted(OutboxRow.objects.values_list("key", flat=True)) == ["41", "77"]

    def test_a_poisoned_row_waits_longer_each_time_is_parked_and_can_be_tried_again(self, consumer):
        consumer.poisoned = {"1"}
        record("1")
        pauses = []
        for _ in range(outbox.MAX_ATTEMPTS):
            outbox.deliver()
            row = OutboxRow.objects.get()
            pauses.append(round((row.next_try - timezone.now()).total_seconds()))
            assert outbox.deliver().failed == 0, "it is not tried again at once"
            self.make_due()
        assert pauses == [5, 10, 20, 40, 80, 160, 320, 640]
        assert list(outbox.parked("trial")) == [row]
        assert outbox.pending("trial") == 0
        consumer.poisoned = set()
        assert outbox.deliver().delivered == 0
        outbox.retry(row)
        assert outbox.deliver().delivered == 1

    def test_a_consumer_may_name_the_refs_that_failed(self, consumer):
        outbox.register("trial", lambda refs: {ref: "no title" for ref in refs if ref.key == "2"})
        record("1", "2", "3")
        report = outbox.deliver()
        assert (report.delivered, report.failed) == (2, 1)
        assert list(OutboxRow.objects.values_list("key", "error")) == [("2", "no title")]

    def test_a_later_success_makes_an_older_failure_void(self, consumer):
        consumer.poisoned = {"1"}
        record("1")
        outbox.deliver()
        OutboxRow.objects.update(parked=True)
        consumer.poisoned = set()
        record("1")
        outbox.deliver()
        assert not OutboxRow.objects.exists()

    def test_a_row_written_while_the_consumer_reads_stays(self, consumer):
        def consume(refs):
            if not consumer.batches:
                record("1")
            consumer(refs)

        outbox.register("trial", consume)
        record("1")
        outbox.deliver()
        assert consumer.batches == [things("1"), things("1")]

    def test_an_unavailable_consumer_counts_nothing_and_comes_back(self, consumer, monkeypatch):
        consumer.away = True
        record("1", "2")
        assert outbox.deliver().unavailable == ("trial",)
        assert list(OutboxRow.objects.values_list("attempts", flat=True)) == [0, 0]
        consumer.away = False
        assert outbox.deliver().unavailable == ("trial",), "it is left alone for a moment"
        outbox._consumers["trial"].absent_until = 0.0
        assert outbox.deliver().delivered == 2

    def test_when_everything_fails_the_calls_are_bounded_and_the_unjudged_rows_are_not_counted(
        self, consumer
    ):
        calls = []

        def consume(refs):
            calls.append(len(refs))
            raise ValueError

        outbox.register("trial", consume)
        record(*(str(number) for number in range(500)))
        outbox.deliver()
        assert len(calls) == outbox.SPLIT_LIMIT
        assert OutboxRow.objects.filter(attempts=0, next_try__gt=timezone.now()).count() > 400

    def test_a_consumer_that_changes_something_is_followed_by_another_round(self, consumer):
        other = Recorder()

        def consume(refs):
            if not other.batches:
                record("made")

        settings.OUTBOX_WAKE = "inline"
        outbox.register("trial", other, kinds={"trial.thing"})
        outbox.register("maker", lambda refs: record("made"), kinds={"trial.cause"})
        with transaction.atomic():
            outbox.record(Ref("trial.cause", "1"))
        assert other.seen == ["made"]

    def test_hostile_error_text_is_kept(self, consumer):
        outbox.register("trial", lambda refs: dict.fromkeys(refs, "\x00" + "x" * 9000))
        record("1")
        outbox.deliver()
        assert OutboxRow.objects.get().error.startswith("xxx")

    def test_an_idle_delivery_costs_one_query_for_each_consumer(self, consumer, django_assert_num_queries):
        with django_assert_num_queries(1):
            outbox.deliver()


@pytest.mark.django_db(transaction=True)
class TestConcurrency:
    def test_two_threads_never_serve_one_consumer_at_once(self, consumer):
        inside, most = [], []
        guard = threading.Lock()

        def consume(refs):
            with guard:
                inside.append(1)
                most.append(len(inside))
            time.sleep(0.01)
            with guard:
                inside.pop()
            consumer(refs)

        outbox.register("trial", consume, batch=5)

        def work(number: int) -> None:
            try:
                for step in range(10):
                    record(f"{number}-{step}")
            finally:
                connection.close()

        threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        outbox.deliver()
        assert max(most) == 1
        assert set(consumer.seen) == {f"{number}-{step}" for number in range(4) for step in range(10)}
        assert not OutboxRow.objects.exists()

    def test_a_consumer_served_by_another_process_is_reported_busy(self, consumer, tmp_path):
        other = start("hold", tmp_path)
        wait_for(tmp_path / "holding", other)
        record("mine")  # the wake-up waits a second for the other process, and no longer
        report = outbox.deliver(wait=0.0)
        assert report.busy == ("trial",) or consumer.seen == ["mine"]
        assert other.wait(timeout=20) == 0
        outbox.deliver()
        seen = (tmp_path / "seen").read_text().split() + consumer.seen
        assert {"hold", "mine"} <= set(seen)


@pytest.mark.django_db(transaction=True)
class TestKilled:
    def seen(self, place: Path) -> list[str]:
        return (place / "seen").read_text().splitlines() if (place / "seen").exists() else []

    def test_killed_between_commit_and_wake_up_the_row_is_delivered_by_run_due(self, consumer, tmp_path):
        assert start("commit", tmp_path).wait(timeout=60) == -signal.SIGKILL
        assert self.seen(tmp_path) == []
        assert list(OutboxRow.objects.values_list("consumer", "kind", "key")) == [
            ("trial", "trial.thing", "commit")
        ]
        assert start("deliver", tmp_path).wait(timeout=60) == 0
        assert self.seen(tmp_path) == ["trial.thing commit"]
        assert not OutboxRow.objects.exists()

    def test_killed_inside_the_consumer_its_lock_is_free_and_the_row_is_delivered_again(
        self, consumer, tmp_path
    ):
        process = start("consume", tmp_path)
        wait_for(tmp_path / "consuming", process)
        assert outbox.deliver(wait=0.0).busy == ("trial",)
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=20)
        assert start("deliver", tmp_path).wait(timeout=60) == 0
        assert self.seen(tmp_path) == ["trial.thing consume"]
        assert not OutboxRow.objects.exists()
