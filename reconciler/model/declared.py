"""A number as YAML declares it: SetCallForwarding's own parameters, and beside them the reconciler's own.

Source of names, types and meaning: the provider's page "SetCallForwarding" (tables of input parameters). What we
require beyond it is what makes a data object mean anything; docs/desired-state.md lists it.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, JsonValue

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
from reconciler.model.recorded import OnRemoval

ON_REMOVAL: dict[str, JsonValue] = {
    "enumDescriptions": ["it stays at the provider, and the number is forgotten", "it is deleted at the provider"]
}
"""What the members of OnRemoval mean, for editors."""


class Declared(BaseModel):
    """A mapping in a file: no key but those listed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


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


class NumberDeclaration(Declared):
    """One item of `numbers`."""

    number_code: Annotated[Number, Field(description="the number, E.164 without plus")]
    call_forwarding_type: Annotated[
        TypeOfForwarding | None, Field(description="0-4 or undefined, sip, number, url, static; the object tells it")
    ] = None
    call_forwarding_number: Annotated[
        CallForwardingNumber | None, Field(description="to numbers or SIP IDs (type 2)")
    ] = None
    call_forwarding_ipcr: Annotated[CallForwardingIpcr | None, Field(description="a URL decides (type 3)")] = None
    call_forwarding_static: Annotated[
        CallForwardingStatic | None, Field(description="to a SIP trunk with a static IP (type 4)")
    ] = None
    call_forwarding_sip: Annotated[
        CallForwardingSip | None, Field(description="to an external SIP account (type 1)")
    ] = None
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
    verify: Annotated[Boolean, Field(description="kept for test calls, which a later version makes")] = False
