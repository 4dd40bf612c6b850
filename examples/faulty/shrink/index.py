"""Halves PNG pictures that arrive in one bucket and puts them into another one.

It needs nothing that Lambda does not have: 8 bits per channel, no palette, not interlaced.
"""

import os
import struct
import zlib
from urllib.parse import unquote_plus

import boto3

s3 = boto3.client("s3")
CHANNELS = {0: 1, 2: 3, 4: 2, 6: 4}  # grey, colour, and both with transparency


def handler(event, context):
    for record in event["Records"]:
        bucket = record["s3"]["bucket"]["name"]
        key = unquote_plus(record["s3"]["object"]["key"])
        picture = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
        # archc sets SMALL_PHOTOS_BUCKET because of the arrow `shrink -> small_photos`.
        target = os.environ["SMALL_PHOTOS_BUCKET"]
        s3.put_object(Bucket=target, Key=key, Body=halved(picture), ContentType="image/png")


def halved(png):
    width, height, color, rows = decoded(png)
    step = CHANNELS[color]
    small = []
    for y in range(0, height - height % 2 or 1, 2):
        one, two = rows[y], rows[min(y + 1, height - 1)]
        line = bytearray([0])
        for x in range(0, (width - width % 2 or 1) * step, 2 * step):
            for at in range(x, x + step):
                right = min(at + step, (width - 1) * step + at % step)
                line.append((one[at] + one[right] + two[at] + two[right]) // 4)
        small.append(bytes(line))
    header = struct.pack(">IIBBBBB", max(width // 2, 1), max(height // 2, 1), 8, color, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"".join(small)))
    return b"\x89PNG\r\n\x1a\n" + body + chunk(b"IEND", b"")


def decoded(png):
    data, at, header = b"", 8, None
    while at < len(png):
        size, kind = struct.unpack(">I4s", png[at : at + 8])
        content = png[at + 8 : at + 8 + size]
        if kind == b"IHDR":
            header = struct.unpack(">IIBBBBB", content)
        elif kind == b"IDAT":
            data += content
        at += size + 12
    if header is None or header[2] != 8 or header[3] not in CHANNELS or header[6]:
        raise ValueError("not a PNG with 8 bits per channel, without palette and interlacing")
    width, height, _, color, *_ = header
    return width, height, color, rows_of(zlib.decompress(data), width, height, CHANNELS[color])


def rows_of(raw, width, height, step):
    """Undo the filter of every row: each byte is the difference from its neighbours."""
    length, rows, above = width * step, [], bytes(width * step)
    for y in range(height):
        start = y * (length + 1)
        how, row = raw[start], bytearray(raw[start + 1 : start + 1 + length])
        for i in range(length):
            left = row[i - step] if i >= step else 0
            corner = above[i - step] if i >= step else 0
            guess = (0, left, above[i], (left + above[i]) // 2, nearest(left, above[i], corner))
            row[i] = (row[i] + guess[how]) & 255
        rows.append(row)
        above = row
    return rows


def nearest(left, up, corner):
    wanted = left + up - corner
    return min((left, up, corner), key=lambda value: abs(wanted - value))


def chunk(kind, content):
    body = kind + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))
