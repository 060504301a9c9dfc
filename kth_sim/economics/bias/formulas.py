"""Each source of bias as a formula on arrays: what was observed in, what it would be without out.

Every function returns the ratio at full strength; nan where the numbers together are impossible.
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np

from kth_sim.contracts import FloatArray
from kth_sim.economics.bias.confounding import bias_factor
from kth_sim.economics.bias.scales import odds, odds_ratio_of, risk_of, risk_ratio_of

UPPER_QUARTILE = NormalDist().inv_cdf(0.75)


def risk_left_alive(risk: FloatArray, share_before: FloatArray) -> FloatArray:
    """Risk of death between discharge and day 30 among those who left hospital alive.

    Args:
        risk: to day 30, of all operated.
        share_before: of these deaths, before discharge.

    >>> round(float(risk_left_alive(0.119, 15 / 51)), 4)
    0.087
    """
    before = risk * share_before
    return (risk - before) / (1.0 - before)


def or_among_left_alive(
    odds_ratio: FloatArray, risk: FloatArray, share_before: FloatArray
) -> FloatArray:
    """Odds ratio among those discharged alive, if KTH's observed risk is theirs alone.

    KTH's risk is that of the odds ratio at the usual-care risk; it is compared with usual care
    that left hospital alive.

    >>> observed = 0.080 / 0.920 / (0.119 / 0.881)
    >>> round(float(or_among_left_alive(observed, 0.119, 15 / 51)), 2)
    0.91
    """
    return odds_ratio * odds(risk) / odds(risk_left_alive(risk, share_before))


def or_left_alive(
    or_operated: FloatArray, risk: FloatArray, share_before: FloatArray
) -> FloatArray:
    """Odds ratio among those discharged alive of one among all operated.

    Deaths before discharge are alike in both groups; 0 where KTH would have to prevent some.
    """
    before = risk * share_before
    treated = risk_of(or_operated * odds(risk))
    left = np.maximum((treated - before) / (1.0 - before), 0.0)
    ratio: FloatArray = odds(left) / odds(risk_left_alive(risk, share_before))
    return ratio


def without_immortal_time(
    odds_ratio: FloatArray, risk: FloatArray, share_before: FloatArray
) -> FloatArray:
    """Odds ratio of all operated, if only people who left hospital alive were counted as KTH.

    Deaths before discharge are then the same in both groups, and KTH's observed risk is that of
    those discharged alive. It is 1 exactly where `or_among_left_alive` is.
    """
    before = risk * share_before
    treated = risk_of(odds_ratio * odds(risk))
    return odds(before + (1.0 - before) * treated) / odds(risk)


def without_confounder(
    odds_ratio: FloatArray,
    risk: FloatArray,
    rr_outcome: FloatArray,
    prob_kth: FloatArray,
    prob_usual: FloatArray,
) -> FloatArray:
    """Odds ratio with a confounder's bias factor taken out on the risk-ratio scale."""
    factor = bias_factor(rr_outcome, prob_kth, prob_usual)
    return odds_ratio_of(risk_ratio_of(odds_ratio, risk) / factor, risk)


def without_trend(odds_ratio: FloatArray, or_per_year: FloatArray, years: FloatArray) -> FloatArray:
    """Odds ratio with what the years between the groups did taken out."""
    return odds_ratio * or_per_year**-years


def reliability(or_median: FloatArray, risk: FloatArray, people: FloatArray) -> FloatArray:
    """Share of the spread between observed site levels that is real, on the logit scale.

    The variance between sites is (ln MOR / (sqrt(2) x 0.6745))^2, that of one site's observed
    logit 1 / (people x risk x (1 - risk)).

    Args:
        or_median: median odds ratio (MOR) between two sites, 1 or more.
        risk: of the outcome.
        people: observed at one site.

    Source: Merlo et al., J Epidemiol Community Health 60 (2006) 290-297 for the MOR; Barnett et
        al., Int J Epidemiol 34 (2005) 215-220 for the shrinkage.
    """
    between = (np.log(or_median) / (np.sqrt(2.0) * UPPER_QUARTILE)) ** 2
    within = 1.0 / (people * risk * (1.0 - risk))
    share: FloatArray = between / (between + within)
    return share


