"""Make both locales, their synchronization, and the tree of the site in both languages."""

from __future__ import annotations

import uuid

from django.db import migrations

ROOT_PATH = "0001"
HOMES = {
    "vi": ("Tôn vinh những người chăm sóc sức khỏe Nhân dân", "trang-chu"),
    "en": ("Honoring those who care for the health of the People", "home"),
}
INDEXES = (
    ("recognition", "HonoreeIndexPage", {"vi": ("Người được tôn vinh", "ton-vinh"), "en": ("Honorees", "honorees")}),
    (
        "recognition",
        "StoryIndexPage",
        {"vi": ("Gương điển hình tiên tiến", "guong-dien-hinh"), "en": ("Exemplar stories", "stories")},
    ),
    (
        "campaigns",
        "CampaignIndexPage",
        {"vi": ("Phong trào thi đua", "phong-trao"), "en": ("Emulation campaigns", "campaigns")},
    ),
)


def make_tree(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Locale = apps.get_model("wagtailcore", "Locale")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    Synchronization = apps.get_model("wagtail_localize", "LocaleSynchronization")

    locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code in ("vi", "en")}
    Synchronization.objects.get_or_create(locale=locales["en"], defaults={"sync_from": locales["vi"]})

    Site.objects.all().delete()
    Page.objects.filter(depth__gt=1).delete()  # the welcome page of an empty Wagtail
    root = Page.objects.get(depth=1)
    root.locale = locales["vi"]
    root.numchild = len(HOMES)
    root.save()

    def add(app, model, *, path, title, slug, url_path, code, key, children=0, **fields):
        content_type, _ = ContentType.objects.get_or_create(app_label=app, model=model.lower())
        return apps.get_model(app, model).objects.create(
            title=title,
            draft_title=title,
            slug=slug,
            content_type=content_type,
            path=path,
            depth=len(path) // 4,
            numchild=children,
            url_path=url_path,
            locale=locales[code],
            translation_key=key,
            live=True,
            **fields,
        )

    home_key = uuid.uuid4()
    index_keys = [uuid.uuid4() for _ in INDEXES]
    for place, (code, (title, slug)) in enumerate(HOMES.items(), start=1):
        path = f"{root.path}{place:04d}"
        home = add(
            "home", "HomePage", path=path, title=title, slug=slug, url_path=f"/{slug}/", code=code, key=home_key,
            children=len(INDEXES),
        )
        for number, ((app, model, names), key) in enumerate(zip(INDEXES, index_keys, strict=True), start=1):
            name, address = names[code]
            add(
                app, model, path=f"{path}{number:04d}", title=name, slug=address,
                url_path=f"/{slug}/{address}/", code=code, key=key,
            )
        if code == "vi":
            Site.objects.create(
                hostname="localhost", port=80, site_name="Tôn vinh", root_page_id=home.pk, is_default_site=True
            )


def remove_tree(apps, schema_editor):
    Page = apps.get_model("wagtailcore", "Page")
    apps.get_model("wagtailcore", "Site").objects.all().delete()
    Page.objects.filter(depth__gt=1).delete()
    Page.objects.filter(depth=1).update(numchild=0)


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0001_initial"),
        ("campaigns", "0001_initial"),
        ("recognition", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtail_localize", "0016_rename_page_revision_translationlog_revision"),
    ]

    operations = [migrations.RunPython(make_tree, remove_tree)]
