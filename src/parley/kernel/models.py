from django.db import models


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
