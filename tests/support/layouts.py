"""Texts before and after `fmt`, each under a sentence."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Layout:
    """A text as somebody wrote it, and its layout."""

    says: str
    before: str
    after: str


ORDER = [
    Layout(
        "the parts of a file stand in one order, unknown ones behind",
        "else: 1\nnumbers: []\ndefaults: {}\nschedules: {}\ncontacts: {}\nsettings: {}\nanother: 2\n",
        "settings: {}\ncontacts: {}\nschedules: {}\ndefaults: {}\nnumbers: []\nelse: 1\nanother: 2\n",
    ),
    Layout(
        "of a number its code comes first, then what is ours, then what the provider gets",
        """\
numbers:
  - call_forwarding_number: {}
    call_forwarding_type: 2
    verify: false
    weight: 1
    on_removal: keep
    protected: true
    application: main
    labels: [a]
    colour: red
    description: b
    number_code: 74991112233
""",
        """\
numbers:
  - number_code: 74991112233
    description: b
    labels: [a]
    application: main
    protected: true
    on_removal: keep
    weight: 1
    verify: false
    call_forwarding_type: 2
    call_forwarding_number: {}
    colour: red
""",
    ),
    Layout(
        "data objects and their entries have the order of the provider's page, one entry alone too",
        """\
defaults:
  call_forwarding_static: {did: 1, timeout: 2, port: 3, static_ip: 203.0.113.1}
  call_forwarding_number:
    masking: true
    call_control: {period: "@day", name: a, active: true, timeout: 5, redirect_number: "@a"}
    redirect_type: single
""",
        """\
defaults:
  call_forwarding_number:
    redirect_type: single
    call_control: {redirect_number: "@a", timeout: 5, active: true, name: a, period: "@day"}
    masking: true
  call_forwarding_static: {static_ip: 203.0.113.1, port: 3, timeout: 2, did: 1}
""",
    ),
    Layout(
        "names keep the order that they were given, and so do lists",
        "schedules: {z: b, a: c}\ncontacts: {z: '1', a: '2', m: '3'}\nnumbers: [{labels: [z, a]}]\n",
        'contacts: {z: "1", a: "2", m: "3"}\nschedules: {z: b, a: c}\nnumbers: [{labels: [z, a]}]\n',
    ),
    Layout(
        "settings have the order of the page about them, those of each application too",
        """\
settings:
  state: {lock_seconds: 5, url: "file:x"}
  applications:
    z: {event_url: "https://a.example/", api_key_env: Z}
    a: {}
  policy: {z: 1, a: 2}
  timezone: Europe/Moscow
""",
        """\
settings:
  timezone: Europe/Moscow
  applications:
    z: {api_key_env: Z, event_url: "https://a.example/"}
    a: {}
  policy: {z: 1, a: 2}
  state: {url: "file:x", lock_seconds: 5}
""",
    ),
    Layout(
        "overrides and expectations stand behind the numbers, each with its comments",
        """\
# The holidays.
expectations:
- {expect: nobody, at: 2026-12-31T23:00:00+03:00, call: 74991112233}  # dark
overrides:
# as every year
- call_forwarding_number:
    call_control: {timeout: 60, redirect_number: "@duty"}  # only her
    redirect_type: single
  reason: 'Новогодние праздники'
  # until the ninth
  until: 2027-01-09T00:00:00+03:00
  from: '2026-12-31T00:00:00+03:00'  # midnight
  numbers:
  - label:sales
  - 74991112233  # and this one
numbers: []
""",
        """\
numbers: []
overrides:
  # as every year
  - numbers:
      - label:sales
      - 74991112233  # and this one
    from: "2026-12-31T00:00:00+03:00"  # midnight
    # until the ninth
    until: "2027-01-09T00:00:00+03:00"
    reason: Новогодние праздники
    call_forwarding_number:
      redirect_type: single
      call_control: {redirect_number: "@duty", timeout: 60}  # only her
# The holidays.
expectations:
  - {call: 74991112233, at: "2026-12-31T23:00:00+03:00", expect: nobody}  # dark
""",
    ),
    Layout(
        "of a policy the countries come first, and the exceptions last, each with its name in front",
        """\
