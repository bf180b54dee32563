"""Many comments of a queue decided as one: first a page that says what will happen, then the deed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from parley.desk.access import desk_page
from parley.desk.looking import looking_read
from parley.desk.many import choice_carry_out, choice_read
from parley.desk.views.frame import frame
from parley.moderation.policies import Act


@desk_page(Act.DECIDE_MANY, "POST")
def bulk(request: HttpRequest) -> HttpResponse:
    """Show what will happen; with `confirmed`, do it."""
    looking = looking_read(request.POST.dict())
    back = f"{reverse('desk:queue')}?{looking.query}"
    choice = choice_read(request)
    if choice is None:
        return redirect(back)
    if request.POST.get("confirmed"):
        return choice_carry_out(request, choice, back)
    context = frame(request, here=looking.queue.value) | {"looking": looking, "back": back}
    return render(request, "desk/bulk.html", context | choice.context())
