"""What hidden tests draw: small inputs that shrink to something one can do in the head.

Numbers are multiples of 1/8 in [-4, 4]: exact in every float format, readable when shrunk.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

Array = NDArray[np.float64]


def eighths(
    shape: int | Sequence[int] = (), *, bound: float = 4.0, nonzero: bool = False
) -> st.SearchStrategy[Any]:
    """Arrays of this shape (a float if it is empty) of multiples of 1/8 in [-bound, bound]."""
    dims = (shape,) if isinstance(shape, int) else tuple(shape)
    top = round(8 * bound)
    one = st.integers(-top, top)
    if nonzero:
        one = one.filter(bool)
    if not dims:
        return one.map(lambda k: k / 8.0)
    size = int(np.prod(dims))
    return st.lists(one, min_size=size, max_size=size).map(
        lambda ks: np.array(ks, dtype=np.float64).reshape(dims) / 8.0
    )


def labels(n: int, c: int) -> st.SearchStrategy[NDArray[np.int64]]:
    """Integer labels in 0..c-1, shape (n,)."""
    return st.lists(st.integers(0, c - 1), min_size=n, max_size=n).map(
        lambda ks: np.array(ks, dtype=np.int64)
    )


def signs(n: int) -> st.SearchStrategy[Array]:
    """Vectors of signs, shape (n,), entries -1.0 or 1.0."""
    return st.lists(st.sampled_from((1.0, -1.0)), min_size=n, max_size=n).map(np.array)


def seeds() -> st.SearchStrategy[int]:
    """Seeds for numpy.random.default_rng; for inputs too large to be worth shrinking."""
    return st.integers(0, 2**32 - 1)
