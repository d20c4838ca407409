"""What happens to a message on two nodes is one trace, told to a collector by OTLP over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.harness import Conversation, User, text, wait_until
from tests.harness.cluster import Cluster, cluster
from tests.harness.sink import Sink

WAY = ("commit", "write", "announce", "hint", "deliver")


@dataclass(frozen=True)
class Span:
    """One span as the collector was told of it."""

    trace: str
    id: str
    parent: str
    name: str
    process: str


@pytest.fixture(scope="module")
def collector() -> Iterator[Sink]:
    """Where both nodes send their traces."""
    with Sink() as sink:
        yield sink


@pytest.fixture(scope="module")
def two(collector: Sink) -> Iterator[Cluster]:
    """Two nodes that make traces."""
    settings = {
        "otel_exporter_otlp_endpoint": f"http://127.0.0.1:{collector.port}",
        "otel_exporter_otlp_headers": "authorization=Bearer%20key, tenant=chat",
    }
    with cluster(2, **settings, otel_bsp_schedule_delay=100) as found:
        yield found


@pytest.fixture(scope="module")
def chat(two: Cluster) -> tuple[User, User, Conversation]:
    """Two people on different nodes, each of which knows of the other."""
    ada, bob = two.nodes[0].new_user(), two.nodes[1].new_user()
    return ada, bob, two.nodes[0].direct_conversation(ada, bob)


def test_a_message_is_one_trace_from_its_frame_to_its_delivery_on_another_node(
    collector: Sink, two: Cluster, chat: tuple[User, User, Conversation]
) -> None:
    """Each step below the one that led to it; the last one told by the other process, and none tells the text."""
    ada, bob, conversation = chat
    with two.socket(ada, 0) as hers, two.socket(bob, 1) as his:
        wait_until("the nodes to meet", lambda: hers.ask("message.send", text(conversation, "?"))["status"] == "sent")
        before = {span.trace for span in spans(collector)}
        hers.ask("message.send", text(conversation, "a secret of Ada's"))
        his.expect_entry("a secret of Ada's")
    wait_until("the delivery to be told", lambda: whole_ways(collector, before))
    way = {span.name: span for span in whole_ways(collector, before)[-1]}

    steps = [way[name] for name in ("frame message.send", *WAY)]
    assert {step.trace for step in steps} == {steps[0].trace}
    parents = {"commit": "frame message.send", "write": "commit", "announce": "commit"}
    parents |= {"hint": "announce", "deliver": "hint"}
    assert {name: way[parent].id for name, parent in parents.items()} == {name: way[name].parent for name in parents}
    assert way["deliver"].process != way["hint"].process == way["frame message.send"].process
    assert not any(b"a secret of Ada" in post.body for post in collector.posts)
    keys = {(post.headers.get("authorization"), post.headers.get("tenant")) for post in collector.posts}
    assert keys == {("Bearer key", "chat")}


def test_a_request_goes_on_with_the_trace_of_its_caller(
    collector: Sink, two: Cluster, chat: tuple[User, User, Conversation]
) -> None:
    """W3C's `traceparent`, of a proxy for one; over the same way to the other node."""
    ada, bob, conversation = chat
    trace, parent = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
    with two.socket(bob, 1) as his:
        his.settle()
        body = {"client_id": "traced", "kind": "text", "content": "by HTTP"}
        path = f"/api/conversations/{conversation.id}/messages"
        ada.http.request("POST", path, body, headers={"traceparent": f"00-{trace}-{parent}-01"}).ok(201)
        his.expect_entry("by HTTP")
    route = "POST /api/conversations/<object_id:conversation_id>/messages"
    wait_until("both nodes to have told", lambda: {route, *WAY} <= of_trace(collector, trace).keys())
    found = of_trace(collector, trace)

    assert found[route].parent == parent
    assert set(found) == {route, *WAY}


def of_trace(collector: Sink, trace: str) -> dict[str, Span]:
    """The spans of one trace so far, by name."""
    return {span.name: span for span in spans(collector) if span.trace == trace}


def spans(collector: Sink) -> list[Span]:
    """All that the collector was told so far."""
    found = []
    for post in list(collector.posts):
        assert post.path == "/v1/traces" and post.headers["content-type"] == "application/x-protobuf"
        for resource in ExportTraceServiceRequest.FromString(post.body).resource_spans:
            names = {each.key: each.value.string_value for each in resource.resource.attributes}
            assert names["service.name"] == "chat"
            for scope in resource.scope_spans:
                found += [
                    Span(
                        s.trace_id.hex(), s.span_id.hex(), s.parent_span_id.hex(), s.name, names["service.instance.id"]
                    )
                    for s in scope.spans
                ]
    return found


def whole_ways(collector: Sink, before: set[str]) -> list[list[Span]]:
    """The traces that are not of before, as far as a delivery."""
    ways: dict[str, list[Span]] = {}
    for span in spans(collector):
        if span.trace not in before:
            ways.setdefault(span.trace, []).append(span)
    return [way for way in ways.values() if {"frame message.send", *WAY} <= {span.name for span in way}]
