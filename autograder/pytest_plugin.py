"""The pytest side of grading: fixtures, markers, verdicts. Loaded by name, never discovered.

A hidden test names its question and says what it is worth::

    @pytest.mark.question("mlp_backward", weight=2, hint="Which layer's mask is it?")
    def test_gradient_is_linear_in_dlogits(student, variant): ...

Every collected test must report one verdict; a test that is skipped, marked xfail, or that
breaks in any way that is not the student's doing is a fault of ours, never a pass. Random
inputs (``rng``, Hypothesis) are drawn from the seed of the sitting and the name of the test, so
that a grading can be replayed exactly.
"""

import base64
import functools
import hashlib
import io
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import hypothesis
import numpy as np
import pytest
from hypothesis.internal.conjecture import engine

from autograder import strategies as draw
from autograder.errors import BadReply, StudentFault, TopicError
from autograder.show import show_call, show_outcome
from autograder.sitting import NotRun, Sitting
from autograder.student import Student
from autograder.verdicts import Status, Verdict
from course_lib.topic import Topic

MARKERS = (
    "question(name, weight=1, hint=''): the question this hidden test belongs to",
    "chance(p): probability at most p of failing a right answer",
)

EXAMPLES = 25
MAX_SHRINKS = 60

hypothesis.settings.register_profile(
    "grading",
    database=None,
    deadline=None,
    max_examples=EXAMPLES,
    derandomize=False,
    report_multiple_bugs=False,
    print_blob=False,
    # A slow student is not an unhealthy test.
    suppress_health_check=list(hypothesis.HealthCheck),
    phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate, hypothesis.Phase.shrink),
)


@dataclass(frozen=True, kw_only=True)
class HiddenTest:
    """What a hidden test says of itself before it runs."""

    name: str
    question: str
    weight: float
    hint: str
    title: str
    chance: float


class Picture:
    """A drawing that is rendered only if the test fails."""

    def __init__(self) -> None:
        self._draw: Callable[[Any], None] | None = None

    def draw(self, function: Callable[[Any], None]) -> None:
        """Register ``function(axes)``; the last one registered counts."""
        self._draw = function

    def render(self) -> str:
        """Return the figure as base64 PNG; empty if there is none or it cannot be drawn."""
        if self._draw is None:
            return ""
        from matplotlib.figure import Figure

        figure = Figure(figsize=(5.2, 3.2), dpi=110, layout="constrained")
        try:
            self._draw(figure.add_subplot())
            png = io.BytesIO()
            figure.savefig(png, format="png", metadata={"Software": None})
        except Exception:  # a drawing helps; it never decides
            return ""
        return base64.b64encode(png.getvalue()).decode("ascii")


def describe(item: pytest.Item, topic: Topic) -> HiddenTest:
    """Read the markers of a collected test.

    Raises:
        TopicError: no question, an unknown one, or a random fixture that cannot be replayed.
    """
    name = item.name
    where = f"graders/test_{topic.stem}.py::{name}"
    marker = item.get_closest_marker("question")
    if marker is None:
        raise TopicError(f"{where} names no question: @pytest.mark.question('...')")
    question = marker.args[0]
    try:
        kind = topic.question(question).kind
    except LookupError as e:
        raise TopicError(f"{where}: {e}") from None
    if kind == "proof":
        raise TopicError(f"{where}: {question} is a proof, which a person marks")
    function = getattr(item, "function", None)
    if hypothesis.is_hypothesis_test(function) and "rng" in getattr(
        item, "fixturenames", ()
    ):
        raise TopicError(
            f"{where}: with @given draw a seed; `rng` cannot be replayed there"
        )
    chance = item.get_closest_marker("chance")
    return HiddenTest(
        name=name,
        question=question,
        weight=float(marker.kwargs.get("weight", 1.0)),
        hint=str(marker.kwargs.get("hint", "")),
        title=title_of(function),
        chance=float(chance.args[0]) if chance else 0.0,
    )


