"""Executes notebooks from top to bottom and holds them to their rules; one line each, a closing line with the counts.

A notebook passes when no cell fails, it ends within two minutes, and it is committed without output.
"""

import pathlib
import sys
import time

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError

LONGEST_S = 120


def fault_of(path):
    """What is wrong with a notebook, or None."""
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if any(cell.outputs or cell.execution_count is not None for cell in code):
        return "is committed with output; clear all outputs"
    if not any("assert" in cell.source for cell in code):
        return "checks nothing; hold its figures against the server with assert"
    text = "".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    if "合成" not in text or "synthetic" not in text:
        return "does not say that its data is synthetic"
    try:
        folder = {"metadata": {"path": str(path.parent)}}
        NotebookClient(notebook, timeout=LONGEST_S, kernel_name="python3", resources=folder).execute()
    except (CellExecutionError, CellTimeoutError) as fault:
        return f"fails:\n{fault}"
    return None


def main(paths):
    failed = 0
    for path in map(pathlib.Path, paths):
        began = time.monotonic()
        fault = fault_of(path)
        failed += fault is not None
        print(f"{path}: {fault or f'executed in {time.monotonic() - began:.0f} s'}", flush=True)
    print(f"notebooks: {len(paths) - failed} passed, {failed} failed, 0 skipped")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
