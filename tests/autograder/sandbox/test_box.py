"""What a box does for a grader: the contract, one behaviour a test."""

import gc
import os
import time

import numpy as np
import pytest

from autograder.errors import (
    BadReply,
    Crashed,
    GraderFault,
    NotDefined,
    OutOfMemory,
    Raised,
    SandboxFault,
    TimedOut,
    UsageError,
)
from autograder.sandbox import wire
from autograder.sandbox.box import Box, Cell, Limits, RemoteObject, Zygote

FEW = Limits(call_cpu_seconds=0.3, cell_cpu_seconds=0.3, memory_megabytes=256)
SHORT = Limits(
    call_cpu_seconds=0.2, call_wall_seconds=0.4, cell_cpu_seconds=0.2, cell_wall_seconds=0.4
)


def ran(box, *sources):
    return box.run([Cell(index=i, source=s) for i, s in enumerate(sources)])


# --------------------------------------------------------------------------------- cells
def test_cells_share_a_namespace_and_an_error_stops_only_its_cell(box):
    first, second, third = ran(box, "x = 1\nprint(x)", "x = 2\n1/0\nx = 3", "x + 40")

    assert (first.stdout, first.error) == ("1\n", None)
    assert second.error == "ZeroDivisionError: division by zero"
    assert second.error_type == "ZeroDivisionError"
    assert third.result == "42" and box.value("x") == 2


def test_the_traceback_shows_the_cells_and_nothing_else(box):
    _, outcome = ran(box, "import json\ndef f():\n    return json.loads('{')", "\nf()")

    assert outcome.traceback.splitlines() == [
        "Traceback (most recent call last):",
        "  cell 1, line 2",
        "    f()",
        "  cell 0, line 3, in f",
        "    return json.loads('{')",
        outcome.error,
    ]


def test_a_syntax_error_says_where(box):
    (outcome,) = ran(box, "x = 1\ny = = 2")

    assert outcome.error_type == "SyntaxError" and "line 2" in outcome.traceback


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("1 + 1", "2"),
        ("1 + 1;", ""),
        ("x = 1", ""),
        ("None", ""),
        ("'a\\nb'", "'a\\nb'"),
        ("__name__", "'__main__'"),
        ("import asyncio\nawait asyncio.sleep(0)\n7", "7"),
        ("async def f(): return 3\nawait f()", "3"),
        ("%matplotlib inline\n%config A.b = 1\n5", "5"),
        ("%%time\nx = 6\nx", "6"),
        ("%time 3 + 4", "7"),
        ("%load_ext autoreload\n%autoreload 2\n8", "8"),
        ("!pip install numpy\n9", "9"),
        ("print?\n", ""),
        (
            "from dataclasses import dataclass\n@dataclass\nclass A:\n    x: int\nA(3)",
            "A(x=3)",
        ),
        ("import warnings\nwarnings.warn('w')\n10", "10"),
        ("import matplotlib.pyplot as plt\nplt.show()\n11", "11"),
        ("import torch\ntorch.compile(lambda x: x + 1)(torch.ones(1)).item()", "2.0"),
        (
            "class A:\n    def __repr__(self): raise SystemExit\nA()",
            "<repr raised SystemExit>",
        ),
    ],
)
def test_a_cell_is_read_as_in_a_notebook(box, source, result):
    (outcome,) = ran(box, source)

    assert (outcome.error, outcome.result) == (None, result)


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("!ls", "RuntimeError"),
        ("x = !ls", "RuntimeError"),
        ("%%bash\nls", "RuntimeError"),
        ("%run other.py", "RuntimeError"),
        ("input('name? ')", "EOFError"),
        ("breakpoint()", "BdbQuit"),
        ("exit()", "SystemExit"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("def f(): return f()\nf()", "RecursionError"),
        ("import os\nos.fork()", "PermissionError"),
        ("import subprocess\nsubprocess.run('ls')", "PermissionError"),
        ("class A(Exception):\n    def __str__(self): raise SystemExit\nraise A", "A"),
    ],
)
def test_what_a_notebook_cannot_do_here_is_an_error_of_that_cell(box, source, kind):
    outcome, after = ran(box, source, "'alive'")

    assert outcome.error_type == kind and after.result == "'alive'"


