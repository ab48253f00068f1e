"""By loops over samples and units, lists returned; Scalar on a tape; the Hessian by complex step."""

# %%
import math
from fractions import Fraction

import numpy as np


# %% softmax_cross_entropy
def softmax_cross_entropy(logits, y):
    if np.ndim(logits) != 2 or len(logits) == 0 or len(y) != len(logits):
        raise ValueError("shapes")
    n, loss, d = len(logits), 0.0, []
    for z, label in zip(np.asarray(logits).tolist(), np.asarray(y).tolist()):
        if type(label) is not int or label not in range(len(z)):
            raise ValueError("label")
        if not all(math.isfinite(t) for t in z):
            raise ValueError("not finite")
        weights = [math.exp(t - max(z)) for t in z]
        loss += math.log(sum(weights)) + max(z) - z[label]
        d.append([(w / sum(weights) - (k == label)) / n for k, w in enumerate(weights)])
    return [loss / n, d]


# %% mlp_backward
def mlp_forward(net, X):
    if np.ndim(X) != 2 or len(X) == 0 or not np.isfinite(X).all() or not net:
        raise ValueError("X or net")
    trace = []
    for x in X:
        h, states = [float(t) for t in x], []
        for l, (W, b) in enumerate(net):
            if W.shape != (len(b), len(h)):
                raise ValueError("widths")
            states.append(h)
            z = [
                sum(w * t for w, t in zip(row, h)) + c
                for row, c in zip(W.tolist(), b.tolist())
            ]
            h = z if l == len(net) - 1 else [max(t, 0.0) for t in z]
        trace.append(states)
    logits = [
        [
            sum(w * t for w, t in zip(row, states[-1])) + c
            for row, c in zip(*map(np.ndarray.tolist, net[-1]))
        ]
        for states in trace
    ]
    return logits, trace


def mlp_backward(net, cache, dlogits):
    if np.shape(dlogits) != (len(cache), len(net[-1][1])):
        raise ValueError("dlogits")
    grads = [[np.zeros(W.shape), np.zeros(b.shape)] for W, b in net]
    dX = []
    for states, delta in zip(cache, dlogits):
        for l in reversed(range(len(net))):
            grads[l][0] += np.outer(delta, states[l])
            grads[l][1] += delta
            delta = net[l][0].T @ delta
            if l:
                delta = np.where(np.array(states[l]) > 0, delta, 0)
        dX.append(list(delta))
    return [(dW.tolist(), db.tolist()) for dW, db in grads], dX


# %% q7a
total = Fraction(0)
for j in (0, 1):
    z = variant.W1[j][0] * variant.x[0] + variant.W1[j][1] * variant.x[1] + variant.b1[j]
    total += variant.w2[j] * max(z, 0)
    if j == variant.unit and z > 0:
        outer = variant.w2[j] * variant.x[variant.input]
q7a = (total + variant.b2 - variant.target) * outer


# %% vjp
def net_of(net, X):
    """Layer inputs and masks, with einsum."""
    X = np.asarray(X)
    if X.ndim != 2 or 0 in X.shape or not np.isfinite(X).all() or len(net) == 0:
        raise ValueError("X or net")
    for W, b in net:
        if W.ndim != 2 or b.shape != (W.shape[0],):
            raise ValueError("layer")
    inputs, masks = [X], []
    for W, b in net[:-1]:
        z = np.einsum("ij,nj->ni", W, inputs[-1]) + b[None]
        masks.append(np.sign(z) > 0)
        inputs.append(z * masks[-1])
    return inputs, masks


def jvp(net, X, dnet):
    if len(dnet) != len(net):
        raise ValueError("direction")
    for p, q in zip(net, dnet):
        if p[0].shape != q[0].shape or p[1].shape != q[1].shape:
            raise ValueError("direction")
    inputs, masks = net_of(net, X)
    out = 0
    for l in range(len(net)):  # the derivative is a sum of contributions of single layers
        part = np.einsum("ij,nj->ni", dnet[l][0], inputs[l]) + dnet[l][1]
        for k in range(l + 1, len(net)):
            part = np.einsum("ij,nj->ni", net[k][0], part * masks[k - 1])
        out = out + part
    return out.tolist()


