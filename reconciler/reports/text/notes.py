"""What is not certain about a call, in sentences: what the provider does not document, and what nobody here knows."""

from collections.abc import Mapping

from reconciler.routing.trace import Note

SENTENCES: Mapping[Note, str] = {
    Note.SEVERAL_UNDER_SINGLE: (
        "Which entry is used when several count under single is not documented; the first in the list is assumed."
    ),
    Note.DROP_BESIDE_OTHERS: (
        "What an entry that drops the call does beside others under parallel is not documented; it is assumed that the"
        " others are rung."
    ),
    Note.OUTER_TIMEOUT: (
        "Whether the time of an entry ends the ringing of a number of ours behind it is not documented; it is assumed"
        " that each number rings as long as it says itself."
    ),
    Note.DROP_WITHIN: (
        "Whether a call that a number of ours drops goes on to the next entry here is not documented; it is assumed"
        " that it does."
    ),
    Note.DROP_IN_SEQUENCE: (
        "What an entry that drops the call does among others under sequential is not documented; it is assumed that it"
        " does so when its turn comes, and that nothing behind it is reached."
    ),
    Note.NO_TIME: (
        "What a timeout of 0 means is not documented: perhaps that nobody is rung, perhaps that the ringing has no end."
    ),
    Note.EVENTS_BEHIND: (
        "A number of ours to which the call goes on has an event_url of its own; whether the events of this call are"
        " posted there too is not documented."
    ),
    Note.PERIOD: (
        "Which clock the provider reads periods by is not documented; they are read here as Time::Period does, in the"
        " zone named above."
    ),
    Note.UNREADABLE_PERIOD: "A period that cannot be read is taken to hold never; the provider may see it otherwise.",
    Note.MASKING: "Which number is shown with masking and without a display_number is not documented.",
    Note.URL_DECIDES: (
        "Where the URL sends a call is not known here, and when it counts as unavailable is not documented."
    ),
    Note.TRUNK_TIMEOUT: "What follows when a trunk does not answer in time is not documented.",
    Note.FORWARDING_UNKNOWN: "Nothing was ever confirmed for a number on the way, so what forwards it is not known.",
}
"""A sentence for each note."""
