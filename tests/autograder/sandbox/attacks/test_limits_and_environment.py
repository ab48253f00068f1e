"""Tries to raise its limits, regain privileges, and find secrets in the environment."""


def test_no_limit_can_be_raised(attack):
    body = """
import resource
names = ['AS', 'CPU', 'NPROC', 'NOFILE', 'FSIZE', 'CORE', 'MEMLOCK', 'MSGQUEUE']
whats = [getattr(resource, 'RLIMIT_' + n, 12) for n in names]
inf = resource.RLIM_INFINITY
return [tried(resource.setrlimit, w, (inf, inf)) for w in whats] + [
    tried(resource.prlimit, 0, w, (inf, inf)) for w in whats]
"""
    assert all(g.startswith("refused") for g in attack(body))


def test_the_limits_are_there(attack):
    body = """
import resource
return [resource.getrlimit(getattr(resource, 'RLIMIT_' + n)) for n in
        ('AS', 'CPU', 'NPROC', 'NOFILE', 'FSIZE', 'CORE')]
"""
    assert all(soft == hard and 0 <= hard < 1 << 34 for soft, hard in attack(body))


def test_there_are_no_privileges_and_none_to_gain(attack):
    body = """
import re
prctl = [syscall(157, 39, 0, 0, 0, 0), syscall(157, 23, 21, 0, 0, 0), syscall(157, 24, 0, 0, 0, 0)]
ids = [tried(os.setuid, 0), tried(os.setgid, 0), tried(os.setgroups, [0])]
return os.getuid(), prctl, ids, [syscall(126, 0, 0), syscall(272, 0x10000000), syscall(161, b'/')]
"""
    uid, prctl, ids, calls = attack(body)

    assert uid != 0 and all(p < 0 for p in prctl) and all(c < 0 for c in calls)
    assert all(i == "refused by PermissionError" for i in ids)


def test_the_environment_holds_nothing_of_the_grader(attack, monkeypatch):
    monkeypatch.setenv("GRADER_SECRET", "SECRET")
    body = "return dict(os.environ), tried(lambda: open('/proc/self/environ').read())"
    environment, file = attack(body)

    ours = ("PYTEST", "GRADER", "NBGRADER", "MPDL", "VIRTUAL_ENV")
    assert not {k for k in environment if k.startswith(ours)}
    assert "SECRET" not in str(environment) + file and "PYTEST" not in file


def test_no_frame_of_the_grader_is_on_the_stack(attack):
    body = """
names, frame = [], sys._getframe()
while frame:
    names.append(frame.f_code.co_filename)
    frame = frame.f_back
return names
"""
    assert not [n for n in attack(body) if "box.py" in n or "pytest" in n or "graders" in n]
