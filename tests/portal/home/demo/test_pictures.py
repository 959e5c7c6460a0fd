from __future__ import annotations

import pytest

from portal.home.demo.pictures import EMBLEM_KINDS, PORTRAIT_SIZE, SCENE_SIZE, SCENES, emblem, portrait, scene


def test_a_portrait_has_its_size_and_the_same_key_gives_the_same_pixels() -> None:
    first = portrait("Trần Thị Bích Thủy", "long")
    assert (first.size, first.mode) == (PORTRAIT_SIZE, "RGB") == ((960, 1200), "RGB")
    assert first.tobytes() == portrait("Trần Thị Bích Thủy", "long").tobytes()
    assert first.tobytes() != portrait("Lê Hoàng An", "short").tobytes()


def test_there_are_at_least_twelve_scenes_with_words_in_two_languages() -> None:
    assert len(SCENES) >= 12
    for kind in SCENES.values():
        assert kind.alt
        assert kind.alt_en
        assert len(kind.alt) <= 200


@pytest.mark.parametrize("name", sorted(SCENES))
def test_a_scene_fills_its_frame_and_varies_with_the_key(name: str) -> None:
    first = scene(name, "a")
    assert first.size == SCENE_SIZE == (1500, 1000)
    assert first.tobytes() != scene(name, "b").tobytes()
    bottom = first.crop((0, 994, 1500, 1000)).resize((1, 1))
    assert bottom.getpixel((0, 0)) != (244, 246, 240)


def test_a_scene_is_drawn_again_alike_and_an_unknown_one_is_refused() -> None:
    assert scene("flood", "x").tobytes() == scene("flood", "x").tobytes()
    with pytest.raises(KeyError):
        scene("moon", "x")


def test_an_emblem_is_drawn_for_every_kind_and_for_kinds_without_a_sign() -> None:
    for kind in (*EMBLEM_KINDS, "school"):
        assert emblem("BVSD", kind).size == PORTRAIT_SIZE
    assert emblem("BVSD", "ward").tobytes() == emblem("BVSD", "ward").tobytes()
