"""From a printed context to the bytes of a paper: docxtpl for DOCX, typst for PDF. Neither needs the network."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import typst
from docxtpl.template import DocxTemplate
from jinja2.sandbox import SandboxedEnvironment

HERE = Path(__file__).parent
FORMS = HERE / "forms"
FONTS = HERE / "fonts"


def docx(code: str, context: Mapping[str, Any]) -> bytes:
    """An editable paper."""
    paper = DocxTemplate(FORMS / f"{code.lower()}.docx")
    paper.render(dict(context), SandboxedEnvironment(autoescape=True), autoescape=True)
    made = io.BytesIO()
    paper.save(made)
    return made.getvalue()


def pdf(code: str, context: Mapping[str, Any], at: datetime) -> bytes:
    """A paper for print; the same context at the same time gives the same bytes. Texts are data to the template, never markup."""
    made: bytes = typst.compile(
        FORMS / f"{code.lower()}.typ", root=FORMS, font_paths=[FONTS], format="pdf", sys_inputs={"context": json.dumps(context, ensure_ascii=False)},
        timestamp=int(at.timestamp()),
    )
    return made
