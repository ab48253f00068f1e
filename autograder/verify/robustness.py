"""Junk in place of every function: each test gives a verdict of the right status, no fault.

A junk notebook answers every question with the same kind of junk, so one grading shows what
all tests of a topic make of it. Two things must hold: no test breaks (whatever comes back is
the student's doing), and the status says what happened. A third is about marks: what answers
nothing earns at most a fifth of a question. (A right answer that is spoiled refuses bad input
and leaves its arguments alone, which may be worth more.)
"""

from collections.abc import Mapping
from dataclasses import dataclass

from autograder.catalogue import alone
from autograder.sitting import Segment
from autograder.verdicts import Status
from autograder.verify.plan import Result, Run, Section, Setup

MOST_FOR_NOTHING = 0.2
"""Share of a question's points that an answer which answers nothing may earn."""

VALUE: frozenset[Status] = frozenset(
    {"passed", "wrong", "bad_reply", "raised", "not_defined"}
)
"""A value came back: nothing ran out of time or died."""
RAISES: frozenset[Status] = frozenset({"passed", "wrong", "raised"})
"""'passed' and 'wrong' are for tests that ask for a refusal."""
HANG_SECONDS = 0.3
STOPPED: frozenset[Status] = frozenset({"timed_out", "wrong", "not_run"})
DIED: frozenset[Status] = frozenset({"crashed", "wrong", "not_run"})
"""'wrong' is for the numeric questions, whose value is just a wrong number."""
NO_MEMORY: frozenset[Status] = frozenset({"out_of_memory", "wrong", "not_run"})
SOME = "-12345.678"
"""A number that answers nothing."""


@dataclass(frozen=True, kw_only=True)
class Junk:
    """One kind of junk.

    `body` is the body of every function, which takes ``*args, **kwargs``; or, if it mentions
    ``right``, that is the model's function, whose result it spoils. `value` is the answer to
    every numeric question.
    """

    name: str
    body: str
    value: str
    statuses: frozenset[Status]
    quick: bool = False
    once: bool = False
    """Only in the first code question: it costs seconds of waiting."""

    @property
    def spoils(self) -> bool:
        """True if it starts from a right answer."""
        return "right(" in self.body


def _value(name: str, value: str, quick: bool = False) -> Junk:
    return Junk(name=name, body=f"return {value}", value=value, statuses=VALUE, quick=quick)


def _raising(name: str, error: str, quick: bool = False) -> Junk:
    return Junk(name=name, body=f"raise {error}", value=SOME, statuses=RAISES, quick=quick)


def _spoiled(name: str, body: str) -> Junk:
    return Junk(name=name, body=body, value="1j", statuses=VALUE)


SPOIL = """\
def spoil(x, how):
    if isinstance(x, (list, tuple)):
        return type(x)(spoil(v, how) for v in x) if x else x
    try:
        return how(np.array(x, dtype=float))
    except (TypeError, ValueError):
        return x
"""

ORACLE_ABUSE = """\
global kept
for f in [*globals().get("kept", []), *args]:
    if callable(f):
        for junk in (None, "x", np.nan, np.zeros((3, 0)), 10**400, [[]], f):
            try:
                f(junk)
                f(junk, key=junk)
                f()
            except BaseException:
                pass
kept = [a for a in args if callable(a)]
return None"""

