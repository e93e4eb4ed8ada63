"""What each lint remarks on, and what it leaves alone. The rules here are made up."""

from datetime import date

import pytest

from listerules.errors import RulesError
from listerules.law.lint import LINTS, Level, ask_lints
from listerules.law.rulebook import load_rules

TODAY = date(2026, 11, 23)
MEASURES = """
  beboere: {title: {da: Beboere, en: Residents}, count: beboere}
  uden: {title: {da: Uden job, en: No job}, share: uden_tilknytning, of: beboere_18_64}
  skole: {title: {da: Grundskole, en: Basic school}, share: kun_grundskole, of: beboere_30_59}
  indkomst: {title: {da: Indkomst, en: Income}, mean: bruttoindkomst}
"""


def write_regime(lists: str, measures: str = MEASURES, **words: str) -> str:
    """A rule file with these lists, written without their titles and citations: `gade: {all: {...}}`."""
    said = {
        "regime": "gader",
        "series": "gader",
        "title": "{da: Gader, en: Streets}",
        "from": "2025-12-01",
        "law": "{name: Made-up by-law, url: example.org}",
        "checked_on": "2026-11-20",
        **words,
    }
    lines = [f"{word}: {value}" for word, value in said.items()]
    rules = [f"  {line}" for line in lists.strip().splitlines()]
    return "\n".join([*lines, "measures:" + measures.rstrip(), "lists:" if rules else "", *rules, ""])


def write_list(name: str, rule: str, cite: str = "§ 1") -> str:
    return f"{name}: {{title: {{da: En gade, en: A street}}, cite: {cite}, {rule}}}\n"


def find_labels(slug: str, folder, *files: str, today: date = TODAY) -> list[str]:
    """The nodes that one lint remarks on, in order of file and line."""
    folder.mkdir(exist_ok=True)
    for number, text in enumerate(files):
        (folder / f"{number}.yaml").write_text(text, encoding="utf-8")
    remarks = [remark for remark in ask_lints(load_rules(folder), today) if remark.slug == slug]
    return [remark.problem.where.partition("  ")[2] for remark in remarks]


def find_sentences(slug: str, folder, *files: str, today: date = TODAY) -> list[str]:
    find_labels(slug, folder, *files, today=today)
    return [remark.problem.what for remark in ask_lints(load_rules(folder), today) if remark.slug == slug]


GADE = write_list("gade", "all: {beboere: {at_least: 200}, uden: {above: 40 %}}")


@pytest.mark.parametrize(
    ("rule", "caught"),
    [
        ("all: {beboere: {at_least: 200}, faa: {measure: beboere, below: 200}}", ["ny.faa"]),
        ("all: {beboere: {at_least: 200}, faa: {measure: beboere, at_most: 200}}", []),
        ("all: {beboere: {above: 199}, faa: {measure: beboere, below: 201}}", []),
        ("all: {beboere: {above: 199}, faa: {measure: beboere, below: 200}}", ["ny.faa"]),
        ("all: {uden: {above: 40 %}, faa: {measure: uden, at_most: 40 %}}", ["ny.faa"]),
        ("all: {uden: {above: 40 %}, skole: {below: 30 %}}", []),
        ("all: {indkomst: {above: 300000}, lav: {measure: indkomst, below: 55 %, relative_to: region}}", []),
        (
            (
                "all: {indkomst: {at_least: 60 %, relative_to: region},"
                " lav: {measure: indkomst, below: 55 %, relative_to: region}}"
            ),
            ["ny.lav"],
        ),
        ("all: {indre: {all: {beboere: {below: 100}}}, gade: on_list}", ["ny.gade"]),
        ("all: {gade: {years_running: 2}, beboere: {below: 100}}", ["ny.beboere"]),
        ("all: {gade: ever, beboere: {below: 100}}", []),
        ("all: {gade: on_list}, none: {beboere: {at_least: 100}}", ["ny.beboere"]),
        ("all: {gade: on_list}, none: {beboere: {at_least: 300}}", []),
        ("all: {skole: {above: 1 %}}, none: {gade: on_list}", []),
        ("all: {gade: on_list, ikke: {none: {igen: {years_running: 1, list: gade}}}}", ["ny.ikke.igen"]),
        ("all: {gade: on_list}, none: {igen: {years_running: 2, list: gade}}", []),
        ("all: {valg: {at_least: 1, of: {beboere: {at_least: 200}, faa: {measure: beboere, below: 100}}}}", []),
        (
            "all: {valg: {at_least: 2, of: {beboere: {at_least: 200}, faa: {measure: beboere, below: 9}}}}",
            ["ny.valg.faa"],
        ),
        (
            (
                "all: {beboere: {at_least: 200}, valg: {at_least: 1, of: {skole: {above: 1 %},"
                " faa: {all: {lille: {measure: beboere, below: 100}, uden: {above: 40 %}}}}}}"
            ),
            ["ny.valg.faa.lille"],
        ),
    ],
)
def test_contradictory_tests(rule: str, caught: list[str], tmp_path):
    text = write_regime(GADE + write_list("ny", rule))
    assert find_labels("contradictory-tests", tmp_path, text) == caught


