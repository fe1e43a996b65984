"""Single values."""

from support.cases.case import DATA, ENTRIES, NUMBER, Case, abroad, case

CASES: tuple[Case, ...] = (
    case(
        "a redirect number with plus",
        ENTRIES + "    - {redirect_number: '+74992223344', timeout: 5}\n",
        "6:25 invalid-number",
        says="Did you mean '74992223344'?",
    ),
    case(
        "a redirect number with eight",
        ENTRIES + "    - {redirect_number: '8 (499) 222-33-44', timeout: 5}\n",
        "6:25 invalid-number",
        says="Did you mean '74992223344'?",
    ),
    case(
        "a redirect number of Arabic digits",
        ENTRIES + "    - {redirect_number: '٧٤٩٩٢٢٢٣٣٤٤', timeout: 5}\n",
        "6:25 invalid-number",
        says="must be a number in E.164 form",
    ),
    case(
        "a redirect number that no range holds",
        ENTRIES + "    - {redirect_number: '72222222222', timeout: 5}\n",
        "6:25 foreign-country",
        "6:25 unassigned-number",
        says="no numbering range",
    ),
    case(
        "a number_code that no range holds",
        NUMBER.replace("74991112233", "72222222222"),
        "2:16 unassigned-number",
        says="no numbering range",
    ),
    case(
        "a number_code that is no number",
        NUMBER.replace("74991112233", "89161112233"),
        "2:16 invalid-number",
        says="Did you mean 79161112233?",
    ),
    case(
        "a number_code written for people",
        NUMBER.replace("74991112233", "'+74991112233'")
        + NUMBER.replace("74991112233", "7 499 111-22-44").removeprefix("numbers:\n"),
        "2:16 wrong-type",
        "4:16 wrong-type",
        says=("Did you mean 74991112233?", "Did you mean 74991112244?"),
    ),
    case("a number_code that is no text of digits", NUMBER.replace("74991112233", "office"), "2:16 wrong-type"),
    case(
        "a Russian number with 8 that Vietnam has too",
        abroad(ENTRIES + "    - {redirect_number: '84951234567', timeout: 5}\n", "VN"),
        "a.yaml:6:25 trunk-prefix",
        says="Did you mean 74951234567?",
    ),
    case(
        "Russian numbers with 8 wherever a number can stand",
        ENTRIES
        + (
            "    - {redirect_number: '@boss', timeout: 5}\n"
            "    masking: true\n"
            "    display_number: 84992223344\n"
            "- number_code: 84991112244\n"
            "  call_forwarding_ipcr: {url: 'https://x.y/', reserve: '88001112233'}\n"
            "contacts: {boss: '84992223355', foreman: '88312345678'}\n"
        ),
        "8:21 trunk-prefix",
        "8:21 unmanaged-display-number",
        "9:16 trunk-prefix",
        "10:56 foreign-country",
        "10:56 trunk-prefix",
        "11:18 foreign-country",
        "11:18 trunk-prefix",
        "11:42 trunk-prefix",
        says=(
            "Did you mean 74992223344?",
            "Did you mean 74991112244?",
            "Did you mean 78001112233?",
            "Did you mean 74992223355?",
            "Did you mean 78312345678?",
        ),
    ),
    case(
        "numbers of other countries and SIP IDs that begin with 8",
        abroad(
            ENTRIES.replace("single", "sequential") + "    - {redirect_number: '85221234567', timeout: 5}\n"
            "    - {redirect_number: '81312345678', timeout: 5}\n"
            "    - {redirect_number: '883140000000001', timeout: 5}\n",
            "HK",
            "JP",
        ),
    ),
    case(
        "Russian numbers without their 7 wherever a number can stand",
        ENTRIES
        + (
            "    - {redirect_number: '@boss', timeout: 5}\n"
            "    masking: true\n"
            "    display_number: 4992223344\n"
            "- number_code: 4991112244\n"
            "  call_forwarding_ipcr: {url: 'https://x.y/', reserve: '9161112233'}\n"
            "contacts: {boss: '4951234567', tallinn: '3725123456'}\n"
        ),
        "8:21 no-country-code",
        "8:21 unmanaged-display-number",
        "9:16 no-country-code",
        "10:56 foreign-country",
        "10:56 no-country-code",
        "11:18 foreign-country",
        "11:18 no-country-code",
        says=(
            "Did you mean 74992223344?",
            "Did you mean 74991112244?",
            "Did you mean 79161112233?",
            "Did you mean 74951234567?",
        ),
    ),
    case(
        "a SIP ID as number_code",
        NUMBER.replace("74991112233", "883140000000001"),
        "2:16 invalid-number",
        says="is a SIP ID, which has no forwarding",
    ),
    case("a number_code of zero", NUMBER.replace("74991112233", "0"), "2:16 out-of-range", says="greater than 0"),
    case(
        "a number_code beyond uint64",
        NUMBER.replace("74991112233", "18446744073709551616"),
        "2:16 out-of-range",
        says="uint64",
    ),
    case(
        "a number_code with a decimal point",
        NUMBER.replace("74991112233", "74991112233.0"),
        "2:16 wrong-type",
        says="Write 74991112233.",
    ),
    case(
        "a contact that is no number",
        NUMBER + "contacts: {boss: 12, chief: '72222222222'}\n",
        "4:18 invalid-number",
        "4:29 unassigned-number",
        says=("'12' must be", "no numbering range"),
    ),
    case(
        "a URL without a scheme",
        DATA + "    event_url: example.com\n",
        "6:16 invalid-url",
        says="starts with https:// or http://",
    ),
    case(
        "a URL with a space", DATA + "    event_url: 'https://example.com/a b'\n", "6:38 invalid-url", says="no spaces"
    ),
    case(
        "a sip_uri with its scheme",
        ("numbers:\n- number_code: 74991112233\n  call_forwarding_sip: {sip_uri: 'sip:office@example.com'}\n"),
        "3:34 invalid-sip-uri",
        says="Take 'sip:' away",
    ),
    case(
        "a static_ip that is a name",
        ("numbers:\n- number_code: 74991112233\n  call_forwarding_static: {static_ip: localhost, port: 5060}\n"),
        "3:39 invalid-ip",
        says="not a name or a network",
    ),
    case(
        "a float where an address belongs",
        ("numbers:\n- number_code: 74991112233\n  call_forwarding_static: {static_ip: 127.0, port: 5060}\n"),
        "3:39 wrong-type",
        says="must be an IP address, such as 203.0.113.10, and it is the decimal number '127.0'",
    ),
    case(
        "a static_ip with a zone",
        ("numbers:\n- number_code: 74991112233\n  call_forwarding_static: {static_ip: 'fe80::1%eth0', port: 5060}\n"),
        "3:39 invalid-ip",
        says="nothing to the provider",
    ),
    case(
        "numbers of which a spreadsheet has lost the end",
        ENTRIES
        + "    - {redirect_number: '7,49922E10', timeout: 5}\n- {number_code: '7,49911E+9', call_forwarding_type: 0}\n",
        "6:25 invalid-number",
        "7:17 wrong-type",
        says="look the number up",
        never="Write 7499",
    ),
    case(
        "the name of a contact without its @",
        ENTRIES + "    - {redirect_number: ivanov, timeout: 5}\ncontacts: {ivanov: '74992223344'}\n",
        "6:25 invalid-number",
        says="Did you mean '@ivanov'?",
    ),
    case(
        "'no' is a text",
        DATA + "    masking: no\n    client_id: no\n",
        "6:14 wrong-type",
        says="Write false, without quotes",
    ),
)
