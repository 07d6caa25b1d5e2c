#!/bin/sh
# QEMU has made the tap $1: it goes onto the wire, in the namespace of process $LAB_WIRE.
ip link set "$1" netns "$LAB_WIRE" && nsenter -t "$LAB_WIRE" -n ip link set "$1" master br0 up
