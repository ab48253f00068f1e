"""The sheet of the topic: one student's numbers, their answers, and the questions."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from course_lib.topic import Band, Question, Topic
from course_lib.topics.t06_stochastic_gradient_descent.methods import (
    adam_on_sequence,
    sgd_quadratic_moments,
)


@dataclass(frozen=True)
class Variant:
    """The numbers of one student: L, mu, j of Q6a; eta_adam to g2 of Q6b; the rest of Q6c."""

    L: int
    mu: float
    j: int
    eta_adam: float
    beta1: float
    beta2: float
    eps: float
    g1: int
    g2: int
    lam: float
    eta: float
    sigma: float


def draw(rng: np.random.Generator) -> Variant:
    """Draw a variant: no answer next to an integer, to 0, or to that of a known mistake."""
    while True:
        v = Variant(
            L=int(rng.integers(20, 400)),
            mu=int(rng.integers(5, 100)) / 100,
            j=int(rng.integers(3, 10)),
            eta_adam=int(rng.integers(11, 100)) / 10.0 ** int(rng.integers(1, 4)),
            beta1=int(rng.integers(4, 10)) / 10,
            beta2=float(rng.choice([0.75, 0.8, 0.9, 0.95, 0.99])),
            eps=int(rng.integers(1, 9)) / 10,
            g1=_signed_digit(rng),
            g2=_signed_digit(rng),
            lam=int(rng.integers(2, 60)) / 10,
            eta=int(rng.integers(2, 100)) / 100,
            sigma=int(rng.integers(11, 100)) / 10.0 ** int(rng.integers(0, 3)),
        )
        if _is_fair(v):
            return v


def _signed_digit(rng: np.random.Generator) -> int:
    return int(rng.integers(1, 10)) * int(rng.choice([-1, 1]))


def _is_fair(v: Variant) -> bool:
    steps = _steps_exactly(v)
    if abs(steps - round(steps)) < 1e-3 or not 0.1 <= v.eta * v.lam <= 1.8:
        return False
    sequence = (v.g1, v.g2)
    right = adam_on_sequence(sequence, v.eta_adam, v.beta1, v.beta2, v.eps)
    wrong = (
        _adam_step_two(v, correct=False),
        _adam_step_two(v, inside=True),
        _adam_step_two(v, first=2),
        _adam_step_two(v, eps=0.0),
    )
    return (
        v.g1 != v.g2
        and abs(right) > 0.1 * v.eta_adam
        and all(abs(w - right) > 0.01 * abs(right) for w in wrong)
    )


def _steps_exactly(v: Variant) -> float:
    """Return the real n with ((kappa - 1) / (kappa + 1))^n = 10^-j."""
    return v.j * math.log(10.0) / math.log1p(2.0 * v.mu / (v.L - v.mu))


def _adam_step_two(
    v: Variant,
    *,
    correct: bool = True,
    inside: bool = False,
    first: int = 1,
    eps: float | None = None,
) -> float:
    """Return x_2 of Adam from x_0 = 0 with one of the usual mistakes, for `_is_fair`."""
    m = w = x = 0.0
    ε = v.eps if eps is None else eps
    for t, g in enumerate((v.g1, v.g2), start=first):
        m = v.beta1 * m + (1 - v.beta1) * g
        w = v.beta2 * w + (1 - v.beta2) * g * g
        a = m / (1 - v.beta1**t) if correct else m
        b = w / (1 - v.beta2**t) if correct else w
        x -= v.eta_adam * a / (math.sqrt(b + ε) if inside else math.sqrt(b) + ε)
    return x


def statement(v: Variant) -> Mapping[str, str]:
    """Return what the notebook prints of a variant."""
    return {name: f"{value:g}" for name, value in vars(v).items()}


def answers(v: Variant) -> Mapping[str, int | float | Fraction]:
    """Return the answers of Q6a, Q6b, Q6c."""
    _, var = sgd_quadratic_moments([v.lam], v.eta, v.sigma, math.inf, [0.0])
    return {
        "q6a": math.ceil(_steps_exactly(v)),
        "q6b": adam_on_sequence((v.g1, v.g2), v.eta_adam, v.beta1, v.beta2, v.eps),
        "q6c": float(var[0]),
    }


TOPIC = Topic(
    stem="t06_stochastic_gradient_descent",
    title="Optimisation and stochastic gradient descent",
    questions=(
        Question(
            name="gradient_descent",
            kind="code",
            points=7,
            title="Gradient descent",
            source="Drori and Teboulle 2014, the exact rate of the gradient method",
        ),
        Question(name="q6a", kind="numeric", points=3, title="How many steps?", rtol=0.0),
        Question(
            name="sgd_momentum",
            kind="code",
            points=6,
            title="Momentum",
            source="Polyak 1964; Nesterov 1983; the recursion of torch.optim.SGD",
        ),
        Question(
            name="adam",
            kind="code",
            points=10,
            title="Adam and AMSGrad",
            source="Kingma and Ba 2015; Reddi, Kale and Kumar 2018",
        ),
        Question(name="q6b", kind="numeric", points=3, title="Two steps of Adam"),
        Question(
            name="minibatches",
            kind="code",
            points=5,
            title="One epoch of minibatches",
        ),
        Question(
            name="averaged_sgd",
            kind="code",
            points=7,
            title="Averaged stochastic (sub)gradient descent",
            source="Nemirovski and Yudin 1983; Bach, Learning Theory from First Principles, ch. 5",
        ),
        Question(
            name="proof_averaged_sgd",
            kind="proof",
            points=10,
            title="The rate of the averaged iterate",
            source="Bach, Learning Theory from First Principles, ch. 5",
            rubric=(
                (2, r"Expands $\lVert x_{k+1} - x^\star\rVert^2$"),
                (2, r"Takes the conditional expectation; $x_k$ depends on the past only"),
                (2, r"Uses the subgradient inequality, then takes the total expectation"),
                (2, r"Sums; the distances telescope and the last one is not negative"),
                (1, r"Jensen: $f(\bar x_T)$ is at most the mean of the $f(x_k)$"),
                (1, r"The best $\eta$, and the bound for it"),
            ),
        ),
        Question(
            name="sgd_quadratic_moments",
            kind="code",
            points=5,
            title="Mean and variance on a quadratic",
            source="An autoregressive process of order one; Bach, ch. 5",
        ),
        Question(name="q6c", kind="numeric", points=3, title="The noise floor"),
        Question(
            name="noise_floor",
            kind="experiment",
            points=7,
            title="The noise floor, and averaging it away",
            source="Polyak and Juditsky 1992",
        ),
    ),
    draw=draw,
    variant_type=Variant,
    statement=statement,
    answers=answers,
    bands=(
        Band(name="condition number of Q6a", low=20, high=8000, of=lambda v: v.L / v.mu),
        Band(name="decimal digits gained in Q6a", low=3, high=9, of=lambda v: v.j),
        Band(name="eta lam in Q6c", low=0.1, high=1.8, of=lambda v: v.eta * v.lam),
        Band(
            name="|x_2| / eta in Q6b",
            low=0.1,
            high=2.5,
            of=lambda v: abs(answers(v)["q6b"]) / v.eta_adam,
        ),
    ),
)
