#!/usr/bin/env python3
"""Writes ../calendar.json: working hours, and the holidays and make-up days of the State Council's notices (国务院办公厅放假安排).

    pip install chinesecalendar==1.11.0
    python3 working_days.py

The days are facts of the notices, read from the tables of the PyPI package chinesecalendar 1.11.0 (MIT licence, Lirian Su);
its code is not used. The same bytes on every machine. The working hours are a setting: Minhang's own are not on the public record.
"""
import datetime
import json
from importlib.metadata import version
from pathlib import Path

from chinese_calendar.constants import Holiday, holidays, workdays

PACKAGE = "1.11.0"
YEARS = range(2010, 2027)
ENGLISH = {"Anti-Fascist 70th Day": "70th Anniversary of Victory Day", "Tomb-sweeping Day": "Tomb-Sweeping Day",
           "Mid-autumn Festival": "Mid-Autumn Festival"}
CHINESE = {"清明": "清明节", "端午": "端午节", "中秋": "中秋节"}


def title(name):
    """A holiday's name in both languages."""
    chinese = next(holiday.chinese for holiday in Holiday if holiday.value == name)
    return {"zh": CHINESE.get(chinese, chinese), "en": ENGLISH.get(name, name)}


def free_between(first, last):
    """Whether only Saturdays and Sundays without work lie between two days: the package leaves some of them out of a holiday."""
    days = (first + datetime.timedelta(n) for n in range(1, (last - first).days))
    return all(day.weekday() >= 5 and day not in workdays for day in days)


def holidays_of(year):
    """Days in a row with one name, as one holiday."""
    runs = []
    for day in sorted(day for day in holidays if day.year == year):
        name = holidays[day]
        if runs and runs[-1][0] == name and free_between(runs[-1][2], day):
            runs[-1][2] = day
        else:
            runs.append([name, day, day])
    return [{"name": title(name), "from": str(first), "to": str(last)} for name, first, last in runs]


def make_up_days_of(year):
    """Saturdays and Sundays on which work is made up."""
    days = sorted(day for day in workdays if day.year == year)
    assert all(day.weekday() >= 5 for day in days), year
    return [str(day) for day in days]


def main():
    """Writes the file."""
    assert version("chinesecalendar") == PACKAGE, f"chinesecalendar {PACKAGE} is needed"
    document = {
        "schema": "gridward/calendar/1",
        "version": 1,
        "zone": "Asia/Shanghai",
        "source": {
            "zh": f"节假日和调休日取自国务院办公厅历年放假通知，经 PyPI 包 chinesecalendar {PACKAGE} 读取；作息时间为可改设置。",
            "en": "Holidays and make-up days from the yearly notices of the State Council, read from the PyPI package "
                  f"chinesecalendar {PACKAGE}; working hours are a setting.",
        },
        "schedules": [{
            "name": {"zh": "全年作息", "en": "All year"},
            "hours": ["08:00-12:00", "14:00-18:00"],
            "setting": True,
        }],
        "years": [{"year": year, "holidays": holidays_of(year), "make_up_days": make_up_days_of(year)} for year in YEARS],
    }
    target = Path(__file__).resolve().parent.parent / "calendar.json"
    target.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
