"""Defaults and anchors."""

from support.cases.case import DATA, NUMBER, Case, case

CASES: tuple[Case, ...] = (
    case(
        "a mistake in defaults is told once",
        "defaults: {call_forwarding_number: {masking: 1}}\n"
        + NUMBER
        + NUMBER.replace("2233", "2244", 1).removeprefix("numbers:\n"),
        "1:46 wrong-type",
        says="true or false",
    ),
    case(
        "a mistake in defaults that the number replaces is told all the same",
        "defaults: {call_forwarding_number: {masking: 1}}\n" + DATA + "    masking: true\n",
        "1:46 wrong-type",
        says="true or false",
    ),
    case(
        "unknown keys in defaults",
        ("defaults: {call_forwarding_number: {colour: red}, protected: true, lables: [a]}\n") + NUMBER,
        "1:37 unknown-key",
        "1:51 unknown-key",
        "1:68 unknown-key",
        says=("'protected' has no default", "Did you mean 'labels'?", "'colour'"),
    ),
    case(
        "wrong metadata in defaults",
        ("defaults: {weight: x, labels: [5], on_removal: never, application: 5}\n") + NUMBER,
        "1:20 wrong-type",
        "1:32 wrong-type",
        "1:48 not-one-of",
        "1:68 wrong-type",
        says=("whole number", "'keep' or 'reset'"),
    ),
    case(
        "an empty object in defaults",
        ("defaults: {call_forwarding_number: }\nnumbers: [{number_code: 74991112233}]\n"),
        "1:36 wrong-type",
        says="nothing (null)",
    ),
    case(
        "a text as object in defaults",
        ("defaults: {call_forwarding_sip: a@b.c}\nnumbers: [{number_code: 74991112233}]\n"),
        "1:33 wrong-type",
        says="must be a mapping, and it is a text",
    ),
    case(
        "what nobody completes is told where defaults have it",
        (
            "defaults:\n"
            "  call_forwarding_number: {redirect_type: 1, call_control: [{redirect_number: '74992223344'}]}\n"
            "numbers: [{number_code: 74991112233}, {number_code: 74991112244}]\n"
        ),
        "2:61 missing-key",
        says="'timeout' is missing",
    ),
    case(
        "a secret in defaults is told once",
        (
            "defaults: {call_forwarding_ipcr: {url: 'https://x.y/?key=${NAME}'}}\n"
            "numbers: [{number_code: 74991112233}, {number_code: 74991112244}]\n"
        ),
        "1:58 secret-not-listed",
        says="'NAME' is not in settings.secrets",
    ),
    case(
        "a dangling name in defaults is told once",
        (
            "defaults: {call_forwarding_ipcr: {url: 'https://x.y/', reserve: '@r'}}\n"
            "numbers: [{number_code: 74991112233}, {number_code: 74991112244}]\n"
        ),
        "1:65 dangling-name",
        says="'r'",
    ),
    case(
        "names, secrets and an application in defaults that no number uses",
        (
            "defaults:\n"
            "  application: x\n"
            "  labels: ['${A}']\n"
            "  call_forwarding_ipcr: {url: 'https://x.y/?key=${A}', reserve: '@r'}\n"
            "  call_forwarding_number: {call_control: {period: '@p'}}\n"
            "numbers: []\n"
        ),
        "2:16 unknown-application",
        "3:12 secret-misplaced",
        "4:49 secret-not-listed",
        "4:65 dangling-name",
        "5:51 dangling-name",
    ),
    case(
        "one mistake in an anchor is told once",
        (
            "numbers:\n"
            "- {number_code: 74991112233, call_forwarding_number: &a {redirect_type: 1, call_control: []}}\n"
            "- {number_code: 74991112244, call_forwarding_number: *a}\n"
            "- {number_code: 74991112255, call_forwarding_number: {<<: *a, masking: true}}\n"
        ),
        "2:90 missing-key",
        says="nobody would be rung",
    ),
    case(
        "defaults of another file do not count",
        {
            "a.yaml": "defaults: {call_forwarding_sip: {sip_uri: a@b.c}}\n",
            "b.yaml": "numbers: [{number_code: 74991112233}]\n",
        },
        "b.yaml:1:11 no-forwarding",
        says="its file has no defaults",
    ),
)
