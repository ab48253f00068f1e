"""The model answer: NumPy, one line of code for one line of mathematics."""

# %%
import math

import numpy as np


# %% softmax_cross_entropy
def checked_batch(X, columns=None):
    """X as a finite, non-empty float matrix with the right number of columns."""
    X = np.asarray(X, dtype=float)
    if X.ndim != 2 or X.size == 0 or not np.isfinite(X).all():
        raise ValueError(f"need a non-empty, finite matrix; got shape {X.shape}")
    if columns is not None and X.shape[1] != columns:
        raise ValueError(f"need {columns} columns; got {X.shape[1]}")
    return X


def softmax_cross_entropy(logits, y):
    z, y = checked_batch(logits), np.asarray(y)
    n, c = z.shape
    if y.shape != (n,) or not np.issubdtype(y.dtype, np.integer):
        raise ValueError("need one integer label for each sample")
    if y.min() < 0 or y.max() >= c:
        raise ValueError(f"labels must lie in 0..{c - 1}")
    one_hot = np.eye(c)[y]
    top = z.max(axis=1, keepdims=True)
    lse = top + np.log(np.exp(z - top).sum(axis=1, keepdims=True))
    loss = (lse - (z * one_hot).sum(axis=1, keepdims=True)).mean()
    return loss, (np.exp(z - lse) - one_hot) / n


# %% mlp_backward
def checked_net(net):
    """The net itself if its shapes fit together."""
    if len(net) == 0:
        raise ValueError("a net needs at least one layer")
    width = net[0][0].shape[1]
    for W, b in net:
        if W.ndim != 2 or W.shape[1] != width or b.shape != W.shape[:1]:
            raise ValueError("the layers do not fit together")
        width = W.shape[0]
    return net


def mlp_forward(net, X):
    checked_net(net)
    h = checked_batch(X, net[0][0].shape[1])
    cache = []  # for each layer its input h and its preactivation z
    for W, b in net:
        z = h @ W.T + b
        cache.append((h, z))
        h = np.maximum(z, 0)
    return z, cache


def mlp_backward(net, cache, dlogits):
    dz = np.array(dlogits, dtype=float)
    if dz.shape != cache[-1][1].shape:
        raise ValueError(f"dlogits must have the shape of the logits; got {dz.shape}")
    grads = [None] * len(net)
    for i in range(len(net) - 1, -1, -1):
        W, _ = net[i]
        h, _ = cache[i]
        grads[i] = (dz.T @ h, dz.sum(axis=0))
        dh = dz @ W
        if i > 0:
            dz = dh * (cache[i - 1][1] > 0)
    return grads, dh


# %% q7a
z1 = [
    sum(w * x for w, x in zip(row, variant.x)) + b for row, b in zip(variant.W1, variant.b1)
]
f = sum(w * max(z, 0) for w, z in zip(variant.w2, z1)) + variant.b2
delta1 = [(f - variant.target) * w * (z > 0) for w, z in zip(variant.w2, z1)]
q7a = delta1[variant.unit] * variant.x[variant.input]


# %% vjp
def checked_direction(dnet, net):
    """The direction itself if it is shaped as the net."""
    if len(dnet) != len(net):
        raise ValueError("a direction has as many layers as the net")
    for (V, c), (W, b) in zip(dnet, net):
        if V.shape != W.shape or c.shape != b.shape:
            raise ValueError("a direction is shaped as the net")
    return dnet


def jvp(net, X, dnet):
    checked_net(net)
    checked_direction(dnet, net)
    h = checked_batch(X, net[0][0].shape[1])
    dh = np.zeros_like(h)
    for (W, b), (dW, db) in zip(net, dnet):
        z, dz = h @ W.T + b, dh @ W.T + h @ dW.T + db
        h, dh = np.maximum(z, 0), dz * (z > 0)
    return dz


def vjp(net, X, v):
    _, cache = mlp_forward(net, X)
    grads, _ = mlp_backward(net, cache, v)
    return grads


