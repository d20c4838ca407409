"""The page on scaling says what its script computes."""

from __future__ import annotations

from scripts import scaling


def test_the_page_shows_what_the_script_computes() -> None:
    """`python -m scripts.scaling` writes it anew."""
    assert f"{scaling.BEGIN}\n\n{scaling.text()}\n\n{scaling.END}" in scaling.FILE.read_text()


def test_the_sums_agree_with_the_simulation() -> None:
    """Within a tenth, where there are more than a few nodes."""
    for nodes in (16, 64):
        assert abs(scaling.nodes_touched(nodes) / scaling.simulated_nodes(nodes, 5_000) - 1) < 0.1
