"""What the answer with the servers' figures looks like."""

from __future__ import annotations

from marshmallow import fields, validate

from chat_app.api.shapes import Shape


def _total(says: str) -> fields.Integer:
    return fields.Integer(required=True, metadata={"minimum": 0, "description": says})


class QueueShape(Shape):
    """Entries that wait for users who are away; the oldest has waited at least so long."""

    rows = fields.Integer(required=True)
    oldest_seconds = fields.Float(required=True)


class TotalsShape(Shape):
    """Counted since the server started: two answers tell a rate, if none of them is less in the second."""

    frames = _total("Frames received.")
    entries = _total("Entries written to logs: messages and all else that happens in a conversation.")
    slow_readers = _total("Sockets closed because their peer did not read.")
    rate_limited = _total("Requests and frames refused for their number.")
    auth_failures = _total("Refused sign-ins and tokens.")


class BucketShape(Shape):
    """How many took so long at most; `le` is null for all of them."""

    le = fields.Float(required=True, allow_none=True)
    count = fields.Integer(required=True)


class DurationsShape(Shape):
    """A histogram since the server started: how many, the seconds of all together, and cumulative buckets."""

    count = fields.Integer(required=True)
    sum = fields.Float(required=True)
    buckets = fields.List(fields.Nested(BucketShape), required=True)


class SlowWriteShape(Shape):
    """One write of the log that took long."""

    at = fields.AwareDateTime(required=True)
    seconds = fields.Float(required=True)
    entries = fields.Integer(required=True)


class ServerFiguresShape(Shape):
    """What the workers of one server count, together, at that moment."""

    server = fields.String(required=True, metadata={"description": "Its machine and port."})
    at = fields.AwareDateTime(required=True)
    bus = fields.String(required=True, validate=validate.OneOf(["up", "down"]))
    connections = fields.Integer(required=True)
    totals = fields.Nested(TotalsShape, required=True)
    ack_seconds = fields.Nested(DurationsShape, required=True)
    commit_seconds = fields.Nested(DurationsShape, required=True)
    slowest_commits = fields.List(fields.Nested(SlowWriteShape), required=True)


class LiveFiguresShape(Shape):
    """What waits in the queue of all servers, and each server by its name."""

    queue = fields.Nested(QueueShape, required=True)
    servers = fields.List(fields.Nested(ServerFiguresShape), required=True, validate=validate.Length(min=1))
