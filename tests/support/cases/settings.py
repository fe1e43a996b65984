"""Settings and secrets."""

from support.cases.case import DATA, ENTRIES, NUMBER, Case, case, setting

CASES: tuple[Case, ...] = (
    case(
        "settings that are a text",
        {"settings.yaml": "settings: s3cretkey\n", "a.yaml": NUMBER},
        "settings.yaml:1:11 wrong-type",
        says="must be a mapping",
        never="s3cretkey",
    ),
    case("empty settings are usual settings", {"settings.yaml": "settings:\n", "a.yaml": NUMBER}),
    case(
        "an unknown setting",
        setting("  timezon: UTC\n"),
        "settings.yaml:2:3 unknown-key",
        says="Did you mean 'timezone'?",
    ),
    case(
        "an unknown time zone",
        setting("  timezone: Europe/Moskow\n"),
        "settings.yaml:2:13 invalid-timezone",
        says="IANA",
    ),
    case("a folder of time zones", setting("  timezone: Europe\n"), "settings.yaml:2:13 invalid-timezone", says="IANA"),
    case(
        "a path as time zone",
        setting("  timezone: ../../etc/passwd\n"),
        "settings.yaml:2:13 invalid-timezone",
        says="IANA",
    ),
    case(
        "shares, rates and counts out of range",
        setting(
            "  limits: {changes_share: 1.5, removals_share: no, changes: -1}\n"
            "  apply: {calls_per_second: -1, concurrency: 0}\n"
            "  horizon_days: 0\n"
            "  state: {lock_seconds: 0}\n"
        ),
        "settings.yaml:2:27 out-of-range",
        "settings.yaml:2:48 out-of-range",
        "settings.yaml:2:61 out-of-range",
        "settings.yaml:3:29 out-of-range",
        "settings.yaml:3:46 out-of-range",
        "settings.yaml:4:17 out-of-range",
        "settings.yaml:5:25 out-of-range",
        says=("A share is a number from 0 to 1", "a second"),
    ),
    case(
        "mistakes of every kind at once",
        {
            "settings.yaml": (
                "settings:\n"
                "  timezone: Moscow\n"
                "  applications:\n"
                "    main: {api_key_env: 5, event_url: 'https://x.y/?key=abc'}\n"
                "    other: {}\n"
                "  secrets: [5, EXOLVE_API_KEY]\n"
                "  limit: {}\n"
                "  horizon_days: soon\n"
                "  policy: []\n"
                "  warnings: {shared-keys: off, trunk-prefix: no}\n"
                "  state: {url: 'ftp://x', lock_seconds: 0}\n"
            ),
            "a.yaml": NUMBER + "  application: x\n",
        },
        "settings.yaml:2:13 invalid-timezone",
        "settings.yaml:4:25 key-in-file",
        "settings.yaml:4:53 literal-secret",
        "settings.yaml:6:13 key-in-file",
        "settings.yaml:6:16 key-in-file",
        "settings.yaml:7:3 unknown-key",
        "settings.yaml:8:17 wrong-type",
        "settings.yaml:9:11 wrong-type",
        "settings.yaml:10:14 unknown-code",
        "settings.yaml:10:46 not-one-of",
        "settings.yaml:11:16 not-one-of",
        "settings.yaml:11:41 out-of-range",
        says=("'limit' is no setting and would be ignored. Did you mean 'limits'?", "'ftp:' is no kind of record"),
    ),
    case(
        "applications and secrets are known whatever else of the settings is wrong",
        {
            "settings.yaml": "settings: {timezone: Moscow, applications: {main: {}}, limits: 5}\n",
            "a.yaml": DATA + "    event_url: 'https://x.y/?key=${A}'\n  application: x\n",
        },
        "a.yaml:6:34 secret-not-listed",
        "a.yaml:7:16 unknown-application",
        "settings.yaml:1:22 invalid-timezone",
        "settings.yaml:1:64 wrong-type",
        says="Known here: main.",
    ),
    case(
        "settings that cannot be read make no application and no secret wrong",
        {
            "settings.yaml": "settings: {applications: {x: {}}\n",
            "a.yaml": DATA + "    event_url: 'https://x.y/?key=${A}'\n  application: x\n",
        },
        "settings.yaml:1:11 invalid-yaml",
    ),
    case(
        "settings without their section make no application and no secret wrong",
        {
            "settings.yaml": "applications: {x: {}}\nsecrets: [A]\n",
            "a.yaml": DATA + "    event_url: 'https://x.y/?key=${A}'\n  application: x\n",
        },
        "settings.yaml:1:1 unknown-key",
        "settings.yaml:2:1 unknown-key",
        says="It belongs into 'settings', in settings.yaml.",
    ),
    case(
        "settings in another file make no application wrong",
        {"settings.yml": "settings: {applications: {x: {}}}\n", "a.yaml": NUMBER + "  application: x\n"},
        "settings.yml:1:1 settings-elsewhere",
    ),
    case(
        "settings twice make no application wrong",
        {
            "settings.yaml": "settings: {}\nsettings: {applications: {x: {}}}\n",
            "a.yaml": NUMBER + "  application: x\n",
        },
        "settings.yaml:2:1 duplicate-key",
    ),
    *(
        case(
            f"a record at {url}",
            setting(f"  state: {{url: '{url}'}}\n"),
            "settings.yaml:2:16 not-one-of",
            says=words,
        )
        for url, words in {
            "ftp://x": "'ftp:' is no kind of record",
            "s3://bucket": "s3://BUCKET/PREFIX",
            "s3:bucket/records": "s3://BUCKET/PREFIX",
            "postgresql://db.example.com/ops": "DATABASE?record=NAME",
            "folder": "no address of a record",
            "file:": "file:PATH without a host",
            "file://host/path": "file:PATH without a host",
            "memory:x": "memory: alone",
        }.items()
    ),
    case("a record in a branch", setting("  state: {url: 'Git:records'}\n")),
    case("a record in object storage", setting("  state: {url: 's3://bucket/records/telephony'}\n")),
    case("a record in Azure's storage", setting("  state: {url: 'az://container/records/'}\n")),
    case("a record in a database", setting("  state: {url: 'postgresql:///ops?sslmode=require&record=main'}\n")),
    case(
        "too much concurrency",
        setting("  apply: {concurrency: 1000}\n"),
        "settings.yaml:2:24 out-of-range",
        says="the most is 256",
    ),
    case(
        "an unknown on_foreign_change",
        setting("  apply: {on_foreign_change: ignore}\n"),
        "settings.yaml:2:30 not-one-of",
        says="'refuse', 'warn' or 'overwrite'",
    ),
    case(
        "a key in an application is not repeated",
        setting("  applications: {main: {api_key: s3cretkey}}\n"),
        "settings.yaml:2:25 key-in-file",
        says="revoke the key",
        never="s3cretkey",
    ),
    case(
        "a key as the name of a variable is not repeated",
        setting("  applications: {main: {api_key_env: s3cret-key}}\n"),
        "settings.yaml:2:38 key-in-file",
        says="the name of an environment variable",
        never="s3cret-key",
    ),
    case(
        "a key of digits as the name of a variable is not repeated",
        setting("  applications: {main: {api_key_env: 31415926}}\n"),
        "settings.yaml:2:38 key-in-file",
        says="the name of an environment variable",
        never="31415926",
    ),
    case(
        "a key as an application is not repeated",
        setting("  applications: {main: s3cretkey}\n"),
        "settings.yaml:2:24 wrong-type",
        says="must be a mapping, and it is a text",
        never="s3cretkey",
    ),
    case(
        "keys as secrets are not repeated",
        setting("  secrets: [s3cret-key, 31415926, [s3cret-key]]\n"),
        "settings.yaml:2:13 key-in-file",
        "settings.yaml:2:25 key-in-file",
        "settings.yaml:2:35 key-in-file",
        says="the name of an environment variable",
        never="s3cret-key",
    ),
    case(
        "a key instead of the list of secrets is not repeated",
        setting("  secrets: s3cretkey\n"),
        "settings.yaml:2:12 wrong-type",
        says="must be a list",
        never="s3cretkey",
    ),
    case(
        "a password in the state URL is not repeated",
        setting("  state: {url: 'postgresql://u:s3cretkey@h/d'}\n"),
        "settings.yaml:2:16 key-in-file",
        says="client's own variables",
        never="s3cretkey",
    ),
    case(
        "a password in a parameter of the state URL is not repeated",
        setting("  state: {url: 'postgresql://h/d?password=s3cretkey'}\n"),
        "settings.yaml:2:16 key-in-file",
        says="client's own variables",
        never="s3cretkey",
    ),
    case(
        "a state that is a text is not repeated",
        setting("  state: postgresql://u:s3cretkey@h/d\n"),
        "settings.yaml:2:10 wrong-type",
        says="must be a mapping",
        never="s3cretkey",
    ),
    case(
        "a secret that settings do not list",
        {
            "settings.yaml": "settings: {secrets: [EVENTS_KEY]}\n",
            "a.yaml": DATA + "    event_url: 'https://x.y/?key=${EVENT_KEY}'\n",
        },
        "a.yaml:6:34 secret-not-listed",
        says="Did you mean 'EVENTS_KEY'?",
    ),
    case(
        "a secret that settings list",
        {
            "settings.yaml": "settings: {secrets: [EVENTS_KEY]}\n",
            "a.yaml": DATA + "    event_url: 'https://x.y/?key=${EVENTS_KEY}'\n",
        },
    ),
    case(
        "a secret in a field that is sent as written",
        {
            "settings.yaml": "settings: {secrets: [A]}\n",
            "a.yaml": ENTRIES
            + ("    - {redirect_number: '74992223344', timeout: 5, name: '${A}'}\n    client_id: x${A}\n"),
        },
        "a.yaml:6:58 secret-misplaced",
        "a.yaml:7:17 secret-misplaced",
        says="In 'client_id' it would stay as written",
    ),
    case(
        "references to nothing",
        DATA + "    event_url: 'https://x.y/?key=${}&other=${A-B}'\n",
        "6:34 secret-not-listed",
        "6:44 secret-not-listed",
        says=("'${}' names no variable", "'${A-B}' names no variable", "written ${NAME}, with letters, digits"),
        never="Add it there",
    ),
    case(
        "a secret that holds an API key",
        setting("  applications: {main: {api_key_env: MAIN}}\n  secrets: [A, MAIN, EXOLVE_API_KEY, GITHUB_TOKEN]\n"),
        "settings.yaml:3:16 key-in-file",
        "settings.yaml:3:22 key-in-file",
        "settings.yaml:3:38 key-in-file",
        says="one merged line could send it to anybody",
    ),
    case(
        "applications that share a key",
        {
            "settings.yaml": (
                "settings:\n"
                "  applications:\n"
                "    a: {}\n"
                "    b: {api_key_env: B}\n"
                "    c: {api_key_env: EXOLVE_API_KEY}\n"
                "    d:\n"
                "      api_key_env: B\n"
            ),
            "a.yaml": NUMBER + "  application: a\n",
        },
        "settings.yaml:5:5 shared-key",
        "settings.yaml:6:5 shared-key",
        says=("'c' takes its key from EXOLVE_API_KEY, as 'a' does", "'d' takes its key from B, as 'b' does"),
    ),
    case(
        "a literal that looks like a key",
        DATA
        + (
            "    event_url: 'https://x.y/?a=b&api_key=s3cretkey'\n"
            "- number_code: 74991112244\n"
            "  call_forwarding_ipcr: {url: 'https://u:s3cretkey@x.y/'}\n"
        ),
        "6:34 literal-secret",
        "8:40 literal-secret",
        says="write ${NAME} here",
        never="s3cretkey",
    ),
    case(
        "every literal in a URL is told",
        DATA + "    event_url: 'https://u:s3cret@x.y/?token=s3cret&b=1&apikey=s3cret&monkey=s3cret'\n",
        "6:25 literal-secret",
        "6:39 literal-secret",
        "6:56 literal-secret",
    ),
    case("a word that only ends like a key", DATA + "    event_url: 'https://x.y/?monkey=1&Turkey=2'\n"),
    case(
        "references in a description and a label",
        NUMBER + "  description: for ${A}\n  labels: [a, 'b${A}']\n",
        "4:20 secret-misplaced",
        "5:17 secret-misplaced",
        says=("In 'description' it would stay as written", "Here it would stay as written"),
    ),
    case(
        "wrong settings do not make applications and secrets wrong",
        {
            "settings.yaml": "settings: {secrets: [A], applications: {x: {}}, timezon: UTC}\n",
            "a.yaml": DATA + "    event_url: 'https://x.y/?key=${A}'\n  application: x\n",
        },
        "settings.yaml:1:49 unknown-key",
        says="Did you mean 'timezone'?",
    ),
    case(
        "settings of test calls, all of them",
        setting(
            "  verify:\n"
            "    enabled: true\n"
            "    quiet_hours: hr {21-8}\n"
            "    per_run: 5\n"
            "    per_day: 50\n"
            "    report_seconds: 90\n"
            "    call:\n"
            "      virtual_phone_number: 74993720692\n"
            "      virtual_phone_usage_rule: fixed\n"
            "      dtmf_string: .12.1..4\n"
            "      direction: out\n"
            "      first_call: contact\n"
            "      switch_at_once: true\n"
            "      early_switching: false\n"
            "      contact_message: {type: media, value: '237'}\n"
        ),
    ),
    case(
        "quiet hours that are no period",
        setting("  verify: {quiet_hours: 'hr {21-8} wd'}\n"),
        "settings.yaml:2:36 invalid-period",
        says="stands outside of braces",
    ),
    case(
        "quiet hours that are empty",
        setting("  verify: {enabled: false, quiet_hours: ' ', per_run: 3}\n"),
        "settings.yaml:2:41 invalid-period",
        says="leave the line out if there is to be none",
    ),
    case(
        "parameters of a test call that have wrong values",
        setting(
            "  verify:\n"
            "    per_run: -1\n"
            "    call:\n"
            "      virtual_phone_number: +7 499 372-06-92\n"
            "      dtmf_string: 1,2\n"
            "      direction: both\n"
            "      first_call: client\n"
            "      switch_at_once: yes\n"
            "      contact_message: {type: text, value: ' '}\n"
        ),
        "settings.yaml:3:14 out-of-range",
        "settings.yaml:5:29 invalid-number",
        "settings.yaml:6:20 not-one-of",
        "settings.yaml:7:18 not-one-of",
        "settings.yaml:8:19 not-one-of",
        "settings.yaml:9:23 wrong-type",
        "settings.yaml:10:31 not-one-of",
        "settings.yaml:10:44 wrong-type",
        says=("Did you mean 74993720692?", "is no DTMF: write digits, * and #", "'contact' or 'employee'"),
    ),
    case(
        "what a test call's parameters cannot say",
        setting(
            "  verify:\n"
            "    call:\n"
            "      virtual_phone_number: '74993720692'\n"
            "      contact: '74991112233'\n"
            "      access_token: 2fRN4g217ca0b422\n"
            "      contact_message: {type: tts}\n"
        ),
        "settings.yaml:5:7 unknown-key",
        "settings.yaml:6:7 unknown-key",
        "settings.yaml:7:24 missing-key",
        never="2fRN4g217ca0b422",
    ),
    case(
        "early switching needs an employee and switching at once",
        setting("  verify: {call: {early_switching: true, switch_at_once: true, contact_message: null}}\n"),
        "settings.yaml:2:36 invalid-combination",
        says="'first_call: employee' and 'switch_at_once: true'",
    ),
    case(
        "what of a test call has no effect, costs extra, or waits for somebody",
        setting(
            "  verify:\n"
            "    call: {virtual_phone_usage_rule: random, first_call: employee, switch_at_once: true,"
            " early_switching: true}\n"
        ),
        "settings.yaml:3:38 needs-component",
        "settings.yaml:3:58 attended-call",
        "settings.yaml:3:84 idle-parameter",
        says=("does nothing to a message of type tts", "paid component", "rings an employee of the scenario first"),
    ),
    case(
        "a warning that does not exist",
        setting("  warnings: {literal-secrets: off}\n"),
        "settings.yaml:2:14 unknown-code",
        says="Did you mean 'literal-secret'?",
    ),
    case(
        "an error cannot be silenced",
        setting("  warnings: {duplicate-number: off}\n"),
        "settings.yaml:2:14 not-a-warning",
        says="is an error: what it finds cannot be applied",
    ),
    case(
        "a word that no warning can become",
        setting("  warnings: {literal-secret: none}\n"),
        "settings.yaml:2:30 not-one-of",
        says="'error', 'warning' or 'off'",
    ),
    case("numbers may stand in settings.yaml", {"settings.yaml": "settings: {}\n" + NUMBER}),
    case(
        "a folder with settings alone declares nothing",
        {"settings.yaml": "settings: {}\n"},
        ".:1:1 nothing-declared",
        says="wrong folder",
    ),
    case(
        "a literal in an application's own URL",
        setting("  applications: {main: {event_url: 'https://x.y/?token=s3cretkey'}}\n"),
        "settings.yaml:2:50 literal-secret",
        says="write ${NAME} here",
        never="s3cretkey",
    ),
    case("a warning raised and a warning silenced", setting("  warnings: {shared-key: off}\n  policy: {}\n")),
)
