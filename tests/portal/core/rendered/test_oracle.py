"""Nothing stale: whatever happens, every stored page is what Django would render now, in both languages."""

from __future__ import annotations

import difflib
import os

import pytest
from django.core.cache import cache

from portal.core import outbox
from portal.core.rendered import store
from tests.portal.core.rendered.world import World

ACTS = int(os.environ.get("RENDERED_ACTS", "100"))
SEEDS = [int(seed) for seed in os.environ.get("RENDERED_SEED", "1").split(",")]


@pytest.fixture
def world(request, visitor, transactional_db, media_root):
    made = World(request.param)
    yield made
    made.stop()


@pytest.mark.parametrize("world", SEEDS, indirect=True, ids=lambda seed: f"seed-{seed}")
def test_after_any_act_every_stored_page_equals_a_fresh_render(world, visitor, settings):
    story: list[str] = []
    compared = survived = 0
    for _number in range(ACTS):
        for address in world.addresses():
            visitor.get(address)
        before = set(store.current().addresses())
        visitor.application._unkept.clear()
        story.append(world.act())
        assert outbox.pending("rendered") == 0, story[-1]
        kept = store.current().addresses()
        survived += len(before & set(kept))
        for text in kept:
            address = text.removeprefix("testserver")
            stored = visitor.get(address)
            cache.delete_many([])
            fresh = visitor.fresh(address)
            compared += 1
            if fresh.status == 200 and stored.text == fresh.text:
                continue
            difference = difflib.unified_diff(
                stored.text.splitlines(), fresh.text.splitlines(), lineterm="", n=0
            )
            pytest.fail(
                f"{address} is stale after {len(story)} acts, {fresh.status}: {story[-4:]}\n"
                + "\n".join(list(difference)[:30])
            )
    assert len(set(story)) > ACTS / 5
    assert survived > 0
    print(
        f"{len(story)} acts, {compared} comparisons, {survived / len(story):.0f} pages survived an act on average"
    )
