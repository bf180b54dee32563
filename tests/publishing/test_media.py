from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.images import ImageFile
from django.test import Client
from PIL import ExifTags, Image

from parley.accounts.models import Person
from parley.publishing.actions import image_add
from tests.factories import publishing as make

pytestmark = pytest.mark.django_db


def _body(response: object) -> bytes:
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def test_rendition_is_kept_for_long(client: Client) -> None:
    rendition = make.picture().get_rendition("width-100|format-webp")
    response = client.get(rendition.url)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/webp"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in response["Cache-Control"]
    assert response["Content-Security-Policy"].startswith("default-src 'none'")
    assert _body(response)[8:12] == b"WEBP"
    again = client.get(rendition.url, headers={"If-Modified-Since": response["Last-Modified"]})
    assert again.status_code == 304


@pytest.mark.parametrize("form", ["jpeg", "webp", "png"])
def test_a_photograph_tells_readers_neither_where_nor_by_whom_it_was_taken(form: str) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "A Photographer"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (51.0, 30.0, 12.0)
    file = BytesIO()
    Image.new("RGB", (400, 300), "teal").save(file, "JPEG", exif=exif)
    photograph = image_add(title="photograph", file=ImageFile(file, name="photograph.jpg"))
    with photograph.file.open("rb") as original:
        assert b"A Photographer" in original.read()  # the newsroom keeps it
    with photograph.get_rendition(f"width-100|format-{form}").file.open("rb") as shown:
        assert not Image.open(shown).getexif()


def test_originals_are_for_staff(client: Client, editor: Person) -> None:
    url = make.picture().file.url
    assert client.get(url).status_code == 404
    client.force_login(editor)
    response = client.get(url)
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    response.close()


def test_nothing_outside_is_reached(client: Client, media_root: Path) -> None:
    (media_root / "images").mkdir(parents=True)
    (media_root.parent / "secret_key").write_text("secret")
    (media_root / "loose.png").write_text("not in a folder of pictures")
    (media_root / "images" / ".hidden.png").write_text("hidden")
    (media_root / "images" / "link.png").symlink_to(media_root.parent / "secret_key")
    for path in (
        "../secret_key",
        "images/../../secret_key",
        "images/%2e%2e/%2e%2e/secret_key",
        "images/..%2f..%2fsecret_key",
        "images//etc/passwd",
        "images/..\\..\\secret_key",
        "images/%00.png",
        "images/",
        "images",
        "images/.hidden.png",
        "images/link.png",
        "loose.png",
        "documents/report.pdf",
    ):
        assert client.get(f"/media/{path}").status_code == 404, path


def test_what_could_act_as_a_page_is_a_download(client: Client, media_root: Path) -> None:
    (media_root / "images").mkdir(parents=True)
    for name in ("page.html", "page.xhtml", "code.js", "data.unknown", "archive.svg.gz"):
        (media_root / "images" / name).write_text("<script>alert(1)</script>")
        response = client.get(f"/media/images/{name}")
        assert response["Content-Type"] == "application/octet-stream", name
        assert response["Content-Disposition"].startswith("attachment"), name
        response.close()
