"""A browser without a window, for what is written for one."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest


def browse(home: Path, *arguments: str) -> bytes:
    """Run Chromium with a home of its own; returns what it prints."""
    command = [
        chromium(), "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
        "--no-first-run", f"--user-data-dir={home / 'profile'}", *arguments,
    ]  # fmt: skip
    environment = {**os.environ, "HOME": str(home)}
    done = subprocess.run(command, check=True, capture_output=True, env=environment, timeout=110)
    return done.stdout


def chromium() -> str:
    """Where Chromium is; without it, the test is skipped."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    pytest.skip("Chromium is not installed")
