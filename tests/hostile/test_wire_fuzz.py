"""A hundred thousand broken frames: each is read as plain data or refused, cheaply.

Frames of real values are damaged the way an attacker would damage them: bits flipped, parts
cut, doubled, exchanged between frames, numbers replaced by large ones, words by other words.
"""

import math
import secrets
import tracemalloc

import numpy as np

from autograder.sandbox import wire

FRAMES = 100_000
LARGEST_MEMORY = 64 << 20
"""Bytes that reading one damaged frame may take; the frames themselves are below 1 kB."""

WORDS = (
    b'"l"', b'"t"', b'"d"', b'"a"', b'"s"', b'"c"', b'"b"', b'"o"', b'"f"', b'"T"', b'"g"',
    b'"<f8"', b'"|O"', b'"|V8"', b'"<U9"', b'"|b1"', b"null", b"true", b"NaN", b"Infinity", b"-1",
    b"4611686018427387904", b"1e400", b"[", b"]", b"[[", b'"', b",", b"{}", b"\\ud800", b"\xff",
)  # fmt: skip

VALUES = (
    None, True, 3, -(10**40), 2.5, math.inf, 1j, "text \u202e", b"bytes", (1, (2, 3)), [1, [2]],
    {"a": 1, (1, 2): [3]}, np.arange(6.0).reshape(2, 3), np.zeros((0, 4)), np.float32(1.5),
    np.array([True, False]), [np.eye(2), {"x": np.int8(3)}], ("ok", 2, [1.0, "y"]),
    [[[[[[1]]]]]], {"k": [None, False, {"z": (np.ones(2), b"\x00" * 9)}]},
)  # fmt: skip


def plain(x):
    """True for what may come back: no object, no array of objects."""
    if isinstance(x, dict):
        return all(plain(k) and plain(v) for k, v in x.items())
    if isinstance(x, list | tuple):
        return all(map(plain, x))
    if isinstance(x, np.ndarray | np.generic):
        return x.dtype.kind in "biufc"
    return x is None or type(x) in (bool, int, float, complex, str, bytes)


def parts(value):
    packed = wire.pack(value)
    _, header, _ = wire.HEAD.unpack_from(packed)
    start = wire.HEAD.size
    return bytearray(packed[start : start + header]), bytearray(packed[start + header :])


def damaged(rng, frames):
    header, payload = (bytearray(p) for p in frames[rng.integers(len(frames))])
    for _ in range(rng.integers(1, 5)):
        at = int(rng.integers(len(header) + 1))
        match rng.integers(7):
            case 0 if header:
                header[at % len(header)] ^= 1 << int(rng.integers(8))
            case 1:
                header[at : at + int(rng.integers(6))] = b""
            case 2:
                header[at:at] = WORDS[rng.integers(len(WORDS))]
            case 3:
                header[at : at + 3] = WORDS[rng.integers(len(WORDS))]
            case 4:
                other = frames[rng.integers(len(frames))][0]
                cut = int(rng.integers(len(other) + 1))
                header[at:at] = other[cut : cut + 20]
            case 5:
                header[at:at] = header[at : at + 30] * int(rng.integers(1, 4))
            case _:
                payload = payload[: int(rng.integers(len(payload) + 1))] + bytes(
                    int(rng.integers(9))
                )
    return bytes(header), bytes(payload)


def test_damaged_frames_are_plain_data_or_refused_and_cost_little():
    seed = secrets.randbits(64)
    rng = np.random.default_rng(seed)
    frames = [parts(v) for v in VALUES]
    read = refused = 0
    tracemalloc.start()
    try:
        for _ in range(FRAMES):
            header, payload = damaged(rng, frames)
            try:
                value = wire.value_of(header, payload)
            except wire.WireError:
                refused += 1
                continue
            assert plain(value), (seed, header, payload)
            read += 1
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < LARGEST_MEMORY, f"seed {seed}: {peak} bytes"
    # Both happen often, or the damage would be of the wrong size to say anything.
    assert read > FRAMES / 50 and refused > FRAMES / 10, (read, refused)
