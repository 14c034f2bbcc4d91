"""Files from elsewhere: none is executed, none leads to another file or address, none is larger than it says."""

from __future__ import annotations

import io
import json
import pickle
import re
import sqlite3
import struct
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import geopandas as gpd
import openpyxl
import published
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from published import FORMS

import wijkdata
from wijkdata import intake
from wijkdata.ambition import file
from wijkdata.errors import WijkdataError
from wijkdata.sources import geofiles, own_mapping

PACKAGE = Path(wijkdata.__file__).parent
COLUMNS = ["buurtcode", "statcode"]


class Traps(BaseHTTPRequestHandler):
    """Notes every request, and gives what was asked for."""

    def do_GET(self) -> None:
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.server.content)  # type: ignore[attr-defined]

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """Return a file on this computer that is nobody else's business."""
    path = tmp_path / "geheim.geojson"
    shapes = [shapely.box(96_000, 440_000, 96_100, 440_100)]
    gpd.GeoDataFrame({"buurtcode": ["BU05991448"]}, geometry=shapes, crs=28992).to_file(path)
    return path


@pytest.fixture
def trap(secret: Path) -> Iterator[ThreadingHTTPServer]:
    made = ThreadingHTTPServer(("127.0.0.1", 0), Traps)
    made.asked, made.content = [], secret.read_bytes()  # type: ignore[attr-defined]
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture(params=["local", "remote"])
def elsewhere(request: pytest.FixtureRequest, secret: Path, trap: ThreadingHTTPServer) -> str:
    """Return how the library would be led to another file, or to an address."""
    address = f"/vsicurl/http://127.0.0.1:{trap.server_address[1]}/x.geojson"
    return str(secret) if request.param == "local" else address


def virtual(source: str) -> str:
    layer = f'<OGRVRTLayer name="geheim"><SrcDataSource>{source}</SrcDataSource></OGRVRTLayer>'
    return f"<OGRVRTDataSource>{layer}</OGRVRTDataSource>"


def refused(path: Path, trap: ThreadingHTTPServer) -> None:
    with pytest.raises(WijkdataError):
        geofiles.read_layers(path, COLUMNS)
    (outcome,) = intake.add([path])
    assert outcome.refused
    assert trap.asked == []  # type: ignore[attr-defined]


class TestNoFileLeadsElsewhere:
    @pytest.mark.parametrize("name", ["kaart.geojson", "kaart.gpkg", "kaart.json", "kaart.vrt"])
    def test_a_virtual_file(self, name, elsewhere, trap, tmp_path):
        (tmp_path / name).write_text(virtual(elsewhere), encoding="utf-8")
        refused(tmp_path / name, trap)

    def test_a_virtual_file_as_the_shapes_of_a_shapefile(self, elsewhere, trap, tmp_path):
        path = tmp_path / "kaart.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("kaart.shp", virtual(elsewhere))
            archive.writestr("kaart.shx", b"")
            archive.writestr("kaart.dbf", b"")
        refused(path, trap)

    @pytest.mark.parametrize("more", [{}, {"features": []}])
    def test_a_task_for_the_library(self, more, elsewhere, trap, tmp_path):
        task = {
            "type": "gdal_streamed_alg",
            "command_line": f"gdal vector pipeline ! read {elsewhere} ! write streamed_dataset",
        }
        (tmp_path / "kaart.geojson").write_text(json.dumps(task | more), encoding="utf-8")
        refused(tmp_path / "kaart.geojson", trap)

    @pytest.mark.parametrize(
        "made",
        [
            "CREATE VIRTUAL TABLE buurten USING VirtualOGR('{}')",
            "CREATE VIEW buurten AS SELECT 1 AS buurtcode",
            "create\nvirtual table if not exists buurten using \"VirtualOGR\"('{}')",
        ],
    )
    def test_a_layer_of_a_geopackage_that_is_made_when_it_is_read(
        self, made, elsewhere, trap, secret, tmp_path
    ):
        path = tmp_path / "kaart.gpkg"
        gpd.read_file(secret).to_file(path, layer="anders")
        with sqlite3.connect(path) as base:
            base.execute("PRAGMA writable_schema = ON")
            kind = "view" if "VIEW" in made else "table"
            base.execute(
                "INSERT INTO sqlite_master (type, name, tbl_name, rootpage, sql) "
                "VALUES (?, 'buurten', 'buurten', 0, ?)",
                (kind, made.format(elsewhere)),
            )
            base.execute(
                "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('buurten', 'features', 'b')"
            )
        base.close()
        refused(path, trap)

    def test_an_ordinary_geopackage_and_shapefile_are_read(self, secret, tmp_path):
        shapes = gpd.read_file(secret)
        shapes.to_file(tmp_path / "kaart.gpkg", layer="buurten")
        (layer,) = geofiles.read_layers(tmp_path / "kaart.gpkg", COLUMNS)
        assert len(layer.frame) == 1
        shapes.to_file(tmp_path / "kaart.shp")
        (layer,) = geofiles.read_layers(tmp_path / "kaart.shp", ["buurtcode"])
        assert len(layer.frame) == 1

    def test_an_entity_in_a_workbook(self, trap, secret, tmp_path):
        """A workbook of every form that is read, with an entity that stands for a file or an address."""
        forms = [form for form in FORMS if form.kind == "xlsx"]
        assert forms
        for number, form in enumerate(forms):
            for target in (secret.as_uri(), f"http://127.0.0.1:{trap.server_address[1]}/x"):
                folder = tmp_path / f"{number}-{target[:4]}"
                folder.mkdir()
                path = form.write(folder)
                entity = f'<!DOCTYPE x [<!ENTITY y SYSTEM "{target}">]>'
                rewrite(
                    path,
                    lambda text, entity=entity: re.sub(r"(<\?xml[^>]*\?>)?", rf"\1{entity}", text, count=1),
                )
                published.prepare(form, tmp_path)
                outcomes = intake.add([folder], options=form.options)
                kept = b"".join(one.read_bytes() for one in tmp_path.rglob("*.parquet"))
                assert outcomes
                assert b"geheim" not in kept
        assert trap.asked == []  # type: ignore[attr-defined]


