"""Run cells as a notebook does, inside the box: namespace, magics, display, figures, errors.

Everything a cell says is caught at both levels: Python's streams are fresh wrappers of the
descriptors 1 and 2, and C code writes to those descriptors itself. The grader reads the other
ends of the two pipes all the time, so that no flood can block a cell.
"""

import __future__

import ast
import asyncio
import builtins
import io
import linecache
import sys
import types
from collections.abc import Callable
from typing import Any

from autograder.sandbox import jail

MAX_RESULT_CHARACTERS = 20_000
MAX_ERROR_CHARACTERS = 500
MAX_TRACEBACK_CHARACTERS = 8000
MAX_TRACEBACK_FRAMES = 20
MAX_PNG_BYTES = 4 << 20
_FUTURES = sum(getattr(__future__, n).compiler_flag for n in __future__.all_feature_names)
_PNG = b"\x89PNG\r\n\x1a\n"

SHELL = "shell commands are not available where notebooks are graded"
_IGNORED = """
matplotlib config load_ext reload_ext autoreload pylab precision pip conda autosave automagic
colors pdb xmode who whos reset_selective notebook pinfo pinfo2 psearch
"""
IGNORED_LINE_MAGICS = frozenset(_IGNORED.split())
IGNORED_CELL_MAGICS = frozenset({"html", "javascript", "js", "svg", "latex", "markdown"})
RUN_CELL_MAGICS = frozenset({"time", "timeit", "capture", "prun"})


class Shell:
    """What `get_ipython()` returns: enough for the magics of an ordinary notebook."""

    def __init__(self, notebook: "Notebook") -> None:
        self._notebook = notebook

    @property
    def user_ns(self) -> dict[str, Any]:
        """The namespace of the notebook."""
        return self._notebook.namespace

    def run_line_magic(self, name: str, line: str, _stack_depth: int = 1) -> Any:
        """Ignore settings, run what a timing magic times, refuse the rest."""
        if name in IGNORED_LINE_MAGICS:
            return None
        if name in ("time", "timeit"):
            return self._notebook.execute(line, f"<%{name}>")
        raise RuntimeError(f"the magic %{name} is not available where notebooks are graded")

    def run_cell_magic(self, name: str, line: str, cell: str) -> Any:
        """Run the body of a timing magic, ignore foreign display code, refuse the rest."""
        if name in IGNORED_CELL_MAGICS:
            return None
        if name in RUN_CELL_MAGICS:
            return self._notebook.execute(cell, f"<%%{name}>")
        raise RuntimeError(
            f"the magic %%{name} is not available where notebooks are graded"
        )

    def system(self, command: str) -> None:
        """Refuse a shell command; an installation is a note, for the packages are there."""
        if command.split()[:1] in (["pip"], ["pip3"], ["conda"]):
            sys.stderr.write(f"ignored: {SHELL}\n")
            return
        raise RuntimeError(SHELL)

    def getoutput(self, command: str) -> None:
        """Refuse a shell command."""
        raise RuntimeError(SHELL)

    def magic(self, line: str) -> Any:
        """Run a line magic (the old spelling)."""
        name, _, rest = line.partition(" ")
        return self.run_line_magic(name, rest)


