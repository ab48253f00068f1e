"""Grades every attack in one tier of isolation: ``python graded_in_a_tier.py REPO TIER SOLUTIONS``.

One line of JSON for each attack. It is run as an ordinary user, to whom pytest's files may be
closed, and so is no test itself.
"""

import json
import sys
from pathlib import Path


def main(repo: str, tier: str, solutions: str) -> None:
    """Grade all attacks and print what came of each."""
    sys.path[:0] = [repo, *(f"{repo}/tests/{d}" for d in ("hostile", "toy"))]
    import t98_attacked
    import t99_toy
    from attack_catalogue import attacks

    from autograder.grade import Examination, Pieces
    from autograder.job import Job
    from autograder.variants import to_data

    topic = t98_attacked.TOPIC
    drawn = t99_toy.Variant(sample=(4, -8, 15, 16, 3), weight=1.25, label="n = 5")
    variant = to_data(drawn, topic)
    pieces = Pieces(
        topic=topic,
        module="t98_attacked",
        grader=Path(t99_toy.__file__).with_name("grader_t99_toy.py"),
        solutions=Path(solutions),
    )
    with Examination(pieces, tier=tier) as examination:
        for number, attack in enumerate(attacks()):
            job = Job(
                topic=topic.stem, student=attack.name, edition="e", submission=attack.name,
                variant=variant, seed=f"{number:064x}", segments=attack.segments(variant),
                explain=False,
            )  # fmt: skip
            sheet = examination.grade(job)
            verdicts = [v for v in sheet.verdicts if v.question == "mean"]
            what = {
                "attack": attack.name,
                "tier": sheet.tier,
                "faults": list(sheet.faults),
                "points": {s.question: s.points for s in sheet.scores},
                "status": sorted({v.status for v in verdicts} - {"passed"}),
            }
            sys.stdout.write(json.dumps(what) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
