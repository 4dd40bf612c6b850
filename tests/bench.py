"""Speed, as ratios of medians within one run: `./dev bench`.

`ref` is the whole process `python -c "import click, lark, jinja2, yaml"`. Every command is run
once unmeasured, then in turn with the others, so that a slow moment hits all of them.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from archc.drawing import draw
from archc.emit import yaml
from archc.reach import arrows, guarantee
from archc.report import File, Run, formats, report
from tests.designs import EXAMPLES, compile_example, compile_file, compile_text

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 11
SHOP = str(ROOT / "examples" / "06_web_shop.arch")
MOST = "44_two_tier_internal"  # has the most resources


def synthetic_package(folder: Path, number: int) -> Path:
    """A copy of the project with `number` more kinds and rules; what PYTHONPATH is set to."""
    for name in ("archc", "grammar", "templates"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    example = (ROOT / "archc/kinds/network/elastic_ip.py").read_text(encoding="utf-8")
    rule = (ROOT / "archc/rules/load_balancer/balancer_in_one_zone.py").read_text(encoding="utf-8")
    for n in range(number):
        kind = folder / f"archc/kinds/network/synthetic_{n}.py"
        kind.write_text(example.replace("ElasticIp", f"Synthetic{n}"), encoding="utf-8")
        home = folder / f"archc/rules/synthetic_{n}"
        home.mkdir()
        (home / "__init__.py").touch()
        (home / f"synthetic_rule_{n}.py").write_text(rule, encoding="utf-8")
    compiled = [sys.executable, "-m", "compileall", "-q", str(folder / "archc")]
    subprocess.run(compiled, check=True)
    return folder


def many(number: int) -> str:
    """A design of `number` components: servers in tiers, each with an arrow."""
    lines = ["architecture many", "office desk { address: 203.0.113.7 }", "vpc net {"]
    lines += ["  tier edge { public }", "}"]
    for n in range(number - 3):
        lines += [f"instance server_{n} in edge {{", "  type: t3.micro", "}"]
        lines += [f"desk -> server_{n} : tcp 8080"]
    return "\n".join(lines) + "\n"


def seconds(command: list[str], path: Path) -> float:
    """Wall time of a whole process."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    subprocess.run(command, env={**environment, "PYTHONPATH": str(path)}, capture_output=True)
    return time.perf_counter() - start


