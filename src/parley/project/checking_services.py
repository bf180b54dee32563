"""`parley check --services`: whether the services that screening asks can be reached, and answer as agreed."""

from dataclasses import dataclass
from typing import Final

from parley.discussion.models import Thread
from parley.discussion.screening import Draft, screening_phases
from parley.kernel.outgoing import OutgoingError
from parley.kernel.store import StoreUnavailableError
from parley.moderation.phases.own_http import OwnHttp
from parley.moderation.phases.own_llm import OwnLlm, Skipped
from parley.moderation.phases.spam import Spam
from parley.moderation.service import ServiceAnswerError

TEXT: Final = "This is no reader's comment: the site's operator asks whether this service answers."
_OFF: Final = {None, Skipped.OFF}


@dataclass(frozen=True, slots=True)
class ServicesFound:
    """`answered`: names of the phases whose service did; `problems`: a sentence for each that did not."""

    answered: tuple[str, ...]
    problems: tuple[str, ...]


def services_ask() -> ServicesFound:
    """Ask each service that is set up about an invented comment under the newest thread, as for a real one."""
    phases = [one for one in screening_phases() if isinstance(one, OwnHttp | OwnLlm | Spam)]
    thread = Thread.objects.order_by("-pk").first()
    if thread is None:
        return ServicesFound(
            (), ("There is no thread yet to ask the services about: publish an article first.",)
        )
    draft = Draft(thread=thread, text=TEXT, author_name="parley check")
    answered, problems = [], []
    for phase in phases:
        try:
            found = phase.prepare(draft)
        except (OutgoingError, ServiceAnswerError, StoreUnavailableError) as error:
            problems.append(
                f"The phase {phase.name} gets no answer: {str(error).rstrip('.')}. While that is so, it fails."
            )
            continue
        if found is Skipped.OVER_LIMIT:
            problems.append(f"The phase {phase.name} asks nothing more today: its tokens are used up.")
        elif found not in _OFF:
            answered.append(phase.name)
    return ServicesFound(tuple(answered), tuple(problems))
