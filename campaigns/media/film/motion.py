"""Moves pictures gently, in the planes that the encoder takes: no pixel is converted twice.

A frame is three grey images, brightness at full size and two colour differences at half of it
(BT.709, limited range). A pan moves by whole pixels and is a copy; a zoom resamples its picture.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import av
from PIL import Image
from PIL.Image import Resampling

from campaigns.media import darkroom
from campaigns.media.film import cards
from campaigns.media.film.look import Box, Look
from campaigns.media.film.script import FilmScript
from campaigns.media.film.timing import Timed
from campaigns.media.sheet import PosterPhoto

Planes = tuple[Image.Image, Image.Image, Image.Image]
ZOOM = 1.1  # how much larger a picture is at the near end of a zoom
PAN_MOST = 0.14  # of the picture's side: what a pan may leave behind


def planes_of(image: Image.Image) -> Planes:
    """Turn a picture of even sides into planes."""
    frame = av.VideoFrame(image.width, image.height, "rgb24")
    frame.planes[0].update(image.tobytes("raw", "RGB", frame.planes[0].line_size))
    frame = frame.reformat(
        format="yuv420p",
        src_color_range="JPEG",
        dst_color_range="MPEG",
        dst_colorspace="ITU709",
    )
    planes = [
        Image.frombytes("L", (plane.width, plane.height), bytes(plane), "raw", "L", plane.line_size)
        for plane in frame.planes
    ]
    return cast("Planes", tuple(planes))


def frame_of(planes: Planes) -> av.VideoFrame:
    """Turn planes into a frame for the encoder."""
    frame = av.VideoFrame(planes[0].width, planes[0].height, "yuv420p")
    for image, plane in zip(planes, frame.planes, strict=True):
        plane.update(image.tobytes("raw", "L", plane.line_size))
    return frame


def _halved(box: Box, number: int) -> tuple[int, int, int, int]:
    """Return a box's corners on a plane: 0 is brightness, 1 and 2 are colour."""
    left, top, right, bottom = box.corners
    half = 1 if number else 0
    return left >> half, top >> half, right >> half, bottom >> half


def _paste(onto: Planes, what: Planes, box: Box) -> None:
    for number, (ground, part) in enumerate(zip(onto, what, strict=True)):
        ground.paste(part, _halved(box, number)[:2])


def _cut(planes: Planes, box: Box) -> Planes:
    parts = (plane.crop(_halved(box, number)) for number, plane in enumerate(planes))
    return cast("Planes", tuple(parts))


@dataclass(frozen=True, slots=True)
class Pan:
    """A picture that slides by one pixel a frame, along its longer way."""

    even: Planes
    odd: Planes  # the same, one pixel further: colour is sampled every two pixels
    box: Box
    travel: int
    across: bool
    back: bool

    def at(self, part: float) -> Planes:
        """Return what is seen when `part` of the scene (0..1) has passed."""
        gone = round(self.travel * (1 - part if self.back else part))
        source, start = (self.odd, gone - 1) if gone % 2 else (self.even, gone)
        left, top = (start, 0) if self.across else (0, start)
        return _cut(source, Box(left, top, self.box.width, self.box.height))