JUNK: tuple[Junk, ...] = (
    _value("None", "None", quick=True),
    _value("NaN", "float('nan')", quick=True),
    _value("infinity", "-float('inf')"),
    _value("zero", "0.0"),
    _value("an integer of 400 digits", "10**400"),
    _value("a string", "'7.0'", quick=True),
    _value("half a surrogate pair", r"'\ud800'"),
    _value("bytes", "b'7'"),
    _value("True", "True"),
    _value("a complex number", "1 + 2j"),
    _value("an empty array", "np.zeros((0,))"),
    _value("an empty list", "[]", quick=True),
    _value("an array of another shape", "np.ones((7, 1, 2))", quick=True),
    _value("an array of NaN", "np.full((2, 2), np.nan)"),
    _value("an array of objects", "np.array([None, 'x'], dtype=object)"),
    _value("an array of strings", "np.array(['1', '2'])"),
    _value("ragged lists", "[[1.0], [1.0, [2.0]], None]", quick=True),
    _value("a list in itself", "(lambda x: (x.append(x), x)[1])([])"),
    _value("nested a thousand times", "eval('lambda x: x')(__import__('functools').reduce("
           "lambda x, _: [x], range(1000), []))"),
    _value("a dictionary", "{'x': 1.0, 2: [3]}"),
    _value("a set", "{1.0, 2.0}"),
    _value("a generator", "(x for x in [1.0, 2.0])", quick=True),
    _value("a function", "(lambda *a, **k: None)"),
    _value("a class", "dict"),
    _value("an object", "object()", quick=True),
    _value("an object that lies", "type('Liar', (float,), {'__float__': lambda s: 1.0, '__eq__': "
           "lambda s, o: True, '__array__': lambda s, *a, **k: 1 / 0})(1.0)"),
    Junk(name="300 MB of zeros", body="return np.zeros((300 << 20,), dtype=np.int8)", value="[]",
         statuses=VALUE | NO_MEMORY),
    Junk(name="the arguments themselves", body="return args", value="[1.0]", statuses=VALUE),
    Junk(name="the first argument", body="return args[0] if args else None", value="()",
         statuses=VALUE),
    Junk(name="arguments overwritten", statuses=VALUE, value="np.array(1e300)", body=(
        "for a in args:\n"
        "    if isinstance(a, np.ndarray) and a.dtype.kind == 'f': a[...] = np.nan\n"
        "    if isinstance(a, list): a.clear()\n"
        "return None")),
    Junk(name="an oracle abused", body=ORACLE_ABUSE, value="[]", statuses=VALUE),
    _spoiled("a right answer with one more axis", "return spoil(right(*args, **kwargs), lambda x: "
             "x[None])"),
    _spoiled("a right answer, complex", "return spoil(right(*args, **kwargs), lambda x: x + 1j)"),
    _spoiled("a right answer with a NaN", "return spoil(right(*args, **kwargs), lambda x: x * "
             "np.where(np.arange(x.size).reshape(x.shape) == x.size - 1, np.nan, 1.0))"),
    _spoiled("a right answer cut short", "return spoil(right(*args, **kwargs), lambda x: "
             "x.ravel()[:-1])"),
    _spoiled("a right answer in a list", "return [right(*args, **kwargs)]"),
    _spoiled("a right answer as strings", "return spoil(right(*args, **kwargs), lambda x: "
             "x.astype(str))"),
    _raising("ValueError", "ValueError('no')", quick=True),
    _raising("TypeError without text", "TypeError"),
    _raising("AssertionError", "AssertionError('no')"),
    _raising("ZeroDivisionError", "ZeroDivisionError"),
    _raising("StopIteration", "StopIteration(1)"),
    _raising("KeyboardInterrupt", "KeyboardInterrupt"),
    _raising("SystemExit", "SystemExit(0)", quick=True),
    _raising("GeneratorExit", "GeneratorExit"),
    _raising("an exception group", "ExceptionGroup('x', [ValueError(1), TypeError(2)])"),
    _raising("an exception that raises when shown", "type('Evil', (Exception,), {'__str__': "
             "lambda s: 1 / 0, '__repr__': lambda s: 1 / 0})()"),
    _raising("an exception named as pytest's", "type('Skipped', (BaseException,), {})('skip')"),
    Junk(name="recursion", body="return kwargs.get('f', lambda g: g(g))(lambda g: g(g))",
         value="1e9", statuses=RAISES),
    Junk(name="NotImplementedError", body="raise NotImplementedError('not yet')", value="None",
         statuses=frozenset({"not_defined", "raised", "wrong"}), quick=True),
    Junk(name="MemoryError", body="raise MemoryError", value=SOME,
         statuses=NO_MEMORY),
    Junk(name="a hang", body="while True: pass", value=SOME, quick=True,
         statuses=STOPPED),
    Junk(name="sleep", body="__import__('time').sleep(10**6)", value=SOME, once=True,
         statuses=STOPPED),
    Junk(name="os._exit", body="__import__('os')._exit(0)", value=SOME, quick=True,
         statuses=DIED),
    Junk(name="a segmentation fault", body="__import__('ctypes').string_at(0)", value=SOME,
         statuses=DIED | RAISES),
)  # fmt: skip


