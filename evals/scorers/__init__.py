"""One scorer a file: `score(case, outcome) -> Score | None`, None where the case does not ask for it.

Wrong, abstained and unscorable are three things. An abstention where an answer was asked for counts as not right; an
outcome that cannot be judged (the engine failed) is unscorable and counts as not right as well.
"""