def test_memory_that_is_refused_is_an_error_of_that_cell(notebook):
    outcome, after = ran(notebook(limits=FEW), "bytearray(1 << 30)", "'alive'")

    assert outcome.error_type == "MemoryError" and after.result == "'alive'"


@pytest.mark.parametrize(
    "source",
    ["x" * 10**6, "\0", "(" * 10**5, "-" * 10**4 + "1", "\ud800 = 1", "x = '\u20ac' * 2"],
)
def test_any_text_can_be_a_cell(box, source):
    outcome, after = ran(box, source, "'alive'")

    assert outcome.error is None or outcome.error_type
    assert after.result == "'alive'"


def test_a_future_import_holds_in_later_cells(box):
    _, outcome = ran(box, "from __future__ import annotations", "x: Nothing = 1\nx")

    assert outcome.result == "1"


def test_warnings_go_to_stderr(box):
    (outcome,) = ran(box, "import warnings\nwarnings.warn('careful')")

    assert "UserWarning: careful" in outcome.stderr and outcome.error is None


def test_output_of_c_code_is_kept_too(box):
    (outcome,) = ran(
        box, "import ctypes, os\nctypes.CDLL(None).puts(b'C')\nos.write(2, b'E')"
    )

    assert outcome.stdout == "C\n" and outcome.stderr == "E"


def test_output_is_capped_and_says_so(notebook):
    box = notebook(limits=Limits(output_kilobytes=1))
    long, short = ran(box, "print('x' * 100_000)", "print('y')")

    assert 1000 < len(long.stdout) < 1200 and "more bytes" in long.stdout
    assert short.stdout == "y\n"


def test_output_is_stripped_of_control_characters(box):
    (outcome,) = ran(box, r"print('\x1b[31mred\x1b[0m \u202ebidi \x07bell\r\nend')")

    assert outcome.stdout == "red bidi bell\nend\n"


@pytest.mark.parametrize(
    "source",
    ["import sys, io\nsys.stdout = io.StringIO()", "import sys\nsys.stdout.close()"],
)
def test_a_cell_that_takes_stdout_away_harms_no_later_cell(box, source):
    _, outcome = ran(box, source, "print('here')")

    assert outcome.stdout == "here\n"


def test_figures_are_kept_and_closed(box):
    source = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.title('$x^2$')\n0"
    first, second = ran(box, source, "plt.get_fignums()")

    (png,) = first.figures
    assert png.startswith(b"\x89PNG") and first.result == "0"
    assert second.figures == () and second.result == "[]"


def test_too_many_figures_are_told(notebook):
    box = notebook("import matplotlib.pyplot as plt", limits=Limits(figures_per_cell=2))
    (outcome,) = ran(box, "for _ in range(5): plt.figure()")

    assert len(outcome.figures) == 2 and "3 more figures" in outcome.stderr


@pytest.mark.parametrize(
    "source",
    ["display(fig)", "fig", "from IPython.display import display\ndisplay(fig)"],
)
def test_a_displayed_figure_is_a_figure(notebook, source):
    box = notebook("from matplotlib.figure import Figure\nfig = Figure()\nfig.subplots()")
    (outcome,) = ran(box, source)

    assert len(outcome.figures) == 1


def test_display_shows_text_and_drops_html(box):
    source = (
        "from IPython.display import HTML\ndisplay(3, HTML('<script>alert(1)</script>'))"
    )
    (outcome,) = ran(box, source)

    assert outcome.stdout.startswith("3\n") and "script" not in outcome.stdout


def test_a_figure_that_cannot_be_drawn_is_a_note(box):
    source = "import matplotlib.pyplot as plt\nplt.title(r'$\\frac{$')\nprint('x')"
    (outcome,) = ran(box, source)

    assert outcome.stdout == "x\n" and outcome.figures == ()
    assert "could not be drawn" in outcome.stderr


