"""Writing: what is said about the photograph, and what is not."""

import io

import pytest
from picture_files import smooth
from PIL import ExifTags, Image

from engine import images
from engine.images import Format, WriteOptions
from engine.types import U8


@pytest.fixture(scope="module")
def rgb() -> U8:
    return smooth()


def photo_exif() -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Maker"
    exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.Exif).update(
        {
            ExifTags.Base.ExposureTime: 0.01,
            ExifTags.Base.MakerNote: b"secret place",
            ExifTags.Base.ExifImageWidth: 4000,
        }
    )
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {ExifTags.GPS.GPSLatitudeRef: "N", ExifTags.GPS.GPSLatitude: (1.0, 2.0, 3.0)}
    )
    return exif.tobytes()


def exif_of(data: bytes) -> tuple[Image.Exif, dict[int, object], dict[int, object]]:
    with Image.open(io.BytesIO(data)) as image:
        exif = image.getexif()
        return exif, dict(exif.get_ifd(ExifTags.IFD.Exif)), dict(exif.get_ifd(ExifTags.IFD.GPSInfo))


@pytest.mark.parametrize("form", list(Format))
def test_exif_is_kept_without_orientation_and_place(rgb: U8, form: Format) -> None:
    main, photo, gps = exif_of(images.encode(rgb, options=WriteOptions(format=form, exif=photo_exif())))
    assert main[ExifTags.Base.Make] == "Maker"
    assert main.get(ExifTags.Base.Orientation, 1) == 1
    assert photo == {ExifTags.Base.ExposureTime: 0.01}
    assert gps == {}


@pytest.mark.parametrize("form", list(Format))
def test_the_place_is_kept_when_asked(rgb: U8, form: Format) -> None:
    data = images.encode(rgb, options=WriteOptions(format=form, exif=photo_exif(), keep_gps=True))
    assert exif_of(data)[2][ExifTags.GPS.GPSLatitude] == (1.0, 2.0, 3.0)


@pytest.mark.parametrize("form", ["JPEG", "TIFF"])
def test_exif_goes_from_file_to_file(rgb: U8, form: str) -> None:
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, form, exif=photo_exif())
    picture = images.read(buffer.getvalue())
    assert picture.size == (24, 40)  # upright
    data = images.encode(picture.rgb, options=WriteOptions(format=Format.JPEG, exif=picture.exif))
    assert images.read(data).size == (24, 40)
    main, photo, gps = exif_of(data)
    assert main[ExifTags.Base.Make] == "Maker"
    assert photo[ExifTags.Base.ExposureTime] == 0.01
    assert gps == {}


def test_the_thumbnail_of_the_old_picture_is_dropped(rgb: U8) -> None:
    thumbnail = io.BytesIO()
    Image.new("RGB", (16, 16), "red").save(thumbnail, "JPEG")
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Maker"
    data = images.encode(
        rgb, options=WriteOptions(format=Format.JPEG, exif=exif.tobytes() + thumbnail.getvalue())
    )
    assert data.count(b"\xff\xd8\xff") == 1


def long_exif(comment: int, description: int) -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Maker"
    exif[ExifTags.Base.ImageDescription] = "d" * description
    photo = {ExifTags.Base.ExposureTime: 0.01, ExifTags.Base.UserComment: b"ASCII\0\0\0" + b"c" * comment}
    exif.get_ifd(ExifTags.IFD.Exif).update(photo)
    return exif.tobytes()


@pytest.mark.parametrize(
    ("comment", "description", "left"),
    [
        (100, 65_000, {"comment", "description"}),
        (100, 70_000, {"comment"}),
        (70_000, 1000, {"description"}),
        (40_000, 30_000, {"description"}),
        (70_000, 80_000, set()),
    ],
)
def test_exif_longer_than_a_jpeg_holds_loses_its_longest_texts(
    rgb: U8, comment: int, description: int, left: set[str]
) -> None:
    data = images.encode(rgb, options=WriteOptions(format=Format.JPEG, exif=long_exif(comment, description)))
    main, photo, _ = exif_of(data)
    assert (main[ExifTags.Base.Make], photo[ExifTags.Base.ExposureTime]) == ("Maker", 0.01)
    found = {
        "comment": ExifTags.Base.UserComment in photo,
        "description": ExifTags.Base.ImageDescription in main,
    }
    assert {name for name, there in found.items() if there} == left


def test_long_exif_stays_whole_where_the_format_holds_it(rgb: U8) -> None:
    data = images.encode(rgb, options=WriteOptions(format=Format.PNG, exif=long_exif(70_000, 80_000)))
    main, photo, _ = exif_of(data)
    assert len(str(main[ExifTags.Base.ImageDescription])) == 80_000
    assert ExifTags.Base.UserComment in photo


def test_more_exif_than_can_be_shortened_is_left_out_of_a_jpeg(rgb: U8) -> None:
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif).update(dict.fromkeys(range(0xB000, 0xB000 + 6000), 1))
    data = images.encode(rgb, options=WriteOptions(format=Format.JPEG, exif=exif.tobytes()))
    assert dict(exif_of(data)[0]) == {}


def test_damaged_exif_is_left_out(rgb: U8) -> None:
    data = images.encode(rgb, options=WriteOptions(format=Format.JPEG, exif=b"Exif\0\0nonsense"))
    assert dict(exif_of(data)[0]) == {}
