"""Panels of a Grafana dashboard as a page of SVG: for a picture where there is no Grafana."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

Points = Sequence[tuple[float, float]]
Series = Mapping[str, Points]
"""By legend: Unix time and value."""

COLUMN, ROW, GAP = 64, 34, 8
"""Pixels of the dashboard's grid, 24 columns wide."""
MOST_CURVES = 8
COLOURS = ["#73bf69", "#f2cc0c", "#5794f2", "#ff9830", "#f2495c", "#b877d9", "#37872d", "#8ab8ff"]
STYLE = """
body { margin: 0; background: #111217; color: #ccccdc; font: 13px system-ui, "DejaVu Sans", sans-serif }
h1 { font-size: 18px; font-weight: 500; margin: 14px 16px 2px }
p { margin: 0 16px 10px; color: #8e8ea0 }
main { position: relative; width: 1552px; margin: 0 16px 16px }
section { position: absolute; box-sizing: border-box; background: #181b1f; border: 1px solid #2a2c33 }
section h2 { font-size: 13px; font-weight: 500; margin: 7px 10px 0 }
main > h2 { position: absolute; font-size: 14px; font-weight: 500; margin: 0; padding-top: 9px }
.stat { font-size: 34px; text-align: center; color: #73bf69; padding-top: 18px }
svg text { fill: #8e8ea0; font-size: 11px }
"""


def page(title: str, note: str, panels: Sequence[Mapping[str, Any]], found: Mapping[int, Series]) -> str:
    """The whole page.

    Args:
        panels: as they stand in the dashboard.
        found: what each panel's queries gave, by the panel's id.
    """
    height = max(panel["gridPos"]["y"] + panel["gridPos"]["h"] for panel in panels) * ROW
    body = "\n".join(_panel(panel, found.get(panel["id"], {})) for panel in panels)
    return (
        f"<!doctype html><meta charset=utf-8><title>{escape(title)}</title><style>{STYLE}</style>"
        f"<h1>{escape(title)}</h1><p>{escape(note)}</p><main style='height:{height}px'>{body}</main>"
    )


def shown(value: float, unit: str) -> str:
    """The value as a person reads it, by Grafana's name for its unit."""
    if unit == "bytes":
        for name in ("B", "KiB", "MiB"):
            if value < 1024:
                return f"{value:.3g} {name}"
            value /= 1024
        return f"{value:.3g} GiB"
    if unit == "s":
        if 0 < value < 0.001:
            return f"{value * 1e6:.3g} µs"
        return f"{value * 1e3:.3g} ms" if value < 1 else f"{value:.3g} s"
    text = f"{value / 1e3:.3g} k" if value >= 10_000 else f"{value:.3g}"
    return f"{text}/s" if unit == "ops" else text


def _panel(panel: Mapping[str, Any], series: Series) -> str:
    place = panel["gridPos"]
    left, top = place["x"] * COLUMN, place["y"] * ROW
    if panel["type"] == "row":
        return f"<h2 style='left:{left}px;top:{top}px'>{escape(panel['title'])}</h2>"
    width, height = place["w"] * COLUMN - GAP, place["h"] * ROW - GAP
    draw = _stat if panel["type"] == "stat" else _chart
    inside = draw(series, panel["fieldConfig"]["defaults"], width - 20, height - 34)
    at = f"left:{left}px;top:{top}px;width:{width}px;height:{height}px"
    return f"<section style='{at}'><h2>{escape(panel['title'])}</h2>{inside}</section>"


def _stat(series: Series, look: Mapping[str, Any], _width: int, _height: int) -> str:
    points = next(iter(series.values()), ())
    if not points:
        return "<div class=stat>no data</div>"
    value = points[-1][1]
    names = {key: each["text"] for mapping in look.get("mappings", ()) for key, each in mapping["options"].items()}
    return f"<div class=stat>{names.get(f'{value:g}') or shown(value, look['unit'])}</div>"


def _chart(series: Series, look: Mapping[str, Any], width: int, height: int) -> str:
    times = [time for points in series.values() for time, _ in points]
    values = [value for points in series.values() for _, value in points]
    if not times:
        return "<div class=stat>no data</div>"
    begin, end, most = min(times), max(times), max(values) * 1.1 or 1.0
    series = dict(sorted(series.items(), key=lambda each: -each[1][-1][1])[:MOST_CURVES])
    across = 3 if width > 400 else 2
    left, bottom = 62, height - 22 - 15 * ((len(series) + across - 1) // across)

    def x(time: float) -> float:
        return left + (time - begin) / max(1e-9, end - begin) * (width - left)

    def y(value: float) -> float:
        return bottom - value / most * (bottom - 10)

    parts = [f"<svg width={width} height={height} style='margin:4px 10px'>"]
    for part in range(4):
        value = most * part / 3
        parts.append(f"<line x1={left} x2={width} y1={y(value):.1f} y2={y(value):.1f} stroke=#2a2c33 />")
        parts.append(f"<text x={left - 6} y={y(value) + 4:.1f} text-anchor=end>{shown(value, look['unit'])}</text>")
    for part in range(4):
        time = begin + (end - begin) * part / 3
        anchor = "end" if part == 3 else "middle" if part else "start"
        parts.append(f"<text x={x(time):.1f} y={bottom + 14} text-anchor={anchor}>{time - begin:.0f} s</text>")
    for number, (name, points) in enumerate(series.items()):
        colour = COLOURS[number % len(COLOURS)]
        line = " ".join(f"{x(time):.1f},{y(value):.1f}" for time, value in points)
        parts.append(f"<polyline points='{line}' fill=none stroke={colour} stroke-width=1.3 />")
        over, down = left + (number % across) * (width - left) / across, bottom + 32 + 15 * (number // across)
        parts.append(f"<rect x={over:.0f} y={down - 7} width=10 height=3 fill={colour} />")
        parts.append(f"<text x={over + 14:.0f} y={down}>{escape(name[: (width - left) // across // 7])}</text>")
    return "".join([*parts, "</svg>"])