settings:
  policy:
    exceptions:
    - {reason: x, target: '78095555555', name: hotline}  # ours
    denied: [7809]
    # neighbours
    allowed_countries: [RU, KZ]
    denied_kinds: [satellite]
""",
        """\
settings:
  policy:
    # neighbours
    allowed_countries: [RU, KZ]
    denied_kinds: [satellite]
    denied: [7809]
    exceptions:
      - {name: hotline, target: "78095555555", reason: x}  # ours
""",
    ),
    Layout(
        "a merge comes first",
        "base: &b {x: 1}\nelse:\n  z: 2\n  <<: *b\n",
        "base: &b {x: 1}\nelse:\n  <<: *b\n  z: 2\n",
    ),
    Layout(
        "an alias never comes before its anchor: that mapping keeps its order, and others do not",
        """\
numbers:
  - {description: &d x, number_code: 1, labels: [*d]}
  - {labels: [*d], number_code: 2}
  - {description: x, labels: [&e y], weight: 1, number_code: *e }
contacts: {a: *d}
settings: {}
""",
        """\
numbers:
  - {number_code: 1, description: &d x, labels: [*d]}
  - {number_code: 2, labels: [*d]}
  - {description: x, labels: [&e "y"], weight: 1, number_code: *e}
contacts: {a: *d}
settings: {}
""",
    ),
    Layout(
        "an alias means the same anchor where the name is used again",
        "numbers:\n- description: &a x\n  labels: [*a]\n- weight: &a 1\n  description: *a\n  number_code: &a 2\n",
        "numbers:\n  - description: &a x\n    labels: [*a]\n  - weight: &a 1\n    description: *a\n"
        "    number_code: &a 2\n",
    ),
]

COMMENTS = [
    Layout(
        "comments move with the key that they stand above or beside",
        """\
numbers:
  # the item
  - description: x   # beside description
    # above the code,
    # two lines
    number_code: 1 # beside the code
""",
        """\
numbers:
  # the item
  # above the code,
  # two lines
  - number_code: 1  # beside the code
    description: x  # beside description
""",
    ),
    Layout(
        "a comment at the end of a mapping or list stays there, told by its indentation",
        """\
numbers:
- number_code: 1
  call_forwarding_number:
      call_control:
      - {timeout: 1}
      # the data object's
      redirect_type: single
      # its end
  # the item's end
# contacts'
contacts: {}
# the end
""",
        """\
# contacts'
contacts: {}
numbers:
  - number_code: 1
    call_forwarding_number:
      # the data object's
      redirect_type: single
      call_control:
        - {timeout: 1}
      # its end
    # the item's end
# the end
""",
    ),
    Layout(
        "what a blank line parts from the first key belongs to the file, and so does what is said to an editor",
        "# yaml-language-server: $schema=x.json\n# numbers'\nnumbers: []\ncontacts: {}\n",
        "# yaml-language-server: $schema=x.json\ncontacts: {}\n# numbers'\nnumbers: []\n",
    ),
    Layout(
        "a header stays on top of the file",
        "# of the company\n\n# contacts follow\n\n# numbers'\nnumbers: []\n# settings'\nsettings: {}\n",
        "# of the company\n\n# contacts follow\n\n# settings'\nsettings: {}\n# numbers'\nnumbers: []\n",
    ),
    Layout(
        "comments stand beside keys, dashes, anchors and brackets too",
        """\
a:   # key
  - # dash
    b: &x   # anchor
      c: 1
    d: [ # bracket
      1, # one
      # above two
      2
      # end
    ]   # closed
""",
        """\
a:  # key
  -  # dash
    b: &x  # anchor
      c: 1
    d: [  # bracket
        1,  # one
        # above two
        2,
        # end
      ]  # closed
