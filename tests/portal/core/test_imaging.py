"""Pictures: written anew when they come in, made by the worker, looked up by pages."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.db import transaction
from django.urls import reverse
from PIL import Image
from wagtail.images.models import Filter, SourceImageIOError
from wagtail.models import Collection

from portal.core import imaging
from portal.core.models import PortalImage, PortalRendition
from recognition.enums import Role
from tests import factories


def jpeg(size: tuple[int, int] = (1500, 1000), *, place: bool = False, turned: bool = False) -> bytes:
    picture = Image.effect_noise(size, 60).convert("RGB")
    exif = Image.Exif()
    if place:
        exif.get_ifd(0x8825).update({1: "N", 2: (10.0, 17.0, 3.0), 3: "E", 4: (105.0, 45.0, 0.0)})
        exif[0x0110] = "Camera X1"
    if turned:
        exif[0x0112] = 6
    target = io.BytesIO()
    picture.save(target, "JPEG", exif=exif)
    return target.getvalue()


def stored(content: bytes | None = None, **fields: Any) -> PortalImage:
    image = PortalImage(
        title="Trạm",
        description="Trạm y tế bên sông",
        file=ContentFile(content or jpeg(), name="tram.jpg"),
        **fields,
    )
    image.save()
    return image


def opened(file: Any) -> Image.Image:
    with file.open("rb") as source:
        picture = Image.open(io.BytesIO(source.read()))
    picture.load()
    return picture


@pytest.mark.django_db
def test_the_worker_makes_every_size_once_and_a_page_finds_them_in_one_query(
    django_assert_num_queries: Any,
) -> None:
    image = stored()
    expected = {
        (imaging.spec(name, width, suffix))
        for name, purpose in imaging.PURPOSES.items()
        for width in purpose.widths
        for _kind, _type, suffix, _options in imaging.FORMATS
    }
    # The immediate task backend of the tests is the worker; whatever it left out is made here.
    imaging.make_renditions(image)
    rows = PortalRendition.objects.filter(image=image)
    assert set(rows.values_list("filter_spec", flat=True)) == expected
    assert imaging.make_renditions(image) == 0
    for row in rows:
        assert (row.width, row.height) == opened(row.file).size
    with django_assert_num_queries(1):
        shown = imaging.pictures([image.pk], "portrait")[image.pk]
    assert (shown.width, shown.height, shown.alt) == (288, 360, "Trạm y tế bên sông")
    assert [kind for kind, _srcset in shown.sources] == ["image/avif"]
    assert shown.srcset.endswith(" 768w")


@pytest.mark.django_db
def test_a_picture_that_is_not_ready_is_not_there() -> None:
    image = stored()
    PortalRendition.objects.all().delete()
    assert imaging.pictures([image.pk], "portrait") == {}


@pytest.mark.django_db(transaction=True)
def test_a_new_picture_is_handed_to_the_worker_after_the_commit() -> None:
    if not Collection.objects.exists():  # a test before has emptied the database
        Collection.add_root(name="Root")
    image = stored()
    assert PortalRendition.objects.filter(image=image).count() == 20


@pytest.mark.django_db
def test_place_and_camera_leave_the_original_and_what_is_made_of_it() -> None:
    assert b"Camera X1" in jpeg(place=True)
    image = stored(jpeg(place=True))
    imaging.make_renditions(image)
    assert not opened(image.file).getexif()
    for row in PortalRendition.objects.filter(image=image):
        assert not opened(row.file).getexif()


def test_a_turned_picture_is_written_upright() -> None:
    cleaned = imaging.clean(ContentFile(jpeg((300, 200), turned=True), name="a.jpg"))
    assert Image.open(io.BytesIO(cleaned.read())).size == (200, 300)


def test_what_hangs_behind_a_picture_does_not_stay() -> None:
    cleaned = imaging.clean(ContentFile(jpeg((90, 60)) + b"<script>alert(1)</script>", name="a.jpg"))
    assert b"<script>" not in cleaned.read()


@pytest.mark.parametrize(
    "content",
    [b"", b"<svg onload=alert(1)>", b"\xff\xd8\xff\xe0 not a picture", jpeg((90, 60))[:200], b"PK\x03\x04"],
)
def test_what_is_no_picture_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(imaging.UnusablePicture) as refused:
        imaging.clean(ContentFile(content, name="a.jpg"))
    assert "Tệp này không phải ảnh" in str(refused.value)


@pytest.mark.django_db
def test_a_fault_while_keeping_a_picture_is_not_taken_for_another_workers_success(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from django.db import IntegrityError

    image = stored()
    PortalRendition.objects.all().delete()

    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise IntegrityError("width")

    monkeypatch.setattr(PortalRendition, "save", fail)
    with pytest.raises(IntegrityError):
        imaging.make_renditions(image)


class Undone(Exception):
    """Something else in the transaction went wrong."""


def there(image: PortalImage) -> list[bool]:
    rows = PortalRendition.objects.filter(image=image)
    return [row.file.storage.exists(row.file.name) for row in rows]


@pytest.mark.django_db
def test_a_picture_whose_withholding_was_undone_is_made_again_when_it_is_saved() -> None:
    image = stored()
    imaging.make_renditions(image)
    assert there(image) == [True] * 20
    with pytest.raises(Undone), transaction.atomic():
        imaging.withhold([image.pk])
        raise Undone
    image.refresh_from_db()
    assert image.withheld_at is None
    assert there(image) == [False] * 20
    assert imaging.make_renditions(image) == 20
    assert there(image) == [True] * 20


@pytest.mark.django_db
def test_each_file_of_a_withheld_picture_is_taken_away_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    image = stored()
    imaging.make_renditions(image)
    removed: list[str] = []
    delete = FileSystemStorage.delete
    monkeypatch.setattr(
        FileSystemStorage, "delete", lambda self, name: (removed.append(name), delete(self, name))[1]
    )
    names = sorted(PortalRendition.objects.filter(image=image).values_list("file", flat=True))
    imaging.withhold([image.pk])
    assert sorted(removed) == names


@pytest.mark.django_db
def test_wagtail_makes_no_public_file_of_a_withheld_picture_and_its_screens_open(client: Any) -> None:
    editor = factories.person(Role.EDITOR)
    editor.is_superuser = True  # may change the pictures of others too
    editor.save()
    client.force_login(editor)
    image = stored()
    screens = [
        reverse("wagtailimages:index"),
        reverse("wagtailimages:index") + "?layout=list",
        reverse("wagtailimages:edit", args=[image.pk]),
        reverse("wagtailimages_chooser:choose"),
        reverse("wagtailimages_chooser:choose_results"),
        reverse("wagtailimages_chooser:chosen", args=[image.pk]),
    ]
    assert [client.get(screen).status_code for screen in screens] == [200] * len(screens)
    assert PortalRendition.objects.filter(image=image, filter_spec__startswith="max-").exists()
    imaging.withhold([image.pk])
    assert [client.get(screen).status_code for screen in screens] == [200] * len(screens)
    assert "Trạm" in client.get(screens[0]).content.decode()
    assert not PortalRendition.objects.filter(image=image).exists()
    before = PortalImage(pk=image.pk, file=image.file, title="Trạm")  # read before it was withheld
    with pytest.raises(SourceImageIOError):
        before.create_rendition(Filter(spec="max-165x165"))
    imaging.release([image.pk])
    assert client.get(screens[0]).status_code == 200
    assert PortalRendition.objects.filter(image=image, filter_spec__startswith="max-").exists()
