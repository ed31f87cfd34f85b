"""What describes an export to programs and people: manifest, data package, Croissant, card, citation, Zenodo."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import yaml

from fetchers import Source
from leaderboard.publish.export.forms import SPREADSHEETS
from leaderboard.publish.export.forms import files as forms_of
from leaderboard.publish.export.tables import TABLES, Column, Table, merged
from leaderboard.registry import published

MANIFEST = "manifest.json"
#: The first number changes where a column goes or means something else, the second where one is added.
SCHEMA_VERSION = "1.0"
NAME = "open-model-leaderboard"
TITLE = "The open-model leaderboard by nation"
ABOUT = (
    "Which nation's developers host the top open-weight AI models, on which public leaderboards, since when, and how "
    "sure that is: published scores with their dates, who made each model and how open it was, and what follows."
)
_AUTHORS = "The contributors to the open-model leaderboard by nation"
_KEYWORDS = ("AI models", "open weights", "leaderboards", "benchmarks", "countries")
_CROISSANT_TYPES = {
    "string": "sc:Text",
    "integer": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
    "datetime": "sc:DateTime",
}


@dataclass(frozen=True)
class File:
    """A file of an export. table: whose form it is, "" of what describes all. rows: None where there are none."""

    path: str
    table: str
    rows: int | None
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Described:
    """An export to be described: its day, whose scores it has, and the files of its tables."""

    day: pd.Timestamp
    sources: Sequence[Source]
    files: Sequence[File]

    @property
    def version(self) -> str:
        """That of the schema, then the day."""
        return f"{SCHEMA_VERSION}.{self.day:%Y%m%d}"

    @property
    def licenses(self) -> dict[str, str]:
        """SPDX id -> an address of its text: those of the sources."""
        return {source.license: source.license_url for source in self.sources}

    def file(self, table: Table, form: str) -> File:
        name = forms_of(table)[form]
        return next(file for file in self.files if file.path == name)


def files(export: Described) -> dict[str, str]:
    """Everything but the manifest: name -> text."""
    return {
        "datapackage.json": _json(data_package(export)),
        "croissant.json": _json(croissant(export)),
        "README.md": card(export),
        "CITATION.cff": citation(export),
        ".zenodo.json": _json(zenodo(export)),
    }


def manifest(export: Described, written: Sequence[File]) -> str:
    """Every file of the export but this one."""
    return _json(
        {
            "name": NAME,
            "date": f"{export.day:%Y-%m-%d}",
            "schema_version": SCHEMA_VERSION,
            "registry_version": published.version(),
            "attribution": merged(list(export.sources)),
            "files": [
                {
                    "path": file.path,
                    **({"table": file.table, "rows": file.rows} if file.table else {}),
                    "bytes": file.bytes,
                    "sha256": file.sha256,
                }
                for file in written
            ],
        }
    )


def data_package(export: Described) -> dict[str, Any]:
    """Frictionless' Data Package, version 2, of the tables as CSV."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": NAME,
        "title": TITLE,
        "description": ABOUT,
        "version": export.version,
        "created": f"{export.day:%Y-%m-%d}T00:00:00Z",
        "keywords": list(_KEYWORDS),
        "contributors": [{"title": _AUTHORS, "roles": ["creator"]}],
        "licenses": [{"name": name, "path": url} for name, url in export.licenses.items()],
        "sources": [{"title": source.attribution, "path": source.homepage} for source in export.sources],
        "resources": [_resource(export, table) for table in TABLES],
    }


def _resource(export: Described, table: Table) -> dict[str, Any]:
    file = export.file(table, "csv")
    return {
        "name": table.name,
        "path": file.path,
        "title": table.title,
        **({"description": table.definition} if table.definition else {}),
        "type": "table",
        "format": "csv",
        **({"compression": "gz"} if table.large else {}),
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
        "schema": {
            "fields": [_field(column) for column in table.columns],
            "missingValues": [""],
            **({"primaryKey": list(table.key)} if table.key else {}),
        },
    }


def _field(column: Column) -> dict[str, str]:
    told = {"description": column.meaning, "unit": column.unit}
    return {"name": column.name, "type": column.kind, "title": column.title, **{k: v for k, v in told.items() if v}}


def croissant(export: Described) -> dict[str, Any]:
    """MLCommons' Croissant, version 1.0, of the tables as Parquet."""
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": NAME,
        "description": ABOUT,
        "url": ".",
        "version": export.version,
        "datePublished": f"{export.day:%Y-%m-%d}",
        "license": list(export.licenses.values()),
        "creator": {"@type": "sc:Organization", "name": _AUTHORS},
        "citeAs": f"{TITLE}, {export.day:%Y-%m-%d}. Scores: {merged(list(export.sources))}.",
        "keywords": list(_KEYWORDS),
        "distribution": [_object(export.file(table, "parquet")) for table in TABLES],
        "recordSet": [_record_set(table) for table in TABLES],
    }


