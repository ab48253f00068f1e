"""A small topic and sample sheets: right, wrong, slow, unwritten, hostile, and a fault of ours."""

import base64
import dataclasses
import html.parser
import io

import numpy as np
import pytest

from autograder.verdicts import GradeSheet, Score, Verdict, digest, score_of
from course_lib.topic import Question, Topic

HOSTILE = "".join(
    [
        "<script>document.title='OWNED'</script>",
        "<img src=x onerror=\"document.title='OWNED'\">",
        '<svg onload="document.title=\'OWNED\'"><a href="javascript:alert(1)">x</a></svg>',
        "</pre></div></textarea></title></style></script><iframe srcdoc='<b>hi</b>'></iframe>",
        "\" onmouseover=\"document.title='OWNED'\" style='position:fixed;inset:0' ",
        r"$\href{javascript:document.title='OWNED'}{x}$ $$\require{html}$$ \(x\) \[y\] ",
        "{{7*7}} {% raw %} {{ page.__class__ }} ⟦w1⟧ << name >> ",
        "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x9b2J \x00\x08\x7f ",
        "user\u202egnp.exe \u2066x\u2069 a\u200bb \ufeff \u2028line Z" + "\u0335" * 50,
        "[bold red]rich[/] &lt;b&gt; <!-- --> <![CDATA[x]]>",
    ]
)


@dataclasses.dataclass(frozen=True)
class Variant:
    """Nothing of the student's own."""


TOPIC = Topic(
    stem="t07_sample",
    title="Backpropagation",
    questions=(
        Question(
            name="softmax_cross_entropy",
            kind="code",
            points=8,
            title="Softmax and its gradient",
        ),
        Question(name="mlp_backward", kind="code", points=14, title="The backward pass"),
        Question(name="q7a", kind="numeric", points=3, title="A derivative by hand"),
        Question(
            name="proof_backpropagation",
            kind="proof",
            points=10,
            title="Backpropagation is the chain rule",
            rubric=((10, "all of it"),),
        ),
    ),
    draw=lambda rng: Variant(),
    variant_type=Variant,
    statement=lambda v: {},
    answers=lambda v: {"q7a": 1},
)

TESTS = (
    ("softmax_cross_entropy", "test_loss_of_uniform_logits_is_log_c", 1.0),
    ("softmax_cross_entropy", "test_gradient_rows_sum_to_zero", 1.0),
    ("softmax_cross_entropy", "test_loss_and_gradient_are_finite_for_large_logits", 2.0),
    ("mlp_backward", "test_gradient_agrees_with_central_differences", 3.0),
    ("mlp_backward", "test_gradient_is_linear_in_dlogits", 2.0),
    ("mlp_backward", "test_inputs_are_left_unchanged", 1.0),
    ("mlp_backward", "test_an_empty_batch_is_refused", 1.0),
    ("q7a", "test_q7a", 1.0),
)


