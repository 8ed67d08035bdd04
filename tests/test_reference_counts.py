"""PySide6 6.12.0 on CPython before 3.12 drops a reference to None at every call that returns None:
after some thousand calls the process ends. This watches the version that is installed."""

import subprocess
import sys

import pytest

pytest.importorskip("PySide6")

CALLS = """
import sys
from PySide6.QtCore import QObject
thing = QObject()
before = sys.getrefcount(None)
for _ in range(50_000):
    thing.setObjectName("x")
print(before - sys.getrefcount(None))
"""


def test_calls_that_return_none_drop_no_reference() -> None:
    done = subprocess.run([sys.executable, "-c", CALLS], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert abs(int(done.stdout)) < 1_000