def rewrite(path: Path, change) -> None:
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            text = change(content.decode("utf-8")) if name.endswith("sheet1.xml") else content
            archive.writestr(name, text)


def test_entities_that_grow_are_not_unfolded(tmp_path):
    path = tmp_path / "woningen.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["postcode", "huisnummer", "buurtcode"])
    book.active.append(["3068AB", 1, "BU05991448"])
    book.save(path)
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    head = f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>'
    rewrite(path, lambda text: head + text.replace("3068AB", "&l11;").replace(">1<", ">&l11;<"))
    (outcome,) = intake.add([path])
    assert outcome.refused


class TestArchives:
    @pytest.mark.parametrize(
        "name", ["../../uit.geojson", "/tmp/wd-uit.geojson", "..\\..\\uit.geojson", "C:\\uit.geojson"]
    )
    def test_none_writes_outside_its_place(self, name, secret, tmp_path):
        path = tmp_path / "diep" / "dieper" / "kaart.zip"
        path.parent.mkdir(parents=True)
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(name, secret.read_bytes())
        before = set(tmp_path.rglob("*"))
        with pytest.raises(WijkdataError, match="pad naar buiten het zip-bestand"):
            geofiles.read_layers(path, ["buurtcode"])
        assert set(tmp_path.rglob("*")) == before
        assert not Path("/tmp/wd-uit.geojson").exists()

    @pytest.mark.parametrize("name", ["kaart.geojson", "stedin.csv", "xl/workbook.xml", "Observations.csv"])
    def test_one_that_grows_out_of_all_proportion_is_refused(self, name, tmp_path):
        path = tmp_path / "bom.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, b"0" * (64 * 1024**2))
        assert path.stat().st_size < 100_000
        (outcome,) = intake.add([path])
        assert outcome.refused

    def test_one_that_says_it_is_smaller_than_it_is(self, tmp_path):
        path = tmp_path / "liegt.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("kaart.geojson", b"{" + b" " * 100_000 + b"}")
        content = path.read_bytes().replace(struct.pack("<I", 100_002), struct.pack("<I", 10))
        path.write_bytes(content)
        (outcome,) = intake.add([path])
        assert outcome.refused


class Runs:
    """Leaves a mark where it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self):
        return (Path.touch, (self.mark,))


class TestNothingIsExecuted:
    @pytest.mark.parametrize(
        "name", ["lijst.pkl", "lijst.npy", "lijst.csv", "lijst.json", "wijk.ambitie.json"]
    )
    def test_a_pickle_under_any_name(self, name, tmp_path):
        mark = tmp_path / "uitgevoerd"
        path = tmp_path / name
        path.write_bytes(pickle.dumps(Runs(mark)))
        (outcome,) = intake.add([path])
        assert outcome.refused
        with pytest.raises(WijkdataError):
            file.load(path)
        assert not mark.exists()

    def test_a_pickle_within_a_table(self, tmp_path):
        mark = tmp_path / "uitgevoerd"
        field = pa.field("a", pa.binary(), metadata={b"ARROW:extension:name": b"arrow.py_extension_type"})
        field = field.with_metadata({**field.metadata, b"ARROW:extension:metadata": pickle.dumps(Runs(mark))})
        pq.write_table(pa.table([pa.array([b"x"])], schema=pa.schema([field])), tmp_path / "lijst.parquet")
        (outcome,) = intake.add([tmp_path / "lijst.parquet"])
        assert outcome.refused
        pq.read_table(tmp_path / "lijst.parquet")
        assert not mark.exists()

    @pytest.mark.parametrize("tag", ["!!python/object/apply:pathlib.Path.touch", "!!python/name:os.system"])
    def test_a_mapping_that_names_python(self, tag, tmp_path):
        text = f"eigenaar: {tag} [x]\nkolommen:\n  postcode: {tag} [x]\n"
        with pytest.raises(WijkdataError):
            own_mapping.read_mapping(io.StringIO(text))

    @pytest.mark.parametrize(
        "way",
        [
            r"\bimport pickle\b|\bread_pickle\(|\ballow_pickle\b|\bimport (marshal|shelve|dill|joblib)\b",
            r"(?<![\w.])(eval|exec|compile)\(",
            r"\bos\.(system|popen)\(|\bshell\s*=\s*True",
            r"\byaml\.(unsafe_load|full_load|load_all)\(|\byaml\.load\((?!.*SafeLoader|.*Loader=loader\))",
            r"\.query\(f|pd\.eval\(|\.eval\(",
            r"\bextractall\(|\.extract\((?!\s*r[\"'])",
        ],
    )
    def test_the_package_knows_no_way_to(self, way):
        # The pages of a PDF and the columns of a frame have an ``extract`` with another meaning.
        texts = {path: path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")}
        assert len(texts) > 200
        allowed = re.compile(r"re\.compile\(|\.str\.extract\(")
        found = [
            f"{path.name}: {line.strip()}"
            for path, text in texts.items()
            for line in text.splitlines()
            if re.search(way, allowed.sub("", line))
        ]
        assert found == []
