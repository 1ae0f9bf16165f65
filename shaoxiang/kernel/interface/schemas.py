"""Types every API schema is made of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

from ninja import Header, Path, Schema
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from shaoxiang.kernel.vocabulary import Vocabulary


def _no_nul(value: str) -> str:
    if "\x00" in value:
        raise PydanticCustomError("nul", "NUL is not text")
    return value


def _utc(value: datetime) -> datetime:
    """Databases know no offset beyond 15:59, Python none that leaves the years 1 to 9999."""
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise PydanticCustomError("moment", "outside the years 1 to 9999") from None


Text = Annotated[str, AfterValidator(_no_nul)]
Moment = Annotated[AwareDatetime, AfterValidator(_utc)]  # with an offset; handed on in UTC
Code = Annotated[str, Field(max_length=40, pattern=r"^[A-Za-z0-9_.:-]*$")]
CodeInPath = Annotated[str, Path(max_length=40, pattern=r"^[A-Za-z0-9_.:-]+$")]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False, description="Degrees, longitude", examples=[111.6962])]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False, description="Degrees, latitude", examples=[40.8563])]
IdempotencyKey = Annotated[
    str | None,
    Header(
        None, alias="Idempotency-Key", min_length=1, max_length=128, pattern=r"^[\x21-\x7e]+$",
        description="A key of your own, one per create. Sent again with the same body, the first answer comes back; with another body, 409.",
    ),
]


class Input(Schema):
    """What a caller sends: a field we do not know is refused, so that a misspelt one is not lost in silence."""

    model_config = ConfigDict(extra="forbid")


class PageOut(BaseModel):
    next: str | None = Field(None, description="Cursor of the next page; null on the last. There are no counts.")




def words(name: str, vocabulary: Iterable[Vocabulary]) -> Any:
    """The codes of a vocabulary as an enum for a schema; the Chinese stands in its description."""
    made = StrEnum(name, {member.name: member.value for member in vocabulary})  # type: ignore[misc]
    made.__doc__ = "; ".join(f"{member.value} {member.label}" for member in vocabulary)
    return made
