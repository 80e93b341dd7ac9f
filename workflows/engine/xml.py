"""Hostile XML stays outside: every drawing and table is read here, by a parser that resolves and fetches nothing."""

from __future__ import annotations

import re

from lxml import etree

from workflows.engine.errors import EngineFault
from workflows.errors import N_
from workflows.limits import XML_ATTRIBUTES, XML_BYTES, XML_DEPTH, XML_ELEMENTS, XML_LETTERS

NO_UTF8 = N_("Expected %(file)s to be UTF-8 text.")
TOO_LARGE = N_("Expected %(file)s to be smaller and nested less deeply.")
# An encoding that writes brackets and equals signs otherwise (UTF-7, EBCDIC) would hide from the counts below what the parser meets.
_HIDING = re.compile(
    rb"""^(?:\xef\xbb\xbf)?\s*<\?xml\s[^>]*?encoding\s*=\s*["'](?!(?:utf-?8|(?:us-)?ascii|iso-8859-\d+|windows-\d+)["'])""",
    re.IGNORECASE,
)
_NO_ELEMENT = ("", "/", "!", "?")  # what follows a bracket that opens no element


def read_tree(content: bytes, name: str) -> etree._ElementTree:
    """Return the tree of an XML file.

    Raises EngineFault for files that are too large, are not UTF-8, hold a document type, entities or processing
    instructions, or are nested too deeply. Rules: SECURITY.md, *Definitions*.
    """
    if len(content) > XML_BYTES:
        raise EngineFault(N_("Expected %(file)s to be at most 2 MB."), file=name)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise EngineFault(NO_UTF8, file=name) from None
    if _HIDING.match(content):
        raise EngineFault(NO_UTF8, file=name)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise EngineFault(N_("Expected %(file)s without a document type or entities."), file=name)
    parts = text.split("<")[1:]
    if sum(part[:1] not in _NO_ELEMENT for part in parts) > XML_ELEMENTS:  # before a second goes into parsing them
        raise EngineFault(TOO_LARGE, file=name)
    if any(part.count("=") > XML_ATTRIBUTES for part in parts):  # libxml2 compares each with each
        raise EngineFault(
            N_("Expected at most %(most)s attributes on one element of %(file)s, but there are more."),
            most=XML_ATTRIBUTES,
            file=name,
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise EngineFault(N_("Expected %(file)s to be XML, but %(fault)s."), file=name, fault=str(fault)) from None
    _check_size(root, name)
    return root.getroottree()


def _check_size(root: etree._Element, name: str) -> None:
    level, elements = [root], 0
    for _ in range(XML_DEPTH):
        elements += len(level)
        if any(not isinstance(element.tag, str) for element in level):
            raise EngineFault(N_("Expected %(file)s without processing instructions."), file=name)
        if elements > XML_ELEMENTS:
            break
        if any(_is_long(element) for element in level):
            raise EngineFault(
                N_("Expected texts of at most %(most)s characters in %(file)s, but one is longer."),
                most=XML_LETTERS,
                file=name,
            )
        level = [child for element in level for child in element]
        if not level:
            break
    if level or elements > XML_ELEMENTS:
        raise EngineFault(TOO_LARGE, file=name)


def _is_long(element: etree._Element) -> bool:
    texts = (element.text, element.tail, *element.attrib.values())
    return any(text is not None and len(text) > XML_LETTERS for text in texts)
