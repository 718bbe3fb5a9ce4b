import socket

import pytest


def test_a_test_reaches_this_machine_only():
    with socket.socket() as probe, pytest.raises(OSError, match="only loopback"):
        probe.connect(("192.0.2.1", 80))
