"""How a page of the desk hears that something changed: by a stream of the edge's, with a ticket that Django gives."""

from typing import Final

from django.conf import settings
from django.urls import reverse

from parley.accounts.models import Person
from parley.kernel.tickets import Tickets

#: Each answer with counts brings a new ticket, and the page asks for them every minute at least.
TICKET_SECONDS: Final = 600
TICKET_HEADER: Final = "Desk-Ticket"


def stream_path() -> str:
    """Return where the edge answers with the stream; Django has nothing there."""
    return f"{reverse('desk:queue')}events"


def stream_tickets() -> Tickets:
    """Return what makes the tickets and knows them; the same in every process of a site."""
    return Tickets(secret=settings.SECRET_KEY, purpose="desk stream")


def ticket_for(person: Person) -> str:
    return stream_tickets().make(person=person.pk, seconds=TICKET_SECONDS)
