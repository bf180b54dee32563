"""Which articles are somebody's own, for the newsroom's inbox."""

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat

from parley.accounts.models import Person
from parley.discussion.models import OWN_SITE, Thread
from parley.publishing.models import Article


def threads_owned(*, person: Person) -> QuerySet[Thread]:
    """Return a query for the threads of the articles that a person owns in the admin."""
    keys = (
        Article.objects.filter(owner=person)
        .order_by()
        .values_list(Concat(Value("page:"), Cast("pk", CharField())), flat=True)
    )
    return Thread.objects.filter(site__slug=OWN_SITE, key__in=keys).only("pk")


def thread_is_owned(*, thread: Thread, person: Person) -> bool:
    return threads_owned(person=person).filter(pk=thread.pk).exists()
