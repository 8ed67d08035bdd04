"""Addresses of the web, as people type them and files hold them."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

_OTHER_SCHEME: Final = r"[A-Za-z][A-Za-z0-9+-]*:(?!\d)"


def web_address(typed: str) -> str | None:
    """What was typed as a web address, with its scheme; empty where nothing was, None where it is
    none."""
    typed = typed.strip()
    if not typed:
        return ""
    if "://" not in typed and not re.match(_OTHER_SCHEME, typed):
        typed = f"https://{typed}"
    try:
        parts = urlsplit(typed)
    except ValueError:
        return None
    sound = parts.scheme in ("http", "https") and parts.netloc and " " not in typed
    return typed if sound else None


def host_of(address: str) -> str:
    """The site of a web address; empty where it names none, or is no address at all."""
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""
