"""One version: its drawings beside the same in words, and each of them to be printed as PDF, SVG or PNG, made without a browser."""

from __future__ import annotations

from flask import Response, g, render_template, request
from flask_babel import gettext

from webapp.access import requires
from webapp.designer import listing
from webapp.designer.door import designer
from webapp.drawn import pdf, png, svg
from webapp.drawn.reading import sheet_of
from webapp.language import current, own_name
from webapp.outline.lines import told_of
from webapp.rates import rated
from webapp.shown.names import Named
from workflows.definitions import deploy
from workflows.errors import NotFound

FORMS = {"svg": "image/svg+xml", "pdf": "application/pdf", "png": "image/png"}
FORM = "<any('svg', 'pdf', 'png'):form>"
CONFINED = "sandbox; default-src 'none'; style-src 'unsafe-inline'"


@designer.get("/<key>/versions/<int:number>", endpoint="version")
@requires("definitions.read")
def show_version(key: str, number: int) -> str:
    """A version with one of its drawings."""
    version = deploy.numbered(g.session, key, number)
    files = deploy.files_of(g.session, version.id)
    drawings = [path.removesuffix(".bpmn") for path in files if path.endswith(".bpmn")]
    drawing = request.args.get("drawing") or key
    if drawing not in drawings:
        raise NotFound
    told = told_of(version.checksum, files, drawing)
    return render_template(
        "designer/version.html",
        version=version,
        name=listing.drawn_names(g.session, [version]).get(key, Named(key, key)),
        drawing=drawing,
        drawings=sorted(drawings, key=lambda one: (one != key, one)),
        told=told,
        forms=FORMS,
    )


@designer.get(f"/<key>/versions/<int:number>/drawings/<drawing>.{FORM}", endpoint="print_version")
@requires("definitions.read")
@rated("exports")
def print_version(key: str, number: int, drawing: str, form: str) -> Response:
    """A drawing of a version as a file, with the names in the reader's language."""
    version = deploy.numbered(g.session, key, number)
    files = deploy.files_of(g.session, version.id)
    content = files.get(f"{drawing}.bpmn")
    if content is None:
        raise NotFound
    sheet = sheet_of(content, drawing, current())
    if form == "pdf":
        named = own_name(listing.drawn_names(g.session, [version]).get(key, Named(key, key)))
        below = gettext(
            "%(process)s, version %(number)s, drawing %(drawing)s", process=named, number=number, drawing=drawing
        )
        made = pdf.pdf(sheet, told_of(version.checksum, files, drawing), below)
    else:
        made = png.png(sheet) if form == "png" else svg.svg(sheet)
    answer = Response(made, mimetype=FORMS[form])
    answer.headers.set("Content-Disposition", "attachment", filename=f"{drawing}-{number}.{form}")
    answer.headers["Content-Security-Policy"] = CONFINED
    answer.headers["Cache-Control"] = "no-store"
    return answer
