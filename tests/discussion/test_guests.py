"""Who a request is from: by cookie, by header, or somebody new."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import Settings

from parley.discussion.guest_memory import guest_recall, guest_remember
from parley.discussion.guests import _signer, guest_cookie_set, guest_of
from parley.discussion.models import Comment, Site, Thread
from parley.discussion.origin import request_is_foreign
from parley.kernel import clock
from parley.kernel import store as store_module
from parley.kernel.store import StoreUnavailableError
from tests.discussion.factories import form_fill, thread_make

pytestmark = pytest.mark.django_db
ID = "0123456789abcdef"
OLD_TOKEN = _signer.sign(ID)  # as they were given before they said when
TOKEN = _signer.sign(f"{ID}:1wv4Lk")


def _request(*, cookie: str = "", header: str | None = None, **more: str) -> HttpRequest:
    request = RequestFactory().post(
        "/",
        headers={"User-Agent": more.get("agent", "Firefox"), **({"Parley-Guest": header} if header else {})},
        REMOTE_ADDR=more.get("address", "198.51.100.7"),
    )
    if cookie:
        request.COOKIES["parley_guest"] = cookie
    return request


TOKENS = {
    "a cookie": ({"cookie": TOKEN}, ID),
    "a cookie of before": ({"cookie": OLD_TOKEN}, ID),
    "a header": ({"header": TOKEN}, ID),
    "a forged cookie": ({"cookie": f"{ID}:forged"}, None),
    "a forged header": ({"header": f"{ID}:1wv4Lk:forged"}, None),
    "nothing": ({}, None),
    "no id": ({"header": _signer.sign("short")}, None),
    "an id too long": ({"header": _signer.sign(ID * 2)}, None),
    "a time that is none": ({"header": _signer.sign(f"{ID}:-é")}, None),
    "a time beyond all times": ({"header": _signer.sign(f"{ID}:{'z' * 30}")}, None),
    "a header too long": ({"header": _signer.sign(ID + "x" * 200)}, None),
    "a header with odd characters": ({"header": "é:☃:😀"}, None),
    "a forged cookie and a good header": ({"cookie": "forged", "header": TOKEN}, ID),
    "the cookie comes first": ({"cookie": TOKEN, "header": _signer.sign("f" * 16)}, ID),
}


@pytest.mark.parametrize(("sent", "known"), TOKENS.values(), ids=TOKENS)
def test_who_it_is(sent: dict[str, Any], known: str | None) -> None:
    guest = guest_of(_request(**sent))
    assert guest.is_new == (known is None)
    assert guest.key == f"g:{guest.id}"
    if known:
        assert guest.id == known
    else:
        assert guest.id != guest_of(_request(**sent)).id, "two new guests are two"
        assert len(guest.id) == 16


def test_a_token_leads_back_to_its_guest_by_either_way() -> None:
    guest = guest_of(_request())
    assert guest_of(_request(cookie=guest.token)).key == guest.key
    assert guest_of(_request(header=guest.token)).key == guest.key
    assert len(guest.token) <= 100


def test_the_network_is_the_same_whatever_the_browser() -> None:
    one, other = guest_of(_request(agent="Firefox")), guest_of(_request(agent="Chrome"))
    assert (one.network == other.network, one.fingerprint == other.fingerprint) == (True, False)
    assert one.network != guest_of(_request(address="198.51.100.8")).network


@pytest.mark.parametrize("https", [False, True])
def test_the_cookie(settings: Settings, https: bool) -> None:  # noqa: FBT001 -- a parameter of the test
    settings.SESSION_COOKIE_SECURE = https
    guest_cookie_set(response=(response := HttpResponse()), guest=guest_of(_request()))
    cookie = response.cookies["parley_guest"]
    shown = (
        cookie["httponly"],
        cookie["samesite"],
        bool(cookie["secure"]),
        cookie["max-age"],
        cookie["path"],
    )
    assert shown == (True, "Lax", https, 365 * 24 * 3600, "/")


def test_a_cookie_is_renewed_when_it_has_grown_old(monkeypatch: pytest.MonkeyPatch) -> None:
    token = guest_of(_request()).token
    begun = clock.now()
    for days, renewed in ((1, False), (31, True)):
        monkeypatch.setattr("parley.discussion.guests.now", lambda days=days: begun + timedelta(days=days))
        guest = guest_of(_request(cookie=token))
        guest_cookie_set(response=(response := HttpResponse()), guest=guest)
        assert ("parley_guest" in response.cookies) == renewed
        assert not guest.is_new
    guest_cookie_set(response=(response := HttpResponse()), guest=guest_of(_request(header=token)))
    assert not response.cookies, "who sends the header keeps the token elsewhere"
    guest_cookie_set(response=(response := HttpResponse()), guest=guest_of(_request(cookie=OLD_TOKEN)))
    assert response.cookies["parley_guest"].value.startswith(f"{ID}:")


# --- a client that throws its cookies away ------------------------------------------------------------


def _post(thread: Thread, text: str, agent: str = "Firefox") -> int:
    answer = Client(headers={"User-Agent": agent}).post(
        reverse("discussion:comment_post", args=[thread.public_id]), form_fill(thread, text=text)
    )
    return answer.status_code


def test_a_second_click_without_cookies_is_known() -> None:
    thread = thread_make()
    assert [_post(thread, "Said once"), _post(thread, "said  ONCE"), _post(thread, "Another")] == [
        303,
        422,
        303,
    ]
    assert _post(thread, "Another", agent="Chrome") == 303
    assert Comment.objects.values("guest_key").distinct().count() == 3, "each is a guest of its own"


def test_a_cookie_thrown_away_after_the_first_comment(client: Client) -> None:
    thread = thread_make()
    address = reverse("discussion:comment_post", args=[thread.public_id])
    for text in ("First", "Second"):
        assert client.post(address, form_fill(thread, text=text)).status_code == 303
    client.cookies.clear()
    assert client.post(address, form_fill(thread, text="Second")).status_code == 422


class Away:
    """A store that can't be reached."""

    def __getattr__(self, name: str) -> Any:
        def refuse(*_values: Any, **_options: Any) -> None:
            raise StoreUnavailableError(name)

        return refuse


