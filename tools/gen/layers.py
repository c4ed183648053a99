"""Prints the parts of layers.toml as CMake lists."""
import sys
import tomllib

with open(sys.argv[1], "rb") as file:
    layers = tomllib.load(file)
print("platform:" + ";".join(layers["platform"]["order"]))
print("modules:" + ";".join(layers["modules"]))
