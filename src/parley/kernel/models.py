from django.db import models

PROBLEM_LENGTH = 200


class OutboxRow(models.Model):
    """One visible change, written in the same transaction as the change itself and announced after commit."""

    sequence = models.BigAutoField(primary_key=True)
    topic = models.CharField(max_length=100)
    kind = models.CharField(max_length=50)
    payload = models.JSONField(default=dict)
    surrogate_keys = models.JSONField(default=list)
    created_at = models.DateTimeField()
    announced_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "outbox"
        indexes = [
            # What the relay looks for: nearly always empty, so the index stays tiny however long the table gets.
            models.Index("sequence", name="outbox_waiting", condition=models.Q(announced_at=None)),
            models.Index("topic", "sequence", name="outbox_topic"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.kind} {self.topic}"


class FingerprintSalt(models.Model):
    """The random salt of one UTC day, under which guests' fingerprints are made; see kernel.fingerprint."""

    day = models.DateField(primary_key=True)
    salt = models.BinaryField(max_length=32)

    class Meta:
        db_table = "fingerprint_salt"

    def __str__(self) -> str:
        return self.day.isoformat()


class IdempotencyRecord(models.Model):
    """The answer to a request that carried an Idempotency-Key, written in the transaction of what it did.

    `key` is a hash of who asked, what for, and the client's own key; `request_digest` of the body, so that a key used
    again for something else is noticed.
    """

    key = models.CharField(max_length=64, primary_key=True)
    request_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.TextField()
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "idempotency"

    def __str__(self) -> str:
        return self.key


class MailRow(models.Model):
    """An e-mail to be sent, written in the transaction of what it tells of; see kernel.mail_queue.

    It holds neither address nor words: what `reference` names is read when its time has come. `key` keeps it from being
    written twice. `claimed_until`: a process is sending it until then at most. `problem`: why the last attempt failed,
    in words that name nobody. `settled_at`: when it was sent, or it became clear that it never will be.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        DROPPED = "dropped", "not to be sent any more"
        REFUSED = "refused", "refused for good by the recipient's side"
        FAILED = "failed", "given up"

    key = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=50)
    reference = models.CharField(max_length=100)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True)
    problem = models.CharField(max_length=PROBLEM_LENGTH, blank=True)
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "mail"
        indexes = [
            # What the sender looks for every few seconds: nearly always empty.
            models.Index("due_at", name="mail_waiting", condition=models.Q(state="waiting")),
            models.Index("settled_at", name="mail_settled", condition=models.Q(settled_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.state}"
