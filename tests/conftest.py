"""For every test: a throw-away environment, and no connection to anywhere but this machine."""

from __future__ import annotations

import atexit
import gc
import ipaddress
import os
import shutil
import socket
import tempfile
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import settings

from tools.throwaway import set_environment

_folder = tempfile.mkdtemp(prefix="openiop-test-")
os.mkdir(os.path.join(_folder, "static"))  # `openiop serve` collects it; here it stays empty
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
set_environment(_folder)

# a busy machine is not a failure; CI tries the same examples every time
settings.register_profile("openiop", deadline=None, derandomize=os.environ.get("CI") == "true")
settings.load_profile("openiop")


def pytest_configure(config: pytest.Config) -> None:
    """Start Django for the tests that use it; the rules are tested without (`-p no:django`)."""
    if not config.pluginmanager.hasplugin("django"):
        return
    import django
    from django.conf import settings as django_settings

    # signing in is tested, the cost of guessing passwords is not
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django.setup()


OBJECTS_BEFORE_A_LOOK = 50_000


def pytest_collection_finish() -> None:
    """Looking for circles among all the models and tests again and again takes a quarter longer."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BEFORE_A_LOOK, 20, 20)


def _stays_here(address: Any) -> bool:
    if not isinstance(address, tuple):
        return True  # a Unix socket
    host = str(address[0])
    if host in ("localhost", ""):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _guarded(connect: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(self: socket.socket, address: Any) -> Any:
        if not _stays_here(address):
            raise AssertionError(f"A test tried to leave this machine: {address}")
        return connect(self, address)

    return guarded


@pytest.fixture(autouse=True)
def stay_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is sent from a test to anywhere else."""
    monkeypatch.setattr(socket.socket, "connect", _guarded(socket.socket.connect))
    monkeypatch.setattr(socket.socket, "connect_ex", _guarded(socket.socket.connect_ex))
