"""Calls to the outside: to no address that nobody named, no longer and no larger than they may be."""

import logging
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from parley.kernel import outgoing
from parley.kernel.outgoing import (
    Answer,
    AnswerTooLargeError,
    OutgoingBrokenError,
    OutgoingError,
    OutgoingRefusedError,
    OutgoingTimeoutError,
    outgoing_post,
    place_read,
    target_read,
)
from parley.kernel.public_addresses import address_is_public, addresses_find
from tests.http_service import HttpService, http_service
from tests.servers import port_free

LONG = 30.0  # seconds that no call here should need
PUBLIC = """8.8.8.8 1.1.1.1 172.32.0.1 100.128.0.1 192.0.1.1
    2606:4700:4700::1111 64:ff9b::808:808 ::ffff:8.8.8.8"""
NOT_PUBLIC = """127.0.0.1 127.8.9.1 0.0.0.0 10.1.2.3 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1
    100.100.100.200 192.0.0.192 192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.1 192.88.99.1 224.0.0.1 240.0.0.1
    255.255.255.255 168.63.129.16 ::1 :: fe80::1 fe80::1%eth0 fec0::1 fc00::1 fd00:ec2::254 ff02::1 2001:db8::1
    ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::127.0.0.1 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::808:808
    2002:7f00:1::1 2002:808:808::1 2001:0:7f00:1::1 localhost 127.1 1.2.3 nonsense"""


@pytest.fixture
def service() -> Iterator[HttpService]:
    with http_service() as made:
        yield made


def _post(service: HttpService, **changes: Any) -> Answer:
    given: dict[str, Any] = {
        "url": service.url,
        "body": b"text",
        "headers": {"Authorization": "Bearer sesame"},
        "seconds": LONG,
        "allowed": {service.place},
    }
    return outgoing_post(**given | changes)


def test_a_question_and_its_answer(service: HttpService) -> None:
    service.says(b"well", status=418, headers={"X-Kind": " tea "})
    answer = _post(service, body="Grüße".encode())
    assert (answer.status, answer.body, answer.headers["x-kind"]) == (418, b"well", "tea")
    [asked] = service.asked
    assert (asked.path, asked.body.decode()) == ("/ask?now=1", "Grüße")
    assert asked.headers["host"] == f"127.0.0.1:{service.port}"
    assert asked.headers["authorization"] == "Bearer sesame"
    assert asked.headers["accept-encoding"] == "identity"


# --- where to -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("address", NOT_PUBLIC.split())
def test_addresses_that_are_not_the_public_internets(address: str) -> None:
    assert not address_is_public(address)


@pytest.mark.parametrize("address", PUBLIC.split())
def test_addresses_of_the_public_internet(address: str) -> None:
    assert address_is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "0x7f000001", "2130706433", "[::1]"])
def test_this_machine_is_not_called_unless_it_was_named(service: HttpService, host: str) -> None:
    url = f"https://{host}:{service.port}/"
    with pytest.raises(OutgoingRefusedError, match="PARLEY_OUTGOING_ALLOW"):
        _post(service, url=url, allowed={("127.0.0.1", service.port + 1), ("example.com", service.port)})
    assert not service.asked


def test_a_name_counts_as_it_was_written(service: HttpService) -> None:
    """That 127.0.0.1 may be called lets no name be called that leads there, and the other way round."""
    local = f"http://localhost:{service.port}/"
    service.says(b"here")
    with pytest.raises(OutgoingRefusedError):
        _post(service, url=local)
    assert _post(service, url=local, allowed={("localhost", service.port)}).body == b"here"
    with pytest.raises(OutgoingRefusedError):
        _post(service, allowed={("localhost", service.port)})