def test_the_first_figure_is_fast(box):
    start = time.perf_counter()
    ran(box, "import matplotlib.pyplot as plt\nplt.plot([1, 2])")

    assert time.perf_counter() - start < 1.0


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("while True: pass", TimedOut),
        ("import time\ntime.sleep(60)", TimedOut),
        ("(10**7)**(10**7)", TimedOut),
        ("import os\nos._exit(0)", Crashed),
        ("import ctypes\nctypes.string_at(0)", Crashed),
        ("import os\nos.abort()", Crashed),
        ("import os\nos.close(3)", Crashed),
        ("while True: print('x' * 100_000)", Crashed),
        ("import os\nos.write(3, b'x' * 12)", BadReply),
    ],
)
def test_a_cell_that_ends_the_process_brings_the_outcomes_so_far(notebook, source, fault):
    box = notebook(
        limits=SHORT
        if fault is TimedOut
        else Limits(call_cpu_seconds=20, cell_cpu_seconds=20)
    )
    with pytest.raises(fault) as caught:
        ran(box, "print(1)", source, "print(3)")

    assert caught.value.cell_index == 1
    assert [o.stdout for o in caught.value.outcomes] == ["1\n"]
    assert not box.alive
    with pytest.raises(Crashed, match="has ended"):
        box.value("x")


# --------------------------------------------------------------------------------- calls
CODE = """
import numpy as np, torch
def double(x): return 2 * x
def echo(*args, **kwargs): return args, kwargs
def increase(x, y): x += 1; y[0] = 'new'; return 'done'
def stub(x): raise NotImplementedError
def lazy(): return torch.nn.Module()(1)
def bad(): raise type('Own', (KeyError,), {})('te\\x1b[1mxt')
def leave(): raise SystemExit(3)
def big(): return np.ones(10 << 27)
def big_torch(): return torch.ones(10 << 27)
def spin():
    while True: pass
def endless():
    while True: yield 1
not_callable = 3
"""


@pytest.fixture
def student(notebook) -> Box:
    return notebook(CODE, limits=FEW)


def test_a_call_returns_plain_values(student):
    got = student.call("double", np.arange(3.0))

    assert type(got) is np.ndarray and got.tolist() == [0, 2, 4]
    assert student.call("echo", 1, (2.5, "s"), k=[None, True]) == (
        (1, (2.5, "s")),
        {"k": [None, True]},
    )


def test_changes_of_arguments_are_seen_when_asked_for(student):
    x = np.zeros(2)
    result, (x_after, y_after) = student.call_keeping_arguments("increase", x, ["old"])

    assert result == "done" and x_after.tolist() == [1, 1] and y_after == ["new"]
    assert x.tolist() == [0, 0]


def test_tensors_and_generators_arrive_as_such(notebook):
    box = notebook(
        "import torch\ndef kind(t): return str(t.dtype), t\ndef draw(r): return r.normal(size=3)"
    )
    name, array = box.call("kind", wire.Tensor(np.ones(2, np.float32)))

    assert name == "torch.float32" and type(array) is np.ndarray
    expected = np.random.default_rng(7).normal(size=3)
    assert np.array_equal(box.call("draw", wire.Rng(7)), expected)


def test_values_and_names(student):
    assert student.value("not_callable") == 3
    assert student.defines("double") and not student.defines("nothing")
    for ask in (student.value, student.call):
        with pytest.raises(NotDefined, match="nothing is not defined"):
            ask("nothing")


@pytest.mark.parametrize("name", ["stub", "lazy"])
def test_a_stub_is_not_written_yet(student, name):
    with pytest.raises(NotDefined, match="not written yet"):
        student.call(name, *([1] if name == "stub" else []))


def test_an_exception_arrives_as_names_and_clean_text(student):
    with pytest.raises(Raised) as caught:
        student.call("bad")

    fault = caught.value
    assert fault.type_name == "Own" and fault.text == "'te\\x1b[1mxt'"
    assert fault.bases[:3] == ("Own", "KeyError", "LookupError")


@pytest.mark.parametrize(
    ("name", "kind"), [("leave", "SystemExit"), ("not_callable", "TypeError")]
)
def test_other_exceptions_are_raised_too_and_harm_nothing(student, name, kind):
    with pytest.raises(Raised) as caught:
        student.call(name)

    assert caught.value.type_name == kind and student.call("double", 2) == 4


@pytest.mark.parametrize("name", ["big", "big_torch"])
def test_ten_gigabytes_are_out_of_memory_and_the_box_lives_on(student, name):
    with pytest.raises(OutOfMemory):
        student.call(name)

    assert student.call("double", 2) == 4


