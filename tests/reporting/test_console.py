"""What is printed after a run: the numbers, plainly, in 100 columns."""

import io
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from kth_sim.reporting.console import make_console, print_summary, print_table, print_trace
from kth_sim.reporting.wording import ratio


def printed(act, *things, **more):
    buffer = io.StringIO()
    act(*things, make_console(buffer), **more)
    return buffer.getvalue()


def words(text):
    return " ".join(text.split())


def with_row(frame, measure, **values):
    return frame.assign(
        **{
            column: frame[column].where(frame["measure"] != measure, value)
            for column, value in values.items()
        }
    )


def null_effect(report):
    usual = report.summary[report.summary["strategy"] == "usual_care"]
    same = pd.concat([usual, usual.assign(strategy="kth")])
    nothing = report.incremental.assign(mean=0.0, mcse=0.0, scaled_per_year=0.0)
    nothing = with_row(nothing, "nnt", mean=np.inf, mcse=np.nan)
    return replace(report, summary=same, incremental=nothing)


def test_the_summary_fits_100_columns_and_has_no_escape_codes(report):
    text = printed(print_summary, report)

    assert max(map(len, text.splitlines())) <= 100
    assert "\x1b" not in text


def test_the_headline_counts_a_year_and_says_that_readmissions_rise(report):
    text = words(printed(print_summary, report))

    assert "Per year for 2,215 people" in text
    assert "97 fewer deaths within 30 days (± <1)" in text
    assert "84 more people readmitted within 30 days of discharge (± 1)" in text
    assert "179 QALYs gained (± 2)" in text
    assert "DKK 18.7 million more spent in the first 3 months (± 0.1 million)" in text
    assert "rise with KTH: 17.43 % against 13.62 % of those discharged alive" in text


def test_the_table_rounds_by_unit_and_by_monte_carlo_error(report):
    text = words(printed(print_summary, report))

    assert "Dead within 30 days 11.90 % 7.50 % -4.40 ± 0.02 pp -97 ± <1" in text
    assert "All sectors * 651,400 683,400 +32,100 ± 140 +71.1 ± 0.3 m" in text
    assert "People treated for one life saved at 30 days 22.7 ± 0.1" in text
    assert "Cost per life saved, first 3 months' costs * 191,500 ± 1,100 DKK" in text


def test_what_the_evaluation_printed_stands_beside_what_is_simulated(report):
    text = words(printed(print_summary, report))

    assert "Number needed to treat 19 22.70 ± 0.11 independent 1/(0.119 - 0.080) = 25.6." in text


def test_an_observed_share_is_printed_in_per_cent_where_its_unit_is_known(report):
    share = report.observed_vs_simulated.head(1).assign(unit="share")
    text = words(printed(print_summary, replace(report, observed_vs_simulated=share)))

    assert "30-day mortality, usual care 11.9 % 11.92 ± 0.03 % calibration" in text


def test_assumptions_warnings_and_files_are_told(report):
    text = printed(print_summary, report)

    assert "* rests on assumptions (2 in use: assumptions.csv)" in text
    assert "Warning: 12 draws could not reach" in text
    assert "Files: outputs/national-3fa29c01" in text


def test_no_legend_where_nothing_rests_on_an_assumption(report):
    sure = replace(
        report,
        summary=report.summary.assign(basis="observed"),
        incremental=report.incremental.assign(basis="observed"),
    )

    assert "rests on assumptions" not in printed(print_summary, sure)


def test_a_null_effect_saves_no_lives_and_claims_no_difference(report):
    text = words(printed(print_summary, null_effect(report)))

    assert text.count("no lives saved") == 2
    assert text.count("no QALYs gained") == 2
    assert "no clear difference in deaths within 30 days" in text
    assert "do not differ beyond Monte-Carlo error" in text
    assert "inf" not in text


@pytest.mark.parametrize("measure", ["nnt", "cost_per_life_saved_3m"])
@pytest.mark.parametrize("risk", [0.01, -1e-4, np.nan])
def test_more_deaths_or_noise_give_no_number_needed_to_treat(report, measure, risk):
    frame = with_row(report.incremental, "prob_death_30d", mean=risk)

    assert ratio(frame, measure) == "no lives saved"


def test_a_gain_at_a_lower_cost_is_said_in_words(report):
    frame = with_row(report.incremental, "cost_total_3m_only", mean=-500.0)

    assert ratio(frame, "cost_per_qaly_3m_only") == "KTH does more and costs less"
    assert ratio(frame, "cost_per_qaly_with_later") == "397,000 ± 4,000 DKK"


def test_a_fall_in_readmissions_is_called_a_fall(report):
    frame = with_row(report.incremental, "prob_readmission_30d", mean=-0.05, scaled_per_year=-111.0)
    text = words(printed(print_summary, replace(report, incremental=frame)))

    assert "Readmissions within 30 days fall with KTH" in text
    assert "111 fewer people readmitted" in text


TRACE = [
    ("usual_care", 0.0, "", "operated", "hospital", "woman of 83"),
    ("usual_care", 8.25, "", "discharged", "temporary_place", "stay of 8.25 days"),
    ("kth", 0.0, "", "operated", "hospital", "woman of 83"),
]


@pytest.fixture
def lives():
    columns = ["strategy", "day", "date_or_blank", "event", "place", "detail"]
    return pd.DataFrame(TRACE, columns=columns)


def test_a_trace_tells_one_life_after_the_other(lives):
    text = printed(print_trace, lives)

    assert text.index("Usual care") < text.index("discharged") < text.index("Kom Trygt Hjem (KTH)")
    assert "8.25 discharged Temporary place stay of 8.25 days" in words(text)
    assert "Date" not in text
    assert "2026-01-05" in printed(print_trace, lives.assign(date_or_blank="2026-01-05"))


def test_a_table_wraps_long_text_and_takes_brackets_as_text():
    frame = pd.DataFrame(
        {"id": ["a_b"], "n": [2085], "note": ["[red]long[/red] " * 30], "x": [None]}
    )
    text = printed(print_table, frame, columns=["id", "n", "note"])

    assert max(map(len, text.splitlines())) <= 100
    assert words(text).count("[red]long[/red]") == 30
    assert "2,085" in text


def test_importing_the_room_is_cheap():
    code = (
        "import sys, kth_sim.reporting; print({'matplotlib', 'pandas', 'rich'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "set()"
