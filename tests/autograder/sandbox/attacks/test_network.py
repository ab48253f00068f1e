"""Tries to reach the network, services of this machine and the grader's own sockets.

There must be no socket to begin with; asyncio, which needs a socketpair, must still work.
"""

import os
import socket


def test_no_socket_can_be_opened(attack):
    body = """
kinds = [(f, t) for f in (1, 2, 10, 16, 17, 38, 40) for t in (1, 2, 3, 5)]
return [syscall(41, f, t, 0) for f, t in kinds]
"""
    assert set(attack(body)) == {-1}


def test_listeners_of_the_machine_hear_nothing(attack, tmp_path):
    name = f"\0mpdl-test-{os.getpid()}"
    with (
        socket.create_server(("127.0.0.1", 0)) as tcp,
        socket.socket(socket.AF_UNIX) as unix,
        socket.socket(socket.AF_UNIX) as abstract,
    ):
        path = f"/tmp/mpdl-test-{os.getpid()}.sock"
        unix.bind(path)
        os.chmod(path, 0o777)
        abstract.bind(name)
        for listener in (tcp, unix, abstract):
            listener.listen()
            listener.settimeout(0.05)
        body = """
def connect(family, address):
    s = socket.socket(family)
    s.settimeout(1)
    s.connect(address)
return [tried(connect, socket.AF_INET, ('127.0.0.1', a0)), tried(connect, socket.AF_UNIX, a1),
        tried(connect, socket.AF_UNIX, a2), tried(connect, socket.AF_INET, ('1.1.1.1', 53))]
"""
        got = attack(body, tcp.getsockname()[1], path, name)
        os.unlink(path)

        assert set(got) == {"refused by PermissionError"}


def test_a_pair_of_sockets_is_no_way_out(attack):
    body = """
a, b = socket.socketpair()
return [tried(a.connect, '/tmp/x'), tried(a.bind, 'x'), tried(a.listen), tried(a.accept)]
"""
    assert set(attack(body)) == {"refused by PermissionError"}


def test_names_cannot_be_resolved_nor_pages_fetched(attack):
    body = """
import urllib.request
return [tried(socket.getaddrinfo, 'example.org', 80),
        tried(urllib.request.urlopen, 'http://169.254.169.254/', timeout=1)]
"""
    assert all(g.startswith("refused") for g in attack(body))
