"""``python fill.py content.json``: give the stock site its people. Run in its folder."""

import json
import sys
from pathlib import Path

import django

django.setup()

from django.core.files.images import ImageFile  # noqa: E402
from django.utils.text import slugify  # noqa: E402
from home.models import (  # noqa: E402
    Award,
    Decision,
    FooterPage,
    HomePage,
    Office,
    PersonPage,
    Publisher,
    Unit,
    WallPage,
)
from wagtail.images.models import Image  # noqa: E402
from wagtail.models import Page  # noqa: E402

content = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
people = content["people"]
home = HomePage.objects.get()
wall = home.add_child(instance=WallPage(title="Người được tôn vinh", slug="ton-vinh", show_in_menus=True))
for title in content["menu"]:
    home.add_child(instance=WallPage(title=title, slug=slugify(title), show_in_menus=True))
for title in content["footer"]:
    home.add_child(instance=FooterPage(title=title, slug=slugify(title)))
Publisher.objects.create(**content["publisher"])
for place, person in enumerate(people):
    portrait = None
    if person["portrait"] and Path(person["portrait"]).exists():
        with Path(person["portrait"]).open("rb") as file:
            portrait = Image.objects.create(
                title=person["portrait_alt"][:255] or person["name"],
                file=ImageFile(file, name=f"{place}.jpg"),
            )
    unit = person["unit_today"]
    page = PersonPage(
        title=person["name"], slug=person["slug"], place=place, letter=person["name"].split()[-1][:1],
        titles=person["titles"], position=person["position"], unit=person["unit"], kind=person["kind"],
        given=person["given"], specialty=person["specialty"], lead=person["lead"], portrait=portrait,
        code=person["code"], search_description=person["description"],
        unit_today=Unit.objects.get_or_create(name=unit[0], address=unit[1])[0] if unit else None,
    )  # fmt: skip
    for award in person["awards"]:
        decision = award.pop("decision")
        decision["office"] = Office.objects.get_or_create(name=decision["office"])[0]
        award["decision"] = Decision.objects.get_or_create(**decision)[0]
        award["citation"] = award["citation"].strip()
    page.awards = [Award(**award) for award in person["awards"]]
    Page.objects.get(pk=wall.pk).specific.add_child(instance=page)
print(len(people), "people")  # noqa: T201 - a report
