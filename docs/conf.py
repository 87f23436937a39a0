"""How Sphinx builds the book.

A page is a MyST notebook that is executed whenever it is read, so the build is the
test of the pages. What Sphinx and its extensions cannot do is in ``_ext``, one small
module for each reason.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
WORK = DOCS / "_build"  # everything that a build writes, the HTML included

# The book describes the package that lies beside it, whatever else is installed.
sys.path[:0] = [str(ROOT / "src"), str(DOCS / "_ext")]

import card  # noqa: E402
import freshness  # noqa: E402
import heads  # noqa: E402
import inventories  # noqa: E402
import kernels  # noqa: E402

import convguide  # noqa: E402

project = "convguide"
author = "The convguide authors"
project_copyright = "The convguide authors"
release = version = convguide.__version__  # written nowhere else
language = "en"

# Where readers find the book. Until it has a home, pages carry no canonical link, and
# the previews name a domain that is reserved for examples.
home = os.environ.get("CONVGUIDE_BASE_URL", "")
home = home or os.environ.get("READTHEDOCS_CANONICAL_URL", "")
html_baseurl = home.rstrip("/") + "/" if home else ""
site_url = html_baseurl or "https://convguide.example/"

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.intersphinx",
    "sphinx_copybutton",
    "sphinx_design",
    "sphinxcontrib.bibtex",
    "sphinxcontrib.katex",
    "sphinxext.opengraph",
    "accessible",
    "execution",
    "freshness",
    "gallery",
    "heads",
    "mathematics",
    "notebooks",
    "website",
]
templates_path = ["_templates"]
exclude_patterns = ["_build", "_ext", "_publishing", "_static", "_templates"]

# Pages: MyST Markdown with code cells.
myst_enable_extensions = [
    "attrs_block",
    "attrs_inline",
    "colon_fence",
    "deflist",
    "dollarmath",
    "fieldlist",
]
myst_heading_anchors = 3
bibtex_bibfiles = ["references.bib"]
bibtex_reference_style = "author_year"
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True
copybutton_selector = "div:not(.output) > div.highlight pre"  # nobody pastes results

# Execution. Always, so that the notebooks to download hold their results. An error in a
# cell fails the build, and so does a line on stderr (see _ext/notebooks.py).
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 300
nb_execution_in_temp = True
nb_render_error_lexer = "text"  # a message is no Python
nb_code_prompt_show = "Show the {type}"
nb_code_prompt_hide = "Hide the {type}"
nb_ipywidgets_js: dict[str, Any] = {}  # two scripts from elsewhere, for no widget
os.environ.update(kernels.environment(WORK, [ROOT / "src"]))
convguide_digest = freshness.digest(
    ROOT, ["src/**/*", "constraints.txt", "docs/_ext/*.py"]
)

# The reference, from docstrings in numpydoc style.
autodoc_member_order = "bysource"
autodoc_typehints = "none"  # docstrings say it in words, with shapes and units
autodoc_preserve_defaults = True
napoleon_google_docstring = False
napoleon_preprocess_types = True
napoleon_use_ivar = True
napoleon_use_rtype = False
napoleon_type_aliases = inventories.TYPE_ALIASES
intersphinx_mapping = inventories.write(WORK / "inventories")
nitpicky = True

# Mathematics, rendered while building: no script, and MathML for screen readers.
katex_prerender = True
katex_css_path = "katex/katex.min.css"

# The site.
html_theme = "sphinx_book_theme"
html_title = "convguide"
html_static_path = ["_static"]
html_css_files = ["convguide.css"]
html_js_files = [("keyboard.js", {"defer": "defer"})]
html_favicon = "_static/logo.svg"
html_last_updated_fmt = None  # a build of yesterday's commit is the same book
html_copy_source = False  # the executed notebook is offered instead
html_show_sourcelink = False
html_show_sphinx = False
html_use_index = False  # the search and the reference find every name
html_sidebars = {
    "**": [
        "navbar-logo.html",
        "version.html",
        "search-button-field.html",
        "sbt-sidebar-nav.html",
    ]
}
html_theme_options: dict[str, Any] = {
    "logo": {
        "text": "convguide",
        "alt_text": "",
        "image_light": "_static/logo.svg",
        "image_dark": "_static/logo.svg",
    },
    "navbar_persistent": [],  # else a second search button
    "show_navbar_depth": 2,
    "toc_title": "On this page",
    "use_download_button": False,  # it would offer the Markdown
    "use_fullscreen_button": False,
    "back_to_top_button": False,  # outside every landmark
    "article_header_end": ["notebook-button.html", "article-header-buttons.html"],
    "article_footer_items": ["notebook-link.html"],
    "footer_content_items": ["footer-line.html"],
}
html_context = {"default_mode": "light"}  # without scripts; see layout.html

# Previews in social media. Their addresses must be whole: on a site whose address is
# known, docs/_publishing puts it in the place of the example's.
ogp_site_url = site_url
ogp_site_name = "convguide"
ogp_social_cards = {"enable": False}
ogp_enable_meta_description = False  # every page brings its own
ogp_image = f"{site_url}_static/{card.NAME}"
ogp_image_alt = card.ALT
ogp_custom_meta_tags = heads.CARD_TAGS