def _object(file: File) -> dict[str, str]:
    return {
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": file.path,
        "contentUrl": file.path,
        "contentSize": f"{file.bytes} B",
        "encodingFormat": "application/x-parquet",
        "sha256": file.sha256,
    }


def _record_set(table: Table) -> dict[str, Any]:
    file = forms_of(table)["parquet"]
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": ". ".join(filter(None, (table.title, table.definition))),
        **({"key": [{"@id": f"{table.name}/{name}"} for name in table.key]} if table.key else {}),
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{table.name}/{column.name}",
                "name": column.name,
                "description": column.meaning or column.title,
                "dataType": _CROISSANT_TYPES[column.kind],
                "source": {"fileObject": {"@id": file}, "extract": {"column": column.name}},
            }
            for column in table.columns
        ],
    }


def card(export: Described) -> str:
    """README.md, with the header by which the Hugging Face hub shows a dataset."""
    head = {
        "pretty_name": TITLE,
        "license": "other",
        "license_name": "as-its-sources",
        "license_link": "#terms",
        "tags": list(_KEYWORDS),
        "configs": [{"config_name": table.name, "data_files": forms_of(table)["parquet"]} for table in TABLES],
    }
    rows = [
        f"| [`{table.name}`]({forms_of(table)['parquet']}) | {export.file(table, 'parquet').rows:,} | {table.title} |"
        for table in TABLES
    ]
    terms = [
        f"- {source.attribution}: [{source.title}]({source.homepage}), [{source.license}]({source.license_url})"
        for source in export.sources
    ]
    parts = (
        f"---\n{_yaml(head)}---",
        f"# {TITLE}",
        ABOUT,
        f"As of {export.day:%Y-%m-%d}, schema {SCHEMA_VERSION}, registry {published.version()}. This folder does not "
        "change: a later export has a folder of its own.",
        "| table | rows | what |\n|---|---|---|\n" + "\n".join(rows),
        "Every table is there as `.csv`, `.json` and `.parquet` (CSV and JSON of the observations compressed), and, "
        f"but for the observations, in `{SPREADSHEETS}/` with column names in words. Dates are ISO 8601, moments in "
        "UTC; countries are codes of ISO 3166-1 alpha-3, `CHN;USA` where an origin is joint; what is blank is unknown. "
        "The meaning of every column stands in `datapackage.json` and `croissant.json`, rows, sizes and hashes of all "
        f"files in `{MANIFEST}`. Statistics are of each board's headline category, by open weights and the "
        "developer's seat.",
        "A score was true of its board on the day in `published_on`, and says nothing of later days. Where "
        "`recorded_basis` is `claimed`, the date is the board's own and nobody here saw it served that day.",
        "## Terms",
        "Scores keep the terms of the leaderboard that they came from, which stand in every row (`terms`, "
        "`attribution`); what is under a ShareAlike license is passed on under the same. Added are the columns that "
        "say who made a model; registry and sentences are under the MIT license.",
        "\n".join(terms),
        f"To name all at once: *{merged(list(export.sources))}.*",
    )
    return "\n\n".join(parts) + "\n"


def citation(export: Described) -> str:
    """CITATION.cff, version 1.2.0."""
    return _yaml(
        {
            "cff-version": "1.2.0",
            "type": "dataset",
            "title": TITLE,
            "message": "Please cite this dataset, and of `references` the leaderboards whose scores you use.",
            "abstract": ABOUT,
            "authors": [{"name": _AUTHORS}],
            "version": export.version,
            "date-released": f"{export.day:%Y-%m-%d}",
            "keywords": list(_KEYWORDS),
            "license": sorted(export.licenses),
            "references": [
                {
                    "type": "data",
                    "title": source.title,
                    "authors": [{"name": source.attribution}],
                    "url": source.homepage,
                }
                for source in export.sources
            ],
        }
    )


def zenodo(export: Described) -> dict[str, Any]:
    """.zenodo.json, which Zenodo reads when a folder is deposited."""
    return {
        "upload_type": "dataset",
        "title": TITLE,
        "description": ABOUT,
        "creators": [{"name": _AUTHORS}],
        "version": export.version,
        "publication_date": f"{export.day:%Y-%m-%d}",
        "keywords": list(_KEYWORDS),
        "license": "other-at",
        "notes": f"Scores keep the terms of their sources: {merged(list(export.sources))}.",
        "related_identifiers": [
            {"identifier": source.homepage, "relation": "isDerivedFrom", "resource_type": "dataset"}
            for source in export.sources
        ],
    }


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _yaml(content: object) -> str:
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=120)


#: The context that Croissant 1.0 prescribes.
_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
