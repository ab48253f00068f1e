"""Leaves the gradient None until something arrives, where 0 is asked for."""

FAILS = {
    "test_values_the_result_does_not_depend_on_keep_gradient_zero",
}

# %%
import math


# %% Scalar
class Scalar:
    def __init__(self, value, inputs=(), partials=()):
        self.value = value
        self.grad = None
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
        # How many uses of each node have not sent anything back yet?
        waiting, found = {}, [self]
        for node in found:
            for u in node.inputs:
                if u not in waiting:
                    waiting[u] = 0
                    found.append(u)
                waiting[u] += 1
        # A node is ready when all its uses have.
        adjoint = dict.fromkeys(found, 0.0)
        adjoint[self] = 1.0
        ready = [self]
        while ready:
            node = ready.pop()
            node.grad = adjoint[node] + (node.grad or 0.0)
            for u, partial in zip(node.inputs, node.partials):
                adjoint[u] += adjoint[node] * partial
                waiting[u] -= 1
                if waiting[u] == 0:
                    ready.append(u)
