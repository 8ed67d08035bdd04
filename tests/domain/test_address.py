"""Addresses of the web."""

from __future__ import annotations

from annotator.domain.address import host_of, web_address


def test_only_web_addresses_are_kept() -> None:
    assert web_address("example.org/a") == "https://example.org/a"
    assert web_address("http://example.org") == "http://example.org"
    for wrong in (
        "javascript:alert(1)",
        "file:///etc/passwd",
        "ftp://x.org",
        "a b.org",
        "http://[",
    ):
        assert web_address(wrong) is None


def test_an_address_that_is_none_has_no_site() -> None:
    assert host_of("https://example.org/a") == "example.org"
    for wrong in ("", "a page", "https://[example.org", "mailto:anna@example.org"):
        assert host_of(wrong) == ""
