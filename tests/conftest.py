"""What every test stands on: no network, fixed seeds, English, shared data where present."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("MPLBACKEND", "agg")

DATA_VARIABLE = "FOURPERMILLE_DATA"
NO_DATA = f"no shared reference data: set {DATA_VARIABLE}"
NO_GPU = "no GPU: needs numba-cuda and a CUDA device"
LOOPBACK = ("127.0.0.1", "::1", "localhost")

# The same examples on every machine and every day: a failure can always be repeated.
settings.register_profile(
    "default",
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile("thorough", settings.get_profile("default"), max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


class NetworkUsedError(RuntimeError):
    """A test tried to reach another machine."""


def _refuse(address: object) -> None:
    """Raise unless the address is on this machine."""
    host = address[0] if isinstance(address, tuple) else address
    if host not in LOOPBACK:
        raise NetworkUsedError(f"the tests work without a network, something asked for {address!r}")


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Let sockets reach this machine only (a headless browser talks to itself)."""
    connect, connect_ex, lookup = (
        socket.socket.connect,
        socket.socket.connect_ex,
        socket.getaddrinfo,
    )

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family != getattr(socket, "AF_UNIX", None):
            _refuse(address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        if self.family != getattr(socket, "AF_UNIX", None):
            _refuse(address)
        return connect_ex(self, address)

    def guarded_lookup(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host not in (None, ""):
            _refuse(host.decode() if isinstance(host, bytes) else host)
        return lookup(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        patch.setattr(socket, "getaddrinfo", guarded_lookup)
        yield


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Start each test in English, whatever the one before it chose."""
    from fourpermille.core.i18n import set_language

    set_language("en")
    yield
    set_language("en")


@pytest.fixture(scope="session")
def repository() -> Path:
    """Folder of the repository."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of the reference data, which the repository does not carry."""
    folder = os.environ.get(DATA_VARIABLE, "")
    if not folder:
        pytest.skip(NO_DATA)
    path = Path(folder).resolve()
    if not path.is_dir():
        pytest.fail(f"{DATA_VARIABLE} names a folder that is not there: {path}")
    return path


@pytest.fixture(scope="session")
def gpu() -> str:
    """Name of the CUDA device."""
    from fourpermille.kernels.devices import cuda_device

    found = cuda_device()
    if found is None:
        pytest.skip(NO_GPU)
    return found.name


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many checks were not run for want of the reference data or a GPU."""
    skipped = [str(r.longrepr) for r in terminalreporter.stats.get("skipped", [])]
    without_gpu = sum(NO_GPU in text for text in skipped)
    if without_gpu:
        terminalreporter.write_line(
            f"{without_gpu} checks were NOT run on a GPU: none answers here. The same kernels were "
            "checked in the simulator.",
            yellow=True,
        )
    missing = sum(NO_DATA in text for text in skipped)
    if missing:
        terminalreporter.write_line(
            f"{missing} checks were NOT run: they compare with reference data that is not part of "
            f"the repository. Set {DATA_VARIABLE} to the folder that holds it.",
            yellow=True,
        )