def test_a_call_out_of_time_ends_the_box_and_says_which_limit(student):
    start = time.monotonic()
    with pytest.raises(TimedOut, match=r"0\.3 s of computing"):
        student.call("spin")

    assert 0.25 < time.monotonic() - start < 3
    assert 0.3 <= student.cpu_seconds < 1.5
    with pytest.raises(Crashed, match="has ended"):
        student.call("double", 1)


def test_the_time_of_all_calls_together_is_bounded(notebook):
    limits = Limits(call_cpu_seconds=0.5, cell_cpu_seconds=0.5, total_cpu_seconds=0.55)
    box = notebook(
        "import time\ndef work():\n    t = time.process_time()\n    while time.process_time() - t < .2: pass",
        limits=limits,
    )
    box.call("work")
    box.call("work")
    with pytest.raises(TimedOut, match="all together"):
        box.call("work")


def test_the_kernel_bounds_cpu_time_when_nobody_is_waiting(notebook):
    source = "import threading\ndef go():\n    def f():\n        while True: pass\n    threading.Thread(target=f, daemon=True).start()"
    box = notebook(source, limits=Limits(total_cpu_seconds=0.2))
    box.call("go")
    deadline = time.monotonic() + 10
    while box.cpu_seconds < 1.1 and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.2)
    with pytest.raises(TimedOut):
        box.call("go")


def test_values_too_large_to_cross_are_a_bad_reply(notebook):
    box = notebook("def f():\n    return [0] * 10**6")
    with pytest.raises(BadReply, match="parts"):
        box.call("f")

    assert not box.alive


def test_what_the_grader_cannot_send_is_the_graders_error(student):
    with pytest.raises(TypeError, match="cannot cross"):
        student.call("double", object())

    assert student.call("double", 1) == 2


def test_an_interrupted_request_ends_the_box(notebook, monkeypatch):
    box = notebook("import time")
    monkeypatch.setattr(
        "time.clock_gettime", lambda _: (_ for _ in ()).throw(KeyboardInterrupt)
    )
    with pytest.raises(KeyboardInterrupt):
        box.value("x")
    monkeypatch.undo()

    assert not box.alive


# ------------------------------------------------------------------------------- oracles
ORACLES = """
kept = []
def apply(o, x): return o(o(x))
def keywords(o): return o(1, k=2)
def keep(o): kept.append(o)
def use(): return kept[0](1)
def swallow(o):
    for _ in range(3):
        try: o()
        except Exception as e: last = type(e).__mro__
    return [c.__name__ for c in last]
def let(o): return o()
def peek(o):
    found = []
    for name in ('calls', '__wrapped__', '__closure__', '__dict__', '__code__'):
        found.append(hasattr(o, name))
    return found
def threaded(o):
    import threading
    got = []
    threads = [threading.Thread(target=lambda i=i: got.append(o(i))) for i in range(4)]
    for t in threads: t.start()
    for t in threads: t.join()
    return sorted(got)
def double(x): return 2 * x
"""


@pytest.fixture
def asker(notebook) -> Box:
    return notebook(ORACLES)


def test_an_oracle_lives_and_counts_on_the_trusted_side(asker):
    asked = []

    def oracle(x):
        asked.append(x.copy())
        return x + 1

    assert asker.call("apply", oracle, np.zeros(2)).tolist() == [2, 2]
    assert [a.tolist() for a in asked] == [[0, 0], [1, 1]]
    assert asker.call("keywords", lambda *a, **k: (a, k)) == ((1,), {"k": 2})


def test_an_oracle_shows_nothing_of_itself(asker):
    assert asker.call("peek", lambda: 1) == [False] * 5


def test_an_oracle_dies_with_its_call(asker):
    asker.call("keep", lambda x: x)
    with pytest.raises(Raised, match="OracleIsGone"):
        asker.call("use")

    assert asker.call("double", 2) == 4


def test_oracles_may_be_asked_from_threads(asker):
    assert asker.call("threaded", lambda i: 10 * i) == [0, 10, 20, 30]


class BudgetSpent(Exception):
    pass


