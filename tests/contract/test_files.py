"""What every `Files` store must do."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from gonogo.domain.ids import ProjectId
from gonogo.stores import Files
from tests.builders import PROJECT

NAME = f"{PROJECT}/id/app.apk"


def test_an_object_is_stored_measured_and_removed(files: Files) -> None:
    """Removing what is not there is no error."""
    assert files.size(NAME) is None
    files.put(NAME, b"12345", "text/plain")
    assert files.size(NAME) == 5
    for _ in range(2):
        files.delete(NAME)
    assert files.size(NAME) is None


def test_a_project_is_cleared_of_its_own_alone(files: Files) -> None:
    """Not of one whose id only begins like it."""
    other = f"{ProjectId(PROJECT + 'x')}/id/b"
    for name in (NAME, f"{PROJECT}/id2/é", other):
        files.put(name, b"1", "text/plain")
    files.clear(PROJECT)
    assert (files.size(NAME), files.size(f"{PROJECT}/id2/é"), files.size(other)) == (None, None, 1)


@pytest.mark.parametrize("host", ["aws"], indirect=True)
def test_an_upload_is_signed_with_its_length(files: Files) -> None:
    """Another length has another signature, so the store itself refuses it."""
    url = urlsplit(files.upload_url(NAME, 5, 1800))
    query = parse_qs(url.query)
    assert query["X-Amz-SignedHeaders"] == ["content-length;host"]
    assert query["X-Amz-Expires"] == ["1800"]
    assert NAME in url.path
    assert "checksum" not in url.query


@pytest.mark.parametrize("host", ["aws"], indirect=True)
def test_a_download_is_saved_and_never_shown(files: Files) -> None:
    """A page that somebody uploaded does not run at the store's address."""
    query = parse_qs(urlsplit(files.download_url(NAME, 'a"b\r\n.html', 60)).query)
    assert query["response-content-disposition"] == [
        "attachment; filename*=UTF-8''a%22b%0D%0A.html"
    ]
    assert query["response-content-type"] == ["application/octet-stream"]