class Notebook:
    """The namespace of one submission and how its cells are run."""

    def __init__(self) -> None:
        main = types.ModuleType("__main__")
        sys.modules["__main__"] = main  # dataclasses and pickles look their module up there
        self.namespace: dict[str, Any] = main.__dict__
        self.shell = Shell(self)
        self._flags = 0
        self._figures: list[Any] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._transform = _ipython_transform()
        self.namespace.update(
            __builtins__=builtins, get_ipython=lambda: self.shell, display=self.display
        )
        builtins.display = self.display  # type: ignore[attr-defined]
        for name in ("IPython.display", "IPython.core.display_functions"):
            if name in sys.modules:
                sys.modules[name].display = self.display  # type: ignore[attr-defined]
        self._streams = self._fresh_streams()
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115

    # ------------------------------------------------------------------------- streams
    def _fresh_streams(self) -> tuple[Any, Any]:
        def stream(fd: int) -> Any:
            return open(fd, "w", encoding="utf-8", errors="backslashreplace", closefd=False)

        self._streams = sys.stdout, sys.stderr = stream(1), stream(2)
        sys.__stdout__, sys.__stderr__ = self._streams  # type: ignore[misc]
        return self._streams

    def reset_streams(self) -> None:
        """Undo a cell that replaced or closed sys.stdout."""
        if self._streams[0].closed or self._streams[1].closed:
            self._fresh_streams()
        sys.stdout, sys.stderr = self._streams

    def flush(self) -> None:
        """Push everything printed so far into the pipes, whatever state the streams are in."""
        for stream in (sys.stdout, sys.stderr, *self._streams):
            try:
                stream.flush()
            except Exception:
                continue
        jail.flush_c_streams()

    # --------------------------------------------------------------------------- cells
    def run_cell(self, index: int, source: str, figures_kept: int) -> dict[str, Any]:
        """Run one cell and return what can be told of it; never raises."""
        self.reset_streams()
        self._figures.clear()
        result, error, kind, trace = "", None, "", ""
        try:
            value = self.execute(source, f"<cell {index}>", transform=True)
            if value is not None:
                self.namespace["_"] = value
                result = self._shown(value)
        except BaseException as e:
            kind = type(e).__name__[:80]
            error, trace = describe(e), trace_of(e)
        pictures = self._pictures(figures_kept)
        self.flush()
        return {
            "result": result[:MAX_RESULT_CHARACTERS],
            "error": error,
            "error_type": kind,
            "traceback": trace,
            "figures": pictures,
        }

    def execute(self, source: str, name: str, *, transform: bool = False) -> Any:
        """Run source text; return the value of its last line if that is an expression."""
        if transform:
            blank = len(source) - len(source.lstrip())  # IPython drops these lines
            source = "\n" * source.count("\n", 0, blank) + self._transform(source)
        linecache.cache[name] = (len(source), None, source.splitlines(True), name)
        tree = ast.parse(source, name, "exec", feature_version=None)
        last = (
            tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        )
        codes = [self._compiled(tree, name, "exec")]
        if isinstance(last, ast.Expr):
            codes.append(self._compiled(ast.Expression(last.value), name, "eval"))
        value = None
        for code in codes:
            value = eval(code, self.namespace)
            if code.co_flags & 0x80:  # CO_COROUTINE: the cell awaits at top level
                value = self._run_coroutine(value)
        silent = source.rstrip().endswith(";")
        return None if last is None or silent else value

    def _compiled(self, tree: Any, name: str, mode: str) -> types.CodeType:
        flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT | self._flags
        code = compile(tree, name, mode, flags, dont_inherit=True)
        self._flags |= code.co_flags & _FUTURES  # a __future__ import holds in later cells
        assert isinstance(code, types.CodeType)
        return code

    def _run_coroutine(self, coroutine: Any) -> Any:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            asyncio.set_event_loop(self._loop)
        return self._loop.run_until_complete(coroutine)

    # ------------------------------------------------------------------------- display
    def display(self, *values: Any, **_options: Any) -> None:
        """Show values as a notebook does: a picture if they are one, else their text."""
        for value in values:
            text = self._shown(value)
            if text:
                sys.stdout.write(text[:MAX_RESULT_CHARACTERS] + "\n")

    def _shown(self, value: Any) -> str:
        """Note `value` as a picture if it is one; return its text. HTML and the like: no."""
        if _is_figure(value) or callable(getattr(type(value), "_repr_png_", None)):
            self._figures.append(value)
            if _is_figure(value):
                return ""
        try:
            return str(repr(value))
        except BaseException as e:
            return f"<repr raised {type(e).__name__}>"

    def _pictures(self, kept: int) -> list[bytes]:
        """Draw what was displayed and every open pyplot figure, close all, return PNGs."""
        helpers = sys.modules.get("matplotlib._pylab_helpers")
        pyplot = sys.modules.get("matplotlib.pyplot")
        shown: list[Any] = []
        try:
            managers = helpers.Gcf.get_all_fig_managers() if helpers else []
            for figure in [*self._figures, *[m.canvas.figure for m in managers]]:
                if not any(figure is other for other in shown):
                    shown.append(figure)
        except Exception as e:
            sys.stderr.write(f"figures could not be listed: {describe(e)}\n")
        pictures = []
        for figure in shown[:kept]:
            try:
                pictures.append(_png(figure))
            except BaseException as e:
                sys.stderr.write(f"a figure could not be drawn: {describe(e)}\n")
        if len(shown) > kept:
            sys.stderr.write(f"{len(shown) - kept} more figures are not shown\n")
        if pyplot is not None:
            try:
                pyplot.close("all")
            except Exception as e:
                sys.stderr.write(f"figures could not be closed: {describe(e)}\n")
        self._figures.clear()
        return pictures


