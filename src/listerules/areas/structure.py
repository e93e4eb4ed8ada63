"""The columns that say which row this is: area, year, list date, municipality and region."""

from __future__ import annotations

import polars as pl

REGIONS = ("Hovedstaden", "Sjælland", "Syddanmark", "Midtjylland", "Nordjylland")
COUNTRY = "Danmark"
FIRST_YEAR, LAST_YEAR = 1900, 2200

_REGION_NAMES = {**{name.lower(): name for name in REGIONS}, "sjaelland": "Sjælland"}
_BASELINE_NAMES = {**_REGION_NAMES, **dict.fromkeys(("danmark", "denmark", "hele landet"), COUNTRY)}
_BLANK = ("", "-", "–", "..", ".")
_DATES = (
    (r"^([0-9]{4}-[0-9]{1,2}-[0-9]{1,2})(?:[ T][0-9:.]+)?$", "%Y-%m-%d"),
    (r"^([0-9]{1,2}-[0-9]{1,2}-[0-9]{4})$", "%d-%m-%Y"),
    (r"^([0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4})$", "%d.%m.%Y"),
)


def add_structure(frame: pl.LazyFrame, *, baselines: bool = False) -> pl.LazyFrame:
    """Give each row `area`, `year`, `list_date`, `municipality` and `region`, read where given.

    Where only a list date is given the year is taken from it. With `baselines` the areas are Danmark and
    the regions, or else the municipality named in the row. What cannot be read is null: the caller looks for it.
    """
    schema = frame.collect_schema()
    area, municipality = read_text("area", schema), read_text("municipality", schema)
    list_date = _read_date("list_date", schema)
    return frame.with_columns(
        area=pl.coalesce(_among(area, _BASELINE_NAMES), municipality) if baselines else area,
        year=pl.coalesce(_read_year("year", schema), list_date.dt.year().cast(pl.Int32)),
        list_date=list_date,
        municipality=municipality,
        region=pl.lit(None, pl.String) if baselines else _among(read_text("region", schema), _REGION_NAMES),
    )


def read_text(name: str, schema: pl.Schema) -> pl.Expr:
    """A column as text, each letter written one way, without spare spaces and signs that are not seen.

    Signs for a blank, and columns that are not there, are null.
    """
    if name not in schema:
        return pl.lit(None, pl.String)
    if schema[name].is_nested() or schema[name] in (pl.Binary, pl.Duration):
        return pl.lit(None, pl.String)
    seen = pl.col(name).cast(pl.String).str.normalize("NFC").str.replace_all(r"\p{Cf}", "")
    text = seen.str.replace_all(r"\s+", " ").str.strip_chars()
    return pl.when(~text.is_in(_BLANK)).then(text)


def _among(text: pl.Expr, names: dict[str, str]) -> pl.Expr:
    word = text.str.to_lowercase().str.replace(r"^region ", "")
    return word.replace_strict(names, default=None, return_dtype=pl.String)


def _read_year(name: str, schema: pl.Schema) -> pl.Expr:
    text = read_text(name, schema)
    year = text.str.extract(
        r"^([0-9]{4})(?:\.0+)?$" if name in schema and schema[name] != pl.String else r"^([0-9]{4})$"
    )
    number = year.cast(pl.Int32, strict=False)
    return pl.when(number.is_between(FIRST_YEAR, LAST_YEAR)).then(number)


def _read_date(name: str, schema: pl.Schema) -> pl.Expr:
    if name in schema and schema[name] in (pl.Date, pl.Datetime):
        return pl.col(name).cast(pl.Date)
    text = read_text(name, schema)
    return pl.coalesce(text.str.extract(shape).str.to_date(written, strict=False) for shape, written in _DATES)
