"""What the notebooks read: a running server, and the table that `gridward export` wrote from the same store.

GRIDWARD_SERVER      address of the server, http://127.0.0.1:8080 where it is missing
GRIDWARD_TOKEN_FILE  file with a token, as `gridward-server --token-file` writes it; without it one sees what everybody sees
GRIDWARD_EXPORT      the Parquet table, cases.parquet where it is missing
"""

import json
import os
import pathlib
import urllib.parse
import urllib.request

import geopandas
import matplotlib
import matplotlib.font_manager
import polars

SERVER = os.environ.get("GRIDWARD_SERVER", "http://127.0.0.1:8080").rstrip("/")
EXPORT = pathlib.Path(os.environ.get("GRIDWARD_EXPORT", "cases.parquet"))

# Fonts that have the Chinese letters, where one of them is installed; without any, figures are labelled in English alone.
CHINESE = ["Noto Sans CJK SC", "Noto Sans SC", "WenQuanYi Micro Hei", "Microsoft YaHei", "PingFang SC", "SimHei"]
_KNOWN = {font.name for font in matplotlib.font_manager.fontManager.ttflist}
_FONT = next((name for name in CHINESE if name in _KNOWN), None)
matplotlib.rcParams["font.sans-serif"] = [name for name in (_FONT, "DejaVu Sans") if name]
matplotlib.rcParams["axes.unicode_minus"] = False
# Missing values are hatched, never coloured as zero.
HATCHED = {"facecolor": "white", "edgecolor": "#8a9299", "hatch": "////", "linewidth": 0.2}


def label(zh, en):
    """A label in both languages, or in English alone where no font has the Chinese letters."""
    return f"{zh} {en}" if _FONT else en


def answer(address, question=None):
    """The JSON answer of an address of the server, whole or as a path, to a question."""
    url = address if address.startswith("http") else SERVER + address
    if question:
        url += "?" + urllib.parse.urlencode(question)
    token = os.environ.get("GRIDWARD_TOKEN_FILE")
    headers = {"Accept": "application/geo+json, application/json"}
    if token:
        headers["Authorization"] = "Bearer " + pathlib.Path(token).read_text().strip()
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=60) as response:
        return json.load(response)


def cells(layer, question=None):
    """All cells of a layer through OGC API Features, page by page: a table with geometry in WGS 84, by code."""
    page = answer(f"/ogc/collections/{layer}/items", {"limit": 10000, **(question or {})})
    features = page["features"]
    while following := [link["href"] for link in page["links"] if link["rel"] == "next"]:
        page = answer(following[0])
        features += page["features"]
    assert len(features) == page["numberMatched"], "a page is missing"
    return geopandas.GeoDataFrame.from_features(features, crs="OGC:CRS84").set_index("code")


def cases(begin, end):
    """The cases reported on [begin, end), two dates of the district, from the exported table."""
    table = polars.scan_parquet(EXPORT).filter(
        (polars.col("reported_at") >= begin) & (polars.col("reported_at") < end)
    )
    table = table.collect()
    assert (table["synthetic"] == "true").all(), "this text speaks of invented cases only"
    return table
