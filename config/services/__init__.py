"""PostgreSQL and Valkey without Docker or root: find their programs, start, share, supervise and stop them.

Standard library only, so that a command answers before Django could be imported.
"""
