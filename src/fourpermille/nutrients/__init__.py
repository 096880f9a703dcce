"""Nutrients, greenhouse gases, yields and erosion: what a gain of soil carbon asks and brings."""
