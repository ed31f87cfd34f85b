"""The formulas behind definitions, in LaTeX, of those statistics that have one; docs/methods.md and docs/index.md say
where they come from.
"""

FORMULAS = {
    "gap": r"g = \pm\,(s_A - s_B), \quad + \text{ where more is better}",
    "relative_gap": r"r = \frac{g}{\min(s_A,\, s_B)}",
    "win_probability": r"P = \frac{1}{1 + 10^{-g/400}}",
    "behind_best": r"b = -\left|\,s_{\text{nation's best}} - s_{\text{best of all}}\right|",
    "interval": (
        r"\sigma = \frac{f\,(\text{high} - \text{low})}{2z}, \qquad"
        r"\sigma^2_{\text{binomial}} = \frac{p\,(1-p)}{n+4}, \quad p = \frac{nq+2}{n+4}"
    ),
    "chance": r"P_i = \int \varphi_i(x) \prod_{j \neq i} \Phi_j(x)\, dx",
    "index": r"p(m, b) = \frac{1}{1 + e^{-s_b\,(\theta_m - d_b)}}",
    "domain_ability": r"\theta + \delta + \sum_d v_d\, \beta_d",
    "adoption_range": (
        r"\text{low} = \frac{\sum_{\text{known}} s_i a_i}{T}, \qquad"
        r"\text{high} = \text{low} + \frac{\sum_{\text{unknown}} a_i}{T}"
    ),
}