""",
    ),
    Layout(
        "between a key and its value a comment keeps its line",
        "a: # why\n  # and\n  b\nc:\n  # more\n  [d]\ne:\n  f\n",
        "a:  # why\n  # and\n  b\nc:\n  # more\n  [d]\ne: f\n",
    ),
    Layout(
        "a sign within a text is no comment",
        "a: 'b # c'\nd: e#f\ng: \"#\" # h\ni: |\n  # j\n",
        'a: "b # c"\nd: e#f\ng: "#"  # h\ni: |\n  # j\n',
    ),
]

LINES = [
    Layout("an empty file stays empty", "", ""),
    Layout("blank lines alone are nothing", "\n\n \n", ""),
    Layout("comments alone are a file", "\n# a\n\n\n  # b  \n\n", "# a\n\n# b\n"),
    Layout(
        "one blank line of several stays, none at the start, and one line end at the end",
        "\n\n\na: 1\n\n\n\nb:\n\n\n  c: 2\n\n\n",
        "a: 1\n\nb:\n\n  c: 2\n",
    ),
    Layout("line ends are line feeds", "a: 1\r\n\r\nb: 2\rc: 3", "a: 1\n\nb: 2\nc: 3\n"),
    Layout("a byte-order mark and spaces at the ends of lines go", "\ufeffa: 1  \nb:\t2 \t# c \n", "a: 1\nb: 2  # c\n"),
    Layout(
        "groups that blank lines part stay parted when a key comes first",
        "numbers:\n  - description: x\n    labels: [a]\n\n    number_code: 1\n",
        "numbers:\n  - number_code: 1\n\n    description: x\n    labels: [a]\n",
    ),
    Layout(
        "everything is indented by two, lists below their keys, and a value stands behind its key",
        "a:\n- b:\n     c:\n      - - d\n        -   e\n-\n   f:\n    g\n",
        "a:\n  - b:\n      c:\n        - - d\n          - e\n  - f: g\n",
    ),
    Layout(
        "brackets stay brackets, on one line or with a line for each entry",
        "a: {b: 1 ,c: [ 2,3 ] }\nd: [ {e: 1}, {\n f: 2}]\ng: [\n]\nh: [\n  x, z]\n",
        """\
a: {b: 1, c: [2, 3]}
d: [
    {e: 1},
    {
      f: 2,
    },
  ]
g: []
h: [
    x,
    z,
  ]
""",
    ),
    Layout(
        "what YAML lets be left out is written, and what it lets be said twice is said once",
        "? a\n: {b, 'c': , ? d : 1, \"e\":2}\nf: [g: h]\n? i\n",
        "a: {b: , c: , d: 1, e: 2}\nf: [{g: h}]\ni:\n",
    ),
    Layout(
        "a file of JSON becomes YAML",
        '{"numbers": [\n  {"number_code": 74991112233, "description": "\\u0410\\ud83d\\ude42", "labels": []}\n]}',
        "{\n  numbers: [\n    {number_code: 74991112233, description: А🙂, labels: []},\n  ],\n}\n",
    ),
    Layout(
        "long lines stay long, and texts over several lines become one",
        f"a: {'word ' * 60}\nb: one\n  two\n\n  three\nc: 'one\n  two'\n",
        f'a: {("word " * 60).strip()}\nb: "one two\\nthree"\nc: one two\n',
    ),
    Layout(
        "a key that is too long for a colon behind it keeps its question mark",
        f"? {'k' * 1100}\n: a: 1\nb: {{? {'k' * 1100} : 1}}\n",
        f"? {'k' * 1100}\n:\n  a: 1\nb: {{? {'k' * 1100} : 1}}\n",
    ),
    Layout(
        "markers, directives, tags and anchors stay",
        """\
# top
%YAML 1.2
%TAG !z! tag:yaml.org,2002:
--- # here
!!map
a: !z!str   1
b: &x ! 2
c: [ &z !!str , *x, *z ]
d: !!null
*x : 3
...
# end
""",
        """\
