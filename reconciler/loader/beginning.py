"""The first files of a folder: settings with comments, and a file in which numbers are to stand. In `fmt`'s layout."""

from collections.abc import Mapping

from reconciler.loader.layout.quoting import as_text

EXAMPLE = """\
# Numbers, and how each forwards its calls. `reconciler import` writes what the provider has into files of its own;
# delete this one then. Or take the signs of comment away below, write your own numbers, and delete `numbers: []`.

# contacts:
#   ivanov: "74992223344"
#   reception: "74952223300"
# schedules:
#   business-hours: wd {mon-fri} hr {9-17}
# numbers:
#   - number_code: 74991112233
#     description: Отдел продаж
#     labels: [sales]
%(application)s#     call_forwarding_number:
#       redirect_type: sequential
#       call_control:
#         - {redirect_number: "@ivanov", timeout: 20, name: Иванов, period: "@business-hours"}
#         - {redirect_number: "@reception", timeout: 60, name: Стойка}
# expectations:
#   - {call: 74991112233, at: "2030-01-09T12:00:00+03:00", expect: ["@ivanov", "@reception"]}
numbers: []
"""

SETTINGS = """\
# Settings stand in this one file, at the root of the folder. Everything here has a default.
settings:
  # The zone in which people here read the schedules. Which zone the provider uses is not documented.
  timezone: %(timezone)s

  # An API key belongs to one application of the provider, and so does each number. Keys are never written into a
  # file: only the names of the environment variables that hold them.
  applications:
%(applications)s
  # The brakes: a plan that exceeds one of them is refused until somebody approves exactly that plan by its digest.
  # Shares are of the recorded numbers, from `minimum_numbers` on.
  limits:
    changes_share: 0.3
    removals_share: 0.1
    minimum_numbers: 10

  # Where calls may go. Premium-rate, shared-cost and satellite numbers are denied unless you say otherwise.
  policy:
    allowed_countries: [RU]

  # How calls to the provider are made. Its own limits are not documented, so these are gentle.
  apply:
    concurrency: 4
    calls_per_second: 10
    on_foreign_change: refuse

  # Where the record of what was applied is kept. It shows employees' numbers to whoever can read it.
  state:
    url: %(state)s
"""


def settings_text(*, timezone: str, applications: Mapping[str, str], state: str) -> str:
    """Answer settings.yaml; `applications` maps names, which may be words of YAML, to the variables of their keys."""
    lines = "".join(f"    {as_text(name)}:\n      api_key_env: {variable}\n" for name, variable in applications.items())
    return SETTINGS % {"timezone": timezone, "applications": lines, "state": state}


def example_text(application: str | None) -> str:
    """Answer a file that declares no number yet, with one in comments; `application` where there are several."""
    return EXAMPLE % {"application": f"#     application: {as_text(application)}\n" if application else ""}