def without_regression(
    odds_ratio: FloatArray,
    risk: FloatArray,
    network: FloatArray,
    or_median: FloatArray,
    people: FloatArray,
) -> FloatArray:
    """Odds ratio against the baseline shrunk towards the network's mean.

    Had nothing been done, the sites would have been observed at `network + reliability x distance`
    on the logit scale, not at the baseline for which they were chosen.
    """
    distance = np.log(odds(risk) / odds(network))
    kept = reliability(or_median, risk, people)
    corrected: FloatArray = odds_ratio * np.exp((1.0 - kept) * distance)
    return corrected


def risk_ratio_institution(share_institution: FloatArray, own_home: FloatArray) -> FloatArray:
    """Risk ratio of death after discharge to day 30, institution against own home.

    Args:
        share_institution: of these deaths, in temporary places and nursing homes.
        own_home: share discharged to their own home where the deaths were counted.
    """
    return share_institution / (1.0 - own_home) / ((1.0 - share_institution) / own_home)


def destination_factor(
    own_home_kth: FloatArray,
    own_home_usual: FloatArray,
    ratio: FloatArray,
    share_before: FloatArray,
) -> FloatArray:
    """Risk of KTH's destinations over that of usual care's, both at usual-care risks.

    Deaths before discharge (`share_before`) are alike; the later ones follow the destinations,
    `ratio` being the risk ratio of institutions against own homes.

    Source: Miettinen, Am J Epidemiol 96 (1972) 168-172 (the confounding risk ratio).
    """

    def later(own_home: FloatArray) -> FloatArray:
        return own_home + (1.0 - own_home) * ratio

    return share_before + (1.0 - share_before) * later(own_home_kth) / later(own_home_usual)


def without_selection(
    odds_ratio: FloatArray, risk: FloatArray, factor: FloatArray, share_left: FloatArray
) -> FloatArray:
    """Odds ratio standardised to one mix of destinations.

    Args:
        odds_ratio: observed.
        risk: of usual care.
        factor: of `destination_factor`.
        share_left: of the imbalance that the adjustment left.
    """
    return odds_ratio_of(risk_ratio_of(odds_ratio, risk) / factor**share_left, risk)


def true_share(coded: FloatArray, sensitivity: FloatArray, specificity: FloatArray) -> FloatArray:
    """The share that has the outcome, where coding finds this share; nan where none is possible.

    Source: Rogan and Gladen, Am J Epidemiol 107 (1978) 71-76.

    >>> round(float(true_share(np.array(0.9 * 0.2 + 0.05 * 0.8), 0.9, 0.95)), 12)
    0.2
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (coded + specificity - 1.0) / (sensitivity + specificity - 1.0)
    informative = sensitivity + specificity > 1.0
    return np.where(informative & (share > 0.0) & (share < 1.0), share, np.nan)


def coded_share(true: FloatArray, sensitivity: FloatArray, specificity: FloatArray) -> FloatArray:
    """The share that coding finds where this share has the outcome: the inverse of `true_share`."""
    return sensitivity * true + (1.0 - specificity) * (1.0 - true)


def without_misclassification(
    risk_ratio: FloatArray,
    risk: FloatArray,
    usual: tuple[FloatArray, FloatArray],
    kth: tuple[FloatArray, FloatArray],
) -> FloatArray:
    """Risk ratio of true outcomes, from coded ones.

    Args:
        risk_ratio: as coded.
        risk: of usual care, as coded.
        usual: sensitivity and specificity of the coding in usual care.
        kth: the same in KTH.
    """
    return true_share(risk_ratio * risk, *kth) / true_share(risk, *usual)