# top
%YAML 1.2
---  # here
!!map
a: !!str 1
b: &x ! 2
c: [&z !!str , *x, *z]
d: !!null
*x : 3
# end
""",
    ),
]

BLOCKS = [
    Layout(
        "block scalars keep every line and are only moved",
        "a:\n    b: |   # why\n          one\n            two  \n\n          three\n\n\n    c: >-\n      x\n      y\n",
        "a:\n  b: |  # why\n    one\n      two  \n\n    three\n\n  c: >-\n    x\n    y\n",
    ),
    Layout(
        "lines that a text keeps at its end are neither more nor fewer, wherever it moves",
        "numbers:\n- description: |+\n    a\n\n\n\n  number_code: 1\n\n- description: >+\n    b\n\n\nelse: 2\n",
        "numbers:\n  - number_code: 1\n    description: |+\n      a\n\n\n\n  - description: >+\n      b\n\n\nelse: 2\n",
    ),
    Layout(
        "a text that begins with spaces tells its indentation",
        "a: |4-\n      b\n    c\nd: |\n\n\n  e\n",
        "a: |2-\n    b\n  c\nd: |\n\n\n  e\n",
    ),
    Layout("a text at the end of a file gets no line end that it did not have", "a: |\n  b", "a: |-\n  b\n"),
    Layout("a text of nothing is written in quotes", "a: | # why\n\nb: |+\n\n\n", 'a: ""  # why\n\nb: "\\n\\n"\n'),
    Layout("a file can be one text", "--- |\n a\n b\n# c\n", "---\n|\n  a\n  b\n# c\n"),
]

QUOTES = [
    Layout(
        "a text that needs no quotes has none",
        "a: 'b'\n\"c\": \"d e\"\nf: 'wd {mon-fri} hr {9-17}'\ng: 'https://a.example/?b=${C}#d'\nh: \"\\u0451\"\n",
        "a: b\nc: d e\nf: wd {mon-fri} hr {9-17}\ng: https://a.example/?b=${C}#d\nh: ё\n",
    ),
    Layout(
        "in brackets more texts need them",
        "a: ['wd {mon-fri}', 'https://a.example/', 'b, c', 'd e', wer?]\n",
        'a: ["wd {mon-fri}", "https://a.example/", "b, c", d e, "wer?"]\n',
    ),
    Layout(
        "what another version of YAML reads as something else is in quotes",
        "a: no\nb: Yes\nc: on\nd: y\ne: 12:30\nf: 2026-01-01\ng: =\nno: off\nh: <<\n",
        'a: "no"\nb: "Yes"\nc: "on"\nd: "y"\ne: "12:30"\nf: "2026-01-01"\ng: "="\n"no": "off"\nh: "<<"\n',
    ),
    Layout(
        "texts that look like something else keep their quotes",
        "a: '0777'\nb: '1_000'\nc: '~'\nd: ''\ne: 'true'\nf: '0x10'\ng: '1e3'\nh: '@a'\ni: '- b'\nj: '---'\nk: ' l '\n"
        "m: 'n: o'\np: 'q #r'\n",
        'a: "0777"\nb: "1_000"\nc: "~"\nd: ""\ne: "true"\nf: "0x10"\ng: "1e3"\nh: "@a"\ni: "- b"\nj: "---"\nk: " l "\n'
        'm: "n: o"\np: "q #r"\n',
    ),
    Layout(
        "quotes are double, or single where that saves escapes",
        'a: \'@"b"\'\nc: "\\\\d: "\ne: \'@it\'\'s\'\nf: "@it\'s \\"g\\""\nh: "\\"i\\"\\n"\n',
        'a: \'@"b"\'\nc: \'\\d: \'\ne: "@it\'s"\nf: \'@it\'\'s "g"\'\nh: "\\"i\\"\\n"\n',
    ),
    Layout(
        "in quotes, what nobody sees is an escape",
        'a: "b\\tc\\x07\\u202e\u00a0\u2028\\U000e0001"\n',
        'a: "b\\tc\\u0007\\u202e\\u00a0\\u2028\\U000e0001"\n',
    ),
    Layout("halves of a character stay halves", 'a: "\\ud83d b"\n', 'a: "\\ud83d b"\n'),
    Layout(
        "numbers, booleans and null stay as they are written",
        "a: 0x10\nb: 7.5e3\nc: ~\nd: True\ne: 1_000\nf: -.INF\ng: 017\nh:\ni: NULL\nj: [0o17, .5, FALSE, ~]\n",
        "a: 0x10\nb: 7.5e3\nc: ~\nd: True\ne: 1_000\nf: -.INF\ng: 017\nh:\ni: NULL\nj: [0o17, .5, FALSE, ~]\n",
    ),
    Layout(
        "with a tag the quotes stay, since both together tell what is meant",
        "a: !!int '3'\nb: !!str no\nc: !!str 'd'\n",
        'a: !!int "3"\nb: !!str no\nc: !!str "d"\n',
    ),
]

ALL = [*ORDER, *COMMENTS, *LINES, *BLOCKS, *QUOTES]
