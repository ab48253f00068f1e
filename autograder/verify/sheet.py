"""Do catalogue, hidden tests and sheet fit together? A wrong entry proves nothing.

Everything here is known before anything is graded.
"""

from collections import Counter

from autograder.verify.answers import name_of
from autograder.verify.plan import Section, Setup

LEAST_ACCEPTED = 2
"""Right answers by different roads that each question needs."""
LEAST_REJECTED = 10
"""Wrong answers that a topic needs."""


def check_sheet(setup: Setup, section: Section) -> None:
    """Add what does not fit to the section, and the chances that tests declare."""
    _check_tests(setup, section)
    _check_catalogue(setup, section)
    answers = [a.accepted for a in setup.answers]
    section.figures = {
        "tests": len(setup.tests),
        "accepted files": answers.count(True),
        "rejected files": answers.count(False),
    }


def _check_tests(setup: Setup, section: Section) -> None:
    weight: Counter[str] = Counter()
    for test in setup.tests:
        section.count(test.question, "tests")
        weight[test.question] += test.weight  # type: ignore[assignment]
        section.chances[test.question] = (
            section.chances.get(test.question, 0.0) + test.chance
        )
        if not test.weight > 0:
            section.find(
                f"{test.name} has the weight {test.weight:g}", question=test.question
            )
        if not 0 <= test.chance < 1:
            section.find(
                f"{test.name} declares the chance {test.chance}", question=test.question
            )
        if not test.hint:
            section.note(f"{test.name} gives no hint", question=test.question)
    for question in setup.questions:
        if not weight[question]:
            section.find("no hidden test grades it", question=question)


def _check_catalogue(setup: Setup, section: Section) -> None:
    known = {t.name: t.question for t in setup.tests}
    roads: Counter[str] = Counter()
    for answer in setup.answers:
        if answer.accepted:
            roads.update(answer.questions)
        if not answer.questions:
            section.find("answers no question", subject=name_of(answer))
        for test in sorted(answer.fails - set(known)):
            section.find(
                f"FAILS names {test}, which no grader has", subject=name_of(answer)
            )
        for test in sorted(answer.fails & set(known)):
            if known[test] not in answer.questions:
                section.find(
                    f"FAILS names {test} of {known[test]}, which it does not answer",
                    question=known[test], subject=name_of(answer),
                )  # fmt: skip
    for question in setup.questions:
        if question not in setup.model.questions:
            section.find("the model answer does not answer it", question=question)
        if roads[question] < LEAST_ACCEPTED:
            section.find(
                f"{roads[question]} accepted answers; {LEAST_ACCEPTED} roads show that the "
                "tests accept more than the model", question=question,
            )  # fmt: skip
    rejected = sum(not a.accepted for a in setup.answers)
    if rejected < LEAST_REJECTED:
        section.find(f"{rejected} rejected answers; a topic needs {LEAST_REJECTED}")