def test_a_contradiction_is_told_where_it_stands_and_not_in_every_list_that_refers_to_it(tmp_path):
    umulig = write_list("umulig", "all: {uden: {above: 40 %}, lav: {measure: uden, below: 30 %}}")
    text = write_regime(umulig + write_list("ny", "all: {umulig: on_list, beboere: {at_least: 200}}"))
    assert find_labels("contradictory-tests", tmp_path, text) == ["umulig.lav"]


def test_a_contradiction_is_told_once_although_groups_lie_within(tmp_path):
    valg = "valg: {at_least: 1, of: {skole: {above: 1 %}, stor: {all: {indkomst: {above: 1}}}}}"
    text = write_regime(
        write_list("umulig", "all: {uden: {above: 40 %}, lav: {measure: uden, below: 30 %}, " + valg + "}")
    )
    assert find_labels("contradictory-tests", tmp_path, text) == ["umulig.lav"]


def test_a_group_within_a_group_within_a_choice_is_asked_with_what_lies_around_it(tmp_path):
    indre = "valg: {at_least: 1, of: {skole: {above: 1 %}, lille: {all: {faa: {measure: beboere, below: 9}}}}}"
    rule = (
        "all: {uden: {above: 40 %}, valg: {at_least: 1, of: {skole: {above: 9 %}, stor: {all: {beboere: {above: 99}, "
    )
    text = write_regime(write_list("ny", rule + indre + "}}}}}"))
    assert find_labels("contradictory-tests", tmp_path, text) == ["ny.valg.stor.valg.lille.faa"]


def test_a_contradiction_is_told_with_both_tests_as_they_are_written(tmp_path):
    rule = "all: {gade: on_list, indkomst: {below: 0.9, relative_to: region}}, none: {uden: {at_least: 40.0 %}}"
    assert find_sentences("contradictory-tests", tmp_path, write_regime(GADE + write_list("ny", rule))) == [
        (
            "No figure of 'uden' is both above 40 % (gade.uden) and not at least 40.0 % (ny.uden),"
            " so nobody can be on this list."
        )
    ]


def test_a_test_against_a_baseline_is_told_with_it(tmp_path):
    rule = (
        "all: {uden: {at_least: 3, relative_to: national}, lav: {measure: uden, below: 2, relative_to: national},"
        " indkomst: {above: 65 %, relative_to: region}, arm: {measure: indkomst, at_most: 55 %, relative_to: region}}"
    )
    assert find_sentences("contradictory-tests", tmp_path, write_regime(write_list("ny", rule))) == [
        (
            "No figure of 'uden' is both at least 3 times the national figure (ny.uden)"
            " and below 2 times the national figure (ny.lav), so nobody can be on this list."
        ),
        (
            "No figure of 'indkomst' is both above 65 % of the region's figure (ny.indkomst)"
            " and at most 55 % of the region's figure (ny.arm), so nobody can be on this list."
        ),
    ]


