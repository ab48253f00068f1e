"""The sheet of the topic: one student's numbers, their answers, and the questions."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from course_lib.topic import Band, Question, Topic
from course_lib.topics.t09_nesterov_acceleration.methods import (
    SCHEDULES,
    agd,
    iteration_radius,
    lookaheads,
)

NEAR = 5e-3
"""No number that is rounded up to an answer lies this near to an integer."""


@dataclass(frozen=True)
class Variant:
    """The numbers of one student: L_a to j of Q9a; L_b to eps_places of Q9b; the rest of Q9c."""

    L_a: int
    lam_a: int
    x0: float
    j: int
    L_b: int
    R: int
    eps_digits: int
    eps_places: int
    method: str
    alpha: float
    beta: float
    lam: float
    digits: int


def draw(rng: np.random.Generator) -> Variant:
    """Draw a variant: no answer next to an integer, to 0, or to that of a known mistake."""
    while True:
        L_a = int(rng.integers(20, 200))
        v = Variant(
            L_a=L_a,
            lam_a=int(L_a * rng.uniform(0.1, 0.6)),
            x0=_signed(rng) / 10.0 ** int(rng.integers(0, 3)),
            j=int(rng.integers(3, 7)),
            L_b=int(rng.integers(2, 300)),
            R=int(rng.integers(2, 61)),
            eps_digits=int(rng.integers(2, 10)),
            eps_places=int(rng.integers(2, 5)),
            method=str(rng.choice(["heavy_ball", "nesterov"])),
            alpha=int(rng.integers(5, 100)) / 1000,
            beta=(100_000 - int(10 ** rng.uniform(1.8, 4.2))) / 100_000,
            lam=int(rng.integers(11, 100)) / 10.0 ** int(rng.integers(0, 5)),
            digits=int(rng.integers(4, 17)),
        )
        if _is_fair_a(v) and _is_fair_b(v) and _is_fair_c(v):
            return v


def _signed(rng: np.random.Generator) -> int:
    return int(rng.integers(11, 100)) * int(rng.choice([-1, 1]))


# ---- Q9a: the point at which the gradient is asked


def _lookahead(v: Variant, betas: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    path = agd(lambda x: v.lam_a * x, [v.x0], v.L_a, v.j + 1, lambda n: betas[:n])
    return float(lookaheads(path, betas)[v.j, 0])


def _is_fair_a(v: Variant) -> bool:
    right, *others = (_lookahead(v, beta(v.j + 1)) for beta in SCHEDULES.values())
    roots = SCHEDULES["(t_{k-1} - 1) / t_k"](v.j + 1)
    late = np.concatenate([[0.0], roots[:-1]])
    path = agd(lambda x: v.lam_a * x, [v.x0], v.L_a, v.j + 1)[:, 0]
    wrong = (*others, _lookahead(v, late), path[v.j], path[v.j + 1])
    return abs(right) > 0.01 * abs(v.x0) and all(
        abs(w - right) > 0.01 * abs(right) for w in wrong
    )


# ---- Q9b: two guarantees compared


def _epsilon(v: Variant) -> Fraction:
    return Fraction(v.eps_digits, 10**v.eps_places)


def _steps(v: Variant) -> tuple[float, float]:
    """Return the real numbers n, k with L R^2/(4 n + 2) = eps and 2 L R^2/(k + 1)^2 = eps."""
    ratio = v.L_b * v.R**2 / _epsilon(v)
    return float((ratio - 2) / 4), math.sqrt(2 * ratio) - 1


def _is_fair_b(v: Variant) -> bool:
    slow = _steps(v)[0]
    # A bound L R^2/(4 n) or L R^2/(4 n + 1) in place of L R^2/(4 n + 2) is noticed.
    by_a_quarter = math.ceil(slow + 0.25 - NEAR) > math.ceil(slow)
    return by_a_quarter and all(20 < s < 1e7 and _apart(s) for s in _steps(v))


def _apart(x: float) -> bool:
    return abs(x - round(x)) > NEAR


# ---- Q9c: the spectral radius


def _decay(v: Variant, rho: float) -> float:
    """Return the real n with rho^n = 10^-digits."""
    return v.digits * math.log(10.0) / -math.log(rho)


def _is_fair_c(v: Variant) -> bool:
    rho = iteration_radius(v.method, v.alpha, v.beta, v.lam)
    other = "nesterov" if v.method == "heavy_ball" else "heavy_ball"
    wrong = iteration_radius(other, v.alpha, v.beta, v.lam)
    q = 1.0 - v.alpha * v.lam
    roots = {"heavy_ball": (q + v.beta, v.beta), "nesterov": ((1 + v.beta) * q, v.beta * q)}
    trace, det = roots[v.method]
    # A double root cannot be computed to more than half of the digits.
    simple = math.sqrt(abs(trace**2 - 4 * det)) > 0.01
    if not (simple and 0.8 < rho < 0.9999 and 0.3 < wrong < 1 and q > 0.05):
        return False
    n = _decay(v, rho)
    return n > 150 and _apart(n) and abs(n - _decay(v, wrong)) > 2


def statement(v: Variant) -> Mapping[str, str]:
    """Return what the notebook prints of a variant."""
    names = {"heavy_ball": "the heavy ball", "nesterov": "Nesterov's method"}
    shown = {
        name: f"{value:g}"
        for name, value in vars(v).items()
        if name not in ("method", "eps_digits", "eps_places")
    }
    return {
        **shown,
        "method": names[v.method],
        "eps": rf"{v.eps_digits} \cdot 10^{{-{v.eps_places}}}",
    }


def answers(v: Variant) -> Mapping[str, int | float | Fraction]:
    """Return the answers of Q9a, Q9b, Q9c."""
    roots = SCHEDULES["(t_{k-1} - 1) / t_k"](v.j + 1)
    slow, fast = _steps(v)
    rho = iteration_radius(v.method, v.alpha, v.beta, v.lam)
    return {
        "q9a": _lookahead(v, roots),
        "q9b": math.ceil(slow) - math.ceil(fast),
        "q9c": math.ceil(_decay(v, rho)),
    }


TOPIC = Topic(
    stem="t09_nesterov_acceleration",
    title="Nesterov acceleration",
    questions=(
        Question(
            name="agd",
            kind="code",
            points=11,
            title="The accelerated gradient method",
            source="Nesterov 1983; Beck and Teboulle 2009, Theorem 4.4",
        ),
        Question(
            name="q9a", kind="numeric", points=3, title="Where is the gradient asked?"
        ),
        Question(
            name="proof_agd",
            kind="proof",
            points=10,
            title="The rate, by an energy that never grows",
            source="Beck and Teboulle 2009, Theorem 4.4; Bach, ch. 5",
            rubric=(
                (
                    3,
                    r"smoothness and convexity at $y_k$ bound $f(x_{k+1})$ by $x_k$ and by $x^*$",
                ),
                (
                    2,
                    r"the two are added with the weights $t_k - 1 \ge 0$ and $1$, then times $t_k$",
                ),
                (2, r"$t_k^2 - t_k = t_{k-1}^2$ in front of $f(x_k) - f^*$"),
                (
                    2,
                    r"the square is completed and the momentum recognised: $E_{k+1} \le E_k$",
                ),
                (
                    1,
                    r"$E_1 \le \frac L2 R^2$ and $t_{k-1} \ge \frac{k+1}2$, hence the bound",
                ),
            ),
        ),
        Question(
            name="q9b", kind="numeric", points=3, title="Two guarantees compared", rtol=0.0
        ),
        Question(
            name="agd_strong",
            kind="code",
            points=8,
            title="Strong convexity: constant momentum",
            source="Nesterov, Lectures on Convex Optimization, 2.2; d'Aspremont et al. 2021, 4.5",
        ),
        Question(
            name="heavy_ball",
            kind="code",
            points=8,
            title="The heavy ball",
            source="Polyak 1964; Lessard, Recht and Packard 2016, 4.6",
        ),
        Question(
            name="worst_quadratic",
            kind="code",
            points=7,
            title="The worst function",
            source="Nesterov, Lectures on Convex Optimization, 2.1.2",
        ),
        Question(
            name="iteration_radius",
            kind="code",
            points=6,
            title="Rates on quadratics",
            source="Polyak 1964; Lessard, Recht and Packard 2016, 4.1",
        ),
        Question(
            name="q9c", kind="numeric", points=3, title="How many iterations?", rtol=0.0
        ),
        Question(
            name="rates",
            kind="experiment",
            points=7,
            title="Three methods between two bounds",
            source="Nesterov, Lectures on Convex Optimization, 2.1.2 and 2.2",
        ),
    ),
    draw=draw,
    variant_type=Variant,
    statement=statement,
    answers=answers,
    bands=(
        Band(name="lambda / L in Q9a", low=0.05, high=0.6, of=lambda v: v.lam_a / v.L_a),
        Band(name="place of the point in Q9a", low=3, high=6, of=lambda v: v.j),
        Band(
            name="steps of the accelerated bound in Q9b",
            low=20,
            high=10_000,
            of=lambda v: _steps(v)[1],
        ),
        Band(
            name="spectral radius in Q9c",
            low=0.8,
            high=0.9999,
            of=lambda v: iteration_radius(v.method, v.alpha, v.beta, v.lam),
        ),
        Band(
            name="iterations in Q9c",
            low=150,
            high=3.7e5,
            of=lambda v: _decay(v, iteration_radius(v.method, v.alpha, v.beta, v.lam)),
        ),
    ),
)
