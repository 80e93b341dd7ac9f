"""A drawing as a picture: painted at twice its size and made smaller, so that lines are smooth. Grey, as it is printed."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from itertools import pairwise
from math import hypot

from PIL import Image, ImageDraw, ImageFont

from webapp.drawn.strokes import LINE, Box, Circle, Path, Point, Sheet, Stroke, Words
from webapp.paper.fonts import FACES, FAMILY, FOLDER

WIDEST, HIGHEST, SMOOTH, USUAL = 3_400, 3_400, 2, 2.0
INK, PAPER = 26, 255


def png(sheet: Sheet) -> bytes:
    """The whole file, at most 3,400 dots wide and high."""
    scale = min(USUAL, WIDEST / sheet.width, HIGHEST / sheet.height)
    size = (max(round(sheet.width * scale), 1), max(round(sheet.height * scale), 1))
    image = Image.new("L", (size[0] * SMOOTH, size[1] * SMOOTH), PAPER)
    brush = Brush(image, sheet, scale * SMOOTH)
    for stroke in sheet.strokes:
        brush.paint(stroke)
    kept = BytesIO()
    image.reduce(SMOOTH).save(kept, "PNG")
    return kept.getvalue()


class Brush:
    """Paints strokes on an image."""

    def __init__(self, image: Image.Image, sheet: Sheet, scale: float) -> None:
        self._image, self._draw, self._sheet, self._scale = image, ImageDraw.Draw(image), sheet, scale

    def paint(self, stroke: Stroke) -> None:
        """One stroke."""
        if isinstance(stroke, Path):
            self._path(stroke)
        elif isinstance(stroke, Box):
            corners = [self._at((stroke.x, stroke.y)), self._at((stroke.x + stroke.width, stroke.y + stroke.height))]
            outline = None if stroke.dashed else INK
            self._draw.rounded_rectangle(
                corners, stroke.radius * self._scale, _fill(stroke.fill), outline, self._pen(stroke.stroke)
            )
            if stroke.dashed:
                x, y, right, bottom = stroke.x, stroke.y, stroke.x + stroke.width, stroke.y + stroke.height
                self._dashes([(x, y), (right, y), (right, bottom), (x, bottom), (x, y)], stroke.stroke)
        elif isinstance(stroke, Circle):
            self._circle(stroke)
        else:
            self._words(stroke)

    def _path(self, path: Path) -> None:
        points = [self._at(point) for point in path.points]
        if path.closed:
            self._draw.polygon(points, fill=_fill(path.fill))
            points.append(points[0])
        if path.dashed:
            self._dashes(list(path.points), path.width)
        else:
            self._draw.line(points, INK, self._pen(path.width), joint="curve")

    def _circle(self, circle: Circle) -> None:
        r = circle.radius
        corners = [self._at((circle.x - r, circle.y - r)), self._at((circle.x + r, circle.y + r))]
        self._draw.ellipse(corners, _fill(circle.fill), None if circle.dashed else INK, self._pen(circle.stroke))
        if circle.dashed:
            for begin in range(0, 360, 24):
                self._draw.arc(corners, begin, begin + 14, INK, self._pen(circle.stroke))

    def _dashes(self, points: list[Point], width: float) -> None:
        for begin, end in pairwise(points):
            long = hypot(end[0] - begin[0], end[1] - begin[1])
            done = 0.0
            while done < long:
                until = min(done + 5, long)
                parts = [
                    self._at((begin[0] + (end[0] - begin[0]) * at / long, begin[1] + (end[1] - begin[1]) * at / long))
                    for at in (done, until)
                ]
                self._draw.line(parts, INK, self._pen(width))
                done += 9

    def _words(self, words: Words) -> None:
        font = _font(max(round(words.size * self._scale), 1), words.bold)
        if words.upwards:
            self._upwards(words, font)
            return
        for number, line in enumerate(words.lines):
            y = words.y + (number - (len(words.lines) - 1) / 2) * LINE * words.size
            self._draw.text(self._at((words.x, y)), line, INK, font, anchor="lm" if words.left else "mm")

    def _upwards(self, words: Words, font: ImageFont.FreeTypeFont) -> None:
        """Text that is read from below: painted aside and turned."""
        line = " ".join(words.lines)
        box = font.getbbox(line)
        aside = Image.new("L", (int(box[2]) + 4, int(box[3]) + 4), PAPER)
        ImageDraw.Draw(aside).text((2, 2), line, INK, font)
        turned = aside.rotate(90, expand=True)
        x, y = self._at((words.x, words.y))
        self._image.paste(turned, (round(x - turned.width / 2), round(y - turned.height / 2)))

    def _at(self, point: Point) -> Point:
        return (point[0] - self._sheet.x) * self._scale, (point[1] - self._sheet.y) * self._scale

    def _pen(self, width: float) -> int:
        return max(round(width * self._scale), 1)


def _fill(fill: str) -> int | None:
    return {"ink": INK, "paper": PAPER}.get(fill)


@lru_cache(maxsize=64)
def _font(size: int, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FOLDER / f"{FAMILY}_{FACES[int(bold), 0]}.ttf"), size)
