"""Archives of sample reports as Chinese programs make them: names in GBK that do not say so."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_MOMENT = (2024, 1, 24, 8, 0, 0)


def archive(members: Mapping[str, bytes]) -> bytes:
    """A ZIP file whose names are GBK without the UTF-8 mark; a name that ends in / is a folder.

    The library writes Chinese names as UTF-8 only, so that it is given stand-ins of the same
    length, which are replaced afterwards.
    """
    buffer = io.BytesIO()
    names: dict[bytes, bytes] = {}
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for number, (name, data) in enumerate(members.items()):
            encoded = name.encode("gbk")
            stand_in = encoded
            if not name.isascii():
                stem = f"@{number:03}@"
                stand_in = stem.encode().ljust(len(encoded), b"@")
                if len(stand_in) != len(encoded):
                    raise ValueError(f"{name!r} is too short to be written")
                if name.endswith("/"):
                    stand_in = stand_in[:-1] + b"/"
                names[stand_in] = encoded
            info = zipfile.ZipInfo(stand_in.decode("ascii"), _MOMENT)
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, data)
    content = buffer.getvalue()
    for stand_in, encoded in names.items():
        if content.count(stand_in) != 2:
            raise ValueError("a stand-in occurs in the data")
        content = content.replace(stand_in, encoded)
    return content


def with_litter(reports: Mapping[str, bytes]) -> bytes:
    """Reports in folders beside what no reader takes: folders, resource forks, thumbnails."""
    first = next(iter(reports))
    return archive(
        {
            "年报汇总/": b"",
            "年报汇总/乡镇/": b"",
            **{f"年报汇总/乡镇/{name}": data for name, data in reports.items()},
            f"__MACOSX/年报汇总/乡镇/._{first}": b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X",
            "年报汇总/.DS_Store": b"\x00\x00\x00\x01Bud1",
            "年报汇总/Thumbs.db": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1thumbs",
            "年报汇总/报送说明.txt": "请于1月31日前报送，联系电话见通知。\n".encode("gb18030"),
        }
    )
