"""The database session that took a job. When it is gone, so is the process that worked, long before its lease ends.

A lease alone would keep the job of a killed worker waiting for half a minute; PostgreSQL sees the socket close at once.
A session that a pooler keeps open tells nothing, and then the lease decides.
"""

from __future__ import annotations

from django.db.models import BooleanField, CharField, Func


class CurrentSession(Func):
    """Identity of the session that runs the statement: process id and start, since process ids come round again."""

    template = (
        "(SELECT format('%%%%s/%%%%s', pid, extract(epoch FROM backend_start))"
        " FROM pg_stat_activity WHERE pid = pg_backend_pid())"
    )
    output_field = CharField()


class SessionGone(Func):
    """True when no session of the server bears the identity that the given column holds.

    The start of another role's session is hidden from us: such a session counts as alive.
    """

    template = (
        "NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid::text = split_part(%(expressions)s, '/', 1)"
        " AND coalesce(extract(epoch FROM backend_start)::text, split_part(%(expressions)s, '/', 2))"
        " = split_part(%(expressions)s, '/', 2))"
    )
    output_field = BooleanField()
