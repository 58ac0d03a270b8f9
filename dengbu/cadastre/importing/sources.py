"""Reading files: features by GDAL (pyogrio), tables as CSV; every value as the source wrote it."""

import codecs
import csv
import gzip
import hashlib
import io
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pyproj
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from dengbu.cadastre.geometry import Shapes
from dengbu.cadastre.importing.findings import Reason, Row, Table
from dengbu.kernel.fault import Fault, FaultCode, Faults

CHUNK = 1 << 20
FEATURE_FILES = (".geojson", ".json", ".geojson.gz", ".json.gz", ".gpkg")


@dataclass(slots=True)
class Features:
    """A layer: rows with a shape each."""

    rows: list[Row]
    columns: tuple[str, ...]
    shapes: Shapes  # in the source's system; None where unreadable or absent
    crs: pyproj.CRS | None  # as the file declares it
    remarks: list[str] = field(default_factory=list)  # what the reader warned of


def sha256_of(path: Path) -> str:
    """Digest of a file's bytes; `Faults` if there is no such file."""
    if not path.is_file():
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message=f"找不到文件 {path}"))
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_features(path: Path, layer: str, table: Table) -> Features:
    """All features of a layer; `Faults` if the file cannot be read as a whole."""
    if not path.name.lower().endswith(FEATURE_FILES):
        message = f"{path.name}：只读 GeoJSON（可压缩为 .gz）与 GeoPackage"
        raise Faults(Fault(code=FaultCode.UPLOAD_TYPE, message=message))
    if not path.is_file():
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message=f"找不到文件 {path}"))
    if not path.name.lower().endswith(".gpkg"):
        _check_utf8(path)
    address = f"/vsigzip/{path.resolve()}" if path.suffix.lower() == ".gz" else str(path.resolve())
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        meta, wkb, columns = _open(address, layer, path)
        shapes = shapely.from_wkb(wkb, on_invalid="ignore")
    names = tuple(str(name) for name in meta["fields"])
    texts = [_texts(column) for column in columns]
    rows = [
        Row(table=table, number=number, values=dict(zip(names, values, strict=True)))
        for number, values in enumerate(_across(texts, len(shapes)), start=1)
    ]
    _say_unreadable(rows, wkb, shapes)
    return Features(
        rows=rows,
        columns=names,
        shapes=np.asarray(shapes, dtype=object),
        crs=None if meta["crs"] is None else pyproj.CRS.from_user_input(meta["crs"]),
        remarks=sorted({str(each.message) for each in warned}),
    )


def _open(address: str, layer: str, path: Path) -> tuple[Any, Any, Any]:
    # GDAL would take what looks like dates for dates, and fail as a whole on a 30 February.
    options = {} if path.name.lower().endswith(".gpkg") else {"DATE_AS_STRING": "YES"}
    try:
        meta, _, wkb, columns = pyogrio.raw.read(
            address, layer=layer or None, datetime_as_string=True, **options
        )
    except (DataSourceError, DataLayerError, ValueError) as error:
        message = f"{path.name}无法读取：{error}"
        raise Faults(Fault(code=FaultCode.UPLOAD_DAMAGED, message=message)) from error
    if wkb is None:
        message = f"{path.name}的图层没有图形"
        raise Faults(Fault(code=FaultCode.UPLOAD_TYPE, message=message))
    return meta, wkb, columns


def _across(texts: list[list[str]], count: int) -> Iterable[tuple[str, ...]]:
    return zip(*texts, strict=True) if texts else ((),) * count


def _texts(column: Any) -> list[str]:
    if np.issubdtype(column.dtype, np.floating):
        return [_number(value) for value in column.tolist()]
    return ["" if value is None else str(value) for value in column.tolist()]


def _number(value: float) -> str:
    if value != value:  # NaN stands for a null
        return ""
    return str(int(value)) if value.is_integer() else repr(value)


def _say_unreadable(rows: list[Row], wkb: Any, shapes: Any) -> None:
    for row, raw, shape in zip(rows, wkb, shapes, strict=True):
        if raw is not None and shape is None:
            row.values = {**row.values, "geometry": bytes(raw).hex()}
            row.refuse(Reason.UNREADABLE, name="图形", value="界址线未闭合或点数不足")


def _check_utf8(path: Path) -> None:
    """GeoJSON is UTF-8 by RFC 8259; anything else would be read as mangled names."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    line = 1
    try:
        for chunk in _chunks(path):
            line += decoder.decode(chunk).count("\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        line += bytes(error.object[: error.start]).count(b"\n")
        message = f"{path.name}第{line}行附近不是UTF-8编码，请转换编码后再导入"
        raise Faults(Fault(code=FaultCode.UPLOAD_DAMAGED, message=message)) from error
    except (OSError, EOFError) as error:
        message = f"{path.name}无法解压或读取：{error}"
        raise Faults(Fault(code=FaultCode.UPLOAD_DAMAGED, message=message)) from error


def _chunks(path: Path) -> Iterator[bytes]:
    with gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def read_table(path: Path, encoding: str, table: Table) -> tuple[list[Row], tuple[str, ...]]:
    """The rows of a CSV file and its header. Rows that cannot be read are refused, not lost."""
    if not path.is_file():
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message=f"找不到文件 {path}"))
    codec = "utf-8-sig" if encoding == "utf-8" else encoding
    try:
        # Bytes that do not decode are kept as lone surrogates, so that one bad row is one bad row.
        text = b"".join(_chunks(path)).decode(codec, errors="surrogateescape")
        lines = list(csv.reader(io.StringIO(text, newline="")))
    except (OSError, EOFError, csv.Error) as error:
        message = f"{path.name}无法读取：{error}"
        raise Faults(Fault(code=FaultCode.UPLOAD_DAMAGED, message=message)) from error
    if not lines:
        raise Faults(Fault(code=FaultCode.UPLOAD_SIZE, message=f"{path.name}是空文件"))
    header = tuple(name.strip() for name in lines[0])
    if len(set(header)) != len(header):
        message = f"{path.name}的表头有重名的列"
        raise Faults(Fault(code=FaultCode.UPLOAD_DAMAGED, message=message))
    filled = (line for line in lines[1:] if line)
    rows = [
        _record(table, number, header, line, encoding)
        for number, line in enumerate(filled, start=1)
    ]
    return rows, header


def _record(
    table: Table, number: int, header: tuple[str, ...], line: list[str], encoding: str
) -> Row:
    names = (*header, *(f"+{n}" for n in range(1, len(line) - len(header) + 1)))
    values = {
        name: value.encode("utf-8", "backslashreplace").decode()
        for name, value in zip(names, line, strict=False)
    }
    row = Row(table=table, number=number, values=values)
    if any(not value.isprintable() and _damaged(value) for value in line):
        row.refuse(Reason.ENCODING, encoding=encoding.upper())
    if len(line) != len(header):
        row.refuse(Reason.COLUMNS, found=len(line), expected=len(header))
    return row


def _damaged(text: str) -> bool:
    """A byte that did not decode, or a NUL, which the database cannot hold."""
    return any(char == "\0" or "\ud800" <= char <= "\udfff" for char in text)