def _ipython_transform() -> Callable[[str], str]:
    """IPython's own reading of a cell (magics, !, ?), or none where IPython is absent."""
    try:
        from IPython.core.inputtransformer2 import TransformerManager
    except ImportError:
        return lambda source: source
    manager = TransformerManager()  # type: ignore[no-untyped-call]
    transform: Callable[[str], str] = manager.transform_cell
    return transform


def _is_figure(value: Any) -> bool:
    module = sys.modules.get("matplotlib.figure")
    return module is not None and isinstance(value, module.Figure)


def _png(value: Any) -> bytes:
    if _is_figure(value):
        width, height = value.get_size_inches()
        if width * height > 900:
            raise ValueError(f"{width:.0f} x {height:.0f} inches are too large")
        buffer = io.BytesIO()
        value.savefig(buffer, format="png", dpi=100)
        data: Any = buffer.getvalue()
    else:
        data = value._repr_png_()
        if type(data) is tuple:  # IPython allows (data, metadata)
            data = data[0]
    if (
        not isinstance(data, bytes)
        or not data.startswith(_PNG)
        or len(data) > MAX_PNG_BYTES
    ):
        raise ValueError("not a PNG picture of at most 4 MiB")
    return data


# ------------------------------------------------------------------------------- errors
def text_of(error: BaseException) -> str:
    """str(error), whatever the student's __str__ does."""
    try:
        return str(error)[:MAX_ERROR_CHARACTERS]
    except BaseException as e:
        return f"<str raised {type(e).__name__}>"


def describe(error: BaseException) -> str:
    """One line: the class and the text."""
    name, text = type(error).__name__[:80], text_of(error)
    return f"{name}: {text}"[:MAX_ERROR_CHARACTERS] if text else name


def trace_of(error: BaseException) -> str:
    """The lines of the student's cells that led here, innermost last."""
    frames: list[str] = []
    step, steps = error.__traceback__, 0
    while step is not None and steps < 10_000:  # a deep recursion is not worth seconds
        name = step.tb_frame.f_code.co_filename
        if name.startswith(("<cell", "<%")):
            line = linecache.getline(name, step.tb_lineno).strip()[:200]
            where = step.tb_frame.f_code.co_name
            place = "" if where == "<module>" else f", in {where}"
            frames.append(f"  {name[1:-1]}, line {step.tb_lineno}{place}\n    {line}\n")
        step, steps = step.tb_next, steps + 1
    if isinstance(error, SyntaxError) and error.lineno is not None:
        frames.append(f"  {str(error.filename)[1:-1]}, line {error.lineno}\n    ")
        frames[-1] += str(error.text or "").strip()[:200] + "\n"
    if len(frames) > MAX_TRACEBACK_FRAMES:
        half = MAX_TRACEBACK_FRAMES // 2
        frames[half:-half] = [f"  … {len(frames) - 2 * half} more …\n"]
    head = "Traceback (most recent call last):\n" if frames else ""
    return (head + "".join(frames) + describe(error))[-MAX_TRACEBACK_CHARACTERS:]
