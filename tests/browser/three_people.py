"""Makes Ada, Ben, Cleo and two articles in the data folder of a running server: `python -m tests.browser.three_people`.

Prints what a browser needs as JSON: {"password": "…", "articles": ["/…/", "/…/"]}. A process of its own, as another
command beside the server would be.
"""

import json
import sys

from parley.project.cli import django_start

django_start()

from django.contrib.auth.models import Group  # noqa: E402 -- Django comes first

from parley.accounts.models import Person  # noqa: E402 -- as above
from tests.browser.desk_comments import PASSWORD, thread_make  # noqa: E402 -- as above
from tests.moderation.people import MODERATOR, SENIOR  # noqa: E402 -- as above

PEOPLE = {"ada": MODERATOR, "ben": MODERATOR, "cleo": SENIOR}


def main() -> None:
    for name, role in PEOPLE.items():
        person = Person.objects.create_user(username=name, password=PASSWORD)
        person.groups.add(Group.objects.get(name=role))
    threads = [thread_make("The last evening ferry is gone"), thread_make("The market moves to the quay")]
    sys.stdout.write(json.dumps({"password": PASSWORD, "articles": [thread.url for thread in threads]}))


if __name__ == "__main__":
    main()
