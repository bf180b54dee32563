"""A process of its own that posts comments into one thread, one after the other: `posting_process THREAD NAME COUNT`.

Prints "ready", waits for a line, posts, and prints the numbers it got. After its first comment it waits for a second
line, so that whoever started several of them can let all of them be under way before any goes on.
"""

import sys

import django


def main(thread_id: str, name: str, count: int) -> None:
    django.setup()
    from django.db import OperationalError  # noqa: PLC0415 -- Django must be ready first

    from parley.discussion.actions import GuestAuthor, comment_post  # noqa: PLC0415 -- as above
    from parley.discussion.models import Thread  # noqa: PLC0415 -- as above

    thread = Thread.objects.get(public_id=thread_id)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    for number in range(count):
        author = GuestAuthor(name=name, guest_key=f"g:{name}")
        while True:
            try:
                result = comment_post(thread=thread, author=author, text=f"{name} says {number}")
                break
            except (
                OperationalError
            ) as error:  # SQLite gave up waiting for the other: a guest would send it again
                if "locked" not in str(error):
                    raise
        sys.stdout.write(f"{result.comment.number}\n")
        if number == 0:
            sys.stdout.flush()
            sys.stdin.readline()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