@pytest.mark.parametrize(
    ("rule", "caught"),
    [
        ("all: {gade: on_list, smal: on_list}", ["ny.gade"]),
        ("all: {gade: ever, smal: {years_running: 3}}", ["ny.gade"]),
        ("all: {gade: {years_running: 2}, smal: on_list}", []),
        ("all: {gade: on_list, smal: ever}", []),
        ("all: {gade: on_list, igen: {years_running: 3, list: gade}}", ["ny.gade"]),
        ("all: {smal: on_list, beboere: {at_least: 200}}", ["ny.beboere"]),
        ("all: {smal: on_list, beboere: {at_least: 150}}", ["ny.beboere"]),
        ("all: {smal: on_list, beboere: {above: 199}}", ["ny.beboere"]),
        ("all: {smal: on_list, beboere: {at_least: 201}}", []),
        ("all: {smal: on_list, beboere: {at_most: 900}}", []),
        ("all: {smal: on_list, uden: {at_least: 40 %}}", ["ny.uden"]),
        ("all: {smal: on_list, skole: {at_least: 60 %, relative_to: national}}", []),
        ("all: {smal: on_list, valg: {at_least: 1, of: {gade: on_list, skole: {above: 90 %}}}}", []),
        ("all: {beboere: {at_least: 100}, skole: {above: 60 %}}", []),
        ("all: {smal: on_list, indre: {all: {gade: on_list}}}", ["ny.indre.gade"]),
        ("all: {skole: {above: 1 %}}, none: {gade: on_list, smal: on_list}", ["ny.smal"]),
        ("all: {skole: {above: 1 %}}, none: {gade: on_list, smal: ever}", []),
        ("all: {skole: {above: 1 %}}, none: {gade: on_list, igen: {years_running: 2, list: gade}}", ["ny.igen"]),
        ("all: {uden: {at_most: 30 %}}, none: {gade: on_list}", ["ny.gade"]),
        ("all: {uden: {at_most: 50 %}}, none: {gade: on_list}", []),
    ],
)
def test_implied_list(rule: str, caught: list[str], tmp_path):
    smal = write_list("smal", "all: {gade: on_list, skole: {above: 60 %}}")
    text = write_regime(GADE + smal + write_list("ny", rule))
    assert find_labels("implied-list", tmp_path, text) == caught


@pytest.mark.parametrize(
    ("test", "caught"),
    [
        ("beboere: {at_least: 0}", True),
        ("beboere: {above: 0}", False),
        ("beboere: {at_most: 0}", False),
        ("beboere: {below: 0}", True),
        ("uden: {above: 100 %}", True),
        ("uden: {at_most: 1}", True),
        ("uden: {at_least: 100 %}", False),
        ("uden: {below: 100 %}", False),
        ("uden: {above: 100 %, relative_to: national}", False),
        ("uden: {at_least: 0, relative_to: national}", True),
        ("indkomst: {above: 1}", False),
        ("indkomst: {below: 55, relative_to: region}", True),
        ("uden: {at_least: 10, relative_to: national}", True),
        ("uden: {at_least: 9.9, relative_to: national}", False),
        ("uden: {at_least: 1000 %, relative_to: national}", False),
        ("indkomst: {at_most: 100 %, relative_to: region}", False),
    ],
)
def test_line_out_of_range(test: str, caught: bool, tmp_path):
    text = write_regime(write_list("ny", f"all: {{{test}}}"))
    assert find_labels("line-out-of-range", tmp_path, text) == [f"ny.{test.partition(':')[0]}"] * caught


