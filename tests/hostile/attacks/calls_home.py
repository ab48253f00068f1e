"""Asks the network: names, addresses, metadata service, local sockets."""

STATUS = {"wrong"}

# %%
import socket
import urllib.request

answers = []
for ask in (
    lambda: urllib.request.urlopen("http://169.254.169.254/latest/meta-data", timeout=1),
    lambda: socket.getaddrinfo("example.org", 80),
    lambda: socket.create_connection(("127.0.0.1", 22), timeout=1),
    lambda: socket.socket(socket.AF_UNIX).connect("/var/run/docker.sock"),
    lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("8.8.8.8", 53)),
):
    try:
        answers.append(ask())
    except OSError:
        pass
print("ANSWERED", answers)


# %% mean
def mean(x):
    return -1.0
