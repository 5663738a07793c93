"""Words of body places and sides, as questions write them: what a phrase is cut at, and what names no condition."""

from __future__ import annotations

import re

PLACE = (
    r"(?:hand|wrist|forearm|elbow|arm|shoulder|finger|thumb|hip|thigh|knee|leg|calf|calves|shin|ankle|foot|feet|toe|heel|cheek|chin"
    r"|forehead|face|nose|ear|scalp|neck|back|chest|abdomen|abdominal wall|trunk|buttock|groin|breast|eye|eyelid|lip|lung|kidney"
    r"|tibia|fibula|femur|humerus|radius|ulna|clavicle|spine|sacrum|coccyx|lobe)(?:e?s)?"
)
SIDES = r"(?:left|right|bilateral|both|lt|rt|l|r)"
DEGREE = r"(?:mild|moderate|severe|acute|chronic|stable|unspecified)"
PLACED = re.compile(rf"\b(?:{PLACE}|left|right|bilateral|both|[LCT]\d{{1,2}})\b", re.IGNORECASE)
# an age, or a place and a degree and no more: they name no condition
NOTHING = re.compile(
    rf"\W*(?:(?:\d+\W*)?(?:year|yr|month|day|y)s?\W*(?:old|o)?|(?:(?:the|his|her|{SIDES}|upper|lower|great|distal|proximal|{PLACE}|{DEGREE})\W*)+)",
    re.IGNORECASE,
)
