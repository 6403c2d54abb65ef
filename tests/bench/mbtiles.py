#!/usr/bin/env python3
"""Puts one gzipped vector tile from standard input into a new MBTiles file: mbtiles.py FILE ZOOM COLUMN ROW"""

import sqlite3
import sys

file, zoom, column, row = sys.argv[1], *map(int, sys.argv[2:5])
fields = '{"vector_layers":[{"id":"cells","fields":{"code":"String","cases":"Number"}}]}'
metadata = {"name": "cells", "format": "pbf", "minzoom": zoom, "maxzoom": zoom, "json": fields}
with sqlite3.connect(file) as package:
    package.execute("create table metadata (name text, value text)")
    package.execute("create table tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob)")
    package.execute("create unique index tile_index on tiles (zoom_level, tile_column, tile_row)")
    package.executemany("insert into metadata values (?, ?)", metadata.items())
    # MBTiles counts rows from the south.
    package.execute("insert into tiles values (?, ?, ?, ?)", (zoom, column, (1 << zoom) - 1 - row, sys.stdin.buffer.read()))
