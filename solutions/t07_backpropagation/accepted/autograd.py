"""By torch.autograd: the cache is the live graph, results are tensors that require grad."""

# %%
import numpy as np
import torch


def finite(X):
    X = torch.as_tensor(X, dtype=torch.float64)
    if X.ndim != 2 or X.numel() == 0 or not torch.isfinite(X).all():
        raise ValueError("need a finite matrix")
    return X


def parameters(net, grad=True):
    if not net:
        raise ValueError("no layers")
    theta = [
        torch.tensor(np.asarray(a)).requires_grad_(grad) for layer in net for a in layer
    ]
    for W, b in zip(theta[::2], theta[1::2]):
        if b.shape != W.shape[:1]:
            raise ValueError("bias of another shape than the layer")
    return theta


def logits_of(theta, X):
    h = X
    for i in range(0, len(theta), 2):
        if h.shape[1] != theta[i].shape[1]:
            raise ValueError("widths do not fit")
        h = torch.nn.functional.linear(torch.relu(h) if i else h, theta[i], theta[i + 1])
    return h


def pairs(flat):
    return list(zip(flat[::2], flat[1::2]))


def same_shapes(one, other):
    if [a.shape for layer in one for a in layer] != [
        a.shape for layer in other for a in layer
    ]:
        raise ValueError("not shaped as the net")
    return tuple(torch.tensor(a) for layer in one for a in layer)


# %% softmax_cross_entropy
def softmax_cross_entropy(logits, y):
    z = finite(logits).clone().requires_grad_()
    y = torch.tensor(y)
    if (
        y.dtype.is_floating_point
        or y.shape != z.shape[:1]
        or y.min() < 0
        or y.max() >= z.shape[1]
    ):
        raise ValueError("labels")
    loss = torch.nn.functional.cross_entropy(z, y)
    (d,) = torch.autograd.grad(loss, z)
    return loss, d


# %% mlp_backward
class Graph:
    def __init__(self, theta, X, logits):
        self.theta, self.X, self.logits = theta, X, logits


def mlp_forward(net, X):
    X = finite(X).clone().requires_grad_()
    theta = parameters(net)
    logits = logits_of(theta, X)
    return logits, Graph(theta, X, logits)


def mlp_backward(net, cache, dlogits):
    d = torch.as_tensor(dlogits)
    if d.shape != cache.logits.shape:
        raise ValueError("dlogits")
    grads = torch.autograd.grad(cache.logits, [*cache.theta, cache.X], d, retain_graph=True)
    return pairs(grads[:-1]), grads[-1]


# %% q7a
W1 = torch.tensor(variant.W1, dtype=torch.float64, requires_grad=True)
x, b1, w2 = (
    torch.tensor(a, dtype=torch.float64) for a in (variant.x, variant.b1, variant.w2)
)
loss = 0.5 * (w2 @ torch.relu(W1 @ x + b1) + variant.b2 - variant.target) ** 2
loss.backward()
q7a = W1.grad[variant.unit, variant.input]


# %% vjp
def jvp(net, X, dnet):
    tangent = same_shapes(dnet, net)
    theta, X = tuple(parameters(net, grad=False)), finite(X)
    return torch.func.jvp(lambda *t: logits_of(t, X), theta, tangent)[1]


def vjp(net, X, v):
    theta = parameters(net)
    logits = logits_of(theta, finite(X))
    v = torch.as_tensor(v)
    if v.shape != logits.shape:
        raise ValueError("v")
    return pairs(torch.autograd.grad(logits, theta, v))


# %% hvp
def hvp(net, X, y, v):
    direction = same_shapes(v, net)
    theta = parameters(net)
    logits = logits_of(theta, finite(X))
    y = torch.tensor(y)
    if y.min() < 0 or y.max() >= logits.shape[1]:
        raise ValueError("labels")
    loss = torch.nn.functional.cross_entropy(logits, y)
    grads = torch.autograd.grad(loss, theta, create_graph=True)
    slope = sum((a * b).sum() for a, b in zip(grads, direction))
    return pairs(torch.autograd.grad(slope, theta, materialize_grads=True))