# %% q7b
m, n = variant.cost_widths, variant.batch
q7b = sum(2 * n * m[i] * m[i + 1] for i in range(len(m) - 1)) - n * m[0] * m[1]


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
            node.grad += adjoint[node]
            for u, partial in zip(node.inputs, node.partials):
                adjoint[u] += adjoint[node] * partial
                waiting[u] -= 1
                if waiting[u] == 0:
                    ready.append(u)


# %% q7c
m = variant.path_widths
q7c = math.prod(m) / sum(m[i] * m[i + 1] for i in range(len(m) - 1))


# %% hvp
def hvp(net, X, y, v):
    # A pair (a, da) is a quantity and its derivative in direction v. Forward, ...
    checked_net(net)
    checked_direction(v, net)
    h = checked_batch(X, net[0][0].shape[1])
    dh = np.zeros_like(h)
    inputs, masks = [], []
    for (W, b), (dW, db) in zip(net, v):
        inputs.append((h, dh))
        z, dz = h @ W.T + b, dh @ W.T + h @ dW.T + db
        masks.append(z > 0)
        h, dh = z * masks[-1], dz * masks[-1]

    # ... the loss, whose gradient is delta = (p - e_y) / n, ...
    n, c = z.shape
    _, delta = softmax_cross_entropy(z, y)
    p = delta * n + np.eye(c)[np.asarray(y)]
    ddelta = p * (dz - (p * dz).sum(axis=1, keepdims=True)) / n

    # ... and backward, every product by the product rule.
    result = []
    for i in range(len(net) - 1, -1, -1):
        (W, _), (dW, _), (h, dh) = net[i], v[i], inputs[i]
        result.append((ddelta.T @ h + delta.T @ dh, ddelta.sum(axis=0)))
        if i > 0:
            ddelta = (ddelta @ W + delta @ dW) * masks[i - 1]
            delta = (delta @ W) * masks[i - 1]
    return result[::-1]


# %%
# setup of the experiment
tanh_net = [
    (np.array([[-9, 8], [4, -3], [-10, 5]]) / 8, np.array([-4, 9, -4]) / 8),
    (np.array([[4, -8, 1], [-11, 7, -10]]) / 8, np.array([5, 7]) / 8),
    (np.array([[-1, 7]]) / 8, np.array([2]) / 8),
]
tanh_direction = [
    (np.array([[9, 6], [10, -11], [-12, 4]]) / 8, np.array([6, 6, 8]) / 8),
    (np.array([[-3, 8, 0], [-8, -7, 7]]) / 8, np.array([4, 9]) / 8),
    (np.array([[12, 7]]) / 8, np.array([-5]) / 8),
]
tanh_input = np.array([1.0, -0.5])


def g(t):
    """Output of the net whose weights have moved by t * tanh_direction; t may be complex."""
    h = tanh_input
    for l, ((W, b), (V, c)) in enumerate(zip(tanh_net, tanh_direction)):
        z = (W + t * V) @ h + (b + t * c)
        h = np.tanh(z) if l < 2 else z
    return h[0]


# %% grad_check_curve
def exact_slope():
    """g'(0), by reverse mode: the gradient of the net, times the direction."""
    hs = [tanh_input]
    for W, b in tanh_net[:-1]:
        hs.append(np.tanh(W @ hs[-1] + b))
    slope, delta = 0.0, np.ones(1)
    for l in (2, 1, 0):
        V, c = tanh_direction[l]
        slope += delta @ V @ hs[l] + delta @ c
        if l > 0:
            delta = (delta @ tanh_net[l][0]) * (1 - hs[l] ** 2)
    return slope


def grad_check_curve(eps):
    eps = np.asarray(eps, dtype=float)
    if eps.ndim != 1 or eps.size == 0 or not (np.isfinite(eps) & (eps > 0)).all():
        raise ValueError("eps must be a non-empty vector of positive numbers")
    forward = [(g(e) - g(0)) / e for e in eps]
    central = [(g(e) - g(-e)) / (2 * e) for e in eps]
    complex_step = [g(1j * e).imag / e for e in eps]
    exact = exact_slope()
    return abs(np.array([forward, central, complex_step]) - exact) / abs(exact)
