"""Leaves something behind for the next submission: files, shared memory, patched modules.

The next box must begin as if there had been none before it.
"""

LEAVE = """
import torch
places = ['/dev/shm/left', '/scratch/left', '/tmp/left', 'left', os.path.expanduser('~/left'),
          '/box/left', '/env/left', '/usr/left', '/var/tmp/left']
got = [tried(lambda p=p: open(p, 'w').write('x')) for p in places]
syscall(29, 4242, 4096, 0o1666)
torch.nn.Linear.forward = None
np.allclose = lambda *a, **k: True
np.random.seed(1)
sys.path.insert(0, '/scratch')
os.environ['LEFT'] = '1'
return got
"""

LOOK = """
import torch
lists = [tried(os.listdir, p) for p in ('/dev/shm', '/scratch', '/tmp', '.', '/box')]
return {
    'files': 'left' in str(lists),
    'ipc': syscall(29, 4242, 4096, 0) >= 0,
    'torch': torch.nn.Linear.forward is None,
    'numpy': np.allclose([1], [2]),
    'path': '/scratch' in sys.path,
    'environment': 'LEFT' in os.environ,
}
"""


def test_nothing_is_left_for_the_next_submission(attack):
    attack(LEAVE)
    attack("os._exit(0)")

    assert set(attack(LOOK).values()) == {False}


def test_two_submissions_at_once_share_nothing(attack):
    from autograder.sandbox.box import Cell

    with attack.zygote.box() as first:
        first.run(
            [
                Cell(
                    index=0,
                    source="open('/scratch/left', 'w').write('x')\nopen('left', 'w').write('x')",
                )
            ]
        )
        got = attack(
            "return [tried(lambda p=p: open(p).read()) for p in ('/scratch/left', 'left')]"
        )

    assert all(g.startswith("refused") for g in got)


def test_every_submission_draws_its_own_random_numbers_from_the_same_start(attack):
    """Forks share the state of numpy's global generator; that is no channel and no secret."""
    first, second = attack("return np.random.rand()"), attack("return np.random.rand()")

    assert 0 <= first < 1 and 0 <= second < 1
