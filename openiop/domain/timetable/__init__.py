"""The week as a problem with a proof: who meets whom, where and when.

The format of instances and solutions, the rules H01-H25 and the costs are written down in
docs/timetable.md. `check` shares no code with the solver.

Source: docs/timetable.md.
"""
