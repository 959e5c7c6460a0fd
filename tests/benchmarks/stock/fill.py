"""``python fill.py people.json``: give the stock site its people. Run in its folder."""

import json
import sys
from pathlib import Path

import django

django.setup()

from django.core.files.images import ImageFile  # noqa: E402
from home.models import Award, HomePage, PersonPage, WallPage  # noqa: E402
from wagtail.images.models import Image  # noqa: E402
from wagtail.models import Page  # noqa: E402

people = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
home = HomePage.objects.get()
wall = home.add_child(instance=WallPage(title="Người được tôn vinh", slug="ton-vinh", show_in_menus=True))
for number in range(8):  # as many links in the menu and the footer as ours
    home.add_child(instance=WallPage(title=f"Mục {number + 1}", slug=f"muc-{number + 1}", show_in_menus=True))
for place, person in enumerate(people):
    portrait = None
    if person["portrait"] and Path(person["portrait"]).exists():
        with Path(person["portrait"]).open("rb") as file:
            portrait = Image.objects.create(
                title=person["portrait_alt"][:255] or person["name"],
                file=ImageFile(file, name=f"{place}.jpg"),
            )
    page = PersonPage(
        title=person["name"], slug=person["slug"], place=place, letter=person["name"].split()[-1][:1],
        titles=person["titles"], position=person["position"], unit=person["unit"], citation=person["citation"],
        lead=person["lead"], portrait=portrait,
    )  # fmt: skip
    page.awards = [Award(**award) for award in person["awards"]]
    Page.objects.get(pk=wall.pk).specific.add_child(instance=page)
print(len(people), "people")  # noqa: T201 - a report
