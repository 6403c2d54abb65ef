#!/usr/bin/env python3
"""Writes English forms of the communities' names, in pinyin: tables/community-names.csv.

    pip install pypinyin==0.53.0
    python3 romanise.py

Reads towns.json beside it. The table is kept, so that nothing else needs the package.
"""
import csv
import json
import re
from pathlib import Path

from pypinyin import lazy_pinyin

ENDINGS = [("村村委会", "Villagers' Committee"), ("居委会", "Residents' Committee"), ("村委会", "Villagers' Committee"),
           ("社区", "Community"), ("村", "Village")]
LOCAL = {"莘": "xin", "颛": "zhuan", "长": "chang", "乐": "le", "重": "chong", "行": "hang", "都": "du", "虹": "hong", "沈": "shen"}
NUMBERS = {digit: at for at, digit in enumerate("零一二三四五六七八九")}
KNOWN_WORDS = {"新村": "Xincun", "花园": "Garden", "家园": "Homes", "小区": "Estate", "公寓": "Apartments", "大厦": "Tower",
               "名苑": "Mingyuan", "新城": "New Town"}


def number(text):
    if "十" in text:
        tens, ones = text.split("十")
        return (NUMBERS[tens] if tens else 1) * 10 + (NUMBERS[ones] if ones else 0)
    return int("".join(str(NUMBERS[digit]) for digit in text))


def pinyin(text):
    return "".join(lazy_pinyin([LOCAL.get(char, char) for char in text])).capitalize()


def english(name):
    ending = ""
    for zh, en in ENDINGS:
        if name.endswith(zh) and len(name) > len(zh):
            name, ending = name[: -len(zh)], " " + en
            break
    words = []
    for part in re.split(rf"(第[一二三四五六七八九十]+|[0-9]+|{'|'.join(KNOWN_WORDS)})", name):
        known = KNOWN_WORDS.get(part)
        if not part:
            continue
        if part.startswith("第") and len(part) > 1:
            words.append(f"No. {number(part[1:])}")
        elif known:
            words.append(known)
        elif part.isdigit():
            words.append(part)
        else:
            words.append(pinyin(part))
    return " ".join(words) + ending


def main():
    here = Path(__file__).parent
    towns = json.loads((here / "towns.json").read_text(encoding="utf-8"))
    with (here / "tables" / "community-names.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["code", "name_zh", "name_en"])
        for community in (community for town in towns for community in town["communities"]):
            table.writerow([community["code"], community["name"], english(community["name"])])


main()
