"""The numbers of a student, their answers, and the sheet of the topic."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from course_lib.topic import Band, Question, Topic


@dataclass(frozen=True, kw_only=True)
class Variant:
    """The numbers of one student."""

    angle: int
    """Q5a: angle between x and z, in degrees."""
    norm_x: float
    """Q5a: length of x, two decimals."""
    norm_z: float
    """Q5a: length of z, two decimals."""
    diagonal: float
    """Q5b: p; the kernel is ((p, q), (q, p)). Two decimals."""
    off_diagonal: float
    """Q5b: q, of either sign, |q| < p. Two decimals."""
    rate: float
    """Q5b: η, two decimals."""
    start: tuple[float, float]
    """Q5b: f_0, two decimals; f_0 - y is an eigenvector."""
    target: tuple[float, float]
    """Q5b: y, two decimals."""
    decades: int
    """Q5b: the residual is to fall by 10^-j."""
    size: int
    """Q5c: number n of points."""
    own: float
    """Q5c: diagonal entry of the kernel, three decimals."""
    shared: float
    """Q5c: every other entry, of either sign, three decimals."""


def draw(rng: np.random.Generator) -> Variant:
    """Draw a variant: no angle that hides a term, eigenvalues positive and well apart."""
    while True:
        sign = int(rng.choice((-1, 1)))
        along = int(rng.integers(50, 300)) * int(rng.choice((-1, 1)))
        target = [int(c) for c in rng.integers(-300, 301, 2)]
        n = int(rng.integers(3, 10))
        v = Variant(
            angle=int(rng.integers(15, 151)),
            norm_x=int(rng.integers(110, 400)) / 100,
            norm_z=int(rng.integers(110, 400)) / 100,
            diagonal=int(rng.integers(200, 1000)) / 100,
            off_diagonal=int(rng.choice((-1, 1))) * int(rng.integers(50, 900)) / 100,
            rate=int(rng.integers(5, 100)) / 100,
            start=((target[0] + along) / 100, (target[1] + sign * along) / 100),
            target=(target[0] / 100, target[1] / 100),
            decades=int(rng.integers(2, 8)),
            size=n,
            own=int(rng.integers(2000, 10_000)) / 1000,
            shared=int(rng.choice((-1, 1))) * int(rng.integers(200, 8000)) / 1000,
        )
        apart = abs(v.angle - 90) >= 8 and abs(_profile(v)) >= 0.05
        spread = 0.2 <= abs(v.off_diagonal) / v.diagonal <= 0.8
        if apart and spread and _is_kernel(v) and min(map(abs, v.start + v.target)) > 0.2:
            return v


def statement(v: Variant) -> dict[str, str]:
    """Return the text of the student's numbers."""
    return {
        "angle": str(v.angle),
        "norm_x": f"{v.norm_x:.2f}",
        "norm_z": f"{v.norm_z:.2f}",
        "diagonal": f"{v.diagonal:.2f}",
        "off_diagonal": f"{v.off_diagonal:.2f}",
        "rate": f"{v.rate:.2f}",
        "start": ",\\ ".join(f"{c:.2f}" for c in v.start),
        "target": ",\\ ".join(f"{c:.2f}" for c in v.target),
        "decades": str(v.decades),
        "size": str(v.size),
        "own": f"{v.own:.3f}",
        "shared": f"{v.shared:.3f}",
    }


def answers(v: Variant) -> Mapping[str, int | float | Fraction]:
    r"""Return the right numbers.

    q5a: $‖x‖‖z‖(u κ_0(u) + κ_1(u))$, u = cos θ, with $κ_0 = (π-θ)/π$ and
    $κ_1 = (\sin θ + (π-θ)u)/π$. q5b: $j \ln 10/(ηλ)$, λ = p ± q the eigenvalue of the residual.
    q5c: $2/λ_{\max}$ of $(p - q) I + q\,11^\top$.
    """
    return {
        "q5a": v.norm_x * v.norm_z * _profile(v),
        "q5b": v.decades * math.log(10) / (v.rate * _eigenvalue(v)),
        "q5c": 2 / _largest(v),
    }


def _profile(v: Variant) -> float:
    θ = math.radians(v.angle)
    return (2 * (math.pi - θ) * math.cos(θ) + math.sin(θ)) / math.pi


