"""Orders the graph by plain recursion, which ends at about 1000 nodes."""

FAILS = {
    "test_a_chain_of_five_thousand_nodes_is_differentiated",
}

# %%
import math


# %% Scalar
class Scalar:
    def __init__(self, value, inputs=(), partials=()):
        self.value = value
        self.grad = 0.0
        self.inputs = inputs  # the Scalars this one was computed from
        self.partials = partials  # its derivative by each of them

    @staticmethod
    def of(x):
        return x if isinstance(x, Scalar) else Scalar(x)

    def __add__(self, other):
        other = Scalar.of(other)
        return Scalar(self.value + other.value, (self, other), (1, 1))

    def __mul__(self, other):
        other = Scalar.of(other)
        return Scalar(self.value * other.value, (self, other), (other.value, self.value))

    def __pow__(self, p):
        partial = p * self.value ** (p - 1) if p else 0
        return Scalar(self.value**p, (self,), (partial,))

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -Scalar.of(other)

    def __truediv__(self, other):
        return self * Scalar.of(other) ** -1

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, other):
        return -self + other

    def __rtruediv__(self, other):
        return self**-1 * other

    def relu(self):
        return Scalar(max(self.value, 0), (self,), (int(self.value > 0),))

    def exp(self):
        return Scalar(math.exp(self.value), (self,), (math.exp(self.value),))

    def log(self):
        return Scalar(math.log(self.value), (self,), (1 / self.value,))

    def tanh(self):
        t = math.tanh(self.value)
        return Scalar(t, (self,), (1 - t**2,))

    def backward(self):
        order, seen = [], set()

        def visit(node):
            if node not in seen:
                seen.add(node)
                for u in node.inputs:
                    visit(u)
                order.append(node)

        visit(self)
        adjoint = dict.fromkeys(order, 0.0)
        adjoint[self] = 1.0
        for node in reversed(order):
            node.grad += adjoint[node]
            for u, partial in zip(node.inputs, node.partials):
                adjoint[u] += adjoint[node] * partial