@dataclass(frozen=True, slots=True)
class Zoom:
    """A picture that comes slowly nearer, or goes."""

    planes: Planes
    box: Box
    back: bool

    def at(self, part: float) -> Planes:
        """Return what is seen when `part` of the scene (0..1) has passed."""
        near = 1 + (ZOOM - 1) * (1 - part if self.back else part)
        seen = []
        for number, plane in enumerate(self.planes):
            half = 2 if number else 1
            wide, tall = plane.width / near, plane.height / near
            left, top = (plane.width - wide) / 2, (plane.height - tall) * 0.4
            size = (self.box.width // half, self.box.height // half)
            part_box = (left, top, left + wide, top + tall)
            seen.append(plane.resize(size, Resampling.BILINEAR, box=part_box))
        return cast("Planes", tuple(seen))


def moving(photo: bytes, box: Box, motion: str, frames: int, *, back: bool, ink: str) -> Pan | Zoom:
    """Return a photo that fills its box and moves during a scene."""
    picture = darkroom.open_photo(PosterPhoto(photo), (box.width * 2, box.height * 2))
    if motion == "zoom":
        return Zoom(planes_of(darkroom.into(picture, box.width, box.height, ink)), box, back)
    across = picture.width / picture.height >= box.width / box.height
    side = box.width if across else box.height
    travel = min(frames, round(side * PAN_MOST)) // 2 * 2
    wide, tall = box.width + 2, box.height + 2
    wide, tall = (wide + travel, tall) if across else (wide, tall + travel)
    whole = darkroom.into(picture, wide, tall, ink)
    odd = whole.crop((1, 0, wide - 1, tall) if across else (0, 1, wide, tall - 1))
    return Pan(planes_of(whole), planes_of(odd), box, travel, across, back)


@dataclass(slots=True)
class _Stage:
    """What stands still while one caption is seen: the ground, and plates above the picture."""

    ground: Planes
    plates: list[tuple[Box, Planes]]


def _stage(script: FilmScript, timed: Timed, look: Look, caption: str) -> _Stage:
    card = cards.draw_card(script, timed.scene, look, caption)
    ground = planes_of(card.ground)
    return _Stage(ground, [(box, _cut(ground, box)) for box in card.plates])


def frames_of(script: FilmScript, timed: tuple[Timed, ...], look: Look) -> Iterator[Planes]:
    """Yield every frame of a film."""
    line = planes_of(Image.new("RGB", (look.width, 2), look.colours["beam"]))
    light = tuple(plane.getpixel((0, 0)) for plane in line)
    total = timed[-1].end
    last: Planes | None = None
    for number, each in enumerate(timed):
        before = last
        for at, planes in enumerate(_scene(script, each, look, back=number % 2 == 1)):
            _light_up(planes, light, look, (each.start + at + 1) / total)
            last = planes
            if before is not None and at < look.fade:
                last = _blend(before, planes, (at + 1) / (look.fade + 1))
            yield last


def _scene(script: FilmScript, timed: Timed, look: Look, *, back: bool) -> Iterator[Planes]:
    """Yield the frames of one scene."""
    box = look.picture(timed.scene.kind, exercise=bool(script.exercise))
    mover = None
    if timed.scene.photo is not None and box is not None:
        photo = script.photos[timed.scene.photo]
        motion, ink = look.scenes[timed.scene.kind].motion, look.colours["ink"]
        mover = moving(photo, box, motion, timed.frames, back=back, ink=ink)
    captions = dict(timed.captions)
    stage = None
    for at in range(timed.frames):
        if timed.start + at in captions or stage is None:
            stage = _stage(script, timed, look, captions.get(timed.start + at, ""))
        planes = cast("Planes", tuple(plane.copy() for plane in stage.ground))
        if mover is not None:
            _paste(planes, mover.at(at / max(1, timed.frames - 1)), mover.box)
            for place, plate in stage.plates:
                _paste(planes, plate, place)
        yield planes


def _light_up(planes: Planes, light: tuple[object, ...], look: Look, part: float) -> None:
    """Let the beam under the picture grow with the film."""
    wide = max(2, round(look.line.width * part / 2) * 2)
    left = look.line.right - wide if look.rtl else look.line.left
    box = Box(left, look.line.top, wide, look.line.height)
    for number, (plane, value) in enumerate(zip(planes, light, strict=True)):
        plane.paste(cast("int", value), _halved(box, number))


def _blend(before: Planes, after: Planes, part: float) -> Planes:
    blended = (Image.blend(old, new, part) for old, new in zip(before, after, strict=True))
    return cast("Planes", tuple(blended))


def still(script: FilmScript, look: Look) -> Image.Image:
    """Return the opening as a picture, without a caption: the film's thumbnail."""
    scene = script.scenes[0]
    card = cards.draw_card(script, scene, look, "")
    image, box = card.ground.copy(), look.picture(scene.kind, exercise=bool(script.exercise))
    if scene.photo is not None and box is not None:
        photo = PosterPhoto(script.photos[scene.photo])
        picture = darkroom.open_photo(photo, (box.width, box.height))
        image.paste(
            darkroom.into(picture, box.width, box.height, look.colours["ink"]), box.corners[:2]
        )
        for plate in card.plates:
            image.paste(card.ground.crop(plate.corners), plate.corners[:2])
    return image.resize(look.thumbnail, Resampling.LANCZOS)
