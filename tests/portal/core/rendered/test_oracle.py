"""Nothing stale: whatever happens, every stored page is what Django would render now, in both languages."""

from __future__ import annotations

import difflib
import os

import pytest

from portal.core import outbox
from portal.core.models import OutboxRow
from portal.core.rendered import store
from tests.portal.core.rendered.world import World

ACTS = int(os.environ.get("RENDERED_ACTS", "100"))
SEEDS = [int(seed) for seed in os.environ.get("RENDERED_SEED", "1").split(",")]
SAMPLE = int(os.environ.get("RENDERED_SAMPLE", "5"))
"""How many pages are asked for and how many are compared after an act. Every ``EVERY`` acts, and at the end: all."""
EVERY = 50


@pytest.fixture
def world(request, visitor, media_root):
    made = World(request.param)
    visitor.settle()
    yield made
    made.stop()


class Oracle:
    def __init__(self, world, visitor) -> None:
        self.world, self.visitor = world, visitor
        self.story: list[str] = []
        self.compared = self.survived = 0

    def visit(self, addresses) -> None:
        self.visitor.application._unkept.clear()
        for address in addresses:
            self.visitor.get(address)

    def compare(self, kept: list[str]) -> None:
        for text in kept:
            address = text.removeprefix("testserver")
            stored, fresh = self.visitor.get(address), self.visitor.fresh(address)
            self.compared += 1
            if fresh.status != 200 or stored.text != fresh.text:
                lines = difflib.unified_diff(
                    stored.text.splitlines(), fresh.text.splitlines(), lineterm="", n=0
                )
                pytest.fail(
                    f"{address} is stale after {len(self.story)} acts, {fresh.status}: {self.story[-6:]}\n"
                    + "\n".join(line[:600] for line in list(lines)[:20])
                )

    def act(self) -> None:
        before = set(store.current().addresses())
        self.story.append(self.world.act())
        self.visitor.settle()
        assert outbox.pending("rendered") == 0, self.story[-1]
        assert not OutboxRow.objects.filter(consumer="rendered").exists(), self.story[-1]
        self.survived += len(before & set(store.current().addresses()))


@pytest.mark.parametrize("world", SEEDS, indirect=True, ids=lambda seed: f"seed-{seed}")
def test_after_any_act_every_stored_page_equals_a_fresh_render(world, visitor):
    oracle = Oracle(world, visitor)
    chance = world.chance
    everything = world.addresses()
    oracle.visit(everything)
    assert len(store.current().addresses()) > len(everything) * 0.8
    for number in range(1, ACTS + 1):
        oracle.act()
        kept = store.current().addresses()
        missing = [address for address in world.addresses() if f"testserver{address}" not in kept]
        if number % EVERY == 0 or number == ACTS:
            oracle.compare(kept)
            oracle.visit(missing)
        else:
            oracle.compare(chance.sample(kept, min(SAMPLE, len(kept))))
            oracle.visit(chance.sample(missing, min(SAMPLE, len(missing))))
    assert len(set(oracle.story)) > min(ACTS, 40) / 3
    assert oracle.survived > 3 * ACTS, "an act drops everything"
