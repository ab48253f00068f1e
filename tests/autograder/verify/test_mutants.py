import ast
from pathlib import Path

import pytest

from autograder.catalogue import Answer
from autograder.verify.mutants import mutants_of, normal
from autograder.verify.plan import users


def answer(source, question="f"):
    return Answer(
        path=Path("model.py"), about="", fails=frozenset(), cells=((question, source),)
    )


def becomes(source):
    return {m.becomes for m in mutants_of(answer(source))}


def inside(*lines):
    return becomes("\n    ".join(("def f(x, y, n):", *lines)))


@pytest.mark.parametrize(
    ("statement", "mutant"),
    [
        ("return x + y", "return x - y"),
        ("return x + y", "return x"),
        ("return x + y", "return y"),
        ("return x * y", "return x / y"),
        ("return x * (y + n)", "return y + n"),
        ("return x / n", "return x"),
        ("return x ** 2", "return x"),
        ("return x @ y", "return y @ x"),
        ("return x @ y", "return x * y"),
        ("return -x", "return x"),
        ("return x < y", "return x <= y"),
        ("return x < y", "return x >= y"),
        ("return 0 <= x < n", "return 0 <= x <= n"),
        ("return x and y", "return x or y"),
        ("return x and y", "return y"),
        ("return not x", "return x"),
        ("return x.T", "return x"),
        ("return x[1:]", "return x[0:]"),
        ("return x[:n]", "return x[:]"),
        ("return x[:n]", "return x[:n + 1]"),
        ("return x[n, :]", "return x[:, n]"),
        ("return x[:, None]", "return x[None, :]"),
        ("return range(n)", "return range(n - 1)"),
        ("return range(1, n)", "return range(1, n + 1)"),
        ("return x.sum(axis=0)", "return x.sum(axis=1)"),
        ("return x.sum(axis=0)", "return x.sum()"),
        ("return x.sum(axis=0)", "return x.mean(axis=0)"),
        ("return np.abs(x)", "return x"),
        ("return np.maximum(x, 0)", "return x"),
        ("return np.maximum(x, 0)", "return np.minimum(x, 0)"),
        ("return np.where(x, y, n)", "return np.where(x, n, y)"),
        ("return np.einsum('ij,j->i', x, y)", "return np.einsum('ji,j->i', x, y)"),
        ("return g(x, y)", "return g(y, x)"),
        ("return x if n else y", "return y"),
        ("return [a for a in x if a]", "return [a for a in x]"),
        ("return x, y", "return (y, x)"),
        ("return 0.5 * x", "return 1.0 * x"),
        ("x += y", "x -= y"),
        ("x += y", "x = y"),
        ("x += y", "pass"),
        ("x.append(y)", "pass"),
        ("x = x - y", "pass"),
    ],
)
def test_the_slip_is_made(statement, mutant):
    assert mutant in inside(statement)


def test_a_check_is_forgotten_and_each_of_its_conditions_as_well():
    found = inside("if x.ndim != 2 or n < 1:", "    raise ValueError('bad')", "return x")

    assert "pass" in found
    assert {"if n < 1:", "if x.ndim != 2:", "if x.ndim != 2 or n <= 1:"} <= found


def test_what_no_test_could_see_is_left_alone():
    source = '''
def f(x: int = 3, *, tol=1e-9) -> float:
    """Return 1 + 1."""
    import numpy as np
    with np.errstate(over="ignore"):
        pass
    if x is None:
        raise ValueError("1 + 1 < 3" + str(1 + 1))
'''
    found = becomes(source)

    assert not any("1e-09" not in b and "tol" in b for b in found)
    assert not any("ValueError" in b or "errstate" in b or "import" in b for b in found)
    assert "pass" in found


def test_mutants_differ_from_the_answer_and_from_one_another():
    source = "def f(x, n):\n    return (x - x.max(axis=1)) / (n + 1) ** 2 if n > 0 else -x"

    shapes = [ast.dump(ast.parse(m.source)) for m in mutants_of(answer(source))]

    assert len(set(shapes)) == len(shapes) > 10
    assert ast.dump(ast.parse(source)) not in shapes


def test_parentheses_stand_where_the_tree_wants_them():
    assert "return (x - y) * n" in inside("return (x + y) * n")
    assert "return x / y" in inside("return x / (y * n)")


def test_a_mutant_is_put_into_the_answer_it_was_made_of():
    whole = answer("def f(x):\n    return x + 1")
    mutant = next(m for m in mutants_of(whole) if m.becomes == "return x - 1")

    assert mutant.applied_to(whole).cells == (("f", "def f(x):\n    return x - 1"),)


def test_equal_statements_of_a_question_are_told_apart_by_number():
    twice = "def f(x):\n    x += 1\n    x += 1\n    return x"

    numbers = [m.nth for m in mutants_of(answer(twice)) if m.becomes == "x -= 1"]

    assert numbers == [1, 2]


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("x   = a+b", "x = a + b"),
        ("if x<0 :", "if x < 0:"),
        ("return ( x )", "return x"),
        ("for k in range( n ):", "for k in range(n):"),
        ("def f(x , n=3):", "def f(x, n=3):"),
        ("break", "break"),
    ],
)
def test_a_statement_is_recognised_however_it_is_spaced(written, form):
    assert normal(written) == form


def test_a_helper_is_tried_on_the_questions_that_use_it():
    cells = (
        ("", "import numpy as np\ndef a(x): return x\ndef b(x): return a(x)"),
        ("f", "def f(x): return b(x)"),
        ("g", "def g(x): return f(x)"),
        ("h", "def h(x): return np.abs(x)"),
    )
    model = Answer(path=Path("model.py"), about="", fails=frozenset(), cells=cells)

    assert users(model, "a") == {"f", "g"}