def vjp(net, X, v):
    inputs, masks = net_of(net, X)
    if v.shape != (len(X), len(net[-1][1])):
        raise ValueError("v")
    grads = ()
    for l in reversed(range(len(net))):
        grads = ((np.einsum("ni,nj->ij", v, inputs[l]), np.einsum("ni->i", v)), *grads)
        v = np.einsum("ij,ni->nj", net[l][0], v)
        v = v * masks[l - 1] if l else v
    return grads


# %% q7b
q7b = 0
for l in range(1, len(variant.cost_widths)):
    product = variant.batch * variant.cost_widths[l - 1] * variant.cost_widths[l]
    q7b += product
    q7b += product if l > 1 else 0
q7b = float(q7b)


# %% Scalar
tape = []


class Scalar:
    def __init__(self, value, *uses):
        self.value, self.grad, self.uses = value, 0, uses
        self.place = len(tape)
        tape.append(self)

    def _pair(self, other):
        return other if isinstance(other, Scalar) else Scalar(other)

    def __add__(self, other):
        other = self._pair(other)
        return Scalar(self.value + other.value, (self, 1), (other, 1))

    def __mul__(self, other):
        other = self._pair(other)
        return Scalar(self.value * other.value, (self, other.value), (other, self.value))

    def __rtruediv__(self, other):
        return self._pair(other) / self

    def __truediv__(self, other):
        other = self._pair(other)
        q = self.value / other.value
        return Scalar(q, (self, 1 / other.value), (other, -q / other.value))

    def __neg__(self):
        return Scalar(-self.value, (self, -1))

    def __sub__(self, other):
        return self + -self._pair(other)

    def __rsub__(self, other):
        return -self + other

    __radd__, __rmul__ = __add__, __mul__

    def __pow__(self, p):
        if p == 0:
            return Scalar(1.0)
        return Scalar(self.value**p, (self, p * self.value ** (p - 1)))

    def relu(self):
        return Scalar(max(self.value, 0), (self, 0.5 + 0.5 * math.copysign(1, self.value)))

    def exp(self):
        return Scalar(math.exp(self.value), (self, math.exp(self.value)))

    def log(self):
        return Scalar(math.log(self.value), (self, 1 / self.value))

    def tanh(self):
        q = math.exp(-2 * abs(self.value))
        t = math.copysign((1 - q) / (1 + q), self.value)
        return Scalar(t, (self, 4 * q / (1 + q) ** 2))

    def backward(self):
        # The tape is in order of creation, which is a topological order. Rows that this value
        # does not depend on never get an adjoint.
        adjoint = {self.place: 1.0}
        for place in range(self.place, -1, -1):
            if place in adjoint:
                node = tape[place]
                node.grad += adjoint[place]
                for u, slope in node.uses:
                    adjoint[u.place] = adjoint.get(u.place, 0.0) + adjoint[place] * slope


# %% q7c
counts = [1] * variant.path_widths[0]
edges = 0
for width in variant.path_widths[1:]:
    edges += len(counts) * width
    counts = [sum(counts)] * width
q7c = Fraction(sum(counts), edges)


# %% hvp
def hvp(net, X, y, v):
    """Im grad(theta + i h v) / h: the gradient is analytic where no unit is at its kink."""
    step = 1e-30
    if [np.shape(a) for p in v for a in p] != [np.shape(a) for p in net for a in p]:
        raise ValueError("direction")
    if X.ndim != 2 or min(y) < 0 or max(y) >= len(net[-1][1]):
        raise ValueError("data")
    moved = [(W + 1j * step * V, b + 1j * step * c) for (W, b), (V, c) in zip(net, v)]
    hs, zs = [X], []
    for W, b in moved:
        zs.append(hs[-1] @ W.T + b)
        hs.append(zs[-1] * (zs[-1].real > 0))
    p = np.exp(zs[-1])
    p = p / p.sum(axis=1, keepdims=True)
    delta = (p - np.eye(p.shape[1])[y]) / len(X)
    out = []
    for l in reversed(range(len(net))):
        out = [((delta.T @ hs[l]).imag / step, delta.sum(axis=0).imag / step), *out]
        delta = (delta @ moved[l][0]) * (zs[l - 1].real > 0) if l else delta
    return out
