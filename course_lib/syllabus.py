"""The table of contents: every topic of the course, in the order of its description."""

from course_lib.topic import Topic
from course_lib.topics import (
    t01_universal_approximation,
    t02_benefit_of_depth,
    t03_infinite_width,
    t05_neural_tangent_kernel,
    t06_stochastic_gradient_descent,
    t07_backpropagation,
    t09_nesterov_acceleration,
    t10_generalisation,
    t11_margin_maximisation,
    t12_implicit_bias,
    t13_rademacher_complexity,
)

SYLLABUS: tuple[Topic, ...] = (
    t01_universal_approximation.TOPIC,
    t02_benefit_of_depth.TOPIC,
    t03_infinite_width.TOPIC,
    t05_neural_tangent_kernel.TOPIC,
    t06_stochastic_gradient_descent.TOPIC,
    t07_backpropagation.TOPIC,
    t09_nesterov_acceleration.TOPIC,
    t10_generalisation.TOPIC,
    t11_margin_maximisation.TOPIC,
    t12_implicit_bias.TOPIC,
    t13_rademacher_complexity.TOPIC,
)


def find(stem: str) -> Topic:
    """Return the topic with this stem.

    Raises:
        LookupError: if there is none; the text lists those there are.
    """
    for topic in SYLLABUS:
        if topic.stem == stem:
            return topic
    known = ", ".join(t.stem for t in SYLLABUS)
    raise LookupError(f"no topic {stem!r} in course_lib/syllabus.py; it lists: {known}")
