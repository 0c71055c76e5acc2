"""Coordinates and sizes of the charts and pictures that templates render as SVG."""
