#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Compare the YAML netlink specification with the uapi header.

Names, numbers, types and ranges must agree, and each attribute that an
operation lists must exist.  The manual names every limit.  Every difference is
a line; exit status 1 if there is any.
"""

import re
import sys
from pathlib import Path

import yaml

UAPI = Path(__file__).resolve().parents[2] / "kmod/uapi"
HEADER = UAPI / "linux/ddom_bridge.h"
SPEC = UAPI / "ddom_bridge.yaml"
MANUAL = UAPI.parents[1] / "tools/man/ddtool.8"
PREFIX = "DDOM_BRIDGE_"
WORDS = {"u16", "u32", "u64", "s32", "string", "binary", "nest"}


def c_name(prefix, name):
    """The name in C of what is called NAME in the specification."""
    return (prefix + name).upper().replace("-", "_")


class Header:
    """What the header defines."""

    def __init__(self, text):
        self.enums = {
            name: self.values(body) for name, body in
            re.findall(r"^enum (\w+) \{\n(.*?)^\};", text, re.M | re.S)}
        self.defines = dict(re.findall(
            r"^#define (\w+)[ \t]+(\S.*?)(?:[ \t]*/\*.*)?$", text, re.M))
        # "@DDOM_BRIDGE_A_ID: u64, transaction"
        self.types = {name: word for name, word in re.findall(
            r"^ \* @(\w+): (\w+)", text, re.M) if word in WORDS}
        # "DDOM_BRIDGE_A_VERIFY_TIMEOUT	u32, ms, 1..60000, default 3000"
        self.ranges = {
            name: (int(low), int(high)) for name, low, high in re.findall(
                r"^ \*\s+(\w+)\s+u32, ms, (\d+)\.\.(\d+)", text, re.M)}

    @staticmethod
    def values(body):
        """The enumerators of one enum but for its __MAX."""
        names = [line.strip().rstrip(",") for line in body.splitlines()]
        return {name: number for number, name in enumerate(names)
                if not name.startswith("__")}


class Comparison:
    """Differences found so far."""

    def __init__(self, header, spec):
        self.header = header
        self.spec = spec
        self.wrong = []
        self.checked = 0

    def same(self, what, header, spec):
        """Note a difference."""
        self.checked += 1
        if header != spec:
            self.wrong.append(f"{what}: header {header}, YAML {spec}")

    def family(self):
        """Name, version, group and constants."""
        defines = self.header.defines
        self.same("family", defines[f"{PREFIX}GENL_NAME"],
                  f'"{self.spec["name"]}"')
        self.same("version", int(defines[f"{PREFIX}GENL_VERSION"]),
                  self.spec["version"])
        groups = [group["name"]
                  for group in self.spec["mcast-groups"]["list"]]
        self.same("groups", {name: text.strip('"') for name, text
                             in defines.items() if "_MCGRP_" in name},
                  {c_name(f"{PREFIX}mcgrp_", name): name for name in groups})

    def definitions(self):
        """Constants, enums and flags."""
        for each in self.spec["definitions"]:
            name = each["name"]
            entries = [entry["name"] for entry in each.get("entries", [])]
            prefix = f"{PREFIX}{name}_"
            if each["type"] == "const":
                self.same(name, int(self.header.defines[c_name(PREFIX, name)]),
                          each["value"])
            elif each["type"] == "enum":
                self.same(name,
                          self.header.enums[f"ddom_bridge_{name}"],
                          {c_name(prefix, entry): number
                           for number, entry in enumerate(entries)})
            else:
                self.same(name, self.flags(c_name(prefix, "")),
                          {c_name(prefix, entry): 1 << number
                           for number, entry in enumerate(entries)})

    def limits(self, manual):
        """Constants: no more in the header, and the MAX in the manual."""
        consts = {c_name(PREFIX, each["name"]): each["value"] for each
                  in self.spec["definitions"] if each["type"] == "const"}
        self.same("other constants", {
            name for name, text in self.header.defines.items()
            if text.isdigit() and name not in consts},
                  {f"{PREFIX}GENL_VERSION"})
        for name, value in consts.items():
            if name.startswith(f"{PREFIX}MAX_") and \
               not re.search(rf"\b{value}\b", manual):
                self.wrong.append(f"{name}: {value} is not in {MANUAL.name}")

    def flags(self, prefix):
        """The header's single bits which begin with PREFIX."""
        found = {}
        for name, text in self.header.defines.items():
            match = re.match(r"\(1U << (\d+)\)", text)
            if match and name.startswith(prefix):
                found[name] = 1 << int(match.group(1))
        return found

    def attributes(self):
        """Numbers, types and ranges of the attributes of every set."""
        for space in self.spec["attribute-sets"]:
            if "subset-of" in space:
                continue
            prefix = space["name-prefix"]
            numbers = {c_name(prefix, "unspec"): 0}
            for number, attr in enumerate(space["attributes"], 1):
                name = c_name(prefix, attr["name"])
                numbers[name] = attr.get("value", number)
                self.attribute(name, attr)
            enum = space["enum-name"].replace("-", "_")
            self.same(enum, self.header.enums[enum], numbers)

    def attribute(self, name, attr):
        """Type and range of one attribute."""
        if attr["type"] != "pad":
            self.same(f"type of {name}", self.header.types.get(name),
                      attr["type"])
        if name in self.header.ranges:
            checks = attr.get("checks", {})
            self.same(f"range of {name}", self.header.ranges[name],
                      (checks.get("min", 0), checks.get("max")))

    def operations(self):
        """Numbers of the commands; their attributes exist."""
        prefix = self.spec["operations"]["name-prefix"]
        numbers = {c_name(prefix, "unspec"): 0}
        known = {attr["name"] for attr
                 in self.spec["attribute-sets"][0]["attributes"]}
        number = 0
        for each in self.spec["operations"]["list"]:
            number = each.get("value", number + 1)
            numbers[c_name(prefix, each["name"])] = number
            used = set(each.get("event", {}).get("attributes", []))
            for kind in ("do", "dump"):
                for side in each.get(kind, {}).values():
                    used |= set(side["attributes"])
            self.same(f"unknown attributes of {each['name']}", set(),
                      used - known)
        self.same("commands", self.header.enums["ddom_bridge_cmd"], numbers)


def main():
    """Compare all; print what differs."""
    header = Header(HEADER.read_text(encoding="utf-8"))
    spec = yaml.safe_load(SPEC.read_text(encoding="utf-8"))
    comparison = Comparison(header, spec)
    comparison.family()
    comparison.definitions()
    comparison.limits(MANUAL.read_text(encoding="utf-8"))
    comparison.attributes()
    comparison.operations()
    for line in comparison.wrong:
        print(f"{SPEC.name}: {line}", file=sys.stderr)
    if comparison.checked < 40:
        print(f"{SPEC.name}: only {comparison.checked} things to compare",
              file=sys.stderr)
        return 1
    return 1 if comparison.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
