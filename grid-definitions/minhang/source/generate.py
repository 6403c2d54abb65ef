#!/usr/bin/env python3
"""Writes units.csv, sources.csv, classes.csv, conditions.csv, places.csv and components.csv from tables/ and the layers.

    python3 generate.py            writes them
    python3 generate.py --check    writes nothing; fails, naming the file, where one differs

Needs Python 3.10 or later and nothing else; the same bytes on every machine. The rules and the settings are written by hand.
"""
import csv
import io
import json
import random
import sys
from pathlib import Path

HERE = Path(__file__).parent
FOLDER = HERE.parent
CENTRE = "centre"
COMPONENTS = 6000
ROOTS = [("C", "部件", "Components"), ("E", "事件", "Events"), ("A", "诉求", "Appeals"), ("H", "隐患", "Hazards"),
         ("M", "矛盾纠纷", "Mediation")]
KINDS = {"S": "service", "M": "management", "E": "enforcement"}
DUPLICATES = {"E": ("", ""), "C": ("20", "72"), "A": ("", ""), "H": ("50", "72"), "M": ("100", "240")}  # metres, hours; empty: the district's
LAWS = {
    "appearance": "《上海市市容环境卫生管理条例》",
    "building": "《上海市拆除违法建筑若干规定》",
    "roads": "《城市道路管理条例》",
    "greening": "《上海市绿化条例》",
    "noise": "《中华人民共和国环境噪声污染防治法》",
    "fire": "《中华人民共和国消防法》",
    "land": "《中华人民共和国土地管理法》",
    "renting": "《上海市居住房屋租赁管理办法》",
}
# What makes an appeal, a hazard or a dispute a case, by the first letters of its class and by grade: filing, closing, limits.
BY_GRADE = {
    "A01": [("", "来电来信提出咨询：{zh}", "{en}: a person asks", "answered", "1wd")],
    "A02": [("simple", "求助事项明确、可当场办理：{zh}", "{en}: the need is clear and can be met at once", "solved", "3wd"),
            ("ordinary", "需部门办理的求助：{zh}", "{en}: a department must help", "solved", "5wd"),
            ("complex", "涉及多个部门的求助：{zh}", "{en}: several departments must help", "solved", "15wd")],
    "A03": [("simple", "事实清楚的投诉：{zh}", "{en}: the facts are clear", "solved", "3wd"),
            ("ordinary", "需调查的投诉：{zh}", "{en}: it must be looked into", "solved", "5wd"),
            ("complex", "涉及多个部门或多次投诉：{zh}", "{en}: several departments, or not the first time", "solved", "15wd")],
    "A04": [("", "提出建议或意见：{zh}", "{en}: a person writes or calls", "answered", "5wd")],
    "A05": [("", "网上反映、内容属实可查：{zh}", "{en}: the words are online and can be checked", "solved", "3wd")],
    "H": [("simple", "可当场消除的隐患：{zh}", "{en}: can be removed on the spot", "safe", "1wd"),
          ("ordinary", "需限期整改的隐患：{zh}", "{en}: needs time to be put right", "safe", "secure=1wd;rectify=5wd"),
          ("complex", "重大隐患，须多部门整改：{zh}", "{en}: grave, several departments are needed", "safe", "secure=4uh;rectify=15wd")],
    "M": [("simple", "事实清楚、当事人愿意调解：{zh}", "{en}: the facts are clear and both sides are willing", "agreed", "5wd"),
          ("ordinary", "需街镇调解组织介入：{zh}", "{en}: the town's mediators are needed", "agreed", "15wd"),
          ("complex", "可能激化、须上报：{zh}", "{en}: may grow and must be reported", "agreed", "report=4uh;defuse=30wd")],
    "M0303": [("", "出现群体性上访苗头", "There are signs of a collective petition", "agreed", "report=4uh;defuse=15wd")],
    "M0305": [("", "重大矛盾，须立即上报", "A major matter that must be reported at once", "agreed", "report=4uh;defuse=30wd")],
}


