#!/usr/bin/env python3
"""Writes the cells of a district's TopoJSON as rows `layer<TAB>code<TAB>WKT`, for PostgreSQL's COPY."""

import json
import sys

topology = json.load(open(sys.argv[1], encoding="utf-8"))
(sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]


def positions(arc):
    x = y = 0
    for dx, dy in arc:
        x, y = x + dx, y + dy
        yield x * sx + tx, y * sy + ty


arcs = [list(positions(arc)) for arc in topology["arcs"]]


def ring(numbers):
    points = []
    for number in numbers:
        part = arcs[number] if number >= 0 else arcs[~number][::-1]
        points.extend(part if not points else part[1:])
    return "(" + ",".join(f"{x:.7f} {y:.7f}" for x, y in points) + ")"


for layer, collection in topology["objects"].items():
    for cell in collection["geometries"]:
        parts = [cell["arcs"]] if cell["type"] == "Polygon" else cell["arcs"]
        polygons = ",".join("(" + ",".join(map(ring, part)) + ")" for part in parts)
        print(f"{layer}\t{cell['properties']['code']}\tMULTIPOLYGON({polygons})")
