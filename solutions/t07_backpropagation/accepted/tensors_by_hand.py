"""By hand on torch tensors in float32, with autograd off; Scalar by a recursive search."""

# %%
import sys

import numpy as np
import torch

torch.set_grad_enabled(False)


def single(a):
    return torch.tensor(np.asarray(a), dtype=torch.float32)


def batch(X):
    X = single(X)
    if X.dim() != 2 or len(X) == 0 or not bool(torch.isfinite(X).all()):
        raise ValueError("bad batch")
    return X


def layers(net):
    if len(net) < 1:
        raise ValueError("empty net")
    net = [(single(W), single(b)) for W, b in net]
    if any(W.shape[0] != b.numel() or b.dim() != 1 for W, b in net):
        raise ValueError("bad bias")
    if any(net[l + 1][0].shape[1] != len(net[l][1]) for l in range(len(net) - 1)):
        raise ValueError("bad widths")
    return net


# %% softmax_cross_entropy
def softmax_cross_entropy(logits, y):
    z = batch(logits)
    labels = np.asarray(y)
    if labels.dtype.kind != "i" or labels.shape != (len(z),):
        raise TypeError("labels must be integers")
    if not ((labels >= 0) & (labels < z.shape[1])).all():
        raise ValueError("labels out of range")
    i = torch.arange(len(z))
    log_p = torch.log_softmax(z, dim=1)
    d = log_p.exp()
    d[i, torch.tensor(labels)] -= 1
    return -log_p[i, torch.tensor(labels)].mean(), d / len(z)


# %% mlp_backward
def mlp_forward(net, X):
    net, h = layers(net), batch(X)
    if h.shape[1] != net[0][0].shape[1]:
        raise ValueError("bad width")
    zs, hs = [], []
    for W, b in net:
        hs.append(h)
        zs.append(h @ W.T + b)
        h = zs[-1].clamp(min=0)
    return zs[-1], {"inputs": hs, "preactivations": zs}


def mlp_backward(net, cache, dlogits):
    net, delta = layers(net), single(dlogits)
    hs, zs = cache["inputs"], cache["preactivations"]
    if delta.shape != zs[-1].shape:
        raise ValueError("dlogits")
    grads = []
    for l in range(len(net))[::-1]:
        if l < len(net) - 1:
            delta = torch.where(zs[l] >= 0, delta, torch.zeros(()))
        grads.insert(0, [delta.T @ hs[l], delta.sum(0)])
        delta = delta @ net[l][0]
    return grads, delta


# %% vjp
def jvp(net, X, dnet):
    if [np.shape(a) for p in dnet for a in p] != [np.shape(a) for p in net for a in p]:
        raise ValueError("direction")
    _, cache = mlp_forward(net, X)
    total = None
    for (W, _), (V, c), h, z in zip(
        layers(net), layers(dnet), cache["inputs"], cache["preactivations"]
    ):
        own = h @ V.T + c
        total = own if total is None else own + total @ W.T
        out, total = total, total * (z > 0)
    return out


def vjp(net, X, v):
    return mlp_backward(net, mlp_forward(net, X)[1], v)[0]


# %% Scalar
sys.setrecursionlimit(50_000)


class Scalar:
    def __init__(self, value, parents=()):
        self.value, self.grad, self.parents = np.float64(value), 0.0, parents

    def __add__(self, o):
        o = o if isinstance(o, Scalar) else Scalar(o)
        return Scalar(self.value + o.value, [(self, 1.0), (o, 1.0)])

    def __sub__(self, o):
        o = o if isinstance(o, Scalar) else Scalar(o)
        return Scalar(self.value - o.value, [(self, 1.0), (o, -1.0)])

    def __mul__(self, o):
        o = o if isinstance(o, Scalar) else Scalar(o)
        return Scalar(self.value * o.value, [(self, o.value), (o, self.value)])

    def __truediv__(self, o):
        o = o if isinstance(o, Scalar) else Scalar(o)
        if o.value == 0:
            raise ValueError("division by zero")
        return Scalar(
            self.value / o.value, [(self, 1 / o.value), (o, -self.value / o.value**2)]
        )

    def __radd__(self, o):
        return Scalar(o) + self

    def __rsub__(self, o):
        return Scalar(o) - self

    def __rmul__(self, o):
        return Scalar(o) * self

    def __rtruediv__(self, o):
        return Scalar(o) / self

    def __neg__(self):
        return 0.0 - self

    def __pow__(self, p):
        p = float(p)
        return Scalar(self.value**p, [(self, p * self.value ** (p - 1))])

    def relu(self):
        return Scalar(
            self.value if self.value >= 0 else 0.0, [(self, 1.0 * (self.value >= 0))]
        )

    def exp(self):
        return Scalar(np.exp(self.value), [(self, np.exp(self.value))])

    def log(self):
        if not self.value > 0:
            raise ValueError("log of a non-positive value")
        return Scalar(np.log(self.value), [(self, 1 / self.value)])

    def tanh(self):
        t = np.tanh(self.value)
        return Scalar(t, [(self, (1 - t) * (1 + t))])

    def backward(self):
        order, seen = [], set()

        def visit(node):
            if node not in seen:
                seen.add(node)
                for parent, _ in node.parents:
                    visit(parent)
                order.append(node)

        visit(self)
        for node in order:
            node.delta = 0.0
        self.delta = 1.0
        for node in reversed(order):
            for parent, slope in node.parents:
                parent.delta += slope * node.delta
            node.grad += node.delta


# %% grad_check_curve
def grad_check_curve(eps):
    """Slope by autograd, quotients of whole vectors of steps, tensors returned."""
    eps = np.array(eps, dtype=float)
    if eps.ndim != 1 or not len(eps) or not np.all(eps > 0) or np.isinf(eps).any():
        raise ValueError("steps")
    with torch.enable_grad():
        t = torch.zeros((), dtype=torch.float64, requires_grad=True)
        h = torch.tensor(tanh_input)
        for l, ((W, b), (V, c)) in enumerate(zip(tanh_net, tanh_direction)):
            W, b, V, c = (torch.tensor(a) for a in (W, b, V, c))
            h = (W + t * V) @ h + b + t * c
            h = torch.tanh(h) if l < 2 else h
        h[0].backward()
    exact = t.grad.item()
    up, down = np.array([g(e) for e in eps]), np.array([g(-e) for e in eps])
    side = np.array([np.imag(g(complex(0, e))) for e in eps])
    relative = [(up - g(0.0)) / eps, (up - down) / eps / 2, side / eps]
    return torch.tensor(np.array([abs(r / exact - 1) for r in relative]))


# %%
# the net of the experiment, as the notebook gives it
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
    h = tanh_input
    for l, ((W, b), (V, c)) in enumerate(zip(tanh_net, tanh_direction)):
        z = (W + t * V) @ h + (b + t * c)
        h = np.tanh(z) if l < 2 else z
    return h[0]
