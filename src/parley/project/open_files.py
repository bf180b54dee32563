"""How many files the server may have open: each connection is one."""

import resource

# Connections that follow no thread: readers on their way to a page, moderators' streams (edge.streams_desk.MOST at
# most). Also what granian may leave waiting.
CONNECTIONS = 2048
# The database, logs, libraries, temporary files, and a connection for each Django thread.
RESERVE = 512


def files_raise() -> int:
    """Allow this process and those it starts as many open files as the system lets it; return how many."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        except (ValueError, OSError):  # some systems name a hard limit that they don't grant
            return _number(soft)
    return _number(hard)


def files_most() -> int:
    """Return how many files `files_raise` may get."""
    return _number(resource.getrlimit(resource.RLIMIT_NOFILE)[1])


def files_needed(*, streams: int) -> int:
    """Return how many files so many streams need, with everything else."""
    return streams + CONNECTIONS + RESERVE


def streams_possible(*, wanted: int, files: int) -> int:
    """Return how many of the streams wanted there are files for."""
    return max(0, min(wanted, files - CONNECTIONS - RESERVE))


def _number(limit: int) -> int:
    return 2**31 - 1 if limit == resource.RLIM_INFINITY else limit
