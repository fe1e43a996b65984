"""A number as YAML declares it: SetCallForwarding's own parameters, and beside them the reconciler's own.

Overrides and expectations stand here too: what holds for a time, and what a call is expected to come to.

Source of names, types and meaning: the provider's page "SetCallForwarding" (tables of input parameters). What we
require beyond it is what makes a data object mean anything; docs/desired-state.md lists it.
"""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, JsonValue
from pydantic.fields import FieldInfo

from reconciler.model.answers import Answer
from reconciler.model.fields import (
    Boolean,
    Count,
    IpAddress,
    Number,
    Phone,
    Port,
    SipUri,
    Text,
    TypeOfForwarding,
    TypeOfRedirect,
    Uint32,
    Uint64,
    Url,
)
from reconciler.model.moments import EXAMPLE, Moment
from reconciler.model.recorded import OnRemoval
from reconciler.model.selectors import Selector

ON_REMOVAL: dict[str, JsonValue] = {
    "enumDescriptions": ["it stays at the provider, and the number is forgotten", "it is deleted at the provider"]
}
"""What the members of OnRemoval mean, for editors."""


class Declared(BaseModel):
    """A mapping in a file: no key but those listed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def keys_of(model: type[BaseModel]) -> Mapping[str, FieldInfo]:
    """Answer the keys of a model as files have them, in order; `from` is no name in Python."""
    return {info.alias or name: info for name, info in model.model_fields.items()}


def required_keys(model: type[BaseModel]) -> tuple[str, ...]:
    """Answer the keys without which a model means nothing."""
    return tuple(name for name, info in keys_of(model).items() if info.is_required())


class CallControl(Declared):
    """One entry of `call_control`: whom to ring, for how long, and when."""

    redirect_number: Annotated[
        Phone | None, Field(description="number, SIP ID's user name, or @contact", examples=["74992223344", "@ivanov"])
    ] = None
    timeout: Annotated[Uint32, Field(description="how long to wait for an answer, in seconds")]
    active: Annotated[Boolean, Field(description="true forwards the call; false drops it; left out means true")] = True
    name: Annotated[Text | None, Field(description="any name for the entry")] = None
    period: Annotated[
        Text | None,
        Field(
            description="when the entry holds, or @schedule; else always",
            examples=["wd {mon-fri} hr {9-17}", "@business-hours"],
        ),
    ] = None
    period_description: Annotated[Text | None, Field(description="the period in a person's words")] = None
    dtmf: Annotated[Text | None, Field(description="returned by GetAttributes, not documented for Set")] = None


class CallForwardingNumber(Declared):
    """Forwarding to numbers or SIP IDs (type 2)."""

    redirect_type: Annotated[TypeOfRedirect, Field(description="1 single, 2 sequential, 3 parallel")]
    call_control: Annotated[list[CallControl], Field(description="whom to ring, in order")]
    event_url: Annotated[
        Url | None, Field(description="where this number's call events are posted; may hold ${NAME}, a secret")
    ] = None
    event_extended: Annotated[Boolean | None, Field(description="true sends extended call events")] = None
    client_id: Annotated[Text | None, Field(description="the API client's own call identifier, passed through")] = None
    file_to_a: Annotated[Text | None, Field(description="audio message for the caller (file id)")] = None
    file_to_b: Annotated[Text | None, Field(description="audio message for the person called (file id)")] = None
    masking: Annotated[Boolean | None, Field(description="true hides the caller's number")] = None
    display_number: Annotated[
        Phone | None, Field(description="number or @contact shown instead, only with masking: true")
    ] = None
    answer: Annotated[Boolean | None, Field(description="returned by GetAttributes, not documented for Set")] = None


class CallForwardingIpcr(Declared):
    """Forwarding decided by a URL (type 3)."""

    url: Annotated[Url, Field(description="asked at each call where it goes")]
    reserve: Annotated[
        Phone | None, Field(description="number, SIP ID's user name, or @contact, used when the URL is unavailable")
    ] = None


class CallForwardingStatic(Declared):
    """Forwarding to a SIP trunk with a static IP (type 4)."""

    static_ip: Annotated[IpAddress, Field(description="IP address of the trunk")]
    port: Annotated[Port, Field(description="port of the trunk")]
    timeout: Annotated[Uint32 | None, Field(description="forwarding timeout, in seconds")] = None
    did: Annotated[Uint64 | None, Field(description="DID number; any digits, not E.164")] = None


class CallForwardingSip(Declared):
    """Forwarding to an external SIP account (type 1)."""

    sip_uri: Annotated[SipUri, Field(description="user@host[:port], without sip:")]


Kind = Annotated[
    TypeOfForwarding | None, Field(description="0-4 or undefined, sip, number, url, static; the object tells it")
]
ToNumbers = Annotated[CallForwardingNumber | None, Field(description="to numbers or SIP IDs (type 2)")]
ToUrl = Annotated[CallForwardingIpcr | None, Field(description="a URL decides (type 3)")]
ToTrunk = Annotated[CallForwardingStatic | None, Field(description="to a SIP trunk with a static IP (type 4)")]
ToAccount = Annotated[CallForwardingSip | None, Field(description="to an external SIP account (type 1)")]


class NumberDeclaration(Declared):
    """One item of `numbers`."""

    number_code: Annotated[Number, Field(description="the number, E.164 without plus")]
    call_forwarding_type: Kind = None
    call_forwarding_number: ToNumbers = None
    call_forwarding_ipcr: ToUrl = None
    call_forwarding_static: ToTrunk = None
    call_forwarding_sip: ToAccount = None
    description: Annotated[Text | None, Field(description="what the number is for")] = None
    labels: Annotated[list[Text], Field(description="words to select numbers by", default_factory=list)]
    application: Annotated[Text | None, Field(description="the application it belongs to, as settings name it")] = None
    protected: Annotated[Boolean, Field(description="never removed, dropped or left dark")] = False
    on_removal: Annotated[
        OnRemoval | None,
        Field(
            description="what becomes of the forwarding when the declaration is deleted; left out, as settings say",
            json_schema_extra=ON_REMOVAL,
        ),
    ] = None
    weight: Annotated[Count, Field(description="how much the number counts in limits.weight")] = 1
    verify: Annotated[Boolean, Field(description="true has `verify` make a test call to the number")] = False


class OverrideDeclaration(Declared):
    """One item of `overrides`: a forwarding that holds for a time, over that of its numbers."""

    numbers: Annotated[
        list[Selector],
        Field(
            description="numbers, or all with a label or of an application",
            examples=[["label:sales"], [74991112233, "application:shop"]],
        ),
    ]
    start: Annotated[Moment, Field(alias="from", description="the moment from which it holds", examples=[EXAMPLE])]
    end: Annotated[
        Moment, Field(alias="until", description="the moment at which it ends, itself excluded", examples=[EXAMPLE])
    ]
    reason: Annotated[Text, Field(description="why; every plan shows it")]
    call_forwarding_type: Kind = None
    call_forwarding_number: ToNumbers = None
    call_forwarding_ipcr: ToUrl = None
    call_forwarding_static: ToTrunk = None
    call_forwarding_sip: ToAccount = None


class ExpectationDeclaration(Declared):
    """One item of `expectations`: a call, and what it is expected to come to."""

    call: Annotated[Number, Field(description="the declared number that is called")]
    at: Annotated[Moment, Field(description="the moment of the call", examples=[EXAMPLE])]
    expect: Annotated[
        list[Answer],
        Field(
            description="nobody, dropped, url (a URL decides), or whom it rings: a number, an @name, or a list of them",
            examples=["nobody", "@reception", ["@reception", "@duty"]],
        ),
    ]