def test_a_forgotten_per_cent_sign_before_a_baseline_is_told_with_both_ways_to_write_it(tmp_path):
    text = write_regime(write_list("ny", "all: {indkomst: {below: 55, relative_to: region}}"))
    (tmp_path / "rules.yaml").write_text(text, encoding="utf-8")
    told = [each.problem for each in ask_lints(load_rules(tmp_path), TODAY) if each.slug == "line-out-of-range"]
    assert [(problem.what, problem.what_to_do) for problem in told] == [
        (
            "The line is 55 times the baseline, and no figure comes near that.",
            "Write '55 %'; or '5500 %' if so many times is meant.",
        )
    ]


@pytest.mark.parametrize(
    ("rule", "slug"),
    [
        ("all: {valg: {at_least: 3, of: {uden: {above: 40 %}, skole: {above: 60 %}}}}", "unreachable-group"),
        ("all: {gade: on_list, ny: ever}", "list-in-circle"),
        ("all: {uden: {above: 140 %}}", "line-out-of-range"),
        ("all: {beboere: {above: 40 %}}", "line-out-of-range"),
    ],
)
def test_what_a_lint_refuses_is_said_with_its_name(rule: str, slug: str, tmp_path):
    (tmp_path / "rules.yaml").write_text(write_regime(GADE + write_list("ny", rule)), encoding="utf-8")
    with pytest.raises(RulesError) as raised:
        load_rules(tmp_path)
    assert [problem.slug for problem in raised.value.problems] == [slug]


ALTERNATIVE = """
    {{name: valg, choice: {{da: En, en: One}}, why: {{da: Fordi, en: Because}},
     alternative: {{{patch}}}}}"""


@pytest.mark.parametrize(
    ("rule", "unused"),
    [
        ("all: {uden: {above: 40 %}}", ["measures.skole"]),
        ("all: {uden: {above: 40 %}, valg: {at_least: 1, of: {andre: {measure: skole, above: 1 %}}}}", []),
        ("all: {uden: {above: 40 %}}, none: {skole: {above: 1 %}}", []),
        (
            "all: {uden: {above: 40 %}}, reading:"
            + ALTERNATIVE.format(patch="add: {ny.skole: {above: 60 %}}").replace("\n", ""),
            [],
        ),
        (
            "all: {uden: {above: 40 %}}, reading:"
            + ALTERNATIVE.format(patch="add: {ny.mere: {measure: skole, above: 60 %}}").replace("\n", ""),
            [],
        ),
        (
            "all: {x: {measure: uden, above: 40 %}}, reading:"
            + ALTERNATIVE.format(patch="change: {ny.x.measure: {was: uden, now: skole}}").replace("\n", ""),
            [],
        ),
    ],
)
def test_unused_measure(rule: str, unused: list[str], tmp_path):
    measures = "\n".join(line for line in MEASURES.splitlines() if "uden" in line or "skole" in line)
    text = write_regime(write_list("ny", rule), "\n" + measures.lstrip("\n"))
    assert find_labels("unused-measure", tmp_path, text) == unused


@pytest.mark.parametrize(
    ("rule", "caught"),
    [
        ("all: {valg: {at_least: 1, of: {uden: {above: 40 %, cite: nr. 1}, skole: {above: 60 %}}}}", ["ny.valg.skole"]),
        ("all: {valg: {cite: nr. 1-2, at_least: 1, of: {uden: {above: 40 %}, skole: {above: 60 %}}}}", []),
        ("all: {valg: {at_least: 1, of: {uden: {above: 40 %, cite: ' '}, gade: on_list}}}", ["ny.valg.uden"]),
        ("all: {valg: {cite: '', at_least: 1, of: {gade: {years_running: 1}}}}", ["ny.valg.gade"]),
        ("all: {valg: {at_least: 1, of: {gade: {years_running: 1, cite: nr. 1}}}}", []),
        ("all: {valg: {at_least: 1, of: {stor: {cite: nr. 2, all: {beboere: {above: 9}, uden: {above: 3 %}}}}}}", []),
        ("all: {beboere: {at_least: 200}, indre: {all: {uden: {above: 40 %}}}}", []),
    ],
)
def test_missing_citation_of_one_of_several_conditions(rule: str, caught: list[str], tmp_path):
    assert find_labels("missing-citation", tmp_path, write_regime(GADE + write_list("ny", rule))) == caught


