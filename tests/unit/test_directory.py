"""Who is connected where, as other nodes told."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from chat_app.bus.directory import Directory
from chat_app.types import NodeId, UserId
from tests.unit.factories import ADA, BOB, CID

NORTH, SOUTH = NodeId("north"), NodeId("south")


def test_who_comes_first_and_leaves_last_is_told() -> None:
    """A second device on another node is nobody's news."""
    directory = Directory()

    assert directory.came(NORTH, [ADA]) == {ADA}
    assert directory.came(SOUTH, [ADA, BOB]) == {BOB}
    assert directory.nodes_of(ADA) == (NORTH, SOUTH) and directory.connected([ADA, BOB, CID]) == {ADA, BOB}
    assert directory.left(NORTH, [ADA]) == set() and directory.left(SOUTH, [ADA]) == {ADA}


def test_a_list_in_place_of_what_was_told_gives_the_difference() -> None:
    """After a loss, a node's users are read anew."""
    directory = Directory()
    directory.came(NORTH, [ADA, BOB])
    directory.came(SOUTH, [BOB])

    assert directory.replace(NORTH, [CID]) == ({CID}, {ADA})
    assert directory.nodes_of(BOB) == (SOUTH,) and directory.nodes_of(CID) == (NORTH,)


def test_a_node_that_is_gone_takes_its_users_along() -> None:
    """But those who are elsewhere too."""
    directory = Directory()
    directory.came(NORTH, [ADA, BOB])
    directory.came(SOUTH, [BOB])

    assert directory.drop(NORTH) == {ADA} and directory.nodes == [SOUTH]
    assert directory.drop(NORTH) == set()


USERS = st.sets(st.sampled_from([ADA, BOB, CID]))
STEPS = st.lists(
    st.tuples(st.sampled_from(["came", "left", "replace", "drop"]), st.sampled_from([NORTH, SOUTH]), USERS), max_size=30
)


@given(STEPS)
def test_news_and_answers_agree(steps: list[tuple[str, NodeId, set[UserId]]]) -> None:
    """Who was told to have come, and not to have left, is connected; and each is where the nodes' lists say."""
    directory, nodes, online = Directory(), dict[NodeId, set[UserId]](), set[UserId]()
    for step, node, users in steps:
        if step == "came":
            online |= directory.came(node, users)
            nodes.setdefault(node, set()).update(users)
        elif step == "left":
            online -= directory.left(node, users)
            nodes.get(node, set()).difference_update(users)
        elif step == "replace":
            came, left = directory.replace(node, users)
            online = (online | came) - left
            nodes[node] = set(users)
        else:
            online -= directory.drop(node)
            nodes.pop(node, None)
        where = {user: {each for each in nodes if user in nodes[each]} for user in (ADA, BOB, CID)}
        assert directory.connected([ADA, BOB, CID]) == online == {user for user in where if where[user]}
        assert {user: set(directory.nodes_of(user)) for user in where} == where