def medians(commands: dict[str, tuple[list[str], Path]], rounds: int) -> dict[str, float]:
    """Median wall time of each command, all of them in turn."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, (command, path) in commands.items():
            taken = seconds(command, path)
            if number:
                times[name].append(taken)
    return {name: statistics.median(taken) for name, taken in times.items()}


def drawing_seconds(number: int) -> float:
    """Median time of placing and routing a design of functions, tables and one API."""
    text = "architecture many\nhttp_api hooks\n" + "".join(
        f'function g{n} {{ code: file("hello.py") }}\ntable t{n} {{ key: id }}\n'
        f"g{n} -> t{n} : read\nhooks -> g{n} : GET /g{n}\n"
        for n in range(number // 2)
    )
    design = compile_text(text).design
    times = []
    for _ in range(3):
        start = time.perf_counter()
        draw(design)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def network(number: int) -> str:
    """About `number` components over three zones: chains of a balancer, servers and a database."""
    lines = ["architecture many", "users people"]
    for n in range(number // 8):
        lines += [
            f"vpc net_{n} {{ cidr: 10.{n}.0.0/16; zones: 3",
            f"  tier edge_{n} {{ public }}",
            f"  tier app_{n} {{ private }}",
            f"  tier data_{n} {{ isolated }}",
            "}",
            f"load_balancer front_{n} in edge_{n} {{ listen: http 80 }}",
            f"scaling_group web_{n} in app_{n} {{ size: 3..6 }}",
            f"instance job_{n} in app_{n}",
            f"database orders_{n} in data_{n} {{ engine: postgres; standby }}",
            f"people -> front_{n}",
            f"front_{n} -> web_{n} : http 8080",
            f"web_{n}, job_{n} -> orders_{n}",
            f"guarantee internet can reach web_{n} only via front_{n}",
            f"guarantee internet cannot reach orders_{n}",
            f"guarantee web_{n} survives loss of a zone",
        ]
    return "\n".join(lines) + "\n"


def proving_seconds(number: int) -> float:
    """Median time of proving every guarantee and every arrow of a network."""
    design = compile_text(network(number)).design
    times = []
    for _ in range(3):
        start = time.perf_counter()
        asked = design._replace()  # another one each time: answers are kept for the last
        arrows.blocked(asked)
        guarantee.prove(asked)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def reporting_seconds(number: int) -> float:
    """Time of writing so many findings of one file in the slowest of the formats."""
    text = "architecture many\n" + "".join(
        f"users people_{n} {{ bogus: 3 }}\n" for n in range(number)
    )
    times: list[float] = []
    for design in (text, text.replace("}\n", "}; ")):  # on lines of their own, and on one line
        compiled = compile_text(design)
        run = Run.of(File("design.arch", compiled, tuple(compiled.diagnostics)))
        assert len(run.found) >= number
        times += [statistics.median(_reporting(run, name) for _ in range(3)) for name in formats()]
    return max(times)


def _reporting(run: Run, name: str) -> float:
    start = time.perf_counter()
    report(run, name)
    return time.perf_counter() - start


def largest_example() -> str:
    """The example with the most components and arrows."""

    def size(path: Path) -> int:
        design = compile_file(path).design
        return len(design.components) + len(design.relations)

    return str(max(EXAMPLES, key=size))


def emitted(stem: str, folder: Path) -> str:
    """The template of an example, in a file."""
    path = folder / f"{stem}.yaml"
    path.write_bytes(yaml.emit(compile_example(stem).stack))
    return str(path)


def main() -> int:
    """Print every ratio with its bound; 1 if one is exceeded."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        larger = synthetic_package(folder / "larger", 300)
        for number in (1_000, 10_000):
            (folder / f"many_{number}.arch").write_text(many(number), encoding="utf-8")
        archc = [sys.executable, "-m", "archc"]
        build = [*archc, "build", SHOP, "--fresh", "-o", str(folder / "out")]
        short = medians(
            {
                "ref": ([sys.executable, "-c", "import click, lark, jinja2, yaml"], ROOT),
                "check": ([*archc, "check", SHOP], ROOT),
                "largest": ([*archc, "check", largest_example()], ROOT),
                "design": ([*archc, "check", f"examples/{MOST}.arch"], ROOT),
                "template": ([*archc, "check", emitted(MOST, folder)], ROOT),
                "check+300": ([*archc, "check", SHOP], larger),
                "build": ([*build, "--only", "yaml,drawio,svg"], ROOT),
                "build+png": (build, ROOT),
            },
            ROUNDS,
        )
        long = medians(
            {
                f"check {n}": ([*archc, "check", str(folder / f"many_{n}.arch")], ROOT)
                for n in (1_000, 10_000)
            },
            3,
        )
    ref = short["ref"]
    drawn = [drawing_seconds(number) for number in (60, 500)]
    proved = [proving_seconds(number) for number in (60, 500)]
    written = [reporting_seconds(number) for number in (1_000, 4_000)]
    rows = [
        ("check of the web shop / ref", short["check"] / ref, 1.4),
        ("check with 300 more kinds and rules / check", short["check+300"] / short["check"], 1.1),
        ("check of the largest example / check", short["largest"] / short["check"], 1.5),
        (
            "check of a template of 60 resources / of its design",
            short["template"] / short["design"],
            2.0,
        ),
        ("build without PNG / ref", short["build"] / ref, 4.0),
        ("build with PNG / ref", short["build+png"] / ref, 7.0),
        ("check of 10,000 / of 1,000 components", long["check 10000"] / long["check 1000"], 12.0),
        ("placing and routing 60 components / ref", drawn[0] / ref, 4.0),
        ("placing and routing 500 / 60 components", drawn[1] / drawn[0], 20.0),
        ("proving 60 components / ref", proved[0] / ref, 2.0),
        ("proving 500 / 60 components", proved[1] / proved[0], 20.0),
        ("writing 1,000 findings / check", written[0] / short["check"], 2.0),
        ("writing 4,000 / 1,000 findings", written[1] / written[0], 8.0),
    ]
    print(f"ref = {ref * 1000:.0f} ms; 10,000 components = {long['check 10000']:.1f} s")
    for what, ratio, bound in rows:
        print(f"{'ok  ' if ratio <= bound else 'SLOW'} {ratio:6.2f} (at most {bound:4.1f})  {what}")
    return int(any(ratio > bound for _, ratio, bound in rows))


if __name__ == "__main__":
    sys.exit(main())