def picture():
    """Return a real PNG in base64, as the grader draws one."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5.2, 3.2), dpi=110, layout="constrained")
    axes = figure.add_subplot()
    h = 10.0 ** np.arange(-8, 0)
    axes.loglog(
        h, h**2 + 1e-14 / h, "o--", color="0.4", label="what central differences leave"
    )
    axes.loglog(h, 0 * h + 0.3, "s-", color="C3", label="your gradient")
    axes.set(xlabel="step h", ylabel="relative error")
    axes.legend()
    png = io.BytesIO()
    figure.savefig(png, format="png", metadata={"Software": None})
    return base64.b64encode(png.getvalue()).decode("ascii")


def make_sheet(student, changes=None, *, faults=(), notes=(), topic=TOPIC):
    """Return a sheet in which every test passes but for the `changes` to verdicts by name."""
    changes = changes or {}
    verdicts = tuple(
        Verdict(
            **{
                "test": name,
                "question": question,
                "weight": weight,
                "status": "passed",
                "title": name.removeprefix("test_").replace("_", " ").capitalize(),
                **changes.get(name, changes.get(question, changes.get("*", {}))),
            }
        )
        for question, name, weight in TESTS
    )
    scores = tuple(
        Score(
            question=q.name, max_points=q.points, points=None, reason="to be marked by hand"
        )
        if q.kind == "proof"
        else score_of(q.name, q.points, verdicts)
        for q in topic.questions
    )
    marks = {
        name: digest(name) for name in ("submission", "grader", "variant", "environment")
    }
    return GradeSheet(
        topic=topic.stem,
        student=student,
        edition="2026",
        seed=digest("seed"),
        tier="full",
        layers=("bwrap", "seccomp"),
        verdicts=verdicts,
        scores=scores,
        faults=faults,
        notes=notes,
        **marks,
    )


WRONG = {
    "test_loss_and_gradient_are_finite_for_large_logits": {
        "status": "wrong",
        "message": "loss is nan",
        "hint": "Exponentials of large logits overflow. Subtract the row maximum first: "
        "`logits - logits.max(axis=1, keepdims=True)` leaves the softmax unchanged (log-sum-exp).",
        "input": "softmax_cross_entropy(np.array([[1000., 0.]]), np.array([0]))",
        "result": "(float('nan'), np.array([[np.nan, 0.]]))",
    },
    "test_gradient_agrees_with_central_differences": {
        "status": "wrong",
        "message": "dW[0][1, 0] is off by about 1e-01, allowed 1e-05",
        "hint": r"Which layer's mask is it? $\delta_l = (W_{l+1}^\top \delta_{l+1}) \odot "
        r"\sigma'(z_l)$ uses the pre-activation of layer $l$ itself.",
        "input": "mlp_backward([(np.array([[1.], [-1.]]), np.array([0., 0.125])), "
        "(np.array([[1., 2.]]), np.array([0.]))], np.array([[1.], [-0.5], [0.]]), "
        "np.array([[1.], [0.], [0.]]))",
        "result": "[(np.array([[0.], [2.]]), np.array([0., 2.])), "
        "(np.array([[1., 0.]]), np.array([1.]))]",
        "figure": picture(),
    },
    "test_an_empty_batch_is_refused": {
        "status": "raised",
        "message": "an empty batch must raise ValueError; it raised IndexError",
        "hint": "Validate before you compute: an empty mean is not a number.",
        "input": "mlp_backward(<array of shape (12, 40)>, np.zeros((0, 2)), np.zeros((0, 1)))",
        "result": "raised IndexError",
    },
    "test_q7a": {
        "status": "wrong",
        "message": "q7a is not the right number for your variant",
        "hint": "The factor $1/n$ belongs to the gradient too.",
        "input": "q7a",
        "result": "0.75",
    },
}

SLOW = {
    "test_gradient_agrees_with_central_differences": {
        "status": "timed_out",
        "message": "the call used more than 4 seconds of CPU time",
        "input": "mlp_backward([(np.array([[1.]]), np.array([0.]))], np.array([[0.]]), "
        "np.array([[1.]]))",
        "hint": "One pass forward and one back are enough.",
    },
    "test_gradient_is_linear_in_dlogits": {
        "status": "crashed",
        "message": "your code called os._exit",
        "input": "mlp_backward(<grad>, 3)",
        "result": "the process has ended",
    },
    "test_inputs_are_left_unchanged": {
        "status": "not_run", "message": "this question had used up its time",
    },
    "test_an_empty_batch_is_refused": {
        "status": "not_run", "message": "this question had used up its time",
    },
    "q7a": {"status": "not_defined", "message": "q7a is still None: write your number there"},
}  # fmt: skip

MORE = {
    "test_loss_of_uniform_logits_is_log_c": {
        "status": "out_of_memory", "message": "it asked for 10 GB; 2 GB are allowed",
        "input": "softmax_cross_entropy(np.array([[0.]]), np.array([0]))",
    },
    "test_gradient_rows_sum_to_zero": {
        "status": "bad_reply", "message": "an object of type Foo is not plain data",
        "input": "softmax_cross_entropy(np.array([[0.]]), np.array([0]))", "result": "<Foo>",
    },
    "mlp_backward": {
        "status": "not_defined",
        "message": "mlp_backward is not defined; its cell stopped with SyntaxError: invalid syntax",
    },
}  # fmt: skip

FAULT = {
    "mlp_backward": {
        "status": "grader_fault",
        "message": "ZeroDivisionError: /srv/secret/path",
    }
}


def hostile_verdict(status="raised", text=HOSTILE):
    """Return fields of a verdict all of whose student text is hostile."""
    return {
        "status": status,
        "message": f"ValueError: {text}",
        "input": f"f({text!r})",
        "result": text,
        "figure": "data:image/svg+xml,<svg onload=alert(1)>",
    }


def sample_sheets():
    """Return one sheet of each kind."""
    return (
        make_sheet("ada"),
        make_sheet(
            "bob", WRONG, notes=("cell 7 was duplicated; the first one was graded",)
        ),
        make_sheet("carl", SLOW),
        make_sheet("dora", MORE),
        make_sheet("empty", {"*": {"status": "not_defined", "message": "not written yet"}}),
        make_sheet(
            '=HYPERLINK("http://x","<script>alert(1)</script>")', {"*": hostile_verdict()}
        ),
        make_sheet("fay", FAULT, faults=("the reference raised ZeroDivisionError",)),
    )


VOID = {"img", "meta", "link", "br"}


class Reader(html.parser.HTMLParser):
    """Reads HTML as a browser does: tags, attributes, and text that MathJax would see."""

    def __init__(self, source):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.images, self.texts = set(), set(), [], []
        self.open, self.typeset, self.seen = [], [], ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.images += [value for name, value in attrs if name == "src"]
        if tag not in VOID:
            hidden = "tex2jax_ignore" in dict(attrs).get("class", "")
            self.open.append((tag, hidden))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag, f"</{tag}> closes nothing"

    def handle_data(self, data):
        self.seen += data
        if not any(hidden for _, hidden in self.open):
            self.typeset.append(data)


@pytest.fixture
def read():
    """A function that reads HTML; see `Reader`."""
    return Reader


@pytest.fixture
def topic():
    """The sample topic."""
    return TOPIC


@pytest.fixture
def sheet():
    """A function that makes a sheet; see `make_sheet`."""
    return make_sheet


@pytest.fixture
def hostile():
    """A function that makes the fields of a verdict with hostile text."""
    return hostile_verdict


@pytest.fixture
def hostile_text():
    """Text that attacks browsers, terminals, templates and readers."""
    return HOSTILE


@pytest.fixture
def samples():
    """One sheet of each kind: right, wrong, slow, more, empty, hostile, fault."""
    names = ("right", "wrong", "slow", "more", "empty", "hostile", "fault")
    return dict(zip(names, sample_sheets(), strict=True))
