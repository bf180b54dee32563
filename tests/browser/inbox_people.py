"""Writes an article that an editor owns into the data folder of a running server.

`python -m tests.browser.inbox_people` prints what a browser needs as JSON: {"password": "…", "article": "/town/…/"}.
A process of its own, as another command beside the server would be.
"""

import json
import sys

from parley.project.cli import django_start

django_start()

from django.contrib.auth.models import Group  # noqa: E402 -- Django comes first

from parley.accounts.models import Person  # noqa: E402 -- as above
from parley.publishing.actions import ArticleContent, article_create, section_create  # noqa: E402 -- as above
from parley.publishing.models import FrontPage  # noqa: E402 -- as above

PASSWORD = "harbour lights at nine"


def main() -> None:
    editor = Person.objects.create_user(
        username="ellen", password=PASSWORD, first_name="Ellen", last_name="Marsh"
    )
    editor.groups.add(Group.objects.get(name="Comment editors"))
    body = [
        {
            "type": "paragraph",
            "value": "<p>The bridge over the harbour closes for a year, said Tom Reyes.</p>",
        }
    ]
    content = ArticleContent(
        headline="The harbour bridge closes for a year", standfirst="What the town knows.", body=body
    )
    page = article_create(
        section=section_create(front_page=FrontPage.objects.get(), title="Town"), content=content
    )
    page.owner = editor
    page.save(update_fields=["owner"])
    sys.stdout.write(json.dumps({"password": PASSWORD, "article": page.path_url}))


if __name__ == "__main__":
    main()
