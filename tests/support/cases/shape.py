"""Keys and types: the shape of a file."""

from support.cases.case import DATA, ENTRIES, NUMBER, Case, case

CASES: tuple[Case, ...] = (
    case("an unknown key at the top", "number: []\n", "1:1 unknown-key", says="Did you mean 'numbers'?"),
    case(
        "settings in another file",
        {"a.yaml": NUMBER + "settings: {}\n", "b/settings.yaml": "settings: {}\n"},
        "a.yaml:4:1 settings-elsewhere",
        "b/settings.yaml:1:1 settings-elsewhere",
        says="Move them there",
    ),
    case(
        "settings.yml is another file",
        {"settings.yml": "settings: {}\n", "a.yaml": NUMBER},
        "settings.yml:1:1 settings-elsewhere",
        says="settings.yaml directly",
    ),
    case(
        "an unknown key in a number",
        NUMBER + "  discription: x\n",
        "4:3 unknown-key",
        says="Did you mean 'description'?",
    ),
    case(
        "an unknown key in a data object", DATA + "    mask: true\n", "6:5 unknown-key", says="Did you mean 'masking'?"
    ),
    case(
        "an unknown key in an entry",
        ENTRIES + "    - {redirect_number: '74992223344', timeout: 5, periodd: x}\n",
        "6:52 unknown-key",
        says="Did you mean 'period'?",
    ),
    case(
        "right keys at a wrong level",
        "description: x\n"
        + ENTRIES
        + (
            "    - {redirect_number: '74992223344', timeout: 5, masking: true}\n"
            "    period: x\n"
            "    reserve: '74992223344'\n"
            "  event_url: https://x.y/\n"
            "  contacts: {}\n"
            "  timezone: UTC\n"
        ),
        "1:1 unknown-key",
        "7:52 unknown-key",
        "8:5 unknown-key",
        "9:5 unknown-key",
        "10:3 unknown-key",
        "11:3 unknown-key",
        "12:3 unknown-key",
        says=(
            "'description' is no part of the desired state. It belongs into an entry of 'numbers'.",
            "'masking' would be ignored, or refused by the provider. It belongs into 'call_forwarding_number'.",
            "'period' would be ignored, or refused by the provider. It belongs into an entry of 'call_control'.",
            "'reserve' would be ignored, or refused by the provider. It belongs into 'call_forwarding_ipcr'.",
            "'event_url' would be ignored, or refused by the provider. It belongs into 'call_forwarding_number'.",
            "'contacts' would be ignored, or refused by the provider. It belongs to the top of a file.",
        ),
        never="It belongs into 'settings'",
    ),
    case(
        "a required key misspelt is told once",
        ENTRIES
        + (
            "    - {redirect_numer: '74992223344', timeuot: 5}\n"
            "    - {timeout:5, active:false}\n"
            "- {number: 74991112244, call_forwarding_type: 0}\n"
            "- {number_code: 74991112255, call_forwarding_sip: {uri: a@b.c}}\n"
        ),
        "6:8 unknown-key",
        "6:39 unknown-key",
        "7:8 unknown-key",
        "7:19 unknown-key",
        "8:4 unknown-key",
        "9:52 unknown-key",
        says=("Did you mean 'number_code'?", "A space is missing behind the colon: 'timeout: 5'.", "'sip_uri'?"),
    ),
    case(
        "a data object misspelt is told once",
        (
            "numbers:\n"
            "- {number_code: 74991112233, call_forwarding_url: {url: https://x.y/}}\n"
            "- {number_code: 74991112244, call_forwarding_data: {call_forwarding_sip: {sip_uri: a@b.c}}}\n"
            "- {number_code: 74991112255, call_forwarding_type: static, call_forwarding_statik: {}, weight: -1}\n"
        ),
        "2:30 unknown-key",
        "3:30 unknown-key",
        "4:60 unknown-key",
        "4:96 out-of-range",
        says=("'call_forwarding_ipcr'?", "stands directly in the number", "'call_forwarding_static'?"),
    ),
    case(
        "Cyrillic letters in a key and a name",
        ENTRIES + "    - {redirect_number: '@boss', timеout: 5}\ncontacts: {bоss: '74992223344'}\n",
        "6:25 dangling-name",
        "6:34 unknown-key",
        says=(
            "Did you mean 'timeout'? Character 4, 'е', is CYRILLIC SMALL LETTER IE (U+0435).",
            "Did you mean 'bоss'? Character 2, 'o', is LATIN SMALL LETTER O (U+006F).",
        ),
    ),
    case(
        "entries with names are no list",
        (
            "numbers:\n"
            "- number_code: 74991112233\n"
            "  call_forwarding_number: {redirect_type: 1, call_control: {first: {timeout: 5}, second: {timeout: 5}}}\n"
        ),
        "3:60 wrong-type",
        says="must be a list, and it is a mapping",
    ),
    case(
        "numbers is a mapping",
        "numbers: {number_code: 74991112233}\n",
        "1:10 wrong-type",
        says="must be a list, and it is a mapping",
    ),
    case("numbers is null", "numbers:\n", ".:1:1 nothing-declared"),
    case(
        "a number is a text",
        "numbers:\n- 74991112233\n- abc\n",
        "2:3 wrong-type",
        "3:3 wrong-type",
        says="A number is a mapping, and this is the number '74991112233'",
    ),
    case(
        "the code is missing",
        "numbers:\n- call_forwarding_type: 0\n",
        "2:3 missing-key",
        says="'number_code' is missing (the number",
    ),
    case(
        "redirect_type and call_control are missing",
        "numbers:\n- number_code: 74991112233\n  call_forwarding_number: {}\n",
        "3:27 missing-key",
        "3:27 missing-key",
        says=("'redirect_type' is missing", "'call_control' is missing"),
    ),
    case(
        "a timeout is missing",
        ENTRIES + "    - {redirect_number: '74992223344'}\n",
        "6:7 missing-key",
        says="'timeout' is missing (how long to wait",
    ),
    case(
        "a url is missing",
        "numbers:\n- number_code: 74991112233\n  call_forwarding_ipcr: {}\n",
        "3:25 missing-key",
        says="'url' is missing",
    ),
    case(
        "static_ip and port are missing",
        "numbers:\n- number_code: 74991112233\n  call_forwarding_static: {}\n",
        "3:27 missing-key",
        "3:27 missing-key",
        says=("'static_ip' is missing", "'port' is missing"),
    ),
    case(
        "sip_uri is missing",
        "numbers:\n- number_code: 74991112233\n  call_forwarding_sip: {}\n",
        "3:24 missing-key",
        says="'sip_uri' is missing",
    ),
    case(
        "a data object is a text",
        "numbers:\n- number_code: 74991112233\n  call_forwarding_sip: a@b.c\n",
        "3:24 wrong-type",
        says="must be a mapping, and it is a text",
    ),
    case(
        "a data object is empty",
        ("numbers:\n- number_code: 74991112233\n  call_forwarding_number:\n  call_control: []\n"),
        "3:26 wrong-type",
        "4:3 unknown-key",
        says="nothing (null)",
    ),
    case(
        "call_control is a text",
        ("numbers:\n- number_code: 74991112233\n  call_forwarding_number: {redirect_type: 1, call_control: x}\n"),
        "3:60 wrong-type",
        says="must be a list, and it is a text",
    ),
    case("an entry is a text", ENTRIES + "    - '74992223344'\n", "6:7 wrong-type", says="must be a mapping"),
    case("labels is a text", NUMBER + "  labels: sales\n", "4:11 wrong-type", says="must be a list"),
    case("a label is a number", NUMBER + "  labels: [a, 5]\n", "4:15 wrong-type", says="Put it in quotes"),
    case(
        "booleans are strict",
        NUMBER + "  protected: yes\n  verify: 1\n",
        "4:14 wrong-type",
        "5:11 wrong-type",
        says=("Write true, without quotes", "the number '1'"),
    ),
    case(
        "weight is too small, too large, broken",
        NUMBER
        + (
            "  weight: -1\n"
            "- {number_code: 74991112244, call_forwarding_type: 0, weight: 99999999999}\n"
            "- {number_code: 74991112255, call_forwarding_type: 0, weight: 1.0}\n"
        ),
        "4:11 out-of-range",
        "5:63 out-of-range",
        "6:63 wrong-type",
        says=("the least is 0", "the most is 4294967295", "Write 1."),
    ),
    case(
        "a timeout out of range",
        ENTRIES + ("    - {redirect_number: '74992223344', timeout: 4294967296}\n    - {active: false, timeout: -1}\n"),
        "6:49 out-of-range",
        "7:32 out-of-range",
        says="the most is 4294967295",
    ),
    case(
        "a port out of range",
        ("numbers:\n- number_code: 74991112233\n  call_forwarding_static: {static_ip: 127.0.0.1, port: 0}\n"),
        "3:56 out-of-range",
        says="the least is 1",
    ),
    case(
        "an unknown redirect_type",
        DATA.replace("single", "serial"),
        "4:20 not-one-of",
        says="1 (single), 2 (sequential), 3 (parallel)",
    ),
    case("an unknown on_removal", NUMBER + "  on_removal: delete\n", "4:15 not-one-of", says="'keep' or 'reset'"),
    case(
        "an unknown type",
        NUMBER
        + (
            "  call_forwarding_type: phone\n"
            "- {number_code: 74991112244, call_forwarding_type: 7}\n"
            "- {number_code: 74991112255, call_forwarding_type: [2]}\n"
            "- {number_code: 74991112266, call_forwarding_type: fax}\n"
        ),
        "4:25 not-one-of",
        "5:52 not-one-of",
        "6:52 not-one-of",
        "7:52 not-one-of",
        says=("the text 'phone'", "the number '7'", "a list", "the text 'fax'"),
    ),
    case(
        "several mistakes in one number show at once",
        ENTRIES
        + (
            "    - {redirect_number: '123', timeout: soon, activ: no}\n"
            "    event_url: ftp://x\n"
            "  weight: heavy\n"
            "  colour: red\n"
            "  application: nobody\n"
        ),
        "6:25 invalid-number",
        "6:41 wrong-type",
        "6:47 unknown-key",
        "7:16 invalid-url",
        "8:11 wrong-type",
        "9:3 unknown-key",
        "10:16 unknown-application",
        says="Did you mean 'active'?",
    ),
    case(
        "a number without forwarding tells its other mistakes too",
        "numbers:\n- {number_code: 12, weight: x, colour: red}\n",
        "2:3 no-forwarding",
        "2:17 invalid-number",
        "2:29 wrong-type",
        "2:32 unknown-key",
        says="would be ignored",
    ),
    case(
        "mistakes in several files at once",
        {"b/b.yaml": "number: 1\n", "a.yaml": "numbers: 5\n", "c.yml": "- x\n"},
        "a.yaml:1:10 wrong-type",
        "b/b.yaml:1:1 unknown-key",
        "c.yml:1:1 wrong-type",
        says="Did you mean 'numbers'?",
    ),
    case(
        "hidden files and other endings are left out",
        {"a.yaml": NUMBER, ".b.yaml": "- x", ".git/c.yaml": "- x", "d.txt": "- x", "e/.f/g.yml": "- x"},
    ),
)
