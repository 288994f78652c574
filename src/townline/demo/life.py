"""What becomes of each request of the demo town: worked on by the real verbs, at the time it happened."""

import random
from datetime import datetime, timedelta

from townline.demo.story import Asked
from townline.identity.models import Department, Grant, Jurisdiction
from townline.identity.rules import RESIDENT, Actor, Granted
from townline.kit import clock
from townline.requests import actions
from townline.requests.models import ServiceRequest
from townline.servicelevels import actions as servicelevels

SCOPE = "demo"
NO_PROMISE = timedelta(days=5)
HOLDS = (
    ("weather", "The ground is frozen; we go on when it thaws."),
    ("parts", "The part is ordered and comes next week."),
    ("waiting_other", "The utility company has to mark its lines first."),
    ("waiting_resident", "Tell us which side of the house it is on, so that we find it."),
)
REOPENINGS = (
    "A resident called: it is back.",
    "The crew went to the wrong corner.",
    "It was only half done.",
)
NOTES = (
    "Crew scheduled for tomorrow morning.",
    "Looked at it on the way; needs two people.",
    "Called back, no answer.",
)


class Life:
    """Lets requests be asked, worked on and closed; whatever lies after ``until`` has not happened yet."""

    def __init__(self, town: Jurisdiction, until: datetime, seed: int) -> None:
        self.town = town
        self.until = until
        self.seed = seed
        self.staff = {
            department.pk: Actor(
                kind="staff",
                name=f"{department.name} crew",
                grants=(Granted("officer", town.pk, department.pk),),
            )
            for department in Department.objects.filter(jurisdiction=town)
        }
        officers = Grant.objects.filter(jurisdiction=town, role="officer").values_list(
            "department_id", "user_id"
        )
        self.officers = dict(officers)

    def live(self, asked: Asked, position: int) -> None:
        """One request from its receipt to where it stands now; ``position`` is its place in the story."""
        self.chance = random.Random(f"life {self.seed} {position}")  # noqa: S311 - a town, not a secret
        with clock.frozen(asked.at):
            taken = actions.submit(
                actor=RESIDENT, jurisdiction_id=self.town.pk, sent=self._sent(asked, position)
            )
        if asked.pace is None:
            return
        actor = self.staff[taken.department_id]
        promised = (taken.due_at - asked.at) if taken.due_at else NO_PROMISE
        moment = asked.at + promised * asked.pace
        if asked.is_held and not self._hold(asked, taken, actor, promised):
            return
        self._assign(asked, taken, actor, promised)
        if asked.luck < 0.3:
            self._note(taken, actor, asked.at + promised * min(asked.pace, 1.0) * 0.5)
        if moment > self.until:
            return
        self._late(taken, moment)
        self._close(asked, taken, actor, moment)
        if asked.is_reopened:
            self._again(asked, taken, actor, moment)

    def _sent(self, asked: Asked, position: int) -> actions.Sent:
        house = asked.house
        place = (
            actions.Place(house.text, house.reference, house.zipcode, house.point)
            if house
            else actions.Place()
        )
        return actions.Sent(
            service_code=asked.definition.code,
            channel=asked.channel,
            description=asked.description,
            answers=asked.answers,
            place=place,
            reach=asked.reach,
            scope=SCOPE,
            key=str(position),
        )

    def _assign(self, asked: Asked, taken: ServiceRequest, actor: Actor, promised: timedelta) -> None:
        """Half of what a department with an officer gets is soon given to that officer."""
        user_id = self.officers.get(taken.department_id)
        soon = asked.at + promised * min(asked.pace or 1.0, 1.0) * 0.1
        if user_id is not None and asked.luck > 0.5 and soon < self.until:
            with clock.frozen(soon):
                actions.assign(actor=actor, service_request_id=taken.pk, user_id=user_id)

    def _hold(self, asked: Asked, taken: ServiceRequest, actor: Actor, promised: timedelta) -> bool:
        """Hold for a while early on; False when it is still held now."""
        reason, sentence = self.chance.choice(HOLDS)
        start = asked.at + promised * 0.2 * min(1.0, asked.pace or 1.0)
        end = start + promised * 0.6 * min(1.0, asked.pace or 1.0)
        if start > self.until:
            return True
        with clock.frozen(start):
            actions.hold(actor=actor, service_request_id=taken.pk, reason=reason, sentence=sentence)
        if end > self.until:
            return False
        with clock.frozen(end):
            actions.release(actor=actor, service_request_id=taken.pk)
        return True

    def _note(self, taken: ServiceRequest, actor: Actor, moment: datetime) -> None:
        if moment < self.until:
            with clock.frozen(moment):
                actions.comment(
                    actor=actor, service_request_id=taken.pk, text=self.chance.choice(NOTES), is_public=False
                )

    def _late(self, taken: ServiceRequest, moment: datetime) -> None:
        """Let the clocks that came due before the end be noticed when they did."""
        if taken.due_at and moment > taken.due_at:
            with clock.frozen(taken.due_at + timedelta(minutes=1)):
                servicelevels.sweep(limit=20)

    def _close(self, asked: Asked, taken: ServiceRequest, actor: Actor, moment: datetime) -> None:
        outcomes = asked.definition.outcomes
        if outcomes:
            chosen = outcomes[0] if self.chance.random() < 0.7 else self.chance.choice(outcomes)
            reason, sentence = chosen.result, chosen.sentence
        else:
            reason, sentence = "done", "The work is done and was checked on site."
        if reason == "duplicate":
            reason = "done"
        with clock.frozen(moment):
            actions.close(actor=actor, service_request_id=taken.pk, reason=reason, outcome=sentence)

    def _again(self, asked: Asked, taken: ServiceRequest, actor: Actor, moment: datetime) -> None:
        back, end = moment + timedelta(days=1, hours=3), moment + timedelta(days=3)
        if back > self.until:
            return
        with clock.frozen(back):
            actions.reopen(actor=actor, service_request_id=taken.pk, reason=self.chance.choice(REOPENINGS))
        if end < self.until:
            self._close(asked, taken, actor, end)
