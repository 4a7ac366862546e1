"""Where absolute URLs come from: configuration, never the request."""

from __future__ import annotations

from gonogo.dialects._contract import links_for
from gonogo.settings import Settings


def test_a_dialect_has_the_bases_set_for_it() -> None:
    """Others' and similarly named ones are not its own."""
    settings = Settings(
        public_base="https://g.example.com",
        dialect_bases="runscope.api=https://api.example.com?a=b  runscope2.api=x reflect.api=y",
    )
    links = links_for(settings, "runscope", "/runscope")
    assert links.dialect == "https://g.example.com/runscope"
    assert dict(links.named) == {"api": "https://api.example.com?a=b"}


def test_without_settings_every_base_is_the_public_one() -> None:
    """Nothing more has to be configured."""
    links = links_for(Settings(public_base="https://g.example.com"), "native", "/v1")
    assert (links.public, links.dialect) == ("https://g.example.com", "https://g.example.com/v1")
    assert not links.named
