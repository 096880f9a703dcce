"""The sequestration map block by block: from rasters to products, whatever the map's size."""
