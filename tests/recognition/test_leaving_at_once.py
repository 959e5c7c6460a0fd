"""Two administrators who close each other's account at the same moment: one of them stays."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from portal.core.models import User
from recognition.domain import leaving
from recognition.domain.errors import NotAllowed
from recognition.enums import Role
from tests.recognition.desk.conftest import small_province

ROUNDS = 8


@pytest.mark.django_db(transaction=True)
def test_of_two_administrators_who_close_each_other_at_once_one_stays():
    desk = small_province()
    for number in range(ROUNDS):
        pair = [desk.person(Role.ADMINISTRATOR, suffix=f"-{number}-{side}") for side in "ab"]
        barrier, refused = threading.Barrier(2), []

        def close(
            actor: User, other: User, barrier: threading.Barrier = barrier, refused: list[User] = refused
        ) -> None:
            barrier.wait(10)
            try:
                leaving.close_account(account=other, actor=actor, successors={})
            except NotAllowed:
                refused.append(actor)
            finally:
                connection.close()

        threads = [
            threading.Thread(target=close, args=(User.objects.get(pk=pair[one].pk), pair[1 - one]))
            for one in (0, 1)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        active = User.objects.filter(pk__in=[one.pk for one in pair], is_active=True)
        assert list(active) != []
        assert [one.pk not in set(active.values_list("pk", flat=True)) for one in refused] == [True]