def test_an_exception_of_an_oracle_goes_in_as_its_name_without_text(asker):
    def oracle():
        raise BudgetSpent("the secret is 42")

    with pytest.raises(Raised) as caught:
        asker.call("let", oracle)

    assert caught.value.bases[:2] == ("BudgetSpent", "RuntimeError")
    assert caught.value.text == "" and isinstance(caught.value.__cause__, BudgetSpent)
    assert asker.call("swallow", oracle)[:2] == ["BudgetSpent", "RuntimeError"]


def test_an_exception_of_an_oracle_may_carry_text_for_students(asker):
    def oracle():
        error = ValueError("secret")
        error.student_text = "x must have shape (3,)"
        raise error

    with pytest.raises(Raised) as caught:
        asker.call("let", oracle)

    assert (caught.value.type_name, caught.value.text) == (
        "ValueError",
        "x must have shape (3,)",
    )


@pytest.mark.parametrize("kind", [GraderFault, KeyboardInterrupt])
def test_what_is_not_for_students_ends_the_call_whatever_they_catch(asker, kind):
    asked = []

    def oracle():
        asked.append(1)
        raise kind("ours")

    with pytest.raises(kind):
        asker.call("swallow", oracle)

    assert len(asked) == 1 and asker.call("double", 2) == 4


def test_an_oracle_may_call_the_student_again(asker):
    assert asker.call("apply", lambda x: asker.call("double", x), 3) == 12


def test_endless_nesting_is_stopped(asker):
    def oracle(x):
        return asker.call("apply", oracle, x)

    with pytest.raises(BadReply, match="nested"):
        asker.call("apply", oracle, 1)


def test_the_time_of_an_oracle_is_not_the_students(notebook):
    box = notebook("def f(o): return o()", limits=Limits(call_wall_seconds=0.3))

    assert box.call("f", lambda: time.sleep(0.5)) is None


# ------------------------------------------------------------------------ remote objects
OBJECTS = """
class Value:
    def __init__(self, v): self.v = v
    def __add__(self, o): return Value(self.v + getattr(o, 'v', o))
    __radd__ = __add__
    def __mul__(self, o): return Value(self.v * getattr(o, 'v', o))
    __rmul__ = __mul__
    def __neg__(self): return Value(-self.v)
    def __pow__(self, n): return Value(self.v ** n)
    def __sub__(self, o): return self + -o
    def __rsub__(self, o): return -self + o
    def __truediv__(self, o): return Value(self.v / getattr(o, 'v', o))
    def __rtruediv__(self, o): return Value(o / self.v)
    def __eq__(self, o): return True
    def __call__(self, x): return self.v + x
    def get(self, *, plus=0): return self.v + plus
    __hash__ = None
one = Value(1.0)
def same(): return one
def which(x): return x is one
def naturals():
    n = 0
    while True:
        yield n
        n += 1
"""


@pytest.fixture
def things(notebook) -> Box:
    return notebook(OBJECTS)


def test_other_objects_stay_where_they_are(things):
    one = things.value("one")

    assert type(one) is RemoteObject and one.type_name == "Value"
    assert one.get("v") == 1.0 and one.call("get", plus=2) == 3.0 and one(5) == 6.0
    one.set("v", np.float64(4.0))
    assert one.get("v") == 4.0


def test_equality_of_an_object_is_identity_and_it_is_never_true(things):
    one = things.value("one")

    assert one is things.call("same") and one != 1 and one != things.call("Value", 1.0)
    assert things.call("which", one) is True
    with pytest.raises(BadReply, match="type Value"):
        bool(one)
    with pytest.raises(TypeError):
        list(one)


def test_operators_act_in_the_sandbox_from_either_side(things):
    v = things.call("Value", 8.0)
    results = [v + 1, 1 + v, v * v, np.float64(2) * v, -v, v**2, v - 1, 1 - v, v / 2, 4 / v]

    assert [r.get("v") for r in results] == [9, 9, 64, 16, -8, 64, 7, -7, 4, 0.5]


def test_a_generator_is_not_consumed(things):
    naturals = things.call("naturals")

    assert naturals.type_name == "generator"
    assert [naturals.call("__next__") for _ in range(3)] == [0, 1, 2]