def test_missing_citation_of_a_list_and_of_a_law(tmp_path):
    text = write_regime(write_list("ny", "all: {uden: {above: 40 %}}", cite="''"), law="{name: ' ', url: ''}")
    assert find_sentences("missing-citation", tmp_path, text) == [
        "The law has no name.",
        "The law has no address.",
        "The list 'ny' has no citation.",
    ]


@pytest.mark.parametrize(
    ("checked", "start", "caught"),
    [
        ("2025-11-23", "2024-12-01", False),
        ("2025-11-22", "2024-12-01", True),
        ("2026-11-23", "2024-12-01", False),
        ("2026-11-24", "2024-12-01", True),
        ("2026-05-01", "2026-06-01", True),  # read as a bill, and in force since
        ("2026-06-01", "2026-06-01", False),
        ("2026-11-01", "2026-12-01", False),  # not in force yet
        ("2024-11-01", "2026-12-01", True),
        ("9999-12-31", "2024-12-01", True),
    ],
)
def test_stale_check(checked: str, start: str, caught: bool, tmp_path):
    text = write_regime(GADE, checked_on=checked, **{"from": start})
    assert len(find_labels("stale-check", tmp_path, text)) == caught


def test_a_year_from_29_february_ends_on_1_march(tmp_path):
    text = write_regime(GADE, checked_on="2024-02-29", **{"from": "2020-01-01"})
    assert not find_labels("stale-check", tmp_path, text, today=date(2025, 3, 1))
    assert find_labels("stale-check", tmp_path, text, today=date(2025, 3, 2))


def write_series(first: str, second: str, **words: str) -> tuple[str, str]:
    """Two regimes of one series: from 2020, and from 2025."""
    before = write_regime(first, regime="gader-2020", **{"from": "2020-12-01"})
    return before, write_regime(second, **words)


def test_a_law_that_ended_before_it_was_read_does_not_grow_stale(tmp_path):
    later = write_regime(GADE, regime="senere", **{"from": "2021-12-01"})
    ended = {"regime": "gader-2020", "from": "2020-12-01"}
    assert not find_labels("stale-check", tmp_path, write_regime(GADE, checked_on="2022-01-01", **ended), later)
    assert find_labels("stale-check", tmp_path, write_regime(GADE, checked_on="2021-01-01", **ended), later)


READING = "reading: {name: valg, choice: {da: Mindst, en: At least}, why: {da: Fordi, en: Because}}"


