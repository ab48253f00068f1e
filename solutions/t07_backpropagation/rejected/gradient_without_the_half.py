"""Differentiates (f - t)^2, without the factor 1/2."""

FAILS = {
    "test_q7a_is_the_derivative_of_the_loss",
}

# %% q7a
z1 = [
    sum(w * x for w, x in zip(row, variant.x)) + b for row, b in zip(variant.W1, variant.b1)
]
f = sum(w * max(z, 0) for w, z in zip(variant.w2, z1)) + variant.b2
delta1 = [(f - variant.target) * w * (z > 0) for w, z in zip(variant.w2, z1)]
q7a = 2 * delta1[variant.unit] * variant.x[variant.input]