@pytest.mark.parametrize("found", [["127.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["::1", "2606:4700:4700::1111"]])
def test_a_name_that_leads_inside_is_refused(service: HttpService, found: list[str]) -> None:
    with pytest.raises(OutgoingRefusedError):
        _post(service, url="https://inside.example/", lookup=lambda *_asked: found)


def test_a_name_is_looked_up_once_and_its_address_used(service: HttpService) -> None:
    """A name that leads elsewhere the second time has no second time."""
    asked: list[tuple[str, int]] = []

    def lookup(host: str, port: int, _seconds: float) -> list[str]:
        asked.append((host, port))
        return ["127.0.0.1"]

    url = f"http://own.example:{service.port}/"
    service.says(b"here")
    assert _post(service, url=url, lookup=lookup, allowed={("own.example", service.port)}).body == b"here"
    assert asked == [("own.example", service.port)]
    assert service.asked[0].headers["host"] == f"own.example:{service.port}"


def test_the_second_address_is_tried_where_nothing_listens_at_the_first(service: HttpService) -> None:
    service.says(b"here")
    url = f"http://own.example:{service.port}/"
    answer = _post(
        service,
        url=url,
        allowed={("own.example", service.port)},
        lookup=lambda *_asked: ["127.0.0.2", "127.0.0.1"],
    )
    assert answer.body == b"here"


def test_a_redirect_is_not_followed(service: HttpService) -> None:
    with http_service() as inside:
        service.says(b"", status=307, headers={"Location": inside.url})
        assert _post(service, allowed={service.place, inside.place}).status == 307
        assert not inside.asked


def test_proxies_of_the_environment_are_not_used(
    service: HttpService, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{port_free()}")
    service.says(b"direct")
    assert _post(service).body == b"direct"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://a.example/",
        "//a.example/",
        "https:///x",
        "https://a.example:99999/",
        "https://a.example:x/",
        "https://user:word@a.example/",
        "https://a.example/#part",
        "https://a.example/a b",
        "https://a.example/ü",
        "https://[::1/",
        "https://" + "a" * 64 + ".example/",
        "file:///etc/passwd",
        "http://a.example/",
        "http://127.0.0.1:9001/",
    ],
)
def test_what_is_no_address_to_call(url: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        target_read(url, allowed={("127.0.0.1", 9000)})
    with pytest.raises(OutgoingRefusedError):
        outgoing_post(url=url, body=b"", headers={}, seconds=LONG, allowed={("127.0.0.1", 9000)})


@pytest.mark.parametrize(
    ("url", "authority", "place", "path"),
    [
        ("https://A.example", "a.example", ("a.example", 443), "/"),
        ("https://a.example.:8443/x?y=z", "a.example:8443", ("a.example", 8443), "/x?y=z"),
        ("https://bücher.example/", "xn--bcher-kva.example", ("xn--bcher-kva.example", 443), "/"),
        ("http://127.0.0.1:9000?a", "127.0.0.1:9000", ("127.0.0.1", 9000), "/?a"),
        ("https://[2606:4700::1]/", "[2606:4700::1]", ("2606:4700::1", 443), "/"),
    ],
)
def test_where_an_address_leads(url: str, authority: str, place: tuple[str, int], path: str) -> None:
    target = target_read(url, allowed={("127.0.0.1", 9000)})
    assert (target.authority, target.place, target.path) == (authority, place, path)


def test_places() -> None:
    assert place_read("LocalHost:80") == ("localhost", 80)
    assert place_read("[::1]:9000") == ("::1", 9000)
    for wrong in ("", "localhost", ":80", "a:b", "a:80/x", "a@b:80", "http://a:80", "a:99999"):
        with pytest.raises(ValueError, match="host:port"):
            place_read(wrong)


# --- how long and how large ---------------------------------------------------------------------------
def test_no_answer_is_not_waited_for(service: HttpService) -> None:
    service.hangs()
    with pytest.raises(OutgoingTimeoutError):
        _post(service, seconds=0.3)
    assert service.asked


@pytest.mark.parametrize(
    "head", [b"HTTP/1.1 200 OK\r\nX-Long: ", b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n"]
)
def test_a_byte_now_and_then_is_not_waited_for(service: HttpService, head: bytes) -> None:
    """Each byte comes in time, all of them do not."""
    service.drips(head + b"x" * 500)
    with pytest.raises(OutgoingTimeoutError):
        _post(service, seconds=0.5)


def test_a_service_that_reads_nothing_is_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        place = listening.getsockname()[:2]
        with pytest.raises(OutgoingTimeoutError):
            outgoing_post(
                url=f"http://127.0.0.1:{place[1]}/",
                body=b"x" * 50_000_000,
                headers={},
                seconds=0.5,
                allowed={place},
            )


def test_a_name_that_takes_too_long_is_not_waited_for(service: HttpService) -> None:
    def lookup(_host: str, _port: int, seconds: float) -> list[str]:
        assert seconds <= 3
        raise TimeoutError

    with pytest.raises(OutgoingTimeoutError):
        _post(service, url="https://slow.example/", lookup=lookup)


def test_looking_up_names() -> None:
    assert "127.0.0.1" in addresses_find("localhost", 80, LONG)
    with pytest.raises(OSError, match=r"\w"):
        addresses_find("nowhere.invalid", 80, LONG)


def test_a_name_that_is_not_found(service: HttpService) -> None:
    with pytest.raises(OutgoingBrokenError, match="name was not found"):
        _post(service, url="https://nowhere.invalid/")


def test_only_so_much_is_read(service: HttpService) -> None:
    service.says(b"x" * 1000)
    assert len(_post(service, answer_max=1000).body) == 1000
    service.says(b"x" * 1001)
    with pytest.raises(AnswerTooLargeError):
        _post(service, answer_max=1000)
    service.behave = lambda handler: handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 1_000_000)
    with pytest.raises(AnswerTooLargeError):
        _post(service, answer_max=1000)


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
    ids=["nothing", "another protocol", "a long header", "cut off", "wrong chunks"],
)
def test_what_is_no_answer(service: HttpService, sent: bytes) -> None:
    service.behave = lambda handler: None if not sent else handler.wfile.write(sent) and None
    with pytest.raises(OutgoingBrokenError):
        _post(service)


def test_nothing_listens() -> None:
    port = port_free()
    with pytest.raises(OutgoingBrokenError):
        outgoing_post(
            url=f"http://127.0.0.1:{port}/", body=b"", headers={}, seconds=LONG, allowed={("127.0.0.1", port)}
        )


def test_a_key_does_not_get_into_what_is_logged(
    service: HttpService, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    service.says(b"x" * 2000)
    for key in ("sesame", "sesame\nX-More: 1"):
        try:
            _post(service, headers={"Authorization": f"Bearer {key}"}, answer_max=1000)
        except OutgoingError:
            logging.getLogger("test").exception("failed")
    assert "failed" in caplog.text
    assert "sesame" not in caplog.text


# --- over TLS -----------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for own.example in one file, signed by itself."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("tls")
    key, made = folder / "key.pem", folder / "certificate.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    named = ["-subj", "/CN=own.example", "-addext", "subjectAltName=DNS:own.example"]
    files = ["-keyout", str(key), "-out", str(made)]
    subprocess.run([*command.split(), *named, *files], check=True, capture_output=True)
    made.write_bytes(made.read_bytes() + key.read_bytes())
    return made


@pytest.fixture
def secured(certificate: Path) -> Iterator[HttpService]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with http_service(tls=context) as made:
        made.says(b"safe")
        yield made


def _post_secured(secured: HttpService, host: str) -> Answer:
    url = f"https://{host}:{secured.port}/"
    return _post(secured, url=url, allowed={(host, secured.port)}, lookup=lambda *_asked: ["127.0.0.1"])


def test_the_certificate_must_be_the_hosts_and_trusted(
    secured: HttpService, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(OutgoingBrokenError, match="certificate"):
        _post_secured(secured, "own.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    outgoing._tls_context.cache_clear()
    try:
        assert _post_secured(secured, "own.example").body == b"safe"
        with pytest.raises(OutgoingBrokenError, match="certificate"):
            _post_secured(secured, "other.example")
    finally:
        outgoing._tls_context.cache_clear()
    assert len(secured.asked) == 1


def test_a_handshake_that_never_ends_is_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        place = listening.getsockname()[:2]
        with pytest.raises(OutgoingTimeoutError):
            outgoing_post(
                url=f"https://127.0.0.1:{place[1]}/", body=b"", headers={}, seconds=0.3, allowed={place}
            )
