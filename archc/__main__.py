"""The process: `archc`, and `python -m archc`."""

import atexit
import gc
import importlib

_OBJECTS = 200_000  # so many more before rubbish is looked for: a usual design makes fewer


def main() -> None:
    """Run the command line; next to nothing a run makes is rubbish before the process ends."""
    gc.set_threshold(_OBJECTS)
    atexit.register(gc.freeze)  # or the interpreter goes through everything once more to end
    importlib.import_module("archc.cli").main(prog_name="archc")


if __name__ == "__main__":
    main()
