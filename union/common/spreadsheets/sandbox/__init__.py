"""What runs inside the reading child process: the only code that touches a stranger's file.

Nothing here imports Django or any other package of ours: the parent starts it with ``python -I`` and puts
only the folder above on ``sys.path`` (see ``..child``), so a start costs some 60 ms and no settings, key or
database connection lives in the process that parses.
"""
