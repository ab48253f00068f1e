"""Goes through the graph breadth first, so that a node passes on before it is complete."""

FAILS = {
    "test_a_value_used_more_than_once_collects_from_every_use",
    "test_numbers_may_stand_on_either_side",
    "test_values_and_gradients_of_random_graphs_are_right",
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
        order = [self]
        for node in order:
            order.extend(u for u in dict.fromkeys(node.inputs) if u not in order)
        adjoint = dict.fromkeys(order, 0.0)
        adjoint[self] = 1.0
        for node in order:
            node.grad += adjoint[node]
            for u, partial in zip(node.inputs, node.partials):
                adjoint[u] += adjoint[node] * partial
