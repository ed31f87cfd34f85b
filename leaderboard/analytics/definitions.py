"""What each statistic means, in the words that the documentation and the app both show."""

from leaderboard.records.spoken import say

_WORDS = {
    "snapshot": (
        "A snapshot is a board (one category, one question set) as it was published on one day. "
        "A snapshot that is known to hold only part of its board is passed over. A model that it lists twice with "
        "different values is left out; if such models are more than 5 %, or one could be its nation's best, the "
        "snapshot is passed over, too."
    ),
    "open_weights": (
        "A model has open weights on a day if anyone could download its weights then, under whatever license. "
        "No model is open before its release. "
        "A model of unknown license is not counted as open, but the verdict says if that could matter."
    ),
    "national_best": (
        "The national best is the highest score of any counted model of a nation in a snapshot, in the board's unit, "
        "each model by its best setting. A model of joint origin stands for each of its nations."
    ),
    "compare": (
        "Sides are nations, or blocs as their members were on the day. How far a side is behind is the distance of its "
        "best counted model from the best counted model of all, in the board's unit; by score, whatever its interval."
    ),
    "inside": (
        "Whose weights are inside whose models: among the top counted models, by the nation of the developer and that "
        "of the base model, which is the model itself where it was trained from scratch; unknown where nobody knows."
    ),
    "news": (
        "News of the last days: a change of lead on a headline board; a model new on one that is its nation's best; a "
        "model whose weights came out; a board whose newest complete snapshot grew older than it may be to speak of "
        "the day; facts of the registry that were corrected."
    ),
    "frontier": (
        "The frontier is every nation's best over time: by publication, as the board stood on each day; "
        "by release, as records within the newest snapshot, read in order of the models' release dates, of open "
        "models in order of the days on which they had been released and their weights were public. "
        "The two are never mixed."
    ),
    "behind_best": (
        "How far a nation is behind the world's best is the distance of its best counted model from the best model of "
        "all that the board lists, open or closed and of whatever origin, in the board's unit; by score, whatever its "
        "interval."
    ),
    "chance": (
        "The chance of a nation is the probability that the best counted model is its. Every model's true score is "
        "taken to lie normally about the published one, independently of the others, as widely as its interval says, "
        "widened by the board's factor, and to be pulled towards the scores around it where these stand as close as "
        "their errors; a quarter of the weight is on a crowd of ten that stands level at the top. "
        "A model of joint origin gives its chance in equal parts to its nations."
    ),
    "interval_factor": (
        "The factor of a board says by how much its published intervals must be widened to hold 95 % of the scores "
        "that the same models had later, when their intervals were at most half as wide; it is never less than 1."
    ),
    "interval": (
        "The interval of a score is the published one; where a board gives a percentage and the number of its items "
        "instead, a binomial one is derived, and said to be."
    ),
    "borrowed_interval": (
        "A borrowed interval is the last one published for the same model name and setting, at most 90 days before and "
        "not across a change of method. What is said with borrowed intervals says so; the ledger does without them "
        "unless asked."
    ),
    "leads": "A nation leads a snapshot if the chance that the best counted model is its is at least 95 %.",
    "tied": (
        "Nations are tied if none leads: they are the smallest set whose chances sum to at least 95 %. "
        "The numbers do not tell them apart."
    ),
    "no_interval": (
        "No interval: only the order is known, because the board published neither intervals nor numbers of items "
        "that day, or because the answer would be another if the scores published without one were exact "
        "rather than as uncertain as the most uncertain of the snapshot."
    ),
    "uncontested": (
        "Uncontested: fewer than two nations have a counted model in the snapshot, so nobody is ahead of anybody, "
        "and the snapshot counts for nobody."
    ),
    "undetermined": (
        "Undetermined: models of unknown openness or origin could change the answer "
        "if they were counted, or were another nation's; or the model by which a nation leads, or stands first by "
        "order, has a license or a seat for which nobody has read evidence. Where several of these hold, undetermined "
        "is said before uncontested, and that before no interval."
    ),
    "lead_change": (
        "The lead changes on the day of the first snapshot in which another nation leads; until then the old leader's "
        "lead is contested, from the first snapshot in which it no longer led. Snapshots in which only the order is "
        "known change nothing, except before the board published any intervals: then every change of order is listed, "
        "as not decided."
    ),
    "held": (
        "A contested lead that its holder kept stands in the ledger, too, on the day on which the holder leads again, "
        "with the nations that could not be told apart from it meanwhile. It is no change of lead."
    ),
    "reason": (
        "The reason of a lead change is the first of these that made it happen, among all that changed since the old "
        "leader last led: the board changed its method; a model of the old leader was withdrawn, closed or rescored; "
        "a model of the new leader was opened; a new model. A leader that is missing and comes back has lost nothing."
    ),
    "gap": (
        "The gap of A against B is the best score of A less the best score of B in the same snapshot, in the board's "
        "unit; it is positive when A is ahead, also where a lower score is better."
    ),
    "relative_gap": (
        "The relative gap is the gap divided by the score of the one behind. On Elo scales the zero is arbitrary, "
        "so the figure is a convention: the one that Stanford's AI Index uses."
    ),
    "win_probability": (
        "The win probability is the chance that people prefer the answer of A's best model to that of B's, "
        "1 / (1 + 10^(-gap/400)); it exists on Elo scales only."
    ),
    "lag": (
        "The lag is the time between the best model of the side that is behind and the first model of the other side "
        "that scores at least as much, all scores read in one snapshot. It is the lag of the side that came later, "
        "which can be the one that is ahead. It is a lower bound if the other side's model stood in the board's first "
        "snapshot."
    ),
    "waiting": (
        "The waiting is the number of days for which the side that is behind has been so: for which there has been a "
        "model of the other side that scores more than its best."
    ),
    "gap_interval": (
        "The interval of a gap, a lag or a waiting holds 95 % of what comes out when every score is drawn anew "
        "from its own interval, a thousand times."
    ),
    "model_date": (
        "Lag and waiting date a model by its first listing on the board, in any snapshot (also one that holds only a "
        "part), in any setting and however open it was then; "
        "or, if so chosen and said, by its release."
    ),
    "epoch_lags": (
        "Epoch AI's lags compare two sides by the release dates of their models, all scores read in one fit of its "
        "Capabilities Index; which rule makes a figure is named with it. They are Epoch's words, not ours."
    ),
    "epoch_index": (
        "Epoch AI's Capabilities Index, of every model in its file; refit: what our fit makes of the scores that Epoch "
        "AI publishes with it, in its points by origin and slope of its anchor benchmark; ours: the ability of our "
        "index, put on the scale on which the models in both have the mean and the spread of Epoch's. Intervals "
        "of both cover 90 %. The board that tells most of a difference is the one on which the model does most better "
        "(or worse) than a model of Epoch's score would by our fit."
    ),
    "compute": (
        "The computing power of a nation is that of the clusters that stand in it, in H100 equivalents: how many chips "
        "of that kind would do as many operations. Those count that exist, are in Epoch AI's standard analysis, are no "
        "possible duplicates and have a first day by the day asked; of the phases of a cluster the last that had "
        "begun. It is where machines stand, not whose they are or what they are for; nothing here says that it made "
        "a model better."
    ),
    "chips": (
        "The chips of a nation are those whose makers have their seats there, wherever they are made. The fastest has "
        "the greatest product of operations per second and their bits, as its maker states it; software, memory and "
        "how many chips are built are not in it."
    ),
    "claim": (
        "A claim is a published figure with the question that gives it here. It is computed again from the stored "
        "scores, in the snapshots that it speaks of, and holds where the figure comes out within the tolerance stated "
        "with it."
    ),
    "share": (
        "The share of a nation is its fraction of the N best counted models (of all, where there are fewer). "
        "Models that tie for the last places divide them, and a model of joint origin counts in equal parts for each "
        "of its nations; models of unknown origin are a class of their own."
    ),
    "lower_bound": (
        "A list is known to hold only a part of its board if it is shorter than the last complete one and has none of "
        "the intervals and numbers of votes or items that every row of that had, or is one end of it or hardly more, "
        "or has fewer than half of its models, or if the registry says so. It dates first listings, and each "
        "nation's best model in it is a lower bound: the nation had at least this score. Nobody leads there, and of "
        "nations that it does not name it tells nothing."
    ),
    "top": (
        "The list of the best counted models has one row per model, by its best setting; "
        "equal scores share a rank and stand in order of name."
    ),
    "board_rank": (
        "The board's own rank counts every row that it lists, open or not. The range of ranks is what published "
        "intervals leave open: from one more than the rows whose whole interval lies above the model's own (as Arena's "
        "site counts its upper bound of the rank) to the number of rows whose interval does not lie wholly below it."
    ),
    "robustness": (
        "A way to ask is one combination of defensible choices: board, category, style control, what counts as open, "
        "whose nation, which clock, least votes, how many of the best models, how their places are counted, and "
        "whether the score decides or a chance. Its answer is the nation that holds most of the places, or the "
        "nations that together have that chance of the best model. Ways are weighed so that each domain, in it each "
        "board, and in that each choice counts alike."
    ),
    "adoption": (
        "Adoption counts how much models are used, whatever they can do: tokens through OpenRouter, or downloads on "
        "the hub. It enters no board, domain, index or choice. A count is a nation's where its exact spelling is "
        "registered with evidence for a model of its developers; a joint model's count is divided in equal parts."
    ),
    "adoption_range": (
        "A part lies between what is surely the side's, divided by all, and the same with all that nobody can place: "
        "names that are not registered, stealth models, and the tail that is published in one sum. The range is not an "
        "interval of error, and no part of it is likelier than another."
    ),
    "index": (
        "The index gives every model one ability: the one that, with a difficulty and a slope for each board, explains "
        "best all of the boards' newest scores. A rating on an Elo scale enters as the chance to win against the "
        "board's median model."
    ),
    "index_coverage": (
        "A model is listed if it stands on at least three boards in at least two domains, so an ability never rests "
        "on one board alone."
    ),
    "index_unit": (
        "Abilities are in logits of Arena's text board, on which 0 is the median model; "
        "their intervals hold 95 % of what the errors of scores, and the bents of models for domains, leave open."
    ),
    "index_silent": (
        "Where the error of a single score is more than three eighths of the spread of all scores, the boards agree "
        "too little to tell how sure abilities are: no interval and no chance is given."
    ),
    "index_records": (
        "A nation's record is the greatest ability of any of its counted models released by a day (of open models: "
        "with public weights by then). All days are read "
        "in one fit of today's scores: what they make of the past, not what the boards showed then."
    ),
    "choice": (
        "A model fits if it surely meets every condition that is asked; it is out if it surely fails one, and of all "
        "others it cannot be said, because a fact is not known that was asked for. A derivative is bound by its own "
        "license and by those of the models of other developers that it is built on, and it has the nations of all "
        "that it is built on; a model trained from scratch is its own base. The models that fit stand in order of "
        "their ability; which of them is the ablest has a chance, and two cannot be told apart if the 95 % interval "
        "of their difference holds 0."
    ),
    "domain_ability": (
        "The ability for a domain is a model's ability in the index and its bent for that domain: the part of what "
        "the index leaves unexplained of its scores there that is not error, as far as the sizes of errors and bents "
        "tell. For several domains it is the mean by their weights. A model without a score in a domain has none."
    ),
    "pareto": (
        "A model is on the line of size and ability if no other that fits is at least as able with at most as many "
        "parameters, and better in one of the two."
    ),
    "condition_cost": (
        "What a condition costs is found by dropping it alone. In points: how much abler the ablest model then is "
        "than the one chosen, in the unit of abilities. In months of 365.2425 / 12 days: how much earlier than the "
        "chosen model one at least as able was open among those that then fit, 0 where the chosen one was the first."
    ),
    "fits_on": (
        "A model fits on a memory if its total parameters in billions, times the bits of each, divided by 8, times "
        "1.2, are at most its gigabytes. That is the weights and a fifth more for what runs beside them; long "
        "contexts and many users need more. Parameters that are not at work count as well, as they have to be there."
    ),
}

DEFINITIONS = {name: say(text) for name, text in _WORDS.items()}
