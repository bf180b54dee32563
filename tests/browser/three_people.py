"""Makes Ada, Ben, Cleo, Edda and two articles on a running server: `python -m tests.browser.three_people`.

Prints what a browser needs as JSON: {"password": "…", "articles": ["/…/", "/…/"]}. A process of its own, as another
command beside the server would be.
"""

import json
import sys

from parley.project.cli import django_start

django_start()

from django.contrib.auth.models import Group  # noqa: E402 -- Django comes first

from parley.accounts.models import Person  # noqa: E402 -- as above
from parley.publishing.actions import ArticleContent, article_create, section_create  # noqa: E402 -- as above
from parley.publishing.models import FrontPage  # noqa: E402 -- as above
from tests.browser.desk_comments import PASSWORD  # noqa: E402 -- as above
from tests.moderation.people import MODERATOR, SENIOR  # noqa: E402 -- as above

ARTICLES = {
    "The last evening ferry is gone": "From Monday the boat at ten sails no more; the company wrote to its passengers.",
    "The market moves to the quay": "The stalls stand where the ferry lands, on Saturdays until noon.",
}
PEOPLE = {"ada": MODERATOR, "ben": MODERATOR, "cleo": SENIOR, "edda": "Editors"}


def main() -> None:
    for name, role in PEOPLE.items():
        person = Person.objects.create_user(username=name, password=PASSWORD)
        person.groups.add(Group.objects.get(name=role))
    section = section_create(front_page=FrontPage.objects.get(), title="Harbour")
    pages = [
        article_create(
            section=section,
            content=ArticleContent(
                headline=headline,
                standfirst="What the town knows so far.",
                body=[{"type": "paragraph", "value": f"<p>{text}</p>"}],
            ),
        )
        for headline, text in ARTICLES.items()
    ]
    sys.stdout.write(json.dumps({"password": PASSWORD, "articles": [page.path_url for page in pages]}))


if __name__ == "__main__":
    main()
