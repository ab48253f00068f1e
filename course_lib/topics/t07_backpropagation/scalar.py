r"""Reverse mode on the graph of a scalar program.

A value remembers the values it was computed from, with the partial derivatives. One sweep in
reverse topological order adds $\bar u \mathrel{+}= \bar w\,\partial w/\partial u$ over the edges;
it visits every edge once, however many paths there are (Griewank-Walther, ch. 3).
"""

import math

Number = int | float


class Scalar:
    """A real number that can be differentiated.

    ``backward()`` adds the derivatives of this value to ``grad`` of every value it depends on.

    >>> x, y = Scalar(3.0), Scalar(2.0)
    >>> (x * x / y).backward()
    >>> x.grad, y.grad
    (3.0, -2.25)
    """

    def __init__(
        self, value: Number, edges: tuple[tuple["Scalar", float], ...] = ()
    ) -> None:
        self.value = float(value)
        self.grad = 0.0
        self._edges = edges
        """(operand, partial derivative of this value by it)."""

    def __add__(self, other: "Scalar | Number") -> "Scalar":
        other = _scalar(other)
        return Scalar(self.value + other.value, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other: "Scalar | Number") -> "Scalar":
        other = _scalar(other)
        return Scalar(self.value * other.value, ((self, other.value), (other, self.value)))

    def __sub__(self, other: "Scalar | Number") -> "Scalar":
        other = _scalar(other)
        return Scalar(self.value - other.value, ((self, 1.0), (other, -1.0)))

    def __truediv__(self, other: "Scalar | Number") -> "Scalar":
        other = _scalar(other)
        q = self.value / other.value
        return Scalar(q, ((self, 1.0 / other.value), (other, -q / other.value)))

    def __pow__(self, p: Number) -> "Scalar":
        if not isinstance(p, int | float):
            raise TypeError(f"the exponent must be a number; got {type(p).__name__}")
        slope = p * self.value ** (p - 1) if p != 0 else 0.0
        return Scalar(self.value**p, ((self, slope),))

    def __neg__(self) -> "Scalar":
        return Scalar(-self.value, ((self, -1.0),))

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, other: Number) -> "Scalar":
        return Scalar(other) - self

    def __rtruediv__(self, other: Number) -> "Scalar":
        return Scalar(other) / self

    def relu(self) -> "Scalar":
        """Return max(x, 0); the derivative at 0 is 0."""
        return Scalar(max(self.value, 0.0), ((self, float(self.value > 0)),))

    def exp(self) -> "Scalar":
        """Return e^x."""
        e = math.exp(self.value)
        return Scalar(e, ((self, e),))

    def log(self) -> "Scalar":
        """Return the natural logarithm; ValueError unless x > 0."""
        return Scalar(math.log(self.value), ((self, 1.0 / self.value),))

    def tanh(self) -> "Scalar":
        """Return tanh x, derivative 1 - tanh^2 x."""
        t = math.tanh(self.value)
        return Scalar(t, ((self, 1.0 - t * t),))

    def backward(self) -> None:
        """Add d(self)/du to ``u.grad`` for every value u that this one was computed from."""
        order = self._depth_first()
        adjoint = {id(u): 0.0 for u in order}
        adjoint[id(self)] = 1.0
        for w in reversed(order):
            for u, partial in w._edges:
                adjoint[id(u)] += adjoint[id(w)] * partial
        for u in order:
            u.grad += adjoint[id(u)]

    def _depth_first(self) -> list["Scalar"]:
        """Return every value this one depends on, operands before results, itself last."""
        order: list[Scalar] = []
        seen = {id(self)}
        # An explicit stack: a recursive search fails on a chain longer than Python's limit.
        stack = [(self, iter(self._edges))]
        while stack:
            w, edges = stack[-1]
            for u, _ in edges:
                if id(u) not in seen:
                    seen.add(id(u))
                    stack.append((u, iter(u._edges)))
                    break
            else:
                order.append(w)
                stack.pop()
        return order


def _scalar(x: "Scalar | Number") -> Scalar:
    return x if isinstance(x, Scalar) else Scalar(x)