def notebook_of(setup: Setup, junk: Junk, k: int) -> tuple[Segment, ...]:
    """Return the notebook whose every question is answered by this junk."""
    out: list[Segment] = []
    first = next(q.name for q in setup.topic.questions if q.callables)
    # What the notebook gives, tests may call: it stands in the helper cells of the model.
    given = [source for name, source in setup.model.cells if not name]
    for question in setup.topic.questions:
        if question.kind == "proof" or (junk.once and question.name != first):
            continue
        cells = ["import numpy as np"] if out else ["import numpy as np", *given]
        if question.kind == "numeric":
            cells.append(f"{question.name} = {junk.value}")
        else:
            right = alone(setup.model, question.name, setup.topic, setup.variant(k))
            cells += [source for _, source in right.cells] if junk.spoils else []
            cells += [SPOIL, *(_function(name, junk) for name in question.callables)]
        out.append(Segment(question.name, tuple(enumerate(cells))))
    return tuple(_renumbered(out))


def _renumbered(segments: list[Segment]) -> list[Segment]:
    """Give every cell its own place in the notebook."""
    out, place = [], 0
    for segment in segments:
        cells = tuple((place + i, source) for i, (_, source) in enumerate(segment.cells))
        out.append(Segment(segment.question, cells))
        place += len(cells) + 1
    return out


def _function(name: str, junk: Junk) -> str:
    body = "\n".join(f"    {line}" for line in junk.body.splitlines())
    if not junk.spoils:
        return f"def {name}(*args, **kwargs):\n{body}"
    # Bound at definition: each function spoils its own right one.
    body = body.replace("right(", f"right_{name}(")
    return f"right_{name} = {name}\ndef {name}(*args, **kwargs):\n{body}"


def check_robustness(setup: Setup, run: Run, *, quick: bool) -> Section:
    """Grade every kind of junk once."""
    section = Section("robustness")
    kinds: Mapping[str, Junk] = {j.name: j for j in JUNK if j.quick or not quick}
    tasks = []
    for k, junk in enumerate(kinds.values()):
        notebook = notebook_of(setup, junk, k)
        limit = {"call_seconds": HANG_SECONDS} if junk.statuses is STOPPED else {}
        only = tuple(segment.question for segment in notebook)
        tasks.append(setup.task("robustness", junk.name, k, notebook, only=only, **limit))
    verdicts = 0
    for result in run("robustness", tasks):
        verdicts += len(result.verdicts)
        _judge(setup, section, kinds[result.task.subject], result)
    section.figures = {"kinds of junk": len(kinds), "verdicts": verdicts}
    return section


def _judge(setup: Setup, section: Section, junk: Junk, result: Result) -> None:
    replay = setup.replay(result.task.k)
    for fault in result.faults:
        section.find(f"grader fault: {fault}", subject=junk.name, replay=replay)
    if result.sheet is None:
        return
    for missing in sorted(
        setup.tests_of(result.task.job.only) - {v.test for v in result.verdicts}
    ):
        section.find(f"{missing} gave no verdict", subject=junk.name, replay=replay)
    for v in result.verdicts:
        if v.status not in junk.statuses and v.status != "grader_fault":
            section.find(
                f"{v.test} says {v.status}: {v.message}", question=v.question,
                subject=junk.name, replay=replay,
            )  # fmt: skip
    for score in () if junk.spoils else result.sheet.scores:
        if score.question not in result.task.job.only or score.points is None:
            continue
        if score.points > MOST_FOR_NOTHING * score.max_points + 1e-9:
            section.find(
                f"earns {score.points:g} of {score.max_points:g} points", question=score.question,
                subject=junk.name, replay=replay,
                detail="passes " + ", ".join(
                    v.test for v in result.verdicts if v.passed and v.question == score.question
                ),
            )  # fmt: skip
