"""The rules of a series as one SQL query, for those whose data may not move.

`write_query` gives the text; nothing here reads data or needs a database. `layout` says which tables and columns the
query asks for, `numbers` how fractions are compared as whole numbers, `query` puts the steps together.
"""

from listerules.verdict.sql.dialects import DIALECTS, Dialect
from listerules.verdict.sql.layout import Form, Table, plan_table
from listerules.verdict.sql.query import LARGEST, Wording, write_query

__all__ = ["DIALECTS", "LARGEST", "Dialect", "Form", "Table", "Wording", "plan_table", "write_query"]