def test_objects_of_another_box_are_refused(things, zygote):
    with zygote.box() as other, pytest.raises(ValueError, match="another"):
        other.call("print", things.value("one"))


def test_objects_are_forgotten_when_the_grader_drops_them(things):
    things.call("Value", 0)
    source = (
        "import gc\ndef count(): return sum(type(o) is Value for o in gc.get_objects())"
    )
    ran(things, source)
    for _ in range(50):
        things.call("Value", 1)
    gc.collect()

    assert things.call("count") < 5


def test_a_program_runs_in_one_round_trip(things):
    steps = [
        ("const", 1.5),
        ("call", "Value", 0),
        ("op", "add", 1, 1),
        ("method", "get", 2),
        ("const", 7),
        ("set", "v", 1, 4),
        ("get", "v", 1),
        ("op", "neg", 1),
    ]
    total, seven, negated = things.program(steps, [3, 6, 7])

    assert (total, seven, negated.get("v")) == (3.0, 7, -7)


def test_a_program_raises_what_the_student_raises(things):
    with pytest.raises(Raised, match="ZeroDivisionError"):
        things.program([("const", 1), ("const", 0), ("op", "truediv", 0, 1)], [2])
    with pytest.raises(NotDefined, match="Nothing"):
        things.program([("call", "Nothing")], [0])
    with pytest.raises(ValueError, match="not before"):
        things.program([("op", "neg", 0)], [0])


# ------------------------------------------------------------------------------ lifetime
def test_closing_leaves_no_process_and_no_descriptor(zygote, processes):
    zygote.box().close()
    fds, before = len(os.listdir("/proc/self/fd")), processes.now()
    box = zygote.box()
    started = processes.now() - before
    box.close()
    box.close()

    assert len(started) == 2  # the launcher and the box
    assert processes.back_to(before) and not box.alive
    assert len(os.listdir("/proc/self/fd")) == fds


def test_a_killed_box_has_ended(notebook):
    box = notebook("x = 1")
    box.kill()
    with pytest.raises(Crashed, match="has ended"):
        box.value("x")


def test_a_forked_grader_may_ask_for_boxes_and_leaves_the_zygote_alive(zygote):
    pids = []
    for value in range(4):
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                with zygote.box() as box:
                    box.run([Cell(index=0, source=f"x = {value}")])
                    code = 0 if box.value("x") == value else 2
                zygote.close()  # lets go of the socket, no more
            finally:
                os._exit(code)
        pids.append(pid)
    codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]

    assert codes == [0] * 4
    with zygote.box() as box:
        assert box.alive and box.defines("print") is False


def test_a_grader_that_dies_takes_its_box_with_it(zygote, processes):
    before = processes.now()
    pid = os.fork()
    if pid == 0:
        zygote.box()
        os._exit(0)
    os.waitpid(pid, 0)

    assert processes.back_to(before)


def test_the_zygote_tells_what_it_has_loaded(zygote):
    assert zygote.info["threads"] == 1 and "torch" in zygote.info["preloaded"]
    assert {"python", "numpy", "torch", "seconds"} <= set(zygote.info)


def test_a_zygote_that_cannot_start_says_why_in_one_line():
    with pytest.raises(SandboxFault, match="No module named 'no_such_module'") as caught:
        Zygote(tier="full", preload=("no_such_module",))
    assert "\n" not in str(caught.value)
    with pytest.raises(UsageError, match="full, flat"):
        Zygote(tier="strong")


def test_a_zygote_without_bubblewrap_says_what_to_install(monkeypatch):
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(SandboxFault, match="apt-get install bubblewrap"):
        Zygote(tier="full", preload=())


def test_optimisers_and_autograd_work_after_the_fork(box):
    source = """
import torch
net = torch.nn.Linear(16, 16)
opt = torch.optim.Adam(net.parameters())
for _ in range(5):
    opt.zero_grad()
    net(torch.randn(8, 16)).pow(2).mean().backward()
    opt.step()
torch.set_num_threads(2)
(torch.randn(300, 300) @ torch.randn(300, 300)).shape
"""
    start = time.perf_counter()
    (outcome,) = ran(box, source)

    assert outcome.result == "torch.Size([300, 300])" and time.perf_counter() - start < 3
