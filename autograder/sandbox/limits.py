"""What one submission may use; numbers only, the units are in the names."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Limits of one box.

    CPU time decides, so that a busy machine costs no student a mark; wall time is the
    backstop for code that sleeps. Memory is address space on top of what the preloaded
    libraries already map: since a box can neither fork nor exec, that bounds the submission.

    Args:
        call_cpu_seconds: CPU time of one call.
        call_wall_seconds: wall time of one call, oracles of the grader excluded.
        cell_cpu_seconds: CPU time of one cell: students explore there, and what a cell
            defines before it is stopped is lost.
        cell_wall_seconds: wall time of one cell.
        total_cpu_seconds: CPU time of the box, all cells and calls together.
        total_wall_seconds: wall time spent waiting for the box, all together.
        memory_megabytes: address space beyond the preloaded libraries.
        scratch_megabytes: size of the private file system in memory.
        output_kilobytes: how much of a cell's stdout, and of its stderr, is kept.
        figures_per_cell: how many figures of a cell are kept.
        file_megabytes: size of the largest file.
        threads: number of threads (where the box does not share its uid, see `jail`).
    """

    call_cpu_seconds: float = 4.0
    call_wall_seconds: float = 20.0
    cell_cpu_seconds: float = 10.0
    cell_wall_seconds: float = 40.0
    total_cpu_seconds: float = 60.0
    total_wall_seconds: float = 180.0
    memory_megabytes: int = 2048
    scratch_megabytes: int = 64
    output_kilobytes: int = 64
    figures_per_cell: int = 4
    file_megabytes: int = 32
    threads: int = 32
