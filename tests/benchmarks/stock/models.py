"""What a stock site needs to show the same people: written as Wagtail's tutorial writes it, with care for its queries.

Copied into the ``home`` app of a site made by ``wagtail start`` (see ``uncached_pages``); never imported by ours.
"""

from django.core.paginator import Paginator
from django.db import models
from django.db.models import Count
from modelcluster.fields import ParentalKey
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page


class HomePage(Page):
    pass


class WallPage(Page):
    introduction = RichTextField(blank=True)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        everybody = PersonPage.objects.child_of(self).live().public()
        awards = Award.objects.filter(page__in=everybody)
        found = Paginator(everybody.order_by("place").select_related("portrait"), 24).get_page(
            request.GET.get("page")
        )
        context["people"] = found
        context["letters"] = everybody.order_by("letter").values_list("letter", flat=True).distinct()
        context["years"] = awards.order_by("-year").values_list("year").annotate(Count("page", distinct=True))
        context["awards"] = (
            awards.values_list("award").annotate(number=Count("page", distinct=True)).order_by("-number")
        )
        context["units"] = (
            awards.values_list("unit").annotate(number=Count("page", distinct=True)).order_by("-number")[:14]
        )
        return context


class PersonPage(Page):
    place = models.PositiveIntegerField(db_index=True)
    letter = models.CharField(max_length=1)
    titles = models.CharField(max_length=100, blank=True)
    position = models.CharField(max_length=200, blank=True)
    unit = models.CharField(max_length=255, blank=True)
    citation = models.TextField(blank=True)
    lead = models.CharField(max_length=300, blank=True)
    body = RichTextField(blank=True)
    portrait = models.ForeignKey(
        "wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        beside = PersonPage.objects.sibling_of(self).live().public()
        context["previous"] = beside.filter(place__lt=self.place).order_by("-place").first()
        context["following"] = beside.filter(place__gt=self.place).order_by("place").first()
        return context


class Award(Orderable):
    page = ParentalKey(PersonPage, on_delete=models.CASCADE, related_name="awards")
    year = models.CharField(max_length=20)
    award = models.CharField(max_length=255)
    decision = models.CharField(max_length=255)
    issuer = models.CharField(max_length=255)
    unit = models.CharField(max_length=255, blank=True)
