"""What values mean together."""

from support.cases.case import DATA, ENTRIES, NUMBER, Case, case

CASES: tuple[Case, ...] = (
    case(
        "two data objects",
        NUMBER + "  call_forwarding_sip: {sip_uri: a@b.c}\n",
        "4:3 two-data-objects",
        says="stands beside 'call_forwarding_number'",
    ),
    case(
        "a type beside another object",
        NUMBER + "  call_forwarding_type: url\n",
        "4:25 type-mismatch",
        says="belongs to type 2 (number)",
    ),
    case(
        "a type written with a zero beside another object",
        NUMBER + "  call_forwarding_type: '03'\n",
        "4:25 type-mismatch",
        says="Type 3 (url)",
    ),
    case(
        "type 0 beside an object",
        NUMBER + "  call_forwarding_type: 0\n",
        "4:25 type-mismatch",
        says="Type 0 (undefined)",
    ),
    case("an empty type is a type left out", NUMBER + "  call_forwarding_type:\n"),
    case(
        "a type without its object",
        "numbers:\n- {number_code: 74991112233, call_forwarding_type: 4}\n",
        "2:52 missing-key",
        says="needs 'call_forwarding_static'",
    ),
    case(
        "no forwarding at all",
        "numbers:\n- {number_code: 74991112233}\n",
        "2:3 no-forwarding",
        says="its file has no defaults",
    ),
    case(
        "defaults that offer several objects",
        (
            "defaults: {call_forwarding_sip: {sip_uri: a@b.c}, call_forwarding_ipcr: {url: 'https://x.y/'}}\n"
            "numbers: [{number_code: 74991112233}]\n"
        ),
        "2:11 no-forwarding",
        says="offer several: name one",
    ),
    case(
        "a number twice in one file",
        NUMBER + NUMBER.removeprefix("numbers:\n"),
        "4:3 duplicate-number",
        says="a.yaml:2:3 too",
    ),
    case(
        "a number twice in two files",
        {"b/b.yml": NUMBER, "a.yaml": NUMBER},
        "b/b.yml:2:3 duplicate-number",
        says="a.yaml:2:3 too",
    ),
    case(
        "a number twice, once in quotes and wrong",
        {"a.yaml": NUMBER, "b.yaml": "numbers:\n- {number_code: '74991112233', colour: red}\n"},
        "b.yaml:2:3 duplicate-number",
        "b.yaml:2:3 no-forwarding",
        "b.yaml:2:32 unknown-key",
        says="a.yaml:2:3 too",
    ),
    case(
        "a name twice in two files",
        {
            "a.yaml": NUMBER + "contacts: {a: '74992223344'}\nschedules: {a: ''}\n",
            "b.yaml": "contacts: {a: '74992223344'}\nschedules: {a: ''}\n",
        },
        "b.yaml:1:12 duplicate-name",
        "b.yaml:2:13 duplicate-name",
        says="shared by all files",
    ),
    case(
        "names that cannot be written",
        NUMBER + ("contacts: {'': '74992223344', 'a b': '74992223344', '@c': '74992223344'}\n"),
        "4:12 invalid-name",
        "4:31 invalid-name",
        "4:53 invalid-name",
        says="cannot be written as @name",
    ),
    case(
        "a name that cannot be written is told once, and not at its uses",
        ENTRIES
        + (
            "    - {redirect_number: '@a b', timeout: 5, period: '@c'}\n"
            "contacts: {a b: '74992223344'}\n"
            "schedules: {'@c': x, d: 'wd ${X}'}\n"
        ),
        "7:12 invalid-name",
        "8:13 invalid-name",
        "8:29 secret-misplaced",
        says="In 'd' it would stay as written",
    ),
    case(
        "a name of the other section",
        ENTRIES
        + (
            "    - {redirect_number: '@day', timeout: 5, period: '@boss'}\n"
            "contacts: {boss: '74992223344'}\n"
            "schedules: {day: ''}\n"
        ),
        "6:25 dangling-name",
        "6:53 dangling-name",
        says=("It is a schedule, and a contact belongs here.", "It is a contact, and a schedule belongs here."),
    ),
    case(
        "names of a file that cannot be read are not called undeclared",
        {
            "a.yaml": ENTRIES + "    - {redirect_number: '@boss', timeout: 5, period: '@day'}\n  application: x\n",
            "b.yaml": "contacts: {boss: '74992223344'\n",
        },
        "a.yaml:7:16 unknown-application",
        "b.yaml:1:11 invalid-yaml",
    ),
    case(
        "names under a misspelt section are not called undeclared, and those of another section are",
        ENTRIES + ("    - {redirect_number: '@boss', timeout: 5, period: '@day'}\ncontact: {boss: '74992223344'}\n"),
        "6:54 dangling-name",
        "7:1 unknown-key",
        says=("Did you mean 'contacts'?", "No file declares 'day' under 'schedules'."),
    ),
    case(
        "names in what a doubled section and a doubled merge hide",
        {
            "a.yaml": ENTRIES + "    - {redirect_number: '@boss', timeout: 5, period: '@day'}\n",
            "b.yaml": "contacts: {a: '74992223344'}\nschedules: {<<: {a: ''}, <<: {day: ''}}\ncontacts: {boss: '7'}\n",
        },
        "b.yaml:2:26 duplicate-key",
        "b.yaml:3:1 duplicate-key",
    ),
    case(
        "a display number in a file that cannot be read is not called undeclared",
        {
            "a.yaml": DATA + "    masking: true\n    display_number: '74991119999'\n",
            "b.yaml": "numbers: [{number_code: 74991119999\n",
        },
        "b.yaml:1:11 invalid-yaml",
    ),
    case(
        "sections that are no mappings",
        NUMBER + "contacts: []\nschedules: x\ndefaults: 5\n",
        "4:11 wrong-type",
        "5:12 wrong-type",
        "6:11 wrong-type",
        says=("'contacts' must be a mapping of names", "'defaults' must be a mapping"),
    ),
    case(
        "a name of a name",
        NUMBER + "contacts: {a: '74992223344', b: '@a'}\n",
        "4:33 dangling-name",
        says="not for another @name",
    ),
    case("a schedule that is no text", NUMBER + "schedules: {a: 5}\n", "4:16 wrong-type", says="must be a text"),
    case(
        "names that nobody declared",
        ENTRIES
        + ("    - {redirect_number: '@ivanof', timeout: 5, period: '@night'}\ncontacts: {ivanov: '74992223344'}\n"),
        "6:25 dangling-name",
        "6:56 dangling-name",
        says=("Did you mean 'ivanov'?", "under 'schedules'"),
    ),
    case(
        "a reserve and a display number that nobody declared",
        DATA
        + (
            "    masking: true\n"
            "    display_number: '@x'\n"
            "- number_code: 74991112244\n"
            "  call_forwarding_ipcr: {url: 'https://x.y/', reserve: '@y'}\n"
        ),
        "7:21 dangling-name",
        "9:56 dangling-name",
        says="No file declares 'x'",
    ),
    case(
        "an entry of one mapping that names nobody",
        (
            "numbers:\n"
            "- number_code: 74991112233\n"
            "  call_forwarding_number: {redirect_type: 1, call_control: {redirect_number: '@x', timeout: 5}}\n"
        ),
        "3:78 dangling-name",
        says="No file declares 'x'",
    ),
    case(
        "an entry of one mapping beside two objects",
        (
            "numbers:\n"
            "- number_code: 74991112233\n"
            "  call_forwarding_sip: {sip_uri: a@b.c}\n"
            "  call_forwarding_number: {redirect_type: 1, call_control: {redirect_number: '@x', timeout: x}}\n"
        ),
        "4:3 two-data-objects",
        "4:78 dangling-name",
        "4:93 wrong-type",
        says="No file declares 'x'",
    ),
    case(
        "no entry at all",
        DATA.replace('[{redirect_number: "74992223344", timeout: 5}]', "[]"),
        "5:19 missing-key",
        says="nobody would be rung",
    ),
    case(
        "an active entry without a number",
        ENTRIES + "    - {timeout: 5}\n    - {timeout: 5, active: false}\n",
        "6:7 missing-key",
        says="write 'active: false'",
    ),
    case(
        "two entries at every moment under single",
        ENTRIES
        + (
            "    - {redirect_number: '74992223344', timeout: 5}\n"
            "    - {redirect_number: '74992223345', timeout: 5, period: ' '}\n"
        ),
        "7:7 several-unscheduled",
        says="in line 6 has no period either",
    ),
    case(
        "two entries under sequential are no trouble",
        ENTRIES.replace("single", "sequential")
        + ("    - {redirect_number: '74992223344', timeout: 5}\n    - {redirect_number: '74992223345', timeout: 5}\n"),
    ),
    case(
        "a display number without masking",
        DATA + "    display_number: '74991112233'\n",
        "6:21 idle-display-number",
        says="unless 'masking: true'",
    ),
    case(
        "a display number that nobody declared",
        DATA + "    masking: true\n    display_number: '74991119999'\n",
        "7:21 unmanaged-display-number",
        says="nobody manages yet",
    ),
    case("its own number as display number", DATA + "    masking: true\n    display_number: '74991112233'\n"),
    case(
        "a wrong number as display number is not called undeclared",
        DATA
        + (
            "    masking: true\n"
            "    display_number: '74991112244'\n"
            "- {number_code: 74991112244, call_forwarding_type: 0, weight: x}\n"
        ),
        "8:63 wrong-type",
        says="whole number",
    ),
    case(
        "undocumented fields",
        ENTRIES + ("    - {redirect_number: '74992223344', timeout: 5, dtmf: '8'}\n    answer: true\n"),
        "6:52 undocumented-field",
        "7:5 undocumented-field",
        says="may be refused",
    ),
    case(
        "a display number of another application",
        {
            "settings.yaml": "settings: {applications: {a: {}, b: {api_key_env: B}}}\n",
            "a.yaml": DATA
            + (
                "    masking: true\n"
                "    display_number: '74991112244'\n"
                "  application: a\n"
                "- {number_code: 74991112244, call_forwarding_type: 0, application: b}\n"
            ),
        },
        "a.yaml:7:21 foreign-display-number",
        says="belongs to the application 'b', and this number to 'a'",
    ),
    case(
        "several applications and none named",
        {"settings.yaml": "settings: {applications: {a: {}, b: {api_key_env: B}}}\n", "a.yaml": NUMBER},
        "a.yaml:2:3 no-application",
        says="several applications (a, b)",
    ),
    case(
        "an application that settings do not have",
        {
            "settings.yaml": "settings: {applications: {sales: {}, b: {api_key_env: B}}}\n",
            "a.yaml": NUMBER + "  application: sale\n",
        },
        "a.yaml:4:16 unknown-application",
        says="Did you mean 'sales'?",
    ),
    case(
        "an application of defaults that settings do not have",
        "defaults: {application: x}\n" + NUMBER,
        "1:25 unknown-application",
        says="not in settings.applications",
    ),
)
