"""Takes the risk at d = 2n for the smallest one."""

FAILS = {
    "test_q10c_is_the_least_risk_behind_the_peak",
}

# %%
import math

# %% q10c
top, bottom = variant.variance


def excess_risk(d):
    hidden = 1 - variant.n / d
    return variant.signal * hidden + top / bottom * variant.n / (d - variant.n - 1)


# Falls up to d = (n + 1)/(1 - σ/‖β‖), where its derivative vanishes, then rises.
turn = math.floor((variant.n + 1) / (1 - math.sqrt(top / bottom / variant.signal)))
q10c = excess_risk(2 * variant.n)
