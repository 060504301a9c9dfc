"""Sphinx: MyST pages, the public API from the docstrings, formulas as MathML (no network)."""

import sys
from pathlib import Path

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx

sys.path.insert(0, str(Path(__file__).parents[1]))

import kth_sim

project = "kth_sim"
author = "The kth_sim founders"
copyright = "2026, The kth_sim founders"
version = release = kth_sim.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
myst_enable_extensions = ["dollarmath", "deflist", "colon_fence"]
myst_heading_anchors = 3
# Quoted terminal output and tables by id are plain text, not code to be highlighted.
highlight_language = "text"

napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_default_options = {"members": True}
default_role = "code"  # docstrings write `name` for code
autodoc_type_aliases = {"FloatArray": "FloatArray", "Parameters": "Parameters"}
python_maximum_signature_line_length = 80
add_module_names = False

html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["pages.css"]
html_title = f"kth_sim {release}"
html_show_sphinx = False
html_copy_source = False
html_math_renderer = "mathml"


def _visit_math(self, node: nodes.math) -> None:
    self.body.append(tex2mathml(node.astext()))
    raise nodes.SkipNode


def _visit_math_block(self, node: nodes.math_block) -> None:
    self.body.append(f'<div class="math">{tex2mathml(node.astext(), as_block=True)}</div>\n')
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Formulas become MathML at build time, so that the pages need no script from elsewhere."""
    app.add_html_math_renderer("mathml", (_visit_math, None), (_visit_math_block, None))
