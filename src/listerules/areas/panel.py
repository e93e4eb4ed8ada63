"""The panel: every area and year as exact columns, ready to be judged.

Columns of `Panel.rows`, one row per area and list:

| column | type | meaning |
|---|---|---|
| `area` | String | the name as given |
| `year` | Int32 | the list year |
| `list_date` | Date | the day of the list, null where only the year was given |
| `municipality`, `region` | String | null where not given; regions without the word "Region" |
| `row` | Int64 | the line in the file (the heading is line 1) or row number; null for rows made here |
| `given` | Boolean | false for a row made from history or lineage, which is looked back to but not reported |
| `x` of unit `persons` | Int64 | whole persons |
| `x` of unit `number`, `kroner` | Int128 | times `SCALE` (10^18) |
| `x.low`, `x.high` of unit `percent` | Int128 | per cent times `SCALE`: the printed figure and half a unit either side |
| `x.blank` | String | why `x` is null: `withheld`, `not given`, `not applicable`, `not a number`, `infinite`, ... |
| `published.L` | Boolean | on list L by the published history; null where history does not say. L is the newest name |

A column of the vocabulary that the table does not have is absent here. `Panel.reference` has the same
columns, with `area` being `Danmark` or a region's name; it is None where no reference was given.
"""
