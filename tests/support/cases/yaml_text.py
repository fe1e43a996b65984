"""Files and YAML itself."""

import itertools

from support.cases.case import NUMBER, Case, case

CASES: tuple[Case, ...] = (
    case(
        "text that is not YAML is told with its place",
        "numbers: [\n",
        "1:10 invalid-yaml",
        says="The YAML cannot be read from here on: the '[' that opens here is never closed",
    ),
    case("a tab as indentation", "numbers:\n\t- a\n", "2:1 invalid-yaml", says="a tab stands in the indentation"),
    case("a byte that is not UTF-8", b"numbers:\n- \xd0\xb0\xff\n", "2:4 unreadable-file", says="Byte 0xFF"),
    case(
        "a byte that is not UTF-8 after a byte-order mark",
        b"\xef\xbb\xbfa: \xff\n",
        "1:4 unreadable-file",
        says="Byte 0xFF",
    ),
    case("UTF-16 is not UTF-8", "numbers: []".encode("utf-16"), "1:1 unreadable-file", says="This looks like UTF-16"),
    case("UTF-16 without a mark", "numbers: []\n".encode("utf-16-le"), "1:1 unreadable-file", says="like UTF-16"),
    case("UTF-32", "numbers: []\n".encode("utf-32"), "1:1 unreadable-file", says="This looks like UTF-32"),
    case("UTF-32 without a mark", "numbers: []\n".encode("utf-32-be"), "1:1 unreadable-file", says="like UTF-32"),
    case(
        "an encoding of Windows",
        "numbers: []\n# Отдел продаж\n".encode("cp1251"),
        "2:3 unreadable-file",
        says="Byte 0xCE here is not UTF-8 and looks like windows-1251, so the text would be guessed at.",
    ),
    case("an encoding of old Unix", "# Отдел продаж\n".encode("koi8-r"), "1:3 unreadable-file", says="like KOI8-R"),
    case("an encoding of DOS", "# Отдел продаж\n".encode("cp866"), "1:3 unreadable-file", says="like IBM866"),
    case("bytes of no Russian encoding", "# Café\n".encode("cp1252"), "1:6 unreadable-file", never="looks like"),
    case("bytes of two encodings", "# продаж ".encode() + b"\xff\n", "1:10 unreadable-file", never="looks like"),
    case("a byte-order mark before UTF-8 is ignored", b"\xef\xbb\xbf" + NUMBER.encode()),
    case("lines that end as on an old Macintosh", "x: 1\ry: \x07\r", "2:4 invalid-yaml", says="U+0007"),
    case("a byte that is not UTF-8 on such a line", b"x: 1\ry: \xff\r", "2:4 unreadable-file", says="Byte 0xFF"),
    case("a character that YAML forbids", "numbers: []\nx: \x07\n", "2:4 invalid-yaml", says="U+0007"),
    case(
        "an escape for no character",
        NUMBER + '  description: "\\U00110000"\n',
        "4:17 invalid-yaml",
        says="a character that does not exist",
    ),
    case("an unknown escape", NUMBER + '  description: "\\q"\n', "4:17 invalid-yaml", says="'\\q' is none"),
    case(
        "a control character in a text",
        NUMBER + '  description: "bell \\a"\n',
        "4:22 control-character",
        says="Character 6 of this text is U+0007",
    ),
    case("half a character in a text", NUMBER + '  description: "\\ud83d"\n', "4:16 control-character", says="U+D83D"),
    case(
        "a control character in the name of a contact",
        NUMBER + 'contacts: {"b\\e": "74992223344"}\n',
        "4:12 control-character",
        says="The key 'b\\x1b'",
    ),
    case("direction marks are allowed", NUMBER + '  description: "\\u202eabc"\n'),
    case(
        "a key twice in a number",
        NUMBER + "  description: a\n  weight: 2\n  description: b\n",
        "6:3 duplicate-key",
        says="stands already in line 4",
    ),
    case("a key twice at the top", "numbers: []\nnumbers: []\n", "2:1 duplicate-key", says="stands already in line 1"),
    case(
        "two merges in one mapping",
        (
            "defaults:\n"
            "  call_forwarding_sip: &a {sip_uri: a@b.c}\n"
            "  call_forwarding_ipcr:\n"
            "    <<: *a\n"
            "    <<: *a\n"
            "numbers: []\n"
        ),
        "2:28 unknown-key",
        "5:5 duplicate-key",
        says="'<<' stands already in line 4",
    ),
    case(
        "several documents",
        NUMBER + "---\nnumbers: []\n",
        "4:1 several-documents",
        says="A second document begins here",
    ),
    case("an alias of nothing", "numbers: *none\n", "1:10 invalid-yaml", says="no anchor '&none' stands above"),
    case("an alias inside its own anchor", "numbers: &a\n- x: *a\n", "2:6 invalid-yaml", says="inside its own anchor"),
    case("a merge of a text", NUMBER + "  <<: text\n", "4:7 wrong-type", says="Only a mapping"),
    case("a tag that means nothing", "numbers: !python/object []\n", "1:10 invalid-yaml", says="means nothing here"),
    case(
        "tags are told as they are written",
        f"%TAG !p! tag:example.com,2026:\n---\n{NUMBER}  labels: [!!binary a, &a !p!one b, !<tag:x> c, !<tag:x> 'd']\n",
        "6:12 invalid-yaml",
        "6:24 invalid-yaml",
        "6:37 invalid-yaml",
        "6:49 invalid-yaml",
        says=(
            "The tag '!!binary' means nothing here. Take it away.",
            "The tag '!p!one' means nothing here. Take it away, or put the text in quotes if it begins with '!'.",
            "The tag '!<tag:x>' means nothing here. Take it away.",
        ),
    ),
    case(
        "tags that do not fit",
        f"{NUMBER}  labels: [!!str a, !!int b, !!float c, !!bool d, !!null e, !!timestamp f]\n",
        "4:21 invalid-yaml",
        "4:30 invalid-yaml",
        "4:41 invalid-yaml",
        "4:51 invalid-yaml",
        says="The tag '!!bool' does not fit what stands behind it. Take it away.",
    ),
    case("a tag without a handle", "numbers: !foo!bar []\n", "1:10 invalid-yaml", says="makes a tag of the word"),
    case(
        "keys that are no texts",
        NUMBER + "  4: a\n  [b]: c\n",
        "4:3 wrong-type",
        "5:3 wrong-type",
        says=("A key here is a text. Put '4' in quotes", "Put '[b]' in quotes"),
    ),
    case("nesting deeper than anybody needs", "[" * 100_000, "1:65 invalid-yaml", says="more than 64 levels deep"),
    case("deep nesting in block style", "- " * 10_000, "1:129 invalid-yaml", says="more than 64 levels deep"),
    case(
        "an alias bomb",
        "a: &a [x, x, x, x, x, x, x, x, x]\n"
        + "".join(f"{b}: &{b} [{', '.join(['*' + a] * 9)}]\n" for a, b in itertools.pairwise("abcdefgh")),
        "5:28 invalid-yaml",
        says="mean far more than the file holds",
    ),
    case(
        "a bomb of numbers",
        "n: &n {call_forwarding_number: {call_control: [" + "{}," * 2000 + "]}}\nnumbers: [" + "*n," * 2000 + "]\n",
        "2:176 invalid-yaml",
        says="mean far more than the file holds",
    ),
    case(
        "a bomb of one long text",
        "a: &a " + "x" * 100_000 + "\nnumbers: [" + "*a," * 2000 + "]\n",
        "2:1124 invalid-yaml",
        says="mean far more than the file holds",
    ),
    case("an empty file declares nothing", "", ".:1:1 nothing-declared", says="numbers: []"),
    case(
        "a file with only comments declares nothing",
        "# nothing\n---\n# at all\n",
        ".:1:1 nothing-declared",
        says="numbers: []",
    ),
    case("an empty list is a declaration", "numbers: []\n"),
    case("a list at the top", "# x\n- a\n", "2:1 wrong-type", says="this one is a list"),
    case("a text at the top", "# x\n&a b\n", "2:4 wrong-type", says="this one is a text"),
    case(
        "valid YAML that the C scanner refuses",
        (
            "contacts: {a: '74992223344',b:  '74992223345'}\n"
            "defaults: {call_forwarding_ipcr: {url: https://example.com/x}}\n"
            "numbers: [{number_code: 74991112233, labels: [12:30]}]\n"
        ),
    ),
    case(
        "mistakes are placed where the C scanner refuses",
        (
            "numbers:\n"
            "- {number_code: 74991112233, call_forwarding_ipcr: {url: https://x/y, url: https://x/z}, colour: [1:3]}\n"
        ),
        "2:71 duplicate-key",
        "2:90 unknown-key",
        says="'colour'",
    ),
    case("CRLF ends lines", NUMBER.replace("\n", "\r\n") + "  weight: x\r\n", "4:11 wrong-type", says="the text 'x'"),
    case(
        "columns count characters, not bytes",
        "numbers:\n- {description: Отдел продаж, вес: 1, number_code: 0}\n",
        "2:3 no-forwarding",
        "2:31 unknown-key",
        "2:52 out-of-range",
        says="'вес'",
    ),
)