def table(name):
    """The rows of a table of the folder tables/: fields between bars, lines with # are notes."""
    for line in (HERE / "tables" / name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield [field.strip() for field in line.split("|")]


def keyed(name):
    return {row[0]: row[1:] for row in table(name)}


# ---- classes and conditions -------------------------------------------------------------------------------------------------


def options_of(text):
    return dict(pair.split("=", 1) for pair in text.split())


def class_row(code, parent, zh, en, kinds, department, options):
    known = options_of(options)
    metres, hours = DUPLICATES[code[0]] if len(code) == 5 else ("", "")
    return [code, parent, zh, en, ";".join(KINDS[kind] for kind in kinds.split(",") if kind), known.get("domain", ""),
            known.get("sensitivity", ""), known.get("lead", ""), department, LAWS.get(known.get("basis"), ""), metres, hours]


def urgent(limits):
    first = limits.split(";")[0].split("=")[-1]
    return "true" if first.endswith(("uh", "um", "ud")) else "false"


def classes():
    """Rows of classes.csv and conditions.csv."""
    nodes = [[code, "", zh, en, "service;management;enforcement", "", "restricted" if code == "M" else "", "", CENTRE, "", "", ""]
             for code, zh, en in ROOTS]
    conditions = []
    defects, closings = keyed("defects.psv"), keyed("closings.psv")

    def condition(code, filing, closing, grade, limits):
        number = sum(row[0] == code for row in conditions) + 1
        conditions.append([code, number, *filing, *closing, grade, urgent(limits), limits, "true"])

    for file in ("components.psv", "events.psv", "others.psv"):
        for row in table(file):
            code = row[0]
            if code == "+":
                filing_zh, filing_en, closing, limits = row[1:]
                condition(nodes[-1][0], (filing_zh, filing_en), closings[closing], "", limits)
                continue
            parent = code[:1] if len(code) == 3 else code[:3]
            zh, en, kinds, department, options, *rest = row[1:]
            major_kinds = kinds or "S,M,E"
            nodes.append(class_row(code, parent, zh, en, major_kinds, department, options))
            if len(code) == 3:
                continue
            if code[0] == "C":
                for pair in rest[0].split():
                    defect, limits = pair.split("=", 1)
                    filing_zh, filing_en, closing_zh, closing_en = (text.format(zh=zh, en=en) for text in defects[defect])
                    condition(code, (filing_zh, filing_en), (closing_zh, closing_en), "", limits)
            elif code[0] == "E":
                filing_zh, filing_en, closing, limits = rest
                condition(code, (filing_zh, filing_en), closings[closing], "", limits)
            else:
                sentences = next(BY_GRADE[key] for key in (code, code[:3], code[0]) if key in BY_GRADE)
                for grade, filing_zh, filing_en, closing, limits in sentences:
                    condition(code, (filing_zh.format(zh=zh), filing_en.format(en=en)), closings[closing], grade, limits)
    roots = {code: at for at, (code, *_) in enumerate(ROOTS)}
    order = {row[0]: (roots[row[0][0]], at) for at, row in enumerate(nodes)}
    nodes.sort(key=lambda row: order[row[0]])
    conditions.sort(key=lambda row: (order[row[0]], row[1]))
    return nodes, conditions


# ---- the ground ---------------------------------------------------------------------------------------------------------------


class Ground:
    """The cells of the layers as rings of lattice points (steps of 1e-7 degree)."""

    def __init__(self):
        topology = json.loads((FOLDER / "layers" / "coverage.topojson").read_text(encoding="utf-8"))
        self.scale, self.shift = topology["transform"]["scale"], topology["transform"]["translate"]
        arcs = []
        for deltas in topology["arcs"]:
            x = y = 0
            arc = []
            for dx, dy in deltas:
                x, y = x + dx, y + dy
                arc.append((x, y))
            arcs.append(arc)
        self.layers = {}
        for name, group in topology["objects"].items():
            cells = {}
            for geometry in group["geometries"]:
                polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
                rings = [self.ring(arcs, ring) for polygon in polygons for ring in polygon]
                cells[geometry["properties"]["code"]] = (geometry["properties"], rings)
            self.layers[name] = dict(sorted(cells.items()))

    @staticmethod
    def ring(arcs, numbers):
        ring = []
        for number in numbers:
            arc = arcs[number] if number >= 0 else arcs[~number][::-1]
            ring.extend(arc if not ring else arc[1:])
        return ring

    def degrees(self, point):
        return tuple(f"{value * scale + shift:.7f}" for value, scale, shift in zip(point, self.scale, self.shift))

    def lattice(self, lon, lat):
        return tuple(round((value - shift) / scale) for value, scale, shift in zip((lon, lat), self.scale, self.shift))

    def crossings(self, rings, y):
        """Where the line at height y + 1/2 crosses the rings, from west to east."""
        found = []
        height = y + 0.5
        for ring in rings:
            for (x0, y0), (x1, y1) in zip(ring, ring[1:]):
                if (y0 > height) != (y1 > height):
                    found.append(x0 + (height - y0) * (x1 - x0) / (y1 - y0))
        return sorted(found)

    def inside(self, rings, point):
        return sum(x > point[0] for x in self.crossings(rings, point[1])) % 2 == 1

    def representative(self, rings):
        """A point well inside: the middle of the widest stretch on nine lines."""
        ys = [y for ring in rings for _, y in ring]
        low, high = min(ys), max(ys)
        best = (0, None)
        for part in range(1, 10):
            y = low + (high - low) * part // 10
            crossings = self.crossings(rings, y)
            for west, east in zip(crossings[::2], crossings[1::2]):
                width = (east - west) * (1 - abs(part - 5) / 10)
                if width > best[0]:
                    best = (width, (round((west + east) / 2), y))
        return best[1]


# ---- units, sources, places, components ----------------------------------------------------------------------------------------


def units(ground, names):
    rows = [[CENTRE, "区网格化综合管理中心", "District Grid Centre", "district", "", "district", "310112", "always", "false"]]
    rows += [[code, zh, en, "department", CENTRE, "", "", duty, "false"] for code, zh, en, duty in table("departments.psv")]
    towns = [properties for properties, _ in ground.layers["town"].values()]
    for town in towns:
        rows.append([town["code"], f"{town['name']}网格分中心", f"{town['name_en']} Sub-Centre", "sub-centre", CENTRE, "town", town["code"],
                     "always", "false"])
    for code, (cell, _) in ground.layers["community"].items():
        rows.append([code, f"{cell['name']}工作站", f"{names[code]} Workstation", "workstation", cell["town"], "community", code,
                     "working-hours", "false"])
    for code, (cell, _) in ground.layers["responsibility-grid"].items():
        number = int(code[-3:])
        town = ground.layers["town"][cell["town"]][0]
        rows.append([f"patrol-{code}", f"{town['name']}第{number}街面巡查队", f"{town['name_en']} Street Patrol {number}", "patrol-team",
                     cell["town"], "responsibility-grid", code, "working-hours", "true"])
    teams = [("night", "夜间应急值守队", "Night Duty Squad", "patrol-team", "always"),
             ("squad", "城管中队", "Urban Management Squad", "patrol-team", "always"),
             ("assist", "综合协管队", "General Assistance Team", "community-team", "working-hours"),
             ("housing", "房屋协管队", "Housing Assistance Team", "community-team", "working-hours"),
             ("jobs", "就业援助队", "Employment Assistance Team", "community-team", "working-hours"),
             ("culture", "文化协管队", "Culture Assistance Team", "community-team", "working-hours")]
    for word, zh, en, kind, duty in teams:
        rows += [[f"{word}-{town['code']}", f"{town['name']}{zh}", f"{town['name_en']} {en}", kind, town["code"], "", "", duty, "true"]
                 for town in towns]
    rows.append(["works-310112501", "莘庄工业区工地巡查队", "Xinzhuang Industrial Zone Works Patrol", "patrol-team", "310112501", "", "",
                 "working-hours", "true"])
    rows.append(["hub-310112008", "新虹街道枢纽街面管理队", "Xinhong Subdistrict Transport Hub Patrol", "patrol-team", "310112008", "", "",
                 "always", "true"])
    rows += [[code, zh, en, "maintainer", CENTRE, "", "", "always", "true"] for code, zh, en, _ in table("maintainers.psv")]
    return rows


def sources():
    return [[code, zh, en, location, datum, accuracy, public] for code, zh, en, location, datum, accuracy, public in table("sources.psv")]


def places(ground, names):
    rows = []
    for layer in ("town", "community"):
        for code, (cell, rings) in ground.layers[layer].items():
            lon, lat = ground.degrees(ground.representative(rings))
            rows.append([cell["name"], cell.get("name_en") or names[code], layer, lon, lat, layer, code, "true"])
    borders = {code: {point for ring in rings for point in ring} for code, (_, rings) in ground.layers["town"].items()}
    streets = json.loads((FOLDER / "layers" / "streets.geojson").read_text(encoding="utf-8"))
    for street in streets["features"]:
        line = street["geometry"]["coordinates"]
        by_middle = sorted(range(len(line)), key=lambda at: (abs(2 * at - len(line)), at))
        for at in by_middle:
            point = ground.lattice(*line[at])
            owner = [code for code, (_, rings) in ground.layers["town"].items() if ground.inside(rings, point)]
            if len(owner) == 1 and not any(point in border for border in borders.values()):
                layer, cell = "town", owner[0]
                break
        else:  # all along a border of two towns
            point, layer, cell = ground.lattice(*line[by_middle[0]]), "district", "310112"
        lon, lat = ground.degrees(point)
        rows.append([street["properties"]["name"], street["properties"]["name_en"], "street", lon, lat, layer, cell, "true"])
    return rows


def components(ground, nodes):
    """A register of components on invented spots: the seed is the district's code."""
    chance = random.Random(310112)
    owners = {code: maintainer for maintainer, _, _, owned in table("maintainers.psv") for code in owned.split()}
    minors = [row for row in nodes if row[0].startswith("C") and len(row[0]) == 5]
    weights = [12 if row[0] in owners else 1 for row in minors]
    cells = list(ground.layers["unit-grid"].values())
    numbers, rows = {}, []
    for _ in range(COMPONENTS):
        minor = pick(chance, minors, weights)
        _, rings = cells[int(chance.random() * len(cells))]
        xs, ys = ([point[axis] for ring in rings for point in ring] for axis in (0, 1))
        while True:
            point = tuple(low + int(chance.random() * (high - low)) for low, high in ((min(xs), max(xs)), (min(ys), max(ys))))
            if ground.inside(rings, point):
                break
        code = minor[0]
        numbers[code] = numbers.get(code, 0) + 1
        lon, lat = ground.degrees(point)
        rows.append([f"310112{code[1:]}{numbers[code]:06}", code, lon, lat, owners.get(code, minor[8]), "true"])
    return sorted(rows)


def pick(chance, items, weights):
    left = chance.random() * sum(weights)
    for item, weight in zip(items, weights):
        left -= weight
        if left < 0:
            return item
    return items[-1]


# ---- writing ------------------------------------------------------------------------------------------------------------------

HEADS = {
    "units.csv": "code,name_zh,name_en,kind,parent,layer,cell,duty,synthetic",
    "sources.csv": "code,name_zh,name_en,location,datum,accuracy_m,public",
    "classes.csv": "code,parent,name_zh,name_en,kinds,domain,sensitivity,lead,department,legal_basis,duplicate_m,duplicate_h",
    "conditions.csv": "class,number,filing_zh,filing_en,closing_zh,closing_en,grade,urgent,limits,setting",
    "places.csv": "name_zh,name_en,kind,lon,lat,layer,cell,synthetic",
    "components.csv": "code,class,lon,lat,owner,synthetic",
}


def main():
    with (HERE / "tables" / "community-names.csv").open(encoding="utf-8", newline="") as file:
        names = {row["code"]: row["name_en"] for row in csv.DictReader(file)}
    ground = Ground()
    nodes, conditions = classes()
    made = {"units.csv": units(ground, names), "sources.csv": sources(), "classes.csv": nodes, "conditions.csv": conditions,
            "places.csv": places(ground, names), "components.csv": components(ground, nodes)}
    differing = []
    for name, rows in made.items():
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(HEADS[name].split(","))
        writer.writerows(rows)
        path = FOLDER / name
        if "--check" in sys.argv[1:]:
            if not path.exists() or path.read_text(encoding="utf-8") != text.getvalue():
                differing.append(name)
        else:
            path.write_text(text.getvalue(), encoding="utf-8", newline="")
    if differing:
        sys.exit(f"{', '.join(differing)}: differ from what generate.py writes; run it, or mend the tables")


main()
