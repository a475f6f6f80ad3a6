# SPDX-License-Identifier: GPL-2.0-only
"""Small multiples of the NFS latency over time, drawn by gnuplot."""

import math
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

BEFORE_MS, AFTER_MS = -300, 3000
LOW_MS, HIGH_MS = 0.1, 300000
BLUE, RED, WINDOW, INK, GRID = ("#2a6fbb", "#c8402f", "#f3e3b3", "#333333",
                                "#dddddd")
STALL_MS = 20          # what is drawn as a stall, as long as it was
COLUMNS, WIDTH, ROW_HEIGHT = 2, 1100, 190


@dataclass
class Panel:
    """What one strategy's picture is made of."""

    title: str
    attaches: list
    metrics: dict

    def lost(self):
        """Did it lose the root?"""
        return self.metrics["survived"] < self.metrics["repetitions"]

    def window(self):
        """Where the attach ends in the picture, in ms."""
        return min(self.metrics["done_us_median"] / 1000, AFTER_MS)

    def points(self):
        """The reads of all attaches, those in one place drawn once."""
        places = {}
        for each in self.attaches:
            for at, took in each.reads():
                took = max(took, LOW_MS)
                if at <= AFTER_MS and at + took >= BEFORE_MS:
                    place = (round(at / 4), round(math.log10(took) * 24))
                    places.setdefault(place, (at, took))
        return sorted(places.values())

    def caption(self):
        """The one line above the picture."""
        count = self.metrics["repetitions"]
        stall = self.metrics["read_max_us"] / 1000
        if self.lost():
            return f"{self.title}: root lost, no answer for {stall / 1000:.0f} s"
        return (f"{self.title}, {count} times: at most {stall:.1f} ms, "
                f"{self.metrics['echo_lost']} packets lost")


def quoted(text):
    """A gnuplot string."""
    return "'" + text.replace("'", "''") + "'"


def head(rows, output, terminal):
    """What all pictures have in common."""
    high = rows * ROW_HEIGHT + 70
    return [
        f"set terminal {terminal} size {WIDTH},{high} font 'sans,11' "
        "background '#ffffff'",
        f"set output {quoted(str(output))}",
        f"set multiplot layout {rows},{COLUMNS} title 'Time of an uncached "
        "NFS read while the NIC under the root becomes a bridge port' "
        f"font 'sans,14' textcolor rgb '{INK}' margins 0.085,0.975,"
        f"{54 / high:.4f},{1 - 62 / high:.4f} spacing 0.085,{62 / high:.4f}",
        "unset key", "set tics nomirror",
        f"set border 3 linecolor rgb '{INK}'",
        f"set xrange [{BEFORE_MS}:{AFTER_MS}]",
        f"set yrange [{LOW_MS}:{HIGH_MS}]", "set logscale y",
        f"set grid ytics linetype 1 linewidth 1 linecolor rgb '{GRID}'",
        "set ytics ('0.1 ms' 0.1, '1 ms' 1, '10 ms' 10, '0.1 s' 100, "
        "'1 s' 1000, '10 s' 10000, '100 s' 100000)",
        "set xtics 0,500",
    ]


def picture(panel, data):
    """One panel: the window of the attach, the reads, the stalls."""
    end = panel.window()
    if end > 120:
        label = f"'attach' at {end / 2:.1f},{HIGH_MS / 3} center"
    else:
        label = f"' attach' at {end:.1f},{HIGH_MS / 3} left"
    return [
        f"set title {quoted(panel.caption())} noenhanced offset 0,-0.6 "
        f"font 'sans,11' textcolor rgb '{RED if panel.lost() else INK}'",
        f"set object 1 rectangle from 0,{LOW_MS} to {end:.1f},{HIGH_MS} "
        f"fillcolor rgb '{WINDOW}' fillstyle solid noborder behind",
        f"set label 1 {label} font 'sans,9' textcolor rgb '#8a6d1d'",
        f"plot {quoted(data)} using 1:2 with points pointtype 7 "
        f"pointsize 0.18 linecolor rgb '{BLUE}', "
        f"'' using 1:($2 >= {STALL_MS} ? $2 : 1/0):2:(0) with vectors nohead "
        f"linewidth 2 linecolor rgb '{RED}', "
        f"'' using 1:($2 >= {STALL_MS} ? $2 : 1/0) with points pointtype 7 "
        f"pointsize 0.5 linecolor rgb '{RED}'",
    ]


def script(panels, data, output, terminal):
    """The gnuplot program."""
    lines = head(-(-len(panels) // COLUMNS), output, terminal)
    for number, panel in enumerate(panels):
        lines.append("unset ylabel" if number % COLUMNS else
                     "set ylabel 'read took' offset 1,0")
        lines.append("set xlabel 'ms since the attach began' offset 0,0.4"
                     if number >= len(panels) - COLUMNS else "unset xlabel")
        lines += picture(panel, data[number])
    return "\n".join([*lines, "unset multiplot", ""])


def draw(panels, output, terminal="svg"):
    """Draw PANELS into OUTPUT."""
    with tempfile.TemporaryDirectory(prefix="ddom-plot-") as directory:
        data = []
        for number, panel in enumerate(panels):
            path = Path(directory) / f"{number}.data"
            path.write_text("".join(f"{at} {took}\n" for at, took
                                    in panel.points()), encoding="ascii")
            data.append(str(path))
        done = subprocess.run(
            ["gnuplot"], input=script(panels, data, output, terminal),
            text=True, stderr=subprocess.PIPE, check=False)
        if done.returncode:
            raise OSError(f"gnuplot: {done.stderr[-1000:]}")
