#!/usr/bin/env python3
"""Addresses of tiles of figures with filters drawn at random, the same for Gridward and for the peer.

tile_paths.py gridward|martin ZOOM COUNT      one address a line
"""

import datetime
import math
import random
import sys

who, zoom, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
draw = random.Random(zoom)
WEST, SOUTH, EAST, NORTH = 121.33, 30.98, 121.56, 31.24
FIRST = datetime.date(2010, 1, 1)
CLASSES = ["", "E", "C", "E01", "E02", "E03", "C01", "C02", "E0110", "E0136"]


def tile(lon, lat):
    side = 1 << zoom
    y = math.asinh(math.tan(math.radians(lat)))
    return int((lon + 180) / 360 * side), int((1 - y / math.pi) / 2 * side)


for _ in range(count):
    x, y = tile(draw.uniform(WEST, EAST), draw.uniform(SOUTH, NORTH))
    begin = FIRST + datetime.timedelta(days=draw.randrange(1200))
    end = begin + datetime.timedelta(days=draw.randrange(7, 365))
    node = draw.choice(CLASSES)
    query = f"from={begin}&to={end}" + (f"&class={node}" if node else "")
    if who == "gridward":
        print(f"/tiles/unit-grid/{zoom}/{x}/{y}.mvt?plan=1&measure=count&{query}")
    else:
        print(f"/figures/{zoom}/{x}/{y}?{query}")