@pytest.mark.parametrize(
    ("before", "now", "caught"),
    [
        ("all: {uden: {above: 40 %}}", "all: {uden: {at_least: 40 %}}", ["gade.uden"]),
        ("all: {uden: {at_least: 40 %}}", "all: {uden: {above: 30 %}}", ["gade.uden"]),
        ("all: {uden: {below: 40 %}}", "all: {uden: {at_most: 40 %}}", ["gade.uden"]),
        ("all: {uden: {above: 40 %}}", "all: {uden: {below: 40 %}}", []),
        ("all: {uden: {above: 40 %}}", "all: {uden: {above: 30 %}}", []),
        ("all: {uden: {above: 40 %}}", "all: {uden: {at_least: 2, relative_to: national}}", []),
        ("all: {uden: {above: 40 %}}", "all: {skole: {at_least: 40 %}}", []),
        ("all: {beboere: {above: 999}}", "all: {beboere: {at_least: 1000}}", []),
        ("all: {beboere: {above: 1000}}", "all: {beboere: {at_least: 1000}}", ["gade.beboere"]),
        ("all: {beboere: {below: 1000}}", "all: {beboere: {at_most: 999}}", []),
        ("all: {uden: {above: 40 %}}", "all: {valg: {at_least: 1, of: {uden: {at_least: 9 %}}}}", ["gade.valg.uden"]),
        (
            "all: {uden: {above: 40 %}, mere: {measure: uden, above: 30 %}}",
            "all: {andet: {measure: uden, at_least: 9 %}}",
            [],
        ),
        ("all: {uden: {above: 40 %}}", "all: {uden: {at_least: 40 %, " + READING + "}}", []),
        ("all: {uden: {above: 40 %}}", READING + ", all: {uden: {at_least: 40 %}}", []),
        (
            "all: {uden: {above: 40 %}, mere: {measure: uden, at_least: 30 %}}",
            "all: {uden: {above: 45 %}, mere: {measure: uden, at_least: 35 %}}",
            [],
        ),
        (
            "all: {uden: {above: 40 %}, mere: {measure: uden, at_least: 30 %}}",
            "all: {uden: {at_least: 45 %}, mere: {measure: uden, at_least: 35 %}}",
            ["gade.uden"],
        ),
    ],
)
def test_strictness_changed(before: str, now: str, caught: list[str], tmp_path):
    files = write_series(write_list("gade", before), write_list("gade", now))
    assert find_labels("strictness-changed", tmp_path, *files) == caught


def test_strictness_changed_knows_a_measure_by_what_it_counts_and_not_by_its_name(tmp_path):
    before, now = write_series(
        write_list("gade", "all: {uden: {above: 40 %}}"), write_list("gade", "all: {uden: {at_least: 40 %}}")
    )
    assert find_labels("strictness-changed", tmp_path, before, now.replace("uden:", "ledige:")) == ["gade.ledige"]
    other = now.replace("share: uden_tilknytning, of: beboere_18_64", "share: kun_grundskole, of: beboere_30_59")
    assert find_labels("strictness-changed", tmp_path, before, other) == []


def test_strictness_changed_follows_a_list_under_its_new_name_only(tmp_path):
    before = write_list("gade", "all: {uden: {above: 40 %}}")
    now = "all: {uden: {at_least: 40 %}}"
    renamed = write_series(before, write_list("vej", "formerly: [gade], " + now))
    assert find_labels("strictness-changed", tmp_path, *renamed) == ["vej.uden"]
    assert find_labels("strictness-changed", tmp_path, *write_series(before, write_list("vej", now))) == []


@pytest.mark.parametrize(
    ("years", "told"),
    [
        (1, []),
        (6, []),  # the lists of 2020 to 2025
        (7, ["In 2025 there will have been 6 lists of 'gade', so nobody can have been on 7 running before 2026."]),
    ],
)
def test_streak_longer_than_history(years: int, told: list[str], tmp_path):
    fast = write_list("fast", f"all: {{gade: {{years_running: {years}}}}}")
    files = write_series(GADE, GADE + fast)
    assert find_sentences("streak-longer-than-history", tmp_path, *files) == told


def test_a_streak_counts_from_the_last_gap_and_follows_former_names(tmp_path):
    fast = write_list("fast", "all: {vej: {years_running: 3}}")
    vej = write_list("vej", "formerly: [gade], all: {uden: {above: 40 %}}")
    assert find_labels("streak-longer-than-history", tmp_path, *write_series(GADE, vej + fast)) == []
    gap = write_regime("", regime="uden-lister", **{"from": "2023-12-01"})
    assert find_labels("streak-longer-than-history", tmp_path, *write_series(GADE, vej + fast), gap) == ["fast.vej"]


def test_a_streak_of_a_regime_that_is_over_within_its_first_year_counts_the_years_before(tmp_path):
    fast = write_list("fast", "all: {gade: {years_running: %s}}")
    over = write_regime("", regime="slut", **{"from": "2025-12-31"})
    later = write_regime(GADE, regime="igen", **{"from": "2030-12-01"})
    for years, caught in ((6, []), (7, ["fast.gade"])):
        files = (*write_series(GADE, GADE + fast % years), over, later)
        assert find_labels("streak-longer-than-history", tmp_path, *files) == caught
    only = (write_regime(GADE + fast % 1, regime="foerst", **{"from": "2025-02-01"}), over, later)
    assert find_labels("streak-longer-than-history", tmp_path / "only", *only) == []