def title_of(function: Any) -> str:
    """Return the first line of the docstring, or the name of the test as a sentence."""
    doc = (getattr(function, "__doc__", None) or "").strip()
    if doc:
        return doc.splitlines()[0].strip()
    words = re.sub(r"^test_", "", getattr(function, "__name__", "")).replace("_", " ")
    return words[:1].upper() + words[1:]


class GradingPlugin:
    """Runs the hidden tests of one topic for one submission after another."""

    def __init__(self, topic: Topic) -> None:
        self.topic = topic
        self.tests: dict[str, HiddenTest] = {}
        self.refusal = ""
        """Why the hidden tests of this topic cannot be used; empty if they can."""
        self.student_ = Student(
            frozenset(f for q in topic.questions for f in q.callables),
            frozenset(q.name for q in topic.questions if q.kind == "numeric"),
        )
        self.variant_: Any = None
        self.sitting: Sitting | None = None
        self.seed = b""
        self.report: Callable[[Verdict], None] = lambda verdict: None
        self.draws = True
        self.share = 1.0
        self.in_full: tuple[str, ...] = ()

    def begin(
        self, sitting: Sitting, variant: Any, seed: bytes, report: Callable[[Verdict], None]
    ) -> None:
        """Prepare for one submission; verdicts go to `report` as they fall."""
        self.sitting, self.variant_, self.seed, self.report = sitting, variant, seed, report

    def random_for(self, test: str) -> int:
        """Return the seed of one test: a function of the sitting's seed and its name."""
        raw = hashlib.blake2b(
            test.encode("utf-8"), key=self.seed[:64], digest_size=8
        ).digest()
        return int.from_bytes(raw, "big")

    # ---- fixtures
    @pytest.fixture
    def student(self) -> Student:
        """Return the proxy of the submission."""
        return self.student_

    @pytest.fixture
    def variant(self) -> Any:
        """Return this student's variant."""
        return self.variant_

    @pytest.fixture
    def rng(self, request: pytest.FixtureRequest) -> np.random.Generator:
        """Return a generator seeded by the sitting and the name of the test."""
        return np.random.default_rng(self.random_for(request.node.name))

    @pytest.fixture
    def picture(self, request: pytest.FixtureRequest) -> Picture:
        """Return a place for a drawing that is shown if the test fails."""
        request.node.mpdl_picture = Picture()
        return request.node.mpdl_picture  # type: ignore[no-any-return]

    # ---- hooks
    def pytest_configure(self, config: pytest.Config) -> None:
        """Declare the markers, load the Hypothesis profile."""
        for marker in MARKERS:
            config.addinivalue_line("markers", marker)
        hypothesis.settings.load_profile("grading")
        explain_failures(True)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Put the tests in the order of the notebook and read what they say of themselves."""
        place = {q.name: i for i, q in enumerate(self.topic.questions)}
        try:
            for item in items:
                self.tests[item.name] = describe(item, self.topic)
                self._begin_examples_afresh(getattr(item, "function", None))
        except TopicError as e:
            # pytest would print an exception of a hook as an error of its own.
            self.refusal = str(e)
            items.clear()
        items.sort(key=lambda item: place[self.tests[item.name].question])

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Remember why a grader could not be imported."""
        if report.failed:
            lines = [line for line in str(report.longrepr).splitlines() if line.strip()]
            self.refusal = f"{report.nodeid}: {lines[-1] if lines else 'not collected'}"

    def _begin_examples_afresh(self, function: Any) -> None:
        """Let the record of calls begin anew with each example that Hypothesis runs.

        The shrunk example is run last, so what a failure shows is the smallest one.
        """
        if not hypothesis.is_hypothesis_test(function):
            return
        inner = function.hypothesis.inner_test

        @functools.wraps(inner)
        def example(*args: Any, **kwargs: Any) -> Any:
            self.student_._forget()
            return inner(*args, **kwargs)

        function.hypothesis.inner_test = example

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        """Bring the notebook to the question, seed Hypothesis, then run the test."""
        assert self.sitting is not None
        self.student_._open(self.sitting.enter(self.tests[item.name].question))
        function: Any = getattr(item, "function", None)
        if hypothesis.is_hypothesis_test(function):
            hypothesis.seed(self.random_for(item.name))(function)
            self.thin(item.name, function)
        return (yield)

    def thin(self, name: str, function: Any) -> None:
        """Let a test try only the job's share of its examples.

        By the attribute, since `hypothesis.settings` refuses to decorate a test twice. The
        process is the fork of one job, so nothing has to be put back.
        """
        if self.share < 1 and name not in self.in_full:
            usual = function._hypothesis_internal_use_settings
            few = math.ceil(self.share * usual.max_examples)
            function._hypothesis_internal_use_settings = hypothesis.settings(
                usual, max_examples=few
            )

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Iterator[None]:
        """Turn the outcome of a test into a verdict."""
        outcome = yield
        if call.when == "call" or (call.when == "setup" and call.excinfo is not None):
            error = call.excinfo.value if call.excinfo is not None else None
            self.report(self.verdict(item, error, call.duration))
        return outcome

    def verdict(
        self, item: pytest.Item, error: BaseException | None, seconds: float
    ) -> Verdict:
        """Return the verdict of a test that passed (no error) or failed with `error`."""
        test = self.tests[item.name]
        status, message = self._judge(test, error)
        shown = status not in ("passed", "not_run", "grader_fault", "not_defined")
        calls = self.student_._last_calls if shown else ()
        picture: Picture | None = getattr(item, "mpdl_picture", None)
        return Verdict(
            test=test.name,
            question=test.question,
            weight=test.weight,
            status=status,
            title=test.title,
            message=message,
            hint="" if status in ("passed", "grader_fault", "not_defined") else test.hint,
            input="\n".join(show_call(c) for c in calls),
            result=show_outcome(calls[-1]) if calls else "",
            figure=picture.render() if shown and picture is not None and self.draws else "",
            seconds=seconds,
        )

    def _judge(self, test: HiddenTest, error: BaseException | None) -> tuple[Status, str]:
        """Return the status and the message: whose fault is it?"""
        if error is None:
            return "passed", ""
        if isinstance(error, NotRun):
            return "not_run", "this question had used up its time"
        if isinstance(error, hypothesis.errors.Flaky):
            # The test is deterministic (it is seeded), so the student's answer is not.
            return "wrong", "your function gives different results for the same input"
        if isinstance(error, StudentFault):
            assert self.sitting is not None
            fault = self.sitting.note(test.question, error)
            text = "" if isinstance(fault, BadReply) and not str(fault) else str(fault)
            return fault.status, text  # type: ignore[return-value]
        if isinstance(error, AssertionError):
            return "wrong", str(error)
        return "grader_fault", f"{type(error).__name__}: {str(error)[:500]}"


def explain_failures(wanted: bool) -> None:
    """Let Hypothesis shrink failing inputs by count, not by the clock, or not at all.

    There is no public setting; without this a slow wrong answer would be shrunk for minutes,
    and a limit in seconds could not be replayed. (`settings(phases=...)` cannot be changed
    once a test is decorated.)
    """
    engine.MAX_SHRINKS = MAX_SHRINKS if wanted else 0


def warm_hypothesis() -> None:
    """Let Hypothesis do once, before the first fork, what it does at its first example.

    It imports what it needs and looks for constants in our modules: 50 ms that each fork
    would spend again, and a list that would depend on what the fork had imported.
    """

    @hypothesis.settings(max_examples=50, phases=[hypothesis.Phase.generate])
    @hypothesis.given(draw.eighths(2), draw.seeds())
    def any_test(x: Any, seed: int) -> None:
        pass

    hypothesis.seed(0)(any_test)()
