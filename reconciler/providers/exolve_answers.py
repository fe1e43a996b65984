"""What MTS Exolve answers, brought to one form: integers as numbers, one list of entries, no unknown fields.

Source: the provider's pages "GetAttributes" and "GetList"; answers mix integers and their digits as text, and leave
defaults out or not, so everything here is read leniently.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from reconciler.model.forwarding import DATA_OBJECT, TYPE_OF_DATA_OBJECT, ForwardingType, Payload
from reconciler.model.identifiers import NumberCode


def _one_or_many(value: object) -> object:
    return [value] if isinstance(value, Mapping) else value


def _as_text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _digits_or_nothing(value: object) -> object:
    """Answer a DID, or None for a name that is no number: then it is not shown, as far as we can tell."""
    return None if isinstance(value, str) and not (value.isascii() and value.isdigit()) else value


Text = Annotated[str, BeforeValidator(_as_text)]


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore")

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, value: object) -> object:
        """Read a null as if the field were not there, which is what it means in protobuf's JSON."""
        return {name: item for name, item in value.items() if item is not None} if isinstance(value, dict) else value


class _CallControl(_Answer):
    redirect_number: Text | None = None
    timeout: int = 0
    active: bool = False
    name: Text | None = None
    period: Text | None = None
    period_description: Text | None = None
    dtmf: Text | None = None


class _Number(_Answer):
    redirect_type: int = 0
    call_control: Annotated[list[_CallControl], BeforeValidator(_one_or_many)] = []
    event_url: Text | None = None
    event_extended: bool | None = None
    client_id: Text | None = None
    file_to_a: Text | None = None
    file_to_b: Text | None = None
    masking: bool | None = None
    display_number: Text | None = None
    answer: bool | None = None


class _Ipcr(_Answer):
    url: Text | None = None
    reserve: Text | None = None


class _Static(_Answer):
    static_ip: Annotated[Text | None, Field(validation_alias=AliasChoices("static_ip", "ip"))] = None
    port: int | None = None
    timeout: int | None = None
    did: Annotated[
        int | None, BeforeValidator(_digits_or_nothing), Field(validation_alias=AliasChoices("did", "did_name"))
    ] = None


class _Sip(_Answer):
    sip_uri: Text | None = None


class _Attributes(_Answer):
    call_forwarding_type: int | None = None
    call_forwarding_number: _Number | None = None
    call_forwarding_ipcr: _Ipcr | None = None
    # No data object is documented for type 4 in GetAttributes; GetList calls its own `call_forwarding_ip_static`.
    call_forwarding_static: Annotated[
        _Static | None, Field(validation_alias=AliasChoices("call_forwarding_static", "call_forwarding_ip_static"))
    ] = None
    call_forwarding_sip: _Sip | None = None


class _Row(_Answer):
    number_code: Text | None = None
    number_name: Text | None = None
    # Only numbers are what the list is read for: a summary that cannot be read must not make them unreadable.
    call_forwarding_ip_static: Any = None


class _Page(_Answer):
    numbers: list[_Row] | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A number as GetList has it; `trunk` is the data object of its type 4, where the list shows one.

    A field of `trunk` that is shown and cannot be read as what we send is None: `did_name` may be a name, which then
    stands here. `is_odd` tells that the list shows something in the place of a trunk that is of no documented shape.
    """

    number_code: NumberCode
    trunk: Mapping[str, Any] | None = None
    did_name: str | None = None
    is_odd: bool = False


def forwarding_in(answer: Mapping[str, Any], number_code: NumberCode) -> Payload:
    """Answer GetAttributes' forwarding as a payload; ValueError when it is not of the documented shape.

    Type 0 stands for "no forwarding". Of type 4 no data object is documented: then the payload has none.
    """
    try:
        given = answer.get("attributes")
        attributes = _Attributes.model_validate({} if given is None else given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"'{place}' of its answer cannot be read: {first['msg']}") from error
    shown = [name for name in DATA_OBJECT.values() if getattr(attributes, name) is not None]
    kind = attributes.call_forwarding_type
    if kind is None:
        kind = TYPE_OF_DATA_OBJECT[shown[0]].value if shown else ForwardingType.UNDEFINED.value
    if kind not in {known.value for known in ForwardingType}:
        raise ValueError(f"it answers a forwarding of type {kind}, which nobody documents")
    payload: dict[str, Any] = {"number_code": number_code, "call_forwarding_type": kind}
    name = DATA_OBJECT.get(ForwardingType(kind))
    if name in shown:
        payload[name] = getattr(attributes, name).model_dump(exclude_none=True)
    return payload


def numbers_in(answer: Mapping[str, Any]) -> tuple[list[Listed], int]:
    """Answer a GetList page's numbers and the total; ValueError when it is not of the documented shape."""
    try:
        page = _Page.model_validate(answer)
    except ValidationError as error:
        raise ValueError("its list of numbers cannot be read") from error
    rows = []
    for row in page.numbers or []:
        digits = row.number_code or row.number_name or ""
        if not (digits.isascii() and digits.isdigit()):
            raise ValueError("a row of its list names no number")
        rows.append(_listed(NumberCode(int(digits)), row.call_forwarding_ip_static))
    return rows, len(rows) if page.total is None else page.total


def _listed(code: NumberCode, trunk: object) -> Listed:
    if trunk is None:
        return Listed(number_code=code)
    try:
        read = _Static.model_validate(trunk)
    except ValidationError:
        return Listed(number_code=code, is_odd=True)
    data = read.model_dump(exclude_unset=True)
    return Listed(number_code=code, trunk=data, did_name=_did_name(trunk) if "did" in data else None)


def _did_name(trunk: object) -> str | None:
    """Answer the name that stands for a DID, if it is no number."""
    shown = [trunk.get(name) for name in ("did", "did_name")] if isinstance(trunk, Mapping) else []
    return next((text for text in shown if isinstance(text, str) and text and _digits_or_nothing(text) is None), None)