def test_a_streak_that_a_reading_explains_is_left_alone(tmp_path):
    fast = write_list("fast", "all: {gade: {years_running: 9, " + READING + "}}")
    assert find_labels("streak-longer-than-history", tmp_path, write_regime(GADE + fast)) == []


@pytest.mark.parametrize(
    ("now", "same"),
    [
        ("all: {beboere: {at_least: 200}, uden: {above: 40 %}}", True),
        ("all: {uden: {above: 40 %}, beboere: {at_least: 200}}", True),  # the order decides nothing
        (READING + ", all: {beboere: {at_least: 200}, uden: {above: 40 %}}", True),
        ("all: {beboere: {at_least: 200}, uden: {above: 41 %}}", False),
        ("all: {beboere: {at_least: 200}, uden: {above: 40 %, cite: stk. 2}}", False),
    ],
)
def test_same_as_last_regime(now: str, same: bool, tmp_path):
    files = write_series(GADE, write_list("gade", now))
    assert len(find_labels("same-as-last-regime", tmp_path, *files)) == same


def test_a_regime_that_counts_otherwise_is_not_the_same(tmp_path):
    other = MEASURES.replace("of: beboere_18_64", "of: beboere_18_64, mean_of_years: 2")
    before, _ = write_series(GADE, GADE)
    assert find_labels("same-as-last-regime", tmp_path, before, write_regime(GADE, other)) == []


@pytest.mark.parametrize(
    ("title", "caught"),
    [
        ("{da: Gade, en: gade}", True),
        ("{da: En  gade, en: En gade}", True),
        ("{da: Gade, en: ''}", True),
        ("{da: ' ', en: Street}", True),
        ("{da: '2025', en: '2025'}", False),
        ("{da: Gade, en: Street}", False),
    ],
)
def test_untranslated(title: str, caught: bool, tmp_path):
    assert len(find_labels("untranslated", tmp_path, write_regime(GADE, title=title))) == caught


def test_untranslated_reads_titles_of_measures_lists_and_tests_choices_and_reasons(tmp_path):
    reading = READING.replace("en: At least", "en: Mindst").replace("en: Because", "en: ''")
    rule = "all: {uden: {title: {da: Job, en: Job}, above: 40 %, " + reading + "}}"
    measures = MEASURES.replace("en: Basic school", "en: Grundskole")
    text = write_regime(write_list("ny", rule).replace("A street", "En gade"), measures)
    labels = find_labels("untranslated", tmp_path, text)
    assert labels == ["measures.skole", "ny", "ny.uden", "ny.uden", "ny.uden"]


def test_remarks_come_in_order_of_file_and_line(tmp_path):
    find_labels("", tmp_path, *write_series(GADE, GADE, title="{da: Gade, en: Gade}", checked_on="2020-01-01"))
    remarks = list(ask_lints(load_rules(tmp_path), TODAY))
    places = [(remark.problem.spot.file, remark.problem.spot.line) for remark in remarks]
    assert places == sorted(places)
    assert [remark.slug for remark in remarks if remark.problem.spot.file.endswith("1.yaml")] == [
        "same-as-last-regime",
        "untranslated",
        "stale-check",
        "unused-measure",
        "unused-measure",
    ]
    assert all(remark.problem.slug == remark.slug for remark in remarks)


def test_lints_have_names_of_their_own_and_ask_one_question_each():
    assert len({lint.slug for lint in LINTS}) == len(LINTS) == 12
    assert all(lint.question.endswith("?") and lint.question.count("?") == 1 for lint in LINTS)
    assert {lint.level for lint in LINTS} == set(Level)
