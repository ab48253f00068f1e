"""Returns objects made to fool a comparison or to run code where they are unpacked."""

import numpy as np
import pytest

from autograder.errors import BadReply
from autograder.sandbox.box import Cell, RemoteObject

LIARS = """
import numpy as np, os
class Equal:
    def __eq__(self, other): return True
    __hash__ = None
    def __array__(self, *args, **kwargs): raise SystemExit
    def __bool__(self): return True
    def __float__(self): return 0.0
    def __reduce__(self): return (os.system, ('touch /tmp/pwned',))
class F(float):
    def __eq__(self, other): return True
    def __sub__(self, other): return 0.0
    __hash__ = float.__hash__
class A(np.ndarray):
    def __eq__(self, other): return np.ones(self.shape, bool)
    def __array_function__(self, *args): return True
    def __array_ufunc__(self, *args, **kwargs): return np.array(True)
class D(dict):
    def items(self): return [(1, 2)] * 10**6
    def __getitem__(self, key): return 'right'
class S(str):
    def __eq__(self, other): return True
    __hash__ = str.__hash__
def equal(): return Equal()
def values(): return F(3), np.zeros(2).view(A), D(a=1), S('x'), np.ma.masked_all(2)
def odd(): return np.array([None, 1], dtype=object), {Equal: 1}, {1, 2}, slice(1), Equal, equal
"""


@pytest.fixture
def liars(zygote):
    with zygote.box() as box:
        box.run([Cell(index=0, source=LIARS)])
        yield box


def test_an_object_equals_nothing_and_is_not_true(liars):
    got = liars.call("equal")

    assert type(got) is RemoteObject and (got == 1) is False
    with pytest.raises(BadReply):
        bool(got)
    with pytest.raises(TypeError):
        float(got)
    assert np.asarray(got).dtype == object


def test_subclasses_arrive_as_plain_values(liars):
    got = liars.call("values")

    assert [type(v) for v in got] == [float, np.ndarray, dict, str, np.ndarray]
    assert got[0] != 1 and got[2] == {"a": 1} and got[3] != "y"
    assert not np.allclose(got[1], 1)


def test_what_has_no_plain_form_stays_in_the_box(liars):
    assert {type(v) for v in liars.call("odd")} == {RemoteObject}


def test_patched_libraries_lie_only_to_the_student(zygote):
    """The comparison is made by the grader's numpy, which nobody has patched."""
    source = """
import numpy as np, json, builtins
np.allclose = np.array_equal = np.isclose = lambda *a, **k: True
np.testing.assert_allclose = lambda *a, **k: None
builtins.all = lambda *a: True
def answer(): return np.zeros(3)
"""
    with zygote.box() as box:
        box.run([Cell(index=0, source=source)])
        assert not np.allclose(box.call("answer"), np.ones(3))
