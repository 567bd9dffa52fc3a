"""The rules, in plain Python.

Nothing here knows Django, a database, a file or the time: facts and `today` or `now` come in as
arguments, a `Decision` or a frozen dataclass goes out.
"""
