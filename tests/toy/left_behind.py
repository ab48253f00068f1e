"""What a grading left in a course directory, in a form that can be compared."""

import sqlite3


def tables(root):
    """Return every row of every table of the gradebook; new ids are told by whose they are."""
    base = sqlite3.connect(root / "gradebook.db")
    owner = dict(base.execute("select id, student_id from submitted_assignment"))
    owner |= {
        i: f"notebook of {owner[a]}"
        for i, a in base.execute("select id, assignment_id from submitted_notebook")
    }
    found = {}
    for (table,) in base.execute("select name from sqlite_master where type = 'table'"):
        rows = base.execute(f"select * from {table}")
        names = [d[0] for d in rows.description]
        skip = names.index("id") if table in ("grade", "comment") else None
        found[table] = sorted(
            repr([owner.get(v, v) for k, v in enumerate(row) if k != skip]) for row in rows
        )
    base.close()
    return found


def files(root):
    """Return every file of autograded/, and every folder that is not empty, with modes."""
    return {
        str(p.relative_to(root)): (p.stat().st_mode, p.read_bytes() if p.is_file() else b"")
        for p in sorted((root / "autograded").rglob("*"))
        if p.is_file() or any(p.iterdir())
    }
