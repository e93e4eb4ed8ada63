"""Tables classified where they are: the query goes to the database, and only its answers come back.

`connection` opens a database for reading and tells its mistakes; `columns` and `names` say what a table holds;
`figures` checks its figures there; `lists` adds what was published; `classify` puts it together.
"""