@pytest.fixture
def store_away() -> Iterator[None]:
    before = store_module._store
    store_module._store = Away()  # type: ignore[assignment]
    yield
    store_module._store = before


@pytest.mark.usefixtures("store_away")
def test_posting_goes_on_while_the_store_is_away() -> None:
    thread = thread_make()
    assert [_post(thread, "Said"), _post(thread, "Said")] == [303, 303]
    guest_remember(fingerprint="f", key="g:1")
    assert guest_recall(fingerprint="f") == ""


# --- where a request comes from -----------------------------------------------------------------------

BLOG = "https://blog.example"
FOREIGN = {
    # headers, the origins of the thread's site, foreign?
    "our own page": ({"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}, [], False),
    "our own page, an outside thread": ({"Sec-Fetch-Site": "same-origin"}, [BLOG], False),
    "typed": ({"Sec-Fetch-Site": "none"}, [], False),
    "no browser": ({}, [], False),
    "a registered site": ({"Sec-Fetch-Site": "cross-site", "Origin": BLOG}, [BLOG], False),
    "a registered neighbour": (
        {"Sec-Fetch-Site": "same-site", "Origin": BLOG},
        ["https://x.example", BLOG],
        False,
    ),
    "a registered site in an older browser": ({"Origin": BLOG}, [BLOG], False),
    "a site registered for other threads": ({"Sec-Fetch-Site": "cross-site", "Origin": BLOG}, [], True),
    "another port": ({"Sec-Fetch-Site": "cross-site", "Origin": f"{BLOG}:8443"}, [BLOG], True),
    "another scheme": ({"Sec-Fetch-Site": "cross-site", "Origin": "http://blog.example"}, [BLOG], True),
    "a longer name": ({"Sec-Fetch-Site": "cross-site", "Origin": f"{BLOG}.evil.example"}, [BLOG], True),
    "hidden": ({"Sec-Fetch-Site": "cross-site", "Origin": "null"}, ["null", BLOG], True),
    "no origin said": ({"Sec-Fetch-Site": "cross-site"}, [BLOG], True),
    "an older browser elsewhere": ({"Origin": "https://evil.example"}, [BLOG], True),
    "our origin, yet not our page": (
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
        [BLOG],
        True,
    ),
    "origins that are no list": ({"Sec-Fetch-Site": "cross-site", "Origin": BLOG}, BLOG, True),
}


@pytest.mark.parametrize(("headers", "origins", "foreign"), FOREIGN.values(), ids=FOREIGN)
def test_foreign(headers: dict[str, str], origins: object, foreign: bool) -> None:  # noqa: FBT001 -- a parameter
    request = RequestFactory().post("/", headers=headers)
    assert request_is_foreign(request, Thread(site=Site(origins=origins))) == foreign
    if foreign:
        assert request_is_foreign(request)
