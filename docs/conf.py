"""Settings of the documentation. It is built without network."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "_ext"))
# Examples call `4p1000`: find the one of this environment first, and draw no window.
os.environ["PATH"] = str(Path(sys.executable).parent) + os.pathsep + os.environ["PATH"]
os.environ["MPLBACKEND"] = "agg"

from fourpermille import __version__  # noqa: E402

project = "fourpermille"
author = "the fourpermille contributors"
copyright = "2026, the fourpermille contributors"
version = release = __version__

extensions = [
    "myst_nb",
    "sphinx_design",
    "sphinxcontrib.bibtex",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "mathml",
    "reference_pages",
]
exclude_patterns = ["_build", "_generated/*.md", "_ext"]  # pages of practices are read
bibtex_bibfiles = ["../src/fourpermille/core/tables/references.bib"]
myst_enable_extensions = ["dollarmath", "amsmath", "colon_fence", "deflist"]
myst_heading_anchors = 3

nb_execution_mode = "force"
nb_execution_in_temp = True
nb_execution_raise_on_error = True
nb_execution_timeout = 300
nb_merge_streams = True

autodoc_typehints = "signature"
python_use_unqualified_type_names = True
suppress_warnings = ["mystnb.unknown_mime_type"]

html_theme = "pydata_sphinx_theme"
html_title = f"fourpermille {version}"
html_static_path = ["_static"]
html_css_files = ["local.css"]
html_show_sourcelink = False
html_theme_options = {
    "show_prev_next": False,
    "navigation_with_keys": False,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
}
html_math_renderer = "mathml"
