"""A process of its own for the tests of the outbox.

``commit DIR``       commits an object and is killed between the commit and the wake-up
``consume DIR``      commits an object and sleeps in the consumer, to be killed there
``hold DIR``         serves the consumer slowly, so that others find it busy
``churn DIR``        commits and rolls back without end, to be killed at any moment; each commit makes an account too
``deliver DIR``      runs ``run_due`` once

What the consumer was given is appended to ``DIR/seen``.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path


def main(mode: str, place: Path) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    from portal.core import outbox

    def consume(refs):
        if mode == "consume":
            (place / "consuming").touch()
            time.sleep(60)
        with (place / "seen").open("a") as file:
            file.writelines(f"{ref.kind} {ref.key}\n" for ref in refs)
        if mode == "hold":
            (place / "holding").touch()
            time.sleep(1.5)

    outbox.register("trial", consume, kinds={"trial.thing"})
    if mode == "deliver":
        call_command("run_due")
        return
    if mode == "churn":
        churn(place)
    with transaction.atomic():
        if mode == "commit":
            # Runs after the commit and before the wake-up, which is registered by the next line.
            transaction.on_commit(lambda: os.kill(os.getpid(), signal.SIGKILL))
        outbox.record(outbox.Ref("trial.thing", mode))


def churn(place: Path) -> None:
    from django.db import transaction

    from portal.core import outbox
    from portal.core.models import User

    (place / "churning").touch()
    while True:
        with transaction.atomic():
            user = User.objects.create(username=f"{os.getpid()}-{time.monotonic_ns()}")
            outbox.record(outbox.Ref("trial.thing", user.username))
        with transaction.atomic():
            outbox.record(outbox.Ref("trial.thing", "rolled-back"))
            transaction.set_rollback(True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
