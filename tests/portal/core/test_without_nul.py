"""What PostgreSQL refuses in a text never reaches a view, and an upload still sets its limits before the form is read."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import Http404, HttpResponse, QueryDict
from django.test import RequestFactory

from portal.core.without_nul import WithoutNulMiddleware, without_nul


def seen(request):
    """What a view finds in a request that passed the middleware."""
    found = []
    WithoutNulMiddleware(lambda passed: found.append(passed) or HttpResponse())(request)
    return found[0]


def test_a_query_loses_its_nul_and_keeps_the_rest():
    request = seen(RequestFactory().get("/", QUERY_STRING="q=a%00b&q=c&d%00e=%00"))
    assert dict(request.GET.lists()) == {"q": ["ab", "c"], "de": [""]}
    with pytest.raises(AttributeError):
        request.GET["q"] = "d"


def test_a_query_without_nul_is_left_as_it_is():
    typed = QueryDict("q=a&q=b&%2500=1")
    assert without_nul(typed) is typed


@pytest.mark.parametrize("multipart", [True, False])
def test_a_form_loses_its_nul_however_it_is_sent(multipart):
    typed = {"reason\0": "Thi\0ếu\r\nbáo cáo", "scope": ["pho\0to", "words"]}
    if multipart:
        file = SimpleUploadedFile("a.pdf", b"%PDF-1.4\0\0")
        request = seen(RequestFactory().post("/", {**typed, "file": file}))
        assert request.FILES["file"].read() == b"%PDF-1.4\0\0"  # bytes are bytes
    else:
        data = "reason%00=Thi%00%E1%BA%BFu%0D%0Ab%C3%A1o%20c%C3%A1o&scope=pho%00to&scope=words"
        request = seen(RequestFactory().post("/", data, content_type="application/x-www-form-urlencoded"))
    assert dict(request.POST.lists()) == {"reason": ["Thiếu\r\nbáo cáo"], "scope": ["photo", "words"]}


def test_a_view_still_sets_how_an_upload_is_read():
    request = seen(RequestFactory().post("/", {"file": SimpleUploadedFile("a.pdf", b"%PDF")}))
    handler = MemoryFileUploadHandler(request)
    request.upload_handlers.insert(0, handler)  # refused once the form has been read
    assert request.FILES["file"].name == "a.pdf"


def test_no_address_holds_a_nul():
    with pytest.raises(Http404):
        seen(RequestFactory().get("/ton-vinh/a%00b/"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    ["/ton-vinh/%00/", "/a%00b/", "/en/a%00b", "/de-nghi-khen-thuong/%00/", "/%00", "/media/%00"],
)
def test_an_address_with_a_nul_is_not_found_and_says_so(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert "<h1" in answer.content.decode()