def _eigenvalue(v: Variant) -> float:
    first, second = (a - b for a, b in zip(v.start, v.target, strict=True))
    return v.diagonal + math.copysign(v.off_diagonal, v.off_diagonal * first * second)


def _largest(v: Variant) -> float:
    return v.own + max((v.size - 1) * v.shared, -v.shared)


def _is_kernel(v: Variant) -> bool:
    """Tell whether the kernel of Q5c is positive definite, with room to spare."""
    least = v.own + min((v.size - 1) * v.shared, -v.shared)
    return least >= 0.1 * v.own


BANDS = (
    Band(
        name="Q5a: angle from the right angle",
        low=8,
        high=75,
        of=lambda v: abs(v.angle - 90),
    ),
    Band(name="Q5a: kernel of unit vectors", low=-0.35, high=2, of=_profile),
    Band(
        name="Q5b: the other eigenvalue over this one",
        low=0.1,
        high=10,
        of=lambda v: 2 * v.diagonal / _eigenvalue(v) - 1,
    ),
    Band(name="Q5b: decades", low=2, high=7, of=lambda v: v.decades),
    Band(name="Q5c: points", low=3, high=9, of=lambda v: v.size),
    Band(
        name="Q5c: largest eigenvalue over the diagonal",
        low=1.02,
        high=9,
        of=lambda v: _largest(v) / v.own,
    ),
)

DIGITS = 1e-6
"""Relative error of the numeric answers: eight digits are asked for."""

TOPIC = Topic(
    stem="t05_neural_tangent_kernel",
    title="The neural tangent kernel",
    questions=(
        Question(
            name="empirical_ntk",
            kind="code",
            points=9,
            title="The kernel of a net of finite width",
            source="Jacot, Gabriel, Hongler 2018",
        ),
        Question(
            name="ntk",
            kind="code",
            points=10,
            title="Infinite width",
            source="Recursion of Arora et al. 2019; arc-cosine kernels of Cho and Saul 2009",
        ),
        Question(
            name="q5a",
            kind="numeric",
            points=3,
            title="One hidden layer, two points",
            rtol=DIGITS,
        ),
        Question(
            name="kernel_flow",
            kind="code",
            points=9,
            title="Training as a linear flow",
            source="Jacot, Gabriel, Hongler 2018; Lee et al. 2019",
        ),
        Question(
            name="q5b",
            kind="numeric",
            points=3,
            title="How long it takes",
            rtol=DIGITS,
        ),
        Question(
            name="kernel_gd",
            kind="code",
            points=6,
            title="Steps of finite length",
            functions=("max_stable_step", "kernel_gd"),
        ),
        Question(
            name="q5c",
            kind="numeric",
            points=3,
            title="The longest step",
            rtol=DIGITS,
        ),
        Question(
            name="linearize",
            kind="code",
            points=6,
            title="The linearised model",
            source="Lee et al. 2019; Chizat, Oyallon, Bach 2019",
        ),
        Question(
            name="proof_laziness",
            kind="proof",
            points=10,
            title="Lazy training converges",
            source="Du, Zhai, Poczos, Singh 2019; Chizat, Oyallon, Bach 2019",
            rubric=(
                (
                    2,
                    r"The equation of the residual, $\dot r = -\Theta r$, by the chain rule.",
                ),
                (
                    3,
                    (
                        r"Grönwall: $\|r_t\| \le e^{-\lambda t/2}\|r_0\|$ while "
                        r"$\lambda_{\min} \ge \lambda/2$ along the path."
                    ),
                ),
                (
                    3,
                    (
                        r"The length of the path: $\|\theta_t - \theta_0\| \le \int_0^t "
                        r"\|J^\top r\|\,\mathrm ds \le \frac{2M}{\lambda}\|r_0\|$."
                    ),
                ),
                (
                    2,
                    (
                        r"Continuity: the path cannot leave the ball, so the bounds hold for all "
                        r"times and the flow exists for all times."
                    ),
                ),
            ),
        ),
        Question(
            name="ntk_drift",
            kind="experiment",
            points=7,
            title="Wide nets are lazy",
            source="Du, Zhai, Poczos, Singh 2019; Chizat, Oyallon, Bach 2019",
        ),
    ),
    draw=draw,
    variant_type=Variant,
    statement=statement,
    answers=answers,
    bands=BANDS,
)
