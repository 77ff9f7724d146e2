"""Says, minute by minute, when schedules fire: `zone<TAB>schedule<TAB>start` in, up to three times out.

Takes fields of stars, numbers and lists of numbers only. The offset of each minute is printed with it.
"""

import datetime
import sys
import zoneinfo

DAYS = 45


def values(field):
    return None if field == "*" else {int(part) for part in field.split(",")}


def fires(fields, local):
    minute, hour, day, month, weekday = fields
    if minute is not None and local.minute not in minute or hour is not None and local.hour not in hour:
        return False
    if month is not None and local.month not in month:
        return False
    is_day = day is None or local.day in day
    is_weekday = weekday is None or local.isoweekday() % 7 in weekday
    return is_day and is_weekday if day is None or weekday is None else is_day or is_weekday


for line in sys.stdin:
    name, schedule, start = line.rstrip("\n").split("\t")
    zone, fields = zoneinfo.ZoneInfo(name), [values(field) for field in schedule.split()]
    found, first = [], int(start) - int(start) % 60 + 60
    for time in range(first, first + DAYS * 86_400, 60):
        local = datetime.datetime.fromtimestamp(time, zone)
        if fires(fields, local):
            found.append(f"{time}:{int(local.utcoffset().total_seconds())}")
        if len(found) == 3:
            break
    print(" ".join(found))
